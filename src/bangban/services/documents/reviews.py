"""How is a document looked through: checked, judged finding by finding, decided, and put right?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance.admission import Work
from bangban.governance.decide import Verdict as Word
from bangban.governance.decide import decide, latest_proposal, propose_by_person
from bangban.governance.handle import Outcome, Run, ask_host, handle, handle_again
from bangban.governance.models import Case, CaseStatus, Decision, DecisionKind, Proposal
from bangban.governance.refusals import NothingToDecide
from bangban.ledger.record import Entry, append
from bangban.services.documents.models import Review, Upload, Verdict
from bangban.services.documents.uploads import SECONDS

CHECK, BATCH, FIX = "document.check", "document.batch_review", "document.fix"
LEVELS = ("required", "recommended", "practice")


class NothingAccepted(Problem):
    """还没有采纳任何可以自动修正的意见。请先采纳，再生成修正稿。 | No finding that can be corrected has been accepted yet. Accept some first."""

    code = "nothing_accepted"
    status = 409


def inputs_of(
    upload: Upload, profile: str = "", corrections: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the skills are given about a document. Its beginning goes along, so that a mark of classification is seen."""
    given = {
        "title": upload.name,
        "file": upload.file_id,
        "text": upload.beginning,
        "profile": profile,
        "corrections": dict(corrections or {}),
    }
    return {name: value for name, value in given.items() if value}


def remember(cases: Sequence[Case]) -> None:
    """Write the review of each new case about a document, in the transaction that opens it."""
    checks = {str(case.input_values.get("file")): case for case in cases if case.scenario in (CHECK, BATCH)}
    uploads = Upload.objects.filter(file_id__in=list(checks)).select_related("item") if checks else []
    Review.objects.bulk_create(
        Review(
            upload=upload,
            case=checks[upload.file_id],
            agency_id=checks[upload.file_id].agency_id,
            officer_id=upload.officer_id,
            batch_id=upload.item.batch_id if hasattr(upload, "item") else None,
            profile=str(checks[upload.file_id].input_values.get("profile") or ""),
            created_at=checks[upload.file_id].opened_at,
        )
        for upload in uploads
    )


def open_review(
    upload: Upload,
    officer: Officer,
    *,
    profile: str = "",
    alone: bool = False,
    scenario: str = CHECK,
    run: Run = ask_host,
    now: datetime | None = None,
) -> Review:
    """Have a document checked. `alone`: the officer reads it without findings first; nobody is asked then.

    Raises:
        Refusal: it may not be handled here at all (classified); the caller then removes the document.
    """
    work = Work(
        scenario=scenario,
        inputs=inputs_of(upload, profile),
        asked_by=f"officer:{officer.pk}",
        source="desk",
        agency=upload.agency,
        keeper=upload.agency,
        for_person=alone,
    )
    outcome = handle(work, _patient(run, upload), now)
    if outcome.case is None:
        raise outcome.refusal or NotFound(what="case")
    count(outcome.case, outcome.proposal)
    return Review.objects.select_related("case", "upload", "agency").get(case=outcome.case)


def count(case: Case, proposal: Proposal | None) -> None:
    """Note on the review what a list shows: the kind, and how many findings of each level."""
    content = proposal.content if proposal is not None else {}
    counts = content.get("counts") or {}
    values = {level: int(counts.get(level) or 0) for level in LEVELS}
    Review.objects.filter(case=case).update(kind=str(content.get("kind") or "")[:12], **values)


def check_again(
    review: Review, officer: Officer, corrections: Mapping[str, str], run: Run = ask_host
) -> Outcome:
    """Have the document checked once more, paragraphs being what the officer says they are.

    Raises:
        NotFound: it is not this officer's.
        NothingToDecide: it was decided in the meantime.
    """
    _may_work(review, officer)
    inputs = inputs_of(review.upload, review.profile, corrections)
    outcome = handle_again(review.case, inputs, f"officer:{officer.pk}", _patient(run, review.upload))
    if outcome.proposal is not None:
        Review.objects.filter(pk=review.pk).update(corrections=dict(corrections))
        count(review.case, outcome.proposal)
        # What was said of findings that are there no more counts for nothing.
        there = [one["id"] for one in outcome.proposal.content["findings"]]
        review.verdicts.exclude(finding__in=there).delete()
    return outcome


def judge(review: Review, officer: Officer, ids: Iterable[str], right: bool | None) -> int:
    """Note what the officer says of some findings; None takes it back. Returns how many there were.

    Raises:
        NotFound: it is not this officer's.
        NothingToDecide: the review is not open (any more).
    """
    _may_work(review, officer)
    proposal = latest_proposal(review.case)
    if review.case.status != CaseStatus.WAITING or proposal is None:
        raise NothingToDecide()
    wanted = set(ids)
    found = [one for one in proposal.content.get("findings") or () if one["id"] in wanted]
    if right is None:
        review.verdicts.filter(finding__in=[one["id"] for one in found]).delete()
        return len(found)
    now = timezone.now()
    Verdict.objects.bulk_create(
        [
            Verdict(review=review, finding=one["id"], rule=one["rule"], right=right, officer=officer, at=now)
            for one in found
        ],
        update_conflicts=True,
        unique_fields=["review", "finding"],
        update_fields=["right", "officer", "at"],
    )
    return len(found)


def finish(review: Review, officer: Officer, digest: str, now: datetime | None = None) -> Decision:
    """Decide the review: what was said of each finding is signed, counted for its rule, and on record.

    Raises:
        as `governance.decide.decide`.
    """
    proposal = latest_proposal(review.case)
    if proposal is None:
        raise NothingToDecide()
    said = {one.finding: one for one in review.verdicts.all()}
    ids = [one["id"] for one in proposal.content.get("findings") or ()]
    accepted = [one for one in ids if one in said and said[one].right]
    rejected = [one for one in ids if one in said and not said[one].right]
    kind = DecisionKind.ACCEPT if len(accepted) == len(ids) else DecisionKind.AMEND
    final = {**proposal.content, "accepted": accepted, "rejected": rejected}
    word = Word(kind, digest, final if kind == DecisionKind.AMEND else None)
    with transaction.atomic():
        decision = decide(review.case, officer, word, now)
        review.verdicts.filter(finding__in=[*accepted, *rejected]).update(counted=True)
        details = {
            "accepted": len(accepted),
            "rejected": len(rejected),
            "unjudged": len(ids) - len(accepted) - len(rejected),
            "rules_rejected": sorted({said[one].rule for one in rejected})[:50],
        }
        case = review.case
        append(
            [
                Entry(
                    "document.reviewed",
                    f"officer:{officer.pk}",
                    case.agency_id,
                    f"case:{case.pk}",
                    details,
                    proposal.digest,
                )
            ]
        )
    return decision


def read_alone(review: Review, officer: Officer, outcome: str, now: datetime | None = None) -> Decision:
    """Record what the officer found by reading alone: the measure for what the findings save.

    Raises:
        as `propose_by_person` and `decide`.
    """
    with transaction.atomic():
        proposal = propose_by_person(review.case, officer, {"outcome": outcome.strip()}, now)
        return decide(review.case, officer, Word(DecisionKind.ACCEPT, proposal.digest), now)


def correct(review: Review, officer: Officer, author: str, run: Run = ask_host) -> Outcome:
    """Have the accepted findings put right: a case of its own, whose proposal is the corrected file.

    Raises:
        NothingAccepted: no accepted finding can be corrected.
        NotFound: it is not this officer's.
    """
    _may_work(review, officer)
    proposal = latest_proposal(review.case)
    listed = (proposal.content.get("findings") or ()) if proposal is not None else ()
    accepted = set(review.verdicts.filter(right=True).values_list("finding", flat=True))
    if not any(one["fixable"] for one in listed if one["id"] in accepted):
        raise NothingAccepted()
    # Those that only a person can put right go along: the tracked file carries them as comments.
    ids = [one["id"] for one in listed if one["id"] in accepted]
    work = Work(
        scenario=FIX,
        inputs={
            **inputs_of(review.upload, review.profile, review.corrections),
            "findings": ids,
            "author": author,
        },
        asked_by=f"officer:{officer.pk}",
        source="desk",
        agency=review.agency,
        keeper=review.agency,
    )
    outcome = handle(work, _patient(run, review.upload))
    if outcome.case is not None:
        Review.objects.filter(pk=review.pk).update(correction=outcome.case)
    return outcome


def _patient(run: Run, upload: Upload) -> Run:
    """Ask with the time that reading this file takes: a scan is recognised page by page, an old file converted."""
    if run is not ask_host or upload.format == "docx":
        return run
    return partial(ask_host, seconds=SECONDS)


def _may_work(review: Review, officer: Officer) -> None:
    if review.agency_id not in reach(officer, "document.work"):
        raise NotFound(what="review")
