"""Do the parts add up to the total, the shares to a hundred, and does the growth follow from its two figures?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bangban.skills.documents.check.text.amounts import PEOPLE, Amount, amounts, plain
from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding
from bangban.skills.documents.model import Paragraph

_SENTENCES = re.compile("[^。；！？]+")
_ROUND = re.compile("[（(][^（）()]*[)）]")
_TOTAL = re.compile(
    "(?:合计|共计|总计|总共|一共|合共|共)(?:为|达|有|需|约|安排|投资|支出|收入|资金|人民币|[:：])*$"
)
_PARTS = re.compile("其中[:：，]?|分别(?:是|为)[:：]?|包括[:：]?|分为[:：]?")
_COMPARED = re.compile(
    "同比|增长|增加(?!值)|减少|下降|较上|比上|上年|去年|人均|户均|每|平均|完成率|剩余|结余|超出|不足|至少|不少于|不低于|最高|上限|以上|以下|以内|累计"
)
_UNITS_APART = {Decimal(10) ** power for power in (-8, -4, 4, 8)}
"""The total said in 亿 and its parts in 万, or the other way round."""
_STATES = re.compile("开工|竣工|完工|建成|已|办结|满意|投产|入库|通过|党员|女|少数民族|优秀|合格|整改|未")


def _blank_round(text: str) -> str:
    """The text with what stands in brackets blanked, so that every place stays."""
    return _ROUND.sub(lambda match: "\u3000" * len(match.group()), text)


def _segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces between 、 ， and 和 / 以及."""
    places = [start]
    spans = []
    for match in re.finditer("[、，,]|以及|(?<=[元人个项件家户台套亩吨名%])[和及]", text[start:end]):
        spans.append((places[-1], start + match.start()))
        places.append(start + match.end())
    spans.append((places[-1], end))
    return spans


def _tolerance(parts: Sequence[Amount], total: Amount) -> Decimal:
    """What rounding of every part and of the total can make up."""
    return sum((one.step for one in parts), total.step) / 2


def parts(view: View) -> Iterator[Finding]:
    """总额 = 其中各项之和; 各项 …… 合计 = 总额."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if not re.search("其中|合计|共计|总计|总共|一共|合共|共|分别|包括|分为", text):
            continue
        blanked = _blank_round(text)
        before = 0
        for sentence in _SENTENCES.finditer(blanked):
            start, end = sentence.span()
            # 其中 may open a sentence of its own: the total stands in the one before.
            opens = sentence.group().lstrip("\u3000 ").startswith("其中")
            yield from _of_which(view, paragraph, blanked, before if opens else start, start, end)
            before = start
            yield from _summed_up(view, paragraph, blanked, start, end)


def _of_which(
    view: View, paragraph: Paragraph, text: str, first: int, start: int, end: int
) -> Iterator[Finding]:
    word = _PARTS.search(text, start, end)
    if word is None:
        return
    pieces = _segments(text, word.end(), end)
    lead = next((list(amounts(text, *piece)) for piece in pieces if text[slice(*piece)].strip()), [])
    if len(lead) != 1:
        return
    before = [one for one in amounts(text, first, word.start()) if one.unit == lead[0].unit]
    if not before or (first < start and len(before) > 1):
        return
    total = before[-1]
    if _COMPARED.search(text, max(first, total.start - 6), total.start):
        return
    if word.group()[:2] != "其中" and not re.search("共|总", text[start : total.start]):
        return
    items: list[Amount] = []
    stopped = False
    for left, last in pieces:
        if not text[left:last].strip():
            continue
        inside = [one for one in amounts(text, left, last) if one.unit == total.unit]
        if len(inside) != 1:
            stopped = True
            break
        if _COMPARED.search(text, left, last) or inside[0].about or text[last - 1 : last] == "等":
            return
        items.append(inside[0])
    if len(items) < 2 or total.about or total.unit == "%" or total.unit == "个百分点":
        return
    rest = text[items[-1].end : end]
    if re.match("等|左右|余", rest) or (
        stopped and any(one.unit == total.unit for one in amounts(text, items[-1].end, end))
    ):
        return
    names = text[word.end() : items[-1].end]
    summed = sum((one.number for one in items), Decimal(0))
    difference = summed - total.number
    if abs(difference) <= _tolerance(items, total) or "等" in names or not total.number:
        return
    ratio = summed / total.number
    money = total.unit in ("元", "美元")
    apart = _apart(names, len(items))
    if total.unit in PEOPLE and not apart:
        return
    if not money and _STATES.search(names) and not apart:
        return
    if money and ratio in _UNITS_APART:
        rule = "sums.parts_over" if difference > 0 else "sums.parts_short"
    elif difference > 0 and (money or apart or ratio <= Decimal("1.1")):
        rule = "sums.parts_over"
    elif difference < 0 and ratio >= (Decimal("0.8") if len(items) > 2 else Decimal("0.9")):
        rule = "sums.parts_short"
    else:
        return
    yield _differs(view, rule, paragraph, total, items, summed)


_OPPOSED = re.compile(
    "男[^、，]*[、，][^、，]*女|女[^、，]*[、，][^、，]*男|城镇[^、，]*[、，和][^、，]*(?:乡村|农村)|城市[^、，]*[、，和][^、，]*农村"
)
"""Words for all there is of a thing."""


def _apart(names: str, count: int) -> bool:
    """Whether parts surely share nothing: men and women, town and country, one year and the next."""
    years = re.findall(r"(?<!\d)20\d\d(?=年)", names)
    return _OPPOSED.search(names) is not None or (len(years) == count and len(set(years)) == count)


_CHECKED = re.compile(
    "共(?:计|有)?(?:检查|排查|抽查|核查|摸排|走访|发放|受理|办理|办结|审查|评选|表彰|培训|投入|安排|完成|开展|组织|查处|收到|征集|拆除|整治)[\u4e00-\u9fff]{2,}"
)


def _summed_up(view: View, paragraph: Paragraph, text: str, start: int, end: int) -> Iterator[Finding]:
    every = list(amounts(text, start, end))
    for place, total in enumerate(every):
        head = _TOTAL.search(text[start : total.start])
        if head is None or place < 2:
            continue
        word = start + head.start()
        items: list[Amount] = []
        spans = _segments(text, start, word)
        if spans and not text[spans[-1][0] : spans[-1][1]].strip():
            spans.pop()
        for first, last in reversed(spans):
            inside = [one for one in amounts(text, first, last) if one.unit == total.unit]
            whole = re.search("共|合计|总|累计", text[first:last])
            # 本次共检查网站28家、新媒体64家: the first of the parts says that there are several.
            opens = whole is not None and first == spans[0][0] and _CHECKED.search(text, first, last)
            if len(inside) != 1 or inside[0].about or (whole and not opens):
                break
            if _COMPARED.search(text, first, last):
                items = []
                break
            items.insert(0, inside[0])
        if len(items) < 2 or total.about or total.unit in ("%", "个百分点"):
            continue
        # What opens the sentence may itself be the whole that the others are parts of.
        if "其中" in text[start : items[-1].end] or "等" in text[items[-1].end : word]:
            continue
        if (
            head.group().startswith("共")
            and not head.group().startswith("共计")
            and text[word - 1 : word] not in "，、：,"
        ):
            continue
        summed = sum((one.number for one in items), Decimal(0))
        if items[0].number == total.number or abs(summed - items[0].number - total.number) <= total.step / 2:
            continue  # the first was the whole, said at once
        if abs(summed - total.number) > _tolerance(items, total):
            yield _differs(view, "sums.total", paragraph, total, items, summed)


def _differs(
    view: View, rule: str, paragraph: Paragraph, total: Amount, items: Sequence[Amount], summed: Decimal
) -> Finding:
    return found(
        view,
        rule,
        paragraph,
        total.start,
        total.end,
        plain(summed, total),
        sure=False,
        parts=" + ".join(one.text for one in items),
    )


# ── shares ──

_SHARES = re.compile(
    r"(?:分别占|占比分别(?:为|是)|比重分别(?:为|是)|比例分别(?:为|是)|各占)[^。；，0-9]{0,12}?(?P<list>\d+(?:\.\d+)?[%％](?:[、，和及](?:\d+(?:\.\d+)?)[%％])+)"
)
_MOST_SHARES = 120
"""Above it they are hardly shares of one thing."""
_WHOLE_SENTENCES = re.compile("[^。！？]+")
_ALL_THERE_IS = re.compile(
    "男[^。]*占[^。]*女[^。]*占|城镇[^。]*占[^。]*(?:乡村|农村)[^。]*占|第一产业[^。]*占[^。]*第二产业[^。]*占[^。]*第三产业[^。]*占|占[^。]*占[^。]*(?:其他|其余)[^。]*占"
)
_EACH_SHARE = re.compile(r"占(?:比)?(?:为|约)?(?P<share>\d+(?:\.\d+)?)[%％]")


def shares(view: View) -> Iterator[Finding]:
    """Shares of one whole make 100 %."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "占" not in text and "比" not in text:
            continue
        for match in _SHARES.finditer(text):
            yield from _hundred(
                view, paragraph, *match.span("list"), list(amounts(text, *match.span("list")))
            )
        for sentence in _WHOLE_SENTENCES.finditer(text):
            if "分别" in sentence.group() or re.search("同比|增长|上年|以上", sentence.group()):
                continue
            each = list(_EACH_SHARE.finditer(text, *sentence.span()))
            whole = _ALL_THERE_IS.search(sentence.group())
            if len(each) >= (2 if whole else 3) and (whole or "其中" not in sentence.group()):
                values = list(amounts(text, each[0].start(), each[-1].end()))
                values = [one for one in values if one.unit == "%"]
                if len(values) == len(each):
                    yield from _hundred(view, paragraph, each[0].start("share"), each[-1].end(), values)


def _hundred(
    view: View, paragraph: Paragraph, start: int, end: int, values: Sequence[Amount]
) -> Iterator[Finding]:
    summed = sum((one.number for one in values), Decimal(0))
    slack = sum((one.step for one in values), Decimal(0)) / 2
    least = Decimal(90)
    if len(values) >= 2 and abs(summed - 100) > slack and least <= summed <= _MOST_SHARES:
        yield found(view, "sums.shares", paragraph, start, end, sure=False, sum=f"{summed.normalize():f}%")


# ── growth ──

_GROWTH = re.compile(
    r"[由从](?P<before>[^。；，由从]{0,16}?\d[^。；，]{0,14}?)(?P<way>增加|增长|提高|提升|上升|扩大|减少|下降|降低|缩减|压减|压缩|缩短|精简|减|降|增|升)(?:到|至|为)(?P<after>[^。；，]{1,16})[，,、](?P<far>同比|累计|共|净|年均|年平均|平均)?(?:增长|增加|提高|提升|上升|增幅|扩大|下降|减少|降低|降幅|压减|压缩|缩短|精简|增|降)(?:了|达|为|到)?(?P<about>约|近|超过?|逾)?(?P<rate>\d+(?:\.\d+)?)(?P<unit>%|％|个百分点|倍)"
)


def growth(view: View) -> Iterator[Finding]:
    """由A增至B，增长x%: x follows from A and B, rounding allowed for."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "由" not in text and "从" not in text:
            continue
        for match in _GROWTH.finditer(text):
            first = list(amounts(text, *match.span("before")))
            last = list(amounts(text, *match.span("after")))
            if (
                len(first) != 1
                or len(last) != 1
                or first[0].unit != last[0].unit
                or match.group("far") in ("年均", "年平均", "平均")
            ):
                continue
            before, after = first[0], last[0]
            if before.about or after.about or not before.number or match.group("about"):
                continue
            if before.unit == "%" and match.group("unit") in "%％":
                if Decimal(match.group("rate")) == abs(after.number - before.number):
                    right = match.group("rate") + "个百分点"
                    yield found(
                        view, "numerals.points", paragraph, match.start("rate"), match.end("unit"), right
                    )
                continue
            bounds = _between(before, after, match.group("unit"))
            if bounds is None:
                continue
            yield from judged_rate(view, "sums.growth", paragraph, match, *bounds, match.group("unit"))


def judged_rate(
    view: View,
    rule: str,
    paragraph: Paragraph,
    match: re.Match[str],
    low: Decimal,
    high: Decimal,
    unit: str = "%",
) -> Iterator[Finding]:
    """The rate that is said, with its unit behind it, lies between what the rounded figures allow."""
    step = rate_step(match)
    if not low - step / 2 <= Decimal(match.group("rate")) <= high + step / 2:
        right = f"{((low + high) / 2).quantize(step).normalize():f}{unit}"
        start, end = match.span("rate")
        yield found(view, rule, paragraph, start, end + len(unit), right, sure=False)


def rate_step(match: re.Match[str]) -> Decimal:
    """One in the last place of the rate that is said."""
    return Decimal(1) / (10 ** len(match.group("rate").partition(".")[2]))


_RISE = re.compile(
    r"[由从](?P<before>[^。；，由从]{0,16}?\d[^。；，]{0,14}?)(?P<way>增加|增长|提高|上升|扩大|减少|下降|降低|缩减|压减)(?:到|至|为)(?P<after>[^。；，]{1,16})[，,](?P<far>共|净|合计|总共)?(?:增加|增长|提高|上升|减少|下降|降低|压减|缩减)了?(?P<change>\d[^。；，、]{0,8})"
)


def rise(view: View) -> Iterator[Finding]:
    """由A增至B，增加C: C is what lies between."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "由" not in text and "从" not in text:
            continue
        for match in _RISE.finditer(text):
            said = [list(amounts(text, *match.span(one))) for one in ("before", "after", "change")]
            if any(len(one) != 1 or one[0].about for one in said):
                continue
            before, after, change = (one[0] for one in said)
            if len({one.unit for one in (before, after, change)}) != 1 or change.unit == "%":
                continue
            right = abs(after.number - before.number)
            if abs(right - change.number) > _tolerance((before, after), change):
                shown = plain(right, change)
                yield found(view, "sums.growth", paragraph, change.start, change.end, shown, sure=False)


def _between(before: Amount, after: Amount, unit: str) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest change that the two rounded figures allow."""
    spread_a, spread_b = before.step / 2, after.step / 2
    if before.unit == "%":
        if unit != "个百分点":
            return None
        middle = abs(after.number - before.number)
        return middle - spread_a - spread_b, middle + spread_a + spread_b
    if unit == "个百分点" or before.number <= spread_a:
        return None
    factor = 100 if unit in "%％" else 1
    rates = [
        abs((b - a) / a) * factor
        for a in (before.number - spread_a, before.number + spread_a)
        for b in (after.number - spread_b, after.number + spread_b)
    ]
    return min(rates), max(rates)


# ── rates ──

_OF_ALL = re.compile(
    r"(?P<what>合格|达标|覆盖|满意|完好|办结|普及|入学|参保|登记|整改|知晓|通过|及格|出席|签约)(?:率|度)(?:均|已)?(?:为|达到?|是|提高到|提升到|保持在|稳定在)?(?P<rate>\d+(?:\.\d+)?)[%％]"
)


def of_all(view: View) -> Iterator[Finding]:
    """No more than all can pass: a rate of what is part of a whole does not exceed 100 %."""
    for paragraph in paragraphs(view):
        for match in _OF_ALL.finditer(paragraph.text) if "%" in paragraph.text else ():
            if Decimal(match.group("rate")) > 100:
                start, end = match.start("rate"), match.end()
                yield found(view, "sums.over_all", paragraph, start, end, sure=False)


_RATE = re.compile(
    r"(?P<what>整改|完成|办结|合格|登记|达标|到位|化解|销号|开工|竣工|验收|支出|执行|拨付|支付|使用|投放)(?:率|进度)(?:为|达到|达|是)?(?P<rate>\d+(?:\.\d+)?)[%％]"
)


def rates(view: View) -> Iterator[Finding]:
    """发现516项，完成整改502项，整改率97.3%: the rate is the one number of the other."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "率" not in text and "进度" not in text:
            continue
        for sentence in re.finditer("[^。！？]+", text):
            for match in _RATE.finditer(text, *sentence.span()):
                every = list(amounts(text, sentence.start(), match.start()))
                if len(every) < 2 or match.start() - every[-1].end > 2 or every[-1].about:
                    continue
                part = every[-1]
                clause = text[every[-2].end : part.start]
                wholes = [one for one in every[:-1] if one.unit == part.unit and one.number >= part.number]
                if match.group("what") not in clause or not wholes or part.unit == "%":
                    continue
                places = len(match.group("rate").partition(".")[2])
                slack = Decimal(1) / (10**places) / 2
                said = Decimal(match.group("rate"))
                right = [part.number / one.number * 100 for one in wholes if one.number]
                if right and all(abs(one - said) > slack for one in right):
                    shown = f"{right[0].quantize(Decimal(1) / (10**places)).normalize():f}%"
                    yield found(
                        view, "sums.rate", paragraph, match.start("rate"), match.end(), shown, sure=False
                    )
