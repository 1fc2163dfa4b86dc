"""What does a resident type into the chat? A question, forgivingly read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.services.consult.asking import LONGEST
from bangban.services.consult.situation import SituationForm, told


class Asked(forms.CharField):
    """What was asked, without the signs no database keeps and nobody types."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


class QuestionForm(SituationForm):
    text = Asked(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "send"}),
        help_text=_("Write as you would speak. Do not send identity or bank numbers."),
        error_messages={"required": _("Write your question.")},
    )
    choice = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    plain = forms.BooleanField(required=False, label=_("In plain words"), widget=forms.HiddenInput)

    def clean(self) -> Any:
        given = super().clean() or self.cleaned_data
        said = self.said()
        if said and given.get("text"):
            given["text"] = told(given["text"], said)
        return given


class NumberForm(forms.Form):
    """Where a resident can be called back."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        error_messages={"required": _("Without a number nobody can call you.")},
    )

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        if not 5 <= len(re.findall(r"[0-9]", typed)) <= 20 or not typed.isprintable():
            raise ValidationError(
                gettext("This does not look like a telephone number. Check the digits."), code="phone"
            )
        return typed
