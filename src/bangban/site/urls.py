"""Which address leads to which part of Bangban?"""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from bangban.site import health, views

SERVICES = (
    ("accounts/", "accounts"),
    ("desk/", "desk"),
    ("console/", "console"),
    ("register/", "register"),
    ("workorders/", "hotline"),
    ("api/", "api"),
    ("", "portal"),
)


def _service(prefix: str, name: str) -> list[URLPattern | URLResolver]:
    package = f"bangban.services.{name}"
    if find_spec(package) is None or find_spec(f"{package}.urls") is None:
        return []
    return [path(prefix, include(f"{package}.urls"))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path("display", views.display, name="display"),
    path("gallery", views.gallery, name="gallery"),
]
for prefix, name in SERVICES:
    urlpatterns += _service(prefix, name)

handler400 = views.bad_request
handler403 = views.denied
handler404 = views.not_found
handler500 = views.failed
