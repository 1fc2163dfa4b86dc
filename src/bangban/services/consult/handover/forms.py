"""What does an officer type into a conversation? A reply, or one that is kept for the next time with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.services.consult.handover.topics import words_of

LONGEST = 4000
REASONS = (
    ("crisis", _("A life may be at risk")),
    ("sensitive_topic", _("Abuse, minors, corruption, many ill")),
    ("vulnerable", _("A vulnerable person in need")),
    ("deadline", _("Something is lost within a day")),
    ("repeat", _("The same matter again")),
    ("anger", _("Anger, or a threat to go elsewhere")),
    ("distress", _("Distress")),
    ("failed_answers", _("Answers that failed")),
    ("asked_for_person", _("A person was asked for")),
)
"""The reasons of the skill `handover.decide`, as officers read them."""


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write your reply.")},
    )


class TopicForm(forms.Form):
    name = forms.CharField(label=_("Topic"), max_length=40, help_text=_("Pensions, housing, life at risk."))
    words = forms.CharField(
        label=_("Words that tell it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, two characters at least; looked for in what the resident said."),
    )
    reason = forms.ChoiceField(
        label=_("Reason that makes it this topic"),
        required=False,
        choices=[("", _("None")), *REASONS],
        help_text=_("Whatever the words: who is trained for a life at risk comes first then."),
    )
    officers = forms.TypedMultipleChoiceField(
        label=_("Who knows it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, officers: Sequence[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        cast(forms.TypedMultipleChoiceField, self.fields["officers"]).choices = list(officers)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("reason") and not words_of(cleaned.get("words", "")):
            self.add_error("words", _("Name words or a reason, or nothing is ever this topic."))
        return cleaned


class CannedForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60)
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The rule it stands on, with its article.")
    )
