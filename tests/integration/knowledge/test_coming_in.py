"""Does a source come in whole or not at all, and what changed and nothing else?"""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bangban.errors import Problem
from bangban.knowledge import add as adding
from bangban.knowledge import retrieve, standing
from bangban.knowledge.index.shelf import folder_of, opened
from bangban.knowledge.intake.draft import Draft
from bangban.knowledge.intake.sources import sources_of
from bangban.knowledge.models import Passage, Shelf, Source, Version

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [
    {"id": "a1", "title": "云栖市养犬条例第一条", "text": "养犬应当到街道办事处登记。"},
    {"id": "a2", "title": "云栖市养犬条例第二条", "text": "遛狗应当牵绳。"},
    {"id": "b1", "title": "云栖市停车办法第一条", "text": "路边停车前十五分钟免费。"},
]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    retrieve.forget()


def articles(folder: Path, rows: list[dict[str, Any]], name: str = "laws.jsonl") -> Path:
    file = folder / name
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


def bring(path: Path, scope: str, agency: str = "city", **more: Any) -> tuple[list[adding.Taken], list[str]]:
    taken, refused = [], []
    for _, open_source in sources_of(path):
        try:
            owner = adding.agency_named(agency, "operator:test")
            taken.append(adding.add(open_source(), owner, scope, by="operator:test", **more))
        except Problem as problem:
            refused.append(problem.code)
    return taken, refused


def ids(query: str, scope: str, **more: Any) -> list[str]:
    return [hit.id for hit in retrieve.search(query, scope=scope, **more)]


def test_what_came_in_is_found_by_id_law_and_article(tmp_path: Path) -> None:
    [taken], refused = bring(articles(tmp_path, ROWS, "laws.jsonl.gz"), "in")
    assert (taken.added, refused) == (3, [])
    hit = retrieve.search("遛狗要不要牵绳", scope="in")[0]
    assert (hit.id, hit.source, hit.article, hit.kind) == ("a2", "云栖市养犬条例", "第二条", "article")
    assert hit.text == ROWS[1]["text"]
    assert hit.digest.startswith("sha256:")
    assert hit.agency == "city"


def test_what_turns_the_order_of_reading_round_does_not_come_in(tmp_path: Path) -> None:
    file = tmp_path / "law.md"
    file.write_text("# 养犬\u202e办法\n\n第一条 遛狗应当\u2067牵绳\u2069。\u202etxt.exe\n")
    [taken], _ = bring(file, "turned")
    [row] = Passage.objects.filter(source_id=taken.source)
    assert row.text.endswith("遛狗应当牵绳。txt.exe")
    assert "\u202e" not in f"{row.title}{taken.title}"
    assert bring(file, "turned")[0][0].unchanged == 1


@pytest.mark.parametrize(("name", "empty"), [("laws.jsonl", ""), ("law.md", "\n \n"), ("law.txt", "")])
def test_an_empty_file_does_not_empty_its_source(tmp_path: Path, name: str, empty: str) -> None:
    file = articles(tmp_path, ROWS) if name.endswith("jsonl") else tmp_path / name
    if not name.endswith("jsonl"):
        file.write_text("养犬办法\n\n第一条 遛狗应当牵绳。\n")
    [taken], _ = bring(file, "emptied")
    file.write_text(empty)
    none, refused = bring(file, "emptied")
    assert (none, refused) == ([], ["source_refused"])
    assert Passage.objects.filter(source_id=taken.source, retired=None).count() == taken.added
    assert retrieve.search("遛狗要不要牵绳", scope="emptied")


def test_the_same_again_changes_nothing_and_a_change_only_itself(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS), "again")
    before = Shelf.objects.get(pk="again").generation
    [same], _ = bring(articles(tmp_path, ROWS), "again")
    assert (same.added, same.unchanged, same.version) == (0, 3, None)
    assert Shelf.objects.get(pk="again").generation == before
    changed = [ROWS[0], ROWS[1] | {"text": "遛狗应当牵绳并清理粪便。"}, ROWS[2]]
    [taken], _ = bring(articles(tmp_path, changed), "again")
    assert (taken.added, taken.unchanged, taken.withdrawn) == (1, 2, 1)
    [hit] = [one for one in retrieve.search("遛狗", scope="again") if one.id == "a2"]
    assert hit.text.endswith("粪便。")
    assert Passage.objects.filter(source__shelf_id="again", uid="a2").count() == 2


def test_an_article_given_by_another_file_takes_the_others_place(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS), "two")
    ended = ROWS[1] | {"in_force_to": "2020-01-01", "replaced_by": "新养犬条例"}
    bring(articles(tmp_path, [ended], "repeals.jsonl"), "two")
    assert "a2" not in ids("遛狗牵绳", "two")
    assert ids("遛狗牵绳", "two", as_of="2019-12-31")[0] == "a2"
    assert ids("遛狗牵绳", "two", as_of=retrieve.ALL_TIMES)[0] == "a2"
    assert len(ids("停车", "two")) == 1


@pytest.mark.parametrize(
    "bad",
    [
        b"{not json",
        b'{"id": "x"}',
        b'{"id": "", "text": "y"}',
        b'{"id":"x","text":"y","in_force_from":"soon"}',
        b'["x"]',
        b'{"id": ["x"], "text": "y"}',
        b'{"id": true, "text": "y"}',
        b'{"id":"x", "text":["y"]}',
        b'{"id":"x", "text":"y", "title":{}}',
        rb'{"id":"x", "text":"\ud800"}',
    ],
)
def test_one_bad_line_keeps_the_whole_file_out(tmp_path: Path, bad: bytes) -> None:
    file = articles(tmp_path, ROWS)
    file.write_bytes(file.read_bytes() + bad + b"\n")
    taken, refused = bring(file, f"bad-{len(bad)}")
    assert not taken
    assert len(refused) == 1
    assert not ids("养犬", f"bad-{len(bad)}")
    assert not Passage.objects.filter(source__shelf_id=f"bad-{len(bad)}").exists()


def test_what_no_database_keeps_does_not_come_in(tmp_path: Path) -> None:
    rows = [{"id": "a\x00b", "title": "办法\x00第一条", "text": "应当\x00登记。", "replaced_by": "x\x00"}]
    [taken], refused = bring(articles(tmp_path, rows), "zero")
    assert (taken.added, refused) == (1, [])
    assert ids("应当登记", "zero") == ["ab"]
    # A file's name need not be UTF-8.
    folder = tmp_path / "odd"
    folder.mkdir()
    for ending in (b"md", b"exe"):
        (folder / os.fsdecode(b"\xff\xfe." + ending)).write_text("第一条 养犬应当登记。\n", "utf-8")
    assert all(name.encode() for name, _ in sources_of(folder))
    [taken], refused = bring(folder, "named")
    assert (taken.added, refused) == (1, ["source_refused"])


def test_one_id_with_two_texts_keeps_the_file_out(tmp_path: Path) -> None:
    _, refused = bring(articles(tmp_path, [*ROWS, ROWS[0] | {"text": "别的"}]), "double")
    assert refused == ["source_refused"]


def test_questions_have_their_row_for_an_id_and_lose_what_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_text(
        "agency,question,answer\n户政科,居住证怎么办,到派出所办理\n交警,停车被贴单怎么办,线上缴纳\n", "utf-8"
    )
    bring(file, "faq")
    hit = retrieve.search("居住證如何辦理", scope="faq")[0]
    assert (hit.id, hit.kind, hit.question, hit.text) == ("0", "faq", "居住证怎么办", "到派出所办理")
    file.write_text("agency,question,answer\n户政科,居住证怎么办,到派出所办理\n", "utf-8")
    [taken], _ = bring(file, "faq")
    assert (taken.unchanged, taken.withdrawn) == (1, 1)
    assert ids("停车被贴单", "faq") == []


def test_a_table_without_questions_says_which_columns_it_has(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("名称,电话\n甲,1\n", "utf-8")
    assert bring(tmp_path / "t.csv", "t")[1] == ["not_faq"]


def test_an_agency_reads_its_own_and_what_is_shared(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS[:1], "one.jsonl"), "ten", agency="east")
    bring(articles(tmp_path, ROWS[1:2], "two.jsonl"), "ten", agency="west", shared=True)
    assert set(ids("养犬登记牵绳", "ten", agency="east")) == {"a1", "a2"}
    assert ids("养犬登记牵绳", "ten", agency="west") == ["a2"]
    assert set(ids("养犬登记牵绳", "ten")) == {"a1", "a2"}


def test_the_later_version_of_a_law_ends_the_earlier(tmp_path: Path) -> None:
    law = "# 云栖市绿化条例\n\n{day} 施行\n\n第一条 绿化{what}。\n\n第二条 植树。\n\n第三条 养护。\n"
    (tmp_path / "new.md").write_text(law.format(day="2022年1月1日", what="率不低于四成"), "utf-8")
    (tmp_path / "old.md").write_text(law.format(day="2010年1月1日", what="率不低于三成"), "utf-8")
    taken, _ = bring(tmp_path, "versions")
    assert len(taken) == 2
    assert Source.objects.get(name="old.md").repealed_on == date(2022, 1, 1)
    [now] = [hit for hit in retrieve.search("绿化率", scope="versions") if hit.article == "第一条"]
    assert "四成" in now.text
    [then] = [
        hit
        for hit in retrieve.search("绿化率", scope="versions", as_of="2015-06-01")
        if hit.article == "第一条"
    ]
    assert "三成" in then.text


def test_a_lost_or_broken_index_is_made_again_from_the_rows(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS), "lost")
    shelf = Shelf.objects.get(pk="lost")
    generation = shelf.generation
    for damage in ("manifest.json", "segment"):
        folder = folder_of("lost", shelf.mark)
        if damage == "segment":
            next(folder.glob("s*/terms.npy")).unlink()
        else:
            (folder / damage).write_text("{")
        retrieve.forget()
        assert ids("遛狗", "lost") == ["a2"]
    assert len(opened("lost", generation)) == 3


def test_many_small_imports_stay_few_segments(tmp_path: Path) -> None:
    for number in range(9):
        bring(
            articles(
                tmp_path,
                [{"id": f"n{number}", "title": "", "text": f"第{number}号公告停水"}],
                f"{number}.jsonl",
            ),
            "many",
        )
    index = opened("many", Shelf.objects.get(pk="many").generation)
    assert len(index.segments) <= 6
    assert len(ids("公告停水", "many")) == 9


def test_what_an_interrupted_import_left_is_not_seen_and_goes(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS[:1]), "cut")
    source = Source.objects.get(shelf_id="cut")
    unfinished = Version.objects.create(source=source, digest="x", by="operator:test")
    Passage.objects.create(
        version=unfinished, source=source, uid="ghost", kind="article", text="养犬幽灵", digest="x", stamp="x"
    )
    retrieve.forget()
    assert ids("养犬幽灵", "cut") == ["a1"]
    bring(articles(tmp_path, ROWS), "cut")
    assert not Passage.objects.filter(uid="ghost").exists()
    assert not Version.objects.filter(generation=None).exists()


def test_an_import_that_dies_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS), "dies")
    [(_, open_source)] = sources_of(articles(tmp_path, [ROWS[0] | {"text": "改了"}, *ROWS[1:]]))
    given = open_source()

    def dying() -> Iterator[Draft]:
        yield next(iter(given.drafts))
        raise KeyboardInterrupt

    owner = adding.agency_named("city", "operator:test")
    with pytest.raises(KeyboardInterrupt):
        adding.add(replace(given, drafts=dying()), owner, "dies", by="operator:test")
    assert ids("养犬登记", "dies")[0] == "a1"
    assert Passage.objects.filter(source__shelf_id="dies").count() == 3


@pytest.mark.parametrize("known", [False, True])
def test_of_two_imports_at_once_one_comes_in_whole(tmp_path: Path, known: bool) -> None:
    [(_, opener)] = sources_of(articles(tmp_path, ROWS))
    agency = adding.agency_named("city", "operator:test")
    if known:
        adding.add(opener(), agency, "race", by="operator:test")

    def interrupted() -> Iterator[Draft]:
        yield Draft(uid="a9", kind="article", text="先来的。")
        adding.add(replace(opener(), drafts=iter([Draft(uid="a8", kind="article", text="后来的。")])),
                   agency, "race", by="operator:test")  # fmt: skip
        yield Draft(uid="a10", kind="article", text="先来的又一条。")

    with pytest.raises(adding.ComesTwice):
        adding.add(replace(opener(), drafts=interrupted()), agency, "race", by="operator:test")
    living = set(standing.living(Source.objects.get(name="laws.jsonl")).values_list("uid", flat=True))
    assert living == {"a8"} | ({"a1", "a2", "b1"} if known else set())
    assert not Version.objects.filter(generation=None).exists()


def test_another_databases_index_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    bring(articles(tmp_path, ROWS), "again")
    retrieve.forget()
    assert "a2" in ids("遛狗牵绳", "again")
    # A database put back or made anew: same name, same numbers, other rows.
    Shelf.objects.filter(pk="again").update(mark="other")
    Passage.objects.filter(source__shelf_id="again").update(uid="changed")
    retrieve.forget()
    assert set(ids("遛狗牵绳", "again")) == {"changed"}


@pytest.mark.parametrize("coding", ["utf-8", "gb18030"])
def test_names_in_an_archive_are_read_whatever_they_were_written_in(tmp_path: Path, coding: str) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("names1.txt", "办理居住证请到派出所。")
    # As programs write it that say nothing of the coding: the same length, without the mark.
    name = "指南".encode(coding).ljust(6, b"1") + b".txt"
    file.write_bytes(file.read_bytes().replace(b"names1.txt", name[:10]))
    assert [inside for inside, _ in sources_of(file)] == [f"all.zip/{name.decode(coding)}"]


def test_a_line_that_stands_there_twice_is_one_passage_and_stays_one(tmp_path: Path) -> None:
    file = articles(tmp_path, [*ROWS, ROWS[0]])
    [taken], _ = bring(file, "twice")
    assert taken.added == len(ROWS)
    [again], _ = bring(file, "twice")
    assert (again.added, again.unchanged, again.withdrawn) == (0, len(ROWS), 0)
