"""Do dependencies go downward only, those that imports do not show as well?

The imports themselves are checked by `lint-imports` against .importlinter; its order of storeys is read here.
"""

from __future__ import annotations

import configparser
import json
import subprocess
import sys

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture import tree

EXECUTOR_NEVER_LOADS = (
    "bangban.skills",
    "bangban.skillhost",
    "bangban.llm",
    "bangban.governance.scenarios.check",
    "bangban.governance.handle",
)


def _storeys() -> list[str]:
    """The storeys from the top down."""
    contracts = configparser.ConfigParser()
    contracts.read(tree.ROOT / ".importlinter")
    names = contracts["importlinter:contract:storeys"]["layers"].split()
    return [name.strip("()") for name in names]


def _height(module: str) -> int:
    return -_storeys().index(module.split(".")[1])


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("bangban.")]


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_a_model_refers_to_its_own_storey_or_below(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if field.auto_created or not field.is_relation or field.related_model is None:
            continue
        target = field.related_model.__module__
        if target.startswith("bangban."):
            assert _height(target) <= _height(model.__module__), (
                f"{model._meta.label}.{field.name} looks upward"
            )


def test_services_do_not_refer_to_each_others_rows() -> None:
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in _models()
        if model.__module__.startswith("bangban.services.")
        for field in model._meta.get_fields()
        if not field.auto_created and field.is_relation and field.related_model is not None
        if field.related_model.__module__.startswith("bangban.services.")
        if field.related_model._meta.app_label != model._meta.app_label
    ]
    assert not crossing


def test_the_executor_process_loads_no_ai_code() -> None:
    """Not only its imports: everything that stands in its memory once Django is set up as it sets it up."""
    modules = list(_modules_below("bangban.executor"))
    program = (
        "import os, sys, json, importlib\n"
        "os.environ['BANGBAN_PROCESS'] = 'executor'\n"
        "import django; django.setup()\n"
        f"[importlib.import_module(name) for name in {modules!r}]\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    loaded = json.loads(answer.stdout)
    assert "bangban.executor" in loaded
    assert not [name for name in loaded if name.startswith(EXECUTOR_NEVER_LOADS)]


def _modules_below(package: str) -> list[str]:
    folder = tree.SOURCE / package.split(".")[1]
    return [
        ".".join(("bangban", *path.relative_to(tree.SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(folder.rglob("*.py"))
        if path.name != "__main__.py"
    ]
