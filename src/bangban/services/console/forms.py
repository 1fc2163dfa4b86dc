"""What does a guardian fill in?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.governance.complaints import LONGEST
from bangban.governance.confidence import confidence_words
from bangban.governance.standing import LARGEST_CAP
from bangban.governance.standing import LONGEST as LONGEST_ORDER
from bangban.services.console.orders import STEPS

REASON = 200


class ReasonForm(forms.Form):
    """Why something is done; it stays on record."""

    reason = forms.CharField(
        label=_("Reason"), max_length=REASON, error_messages={"required": _("Give a reason.")}
    )


class StopForm(ReasonForm):
    """What to stop, and why."""

    what = forms.CharField(max_length=80)


class StatusForm(ReasonForm):
    """What an employee shall be from now on."""

    to = forms.CharField(max_length=12)


class AcceptForm(forms.Form):
    """The tick under what a guardian answers for."""

    read = forms.BooleanField(
        label=_("I have read this and I accept to answer for it."),
        error_messages={"required": _("Tick the box when you have read it.")},
    )


class SettleForm(forms.Form):
    """What came of a complaint."""

    outcome = forms.ChoiceField(
        label=_("Was the complaint right?"),
        choices=[
            (
                "upheld",
                _("Upheld: something went wrong. The standing orders behind it are suspended at once."),
            ),
            ("dismissed", _("Not upheld: it was done rightly.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    answer = forms.CharField(
        label=_("Answer to the resident"),
        help_text=_("The resident reads exactly this when following the message."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": ""}),
        error_messages={"required": _("Write an answer.")},
    )


class OrderForm(forms.Form):
    """The bounds of a standing order."""

    min_confidence = forms.TypedChoiceField(
        label=_("From which confidence on"),
        coerce=float,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a confidence.")},
    )
    daily_cap = forms.IntegerField(
        label=_("At most so many a day"),
        help_text=_("What comes beyond waits for a person."),
        min_value=1,
        max_value=LARGEST_CAP,
    )
    expires_on = forms.DateField(
        label=_("Valid until the end of"),
        help_text=_("A year at most. You are told a week before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    targets = forms.MultipleChoiceField(
        label=_("Only for these"),
        help_text=_("Tick none, and it holds for all of them. The numbers count the last 30 days."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, targets: Sequence[tuple[str, Any]], today: date, data: Any = None) -> None:
        start = {"min_confidence": STEPS[1], "daily_cap": 50, "expires_on": today + timedelta(days=90)}
        super().__init__(data, initial=start)
        self._today = today
        choose: Any = self.fields["min_confidence"]
        choose.choices = [(step, f"≥ {step:.2f} · {confidence_words(step)}") for step in STEPS]
        kinds: Any = self.fields["targets"]
        kinds.choices = targets
        if not targets:
            del self.fields["targets"]
        latest = today + LONGEST_ORDER - timedelta(days=1)
        self.fields["expires_on"].widget.attrs |= {"min": f"{today:%F}", "max": f"{latest:%F}"}

    def clean_expires_on(self) -> date:
        chosen: date = self.cleaned_data["expires_on"]
        if not self._today <= chosen < self._today + LONGEST_ORDER:
            raise forms.ValidationError(_("Choose a day within the coming year."))
        return chosen

    def bounds(self) -> dict[str, Any]:
        """The arguments of `standing.sign_order`."""
        last = self.cleaned_data["expires_on"]
        end = timezone.localtime().replace(
            year=last.year, month=last.month, day=last.day, hour=23, minute=59, second=59, microsecond=0
        )
        return {
            "min_confidence": self.cleaned_data["min_confidence"],
            "daily_cap": self.cleaned_data["daily_cap"],
            "expires_at": end,
            "targets": self.cleaned_data.get("targets", []),
        }
