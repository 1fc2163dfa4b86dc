"""How often is a question looked up, and for what?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bangban.skills.answers.looking import look_up

QUESTION = "身份证丢了去哪补"
PLAIN = {"words": 3.0, "pairs": 2.0, "matched": 0.5}


@pytest.mark.parametrize(
    ("entry", "features", "looks"),
    [
        ({"question": "", "article": "第三条"}, PLAIN, 2),
        ({"question": "", "article": "第三条"}, {**PLAIN, "alike": 0.4}, 1),
        ({"question": "证件遗失怎么补办", "article": ""}, {**PLAIN, "alike": 0.4}, 2),
    ],
)
def test_articles_of_a_set_that_learned_are_looked_for_once(
    entry: dict[str, str], features: dict[str, float], looks: int
) -> None:
    asked: list[Mapping[str, Any]] = []

    def retrieve(source: str, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        asked.append(query)
        return [
            {
                "id": str(len(asked)),
                "key": len(asked),
                "text": "到派出所补领。",
                "features": features,
                **entry,
            }
        ]

    hits = look_up(QUESTION, retrieve)
    assert len(asked) == looks == len(hits)
    if looks == 2:
        assert "遗失" in asked[1]["more"].split()
        assert asked[1]["without"] == [1]
