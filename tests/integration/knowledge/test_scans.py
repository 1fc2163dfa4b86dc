"""Is a scan brought in whole, or told why not?"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from bangban.errors import Problem
from bangban.skills import ocr
from bangban.skills.documents.batch import tasks
from bangban.skills.documents.model import Document
from bangban.skills.passages import scanned


def picture(path: Path) -> Path:
    """A white PNG of 8 × 8 pixels."""
    rows = b"".join(b"\x00" + b"\xff" * 8 for _ in range(8))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in parts
        )
    )
    return path


def recognised(*lines: tuple[str, float, float]) -> Any:
    """What the recogniser would say of an A4 page: (text, left, right) every 20 points."""
    page = ocr.Page(1, 595, 842)
    for number, (text, left, right) in enumerate(lines):
        top = 100.0 + 20 * number
        page.lines.append(ocr.Line(text, left, top, right, top + 16, 0.9))
    return lambda *given, **more: iter([page])


def test_a_scanned_law_becomes_its_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ocr,
        "pages",
        recognised(
            ("云栖市养犬条例", 220, 380),
            ("第一条 养犬应当登记，登记到街道办事处办理，登记不收取任何", 90, 500),
            ("费用。", 60, 110),
            ("第二条 遛狗应当牵绳。", 90, 250),
            ("第三条 犬只应当接种疫苗。", 90, 280),
        ),
    )
    from bangban.skills.passages import Line, structure

    rows = tasks.lines_of_file(str(picture(tmp_path / "scan.png")))["lines"]
    whole = structure([Line(text, page, level, None) for text, page, level, *_ in rows], "scan")
    assert [part.name for part in whole.parts] == ["第一条", "第二条", "第三条"]
    assert whole.parts[0].text.replace("\n", "").endswith("登记不收取任何费用。")
    assert whole.parts[0].page == 1


def test_without_the_optional_part_a_picture_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ocr.OcrMissing) as refused:
        tasks.lines_of_file(str(picture(tmp_path / "scan.png")))
    assert "bangban[ocr]" in refused.value.text("zh")


def test_a_picture_without_words_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "pages", recognised())
    with pytest.raises(scanned.NotAllRead):
        tasks.lines_of_file(str(picture(tmp_path / "scan.png")))


@pytest.mark.parametrize("why", ["pages_left_out", "some_pages_scanned"])
def test_what_was_read_in_part_is_not_brought_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    read = Document("pdf", [], [], known=frozenset(), unknown_because=(why,))
    monkeypatch.setattr(tasks, "open_document", lambda path, told: read)
    with pytest.raises(Problem) as refused:
        tasks.lines_of_file(str(tmp_path / "long.pdf"))
    assert refused.value.code == "not_all_read"
