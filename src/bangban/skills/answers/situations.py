"""Does a rule apply to this person? Its conditions beside what the person said: applies, does not, or is not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import cn2an

from bangban.skills.answers import text as t

APPLIES, DOES_NOT, UNKNOWN = "applies", "does_not", "unknown"
_N = r"(\d+|[一二三四五六七八九十百]+)"
_AGE_SAID = re.compile(
    rf"{_N}\s*(?:周)?岁(?!以|至|及)|今年\s*{_N}(?![\d元年月])|(?:i am|i'm|aged) (\d{{1,3}})\b|(\d{{1,3}}) years? old"
)
_AGE_RANGE = re.compile(rf"{_N}\s*(?:周岁|岁)?\s*(?:至|到|-|—|~|以上[^，。；]{{0,4}}?)\s*{_N}\s*(?:周岁|岁)")
_AGE_FROM = re.compile(
    rf"(?:年?满|已满)?\s*{_N}\s*(?:周岁|岁)\s*(?:及)?(?:以上|的(?!以下))|年?满\s*{_N}\s*(?:周岁|岁)"
)
_AGE_BELOW = re.compile(rf"(?:未满|不满|不超过)\s*{_N}\s*(?:周岁|岁)|{_N}\s*(?:周岁|岁)\s*(?:及)?以下")
_TRAITS: Mapping[str, tuple[str, str]] = {
    # trait: (what a person says, what a rule asks)
    "household_here": (
        r"本区户|本市户|本地户|户口在(?:这|本)|设籍|local household",
        r"本区户籍|本市户籍|设籍",
    ),
    "household_elsewhere": (r"外地|外省|外区|外市|外县|household elsewhere", r"非本区户籍|非本市户籍|居住证"),
    "low_income": (r"低保|低收入|特困|low income", r"低保|最低生活保障|低收入|特困"),
    "disabled": (r"残疾|残障|身心障碍|disab", r"残疾|身心障碍"),
    "graduate": (r"大学生|毕业生|刚毕业|应届|graduate", r"高校毕业生|毕业[一二三五\d]+年内"),
    "unemployed": (r"失业|没工作|被裁|unemployed", r"失业"),
    "small_enterprise": (
        r"小微|小企业|个体户|个体工商户|小店|small (?:enterprise|business)",
        r"小微企业|小型微利|个体工商户|小规模",
    ),
    "large_enterprise": (r"大企业|上市公司|规上|large enterprise", r"规模以上|大型企业"),
    "single_parent": (r"单亲|single parent", r"单亲|特殊境遇"),
    "farmer": (r"农民工|农民|农户|farmer", r"农民工|农户|农民"),
}
_EXCLUDES = {"household_here": "household_elsewhere", "small_enterprise": "large_enterprise"}
_OTHER = _EXCLUDES | {other: one for one, other in _EXCLUDES.items()}


MOST = 20
"""Conditions of one passage that are told."""


@dataclass(frozen=True)
class Condition:
    """One condition of a rule: the sentence it stands in, letter for letter, and whether it is met."""

    quote: str
    start: int
    verdict: str
    about: str


def situation_of(*texts: str) -> dict[str, object]:
    """What somebody told of themselves, in the order in which they said it: `age`, and traits by name (True).

    What was said later holds: of two traits that exclude each other the last one stays.
    """
    known: dict[str, object] = {}
    for text in texts:
        folded = t.fold(text)
        if age := _AGE_SAID.search(folded):
            known["age"] = _number(next(group for group in age.groups() if group))
        told = [trait for trait, (said, _) in _TRAITS.items() if re.search(said, folded)]
        for trait in told:
            known.pop(_OTHER.get(trait, ""), None)
        known |= dict.fromkeys(told, True)
    return known


def explain(text: str, situation: Mapping[str, object]) -> list[Condition]:
    """The conditions of a passage and whether they are met. What was not said is unknown, never assumed."""
    found = []
    for start, end in t.sentences(text):
        quote = text[start:end]
        folded = t.fold(quote)
        verdicts = [*_ages(folded, situation.get("age")), *_traits(folded, situation)]
        for about, verdict in verdicts:
            found.append(Condition(quote, start, verdict, about))
    return found[:MOST]


def _ages(folded: str, age: object) -> list[tuple[str, str]]:
    ranges = [(_number(low), _number(high)) for low, high in _AGE_RANGE.findall(folded)]
    rest = _AGE_RANGE.sub(" ", folded)
    below = [(0, _number(first or second)) for first, second in _AGE_BELOW.findall(rest)]
    rest = _AGE_BELOW.sub(" ", rest)
    ranges += [(_number(first or second), 200) for first, second in _AGE_FROM.findall(rest)]
    ranges += below
    if not ranges:
        return []
    if not isinstance(age, int):
        return [("age", UNKNOWN)]
    return [("age", APPLIES if any(low <= age <= high for low, high in ranges) else DOES_NOT)]


def _traits(folded: str, situation: Mapping[str, object]) -> list[tuple[str, str]]:
    found = []
    for trait, (_, asked) in _TRAITS.items():
        if not re.search(asked, folded):
            continue
        if situation.get(trait):
            found.append((trait, APPLIES))
        elif (other := _EXCLUDES.get(trait)) and situation.get(other):
            found.append((trait, DOES_NOT))
        else:
            found.append((trait, UNKNOWN))
    return found


def _number(written: str) -> int:
    return int(written) if written.isdigit() else int(cn2an.cn2an(written, "smart"))
