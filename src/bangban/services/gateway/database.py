"""How does the event loop ask the database? In one thread of its own, so that no call waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

T = TypeVar("T")
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="gateway-database")


async def ask(work: Callable[[], T]) -> T:
    """Run `work` in the database's thread.

    Raises:
        DatabaseError, InterfaceError: as the database did; the next one gets a fresh connection.
    """
    return await asyncio.get_running_loop().run_in_executor(_THREAD, _guarded, work)


def _guarded(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise
