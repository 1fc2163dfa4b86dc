"""Is the archive read within limits, and saved with every untouched part as it was?"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest

from bangban.errors import Problem
from bangban.skills.documents.read import LIMITS, open_document
from bangban.skills.documents.read.package import Package
from bangban.skills.documents.read.problems import (
    DocumentBomb,
    DocumentBroken,
    DocumentEncrypted,
    DocumentTooLarge,
)
from tests.unit.skills.documents.read.building import docx, paragraph, parts, zipped


def raw_bytes(data: bytes, name: str) -> bytes:
    """Return a member's packed bytes as they stand in the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    lengths = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + 30 + sum(lengths)
    return data[start : start + info.compress_size]


def test_saving_without_a_change_gives_the_very_same_file() -> None:
    data = docx(paragraph("甲"))
    assert open_document(data).package.save() == data


def test_saving_copies_every_other_part_packed_as_it_was_and_keeps_the_order() -> None:
    files = {**parts(paragraph("甲")), "word/media/图片1.png": bytes(range(256)) * 9}
    data = zipped(files)
    package = Package(data)
    tree = package.part("word/document.xml")
    tree.set("changed", "yes")
    package.replace("word/document.xml", package.serialise(tree))
    saved = package.save()
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(files)
        assert b'changed="yes"' in archive.read("word/document.xml")
        for name, content in files.items():
            if name != "word/document.xml":
                assert archive.read(name) == content
                assert raw_bytes(saved, name) == raw_bytes(data, name)
    assert Package(saved).part("word/document.xml").get("changed") == "yes"


def test_parts_can_be_added_and_removed() -> None:
    package = Package(docx(paragraph("甲"), comments=""))
    package.replace("word/批注.xml", b"<x/>")
    package.remove("word/comments.xml")
    saved = Package(package.save())
    assert saved.data("WORD/批注.xml") == b"<x/>"
    assert not saved.has("word/comments.xml")
    assert saved.names[-1] == "word/批注.xml"


def test_a_streamed_archive_with_sizes_after_the_data_is_read_and_saved() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(paragraph("甲")).items():
            archive.writestr(name, content)
    document = open_document(out.getvalue())
    document.package.replace("word/new.xml", b"<x/>")
    assert open_document(document.package.save()).paragraphs[0].text == "甲"


def test_strict_documents_are_read_and_stay_strict_when_saved() -> None:
    names = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    )
    strict = (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    body = paragraph("甲", '<w:jc w:val="end"/><w:ind w:start="2cm"/>', '<w:sz w:val="16pt"/>')
    styles = (
        '<w:style w:type="paragraph" w:default="true" w:styleId="N"><w:name w:val="Normal"/>'
        "<w:rPr><w:b/></w:rPr></w:style>"
    )
    files = parts(body, styles=styles)
    for name, content in files.items():
        for old, new in zip(names, strict, strict=True):
            content = content.replace(old, new)
        files[name] = content
    document = open_document(zipped(files))
    (found,) = document.paragraphs
    assert (found.align, round(found.left, 1), found.runs[0].size, found.runs[0].bold) == (
        *("right", 56.7),
        *(16.0, True),
    )
    package = document.package
    package.replace("word/document.xml", package.serialise(package.part("word/document.xml")))
    saved = Package(package.save()).data("word/document.xml")
    assert strict[0] in saved
    assert names[0] not in saved


# ── hostile archives ──


def patched(data: bytes, name: str, *, size: int | None = None, packed: int | None = None) -> bytes:
    """Return the archive with a member's declared sizes changed in its directory."""
    found = bytearray(data)
    at = data.rfind(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    if packed is not None:
        struct.pack_into("<L", found, at + 20, packed)
    if size is not None:
        struct.pack_into("<L", found, at + 24, size)
    return bytes(found)


def test_a_member_packed_too_well_is_a_bomb() -> None:
    data = zipped({**parts(paragraph("甲")), "word/media/a.bin": bytes(32 * 1024 * 1024)})
    with pytest.raises(DocumentBomb) as caught:
        open_document(data)
    assert "压缩炸弹" in caught.value.text("zh")
    assert "decompression bomb" in caught.value.text("en")


def test_a_huge_declared_size_is_a_bomb() -> None:
    with pytest.raises(DocumentBomb):
        open_document(patched(docx(paragraph("甲")), "word/document.xml", size=0xFFFFFFF0))


def test_many_members_are_a_bomb() -> None:
    limits = replace(LIMITS, entries=5)
    with pytest.raises(DocumentBomb):
        open_document(zipped({f"{one}": b"" for one in range(6)}), limits=limits)


def test_all_members_together_are_bounded() -> None:
    data = zipped({**parts(paragraph("甲")), "a": b"0" * 900, "b": b"1" * 900})
    with pytest.raises(DocumentBomb):
        open_document(data, limits=replace(LIMITS, unpacked=1500))


def test_overlapping_members_are_a_bomb() -> None:
    """As in the 42-kB-to-petabytes archives: one packed kernel that many entries of the directory share."""
    data = bytearray(docx(paragraph("甲"), styles="", settings=""))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<L", data, second + 42, struct.unpack_from("<L", data, first + 42)[0])
    with pytest.raises(DocumentBomb) as caught:
        open_document(bytes(data))
    assert "重叠" in caught.value.text("zh")


def test_a_part_that_unpacks_to_more_than_it_declares_is_broken() -> None:
    data = docx(paragraph("甲" * 1000))
    with pytest.raises(DocumentBroken):
        open_document(patched(data, "word/document.xml", size=100))


def test_an_opened_part_is_bounded() -> None:
    with pytest.raises(DocumentTooLarge) as caught:
        open_document(docx(paragraph("甲" * 3000)), limits=replace(LIMITS, part=4000))
    assert "word/document.xml" in caught.value.text("zh")


def test_archives_within_an_archive_are_never_unpacked() -> None:
    inner = zipped({"deep": bytes(1024 * 1024)})
    for _ in range(10):
        inner = zipped({"deeper": inner})
    document = open_document(zipped({**parts(paragraph("甲")), "word/embeddings/a.zip": inner}))
    assert document.paragraphs[0].text == "甲"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97, 0.999])
def test_an_archive_that_is_cut_off_is_broken(share: float) -> None:
    data = docx(paragraph("甲" * 100), styles="", settings="")
    with pytest.raises(DocumentBroken) as caught:
        open_document(data[: int(len(data) * share)])
    assert "damaged" in caught.value.text("en")


def test_a_part_that_does_not_match_its_checksum_is_broken() -> None:
    files = parts(paragraph("甲"))
    data = bytearray(zipped(files, method=zipfile.ZIP_STORED))
    at = data.find("甲".encode())
    data[at : at + 3] = "乙".encode()
    with pytest.raises(DocumentBroken):
        open_document(bytes(data))


def test_two_members_of_one_name_that_differ_are_broken() -> None:
    out = io.BytesIO(docx(paragraph("甲")))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    with pytest.raises(DocumentBroken):
        open_document(out.getvalue())


def test_an_encrypted_archive_asks_for_the_password_to_be_removed() -> None:
    data = bytearray(docx(paragraph("甲")))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    with pytest.raises(DocumentEncrypted):
        open_document(bytes(data))


def test_an_unknown_way_of_packing_is_broken() -> None:
    with pytest.raises(DocumentBroken):
        open_document(zipped(parts(paragraph("甲")), method=zipfile.ZIP_LZMA))


def test_offsets_before_the_file_do_not_read_elsewhere() -> None:
    data = bytearray(docx(paragraph("甲")))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 42, 0xFFFFFF00)
    with pytest.raises(Problem):
        open_document(bytes(data))


def test_equal_parts_have_equal_digests_without_unpacking() -> None:
    one, two = Package(docx(paragraph("甲"), styles="")), Package(docx(paragraph("乙"), styles=""))
    assert one.digest("word/styles.xml") == two.digest("word/styles.xml") != ""
    assert one.digest("word/document.xml") != two.digest("word/document.xml")
    assert one.digest("nowhere.xml") == ""
    two.replace("word/styles.xml", zlib.compress(b""))
    assert one.digest("word/styles.xml") != two.digest("word/styles.xml")
