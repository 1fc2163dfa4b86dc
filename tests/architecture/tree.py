"""Which files and modules does the project consist of? The architecture tests read them here."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import bangban

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bangban"
CODE_FOLDERS = ("src", "tools", "bench", "tests")


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the project, without what Django generated."""
    found = [path for folder in CODE_FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def walk(node_type: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, node_type):
                yield path, node


@cache
def import_everything() -> tuple[str, ...]:
    """Import every module of the package, so that every class and every registration is there."""
    names = [module.name for module in pkgutil.walk_packages(bangban.__path__, "bangban.")]
    names = [name for name in names if not name.endswith("__main__")]
    for name in names:
        importlib.import_module(name)
    return tuple(names)


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html"))
