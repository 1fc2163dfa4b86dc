"""Is each fault of words found once, by its own rule, and put right where only one thing can be right?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.findings import Element
from tests.unit.skills.documents.text.written import findings, mended, rules

DATE = (Element.DATE, "2025年3月14日")

ONE_FAULT = [
    ("(二)加强质量管理", "numbering.half_brackets", "（二）加强质量管理"),
    ("（一）、建立台账", "numbering.sign_after_brackets", "（一）建立台账"),
    ("1。明确登记范围。凡使用财政资金的，均应登记。", "numbering.third_sign", "1.明确登记范围。凡使用财政资金的，均应登记。"),
    ("各单位各单位要抓好落实。", "wording.doubled", "各单位要抓好落实。"),
    ("要按照要求认真组织实施施。", "wording.doubled", "要按照要求认真组织实施。"),
    ("各部门要按有关规定执行行。", "wording.doubled", "各部门要按有关规定执行。"),
    ("全面排察安全隐患。", "wording.wrong", "全面排查安全隐患。"),
    ("登记工作包括受理、审核、和公示。", "punctuation.before_and", "登记工作包括受理、审核和公示。"),
    ("落实《关于做好数据登记工作的通知（云府〔2025〕1号）》要求。", "citation.number_inside", "落实《关于做好数据登记工作的通知》（云府〔2025〕1号）要求。"),
    ("登记数由100个增加到150个，增加40个。", "sums.growth", None),
    ("请各单位于25时前报送。", "calendar.no_such_time", None),
    ("1、明确登记范围。凡使用财政资金的，均应登记。", "numbering.third_sign", "1.明确登记范围。凡使用财政资金的，均应登记。"),
    ("一.总体要求", "numbering.first_sign", "一、总体要求"),
    ("各单位要高度重视,明确分管负责同志。", "punctuation.half_width", "各单位要高度重视，明确分管负责同志。"),
    ("各单位要高度重视，明确分管负责同志.", "punctuation.half_width", "各单位要高度重视，明确分管负责同志。"),
    ("区政务服务和数据管理局(以下简称区数据局)会同各部门负责，区数据局牵头。", "punctuation.half_brackets", "区政务服务和数据管理局（以下简称区数据局）会同各部门负责，区数据局牵头。"),
    ('推进"一网通办"改革。', "punctuation.straight_quotes", "推进“一网通办”改革。"),
    ("包括台账、名单...", "punctuation.ellipsis", "包括台账、名单……"),
    ("这是一项系统工程--需要各方协同。", "punctuation.dash", "这是一项系统工程——需要各方协同。"),
    ("依据《云山区数据管理办法》、《云山区数据目录》办理。", "punctuation.listed", "依据《云山区数据管理办法》《云山区数据目录》办理。"),
    ("各单位要高度重视，，明确分管负责同志。", "punctuation.doubled", "各单位要高度重视，明确分管负责同志。"),
    ("确保按期完成任务。。", "punctuation.doubled", "确保按期完成任务。"),
    ("会期三、四天。", "punctuation.approximate", "会期三四天。"),
    ("落实《云山区人民政府关于印发《数据目录》的通知》要求。", "punctuation.nested", "落实《云山区人民政府关于印发〈数据目录〉的通知》要求。"),
    ("落实《关于做好数据登记工作的通知（云府〔2025〕1号）要求。", "punctuation.unpaired", "落实《关于做好数据登记工作的通知》（云府〔2025〕1号）要求。"),
    ("坚持（统筹规划)、依法合规。", "punctuation.mixed_pair", "坚持（统筹规划）、依法合规。"),
    ("登记率提高5-10%。", "numerals.percent_range", "登记率提高5%—10%。"),
    ("补助8—9万元。", "numerals.scaled_range", "补助8万—9万元。"),
    ("于25年4月30日前完成。", "numerals.short_year", "于2025年4月30日前完成。"),
    ("补助3千元。", "numerals.arabic_with_word", "补助3000元。"),
    ("于2025年四月30日前完成。", "numerals.mixed_date", "于2025年4月30日前完成。"),
    ("二零二五年是关键之年。", "numerals.chinese_date", "2025年是关键之年。"),
    ("该校建于一九九八年。", "numerals.chinese_date", "该校建于1998年。"),
    ("该校建于九八年。", "numerals.chinese_date", None),
    ("安排资金86O万元。", "numerals.letter", "安排资金860万元。"),
    ("根据<中华人民共和国数据安全法>，制定本方案。", "punctuation.book_marks", "根据《中华人民共和国数据安全法》，制定本方案。"),
    ("根据“中华人民共和国数据安全法”，制定本方案。", "law.no_marks", "根据《中华人民共和国数据安全法》，制定本方案。"),
    ("统一规范，建全公共数据资源登记制度。", "wording.doubtful", None),
    ("对涉及国家密秘、商业秘密的数据，依照规定办理。", "wording.character", "对涉及国家秘密、商业秘密的数据，依照规定办理。"),
    ("于2025年04月30日前完成。", "numerals.empty_place", "于2025年4月30日前完成。"),
    ("提高3%个百分点。", "numerals.percent_point", "提高3个百分点。"),
    ("共有２５个单位。", "numerals.full_width", "共有25个单位。"),
    ("约需3、4天。", "numerals.approximate", "约需三四天。"),
    ("实施2021-2025年规划。", "numerals.year_range_sign", "实施2021—2025年规划。"),
    ("建筑面积120平米。", "numerals.unit", "建筑面积120平方米。"),
    ("于2025年2月30日前完成。", "calendar.no_such_date", None),
    ("2025年3月14日（星期四）召开会议。", "calendar.weekday", "2025年3月14日（星期五）召开会议。"),
    ("2025年8月1日至2025年7月1日为试点期。", "calendar.order", None),
    ("会议时间为3月20日上午15时。", "calendar.part_of_day", None),
    ("共支出100万元，其中设备费60万元、人工费50万元。", "sums.parts_over", None),
    ("总投资为860万元，其中建筑工程费720万元、其他费89万元、预备费42万元。", "sums.parts_short", None),
    ("设备费60万元、人工费50万元，合计100万元。", "sums.total", None),
    ("一、二、三产业分别占10%、40%、60%。", "sums.shares", None),
    ("登记数由100个增加到150个，增长40%。", "sums.growth", None),
    ("区财政局、区审计局、区教育局四个部门要加强配合。", "sums.named", None),
    ("重点抓好以下三项工作：一是建立台账；二是加强管理。", "sums.announced", None),
    ("请于XX月XX日前报送。", "placeholder.left_in", None),
    ("由【待补充】负责。", "placeholder.left_in", None),
    ("联系人：____。", "placeholder.left_in", None),
    ("根据《中华人民共和国数据安全管理法》，制定本方案。", "law.misnamed", "根据《中华人民共和国数据安全法》，制定本方案。"),
    ("根据《中华人民共和国合同法》，签订协议。", "law.repealed", None),
    ("根据《中华人民共和国民法典》第一千三百条，作如下约定。", "law.no_such_article", None),
    ("按照《关于加强管理的通知》（云教[2025]27号）执行。", "citation.number", "按照《关于加强管理的通知》（云教〔2025〕27号）执行。"),
    ("按照《关于加强管理的通知》（云教〔2026〕27号）执行。", "citation.future", None),
    ("一是建立台账；三是加强管理。", "numbering.enumeration", "一是建立台账；二是加强管理。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "rule", "right"), ONE_FAULT, ids=[f"{r}-{i}" for i, (_, r, _) in enumerate(ONE_FAULT)]
)
def test_one_fault_is_one_finding(line: str, rule: str, right: str | None) -> None:
    assert rules(line, DATE) == [rule]
    assert mended(line, DATE)[0] == (line if right is None else right)
    if right is not None:
        assert rules(right, DATE) == []


def heading(level: int, text: str) -> tuple[Element, str]:
    return Element(f"heading_{level}"), text


@pytest.mark.parametrize(
    ("numbers", "rule", "right"),
    [
        ("一二四", "numbering.gap", "一二三"),
        ("一三三四", "numbering.gap", "一二三四"),
        ("一二二三", "numbering.repeat", "一二三四"),
        ("一二二四", "numbering.repeat", "一二三四"),
        ("一二四五", "numbering.gap", "一二三四"),
    ],
)
def test_a_break_in_the_sequence(numbers: str, rule: str, right: str) -> None:
    lines = [heading(1, f"{number}、第{place}部分") for place, number in enumerate(numbers)]
    assert rules(*lines) == [rule]
    assert "".join(line[0] for line in mended(*lines)) == right


def test_lists_below_different_headings_begin_anew() -> None:
    assert not rules(
        heading(1, "一、总体要求"),
        "（一）统筹规划",
        "（二）依法合规",
        heading(1, "二、主要任务"),
        "（一）建立台账",
        "1.明确范围。凡使用财政资金的，均应登记。",
        "2.规范流程。按照申请、受理的顺序进行。",
        "（二）加强管理",
        "1.定期抽查。抽查结果予以通报。",
    )


def test_a_skipped_level() -> None:
    lines = [heading(1, "一、总体要求"), "（1）材料齐全的，予以受理。", "（2）材料不齐全的，一次性告知。"]
    assert rules(*lines) == ["numbering.level_skipped"]


def test_a_heading_alone_ends_without_a_sign() -> None:
    lines = [heading(1, "一、总体要求。"), "坚持统筹规划。", heading(1, "二、主要任务"), "建立台账。"]
    assert rules(*lines) == ["numbering.heading_stop"]
    assert mended(*lines)[0] == "一、总体要求"


def test_a_short_name_before_its_full_one() -> None:
    assert rules(
        "区数据局负责登记。", "区政务服务和数据管理局（以下简称“区数据局”）牵头。", "由区数据局汇总。"
    ) == ["abbreviation.before"]
    assert rules("区政务服务和数据管理局（以下简称“区数据局”）牵头。") == ["abbreviation.unused"]


def test_a_sentence_said_twice() -> None:
    line = "各单位要高度重视公共数据资源登记管理工作。"
    assert rules(line + "请认真贯彻执行。", line) == ["repeat.sentence"]
    assert mended(line + line) == [line]


def test_totals_of_a_table() -> None:
    rows = [["项目", "金额", "完成率"], ["设备", "60", "50%"], ["人工", "50", "60%"], ["合计", "100", "55%"]]
    (finding,) = findings("经费安排如下。", tables=[rows])
    assert (finding.rule, finding.found, finding.expected) == ("sums.table", "100", "110")
    rows[3][1] = "110"
    assert not findings("经费安排如下。", tables=[rows])


def test_an_attachment_that_is_not_there() -> None:
    note = (Element.ATTACHMENT_NOTE, "附件：1.登记台账")
    more = (Element.ATTACHMENT_NOTE, "2.联络员信息表")
    assert rules("请填写附件2。", note, more) == []
    assert rules("请填写附件3。", note, more) == ["citation.attachment"]


def test_a_number_of_another_level_among_its_neighbours() -> None:
    lines = [heading(1, "一、主要任务"), "（1）建立台账", "（二）加强管理", "（三）强化保障"]
    assert rules(*lines) == ["numbering.other_level"]
    assert mended(*lines)[1] == "（一）建立台账"


def test_nothing_is_completed_before_it_is_begun() -> None:
    assert rules("工程计划于2025年9月开工、8月底前完工。") == ["calendar.order"]
    assert rules("工程计划于2025年7月开工、8月底前完工。") == []


MORE = [
    ("登记率为95％。", "numerals.full_percent", "登记率为95%。"),
    ("登记率达到百分之100。", "numerals.percent_word", "登记率达到100%。"),
    ("于5月31号前完成。", "numerals.hao", "于5月31日前完成。"),
    ("共办理1，286项。", "numerals.thousands", "共办理1286项。"),
    ("根据〈中华人民共和国数据安全法〉，制定本方案。", "punctuation.single_title", "根据《中华人民共和国数据安全法》，制定本方案。"),
    ("解决台账缺失、等问题。", "punctuation.before_such", "解决台账缺失等问题。"),
    ("由52%提高到61%，提高9%。", "numerals.points", "由52%提高到61%，提高9个百分点。"),
    ("发现问题516项，已完成整改502项，整改率93.7%。", "sums.rate", None),
    ("全年生产总值2680.5亿元，比上年增长5.6%。其中，第一产业96.3亿元，第二产业1142.2亿元，第三产业1460.0亿元。", "sums.parts_over", None),
    ("施工时间为6时至28时。", "calendar.no_such_time", None),
    ("2025年8月28日区政府常务会议审议通过了方案。", "calendar.held_later", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "rule", "right"), MORE, ids=[rule for _, rule, _ in MORE])
def test_one_more_fault_is_one_finding(line: str, rule: str, right: str | None) -> None:
    test_one_fault_is_one_finding(line, rule, right)
