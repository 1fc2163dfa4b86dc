"""What do documents leave behind: files, reviews, what was said of each finding, and what was handed out?"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


def reference() -> str:
    """How content names a file: 128 random bits, so that nobody can name another's."""
    return secrets.token_hex(16)


class Origin(models.TextChoices):
    """Who brought a file: only what was made may be handed out."""

    SENT = "sent", _("Sent by an officer")
    MADE = "made", _("Made by a skill")


class StoredFile(models.Model):
    """Bytes as they were sent or made; never changed. In the database, so that every process reads what it may."""

    uid = models.CharField(primary_key=True, max_length=32, default=reference)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    digest = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.uid


class Upload(models.Model):
    """A document an officer sent. `drawing` is what a skill host made of it to be looked at."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="documents")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    format = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="upload")
    drawing = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    beginning = models.TextField(blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class BatchKind(models.TextChoices):
    REVIEW = "review", _("Many documents checked")
    LETTERS = "letters", _("Letters from a table")


class BatchState(models.TextChoices):
    COLLECTING = "collecting", _("Files are being added")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class Batch(models.Model):
    """Work that is too much for one request: a worker does it, and the page says how far it is."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=BatchKind.choices)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.COLLECTING)
    title = models.CharField(max_length=160, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)
    # Letters: the table, and what the form says beside it.
    table = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    form = models.JSONField(default=dict)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "-id"], name="documents_batches")]

    def __str__(self) -> str:
        return self.title or f"batch {self.pk}"


class Review(models.Model):
    """One document being looked through. Its case holds what was found, and what was decided about it."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="reviews")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="review")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="reviews")
    # The last correction that was asked for: a case of its own, whose proposal is the file.
    correction = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    required = models.PositiveIntegerField(default=0)
    recommended = models.PositiveIntegerField(default=0)
    practice = models.PositiveIntegerField(default=0)
    # {"paragraph": element}: what the officer said a paragraph is.
    corrections = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-id"], name="documents_reviews"),
            models.Index(fields=["batch", "id"], name="documents_of_batch"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Verdict(models.Model):
    """What an officer says of one finding: right, or not. `counted` once the review is decided."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="verdicts")
    finding = models.CharField(max_length=120)
    rule = models.CharField(max_length=80)
    right = models.BooleanField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "finding"], name="documents_verdict_once")]
        indexes = [
            models.Index(
                fields=["rule", "right"], condition=models.Q(counted=True), name="documents_precision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.right}"


class ItemState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Not done")


class BatchItem(models.Model):
    """One file of a batch, or why it could not be done: one bad file stops no other."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=160)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    upload = models.OneToOneField(Upload, null=True, on_delete=models.PROTECT, related_name="item")
    review = models.OneToOneField(Review, null=True, on_delete=models.PROTECT, related_name="item")
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    # {"zh", "en"}: why it could not be done.
    note = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "id"], name="documents_items")]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """A file that may leave: the effect of a decision, made by the executor alone (放行件)."""

    decision_id = models.UUIDField()
    position = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="releases")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="releases")
    form = models.CharField(max_length=12)
    name = models.CharField(max_length=160)
    labelled = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision_id", "position"], name="documents_release_once")
        ]

    def __str__(self) -> str:
        return self.name
