"""Does a document made by AI say so to readers and programs, without becoming wrong, and can only the gate take it off?"""

from __future__ import annotations

import ast
import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import bangban
from bangban.skills.documents.check import check
from bangban.skills.documents.draft import draft
from bangban.skills.documents.findings import Element
from bangban.skills.documents.label import TEXT, CannotLabel, label, read_label, remove_visible
from bangban.skills.documents.read import open_document
from tests.support.readings import texts
from tests.support.wordfile import A4, paragraph, part_of, word_file

PLAIN = word_file(paragraph("正文"))
FORM = {
    "issuer": "云栖市临江区教育局", "number": "临教〔2026〕19号", "addressee": "区属各学校", "matter": "做好校园安全工作",
    "points": ["各学校要开展一次全面排查。"], "date": "2026-04-09",
}  # fmt: skip


def labelled(data: bytes = PLAIN, **more: str) -> bytes:
    return label(data, producer="云栖市帮办", produce_id="case:12", **more)  # type: ignore[arg-type]


def test_both_marks_are_there_and_read_back() -> None:
    assert read_label(PLAIN) is None
    found = read_label(labelled(propagator="云栖市", propagate_id="7", degree="2"))
    assert found is not None
    assert (found.visible, found.degree, found.producer, found.produce_id) == (
        True,
        "2",
        "云栖市帮办",
        "case:12",
    )
    assert (found.propagator, found.propagate_id, found.intact) == ("云栖市", "7", True)


def test_the_metadata_are_the_standards_object() -> None:
    data = labelled()
    xml = part_of(data, "docProps/custom.xml").decode()
    value = re.search(r"<vt:lpwstr>(.*)</vt:lpwstr>", xml)
    assert value
    assert list(json.loads(value[1])) == [
        "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
    ]  # fmt: skip
    assert 'name="AIGC"' in xml
    assert b"custom-properties" in part_of(data, "_rels/.rels")
    assert b"/docProps/custom.xml" in part_of(data, "[Content_Types].xml")


def test_other_properties_stay_and_a_second_label_renews_the_first() -> None:
    once = labelled()
    xml = part_of(once, "docProps/custom.xml")
    other = xml.replace(b'name="AIGC"', b'name="Other"')
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(once)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, other if name == "docProps/custom.xml" else old.read(name))
    again = label(out.getvalue(), producer="新", produce_id="2")
    said = part_of(again, "docProps/custom.xml")
    assert said.count(b"<property") == 2
    assert b'pid="3"' in said
    assert texts(again).count(TEXT) == 1
    renewed = label(again, producer="更新", produce_id="3")
    assert part_of(renewed, "docProps/custom.xml").count(b"<property") == 2
    assert read_label(renewed).producer == "更新"  # type: ignore[union-attr]


def test_a_text_that_was_changed_afterwards_is_known() -> None:
    data = labelled()
    xml = part_of(data).replace("正文".encode(), "改过的正文".encode())
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    assert read_label(out.getvalue()).intact is False  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["tongzhi", "han", "jiyao", "mingling"])
def test_a_labelled_document_has_no_finding_and_its_label_is_an_element(kind: str) -> None:
    extra = {
        "han": {"closing": "专此函达。"},
        "jiyao": {"mark": "云栖市临江区教育局办公会议纪要", "meeting": "第3次局长办公会议", "meeting_time": "2026年4月8日", "host": "局长周启明", "attendees": ["周启明"]},
        "mingling": {"signatory": {"post": "市长", "name": "周启明"}, "document": "云栖市燃气管理办法", "effective": "2026-05-01", "number": "第3号"},
    }  # fmt: skip
    data = draft({**FORM, "kind": kind, **extra.get(kind, {})})
    before, after = check(open_document(data)), check(open_document(labelled(data)))
    assert [one.rule for one in after.findings] == [one.rule for one in before.findings]
    assert [one.element for one in after.outline.all(Element.AI_LABEL)]
    assert after.outline.kind == before.outline.kind


def test_every_page_shows_it_first_and_last_pages_and_left_ones_too() -> None:
    section = f'<w:headerReference w:type="default" r:id="rIdheader1"/>{A4}<w:titlePg/>'
    data = word_file(
        paragraph("正文"),
        section=section,
        parts={"header1": paragraph("云栖市")},
        settings="<w:evenAndOddHeaders/>",
    )
    headers = open_document(labelled(data)).sections[0].headers
    assert [one.text for one in headers["default"]] == [TEXT, "云栖市"]
    assert [one.text for one in headers["even"]] == [one.text for one in headers["first"]] == [TEXT]


def test_the_gate_takes_off_what_is_seen_and_nothing_else() -> None:
    for data in (
        PLAIN,
        word_file(
            paragraph("正文"),
            section=f'<w:headerReference w:type="default" r:id="rIdheader1"/>{A4}',
            parts={"header1": paragraph("云栖市")},
        ),
    ):
        plain = remove_visible(labelled(data))
        assert [one for one in texts(plain) if one] == [one for one in texts(data) if one]
        found = read_label(plain)
        assert found is not None
        assert (found.visible, found.degree, found.intact) == (False, "1", True)


def test_other_peoples_words_for_it_are_known() -> None:
    for words in ("本文由AI生成", "（人工智能生成合成内容）", "内容由 AI 辅助生成，仅供参考"):
        data = word_file(
            paragraph("正文"),
            section=f'<w:headerReference w:type="default" r:id="rIdheader1"/>{A4}',
            parts={"header1": paragraph(words)},
        )
        assert read_label(data).visible  # type: ignore[union-attr]
    assert read_label(word_file(paragraph("本市推进人工智能产业发展，数据由各单位生成。"))) is None


def test_what_is_no_word_file_is_not_labelled() -> None:
    document = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
    with pytest.raises(Exception) as caught:  # noqa: PT011 — the reader's own problem, or ours
        label(document, producer="x", produce_id="1")
    assert isinstance(caught.value, CannotLabel) or type(caught.value).__name__.startswith("Document")


def test_only_the_skill_that_proposes_the_plain_form_calls_the_gates_function() -> None:
    """An officer's decision lets the plain form leave: nothing else of the program may make one."""
    callers = set()
    root = Path(bangban.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = (
                node.attr
                if isinstance(node, ast.Attribute)
                else node.id
                if isinstance(node, ast.Name)
                else ""
            )
            if name == "remove_visible":
                callers.add(str(path.relative_to(root)))
    assert callers <= {"skills/documents/adapters/drafting.py"}
