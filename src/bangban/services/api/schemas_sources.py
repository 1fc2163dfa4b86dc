"""What goes over the API of the sources, field by field?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import StringConstraints

from bangban.knowledge.intake.draft import LONGEST_TEXT
from bangban.services.api.schemas import Problem

MOST_PARSED = 2_000
Scope = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class NewSource(Schema):
    """`scope`: the set it goes into; "" is the one that answers residents."""

    scope: Scope = ""
    shared: bool = Field(False, description="Other agencies may read it too")


class Repeal(Schema):
    on: date | None = Field(description="The first day it is out of force; null: it holds")


class Taken(Schema):
    """`version` is null when nothing changed."""

    source: int
    name: str
    title: str
    kind: str
    version: int | None
    added: int
    unchanged: int
    withdrawn: int


class Refused(Schema):
    name: str
    error: Problem


class Brought(Schema):
    in_: list[Taken] = Field(alias="in")
    out: list[Refused]


class Reading(Schema):
    """A file that takes long. `state`: waiting, running, done (something came in), refused or stopped.

    `page` of `pages`: of the file at hand, 0 where that is not known; `files`: of an archive, how many are through.
    """

    id: int
    look: str = Field(description="Where to look how far it is")
    name: str
    state: str
    file: str
    files: int
    page: int
    pages: int
    asked_at: datetime
    ended_at: datetime | None
    in_: list[Taken] = Field(alias="in")
    out: list[Refused]


class SourceOut(Schema):
    id: int
    agency: str
    scope: str
    name: str
    title: str
    kind: str
    shared: bool
    repealed_on: date | None
    added_at: datetime
    passages: int


class SourcePage(Schema):
    items: list[SourceOut]
    next: int | None = Field(description="Give it as `before` for the next page")


class VersionOut(Schema):
    """A source as it was given or corrected once. `by`: the one who did, as the ledger names him."""

    version: int
    at: datetime
    by: str
    digest: str
    in_force_from: date | None
    added: int
    withdrawn: int


class VersionPage(Schema):
    items: list[VersionOut]
    next: int | None = Field(description="Give it as `before` for the next page")


class PassageOut(Schema):
    """`number`: by which it is corrected; null where nothing is kept. What was corrected has another."""

    number: int | None = None
    id: str
    kind: str
    title: str
    heading: str
    article: str
    question: str
    text: str
    page: int | None
    digest: str = ""
    in_force_from: date | None
    in_force_to: date | None
    replaced_by: str


class Correction(Schema):
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class PassagePage(Schema):
    items: list[PassageOut]
    next: int | None = Field(description="Give it as `after` for the next page")


class Parse(Schema):
    title: str
    kind: str
    digest: str
    passages: list[PassageOut]
