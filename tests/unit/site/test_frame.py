"""Does every answer carry safe headers, an id, the reader's language; and every error a way on?"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from bangban.agencies.permissions import public
from bangban.errors import NotAllowed
from bangban.site import settings as site_settings
from bangban.site import urls as site_urls
from bangban.site import views

VENDOR = Path(site_settings.HERE) / "static" / "vendor"


@public("test")
def _broken(request):
    raise RuntimeError("broken on purpose")


@public("test")
def _forbidden(request):
    raise NotAllowed(permission="case.decide")


urlpatterns = [path("broken", _broken), path("forbidden", _forbidden), *site_urls.urlpatterns]
handler400, handler403, handler404, handler500 = (
    views.bad_request,
    views.denied,
    views.not_found,
    views.failed,
)


@pytest.fixture
def client() -> Client:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def test_headers_and_id(client: Client) -> None:
    answer = client.get("/health")
    assert answer.json() == {"alive": True}
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.fullmatch(r"[0-9a-f]{12}", answer.headers["X-Request-ID"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/nowhere", 404, "not_found"), ("/broken", 500, "internal"), ("/forbidden", 403, "not_allowed")],
)
@pytest.mark.parametrize(
    ("language", "safe", "next_step"),
    [("zh-hans", "我填写的内容还在吗", "现在怎么办"), ("en", "Is my work safe?", "What now?")],
)
def test_an_error_page_says_what_happened_and_what_to_do(
    client: Client, address: str, status: int, code: str, language: str, safe: str, next_step: str
) -> None:
    client.cookies["django_language"] = language
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    # Nothing was typed into a page that does not exist.
    assert (next_step if status == 404 else safe) in text
    assert code in text
    assert answer.headers["X-Request-ID"] in text
    assert "broken on purpose" not in text


def test_the_number_on_the_page_is_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/broken")
    assert f"request {answer.headers['X-Request-ID']} failed: GET /broken" in caplog.text


def test_an_error_inside_htmx_is_a_fragment(client: Client) -> None:
    answer = client.get("/forbidden", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (403, "#messages")
    assert "<html" not in answer.content.decode()


def test_a_stale_form_is_explained(rf: RequestFactory) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(enforce_csrf_checks=True).post("/display", {"theme": "dark"})
    assert answer.status_code == 403
    assert "页面停留时间过长" in answer.content.decode()


def test_the_browsers_language_does_not_decide(client: Client) -> None:
    assert 'lang="zh-Hans"' in client.get("/nowhere", headers={"Accept-Language": "en"}).content.decode()


def test_display_choices_are_kept_and_lead_back(client: Client) -> None:
    answer = client.post(
        "/display", {"theme": "dark", "type": "large", "language": "en", "next": "/nowhere?x=1"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/nowhere?x=1")
    page = client.get("/nowhere").content.decode()
    assert 'data-theme="dark"' in page
    assert "type-large" in page
    assert 'lang="en"' in page
    client.post("/display", {"type": "normal", "theme": "auto"})
    assert "type-large" not in client.get("/nowhere").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", "\\\\example.com"]
)
def test_display_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    assert client.post("/display", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_the_gallery_is_for_demonstrations_only(client: Client) -> None:
    assert client.get("/gallery").status_code == 404


@pytest.mark.django_db
def test_ready_names_what_is_missing(client: Client) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "missing": []})


def test_vendored_files_are_the_ones_listed() -> None:
    rows = re.findall(
        r"^\| (\S+\.js) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "VENDOR.md").read_text("utf-8"), re.M
    )
    assert {name for name, _ in rows} == {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*.js")}
    for name, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_the_stylesheets_stay_small() -> None:
    sheets = list((Path(site_settings.HERE) / "static" / "bangban").glob("*.css"))
    assert 0 < sum(sheet.stat().st_size for sheet in sheets) <= 40_000
