"""Is far too much refused by every route, in words, before anything reads it?"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from bangban.services.portal import intake
from bangban.site import bodies
from tests.support.district import District, a_district

pytestmark = pytest.mark.django_db
BOUNDARY = "BoUnDaRyStRiNg"


@pytest.fixture
def people() -> District:
    return a_district()


def huge(size: int = bodies.LARGEST) -> bytes:
    """A form with one file, `size` bytes and a little more."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n'.encode()
    return head + b"\0" * size + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(client: Client, path: str, content_type: str = MULTIPART_CONTENT, **more: Any) -> Any:
    return client.generic("POST", path, huge(), content_type=content_type, **more)


@pytest.mark.parametrize(
    "path",
    [
        "/display", "/health", "/accounts/sign-in", "/desk/cases/1/do/decide", "/desk/batch/accept",
        "/workorders/1/answer", "/console/stops/set", "/register/officers/", "/register/ledger/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_refuses_in_the_readers_language(people: District, path: str, signed_in: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(people.handler)
    answer = send(client, path)
    assert answer.status_code == 413
    assert "内容太大" in answer.content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = send(client, path)
    assert (english.status_code, "too large" in english.content.decode()) == (413, True)


@pytest.mark.parametrize("content_type", ["application/json", MULTIPART_CONTENT])
@pytest.mark.parametrize("path", ["/api/cases", "/consult/answers"])
def test_programs_are_refused_in_json(path: str, content_type: str) -> None:
    answer = send(Client(), path, content_type)
    assert answer.status_code == 413
    assert answer.json()["code"] == "request_too_large"
    assert "太大" in answer.json()["message"]["zh"]


def test_a_program_reads_json_too_where_the_text_alone_is_too_long() -> None:
    asked = {"question": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    answer = Client().post("/consult/answers", asked, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


def test_a_program_reads_json_too_where_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*given: Any, **more: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr("bangban.services.consult.views.api.answering.answer", away)
    answer = Client().post("/consult/answers", {"question": "x"}, content_type="application/json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["code"] == "busy"


def test_the_portal_answers_with_its_own_form(monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(Client(), "/ask/").status_code != 413
    monkeypatch.setattr(intake, "LARGEST", bodies.LARGEST)
    answer = send(Client(), "/ask/")
    assert answer.status_code == 413
    assert "发来的内容太大" in answer.content.decode()


def test_what_fits_goes_through(people: District) -> None:
    client = Client()
    client.force_login(people.handler)
    answer = client.generic("POST", "/console/stops/set", huge(1000), content_type=MULTIPART_CONTENT)
    assert answer.status_code not in (413, 500)


def test_it_is_looked_at_before_the_body_is_read() -> None:
    order = settings.MIDDLEWARE
    assert order.index("bangban.site.bodies.BodyBound") < order.index(
        "django.middleware.csrf.CsrfViewMiddleware"
    )
