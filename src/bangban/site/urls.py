"""Which address leads to which part of Bangban?"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from bangban.site import health, views

SERVICES = (
    ("accounts/", "accounts"),
    ("desk/", "desk"),
    ("console/", "console"),
    ("register/", "register"),
    ("workorders/", "hotline"),
    ("consult/", "consult"),
    ("documents/", "documents"),
    ("sources/", "sources"),
    ("gateway/", "gateway"),
    ("api/", "api"),
    ("open311/", "api.open311"),
    ("", "portal"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path("display", views.display, name="display"),
    path("gallery", views.gallery, name="gallery"),
]
urlpatterns += [path(prefix, include(f"bangban.services.{name}.urls")) for prefix, name in SERVICES]
urlpatterns += [path("consult/", include("bangban.services.consult.widget_urls", namespace="widget"))]

handler400 = views.bad_request
handler403 = views.denied
handler404 = views.not_found
handler500 = views.failed
