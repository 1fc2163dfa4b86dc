"""`bangban gateway limit`: what may be used at most, set without the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from bangban.cli.operator import begin, operator
from bangban.cli.output import print_object
from bangban.errors import BadInput, NotFound

_MOST = 10**15


@click.group()
def limit() -> None:
    """额度：设置、查看、取消。 | Limits: set, list, remove."""


@limit.command("set")
@click.option("--agency", "name", required=True, help="Name or code.")
@click.option("--employee", default="", help="Number of a digital employee: the limit is for it alone.")
@click.option(
    "--scenario",
    default="",
    help="Code of a scenario: the limit is for it alone; “-”: for calls of none, and of those without a limit.",
)
@click.option(
    "--key", "key", type=click.IntRange(1, 2**63 - 1), help="Number of a key: the limit is for it alone."
)
@click.option(
    "--per", type=click.Choice(["day", "month"]), default="day", show_default=True, help="In which time."
)
@click.option("--tokens", type=click.IntRange(0, _MOST), help="Tokens at most.")
@click.option("--requests", type=click.IntRange(0, _MOST), help="Calls at most.")
@click.option(
    "--money", type=click.FloatRange(0, 10**9), help="Money at most, in the currency of gateway.yaml."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def set_(
    name: str, employee: str, scenario: str, key: int | None, per: str,
    tokens: int | None, requests: int | None, money: float | None, as_json: bool,
) -> None:  # fmt: skip
    """设置额度；已有的改为新的数。 | Set a limit; one that is there gets the new number."""
    begin()
    from bangban.cli.gateway import known_agency
    from bangban.services.gateway import limits
    from bangban.services.gateway.models import MICRO

    subjects = [
        (scope, str(subject))
        for scope, subject in (("employee", employee), ("scenario", scenario), ("key", key))
        if subject
    ]
    if len(subjects) > 1:
        raise BadInput(what="--employee, --scenario, --key")
    scope, subject = subjects[0] if subjects else ("agency", "")
    micro = None if money is None else int(Decimal(str(money)) * MICRO)
    given = [
        (what, amount)
        for what, amount in (("tokens", tokens), ("requests", requests), ("money", micro))
        if amount is not None
    ]
    if not given:
        raise BadInput(what="--tokens, --requests, --money")
    agency = known_agency(name)
    for measure, amount in given:
        _show(limits.set_limit(agency, scope, subject, measure, per, amount, operator()), as_json)


@limit.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """查看额度和已用的数。 | The limits there are, and how much of each is gone."""
    begin()
    from django.utils import timezone

    from bangban.services.gateway import limits
    from bangban.services.gateway.models import Limit

    rows = Limit.objects.select_related("agency").order_by("agency__path", "pk")
    for one in limits.standings(rows, timezone.now()):
        _show(one.limit, as_json, used=one.settled, reserved=one.leased, left=one.left)


@limit.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
def remove(number: int) -> None:
    """取消一项额度。 | Take a limit away."""
    begin()
    from bangban.services.gateway import limits
    from bangban.services.gateway.models import Limit

    found = Limit.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(what=f"limit {number}")
    limits.remove(found, operator())
    click.echo(f"{number}")


def _show(row: Any, as_json: bool, **more: int) -> None:
    line = {
        "id": row.pk, "agency": row.agency.code, "scope": row.scope, "subject": row.subject,
        "measure": row.measure, "per": row.period, "amount": row.amount, **more,
    }  # fmt: skip
    if as_json:
        print_object(line)
        return
    about = f"{row.scope} {row.subject}".strip()
    gone = f"  {more['used']} + {more['reserved']}" if more else ""
    click.echo(f"{row.pk:>5}  {row.agency.code:20} {about:24} {row.amount} {row.measure}/{row.period}{gone}")
