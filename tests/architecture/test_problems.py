"""Does every message people can meet exist in Chinese and English, under a code of its own, and in the reference?"""

from __future__ import annotations

import re
import string

import pytest

from bangban.errors import NOUNS, NotFound, Problem
from tests.architecture import tree
from tools import errors_reference

HAN = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[a-z][a-z0-9_]*")


def _problems() -> list[type[Problem]]:
    tree.import_everything()
    return errors_reference.problems()


def _fields(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("problem", _problems(), ids=lambda problem: problem.__name__)
def test_a_problem_speaks_both_languages(problem: type[Problem]) -> None:
    docstring = problem.__dict__.get("__doc__") or ""
    chinese, bar, english = docstring.partition(" | ")
    assert bar, f"{problem.__qualname__}: its docstring is its message, as “中文 | English”"
    assert HAN.search(chinese), f"{problem.__qualname__} has no Chinese message"
    assert english.strip(), f"{problem.__qualname__} has no English message"
    assert not HAN.search(english), f"{problem.__qualname__}: Chinese in the English message"
    assert _fields(chinese) == _fields(english), (
        f"{problem.__qualname__}: the two messages tell different things"
    )


def test_what_is_not_found_is_named_in_both_languages() -> None:
    raised = {
        noun
        for path in tree.SOURCE.rglob("*.py")
        for noun in re.findall(r'\bNotFound\(what=f?"([a-z ]+?) ?[{"]', path.read_text("utf-8"))
    }
    assert "case" in raised
    assert raised <= set(NOUNS)
    assert NotFound(what="case 26-1").text("zh-hans").startswith("没有找到办件 26-1，")
    assert NotFound(what="case").as_dict()["details"] == {"what": "case"}


def test_every_code_is_stable_and_its_own() -> None:
    codes = [problem.code for problem in _problems()]
    assert all(CODE.fullmatch(code) for code in codes)
    assert sorted(codes) == sorted(set(codes))


def test_the_reference_is_in_step_with_the_code() -> None:
    _problems()
    shown = errors_reference.FILE.read_text("utf-8")
    assert shown == errors_reference.page(), "run: python -m tools.errors_reference"
