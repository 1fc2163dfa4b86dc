"""`bangban gateway`: the door to the models, and the keys to it."""

from __future__ import annotations

import os
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from bangban import config
from bangban.cli.gateway_limits import limit
from bangban.cli.operator import begin, operator
from bangban.cli.output import print_object
from bangban.errors import BadInput, NotFound


class UnknownAgencyName(BadInput):
    """没有名为“{name}”的部门。已有：{known}。请核对名称或代码，或先执行 bangban officer agency。 | There is no agency "{name}". There are: {known}. Check the name or code, or open it with bangban officer agency."""

    code = "unknown_agency_name"


@click.group(invoke_without_command=True)
@click.option("--host", help="Address to listen on (setting gateway.host).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (setting gateway.port, 8761).")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), help="gateway.yaml (setting gateway.config)."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (setting gateway.workers, 1).")
@click.pass_context
def gateway(
    context: click.Context, host: str | None, port: int | None, file: Path | None, workers: int | None
) -> None:
    """模型网关：统一的大模型入口。不带子命令时启动。 | The door to language models. Without a subcommand: start it."""
    if context.invoked_subcommand:
        return
    for name, value in (
        ("BANGBAN_GATEWAY_HOST", host),
        ("BANGBAN_GATEWAY_PORT", port),
        ("BANGBAN_GATEWAY_CONFIG", file.absolute() if file else None),
        ("BANGBAN_GATEWAY_WORKERS", workers),
    ):
        if value is not None:
            os.environ[name] = str(value)
    config.load.cache_clear()
    from bangban.cli.supervisor import port_is_free

    settings = config.load()
    port_is_free(settings["gateway.host"], settings["gateway.port"])
    lang = begin()
    from bangban.services.gateway.declared import read_config

    found = read_config()
    address = f"http://{settings['gateway.host']}:{settings['gateway.port']}/v1"
    models = ", ".join(found.models) or ("none" if lang == "en" else "无")
    said = "Gateway" if lang == "en" else "模型网关"
    click.echo(f"{said} {address}  ({'models' if lang == 'en' else '模型'}: {models})", err=True)
    # The home is ready; what serves holds the gateway's own rights, and nothing of the owner's.
    environment = {**os.environ, "BANGBAN_PROCESS": "gateway"}
    command = [sys.executable, "-m", "bangban.cli.main", "process", "gateway"]
    sys.stderr.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 — our own program


gateway.add_command(limit)


@gateway.group()
def key() -> None:
    """密钥：签发、查看、收回。 | Keys: create, list, revoke."""


@key.command()
@click.option("--agency", "name", required=True, help="Name or code; made on a first set-up.")
@click.option("--tokens-per-day", type=click.IntRange(0, 10**15), help="Most tokens a day of this key.")
@click.option("--requests-per-day", type=click.IntRange(0, 10**15), help="Most calls a day of this key.")
@click.option(
    "--data-class",
    type=click.Choice(["public", "internal", "sensitive"]),
    default="internal",
    show_default=True,
    help="The least its calls count as; the header X-Data-Class may only raise it.",
)
@click.option("--officer", "username", help="Account name, for a person's own key.")
@click.option("--employee", default="", help="Number of the digital employee that calls with it.")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    help="Code of a scenario it is for, the first by default; repeatable.",
)
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3660), help="For how many days it is valid.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON.")
def create(
    name: str,
    tokens_per_day: int | None,
    requests_per_day: int | None,
    data_class: str,
    username: str | None,
    employee: str,
    scenarios: tuple[str, ...],
    label: str,
    days: int | None,
    as_json: bool,
) -> None:
    """签发密钥，只显示这一次。 | Make a key; it is shown this once."""
    lang = begin()
    from django.db import transaction

    from bangban.services.gateway import keys, limits

    with transaction.atomic():
        agency, made = _agency(name)
        found, secret = keys.create(
            agency,
            operator(),
            label=label,
            data_class=data_class,
            officer=_officer(username, agency),
            employee=employee,
            scenarios=scenarios,
            expires_at=_end(days),
        )
        for measure, amount in (("tokens", tokens_per_day), ("requests", requests_per_day)):
            if amount is not None:
                limits.set_limit(agency, "key", str(found.pk), measure, "day", amount, operator())
    if as_json:
        about = {"code": agency.code, "name": agency.name_zh, "created": made}
        print_object(
            {
                "id": found.pk, "key": secret, "prefix": found.prefix, "agency": about, "data_class": data_class,
                "scenarios": list(scenarios), "tokens_per_day": tokens_per_day, "requests_per_day": requests_per_day,
                "expires_at": found.expires_at.isoformat() if found.expires_at else None,
            }
        )  # fmt: skip
        return
    click.echo(secret)
    told = {
        True: f"Key {found.pk} for {agency.name_zh} ({agency.code}), {data_class}. It is shown this once: keep it safe.",
        False: f"{agency.name_zh}（{agency.code}）的密钥 {found.pk}，密级下限 {data_class}。只显示这一次，请妥善保存。",
    }
    click.echo(told[lang == "en"], err=True)


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """查看密钥（不含密钥本身）。 | The keys there are, without the keys themselves."""
    begin()
    from bangban.services.gateway.models import GatewayKey

    for row in GatewayKey.objects.select_related("agency", "officer").order_by("pk"):
        state = "revoked" if row.revoked_at else "in force"
        line: dict[str, Any] = {
            "id": row.pk, "prefix": row.prefix, "agency": row.agency.code, "data_class": row.data_class,
            "officer": row.officer.username if row.officer else "", "employee": row.employee,
            "scenarios": row.scenarios, "label": row.label, "state": state, "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat() if row.expires_at else None,
            "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
        }  # fmt: skip
        if as_json:
            print_object(line)
        else:
            click.echo(
                f"{row.pk:>5}  {row.prefix}…  {row.agency.code:20} {row.data_class:10} {state:9} {row.label}"
            )


@key.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
def revoke(number: int) -> None:
    """收回密钥，两秒内失效。 | Withdraw a key; it stops working within two seconds."""
    begin()
    from bangban.services.gateway import keys
    from bangban.services.gateway.models import GatewayKey

    found = GatewayKey.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(what=f"key {number}")
    keys.revoke(found, operator())
    click.echo(f"{found.pk} {found.prefix}…")


def known_agency(name: str) -> Any:
    """The agency of this code or name.

    Raises:
        UnknownAgencyName: there is none.
    """
    from bangban.agencies.models import Agency

    found = _found_agency(name)
    if found is None:
        known = "、".join(Agency.objects.values_list("code", flat=True)[:40])
        raise UnknownAgencyName(name=name[:80], known=known or "-")
    return found


def _found_agency(name: str) -> Any:
    from django.db.models import Q

    from bangban.agencies.models import Agency

    name = name.strip()
    by_name = Q(name_zh=name) | Q(name_en=name) | Q(short_zh=name) | Q(short_en=name)
    return Agency.objects.filter(code=name).first() or Agency.objects.filter(by_name).first()


def _agency(name: str) -> tuple[Any, bool]:
    """The agency of this code or name. While nobody has an account, one that is not there is made."""
    from bangban.agencies.models import Agency, Officer
    from bangban.ledger.record import Entry, append

    name = name.strip()
    if Officer.objects.exists() or not 0 < len(name) <= 80 or _found_agency(name) is not None:
        return known_agency(name), False
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum() and len(name) <= 40
    code = name if plain else f"agency-{Agency.objects.count() + 1}"
    made = Agency.objects.create(code=code, kind="bureau", name_zh=name)
    append([Entry("agency.created", operator(), made.pk, f"agency:{made.pk}", {"agency": made.pk})])
    return made, True


def _officer(username: str | None, agency: Any) -> Any:
    if username is None:
        return None
    from bangban.agencies.models import Officer

    found = Officer.objects.filter(username=username, agency__path__startswith=agency.path).first()
    if found is None:
        raise NotFound(what=f"officer {username}")
    return found


def _end(days: int | None) -> datetime | None:
    from django.utils import timezone

    if days is None:
        return None
    last = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(last, time(23, 59, 59)))
