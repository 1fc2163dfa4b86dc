"""Which texts of the pages have no Chinese yet, and are the compiled translations up to date?

Collects msgids from templates (through Django's own `templatize`) and from Python, keeps one django.po an app,
reports what is missing or no longer used, and compiles; exits 1 on any finding.

    python -m tools.messages [APP ...] [--check] [--prune] [--fill FILE.json]

APP is a folder below src/bangban ("services/desk"). `--check` changes nothing; `--prune` drops what is no longer
used; `--fill` takes translations from {"msgid": "译文"}.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "bangban"
LOCALE = Path("locale") / "zh_Hans" / "LC_MESSAGES"
PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"} | PLURAL | CONTEXT
IN_TEMPLATE = re.compile(
    r"\b(?P<name>n?p?gettext|_)\(\s*(?P<arguments>(?:u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*,?\s*)+)",
    re.S,
)

Key = tuple[str | None, str]
"""(context, msgid)."""


@dataclass(frozen=True)
class Found:
    """One msgid in the sources."""

    msgid: str
    plural: str | None
    context: str | None
    file: str
    line: int

    @property
    def key(self) -> Key:
        return self.context, self.msgid


@dataclass
class Report:
    """What is wrong with the translations of one app."""

    app: Path
    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    stale: bool = False

    @property
    def lines(self) -> list[str]:
        name = str(self.app.relative_to(ROOT))
        return [
            *(f"{name}: no Chinese for {msgid!r}" for msgid in self.missing),
            *(f"{name}: no longer used: {msgid!r}" for msgid in self.unused),
            *([f"{name}: django.mo does not match django.po"] if self.stale else []),
        ]


def apps() -> list[Path]:
    """Every folder that is a Django app, deepest first; a file belongs to the first that holds it."""
    found = {path.parent for path in SOURCE.rglob("apps.py")} | {SOURCE / "site"}
    return sorted(found, key=lambda path: (-len(path.parts), path))


def _named(name: str, values: list[str], file: str, line: int) -> Found:
    context = values.pop(0) if name in CONTEXT else None
    plural = values[1] if name in PLURAL and len(values) > 1 else None
    return Found(values[0], plural, context, file, line)


def in_python(text: str, file: str) -> Iterator[Found]:
    """The msgids that gettext's functions are called with."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        values = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in CALLS and values:
            yield _named(name, values, file, node.lineno)


def in_template(text: str, file: str) -> Iterator[Found]:
    """The msgids of translate, blocktranslate and _("…")."""
    python = templatize(text, origin=file)
    for match in IN_TEMPLATE.finditer(python):
        values = list(ast.literal_eval(f"({match['arguments'].rstrip().rstrip(',')},)"))
        yield _named(match["name"], values, file, python.count("\n", 0, match.start()) + 1)


def collect() -> dict[Path, dict[Key, list[Found]]]:
    """All msgids in use, by app."""
    owners = apps()
    found: dict[Path, dict[Key, list[Found]]] = {app: {} for app in owners}
    for path in sorted(
        [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    ):
        owner = next((app for app in owners if app in path.parents), SOURCE / "site")
        name = str(path.relative_to(ROOT))
        read = in_python if path.suffix == ".py" else in_template
        for item in read(path.read_text("utf-8"), name):
            found[owner].setdefault(item.key, []).append(item)
    return found


def _read(app: Path) -> Catalog:
    file = app / LOCALE / "django.po"
    if not file.exists():
        return Catalog(locale="zh_Hans", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and bool(texts)


def _compiled(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def check(app: Path, used: dict[Key, list[Found]], everywhere: dict[Key, Message]) -> Report:
    """What is wrong in `app`. A msgid another app translates is fine: Django merges all catalogues."""
    catalog = _read(app)
    own = {_key(message): message for message in catalog if message.id}
    report = Report(app)
    report.missing = [
        key[1] for key in used if not _translated(own.get(key)) and not _translated(everywhere.get(key))
    ]
    report.unused = [key[1] for key in own if key not in used]
    mo = app / LOCALE / "django.mo"
    report.stale = bool(own) and (not mo.exists() or mo.read_bytes() != _compiled(catalog))
    return report


def update(
    app: Path,
    used: dict[Key, list[Found]],
    everywhere: dict[Key, Message],
    given: dict[str, str],
    *,
    prune: bool,
) -> None:
    """Rewrite the app's django.po with the msgids in use, keep its translations, add those `given`, and compile."""
    kept = _read(app)
    old = {_key(message): message for message in kept if message.id}
    fresh = Catalog(
        locale="zh_Hans",
        project="bangban",
        fuzzy=False,
        header_comment="# 帮办的中文界面文字。",
        creation_date=kept.creation_date,
    )
    for key, places in sorted(used.items(), key=lambda item: (item[1][0].file, item[1][0].line)):
        before = old.pop(key, None)
        if before is None and _translated(everywhere.get(key)):
            continue
        first = places[0]
        text = before.string if before is not None and _translated(before) else given.get(first.msgid, "")
        string = (text,) if first.plural and isinstance(text, str) else text
        fresh.add(
            (first.msgid, first.plural) if first.plural else first.msgid,
            string,
            locations=[(file, 0) for file in sorted({place.file for place in places})],
            flags={"python-format"} if re.search(r"%\(\w+\)", first.msgid) else set(),
            context=first.context,
        )
    if not prune:
        for message in old.values():
            fresh[message.id] = message
    if not len(fresh):
        return
    folder = app / LOCALE
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as stream:
        write_po(stream, fresh, width=110)
    # Read back what was written, so that the compiled file is a function of the one people edit.
    (folder / "django.mo").write_bytes(_compiled(_read(app)))


def catalogues() -> dict[Key, Message]:
    """All translations of all apps, the site's last, since it is the common ground."""
    return {_key(message): message for app in apps() for message in _read(app) if message.id}


def reports(chosen: set[Path]) -> list[Report]:
    """The findings of the chosen apps; of all when the set is empty."""
    everywhere = catalogues()
    return [check(app, used, everywhere) for app, used in collect().items() if not chosen or app in chosen]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Collect, check and compile the translations.")
    parser.add_argument("apps", nargs="*", metavar="APP")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--prune", action="store_true")
    parser.add_argument("--fill", type=Path)
    options = parser.parse_args(arguments)
    chosen = {SOURCE / name for name in options.apps}
    given = json.loads(options.fill.read_text("utf-8")) if options.fill else {}
    if not options.check:
        for app, used in collect().items():
            if not chosen or app in chosen:
                update(app, used, catalogues(), given, prune=options.prune)
    lines = [line for report in reports(chosen) for line in report.lines]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
