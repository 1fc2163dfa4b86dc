"""What stands in a .docx file besides its text: footers, settings, fonts, properties, relations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from bangban.skills.documents.draft.head import letter_frame
from bangban.skills.documents.draft.looks import (
    BY_ID,
    FANG,
    HEI,
    KAI,
    LATIN,
    PAGE_NUMBER_FONT,
    SONG,
    paragraph_properties,
    run_properties,
)
from bangban.skills.documents.draft.ooxml import R, field_runs, run, serialise, val, w

Footers = dict[str, tuple[str, bytes]]
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{R}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
).encode()
APP = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Bangban</Application></Properties>"
).encode()


def footers(*, letter: bool) -> Footers:
    """Part name → (relation id, content). A letter's first page shows its lower red line instead of a number."""
    found: Footers = {
        "footer1": ("rIdOdd", _page_number("PageNumberOdd")),
        "footer2": ("rIdEven", _page_number("PageNumberEven")),
    }
    if letter:
        found["footer3"] = ("rIdFirst", _lower_line())
    return found


def _page_number(style: str) -> bytes:
    look = BY_ID[style]

    def properties() -> object:
        return run_properties(look)

    number = field_runs("PAGE", "1", properties())
    paragraph = w(
        "p", paragraph_properties(look, style=True), run("— ", properties()), *number, run(" —", properties())
    )
    return serialise(w("ftr", paragraph))


def _lower_line() -> bytes:
    """Red, thin over thick, 170 mm long, its lower edge 20 mm above the page's."""
    return serialise(
        w("ftr", letter_frame("FooterLine", "", top_mm=297 - 20 - 2.5, line="thinThickSmallGap"))
    )


def settings() -> bytes:
    return serialise(
        w(
            "settings",
            w("zoom", percent=100),
            val("defaultTabStop", 420),
            w("evenAndOddHeaders"),
            val("drawingGridHorizontalSpacing", 158),
            val("drawingGridVerticalSpacing", 579),
            val("displayHorizontalDrawingGridEvery", 0),
            val("characterSpacingControl", "compressPunctuation"),
            w(
                "compat",
                w("spaceForUL"),
                w("balanceSingleByteDoubleByteWidth"),
                w("doNotLeaveBackslashAlone"),
                w("ulTrailSpace"),
                w("doNotExpandShiftReturn"),
                w("adjustLineHeightInTable"),
                w("useFELayout"),
                w(
                    "compatSetting",
                    name="compatibilityMode",
                    uri="http://schemas.microsoft.com/office/word",
                    val=15,
                ),
            ),
            w("themeFontLang", val="en-US", eastAsia="zh-CN"),
            val("decimalSymbol", "."),
            val("listSeparator", ","),
        )
    )


def font_table() -> bytes:
    """The fonts by name; none is embedded."""
    root = w("fonts")
    for name, alternative in (
        (FANG, "仿宋"),
        (KAI, "楷体"),
        (HEI, "SimHei"),
        (SONG, "方正小标宋"),
        (PAGE_NUMBER_FONT, "SimSun"),
    ):
        root.append(
            w("font", val("altName", alternative), val("charset", "86"), val("family", "auto"), name=name)
        )
    root.append(w("font", val("charset", "00"), val("family", "roman"), name=LATIN))
    return serialise(root)


def content_types(names: Iterable[str], charts: Iterable[str] = ()) -> bytes:
    overrides = {
        "word/document": "document.main",
        "word/styles": "styles",
        "word/settings": "settings",
        "word/fontTable": "fontTable",
        **{f"word/{name}": "footer" for name in names},
    }
    rows = "".join(
        f'<Override PartName="/{part}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for part, kind in overrides.items()
    ) + "".join(f'<Override PartName="/word/{name}.xml" ContentType="{CHART}"/>' for name in charts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        "</Types>"
    ).encode()


def document_relations(found: Footers, charts: Iterable[tuple[str, str]] = ()) -> bytes:
    rows = [("rIdStyles", "styles"), ("rIdSettings", "settings"), ("rIdFonts", "fontTable")]
    body = (
        "".join(
            f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{kind}.xml"/>'
            for identity, kind in rows
        )
        + "".join(
            f'<Relationship Id="{identity}" Type="{R}/footer" Target="{name}.xml"/>'
            for name, (identity, _) in found.items()
        )
        + "".join(
            f'<Relationship Id="{identity}" Type="{R}/chart" Target="{target}"/>'
            for identity, target in charts
        )
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'.encode()


def core(title: str, creator: str, made: datetime) -> bytes:
    stamp = f"{made:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    ).encode()
