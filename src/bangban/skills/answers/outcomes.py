"""How can a question end, and what is said then? Twelve typed outcomes, each with its words in two languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bangban.skills.answers.text import traditional


@dataclass(frozen=True)
class Outcome:
    """`zh`, `en`: what the resident reads before what the sources say; `person`: whether a person is offered."""

    zh: str
    en: str
    person: bool = False


OUTCOMES: dict[str, Outcome] = {
    "answered": Outcome("根据现行规定：", "According to the rules in force:"),
    "answered_from_faq": Outcome("", ""),
    "choose_one": Outcome("您问的是下面哪一个？", "Which of these do you mean?", True),
    "clarify": Outcome("请再说具体一点：{missing}", "Please say a little more: {missing}"),
    "not_found": Outcome(
        "现有资料里没有找到这个问题的答案，我不能乱说。可以转人工，由{agency}答复您。",
        "The sources do not answer this, and I will not guess. A person can help: {agency} will answer you.",
        True,
    ),
    "out_of_scope": Outcome(
        "这里只解答政务服务和政策问题，这个问题帮不上您。",
        "This service answers questions about public services and policy; it cannot help with this one.",
    ),
    "personal_data_needed": Outcome(
        "这要查您本人的记录才知道。请在“我的办件”用办件编号查询，或者转人工核实身份后查询。请不要在这里发送身份证号等个人信息。",
        "That needs a look at your own record. Look it up by your case number, or ask for a person who will verify who you are. Please do not send identity numbers here.",
        True,
    ),
    "opinion_refused": Outcome(
        "我不对人和事作评价。您如果有意见或者投诉，可以转人工记录，会有人答复您。",
        "I give no opinion on people or matters. If you have a concern or complaint, a person will take it down and answer.",
        True,
    ),
    "crisis": Outcome(
        "您现在的安全最要紧。请马上拨打心理援助热线 12356，正在发生危险请拨打 110 或 120。这里也可以由工作人员来接待您，请不要一个人扛着。",
        "Your safety comes first. Please call the helpline 12356 now; if you are in danger call 110 or 120. A person can talk with you here, too; you are not alone with this.",
        True,
    ),
    "handed_over": Outcome(
        "这件事可以由工作人员来办：在咨询页面上转人工，或者拨打 12345；已经转接的，进展写在咨询页面上。",
        "A person can take this up: ask for one on the consultation page, or call 12345; once somebody is called, that page says how it stands.",
        True,
    ),
    "recalled": Outcome("这条答复已被撤回，请以人工答复为准。", "This answer was withdrawn; please rely on what a person tells you.", True),
    "error": Outcome(
        "刚才没能查到资料，您的问题没有丢失。请稍后再试，或者转人工。",
        "The sources could not be read just now; your question is not lost. Try again in a moment, or ask for a person.",
        True,
    ),
}  # fmt: skip
Named = Callable[[], str]
"""Gives the agency that would answer, "" for the hotline; asked only where it is named, because it has to be looked for."""
ANSWERED = frozenset({"answered", "answered_from_faq"})

_CONTRADICTS = Outcome(
    "以下来源的说法不同，请以较新的为准或转人工核实：",
    "These sources differ; go by the newer one or ask a person:",
)
_BREAKS_OFF = Outcome(
    "\n以上没有写完，规定原文如下：\n", "\nThis was not finished; the rules themselves say:\n"
)
# Only for those who read English: quotes and entries stay as they stand.
_IN_CHINESE = {
    "answered": "The source is in Chinese; this is what it says, word for word:",
    "choose_one": "Which of these do you mean? The sources are in Chinese, so the entries are, too.",
    "not_found": (
        "The sources are in Chinese. Nothing in them was found for your question in English, and I will not guess. "
        "A person can help: {agency} will answer you."
    ),
}
_NOT_SAID = Outcome(
    "刚才引用的资料里没有写这一点，我不能乱说。可以转人工，由{agency}答复您。",
    "What I quoted does not say this, and I will not guess. A person can help: {agency} will answer you.",
    True,
)
_MISSING = {
    "matter": Outcome("您要办理或者咨询的是什么事项？", "which matter is it about?"),
}
_COURTESY = {
    "greeting": Outcome("您好，请说您要办理或者咨询的事项。", "Hello. Please say which matter it is about."),
    "thanks": Outcome(
        "不客气。还有要问的，请直接说。", "You are welcome. If there is anything else, just ask."
    ),
}
_AGENCY = Outcome("12345 政务热线", "the 12345 hotline")


def words_of(outcome: Outcome, language: str) -> str:
    """The words in `language`: "zh", "zh-hant" or "en"."""
    if language == "en":
        return outcome.en
    return traditional(outcome.zh) if language == "zh-hant" else outcome.zh


def said(
    name: str, language: str, *, missing: str = "matter", agency: Named = str, across: bool = False
) -> str:
    """What is said for the outcome `name`; `across`: of sources in Chinese, to somebody who reads English."""
    across = across and language == "en"
    text = _IN_CHINESE.get(name, OUTCOMES[name].en) if across else words_of(OUTCOMES[name], language)
    return _filled(text, language, agency, missing=words_of(_MISSING[missing], language))


def _filled(text: str, language: str, agency: Named, **words: str) -> str:
    if "{agency}" in text:
        words["agency"] = agency() or words_of(_AGENCY, language)
    return text.format(**words)


def said_of_courtesy(kind: str, language: str) -> str:
    """What is said to a greeting or to thanks, which ask nothing."""
    return words_of(_COURTESY[kind], language)


def said_of_silence(language: str, agency: Named = str) -> str:
    """What is said when the entry that was just quoted does not answer what is asked of it."""
    return _filled(words_of(_NOT_SAID, language), language, agency)


def said_of_break(language: str) -> str:
    """What stands between a model's sentences and the sources, when it broke off."""
    return words_of(_BREAKS_OFF, language)


def said_of_chinese() -> str:
    """What stands before a quote in Chinese, for those who read English."""
    return _IN_CHINESE["answered"]


def said_of_contradiction(language: str) -> str:
    return words_of(_CONTRADICTS, language)
