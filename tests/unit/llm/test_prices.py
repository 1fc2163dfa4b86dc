"""Is the cheapest of a step asked first where a route says so, and weights kept where it does not?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bangban.llm import config

FILE = """
providers:
  - {{name: dear, kind: openai, base_url: "http://127.0.0.1:1/v1", models: [m], place: outside, price: {{prompt: 4, completion: 8}}}}
  - {{name: cheap, kind: openai, base_url: "http://127.0.0.1:2/v1", models: [m], place: outside, price: {{prompt: 1, completion: 2}}}}
  - {{name: own, kind: openai, base_url: "http://127.0.0.1:3/v1", models: [m], place: local}}
routes:
  - {{model: chat, try: [{{dear/m: 5, cheap/m: 1}}, own/m]{more}}}
"""


@pytest.mark.parametrize(
    ("more", "steps"),
    [
        ("", [["dear/m", "cheap/m"], ["own/m"]]),
        (", prefer: weight", [["dear/m", "cheap/m"], ["own/m"]]),
        (", prefer: price", [["cheap/m"], ["dear/m"], ["own/m"]]),
    ],
)
def test_a_route_may_prefer_the_cheapest(tmp_path: Path, more: str, steps: list[list[str]]) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(FILE.format(more=more), "utf-8")
    [route] = config.load(file).routes
    assert [[target.name for target in step] for step in route.steps] == steps


def test_another_word_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(FILE.format(more=", prefer: luck"), "utf-8")
    with pytest.raises(config.BadGatewayFile, match="prefer"):
        config.load(file)
