"""Do the documents tell commands that exist, and link to pages that exist?

Their commands are parsed here as the shell and the command line would; the tests of each tier run them.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from bangban.cli.main import cli
from tests.architecture import tree

PAGES = [*sorted(tree.ROOT.glob("*.md")), *sorted((tree.ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?ms)^ *```(?:sh|bash|console)\n(.*?)^ *```")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
ASSIGNMENT = re.compile(r"[A-Z_]+=")


def _commands(page: Path) -> list[list[str]]:
    """The words of each command in the page's shell blocks, pipes and `&&` taken apart."""
    found = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        lines = block.replace("\\\n", " ").splitlines()
        # Where there is a prompt, what has none is output.
        shown = [line for line in lines if line.strip().startswith("$ ")] or lines
        for line in shown:
            text = line.strip().removeprefix("$ ")
            lexer = shlex.shlex(text, posix=True, punctuation_chars="|&;<>")
            lexer.whitespace_split = True
            words: list[str] = []
            for word in [*lexer, ";"]:
                if set(word) <= set("|&;"):
                    while words and ASSIGNMENT.match(words[0]):
                        words.pop(0)
                    if words:
                        found.append(words)
                    words = []
                else:
                    words.append(word)
    return found


def _shown() -> list[tuple[Path, list[str]]]:
    return [(page, words) for page in PAGES for words in _commands(page)]


def _bangban() -> list[tuple[Path, list[str]]]:
    calls = []
    for page, words in _shown():
        places = [
            index
            for index, word in enumerate(words[:8])
            if word == "bangban" or word.endswith("/bin/bangban")
        ]
        if places:
            arguments = words[places[0] + 1 :]
            redirection = next(
                (index for index, word in enumerate(arguments) if set(word) <= set("<>")), None
            )
            calls.append((page, arguments[:redirection]))
    return calls


def _parse(command: click.Command, arguments: list[str], name: str) -> None:
    context = click.Context(command, info_name=name)
    if "--help" in arguments:
        return
    _, rest, _ = command.make_parser(context).parse_args(list(arguments))
    if isinstance(command, click.Group) and rest:
        below = command.get_command(context, rest[0])
        assert below is not None, f"{name} has no command {rest[0]}"
        _parse(below, rest[1:], f"{name} {rest[0]}")


@pytest.mark.parametrize(("page", "arguments"), _bangban(), ids=lambda thing: str(thing)[-70:])
def test_a_command_of_bangban_exists_with_its_options(page: Path, arguments: list[str]) -> None:
    try:
        _parse(cli, arguments, "bangban")
    except click.UsageError as error:
        pytest.fail(f"{tree.name_of(page)}: bangban {' '.join(arguments)}: {error.format_message()}")


def test_the_make_targets_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (tree.ROOT / "Makefile").read_text("utf-8")))
    asked = {
        word
        for _, words in _shown()
        if words[0] == "make"
        for word in words[1:]
        if not ASSIGNMENT.match(word) and not word.startswith(("-", "#"))
    }
    assert asked
    assert asked <= targets


@pytest.mark.parametrize("page", PAGES, ids=tree.name_of)
def test_the_links_lead_somewhere(page: Path) -> None:
    targets = [unquote(link) for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    broken = [
        link for link in targets if not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert not broken
