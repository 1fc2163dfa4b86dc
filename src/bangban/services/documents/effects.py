"""What happens when a document is decided? The very files that were proposed may leave, each under its own name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bangban.governance.effects import Order, WrongContent
from bangban.ledger.record import Entry, append
from bangban.services.documents.models import Origin, Release, StoredFile

MOST = 2000
FORMS = ("clean", "tracked", "draft", "plain", "letter")
"""clean and tracked: corrected; draft: labelled as made by AI; plain: without the visible label; letter: of many."""


class HandOut:
    """Effect "document.release". Idempotent by the decision's id and each file's position."""

    kind = "document.release"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        files = content.get("files")
        if not isinstance(files, list) or not 1 <= len(files) <= MOST:
            raise WrongContent(field="files", reason=f"1…{MOST}")
        for one in files:
            if not isinstance(one, Mapping) or one.get("form") not in FORMS:
                raise WrongContent(field="files", reason=" | ".join(FORMS))
            if not str(one.get("name") or "").strip() or not one.get("file") or not one.get("digest"):
                raise WrongContent(field="files", reason="name, file, digest")
        wanted = {str(one["file"]): str(one["digest"]) for one in files}
        rows = StoredFile.objects.filter(pk__in=list(wanted), origin=Origin.MADE)
        known = dict(rows.values_list("pk", "digest"))
        for reference, digest in wanted.items():
            if known.get(reference) != digest:
                raise WrongContent(field="files", reason="digest")

    def run(self, order: Order) -> dict[str, Any]:
        if not Release.objects.filter(decision_id=order.decision_id).exists():
            Release.objects.bulk_create(
                self._release(order, position, one) for position, one in enumerate(order.content["files"])
            )
        rows = Release.objects.filter(decision_id=order.decision_id)
        details = {"files": rows.count(), "labelled": rows.filter(labelled=True).count()}
        case = order.case
        append([Entry("document.released", "process:executor", case.agency_id, f"case:{case.pk}", details)])
        return {"files": details["files"]}

    def _release(self, order: Order, position: int, one: Mapping[str, Any]) -> Release:
        stored = StoredFile.objects.get(pk=one["file"], origin=Origin.MADE)
        # The column says so; what leaves are the bytes.
        if f"sha256:{hashlib.sha256(bytes(stored.data)).hexdigest()}" != one["digest"]:
            raise WrongContent(field="files", reason="digest")
        return Release(
            decision_id=order.decision_id,
            position=position,
            case=order.case,
            file_id=stored.pk,
            form=one["form"],
            name=str(one["name"])[:160],
            labelled=bool(one.get("labelled")),
            created_at=order.now,
        )

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        rows = Release.objects.filter(decision_id=order.decision_id)
        if rows.filter(taken_at__isnull=False).exists():
            # What somebody has on his disk is not called back by a line in our table.
            raise WrongContent(field="files", reason="taken")
        rows.update(withdrawn_at=order.now)
