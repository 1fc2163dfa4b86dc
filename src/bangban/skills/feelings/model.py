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
from bangban.skills.workorders.learn import BadModel, Classifier
from bangban.skills.workorders.learn.classifier import softmax

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
    """A classifier of feelings, and which of them ask for care."""

    classifier: Classifier

    @property
    def labels(self) -> tuple[str, ...]:
        return self.classifier.labels

    @property
    def care(self) -> tuple[str, ...]:
        """The feelings that ask for care."""
        return tuple(self.classifier.card["care"])

    def judge(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return probabilities (a row a text, in the order of `labels`) and each text's chance to need care."""
        scores = self.classifier.scores([normal(text) for text in texts])
        chances = softmax(scores * self.classifier.sharpness)
        slope, level = self.classifier.card["care_line"]
        return chances, care_of(chances, self._asks(), slope, level)

    def stream(self, texts: Iterable[str]) -> Iterator[Feeling]:
        """Yield each text's feeling, in order; takes them AT_ONCE together."""
        source = iter(texts)
        while batch := list(islice(source, AT_ONCE)):
            chances, care = self.judge(batch)
            for row, one in zip(chances.tolist(), care.tolist(), strict=True):
                yield Feeling(dict(zip(self.labels, row, strict=True)), one)

    def _asks(self) -> NDArray[np.bool_]:
        wanted = set(self.care)
        return np.array([label in wanted for label in self.labels])

    def save(self, path: Path | str) -> None:
        """Write the one file of the model, whole or not at all."""
        self.classifier.save(path)

    @classmethod
    def load(cls, path: Path | str) -> Feelings:
        """Read a model.

        Raises:
            BadFeelings: there is no such file, or it is no model of feelings.
        """
        try:
            classifier = Classifier.load(path)
            line = classifier.card["care_line"]
            if len(line) != 2 or not set(classifier.card["care"]) <= set(classifier.labels):
                raise KeyError("care")
        except BadModel as error:
            raise BadFeelings(name=Path(path).name, reason=error.details["reason"]) from error
        except (KeyError, TypeError) as error:
            raise BadFeelings(name=Path(path).name, reason=str(error)) from error
        return cls(classifier)


def care_of(
    chances: NDArray[np.float32], asks: NDArray[np.bool_], slope: float, level: float
) -> NDArray[np.float32]:
    """The chance that a message needs care, from the chances of the feelings that ask for it, calibrated by a line."""
    raw = np.clip(chances[:, asks].sum(axis=1), 1e-6, 1 - 1e-6)
    result: NDArray[np.float32] = 1 / (1 + np.exp(-(slope * np.log(raw / (1 - raw)) + level)))
    return result
