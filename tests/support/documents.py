"""Which commands do the documents show? ```console blocks, taken apart.

A line that begins with `$ ` is a command, `> ` goes on with it, everything else is output. `# exit 1` at the end of a
command names the exit status it has (0 without). A block below `<!-- not run: REASON -->` is shown only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^( *)```(\w*)\s*$")
_NOT_RUN = re.compile(r"<!-- not run: (\S.*) -->\s*$")
_EXIT = re.compile(r"#\s*exit (\d+)\s*$")


@dataclass(frozen=True)
class Block:
    """One fenced block. `not_run` is the reason given above it, or empty."""

    page: Path
    line: int
    language: str
    lines: tuple[str, ...]
    not_run: str

    def commands(self) -> Iterator[str]:
        """Yield each command as the shell would read it, its continuation lines included."""
        command: list[str] = []
        for line in self.lines:
            if line.startswith("$ "):
                if command:
                    yield "\n".join(command)
                command = [line[2:]]
            elif command and (line.startswith("> ") or line == ">"):
                command.append(line[2:])
        if command:
            yield "\n".join(command)


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of `page`, in order."""
    above, start, indent, language, lines = "", 0, "", "", list[str]()
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if start and fence and not fence[2]:
            found = _NOT_RUN.search(above)
            yield Block(page, start, language, tuple(lines), found[1] if found else "")
            start, above = 0, ""
        elif start:
            lines.append(line.removeprefix(indent))
        elif fence:
            start, indent, language, lines = number, fence[1], fence[2], []
        elif line.strip():
            above = line


def expected_status(command: str) -> int:
    """The exit status that the page says `command` has."""
    found = _EXIT.search(command.splitlines()[0])
    return int(found[1]) if found else 0
