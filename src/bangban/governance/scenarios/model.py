"""What does one declared kind of work say about itself?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from jsonschema import Draft202012Validator

from bangban.agencies.models import in_language

ADVISE: Final = "advise"
STANDING_ORDER: Final = "standing_order"
DECIDE: Final = "decide"
TWO_PERSON: Final = "two_person"
NEVER: Final = "never"
GATES: Final = (ADVISE, STANDING_ORDER, DECIDE, TWO_PERSON, NEVER)

IMPACTS: Final = ("I", "II", "III", "IV")
"""From slight to grave, after Canada's Directive on Automated Decision-Making, appendix B."""
LOW_IMPACTS: Final = frozenset({"I", "II"})
"""Where work may be accepted in batches and under a standing order."""

PUBLIC, INTERNAL, SENSITIVE, SECRET = "public", "internal", "sensitive", "secret"
DATA_CLASSES: Final = (PUBLIC, INTERNAL, SENSITIVE, SECRET)
"""From open to secret; a secret never goes through an employee."""

Words = Mapping[str, str]
"""The same words twice: {"zh": …, "en": …}."""


def spoken(words: Words) -> str:
    """Return `words` in the language of the reader."""
    return in_language(words["zh"], words.get("en", ""))


@dataclass(frozen=True)
class EvaluationCase:
    """One example: what the skill must answer to `inputs`. `expect` maps a field path to a value."""

    inputs: Mapping[str, Any]
    expect: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True)
class Scenario:
    """One declared kind of work (场景). Only the loader makes these: what it refuses does not exist."""

    code: str
    version: int
    title: Words
    basis: tuple[Words, ...]
    """The laws and documents it rests on."""
    agency_kinds: tuple[str, ...]
    """Kinds of agency that may do it; empty: any."""
    skill_name: str
    skill_settings: Mapping[str, Any]
    input_schema: Mapping[str, Any]
    """JSON Schema of what is asked for; its titles label the form."""
    knowledge: tuple[str, ...]
    """Names of the sources it may read."""
    data_class: str
    impact: str
    gate: str
    effect_kind: str | None
    effect_reversible: bool
    target: str
    """Dotted path into the content of the value that makes two proposals equal; "" without an effect."""
    time_limit: str
    """Name of a profile of the clock; "" when there is no limit."""
    quota_per_day: int | None
    """How many one employee may take on in a day."""
    hours: Mapping[str, Any] | None
    """{"from": "08:30", "to": "17:30", "workdays_only": bool}; `to` is the first minute after."""
    refer_to: Words | None
    """Whom to ask instead when the employee may not do it."""
    evaluation: tuple[EvaluationCase, ...]
    proposal_days: int
    """Calendar days after which an undecided proposal can no longer be accepted."""
    digest: str
    """Digest of what the file says, not of how it is laid out."""
    file: str = ""
    portal: bool = False
    """Whether residents may ask for it in the portal."""

    def __str__(self) -> str:
        return self.title_text

    @property
    def title_text(self) -> str:
        return spoken(self.title)

    @property
    def basis_texts(self) -> list[str]:
        return [spoken(words) for words in self.basis]

    @property
    def refer_to_text(self) -> str:
        return spoken(self.refer_to) if self.refer_to else ""

    @cached_property
    def form(self) -> Draft202012Validator:
        """Tells whether inputs fit `input_schema`."""
        return Draft202012Validator(self.input_schema)

    @property
    def low_impact(self) -> bool:
        return self.impact in LOW_IMPACTS

    def target_of(self, content: Mapping[str, Any]) -> str:
        """Return the value in `content` that makes two proposals equal, as text of at most 80 characters."""
        return str(value_at(content, self.target, ""))[:80] if self.target else ""


def value_at(content: Any, path: str, default: Any = None) -> Any:
    """Return what stands at the dotted `path` ("agency", "items.0.code"); `default` when nothing does."""
    for part in path.split("."):
        if isinstance(content, Mapping) and part in content:
            content = content[part]
        elif isinstance(content, list | tuple) and part.isdigit() and int(part) < len(content):
            content = content[int(part)]
        else:
            return default
    return content
