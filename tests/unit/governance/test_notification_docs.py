"""Does the gateway's check, as documented, accept what the courier signs, and nothing else?"""

from __future__ import annotations

import time
from typing import Any

from bangban.governance.couriers import signature
from tests.support.documents import ROOT, blocks


def _documented() -> Any:
    page = ROOT / "docs" / "how-to" / "notifications.md"
    (block,) = [one for one in blocks(page) if one.language == "python"]
    names: dict[str, Any] = {}
    exec("\n".join(block.lines), names)
    return names["is_from_bangban"]


def test_the_documented_check_takes_what_is_signed_and_nothing_else() -> None:
    check, body, now = _documented(), b'{"id": 1}', str(int(time.time()))
    headers = {"X-Bangban-Timestamp": now, "X-Bangban-Signature": signature("secret", now, body)}
    assert check("secret", headers, body)
    assert not check("secret", headers, b'{"id": 2}')
    assert not check("other", headers, body)
    old = str(int(time.time()) - 3600)
    replayed = {"X-Bangban-Timestamp": old, "X-Bangban-Signature": signature("secret", old, body)}
    assert not check("secret", replayed, body)
