"""What can be wrong with a ledger, and how is it said in Chinese and English? Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: Mapping[str, tuple[str, str]] = {
    "changed": ("第 {seq} 条记录被改动。", "Entry {seq} was changed."),
    "removed": ("第 {seq} 条至第 {until} 条记录被删除。", "Entries {seq} to {until} were removed."),
    "reordered": (
        "第 {seq} 条记录被移到了第 {place} 条的位置。",
        "Entry {seq} was moved to the place of entry {place}.",
    ),
    "inserted": (
        "第 {seq} 条记录不衔接前一条：该处被插入或替换了记录。",
        "Entry {seq} does not follow the one before it: an entry was inserted or replaced here.",
    ),
    "rewritten": (
        "第 {after} 条之后、第 {seq} 条及以前的记录被整体改写，与已签名的检查点不符。",
        "Entries after {after}, up to {seq}, were rewritten: they do not match the signed checkpoint.",
    ),
    "cut_off": (
        "第 {seq} 条起的记录被截去：检查点证明曾写到第 {until} 条。",
        "Everything from entry {seq} on was cut off: a checkpoint proves that entry {until} was written.",
    ),
    "forged_checkpoint": (
        "第 {seq} 条处的检查点签名无效（{where}）。",
        "The checkpoint at entry {seq} has no valid signature ({where}).",
    ),
    "unknown_key": (
        "第 {seq} 条处的检查点由未知密钥 {key_id} 签名（{where}）。",
        "The checkpoint at entry {seq} was signed by the unknown key {key_id} ({where}).",
    ),
    "witness_missing": (
        "见证文件中没有第 {seq} 条处的检查点：见证文件被删改或被更换。",
        "The witness lacks the checkpoint at entry {seq}: it was edited, removed or replaced.",
    ),
    "witness_behind": (
        "见证文件止于第 {seq} 条处的检查点之前（恢复备份后会如此）。",
        "The witness ends before the checkpoint at entry {seq} (as it does after a restore).",
    ),
    "witness_damaged": (
        "见证文件第 {line} 行无法读取（可能因断电）。",
        "Line {line} of the witness cannot be read (a power cut may have torn it).",
    ),
    "no_checkpoint": (
        "第 {seq} 条之后的记录尚无检查点。",
        "No checkpoint covers the entries after {seq} yet.",
    ),
    "triggers_missing": (
        "数据库触发器缺失：{names}。请从备份恢复，或查明是谁移除的。",
        "Database triggers are missing: {names}. Find out who removed them, and restore them from a backup.",
    ),
    "unpinned": (
        "第 {seq} 条及以前没有可用的检查点签名：无法证明导出文件的来源。",
        "No checkpoint signs the entries up to {seq}: nothing proves where this export comes from.",
    ),
    "bad_line": (
        "导出文件第 {line} 行不是台账导出的内容。",
        "Line {line} of the export is not what a ledger export holds.",
    ),
    "unfinished": (
        "导出文件不完整：缺少结尾行。",
        "The export is incomplete: its closing line is missing.",
    ),
}

WARNINGS = frozenset({"witness_behind", "witness_damaged", "no_checkpoint"})
"""Worth knowing, but no sign that a record was touched."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `seq` is the first entry concerned, 0 when none is."""

    kind: str
    seq: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def serious(self) -> bool:
        """False for what is only worth knowing."""
        return self.kind not in WARNINGS

    def text(self, language: str = "zh-hans") -> str:
        """Return the finding in `language` ("zh…" or "en…")."""
        return KINDS[self.kind][language.startswith("en")].format(seq=self.seq, **self.details)

    def __str__(self) -> str:
        return self.text("en")

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON form."""
        return {
            "kind": self.kind,
            "seq": self.seq,
            "serious": self.serious,
            "message": {"zh": self.text("zh-hans"), "en": self.text("en")},
            "details": dict(self.details),
        }


@dataclass
class Report:
    """What a verification found. `findings` stand in the order of the ledger; none serious means sound."""

    entries: int = 0
    checkpoints: int = 0
    seq: int = 0
    """The last entry found good."""
    hash: str = ""
    keys: tuple[str, ...] = ()
    """The ids of the keys that signed valid checkpoints."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """True when nothing shows that a record was touched."""
        return not any(finding.serious for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON form (`bangban ledger verify --json`)."""
        return {
            "sound": self.sound,
            "entries": self.entries,
            "checkpoints": self.checkpoints,
            "seq": self.seq,
            "hash": self.hash,
            "keys": list(self.keys),
            "findings": [finding.as_dict() for finding in self.findings],
        }
