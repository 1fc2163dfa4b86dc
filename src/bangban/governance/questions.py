"""Which form asks for what a scenario needs? Built from its `inputs` schema, so that a new scenario is one file.

Beside JSON Schema a property may say `x-title` and `x-hint` ({zh, en}) and `x-widget`: textarea, date, lines or
hidden (asked elsewhere). A list of texts is typed one a line; with `x-widget: blocks`, one a paragraph, with an
empty line between two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.governance.presentation import said, words_of
from bangban.governance.scenarios.model import Scenario

LONGEST_TEXT = 200_000
PREFIX = "i_"


class InputsForm(forms.Form):
    """What a scenario's `inputs` schema asks for. `inputs()` leaves out what was left empty."""

    def __init__(
        self,
        scenario: Scenario,
        data: Mapping[str, Any] | None = None,
        *,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        """`given` are inputs to start from, in the shape of the schema."""
        self._schemas = {
            name: schema
            for name, schema in (scenario.input_schema.get("properties") or {}).items()
            if schema.get("x-widget") != "hidden"
        }
        start = {
            f"{PREFIX}{name}": _typed(self._schemas[name], value)
            for name, value in (given or {}).items()
            if name in self._schemas
        }
        super().__init__(data, initial=start)
        required = scenario.input_schema.get("required") or ()
        for name, schema in self._schemas.items():
            label = said(schema.get("x-title")) or schema.get("title") or words_of(name)
            made = _input(schema, label, name in required)
            made.help_text = said(schema.get("x-hint")) or made.help_text
            self.fields[f"{PREFIX}{name}"] = made

    def inputs(self) -> dict[str, Any]:
        given = {name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items()}
        return {name: _straight(value) for name, value in given.items() if value not in (None, "", [])}

    def lacking(self) -> list[str]:
        """The fields that are empty still, and what is wrong with what the others say."""
        found = []
        for name, errors in self.errors.as_data().items():
            if name not in self.fields:
                continue
            label = str(self.fields[name].label)
            wrong = [str(text) for one in errors if one.code != "required" for text in one.messages]
            found.append(f"{label} · {' '.join(wrong)}" if wrong else label)
        return found

    def refuse(self, field: str, message: str) -> None:
        """Show what the schema would not take beside the field it stands in."""
        name = f"{PREFIX}{field.partition('.')[0]}"
        self.add_error(name if name in self.fields else None, message)


# Marks that turn the direction of text (Unicode 16, UAX #9, 2.1, 2.2): pasted in, they make a document read otherwise
# than it stands.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _straight(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_TURNS)
    return [_straight(one) for one in value] if isinstance(value, list) else value


def _typed(schema: Mapping[str, Any], value: Any) -> Any:
    """A value as it stands in its control."""
    if schema.get("type") == "array" and not (schema.get("items") or {}).get("enum"):
        between = "\n\n" if schema.get("x-widget") == "blocks" else "\n"
        return between.join(str(one) for one in value) if isinstance(value, list) else value
    return value


def _input(schema: Mapping[str, Any], label: Any, required: bool) -> forms.Field:
    kind, choices = schema.get("type"), schema.get("enum")
    if choices:
        names = schema.get("x-names") or {}
        blank = [] if required else [("", "–")]
        options = [
            *blank,
            *((str(value), said(names.get(str(value))) or words_of(str(value))) for value in choices),
        ]
        return forms.ChoiceField(label=label, required=required, choices=options)
    if kind == "array":
        return _list(schema, label, required)
    if kind == "boolean":
        return forms.BooleanField(label=label, required=False)
    if kind in ("integer", "number"):
        make = forms.IntegerField if kind == "integer" else forms.FloatField
        return make(
            label=label, required=required, min_value=schema.get("minimum"), max_value=schema.get("maximum")
        )
    longest = min(int(schema.get("maxLength", LONGEST_TEXT)), LONGEST_TEXT)
    widget = schema.get("x-widget")
    if widget == "date":
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return _DateField(label=label, required=required, widget=picker)
    if widget == "textarea" or longest > 500:
        box = forms.Textarea(attrs={"rows": 10 if longest > 4000 else 4, "data-count": ""})
        return forms.CharField(label=label, required=required, max_length=longest, widget=box, strip=False)
    return forms.CharField(label=label, required=required, max_length=longest)


def _list(schema: Mapping[str, Any], label: Any, required: bool) -> forms.Field:
    values = (schema.get("items") or {}).get("enum")
    if values:
        options = [(str(value), words_of(str(value))) for value in values]
        tick = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, required=required, choices=options, widget=tick)
    if schema.get("x-widget") == "blocks":
        box = forms.Textarea(attrs={"rows": 12})
        hint = _("An empty line between two.")
        return _BlocksField(schema, label=label, required=required, widget=box, help_text=hint)
    box = forms.Textarea(attrs={"rows": 3})
    return _LinesField(schema, label=label, required=required, widget=box, help_text=_("One a line."))


class _ListField(forms.CharField):
    """A list of texts, as many and as long as the schema takes."""

    def __init__(self, schema: Mapping[str, Any], **more: Any) -> None:
        self._most = schema.get("maxItems", LONGEST_TEXT)
        self._longest = (schema.get("items") or {}).get("maxLength", LONGEST_TEXT)
        super().__init__(**more)

    def parts(self, text: str) -> list[str]:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        found = [one.strip() for one in self.parts(str(super().clean(value))) if one.strip()]
        if len(found) > self._most:
            counts = {"count": len(found), "most": self._most}
            raise forms.ValidationError(_("%(count)d entries; at most %(most)d are taken.") % counts)
        for number, one in enumerate(found, 1):
            if len(one) > self._longest:
                counts = {"number": number, "length": len(one), "most": self._longest}
                raise forms.ValidationError(
                    _("Entry %(number)d has %(length)d characters; at most %(most)d are taken.") % counts
                )
        return found


class _LinesField(_ListField):
    """One a line."""

    def parts(self, text: str) -> list[str]:
        return text.splitlines()


class _BlocksField(_ListField):
    """An empty line between two."""

    def parts(self, text: str) -> list[str]:
        return re.split(r"\n[ \t\u3000]*\n", text.replace("\r\n", "\n"))


class _DateField(forms.DateField):
    """A day, given on as JSON has it."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else ""
