"""Which commands are there, with which options? Writes docs/reference/commands.md from the command line itself.

python -m tools.commands_reference
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from bangban.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "reference" / "commands.md"
NOTES = ROOT / "tools" / "commands_notes.md"
HEAD = """# Commands

<!-- Written by `python -m tools.commands_reference`: the commands from the code, the rest from tools/commands_notes.md. -->

"""


def leaves(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, with the words that call it, in the order of `--help`."""
    if not isinstance(command, click.Group):
        yield words, command
        return
    if command.invoke_without_command:
        yield words, command
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield from leaves(below, (*words, name))


def notes() -> dict[str, str]:
    """The hand-written part below each `## name` of the notes; "" is what stands before the first."""
    first, *rest = re.split(r"(?m)^## ", NOTES.read_text("utf-8"))
    return {"": first} | {name: text for name, _, text in (part.partition("\n") for part in rest)}


def _table(command: click.Command, context: click.Context) -> list[str]:
    rows = [row for parameter in command.params if (row := parameter.get_help_record(context))]
    if not rows:
        return []
    cells = [f"| `{left}` | {right} |" for left, right in map(_plain, rows) if right or left[0] == "-"]
    return ["| option | meaning |", "|---|---|", *cells, ""] if cells else []


def _plain(row: tuple[str, str]) -> tuple[str, str]:
    # A bar would end the cell.
    left, right = (" ".join(text.replace("|", "/").split()) for text in row)
    return left, right


def page() -> str:
    """Return the whole reference page."""
    said = notes()
    known = {" ".join(words) for words, _ in leaves(cli, ())}
    if strange := set(said) - known - {""}:
        raise SystemExit(f"{NOTES.name} speaks of commands there are not: {', '.join(sorted(strange))}")
    parts = [HEAD + said[""].strip()]
    for words, command in leaves(cli, ()):
        name = " ".join(words)
        context = click.Context(command, info_name=f"bangban {name}")
        usage = " ".join(command.collect_usage_pieces(context))
        parts += [f"## bangban {name}", f"`bangban {name} {usage}`"]
        parts += [" ".join(text.split()).replace(" | ", " · ") for text in (command.help or "").split("\n\n")]
        parts += ["\n".join(_table(command, context)).strip(), said.get(name, "").strip()]
    return "\n\n".join(part for part in parts if part) + "\n"


def main() -> None:
    FILE.write_text(page(), "utf-8")
    print(f"{FILE.name}: {sum(1 for _ in leaves(cli, ()))} commands")


if __name__ == "__main__":
    main()
