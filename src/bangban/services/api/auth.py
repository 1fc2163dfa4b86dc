"""May this program call this operation? Bearer token, then the operation's own permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.security import HttpBearer

from bangban.agencies.models import ApiToken
from bangban.errors import NotAllowed
from bangban.services.api import tokens

Operation = TypeVar("Operation", bound=Callable[..., Any])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer bb_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return tokens.find(token)


def token_of(request: HttpRequest) -> ApiToken:
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token


def allows(permission: str) -> Callable[[Operation], Operation]:
    """Let in only tokens that carry `permission`; it stands on the operation for all to read."""
    if permission not in tokens.GRANTABLE:
        raise KeyError(permission)

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if permission not in token_of(request).permissions:
                raise NotAllowed(permission=permission)
            return operation(request, *args, **kwargs)

        guarded.bangban_permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate
