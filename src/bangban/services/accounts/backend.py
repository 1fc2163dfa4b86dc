"""Whom does a session belong to? The officer, as long as the account is in use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.prepared import Prepared

PATH = "bangban.services.accounts.backend.OfficerBackend"
_OFFICER = Prepared(
    lambda pk: Officer.objects.select_related("agency").filter(pk=pk), pk=Officer._meta.get_field("id")
)


class OfficerBackend(BaseBackend):
    """Reads the officer of a session anew for every request, so an account that is closed is out at once.

    It signs nobody in: there is one way in, `signing_in.complete`, past lock-out and second factor.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Officer | None:
        officer = _OFFICER.first(pk=user_id)
        return officer if officer is not None and officer.may_work(timezone.now()) else None
