"""How does an officer get a resident's file? As a download under its name, never shown as what it claims to be."""

from __future__ import annotations

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import requires
from bangban.agencies.tenancy import one
from bangban.errors import NotFound
from bangban.ledger.record import Entry, append
from bangban.services.portal.models import Attachment
from bangban.services.portal.uploads import path_of


@requires("case.read")
@require_safe
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Send the bytes as `application/octet-stream`: a browser saves them and runs nothing."""
    rows = Attachment.objects.select_related("case")
    row = one(rows, request.user, "case.read", field="case__agency", pk=attachment_id)  # type: ignore[arg-type]
    path = path_of(row)
    if not path.is_file():
        raise NotFound(what=row.name)
    details = {"attachment": row.pk}
    with transaction.atomic():
        append(
            [
                Entry(
                    "read.attachment",
                    f"officer:{request.user.pk}",
                    row.case.agency_id,
                    f"case:{row.case_id}",
                    details,
                )
            ]
        )
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
