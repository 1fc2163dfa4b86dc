"""Does a skill really reach a model, through the house's door, without a key, and is only released what the source says?"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bangban import config
from bangban.services.consult import claims
from bangban.skillhost import models
from bangban.skillhost.inprocess import encoded
from bangban.skillhost.models import asked_by, door_path
from bangban.skills import find_skill
from bangban.skills.base import ModelSilent
from tests.support.gateway import FILE, gateway
from tests.support.models import fault_server

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "居住证多久能办好？"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own for the socket."""
    monkeypatch.setattr(
        "bangban.skillhost.models.socket_path", lambda settings: tmp_path / "run" / "host.sock"
    )


@pytest.fixture
def served(people: Any, home: None, tmp_path: Path) -> Iterator[Any]:
    """A gateway with a model server behind it, on a loop of its own thread."""
    ready, stop = threading.Event(), threading.Event()
    found: dict[str, Any] = {}

    async def live() -> None:
        async with fault_server() as server:
            file = tmp_path / "gateway.yaml"
            file.write_text(FILE.format(local=server.base_url, cloud=server.base_url))
            async with gateway(file):
                found["server"] = server
                ready.set()
                while not stop.is_set():
                    await asyncio.sleep(0.02)

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    assert ready.wait(30)
    yield found["server"]
    stop.set()
    thread.join(30)


def asks(people: Any, seconds: Any = 8, **other: Any) -> Any:
    named = {"model": "home", "employee": people.employee.number, "scenario": "consult.answer"}
    return asked_by({"model": {**named, **other}}, time.monotonic() + seconds)


def test_a_model_answers_a_skill_in_the_employees_name(served: Any, people: Any) -> None:
    served.words = ["十个", "工作日。[S1]"]
    assert asks(people)([{"role": "user", "content": "多久"}]) == "十个工作日。[S1]"
    assert served.seen[-1]["messages"][-1]["content"] == "多久"


def test_nobody_is_asked_in_the_name_of_whoever_may_not(served: Any, people: Any) -> None:
    for wrong in ({"employee": "9999"}, {"scenario": "document.check"}, {"model": "none-such"}):
        with pytest.raises(ModelSilent):
            asks(people, **wrong)([{"role": "user", "content": "多久"}])
    assert served.seen == []


def test_a_model_that_stands_still_keeps_one_resident_waiting_and_not_all(
    people: Any, home: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_rests", {})
    path = door_path(config.load())
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen()
        first = asks(people, seconds=models.LEFT + 0.2)
        with pytest.raises(ModelSilent):
            first([{"role": "user", "content": "多久"}])
    assert asks(people) is None
    # Another one is not at fault, and this one is tried again.
    assert asks(people, model="other") is not None
    monkeypatch.setattr(models, "_rests", {"home": time.monotonic() - 1})
    assert asks(people) is not None


def test_without_a_door_or_a_name_there_is_the_local_path(people: Any, home: None) -> None:
    assert asked_by({}, time.monotonic() + 8) is None
    with pytest.raises(ModelSilent):
        asks(people)([{"role": "user", "content": "多久"}])


def test_only_sentences_that_hold_are_released(
    served: Any,
    people: Any,
    known: None,
    order: Any,
    executor: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bangban.knowledge.retrieve import search
    from bangban.services.consult import asking
    from bangban.services.consult.models import Conversation

    hit = search(QUESTION)[0]
    first = hit.text.split("。")[0]
    served.words = [f"{first}。[S1]", "另收9999元。[S1]", "详见 http://evil.example 。[S1]", "没有编号的话。"]
    answered = asking.ask(
        Conversation(), hit.question, run=lambda post: _run(post, asks(people)), asked_by="resident:anonymous"
    )
    executor()
    release = answered.release
    assert release is not None
    assert release.outcome == "answered_from_faq"
    assert release.text.startswith(first)
    assert "9999" not in release.text
    assert "evil" not in release.text
    assert "编号" not in release.text
    assert len(served.seen) == 1


def _run(post: Any, complete: Any) -> Any:
    import json

    from bangban.skillhost import protocol

    frame = encoded(post.scenario.skill_name, post.inputs, {"scope": ""}, find_skill, complete)
    return json.loads(frame[protocol.HEADER_BYTES :])["result"]


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("满60岁可以领取。", True),
        ("满六十岁可以领取。", True),
        ("满65岁可以领取。", False),
        ("文件写着“年满六十周岁”。", True),
        ("文件写着“年满七十周岁”。", False),
        ("每月补贴1,200元。", True),
        ("每月补贴12,000元。", False),
    ],
)
def test_a_claim_is_held_against_its_source(sentence: str, holds: bool) -> None:
    assert claims.hold(sentence, "年满六十周岁的本区户籍老人可以领取，每月补贴1200元。") is holds


def test_the_socket_is_nobody_elses(served: Any) -> None:
    assert door_path(config.load()).stat().st_mode & 0o007 == 0
