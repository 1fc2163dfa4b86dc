"""Which of the candidates is the right one? A small network over their features, learned by listwise comparison.

One hidden layer; the loss is the cross entropy between the network's softmax over a question's candidates and the
candidates that answered it (ListNet, Cao et al. 2007). NumPy alone: training on a thousand questions takes seconds,
scoring 400 candidates a tenth of a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HIDDEN, BATCH, RATE, DECAY, DROPPED = 32, 16, 3e-3, 1e-4, 0.2
STEPS, FEWEST_ROUNDS, MOST_ROUNDS = 1_000, 16, 100
"""Of learning, and how often each question may come up in them."""


@dataclass(frozen=True)
class Network:
    """`mean`, `spread` of the features on a logarithmic scale; `first` (features × hidden), `bias`, `second`."""

    mean: Floats
    spread: Floats
    first: Floats
    bias: Floats
    second: Floats


def together(networks: Sequence[Network]) -> Network:
    """One network whose score is the mean of those of `networks`, which were taught the same questions."""
    return Network(
        networks[0].mean,
        networks[0].spread,
        np.concatenate([one.first for one in networks], axis=1),
        np.concatenate([one.bias for one in networks]),
        (np.concatenate([one.second for one in networks]) / len(networks)).astype(np.float32),
    )


def judged(network: Network, features: Floats) -> Floats:
    """One score for each row of `features`."""
    hidden = scaled(features, network.mean, network.spread) @ network.first
    hidden += network.bias
    np.maximum(hidden, 0, out=hidden)
    return np.asarray(hidden @ network.second, np.float32)


def scaled(features: Floats, mean: Floats, spread: Floats) -> Floats:
    level = flat(features)
    level -= mean
    level /= spread
    return np.asarray(np.clip(level, -4, 4, out=level), np.float32)


def flat(features: Floats) -> Floats:
    """On a logarithmic scale, sign kept."""
    level = np.abs(features, dtype=np.float32)
    level += 1
    # `log1p` takes six times as long, and nothing here is so small that it would matter.
    np.log(level, out=level)
    return np.asarray(np.copysign(level, features, out=level), np.float32)


def train(lists: Sequence[Floats], right: Sequence[NDArray[np.bool_]], seed: int) -> Network:
    """Learn from one matrix of features a question and the marks of its right candidates.

    Questions without a right candidate teach nothing and are passed over.
    """
    level = flat(np.concatenate(lists))
    mean, spread = level.mean(axis=0), level.std(axis=0) + np.float32(1e-6)
    del level
    useful = [place for place, marks in enumerate(right) if marks.any()]
    inputs = [scaled(lists[place], mean, spread) for place in useful]
    wanted = [(right[place] / right[place].sum()).astype(np.float32) for place in useful]
    chance = np.random.default_rng(seed)
    size = len(mean)
    weights: list[Floats] = [
        (chance.normal(size=(size, HIDDEN)) / np.sqrt(size)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        (chance.normal(size=HIDDEN) / np.sqrt(HIDDEN)).astype(np.float32),
    ]
    adam = _Adam(weights)
    rounds = min(max(STEPS * BATCH // max(len(inputs), 1), FEWEST_ROUNDS), MOST_ROUNDS)
    for turn in range(rounds):
        rate = RATE * (1 - turn / rounds) + 1e-5
        order = chance.permutation(len(inputs))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            total = [np.zeros_like(one) for one in weights]
            for place in some:
                kept = ((chance.random(HIDDEN) > DROPPED) / (1 - DROPPED)).astype(np.float32)
                for sum_, one in zip(
                    total, _gradient(weights, inputs[place], wanted[place], kept), strict=True
                ):
                    sum_ += one
            adam.step([one / np.float32(BATCH) for one in total], rate)
    return Network(mean, spread, *weights)


def _gradient(weights: Sequence[Floats], inputs: Floats, wanted: Floats, kept: Floats) -> tuple[Floats, ...]:
    first, bias, second = weights
    before = inputs @ first + bias
    hidden = np.maximum(before, 0) * kept
    scores = hidden @ second
    likely = np.exp(scores - scores.max())
    error = likely / likely.sum() - wanted
    back = np.outer(error, second * kept)
    back[before <= 0] = 0
    return inputs.T @ back, back.sum(axis=0), hidden.T @ error


class _Adam:
    """Kingma & Ba, 2015, with weight decay."""

    def __init__(self, weights: list[Floats]) -> None:
        self.weights = weights
        self.mean = [np.zeros_like(one) for one in weights]
        self.square = [np.zeros_like(one) for one in weights]
        self.steps = 0

    def step(self, gradients: Sequence[Floats], rate: float) -> None:
        self.steps += 1
        for place, gradient in enumerate(gradients):
            gradient = np.asarray(gradient, np.float32) + np.float32(DECAY) * self.weights[place]
            self.mean[place] = 0.9 * self.mean[place] + 0.1 * gradient
            self.square[place] = 0.99 * self.square[place] + 0.01 * gradient * gradient
            mean = self.mean[place] / (1 - 0.9**self.steps)
            square = self.square[place] / (1 - 0.99**self.steps)
            self.weights[place] -= (rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
