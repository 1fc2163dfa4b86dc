"""Does a source fall into the passages a person would cite?"""

from __future__ import annotations

from datetime import date

import pytest

from bangban.skills.passages import Line, of_html, of_markdown, structure
from bangban.skills.passages.structure import MOST
from tests.support.patience import patience

LAW = """# 云栖市养犬管理条例

2020年3月1日 云栖市人民代表大会常务委员会通过

2020年6月1日 施行

## 第一章 总则

第一条 为了规范养犬行为，制定本条例。

第二条 本条例适用于本市。

前款所称本市包括各县。

## 第二章 登记

### 第一节 一般规定

第三条 养犬应当登记。

第三条之一 导盲犬免费登记。

第四条 违反本条例第三条的，责令改正。
"""


def test_a_law_falls_into_articles_under_their_chapters() -> None:
    whole = structure(of_markdown(LAW), "file")
    assert (whole.title, whole.kind, whole.begins) == ("云栖市养犬管理条例", "law", date(2020, 6, 1))
    assert [part.name for part in whole.parts] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert whole.parts[1].text == "本条例适用于本市。\n前款所称本市包括各县。"
    assert whole.parts[2].heading == "第二章 登记 第一节 一般规定"
    assert whole.parts[0].heading == "第一章 总则"


def test_an_article_that_is_only_mentioned_does_not_begin_one() -> None:
    whole = structure(of_markdown(LAW), "file")
    assert whole.parts[-1].text.startswith("违反本条例第三条")


def test_a_law_says_when_it_begins_in_its_last_article_too() -> None:
    text = "第一条 甲。\n第二条 乙。\n第三条 本办法自2019年5月1日起施行。"
    assert structure(of_markdown(text), "办法").begins == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("本办法自2026年3月1日起施行，有效期五年。", date(2031, 2, 28)),
        ("本办法自2026年3月1日起施行。本办法有效期为10年。", date(2036, 2, 29)),
        ("本措施自2026年1月1日起施行，至2027年12月31日止。", date(2027, 12, 31)),
        ("本通知自2026年1月1日起执行，有效期至2028年12月31日。", date(2028, 12, 31)),
        ("登记证自发证之日起有效期五年。本办法自2026年3月1日起施行。", None),
        ("申报自2026年1月1日起，至2026年3月31日止。本办法自2026年3月1日起施行。", None),
        ("本办法自2026年3月1日起施行。", None),
    ],
)
def test_a_law_says_until_when_it_holds(said: str, ends: date | None) -> None:
    assert structure(of_markdown(f"第一条 甲。\n第二条 乙。\n第三条 {said}"), "办法").ends == ends


def test_a_day_no_calendar_has_is_no_day() -> None:
    text = "第一条 甲。\n第二条 乙。\n第三条 本办法自2019年2月31日起施行。"
    assert structure(of_markdown(text), "办法").begins is None


def test_rows_carry_their_headers() -> None:
    whole = structure(of_markdown("| 材料 | 份数 |\n|---|---|\n| 身份证 | 1 |\n| 照片 | 2 |"), "清单")
    assert [part.text for part in whole.parts] == ["材料：身份证；份数：1", "材料：照片；份数：2"]
    assert {part.kind for part in whole.parts} == {"table"}


def test_a_guide_falls_into_what_it_says_of_the_matter() -> None:
    text = (
        "事项名称：居住证办理\n受理条件：在本市居住半年\n申请材料：\n1.身份证\n2.照片\n办理地点：街道办事处"
    )
    whole = structure(of_markdown(text), "指南")
    assert whole.title == "居住证办理"
    assert [(part.kind, part.name) for part in whole.parts][-2:] == [
        ("matter", "申请材料"),
        ("matter", "办理地点"),
    ]
    assert whole.parts[2].text == "1.身份证\n2.照片"


def test_paragraphs_stay_under_their_heading_and_short_enough() -> None:
    text = "# 通知\n\n一、总体要求\n\n" + "坚持便民利企。" * 200 + "\n\n二、主要任务\n\n推进一网通办。"
    whole = structure(of_markdown(text), "x")
    assert all(len(part.text) <= MOST for part in whole.parts)
    assert whole.parts[-1].heading.endswith("二、主要任务")
    assert "".join(part.text for part in whole.parts).replace("\n", "").count("坚持便民利企。") == 200


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_says_what_its_reader_sees(encoding: str) -> None:
    page = "<html><body><nav>首页</nav><script>alert(1)</script><h1>指南</h1><p>甲<b>乙</b>丙</p><table><tr><th>项</th></tr><tr><td>值</td></tr></table></body></html>"
    lines = of_html(page.encode(encoding))
    assert [line.text for line in lines] == ["指南", "甲乙丙", "项", "值"]
    assert lines[0].level == 1
    assert lines[3].cell == (0, 1, 0)


def test_a_page_nested_too_deeply_ends() -> None:
    assert isinstance(of_html(b"<html><body>" + b"<div>" * 5000 + b"x"), list)


def test_nothing_makes_nothing() -> None:
    assert structure([], "空").parts == []
    assert structure([Line("   ")], "空").parts == []


@pytest.mark.parametrize("text", ["<!--" * 50_000, "# " + "#" * 100_000 + "x", "| " * 50_000, "#" * 100_000])
def test_text_made_to_be_slow_is_read_in_time_that_grows_with_it(text: str) -> None:
    with patience():
        of_markdown(text)


CHAPTERS = [
    Line("临江区共享单车停放管理办法"), Line("第一章　总则", level=1), Line("第一条　为了规范秩序，制定本办法。"),
    Line("第二条　本办法适用于本区。"), Line("第二章　附则", level=1), Line("第三条　自2025年4月1日起施行。"),
]  # fmt: skip


def test_a_chapter_is_not_the_title_of_the_whole() -> None:
    assert structure(CHAPTERS, "file").title == "临江区共享单车停放管理办法"
    guide = [Line("老年人助餐补贴申请指南"), Line("一、申请条件", level=1), Line("年满六十周岁"), Line("二、申请材料", level=1),
             Line("身份证"), Line("三、办理地点", level=1), Line("街道")]  # fmt: skip
    assert structure(guide, "file").title == "老年人助餐补贴申请指南"
    assert structure(guide[1:], "指南").title == "指南"


@pytest.mark.parametrize("level", [0, 2])
def test_what_a_guide_heads_otherwise_is_a_part_of_its_own(level: int) -> None:
    lines = [Line("助餐补贴申请指南"), Line("一、申请条件", level=level), Line("年满六十周岁"), Line("二、申请材料", level=level),
             Line("（一）身份证"), Line("（二）户口簿"), Line("三、补贴标准", level=level), Line("每餐补贴三元。"),
             Line("四、办理地点", level=level), Line("街道")]  # fmt: skip
    parts = structure(lines, "file").parts
    assert [(part.name, part.text) for part in parts] == [
        ("申请条件", "年满六十周岁"), ("申请材料", "（一）身份证\n（二）户口簿"), ("补贴标准", "每餐补贴三元。"),
        ("办理地点", "街道"),
    ]  # fmt: skip


def test_a_table_stands_under_its_heading() -> None:
    text = "# 养犬登记办事指南\n\n## 申请条件\n年满18周岁\n\n## 收费标准\n| 项目 | 金额 |\n|---|---|\n| 年检 | 100元 |\n"
    row = structure(of_markdown(text), "file").parts[-1]
    assert (row.kind, row.heading, row.text) == ("table", "收费标准 项目、金额", "项目：年检；金额：100元")


def test_the_name_of_a_window_is_no_paragraph_but_a_title_where_there_is_none() -> None:
    assert (
        of_html("<head><title>首页-区政府网</title></head><body><h1>须知</h1><p>甲。</p></body>".encode())[
            0
        ].text
        == "须知"
    )
    [title, said] = of_html("<head><title>居住登记须知</title></head><body><p>甲。</p></body>".encode())
    assert (title.text, title.level, said.text) == ("居住登记须知", 1, "甲。")


def test_a_scanned_paragraph_goes_on_in_its_next_line() -> None:
    lines = [
        Line("第一条 甲。", 1), Line("第二条 停放区由区城市管理部门会同街道办事处和其他有关部门共同", 1),
        Line("划定，并向社会公布。", 1), Line("不得停放在盲道。", 1), Line("第三条 乙。", 1),
    ]  # fmt: skip
    part = structure(lines, "办法").parts[1]
    assert (
        part.text
        == "停放区由区城市管理部门会同街道办事处和其他有关部门共同划定，并向社会公布。\n不得停放在盲道。"
    )


def test_comments_and_closed_headings_go() -> None:
    lines = of_markdown("# 标题 ##\n正文<!-- 不\n要 -->还在\n<!-- 没有完\n## ##\n")
    assert [(one.text, one.level) for one in lines] == [
        ("标题", 1), ("正文还在", 0), ("<!-- 没有完", 0), ("##", 2),
    ]  # fmt: skip
