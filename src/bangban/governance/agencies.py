"""How does an agency come to be, and what does it answer for? Its file and its duty list, each change entered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from bangban.agencies.models import Agency, AgencyKind, Duty, Officer
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotAllowed, Problem
from bangban.ledger.record import Entry, append

EDITABLE = ("name_zh", "name_en", "short_zh", "short_en", "kind", "aliases", "area", "phone", "address")
MOST_WORDS = 200
LONGEST_WORD = 40
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)


class BadAgencyField(BadInput):
    """“{field}”填写有误：应为{expected}。 | "{field}" is not right: expected {expected}."""

    code = "bad_agency_field"


class AgencyCodeTaken(Problem):
    """代码 {code} 已被使用，请换一个。 | The code {code} is taken; choose another."""

    code = "agency_code_taken"
    status = 409


def create_agency(by: Officer, parent: Agency, code: str, kind: str, name_zh: str, **more: Any) -> Agency:
    """Open an agency below `parent`. `more` are other fields of `EDITABLE`. Its place in the tree is for good.

    Raises:
        NotAllowed: `by` may not edit agencies there.
        BadAgencyField, AgencyCodeTaken: see their messages.
    """
    _demand(by, parent)
    if not _CODE.fullmatch(code):
        raise BadAgencyField(field="code", expected="a-z 0-9 - _, 1–40")
    if Agency.objects.filter(code=code).exists():
        raise AgencyCodeTaken(code=code)
    agency = Agency(code=code, parent=parent)
    for name, value in {"kind": kind, "name_zh": name_zh, **more}.items():
        setattr(agency, name, _fitting(name, value))
    with transaction.atomic():
        agency.save()
        _enter("agency.created", agency, by, {"kind": str(agency.kind)})
    # Whoever reached the parent reaches the new one: what was read before is out of date.
    by.__dict__.pop("_reach", None)
    return agency


def edit_agency(agency: Agency, by: Officer, **fields: Any) -> list[str]:
    """Change fields of `EDITABLE`; return the names of those that changed.

    Raises:
        NotAllowed, BadAgencyField: nothing was changed.
    """
    _demand(by, agency)
    wanted = {name: _fitting(name, value) for name, value in fields.items()}
    changed = [name for name, value in wanted.items() if value != getattr(agency, name)]
    if changed:
        for name in changed:
            setattr(agency, name, wanted[name])
        with transaction.atomic():
            agency.save(update_fields=changed)
            _enter("agency.changed", agency, by, {"fields": changed})
    return changed


def put_duty(
    agency: Agency, by: Officer, code: str, title_zh: str, title_en: str, words: Sequence[str]
) -> Duty:
    """Write one line of the duty list: a new one, or the line with this code anew.

    words: as people say it. "!word" says what is asked about, "~word" where it tends to happen.

    Raises:
        NotAllowed, BadAgencyField: nothing was changed.
    """
    _demand(by, agency)
    if not _CODE.fullmatch(code):
        raise BadAgencyField(field="code", expected="a-z 0-9 - _, 1–40")
    title_zh, title_en = title_zh.strip(), title_en.strip()
    if not title_zh or len(title_zh) > 200 or len(title_en) > 300:
        raise BadAgencyField(field="title_zh", expected="1–200")
    said = _words("words", words)
    with transaction.atomic():
        duty, _made = Duty.objects.update_or_create(
            agency=agency, code=code, defaults={"title_zh": title_zh, "title_en": title_en, "words": said}
        )
        _enter("duty.changed", agency, by, {"duty": code, "words": len(said)})
    return duty


def drop_duty(duty: Duty, by: Officer) -> None:
    """Take one line off the duty list.

    Raises:
        NotAllowed: `by` may not edit this agency.
    """
    _demand(by, duty.agency)
    with transaction.atomic():
        _enter("duty.changed", duty.agency, by, {"duty": duty.code, "dropped": True})
        duty.delete()


def _demand(by: Officer, agency: Agency) -> None:
    demand(by, "agency.edit")
    if agency.pk not in reach(by, "agency.edit"):
        raise NotAllowed(permission="agency.edit")


def _fitting(name: str, value: Any) -> Any:
    if name not in EDITABLE:
        raise BadAgencyField(field=name, expected=", ".join(EDITABLE))
    if name in ("aliases", "area"):
        return _words(name, value)
    text = str(value or "").strip()
    if name == "kind":
        if text not in AgencyKind.values:
            raise BadAgencyField(field=name, expected=", ".join(AgencyKind.values))
        return text
    longest = getattr(Agency._meta.get_field(name), "max_length", None) or 0
    if len(text) > longest or (name == "name_zh" and not text):
        raise BadAgencyField(field=name, expected=f"1–{longest}")
    return text


def _words(name: str, words: Sequence[str]) -> list[str]:
    kept = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in kept):
        raise BadAgencyField(field=name, expected=f"≤ {MOST_WORDS} × 1–{LONGEST_WORD}")
    return kept


def _enter(kind: str, agency: Agency, by: Officer, details: dict[str, Any]) -> None:
    append([Entry(kind, f"officer:{by.pk}", agency.pk, f"agency:{agency.pk}", details)])
