"""Does everything that is no sound document get a clear answer, soon, in both languages?"""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from bangban.errors import Problem
from bangban.skills.documents.read import LIMITS, open_document
from bangban.skills.documents.read import problems as named
from tests.support.patience import patience
from tests.unit.skills.documents.read.building import DECLARATION, NAMESPACES, docx, paragraph, parts, zipped


def refused(source: bytes | Path, name: str = "文件.docx") -> Problem:
    """Return the problem a file is refused with, which must come and speak both languages."""
    with patience(), pytest.raises(Problem) as caught:
        open_document(source, name=name)
    problem = caught.value
    assert name in problem.text("zh")
    assert name in problem.text("en")
    assert "{" not in problem.text("zh") + problem.text("en")
    assert problem.as_dict()["code"].startswith("document_")
    return problem


def with_main(main: bytes) -> bytes:
    return zipped({**parts(""), "word/document.xml": main})


def document(declaration: str, body: str) -> bytes:
    return f"{DECLARATION}{declaration}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()


def test_an_external_entity_is_refused_and_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("绝密", "utf-8")
    declared = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    problem = refused(with_main(document(declared, "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>")))
    assert problem.code == "document_unsafe"
    assert "绝密" not in problem.text("zh")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs_are_refused(encoding: str) -> None:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    declared = f"<!DOCTYPE x [{''.join(lines)}]>"
    text = document(declared, "<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>").decode()
    main = text.replace("UTF-8", encoding.upper()).encode(encoding)
    assert refused(with_main(main)).code == "document_unsafe"


def test_a_parameter_entity_is_refused() -> None:
    declared = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
    assert refused(with_main(document(declared, ""))).code == "document_unsafe"


@pytest.mark.parametrize(
    "element", ["w:sdt><w:sdtContent", "w:smartTag", "w:p", "w:ins", "w:tbl><w:tr><w:tc"]
)
def test_a_hundred_thousand_elements_within_elements(element: str) -> None:
    depth = 100_000
    names = [one.strip("<>") for one in element.split("><")]
    opened = "".join(f"<{one}>" for one in names) * depth
    closed = "".join(f"</{one}>" for one in reversed(names)) * depth
    assert refused(with_main(document("", opened + closed))).code == "document_too_deep"


@pytest.mark.parametrize("element", ["w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent"])
def test_nesting_that_is_deep_but_allowed_is_read(element: str) -> None:
    names = element.split("><")
    depth = 180 // len(names)
    opened = "".join(f"<{one}>" for one in names) * depth
    closed = "".join(f"</{one}>" for one in reversed(names)) * depth
    found = open_document(with_main(document("", opened + paragraph("底") + closed)))
    assert [one.text for one in found.paragraphs] == ["底"]


def test_ten_thousand_paragraphs_are_read_and_a_hundred_thousand_more_are_refused() -> None:
    with patience():
        assert len(open_document(docx(paragraph("甲") * 10_000)).paragraphs) == 10_000
    assert refused(docx("<w:p/>" * (LIMITS.paragraphs + 1))).code == "document_too_large"


def test_macros_are_noted_and_never_run() -> None:
    files = {**parts(paragraph("甲")), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Shell"}
    found = open_document(zipped(files), name="a.docm")
    assert (found.paragraphs[0].text, found.unknown_because) == ("甲", ("macros_not_run",))


def test_an_imported_part_is_noted() -> None:
    found = open_document(docx(paragraph("甲") + '<w:altChunk r:id="x"/>'))
    assert found.unknown_because == ("imported_part_not_read",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/document.xml", b""),
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", b"\xff\xfe\x00"),
        ("word/document.xml", b"<other/>"),
        ("word/document.xml", f"<w:document {NAMESPACES}/>".encode()),
        ("word/_rels/document.xml.rels", b"<Relationships"),
        ("_rels/.rels", b"not xml"),
        ("word/styles.xml", b"<w:styles><"),
        ("word/numbering.xml", b"\x00\x01"),
    ],
)
def test_broken_parts_are_named(name: str, content: bytes) -> None:
    files = parts(paragraph("甲"), styles="", numbering="")
    problem = refused(zipped({**files, name: content}))
    assert problem.code == "document_broken"


def test_a_document_without_its_main_part_is_broken() -> None:
    files = parts(paragraph("甲"))
    del files["word/document.xml"]
    assert refused(zipped(files)).code == "document_broken"


def test_the_main_part_may_have_another_name() -> None:
    files = parts(paragraph("甲"))
    files["word/document2.xml"] = files.pop("word/document.xml")
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert open_document(zipped(files)).package.main == "word/document2.xml"


def test_relationships_out_of_the_package_lead_nowhere() -> None:
    files = parts(paragraph("甲"))
    for target in (b"../../../../etc/passwd", b"/etc/passwd", b"http://127.0.0.1:9/styles.xml"):
        links = files["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="s" Type="x/styles" Target="' + target + b'"/></Relationships>',
        )
        found = open_document(zipped({**files, "word/_rels/document.xml.rels": links}))
        assert found.paragraphs[0].text == "甲"


# ── what is not what its name says ──


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "图片（PNG）"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "图片（JPEG）"),
        (b"BM" + bytes(100), "图片（BMP）"),
        ("<!DOCTYPE html><html><body>通知</body></html>".encode(), "网页"),
        ("\ufeff<html xmlns:w='urn:x'><p>通知</p></html>".encode(), "网页"),
        ("关于开展检查的通知\n各街道：".encode(), "纯文本"),
        ("关于开展检查的通知\r\n各街道：".encode("gb18030"), "纯文本"),
        ("通知".encode("utf-16"), "纯文本"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "RAR"),
        (b"MZ\x90\x00" + bytes(100), "程序"),
        (bytes(4096), "零字节"),
        (os.urandom(16).join([b"\x01\x02"] * 9), "无法识别"),
        (zipped({"a.txt": b"x"}), "压缩包"),
        (zipped({"mimetype": b"application/epub+zip"}), "电子书"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "表格"),
    ],
)
def test_renamed_files_are_told_by_their_content(content: bytes, said: str) -> None:
    problem = refused(content)
    assert problem.code == "document_not_recognised"
    assert said in problem.text("zh")


def test_a_workbook_renamed_to_docx_is_told() -> None:
    files = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": parts("")["_rels/.rels"].replace(b"word/document.xml", b"xl/workbook.xml"),
        "xl/workbook.xml": b"<workbook/>",
    }
    problem = refused(zipped(files))
    assert "Excel" in problem.text("zh")


def compound(*streams: str, fib: bytes = b"") -> bytes:
    """Return a compound file with streams of these names; the first one's content is `fib`."""
    header = bytearray(512)
    header[:8] = named_signature()
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIII", header, 44, 1, 1, 0, 0x1000)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = b""
    for name, kind in [("Root Entry", 5), *((one, 2) for one in streams)]:
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(raw)] = raw
        struct.pack_into("<HB", entry, 64, len(raw), kind)
        struct.pack_into("<II", entry, 116, 2, 4096)
        entries += entry
    return bytes(header) + table + entries.ljust(512, b"\0") + fib.ljust(512, b"\0")


def named_signature() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_password_protected_documents_say_so() -> None:
    assert refused(compound("EncryptionInfo", "EncryptedPackage")).code == "document_encrypted"
    word = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x804, 0, 0x0100)
    problem = refused(compound("WordDocument", fib=word), "旧.doc")
    assert problem.code == "document_encrypted"
    assert "涉密" in problem.text("zh")


def test_an_encrypted_opendocument_says_so() -> None:
    files = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
    }
    assert refused(zipped(files), "a.odt").code == "document_encrypted"


@pytest.mark.parametrize(
    ("stream", "said"),
    [("Workbook", "Excel"), ("PowerPoint Document", "演示"), ("Other", "旧格式")],
)
def test_other_programs_old_files_are_told(stream: str, said: str) -> None:
    problem = refused(compound(stream))
    assert (problem.code, said in problem.text("zh")) == ("document_not_recognised", True)


def test_damaged_compound_files_end_the_listing() -> None:
    data = bytearray(compound("Workbook"))
    struct.pack_into("<I", data, 48, 0x7FFFFFFF)
    assert refused(bytes(data)).code == "document_not_recognised"
    circle = bytearray(compound("Other"))
    struct.pack_into("<I", circle, 512 + 4, 1)
    assert refused(bytes(circle)).code == "document_not_recognised"
    assert refused(bytes(data[:40])).code == "document_not_recognised"


# ── what is no file at all ──


def test_an_empty_file(tmp_path: Path) -> None:
    assert refused(b"").code == "document_empty"
    empty = tmp_path / "空.docx"
    empty.touch()
    assert refused(empty, "空.docx").code == "document_empty"


def test_a_folder_a_pipe_and_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path, tmp_path.name).code == "document_not_a_file"
    pipe = tmp_path / "管道.docx"
    os.mkfifo(pipe)
    assert refused(pipe, pipe.name).code == "document_not_a_file"
    assert refused(Path("/dev/zero"), "zero").code == "document_not_a_file"
    assert refused(tmp_path / "无.docx", "无.docx").code == "document_missing"
    assert refused(tmp_path / "空\0名", "空\0名").code == "document_not_a_file"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    large = tmp_path / "大.docx"
    with large.open("wb") as file:
        file.truncate(LIMITS.file_size + 1)
    assert refused(large, "大.docx").code == "document_too_large"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert refused(tmp_path / "禁.docx", "禁.docx").code == "document_not_allowed"


def test_a_path_names_the_document() -> None:
    with pytest.raises(named.DocumentMissing) as caught:
        open_document("/nowhere/公文.docx")
    assert "公文.docx" in caught.value.text("zh")


# ── a package as one XML file ──


def flat(files: dict[str, bytes]) -> bytes:
    inner = "".join(
        f'<pkg:part pkg:name="/{name}" pkg:contentType="application/xml"><pkg:xmlData>'
        f"{content.decode().removeprefix(DECLARATION)}</pkg:xmlData></pkg:part>"
        for name, content in files.items()
        if name != "[Content_Types].xml"
    )
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'{DECLARATION}<pkg:package xmlns:pkg="{package}">{inner}</pkg:package>'.encode()


def test_a_package_saved_as_one_xml_file_is_read() -> None:
    data = flat(parts(paragraph("甲"), styles=""))
    found = open_document(data.replace(b"</pkg:package>", _PICTURE + b"</pkg:package>"), name="通知.xml")
    assert (found.paragraphs[0].text, found.format, found.unknown_because) == ("甲", "docx", ())
    assert found.package.data("word/media/a.png") == b"PNG"


_PICTURE = b'<pkg:part pkg:name="/word/media/a.png" pkg:contentType="image/png"><pkg:binaryData>UE5H</pkg:binaryData></pkg:part>'


def test_a_damaged_package_in_one_xml_file_is_told() -> None:
    data = flat(parts(paragraph("甲")))
    assert refused(data[:-30]).code == "document_broken"
    assert refused(data.replace(b"<pkg:package", b"<!DOCTYPE x []><pkg:package")).code == "document_unsafe"
    broken = _PICTURE.replace(b"UE5H", b"U")
    assert refused(data.replace(b"</pkg:package>", broken + b"</pkg:package>")).code == "document_broken"


# ── what would take for ever if it were read carelessly ──


def quick(data: bytes) -> None:
    with patience():
        assert open_document(data).paragraphs


def test_a_ruby_within_a_ruby_sixty_times() -> None:
    body = "<w:t>底</w:t>"
    for _ in range(60):
        body = f"<w:ruby><w:rubyBase><w:r>{body}</w:r></w:rubyBase></w:ruby>"
    quick(docx(f"<w:p><w:r>{body}</w:r></w:p>"))


def test_values_of_endless_blanks() -> None:
    blanks = "1" + " " * 200_000 + "x"
    quick(docx(paragraph("甲", f'<w:ind w:left="{blanks}"/>', f'<w:sz w:val="{blanks}"/>')))


def test_thousands_of_styles_upon_styles() -> None:
    many = 3000
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at - 1}"/><w:rPr><w:b/></w:rPr></w:style>'
        for at in range(many)
    )
    body = "".join(paragraph("甲", f'<w:pStyle w:val="s{at}"/>') for at in range(many))
    quick(docx(body, styles=styles))


def test_a_label_without_end() -> None:
    level = '<w:lvl w:ilvl="0"><w:lvlText w:val="' + "%1" * 100_000 + '"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    quick(docx(paragraph("甲", '<w:numPr><w:numId w:val="1"/></w:numPr>') * 2000, numbering=numbering))


def test_ten_thousand_insertions_in_one_paragraph() -> None:
    inserted = '<w:ins w:author="x"><w:r><w:t>增增增增增增</w:t></w:r></w:ins>'
    quick(docx(f"<w:p>{inserted * 10_000}</w:p>"))


def test_a_directory_of_a_million_members() -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 16)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * 1_000_000, 0, 0)
    assert refused(b"PK\x03\x04" + entry * 1_000_000 + end).code == "document_bomb"


def test_reading_is_given_up_after_its_time() -> None:
    data = docx(paragraph("甲") * 600)
    with pytest.raises(named.DocumentTooLarge) as caught:
        open_document(data, limits=replace(LIMITS, seconds=0.0))
    assert "时间" in caught.value.text("zh")


def test_runs_are_bounded_in_every_part() -> None:
    run = "<w:r><w:t>甲</w:t></w:r>"
    limits = replace(LIMITS, runs=50)
    section = '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    assert open_document(docx(f"<w:p>{run * 50}</w:p>"), limits=limits).paragraphs
    for data in (
        docx(f"<w:p>{run * 51}</w:p>"),
        docx(paragraph("甲"), section=section, footer1=f"<w:p>{run * 51}</w:p>"),
        docx(paragraph("甲"), comments=f"<w:comment><w:p>{run * 51}</w:p></w:comment>"),
    ):
        with pytest.raises(named.DocumentTooLarge):
            open_document(data, limits=limits)
