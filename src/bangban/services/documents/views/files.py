"""How does a file leave? As a download under its name, on record; never shown as what it claims to be."""

from __future__ import annotations

import io
import zipfile

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import NotFound
from bangban.ledger.record import Entry, append
from bangban.services.documents.access import find_case, find_release, find_review
from bangban.services.documents.models import Release
from bangban.services.documents.sheet.style import of_address


@requires("document.read")
@require_safe
def release(request: OfficerRequest, pk: int) -> HttpResponse:
    """A file that a decision let out."""
    found = find_release(request.user, pk)
    with transaction.atomic():
        details = {"release": found.pk, "form": found.form}
        subject = f"case:{found.case_id}"
        append(
            [Entry("document.taken", f"officer:{request.user.pk}", found.case.agency_id, subject, details)]
        )
        if found.taken_at is None:
            Release.objects.filter(pk=found.pk).update(taken_at=timezone.now())
    return download(bytes(found.file.data), found.name)


@requires("document.read")
@require_safe
def everything(request: OfficerRequest, pk: int) -> HttpResponse:
    """All files that a decision let out, as one archive."""
    case = find_case(request.user, pk)
    found = Release.objects.filter(case=case, withdrawn_at=None).select_related("file").order_by("position")
    packed = io.BytesIO()
    # Stored, not deflated: a .docx is an archive already.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        taken: set[str] = set()
        for one in found.iterator(chunk_size=50):
            archive.writestr(_free(one.name, taken), bytes(one.file.data))
    if not taken:
        raise NotFound(what="files")
    with transaction.atomic():
        details = {"files": len(taken)}
        subject = f"case:{case.pk}"
        append([Entry("document.taken", f"officer:{request.user.pk}", case.agency_id, subject, details)])
        Release.objects.filter(case=case, withdrawn_at=None, taken_at=None).update(taken_at=timezone.now())
    return download(packed.getvalue(), f"{case.reference}.zip")


def _free(name: str, taken: set[str]) -> str:
    """A name that no other file of the archive has."""
    stem, dot, suffix = name.rpartition(".")
    free, again = name, 2
    while free in taken:
        free, again = f"{stem}-{again}{dot}{suffix}", again + 1
    taken.add(free)
    return free


@requires("document.read")
@require_safe
def original(request: OfficerRequest, pk: int) -> HttpResponse:
    """The document as it was sent in."""
    found = find_review(request.user, pk)
    with transaction.atomic():
        subject, details = f"case:{found.case_id}", {"document": found.upload_id}
        append([Entry("document.taken", f"officer:{request.user.pk}", found.agency_id, subject, details)])
    return download(bytes(found.upload.file.data), found.upload.name)


@requires("document.read")
@require_safe
def style(request: OfficerRequest) -> HttpResponse:
    """GET ?f=: the stylesheet that its own address describes; it says nothing of any document's content."""
    response = HttpResponse(of_address(request.GET.get("f", "")), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
