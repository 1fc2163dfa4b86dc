"""What was asked, what was released as an answer, and what people said of it?"""

from __future__ import annotations

import json
import secrets
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case, ComplaintStatus, DigitalEmployee


def conversation_token() -> str:
    """Who holds it reads the conversation: 128 bits."""
    return secrets.token_urlsafe(16)


class ConversationState(models.TextChoices):
    ASSISTANT = "assistant", _("The assistant answers")
    PERSON = "person", _("A person answers")
    CLOSED = "closed", _("Closed")


class Audience(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    OFFICER = "officer", _("Officer")


class Conversation(models.Model):
    """A resident's chat, or an officer's. While its state is "person" the assistant stays silent."""

    token = models.CharField(max_length=24, unique=True, default=conversation_token)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.RESIDENT)
    state = models.CharField(
        max_length=9, choices=ConversationState.choices, default=ConversationState.ASSISTANT
    )
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="conversations")
    # Set for an officer's own questions; nobody else reads them.
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=7, default="zh")
    opened_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["state", "-last_at"], name="consult_state")]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Role(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    ASSISTANT = "assistant", _("Assistant")
    OFFICER = "officer", _("Officer")
    NOTICE = "notice", _("Notice")


class Turn(models.Model):
    """One thing that was said. An assistant's turn holds no text of its own: what may be read is its release."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=Role.choices)
    text = models.TextField(blank=True)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    # The case the question became: its proposal, decision and release are the answer's.
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="consult_turn")
    at = models.DateTimeField(default=timezone.now)
    # 1 helpful, -1 not; None when nobody said.
    rating = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="consult_turn_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"

    @property
    def release(self) -> Release | None:
        """What was released of the assistant's answer, newest first; None while nothing was."""
        if self.case_id is None:
            return None
        return Release.objects.filter(case_id=self.case_id).order_by("-pk").first()

    @property
    def shown(self) -> str:
        """What the resident read in this turn."""
        if self.role != Role.ASSISTANT or self.case_id is None:
            return self.text
        release = self.release
        return release.text if release is not None and not release.recalled else ""


class Release(models.Model):
    """An answer that may be read: released by a decision, sentence by sentence. Only the executor writes it."""

    decision_id = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=24)
    # [{"text", "citation", "quoted", "link"}]: `link` is the digest chain up to and with the sentence.
    body = models.TextField()
    chain = models.CharField(max_length=80)
    citations = models.TextField(default="[]")
    offered = models.TextField(default="[]")
    handover = models.BooleanField(default=False)
    confidence = models.FloatField(null=True)
    released_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["outcome", "-released_at"], name="consult_outcomes")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.case_id}"

    @cached_property
    def sentences(self) -> list[dict[str, Any]]:
        return list(json.loads(self.body))

    @cached_property
    def cited(self) -> list[dict[str, Any]]:
        return list(json.loads(self.citations))

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        return list(json.loads(self.offered))

    @property
    def text(self) -> str:
        return "".join(one["text"] for one in self.sentences)

    @cached_property
    def recalled(self) -> bool:
        """Whether it may no longer be read as an answer: withdrawn, or a complaint about it was upheld."""
        if self.withdrawn_at is not None:
            return True
        return self.case.complaints.filter(status=ComplaintStatus.UPHELD).exists()


class OpenAnswer(models.Model):
    """A question of whose answer a sentence may be read already, while no case stands: gone as soon as one does."""

    # Of the case it will be.
    uid = models.UUIDField(unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    asked_by = models.CharField(max_length=120)
    source = models.CharField(max_length=24)
    # The number of the employee that was asked for, if one was.
    employee = models.CharField(max_length=24, blank=True)
    # [[role, text] of the turns that do not stand yet, inputs]
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.uid)


class Piece(models.Model):
    """A sentence of an answer that is still being made, as the skill proposed it. Read only once it has a release."""

    # Of the case the answer will be: known before it is written.
    uid = models.UUIDField()
    employee = models.ForeignKey(DigitalEmployee, on_delete=models.PROTECT, related_name="+")
    scenario = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    # {"sentence", "citations": all of the answer so far}
    body = models.TextField()
    # The outcome the answer will have.
    target = models.CharField(max_length=24)
    confidence = models.FloatField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "number"], name="consult_piece_once")]
        indexes = [models.Index(fields=["at"], name="consult_pieces_at")]

    def __str__(self) -> str:
        return f"{self.uid}/{self.number}"


class PieceRelease(models.Model):
    """What the executor said of a sentence: with an empty `code` it may be read. Only the executor writes it."""

    piece = models.OneToOneField(Piece, on_delete=models.PROTECT, related_name="release")
    code = models.CharField(max_length=40, blank=True)
    # The digest chain up to and with the sentence.
    link = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.piece_id} {self.code}"

    @property
    def shown(self) -> dict[str, Any]:
        """The sentence as a release has it."""
        return {**json.loads(self.piece.body)["sentence"], "link": self.link}


class GapState(models.TextChoices):
    OPEN = "open", _("Waits for the guardian")
    TAKEN = "taken", _("Selected")
    DROPPED = "dropped", _("Not needed")


class Gap(models.Model):
    """What many asked and nothing answered: a cluster of questions, with an entry the machine drafted."""

    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    questions = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    last_week = models.PositiveIntegerField(default=0)
    samples = models.JSONField(default=list)
    places = models.JSONField(default=list)
    # What the machine proposes; what a person selected stands in `SelectedEntry`.
    drafted_question = models.TextField(blank=True)
    drafted_answer = models.TextField(blank=True)
    drafted_from = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=GapState.choices, default=GapState.OPEN)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    stamp = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-questions"], name="consult_gaps")]

    def __str__(self) -> str:
        return self.name

    @property
    def example(self) -> str:
        """How somebody asked it in other words than its name."""
        return next((one for one in self.samples if one.strip("？?。") != self.name.strip("？?。")), "")

    @property
    def rising(self) -> bool:
        """Whether more of it was asked in the last week than in a usual one of the four that are looked at."""
        return self.last_week * 3 > (self.questions - self.last_week) * 1.5


class SelectedEntry(models.Model):
    """An FAQ entry a person selected and worded; published into the knowledge base under `uid`."""

    gap = models.ForeignKey(Gap, null=True, on_delete=models.PROTECT, related_name="selected")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    answer = models.TextField()
    # Digests of the passages it rests on: when one of them is no longer in force, the entry is stale.
    rests_on = models.JSONField(default=list)
    uid = models.CharField(max_length=120, unique=True)
    selected_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    selected_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.question[:40]


# The handover's rows belong to this app; Django looks for them here.
from bangban.services.consult.handover.models import (  # noqa: E402
    CannedAnswer,
    Handover,
    LiveEvent,
    Presence,
    Topic,
)

__all__ = [
    "Audience",
    "CannedAnswer",
    "Conversation",
    "ConversationState",
    "Gap",
    "GapState",
    "Handover",
    "LiveEvent",
    "Piece",
    "PieceRelease",
    "Presence",
    "Release",
    "Role",
    "SelectedEntry",
    "Topic",
    "Turn",
    "conversation_token",
]
