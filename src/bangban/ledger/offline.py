"""Is an exported ledger what was written? Needs the file only: no database, no settings, no Django.

An export is JSON lines: a header `{"ledger": …}` with the public keys, then the entries, each an object
with exactly the columns in order, each `{"checkpoint": …}` right after the entry it signs, and `{"end": …}`.
The keys in the header are the file's own word: give the keys you trust to know who signed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bangban.crypto.signing import BadKey, Verifier, load_verifier, verifier_from
from bangban.errors import BadInput
from bangban.ledger.chain import COLUMNS, FORMAT, Chain, Row
from bangban.ledger.findings import Finding, Report
from bangban.ledger.seals import Checkpoint
from bangban.ledger.witness import Witness

LONGEST_LINE = 65_536
_NAMES = list(COLUMNS)


class NotAnExport(BadInput):
    """{path} 不是台账导出文件（{reason}）。 | {path} is not a ledger export ({reason})."""

    code = "not_an_export"


def verify_file(
    path: Path,
    *,
    trusted: Sequence[Path] = (),
    witness: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Verify the export at `path`; memory does not grow with it.

    trusted: public key files; when given, only they count and not the keys the file brings along.
    witness: the witness folder or its file, to find that the export was cut off or rewritten.

    Raises:
        NotAnExport: the file cannot be read or has no header of a ledger export.
        NoKey, BadKey: a trusted key cannot be used.
    """
    keys = {key.key_id: key for key in map(load_verifier, trusted)}
    try:
        with path.open("rb") as file:
            header = _header(path, file.readline(LONGEST_LINE))
            reader = _Reader(keys or header, _witnessed(witness), progress)
            reader.read(_lines(file))
    except OSError as error:
        raise NotAnExport(path=path, reason=error.strerror) from error
    return reader.report


def _header(path: Path, line: bytes) -> dict[str, Verifier]:
    try:
        header = json.loads(line)["ledger"]
        if header["format"] != FORMAT:
            raise NotAnExport(path=path, reason=f"format {header['format']}")
        found = [verifier_from(pem.encode(), path) for pem in header["keys"]]
    except (ValueError, KeyError, TypeError, AttributeError, BadKey) as error:
        raise NotAnExport(path=path, reason="header") from error
    return {key.key_id: key for key in found}


def _lines(file: Any) -> Iterator[bytes]:
    # A line without end must not be read whole.
    while line := file.readline(LONGEST_LINE):
        yield line


def _witnessed(place: Path | None) -> Iterator[Checkpoint | Finding]:
    if place is None:
        return iter(())
    if not place.exists():
        raise NotAnExport(path=place, reason="witness")
    return Witness(place if place.is_dir() else place.parent).read()


class _Reader:
    """Follows the lines of one export."""

    def __init__(
        self,
        keys: Mapping[str, Verifier],
        witnessed: Iterator[Checkpoint | Finding],
        progress: Callable[[int], None] | None,
    ) -> None:
        self.keys, self.witnessed, self.progress = keys, witnessed, progress
        self.report = Report()
        self.chain = Chain()
        self.number = 1
        self.good = 0
        self.beyond = 0
        self.end: dict[str, Any] | None = None
        self.expected = self._next_witness()
        self.signers: dict[str, None] = {}

    def read(self, lines: Iterator[bytes]) -> None:
        report = self.report
        broken = self.chain.check(self._rows(lines))
        report.entries = report.seq = self.chain.seq
        report.hash = self.chain.hash
        if broken:
            report.findings.insert(0, broken)
        elif self.end is None:
            report.findings.append(Finding("unfinished"))
        else:
            self._finish(self.end)
        report.keys = tuple(self.signers)
        report.findings.sort(key=lambda finding: (not finding.serious, finding.seq))

    def _rows(self, lines: Iterator[bytes]) -> Iterator[Row]:
        """Yield the entries, and look at what stands between them when the chain asks for the next."""
        last = (0, "")
        for line in lines:
            self.number += 1
            try:
                pairs = json.loads(line, object_pairs_hook=list)
                names = [pair[0] for pair in pairs]
            except (ValueError, TypeError, IndexError, RecursionError):
                pairs, names = [], []
            if names == _NAMES and type(pairs[0][1]) is int:
                last = (pairs[0][1], pairs[10][1])
                if self.progress and last[0] % 10_000 == 0:
                    self.progress(last[0])
                yield tuple(pair[1] for pair in pairs)
                # Reached only when the entry was found good.
                self._compare_witness(*last)
            elif names == ["checkpoint"]:
                self._checkpoint(line, last)
            elif names == ["end"]:
                self.end = dict(pairs[0][1])
            else:
                self.report.findings.append(Finding("bad_line", last[0], {"line": self.number}))

    def _checkpoint(self, line: bytes, last: tuple[int, str]) -> None:
        try:
            seal = Checkpoint.read(json.dumps(json.loads(line)["checkpoint"]))
        except ValueError:
            self.report.findings.append(Finding("bad_line", last[0], {"line": self.number}))
            return
        if seal.seq < last[0]:
            self.report.findings.append(Finding("bad_line", seal.seq, {"line": self.number}))
        else:
            self._seal(seal, last, "export")

    def _seal(self, seal: Checkpoint, last: tuple[int, str], where: str) -> None:
        self.report.checkpoints += 1
        if problem := seal.problem(self.keys, where):
            self.report.findings.append(problem)
            return
        self.signers[seal.key_id] = None
        if seal.seq > last[0]:
            self.beyond = max(self.beyond, seal.seq)
        elif seal.hash == last[1]:
            self.good = seal.seq
        else:
            self.report.findings.append(Finding("rewritten", seal.seq, {"after": self.good}))

    def _next_witness(self) -> Checkpoint | None:
        for found in self.witnessed:
            if isinstance(found, Checkpoint):
                return found
            self.report.findings.append(found)
        return None

    def _compare_witness(self, seq: int, hash: str) -> None:
        # A line that repeats an older number says nothing that was not compared already.
        while self.expected is not None and self.expected.seq <= seq:
            if self.expected.seq == seq:
                self._seal(self.expected, (seq, hash), "witness")
            self.expected = self._next_witness()

    def _finish(self, end: dict[str, Any]) -> None:
        """Compare what was read with what the file says it holds, and with what seals say was written."""
        report, last = self.report, (self.chain.seq, self.chain.hash)
        while self.expected is not None:
            self._seal(self.expected, last, "witness")
            self.expected = self._next_witness()
        promised = end.get("seq")
        until = max(self.beyond, promised if type(promised) is int else 0)
        if until > last[0]:
            report.findings.append(Finding("cut_off", last[0] + 1, {"until": until}))
        elif (promised, end.get("hash")) != last:
            report.findings.append(Finding("bad_line", last[0], {"line": self.number}))
        if not self.good and last[0]:
            report.findings.append(Finding("unpinned", last[0]))
        elif self.good < last[0]:
            report.findings.append(Finding("no_checkpoint", self.good))
