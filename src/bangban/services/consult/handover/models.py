"""Who waits for a person, since when and why; who took over; and what did pages that look on have to be told?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


class HandoverState(models.TextChoices):
    QUEUED = "queued", _("Waits for a person")
    OFFERED = "offered", _("Offered to an officer")
    ACCEPTED = "accepted", _("An officer is talking")
    CALLBACK = "callback", _("Will be called back")
    RETURNED = "returned", _("Given back to the assistant")
    ENDED = "ended", _("Ended")


WAITING = (HandoverState.QUEUED, HandoverState.OFFERED)
LIVE = (*WAITING, HandoverState.ACCEPTED)


class Urgency(models.IntegerChoices):
    EMERGENCY = 0, _("emergency")
    URGENT = 1, _("urgent")
    NORMAL = 2, _("normal")


class Handover(models.Model):
    """One passing of a conversation to a person. At most one of a conversation is live."""

    conversation = models.ForeignKey(
        "consult.Conversation", on_delete=models.CASCADE, related_name="handovers"
    )
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(max_length=8, choices=HandoverState.choices, default=HandoverState.QUEUED)
    # Since when the resident waits: kept when the same wait is opened again, so that no clock restarts.
    since = models.DateTimeField(default=timezone.now)
    # What the officer needs at once: {"asked", "why", "tried", "sources", "feeling"}.
    summary = models.JSONField(default=dict)
    # The turn that called for a person; what stood before it calls for none a second time.
    turn = models.PositiveIntegerField(default=0)
    offered_to = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    # Offers that ran out without being taken.
    missed = models.PositiveSmallIntegerField(default=0)
    passed_by = models.JSONField(default=list)
    escalated_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The work order to call back, with its own time limit.
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "urgency", "since"], name="consult_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(state__in=("queued", "offered", "accepted")),
                name="consult_one_live_handover",
            )
        ]

    def __str__(self) -> str:
        return f"handover {self.pk} of {self.conversation_id}"

    @property
    def waits(self) -> bool:
        return self.state in WAITING


class Presence(models.Model):
    """Whether an officer takes conversations now: on duty, and seen a moment ago."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="chat_presence")
    on_duty = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"presence of {self.officer_id}"


class Topic(models.Model):
    """What some officers of an agency know best; a conversation about it is offered to them first."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    # Words that tell the topic in what a resident said, one a line.
    words = models.TextField(max_length=2000, blank=True)
    # A reason for a handover that makes it this topic, whatever the words ("crisis"); "" for none.
    reason = models.CharField(max_length=20, blank=True)
    # Ids of the officers who know it.
    officers = models.JSONField(default=list)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class LiveEvent(models.Model):
    """What pages that look on are told, in order; its id is the Last-Event-ID they come back with."""

    conversation = models.ForeignKey("consult.Conversation", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12)
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"], name="consult_live")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CannedAnswer(models.Model):
    """A reply an agency's officers send often, with the source it stands on."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
