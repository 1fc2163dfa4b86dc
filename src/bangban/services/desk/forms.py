"""Which questions does an officer answer? Forms built from what a scenario asks for and what a skill proposes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.governance import presentation as ways
from bangban.governance.presentation import Content, Field, said

LONGEST_REASON = 1000
LARGEST_NUMBER = 10**15


class ReasonForm(forms.Form):
    """Why an officer rejects, asks for more or undoes."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": ""}),
        error_messages={"required": _("Give a reason.")},
    )


class ContentForm(forms.Form):
    """What shall take effect, field by field. `content()` gives it back in the shape it came in."""

    def __init__(
        self, fields: Sequence[Field], content: Content, data: Mapping[str, Any] | None = None
    ) -> None:
        self._shape = content
        self._given = [field for field in fields if field.kind != ways.FIXED]
        start = {field.name: _started(field, content.get(field.name)) for field in self._given}
        # Prefixed, since a field of the content may be called as one of ours.
        super().__init__(data, initial={f"c_{name}": value for name, value in start.items()})
        for field in self._given:
            self.fields[f"c_{field.name}"] = _CONTROLS[field.kind](field, content.get(field.name))
        self.fields["why"] = forms.CharField(
            label=_("Remark"),
            required=False,
            max_length=LONGEST_REASON,
            help_text=_("Stays with the decision; its guardian learns from it."),
        )

    def content(self) -> dict[str, Any]:
        """The content as typed; what the form does not show stays as it was."""
        typed = {field.name: _typed(field, self.cleaned_data[f"c_{field.name}"]) for field in self._given}
        return {**self._shape, **typed}

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("why", ""))

    def refuse(self, field: str, message: str) -> None:
        """Show what the effect would not take beside the field it stands in."""
        self.add_error(f"c_{field}" if f"c_{field}" in self.fields else None, message)

    def typed(self) -> list[tuple[Any, Any]]:
        """(label, text) of everything as typed, right or wrong: shown again when somebody decided before."""
        return [(bound.label, said(bound.value())) for bound in self if bound.value() not in (None, "")]


def _started(field: Field, value: Any) -> Any:
    return "\n".join(value or ()) if field.kind == ways.LINES else value


def _typed(field: Field, value: Any) -> Any:
    if field.kind == ways.LINES:
        return [line.strip() for line in str(value).splitlines() if line.strip()]
    return value


def _text(field: Field, value: Any) -> forms.Field:
    return forms.CharField(
        label=field.label, required=field.required, max_length=field.max_length, help_text=field.hint
    )


def _long(field: Field, value: Any) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 4, "data-count": ""})
    return forms.CharField(
        label=field.label,
        required=field.required,
        max_length=field.max_length,
        help_text=field.hint,
        widget=box,
    )


def _number(field: Field, value: Any) -> forms.Field:
    make: type[forms.IntegerField] = forms.FloatField if isinstance(value, float) else forms.IntegerField
    return make(
        label=field.label,
        required=field.required,
        help_text=field.hint,
        min_value=0 if value is None or value >= 0 else -LARGEST_NUMBER,
        max_value=LARGEST_NUMBER,
    )


def _choice(field: Field, value: Any) -> forms.Field:
    return forms.ChoiceField(
        label=field.label, required=field.required, choices=cache(field.choices), help_text=field.hint
    )


def _yes_no(field: Field, value: Any) -> forms.Field:
    return forms.BooleanField(label=field.label, required=False, help_text=field.hint)


def _lines(field: Field, value: Any) -> forms.Field:
    hint = field.hint or _("One a line.")
    return forms.CharField(
        label=field.label, required=field.required, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


_CONTROLS: Mapping[str, Callable[[Field, Any], forms.Field]] = {
    ways.TEXT: _text,
    ways.LONG: _long,
    ways.NUMBER: _number,
    ways.CHOICE: _choice,
    ways.YES_NO: _yes_no,
    ways.LINES: _lines,
}
