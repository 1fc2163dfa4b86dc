"""Do agencies take turns, and does nobody's place get lost?"""

from __future__ import annotations

import asyncio

import pytest

from bangban.llm import errors
from bangban.llm.fair import Turns


def test_a_busy_agency_waits_behind_itself() -> None:
    async def test() -> list[int]:
        turns, served = Turns(2), []

        async def call(agency: int) -> None:
            async with turns.turn(agency):
                served.append(agency)
                await asyncio.sleep(0.002)

        busy = [asyncio.create_task(call(1)) for _ in range(40)]
        await asyncio.sleep(0)
        calm = [asyncio.create_task(call(2)) for _ in range(5)]
        await asyncio.gather(*busy, *calm)
        return served

    served = asyncio.run(test())
    assert served.count(2) == 5
    # Each of the five is served after at most two of those that came before it, not after all forty.
    assert max(at for at, agency in enumerate(served) if agency == 2) < 14


def test_whoever_gives_up_his_turn_takes_nobodys_place() -> None:
    async def test() -> None:
        turns = Turns(1, patience=0.05)
        async with turns.turn(1):
            with pytest.raises(errors.Crowded):
                async with turns.turn(2):
                    raise AssertionError
            leaving = asyncio.create_task(turns.turn(3).__aenter__())
            await asyncio.sleep(0)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
        async with asyncio.timeout(1), turns.turn(4):
            pass

    asyncio.run(test())
