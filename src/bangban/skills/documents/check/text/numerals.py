"""Are numbers written as GB/T 15835 wants them?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bangban.skills.documents.check.text import chinese
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
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding

_TO = "[-—–－~～至到]"
_NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way not to write a number, and what it should be; "" when that is not certain."""

    rule: str
    pattern: re.Pattern[str]
    right: Callable[[re.Match[str]], str | None]
    """None: this is no fault after all."""
    needs: tuple[str, ...] = ()
    """One of these stands in every text that holds it: most texts need not be searched."""

    def find(self, text: str) -> Iterable[re.Match[str]]:
        if self.needs and not any(one in text for one in self.needs):
            return ()
        return self.pattern.finditer(text)


def _percent(match: re.Match[str]) -> str | None:
    low, to, high = match.group("low", "to", "high")
    if Decimal(low) >= Decimal(high) or re.fullmatch("(?:19|20)\\d\\d", low):
        return None
    return f"{low}%{'—' if to in '-–－' else to}{high}%"


def _scaled(match: re.Match[str]) -> str | None:
    low, to, high, unit = match.group("low", "to", "high", "unit")
    if Decimal(low) >= Decimal(high):
        return None
    return f"{low}{unit}{'—' if to in '-–－' else to}{high}{unit}"


def _year(match: re.Match[str]) -> str:
    return f"20{match.group('year')}" if int(match.group("year")) < 60 else f"19{match.group('year')}"


def _thousand(match: re.Match[str]) -> str:
    factor = {"十": 10, "百": 100, "千": 1000}[match.group("unit")]
    return f"{(Decimal(match.group('number')) * factor).normalize():f}"


def _month(match: re.Match[str]) -> str:
    number = chinese.value(match.group("number"))
    return f"{number}{match.group('unit')}"


def _chinese(match: re.Match[str]) -> str:
    year, month, day = match.group("year", "month", "day")
    figures = "".join(str("〇一二三四五六七八九".index(_ZERO.get(one, one))) for one in year)
    rest = "".join(
        f"{chinese.value(said)}{unit}" for said, unit in ((month, "月"), (day, "日")) if said is not None
    )
    return f"{figures}年{rest}"


def _fixed(text: str) -> Callable[[re.Match[str]], str]:
    return lambda match: text


_ZERO = {"零": "〇", "○": "〇"}

FORMS: tuple[Form, ...] = (
    Form(
        "numerals.percent_range",
        re.compile(rf"(?<![\d.%％])(?P<low>{_NUMBER})(?P<to>{_TO})(?P<high>{_NUMBER})[%％]"),
        _percent,
        ("%", "％"),
    ),
    Form(
        "numerals.scaled_range",
        re.compile(
            rf"(?<![\d.万亿年月])(?P<low>{_NUMBER})(?P<to>[-—–－~～])(?P<high>{_NUMBER})(?P<unit>万|亿)(?=[元人户亩吨件平个名公立千次套辆家]|$|[，。；、])"
        ),
        _scaled,
        ("万", "亿"),
    ),
    Form(
        "numerals.short_year",
        re.compile(
            r"(?<![\d第近满约超达这过逾.])['’]?(?P<year>\d{2})(?=年(?:1[0-2]|0?[1-9])月(?!以|内|后|的期))"
        ),
        _year,
    ),
    Form(
        "numerals.short_year",
        re.compile(r"(?<=\d{4})(?P<to>[-—–－~～至到])(?P<year>[0-5]\d)(?=年(?:$|[^\d个]))"),
        lambda match: match.group("to") + _year(match),
    ),
    Form(
        "numerals.short_year",
        re.compile(
            r"(?<![\d第近满约超达这过逾.、—至到])(?P<year>[012]\d|9\d)(?=年(?:底|年底|上半年|下半年|年初))"
        ),
        _year,
        ("年底", "年年底", "年上半", "年下半", "年年初"),
    ),
    Form(
        "numerals.short_year",
        re.compile(r"(?<![\d第近满约超达这过逾.、—至到最])(?P<year>[12][1-9])(?=年以来)"),
        _year,
        ("年以来",),
    ),
    Form(
        "numerals.short_year",
        re.compile(r"(?<=[于自从在至到])(?P<year>[5-9]\d)(?=年(?:[，。、；）]|[建成起以]))"),
        _year,
    ),
    Form(
        "numerals.arabic_with_word",
        re.compile(
            rf"(?<![\d.,，])(?P<number>{_NUMBER})(?P<unit>[百千])(?=[余多]?[元人户名家项亩吨套台件次个所辆])"
        ),
        _thousand,
        ("百", "千"),
    ),
    Form(
        "numerals.mixed_date",
        re.compile(
            r"(?<=\d年)(?P<number>十[一二]|[一二三四五六七八九十])(?P<unit>月)(?=[\d，。；、至到底初中上下前以起]|份)"
        ),
        _month,
    ),
    Form(
        "numerals.mixed_date",
        re.compile(
            r"(?<=\d月)(?P<number>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?P<unit>日)"
        ),
        _month,
    ),
    Form(
        "numerals.chinese_date",
        re.compile(
            r"(?<![〇零○一二三四五六七八九十“《])(?P<year>(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2})年(?!级|生)"
            r"(?:(?P<month>十[一二]?|[一二三四五六七八九])月(?:(?P<day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])日)?)?"
        ),
        _chinese,
    ),
    Form(
        "numerals.chinese_date",
        re.compile(
            r"(?<=[于自从在至到])(?P<year>[五六七八九][〇零○一二三四五六七八九])(?=年(?:[，。、；）]|[建成起以]))"
        ),
        _fixed(""),
    ),
    Form(
        "numerals.zero_sign",
        re.compile(r"(?P<year>[一二][零○OoＯ0〇一二三四五六七八九]{3})(?=年)"),
        lambda match: (
            None
            if not re.search("[零○OoＯ0]", match.group("year"))
            or not re.match("一九|二[零○OoＯ0〇]", match.group("year"))
            else re.sub("[零○OoＯ0]", "〇", match.group("year"))
        ),
    ),
    Form(
        "numerals.letter",
        re.compile(
            r"(?<![A-Za-z\d.])(?:\d+[OoＯ]+\d*|\d+[lI]\d+)(?=[万亿千百]?[元人户名家项亩吨件套台张所处座条辆份次%％个年月日米])"
        ),
        lambda match: re.sub("[lI]", "1", re.sub("[OoＯ]", "0", match.group())),
        ("O", "o", "Ｏ", "l", "I"),
    ),
    Form(
        "numerals.empty_place",
        re.compile(r"(?<=\d{4}年)0(?=[1-9]月)|(?<=月)0(?=[1-9]日)"),
        _fixed(""),
        ("年0", "月0"),
    ),
    Form(
        "numerals.percent_point",
        re.compile(r"(?<=\d)[%％](?=个百分点)"),
        _fixed(""),
        ("%个", "％个"),
    ),
    Form(
        "numerals.fewer_times",
        re.compile(rf"(?:减少|降低|下降|缩小|缩短)了?(?:{_NUMBER}|[一二两三四五六七八九十]+)倍"),
        _fixed(""),
    ),
    Form(
        "numerals.minus_fall",
        re.compile(rf"(?<=[减少降低下落])了?[-－−](?P<number>{_NUMBER})(?=[%％个万亿元])"),
        lambda match: match.group().replace("-", "").replace("－", "").replace("−", ""),
        ("-", "－", "−"),
    ),
    Form(
        "numerals.approximate",
        re.compile(
            r"(?<![\d第、.．—至-])(?P<low>[1-8])、(?P<high>[2-9])(?=(?:天|个|岁|次|家|人|名|户|件|所|支|辆|座|公里|小时)(?![、和]))"
        ),
        lambda match: (
            chinese.numeral(int(match.group("low"))) + chinese.numeral(int(match.group("high")))
            if int(match.group("high")) == int(match.group("low")) + 1
            or match.group("low", "high") == ("3", "5")
            else None
        ),
    ),
    Form(
        "numerals.approximate",
        re.compile(r"几10(?=[余多]?[个天人名家户岁年次项件万亿])"),
        _fixed("几十"),
    ),
    Form(
        "numerals.full_percent",
        re.compile(r"(?<=\d)％"),
        _fixed("%"),
        ("％",),
    ),
    Form(
        "numerals.percent_word",
        re.compile(rf"百分之(?P<number>{_NUMBER})(?!\d)"),
        lambda match: f"{match.group('number')}%",
    ),
    Form(
        "numerals.hao",
        re.compile(r"(?<=月)(?P<day>3[01]|[12]\d|[1-9])号(?![楼院线令台机门桌馆店文公地井])"),
        lambda match: f"{match.group('day')}日",
    ),
    Form(
        "numerals.thousands",
        re.compile(r"(?<![\d，.第])[1-9]\d{0,2}(?:，\d{3})+(?=[个项件人户家名元万亿亩吨米套台次起平])"),
        lambda match: match.group().replace("，", ""),
    ),
    Form(
        "numerals.arabic_with_word",
        re.compile(
            r"(?<![\d第])(?P<tens>[二三四五六七八九])十(?P<number>[1-9])(?=[余多]?[个项件人户名家天条次])"
        ),
        lambda match: f"{chinese.value(match.group('tens'))}{match.group('number')}",
        ("十",),
    ),
    Form(
        "numerals.clock",
        re.compile(
            r"(?<![\d：])(?P<h>[01]?\d|2[0-4])：(?P<n>[0-5]\d)(?![\d：])"
            r"(?=至|到|—|-|～|前|之前|后|开|起|时段|止|准时|(?<=[日）)午晚至到—～-]\d：\d\d)|(?<=[日）)午晚至到—～-]\d\d：\d\d))"
        ),
        lambda match: match.group().replace("：", ":"),
        ("：",),
    ),
    Form(
        "numerals.approximate",
        re.compile(r"(?<!\d)(?P<number>[1-9])0几(?=[个天人名家户岁年次项])"),
        lambda match: chinese.numeral(int(match.group("number")) * 10) + "几",
        ("0几",),
    ),
    Form(
        "numerals.twice_about",
        re.compile(
            rf"(?:约|大约|大概)(?:为|有)?{_NUMBER}[多余]?[万亿]?[\u4e00-\u9fff%％℃]{{0,4}}?左右|(?:近|将近|接近|约|不足){_NUMBER}[多余]|超过?{_NUMBER}[万亿]?[元人户名家项亩吨件%％]?以上|(?:不少于|不低于|不高于|不超过|不多于|至少|至多|最多|最低|最高){_NUMBER}[万亿]?[\u4e00-\u9fff%％℃]{{0,3}}?左右|{_NUMBER}[万亿]?[多余][\u4e00-\u9fff]{{1,3}}?左右|(?:最多|至多|不超过){_NUMBER}[万亿]?[元人户名家项亩吨件%％]?以内"
        ),
        _fixed(""),
    ),
    Form(
        "numerals.year_range_sign",
        re.compile(r"(?<=(?<!\d)(?:19|20)\d\d)[-–－](?=(?:19|20)\d\d年)"),
        _fixed("—"),
        ("-", "–", "－"),
    ),
    Form("numerals.sign_twice", re.compile("(?<=\\d)(?P<sign>[%％])[%％]+"), _fixed("%"), ("%%", "％％")),
    Form(
        "numerals.sign_twice",
        re.compile(
            "(?<=\\d)(?P<unit>日)日(?![均常夜])|(?<=\\d)(?P<year>年)年(?![底初末均度内中前终以])|(?<=\\d)(?P<month>月)月(?![底初末均度内中])"
        ),
        lambda match: match.group()[0],
        ("日日", "年年", "月月"),
    ),
    Form(
        "numerals.decimal",
        re.compile(r"(?<![\d年月日])(?P<whole>\d{1,4})[。，](?P<part>\d{1,2})(?=[万亿%％倍](?!\d))"),
        lambda match: f"{match.group('whole')}.{match.group('part')}",
        ("。",),
    ),
    Form(
        "numerals.dotted_date",
        re.compile(
            r"(?<![\d.])(?P<y>(?:19|20)\d\d)[./](?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?![\d.])"
        ),
        lambda match: f"{match.group('y')}年{int(match.group('m'))}月{int(match.group('d'))}日",
        (".", "/"),
    ),
)

_UNCERTAIN = frozenset({"numerals.fewer_times", "numerals.twice_about"})
"""Shown without saying what is right."""
_EITHER = frozenset({"numerals.clock"})
"""What many right documents write too: shown, never changed."""


def forms(view: View) -> Iterator[Finding]:
    """Ranges, years, dates, approximate numbers and scales."""
    for paragraph in paragraphs(view, PROSE | {Element.TITLE}):
        text = paragraph.text
        if not re.search(r"\d|[零○〇年]", text):
            continue
        skip = opaque(text)
        taken: list[tuple[int, int]] = []
        title = view.role(paragraph) is Element.TITLE
        for form in FORMS:
            if title and form.rule == "numerals.chinese_date":
                continue  # 二〇二五年工作要点 is how titles are often set
            for match in form.find(text):
                start, end = match.span()
                if inside(skip, start) or any(start < last and first < end for first, last in taken):
                    continue
                right = form.right(match)
                if right is None:
                    continue
                taken.append((start, end))
                if form.rule in _UNCERTAIN or (not right and form.rule == "numerals.chinese_date"):
                    yield found(view, form.rule, paragraph, start, end, sure=False)
                else:
                    yield found(view, form.rule, paragraph, start, end, right, sure=form.rule not in _EITHER)


_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．.][０-９]+)?|(?<=[0-9])．(?=[0-9]+[%％万亿倍元米公亩吨])")
_NARROW = {**{code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}, 0xFF0E: 0x2E}


def full_width(view: View) -> Iterator[Finding]:
    """Arabic numerals are half-width."""
    for paragraph in paragraphs(view, NAMING | {Element.DATE, Element.IMPRINT, Element.NUMBER}):
        spans = [
            (*match.span(), match.group().translate(_NARROW)) for match in _WIDE.finditer(paragraph.text)
        ]
        if spans:
            yield together(view, "numerals.full_width", paragraph, spans)


_UNIT = re.compile(
    rf"(?<=[\d{HAN}])(?:(?P<flat>(?<=[\d万亿])(?:平米|㎡|平方(?![\u4e00-\u9fff])))|(?P<far>(?<=\d)公理)|(?P<cube>(?<=[\d万亿])(?:㎥|立米))|(?P<wrong>(?<=\d)(?:KM|Km|KG|Kg|MM|Mm|CM|Cm|ML|Ml|KW|Kw|kw|KV|Kv|kv|HZ|hz)(?![A-Za-z])))"
)
_UNITS = {
    "km": "km",
    "kg": "kg",
    "mm": "mm",
    "cm": "cm",
    "ml": "mL",
    "kw": "kW",
    "kv": "kV",
    "hz": "Hz",
}


def units(view: View) -> Iterator[Finding]:
    """Units are the legal ones, in their own letters."""
    for paragraph in paragraphs(view):
        for match in _UNIT.finditer(paragraph.text):
            right = (
                "平方米"
                if match.group("flat")
                else "立方米"
                if match.group("cube")
                else "公里"
                if match.group("far")
                else _UNITS[match.group("wrong").lower()]
            )
            yield found(view, "numerals.unit", paragraph, *match.span(), right)
