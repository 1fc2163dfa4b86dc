"""Does a problem say the same in both languages, wholly?"""

from __future__ import annotations

from bangban.errors import Problem


class Late(Problem):
    """“{what}”晚了 {days} 天。 | "{what}" is {days} days late."""

    code = "late"


def test_the_docstring_is_the_message() -> None:
    late = Late(what="答复", days=2)
    assert late.text("zh-hans") == "“答复”晚了 2 天。"
    assert late.text("en") == '"答复" is 2 days late.'
    assert str(late) == '"答复" is 2 days late.'


def test_a_detail_in_two_languages_is_said_in_the_messages_own() -> None:
    answer = Late(what={"zh": "答复", "en": "the answer"}, days=2).as_dict()
    assert answer["code"] == "late"
    assert answer["message"] == {"zh": "“答复”晚了 2 天。", "en": '"the answer" is 2 days late.'}
    assert answer["details"] == {"what": "the answer", "days": "2"}
