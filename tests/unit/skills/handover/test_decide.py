"""Is a person called when one is needed, and left alone when not? On dialogues of our own writing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bangban.skills.handover import REASONS, decide, reason_in_words
from bangban.skills.handover.dialogue import NEVER_MISSED, TurnDecision
from tests.support.patience import patience

DIALOGUES = Path(__file__).parents[3] / "data" / "handover" / "dialogues.txt"
UNSEEN = DIALOGUES.with_name("unseen.txt")
VOICES = DIALOGUES.with_name("voices.txt")
MENDED = DIALOGUES.with_name("mended.txt")
OTHERS = DIALOGUES.with_name("others.txt")
BLOCKS = DIALOGUES.with_name("blocks.txt")
TALKS = DIALOGUES.with_name("talks.txt")
STRANGERS = DIALOGUES.with_name("strangers.txt")
ASIDE = DIALOGUES.with_name("aside.txt")
QUESTIONS = DIALOGUES.with_name("questions.txt")


def dialogues(path: Path = DIALOGUES) -> list[tuple[list[dict[str, str]], list[str]]]:
    """(turns, the wanted reason of each resident turn) of every dialogue of the file."""
    found: list[tuple[list[dict[str, str]], list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#!"):
            continue
        if line.startswith("#"):
            found.append(([], []))
            continue
        role, _, said = line.partition(" ")
        said, _, reason = said.partition(" = ")
        turns, wanted = found[-1]
        turns.append({"role": "resident" if role == "R" else "assistant", "text": said})
        if role == "R":
            wanted.append(reason or "none")
    return found


def counted(path: Path) -> tuple[Counter[str], Counter[str], float]:
    """(how often each reason was called for, how often needed, false alarms per turn that needs nobody)."""
    called, needed, alarms, calm = Counter[str](), Counter[str](), 0, 0
    for turns, wanted in dialogues(path):
        for reason, decision in zip(wanted, decide(turns), strict=True):
            if reason == "none":
                calm += 1
                alarms += decision.handover
            else:
                needed[reason.split("|")[0]] += 1
                called[reason.split("|")[0]] += decision.handover
    assert calm > 50
    return called, needed, alarms / calm


def said(*texts: str) -> list[TurnDecision]:
    return decide([{"role": "user", "text": text} for text in texts])


def test_people_are_called_when_needed_and_hardly_when_not() -> None:
    called, needed, alarms = counted(DIALOGUES)
    assert alarms <= 0.05
    assert set(needed) == set(REASONS) - {"none"}
    for reason in ("crisis", "asked_for_person"):
        assert called[reason] / needed[reason] >= 0.9, reason
    assert sum(called.values()) / sum(needed.values()) >= 0.9


def test_wording_nobody_listed_calls_too() -> None:
    called, needed, alarms = counted(UNSEEN)
    assert alarms <= 0.05
    for reason in ("crisis", "asked_for_person"):
        assert called[reason] / needed[reason] >= 0.9, reason
    assert sum(called.values()) / sum(needed.values()) >= 0.85


def test_other_voices_than_those_learned_from_are_heard() -> None:
    called, needed, alarms = counted(VOICES)
    assert alarms <= 0.08
    assert sum(called[one] for one in NEVER_MISSED) / sum(needed[one] for one in NEVER_MISSED) >= 0.93
    assert sum(called.values()) / sum(needed.values()) >= 0.9


def test_dialect_typing_quotes_and_machines_are_told_apart() -> None:
    called, needed, alarms = counted(OTHERS)
    assert alarms <= 0.08
    assert sum(called[one] for one in NEVER_MISSED) / sum(needed[one] for one in NEVER_MISSED) >= 0.95
    assert sum(called.values()) / sum(needed.values()) >= 0.93


def test_ordinary_service_talk_is_left_alone_and_what_stands_out_in_it_is_not() -> None:
    called, needed, alarms = counted(BLOCKS)
    assert alarms <= 0.05
    assert sum(called[one] for one in NEVER_MISSED) / sum(needed[one] for one in NEVER_MISSED) >= 0.95
    assert sum(called.values()) / sum(needed.values()) >= 0.93


def test_letters_haste_dialect_and_tempers_are_heard_in_whole_conversations() -> None:
    called, needed, alarms = counted(TALKS)
    assert alarms <= 0.05
    assert sum(called[one] for one in NEVER_MISSED) / sum(needed[one] for one in NEVER_MISSED) >= 0.93
    assert sum(called.values()) / sum(needed.values()) >= 0.88


def test_long_conversations_of_strangers_are_heard_as_far_as_they_are() -> None:
    # Far from what is promised (docs/reference/figures.md): held so that it gets no worse.
    for path, heard, most in ((STRANGERS, 0.8, 0.1), (ASIDE, 0.64, 0.085)):
        called, needed, alarms = counted(path)
        assert alarms <= most, path
        assert sum(called.values()) / sum(needed.values()) >= heard, path


def test_what_was_mended_stays_mended() -> None:
    called, needed, alarms = counted(MENDED)
    assert alarms <= 0.05
    assert sum(called.values()) / sum(needed.values()) >= 0.95


def test_a_question_about_the_law_calls_nobody() -> None:
    asked = [line for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    called = [one for one in asked if said(one)[-1].handover]
    assert len(asked) == 50
    assert len(called) <= 2, called


@pytest.mark.parametrize("often", [1, 30, 1_000])
@pytest.mark.parametrize(
    "plain", ["请问办理居住证需要什么材料，我住在东街。", "请问几点开门？", "好的谢谢。"]
)
def test_one_short_sentence_calls_wherever_it_stands(plain: str, often: int) -> None:
    text = plain * often
    assert [one.reason for one in decide([{"role": "user", "text": text}])] == ["none"]
    assert said(f"{text}我不想活了。")[0].reason == "crisis"
    assert said(f"我不想活了。{text}")[0].reason == "crisis"
    assert said(f"{text}转人工")[0].reason == "asked_for_person"


@pytest.mark.parametrize(
    "text",
    [
        "转人工怎么收费，我就问问",
        "你们客服电话多少，我存一下",
        "刚才说转人工那个不用了",
        "我不转了，你说就行",
        "先不找人工，我再看看",
    ],
)
def test_who_asks_about_the_desk_or_drops_the_wish_gets_nobody(text: str) -> None:
    assert not said(text)[0].handover


@pytest.mark.parametrize("text", ["客服电话多少，马上给我转", "周末有人工吗，我要跟人说", "不用机器了，换人"])
def test_who_asks_about_the_desk_and_wants_it_gets_it(text: str) -> None:
    assert said(text)[0].reason == "asked_for_person"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("转人工", "asked_for_person"),
        ("zhuan ren gong", "asked_for_person"),
        ("can i talk to a real person", "asked_for_person"),
        ("轉\u200b人\u200b工", "asked_for_person"),
        ("我不想活了", "crisis"),
        ("我真的想s了", "crisis"),
        ("不想h了，撑不下去", "crisis"),
        ("大厅里有人情绪激动要跳，请派人支援", "crisis"),
        ("我们小区去年有人跳楼，护栏归谁装", "none"),
        ("我不是要找人工，就想知道哪里填错了", "none"),
        ("要rg客服", "asked_for_person"),
        ("谢谢你一直陪我说话，猫托付给邻居了，以后不会再麻烦你们了", "crisis"),
        ("笑死我了，这也太好玩了", "none"),
        ("急死了，验证码怎么还不来", "none"),
        ("我奶奶八十岁了，高龄津贴怎么领", "none"),
        ("娃儿发高烧抽起来了", "crisis"),
        ("同学说评不上就不活了", "crisis"),
        ("她爸失踪十年了，户口怎么销", "none"),
        ("拿到录取通知那一刻，哭了", "none"),
        ("跟楼上说了好几次，他不听，能调解吗", "none"),
    ],
)
def test_what_is_meant_counts(text: str, reason: str) -> None:
    assert said(text)[0].reason == reason


def test_a_wish_taken_back_is_none() -> None:
    first, second = said("帮我转人工", "算了，不用转了")
    assert first.handover
    assert not second.handover


def test_two_failed_answers_make_a_handover() -> None:
    sorry = {"role": "bot", "text": "抱歉，没有找到相关内容。"}
    turns = [{"role": "user", "text": "摆摊要证吗"}, sorry, {"role": "user", "text": "夜市卖烤肠"}, sorry]
    assert [one.handover for one in decide(turns)] == [False, False]
    after = decide([*turns, {"role": "user", "text": "路边摊"}])
    assert after[-1].reason == "failed_answers"
    content = decide([*turns, {"role": "user", "text": "好的，谢谢"}])
    assert not content[-1].handover


def test_a_crisis_is_not_over_with_the_next_words() -> None:
    first, second = said("我不想活了", "不用管我")
    assert first.reason == second.reason == "crisis"
    assert first.urgency == "emergency"


def test_every_reason_that_holds_is_told_and_the_most_pressing_says_how_soon() -> None:
    [one] = said("转人工！今天下午五点就截止了，再办不了我的钱就没了")
    assert (one.reason, one.also, one.urgency) == ("asked_for_person", ("deadline",), "urgent")
    assert len(one.words) > 1
    told = reason_in_words(one.reason, *one.also)
    assert all(
        reason_in_words(reason)[lang] in told[lang] for reason in (one.reason, *one.also) for lang in told
    )
    [plain] = said("转人工")
    assert (plain.also, plain.urgency) == ((), "normal")


def conversation(*texts: str) -> list[TurnDecision]:
    """The decisions on turns that resident and desk speak by turns."""
    return decide(
        [{"role": ("resident", "assistant")[place % 2], "text": text} for place, text in enumerate(texts)]
    )


@pytest.mark.parametrize(
    ("first", "answer", "more"),
    [
        ("老师天天打孩子，身上都是伤", "您可以报警。", "报了警，老师会不会知道是我说的"),
        ("我瘫在床上，三天没人送饭了", "可到社区申请助餐。", "社区那么远，我动不了"),
        ("今天是申请的最后一天，系统进不去，过了就作废了", "请稍后再试。", "试了十几遍，还剩一个小时"),
    ],
)
def test_who_goes_on_about_a_need_still_needs_a_person(first: str, answer: str, more: str) -> None:
    assert [one.handover for one in conversation(first, answer, more)] == [True, True]


@pytest.mark.parametrize("more", ["好的，谢谢", "材料在哪里交？", "户号是88213"])
def test_a_need_that_was_heard_makes_no_need_of_what_follows(more: str) -> None:
    first, second = conversation("我瘫在床上，三天没人送饭了", "请提供您的户号。", more)
    assert first.handover
    assert not second.handover


def test_a_conclusion_is_no_question_put_again() -> None:
    asked = ("我有一套房，算首套吗", "看本市住房。", "外地那套房也算首套吗", "不算。", "那我就是首套咯")
    assert not conversation(*asked)[-1].handover


def test_roles_of_the_desk_are_not_judged() -> None:
    assert decide([{"role": "officer", "text": "转人工"}, {"role": "assistant", "text": "我不想活了"}]) == []


def test_any_text_is_judged_without_an_error() -> None:
    assert len(said("", "\ud800", "。" * 50, "啊" * 30_000, "🙂" * 10, "<script>转人工</script>")) == 6


def test_every_reason_is_said_in_two_languages() -> None:
    for reason in REASONS:
        words = reason_in_words(reason)
        assert words["zh"]
        assert words["en"]
        assert words["zh"] != words["en"]


@pytest.mark.parametrize("sign", ["二十", "12", "1一", "几半"])
def test_a_message_made_to_be_slow_is_judged_all_the_same(sign: str) -> None:
    with patience():
        [judged] = decide([{"role": "resident", "text": f"{sign * 5_000}。我不想活了"}])
    assert judged.reason == "crisis"


@pytest.mark.parametrize("text", ["百草枯是不是禁售了", "煤气灶怎么报修", "楼顶在哪里晒被子"])
def test_a_plain_question_about_a_thing_calls_nobody(text: str) -> None:
    assert not said(text)[0].handover


def test_the_first_failed_answer_is_no_handover_the_second_is() -> None:
    turns = [
        {"role": "user", "text": "省内异地就医怎么备案"},
        {"role": "assistant", "text": "跨省异地就医请先备案。"},
        {"role": "user", "text": "你的回答牛头对不上马嘴，我住的是本省"},
    ]
    assert not decide(turns)[-1].handover
    turns += [
        {"role": "assistant", "text": "跨省就医可在平台备案。"},
        {"role": "user", "text": "又是跨省，还是没回答我"},
    ]
    assert decide(turns)[-1].reason == "failed_answers"


def test_two_failed_answers_count_for_a_plain_question_too() -> None:
    turns = [
        {"role": "user", "text": "准生证怎么办"},
        {"role": "assistant", "text": "抱歉，没有找到相关内容。"},
        {"role": "user", "text": "生孩子之前办的那个证"},
        {"role": "assistant", "text": "抱歉，我还在学习中，请换个问题。"},
        {"role": "user", "text": "那准生证在哪里办"},
    ]
    assert decide(turns)[-1].reason == "failed_answers"


@pytest.mark.parametrize(
    "text", ["带着月子里的孩子被房东撵到路边，行李都湿了", "催债的发我孩子照片，我好害怕，不敢回家"]
)
def test_a_word_of_content_inside_another_word_quiets_nothing(text: str) -> None:
    assert said(text)[0].handover


@pytest.mark.parametrize(
    "text",
    [
        "楼道里有人堆旧柜子，提醒了三次都不听，能贴个通知吗",
        "推销的天天有人打我电话，能屏蔽吗",
        "人行道上摊位多，路都走不动",
        "群里说有人晕倒了，医生已经在处理了，附近哪里有药店",
        "今天专家号没了",
    ],
)
def test_words_of_a_reason_that_speak_of_something_else_call_nobody(text: str) -> None:
    assert not said("请问社区几点开门", text)[-1].handover


@pytest.mark.parametrize("text", ["法院的传票收到了，委托律师去", "收据有，录音也有"])
def test_a_court_or_a_proof_that_is_named_is_no_threat(text: str) -> None:
    assert not said("物业押金不退找谁", text)[-1].handover


def test_a_plain_crisis_colours_what_follows() -> None:
    assert said("我不想活了", "我在东街")[-1].reason == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "我老婆要跳楼了，救救她",
        "我女儿吞了一瓶安眠药",
        "他掐我脖子，我躲在厕所里",
        "楼上又打老婆，听见她喊救命",
        "救命啊，屋里全是烟",
    ],
)
def test_a_life_at_risk_comes_before_every_other_reason(text: str) -> None:
    [decision] = said(text)
    assert (decision.reason, decision.urgency) == ("crisis", "emergency")


@pytest.mark.parametrize("text", ["救命啊这个验证码怎么都不对", "消防员把我爸救出来了，谢谢你们"])
def test_a_cry_that_is_none_and_one_that_is_over_are_no_crisis(text: str) -> None:
    assert said(text)[-1].reason != "crisis"
