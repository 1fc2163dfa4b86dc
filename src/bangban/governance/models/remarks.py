"""Why was an account or an agency changed? The ledger says that it was; the reason stands here."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Remark(models.Model):
    """One recorded change of an account or an agency, with its reason; never altered afterwards.

    The ledger holds no words of people, so that words can be erased: its entry has the same kind and subject.
    """

    subject = models.CharField(max_length=40)
    """As in the ledger: "agency:ID" or "officer:ID"."""
    kind = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject", "-id"], name="remark_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"
