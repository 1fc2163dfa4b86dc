"""Which slips does no other module plant? Numbers of the wrong form, signs set apart, lines too far apart."""

from __future__ import annotations

from tests.documents.faults.fault import fault, look, retext, swap
from tests.documents.faults.heading import HEAD, TYPED, relabel, sub

for identity, said, hurt in (
    ("slip.h1_colon", "第一层序号后用冒号", relabel("heading_1", 0, sub("、", "："))),
    ("slip.h1_ordinal", "第一层写成“第一、”", relabel("heading_1", 0, sub("^一", "第一"))),
    ("slip.h1_arabic", "第一层写成“1、”", relabel("heading_1", 0, sub("^一、", "1、"))),
    ("slip.h1_bracketed", "第一层写成“（一）”", relabel("heading_1", 0, sub("^一、", "（一）"))),
):
    fault(identity, said, hurt, *HEAD, fix=True, texts="notice opinion", flavours=TYPED)
fault(
    "slip.h3_circled",
    "第三层用带圈数字",
    relabel("heading_3", 0, sub(r"^1\.", "①")),
    *HEAD,
    fix=True,
    texts="notice",
    flavours=TYPED,
)
for identity, said, hurt, rules in (
    ("slip.copy_to_apart", "“抄送”二字间空格", swap("抄送：", "抄 送：", "copy_to"), ("copy_to.",)),
    ("slip.copy_to_space", "抄送与冒号间空格", swap("抄送：", "抄送 ：", "copy_to"), ("copy_to.",)),
    ("slip.addressee_space", "主送机关与冒号间空格", swap("：", " ：", "addressee"), ("addressee.",)),
    (
        "slip.note_stop",
        "附注括号内加句号",
        retext("note", lambda text: text.removesuffix("）") + "。）"),
        ("note.",),
    ),
    ("slip.dark_gray", "正文是深灰色字", look("body", runs={"color": "404040"}), ("colour.",)),
    ("slip.date_apart", "署名与成文日期之间空行", look("date", above=1), ("space.",)),
    ("slip.signed_far", "署名离正文六行", look("signature", above=6), ("space.",)),
    ("slip.closing_exclaimed", "结语用感叹号", swap("。", "！", "closing"), ("closing.", "punctuation.")),
):
    fault(identity, said, hurt, *rules, fix=True, texts="notice request reply decision")
