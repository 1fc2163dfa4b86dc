"""What does an officer fill in about keys, limits, rules, assumptions and choices?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency
from bangban.services.gateway.keys import MOST_SCENARIOS
from bangban.services.gateway.models import MICRO, DataClass, Measure, Period, Scope
from bangban.services.gateway.workload import LONGEST

_MOST_WORDS = 500
_LONGEST_WORD = 40


def agency_field(agencies: Iterable[Agency]) -> forms.TypedChoiceField:
    """One of the agencies the officer reaches."""
    choices = [(one.pk, str(one)) for one in agencies]
    return forms.TypedChoiceField(label=_("Agency"), choices=choices, coerce=int)


class KeyForm(forms.Form):
    """A new key for a program, or for a person of the agency."""

    label = forms.CharField(label=_("What it is for"), max_length=80)
    data_class = forms.ChoiceField(
        label=_("Data class"),
        choices=[
            (DataClass.PUBLIC, _("public: may go to any provider, outside ones masked")),
            (DataClass.INTERNAL, _("internal: stays inside the government network")),
            (DataClass.SENSITIVE, _("sensitive: stays on our own machines")),
        ],
        initial=DataClass.INTERNAL,
        help_text=_("The least its calls count as. A call may raise it, never lower it."),
    )
    username = forms.CharField(
        label=_("Account of its holder"),
        max_length=60,
        required=False,
        help_text=_("For a person's own key. It ends with the account."),
    )
    employee = forms.CharField(label=_("Digital employee that calls with it"), max_length=12, required=False)
    scenarios = forms.CharField(
        label=_("Scenarios it is for"),
        max_length=600,
        required=False,
        help_text=_(
            "Their codes, separated by spaces. Its calls count to the first unless they name another of these; empty: to whichever a call names."
        ),
    )
    tokens_per_day = forms.IntegerField(
        label=_("Tokens a day"), required=False, min_value=0, max_value=10**15,
        help_text=_("Leave empty for no limit of its own."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Valid until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data, initial={"expires_on": timezone.localdate() + timedelta(days=180)})
        self.fields["agency"] = agency_field(agencies)
        self.order_fields(("label", "agency", "data_class", "username"))

    def clean_scenarios(self) -> list[str]:
        codes: list[str] = self.cleaned_data["scenarios"].replace(",", " ").replace("，", " ").split()
        if len(codes) > MOST_SCENARIOS or any(len(code) > 60 for code in codes):
            raise forms.ValidationError(_("At most 20 codes, each of at most 60 characters."))
        return codes

    def clean_expires_on(self) -> datetime:
        chosen: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= chosen <= today + timedelta(days=3660):
            raise forms.ValidationError(_("Choose a day to come."))
        return timezone.make_aware(datetime.combine(chosen, time(23, 59, 59)))


class LimitForm(forms.Form):
    """What may be used at most."""

    scope = forms.ChoiceField(label=_("For"), choices=Scope.choices)
    subject = forms.CharField(
        label=_("Number or code"),
        max_length=60,
        required=False,
        help_text=_(
            "Number of the employee, code of the scenario, number of the key. Empty for the agency. “-” as the scenario: calls that name none, or one without such a limit."
        ),
    )
    measure = forms.ChoiceField(label=_("Counted in"), choices=Measure.choices)
    period = forms.ChoiceField(label=_("In"), choices=Period.choices)
    amount = forms.DecimalField(
        label=_("At most"), min_value=0, max_value=10**9, max_digits=15, decimal_places=2
    )

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data)
        self.fields["agency"] = agency_field(agencies)
        self.order_fields(("agency", "scope", "subject", "measure", "period", "amount"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("scope") == Scope.AGENCY) == bool(given.get("subject")):
            self.add_error("subject", _("Leave it empty for the agency, and fill it in for everything else."))
        return given

    @property
    def whole_amount(self) -> int:
        """Tokens, calls, or millionths of the currency."""
        money = self.cleaned_data["measure"] == Measure.MONEY
        return int(self.cleaned_data["amount"] * (MICRO if money else 1))


class PolicyForm(forms.Form):
    """What an agency says of its own calls."""

    keep_days = forms.IntegerField(
        label=_("Keep what was asked and answered for … days"),
        min_value=0,
        max_value=365,
        help_text=_(
            "0: nothing is kept but numbers. Residents' words are personal information: keep no more than you need."
        ),
    )
    words = forms.CharField(
        label=_("Words to hide from models outside"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: names of projects, places, cases. They come back in the answer."),
    )
    forbidden = forms.CharField(
        label=_("Words no model may read"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. A text with one of them is not sent anywhere."),
    )

    def clean_words(self) -> list[str]:
        return _lines(self.cleaned_data["words"])

    def clean_forbidden(self) -> list[str]:
        return _lines(self.cleaned_data["forbidden"])


def _lines(text: str) -> list[str]:
    words = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(words) > _MOST_WORDS or any(not 2 <= len(word) <= _LONGEST_WORD for word in words):
        raise forms.ValidationError(_("At most 500 words, each of 2 to 40 characters."))
    return words


class AssumptionForm(forms.Form):
    """How long a person needs for one item, and who says so."""

    item = forms.ChoiceField(label=_("Kind of work"))
    minutes = forms.FloatField(label=_("Minutes an item"), min_value=0.1, max_value=LONGEST)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Where the number comes from: a time study, a norm, or “estimate” and by whom."),
    )

    def __init__(self, items: Sequence[tuple[str, str]], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]


class ChoiceForm(forms.Form):
    """Which model the scenario gets from now on."""

    model = forms.ChoiceField(label=_("Model"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stays on record with your name.")
    )

    def __init__(self, models: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        self.fields["model"].choices = [(one, one) for one in models]  # type: ignore[attr-defined]
