"""Which exact packages, with which hashes, does Bangban install? Writes requirements/*.txt from pyproject.toml.

One resolution (dev.txt, which holds everything) constrains the other three, so that no package has two
versions. The files are universal: one line serves x86-64 and aarch64, Python 3.11 to 3.13. They name no
registry, no folder and no find-links: where packages come from is the machine's own setting.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
FOREIGN = re.compile(r"(?m)^\s*(-i|--|-f|-e)|://|(^|\s|@ )file:|^\s*/")
FILES: dict[str, list[str]] = {
    "dev": ["pyproject.toml", "requirements/build.in", "--all-extras", "--group", "dev"],
    "run": ["pyproject.toml"],
    "postgresql": ["pyproject.toml", "--extra", "postgresql"],
    "build": ["requirements/build.in"],
}


def foreign_lines(text: str) -> list[str]:
    """Return the lines of a lock that name a place packages come from. A lock must have none."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "--hash="))]
    return [line for line in lines if FOREIGN.search(line)]


def compile_lock(uv: str, name: str, upgrade: bool) -> None:
    target = FOLDER / f"{name}.txt"
    command = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-config"]
    command += [*FILES[name], "--output-file", str(target.relative_to(ROOT))]
    if name != "dev":
        command += ["--constraints", "requirements/dev.txt"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=ROOT, check=True)
    text = target.read_text("utf-8")
    if found := foreign_lines(text):
        raise SystemExit(f"{target.name} names where packages come from: {found[0]}")
    print(f"{target.relative_to(ROOT)}: {text.count('==')} packages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default=str(Path(sys.executable).parent / "uv"))
    parser.add_argument(
        "--upgrade", action="store_true", help="take newer versions, not only what is missing"
    )
    given = parser.parse_args()
    for name in FILES:
        compile_lock(given.uv, name, given.upgrade)


if __name__ == "__main__":
    main()
