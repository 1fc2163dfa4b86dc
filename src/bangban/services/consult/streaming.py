"""How does a resident read an answer as it is made? Sentence by sentence, each as soon as the executor released it.

Without a model an answer is made in one go, and its sentences come with its release. With one, each finished sentence is
proposed by itself; what is not released ends the answer there: what was read stays, and a person takes the case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bangban.config import load
from bangban.errors import Problem
from bangban.governance import admission
from bangban.governance.admission import Post, admit
from bangban.governance.handle import Draft, Run, draft_of, model_of
from bangban.services.consult import asking, sentences, unfinished
from bangban.services.consult.models import Conversation, Release, Turn
from bangban.services.consult.problems import AnswerStopped
from bangban.skillhost.client import listen as host
from bangban.skillhost.problems import SkillCrashed

TICK = 0.005
"""Seconds between two looks at what was released."""
Heard = Iterator[Mapping[str, Any] | None]
Listen = Callable[[Post], Heard]


@dataclass
class Answered:
    """What a question came to, once all sentences were given: the turn, and what was released of it."""

    turn: Turn | None = None
    release: Release | None = None
    read: list[dict[str, Any]] = field(default_factory=list)
    """The sentences that were given."""


def hear(post: Post) -> Heard:
    """What a skill host says of this work, as it says it."""
    return host(
        post.scenario.skill_name,
        post.inputs,
        settings=admission.settings_of(post),
        deadline_seconds=load()["hosts.deadline_seconds"],
        model=model_of(post),
        tick=TICK,
    )


def answer(
    conversation: Conversation,
    text: str,
    answered: Answered,
    *,
    patience: float = asking.PATIENCE,
    listen: Listen = hear,
    run: Run | None = None,
    **more: Any,
) -> Generator[dict[str, Any], None, None]:
    """Ask, and give each sentence as it is released: {"text", "citation", "quoted", "link"}. `more` as in `asking.ask`.

    `run` takes the place of a host, and gives the whole at once. What came of it stands in `answered` at the end.

    Raises:
        as `asking.ask`.
    """
    with asking.coming():
        begun = asking.begin(conversation, text, **more)
    if isinstance(begun, Turn):
        answered.turn = begun
        return
    making = _Making(begun, answered, listen if run is None else None)
    try:
        yield from making.sentences()
    finally:
        # Whoever asked may have gone: what was read of it is on record all the same.
        with asking.coming():
            answered.turn = asking.end(begun, lambda: making.draft(run))
        making.stands()
    answered.release = asking.release_of(answered.turn, patience)
    release = answered.release
    if release is not None and not release.recalled:
        for one in release.sentences[len(answered.read) :]:
            answered.read.append(one)
            yield one


class _Making:
    """An answer while a model writes it."""

    def __init__(self, begun: asking.Begun, answered: Answered, listen: Listen | None) -> None:
        self._begun, self._answered, self._listen = begun, answered, listen
        self._post: Post | None = None
        self._result: Mapping[str, Any] | None = None
        self._problem: Problem | None = None
        self._proposed = self._seen = 0
        self._silent = False
        """Whether nothing is proposed by itself any more: it is decided about as a whole, by a person where no order may."""

    def sentences(self) -> Iterator[dict[str, Any]]:
        if self._listen is None or not load()["hosts.model"] or connection.in_atomic_block:
            return
        try:
            post = admit(self._begun.work, asking.desk())
        except Problem:
            # Told by those who write it down.
            return
        if post.refusal is not None or model_of(post) is None:
            return
        self._post = post
        try:
            for said in self._listen(post):
                if said is not None and "part" in said:
                    self._propose(post, said["part"])
                elif said is not None:
                    self._result = said["result"]
                    return
                yield from self._released(post)
        except Problem as problem:
            self._problem = problem
        except (KeyError, TypeError, ValueError):
            self._problem = SkillCrashed(skill=post.scenario.skill_name)
        # What was proposed before it broke off is read, if it holds.
        until = time.monotonic() + 1.0
        while not isinstance(self._problem, AnswerStopped) and self._waits() and time.monotonic() < until:
            time.sleep(TICK)
            try:
                yield from self._released(post)
            except AnswerStopped as stopped:
                self._problem = stopped

    def stands(self) -> None:
        """What came of it is written down."""
        if self._proposed:
            unfinished.done(self._begun.work.uid)

    def draft(self, run: Run | None) -> Draft:
        """What came of it, as one that nobody read meanwhile."""
        post = self._post
        if post is None:
            given = admit(self._begun.work, asking.desk())
            return draft_of(given, run) if run is not None else draft_of(given)
        if self._result is None and self._problem is None:
            self._problem = SkillCrashed(skill=post.scenario.skill_name)
        if self._problem is not None and self._answered.read:
            return Draft(post, None, AnswerStopped())
        return draft_of(post, self._given)

    def _given(self, post: Post) -> Mapping[str, Any]:
        if self._problem is not None:
            raise self._problem
        return self._result or {}

    def _propose(self, post: Post, part: Mapping[str, Any]) -> None:
        if post.employee is None or self._silent:
            return
        if not self._proposed:
            unfinished.keep(self._begun)
        self._proposed += 1
        sentences.propose(self._begun.work.uid, post.employee, post.scenario.code, self._proposed, part)

    def _released(self, post: Post) -> Iterator[dict[str, Any]]:
        """What was released since; AnswerStopped where a sentence behind others was not."""
        if not self._waits():
            return
        for one in sentences.looked_at(self._begun.work.uid, self._seen):
            self._seen += 1
            if one.code and self._answered.read:
                raise AnswerStopped()
            if one.code:
                self._silent = True
                return
            told = one.shown
            self._answered.read.append(told)
            yield told

    def _waits(self) -> bool:
        return self._seen < self._proposed and not self._silent
