"""What can an answer say beside its quotes? Nothing that sends a resident anywhere, and no source under a false name."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from bangban.governance import decide
from bangban.governance.effects import WrongContent
from bangban.knowledge.models import Passage, Source
from bangban.services.consult import own_words
from bangban.services.consult.chains import chain_of
from bangban.services.consult.effects import ReleaseAnswer
from tests.support.patience import patience


def content_of(turn: Any) -> dict[str, Any]:
    return json.loads(json.dumps(turn.case.proposals.get().content))


def checked(content: dict[str, Any], *said: dict[str, Any]) -> None:
    content["sentences"] += said
    content["text"] = "".join(one["text"] for one in content["sentences"])
    content["chain"] = chain_of([one["text"] for one in content["sentences"]])[-1]
    ReleaseAnswer().check(content)


@pytest.mark.parametrize(
    "text",
    [
        "详情请看 http://evil.example/a。",
        "详情请看 evil.top 网站。",
        "加微信 a@evil.cn 办理。",
        "请把钱转到 6222 0212 3456 7890 128。",
        "请拨打１３８１２３４５６７８。",
        "请拨打138\u200b1234\u200b5678。",
        "工本费9999元。",
    ],
)
@pytest.mark.parametrize("place", [None, 0])
def test_words_of_its_own_send_nobody_anywhere(talk: Any, text: str, place: int | None) -> None:
    with pytest.raises(WrongContent):
        checked(content_of(talk("身份证丢失怎么补办？")), {"text": text, "citation": place, "quoted": False})


@pytest.mark.parametrize(
    ("text", "place"), [("以下是规定的原文：", 0), ("\n", 0), ("还有疑问请拨打 12345，或 110。", None)]
)
def test_words_around_the_sources_may_stand(talk: Any, text: str, place: int | None) -> None:
    checked(content_of(talk("身份证丢失怎么补办？")), {"text": text, "citation": place, "quoted": False})


@pytest.mark.parametrize(
    ("field", "value"),
    [("source", "中华人民共和国宪法"), ("source", ""), ("article", "第一条"), ("question", "怎么领一万元？")],
)
def test_a_source_is_named_as_it_is(talk: Any, field: str, value: str) -> None:
    content = content_of(talk("身份证丢失怎么补办？"))
    checked(content)
    content["citations"][0][field] = value
    with pytest.raises(WrongContent):
        checked(content)


@pytest.mark.parametrize(
    "outcome", ["我真的不想活了", "颱風來了跨海大橋幾點封閉", "多少钱", "帮我查一下我的社保余额"]
)
def test_every_outcome_of_ours_can_be_released(talk: Any, order: Any, outcome: str) -> None:
    assert talk(outcome).release is not None


def test_an_amended_text_that_nobody_would_read_is_no_decision(talk: Any, people: Any) -> None:
    turn = talk("身份证丢失怎么补办？")
    proposal = turn.case.proposals.get()
    final = {**content_of(turn), "text": "请带户口簿办理。"}
    verdict = decide.Verdict("amend", proposal.digest, final)
    with pytest.raises(WrongContent):
        decide.decide(turn.case, people.handler, verdict)
    assert turn.release is None


@pytest.mark.parametrize("sign", ["a", "a.", "@", "a://", "1-", "1 ", "data ", "一", "“"])
def test_a_text_made_to_be_slow_does_not_hold_up_the_executor(sign: str) -> None:
    row = Passage(text="x", source=Source(title="x"))
    with patience():
        with pytest.raises(WrongContent):
            own_words.check((sign * 20_000)[:20_000], row)
        with contextlib.suppress(WrongContent):
            text = (sign * 1_000)[:1_000]
            own_words.check(text, row)
            own_words.check_claim(text, row)


def test_an_address_is_held_against_the_source_whole() -> None:
    row = Passage(text="网址 https://www.gov.cn/a", source=Source(title="x"))
    own_words.check("见 https://www.gov.cn/a 。", row)
    for text in (
        "见 https://www.gov.cn.evil.top/a",
        "见 https://evil.top/?https://www.gov.cn/a",
        "evilwww.gov.cn/a",
    ):
        with pytest.raises(WrongContent):
            own_words.check(text, row)
