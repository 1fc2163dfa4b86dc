"""What runs on the other side of `run_limited`? Sets its limits, then imports and calls one function."""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from functools import reduce
from importlib import import_module
from typing import Any

from bangban.errors import Problem
from bangban.skillhost.limited import LARGEST_ANSWER, unpack
from bangban.skillhost.limits import restrain

OPEN_FILES = 32


def main() -> None:
    head, args = unpack(sys.stdin.buffer.read())
    answer_to = os.dup(1)
    # What the function prints must not stand in the answer.
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    module, _, name = head["function"].partition(":")
    # Our own code is imported before the limits: only what it does with the bytes is limited.
    function = reduce(getattr, name.split("."), import_module(module))
    cpu = math.ceil(head["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    restrain(head["memory_mb"], open_files=OPEN_FILES, file_bytes=0)
    answer = json.dumps(_answer(function, args)).encode()
    if len(answer) > LARGEST_ANSWER:
        answer = json.dumps({"limit": f"{LARGEST_ANSWER} bytes"}).encode()
    with os.fdopen(answer_to, "wb") as out:
        out.write(answer)


def _answer(function: Any, args: list[Any]) -> dict[str, Any]:
    try:
        result = function(*args)
        json.dumps(result, allow_nan=False)
    except MemoryError:
        return {"limit": "memory"}
    except Problem as problem:
        kind = type(problem)
        details = {name: str(value) for name, value in problem.details.items()}
        return {"problem": f"{kind.__module__}:{kind.__qualname__}", "details": details}
    except Exception as error:
        # The class only: a message may quote the file.
        return {"reason": type(error).__name__}
    return {"result": result}


if __name__ == "__main__":
    main()
