"""How do documents show on the desk? In one line each; they are worked on on pages of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext

from bangban.governance.models import Case
from bangban.governance.presentation import Content, Field, Pair, Presentation, said
from bangban.governance.scenarios.model import Scenario


class _OnItsPage(Presentation):
    def page(self, case: Case) -> str:
        return f"/documents/cases/{case.pk}"

    def fields(self, content: Content, scenario: Scenario | None, details: Content) -> list[Field]:
        # Nothing of it is typed over: findings are judged one by one, files made anew.
        return []

    def blank(self, case: Case) -> dict[str, Any]:
        return {"outcome": ""}


class Checked(_OnItsPage):
    """What `documents.check` proposes: findings."""

    def start(self, scenario: Scenario) -> str:
        return "/documents/batches/new" if scenario.code == "document.batch_review" else "/documents/new"

    def headline(self, content: Content) -> tuple[Any, Any]:
        counts = content.get("counts") or {}
        must = int(counts.get("required") or 0)
        rest = int(counts.get("recommended") or 0) + int(counts.get("practice") or 0)
        if not must and not rest:
            return gettext("Nothing to correct"), ""
        musts = ngettext("%(count)d must be corrected", "%(count)d must be corrected", must) % {"count": must}
        hints = ngettext("%(count)d hint", "%(count)d hints", rest) % {"count": rest}
        return "、".join(part for part, count in ((musts, must), (hints, rest)) if count), ""

    def shown(self, content: Content, scenario: Scenario | None, details: Content) -> list[Pair]:
        return [(said(one.get("title")), said(one.get("message"))) for one in content.get("findings") or ()]


class Made(_OnItsPage):
    """What `documents.fix`, `documents.draft` and `documents.letters` propose: files that may leave."""

    def start(self, scenario: Scenario) -> str:
        if scenario.code == "document.letters":
            return "/documents/letters/new"
        kind = scenario.code.partition("document.draft.")[2]
        return f"/documents/drafts/new/{kind}" if kind else "/documents/new"

    def headline(self, content: Content) -> tuple[Any, Any]:
        names = [str(one.get("name") or "") for one in content.get("files") or ()]
        return gettext("Hand out"), "、".join(names[:2]) + ("…" if len(names) > 2 else "")

    def shown(self, content: Content, scenario: Scenario | None, details: Content) -> list[Pair]:
        return [(gettext("File"), str(one.get("name") or "")) for one in content.get("files") or ()]
