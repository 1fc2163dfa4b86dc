"""When is the ledger sealed, and what is never sealed? Called by the executor process."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime, timedelta

from django.db import connection, transaction

from bangban.errors import Problem
from bangban.ledger import keys, rows
from bangban.ledger.chain import Chain, stamp, when
from bangban.ledger.findings import Finding
from bangban.ledger.seals import Checkpoint

EVERY = timedelta(seconds=60)
ENTRIES = 1_000
LOCK = 0x62616E68
"""The advisory lock that leaves a checkpoint to one executor on PostgreSQL."""

_INSERT = "INSERT INTO ledger_checkpoint (seq, hash, at, algorithm, key_id, signature) VALUES (%s, %s, %s, %s, %s, %s)"


class LedgerBroken(Problem):
    """台账与最近的检查点不衔接（{kind}，第 {seq} 条），不再签署检查点。请执行 bangban ledger verify 并报告审计管理员。 | The ledger does not continue from its last checkpoint ({kind} at entry {seq}), and no further one is signed. Run bangban ledger verify and tell the auditor."""

    code = "ledger_broken"
    status = 503
    exit_code = 1

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(kind=finding.kind, seq=finding.seq)


def checkpoint_if_due(now: datetime) -> Checkpoint | None:
    """Seal the ledger if 1,000 entries or 60 s have passed since the last checkpoint and anything is new.

    Returns the checkpoint, or None when none was due. A clock that was set back makes one due.

    Raises:
        LedgerBroken: the new entries do not follow from what was last sealed, here or in the witness.
        WitnessUnavailable: the witness could not be written; then the database holds no checkpoint either.
        NoKey, KeyExposed, BadKey, WrongKey: the ledger's key cannot be used.
    """
    seq, _ = rows.last()
    sealed = rows.last_checkpoint()
    if sealed:
        waited = now - when(sealed.at)
        if seq == sealed.seq or (seq - sealed.seq < ENTRIES and timedelta(0) <= waited < EVERY):
            return None
    return checkpoint(now)


def checkpoint(now: datetime) -> Checkpoint | None:
    """Seal the ledger as it stands; None when nothing is new or another executor is doing it.

    Raises: see `checkpoint_if_due`.
    """
    signer, sealed = keys.signer(), rows.last_checkpoint()
    chain = _continued(sealed)
    if chain.seq == (sealed.seq if sealed else 0):
        return None
    new = Checkpoint.make(chain.seq, chain.hash, stamp(now), signer)
    with transaction.atomic():
        if not _alone() or rows.last_checkpoint() != sealed:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, astuple(new))
        # Last, so that a witness that cannot be written undoes the row. If the commit fails after it, the
        # witness knows one checkpoint more, and that is over entries that were committed before.
        keys.witness().append(new)
    return new


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # an IMMEDIATE transaction is alone already
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _continued(sealed: Checkpoint | None) -> Chain:
    """Follow the chain from the last checkpoint to the last entry, so that nothing broken is ever sealed."""
    until, _ = rows.last()
    known = keys.verifiers()
    for seal, where in ((sealed, "database"), (keys.witness().last(), "witness")):
        if seal is None:
            continue
        if problem := seal.problem(known, where):
            raise LedgerBroken(problem)
        if seal.seq > until:
            raise LedgerBroken(Finding("cut_off", until + 1, {"until": seal.seq}))
        if rows.link(seal.seq)[0] != seal.hash:
            raise LedgerBroken(Finding("rewritten", seal.seq, {"after": 0}))
    chain = Chain(sealed.seq, sealed.hash, rows.link(sealed.seq)[1]) if sealed else Chain()
    found = chain.check(rows.entries(chain.seq, until))
    if found or chain.seq < until:
        raise LedgerBroken(found or Finding("removed", chain.seq + 1, {"until": until}))
    return chain
