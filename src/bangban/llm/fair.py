"""Whose turn is it? Calls wait in one line an agency, and the lines take turns: a busy agency waits behind itself."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bangban.llm.errors import Crowded


class Turns:
    """At most `places` calls at a time; when there are more, the agencies are served in turn (round robin)."""

    def __init__(self, places: int, patience: float = 30.0, longest: int = 2000) -> None:
        self._free = places
        self._patience, self._longest = patience, longest
        self._lines: OrderedDict[int, deque[asyncio.Future[None]]] = OrderedDict()
        self._waiting = 0

    @asynccontextmanager
    async def turn(self, agency: int) -> AsyncIterator[None]:
        """Wait for a place and hold it.

        Raises:
            Crowded: nobody left in time, or the line is too long to join.
        """
        if self._free > 0 and not self._waiting:
            self._free -= 1
        else:
            await self._wait(agency)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, agency: int) -> None:
        if self._waiting >= self._longest:
            raise Crowded(seconds=0)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(agency, deque()).append(mine)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await mine
        except TimeoutError as error:
            self._leave(agency, mine)
            raise Crowded(seconds=round(self._patience)) from error
        except asyncio.CancelledError:
            self._leave(agency, mine)
            raise

    def _leave(self, agency: int, mine: asyncio.Future[None]) -> None:
        if mine.done() and not mine.cancelled():
            # The place came in the same moment: it goes to the next.
            self._pass_on()
            return
        self._waiting -= 1
        line = self._lines.get(agency)
        if line is not None:
            line.remove(mine)
            if not line:
                del self._lines[agency]

    def _pass_on(self) -> None:
        while self._lines:
            agency, line = next(iter(self._lines.items()))
            mine = line.popleft()
            self._lines.move_to_end(agency)
            if not line:
                del self._lines[agency]
            self._waiting -= 1
            if not mine.done():
                mine.set_result(None)
                return
        self._free += 1
