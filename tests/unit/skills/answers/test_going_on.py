"""Is what is asked of an answer answered by its own entry, asked of another one looked up anew, and silence said plainly?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from bangban.catalog.demo import duty_rows
from bangban.skills.answers import Memory
from bangban.skills.answers.answer import Answer
from bangban.skills.answers.followups import in_full
from bangban.skills.answers.responsible import responsible
from bangban.skills.answers.skill import ask
from bangban.skills.answers.vectors import Vectors

ANSWERED = ("answered", "answered_from_faq")


def talk(memory: Any, *questions: str, **more: Any) -> Answer:
    """Ask one after another as a resident does; return the last answer."""
    turns: list[dict[str, str]] = []
    for question in questions:
        made = ask(question, memory, today=date(2026, 11, 23), vectors=Vectors(None), turns=turns, **more)
        turns += [{"role": "resident", "text": question}, {"role": "assistant", "text": made.text}]
    return made


@pytest.mark.parametrize(
    ("asked", "stands", "does_not"),
    [
        (("小学一年级新生入学需要什么材料？", "几号报名"), "6月15日至30日", "户口簿"),
        (("小学一年级新生入学需要什么材料？", "什么时候报名呢？"), "6月15日至30日", "户口簿"),
        (("身份证丢失怎么补办？", "多少钱"), "40元", ""),
        (("身份证丢失怎么补办？", "要带什么"), "户口簿", "工本费"),
        (("身份证丢失怎么补办？", "在哪办"), "派出所", "工本费"),
        (("身份证丢失怎么补办？", "多少钱", "要带什么", "多久能拿到"), "20个工作日", "户口簿"),
        (("身份证丢失怎么补办？", "周末办吗", "多少钱"), "40元", ""),
        (("电动自行车怎么上牌？", "罚款多少"), "50元罚款", "合格证"),
        (("区图书馆的开放时间和借书数量是多少？", "周一开吗"), "周一闭馆", "押金"),
        (("80岁以上老人高龄津贴怎么申请？", "电话多少"), "0500-8620110", "户口簿"),
        (("办理结婚登记需要带哪些证件？", "收费吗"), "不收取工本费", ""),
        (("I lost my identity card", "How much is it?"), "40元", ""),
    ],
)
def test_what_is_asked_of_an_answer_its_own_entry_answers(
    memory: Memory, asked: Sequence[str], stands: str, does_not: str
) -> None:
    made = talk(memory, *asked)
    assert made.outcome in ANSWERED, (made.outcome, made.text)
    assert stands in made.text
    assert not does_not or does_not not in made.text
    [cited] = made.citations
    assert cited.quote
    assert cited.quote in next(
        hit["text"]
        for hit in memory("knowledge.passages", {"query": cited.question})
        if hit["id"] == cited.id
    )


@pytest.mark.parametrize(
    "asked",
    [
        ("身份证丢失怎么补办？", "周末办吗"),
        ("小学一年级新生入学需要什么材料？", "多少钱"),
        ("小学一年级新生入学需要什么材料？", "那初中呢"),
        ("公办幼儿园的收费标准是多少？", "在哪办"),
        ("公办幼儿园的收费标准是多少？", "几号报名"),
    ],
)
def test_what_the_entry_does_not_say_is_said_to_be_missing(memory: Memory, asked: Sequence[str]) -> None:
    made = talk(memory, *asked)
    assert made.outcome == "not_found", made.text
    assert made.handover
    assert "没有写这一点" in made.text


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        (("身份证丢失怎么补办？", "那居住证呢"), "外地人怎么办理居住证？"),
        (("城乡居民医保什么时候缴费，缴多少？", "那灵活就业的呢"), "灵活就业人员怎么参加养老保险？"),
        (("小学一年级新生入学需要什么材料？", "那转学呢？"), "转学怎么办理？"),
    ],
)
def test_the_same_asked_of_something_else_is_looked_up_for_that(
    memory: Memory, asked: Sequence[str], entry: str
) -> None:
    made = talk(memory, *asked)
    named = [one.question for one in (*made.citations, *made.offered)]
    assert named
    assert named[0].rstrip("?？") == entry.rstrip("？")


GUIDE = Memory(
    [
        {
            "id": f"g{number}",
            "kind": "matter",
            "source": "老年人助餐补贴申请指南",
            "article": name,
            "text": text,
        }
        for number, (name, text) in enumerate(
            (
                ("申请条件", "（一）年满六十周岁，具有本区户籍；\n（二）低保家庭成员可以提高标准。"),
                (
                    "申请材料",
                    "（一）居民身份证；\n（二）户口簿；\n（三）照片；\n（四）银行卡；\n（五）申请表。",
                ),
                ("补贴标准", "普通老年人每人每餐补贴三元，低保老年人每人每餐补贴八元。"),
                ("办理地点", "各街道社区服务中心。"),
                ("办理时间", "周一至周五上午9:00至12:00，法定节假日除外。"),
            )
        )
    ]
)


@pytest.mark.parametrize(
    ("question", "part", "stands"),
    [
        ("要带什么材料", "申请材料", "（五）申请表"),
        ("什么条件", "申请条件", "年满六十周岁"),
        ("几点上班", "办理时间", "9:00"),
        ("在哪办", "办理地点", "社区服务中心"),
    ],
)
def test_another_part_of_the_same_guide_answers(question: str, part: str, stands: str) -> None:
    turns = [
        {"role": "resident", "text": "老年人助餐补贴标准"},
        {
            "role": "assistant",
            "text": "根据现行规定：\n普通老年人每人每餐补贴三元，低保老年人每人每餐补贴八元。",
        },
    ]
    made = ask(question, GUIDE, today=date(2026, 11, 23), vectors=Vectors(None), turns=turns)
    assert made.outcome == "answered"
    assert made.citations[0].article == part
    assert stands in made.text


def test_another_matter_is_not_answered_from_the_last_entry(memory: Memory) -> None:
    made = talk(memory, "身份证丢失怎么补办？", "换个问题，区图书馆的开放时间和借书数量是多少")
    assert made.citations[0].question.startswith("区图书馆")
    made = talk(memory, "身份证丢失怎么补办？", "买到假货怎么投诉")
    assert made.citations[0].question.startswith("买到假货")


def test_what_was_chosen_of_three_is_what_is_asked_further(memory: Memory) -> None:
    hit = memory("knowledge.passages", {"query": "身份证丢失怎么补办？"})[0]
    turns = [{"role": "resident", "text": "证件没了咋整，身份证"}, {"role": "assistant", "text": hit["text"]}]
    made = ask("多少钱", memory, today=date(2026, 11, 23), vectors=Vectors(None), turns=turns)
    assert "40元" in made.text


@pytest.mark.parametrize("further", ["周末办吗", "那社保卡呢"])
def test_of_what_was_only_offered_nobody_says_that_it_was_quoted(memory: Memory, further: str) -> None:
    hit = memory("knowledge.passages", {"query": "外地人怎么办理居住证？"})[0]
    turns = [
        {"role": "resident", "text": "居住证怎么办理？"},
        {"role": "assistant", "text": f"您问的是下面哪一个？{hit['question']}"},
    ]
    made = ask(further, memory, today=date(2026, 11, 23), vectors=Vectors(None), turns=turns)
    assert made.outcome == "not_found"
    assert "没有写这一点" not in made.text


def test_who_says_more_of_himself_is_told_what_holds_for_him(memory: Memory) -> None:
    made = talk(memory, "80岁以上老人高龄津贴怎么申请？", "我爸今年78岁")
    assert made.outcome in ANSWERED
    assert "does_not" in {one.verdict for one in made.conditions}


def test_a_cry_for_help_is_heard_after_any_answer(memory: Memory) -> None:
    assert talk(memory, "身份证丢失怎么补办？", "我不想活了").outcome == "crisis"


def test_after_a_withdrawn_answer_nothing_is_taken_from_it(memory: Memory) -> None:
    turns = [{"role": "resident", "text": "身份证丢失怎么补办？"}, {"role": "assistant", "text": ""}]
    made = ask("周末办吗", memory, today=date(2026, 11, 23), vectors=Vectors(None), turns=turns)
    assert "没有写这一点" not in made.text


@pytest.mark.parametrize(
    ("asked", "agency"),
    [
        (("护照到期怎么换",), "公安局临江分局"),
        (("身份证丢失怎么补办？", "周末办吗"), "公安局临江分局"),
        (("How do I renew a 护照?",), "Public Security"),
        (("無人機怎麼登記",), "12345"),
    ],
)
def test_who_finds_nothing_is_told_the_agency_whose_duty_it_is(
    memory: Memory, asked: Sequence[str], agency: str
) -> None:
    def retrieve(source: str, query: Any) -> Any:
        return duty_rows() if source == "agencies.duties" else memory(source, query)

    made = talk(retrieve, *asked, **({"language": "en"} if asked[0].startswith("How") else {}))
    assert (made.outcome, made.handover) == ("not_found", True)
    assert agency in made.text


@pytest.mark.parametrize(("asked", "named"), [("周末办吗", "公安局临江分局"), ("无人机怎么登记", "")])
def test_who_turns_to_another_matter_is_not_sent_to_the_agency_of_the_one_before(
    asked: str, named: str
) -> None:
    earlier = [
        {"role": "resident", "text": "身份证丢失怎么补办？"},
        {"role": "assistant", "text": "带户口簿。"},
    ]
    found = responsible(asked, earlier, lambda source, query: duty_rows(), "zh")
    assert (named in found) if named else not found


def test_a_question_is_told_in_full_to_who_hears_it_alone() -> None:
    said = ["小学入学需要什么材料？", "那初中呢"]
    assert in_full("几号报名", said) == "小学入学需要什么材料，那初中呢，几号报名"
    assert in_full("多少钱", []) == ""
    assert in_full("身份证丢失怎么补办？", said) == "身份证丢失怎么补办？"
