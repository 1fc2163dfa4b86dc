"""What does a rule ask of the person who reads it? What he told of himself, held against the conditions of what was cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bangban.governance.effects import WrongContent
from bangban.knowledge.models import Passage

ABOUT: Mapping[str, Any] = {
    "age": _("Age"),
    "household_here": _("Household registered here"),
    "household_elsewhere": _("Household registered elsewhere"),
    "low_income": _("Low income"),
    "disabled": _("Disability"),
    "graduate": _("Graduate"),
    "unemployed": _("Out of work"),
    "small_enterprise": _("Small enterprise or own business"),
    "large_enterprise": _("Large enterprise"),
    "single_parent": _("Single parent"),
    "farmer": _("Farmer"),
}
VERDICTS: Mapping[str, Any] = {
    "applies": _("Applies to you"),
    "does_not": _("Does not apply to you"),
    "unknown": _("Not known: you did not say"),
}
MOST = 20
# As the skill reads them (skills/answers/situations.py), in both languages.
_SAID: Mapping[str, tuple[str, str]] = {
    "household_here": ("本市户口", "local household"),
    "household_elsewhere": ("外地户口", "household elsewhere"),
    "low_income": ("低保或低收入", "low income"),
    "disabled": ("有残疾证", "disabled"),
    "graduate": ("高校毕业生", "graduate"),
    "unemployed": ("失业", "unemployed"),
    "small_enterprise": ("小微企业或个体户", "small enterprise"),
    "large_enterprise": ("大企业", "large enterprise"),
    "single_parent": ("单亲", "single parent"),
    "farmer": ("农民", "farmer"),
}
_MARKS = ("我的情况：", "About me: ")


def _of(*names: str) -> list[tuple[str, Any]]:
    return [(name, ABOUT[name]) for name in names]


class SituationForm(forms.Form):
    """What somebody may say of himself; each may be left out."""

    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=130)
    household = forms.ChoiceField(
        label=_("Household"),
        required=False,
        choices=[("", _("Not said")), *_of("household_here", "household_elsewhere")],
    )
    enterprise = forms.ChoiceField(
        label=_("Enterprise"),
        required=False,
        choices=[("", _("None, or not said")), *_of("small_enterprise", "large_enterprise")],
    )
    traits = forms.MultipleChoiceField(
        label=_("Also"),
        required=False,
        choices=_of("low_income", "disabled", "graduate", "unemployed", "single_parent", "farmer"),
        widget=forms.CheckboxSelectMultiple,
    )

    def said(self) -> str:
        """The same as one would write it; "" where nothing was said."""
        given = self.cleaned_data
        english = (get_language() or "").startswith("en")
        traits = [
            one for one in (given.get("household"), given.get("enterprise"), *given.get("traits", ())) if one
        ]
        words = [_SAID[one][english] for one in traits]
        if given.get("age") is not None:
            words.insert(0, f"{given['age']} years old" if english else f"{given['age']}岁")
        return _MARKS[english] + (", " if english else "，").join(words) if words else ""


def told(question: str, said: str) -> str:
    """The question with what somebody says of himself, in place of what he said of himself before."""
    for mark in _MARKS:
        question = question.partition(f"\n{mark}")[0]
    return f"{question}\n{said}" if said else question


@dataclass(frozen=True)
class Shown:
    """One condition as a page draws it."""

    verdict: str
    told: Any
    about: Any
    quote: str


def shown(citations: Sequence[Mapping[str, Any]]) -> tuple[Shown, ...]:
    """The conditions of what an answer stands on."""
    return tuple(
        Shown(one["verdict"], VERDICTS[one["verdict"]], ABOUT[one["about"]], one["quote"])
        for citation in citations
        for one in citation.get("conditions") or ()
    )


def check(citation: Mapping[str, Any], row: Passage) -> None:
    """Raise WrongContent unless each condition stands in the passage letter for letter, and says nothing but a verdict."""
    conditions = citation.get("conditions") or []
    if not isinstance(conditions, list) or len(conditions) > MOST:
        raise WrongContent(field="conditions", reason=f"≤ {MOST}")
    for one in conditions:
        if (
            not isinstance(one, Mapping)
            or one.get("verdict") not in VERDICTS
            or one.get("about") not in ABOUT
        ):
            raise WrongContent(field="conditions", reason="verdict")
        if not one.get("quote") or str(one["quote"]) not in row.text:
            raise WrongContent(field="conditions", reason="not verbatim")
