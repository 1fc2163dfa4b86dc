"""What does an officer choose when a document is sent in?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.services.documents.profiles import choices
from bangban.services.documents.uploads import ACCEPTED

LONGEST_OUTCOME = 2000


class SendForm(forms.Form):
    """One document to be checked."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_(
            "Drag a file here or choose one: .docx, .doc, .wps, .pdf or .ofd, up to 20 MB. Never a classified one."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED), "data-drop": ""}),
        error_messages={"required": _("Choose a document."), "empty": _("This file is empty.")},
    )
    profile = forms.ChoiceField(label=_("Rules"), required=False)
    alone = forms.BooleanField(
        label=_("Read it alone first"),
        required=False,
        help_text=_(
            "You see the document without findings, note your own result, and have it checked then. This measures what the findings save."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices()
        self.fields["profile"].choices = offered  # type: ignore[attr-defined]
        if len(offered) < 2:
            del self.fields["profile"]


class AloneForm(forms.Form):
    """What the officer found by reading alone."""

    outcome = forms.CharField(
        label=_("What you found"),
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": ""}),
        error_messages={"required": _("Write what you found, or that there is nothing.")},
    )
