"""Which finer faults do officers make? Characters set apart, figures that do not follow, names said two ways."""

from __future__ import annotations

from tests.documents.faults.fault import Hurt, fault, look, page, swap
from tests.documents.sheet import Para, Run, Sheet

TYPED = "word python-docx points spaces grid tolerance wps"

# ── layout ──

for identity, said, role, which, apart in (
    ("finer.spread_title", "标题字间距加宽 2 磅", "title", "all", 2),
    ("finer.spread_body", "一段正文字间距加宽 2 磅", "body", "middle", 2),
    ("finer.tight_body", "一段正文字间距紧缩 1 磅", "body", "middle", -1),
):
    fault(
        identity,
        said,
        look(role, which, runs={"spacing": apart}),
        "decoration.",
        fix=True,
        texts="notice opinion circular report",
    )
fault(
    "finer.page_three",
    "页码从 3 开始",
    page(start=3),
    "footer.",
    fix=True,
    texts="notice request reply opinion",
)
fault(
    "finer.page_zero",
    "页码从 0 开始",
    page(start=0),
    "footer.",
    fix=True,
    texts="notice request reply opinion",
)


def _typed(sheet: Sheet) -> list[Para] | None:
    chosen = next((one for one in sheet.all("body") if len(one.text) > 40 and one.first == 2), None)
    if chosen is None:
        return None
    chosen.first = 0
    chosen.run.text = "    " + chosen.run.text
    return [chosen]


fault(
    "finer.spaces",
    "半角空格代替首行缩进",
    _typed,
    "indent.",
    fix=True,
    texts="notice opinion report",
    flavours="word python-docx points grid tolerance wps",
)


def _after_label(role: str, sign: str) -> Hurt:
    return swap(sign, sign + " ", role)


fault(
    "finer.space_first",
    "“一、”后空格",
    _after_label("heading_1", "、"),
    "numbering.",
    fix=True,
    texts="notice opinion",
    flavours=TYPED,
)
fault(
    "finer.space_second",
    "“（二）”后空格",
    _after_label("heading_2", "（二）"),
    "numbering.",
    fix=True,
    texts="notice opinion",
    flavours=TYPED,
)
fault(
    "finer.title_comma", "标题行末用逗号", swap("人民政府", "人民政府，", "title"), "title.", texts="notice"
)


def _joint(change: str) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        signed = sheet.all("signature")
        if len(signed) < 2 or len(sheet.all("issuer_mark")) < 2:
            return None
        if change == "order":
            signed[0].run.text, signed[1].run.text = signed[1].run.text, signed[0].run.text
            return [signed[0]]
        return None

    return hurt


fault(
    "finer.joint_order",
    "联合署名次序与标志不一致",
    _joint("order"),
    "signature.",
    texts="notice_joint",
    flavours="word python-docx points spaces",
)


# ── addressees and wishes ──


def _two_lines(sheet: Sheet) -> list[Para] | None:
    to = sheet.first("addressee")
    if to is None or "，" not in to.text:
        return None
    first, _, rest = to.text.partition("，")
    to.say(first + "：")
    second = Para("addressee", [Run(rest)], align=to.align)
    sheet.put_after(to, second)
    return [second]


fault("finer.two_lines", "主送机关分作两段", _two_lines, "addressee.", texts="notice circular")
fault(
    "finer.sorts",
    "不同类主送机关之间用顿号",
    swap("各街道办事处，区政府各部门", "各街道办事处、区政府各部门", "addressee"),
    "addressee.",
    fix=True,
    texts="notice",
)


def _add(text: str, right: str | None = None, role: str = "body") -> Hurt:
    """Add a sentence to the longest paragraph of the body."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        chosen = max(sheet.all(role), key=lambda one: len(one.text), default=None)
        if chosen is None:
            return None
        whole = chosen.text
        chosen.runs[-1].text += text
        if right is not None:
            sheet.wanted[chosen.id] = whole + right
        return [chosen]

    return hurt


fault(
    "finer.also",
    "请示末尾另提一事",
    _add("同时，恳请区政府批准我局增加事业编制3名。"),
    "direction.",
    texts="request",
)
fault(
    "finer.report_wish",
    "报告恳请增拨经费",
    _add("恳请区政府增拨专项经费80万元。"),
    "closing.",
    texts="report",
)

# ── figures ──

for identity, said, text in (
    ("over_base", "增长率与两年数额不符", "全年投入120万元，比2025年的100万元增长25%。"),
    ("cut", "压缩幅度算错", "办理时限由30天压缩至18天，压缩60%。"),
    ("progress", "支出进度算错", "下达资金2000万元，实际支出1900万元，支出进度为85%。"),
    ("product", "人数与标准之积不符", "补助对象50人，每人补助2000元，共需资金12万元。"),
    ("balance", "收支相抵不符", "全年收入100万元，支出80万元，结余30万元。"),
    ("men_women", "男女比例之和不足", "参训人员中，男性占55%、女性占40%。"),
    ("industries", "三次产业比重之和过百", "其中，第一产业占15%，第二产业占40%，第三产业占55%。"),
    (
        "of_whole",
        "一项占比与数额不符",
        "总产值1200亿元。其中，农业180亿元，占15%；工业480亿元，占40%；服务业540亿元，占54%。",
    ),
    ("years", "分年数与总数不符", "计划改造1500户，其中2026年完成500户、2027年完成600户、2028年完成700户。"),
    ("kinds", "三类只列两类", "整治对象共有3类：一类是占道经营，一类是私搭乱建。"),
    ("goals", "五大目标只列四个", "围绕“安全、绿色、高效、便民”五大目标推进。"),
):
    fault(f"finer.{identity}", said, _add(text), "sums.", texts="notice opinion")

# ── words and signs ──

for identity, said, text, right, rules in (
    ("before_such", "“等”前用顿号", "包括水费、电费、等支出。", "包括水费、电费等支出。", "punctuation."),
    ("exclaimed", "连用两个叹号", "各单位务必抓好落实！！", "各单位务必抓好落实！", "punctuation."),
    ("dots_such", "省略号与“等”并用", "包括水费、电费……等支出。", "包括水费、电费等支出。", "punctuation."),
    ("wide_point", "全角小数点", "比上年增长5．6%。", "比上年增长5.6%。", "numerals."),
    ("square", "面积单位不全", "新建厂房约3000平方。", "新建厂房约3000平方米。", "numerals."),
    ("mixed", "汉字与阿拉伯数字混写", "共排查二十3个点位。", "共排查23个点位。", "numerals."),
    ("since", "年份简写", "23年以来，工作有序推进。", "2023年以来，工作有序推进。", "numerals."),
    ("three_five", "概数用数字加顿号", "整改时限为3、5天。", "整改时限为三五天。", "numerals."),
):
    fault(f"finer.{identity}", said, _add(text, right), rules, fix=True, texts="notice opinion")
# Many right documents write a time so: it is shown, and left to the officer.
fault("finer.clock", "时间用全角冒号", _add("每天8：00至18：00开放。"), "numerals.", texts="notice opinion")
fault(
    "finer.bracketed",
    "残留的填写提示",
    _add("由【单位名称】负责实施。"),
    "placeholder.",
    texts="notice opinion",
)
fault("finer.no_hour", "不存在的时刻", _add("会议于25:30开始。"), "calendar.", texts="notice opinion")

# ── said one way and another ──


def _host(sheet: Sheet) -> list[Para] | None:
    """Whoever presides over the meeting is not the one of that surname who is present."""
    for one in sheet.all("body"):
        for post in ("区长", "市长", "局长", "主任"):
            at = one.text.find("主持")
            if post in one.text[:at] and at - one.text.index(post) - len(post) in (2, 3):
                name = one.text[one.text.index(post) + len(post) : at]
                if len(name) == 3 and any(name in each.text for each in sheet.all("attendance")):
                    one.swap(name, name[:-1] + "岚")
                    return [one]
    return None


fault("finer.host", "主持人与出席名单不一致", _host, "names.", "wording.", texts="minutes minutes_topic")
fault(
    "finer.issued",
    "所印发文件的标题与公文标题不一致",
    lambda sheet: next(
        (
            [one]
            for one in sheet.all("attachment_title")
            if one.swap("办法", "规定") or one.swap("方案", "规划") or one.swap("细则", "规程")
        ),
        None,
    ),
    "names.",
    "attachment.",
    texts="notice_issue",
)


def _phrase(sheet: Sheet) -> list[Para] | None:
    """滨江中学运动场 everywhere, and 滨江中雪运动场 once."""
    for one in sheet.all("body"):
        if one.swap("滨江中学运动场建成", "滨江中雪运动场建成"):
            return [one]
    return None


fault("finer.phrase", "多次出现的名称有一处写错一字", _phrase, "names.", "wording.", texts="request")
fault(
    "finer.law_turned",
    "法律名称中两词颠倒",
    swap("道路交通安全法", "道路安全交通法"),
    "law.",
    fix=True,
    texts="public_notice",
)

# ── slips in set phrases, figures and signs ──

for identity, said, text, right, rules in (
    ("set_phrase", "固定说法中的别字", "各项任务要落到时处。", "各项任务要落到实处。", "wording."),
    ("phrase_function", "“予以”误作“予于”", "抽查结果予于通报。", "抽查结果予以通报。", "wording."),
    (
        "phrase_short",
        "固定说法漏字",
        "切实保障人民群生命财产安全。",
        "切实保障人民群众生命财产安全。",
        "wording.",
    ),
    ("phrase_twice", "固定说法重字", "坚决守守住安全底线。", "坚决守住安全底线。", "wording."),
    ("saying_twice", "成语后重词", "确保专款专用专用。", "确保专款专用。", "wording."),
    ("percent_twice", "百分号重复", "办结率达99.6%%。", "办结率达99.6%。", "numerals."),
    ("day_twice", "“日”字重复", "于2027年5月11日日前完成。", "于2027年5月11日前完成。", "numerals."),
    ("decimal", "小数点写成句号", "惠及居民12。6万户。", "惠及居民12.6万户。", "numerals."),
    (
        "connector",
        "日期之间用两个半角连字符",
        "时间为3月1日--4月30日。",
        "时间为3月1日—4月30日。",
        "punctuation.",
    ),
    ("quotes_turned", "引号方向颠倒", "推行”一网通办“改革。", "推行“一网通办”改革。", "punctuation."),
):
    fault(f"finer.{identity}", said, _add(text, right), rules, fix=True, texts="notice opinion")
for identity, said, text, rules in (
    ("over_all", "合格率超过100%", "抽查合格率为197.8%。", "sums."),
    ("checked_sum", "共检查之下合计不符", "本次共检查网站28家、新媒体64家，合计93家。", "sums."),
    ("bracket_slot", "方括号占位符", "完成[数量]个小区改造。", "placeholder."),
    ("at_least_about", "“不少于”与“左右”并用", "每年培训不少于1500人次左右。", "numerals."),
):
    fault(f"finer.{identity}", said, _add(text), rules, texts="notice opinion")


def _turned_to(old: str, new: str, role: str) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        for one in sheet.all(role):
            if old in one.text:
                one.swap(old, new)
                return [one]
        return None

    return hurt


fault(
    "finer.past_a_level",
    "越级请示",
    _turned_to("区人民政府", "市人民政府", "addressee"),
    "addressee.",
    texts="request",
)
fault("finer.another_you", "对局称“你校”", _turned_to("你局", "你校", "body"), "names.", texts="reply")
fault(
    "finer.pause",
    "“妥否”后用顿号",
    _turned_to("否，请", "否、请", "closing"),
    "closing.",
    fix=True,
    texts="request",
)
