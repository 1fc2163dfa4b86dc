"""How does an officer's account come to be, and how does a role? The ways out are in departures.py.

Two administrators share it: the system administrator opens accounts, the security administrator says what
they may do; the third, the auditor, reads what both did.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.models import SEPARATED, Agency, Officer, OfficerRole, Role
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotAllowed, Problem
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.remarks import enter

EDITABLE = ("name", "name_en", "email", "valid_until")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}", re.ASCII)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class BadUsername(BadInput):
    """账号名“{username}”不正确：应为 2–60 位小写字母、数字、点、横线或下划线，并以字母或数字开头。 | The account name "{username}" is not right: 2–60 small letters, digits, dots, dashes or underscores, a letter or digit first."""

    code = "bad_username"


class UsernameTaken(Problem):
    """账号名 {username} 已被使用，请换一个。 | The account name {username} is taken; choose another."""

    code = "username_taken"
    status = 409


class RolesApart(Problem):
    """{officer} 已是{held}，不能再任{wanted}：系统、安全、审计管理员必须是三个人（等保三级）。 | {officer} is {held} already and cannot be {wanted} as well: system administrator, security administrator and auditor must be three people (classified protection, level 3)."""

    code = "roles_apart"
    status = 409


class RoleHeld(Problem):
    """{officer} 在该部门已有“{role}”角色，无需重复授予。 | {officer} holds the role "{role}" at this agency already."""

    code = "role_held"
    status = 409


class AccountClosed(Problem):
    """{officer} 的账号已停用，请先重新启用。 | The account of {officer} is closed; open it again first."""

    code = "account_closed"
    status = 409


def first_password() -> str:
    """A password for the first sign-in, easy to read aloud: 16 of 31 characters, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def open_account(
    by: Officer, agency: Agency, username: str, name: str, *, reason: str, name_en: str = "", email: str = ""
) -> tuple[Officer, str]:
    """Open an account without any role; the second value is its first password, shown this once.

    Raises:
        NotAllowed: `by` may not open accounts of this agency.
        BadUsername, UsernameTaken, ReasonNeeded: see their messages.
    """
    _demand(by, agency.pk, "officer.edit", reason)
    if not _USERNAME.fullmatch(username):
        raise BadUsername(username=username[:60])
    if Officer.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    password = first_password()
    with transaction.atomic():
        officer = Officer.objects.create_officer(
            username,
            name.strip(),
            agency,
            password,
            name_en=name_en.strip(),
            email=email.strip(),
            must_change_password=True,
        )
        enter("officer.created", officer, by, reason, {})
    return officer, password


def edit_account(officer: Officer, by: Officer, *, reason: str, **fields: Any) -> list[str]:
    """Change fields of `EDITABLE`; return the names of those that changed.

    Raises:
        NotAllowed: `by` may not edit accounts of his agency, or it is his own.
        ReasonNeeded: no reason was given.
    """
    _demand(by, officer.agency_id, "officer.edit", reason, about=officer)
    changed = [
        name for name in EDITABLE if name in fields and (fields[name] or "") != (getattr(officer, name) or "")
    ]
    for name in changed:
        setattr(officer, name, fields[name])
    if changed:
        with transaction.atomic():
            officer.save(update_fields=changed)
            enter("officer.changed", officer, by, reason, {"fields": changed})
    return changed


def reopen_account(officer: Officer, by: Officer, reason: str, *, now: datetime | None = None) -> str:
    """Open a closed account again, without the roles it had; return a new first password, shown this once.

    Raises:
        NotAllowed, ReasonNeeded: as `open_account`.
    """
    _demand(by, officer.agency_id, "officer.edit", reason, about=officer)
    now = now or timezone.now()
    password = first_password()
    with transaction.atomic():
        officer.roles.all().delete()
        officer.is_active, officer.must_change_password = True, True
        if officer.valid_until and officer.valid_until <= now:
            officer.valid_until = None
        officer.set_password(password)
        officer.save(update_fields=["is_active", "must_change_password", "valid_until", "password"])
        enter("officer.changed", officer, by, reason, {"fields": ["is_active"], "after": "open"})
    return password


def grant_role(officer: Officer, role: str, agency: Agency, by: Officer, reason: str) -> OfficerRole:
    """Give a role over an agency and what lies below it.

    Raises:
        NotAllowed: `by` may not set roles of this officer or over this agency, or they are his own.
        RolesApart: the two administrators' roles must be two people.
        RoleHeld, AccountClosed, ReasonNeeded: see their messages.
    """
    _demand(by, officer.agency_id, "officer.roles", reason, about=officer)
    _demand(by, agency.pk, "officer.roles", reason)
    wanted = Role(role)
    if not officer.is_active:
        raise AccountClosed(officer=officer.shown_name)
    with transaction.atomic():
        # Locked, so that two grants at once cannot make one person two administrators.
        Officer.objects.select_for_update().get(pk=officer.pk)
        held = list(officer.roles.all())
        for row in held:
            if wanted in SEPARATED and row.role in SEPARATED and row.role != wanted:
                held_word, wanted_word = in_both(Role(row.role).label), in_both(wanted.label)
                raise RolesApart(officer=officer.shown_name, held=held_word, wanted=wanted_word)
            if row.role == wanted and row.agency_id == agency.pk:
                raise RoleHeld(officer=officer.shown_name, role=in_both(wanted.label))
        made = OfficerRole.objects.create(officer=officer, agency=agency, role=wanted)
        enter("role.granted", officer, by, reason, {"role": str(wanted), "agency": agency.code})
    for name in ("_role_rows", "_reach"):
        officer.__dict__.pop(name, None)
    return made


def _demand(
    by: Officer, agency_id: int, permission: str, reason: str, *, about: Officer | None = None
) -> None:
    if not reason.strip():
        raise ReasonNeeded()
    demand(by, permission)
    if agency_id not in reach(by, permission) or (about is not None and about.pk == by.pk):
        raise NotAllowed(permission=permission)
