"""Is the code as the house wants it: a question on the first line, one noun a file, nothing swallowed?"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree

LONGEST = 400
UNFINISHED = tuple(word + mark for word in ("TO" + "DO", "FIX" + "ME", "X" * 3) for mark in (":", " ", "("))


@pytest.mark.parametrize("path", tree.python_files(), ids=tree.name_of)
def test_the_first_line_says_which_question_the_module_answers(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name == "__init__.py" and not text.strip():
        return
    assert ast.get_docstring(tree.parsed(path)), f"{tree.name_of(path)} has no docstring"
    first = text.splitlines()[1 if text.startswith("#!") else 0]
    assert first.startswith(('"""', 'r"""')), f"{tree.name_of(path)} does not begin with its docstring"
    assert first.strip('r"').strip(), f"{tree.name_of(path)}: the docstring's first line is empty"


@pytest.mark.parametrize("path", [*tree.python_files(), *tree.templates()], ids=tree.name_of)
def test_no_file_is_longer_than_a_reader_holds_in_mind(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{tree.name_of(path)} has {lines} lines: which second noun hides in it?"


def _says_nothing(handler: ast.ExceptHandler) -> bool:
    """Whether the body neither does nor tells anything."""
    silent = (ast.Pass, ast.Continue, ast.Break)
    return all(
        isinstance(node, silent) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in handler.body
    )


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or ast.unparse(kind) in ("Exception", "BaseException") for kind in kinds)


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        f"{tree.name_of(path)}:{node.lineno}"
        for path, node in tree.walk(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and _says_nothing(node)
    ]
    suppressed = [
        f"{tree.name_of(path)}:{node.lineno}"
        for path, node in tree.walk(ast.Call)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "suppress"
        and any(ast.unparse(argument) in ("Exception", "BaseException") for argument in node.args)
    ]
    assert not swallowed + suppressed


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{tree.name_of(path)}:{number}"
        for path in [*tree.python_files(), *tree.templates()]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(word in line for word in UNFINISHED)
    ]
    assert not left


def test_every_test_can_fail() -> None:
    """A test without an assertion, an expected exception or a helper that checks proves nothing."""
    empty = []
    for path in tree.python_files():
        if not path.name.startswith("test_"):
            continue
        for node in ast.walk(tree.parsed(path)):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            checks = any(
                isinstance(part, ast.Assert | ast.With | ast.Call | ast.Raise) for part in ast.walk(node)
            )
            if not checks:
                empty.append(f"{tree.name_of(path)}:{node.lineno} {node.name}")
    assert not empty


def test_every_test_can_be_loaded() -> None:
    """One that cannot is told here, after seconds, and not when its turn comes."""
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "--collect-only", "-qqq", "tests"]
    loaded = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stdout[-3000:]
