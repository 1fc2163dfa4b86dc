"""Is the newly trained model better than what is used today? Proposes to use it, or to keep what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Evidence, Result

BETTER_BY = 0.002
"""Share of held-back messages by which it must be more often right: less is noise."""
_FIGURES = {
    "type": "object",
    "required": ["accuracy"],
    "properties": {
        "accuracy": {"type": "number"},
        "macro_f1": {"type": "number"},
        "top_two": {"type": "number"},
    },
}


def is_better(candidate: Mapping[str, Any], today: Mapping[str, Any]) -> bool:
    """Whether the candidate is more often right, and no worse over the classes."""
    return (
        float(candidate["accuracy"]) >= float(today.get("accuracy", 0)) + BETTER_BY
        and float(candidate.get("macro_f1", 0)) >= float(today.get("macro_f1", 0)) - BETTER_BY
    )


class Weigh:
    """The skill "hotline.weigh"."""

    name = "hotline.weigh"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["model", "digest", "candidate", "today", "held_back"],
        "properties": {
            "model": {"type": "integer", "x-title": {"zh": "模型", "en": "Model"}},
            "digest": {"type": "string", "x-title": {"zh": "模型摘要", "en": "Digest of the file"}},
            "title": {"type": "string", "x-title": {"zh": "标题", "en": "Title"}},
            "candidate": _FIGURES,
            "today": _FIGURES,
            "held_back": {"type": "integer", "x-title": {"zh": "留出条数", "en": "Held back"}},
        },
    }
    settings_schema: Mapping[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Compare the two on the same held-back messages."""
        candidate, today = inputs["candidate"], inputs["today"]
        better = is_better(candidate, today)
        figures = [("准确率", "accuracy"), ("宏平均 F1", "macro_f1"), ("前两名命中", "top_two")]
        evidence = tuple(
            Evidence(
                kind="figure",
                claim=f"{name}：{float(today.get(key, 0)):.3f} → {float(candidate.get(key, 0)):.3f}"
                f"（留出 {inputs['held_back']} 条）",
                source="input:candidate",
            )
            for name, key in figures
        )
        return Result(
            content={
                "model": int(inputs["model"]),
                "digest": str(inputs["digest"]),
                "title": str(inputs.get("title") or ""),
                "use": better,
                "accuracy": float(candidate["accuracy"]),
                "accuracy_today": float(today.get("accuracy", 0)),
            },
            evidence=evidence,
            confidence=0.9 if better else 0.2,
            details={
                "labels": {
                    "model": {"zh": "模型编号", "en": "Model"},
                    "digest": {"zh": "模型文件摘要", "en": "Digest of the file"},
                    "use": {"zh": "启用新模型", "en": "Use the new model"},
                    "accuracy": {"zh": "新模型准确率", "en": "Its accuracy"},
                    "accuracy_today": {"zh": "目前准确率", "en": "Accuracy today"},
                }
            },
        )


skill = Weigh()
