"""Which tables hold the ledger? Three: entries, signed checkpoints, and what the last verification found.

The first two are append-only: triggers (`triggers.py`) refuse UPDATE, DELETE, TRUNCATE and gaps.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models

from bangban.ledger import kinds
from bangban.ledger.chain import when


class LedgerEntry(models.Model):
    """One line. `hash` covers every other column, so what a page shows is what is verified."""

    # BigAutoField only because SQLite then scans by rowid: the number is always given, never generated.
    seq = models.BigAutoField(primary_key=True)
    at = models.CharField(max_length=27)
    """UTC, to the microsecond, always "2026-11-22T01:02:03.000004Z": text, so that it hashes as shown."""
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=100)
    agency_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=100, blank=True)
    details = models.TextField()
    """Canonical JSON of ids, codes and numbers."""
    digest = models.CharField(max_length=80, blank=True)
    writer = models.CharField(max_length=10)
    prev = models.CharField(max_length=71, blank=True)
    hash = models.CharField(max_length=71)

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["agency_id", "seq"], name="ledger_entry_agency"),
            models.Index(fields=["kind", "seq"], name="ledger_entry_kind"),
            models.Index(fields=["actor", "seq"], name="ledger_entry_actor"),
            models.Index(fields=["subject", "seq"], name="ledger_entry_subject"),
            models.Index(fields=["at"], name="ledger_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.at} {self.kind} {self.actor} {self.subject}"

    @property
    def time(self) -> datetime:
        """When it was written, as an aware datetime (UTC)."""
        return when(self.at)

    @property
    def kind_name(self) -> str:
        """What the kind is called in the reader's language."""
        return kinds.name_of(self.kind)


class LedgerCheckpoint(models.Model):
    """A signature over the hash of entry `seq`, and thereby over every entry before it."""

    seq = models.BigAutoField(primary_key=True)
    hash = models.CharField(max_length=71)
    at = models.CharField(max_length=27)
    algorithm = models.CharField(max_length=10)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=200)

    class Meta:
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"{self.seq} {self.at} {self.key_id}"


class LedgerVerification(models.Model):
    """What the last verification of each scope found: at most one row "full" and one "incremental"."""

    scope = models.CharField(max_length=12, primary_key=True)
    at = models.DateTimeField()
    seq = models.BigIntegerField()
    """The last entry that was verified and found good."""
    hash = models.CharField(max_length=71, blank=True)
    entries = models.BigIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        db_table = "ledger_verification"

    def __str__(self) -> str:
        return f"{self.scope} {self.seq} {self.at:%Y-%m-%d %H:%M}"
