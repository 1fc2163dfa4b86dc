"""Does a chart stand in a document where it was asked for, say its numbers, and disturb nothing?"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from bangban.skills.documents.check import check
from bangban.skills.documents.draft import draft
from bangban.skills.documents.draft.charts import height_of
from bangban.skills.documents.draft.paper import Chart
from bangban.skills.documents.read import open_document

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
BARS: dict[str, Any] = {
    "kind": "bar", "title": "反映较多的事项 <一>", "labels": ["路灯&维护", "噪音"], "values": [30, 2.5], "unit": "件",
}  # fmt: skip


def report(*charts: dict[str, Any]) -> bytes:
    return draft(
        {
            "kind": "baogao", "situation": "work", "issuer": "临江区政务热线中心", "addressee": "临江区人民政府",
            "signer": ["张敏"], "matter": "2026年10月政务热线运行", "number": "临热线〔2026〕10号",
            "date": "2026-11-01",
            "points": [
                {"heading": "总体情况", "text": "共转办工单132件。", "charts": list(charts)},
                {"heading": "下一步工作", "text": "继续做好分拨、督办和回访。"},
            ],
        }
    )  # fmt: skip


def parts(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", ["bar", "column", "line"])
def test_a_chart_is_a_part_of_its_own_that_the_document_names(kind: str) -> None:
    found = parts(report({**BARS, "kind": kind}))
    [name] = [one for one in found if one.startswith("word/charts/")]
    root = etree.fromstring(found[name])
    values = [one.text for one in root.iter(f"{C}v")]
    assert values[-4:] == ["路灯&维护", "噪音", "30", "2.5"]
    target = name.removeprefix("word/")
    assert target in found["word/_rels/document.xml.rels"].decode()
    assert f"/{name}" in found["[Content_Types].xml"].decode()
    said = found["word/document.xml"].decode()
    assert "路灯&amp;维护 30件；噪音 2.5件" in said
    assert f"rIdChart{target.removeprefix('charts/chart').removesuffix('.xml')}" in said


def test_a_document_with_charts_passes_the_checker() -> None:
    data = report(BARS, {**BARS, "kind": "line"})
    assert [one.rule for one in check(open_document(data)).findings] == []


def test_equal_charts_are_one_part_and_equal_forms_equal_files() -> None:
    data = report(BARS, BARS)
    assert data == report(BARS, BARS)
    assert sum(name.startswith("word/charts/") for name in parts(data)) == 1
    assert not [name for name in parts(report()) if name.startswith("word/charts/")]


def test_many_bars_make_a_higher_chart() -> None:
    labels = tuple(map(str, range(20)))
    many = Chart("bar", "甲", labels, (1.0,) * 20)
    assert height_of(many) > height_of(Chart("bar", "甲", ("1",), (1.0,)))
    assert height_of(Chart("line", "甲", labels, (1.0,) * 20)) == height_of(
        Chart("line", "甲", ("1",), (1.0,))
    )
