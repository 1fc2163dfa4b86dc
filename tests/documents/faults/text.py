"""What do officers mistype? Characters, words, punctuation, numerals."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.documents.faults.fault import Hurt, fault, swap
from tests.documents.sheet import Para, Sheet

FLOW = ("body", "heading_2", "heading_3", "heading_4", "closing", "attachment_body")
WORDS = (
    "text.",
    "wording.",
    "typo.",
    "spelling.",
    "character.",
    "proofread.",
    "words.",
    "doubled.",
    "confusion.",
)

for right, wrong, fix in (
    ("部署", "布署", True),
    ("充分利用", "充份利用", True),
    ("及时向", "急时向", False),
    ("贯彻落实", "贯彻落时", False),
    ("严格执行", "严格执形", False),
    ("恪尽职守", "刻尽职守", False),
    ("再接再厉", "再接再励", True),
    ("反映集中", "反应集中", False),
    ("举一反三", "举一返三", True),
    ("流于形式", "流于形势", False),
    ("审议通过", "审意通过", False),
    ("拆除重建", "折除重建", False),
    ("安排", "按排", True),
    ("账物相符", "帐物相符", True),
    ("常抓不懈", "常抓不解", False),
    ("必须常抓", "必需常抓", False),
    ("规范", "规犯", False),
    ("原则", "原测", False),
    ("指挥部", "指辉部", False),
    ("予以", "与以", False),
    ("切实保障", "切实保章", False),
    ("监督管理", "监督管里", False),
    ("其他垃圾", "其它垃圾", True),
    ("协调", "协凋", False),
    ("组织实施", "组织实旋", False),
    ("稳中求进", "稳中求近", False),
    ("主体责任", "主题责任", False),
    ("高质量发展", "高质量发展展", True),
    ("工作要求", "工作作要求", True),
    ("有关部门", "有关有关部门", True),
    ("组织领导", "组领织导", False),
    ("人民群众", "人民群", False),
    ("到2027年年底", "截止2027年年底", True),
):
    fault(f"text.{wrong}", f"错别字：{right}→{wrong}", swap(right, wrong, *FLOW), *WORDS, fix=fix)

# ── punctuation ──

MARKS = ("punctuation.", "closing.stop", "text.", "numerals.", "title_marks.", "law.")


def inside(old: str, new: str, right: str | None = None) -> Hurt:
    """Replace where `old` stands between two Chinese characters of a body paragraph."""
    pattern = re.compile(f"(?<=[\u4e00-\u9fff]){re.escape(old)}(?=[\u4e00-\u9fff])")

    def hurt(sheet: Sheet) -> list[Para] | None:
        for one in sheet.all("body"):
            for run in one.runs:
                if pattern.search(run.text):
                    if right is not None:
                        sheet.wanted[one.id] = pattern.sub(right, one.text, count=1)
                    run.text = pattern.sub(new, run.text, count=1)
                    return [one]
        return None

    return hurt


def ending(change: Callable[[str], str]) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        body = [one for one in sheet.all("body") if one.text.endswith("。")]
        if not body:
            return None
        run = body[-1].runs[-1]
        run.text = change(run.text)
        return [body[-1]]

    return hurt


for identity, said, hurt, fix in (
    ("half_comma", "半角逗号", inside("，", ","), True),
    ("half_semicolon", "半角分号", inside("；", ";"), True),
    ("half_stop", "段末用半角点", ending(lambda text: text[:-1] + "."), True),
    ("half_colon", "“如下”后半角冒号", swap("如下：", "如下:", "body"), True),
    ("doubled_comma", "两个逗号", inside("，", "，，"), True),
    ("doubled_stop", "两个句号", ending(lambda text: text + "。"), True),
    ("comma_stop", "逗号接句号", ending(lambda text: text[:-1] + "，。"), True),
    ("doubled_list", "两个顿号", inside("、", "、、"), True),
    ("no_end", "段末没有句号", ending(lambda text: text[:-1]), True),
    ("comma_end", "段末用逗号", ending(lambda text: text[:-1] + "，"), False),
    ("space", "汉字之间有空格", inside("，", "， "), True),
    ("space_in_word", "词中间有空格", swap("工作", "工 作", "body"), True),
    ("straight_quotes", "直引号", lambda sheet: _quotes(sheet, '"', '"'), True),
    ("open_quote", "引号不成对", lambda sheet: _quotes(sheet, "“", ""), False),
    ("reversed_quotes", "引号用反", lambda sheet: _quotes(sheet, "”", "“"), False),
    ("open_book", "书名号不成对", swap("》的", "的", "body"), False),
    ("single_book", "书名号用单", lambda sheet: _books(sheet, "〈", "〉"), False),
    ("half_brackets", "半角括号", swap("（丁香路至春江路段）", "(丁香路至春江路段)", "body"), True),
    ("mixed_brackets", "括号一全一半", swap("（丁香路至春江路段）", "（丁香路至春江路段)", "body"), True),
    ("open_bracket", "括号不成对", swap("（丁香路至春江路段）", "（丁香路至春江路段", "body"), False),
    ("listed_books", "书名号之间用顿号", swap("《中华人民共和国安全生产法》", "《中华人民共和国安全生产法》、《中华人民共和国消防法》", "body", right="《中华人民共和国安全生产法》《中华人民共和国消防法》"), True),
    ("listed_quotes", "引号之间用顿号", swap("“临江区先进集体”称号，授予林涛等20名同志“临江区先进个人”称号", "“临江区先进集体”、“临江区先进个人”等称号", "body", right="“临江区先进集体”“临江区先进个人”等称号"), True),
    ("ellipsis_dots", "省略号用小圆点", inside("等", "等......", right="等……"), True),
    ("ellipsis_stops", "省略号用句号", inside("等", "等。。。", right="等……"), True),
    ("dash", "破折号用两个连字符", swap("建成于", "--建成于", "body", right="——建成于"), True),
    ("etcetera", "“等”前加顿号", swap("缺失等问题", "缺失、等问题", "heading_3"), True),
    ("thousands", "数字中用全角逗号分节", swap("1286项", "1，286项", "body", "heading_2"), False),
):  # fmt: skip
    fault(f"punctuation.{identity}", said, hurt, *MARKS, fix=fix)


def _quotes(sheet: Sheet, left: str, right: str) -> list[Para] | None:
    for one in sheet.all("body"):
        for run in one.runs:
            if "“" in run.text and "”" in run.text:
                run.text = (
                    run.text.replace("“", left, 1).replace("”", right, 1)
                    if left != "”"
                    else run.text.replace("”", "\0", 1).replace("“", "”", 1).replace("\0", "“")
                )
                return [one]
    return None


def _books(sheet: Sheet, left: str, right: str) -> list[Para] | None:
    for one in sheet.all("body"):
        if "《中华人民共和国" in one.text and one.swap("《", left):
            one.swap("》", right)
            return [one]
    return None


# ── numerals ──

NUMBERS = ("numerals.", "punctuation.", "text.", "calendar.", "date.")
for identity, said, hurt, fix in (
    ("full_digits", "全角数字", swap("95%", "９５%", "body"), True),
    ("full_percent", "全角百分号", swap("95%", "95％", "body"), True),
    ("percent_word", "“百分之100”", swap("100%", "百分之100", "body"), True),
    (
        "percent_range",
        "百分数范围前一个没有%",
        swap("增长6.1%", "增长5～6%", "body", right="增长5%～6%"),
        True,
    ),
    (
        "approximate_arabic",
        "概数用阿拉伯数字",
        swap("龙头企业10家", "龙头企业8、9家", "body", right="龙头企业八九家"),
        True,
    ),
    (
        "approximate_listed",
        "概数之间用顿号",
        swap("龙头企业10家", "龙头企业八、九家", "body", right="龙头企业八九家"),
        True,
    ),
    (
        "few",
        "“几十”写成“几10”",
        swap("家政服务龙头企业10家", "家政服务龙头企业几10家", "body", right="家政服务龙头企业几十家"),
        True,
    ),
    ("about_twice", "“约……左右”重复", swap("约8000辆次", "约8000辆次左右", "body"), False),
    ("nearly_more", "“近……余”矛盾", swap("共检查企业240家", "共检查企业近240余家", "body"), False),
    ("short_year", "正文年份写两位", swap("于2026年", "于26年", "body", "closing"), True),
    (
        "zero_year",
        "年份写“二零二六年”",
        swap("2026年6月15日", "二零二六年六月十五日", "body"),
        True,
    ),
    ("mixed_date", "日期汉字与数字混用", swap("5月31日", "五月31日", "body"), True),
    ("hao", "正文日期用“号”", swap("5月31日", "5月31号", "body"), True),
    ("dotted_date", "正文日期写“2026.5.31”", swap("2026年5月31日", "2026.5.31", "body"), True),
    ("padded_date", "正文日期编虚位", swap("5月31日", "05月31日", "body"), True),
    ("no_such_date", "正文日期不存在", swap("4月30日", "4月31日", "body"), False),
    ("month_13", "正文写13月", swap("2026年6月15日", "2026年13月15日", "body"), False),
    ("fell_times", "减少用倍数", swap("由52%提高到61%", "由61%减少了1倍", "heading_2", "body"), False),
    (
        "point",
        "百分点误作百分比",
        swap("由52%提高到61%", "由52%提高到61%，提高了9%", "heading_2", "body"),
        False,
    ),
    ("square_metres", "计量单位写“平米”", swap("12000平方米", "12000平米", "body"), False),
    ("hour_24", "不存在的时刻", swap("6时至18时", "6时至28时", "body"), False),
):
    fault(f"numerals.{identity}", said, hurt, *NUMBERS, "wording.", "unit.", fix=fix)
