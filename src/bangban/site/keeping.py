"""What is made ready while nobody waits? Indexes of the sources on this machine, and the vectors of small sets.

The worker does it beside its tasks: an index that is missing or of an earlier release, or behind by more than a question
can wait for; and, at the lowest priority, a vector for each entry, so that a question in other words or another script
finds it.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError, close_old_connections, connection

from bangban.errors import Problem
from bangban.knowledge import retrieve
from bangban.knowledge.index.shelf import is_made, opened
from bangban.knowledge.models import Shelf
from bangban.services.consult.sources import vectors_file
from bangban.skills.answers.vectors import Vectors, encoder

log = logging.getLogger("bangban.knowledge")
EVERY = 3.0
"""Seconds between two looks."""
SOME, PAUSE = 20, 1.0
"""Vectors between two pauses, and how long a pause is, as a share of the time they took."""


def keep_up() -> None:
    """Look after everything again and again, until the process ends."""
    done: dict[str, object] = {}
    while True:
        try:
            close_old_connections()
            look_after(done, lambda scope: _humbly(lambda: make_vectors(scope, PAUSE)))
        except (DatabaseError, OSError, Problem) as error:
            log.warning("sources are not made ready: %s", type(error).__name__)
        time.sleep(EVERY)


def look_after(done: dict[str, object], compare: Callable[[str], object]) -> int:
    """Make what is missing of each set; `done` notes what each stood at. How many indexes were made?

    compare: makes the vectors of a set.
    """
    made = 0
    for scope, mark, generation in Shelf.objects.order_by("pk").values_list("pk", "mark", "generation"):
        if done.get(scope) == (mark, generation):
            continue
        if not is_made(scope, mark, generation):
            make_index(scope, generation)
            made += 1
        compare(scope)
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


def _humbly(work: Callable[[], object]) -> None:
    """Do it in a thread of the lowest priority: a thread that was given it does not get its own back."""

    def run() -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        try:
            work()
        except (DatabaseError, OSError, Problem) as error:
            log.warning("vectors are not made: %s", type(error).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="vectors", daemon=True)
    thread.start()
    thread.join()


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
