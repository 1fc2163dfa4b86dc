"""What was left in that should have been filled in or taken out before the document went out?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.text.prose import NAMING, found, inside, opaque, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳段焦侯全班仰秋仲宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎溥印宿白怀蒲从鄂索咸籍卓蔺屠蒙池乔闫谭肖覃辛向古易廖邸涂"
_WORDS = "和于时方成全安经应常温从都"
"""Surnames that before a blank are far oftener the words they also are."""
_MASK = "XxＸｘ×＊*○◯□"
_LEFT = re.compile(
    "|".join(
        (
            r"(?:20)?[XＸxｘ×]{1,4}年[XＸxｘ×]{1,2}月(?:[XＸxｘ×]{1,2}日)?",
            r"[XＸ×]{1,2}月[XＸ×]{1,2}日",
            r"(?<![A-Za-z×])[XＸ]{2,}(?![A-Za-z])",
            r"(?<![A-Za-z])(?:xx+|ｘｘ+)(?![A-Za-z])",
            r"×{2,}",
            r"＊{2,}|\*{2,}",
            r"[○◯]{2,}",
            r"_{2,}|＿{2,}",
            r"(?<![A-Za-zＸX×])[XＸ×](?=[年月日市县区省局号条元人])(?!射线|光)",
            r"20[XxＸ×*]{1,2}(?=年)",
            r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|<[^<>]{0,20}(?:填|待|名称)[^<>]{0,20}>",
            r"【[^】]*(?:待|填|补充|插入|请|某|此处|X|名称|姓名|金额|日期)[^】]*】|【\s*】",
            r"\[[^\]]*(?:待|填写|补充|插入|此处)[^\]]*\]",
            r"[（(](?:待补充?|待填写?|待定|待核实?|待确认|此处[^（）()]{0,15}|请填写?[^（）()]{0,15}|请补充[^（）()]{0,15}|请输入[^（）()]{0,15}|插入[^（）()]{0,15})[）)]",
            r"\[(?:数量|金额|日期|时间|地点|名称|姓名|单位|单位名称|文号|标题|内容|事由|X+)\]",
            r"(?<![A-Za-z])(?:TODO|TBD|FIXME|XXX)(?![A-Za-z])",
            r"以下是(?:为您|根据您|按照您)[^。]{0,20}|希望(?:以上|这份|这篇)[^。]{0,10}对您有(?:所)?帮助|作为(?:一个)?(?:AI|人工智能)(?:语言)?(?:模型|助手)[^。]{0,20}|(?:如需|如果需要)(?:进一步)?(?:修改|调整|润色)[^。]{0,10}请(?:随时)?(?:告诉我|告知我)",
            r"请(?:在此)?(?:填写|输入|插入)(?=[^，。；]{0,10}$)|待补充|单击此处|点击此处|在此处?(?:输入|键入)",
            r"错误[！!]\s*未(?:找到引用源|定义书签|指定书签|指定样式)[。.]?|Error! (?:Reference source not found|Bookmark not defined)\.?",
            r"某某",
            r"(?<![\u4e00-\u9fff])某(?=[市县区局])|关于某(?=[市县区局])",
        )
    )
)
_SIGNS = re.compile(
    r"[XxＸｘ×＊*○◯_＿{<【\[错]|某|待|请填|请补|请输|请插|插入|请在此|此处|点击|单击|键入|输入|TODO|TBD|FIXME|Error|您|\[[数金日时地名姓单文标内事]|作为"
)
"""One of these stands in whatever was left in: most texts need not be searched further."""
_CASES = re.compile("案|违|犯|罪|当事人|受害|嫌疑|被告|处分|举报")


def left_in(view: View) -> Iterator[Finding]:
    """XX, ____, 【待补充】, {{name}}."""
    forms = {Element.ATTACHMENT_BODY}
    for paragraph in paragraphs(
        view, NAMING | {Element.NUMBER, Element.DATE, Element.IMPRINT, Element.SIGNER, Element.MARK}
    ):
        text = paragraph.text
        if _SIGNS.search(text) is None:
            continue
        skip = opaque(text)
        previous = -1
        for match in _LEFT.finditer(text):
            start, end = match.span()
            written = match.group()
            if start < previous or inside(skip, start) or _is_mask(text, start, written):
                continue
            if view.role(paragraph) in forms and (written[0] in "_＿" or _is_form(paragraph, text)):
                continue
            previous = end
            yield found(view, "placeholder.left_in", paragraph, start, end, sure=False)


def _is_mask(text: str, start: int, written: str) -> bool:
    """李某某, 张××, 138****5678: someone's name or number kept back on purpose."""
    before = text[start - 1 : start].strip(_WORDS)
    if written[0] in "*＊":
        return before.isdecimal() or (before in _SURNAMES and bool(before))
    if written == "某某" or set(written) <= set(_MASK):
        return (
            bool(before)
            and before in _SURNAMES
            and not re.match("[市县区局省]", text[start + len(written) :])
        )
    if written.endswith("某"):
        return _CASES.search(text) is not None
    return False


def _is_form(paragraph: Paragraph, text: str) -> bool:
    """A line of a form that the attachment holds, to be filled in by others."""
    return len(text) < 40 and not re.search("[。，]", text)
