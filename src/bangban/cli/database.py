"""`bangban database`: the roles and rights of the three processes on PostgreSQL."""

from __future__ import annotations

import secrets

import click

from bangban.cli.django import set_up
from bangban.errors import BadInput


class NotPostgreSQL(BadInput):
    """当前使用内置 SQLite，没有数据库角色。请先在 bangban.toml 设置 database.url。 | The built-in SQLite has no roles. Set database.url in bangban.toml first."""

    code = "not_postgresql"


@click.group()
def database() -> None:
    """Roles and rights on PostgreSQL."""


@database.command()
def roles() -> None:
    """Print the SQL that makes the roles, with fresh passwords, for a database administrator to run."""
    set_up()
    from bangban.governance.rights import RIGHTS, role_of

    for process in RIGHTS:
        click.echo(f"CREATE ROLE {role_of(process)} LOGIN PASSWORD '{secrets.token_urlsafe(24)}';")


@database.command()
def grant() -> None:
    """Give the roles exactly the rights they need; safe to run again."""
    set_up()
    from django.db import connection

    from bangban.governance import rights

    if connection.vendor != "postgresql":
        raise NotPostgreSQL()
    click.echo(f"{len(rights.grant())} statements")
