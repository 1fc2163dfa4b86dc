"""How is a skill run in this process? For hosts, and for workers that have the host's rights.

There is no deadline and no memory limit here: a page never calls this, it calls `client.call`.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bangban import config
from bangban.errors import Problem
from bangban.skillhost import protocol, sources, stores
from bangban.skillhost.problems import FrameTooLarge, SkillFailed
from bangban.skills import Context, Result, Skill, find_skill
from bangban.skills.base import Complete, Say

Find = Callable[[str], Skill]
"""Returns the skill of a name, or raises UnknownSkill."""


def run_here(
    skill: str, inputs: Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Run `skill` and return its result as `client.call` would: the JSON form of `Result.as_dict`.

    Raises:
        SkillFailed: the skill raised, or returned what cannot be sent.
    """
    return run_with(find_skill, skill, inputs, settings)


def run_with(
    find: Find, skill: str, inputs: Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """`run_here`, with skills that need not be installed: `find` returns the one of that name."""
    frame = encoded(skill, inputs, settings or {}, find)
    result: dict[str, Any] = json.loads(frame[protocol.HEADER_BYTES :])["result"]
    return result


def encoded(
    name: str,
    inputs: Mapping[str, Any],
    settings: Mapping[str, Any],
    find: Find,
    complete: Complete | None = None,
    say: Say | None = None,
) -> bytes:
    """Run the skill `find(name)` and return the answer's frame. `complete` asks the employee's model, if it has one.

    `say` takes what is finished before the whole is.

    Raises:
        SkillFailed: as `run_here`.
    """
    # No cause is chained: the exception's own message may quote what a resident wrote.
    try:
        now = datetime.now(ZoneInfo(config.load()["timezone"]))
        context = Context(
            now=now,
            settings=settings,
            retrieve=sources.retrieve,
            keep=stores.keep,
            complete=complete,
            say=say,
        )
        result = find(name).run(inputs, context)
        if not isinstance(result, Result):
            raise SkillFailed(skill=name, reason="not_a_result", place=type(result).__name__)
        try:
            return protocol.encode({"result": result.as_dict()})
        except FrameTooLarge as error:
            raise SkillFailed(skill=name, reason=error.code, place=f"{error.details['size']} bytes") from None
        except (TypeError, ValueError, RecursionError) as error:
            raise SkillFailed(skill=name, reason="not_json", place=type(error).__name__) from None
    except SkillFailed:
        raise
    except MemoryError:
        raise SkillFailed(skill=name, reason="out_of_memory", place="-") from None
    except Problem as problem:
        raise SkillFailed(skill=name, reason=problem.code, place=_place(problem)) from None
    except (Exception, SystemExit) as error:
        raise SkillFailed(skill=name, reason=type(error).__name__, place=_place(error)) from None


def _place(error: BaseException) -> str:
    """Where it was raised, as "file.py:line": enough for the supplier, and no content."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
