"""Does a digital employee answer as a model: under governance, with citations, and not for everybody?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bangban.governance import employees
from bangban.governance.models import Case, RefusalRecord
from bangban.ledger.models import LedgerEntry
from bangban.services.gateway import keys, limits
from bangban.services.gateway.models import CallRecord
from bangban.services.gateway.program import App
from bangban.site import answering
from tests.support.gateway import chat, gateway, request, run

BY = "operator:test"
EMPTY = "providers: []\nroutes: []\n"


@pytest.fixture
def people(people: Any) -> Any:
    """The employee 0012 answers questions as well; 0013 of the same centre does not."""
    listed = ["consult.answer", "hotline.dispatch"]
    employees.assign_scenarios(people.employee, listed, people.admin, reason="test")
    employees.create_employee(
        "0013", people.centre, people.admin, name_zh="小文", post_zh="文员", reason="new"
    )
    return people


def ask(folder: Path, test: Callable[[App], Awaitable[None]]) -> None:
    async def within() -> None:
        file = folder / "gateway.yaml"
        file.write_text(EMPTY, "utf-8")
        async with gateway(file, answering.AnsweringEmployees) as app:
            await test(app)

    run(within)


def skill(post: Any) -> dict[str, Any]:
    raise AssertionError("the skill is not reached in these tests")


def sentences(*_given: Any, **_more: Any) -> Iterator[dict[str, Any]]:
    """What the consultation service gives of a released answer."""
    yield {"text": "带身份证。", "citation": 0, "quoted": True}
    yield {"text": "到一楼窗口办。", "citation": None, "quoted": False}
    cited = [{"id": "faq-1", "source": "办事指南", "text": "带身份证。"}]
    yield {
        "outcome": "answered", "citations": cited, "offered": [], "handover": False, "confidence": 0.9, "case": "ABCD",
    }  # fmt: skip


def test_a_question_counts_to_the_employees_own_scenario(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "released", sentences)
    _, secret = keys.create(people.bureau.parent, BY)
    _, bound = keys.create(people.bureau.parent, BY, scenarios=["hotline.dispatch"])
    limits.set_limit(people.district, "scenario", "consult.answer", "requests", "day", 1, BY)

    async def calls(app: App) -> None:
        named = {"x_scenario": "hotline.dispatch"}
        assert (await chat(app, secret, model="employee/0012", headers=named)).status == 200
        assert (await chat(app, secret, model="employee/0012", headers=named)).code == "insufficient_quota"
        refused = await chat(app, bound, model="employee/0012")
        assert (refused.status, refused.code) == (403, "scenario_not_allowed")

    ask(tmp_path, calls)
    assert set(CallRecord.objects.values_list("scenario", flat=True)) == {"consult.answer"}


def test_an_answer_comes_sentence_by_sentence_with_its_citations_and_label(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "released", sentences)
    _, secret = keys.create(people.bureau.parent, BY)
    limits.set_limit(people.district, "employee", "0012", "requests", "day", 2, BY)

    async def calls(app: App) -> None:
        streamed = (await chat(app, secret, model="employee/0012", stream=True)).chunks
        said = [chunk["choices"][0]["delta"].get("content") for chunk in streamed]
        assert said == ["带身份证。", "到一楼窗口办。", None]
        assert [chunk.get("citation") for chunk in streamed] == [0, None, None]
        assert streamed[-1]["citations"][0]["source"] == "办事指南"
        assert streamed[-1]["bangban"]["ai_generated"] is True
        whole = (await chat(app, secret, model="employee/0012")).json()
        assert whole["choices"][0]["message"]["content"] == "带身份证。到一楼窗口办。"
        assert whole["citations"] == streamed[-1]["citations"]
        third = await chat(app, secret, model="employee/0012")
        assert (third.status, third.code) == (429, "insufficient_quota")
        assert third.headers["x-should-retry"] == "false"
        assert 1 <= int(third.headers["retry-after"]) <= 86_400

    ask(tmp_path, calls)
    rows = CallRecord.objects.order_by("pk").values_list("employee", "outcome", "characters")
    asked = len("你好")
    assert list(rows) == [
        ("0012", "ok", asked + 12),
        ("0012", "ok", asked + 12),
        ("0012", "insufficient_quota", asked),
    ]


def test_an_answer_that_was_stopped_says_so_behind_what_was_read(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: Any, **_more: Any) -> Iterator[dict[str, Any]]:
        yield {"text": "带身份证。", "citation": 0, "quoted": True}
        yield {
            "outcome": "handed_over",
            "citations": [],
            "handover": True,
            "case": "ABCD",
            "text": "答复到此为止。",
        }

    monkeypatch.setattr(answering, "released", stopped)
    _, secret = keys.create(people.bureau.parent, BY)

    async def calls(app: App) -> None:
        streamed = (await chat(app, secret, model="employee/0012", stream=True)).chunks
        said = [chunk["choices"][0]["delta"].get("content") for chunk in streamed]
        assert said == ["带身份证。", "\n\n答复到此为止。", None]
        assert streamed[-1]["bangban"]["outcome"] == "handed_over"

    ask(tmp_path, calls)


def test_a_question_goes_through_governance_and_without_a_release_a_person_answers(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs(post: Any) -> dict[str, Any]:
        return {
            "content": {"outcome": "not_found"},
            "evidence": [],
            "confidence": 0.1,
            "path": "rules",
            "details": {},
        }

    monkeypatch.setattr(answering, "released", partial(answering.released, run=runs))
    monkeypatch.setattr(answering, "PATIENCE", 0.1)
    _, secret = keys.create(people.centre, BY)

    async def once(app: App) -> None:
        answer = (await chat(app, secret, "灯坏了找谁？", model="employee/0012")).json()
        assert answer["bangban"]["handover"] is True
        assert answer["bangban"]["ai_generated"] is False
        assert answer["bangban"]["case"]

    ask(tmp_path, once)
    case = Case.objects.get()
    assert (case.scenario, case.employee, case.source) == ("consult.answer", people.employee, "gateway")
    assert case.asked_by == f"agency:{people.centre.pk}"
    assert LedgerEntry.objects.filter(kind="case.opened", actor=case.asked_by).count() == 1


def test_who_may_not_ask_is_told_why_and_nothing_is_opened(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "released", skill)
    _, near = keys.create(people.centre, BY)
    _, beside = keys.create(people.bureau, BY)

    async def calls(app: App) -> None:
        for key, model, code in (
            (near, "employee/0013", "employee_does_not_answer"),
            (near, "employee/9999", "model_not_found"),
            (beside, "employee/0012", "model_not_found"),
        ):
            assert (await chat(app, key, model=model)).code == code
        secret = await chat(app, near, model="employee/0012", headers={"x_data_class": "secret"})
        assert (secret.status, secret.code) == (403, "data_class_not_allowed")
        for key, known in ((near, ["employee/0012"]), (beside, [])):
            listed = await request(app, "GET", "/v1/models", authorization=f"Bearer {key}")
            assert [one["id"] for one in listed.json()["data"]] == known

    ask(tmp_path, calls)
    assert not Case.objects.exists()
    assert not RefusalRecord.objects.exists()
    assert CallRecord.objects.exclude(outcome="ok").count() == 4


@pytest.mark.parametrize(
    ("param", "given"),
    [
        ("n", {"n": 2}),
        ("tools", {"tools": [{"type": "function", "function": {"name": "f"}}]}),
        ("functions", {"functions": [{"name": "f"}]}),
        ("response_format", {"response_format": {"type": "json_object"}}),
        ("logprobs", {"logprobs": True}),
        ("image_url", {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}),
        ("tool", {"messages": [{"role": "tool", "content": "x", "tool_call_id": "1"}]}),
    ],
)  # fmt: skip
def test_what_an_employee_cannot_do_is_refused_and_not_left_out(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, param: str, given: dict[str, Any]
) -> None:
    monkeypatch.setattr(answering, "released", sentences)
    _, secret = keys.create(people.bureau.parent, BY)

    async def calls(app: App) -> None:
        refused = await chat(app, secret, model="employee/0012", **given)
        assert (refused.status, refused.code) == (400, "unsupported_parameter")
        assert refused.json()["error"]["param"] == param
        plain = {
            "n": 1,
            "tools": [],
            "response_format": {"type": "text"},
            "temperature": 0.2,
            "max_tokens": 9,
        }
        assert (await chat(app, secret, model="employee/0012", **plain)).status == 200

    ask(tmp_path, calls)


def test_what_there_is_to_choose_from_stands_in_the_words(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offers(*_given: Any, **_more: Any) -> Iterator[dict[str, Any]]:
        yield {"text": "您问的是下面哪一个？", "citation": None, "quoted": False}
        offered = [
            {"id": "a", "question": "结婚登记要带什么？"},
            {"id": "b", "question": "离婚登记要带什么？"},
        ]
        yield {"outcome": "choose_one", "citations": [], "offered": offered, "handover": True, "case": "ABCD"}

    monkeypatch.setattr(answering, "released", offers)
    _, secret = keys.create(people.bureau.parent, BY)

    async def calls(app: App) -> None:
        whole = (await chat(app, secret, model="employee/0012")).json()
        said = whole["choices"][0]["message"]["content"]
        assert said.endswith("1. 结婚登记要带什么？\n2. 离婚登记要带什么？")

    ask(tmp_path, calls)
