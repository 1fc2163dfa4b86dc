"""How is an answer written: JSON or XML, as GeoReport v2 names things, errors too?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from bangban.errors import NotFound, Problem

FORMATS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
Rows = Sequence[Mapping[str, Any]]


class ApiKeyNeeded(Problem):
    """需要有效的 api_key。请向本部门安全管理员申请接口令牌。 | A valid api_key is needed. Ask your agency's security administrator for a token."""

    code = "api_key_needed"
    # GeoReport v2: 403, "missing or invalid API key".
    status = 403


def speaks(view: Callable[..., tuple[str, str, Any, int]]) -> Callable[..., HttpResponse]:
    """Write what the view gives, (root, name of a row, rows or one mapping, status), in the address's format.

    A Problem becomes GeoReport's list of errors. Programs send no cookie, so there is no form to protect.
    """

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, form: str, **more: Any) -> HttpResponse:
        try:
            if form not in FORMATS:
                raise NotFound(what="page")
            root, name, given, status = view(request, *args, **more)
        except Problem as problem:
            said = {
                "code": problem.status,
                "description": f"{problem.code}: {problem.text(get_language() or 'zh-hans')}",
            }
            root, name, given, status = "errors", "error", [said], problem.status
        form = form if form in FORMATS else "json"
        body = json.dumps(given, ensure_ascii=False) if form == "json" else to_xml(root, name, given)
        return HttpResponse(body, content_type=FORMATS[form], status=status)

    return answered


def to_xml(root: str, name: str, given: Any) -> str:
    """One element a row in `root`; a mapping is the root itself."""
    top = ElementTree.Element(root)
    if isinstance(given, Mapping):
        _fill(top, given)
    else:
        for row in given:
            _fill(ElementTree.SubElement(top, name), row)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, encoding="unicode")


def _fill(element: ElementTree.Element, row: Mapping[str, Any]) -> None:
    for key, value in row.items():
        child = ElementTree.SubElement(element, key)
        if isinstance(value, list):
            for one in value:
                _fill(ElementTree.SubElement(child, key.removesuffix("s")), one)
        elif value is not None:
            said = str(value).lower() if isinstance(value, bool) else str(value)
            child.text = said.translate(_NOT_XML)
