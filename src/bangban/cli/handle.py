"""`bangban handle`: one piece of work, or a batch, through governance without a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import operator
from bangban.cli.output import print_object, read_objects
from bangban.errors import BadInput, Problem


class NothingGiven(BadInput):
    """请用 --text 给出内容，或用 --batch 给出文件。 | Give the content with --text, or a file with --batch."""

    code = "nothing_given"


@click.command()
@click.argument("scenario")
@click.option("--text", help="The message.")
@click.option("--title", help="Its title.")
@click.option(
    "--input", "more", multiple=True, metavar="NAME=VALUE", help="Another input of the scenario's form."
)
@click.option("--employee", help="Number of the employee; chosen from the lists when absent.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON lines: the inputs, and an id.",
)
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def handle(
    scenario: str, text: str | None, title: str | None, more: tuple[str, ...], employee: str | None,
    batch: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Take one piece of work through governance: proposal or refusal, gate, case number."""
    if batch is None and text is None and not more:
        raise NothingGiven()
    set_up_home("host")
    if batch is not None:
        sys.exit(_batch(scenario, employee, batch))
    inputs: dict[str, Any] = dict(_pair(one) for one in more)
    inputs |= {name: value for name, value in (("text", text), ("title", title)) if value is not None}
    answer, status = _one(scenario, employee, inputs)
    if as_json:
        print_object(answer)
    else:
        _tell(answer)
    sys.exit(status)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadInput(what=f"--input {text}")
    return name, value


def _one(scenario: str, employee: str | None, inputs: dict[str, Any]) -> tuple[dict[str, Any], int]:
    from bangban.governance.admission import Work
    from bangban.governance.handle import handle as govern
    from bangban.governance.inprocess import run_in_process

    work = Work(scenario=scenario, inputs=inputs, asked_by=operator(), source="cli", employee=employee)
    outcome = govern(work, run=run_in_process)
    answer = as_answer(outcome)
    return answer, 0 if outcome.proposal else 1


def as_answer(outcome: Any) -> dict[str, Any]:
    """The stable JSON of an outcome."""
    case, proposal, refusal = outcome.case, outcome.proposal, outcome.refusal
    answer: dict[str, Any] = {
        "scenario": outcome.work.scenario,
        "case": case.reference if case else None,
        "follow_code": case.follow_code if case else None,
        "status": case.status if case else "refused",
        "due_at": case.due_at.isoformat() if case and case.due_at else None,
        "gate": None,
        "employee": case.employee.number if case and case.employee else None,
        "proposal": None,
        "refusal": refusal.as_dict() if refusal else None,
    }
    if proposal is not None:
        from bangban.governance.scenarios.load import find_scenario

        envelope = proposal.envelope
        answer["gate"] = find_scenario(case.scenario).gate
        names = ("content", "evidence", "confidence", "path", "details", "expires_at")
        answer["proposal"] = {"digest": proposal.digest, **{name: envelope[name] for name in names}}
    return answer


def _batch(scenario: str, employee: str | None, batch: Path) -> int:
    worst = 0
    for number, row in read_objects(batch):
        if isinstance(row, Problem):
            print_object({"id": None, "line": number, "error": row.as_dict()})
            worst = 2
            continue
        inputs = {name: value for name, value in row.items() if name != "id"}
        try:
            answer, status = _one(scenario, employee, inputs)
        except Problem as problem:
            answer, status = {"error": problem.as_dict()}, problem.exit_code
        print_object({"id": row.get("id"), **answer})
        worst = max(worst, status)
    return worst


def _tell(answer: dict[str, Any]) -> None:
    english = language() == "en"
    if answer["case"]:
        click.echo(
            f"{'Case' if english else '办件'} {answer['case']}  {'follow code' if english else '查询码'} {answer['follow_code']}"
        )
    if answer["refusal"]:
        click.echo(answer["refusal"]["message"]["en" if english else "zh"])
        return
    proposal = answer["proposal"]
    content = proposal["content"]
    named = content.get("agency_name")
    if isinstance(named, dict):
        click.echo(f"{'Proposed to' if english else '建议承办'}: {named['en' if english else 'zh']}")
    if proposal["confidence"] is not None:
        click.echo(f"{'Confidence' if english else '把握'}: {proposal['confidence']:.0%}")
    for reason in proposal["evidence"][:5]:
        click.echo(f"  - {reason['claim']}")
    click.echo(f"{'Gate' if english else '把关'}: {_gate(answer['gate'])}")
    click.echo(f"{'Status' if english else '状态'}: {_status(answer['status'])}")
    click.echo(proposal["digest"])


def _gate(code: str) -> str:
    from django.utils.translation import override

    from bangban.services.register.words import GATES

    with override("en" if language() == "en" else "zh-hans"):
        return str(GATES[code][0])


def _status(code: str) -> str:
    from django.utils.translation import override

    from bangban.governance.models import CaseStatus

    with override("en" if language() == "en" else "zh-hans"):
        return str(CaseStatus(code).label)
