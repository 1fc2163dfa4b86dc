"""Can the address to go on to ever lead away from this site?"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.services.accounts.next_url import is_path

SITE = "http://bangban.example/accounts/sign-in"


@given(st.text(alphabet="/\\:@?#.ab \t\n\r%5c2f;", max_size=12))
def test_what_is_accepted_stays_on_the_site(wanted: str) -> None:
    if is_path(wanted):
        assert urlsplit(urljoin(SITE, wanted)).netloc == "bangban.example"


@pytest.mark.parametrize("wanted", ["/", "/desk/", "/desk/cases/1?a=/b#c", "/查/"])
def test_paths_are_accepted(wanted: str) -> None:
    assert is_path(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "desk",
        "//e.example",
        "///e.example",
        "/\\e.example",
        "http://e.example",
        "/accounts/sign-out",
        "/" * 2000,
        "/\te",
    ],
)
def test_everything_else_is_not(wanted: str) -> None:
    assert not is_path(wanted)
