"""Are there as many items as the text says: 以下三项, A、B、C三个部门?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.text.amounts import count
from bangban.skills.documents.check.text.numbering import Label, labels
from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding

_NUMBER = r"(?P<n>\d{1,2}|十[一二]|[二三四五六七八九十])"
_ANNOUNCED = re.compile(
    rf"(?:以下|下列|如下|下述){_NUMBER}(?P<what>个方面|个问题|个环节|类情形|种情形|项工作|项措施|项任务|条措施|条意见|点意见|点要求|方面|项|条|点|类|种)"
)
_INLINE = re.compile("(?:^|[。；：，])([一二三四五六七八九十]{1,2})是(?!否)")
_LABEL = re.compile(r"^[\s\u3000]*[一二三四五六七八九十]{1,3}、")
"""一、将东村、西村2个村并入: what a paragraph begins with is its number."""
_NAMED = re.compile(
    rf"(?<![^，。；：（）“”])(?P<list>[^，。；：、（）“”]{{1,24}}(?:、[^，。；：、（）“”]{{1,24}}){{1,40}}?)(?P<and>等)?{_NUMBER}(?P<what>个(?:部门|单位|街道|乡镇|镇|社区|村|区|县|市|城市|省|企业|项目|小区|学校)|家(?:单位|企业|公司|医院|机构)|所(?:学校|中学|小学|高校|医院)|名同志|位同志)"
)


_KINDS = re.compile(rf"{_NUMBER}(?P<what>类|种|个方面|个环节|个阶段|个层级)[:：](?P<list>[^。；]{{4,120}})")
_ONE_OF = re.compile("(?:^|[、，；])一(?:类|种)(?:是|为)?")
_GOALS = re.compile(
    rf"“(?P<list>[^“”、，。；]{{1,12}}(?:、[^“”、，。；]{{1,12}})+)”(?P<and>等)?{_NUMBER}(?:大|个)(?:目标|任务|工程|行动|体系|重点|领域|方面)"
)


def kinds(view: View) -> Iterator[Finding]:
    """共有3类：一类……、一类……; “安全、绿色、高效”三大目标."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _KINDS.finditer(text) if "：" in text or ":" in text else ():
            there = len(_ONE_OF.findall(match.group("list")))
            if there >= 2 and there != count(match.group("n")):
                yield found(
                    view,
                    "sums.announced",
                    paragraph,
                    match.start("n"),
                    match.end("what"),
                    sure=False,
                    there=str(there),
                )
        for match in _GOALS.finditer(text) if "”" in text else ():
            there = match.group("list").count("、") + 1
            said = count(match.group("n")) or 0
            if there > said or (there < said and not match.group("and")):
                yield found(
                    view, "sums.named", paragraph, match.start("n"), match.end(), sure=False, there=str(there)
                )


def announced(view: View) -> Iterator[Finding]:
    """以下三项 is followed by three."""
    every = labels(view)
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _ANNOUNCED.finditer(text):
            said = count(match.group("n"))
            inline = [one.group(1) for one in _INLINE.finditer(text, match.end())]
            if inline and inline[0] == "一":
                there = len(inline)
            elif match.end() >= len(text.rstrip()) - 12:
                there = _listed_below(every, paragraph.index)
            else:
                continue
            if said and there >= 2 and there != said:
                yield found(view, "sums.announced", paragraph, *match.span(), sure=False, there=str(there))


def _listed_below(every: list[Label], index: int) -> int:
    """How many labels of one level follow directly."""
    below = [one for one in every if one.paragraph.index > index]
    if not below or below[0].number != 1:
        return 0
    first = below[0]
    number = 0
    for label in below:
        if label.section != first.section or label.level < first.level:
            break
        if label.level == first.level:
            if label.number == 1 and number:
                break
            number += 1
    return number


def named(view: View) -> Iterator[Finding]:
    """A、B、C三个部门 names three; with 等 it names no more than it says."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "、" not in text:
            continue
        for match in _NAMED.finditer(text):
            said = count(match.group("n")) or 0
            # 二、推荐孟凡等6名同志: what the label is taken off may be no list.
            if not match.start() and "、" not in _LABEL.sub("", match.group("list")):
                continue
            listed = _LABEL.sub("", match.group("list")) if not match.start() else match.group("list")
            most = listed.count("、") + 1 + len(re.findall("(?<![涉普])[和与及]", listed))
            least = listed.count("、") + 1
            if re.search(r"\d|[一二三四五六七八九十]$", listed):
                continue
            such = match.group("and") or listed.endswith("等")
            wrong = least > said if such else not least <= said <= most
            if wrong:
                start = match.start("and") if match.group("and") else match.start("n")
                yield found(view, "sums.named", paragraph, start, match.end(), sure=False, there=str(least))
