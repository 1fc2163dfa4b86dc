"""Does what was read out of a message stand in words a person reads, with the message's own words?"""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bangban.governance.models import Case
from bangban.governance.presentation import Found
from bangban.services.hotline.presentation import read_out


@pytest.mark.parametrize(
    ("title", "start", "end", "zh", "en"),
    [
        ("", 2, 4, "紧急（“危险”）", "urgent (“危险”)"),
        ("楼道危险", 2, 4, "紧急（“危险”）", "urgent (“危险”)"),
        ("楼道危险", -3, -1, "紧急（“危险”）", "urgent (“危险”)"),
        ("", None, None, "紧急", "urgent"),
    ],
)
def test_how_urgent_it_is_stands_in_words_with_the_words_that_say_so(
    title: str, start: int | None, end: int | None, zh: str, en: str
) -> None:
    case = Case(inputs='{"title": "%s", "text": "楼道危险，请修。"}' % title)  # noqa: UP031 - a brace is JSON's
    for language, said in (("zh-hans", zh), ("en", en)):
        with override(language):
            place, urgency = read_out(
                [Found("place", "", "楼道"), Found("urgency", "", "urgent", start, end)], case
            )
            assert (place.value, urgency.value) == ("楼道", said)
