"""Are the signs Chinese, single and in their place (GB/T 15834)?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from bangban.skills.documents.check.text.numbering import label_of, labels
from bangban.skills.documents.check.text.prose import (
    HAN,
    NAMING,
    PROSE,
    found,
    inside,
    opaque,
    paragraphs,
    together,
)
from bangban.skills.documents.check.view import BODY, View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph

_LEFT = f"[{HAN}”’》〉）】〕％%℃]"
_RIGHT = f"[{HAN}“‘《〈（【〔]"
_HALF = re.compile(rf"(?<={_LEFT})[,;:?!]|[,;:?!](?={_RIGHT})")
_STOP = re.compile(rf"(?<=[{HAN}”’》〉）】〕])\.(?=$|[\s\u3000]*$|{_RIGHT})(?!\.)(?<!\.\.)")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

_OWN_FORM = frozenset({Element.ADDRESSEE, Element.ATTACHMENT_NOTE, Element.COPY_TO, Element.TITLE})
"""Elements whose closing sign is checked with the element."""


def half_width(view: View) -> Iterator[Finding]:
    """Commas, colons, semicolons, stops, question and exclamation marks beside Chinese characters are full-width."""
    for paragraph in paragraphs(view, PROSE | {Element.NOTE}):
        text = paragraph.text
        hits = list(_HALF.finditer(text))
        stops = list(_STOP.finditer(text))
        if not hits and not stops:
            continue
        label = label_of(paragraph)
        skip = [*opaque(text), (0, label.end if label is not None and not label.automatic else 0)]
        spans = [
            (match.start(), match.end(), _FULL[match.group()])
            for match in hits
            if not inside(skip, match.start()) and not _between_latin(text, match.start())
        ]
        spans += [(one.start(), one.end(), "。") for one in stops if not inside(skip, one.start())]
        spans.sort()
        if spans:
            yield together(view, "punctuation.half_width", paragraph, spans)


def _between_latin(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


_BRACKETS = re.compile(r"\(([^()（）]*)\)")


def half_brackets(view: View) -> Iterator[Finding]:
    """Brackets around Chinese characters are full-width."""
    for paragraph in paragraphs(view, NAMING - _OWN_FORM | {Element.TITLE, Element.ADDRESSEE}):
        text = paragraph.text
        if "(" not in text:
            continue
        label = label_of(paragraph)
        after = 0 if label is None or label.automatic else label.end
        spans: list[tuple[int, int, str]] = []
        skip = opaque(text)
        for match in _BRACKETS.finditer(text, after):
            if re.search(f"[{HAN}]", match.group(1)) and not inside(skip, match.start()):
                spans += [(match.start(), match.start() + 1, "（"), (match.end() - 1, match.end(), "）")]
        if spans:
            yield together(view, "punctuation.half_brackets", paragraph, spans)


_STRAIGHT = re.compile('"([^"]*)"')
_STRAIGHT_ONE = re.compile("'([^']*)'")


def straight_quotes(view: View) -> Iterator[Finding]:
    """Quotation marks are “ ” and, inside them, ‘ ’."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if '"' not in text and "'" not in text:
            continue
        spans: list[tuple[int, int, str]] = []
        for pattern, opening, closing in ((_STRAIGHT, "“", "”"), (_STRAIGHT_ONE, "‘", "’")):
            for match in pattern.finditer(text):
                around = text[max(0, match.start() - 1) : match.end() + 1]
                if re.search(f"[{HAN}]", around):
                    spans += [
                        (match.start(), match.start() + 1, opening),
                        (match.end() - 1, match.end(), closing),
                    ]
        if spans:
            yield together(view, "punctuation.straight_quotes", paragraph, sorted(spans))


_ANGLED = re.compile(rf"[<＜](?=[{HAN}])([^<>＜＞《》]{{2,40}})[>＞]")


def angled(view: View) -> Iterator[Finding]:
    """Titles stand in 《》, not in the signs of arithmetic."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        for match in _ANGLED.finditer(text) if "<" in text or "＜" in text else ():
            if not re.search("[填待某名称]", match.group(1)) or re.search("[法例定办]$", match.group(1)):
                spans = [(match.start(), match.start() + 1, "《"), (match.end() - 1, match.end(), "》")]
                yield together(view, "punctuation.book_marks", paragraph, spans)


_ELLIPSIS = re.compile(
    rf"(?<=[{HAN}”’》）])(?:\.{{3,}}|。{{3,}}|．{{3,}}|·{{3,}}|…\.+)|(?<!…)…(?!…)|(?<!…)…{{3}}(?!…)"
)


def ellipsis(view: View) -> Iterator[Finding]:
    """The ellipsis is six dots, two cells: ……"""
    for paragraph in paragraphs(view):
        for match in _ELLIPSIS.finditer(paragraph.text):
            yield found(view, "punctuation.ellipsis", paragraph, *match.span(), "……")


_DASH = re.compile(rf"(?<=[{HAN}”’》）])(?:--+|－－+|———+|―{{2,}}|—-+|-—+|──+)(?=[{HAN}“‘《（])")


def dash(view: View) -> Iterator[Finding]:
    """The dash takes two cells: ——"""
    for paragraph in paragraphs(view, NAMING):
        for match in _DASH.finditer(paragraph.text):
            yield found(view, "punctuation.dash", paragraph, *match.span(), "——")


_CONNECTOR = re.compile(r"(?<=[\d%％年月日时])(?:--+|－－+|——+)(?=\d)|(?<=[\d%％年月日时元人万亿])~(?=\d)")


def connector(view: View) -> Iterator[Finding]:
    """Between figures stands — or ～, one cell wide."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        skip = opaque(text)
        for match in _CONNECTOR.finditer(text):
            if not inside(skip, match.start()):
                right = "～" if match.group() == "~" else "—"
                yield found(view, "punctuation.connector", paragraph, *match.span(), right)


_LISTED = re.compile("(?<=》)、(?=《)|(?<=”)、(?=“)|(?<=〉)、(?=〈)|(?<=’)、(?=‘)")


def listed(view: View) -> Iterator[Finding]:
    """No 、 between titles in 《》 or words in “” that stand side by side."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if "、" not in text:
            continue
        spans = [(*match.span(), "") for match in _LISTED.finditer(text)]
        if spans:
            yield together(
                view,
                "punctuation.listed",
                paragraph,
                [(a - 1, b + 1, text[a - 1] + text[b]) for a, b, _ in spans],
            )


_DOUBLED = re.compile(
    "([，、；：！？])\\1+|(?<!。)。。(?!。)|[，、；：][，、；]|(?<=[^。])。[，、；：]|[，、；：]。|[？！]。|、：|：、"
)


def doubled(view: View) -> Iterator[Finding]:
    """One sign at a time."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        for match in _DOUBLED.finditer(text):
            signs = match.group()
            same = len(set(signs)) == 1
            at_end = not text[match.end() :].strip()
            if same:
                yield found(
                    view, "punctuation.doubled", paragraph, *match.span(), signs[0], sure=signs[0] != "？"
                )
            elif at_end and "。" in signs:
                yield found(view, "punctuation.doubled", paragraph, *match.span(), "。")
            else:
                yield found(view, "punctuation.doubled", paragraph, *match.span(), sure=False)


_APPROXIMATE = re.compile(
    "(?<![第、零〇一二三四五六七八九十百千万])([二三四五六七八])、([三四五六七八九])(?=(?:个(?!方面|部分|阶段|季度)|天|岁|次|十|百|千|倍|公里|小时|分钟|家|人|名|户|件|所))"
)


def approximate(view: View) -> Iterator[Finding]:
    """No 、 inside a Chinese approximate number: 三四天."""
    for paragraph in paragraphs(view):
        for match in _APPROXIMATE.finditer(paragraph.text):
            low, high = ("零一二三四五六七八九".index(one) for one in match.groups())
            if high == low + 1:
                yield found(
                    view, "punctuation.approximate", paragraph, *match.span(), match.group(1) + match.group(2)
                )


_BEFORE_SUCH = re.compile("、(?=等)")


def before_such(view: View) -> Iterator[Finding]:
    """No 、 stands before 等."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _BEFORE_SUCH.finditer(text):
            if _alone(text, match.end()):
                yield found(view, "punctuation.before_such", paragraph, match.start(), match.end() + 1, "等")


def _alone(text: str, at: int) -> bool:
    """Whether 等 there is no beginning of a word such as 等级."""
    return next(iter(rjieba.cut(text[at : at + _BEGINS], False))) in ("等", "等等")


_BEFORE_AND = re.compile(f"、(?P<and>和|及)(?=[{HAN}《“][^，。；：、]{{0,10}}[，。；])")
_BEGINS = 4


def before_and(view: View) -> Iterator[Finding]:
    """No 、 stands before 和 and the last item; 和平 and 及时 are words of their own."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _BEFORE_AND.finditer(text):
            at = match.start("and")
            word = next(iter(rjieba.cut(text[at : at + _BEGINS], False)))
            if len(word) == 1:
                yield found(
                    view, "punctuation.before_and", paragraph, match.start(), at + 1, match.group("and")
                )


_AFTER_SUCH = re.compile("等……|……等")


def etcetera(view: View) -> Iterator[Finding]:
    """An ellipsis and 等 say the same thing."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _AFTER_SUCH.finditer(text):
            if match.group()[0] == "等" or _alone(text, match.end() - 1):
                yield found(view, "punctuation.etcetera", paragraph, *match.span(), "等")


_SENTENCE = re.compile("[，。；]")


def unfinished(view: View) -> Iterator[Finding]:
    """A paragraph of sentences ends with a sign."""
    text_of_body = list(paragraphs(view, {Element.BODY}))
    every = [one for one in text_of_body if len(one.text) >= 20]
    sentences = [one for one in every if _is_sentence(one, one.text.rstrip())]
    open_ended = sum(re.match(f"[{HAN}]", one.text.rstrip()[-1]) is not None for one in sentences)
    # Where the others end with a sign, a paragraph without one has lost it; else it may be their manner.
    usual = len(sentences) >= 3 and open_ended == 1
    for paragraph in text_of_body:
        short = paragraph.text.rstrip()
        if 8 <= len(paragraph.text) < 20 and short.endswith("，"):
            yield found(view, "punctuation.unfinished", paragraph, len(short) - 1, len(short), sure=False)
    for paragraph in every:
        text = paragraph.text.rstrip()
        if not _SENTENCE.search(text):
            continue
        last = text[-1]
        end = len(text)
        if last in "，、" and _next_is_apart(view, paragraph.index):
            yield found(view, "punctuation.unfinished", paragraph, end - 1, end, "。", sure=last == "，")
        elif last == "，":
            yield found(view, "punctuation.unfinished", paragraph, end - 1, end, sure=False)
        elif re.match(f"[{HAN}]", last) and ("。" in text[:-1] or (usual and _is_sentence(paragraph, text))):
            yield found(view, "punctuation.unfinished", paragraph, end - 1, end, last + "。")


def _is_sentence(paragraph: Paragraph, text: str) -> bool:
    """Long, with a comma, and no entry of a list."""
    return len(text) >= 25 and "，" in text and "：" not in text and label_of(paragraph) is None


def _next_is_apart(view: View, index: int) -> bool:
    """Whether what follows begins something of its own."""
    for one in view.paragraphs[index + 1 :]:
        if not one.blank:
            return view.role(one) is not Element.BODY or label_of(one) is not None
    return True


_GAP = re.compile(
    rf"(?<=[{HAN}，。；：、])[ \u00a0\u3000]+(?=[{HAN}])|(?<=[{HAN}])[ \u00a0\u3000]+(?=[，。；：、])"
)
_BLANKS = " \u00a0\u3000"


def after_label(view: View) -> Iterator[Finding]:
    """No space between 一、 or （一） and what it numbers, where the others have none."""
    every = [one for one in labels(view) if one.level in (1, 2, 4) and not one.automatic]
    spaced = [
        one
        for one in every
        if one.paragraph.text[one.end : one.end + 1] in _BLANKS and one.paragraph.text[one.end :].strip()
    ]
    if not spaced or len(spaced) * 2 > len(every):
        return
    for one in spaced:
        text = one.paragraph.text
        end = len(text) - len(text[one.end :].lstrip(_BLANKS))
        yield found(view, "numbering.space", one.paragraph, one.end, end, "")


_BREAK = re.compile(rf"(?<=[{HAN}，、；：。])\n(?=[{HAN}“《])")


def line_breaks(view: View) -> Iterator[Finding]:
    """A line broken by hand inside a sentence: the text runs on, and a new paragraph is a paragraph."""
    for paragraph in paragraphs(view, {Element.BODY}):
        text = paragraph.text
        if "\n" not in text:
            continue
        for match in _BREAK.finditer(text):
            at = match.start()
            inside_sentence = text[at - 1] not in "。；："
            if inside_sentence and len(text.strip()) > 20 and text.count("\n") <= 2:
                yield found(
                    view, "punctuation.line_break", paragraph, at - 1, at + 2, text[at - 1] + text[at + 1]
                )


_ARTICLE = re.compile(rf"^[\s\u3000]*第[{HAN}\d]{{1,4}}[编章节条]")


def gaps(view: View) -> Iterator[Finding]:
    """No spaces between Chinese characters in a sentence."""
    for paragraph in paragraphs(view, BODY):
        text = paragraph.text
        body = text.strip()
        if (
            (" " not in body and "\u00a0" not in body and "\u3000" not in body)
            or len(body) < 15
            or not _SENTENCE.search(body)
        ):
            continue
        label = label_of(paragraph)
        after = 0 if label is None or label.automatic else label.end
        article = _ARTICLE.match(text)
        spans = [
            (*match.span(), "")
            for match in _GAP.finditer(text, max(after, article.end() + 2 if article else 0))
            if text[: match.start()].strip()
        ]
        if 0 < len(spans) <= 5:
            around = [(a - 1, b + 1, text[a - 1] + text[b]) for a, b, _ in spans]
            if all(around[i][1] <= around[i + 1][0] for i in range(len(around) - 1)):
                yield together(view, "punctuation.gaps", paragraph, around)
