"""Is what a source says of when, where, how much and what to bring pulled out as it stands there, and nothing else?"""

from __future__ import annotations

from bangban.skills import glance

OFFICE = "地址：临江区滨河路66号。周一至周五9:00至12:00、13:30至17:00，周六、周日休息。自2025年9月1日起，每件收费40元，20个工作日内办结。"


def test_days_stay_together_and_a_date_is_no_span_of_time() -> None:
    found = glance.facts(OFFICE)
    assert found["when"] == ["周一至周五9:00至12:00", "13:30至17:00", "周六、周日", "2025年9月1日"]
    assert found["how_long"] == ["20个工作日内"]


def test_an_amount_keeps_the_words_it_stands_among() -> None:
    assert glance.told(OFFICE)["money"] == ["每件收费40元"]
    assert glance.told("80至89周岁每月100元，90至99周岁每月300元。")["money"] == [
        "80至89周岁每月100元", "90至99周岁每月300元",
    ]  # fmt: skip


def test_materials_in_a_sentence_are_a_list() -> None:
    [found] = glance.lists("申请材料：（一）本人身份证；（二）户口簿；（三）本人银行卡。到街道办理。")
    assert (found["of"], found["items"]) == ("materials", ["本人身份证", "户口簿", "本人银行卡"])
