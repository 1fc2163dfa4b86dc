"""Are numbers and answers read as they are meant: metrics, periods, formulas, models' answers?"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bangban.governance.scenarios.model import EvaluationCase
from bangban.llm.model import Call, Caller, Outcome, Usage
from bangban.services.gateway import compare, sheets, traces
from bangban.services.gateway.metrics import Metrics
from bangban.services.gateway.periods import end_of, start_of

SOURCES = [("duty:1", "工资"), ("duty:2", "路灯")]


def outcome(**more: Any) -> Outcome:
    call = Call("c", Caller(1, 1, "hotline"), "internal", "chat", {"messages": []})
    return Outcome(call, target='lo"cal/m', **more)


def test_metrics_are_what_a_scraper_reads() -> None:
    metrics = Metrics(lambda: {"unwritten_calls": ("Waiting.", 3)})
    for seconds in (0.01, 0.3, 400.0):
        metrics.watch(
            outcome(usage=Usage(1_000_000, 5), total=seconds, first_token=seconds, masked=2, money=0.5)
        )
    text = metrics.text().decode()
    labels = 'agency="hotline",target="lo\\"cal/m"'
    assert f'bangban_gateway_calls_total{{{labels},outcome="ok"}} 3' in text
    assert f'bangban_gateway_tokens_total{{{labels},kind="prompt"}} 3000000' in text
    assert f"bangban_gateway_masked_total{{{labels}}} 6" in text
    buckets = [line.rpartition(" ")[2] for line in text.splitlines() if "call_seconds_bucket" in line]
    assert buckets == ["1", "1", "1", "2", "2", "2", "2", "2", "2", "2", "2", "3"]
    assert "bangban_gateway_unwritten_calls 3" in text


def test_a_day_begins_on_the_wall_clock_of_the_installation() -> None:
    late = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    assert start_of("day", late) == date(2026, 12, 1)
    assert start_of("month", late) == date(2026, 12, 1)
    assert end_of("month", date(2026, 12, 1)) == date(2027, 1, 1)
    assert end_of("day", date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("answer", "agreed", "refused", "error", "wrong"),
    [
        ('{"agency": "labour", "citations": ["duty:1"]}', True, False, "", 0),
        ('好的：```json\n{"agency": "labour", "citations": ["[duty:1]", "duty:9"]}\n```', True, False, "", 1),
        ('{"agency": "housing", "citations": []}', False, False, "", 0),
        ('{"refused": true}', False, True, "", 0),
        ("我不知道", False, False, "no_json", 0),
        ('{"agency": ', False, False, "no_json", 0),
    ],
)
def test_a_models_answer_is_judged_by_what_the_case_expects(
    answer: str, agreed: bool, refused: bool, error: str, wrong: int
) -> None:
    case = EvaluationCase({"text": "x"}, {"agency": "labour"}, 7)
    found = compare.judge(case, answer, SOURCES)
    assert (found.agreed, found.refused, found.error, found.cited_wrong) == (agreed, refused, error, wrong)


def test_a_sum_over_the_cases_says_nothing_where_nothing_was() -> None:
    none = compare.summed("m", [compare.CaseResult(1, error="upstream_timeout")])
    assert (none.agreement, none.citations_kept, none.first_token, none.errors) == (0.0, None, None, 1)


def test_a_spreadsheet_runs_nothing_that_was_typed() -> None:
    text = sheets.as_csv([["=cmd|x", "+1", "-1", "@x", "ok", 5]]).decode("utf-8-sig")
    assert text.strip() == "'=cmd|x,'+1,'-1,'@x,ok,5"


def test_traces_that_are_wanted_and_cannot_be_sent_are_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert traces.tracer("") is None
    with pytest.raises(traces.NoTelemetry):
        traces.tracer("http://127.0.0.1:4318/v1/traces")
