"""Which page shows a form of the gateway's? One for all of them, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse

from bangban.agencies import answering
from bangban.agencies.permissions import OfficerRequest


def answered(
    request: OfficerRequest, form: Form, context: dict[str, Any], act: Callable[[], str], url: str
) -> HttpResponse:
    """As `agencies.answering.answered`, on the gateway's page of forms; `url` is the way back as well."""
    return answering.answered(request, "gateway/form.html", form, {**context, "back": url}, act, url)
