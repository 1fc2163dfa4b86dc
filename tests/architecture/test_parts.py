"""Is every part we install locked, hashed, from no named place, and under a licence we may pass on?"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata

import pytest
from packaging.requirements import Requirement

from tests.architecture import tree
from tools import licences, lock

LOCKS = sorted((tree.ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"(?m)^([a-zA-Z0-9_.-]+)(?:\[[^]]*\])?==([^ \\]+)")


def _pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((tree.ROOT / "requirements" / f"{name}.txt").read_text("utf-8")))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place_packages_come_from(path: object) -> None:
    assert lock.foreign_lines(path.read_text("utf-8")) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes(path: object) -> None:
    blocks = re.split(r"(?m)^(?=[a-zA-Z])", path.read_text("utf-8"))  # type: ignore[attr-defined]
    assert [
        block.splitlines()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block
    ] == []


def test_the_check_finds_a_place() -> None:
    text = "--index-url https://example.org/simple\na==1\n-e .\nb @ file:///tmp/b.whl\n/tmp/c.whl\n"
    assert len(lock.foreign_lines(text)) == 4


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {
        "run": project["project"]["dependencies"],
        "postgresql": project["project"]["dependencies"]
        + project["project"]["optional-dependencies"]["postgresql"],
        "build": project["build-system"]["requires"],
        "dev": project["dependency-groups"]["dev"],
    }
    missing = [
        f"{name}: {requirement}"
        for name, requirements in wanted.items()
        for requirement in map(Requirement, requirements)
        if not requirement.specifier.contains(
            _pins(name).get(requirement.name.lower(), "0"), prereleases=True
        )
    ]
    assert not missing, "run: make lock"


def test_one_package_has_one_version() -> None:
    everything = _pins("dev")
    different = [
        f"{path.name}: {name}"
        for path in LOCKS
        for name, version in _pins(path.stem).items()
        if everything[name] != version
    ]
    assert not different


@pytest.mark.parametrize("name", sorted(_pins("postgresql")))
def test_the_licence_is_permissive_or_a_known_exception(name: str) -> None:
    licence = licences.licence_of(metadata(name))
    assert licences.is_allowed(name, licence), f"{name} is under {licence}"


def test_a_copyleft_licence_is_not_allowed() -> None:
    assert not licences.is_allowed("x", "AGPL-3.0-only")
    assert not licences.is_allowed("x", "MIT AND GPL-3.0-only")
    assert licences.is_allowed("x", "GPL-3.0-only OR MIT")
