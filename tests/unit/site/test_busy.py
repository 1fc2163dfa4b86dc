"""What does a reader see while the database cannot be written? A page that says so, never a failure."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from bangban.services.api.api import api, on_busy
from bangban.site import urls


def locked(request: object) -> None:
    raise OperationalError("database is locked")


def remembers(request: object) -> object:
    from django.http import HttpResponse

    request.session["seen"] = 1  # type: ignore[attr-defined]
    return HttpResponse("seen")


urlpatterns = [path("locked", locked), path("remembers", remembers), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_meets_a_locked_database_asks_to_try_again() -> None:
    answer = Client().get("/locked")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "请稍后再试" in answer.content.decode()
    fragment = Client().get("/locked", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Retarget"]) == (503, "#messages")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_so_does_a_session_that_cannot_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SessionStore, "save", lambda *_, **__: locked(None))
    answer = Client(raise_request_exception=False).get("/remembers")
    assert answer.status_code == 503
    assert "internal" not in answer.content.decode()


def test_the_api_says_it_in_its_own_form(rf: object) -> None:
    answer = on_busy(rf.get("/api/"), OperationalError("disk full"))  # type: ignore[attr-defined]
    assert answer.status_code == 503
    assert json.loads(answer.content)["code"] == "busy"
    assert api._exception_handlers[OperationalError] is on_busy
