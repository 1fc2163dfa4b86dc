"""Does the reference page's example run as printed?"""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "skill-workorders.md"


def test_the_example_on_the_page_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert examples
    for example in examples:
        assert "assert" in example
        exec(compile(example, str(PAGE), "exec"), {})
