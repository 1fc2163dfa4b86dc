"""How does a case of consultation look on the desk? The answer's own words, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from bangban.governance.presentation import Pair, Presentation
from bangban.governance.scenarios.model import Scenario

Content = Mapping[str, Any]


class Answer(Presentation):
    """What `answers.answer` proposes: its sentences and sources; digests are for the executor."""

    def headline(self, content: Content) -> tuple[Any, Any]:
        first = next((str(one.get("text") or "") for one in content.get("sentences") or ()), "")
        return gettext("Answer"), first.strip()[:80]

    def shown(self, content: Content, scenario: Scenario | None, details: Content) -> list[Pair]:
        text = "".join(str(one.get("text") or "") for one in content.get("sentences") or ())
        sources = "；".join(
            f"{one.get('source') or ''}{one.get('article') or ''}" for one in content.get("citations") or ()
        )
        rows: list[Pair] = [(gettext("Answer"), text)]
        return [*rows, (gettext("Sources"), sources)] if sources else rows
