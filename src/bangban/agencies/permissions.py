"""Who may do what? One table of permissions, and the two decorators every route wears one of."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from bangban.agencies.models import Officer, Role
from bangban.errors import NotAllowed

H, R, G = Role.HANDLER, Role.REVIEWER, Role.GUARDIAN
SYS, SEC, AUD = Role.SYSTEM, Role.SECURITY, Role.AUDITOR

PERMISSIONS: dict[str, frozenset[str]] = {
    "case.read": frozenset({H, R, G, AUD}),
    "case.open": frozenset({H, R}),
    "case.decide": frozenset({H, R, G}),
    "case.batch": frozenset({H, R, G}),
    "case.import": frozenset({H, R}),
    "effect.reverse": frozenset({R, G}),
    "workorder.read": frozenset({H, R, G, AUD}),
    "workorder.handle": frozenset({H, R}),
    # What the hotline does with the orders it dispatched: urge, call back, reopen, archive.
    "workorder.follow": frozenset({H, R}),
    # More time, and supervision: whoever heads the hotline's desk.
    "workorder.approve": frozenset({R}),
    "workorder.figures": frozenset({R, G, AUD}),
    "model.train": frozenset({R, G}),
    # Conversations that a person takes over from the assistant.
    "chat.read": frozenset({H, R, G, AUD}),
    "chat.handle": frozenset({H, R}),
    "chat.supervise": frozenset({R, G}),
    "document.read": frozenset({H, R, G, AUD}),
    "knowledge.read": frozenset({H, R, G, AUD}),
    "knowledge.work": frozenset({H, R}),
    # Whether a source still holds, and who may read it, is said by whoever answers for it.
    "knowledge.end": frozenset({R, G}),
    "document.work": frozenset({H, R}),
    # How often officers agree with each rule: whoever answers for the rules, or for the employee, looks at it.
    "document.figures": frozenset({R, G, SYS, AUD}),
    # What residents ask and nothing answers: who answers for the employee words what it shall say.
    "faq.select": frozenset({G}),
    "console.read": frozenset({G, AUD}),
    "guardian.accept": frozenset({G}),
    "standing_order.sign": frozenset({G}),
    "stop.set": frozenset({G, SEC}),
    "stop.everything": frozenset({G, SEC}),
    "employee.read": frozenset({H, R, G, SYS, SEC, AUD}),
    "employee.edit": frozenset({SYS}),
    "scenario.read": frozenset({H, R, G, SYS, SEC, AUD}),
    "complaint.read": frozenset({R, G, AUD}),
    "complaint.settle": frozenset({R}),
    "ledger.read": frozenset({AUD, G, SEC}),
    "ledger.export": frozenset({AUD}),
    "officer.read": frozenset({SYS, SEC, AUD}),
    # Accounts are opened by the system administrator; what they may do is set by the security administrator.
    "officer.edit": frozenset({SYS}),
    "officer.roles": frozenset({SEC}),
    # Who answers for what is public; the portal and the desk show it too.
    "agency.read": frozenset({H, R, G, SYS, SEC, AUD}),
    "agency.edit": frozenset({SYS}),
    "holiday.edit": frozenset({SYS}),
    "token.manage": frozenset({SEC}),
    "installation.read": frozenset({SYS, SEC, AUD}),
    "clauses.read": frozenset({G, SYS, SEC, AUD}),
    # The door to the models: who sees what it does, who gives keys, sets limits and rules, reads what was kept.
    "gateway.read": frozenset({G, SYS, SEC, AUD}),
    "gateway.keys": frozenset({SEC}),
    "gateway.limits": frozenset({SYS}),
    "gateway.policy": frozenset({SEC}),
    "gateway.contents": frozenset({AUD}),
    "gateway.choose": frozenset({G}),
    "workload.read": frozenset({R, G, SYS, AUD}),
    "workload.declare": frozenset({G}),
    "self": frozenset(Role.values),
}


class OfficerRequest(HttpRequest):
    """A request that `requires` let in: an officer is signed in."""

    user: Officer


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def carries(roles: AbstractSet[str], permission: str) -> bool:
    """Whether one of the roles carries `permission` (an unknown permission is a KeyError)."""
    return permission == "self" or bool(roles & PERMISSIONS[permission])


def has_permission(officer: Officer, permission: str) -> bool:
    """Whether one of the officer's roles carries `permission` (an unknown permission is a KeyError)."""
    return carries(officer.role_names, permission)


def demand(officer: Officer, permission: str) -> None:
    """Raise NotAllowed unless the officer has `permission`."""
    if not has_permission(officer, permission):
        raise NotAllowed(permission=permission)


def requires(permission: str) -> Callable[[View], View]:
    """Let in only signed-in officers whose roles carry `permission`."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            demand(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.bangban_permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Mark a route that anyone may open, and say why that is safe."""

    def decorate(view: View) -> View:
        view.bangban_permission = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate
