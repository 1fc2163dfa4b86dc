"""Where to after signing in? Only to a path of this site."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 1000


def next_url(request: HttpRequest) -> str:
    """The path given as ?next= or in the form; "" when there is none, or it leads away from this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_path(wanted) else ""


def is_path(wanted: str) -> bool:
    """Whether `wanted` is a path on this site and nothing else: no scheme, no host, no page that signs out."""
    return (
        wanted.startswith("/")
        and len(wanted) <= LONGEST
        and "\\" not in wanted
        and wanted.isprintable()
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        and not wanted.startswith(("/accounts/sign-", "/accounts/oidc"))
    )
