"""Is nothing left that a reader does not see, and everything that he does?"""

from __future__ import annotations

import re
import sys

import pytest

from bangban import unseen
from bangban.skills.handover import decide

ALL = re.compile(f"[{unseen.UNSEEN}{unseen.VARIATIONS}{unseen.BEYOND}{unseen.HALVES}]")
SEEN = "转人工 1,2 é 한국 ❤ 😀 𠮷 “引用”…\n"


def test_each_of_them_goes_wherever_it_stands() -> None:
    hidden = [chr(code) for code in range(sys.maxunicode + 1) if ALL.match(chr(code))]
    assert len(hidden) > 4_000
    assert unseen.without("".join(f"字{one}" for one in hidden)) == "字" * len(hidden)


def test_what_is_seen_stays() -> None:
    assert unseen.without(SEEN) == SEEN


@pytest.mark.parametrize(
    "between", ["\u2066", "\u2069", "\u034f", "\u115f", "\u3164", "\U000e0020", "\ufe0f"]
)
def test_what_splits_words_for_a_machine_only_hides_no_cry_for_help(between: str) -> None:
    said = between.join("救命")
    assert decide([{"role": "resident", "text": said}])[-1].reason == "crisis"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\政策\u202efdp.exe", "..政策fdp.exe"),
        ("通知\ud800\n.docx ", "通知.docx"),
        ("/etc/passwd", "etcpasswd"),
        ("字" * 200 + ".pdf", "字" * 116 + ".pdf"),
        (None, ""),
    ],
)
def test_a_file_name_says_what_it_is(given: str | None, kept: str) -> None:
    assert unseen.file_name(given) == kept
