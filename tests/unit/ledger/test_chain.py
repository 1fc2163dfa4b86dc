"""Is any change to a chain of entries found, and is the right entry named?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.ledger.chain import COLUMNS, Chain, Row, entry_hash, hash_fits, preimage, stamp, when
from tests.support.entries import chain_of


def check(rows: list[Row]) -> tuple[str, int] | None:
    finding = Chain().check(rows)
    return (finding.kind, finding.seq) if finding else None


def test_the_preimage_is_the_published_one() -> None:
    row = (1, "2026-11-22T01:02:03.000004Z", "case.opened", "officer:7", None, "case:1", "{}", "", "web", "")
    assert preimage(row) == (
        b"bangban.ledger.1 1:1 27:2026-11-22T01:02:03.000004Z 11:case.opened 9:officer:7 1:- 6:case:1 2:{} 0: 3:web 0:"
    )
    assert entry_hash(row, "sm3").startswith("sm3:")


def test_time_is_written_and_read_to_the_microsecond() -> None:
    text = "2026-11-22T01:02:03.000000Z"
    assert stamp(when(text)) == text


def test_an_intact_chain_has_no_finding_and_may_change_its_algorithm() -> None:
    rows = chain_of(20, algorithm=lambda seq: "sm3" if seq > 10 else "sha256")
    chain = Chain()
    assert chain.check(rows[:7]) is None
    assert chain.check(rows[7:]) is None
    assert (chain.seq, chain.hash, chain.before) == (20, rows[19][10], rows[18][10])


@settings(max_examples=200)
@given(st.data())
def test_any_edited_column_is_found(data: st.DataObject) -> None:
    rows = chain_of(12)
    place = data.draw(st.integers(0, 11))
    column = data.draw(st.integers(1, len(COLUMNS) - 1))
    old = rows[place][column]
    values = st.none() | st.integers() if column == 4 else st.none() | st.integers() | st.binary() | st.text()
    new = data.draw(values.filter(lambda value: value != old))
    rows[place] = (*rows[place][:column], new, *rows[place][column + 1 :])
    assert check(rows) == ("changed", place + 1)


@given(st.integers(0, 10), st.integers(1, 5))
def test_removed_entries_are_found(place: int, count: int) -> None:
    rows = chain_of(16)
    del rows[place : place + count]
    finding = Chain().check(rows)
    assert finding is not None
    assert (finding.kind, finding.seq, finding.details["until"]) == ("removed", place + 1, place + count)


@given(st.integers(0, 10))
def test_entries_that_changed_places_are_found(place: int) -> None:
    rows = chain_of(12)
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    assert check(rows) == ("reordered", place + 2)


@given(st.integers(0, 10))
def test_so_are_they_when_their_numbers_were_changed_too(place: int) -> None:
    rows = chain_of(12)
    rows[place], rows[place + 1] = (place + 1, *rows[place + 1][1:]), (place + 2, *rows[place][1:])
    assert check(rows) == ("reordered", place + 2)


@given(st.integers(1, 11), st.booleans())
def test_an_inserted_entry_is_found(place: int, skilled: bool) -> None:
    rows = chain_of(12)
    forged: Row = (place + 1, *rows[place][1:3], "officer:666", *rows[place][4:])
    if skilled:
        forged = (*forged[:10], entry_hash(forged, "sha256"))
    rows.insert(place, forged)
    assert check(rows) == ("inserted", place + 1)


@given(st.integers(1, 10))
def test_an_inserted_entry_is_found_when_the_rest_was_renumbered(place: int) -> None:
    rows = chain_of(12)
    forged: Row = (place + 1, *rows[place][1:3], "officer:666", *rows[place][4:])
    forged = (*forged[:10], entry_hash(forged, "sha256"))
    rows[place:] = [forged, *((row[0] + 1, *row[1:]) for row in rows[place:])]
    assert check(rows) == ("inserted", place + 1)


@given(st.integers(0, 10))
def test_an_entry_edited_and_hashed_again_is_named_by_its_successor(place: int) -> None:
    rows = chain_of(12)
    forged: Row = (*rows[place][:3], "officer:666", *rows[place][4:])
    rows[place] = (*forged[:10], entry_hash(forged, "sha256"))
    assert check(rows) == ("changed", place + 1)


@given(st.lists(st.text(), min_size=9, max_size=9), st.lists(st.text(), min_size=9, max_size=9))
def test_two_different_rows_never_share_a_preimage(one: list[str], other: list[str]) -> None:
    first, second = (1, *one), (1, *other)
    assert (preimage(first) == preimage(second)) == (one == other)


@given(st.text(max_size=8), st.text(max_size=8), st.integers(0, 8))
def test_text_cannot_move_from_one_column_to_the_next(left: str, right: str, cut: int) -> None:
    both = left + right
    moved = both[:cut], both[cut:]
    base = (1, "t", "kind")
    rest = (None, "", "{}", "", "web", "")
    first, second = (
        (*base, left, *rest[:1], right, *rest[2:]),
        (*base, moved[0], *rest[:1], moved[1], *rest[2:]),
    )
    assert (preimage(first) == preimage(second)) == ((left, right) == moved)


def test_rubbish_in_a_row_is_not_good_and_raises_nothing() -> None:
    row = chain_of(1)[0]
    for hash in (None, 7, b"", "", "sha256:", "md5:0", "\ud800"):
        assert not hash_fits((*row[:10], hash))
    assert not hash_fits((*row[:3], "\ud800", *row[4:]))
