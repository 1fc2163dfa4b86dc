"""Is text in pictures read, where it stands, and is it said plainly when the part for it is missing?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bangban.skills import ocr
from bangban.skills.documents.read import open_document
from bangban.skills.documents.read.problems import DocumentScanned
from tests.support.scans import picture

LINES = ("临江区人民政府关于加强校园安全", "管理工作的通知", "各街道办事处，区政府各部门：")


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the models: says two lines in the wrong order and one it is not sure of."""

    def box(left: float, top: float) -> list[list[float]]:
        return [[left, top], [left + 200, top], [left + 200, top + 40], [left, top + 40]]

    def read(seen: Any) -> SimpleNamespace:
        return SimpleNamespace(
            boxes=[box(400, 102), box(100, 100), box(100, 20), box(100, 300)],
            txts=["右边", "左边", "上面", "污点"],
            scores=[0.9, 0.95, 0.99, 0.2],
        )

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: read)


@pytest.fixture
def scan() -> bytes:
    return picture(LINES, "PDF")


def test_lines_come_from_top_to_bottom_in_points(recogniser: None, scan: bytes) -> None:
    (page,) = ocr.pages(scan)
    assert [one.text for one in page.lines] == ["上面", "左边", "右边"]
    assert page.lines[0].left == pytest.approx(100 / ocr.PIXELS_A_POINT, rel=0.01)
    assert page.width == pytest.approx(1240 / 150 * 72, abs=1)


def test_a_line_taken_to_be_upside_down_is_read_again(monkeypatch: pytest.MonkeyPatch, scan: bytes) -> None:
    text = "第一条 为了规范停放秩序，制定本办法。"

    def read(seen: Any, **how: bool) -> SimpleNamespace:
        if how == {"use_det": False, "use_cls": False}:
            assert seen.shape[:2] == (41, 801)
            return SimpleNamespace(boxes=None, txts=[text], scores=[0.99])
        wide = [[100, 20], [900, 20], [900, 60], [100, 60]]
        return SimpleNamespace(boxes=[wide], txts=["采一"], scores=[0.78])

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: read)
    [page] = ocr.pages(scan)
    assert [(one.text, one.sure) for one in page.lines] == [(text, 0.99)]


def test_what_is_no_picture_is_told(recogniser: None) -> None:
    with pytest.raises(ocr.PictureBroken):
        list(ocr.pages(b"\x89PNG\r\nnot really"))
    with pytest.raises(ocr.PictureBroken):
        list(ocr.pages(b"%PDF-1.7 not really"))


def test_without_the_part_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, scan: bytes) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ocr.OcrMissing, match=r"bangban\[ocr\]"):
        list(ocr.pages(scan))
    with pytest.raises(DocumentScanned, match=r"bangban\[ocr\]"):
        open_document(scan)


def test_a_scanned_document_is_judged_by_its_words_alone(recogniser: None, scan: bytes) -> None:
    document = open_document(scan)
    assert "上面" in "".join(one.text for one in document.paragraphs)
    assert "recognised_from_pictures" in document.unknown_because
    assert "font" not in document.known


def test_what_goes_wrong_in_the_engine_is_told_in_words(
    recogniser: None, monkeypatch: pytest.MonkeyPatch, scan: bytes
) -> None:
    def fail(_: object) -> None:
        raise Exception("bad allocation")

    monkeypatch.setattr(ocr, "_engine", lambda: fail)
    with pytest.raises(ocr.OcrUnfinished, match=r"电子原件|original"):
        open_document(scan)


def test_the_models_read_a_page(scan: bytes) -> None:
    if not ocr.available():
        pytest.skip("the optional part is not installed")
    (page,) = ocr.pages(scan)
    assert page.text == "\n".join(LINES)
