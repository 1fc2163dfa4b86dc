"""How does a file leave by a page? As something to be saved: no browser shows it as a page of ours, or runs it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

BYTES = "application/octet-stream"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def download(data: bytes | str, name: str, kind: str = BYTES) -> HttpResponse:
    """Answer with `data` as the file `name`, of the media type `kind`."""
    return to_be_saved(HttpResponse(data, content_type=kind), name)


def to_be_saved(answer: Answer, name: str) -> Answer:
    """The answer, saved as `name` whatever letters stand in it (RFC 6266), kept by no cache on the way."""
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer
