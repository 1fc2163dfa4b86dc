"""Does a damaged byte anywhere ever raise anything but a Problem?"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangban.errors import Problem
from bangban.skills.documents.model import Document
from bangban.skills.documents.read import open_document
from tests.unit.skills.documents.read.building import docx, paragraph, parts, span, zipped
from tests.unit.skills.documents.read.fixed import ofd_parts, pdf, sheet

_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
    '<wp:positionV relativeFrom="page"><wp:posOffset>1080000</wp:posOffset></wp:positionV>'
    '<wp:extent cx="5616000" cy="0"/><a:graphic><a:graphicData><wps:wsp><wps:spPr><a:prstGeom prst="line"/>'
    '<a:ln w="19050" cmpd="thickThin"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>'
    f"<wps:txbx><w:txbxContent>{paragraph('框')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    '</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r><w:r><w:pict><v:line from="0,85pt"'
    ' to="442pt,85pt" strokecolor="red" strokeweight="2pt"/></w:pict></w:r>'
)
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_BODY = (
    paragraph(
        "标题",
        '<w:pStyle w:val="A"/><w:ind w:firstLineChars="200"/>',
        '<w:sz w:val="44"/><w:color w:val="FF0000"/>',
    )
    + f"<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>{span('一')}{_BOX}</w:p>"
    + f"<w:p><w:ins w:author='甲'>{span('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>{_FIELD}</w:p>"
    + "<w:tbl><w:tblPr><w:tblStyle w:val='T'/><w:tblBorders><w:top w:val='single' w:sz='4'/></w:tblBorders></w:tblPr>"
    + f"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{paragraph('格')}</w:tc></w:tr></w:tbl>"
)
_PARTS = parts(
    _BODY,
    section='<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:left="1588"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>',
    styles='<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/><w:basedOn w:val="B"/>'
    '<w:pPr><w:spacing w:line="579" w:lineRule="exact" w:beforeLines="50"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:rPr><w:b/><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:style>',
    numbering='<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    footer1=f"<w:p>{_FIELD}</w:p>",
    comments=f'<w:comment w:id="1" w:author="乙">{paragraph("批")}</w:comment>',
    settings='<w:evenAndOddHeaders/><w:themeFontLang w:eastAsia="zh-CN"/>',
)
_OFD = ofd_parts(*sheet())
_PDF = pdf(*sheet())
_flips = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=6)
_fuzzed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def damaged(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    found = bytearray(data)
    for at, value in flips:
        found[at % len(found)] = value
    return bytes(found)


def read_or_refused(data: bytes) -> None:
    document = said = None
    try:
        document = open_document(data)
    except Problem as problem:
        said = problem
    if document is None:
        assert said is not None
        assert said.text("zh") != said.text("en")
        return
    assert isinstance(document, Document)
    for at, one in enumerate(document.paragraphs):
        assert one.index == at
        assert "".join(run.text for run in one.runs) == one.text
        assert all(one.text[run.start : run.end] == run.text for run in one.runs)


@given(name=st.sampled_from(sorted(_PARTS)), flips=_flips)
@_fuzzed
def test_damaged_parts(name: str, flips: list[tuple[int, int]]) -> None:
    read_or_refused(zipped({**_PARTS, name: damaged(_PARTS[name], flips)}))


@given(flips=_flips)
@_fuzzed
def test_a_damaged_archive(flips: list[tuple[int, int]]) -> None:
    read_or_refused(damaged(zipped(_PARTS), flips))


@given(
    name=st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml"]),
    value=st.sampled_from(
        ["", "-1", "99999999999999", "1e400", "nan", "½", "x" * 300, "0.5", "-0", "\u0661"]
    ),
    at=st.integers(0, 60),
)
@_fuzzed
def test_values_that_are_no_values(name: str, value: str, at: int) -> None:
    pieces = _PARTS[name].decode().split('w:val="')
    at = 1 + at % (len(pieces) - 1)
    pieces[at] = value + pieces[at][pieces[at].index('"') :]
    read_or_refused(zipped({**_PARTS, name: 'w:val="'.join(pieces).encode()}))


@given(name=st.sampled_from(sorted(_OFD)), flips=_flips)
@_fuzzed
def test_damaged_ofd_parts(name: str, flips: list[tuple[int, int]]) -> None:
    read_or_refused(zipped({**_OFD, name: damaged(_OFD[name], flips)}))


@given(flips=_flips)
@_fuzzed
def test_a_damaged_pdf(flips: list[tuple[int, int]]) -> None:
    read_or_refused(damaged(_PDF, flips))


@given(data=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes(data: bytes) -> None:
    # What begins as a format that LibreOffice reads would start it; these are tried in test_office.
    if not data.lstrip().startswith(b"{\\rtf"):
        read_or_refused(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_is_cut_off(share: float) -> None:
    for data in (docx(_BODY), zipped(_OFD), _PDF):
        read_or_refused(data[: int(len(data) * share)])
