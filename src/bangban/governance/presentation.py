"""How does an officer read and amend what a scenario proposes? Skills differ, so a service may register its own way.

`Presentation` is the plain way and works for any skill: fields in the order of the content, their names said
in words. A service subclasses it for a skill it knows and calls `register` in its AppConfig.ready().
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import in_language
from bangban.errors import NotFound
from bangban.governance.models import Case, CaseStatus, Proposal
from bangban.governance.scenarios.model import Scenario

TEXT, LONG, NUMBER, CHOICE, YES_NO, LINES, FIXED = (
    "text",
    "long",
    "number",
    "choice",
    "yes_no",
    "lines",
    "fixed",
)
LONG_FROM = 60
"""Characters from which a text is amended in a box of several lines."""
Content = Mapping[str, Any]
Pair = tuple[Any, Any]

# What fields and values are called in every service; a name that is not here is said as it is written.
WORDS: Mapping[str, Any] = {
    "title": _("Title"),
    "text": _("Text"),
    "request": _("Asked for"),
    "place": _("Place"),
    "time": _("Time"),
    "people": _("People"),
    "people_affected": _("People affected"),
    "urgency": _("Urgency"),
    "agency": _("Responsible agency"),
    "addressee": _("Addressed to"),
    "channel": _("Came by"),
    "portal": _("Portal"),
    "phone": _("Telephone"),
    "counter": _("Counter"),
    "import": _("Import"),
    "api": _("Another system"),
    "desk": _("Officer's desk"),
    "cli": _("Command line"),
    "answer": _("Answer"),
    "outcome": _("Outcome"),
    "duplicates": _("Said before"),
    "missing": _("Missing"),
    "flags": _("To be noted"),
    "summary": _("Summary"),
    "normal": _("normal"),
    "urgent": _("urgent"),
    "emergency": _("emergency"),
    "repeated": _("Has written before"),
    "not_ours": _("Perhaps not for the hotline"),
    "earlier_order": _("Earlier work order"),
    "vulnerable": _("Who needs care"),
    "instructs_the_machine": _("Gives orders to the machine"),
    "abuse": _("Abusive words"),
    "advertising": _("Advertising"),
}


# In which colour the status of a case is shown: amber waits for somebody, red went wrong.
TONES = {
    CaseStatus.WAITING: "amber",
    CaseStatus.SECOND: "amber",
    CaseStatus.SUPPLEMENT: "amber",
    CaseStatus.MANUAL: "amber",
    CaseStatus.REJECTED: "amber",
    CaseStatus.FAILED: "red",
    CaseStatus.REVERSED: "grey",
    CaseStatus.DECIDED: "blue",
    CaseStatus.DONE: "blue",
}


_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Field:
    """One field an officer may amend. `choices` is asked only when a form is drawn."""

    name: str
    label: Any
    kind: str = TEXT
    required: bool = False
    max_length: int = 2000
    hint: Any = ""
    choices: Callable[[], Sequence[tuple[str, Any]]] = tuple


@dataclass(frozen=True)
class Reason:
    """Why it is proposed: words of the source beside words of the rule. Offsets are those of the source text."""

    claim: Any
    quote: str = ""
    start: int | None = None
    end: int | None = None
    source: Any = ""


@dataclass(frozen=True)
class Found:
    """Something read out of the source, with where it stands."""

    name: str
    label: Any
    value: Any
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Alternative:
    """Another content the same proposal offers; accepting it is one click."""

    code: str
    label: Any
    reasons: Sequence[Reason]
    content: Content


@dataclass(frozen=True)
class FollowUp:
    """What became of it after it took effect, for the case page. `notice`: what somebody must react to."""

    title: Any
    state: Any
    tone: str
    facts: Sequence[Pair]
    notice: Any = ""
    at: datetime | None = None
    due_at: datetime | None = None
    # What the resident who follows the case reads: whom it went to, when, whether it still runs, what was answered.
    to: Any = ""
    began_at: datetime | None = None
    running: bool = True
    answer: Any = ""
    drafted: bool = False
    """Whether a digital employee drafted the answer: the resident is told so."""
    events: Sequence[Mapping[str, Any]] = ()
    """What happened, as `timeline` draws it, where the service tells more than its beginning and end."""
    ratings: Sequence[Pair] = ()
    """(code, label) of what the resident may say of the answer now; none once it is said."""
    rated: Any = ""


def words_of(name: str) -> str:
    """A field's or a code's name in words: "people_affected" → 涉及人数, "unit_price" → Unit price."""
    known = WORDS.get(name)
    return str(known) if known is not None else re.sub(r"[_.]+", " ", name).strip().capitalize()


def said(value: Any) -> Any:
    """A value as a person reads it: yes and no, the reader's language, lists as lists; never JSON."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        if set(value) <= {"zh", "en"}:
            return in_language(str(value.get("zh") or ""), str(value.get("en") or ""))
        parts = ((words_of(str(name)), said(part)) for name, part in value.items())
        return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", parts))
    if isinstance(value, list | tuple):
        if all(isinstance(part, str | int | float) for part in value):
            return "、".join(words_of(part) if part in WORDS else str(part) for part in value)
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((said(part),) for part in value))
        )
    return str(value)


class Presentation:
    """The plain way: works for the result of any skill, a third party's too."""

    def label(self, name: str, scenario: Scenario | None, details: Content) -> Any:
        """What a field is called: as the skill says (`details.labels`), as the form says, or its name in words."""
        given = (details.get("labels") or {}).get(name)
        if isinstance(given, Mapping):
            return said(given)
        properties = (scenario.input_schema.get("properties") or {}) if scenario else {}
        titles = (properties.get(name) or {}).get("x-title")
        return said(titles) if titles else words_of(name)

    def source(self, inputs: Content) -> tuple[str, str]:
        """(title, text) of what came in: the text is what evidence offsets count in."""
        text = inputs.get("text")
        if not isinstance(text, str):
            text = max((value for value in inputs.values() if isinstance(value, str)), key=len, default="")
        title = inputs.get("title")
        return (title if isinstance(title, str) else ""), text

    def other_inputs(self, inputs: Content, scenario: Scenario | None) -> list[Pair]:
        """What else came in beside title and text."""
        shown = self.source(inputs)
        rest = ((name, value) for name, value in inputs.items() if value not in shown)
        return [
            (self.label(name, scenario, {}), words_of(v) if isinstance(v, str) and v in WORDS else said(v))
            for name, v in rest
            if _plain(v)
        ]

    def fields(self, content: Content, scenario: Scenario | None, details: Content) -> list[Field]:
        """The fields in their order, each with the control that fits its present value."""
        return [
            Field(name, self.label(name, scenario, details), kind_of(value), max_length=20_000)
            for name, value in content.items()
        ]

    def shown(self, content: Content, scenario: Scenario | None, details: Content) -> list[Pair]:
        """(label, value) of everything that would take effect."""
        return [
            (field.label, self.value(field, content)) for field in self.fields(content, scenario, details)
        ]

    def value(self, field: Field, content: Content) -> Any:
        value = content.get(field.name)
        return (
            words_of(value)
            if isinstance(value, str) and field.kind == CHOICE and value in WORDS
            else said(value)
        )

    def headline(self, content: Content) -> tuple[Any, Any]:
        """(what would be done, with what): the one line a list and the frame's head show."""
        return "", content.get("title") or next((said(v) for v in content.values() if isinstance(v, str)), "")

    def urgency(self, content: Content) -> str:
        """ "", "urgent" or "emergency"."""
        given = content.get("urgency")
        return given if given in ("urgent", "emergency") else ""

    def reasons(self, proposal: Proposal) -> list[Reason]:
        """Why it is proposed."""
        return [
            Reason(
                one.get("claim", ""),
                one.get("quote", ""),
                one.get("start"),
                one.get("end"),
                self.source_name(one),
            )
            for one in proposal.envelope.get("evidence", [])
        ]

    def source_name(self, evidence: Content) -> str:
        kind, _colon, rest = str(evidence.get("source") or "").partition(":")
        return "" if kind in ("input", "case") else rest

    def found(self, proposal: Proposal) -> list[Found]:
        """What was read out of the source: `details.fields`, where a skill gives them."""
        return [
            Found(
                str(one["name"]),
                words_of(str(one["name"])),
                said(one.get("value")),
                one.get("start"),
                one.get("end"),
            )
            for one in details_of(proposal).get("fields") or ()
            if isinstance(one, Mapping) and "name" in one
        ]

    def repeats(self, proposal: Proposal) -> dict[int, float]:
        """Cases that say nearly the same: {case id: likeness 0…1}. A skill names them by their uid."""
        rows = details_of(proposal).get("duplicates") or proposal.content.get("duplicates") or ()
        alike = {str(row.get("case", "")): float(row["similarity"]) for row in rows}
        uids = [uid for uid in alike if _UID.fullmatch(uid)]
        if not uids:
            return {}
        found = Case.objects.filter(uid__in=uids).values_list("pk", "uid")
        return {pk: alike[str(uid)] for pk, uid in found}

    def earlier(self, cases: Sequence[int]) -> dict[int, list[FollowUp]]:
        """What became of these cases, newest first: {case id: …}. For the repeats, in one query for all."""
        return {}

    def alternatives(self, proposal: Proposal) -> list[Alternative]:
        """What else the proposal offers."""
        return []

    def complete(self, content: Content) -> dict[str, Any]:
        """Content as an officer typed it → what takes effect (derived fields filled in)."""
        return dict(content)

    def blank(self, case: Case) -> dict[str, Any]:
        """What a person starts from when nothing was proposed: the fields of the scenario's last proposal, empty."""
        last = Proposal.objects.filter(case__scenario=case.scenario).exclude(body="").order_by("-pk").first()
        if last is None:
            return {"outcome": ""}
        return {
            name: type(value)() if isinstance(value, str | list) else None
            for name, value in last.content.items()
        }

    def follow_ups(self, case: Case) -> list[FollowUp]:
        """What became of it after it took effect, newest first."""
        return []

    def rate(self, case: Case, said: str, text: str) -> None:
        """Enter what the resident says of the answer: one of the codes in `FollowUp.ratings`.

        Raises:
            NotFound: nothing of this case can be rated.
        """
        raise NotFound(what="answer")

    def page(self, case: Case) -> str:
        """Where this case is worked on, when its service has a page of its own; "" for the desk's."""
        return ""

    def start(self, scenario: Scenario) -> str:
        """Where such a case is opened, when its service has a page of its own; "" for the desk's form."""
        return ""


def kind_of(value: Any) -> str:
    """Which control amends such a value."""
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, int | float):
        return NUMBER
    if value is None or isinstance(value, str):
        return LONG if value and (len(value) > LONG_FROM or "\n" in value) else TEXT
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return LINES
    return FIXED


def details_of(proposal: Proposal) -> Content:
    return proposal.envelope.get("details") or {}


def _plain(value: Any) -> bool:
    return value not in (None, "", [], {})


_PLAIN = Presentation()
_WAYS: dict[str, Presentation] = {}


def register(way: Presentation, skills: Iterable[str]) -> None:
    """Let `way` present what these skills propose."""
    for skill in skills:
        _WAYS[skill] = way


def presentation_of(scenario: Scenario | None) -> Presentation:
    """The way registered for the scenario's skill, else the plain one; also for a scenario no longer in force."""
    return _WAYS.get(scenario.skill_name, _PLAIN) if scenario else _PLAIN
