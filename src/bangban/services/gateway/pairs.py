"""Which of two answers, side by side, did the officer take? Kept in the database, asked by any process."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import DatabaseError, InterfaceError

from bangban.llm.errors import QuotaUnknown
from bangban.llm.model import Call, Caller
from bangban.services.gateway import database
from bangban.services.gateway.callers import Ask
from bangban.services.gateway.models import Pair


class PairsInDatabase:
    """The port `Choices` of the door."""

    def __init__(self, ask: Ask = database.ask) -> None:
        self._ask = ask

    async def offered(self, call: Call, targets: Sequence[str]) -> None:
        """Raises QuotaUnknown when it cannot be recorded: a choice nobody can enter is not offered."""
        row = Pair(
            request=call.id[:32],
            agency_id=call.caller.agency,
            model=call.model[:200],
            scenario=call.scenario,
            targets=list(targets),
        )
        try:
            await self._ask(lambda: row.save(force_insert=True))
        except (DatabaseError, InterfaceError) as error:
            raise QuotaUnknown() from error

    async def chosen(self, caller: Caller, call: str, index: int) -> bool:
        """Enter the choice; False when the caller's agency was offered no such pair, or chose before."""
        by = caller.person or f"gateway_key:{caller.key}"
        try:
            return bool(await self._ask(lambda: _take(caller.agency, call, index, by)))
        except (DatabaseError, InterfaceError) as error:
            raise QuotaUnknown() from error


def _take(agency: int, call: str, index: int, by: str) -> int:
    row = Pair.objects.filter(pk=call[:32], agency_id=agency).first()
    if row is None or not 0 <= index < len(row.targets):
        return 0
    return Pair.objects.filter(pk=row.pk, taken=None).update(taken=index, taken_by=by)
