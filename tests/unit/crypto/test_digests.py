"""Do equal values give equal bytes, and are the digests the standards'?"""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.crypto.digests import NotCanonical, UnknownDigest, canonical, digest, digest_of

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=15,
)


def test_published_vectors() -> None:
    # FIPS 180-4 "abc"; GB/T 32905-2016 A.1 "abc"
    assert digest(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(b"abc", "sm3") == "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_canonical_form() -> None:
    assert canonical({"乙": [1, 2.5, None], "a": True}) == '{"a":true,"乙":[1,2.5,null]}'.encode()


@given(VALUES)
def test_canonical_survives_a_round_trip(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.text("ab乙"), st.integers()))
def test_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert digest_of(dict(reversed(value.items()))) == digest_of(value)


@pytest.mark.parametrize(
    "value", [math.nan, {"a": math.inf}, {1: "a"}, [{"a": {None: 1}}], {"a": object()}, "\ud800", b"bytes"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_nesting_without_end_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(NotCanonical):
        canonical(value)


def test_unknown_algorithm() -> None:
    with pytest.raises(UnknownDigest, match="md5"):
        digest(b"", "md5")
