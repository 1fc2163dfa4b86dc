"""Do strange texts take long, or more than a few findings?"""

from __future__ import annotations

import pytest

from tests.support.patience import patience
from tests.unit.skills.documents.text.written import findings

STRANGE = [
    "（" * 4000,
    "）" * 4000,
    "《" * 2000 + "》" * 2000,
    "一、" * 2000,
    "的" * 4000,
    "1" * 4000,
    "、" * 4000,
    "区人民政府" * 800,
    "A1.b,c;" * 600,
    "其中1元、" * 800,
    "“‘" * 1500,
    "由1增至2，增长3%" * 300,
]


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: text[:6])
def test_no_text_takes_long(text: str) -> None:
    with patience():
        said = findings(text, text[:-1])
    assert len(said) < 6_000
