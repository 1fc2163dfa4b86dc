"""Are slips in set phrases, figures, lists and signs found once and put right, and right text left alone?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.findings import Element, Kind
from tests.unit.skills.documents.text.written import findings, mended, rules

SLIPS = [
    ("各项任务要落到时处，确保取得实效。", "wording.character", "各项任务要落到实处，确保取得实效。"),
    ("抽查结果予于通报，并纳入年度考核。", "wording.character", "抽查结果予以通报，并纳入年度考核。"),
    ("我区将持继加强执法队伍建设。", "wording.character", "我区将持续加强执法队伍建设。"),
    ("保障人民群生命财产安全。", "wording.left_out", "保障人民群众生命财产安全。"),
    ("一年来取得显明成效，总体稳定。", "wording.character", "一年来取得明显成效，总体稳定。"),
    ("各级各部门要坚决守守住安全底线。", "wording.doubled", "各级各部门要坚决守住安全底线。"),
    ("加强资金使用监督，确保专款专用专用。", "wording.doubled", "加强资金使用监督，确保专款专用。"),
    ("你局要要严格按照程序组织实施。", "wording.doubled", "你局要严格按照程序组织实施。"),
    ("要统筹安安排各项工作。", "wording.doubled", "要统筹安排各项工作。"),
    ("按期办结率达99.6%%。", "numerals.sign_twice", "按期办结率达99.6%。"),
    ("于2026年5月11日日前完成。", "numerals.sign_twice", "于2026年5月11日前完成。"),
    ("惠及居民12。6万户。", "numerals.decimal", "惠及居民12.6万户。"),
    ("新增护理型床位26OO张。", "numerals.letter", "新增护理型床位2600张。"),
    ("每年培训不少于1500人次左右。", "numerals.twice_about", None),
    ("高火险期为2026年3月1日--4月30日。", "punctuation.connector", "高火险期为2026年3月1日—4月30日。"),
    ("授予”先进单位“称号，并予以通报表彰。", "punctuation.unpaired", "授予“先进单位”称号，并予以通报表彰。"),
    (
        "起草了《云山区文明行为促进条例（草案》。",
        "punctuation.unpaired",
        "起草了《云山区文明行为促进条例（草案）》。",
    ),
    (
        "落实《中华人民共和国数据安全法和省有关部署要求。",
        "punctuation.unpaired",
        "落实《中华人民共和国数据安全法》和省有关部署要求。",
    ),
    ("本次共检查政府网站28家、政务新媒体64家，合计93家。", "sums.total", None),
    ("抽查合格率为197.8%。", "sums.over_all", None),
    ("完成[数量]个小区改造。", "placeholder.left_in", None),
    ("新增床位TODO张。", "placeholder.left_in", None),
    ("坚持统筹规划、\n依法合规、安全有序的原则，健全登记制度。", "punctuation.line_break", "坚持统筹规划、依法合规、安全有序的原则，健全登记制度。"),
    (
        "一是能力有待提升；一是力量仍较薄弱；三是针对性还不够强。",
        "numbering.enumeration",
        "一是能力有待提升；二是力量仍较薄弱；三是针对性还不够强。",
    ),
]  # fmt: skip

RIGHT = [
    "严肃查处欺老虐老等违法违规行为。",
    "做到应保尽保、应退尽退。",
    "会期为2026年4月22日上午9:00。",
    "加强中小学学生食堂管理。",
    "各单位要依法行使职权，接受社会和舆论监督。",
    "为在工作中做出突出贡献的单位颁奖。",
    "对食品安全产生误解的，应当及时说明。",
    "为做好全区“十五五”规划编制工作，主要要抓好三件事。",
    "同比增长120%，完成率100%。",
    "推荐孟凡等6名同志参与课程设计。",
    "全年共排查单位92家，其中网站28家、新媒体64家。",
    "于2026年年底前完成，本年度末进行评估。",
    "经具备资质的机构检定，计量检定机构应当出具证书。",
]


@pytest.mark.parametrize(("line", "rule", "right"), SLIPS)
def test_a_slip_is_found_once(line: str, rule: str, right: str | None) -> None:
    assert rules((Element.BODY, line)) == [rule]
    if right is not None:
        assert mended((Element.BODY, line)) == [right]


@pytest.mark.parametrize("line", RIGHT)
def test_what_is_right_is_left_alone(line: str) -> None:
    assert [(one.rule, one.found) for one in findings((Element.BODY, line))] == []


def test_a_clock_with_a_wide_colon_is_shown_and_never_changed() -> None:
    found = findings((Element.BODY, "时间为2026年4月22日上午9：00，会期半天。"))
    assert [(one.rule, one.edits) for one in found] == [("numerals.clock", ())]


def test_a_semicolon_typed_narrow_hides_no_item_of_a_list() -> None:
    line = "一是能力有待提升;二是力量不足；三是针对性不强。"
    assert rules((Element.BODY, line)) == ["punctuation.half_width"]


def test_a_short_name_ends_where_it_is_said_again() -> None:
    lines = (
        "区住房和城乡建设局（以下简称区建设局负责制定导则，各街道负责实施。",
        "区建设局要加强技术指导。",
    )
    assert mended(*((Element.BODY, one) for one in lines))[0].startswith(
        "区住房和城乡建设局（以下简称区建设局）负责"
    )


def test_an_amount_said_again_with_its_figures_exchanged() -> None:
    lines = ("工程总投资为860万元。", "恳请安排680万元用于工程建设。")
    found = findings(*((Element.BODY, one) for one in lines), kind=Kind.REQUEST)
    assert [(one.rule, one.found) for one in found] == [("sums.transposed", "680万元")]


def test_a_paragraph_that_ends_with_a_comma_is_not_at_its_end() -> None:
    lines = ("严格落实等级保护制度，", "对涉及国家秘密的数据，依照有关规定执行，不得违规提供。")
    assert rules(*((Element.BODY, one) for one in lines)) == ["punctuation.unfinished"]
