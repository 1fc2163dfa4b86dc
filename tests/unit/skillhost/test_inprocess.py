"""Does a skill run here as it would in a host?"""

from __future__ import annotations

import pytest

from bangban.skillhost.inprocess import run_here, run_with
from bangban.skillhost.problems import SkillFailed
from bangban.skills import Context, Evidence, Result


class Skill:
    name, version = "test.skill", "1"
    input_schema: dict[str, object] = {}
    settings_schema: dict[str, object] = {}

    def run(self, inputs, context: Context) -> Result:
        assert context.now.tzinfo is not None
        if inputs.get("fail"):
            raise LookupError(inputs["fail"])
        return Result(
            {"heard": inputs["say"], **context.settings}, (Evidence("place", "东湖", "input:text"),), 0.5
        )


def find(name: str) -> Skill:
    return Skill()


def test_the_result_is_the_json_form() -> None:
    result = run_with(find, "test.skill", {"say": "好"}, {"top": 2})
    assert result["content"] == {"heard": "好", "top": 2}
    assert result["evidence"][0]["quote"] == ""
    assert isinstance(result["evidence"], list)
    assert (result["confidence"], result["path"], result["details"]) == (0.5, "rules", {})


def test_a_failure_says_where_and_never_what() -> None:
    with pytest.raises(SkillFailed) as failed:
        run_with(find, "test.skill", {"fail": "身份证号110101"})
    assert failed.value.reason == "LookupError"
    assert str(failed.value.details["place"]).startswith("test_inprocess.py:")
    assert "110101" not in f"{failed.value}{failed.value.as_dict()}"
    assert failed.value.__cause__ is None


def test_a_skill_that_is_not_installed() -> None:
    with pytest.raises(SkillFailed) as failed:
        run_here("no.such.skill", {})
    assert failed.value.reason == "unknown_skill"
