"""Is a follow number read the way people type it?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bangban.governance.models.cases import follow_code
from bangban.services.portal.follow import tidy


def test_a_number_survives_being_tidied() -> None:
    for _ in range(50):
        number = follow_code()
        assert tidy(number) == number
        assert tidy(number.replace("-", "").lower()) == number
        assert tidy(number.replace("0", "o").replace("1", "l")) == number


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_number_or_nothing(typed: str) -> None:
    found = tidy(typed)
    assert found == "" or (len(found) == 19 and found == tidy(found))
