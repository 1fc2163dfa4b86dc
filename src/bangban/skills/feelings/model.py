"""How does a message feel, and does it need care? One linear table; only numpy is needed to ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.feelings.normal import normal
from bangban.skills.feelings.senses import read, senses
from bangban.skills.linear.table import BadTable, Table, chances

AT_ONCE = 128
"""Messages judged together: enough to be quick, few enough to answer soon."""


class BadFeelings(BadInput):
    """情绪模型“{name}”不能读取（{reason}），请用 bangban feelings train 重新训练。 | The model of feelings “{name}” cannot be read ({reason}). Train it again with bangban feelings train."""

    code = "bad_feelings_model"


@dataclass(frozen=True)
class Feeling:
    """Of one message: how likely each feeling is (together 1), how likely it needs care, and which words say so."""

    probabilities: dict[str, float]
    care: float
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Feelings:
    """A table of feelings, and which of them ask for care."""

    table: Table

    @property
    def labels(self) -> tuple[str, ...]:
        return self.table.labels

    @property
    def care(self) -> tuple[str, ...]:
        """The feelings that ask for care."""
        return tuple(self.table.card["care"])

    def judge(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return probabilities (a row a text, in the order of `labels`) and each text's chance to need care."""
        scores = self.table.scores([normal(text) for text in texts])
        likely = chances(scores, self.table.card["sharpness"])
        slope, level = self.table.card["care_line"]
        return likely, care_of(likely, self._asks(), slope, level)

    def stream(self, texts: Iterable[str]) -> Iterator[Feeling]:
        """Yield each text's feeling, in order; takes them AT_ONCE together."""
        source = iter(texts)
        while batch := list(islice(source, AT_ONCE)):
            likely, care = self.judge(batch)
            for row, one in zip(likely.tolist(), care.tolist(), strict=True):
                yield Feeling(dict(zip(self.labels, row, strict=True)), one)

    def _asks(self) -> NDArray[np.bool_]:
        wanted = set(self.care)
        return np.array([label in wanted for label in self.labels])

    def save(self, path: Path | str) -> None:
        """Write the one file of the model, whole or not at all."""
        self.table.save(path)

    @classmethod
    def load(cls, path: Path | str) -> Feelings:
        """Read a model.

        Raises:
            BadFeelings: there is no such file, or it is no model of feelings.
        """
        try:
            table = Table.load(path, read)
            line = table.card["care_line"]
            if len(line) != 2 or not set(table.card["care"]) <= set(table.labels):
                raise KeyError("care")
            if table.card["senses"] != senses().order:
                raise KeyError("senses")
        except BadTable as error:
            raise BadFeelings(name=Path(path).name, reason=error.details["reason"]) from error
        except (KeyError, TypeError) as error:
            raise BadFeelings(name=Path(path).name, reason=str(error)) from error
        return cls(table)


def care_of(
    likely: NDArray[np.float32], asks: NDArray[np.bool_], slope: float, level: float
) -> NDArray[np.float32]:
    """The chance that a message needs care, from the chances of the feelings that ask for it, calibrated by a line."""
    raw = np.clip(likely[:, asks].sum(axis=1), 1e-6, 1 - 1e-6)
    result: NDArray[np.float32] = 1 / (1 + np.exp(-(slope * np.log(raw / (1 - raw)) + level)))
    return result
