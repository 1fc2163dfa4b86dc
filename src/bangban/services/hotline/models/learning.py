"""What did decisions teach, and which model learned from them?"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


class ExampleKind(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    AMENDED = "amended", _("Amended")
    STANDING = "standing", _("By standing order")
    RETURNED = "returned", _("Returned")
    REDISPATCHED = "redispatched", _("Dispatched anew")
    SETTLED = "settled", _("Settled by a person")


class Example(models.Model):
    """What people made of one dispatch: the agency it belongs to. The text stays in the case, and goes with it."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="example")
    # Whose hotline this is: whoever may read its cases may read its examples.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="examples")
    label = models.CharField(max_length=60)
    """Code of the agency; after a return the one it is not, until it is dispatched anew."""
    proposed = models.CharField(max_length=60, blank=True)
    """What the machine had proposed; "" when a person wrote the proposal."""
    kind = models.CharField(max_length=12, choices=ExampleKind.choices)
    confirmed = models.BooleanField(default=False)
    """Whether a person stands behind it: he decided it, or the agency answered what came by standing order."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["agency", "-at"], name="example_recent")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.label}"


class ModelState(models.TextChoices):
    WAITING = "waiting", _("Waits for a worker")
    TRAINING = "training", _("Is being trained")
    FAILED = "failed", _("Could not be trained")
    WORSE = "worse", _("Not better, not offered")
    PROPOSED = "proposed", _("Offered for use")


class LearnedModel(models.Model):
    """One training run and what came of it. Whether it is used is said by `ModelInUse` alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="learned_models")
    state = models.CharField(max_length=10, choices=ModelState.choices, default=ModelState.WAITING)
    asked_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    trained_on = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)
    card = models.JSONField(default=dict)
    digest = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=80, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(state__in=["waiting", "training"]),
                name="one_training_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def name(self) -> str:
        """What its file is called below $BANGBAN_HOME/models/workorders."""
        return file_name(self.uid)


def file_name(uid: uuid.UUID) -> str:
    """What the model of this training run is called, without reading its row."""
    return f"decisions-{uid.hex}"


class ModelInUse(models.Model):
    """Which model a hotline's proposals listen to. Only the executor writes it, after a person's decision."""

    agency = models.OneToOneField(
        Agency, primary_key=True, on_delete=models.PROTECT, related_name="model_in_use"
    )
    model = models.ForeignKey(LearnedModel, null=True, on_delete=models.PROTECT, related_name="+")
    # The file's digest as it was decided about: another file of the same name is not used.
    digest = models.CharField(max_length=80, blank=True)
    decision_id = models.UUIDField()
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.model_id}"
