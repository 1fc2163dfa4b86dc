"""Is everything that hosts share loaded before they are forked? The tables and the model of the handover."""

from __future__ import annotations

from bangban.skills import find_skill
from bangban.skills.handover import learned, rules


def test_preparing_loads_the_tables_and_the_model() -> None:
    kept = (rules.tables, learned.shipped)
    for one in kept:
        one.cache_clear()
    find_skill("handover.decide").prepare()  # type: ignore[attr-defined]
    assert [one.cache_info().currsize for one in kept] == [1, 1]
