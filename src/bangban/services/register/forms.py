"""What does an administrator fill in?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, AgencyKind, Role, in_language
from bangban.governance.models import CalendarDay, DigitalEmployee
from bangban.governance.statements import LONGEST, STATEMENTS
from bangban.services.register.words import PERMISSION_WORDS

AGENCY = _("Agency")


def day_input(**more: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **more}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why something is done; it stays on record."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays on record with your name."),
        max_length=200,
        error_messages={"required": _("Give a reason.")},
    )


class EmployeeForm(ReasonForm):
    """The file of a digital employee."""

    name_zh = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("Name (English)"), max_length=80, required=False)
    post_zh = forms.CharField(
        label=_("Post"), max_length=80, help_text=_("What it does, in the words of the agency.")
    )
    post_en = forms.CharField(label=_("Post (English)"), max_length=120, required=False)
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    contract_until = forms.DateField(
        label=_("Contract until"),
        help_text=_("From the day after on it may not work."),
        required=False,
        widget=day_input(),
        input_formats=["%Y-%m-%d"],
    )
    daily_quota = forms.IntegerField(
        label=_("Cases a day"), help_text=_("Leave empty for no limit of its own."), required=False,
        min_value=1, max_value=1_000_000,
    )  # fmt: skip
    model_profile = forms.CharField(
        label=_("Model"),
        help_text=_("“none”: rules and retrieval, no language model."),
        max_length=40,
        initial="none",
    )
    field_order = (
        *("number", "agency", "name_zh", "name_en", "post_zh", "post_en"),
        *("supplier", "contract_until", "daily_quota", "model_profile", "reason"),
    )

    def fields_given(self) -> dict[str, Any]:
        """The arguments of `employees.edit_employee`."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("reason", "number", "agency")
        }


class NewEmployeeForm(EmployeeForm):
    """A new file: with its number and its agency, which never change."""

    number = forms.CharField(
        label=_("Number"), max_length=12, help_text=_("Digits, capital letters and dashes. It is never used again."),
        widget=forms.TextInput(attrs={"class": "mono"}),
    )  # fmt: skip

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data)
        self.fields["agency"] = agency_field(agencies)
        self.order_fields(self.field_order)


def agency_field(agencies: Iterable[Agency], label: Any = AGENCY) -> forms.TypedChoiceField:
    """A choice among `agencies`, indented as the tree is; its value is an id."""
    listed = list(agencies)
    top = min((one.path.count("/") for one in listed), default=0)
    choices = [(one.pk, "　" * (one.path.count("/") - top) + one.name) for one in listed]
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[("", "–"), *choices],
        error_messages={"required": _("Choose an agency.")},
    )


class PeopleForm(ReasonForm):
    """Who shall be asked to be guardian, and who to be deputy."""

    def __init__(self, officers: Sequence[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        choices = [("", _("leave as it is")), *officers]
        for name, label in (("guardian", _("Guardian")), ("deputy", _("Deputy guardian"))):
            self.fields[name] = forms.TypedChoiceField(
                label=label, coerce=int, choices=choices, required=False, empty_value=None
            )
        self.order_fields(("guardian", "deputy", "reason"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("guardian") and not given.get("deputy"):
            raise forms.ValidationError(_("Name a guardian, a deputy or both."))
        return given


class ScenariosForm(ReasonForm):
    """What the employee may do."""

    def __init__(self, choices: Sequence[tuple[str, Any]], listed: Sequence[str], data: Any = None) -> None:
        super().__init__(data, initial={"scenarios": listed})
        self.fields["scenarios"] = forms.MultipleChoiceField(
            label=_("Scenarios"),
            help_text=_("Whatever is not ticked it refuses. Standing orders of what you take away end."),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(("scenarios", "reason"))


class StatusForm(ReasonForm):
    """What an employee shall be from now on."""

    to = forms.CharField(max_length=12)


class OfficerForm(ReasonForm):
    """The file of an officer."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    name_en = forms.CharField(label=_("Full name (English)"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    valid_until = forms.DateField(
        label=_("Account ends after"),
        help_text=_(
            "Empty: it does not end by itself. When it ends, the officer leaves every employee he guards."
        ),
        required=False,
        widget=day_input(),
        input_formats=["%Y-%m-%d"],
    )
    field_order: Sequence[str] = ("agency", "username", "name", "name_en", "email", "valid_until", "reason")

    def clean_valid_until(self) -> datetime | None:
        day: date | None = self.cleaned_data["valid_until"]
        return None if day is None else timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

    def fields_given(self) -> dict[str, Any]:
        """The arguments of `accounts.edit_account`."""
        return {name: self.cleaned_data[name] for name in ("name", "name_en", "email", "valid_until")}


class NewOfficerForm(OfficerForm):
    """A new account."""

    username = forms.CharField(
        label=_("Account name"), max_length=60, help_text=_("Small letters and digits, for signing in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "mono"}),
    )  # fmt: skip

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data)
        del self.fields["valid_until"]
        self.fields["agency"] = agency_field(agencies)
        self.order_fields(self.field_order)


class TransferForm(ReasonForm):
    """Where an officer goes."""

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data)
        self.fields["agency"] = agency_field(agencies, _("New agency"))
        self.order_fields(("agency", "reason"))


class RoleForm(ReasonForm):
    """Which role, and over which agency."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *Role.choices])

    def __init__(self, agencies: Iterable[Agency], home: int, data: Any = None) -> None:
        super().__init__(data, initial={"agency": home})
        self.fields["agency"] = agency_field(agencies, _("Over this agency and those below it"))
        self.order_fields(("role", "agency", "reason"))


class WordsField(forms.CharField):
    """Several words in one box, a line or a comma each."""

    def __init__(self, rows: int = 3, **more: Any) -> None:
        super().__init__(required=False, max_length=9000, widget=forms.Textarea(attrs={"rows": rows}), **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        for mark in ",，、;；":
            text = text.replace(mark, "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))


class AgencyForm(forms.Form):
    """The file of an agency."""

    name_zh = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    short_zh = forms.CharField(label=_("Short name"), max_length=40, required=False)
    short_en = forms.CharField(label=_("Short name (English)"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgencyKind.choices)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    aliases = WordsField(label=_("Also called"), help_text=_("What residents call it, a line each."))
    area = WordsField(label=_("Area"), help_text=_("Streets and quarters it answers for, a line each."))


class NewAgencyForm(AgencyForm):
    """A new agency, at its place in the tree."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and dashes. Scenarios and tables name the agency by it."),
        widget=forms.TextInput(attrs={"class": "mono"}),
    )  # fmt: skip

    def __init__(self, agencies: Iterable[Agency], data: Any = None, parent: int | None = None) -> None:
        super().__init__(data, initial={"parent": parent} if parent else None)
        self.fields["parent"] = agency_field(agencies, _("Below"))
        self.order_fields(("parent", "code"))


class StatementsForm(ReasonForm):
    """What only the agency can say of its employee: each in Chinese and, where it wants, in English."""

    def __init__(self, employee: DigitalEmployee, data: Any = None) -> None:
        super().__init__(data)
        for key, about in STATEMENTS.items():
            kept = employee.statements.get(key) or {}
            title = in_language(about.zh, about.en)
            if about.is_date:
                self.fields[f"{key}_zh"] = forms.DateField(
                    label=title,
                    required=False,
                    initial=kept.get("zh"),
                    widget=day_input(),
                    input_formats=["%Y-%m-%d"],
                )
                continue
            for language, suffix in (("zh", ""), ("en", _("(English)"))):
                self.fields[f"{key}_{language}"] = forms.CharField(
                    label=f"{title} {suffix}".strip(), required=False, max_length=LONGEST,
                    initial=kept.get(language), widget=forms.Textarea(attrs={"rows": 2}),
                )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def given(self) -> dict[str, dict[str, str]]:
        values = {name: str(value or "") for name, value in self.cleaned_data.items()}
        return {key: {one: values.get(f"{key}_{one}", "") for one in ("zh", "en")} for key in STATEMENTS}


class MoveForm(ReasonForm):
    """Under which agency another one stands from now on."""

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data)
        self.fields["parent"] = agency_field(agencies, _("Below"))
        self.order_fields(("parent", "reason"))


class DutyForm(forms.Form):
    """One line of a duty list."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs={"class": "mono"}))
    title_zh = forms.CharField(label=_("What it answers for"), max_length=200)
    title_en = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    words = WordsField(
        rows=6, label=_("Words people use"),
        help_text=_("A line each. “!” before a word: it says what is asked about. “~”: where it tends to happen."),
    )  # fmt: skip


class DayForm(forms.Form):
    """One day that is not what the week says."""

    day = forms.DateField(
        label=_("Day"), widget=day_input(min="1950-01-01", max="2200-12-31"), input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=CalendarDay.Kind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("For example “Spring Festival”.")
    )


class TokenForm(forms.Form):
    """Access for a program."""

    label = forms.CharField(label=_("For which program"), max_length=80)
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(PERMISSION_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    expires_on = forms.DateField(
        label=_("Valid until the end of"),
        help_text=_("A year at most."),
        widget=day_input(),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, agencies: Iterable[Agency], data: Any = None) -> None:
        super().__init__(data, initial={"expires_on": timezone.localdate() + timedelta(days=180)})
        self.fields["agency"] = agency_field(agencies)
        self.order_fields(("label", "agency", "permissions", "expires_on"))

    def clean_expires_on(self) -> datetime:
        chosen: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= chosen <= today + timedelta(days=365):
            raise forms.ValidationError(_("Choose a day within the coming year."))
        return timezone.make_aware(datetime.combine(chosen, time(23, 59, 59)))
