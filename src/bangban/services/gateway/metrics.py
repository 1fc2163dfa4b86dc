"""What does /metrics say? Counters and histograms of this process, in Prometheus' text form (version 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bangban.llm.model import Outcome

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
Labels = tuple[tuple[str, str], ...]


class Histogram:
    """How often a time fell below each bound."""

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(SECONDS, value)] += 1
        self.sum += value

    def lines(self, name: str, labels: Labels) -> Iterable[str]:
        total = 0
        for bound, count in zip([*map(str, SECONDS), "+Inf"], self.counts, strict=True):
            total += count
            yield f"{name}_bucket{_shown((*labels, ('le', bound)))} {total}"
        yield f"{name}_sum{_shown(labels)} {self.sum:.6f}"
        yield f"{name}_count{_shown(labels)} {total}"


@dataclass
class Metrics:
    """What is counted. `gauges` gives what is true now: name → (help, value)."""

    gauges: Callable[[], Mapping[str, tuple[str, float]]] = dict
    calls: Counter[Labels] = field(default_factory=Counter)
    tokens: Counter[Labels] = field(default_factory=Counter)
    money: defaultdict[Labels, float] = field(default_factory=lambda: defaultdict(float))
    masked: Counter[Labels] = field(default_factory=Counter)
    first: defaultdict[Labels, Histogram] = field(default_factory=lambda: defaultdict(Histogram))
    total: defaultdict[Labels, Histogram] = field(default_factory=lambda: defaultdict(Histogram))

    def watch(self, outcome: Outcome) -> None:
        """Count one call. Labels are names from our own tables: what a caller invents is not among them."""
        agency = ("agency", outcome.call.caller.agency_code)
        target = ("target", outcome.target or "-")
        self.calls[(agency, target, ("outcome", outcome.outcome))] += 1
        for kind, count in (("prompt", outcome.usage.prompt), ("completion", outcome.usage.completion)):
            if count:
                self.tokens[(agency, target, ("kind", kind))] += count
        if outcome.money:
            self.money[(agency, target)] += outcome.money
        if outcome.masked:
            self.masked[(agency, target)] += outcome.masked
        if outcome.first_token is not None:
            self.first[(target,)].add(outcome.first_token)
        self.total[(target,)].add(outcome.total)

    def text(self) -> bytes:
        """Everything, as a scraper reads it."""
        lines: list[str] = []
        counters: tuple[tuple[str, str, Mapping[Labels, float]], ...] = (
            ("calls_total", "Calls by how they ended.", self.calls),
            ("tokens_total", "Tokens charged.", self.tokens),
            ("money_total", "Money charged, in the installation's currency.", self.money),
            ("masked_total", "Personal values hidden before a call left.", self.masked),
        )
        for name, about, counter in counters:
            lines += _head(name, about, "counter")
            lines += [f"bangban_gateway_{name}{_shown(labels)} {value}" for labels, value in counter.items()]
        for name, about, table in (
            ("first_token_seconds", "Time to the first token.", self.first),
            ("call_seconds", "Time of the whole call.", self.total),
        ):
            lines += _head(name, about, "histogram")
            for labels, histogram in table.items():
                lines += histogram.lines(f"bangban_gateway_{name}", labels)
        for name, (about, value) in self.gauges().items():
            lines += [*_head(name, about, "gauge"), f"bangban_gateway_{name} {value}"]
        return ("\n".join(lines) + "\n").encode()


def _head(name: str, about: str, kind: str) -> list[str]:
    return [f"# HELP bangban_gateway_{name} {about}", f"# TYPE bangban_gateway_{name} {kind}"]


def _shown(labels: Labels) -> str:
    """Labels as the format wants them; a target is a name from gateway.yaml, which may hold quotes."""
    if not labels:
        return ""
    escaped = (
        (key, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")) for key, value in labels
    )
    return "{" + ",".join(f'{key}="{value}"' for key, value in escaped) + "}"
