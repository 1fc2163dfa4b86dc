"""What does a resident type? As little as possible, forgivingly read, and never thrown away."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.governance.complaints import LONGEST as LONGEST_COMPLAINT
from bangban.governance.scenarios.model import Scenario
from bangban.services.portal import uploads
from bangban.services.portal.offers import longest_text

LONGEST_TEXT = 100_000
LONGEST_NOTE = 5_000
LONGEST_RATING = 300
ACCEPTED = ".txt,.pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,image/jpeg,image/png,image/webp,application/pdf"
# What no keyboard types and no database needs; line breaks and tabs stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Plain(forms.CharField):
    """Text as people paste it: invisible control characters go, everything else stays as it is."""

    def to_python(self, value: Any) -> str:
        cleaned = _CONTROL.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return str(super().to_python(cleaned))


class Lines(Plain):
    """Several lines. The browser does not cut at `longest`: what is too long is said, not lost."""

    def __init__(
        self, *, longest: int, rows: int = 8, attrs: dict[str, Any] | None = None, **more: Any
    ) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, **(attrs or {})}), **more)
        self.longest = longest

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            told = {"count": len(value), "longest": self.longest}
            raise ValidationError(
                gettext(
                    "This has %(count)d characters; %(longest)d are possible. Shorten it, or send it as an attachment."
                )
                % told
            )


def _phone(**more: Any) -> Plain:
    attrs = {"autocomplete": "tel", "inputmode": "tel", "type": "tel"}
    return Plain(max_length=40, widget=forms.TextInput(attrs=attrs), **more)


def _checked_phone(typed: str) -> str:
    if typed and not 5 <= len(re.findall(r"\d", typed)) <= 20:
        raise ValidationError(gettext("This does not look like a telephone number. Check the digits."))
    return typed


class Guarded(forms.Form):
    """A form with a trap for programs, and a key that makes sending it twice sending it once."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("initial", {}).setdefault("key", secrets.token_urlsafe(18))
        super().__init__(*args, **more)

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or secrets.token_urlsafe(18)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            # A person never sees the field; a helpful browser may fill it, and then nothing must be lost.
            raise ValidationError(gettext("One hidden field was filled in. Empty it and send again."))
        return ""

    @property
    def trapped(self) -> bool:
        """Whether the hidden field has to be shown because something is in it."""
        return self.is_bound and bool(self["website"].value())


class AskForm(Guarded):
    title = Plain(label=_("What is it about, in a few words?"), required=False, max_length=200)
    text = Lines(
        label=_("Your message"),
        longest=LONGEST_TEXT,
        rows=9,
        help_text=_("What happened, where, since when, and what do you wish for? Write as you would speak."),
        error_messages={"required": _("Write your message. One sentence is enough.")},
    )
    name = Plain(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = _phone(
        label=_("Your telephone number"),
        required=False,
        help_text=_("So that the agency can ask you something."),
    )
    file1 = forms.FileField(label=_("First file"), required=False, allow_empty_file=True)
    file2 = forms.FileField(label=_("Second file"), required=False, allow_empty_file=True)
    file3 = forms.FileField(label=_("Third file"), required=False, allow_empty_file=True)
    FILES = ("file1", "file2", "file3")

    def __init__(self, offered: Sequence[Scenario], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(offered) > 1:
            choices = [(one.code, one.title_text) for one in offered]
            self.fields["about"] = forms.ChoiceField(
                label=_("What do you want?"), choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
            )
            self.order_fields(["about"])
        self.fields["text"].longest = min(longest_text(one, LONGEST_TEXT) for one in offered)  # type: ignore[attr-defined]
        for name in self.FILES:
            self.fields[name].widget.attrs["accept"] = ACCEPTED

    def clean_phone(self) -> str:
        return _checked_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.FILES:
            file = given.get(name)
            if file and file.size > uploads.LARGEST:
                megabytes = {"size": f"{file.size / 1e6:.0f}", "most": uploads.LARGEST // (1024 * 1024)}
                self.add_error(
                    name,
                    gettext(
                        "This file has %(size)s MB; %(most)d MB are possible. Choose a smaller one, or a photo of lower quality."
                    )
                    % megabytes,
                )
        return given

    @property
    def files_chosen(self) -> bool:
        """Whether files were sent along with what was wrong: a browser does not keep them."""
        return any(self.files.get(name) for name in self.FILES)


class CallBackForm(Guarded):
    phone = _phone(
        label=_("Your telephone number"),
        error_messages={"required": _("Without a number nobody can call you.")},
    )
    name = Plain(
        label=_("What may we call you?"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    about = Lines(label=_("What is it about?"), required=False, longest=LONGEST_NOTE, rows=4)

    def clean_phone(self) -> str:
        return _checked_phone(self.cleaned_data["phone"])


class NumberForm(forms.Form):
    number = Plain(
        label=_("Your number"),
        max_length=60,
        help_text=_(
            "Sixteen letters and digits, as in 7KQF-92MD-XH4T-3B6W. Dashes, spaces and small letters do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "mono",
            }
        ),
        error_messages={"required": _("Enter the number you were given.")},
    )


class ComplaintForm(Guarded, NumberForm):
    text = Lines(
        label=_("What was wrong?"),
        longest=LONGEST_COMPLAINT,
        rows=6,
        error_messages={"required": _("Write what was wrong.")},
    )
    field_order = ("number", "text")


class AdditionForm(Guarded):
    text = Lines(
        label=_("What you want to add"),
        longest=LONGEST_NOTE,
        rows=6,
        error_messages={"required": _("Write what you want to add.")},
    )


class RatingForm(Guarded):
    """How content the resident is with an answer; what may be said is the service's to name."""

    said = forms.ChoiceField(
        label=_("Are you content with the answer?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how content you are."),
            "invalid_choice": _("Choose how content you are."),
        },
    )
    text = Lines(label=_("Do you want to say why?"), required=False, longest=LONGEST_RATING, rows=3)

    def __init__(self, ratings: Sequence[tuple[str, Any]], *given: Any, **named: Any) -> None:
        # Another form of the page has a text as well.
        super().__init__(*given, auto_id="rate-%s", **named)
        field = self.fields["said"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — declared above
        field.choices = list(ratings)
