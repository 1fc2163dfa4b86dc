"""Does every declared kind of work rest on a basis, on a skill that exists, and on an effect that can be undone or says why not?"""

from __future__ import annotations

import inspect

import pytest

from bangban.governance import effects
from bangban.governance.scenarios.load import load_file, refused_files, scenario_files
from bangban.skills import find_skill
from tests.architecture import tree

FILES = scenario_files()


def test_the_catalogue_has_scenarios_and_none_is_refused() -> None:
    assert FILES
    assert refused_files() == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_names_its_basis_in_both_languages(path: object) -> None:
    scenario = load_file(path)  # type: ignore[arg-type]
    assert scenario.basis
    assert all(words["zh"].strip() and words["en"].strip() for words in scenario.basis)
    assert scenario.title["zh"]
    assert scenario.title["en"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_uses_parts_that_exist_and_is_tried_by_examples(path: object) -> None:
    scenario = load_file(path)  # type: ignore[arg-type]
    if scenario.skill_name:
        assert find_skill(scenario.skill_name)
        assert scenario.evaluation, f"{scenario.code} has no evaluation case"
    if scenario.effect_kind is None:
        return
    handler = effects.handler_for(scenario.effect_kind)
    assert handler.reversible or not scenario.effect_reversible, (
        f"{scenario.code} promises a reversal nobody does"
    )


@pytest.mark.parametrize("kind", effects.effect_kinds())
def test_an_effect_has_a_handler_and_declares_its_reversal(kind: str) -> None:
    handler = effects.handler_for(kind)
    assert handler.kind == kind
    assert isinstance(handler.reversible, bool)
    for name in ("check", "run", "reverse"):
        asked = list(inspect.signature(getattr(effects.Handler, name)).parameters)[1:]
        assert len(inspect.signature(getattr(handler, name)).parameters) == len(asked), f"{kind}.{name}"


def test_there_are_effects() -> None:
    assert effects.effect_kinds()


def test_only_the_executor_runs_effects() -> None:
    """`run` and `reverse` of a handler are called in one place: behind the executor's own checks."""
    callers = [
        tree.name_of(path)
        for path in tree.python_files()
        if "src" in path.parts and "governance.effects import" in path.read_text("utf-8")
        for line in path.read_text("utf-8").splitlines()
        if any(
            call in line for call in ("handler.run(", ").run(_order", ").reverse(_order", "handler.reverse(")
        )
    ]
    assert callers
    assert {caller.split("/")[2] for caller in callers} == {"executor"}
