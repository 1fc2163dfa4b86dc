"""Are good uploads described, and bad ones refused with a reason a resident can act on?"""

from __future__ import annotations

import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.skillhost.attachments import LARGEST, describe
from bangban.skillhost.attachments.problems import (
    AttachmentEmpty,
    AttachmentRefused,
    AttachmentTooLarge,
    AttachmentUnreadable,
)
from bangban.skillhost.attachments.sniff import read
from tests.unit.skillhost import files

BOMB = b"<w:document><w:t>" + b"A" * (150 << 20)
LAUGHS = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><w:document><w:t>&b;</w:t></w:document>"
EXTERNAL = "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w:document><w:t>&x;</w:t></w:document>"
TEMPLATE = (
    "<Relationships><Relationship Id='r1' TargetMode='External' Target='http://example.invalid/a.dotm' Type='"
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate'/></Relationships>"
)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (
            "路灯坏了\r\n三天".encode(),
            "情况.txt",
            {"kind": "text", "encoding": "utf-8", "text": "路灯坏了\n三天", "lines": 2},
        ),
        ("路灯坏了".encode("gb18030"), "a.txt", {"kind": "text", "encoding": "gb18030", "text": "路灯坏了"}),
        ("路灯".encode("utf-16"), "a.txt", {"kind": "text", "encoding": "utf-16", "text": "路灯"}),
        ("\ufeff路灯".encode(), "", {"kind": "text", "encoding": "utf-8", "text": "路灯"}),
        ("路\u202e灯\u200b\u2066".encode(), "a.txt", {"text": "路灯"}),
        (files.png(), "a.png", {"kind": "png", "media_type": "image/png", "width": 640, "height": 480}),
        (files.jpeg(), "a.JPG", {"kind": "jpeg", "width": 640, "height": 480}),
        (files.webp(b"VP8X"), "a.webp", {"kind": "webp", "width": 640, "height": 480}),
        (files.webp(b"VP8L"), "a.webp", {"kind": "webp", "width": 640, "height": 480}),
        (files.webp(b"VP8 "), "a.webp", {"kind": "webp", "width": 640, "height": 480}),
        (files.pdf(3), "a.pdf", {"kind": "pdf", "pages": 3, "warnings": []}),
        (files.pdf(7, compressed=True), "a.pdf", {"kind": "pdf", "pages": 7}),
        (files.pdf(1, b"<< /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", {"warnings": ["active_content"]}),
        (files.pdf(1, b"/Encrypt 5 0 R"), "a.pdf", {"warnings": ["encrypted"]}),
        (files.docx(), "a.docx", {"kind": "docx", "text": "楼道灯坏了\n请尽快维修", "warnings": []}),
        (files.docx(**{"word/embeddings/ole1.bin": b"x"}), "a.docx", {"warnings": ["active_content"]}),
        (files.xlsx(), "a.xlsx", {"kind": "xlsx", "sheets": 2, "text": "姓名\n电话"}),
    ],
)
def test_a_good_file_is_described(data: bytes, name: str, expected: dict[str, object]) -> None:
    found = read(data, name)
    assert {key: found[key] for key in expected} == expected
    assert found["bytes"] == len(data)


def test_described_in_a_process_of_its_own() -> None:
    assert describe(files.docx(), "../../etc/情况\u202e.docx")["name"] == "情况.docx"
    assert describe(files.docx("长" * 100_000), "a.docx")["text"] == "长" * 2000
    with pytest.raises(AttachmentRefused):
        describe(b"MZ\x90\x00" * 10, "a.txt")
    with pytest.raises(AttachmentEmpty):
        describe(b"", "a.txt")
    with pytest.raises(AttachmentTooLarge):
        describe(b"x" * (LARGEST + 1), "a.txt")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x7fELF\x02\x01", ""),
        (b"#!/bin/sh\nrm -rf ~\n", "a.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc"),
        (b"Rar!\x1a\x07\x00", "a.rar"),
        (b"{\\rtf1 hello}", "a.rtf"),
        (b"text \x00 with NUL", "a.txt"),
        (bytes(range(256)) * 4, ""),
        (files.png(), "invoice.pdf"),
        (files.pdf(), "picture.png"),
        (b"just text", "a.exe"),
        (b"<html><script>alert(1)</script></html>", "a.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (files.archive({"a.txt": "x"}), "a.zip"),
        (files.docx(**{"word/vbaProject.bin": b"x"}), "a.docx"),
        (files.docx(), "a.docm"),
        (files.docx(**{"xl/workbook.xml": "<workbook/>"}), "a.docx"),
    ],
)
def test_what_is_not_accepted_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(AttachmentRefused):
        read(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.png()[:20], "a.png"),
        (files.png(0, 5), "a.png"),
        (files.png(60_000, 60_000), "a.png"),
        (files.jpeg()[:60], "a.jpg"),
        (b"\xff\xd8\xff" + b"\xff" * 5000, "a.jpg"),
        (files.webp()[:20], "a.webp"),
        (files.pdf()[:-20], "a.pdf"),
        (files.docx()[:-30], "a.docx"),
        (files.docx(**{"word/document.xml": LAUGHS}), "a.docx"),
        (files.docx(**{"word/document.xml": EXTERNAL}), "a.docx"),
        (files.docx(**{"word/document.xml": "<w:document><w:t>"}), "a.docx"),
        (files.docx(**{"word/_rels/settings.xml.rels": TEMPLATE}), "a.docx"),
        (files.docx(**{"../../etc/cron.d/x": b"x"}), "a.docx"),
        (files.docx(**{f"word/{number}": b"" for number in range(2100)}), "a.docx"),
    ],
)
def test_what_is_damaged_or_harmful_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(AttachmentUnreadable):
        read(data, name)


def test_bombs_do_not_go_off() -> None:
    with pytest.raises(AttachmentUnreadable):
        describe(files.docx(**{"word/document.xml": BOMB}), "a.docx")
    inflated = b"<< /Type /ObjStm >>\nstream\n" + zlib.compress(bytes(100 << 20)) + b"\nendstream"
    with pytest.raises(AttachmentUnreadable):
        describe(files.pdf(1, inflated), "a.pdf")


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", files.jpeg()[:30], files.png()[:16]]),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_a_description_or_a_problem(tail: bytes, head: bytes) -> None:
    with suppress(AttachmentRefused, AttachmentUnreadable):
        assert read(head + tail, "")["bytes"] == len(head + tail)
