"""In which order do WordprocessingML's properties stand? ISO/IEC 29500-1 Annex A.1, transitional; the only names the fixer writes."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = Any
"""An lxml element; its stubs know no namespaces worth typing."""


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def _names(text: str) -> dict[str, int]:
    return {w(name): place for place, name in enumerate(text.split())}


RUN = _names(
    "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint"
    " noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText"
    " vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange"
)
"""CT_RPr in the order Word writes and validates; the first four only in a paragraph mark's (CT_ParaRPr)."""
PARAGRAPH = _names(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
SECTION = _names(
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType"
    " cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
BORDERS = _names("top left start bottom right end between bar")
NUMBERING = _names("ilvl numId numberingChange ins")
SETTINGS = _names(
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries"
    " displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts"
    " embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader"
    " bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState"
    " formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge"
    " revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride"
    " styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"
    " doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders"
    " bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing"
    " drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery"
    " doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData"
    " noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter"
    " noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent"
    " alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt"
    " showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids"
)
"""CT_Settings as far as its rsids; what follows them comes from other namespaces and stays behind them."""


def put(parent: Element, child: Element, order: dict[str, int]) -> Element:
    """Set `child` at its place among the parent's children, instead of a child of the same name."""
    there = parent.find(child.tag)
    if there is not None:
        parent.replace(there, child)
        return child
    place = order[child.tag]
    # What the table does not know stands where it stood: the new child goes before the first that comes later.
    for index, other in enumerate(parent):
        if order.get(other.tag, -1) > place:
            parent.insert(index, child)
            return child
    parent.append(child)
    return child


def ask(parent: Element, name: str, order: dict[str, int]) -> Element:
    """The parent's child of that name; made, empty, where there is none."""
    there = parent.find(w(name))
    return there if there is not None else put(parent, etree.Element(w(name)), order)


def drop(parent: Element, name: str) -> None:
    for child in parent.findall(w(name)):
        parent.remove(child)


def properties_of(element: Element, name: str) -> Element:
    """The element's pPr or rPr, which stands first; made where there is none."""
    there = element.find(w(name))
    if there is None:
        there = etree.Element(w(name))
        element.insert(0, there)
    return there


def plain(element: Element) -> bytes:
    """The bytes by which two elements are compared."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
