"""Which agencies, officers and residents are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bangban.agencies.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def in_language(chinese: str, english: str) -> str:
    """The name to show: English pages fall back to Chinese rather than show nothing."""
    return (english or chinese) if (get_language() or "").startswith("en") else chinese


class AgencyKind(models.TextChoices):
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    BUREAU = "bureau", _("Bureau")
    STREET = "street", _("Street office")
    CENTRE = "centre", _("Service centre")


class Agency(models.Model):
    """A node (部门) of the tree city → district → bureau → street: the tenancy boundary."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=AgencyKind.choices)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    short_zh = models.CharField(max_length=40, blank=True)
    short_en = models.CharField(max_length=60, blank=True)
    # What residents call it, and the streets it answers for: words a message is matched with.
    aliases = models.JSONField(default=list, blank=True)
    area = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # "/1/4/9/": a prefix of a descendant's path, so that a subtree is one indexed comparison.
    path = models.CharField(max_length=200, db_index=True, default="")
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            Agency.objects.filter(pk=self.pk).update(path=path)

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def short(self) -> str:
        return in_language(self.short_zh, self.short_en) or self.name


class Duty(models.Model):
    """One line of an agency's duty list (职责): what it answers for, and the words people use for it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="duties")
    code = models.SlugField(max_length=60)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    # "!拖欠工资" says what is asked about, "工资" a topic, "~工地" where it tends to happen.
    words = models.JSONField(default=list)

    class Meta:
        ordering = ["agency_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="duty_code_once")]

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Role(models.TextChoices):
    HANDLER = "handler", _("Handler")
    REVIEWER = "reviewer", _("Reviewer")
    GUARDIAN = "guardian", _("Guardian")
    SYSTEM = "system", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


# Classified protection (等保三级) wants these to be three different people.
SEPARATED = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDITOR})
SECOND_FACTOR = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDITOR, Role.GUARDIAN})


PLAIN_FIELDS = ("id", "agency", "username", "name", "name_en", "is_active", "valid_until")
"""What any process may read of an officer: enough to recognise a guardian, no password and no secret."""


class OfficerManager(BaseUserManager["Officer"]):
    def create_officer(
        self,
        username: str,
        name: str,
        agency: Agency,
        password: str | None,
        roles: Iterable[str] = (),
        **more: Any,
    ) -> Officer:
        officer = self.model(username=username, name=name, agency=agency, **more)
        officer.set_password(password)
        officer.save(using=self._db)
        for role in roles:
            OfficerRole.objects.create(officer=officer, agency=agency, role=role)
        return officer


class Officer(AbstractBaseUser):
    """A person with an account (工作人员)."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    totp_secret = models.CharField(max_length=64, blank=True)
    # The last accepted time step: a one-time password works once.
    totp_last_step = models.BigIntegerField(default=0)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    oidc_subject = models.CharField(max_length=200, blank=True, default="")
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = OfficerManager()

    class Meta:
        ordering = ["agency_id", "username"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def shown_name(self) -> str:
        return in_language(self.name, self.name_en)

    def may_work(self, now: datetime) -> bool:
        """Whether the account is in use: active, and not past its end."""
        return self.is_active and (self.valid_until is None or self.valid_until > now)

    @property
    def role_rows(self) -> list[tuple[str, str]]:
        """(role, path of the agency it reaches over) of every role held, read once per request."""
        if not hasattr(self, "_role_rows"):
            self._role_rows = _ROLES.rows(officer=self.pk)
        return self._role_rows

    @role_rows.setter
    def role_rows(self, rows: list[tuple[str, str]]) -> None:
        self._role_rows = rows

    @property
    def role_names(self) -> frozenset[str]:
        """The roles this officer holds."""
        return frozenset(role for role, _path in self.role_rows)

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.role_names & SECOND_FACTOR)


class OfficerRole(models.Model):
    """One role of one officer, reaching over one agency and what lies below it."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="roles")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "agency", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.officer_id}:{self.role}@{self.agency_id}"


_ROLES: Prepared[OfficerRole] = Prepared(
    lambda officer: OfficerRole.objects.filter(officer=officer).values_list("role", "agency__path"),
    officer=Officer._meta.get_field("id"),
)


class Resident(models.Model):
    """Who comes through the portal (群众/企业). Anonymous residents have no row; erasing one empties it."""

    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"resident:{self.pk}"

    @property
    def person(self) -> str:
        """The same for whoever gives the same telephone, however it is written; "" where none was given."""
        digits = "".join(filter(str.isdecimal, self.phone))
        # Eleven digits are a mobile number without its +86.
        return digits[-11:] if len(digits) >= 7 else ""


class ApiToken(models.Model):
    """A program's access for one agency. Only a digest is kept; the token itself is shown once."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tokens")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.label})"


class Load(models.Model):
    """How far one network address is ahead of what it may ask of one kind: a number, seconds since 1970.

    `key` is a keyed digest: the address itself is not kept.
    """

    key = models.CharField(primary_key=True, max_length=64)
    ahead_until = models.FloatField(default=0, db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.ahead_until:.0f}"
