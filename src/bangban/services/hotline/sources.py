"""What may a skill know of recent messages? Their sketches, for finding near-duplicates; never their text."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bangban import config
from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.services.hotline.models import Band, Fingerprint, ModelInUse
from bangban.services.hotline.models.learning import file_name

log = logging.getLogger("bangban.hotline")

WINDOW = timedelta(days=90)
MOST = 50


def recent(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Rows {case (its uid), sketch (base64)} of messages of the last 90 days that share one of `query["bands"]`."""
    bands = [int(band) for band in query.get("bands", ())][:64]
    near = _near(bands) if bands else []
    if not near:
        return []
    found = Fingerprint.objects.filter(case_id__in=near, case__opened_at__gte=timezone.now() - WINDOW)
    sketches = found.order_by("-case_id").values_list("case__uid", "sketch")[:MOST]
    return [
        {"case": str(case), "sketch": base64.b64encode(bytes(sketch)).decode()} for case, sketch in sketches
    ]


def _near(bands: Sequence[int]) -> list[int]:
    """Cases in these bands, at most the 50 newest of each: a thousand equal letters cost what fifty do."""
    one = f"SELECT * FROM (SELECT case_id FROM {Band._meta.db_table} WHERE value = %s ORDER BY id DESC LIMIT {MOST}) AS band"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join([one] * len(bands)), bands)
        return [case for (case,) in cursor]


_loaded: dict[str, Any] = {}
"""The classifiers of models in use, by the file's digest: few at a time."""
KEPT = 4


def learned(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row {model, top: [(agency code, probability)], words} about `query["text"]`; none without a model in use.

    `query["agency"]` is a code: its own model is asked, or the nearest one above it, never another agency's.
    The file's bytes must be those a person decided about.
    """
    used = _in_use(str(query.get("agency") or ""))
    if used is None:
        return []
    name, digest = used
    classifier = _loaded.get(digest)
    if classifier is None:
        classifier = _load(name, digest)
        if classifier is None:
            return []
        if len(_loaded) >= KEPT:
            _loaded.clear()
        _loaded[digest] = classifier
    text = str(query.get("text") or "")
    top = classifier.top(text, 2)
    words = [word for word, _ in classifier.reasons(text, top[0][0], 3)] if top else []
    return [{"model": name, "top": top, "words": words}]


# Every message asks: building these two statements cost half of what proposing for it does.
_PATH: Prepared[Agency] = Prepared(
    lambda code: Agency.objects.filter(code=code).order_by().values_list("path"),
    code=Agency._meta.get_field("code"),
)
_NEAREST: Prepared[ModelInUse] = Prepared(
    lambda line: (
        ModelInUse.objects.filter(agency__id__in=line)
        .exclude(model=None)
        .order_by("-agency__path")
        .values_list("model__uid", "digest")[:1]
    ),
    line=Agency._meta.pk,
)


def _in_use(code: str) -> tuple[str, str] | None:
    """The name and digest of the model in use at this agency, or at the nearest above it."""
    paths = _PATH.rows(code=code)
    line = [int(part) for (path,) in paths for part in path.split("/") if part]
    # A path begins with those of all above it, so that the last in order is the nearest.
    found = _NEAREST.rows(line=line) if line else []
    return next(((file_name(uid), digest) for uid, digest in found), None)


def _load(name: str, digest: str) -> Any:
    from bangban.crypto.digests import digest as digest_of
    from bangban.skills.workorders.learn import Classifier

    path = config.load().path("models", "workorders", name)
    if not path.exists() or digest_of(path.read_bytes()) != digest:
        log.error("the model in use (%s) is not the file that was decided about; proposing without it", name)
        return None
    return Classifier.load(path)


SOURCES = {"hotline.recent": (recent, 0.0), "hotline.learned": (learned, 0.0)}
