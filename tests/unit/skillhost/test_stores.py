"""Does a file that a skill made reach the store it names, and only a store there is?"""

from __future__ import annotations

import pytest

from bangban.skillhost import stores
from bangban.skillhost.inprocess import run_with
from bangban.skillhost.problems import SkillFailed, UnknownStore
from bangban.skills import Context, Result


class Maker:
    name, version = "test.maker", "1"
    input_schema: dict[str, object] = {"type": "object"}
    settings_schema: dict[str, object] = {"type": "object"}

    def run(self, inputs: dict[str, str], context: Context) -> Result:
        return Result(content={"file": context.keep(inputs["store"], b"made")})


def run(store: str) -> dict[str, object]:
    return run_with(lambda _: Maker(), "test.maker", {"store": store})


def test_a_skill_names_the_file_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    monkeypatch.setattr(stores, "_stores", {"test.files": lambda data: kept.append(data) or "number-1"})
    assert run("test.files")["content"] == {"file": "number-1"}
    assert kept == [b"made"]


def test_a_store_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownStore, match=r"test\.nowhere"):
        stores.keep("test.nowhere", b"x")
    with pytest.raises(SkillFailed, match="unknown_store"):
        run("test.nowhere")


def test_without_a_host_a_file_is_named_by_its_digest() -> None:
    assert Maker().run({"store": "x"}, Context(now=None)).content["file"].startswith("sha256:")  # type: ignore[arg-type]
