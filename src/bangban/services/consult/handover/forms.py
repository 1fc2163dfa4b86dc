"""What does an officer type into a conversation? A reply, or one that is kept for the next time with its source."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write your reply.")},
    )


class CannedForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60)
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The rule it stands on, with its article.")
    )
