"""What do officers get wrong in what a document says? Sums, days, direction, closings, laws, names, leftovers."""

from __future__ import annotations

from tests.documents.faults.fault import drop, fault, retext, swap
from tests.documents.sheet import Para, Run, Sheet

SUMS = ("sums.", "numerals.", "calendar.", "text.")
FLOW = ("body", "heading_2", "attachment_body")
for identity, said, old, new in (
    ("part", "分项写错，合计不符（37→73万元）", "工程建设其他费37万元", "工程建设其他费73万元"),
    ("total", "合计写错（320→350万元）", "总投资为320万元", "总投资为350万元"),
    ("units", "亿元与万元合计不符", "免申即享资金7600万元", "免申即享资金6700万元"),
    ("counts", "件数合计不符", "重大隐患8项", "重大隐患18项"),
    ("industries", "三次产业合计不符", "第二产业增加值1124.2亿元", "第二产业增加值1142.2亿元"),
    ("taxes", "税收与非税合计不符", "非税收入8.5亿元", "非税收入5.8亿元"),
    ("years", "分年安排合计不符", "2026年安排1000万元", "2026年安排1100万元"),
    ("rate", "整改率算错", "整改率97.3%", "整改率93.7%"),
):
    fault(f"sums.{identity}", said, swap(old, new, *FLOW), *SUMS, near=identity == "total")
DAYS = ("calendar.", "date.", "numerals.", "sums.")
for identity, said, old, new in (
    ("weekday", "星期与日期不符", "（星期五）", "（星期三）"),
    ("finish_first", "完工早于开工", "2026年9月开工，2027年6月完工", "2026年9月开工，2026年6月完工"),
    ("past_deadline", "期限早于成文日期", "2026年5月31日前完成首轮", "2026年1月31日前完成首轮"),
    ("passed_later", "会议日期晚于成文日期", "2026年4月28日市人民政府", "2026年8月28日市人民政府"),
    ("no_such_day", "不存在的日期", "2026年4月10日前", "2026年4月31日前"),
):
    fault(
        f"calendar.{identity}",
        said,
        swap(old, new, "body"),
        *DAYS,
        texts="notice" if identity == "past_deadline" else "",
    )

# ── direction ──

DIRECTION = ("direction.", "addressee.", "closing.", "wording.", "kind.", "request.", "title.")
fault(
    "direction.report_asks",
    "报告夹带请示事项",
    swap("特此报告。", "以上报告，请批准追加经费200万元。", "closing"),
    *DIRECTION,
    texts="report",
)
fault(
    "direction.two_addressees",
    "请示多头主送",
    swap("区人民政府：", "区人民政府、区财政局：", "addressee"),
    *DIRECTION,
    texts="request request_joint",
)
fault(
    "direction.to_a_person",
    "请示主送领导个人",
    swap("区人民政府：", "李明远区长：", "addressee"),
    *DIRECTION,
    texts="request request_joint",
)
fault(
    "direction.report_two",
    "报告多头主送",
    swap("市人民政府：", "市人民政府，市发展和改革委员会：", "addressee"),
    *DIRECTION,
    texts="report",
)
fault(
    "direction.two_matters",
    "一份请示两件事",
    lambda sheet: _second_matter(sheet),
    *DIRECTION,
    "matter.",
    texts="request",
    near=True,
)


def _second_matter(sheet: Sheet) -> list[Para] | None:
    last = sheet.last("body")
    if not last:
        return None
    one = Para("body", [Run("另外，恳请区政府同意我局增设学前教育科，增加行政编制3名。")], first=2)
    sheet.put_after(last, one)
    return [one]


# ── closings ──

CLOSING = ("closing.", "direction.", "wording.")
for identity, said, texts, old, new in (
    ("request_report", "请示用“特此报告”", "request", "妥否，请批示。", "特此报告。"),
    ("request_notice", "请示用“特此通知”", "request", "妥否，请批示。", "特此通知。"),
    ("request_letter", "请示用“特此函达”", "request_joint", "当否，请批复。", "特此函达。"),
    ("request_orders", "请示用“请遵照执行”", "request", "妥否，请批示。", "以上事项，请遵照执行。"),
    ("report_request", "报告用“妥否，请批示”", "report", "特此报告。", "妥否，请批示。"),
    ("report_reply", "报告用“请批复”", "report", "特此报告。", "以上报告，请批复。"),
    ("report_notice", "报告用“特此通知”", "report", "特此报告。", "特此通知。"),
    ("reply_letter", "批复用“特此函复”", "reply", "此复。", "特此函复。"),
    ("reply_notice", "批复用“特此通知”", "reply", "此复。", "特此通知。"),
    ("announcement_notice", "公告用“特此通知”", "announcement", "特此公告。", "特此通知。"),
    ("announcement_public", "公告用“特此通告”", "announcement", "特此公告。", "特此通告。"),
    ("motion_request", "议案用“请批示”", "motion", "请予审议。", "妥否，请批示。"),
    ("notice_circular", "通知用“特此通报”", "notice_secret", "特此通知。", "特此通报。"),
    ("notice_announcement", "通知用“特此公告”", "notice_secret", "特此通知。", "特此公告。"),
):
    fault(f"closing.{identity}", said, swap(old, new, "closing"), *CLOSING, texts=texts)
for kind, texts in (("request", "request request_joint"), ("reply", "reply"), ("motion", "motion")):
    fault(
        f"closing.no_{kind}",
        {"request": "请示", "reply": "批复", "motion": "议案"}[kind] + "没有结语",
        drop("closing"),
        *CLOSING,
        texts=texts,
        near=True,
    )
fault(
    "closing.no_stop",
    "结语没有句号",
    retext("closing", lambda text: text.removesuffix("。")),
    *CLOSING,
    "punctuation.",
    fix=True,
)


def _twice(sheet: Sheet) -> list[Para] | None:
    """The opening says 通知如下 and the end says 特此通知."""
    last = sheet.last("body")
    if not last or not sheet.holding("通知如下"):
        return None
    one = Para("closing", [Run("特此通知。")], first=2)
    sheet.put_after(last, one)
    return [one]


fault("closing.twice", "开头已写“通知如下”，结尾又写“特此通知”", _twice, *CLOSING, texts="notice", near=True)

# ── laws and citations ──

LAW = (
    "law.",
    "laws.",
    "citation.",
    "reference.",
    "text.",
    "wording.",
    "number.",
    "punctuation.",
    "direction.",
)
for identity, said, old, new, fix in (
    ("repealed", "引用已废止的法律（合同法）", "《中华人民共和国数据安全法》等法律法规", "《中华人民共和国合同法》等法律法规", False),
    ("repealed_2", "引用已废止的法律（物权法）", "《中华人民共和国文物保护法》", "《中华人民共和国物权法》", False),
    ("old_rules", "引用 2000 年公文处理办法", "《中华人民共和国统计法》", "《国家行政机关公文处理办法》", False),
    ("near_name", "法律名称漏字", "《中华人民共和国安全生产法》", "《中华人民共和国安全产法》", False),
    ("near_name_2", "法律名称错字", "《中华人民共和国道路交通安全法》", "《中华人民共和国道路交通安全管理法》", False),
    ("no_book_marks", "法律名称没有书名号", "《中华人民共和国预算法》", "中华人民共和国预算法", True),
    ("cited_square", "引文字号用方括号", "（临教〔2026〕21号）", "（临教[2026]21号）", True),
    ("cited_no_number", "批复引请示没有发文字号", "（临教〔2026〕21号）", "", False),
    ("cited_number_first", "引文先写字号后写标题", "《关于解决滨江中学运动场改造经费的请示》（临教〔2026〕21号）", "临教〔2026〕21号《关于解决滨江中学运动场改造经费的请示》", False),
    ("cited_half", "引文字号用半角括号", "（临教〔2026〕21号）", "(临教〔2026〕21号)", True),
):  # fmt: skip
    fault(f"law.{identity}", said, swap(old, new, "body", "attachment_body"), *LAW, fix=fix)

# ── names ──

NAMES = ("name.", "names.", "text.", "wording.", "issuer.", "consistency.", "abbreviation.")
for identity, said, old, new, texts in (
    ("school", "同一学校前后名称不一", "用于滨江中学运动场改造", "用于临江中学运动场改造", "request"),
    ("person", "同一人前后姓名不一", "王立新　韩志刚", "王力新　韩志刚", "minutes_topic"),
    ("road", "同一道路前后名称不一", "明确，春江路道路改造", "明确，春江道道路改造", "minutes_topic"),
    ("short", "未说明就用简称", "由区住房和城乡建设局组织实施", "由区住建局组织实施", "minutes_topic"),
):
    fault(f"names.{identity}", said, swap(old, new, "body", "attendance"), *NAMES, texts=texts, near=True)

# ── leftovers ──

LEFT = ("placeholder.", "leftover.", "leftovers.", "text.", "punctuation.", "decoration.")
for identity, said, old, new in (
    ("crosses", "残留“XX”", "于2026年", "于2026年X月X日、"),
    ("times", "残留“×××”", "恳请", "×××同志恳请"),
    ("underscores", "残留下划线空格", "联合执法检查", "____检查"),
    ("brackets", "残留“【】”", "有关情况", "【】有关情况"),
    ("prompt", "残留“（此处填写…）”", "现将", "（此处填写背景）现将"),
    ("to_decide", "残留“（待定）”", "工作", "工作（待定）"),
    ("field_error", "残留“错误！未找到引用源。”", "如下", "如下错误！未找到引用源。"),
    ("click", "残留“单击此处输入文字。”", "现就", "单击此处输入文字。现就"),
    ("somebody", "残留“某某”", "各单位", "某某单位"),
):
    fault(f"leftovers.{identity}", said, swap(old, new, "body"), *LEFT)
fault(
    "leftovers.empty_number",
    "发文字号没有填",
    retext("document_number", lambda text: text.replace("〕12号", "〕  号")),
    *LEFT,
    "number.",
    texts="notice",
)
fault(
    "leftovers.date_crosses",
    "成文日期没有填",
    retext("date", lambda text: "2026年X月X日"),
    *LEFT,
    "date.",
    texts="notice reply circular opinion",
)


def _comment(sheet: Sheet) -> list[Para] | None:
    body = sheet.all("body")
    sheet.comments.append((body[0].id, "此处请核对"))
    return [body[0]]


def _inserted(sheet: Sheet) -> list[Para] | None:
    body = sheet.all("body")
    sheet.inserted.add(body[-1].id)
    return [body[-1]]


def _deleted(sheet: Sheet) -> list[Para] | None:
    body = sheet.all("body")
    sheet.deleted[body[-1].id] = "请各单位认真落实。"
    return [body[-1]]


def _hidden(sheet: Sheet) -> list[Para] | None:
    body = sheet.all("body")
    sheet.hidden[body[0].id] = "内部意见：暂不公开。"
    return [body[0]]


for identity, said, hurt in (
    ("comment", "残留批注", _comment),
    ("inserted", "残留插入修订", _inserted),
    ("deleted", "残留删除修订", _deleted),
    ("hidden", "残留隐藏文字", _hidden),
):
    fault(f"leftovers.{identity}", said, hurt, *LEFT, near=True)
