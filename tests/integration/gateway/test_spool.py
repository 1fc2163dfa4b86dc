"""Are the calls of a process that was killed on record all the same?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bangban.services.gateway.meter import take_over
from bangban.services.gateway.models import CallRecord
from bangban.services.gateway.rows import Row, insert
from bangban.services.gateway.spool import Spool


def a_row(people: Any, request: str, **more: Any) -> Row:
    at = datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC)
    empty = {
        name: {"int": 0, "bool": False, "list[dict[str, Any]]": []}.get(str(kind), "")
        for name, kind in Row.__annotations__.items()
    }
    about = {
        "request": request,
        "at": at,
        "agency_id": people.bureau.pk,
        "key_id": None,
        "first_token_ms": None,
    }
    return Row(**{**empty, **about, **more})


def test_a_row_is_written_as_the_model_reads_it_and_only_once(people: Any) -> None:
    stages = [{"stage": "mask", "why": {"zh": "发出前隐去", "en": "hidden"}, "counts": {"手机": 1}}]
    row = a_row(people, "a", stages=stages, estimated=True, first_token_ms=12, prompt_tokens=7)
    insert([row, a_row(people, "b")])
    insert([a_row(people, "a", prompt_tokens=99)])
    found = CallRecord.objects.get(request="a")
    assert (found.at, found.stages, found.estimated, found.first_token_ms) == (row.at, stages, True, 12)
    assert (found.prompt_tokens, CallRecord.objects.count()) == (7, 2)


def test_what_a_dead_process_left_is_entered_and_what_a_living_one_has_is_left_to_it(
    people: Any, tmp_path: Path
) -> None:
    dead, living = Spool(tmp_path / "spool"), Spool(tmp_path / "spool")
    for name in ("a", "b"):
        dead.add(a_row(people, name))
    dead.cut()
    dead.add(a_row(people, "c"))
    living.add(a_row(people, "mine"))
    # Killed while it wrote a line.
    file = sorted((tmp_path / "spool").iterdir())[0]
    file.write_bytes(file.read_bytes() + msgspec.json.encode(a_row(people, "torn"))[:40])
    dead.close()
    assert take_over(living) == 3
    assert set(CallRecord.objects.values_list("request", flat=True)) == {"a", "b", "c"}
    assert len(list((tmp_path / "spool").iterdir())) == 1, "its own is still its own"
    living.cut()
    living.written()
    assert take_over(living) == 0
    assert not list((tmp_path / "spool").iterdir())


def test_rows_of_another_database_do_not_keep_the_others_out(people: Any, tmp_path: Path) -> None:
    dead = Spool(tmp_path / "spool")
    dead.add(a_row(people, "a"))
    dead.add(a_row(people, "stranger", agency_id=987_654))
    dead.close()
    assert take_over(Spool(tmp_path / "spool")) == 1
    assert list(CallRecord.objects.values_list("request", flat=True)) == ["a"]
