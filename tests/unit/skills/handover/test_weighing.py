"""Does what was said before a turn count for whether a person is called, and do the shipped weights fit the signs?"""

from __future__ import annotations

import pytest

from bangban.skills.handover import decide
from bangban.skills.handover.learned import sound
from bangban.skills.handover.settling import is_over
from bangban.skills.handover.weighing import QUIET, Memory, Signs, shipped, total

TEXT = "那我再想想"


def test_the_weights_name_the_signs_and_no_others() -> None:
    assert set(shipped()) == {"level", *Signs().read(sound(TEXT))}


def test_the_same_words_say_more_after_something_loud() -> None:
    quiet, loud = Memory(), Memory()
    for _ in range(2):
        quiet.keep(sound("居住证在哪里办？"), "none", found=False, settled=False)
        loud.keep(sound("老师天天打孩子，身上都是伤"), "sensitive_topic", found=True, settled=False)
    heard = sound(TEXT)
    assert total(Signs(before=loud).read(heard)) > total(Signs(before=quiet).read(heard))
    assert loud.reason == "sensitive_topic"


def test_what_was_loud_fades_and_thanks_make_it_fade_sooner() -> None:
    goes_on, content = Memory(), Memory()
    for one in (goes_on, content):
        one.keep(sound("我不想活了"), "crisis", found=True, settled=False)
    calm = sound("材料交到哪个窗口")
    goes_on.keep(calm, "none", found=False, settled=False)
    content.keep(calm, "none", found=False, settled=True)
    assert content.loudest < goes_on.loudest
    assert content.at_risk < goes_on.at_risk
    at_first = goes_on.loudest
    for _ in range(40):
        goes_on.keep(calm, "none", found=False, settled=False)
    assert QUIET <= goes_on.loudest < min(at_first, 0.0)


@pytest.mark.parametrize(
    "text", ["出来了出来了，消防来了", "找到了，在邻居家", "虚惊一场", "she is safe now"]
)
def test_help_that_has_come_ends_a_crisis(text: str) -> None:
    assert is_over(text)
    fright, after = decide(
        [{"role": "user", "text": "孩子困在着火的屋里出不来了"}, {"role": "user", "text": text}]
    )
    assert fright.reason == "crisis"
    assert not after.handover


@pytest.mark.parametrize("text", ["还没出来", "没找到", "救护车没来", "没事的，你忙吧"])
def test_help_that_has_not_come_ends_nothing(text: str) -> None:
    assert not is_over(text)
