"""What does the receiving officer write: an answer, or why the work order goes back?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bangban.services.hotline.orders import LONGEST_ANSWER, LONGEST_REASON


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The resident reads exactly this when following the message."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": ""}),
        error_messages={"required": _("Write the answer.")},
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Name the agency whose duty it is, if you know it. The hotline reads it and dispatches anew."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": ""}),
        error_messages={"required": _("Give a reason.")},
    )
