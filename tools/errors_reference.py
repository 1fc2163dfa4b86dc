"""Which errors can a person meet, and what does each say? Writes docs/reference/errors.md from the code.

python -m tools.errors_reference
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from pathlib import Path

import bangban
from bangban.errors import Problem

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "errors.md"
HEAD = """# Errors

<!-- Written by `python -m tools.errors_reference`; edit the class in the source instead. -->

Every error has a stable code. Programs match on the code (`code` in the JSON of the API and of `--json`);
people read the message, in Chinese or English. `{names}` are filled in when it happens. A command that meets
it leaves with the exit status shown: 1 for findings and refusals, 2 for bad input and set-up.

| code | HTTP | exit | 中文 | English |
|---|---|---|---|---|
"""


def problems() -> list[type[Problem]]:
    """Every class of error that has been imported, by code."""
    found: set[type[Problem]] = set()
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        problem = waiting.pop()
        if problem.__module__.startswith("bangban.") and problem not in found:
            found.add(problem)
            waiting += problem.__subclasses__()
    return sorted(found, key=lambda problem: (problem.code, problem.__module__))


def _message(problem: type[Problem], language: int) -> str:
    parts = " ".join((problem.__doc__ or "").split()).partition(" | ")
    return parts[language].strip().replace("|", "\\|")


def page() -> str:
    """Return the whole reference page."""
    rows = [
        f"| `{problem.code}` | {problem.status} | {problem.exit_code} | {_message(problem, 0)} | {_message(problem, 2)} |"
        for problem in problems()
    ]
    return HEAD + "\n".join(rows) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"BANGBAN_HOME": home, "DJANGO_SETTINGS_MODULE": "bangban.site.settings"}
        import django

        django.setup()
        for module in pkgutil.walk_packages(bangban.__path__, "bangban."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(page(), "utf-8")
    print(f"{FILE.name}: {len(problems())} errors")


if __name__ == "__main__":
    main()
