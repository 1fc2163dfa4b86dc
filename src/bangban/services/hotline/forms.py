"""What is typed on the page of a work order: answers, reasons, what the resident said, how much more time?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency
from bangban.services.hotline.models import Satisfaction
from bangban.services.hotline.orders import LONGEST_ANSWER, LONGEST_REASON


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-count": ""})


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The resident reads exactly this when following the message."),
        max_length=LONGEST_ANSWER,
        widget=_area(6),
        error_messages={"required": _("Write the answer.")},
    )
    # The digest of the draft that stands in the box, when an employee drafted it.
    draft = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    # Set when the page told what is missing and the officer sends it all the same.
    anyway = forms.BooleanField(required=False, label=_("Send it all the same"))


class DraftForm(forms.Form):
    outcome = forms.CharField(
        label=_("What was done"),
        help_text=_(
            "Facts in a few words: what was found, what was done, by when. The draft adds nothing to them."
        ),
        max_length=LONGEST_ANSWER,
        widget=_area(4),
        error_messages={"required": _("Write what was done.")},
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Name the agency whose duty it is, if you know it. The hotline reads it and dispatches anew."
        ),
        max_length=LONGEST_REASON,
        widget=_area(3),
        error_messages={"required": _("Give a reason.")},
    )


class WordForm(forms.Form):
    """A few words that may be left out: with an urge, say."""

    text = forms.CharField(
        label=_("A word to the agency"), max_length=LONGEST_REASON, required=False, widget=_area(2)
    )


class ReasonForm(forms.Form):
    text = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=_area(3),
        error_messages={"required": _("Give a reason.")},
    )


class OpinionForm(forms.Form):
    text = forms.CharField(
        label=_("Your agency's part"),
        help_text=_("The agency that leads reads it and answers the resident."),
        max_length=LONGEST_ANSWER,
        widget=_area(4),
        error_messages={"required": _("Write your agency's part.")},
    )


class JointForm(forms.Form):
    agency = forms.ChoiceField(label=_("Agency"), error_messages={"required": _("Choose an agency.")})
    text = forms.CharField(
        label=_("What is asked of it"),
        max_length=LONGEST_REASON,
        widget=_area(2),
        error_messages={"required": _("Say what is asked of it.")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — declared above
        rows = Agency.objects.filter(is_active=True).only("code", "name_zh", "name_en")
        field.choices = lambda: [("", "—"), *((row.code, row.name) for row in rows)]


class ExtensionForm(forms.Form):
    amount = forms.IntegerField(
        label=_("How much more"),
        help_text=_("Working days; hours for an emergency."),
        min_value=1,
        max_value=90,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=_area(3),
        error_messages={"required": _("Give a reason.")},
    )


class DecideExtensionForm(forms.Form):
    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant it")), ("no", _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed to refuse."),
        max_length=LONGEST_REASON,
        required=False,
        widget=_area(2),
    )


class CallForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label=_("What the resident said"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In their words"), max_length=LONGEST_REASON, required=False, widget=_area(2)
    )
