"""Can an officer of another agency open anything of ours? Every route is tried, with an officer who holds every role."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

MARK = "只有热线中心知道的一句话"
"""Stands in everything of ours; no page of the other agency may show it."""


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from _routes(entry, address)


def _permission(view: Callable[..., Any]) -> str:
    return str(getattr(view, "bangban_permission", "api"))


ROUTES = [
    (address, view)
    for address, view in _routes(get_resolver())
    if not _permission(view).startswith("public") and not address.startswith("api/")
]
WITH_OBJECT = [address for address, _ in ROUTES if "<" in address]
PLAIN = [address for address, view in ROUTES if "<" not in address and _permission(view) != "self"]


@pytest.fixture
def ours(db: None) -> dict[str, Any]:
    """One of everything in the hotline centre, by the beginning of the address that shows it."""
    from bangban.executor.act import act_on_pending
    from bangban.governance import complaints, decide, standing, stops
    from bangban.services.portal.models import Attachment
    from tests.support.district import a_district
    from tests.support.work import proposed

    people = a_district()
    done = proposed(people, agency="centre", title=MARK)
    decide.decide(done.case, people.handler, decide.Verdict("accept", done.proposal.digest), now=people.now)
    act_on_pending(people.now)
    waiting = proposed(people, title=MARK)
    end = people.now + timedelta(days=30)
    order = standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=1,
        daily_cap=1,
        expires_at=end,
        now=people.now,
    )
    stop = stops.set_stop(people.guardian, "employee", MARK, employee=people.employee, now=people.now)
    complaint = complaints.file_complaint(waiting.case, MARK)
    attachment = Attachment.objects.create(
        case=waiting.case, name=f"{MARK}.txt", stored_as="x", kind="text", size=1, digest="sha256:" + "0" * 64
    )
    return {
        "people": people,
        "desk/cases/": waiting.case.pk,
        "workorders/": done.case.work_orders.get().pk,
        "console/employees/": "0012",
        "console/orders/new/": ("0012", "hotline.dispatch"),
        "console/orders/": order.pk,
        "console/complaints/": complaint.pk,
        "console/stops/": stop.pk,
        "attachments/": attachment.pk,
        **_register(people),
        **_documents(people),
        **_gateway(people),
        **_hotline(people),
        **_sources(people),
        **_consult(people),
    }


def _consult(people: Any) -> dict[str, Any]:
    """A conversation that waits for a person of the hotline centre, and a question nothing answered there."""
    from bangban.services.consult.models import Conversation, Gap, Handover, SelectedEntry

    at = {"first_at": people.now, "last_at": people.now}
    gap = Gap.objects.create(name=MARK, agency=people.centre, samples=[MARK], stamp=MARK, **at)
    entry = SelectedEntry.objects.create(
        gap=gap, agency=people.centre, question=MARK, answer=MARK, uid=MARK, selected_by=people.guardian
    )
    chat = Conversation.objects.create(agency=people.centre)
    waits = Handover.objects.create(
        conversation=chat, agency=people.centre, reason="repeat", since=people.now, summary={"asked": [MARK]}
    )
    return {"consult/queue/": waits.pk, "consult/gaps/": gap.pk, "consult/gaps/entries/": entry.pk}


def _sources(people: Any) -> dict[str, Any]:
    """A source of the hotline centre, with a passage."""
    from bangban.knowledge.models import Passage, Reading, Shelf, Source, Version

    shelf = Shelf.objects.create(pk=MARK, generation=1)
    source = Source.objects.create(agency=people.centre, shelf=shelf, name=MARK, title=MARK, kind="faq")
    version = Version.objects.create(source=source, digest="x", by="operator:test", generation=1)
    passage = Passage.objects.create(
        version=version, source=source, uid="0", kind="faq", text=MARK, digest="x", stamp="x"
    )
    reading = Reading.objects.create(agency=people.centre, by="operator:test", name=MARK)
    return {"sources/": (source.pk, passage.pk), "sources/readings/": reading.pk}


def _hotline(people: Any) -> dict[str, Any]:
    """An issue, a warning and an incident of the hotline centre."""
    from bangban.services.hotline.models import Alert, HotIssue, HotMember, Incident
    from tests.support.district import a_case

    case = a_case(people, agency=people.centre, title=MARK)
    at = {"first_at": people.now, "last_at": people.now}
    issue = HotIssue.objects.create(
        agency=people.centre, number=1, name=MARK, heat=1, messages=1, place=MARK, **at
    )
    HotMember.objects.create(issue=issue, case=case)
    alert = Alert.objects.create(
        case=case,
        agency=people.centre,
        about=people.centre,
        topic=MARK,
        week=people.now,
        count=9,
        threshold=3,
    )
    incident = Incident.objects.create(case=case, agency=people.centre, title=MARK)
    return {
        "workorders/hot/": issue.pk,
        "workorders/alerts/": alert.pk,
        "workorders/incidents/": (incident.pk, "brief"),
    }


def _documents(people: Any) -> dict[str, Any]:
    """A document under review, a batch and a file that may leave: all of the hotline centre."""
    from bangban.services.documents.models import Batch, Origin, Release, Review, Upload
    from bangban.services.documents.stores import stored
    from tests.support.district import a_case

    case = a_case(people, scenario="document.check", agency=people.centre, title=MARK, status="waiting")
    file = stored(MARK.encode(), Origin.SENT)
    upload = Upload.objects.create(
        agency=people.centre, officer=people.handler, name=f"{MARK}.docx", format="docx", size=1, file=file
    )
    review = Review.objects.create(upload=upload, case=case, agency=people.centre, officer=people.handler)
    batch = Batch.objects.create(agency=people.centre, officer=people.handler, kind="review", title=MARK)
    letters = Batch.objects.create(agency=people.centre, officer=people.handler, kind="letters", title=MARK)
    made = a_case(people, scenario="document.fix", agency=people.centre, title=MARK, status="done")
    out = stored(MARK.encode(), Origin.MADE)
    release = Release.objects.create(
        decision_id=uuid.uuid4(), position=0, case=made, file=out, form="clean", name=f"{MARK}.docx"
    )
    return {
        "documents/reviews/": (review.pk, 0),
        "documents/cases/": (made.pk, 0),
        "documents/files/": release.pk,
        "documents/batches/": batch.pk,
        "documents/letters/": letters.pk,
        "documents/drafts/like/": upload.pk,
    }


def _gateway(people: Any) -> dict[str, Any]:
    """A key, a limit, a call, the rules and a comparison of the hotline centre."""
    from bangban.services.gateway import keys, limits
    from bangban.services.gateway.models import CallRecord, Comparison

    key, _ = keys.create(people.centre, "operator:test", label=MARK)
    limit = limits.set_limit(people.centre, "agency", "", "tokens", "day", 1, "operator:test")
    call = CallRecord.objects.create(
        request="x", agency=people.centre, model=MARK, data_class="internal", outcome="ok"
    )
    compared = Comparison.objects.create(
        scenario="hotline.dispatch", agency=people.centre, compared=[MARK], made_by="operator:test"
    )
    return {
        "gateway/keys/": key.pk,
        "gateway/limits/": limit.pk,
        "gateway/calls/": call.pk,
        "gateway/rules/": people.centre.pk,
        "gateway/comparisons/": compared.pk,
    }


def _register(people: Any) -> dict[str, Any]:
    from django.utils import timezone

    from bangban.agencies.models import Duty
    from bangban.services.api.tokens import issue

    duty = Duty.objects.create(agency=people.centre, code="lamps", title_zh=MARK)
    now = timezone.now()
    token, _ = issue(people.security, people.centre, MARK, ["case.read"], now + timedelta(days=1), now)
    return {
        "register/employees/": ("0012", "json"),
        "register/officers/": (people.handler.pk, people.handler.roles.get().pk),
        "register/agencies/": (people.centre.pk, duty.pk),
        "register/tokens/": token.pk,
    }


@pytest.fixture
def stranger(client: Client, ours: dict[str, Any]) -> Client:
    """An officer of the bureau beside us, with every role there is."""
    from bangban.agencies.models import Officer, OfficerRole, Role
    from bangban.services.accounts.recent import PROVED_AT

    people = ours["people"]
    officer = Officer.objects.create_officer("stranger", "Stranger", people.bureau, None)
    OfficerRole.objects.bulk_create(
        OfficerRole(officer=officer, agency=people.bureau, role=role) for role in Role.values
    )
    client.force_login(officer)
    # As if he had just proved who he is: otherwise he would only be asked for that.
    session = client.session
    session[PROVED_AT] = time.time()
    session.save()
    return client


# Scenarios and the clause map belong to no agency; what a scenario's form opens belongs to whoever opens it.
SHARED = {
    "desk/new/": "hotline.dispatch",
    "register/scenarios/": "hotline.dispatch",
    "register/clauses/": "json",
    "documents/drafts/new/": "tongzhi",
    "documents/drafts/preview/": "tongzhi",
    "gateway/workload/table.": "csv",
    # Reports and tables hold what the reader may see, and are looked at as lists are.
    "workorders/figures/": "csv",
}


def _fill(address: str, ours: dict[str, Any]) -> str:
    prefixes = [prefix for prefix in ours if address.startswith(prefix)]
    assert prefixes, f"{address}: tell this test which object of ours it shows"
    values = ours[max(prefixes, key=len)]
    values = list(values) if isinstance(values, tuple) else [values]
    filled = ""
    rest = address
    while "<" in rest:
        before, _, after = rest.partition("<")
        filled += before + str(values.pop(0))
        rest = after.partition(">")[2]
    return "/" + filled + rest


@pytest.mark.parametrize("address", [one for one in WITH_OBJECT if not one.startswith(tuple(SHARED))])
def test_what_is_ours_is_not_there_for_the_agency_beside_us(
    stranger: Client, ours: dict[str, Any], address: str
) -> None:
    url = _fill(address, ours)
    answers = (stranger.get(url), stranger.post(url, {"reason": "x", "kind": "accept", "digest": "x"}))
    for answer in answers:
        assert answer.status_code in (403, 404, 405), f"{url} answered {answer.status_code}"
        assert MARK not in answer.content.decode()
    assert {answer.status_code for answer in answers} & {403, 404}


@pytest.mark.parametrize("address", PLAIN)
def test_no_list_of_the_agency_beside_us_shows_what_is_ours(stranger: Client, address: str) -> None:
    answer = stranger.get("/" + address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code < 500
    assert MARK not in body.decode("utf-8", "replace")


@pytest.mark.parametrize("address", WITH_OBJECT)
def test_without_signing_in_there_is_only_the_sign_in_page(
    client: Client, ours: dict[str, Any], address: str
) -> None:
    url = _fill(address, {**ours, **SHARED})
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code in (302, 403, 404, 405)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/accounts/sign-in")
