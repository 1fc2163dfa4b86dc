"""Which documents do the desk's tests send in? A notice of an invented district, right, or with planted faults."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from bangban.skillhost.inprocess import run_here
from bangban.skills.documents.draft.paper import Line, Paper
from bangban.skills.documents.draft.writer import write
from bangban.skills.documents.findings import Direction, Element, Kind

BODY = "为做好今年防汛工作，确保群众安全度汛，现就有关事项通知如下。"
FAULTY = {"number": "临政发[2026]5号", "addressee": "各街道办事处,区政府各部门"}
"""Square brackets in the number, a half-width comma in the addressee."""


def a_notice(body: str = BODY, **changes: Any) -> bytes:
    """A notice as a .docx file."""
    values: dict[str, Any] = {
        "kind": Kind.NOTICE,
        "direction": Direction.DOWN,
        "title": "临江区人民政府关于做好防汛工作的通知",
        "issuers": ("临江区人民政府",),
        "number": "临政发〔2026〕5号",
        "addressee": "各街道办事处，区政府各部门",
        "blocks": (
            Line(Element.BODY, body),
            Line(Element.HEADING_1, "一、落实责任"),
            Line(Element.BODY, "各单位要落实值班制度，及时报告险情。"),
            Line(Element.HEADING_1, "二、排查隐患"),
            Line(Element.BODY, "各单位要对低洼地带逐一排查。"),
        ),
        "signature": ("临江区人民政府",),
        "date": date(2026, 6, 1),
        **changes,
    }
    return write(Paper(**values))


def faulty() -> bytes:
    return a_notice(**FAULTY)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def called_here(skill: str, inputs: Mapping[str, Any], *, settings: Any = None, **_: Any) -> dict[str, Any]:
    """As `skillhost.client.call`, in this process: a test has no host."""
    return run_here(skill, inputs, settings)


def judge(client: Any, review: Any, **given: Any) -> None:
    """Say of the findings of `review` what `given` says, as its page does."""
    assert client.post(f"/documents/reviews/{review.pk}/do/judge", given).status_code == 302
