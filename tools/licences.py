"""Under which licence is each part, and may it be part of Bangban?"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message

from tools.wheels import Wheel

PERMISSIVE = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0"),
        "Zlib",
    }
)
EXCEPTIONS = {
    "certifi": "MPL-2.0: a list of certificate authorities, unmodified; file-level copyleft (docs/adr/0006)",
    "psycopg": "LGPL-3.0-only: optional, unmodified, loaded at run time (docs/adr/0006)",
    "psycopg-binary": "LGPL-3.0-only: optional, unmodified, loaded at run time (docs/adr/0006)",
}
# Packages that state their licence in words instead of an SPDX expression.
WORDS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# "BSD License" as a classifier does not say which, or the field names files; these say so in what they ship.
SHIPPED_TEXT = {
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "scipy": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
}
UNKNOWN = "unknown"


def licence_of(metadata: Message) -> str:
    """Return the SPDX expression of a package, from its expression, its licence field or its classifiers."""
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    field = str(metadata["License"] or "").strip()
    classifiers = [
        line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or [] if "License ::" in line
    ]
    for words in [field, *classifiers]:
        name = WORDS.get(words, words)
        if name in PERMISSIVE or name in WORDS.values():
            return name
    return SHIPPED_TEXT.get(str(metadata["Name"]).lower(), UNKNOWN)


def is_allowed(name: str, licence: str) -> bool:
    """Whether every choice the licence offers, or one of them, is permissive, or the package is a known exception."""
    if name in EXCEPTIONS:
        return EXCEPTIONS[name].startswith(licence)
    choices = [choice.strip(" ()") for choice in licence.split(" OR ")]
    return any(all(part.strip() in PERMISSIVE for part in choice.split(" AND ")) for choice in choices)


def page(wheels: Iterable[Wheel]) -> str:
    """Return the list of licences that goes into a bundle, one package a line, tab separated."""
    rows = {(wheel.name, wheel.version, licence_of(wheel.metadata)) for wheel in wheels}
    lines = ["package\tversion\tlicence\tnote"]
    lines += ["\t".join([*row, EXCEPTIONS.get(row[0], "")]) for row in sorted(rows)]
    return "\n".join(lines) + "\n"
