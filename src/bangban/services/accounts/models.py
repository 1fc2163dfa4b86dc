"""What does signing in remember: who is signed in where, and how often someone guessed wrong?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer


class Method(models.TextChoices):
    PASSWORD = "password", _("Name and password")
    OIDC = "oidc", _("Single sign-on")


class SignIn(models.Model):
    """One completed sign-in. Kept after it ended, so that an officer can see the last ones."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    second_factor = models.BooleanField(default=False)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["officer", "-id"], name="sign_in_officer")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.method} {self.started_at:%Y-%m-%d %H:%M}"


class UnknownName(models.Model):
    """Wrong tries with a name nobody has. It locks like an account does, so a lock tells nothing about names."""

    digest = models.CharField(primary_key=True, max_length=71)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.digest[:16]} {self.failed_sign_ins}"
