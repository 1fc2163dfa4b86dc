"""What must a form say for a document of a kind, and what is wrong with this one?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import yaml

from bangban.errors import BadInput
from bangban.skills.documents.findings import Kind
from bangban.skills.documents.kinds import KINDS

FOLDER = files("bangban.skills.documents.draft")
DATE = r"^\d{4}(-\d{1,2}-\d{1,2}|年\d{1,2}月\d{1,2}日)$"
_TEXT = {"type": "string", "minLength": 1, "maxLength": 20000}
_WORD = {"type": "string", "minLength": 1, "maxLength": 400}
_CHART: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "title", "labels", "values"],
    "properties": {
        "kind": {"enum": ["bar", "column", "line"]},
        "title": _WORD,
        "labels": {"type": "array", "minItems": 1, "maxItems": 400, "items": _WORD},
        "values": {"type": "array", "minItems": 1, "maxItems": 400, "items": {"type": "number"}},
        "unit": {"type": "string", "maxLength": 20},
    },
}
_POINT: dict[str, Any] = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "heading": _WORD,
                "text": _TEXT,
                "items": {"type": "array", "items": {"$ref": "#/$defs/point"}},
                "table": {
                    "type": "array",
                    "items": {"type": "array", "items": {"type": ["string", "number"]}},
                },
                "charts": {"type": "array", "items": _CHART},
            },
        },
    ]
}
SHAPES: Mapping[str, dict[str, Any]] = {
    "kind": {"enum": [kind.value for kind in KINDS]},
    "direction": {"enum": ["up", "down", "level", "public"]},
    "word": _WORD,
    "text": _TEXT,
    "names": {"anyOf": [_WORD, {"type": "array", "minItems": 1, "items": _WORD}]},
    "sentences": {"type": "array", "minItems": 1, "items": _TEXT},
    "paragraphs": {"anyOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]},
    "date": {"type": "string", "pattern": DATE},
    "serial": {"type": "string", "pattern": r"^\d{6}$"},
    "classification": {"type": "string", "pattern": r"^(秘密|机密|绝密)(★.+)?$"},
    "urgency": {"enum": ["特急", "加急"]},
    "yes_no": {"type": "boolean"},
    "points": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/point"}},
    "person": {"type": "object", "additionalProperties": False, "required": ["post", "name"], "properties": {"post": _WORD, "name": _WORD}},
    "contact": {"type": "object", "additionalProperties": False, "required": ["name", "phone"], "properties": {"name": _WORD, "phone": _WORD}},
    "incoming": {"type": "object", "additionalProperties": False, "required": ["title"], "properties": {"title": _WORD, "number": _WORD}},
    "attachments": {
        "type": "array",
        "minItems": 1,
        "items": {
            "anyOf": [
                _WORD,
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["title"],
                    "properties": {"title": _WORD, "text": _TEXT, "points": {"type": "array", "items": {"$ref": "#/$defs/point"}}, "table": _POINT["anyOf"][1]["properties"]["table"]},
                },
            ]
        },
    },
}  # fmt: skip


class FormNotRight(BadInput):
    """表单还不能成文：{errors}。请补充或更正后重试。 | The form does not make a document yet: {errors}. Complete or correct it and try again."""

    code = "draft_form_not_right"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    zh: str
    en: str
    shape: str


@cache
def fields() -> dict[str, Field]:
    """Every field a form may have, by its name."""
    rows = yaml.load((FOLDER / "fields.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {name: Field(name, row["zh"], row["en"], row["as"]) for name, row in rows.items()}


@cache
def template(kind: Kind) -> dict[str, Any]:
    """The kind's file: format, direction, needs, and its situations in the order they are tried."""
    found: dict[str, Any] = yaml.load(
        (FOLDER / "kinds" / f"{kind.value}.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    return found


def situation_of(kind: Kind, form: Mapping[str, Any]) -> str:
    """The form's situation: what it says, or the first whose own needs it meets."""
    known = template(kind)["situations"]
    if form.get("situation") in known:
        return str(form["situation"])
    for name, row in known.items():
        if not row.get("explicit") and row.get("direction", form.get("direction")) == form.get("direction") and all(form.get(one) for one in row.get("needs", ())):  # fmt: skip
            return str(name)
    return str(list(known)[-1])


def needs(kind: Kind, situation: str) -> list[str]:
    """The fields a form of this kind and situation must have."""
    about = template(kind)
    wanted = [*about["needs"], *about["situations"][situation].get("needs", ())]
    return list(dict.fromkeys(wanted))


_PLACE = re.compile(r"\{(\w+)\}")
_ANYWHERE = frozenset({"points", "attachments", "contact", "signer"})
"""What one situation must have, and every other may."""


def asked_only_in(kind: Kind) -> dict[str, list[str]]:
    """The fields that only some of the kind's situations ask for or use, each with those situations."""
    named = {
        name: {*row.get("needs", ()), *_PLACE.findall(str(row))}
        for name, row in template(kind)["situations"].items()
    }
    everywhere = _ANYWHERE.union(template(kind)["needs"], set.intersection(*named.values()))
    return {
        field: [name for name, used in named.items() if field in used]
        for field in set().union(*named.values()) - everywhere
    }


def schema(kind: Kind, situation: str) -> dict[str, Any]:
    """The JSON Schema of forms of this kind and situation."""
    properties = {
        name: {**SHAPES[field.shape], "title": field.zh, "description": field.en}
        for name, field in fields().items()
    }
    properties["kind"] = {"const": kind.value, "title": fields()["kind"].zh}
    properties["situation"] = {"enum": list(template(kind)["situations"]), "title": fields()["situation"].zh}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["kind", *needs(kind, situation)],
        "properties": properties,
        "$defs": {"point": _POINT},
    }


def read(form: Mapping[str, Any]) -> tuple[Kind, str, dict[str, Any]]:
    """(kind, situation, form with dates as text) of a form that is right.

    Raises:
        FormNotRight: a field is missing, unknown, or not what it should be; says all of them, in both languages.
    """
    plain = {name: _plain(value) for name, value in form.items() if value not in (None, "", [], {})}
    kind = _kind(plain.get("kind", ""))
    if kind is None:
        known = "、".join(about.zh for about in KINDS.values())
        named = ", ".join(kind.value for kind in KINDS)
        raise FormNotRight(errors={"zh": f"文种应为{known}之一", "en": f"kind must be one of {named}"})
    plain["kind"] = kind.value
    situation = situation_of(kind, plain)
    wrong = list(jsonschema.Draft202012Validator(schema(kind, situation)).iter_errors(plain))
    wrong.sort(key=lambda one: [str(step) for step in one.absolute_path])
    if wrong:
        said = [_said(one) for one in wrong]
        raise FormNotRight(
            errors={"zh": "；".join(zh for zh, _ in said), "en": "; ".join(en for _, en in said)}
        )
    return kind, situation, plain


def _kind(said: str) -> Kind | None:
    """A kind by its id or by its Chinese name."""
    for kind, about in KINDS.items():
        if said in (kind.value, about.zh, *about.endings):
            return kind
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _said(error: Any) -> tuple[str, str]:
    """One mistake in Chinese and English."""
    path = [str(step) for step in error.absolute_path]
    zh, en = _named(path[0]) if path else ("", "")
    where_zh = zh + "".join(f"第{int(step) + 1}项" if step.isdigit() else f"的{step}" for step in path[1:])
    where_en = ".".join([en, *path[1:]]) if path else "form"
    if error.validator == "required":
        missing = re.findall(r"'(\w+)' is a required", error.message)[0]
        zh, en = _named(missing)
        inside_zh, inside_en = (f"“{where_zh}”里", f" in {where_en}") if path else ("", "")
        return f"{inside_zh}缺少“{zh}”（{missing}）", f"“{en}” ({missing}) is missing{inside_en}"
    if error.validator == "additionalProperties":
        names = ", ".join(re.findall(r"'(\w[^']*)'", error.message))
        return f"没有名为 {names} 的栏目", f"there is no field named {names}"
    wanted = {
        "enum": (lambda: ("应为 " + "、".join(map(str, error.validator_value)) + " 之一", "must be one of " + ", ".join(map(str, error.validator_value)))),
        "pattern": (lambda: _form(error.validator_value)),
    }.get(error.validator, lambda: ("填写的形式不对", "is not of the right form"))()  # fmt: skip
    return f"“{where_zh}”{wanted[0]}", f"“{where_en}” {wanted[1]}"


def _form(pattern: str) -> tuple[str, str]:
    if pattern == DATE:
        return "应为 2026-03-20 或 2026年3月20日 这样的日期", "must be a date such as 2026-03-20"
    if r"\d{6}" in pattern:
        return "应为 6 位数字", "must be six digits"
    return (
        "应为“秘密”“机密”“绝密”，并可加“★”和期限",
        "must be 秘密, 机密 or 绝密, with ★ and a term if there is one",
    )


def _named(name: str) -> tuple[str, str]:
    known = fields().get(name)
    inner = {"post": ("职务", "post"), "name": ("姓名", "name"), "phone": ("电话", "telephone")}
    return (known.zh, known.en) if known else inner.get(name, (name, name))
