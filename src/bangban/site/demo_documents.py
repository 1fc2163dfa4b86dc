"""Which documents does the demo district have? Drafted from invented forms, some with faults, some judged already."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.catalog import demo
from bangban.executor.act import act_on_pending
from bangban.governance.decide import Verdict, decide, latest_proposal
from bangban.governance.inprocess import run_in_process
from bangban.governance.openings import opened
from bangban.services.documents import reviews, uploads
from bangban.services.documents.models import Review
from bangban.skillhost.inprocess import run_here
from bangban.skills.documents import draft


def seed(officers: Mapping[str, Officer], now: datetime) -> None:
    """Send the invented documents in, and judge those that say so."""
    for row in demo.documents():
        officer = officers[row["officer"]]
        data = _swapped(draft.draft(row["form"]), row.get("swap") or ())
        upload = uploads.receive(officer, SimpleUploadedFile(row["name"], data), _look)
        review = reviews.open_review(upload, officer, run=run_in_process, now=now - timedelta(hours=2))
        if row.get("judged"):
            _judge(review, officers[row["judged"]["by"]], row["judged"])


def _look(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = run_here("documents.read", inputs)["content"]
    return content


def _swapped(data: bytes, swaps: Iterable[Sequence[str]]) -> bytes:
    """The same document with texts exchanged; each must be there, or the demo would show nothing."""
    source = zipfile.ZipFile(io.BytesIO(data))
    text = source.read("word/document.xml").decode()
    for old, new in swaps:
        if old not in text:
            raise LookupError(old)
        text = text.replace(old, new)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            same = entry.filename != "word/document.xml"
            target.writestr(entry, source.read(entry) if same else text.encode())
    return packed.getvalue()


def _judge(review: Review, officer: Officer, how: Mapping[str, Any]) -> None:
    proposal = latest_proposal(review.case)
    if proposal is None:
        return
    now = timezone.now()
    opened(review.case, officer, with_proposal=True, now=now - timedelta(seconds=how["seconds"]))
    found = proposal.content["findings"]
    for right in (True, False):
        ids = [one["id"] for one in found if (one["rule"] not in how["not_accepted"]) is right]
        reviews.judge(review, officer, ids, right)
    reviews.finish(review, officer, proposal.digest, now)
    if not how["corrected"]:
        return
    case = reviews.correct(review, officer, "公文校核员 小衡", run_in_process).case
    made = latest_proposal(case) if case is not None else None
    if case is not None and made is not None:
        opened(case, officer, with_proposal=True, now=now)
        decide(case, officer, Verdict("accept", made.digest), now)
        act_on_pending(now)
