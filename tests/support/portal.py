"""What do the tests of the portal send, what would a skill answer, and what stands in a box of the page?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

TEXT = "锦绣家园门口的路灯坏了两个星期，晚上看不见路。"


def proposes(post: Any) -> Mapping[str, Any]:
    """What a skill host would answer: the message goes to the bureau."""
    return {
        "skill": "workorders.route",
        "skill_version": "1",
        "path": "rules",
        "confidence": 0.9,
        "content": {
            "agency": "bureau",
            "agency_name": {"zh": "住建局", "en": "Housing"},
            "title": "路灯",
            "request": "修路灯",
            "place": "锦绣家园",
            "people_affected": None,
            "urgency": "normal",
        },
        "evidence": [],
        "details": {},
    }


def typed(page: str, name: str = "text") -> str:
    """What stands in a text box of the page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.S)
    return unescape(found.group(1)) if found else ""
