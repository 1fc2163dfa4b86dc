"""Which routes do programs ask, that read JSON and no page?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])
API = "/api/"


def for_programs(view: View) -> View:
    """Mark a route: whatever goes wrong before its view is reached is told as JSON, too."""
    view.bangban_for_programs = True  # type: ignore[attr-defined]
    return view


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks: of the API, or of a route that is marked."""
    view = request.resolver_match.func if request.resolver_match else None
    return request.path.startswith(API) or getattr(view, "bangban_for_programs", False)
