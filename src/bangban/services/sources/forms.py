"""What does an officer say of a source?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.knowledge.intake.archives import ENDINGS
from bangban.knowledge.intake.endings import PLAIN, READ_APART, SHEETS

ACCEPTED = (".jsonl", ".csv", *PLAIN, *READ_APART, *SHEETS, *ENDINGS)


class NewForm(forms.Form):
    """A file to be brought in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A law, a guide or a table of questions: .docx, .doc, .pdf (scans too), .ofd, .html, .md, .txt, .xlsx, .csv, or a .zip of them, up to 20 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    scope = forms.CharField(
        label=_("Set"),
        required=False,
        max_length=80,
        help_text=_("Sets are kept apart. Leave it empty for the set that answers residents."),
    )
    shared = forms.BooleanField(label=_("Other agencies may read it too"), required=False)


class RepealForm(forms.Form):
    """From when a source no longer holds; empty takes it back."""

    on = forms.DateField(
        label=_("Out of force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-01-31.")},
    )


class TextForm(forms.Form):
    """A passage as it should read."""

    text = forms.CharField(
        label=_("Text"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("A passage cannot be empty.")},
    )
