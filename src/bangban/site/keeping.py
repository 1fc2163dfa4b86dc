"""What is made ready while nobody waits? Indexes of the sources on this machine, and the vectors of small sets.

The worker does it beside its tasks, at the lowest priority: an index that is missing or of an earlier release, or behind
by more than a question can wait for; and a vector for each entry, so that a question in another script finds it.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress

from django.db import DatabaseError, close_old_connections

from bangban.errors import Problem
from bangban.knowledge import retrieve
from bangban.knowledge.index.shelf import is_made, opened
from bangban.knowledge.models import Shelf
from bangban.services.consult.sources import vectors_file
from bangban.skills.answers.vectors import Vectors, encoder

log = logging.getLogger("bangban.knowledge")
EVERY = 3.0
"""Seconds between two looks."""
SOME = 20
"""Vectors between two pauses; a pause is as long as they took."""


def keep_up() -> None:
    """Look after everything again and again, until the process ends."""
    # Of this thread alone.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
    done: dict[str, object] = {}
    while True:
        try:
            close_old_connections()
            look_after(done)
        except (DatabaseError, OSError, Problem) as error:
            log.warning("sources are not made ready: %s", type(error).__name__)
        time.sleep(EVERY)


def look_after(done: dict[str, object], pause: float = 1.0) -> int:
    """Make what is missing of each set; `done` notes what each stood at. How many sets had something missing?

    pause: how long to rest after some vectors, as a share of the time they took.
    """
    made = 0
    for scope, mark, generation in Shelf.objects.order_by("pk").values_list("pk", "mark", "generation"):
        if done.get(scope) == (mark, generation):
            continue
        if not is_made(scope, mark, generation):
            make_index(scope, generation)
            made += 1
        made += bool(make_vectors(scope, pause))
        done[scope] = (mark, generation)
    return made


def make_index(scope: str, generation: int) -> None:
    """Index a set, telling how far it is; and read it once, so that what ranking derives of it lies there, too."""
    name, began = scope or "-", time.monotonic()
    log.info("set %s: the index is being made", name)
    opened(
        scope, generation, told=lambda number, total: log.info("set %s: %d/%d passages", name, number, total)
    )
    retrieve.lookup("办理", scope=scope, k=1)
    log.info("set %s: the index is there (%.1f s)", name, time.monotonic() - began)


def make_vectors(scope: str, pause: float = 0.0) -> int:
    """Make the vectors a small set lacks; return how many."""
    heads = [str(one["head"]) for one in retrieve.heads(scope, retrieve.ALL_TIMES)]
    kept = Vectors(None, vectors_file())
    lacking = [head for head, vector in zip(heads, kept.of(heads, 0.0), strict=True) if vector is None]
    # A model of its own, which goes when it is done: it holds some 100 MB.
    model = encoder.__wrapped__() if lacking else None
    if model is None:
        return 0
    vectors = Vectors(model, vectors_file())
    for start in range(0, len(lacking), SOME):
        began = time.monotonic()
        vectors.of(lacking[start : start + SOME])
        time.sleep(pause * (time.monotonic() - began))
    log.info("set %s: %d entries can be compared by meaning", scope or "-", len(lacking))
    return len(lacking)
