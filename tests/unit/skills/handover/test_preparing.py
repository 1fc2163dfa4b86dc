"""Is everything that hosts share loaded before they are forked? The tables, the model and the weights of the handover."""

from __future__ import annotations

from bangban.skills import find_skill
from bangban.skills.handover import learned, rules, weighing


def test_preparing_loads_all_that_a_turn_is_judged_by() -> None:
    kept = (rules.tables, learned.shipped, weighing.shipped)
    # What was heard in another test is known without any of them.
    for one in (*kept, learned.sound, rules.weighed):
        one.cache_clear()
    find_skill("handover.decide").prepare()  # type: ignore[attr-defined]
    assert [one.cache_info().currsize for one in kept] == [1, 1, 1]
