"""Does a resident read a model's answer sentence by sentence, each checked before, and never one that was not?"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bangban.executor.orders import apply_orders
from bangban.executor.parts import release_parts
from bangban.governance import admission, stops
from bangban.governance.models import Case, CaseStatus
from bangban.knowledge.models import Passage
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import presenting, streaming, unfinished
from bangban.services.consult.models import Conversation, OpenAnswer, Piece, PieceRelease, Release
from bangban.skillhost.inprocess import encoded
from bangban.skillhost.protocol import HEADER_BYTES
from bangban.skills import find_skill
from bangban.skills.base import ModelSilent

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "身份证丢失怎么补办？"


class Writes:
    """A model that writes these pieces, and what shall happen in between."""

    def __init__(self, *pieces: str | Callable[[], None]) -> None:
        self._pieces = pieces

    def __call__(self, messages: Any) -> str:
        return "".join(self.pieces(messages))

    def pieces(self, messages: Any) -> Iterator[str]:
        for piece in self._pieces:
            if isinstance(piece, str):
                yield piece
            else:
                piece()


def heard(model: Writes, change: Callable[[dict[str, Any]], None] = lambda part: None) -> streaming.Listen:
    """A host that runs here: what it says while it works, and at the end the result."""

    def listen(post: Any) -> streaming.Heard:
        said: list[dict[str, Any]] = []

        def say(part: Any) -> None:
            told = json.loads(json.dumps(part))
            change(told)
            said.append({"part": told})

        frame = encoded(
            post.scenario.skill_name, post.inputs, admission.settings_of(post), find_skill, model, say
        )
        yield from said
        # As if the model still wrote.
        until = time.monotonic() + 5
        while PieceRelease.objects.count() < len(said) and time.monotonic() < until:
            yield None
            time.sleep(0.01)
        yield None
        yield {"result": json.loads(frame[HEADER_BYTES:])["result"]}

    return listen


@pytest.fixture
def executing(people: Any) -> Iterator[None]:
    """An executor that works beside the page."""
    stop = threading.Event()

    def work() -> None:
        cursor: dict[Any, int] = {}
        while not stop.is_set():
            release_parts()
            apply_orders(cursor)
            time.sleep(0.01)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join(20)


@pytest.fixture
def first(known: None, order: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first sentence of the entry that answers; a model is configured."""
    monkeypatch.setenv("BANGBAN_HOSTS_MODEL", "home")
    from bangban import config

    monkeypatch.setattr(streaming, "load", lambda: {**dict_of(config.load()), "hosts.model": "home"})
    monkeypatch.setattr(streaming, "model_of", lambda post: {"model": "home"} if post.employee else None)
    return Passage.objects.get(question=QUESTION).text.split("。")[0] + "。"


def dict_of(settings: Any) -> dict[str, Any]:
    return {name: settings[name] for name in ("hosts.deadline_seconds",)}


def ask(listen: streaming.Listen) -> tuple[list[str], streaming.Answered]:
    answered = streaming.Answered()
    said = [one["text"] for one in streaming.answer(Conversation(), QUESTION, answered, listen=listen)]
    return said, answered


def test_each_sentence_is_released_before_the_answer_is_made(first: str, executing: None) -> None:
    seen: list[int] = []
    model = Writes(f"{first}[S1]", "\n请到窗口办理。[S1]", "没有编号的话。")

    def listen(post: Any) -> streaming.Heard:
        for one in heard(model)(post):
            if one is not None and "result" in one:
                seen.append(Case.objects.count())
            yield one

    said, answered = ask(listen)
    assert said == [first, "请到窗口办理。"]
    assert seen == [0]
    assert answered.release is not None
    assert [one["link"] for one in answered.release.sentences] == [one["link"] for one in answered.read]
    kinds = list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds.index("answer.sentence") < kinds.index("case.opened") < kinds.index("answer.released")
    assert kinds.count("answer.sentence") == 2


def test_what_does_not_hold_ends_the_answer_and_what_was_read_stays(first: str, executing: None) -> None:
    def lie(part: dict[str, Any]) -> None:
        if part["sentence"]["text"] != first:
            part["sentence"]["text"] = "工本费9999元。"

    model = Writes(f"{first}[S1]", "请到窗口办理。[S1]")
    said, answered = ask(heard(model, lie))
    assert said == [first]
    assert answered.release is None
    turn = answered.turn
    assert turn is not None
    assert turn.case is not None
    assert turn.case.status == CaseStatus.MANUAL
    drawn = presenting.shown(turn)
    assert drawn.stopped
    assert [one["text"] for one in drawn.sentences] == [first]
    assert "没有通过核对" in turn.text
    assert LedgerEntry.objects.filter(kind="answer.stopped").count() == 1
    page = Client().get(f"/consult/c/{turn.conversation.token}").content.decode()
    assert first.rstrip("。") in page
    assert "9999" not in page
    assert "没有通过核对" in page


@pytest.mark.parametrize("how", ["stopped", "no order", "repealed"])
def test_nothing_is_read_that_may_not_be_released(
    first: str, executing: None, people: Any, order: Any, how: str
) -> None:
    if how == "stopped":
        stops.set_stop(people.guardian, "scenario", "问题排查", scenario="consult.answer")
    elif how == "no order":
        type(order).objects.update(state="suspended")

    def repeal() -> None:
        if how == "repealed":
            row = Passage.objects.get(question=QUESTION)
            row.source.repealed_on = timezone.localdate() - timedelta(days=1)
            row.source.save()

    said, answered = ask(heard(Writes(repeal, f"{first}[S1]", "请到窗口办理。[S1]")))
    assert said == []
    assert answered.release is None
    assert not PieceRelease.objects.filter(code="").exists()


def test_an_answer_begins_with_what_was_read(first: str, executing: None) -> None:
    """A host that shows one thing and proposes another gets the other not released."""

    def listen(post: Any) -> streaming.Heard:
        for one in heard(Writes(f"{first}[S1]", "请到窗口办理。[S1]"))(post):
            if one is not None and "result" in one:
                other = heard(Writes("请到窗口办理。[S1]"))(post)
                one = [said for said in other if said is not None][-1]
            yield one

    said, answered = ask(listen)
    assert said == [first, "请到窗口办理。"]
    assert answered.release is None
    assert not Release.objects.exists()
    assert Case.objects.get().refusal == "wrong_content"


def test_who_leaves_half_way_leaves_a_record(first: str, executing: None) -> None:
    told = streaming.answer(
        Conversation(),
        QUESTION,
        answered := streaming.Answered(),
        listen=heard(Writes(f"{first}[S1]", "请到窗口办理。[S1]")),
    )
    assert next(told)["text"] == first
    told.close()
    assert answered.turn is not None
    assert Case.objects.count() == 1


def test_a_model_that_breaks_off_leaves_the_rules_themselves(first: str, executing: None) -> None:
    def breaks() -> None:
        raise ModelSilent(reason="cut")

    said, answered = ask(heard(Writes(f"{first}[S1]", breaks)))
    assert said[0] == first
    assert "没有写完" in "".join(said)
    assert answered.release is not None
    assert Piece.objects.count() == 1


class Killed(BaseException):
    """What a process does not live to write down."""


def test_an_answer_whose_process_dies_is_closed_with_what_was_read(
    first: str, executing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: Any) -> Any:
        raise Killed

    conversation = Conversation()
    told = streaming.answer(
        conversation,
        QUESTION,
        streaming.Answered(),
        listen=heard(Writes(f"{first}[S1]", "请到窗口办理。[S1]")),
    )
    assert next(told)["text"] == first
    # Before the first sentence is shown, its question stands.
    [left] = OpenAnswer.objects.all()
    assert left.conversation == conversation
    with monkeypatch.context() as while_dying:
        while_dying.setattr(streaming.asking, "end", dies)
        with pytest.raises(Killed):
            told.close()
    assert not Case.objects.exists()
    now = timezone.now()
    # Another process may still be at work.
    assert unfinished.close_left(now) == 0
    assert unfinished.close_left(now + timedelta(minutes=1)) == 1
    assert unfinished.close_left(now + timedelta(minutes=1)) == 0
    case = Case.objects.get()
    assert (case.uid, case.refusal, case.status) == (left.uid, "answer_stopped", CaseStatus.MANUAL)
    [asked, shown] = presenting.conversation_shown(conversation)
    assert asked.turn.text == QUESTION
    assert shown.stopped
    # The second was released as well, though it never reached him.
    assert shown.sentences[0]["text"] == first
    assert LedgerEntry.objects.filter(kind="case.opened").count() == 1
    assert not OpenAnswer.objects.exists()


def test_an_answer_that_came_to_its_end_leaves_nothing_to_close(first: str, executing: None) -> None:
    ask(heard(Writes(f"{first}[S1]")))
    assert Case.objects.count() == 1
    assert not OpenAnswer.objects.exists()
