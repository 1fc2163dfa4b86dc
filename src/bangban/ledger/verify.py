"""Is the ledger in the database what was written? Chain, checkpoints and witness, in full or since last time.

`full` reads every entry, on as many processes as it is given. `incremental` reads what came since the last
verification and is cheap enough to follow every checkpoint. Both leave what they found for the pages.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from django.db import connection, connections, transaction
from django.utils import timezone

from bangban.crypto.signing import Verifier
from bangban.ledger import keys, rows, triggers
from bangban.ledger.chain import Chain
from bangban.ledger.findings import Finding, Report
from bangban.ledger.models import LedgerVerification
from bangban.ledger.seals import Checkpoint

Progress = Callable[[int], None]
RANGE = 100_000
"""Entries one process verifies at a time."""


def full(processes: int = 1, progress: Progress | None = None) -> Report:
    """Verify every entry, every checkpoint and the witness; remember the outcome.

    Processes beyond one are used only outside a transaction. `progress` is called with entries done.

    Raises:
        NoKey, BadKey: the public keys are missing.
    """
    known = keys.verifiers()
    witness = keys.witness()
    # What limits the look at the seals is taken first: entries are older than the seals over them.
    size, newest = witness.size(), rows.last_checkpoint()
    until, _ = rows.last()
    report = Report()
    lost = triggers.missing(connection)
    if lost:
        report.findings.append(Finding("triggers_missing", 0, {"names": ", ".join(lost)}))
    broken = _chain(report, until, processes, progress)
    seals = _Seals(known, report, until)
    stored = rows.checkpoints(0, newest.seq if newest else 0)
    seals.compare(_with_witness(stored, witness.read(size), report))
    seals.close()
    if broken:
        report.findings.insert(0, broken)
    _remember("full", report)
    return report


def incremental() -> Report:
    """Verify the entries since the last verification, and the newest checkpoints; remember the outcome.

    Raises:
        NoKey, BadKey: the public keys are missing.
    """
    known = keys.verifiers()
    stored = LedgerVerification.objects.filter(scope="incremental").first()
    start = stored.seq if stored else 0
    newest, seen = rows.last_checkpoint(), keys.witness().last()
    until, _ = rows.last()
    report = Report(seq=start, hash=stored.hash if stored else "")
    hash_now, before = rows.link(start)
    chain = Chain(start, report.hash, before)
    if stored and start and hash_now != report.hash:
        broken: Finding | None = (
            Finding("changed", start) if hash_now else Finding("cut_off", start, {"until": start})
        )
    else:
        broken = _follow(chain, until)
        report.entries = chain.seq - start
        report.seq, report.hash = chain.seq, chain.hash
    seals = _Seals(known, report, until)
    seals.compare((seal, where) for seal, where in ((newest, "database"), (seen, "witness")) if seal)
    if broken:
        report.findings.insert(0, broken)
    _remember("incremental", report)
    return report


def _follow(chain: Chain, until: int) -> Finding | None:
    """Follow the database from where `chain` stands to entry `until`."""
    found = chain.check(rows.entries(chain.seq, until))
    if found is None and chain.seq < until:
        following = rows.next_after(chain.seq)
        return Finding("removed", chain.seq + 1, {"until": following - 1 if following else until})
    return found


def _range(after: int, until: int) -> tuple[int, str, Finding | None]:
    """Verify entries after…until in this process; return the last good one and what is wrong."""
    hash, before = rows.link(after) if after else ("", "")
    chain = Chain(after, hash, before)
    found = _follow(chain, until)
    return chain.seq, chain.hash, found


def _chain(report: Report, until: int, processes: int, progress: Progress | None) -> Finding | None:
    """Verify the whole chain into `report`; return the first finding."""
    starts = range(0, until, RANGE)
    ends = [min(start + RANGE, until) for start in starts]
    for seq, hash, found in _map(starts, ends, processes):
        report.entries += seq - report.seq
        report.seq, report.hash = seq, hash
        if progress:
            progress(report.entries)
        if found:
            return found
    return None


def _map(starts: Iterable[int], ends: list[int], processes: int) -> Iterator[tuple[int, str, Finding | None]]:
    if processes < 2 or len(ends) < 2 or connection.in_atomic_block:
        yield from map(_range, starts, ends)
        return
    # A child must not inherit an open connection: closing it would close the parent's.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            yield from pool.map(_range, starts, ends)
        finally:
            pool.shutdown(cancel_futures=True)


def _with_witness(
    stored: Iterable[Checkpoint], witnessed: Iterable[Checkpoint | Finding], report: Report
) -> Iterator[tuple[Checkpoint, str]]:
    """Yield every checkpoint once with where it was found, walking both lists side by side.

    The witness is written before the database commits, so it may hold more, but never lack one in between.
    """
    lines = iter(witnessed)
    line = next(lines, None)
    newest, behind = 0, False
    for seal in stored:
        there = False
        while line is not None and (isinstance(line, Finding) or line.seq <= seal.seq):
            if isinstance(line, Finding):
                report.findings.append(line)
            else:
                newest = line.seq
                there = there or line == seal
                if line != seal:
                    yield line, "witness"
            line = next(lines, None)
        if not there and not behind:
            # A copy taken a moment earlier than the database's merely ends sooner.
            behind = 0 < newest < seal.seq and line is None
            report.findings.append(Finding("witness_behind" if behind else "witness_missing", seal.seq))
        yield seal, "database"
    while line is not None:
        if isinstance(line, Finding):
            report.findings.append(line)
        else:
            yield line, "witness"
        line = next(lines, None)


class _Seals:
    """Compares checkpoints with the entries they sign."""

    def __init__(self, known: dict[str, Verifier], report: Report, until: int) -> None:
        self.known, self.report, self.until = known, report, until
        self.good = 0
        self.rewritten = False
        self.beyond = 0
        self.signers: dict[str, None] = {}

    def compare(self, seals: Iterable[tuple[Checkpoint, str]]) -> None:
        seals = iter(seals)
        while page := list(islice(seals, 500)):
            there = rows.hashes(sorted({seal.seq for seal, _ in page}))
            for seal, where in page:
                self._one(seal, where, there.get(seal.seq))
        if self.beyond:
            self.report.findings.append(Finding("cut_off", self.until + 1, {"until": self.beyond}))
        self.report.keys = tuple(self.signers)

    def _one(self, seal: Checkpoint, where: str, hash: str | None) -> None:
        self.report.checkpoints += 1
        if problem := seal.problem(self.known, where):
            self.report.findings.append(problem)
            return
        self.signers[seal.key_id] = None
        if seal.seq > self.until:
            self.beyond = max(self.beyond, seal.seq)
        elif hash == seal.hash:
            self.good = max(self.good, seal.seq)
        elif hash is not None and not self.rewritten:
            # One finding: everything after the last good checkpoint is in doubt.
            self.rewritten = True
            self.report.findings.append(Finding("rewritten", seal.seq, {"after": self.good}))

    def close(self) -> None:
        """Note the entries that no checkpoint covers yet."""
        if self.until > max(self.good, self.beyond) and not self.rewritten:
            self.report.findings.append(Finding("no_checkpoint", self.good))


def _remember(scope: str, report: Report) -> None:
    report.findings.sort(key=lambda finding: (not finding.serious, finding.seq))
    found = [finding.as_dict() for finding in report.findings[:20] if finding.serious]
    values = {
        "at": timezone.now(),
        "seq": report.seq,
        "hash": report.hash,
        "entries": report.entries,
        "findings": found,
    }
    with transaction.atomic():
        LedgerVerification.objects.update_or_create(scope=scope, defaults=values)
        if scope == "full" and report.sound:
            LedgerVerification.objects.update_or_create(scope="incremental", defaults=values)
