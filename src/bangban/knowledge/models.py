"""Which sources are there, in which version, and what passages do they hold?"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer


def new_mark() -> str:
    """What tells a set from every other."""
    return secrets.token_hex(8)


class Shelf(models.Model):
    """One set of sources, kept apart by name; "" is the set without one. `generation` counts its changes.

    A machine's index says up to which generation it has read: so several machines agree on what is in force.
    """

    scope = models.CharField(primary_key=True, max_length=80)
    generation = models.BigIntegerField(default=0)
    # Which set this is, whatever its name: an index of another database with the same numbers is not this one's.
    mark = models.CharField(max_length=16, default=new_mark)
    # Grows with every model learned from answered questions (`Learned.number`).
    learned = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.scope


class SourceKind(models.TextChoices):
    ARTICLES = "articles", _("Articles, one a line")
    FAQ = "faq", _("Questions and answers")
    LAW = "law", _("Law or regulation")
    DOCUMENT = "document", _("Document")
    TABLE = "table", _("Table")


class Source(models.Model):
    """Something an agency gave: a file, under the name it was given by."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sources")
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=240)
    title = models.CharField(max_length=240)
    kind = models.CharField(max_length=10, choices=SourceKind.choices)
    # Whether other agencies' employees may read it too.
    shared = models.BooleanField(default=False)
    repealed_on = models.DateField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "shelf", "name"], name="knowledge_source_once")
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="knowledge_sources")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """A source as it was given once. Without a `generation` it is still being read, and nobody sees it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    generation = models.BigIntegerField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    added = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="knowledge_versions")]

    def __str__(self) -> str:
        return f"{self.source_id}@{self.pk}"


class Original(models.Model):
    """The file a version was read from, to be held beside the parse; kept once, as long as its version."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="original")
    ending = models.CharField(max_length=10)
    # Both compressed by zlib; `lines` is JSON, [[text, page], …], as the reader saw it.
    data = models.BinaryField()
    lines = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.version_id}{self.ending}"


class ReadingState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being read")
    DONE = "done", _("Brought in")
    REFUSED = "refused", _("Not brought in")
    STOPPED = "stopped", _("Stopped")


class Reading(models.Model):
    """A file that came over the web and takes long to read: what is asked, how far it is, what became of it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    # Kept until it is read.
    content = models.BinaryField(null=True)
    scope = models.CharField(max_length=80, blank=True)
    shared = models.BooleanField(default=False)
    # Whether `by` may change what other agencies read too.
    for_all = models.BooleanField(default=False)
    # The name of the source whose file it takes the place of.
    instead_of = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.WAITING)
    # Of an archive, the file at hand and how many are through; of that file the page, where it is known.
    file = models.CharField(max_length=400, blank=True)
    files = models.PositiveIntegerField(default=0)
    page = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    # {"in": [what came in], "out": [{"name", "error"}]}, as the API tells it.
    outcome = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    # When whoever reads it last said so: one who fell silent is followed by another.
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-id"], name="knowledge_readings"),
            models.Index(fields=["id"], condition=models.Q(ended_at=None), name="knowledge_unread"),
        ]

    def __str__(self) -> str:
        return self.name


class PassageKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    FAQ = "faq", _("Question and answer")
    MATTER = "matter", _("Matter")
    TABLE = "table", _("Table row")
    PARAGRAPH = "paragraph", _("Paragraph")


class Passage(models.Model):
    """What an answer can stand on. Its text never changes: what changes is another passage, and this one retires."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="passages")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="passages")
    # The importer's own name of it; for a table without ids, the number of the row from 0.
    uid = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PassageKind.choices)
    title = models.CharField(max_length=240, blank=True)
    heading = models.CharField(max_length=240, blank=True)
    article = models.CharField(max_length=60, blank=True)
    question = models.TextField(blank=True)
    text = models.TextField()
    page = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=80)
    # Over everything the importer said of it: the same again is no change.
    stamp = models.CharField(max_length=32)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    replaced_by = models.CharField(max_length=240, blank=True)
    # The generation in which another took its place.
    retired = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["source", "uid"], condition=models.Q(retired=None), name="knowledge_live_passages"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.article}"


class Lesson(models.Model):
    """A question that was answered, and the passages (their uids) that answered it."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="lessons")
    query = models.TextField()
    gold = models.JSONField()
    stamp = models.CharField(max_length=32)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "stamp"], name="knowledge_lesson_once")]

    def __str__(self) -> str:
        return self.query[:40]


class Learned(models.Model):
    """What was learned from the lessons of a shelf, as the bytes of a model; the last number is in use."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="models")
    number = models.BigIntegerField()
    data = models.BinaryField()
    card = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "number"], name="knowledge_learned_once")]

    def __str__(self) -> str:
        return f"{self.shelf_id}#{self.number}"
