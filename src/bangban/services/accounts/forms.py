"""What is typed when signing in, and what makes a password a good one?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer

LONGEST_PASSWORD = 200


def _password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    # Spaces at the ends belong to the password.
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget, **more)


def _code(**more: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=_("Six-digit code"), max_length=12, widget=forms.TextInput(attrs=attrs), **more
    )


def _shortest() -> int:
    """How long a password must be, from the validators in the settings."""
    lengths = [
        one.min_length for one in get_default_password_validators() if isinstance(one, MinimumLengthValidator)
    ]
    return max(lengths, default=0)


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("Account name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password(_("Password"), "current-password")

    def clean_name(self) -> str:
        return Officer.normalize_username(self.cleaned_data["name"])


class CodeForm(forms.Form):
    code = _code(help_text=_("Shown by the authenticator app on your phone; it changes every 30 seconds."))


class EnrolForm(forms.Form):
    code = _code(help_text=_("The app shows it as soon as it has read the picture or the key."))


class NewPasswordForm(forms.Form):
    """A new password, typed twice, good enough for the validators in the settings."""

    new = _password(_("New password"), "new-password")
    again = _password(_("New password once more"), "new-password")

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.fields["new"].help_text = _(
            "At least %(count)d characters: no common password, not digits alone, nothing like your name."
        ) % {"count": _shortest()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        new, again = given.get("new"), given.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two are not the same. Type the new password once more."))
        elif new:
            try:
                validate_password(new, self.officer)
            except ValidationError as error:
                self.add_error("new", error)
            if self.officer.check_password(new):
                self.add_error("new", _("This is the present password. Choose another one."))
        return given


class ChangePasswordForm(NewPasswordForm):
    present = _password(_("Present password"), "current-password")
    field_order = ["present", "new", "again"]


class AgainForm(forms.Form):
    """Who is there? Asked again. The code only of those who have a second factor."""

    password = _password(_("Password"), "current-password")
    code = _code(help_text=_("Shown by the authenticator app on your phone; it changes every 30 seconds."))

    def __init__(self, *args: Any, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]
