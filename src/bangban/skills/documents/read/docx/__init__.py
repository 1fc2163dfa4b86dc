"""What does a .docx say, once every style, default, theme and list is resolved?"""

from __future__ import annotations

from typing import Any

from lxml import etree

from bangban.skills.documents.model import Document, Paragraph, Section
from bangban.skills.documents.read import xml
from bangban.skills.documents.read.docx import notes
from bangban.skills.documents.read.docx.formats import Formats
from bangban.skills.documents.read.docx.kept import Kept
from bangban.skills.documents.read.docx.names import NS, W, q
from bangban.skills.documents.read.docx.numbering import Lists
from bangban.skills.documents.read.docx.sections import (
    east_asian_language,
    find_sections,
    read_section,
    references,
    setting,
)
from bangban.skills.documents.read.docx.story import Story, Where
from bangban.skills.documents.read.docx.styles import Styles
from bangban.skills.documents.read.docx.theme import Theme
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.package import Package
from bangban.skills.documents.read.problems import DocumentBroken, DocumentNotRecognised, DocumentTooLarge

_KEPT_SIZE = 1024 * 1024
_styles: Kept[Styles] = Kept(8)
_formats: Kept[Formats] = Kept(16)
_OFFICE = "/officeDocument"
_count_paragraphs: Any = etree.XPath("count(.//w:p)", namespaces={"w": NS["w"]})
_count_runs: Any = etree.XPath("count(.//w:r)", namespaces={"w": NS["w"]})


def read(package: Package, *, name: str = "", limits: Limits = LIMITS) -> Document:
    """Return the document in an opened package. Raises the problems of `read.problems`."""
    main = _main_part(package)
    data = package.data(main)
    package.strict = xml.is_strict(data)
    root = _text_part(package, main)
    body = root.find(W + "body")
    if root.tag != W + "document" or body is None:
        raise DocumentBroken(
            name=name, what={"zh": "主文档部件中没有正文", "en": "the main part holds no body"}
        )
    related = relationships(package, main)
    settings = package.find(_target(related, "settings"))
    formats = _read_formats(package, related, settings)
    elements = find_sections(body) or [None]
    sections = [read_section(one) for one in elements]
    story = Story(formats, sections, limits, name)
    story.blocks(body, Where())
    _read_margins(package, related, story, sections)
    for kind in ("footnote", "endnote"):
        story.begin()
        for note in notes.notes(_text_part(package, _target(related, kind + "s")), kind):
            story.blocks(note, Where("footnote"))
    document = Document(
        "docx",
        story.paragraphs,
        sections,
        story.tables,
        story.revisions,
        notes.comments(_text_part(package, _target(related, "comments")), story.commented),
        setting(settings, "evenAndOddHeaders"),
        package=package,
    )
    document.unknown_because = tuple(_notes(package, story))
    return document


def _text_part(package: Package, part: str) -> Any:
    """Return the root of a part that holds paragraphs, None for no part; refused where it holds too many."""
    root = package.find(part)
    limits = package.limits
    if root is not None and (_count_paragraphs(root) > limits.paragraphs or _count_runs(root) > limits.runs):
        what = {"zh": "段落数或文字片段数", "en": "the number of paragraphs or runs"}
        raise DocumentTooLarge(name=package.name, what=what, limit=f"{limits.paragraphs} / {limits.runs}")
    return root


def _notes(package: Package, story: Story) -> list[str]:
    found = []
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        found.append("macros_not_run")
    if story.altered:
        found.append("imported_part_not_read")
    return found


def _main_part(package: Package) -> str:
    """Return the name of the main part by the package's relationships, "word/document.xml" failing those."""
    main = "word/document.xml"
    if package.has("_rels/.rels"):
        for kind, target, _ in relationships(package, "").values():
            if kind.endswith(_OFFICE):
                main = target
                break
    if not package.has(main):
        raise DocumentBroken(
            name=package.name, what={"zh": "缺少主文档部件", "en": "its main part is missing"}
        )
    folder = main.lower().split("/")[0]
    if folder in ("xl", "ppt"):
        chinese, english = {
            "xl": ("Excel 工作簿", "an Excel workbook"),
            "ppt": ("演示文稿", "a presentation"),
        }[folder]
        raise DocumentNotRecognised(name=package.name, kind={"zh": chinese, "en": english})
    package.main = main
    return main


def relationships(package: Package, part: str) -> dict[str, tuple[str, str, bool]]:
    """Return a part's relationships: id → (type, target, external). A target inside is a part's full name."""
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
    root = package.find(name)
    found: dict[str, tuple[str, str, bool]] = {}
    for one in root.iterchildren(q("rel:Relationship")) if root is not None else ():
        external = one.get("TargetMode") == "External"
        target = one.get("Target", "")
        found[one.get("Id", "")] = (
            one.get("Type", ""),
            target if external else _resolve(folder, target),
            external,
        )
    return found


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _target(related: dict[str, tuple[str, str, bool]], kind: str) -> str:
    """Return the part that a relationship type ending in `kind` leads to; "" for none."""
    for type_, target, external in related.values():
        if not external and type_.rpartition("/")[2] == kind:
            return target
    return ""


def _read_formats(package: Package, related: dict[str, tuple[str, str, bool]], settings: Any) -> Formats:
    """Return the formats, kept by the digests of the parts they rest on: an office's files share a template.

    Large parts are not kept, so that no file can fill the memory beyond its own reading.
    """
    styles, theme, numbering = (_target(related, kind) for kind in ("styles", "theme", "numbering"))
    language = east_asian_language(settings)
    small = all(package.size(part) <= _KEPT_SIZE for part in (styles, theme, numbering))

    def make() -> Formats:
        read_styles = _styles.get(
            package.digest(styles),
            lambda: Styles(package.find(styles)),
            keep=package.size(styles) <= _KEPT_SIZE,
        )
        read_theme = Theme(package.find(theme), language)
        return Formats(read_styles, read_theme, Lists(package.find(numbering), read_styles))

    digests = tuple(package.digest(part) for part in (styles, theme, numbering))
    return _formats.get((*digests, language), make, keep=small and package.size(package.main) <= _KEPT_SIZE)


def _read_margins(
    package: Package, related: dict[str, tuple[str, str, bool]], story: Story, sections: list[Section]
) -> None:
    """Read each header and footer once; a section without its own has those of the section before."""
    parts: dict[str, list[Paragraph]] = {}
    for kind in ("header", "footer"):
        place: Any = kind
        inherited: dict[str, list[Paragraph]] = {}
        for number, section in enumerate(sections):
            own = references(section.xml, kind) if section.xml is not None else {}
            for name, identifier in own.items():
                _, target, external = related.get(identifier, ("", "", True))
                if external or not package.has(target):
                    continue
                if target not in parts:
                    begun = len(story.paragraphs)
                    story.section = number
                    story.begin()
                    story.blocks(_text_part(package, target), Where(place, footer_kind=name))
                    parts[target] = story.paragraphs[begun:]
                inherited = {**inherited, name: parts[target]}
            setattr(section, kind + "s", dict(inherited))
