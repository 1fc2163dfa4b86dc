"""Which wheels does a bundle hold, and what does each say about itself?"""

from __future__ import annotations

import email.parser
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
ARCHITECTURES = ("x86_64", "aarch64")
# glibc 2.28 is that of Kylin V10, UOS 20 and openEuler 20.03, the oldest servers these wheels must run on.
GLIBC = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
LEGACY_TAGS = ("manylinux2014", "manylinux2010", "manylinux1")


@dataclass(frozen=True)
class Wheel:
    """One file of the bundle."""

    path: Path

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def metadata(self) -> Message:
        with zipfile.ZipFile(self.path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            return email.parser.Parser().parsestr(archive.read(names[0]).decode("utf-8"))

    @property
    def name(self) -> str:
        return str(self.metadata["Name"]).lower().replace("_", "-").replace(".", "-")

    @property
    def version(self) -> str:
        return str(self.metadata["Version"])


def found_in(folder: Path) -> list[Wheel]:
    return [Wheel(path) for path in sorted(folder.glob("*.whl"))]


def platforms(architecture: str) -> list[str]:
    """The wheel tags that a machine of `architecture` with glibc 2.28 takes."""
    tags = [f"manylinux_{version}" for version in GLIBC] + list(LEGACY_TAGS)
    return [part for tag in tags for part in ("--platform", f"{tag}_{architecture}")]


def download(architecture: str, folder: Path, pythons: Iterable[str] = PYTHONS) -> list[Wheel]:
    """Bring the locked wheels for `architecture` and every supported Python into `folder`.

    Raises:
        subprocess.CalledProcessError: a package has no wheel there, or a hash is not the lock's.
    """
    for python in pythons:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        command += [
            "--require-hashes",
            "--only-binary=:all:",
            "--implementation",
            "cp",
            "--python-version",
            python,
        ]
        command += [*platforms(architecture), "--dest", str(folder), "-r", "requirements/postgresql.txt"]
        subprocess.run(command, cwd=ROOT, check=True)
    return found_in(folder)


def build(folder: Path) -> Wheel:
    """Build the project's own wheel into `folder`, with the locked build tools and nothing fetched."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, cwd=ROOT, check=True)
    return Wheel(next(folder.glob("bangban-*.whl")))
