"""Whom does a session belong to? The officer, as long as the account is in use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.prepared import Prepared

PATH = "bangban.services.accounts.backend.OfficerBackend"
# A row for each role held, or one: the officer and his roles in one query.
_OFFICER = Prepared(
    lambda pk: (
        Officer.objects.select_related("agency")
        .filter(pk=pk)
        .annotate(held=F("roles__role"), held_over=F("roles__agency__path"))
    ),
    pk=Officer._meta.get_field("id"),
)


class OfficerBackend(BaseBackend):
    """Reads the officer of a session anew for every request, so an account that is closed is out at once.

    It signs nobody in: there is one way in, `signing_in.complete`, past lock-out and second factor.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Officer | None:
        rows: list[Any] = _OFFICER.all(pk=user_id)
        if not rows or not rows[0].may_work(timezone.now()):
            return None
        officer: Officer = rows[0]
        officer.role_rows = [(row.held, row.held_over) for row in rows if row.held]
        return officer
