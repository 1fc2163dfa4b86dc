"""Who is calling? Keys as the event loop knows them: read from the database, and again every two seconds."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from bangban.llm.errors import QuotaUnknown
from bangban.llm.model import Caller
from bangban.services.gateway import database, keys
from bangban.services.gateway.keys import Known

log = logging.getLogger(__name__)
Ask = Callable[[Callable[[], Any]], Awaitable[Any]]
FRESH = 2.0
"""Seconds after which what is known of a key is no longer trusted: so soon a withdrawn one is refused."""
RENEWED_AFTER = 1.0
"""Seconds after which it is looked up again while what is known serves, so that no call waits for it."""
REMEMBERED = 10_000


class CachedKeys:
    """The port `Keys` of the door. Wrong keys are remembered as well, so that guessing costs the database nothing."""

    def __init__(self, ask: Ask = database.ask) -> None:
        self._ask = ask
        self._known: OrderedDict[str, tuple[float, Known | None]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Known | None]] = {}
        self.used: dict[int, float] = {}
        """Key → when it was last used (seconds since 1970), for the meter to write."""
        self.keep_days: dict[int, int] = {}
        """Key → for how many days contents of its calls are kept."""

    async def find(self, secret: str) -> Caller | None:
        """Raises QuotaUnknown when the database cannot say: in doubt nobody is let in."""
        digest = keys.digest_of(secret)
        read, known = self._known.get(digest, (0.0, None))
        age = time.monotonic() - read if read else math.inf
        if age > FRESH:
            known = await self._looked_up(digest)
        elif age > RENEWED_AFTER:
            self._looking(digest)
        if known is None:
            return None
        self.used[known.caller.key] = time.time()
        return known.caller

    async def _looked_up(self, digest: str) -> Known | None:
        """Those who come with the same key at the same time are answered by one look."""
        try:
            return await asyncio.shield(self._looking(digest))
        except (DatabaseError, InterfaceError) as error:
            raise QuotaUnknown() from error

    def _looking(self, digest: str) -> asyncio.Task[Known | None]:
        task = self._asked.get(digest)
        if task is None:
            task = asyncio.ensure_future(self._look(digest))
            self._asked[digest] = task
            task.add_done_callback(lambda done: self._looked(digest, done))
        return task

    def _looked(self, digest: str, done: asyncio.Task[Known | None]) -> None:
        self._asked.pop(digest, None)
        # Whoever waits for it is told; where nobody does, the next caller is.
        if not done.cancelled() and (error := done.exception()) is not None:
            log.warning("keys cannot be read: %s", error)

    async def _look(self, digest: str) -> Known | None:
        found = await self._ask(lambda: keys.find(digest, timezone.now()))
        self._known[digest] = (time.monotonic(), found)
        self._known.move_to_end(digest)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if found is not None:
            self.keep_days[found.caller.key] = found.keep_days
        return found
