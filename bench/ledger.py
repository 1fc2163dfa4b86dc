"""What does the ledger cost? Entries appended and verified a second, beside the plain work in the same run.

Run: `python -m bench.ledger [--entries 200000] [--json]`. On PostgreSQL with BANGBAN_DATABASE_URL set to an empty
database. Exits 1 below 2,000 appended a second, or 50,000 verified a second and core (of CPU time, so that a
busy machine does not change the verdict; `verified_per_s` is by the clock, on two processes).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

LEAST_APPENDED = 2_000
LEAST_VERIFIED = 50_000
BATCH = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bb-ledger-") as folder:
        os.environ.update(BANGBAN_HOME=folder, DJANGO_SETTINGS_MODULE="bangban.site.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", "ledger", verbosity=0)
        figures = measure(Path(folder), options.entries)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<28}{value:>14,.2f}" if isinstance(value, float) else f"{name:<28}{value:>14}")
    met = figures["appended_per_s"] >= LEAST_APPENDED and figures["verified_per_core_s"] >= LEAST_VERIFIED
    return 0 if met else 1


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(folder: Path, count: int) -> dict[str, float | int | str]:
    from django.db import connection

    from bangban.crypto.signing import create_key
    from bangban.ledger import verify
    from bangban.ledger.export import write
    from bangban.ledger.offline import verify_file

    create_key(folder / "keys" / "ledger.key")
    appended = timed(lambda: append_all(count))
    plain = timed(lambda: insert_plain(count))
    one = timed(lambda: check(verify.full(1).entries, count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    two = timed(lambda: check(verify.full(2).entries, count))
    cpu = time.process_time()
    check(verify.full(1).entries, count)
    cpu = time.process_time() - cpu
    hashing = timed(lambda: hash_plain(count))
    file = folder / "export.jsonl"
    with file.open("wb") as target:
        exported = timed(lambda: write(target))
    offline = timed(lambda: check(verify_file(file).entries, count))
    return {
        "database": connection.vendor,
        "entries": count,
        "appended_per_s": count / appended,
        "plain_insert_per_s": count / plain,
        "append_to_plain": appended / plain,
        "verified_per_s": count / two,
        "verified_per_s_one_process": count / one,
        "verified_per_core_s": count / cpu,
        "plain_sha256_per_s": count / hashing,
        "verify_to_plain_sha256": one / hashing,
        "exported_per_s": count / exported,
        "verified_offline_per_s": count / offline,
        "memory_mb": before / 1024,
        "memory_growth_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def check(found: int, count: int) -> None:
    if found != count:
        sys.exit(f"{found} entries verified of {count}")


def append_all(count: int) -> None:
    """Append in batches of 500, each its own transaction, sealing as the executor would."""
    from datetime import UTC, datetime

    from django.db import transaction

    from bangban.ledger.checkpoints import checkpoint_if_due
    from bangban.ledger.record import Entry, append

    for start in range(0, count, BATCH):
        batch = [
            Entry(
                "proposal.made",
                "employee:0012",
                number % 40 + 1,
                f"case:{number}",
                {"proposal": number, "scenario": "hotline.dispatch", "confidence": 0.87, "path": "rules"},
                "sha256:" + "ab" * 32,
            )
            for number in range(start, min(start + BATCH, count))
        ]
        with transaction.atomic():
            append(batch)
        checkpoint_if_due(datetime.now(UTC))


def insert_plain(count: int) -> None:
    """The baseline: the same rows into the same columns and indexes, no chain, no triggers."""
    from django.db import connection, transaction

    from bangban.ledger import rows
    from bangban.ledger.chain import COLUMNS
    from bangban.ledger.models import LedgerEntry

    create = "CREATE TABLE plain_entry AS SELECT * FROM ledger_entry WHERE seq = 0"
    with connection.cursor() as cursor:
        cursor.execute(create)
        cursor.execute("CREATE UNIQUE INDEX plain_seq ON plain_entry (seq)")
        for index in LedgerEntry._meta.indexes:
            cursor.execute(f"CREATE INDEX plain_{index.name} ON plain_entry ({', '.join(index.fields)})")
    insert = f"INSERT INTO plain_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
    for start in range(0, count, BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(insert, list(rows.entries(start, min(start + BATCH, count))))


def hash_plain(count: int) -> None:
    """The baseline: read the same rows and hash their text, following nothing."""
    from bangban.ledger import rows

    for row in rows.entries(0, count):
        sha256(repr(row).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
