"""`bangban officer`: open the first accounts, and agencies, where nobody can sign in yet."""

from __future__ import annotations

import os

import click

from bangban.cli.operator import begin, note
from bangban.errors import BadInput


class UnknownAgency(BadInput):
    """没有代码为“{code}”的部门。请先执行 bangban officer agency。 | There is no agency with the code "{code}". Run bangban officer agency first."""

    code = "unknown_agency"


class NameTaken(BadInput):
    """“{name}”已存在。 | "{name}" exists already."""

    code = "name_taken"


@click.group()
def officer() -> None:
    """Open the first agencies and accounts; afterwards administrators do it on their pages."""


@officer.command()
@click.argument("code")
@click.option("--name", required=True, help="Its name in Chinese.")
@click.option("--name-en", default="", help="Its name in English.")
@click.option("--kind", type=click.Choice(["city", "district", "bureau", "street", "centre"]), required=True)
@click.option("--parent", help="Code of the agency above it.")
def agency(code: str, name: str, name_en: str, kind: str, parent: str | None) -> None:
    """Open an agency."""
    begin()
    from django.db import transaction

    from bangban.agencies.models import Agency

    above = Agency.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise UnknownAgency(code=parent)
    if Agency.objects.filter(code=code).exists():
        raise NameTaken(name=code)
    with transaction.atomic():
        made = Agency.objects.create(code=code, kind=kind, name_zh=name, name_en=name_en, parent=above)
        note("agency.created", f"agency:{made.pk}", agency=made.pk)
    click.echo(f"{made.pk} {made.code}")


@officer.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--agency", "agency_code", required=True, help="Code of the agency.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(["handler", "reviewer", "guardian", "system", "security", "auditor"]),
)
def create(username: str, name: str, agency_code: str, roles: tuple[str, ...]) -> None:
    """Open an account. The first password is read from BANGBAN_FIRST_PASSWORD, or made and printed once."""
    begin()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from bangban.agencies.both import in_both
    from bangban.agencies.models import SEPARATED, Agency, Officer, Role
    from bangban.governance.accounts import RolesApart, UsernameTaken, first_password

    home = Agency.objects.filter(code=agency_code).first()
    if home is None:
        raise UnknownAgency(code=agency_code)
    if Officer.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    apart = [in_both(Role(role).label) for role in roles if role in SEPARATED]
    if len(apart) > 1:
        raise RolesApart(officer=name, held=apart[0], wanted=apart[1])
    given = os.environ.get("BANGBAN_FIRST_PASSWORD")
    password = given or first_password()
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInput(what="; ".join(error.messages)) from error
    with transaction.atomic():
        made = Officer.objects.create_officer(
            username, name, home, password, roles, must_change_password=True
        )
        note("officer.created", f"officer:{made.pk}", agency=home.pk, roles=list(roles))
    click.echo(f"{made.pk} {made.username}" + ("" if given else f"  {password}"))
