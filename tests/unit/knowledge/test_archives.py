"""Does everything in a folder or an archive come in or is said why not: archives in archives, locked ones, odd names?"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from bangban.errors import Problem
from bangban.knowledge.intake import archives
from bangban.knowledge.intake.sources import open_file, sources_of

NOTE = "# 须知\n\n图书馆周一闭馆。\n"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in files.items():
            archive.writestr(name, said)
    return made.getvalue()


def opened(path: Path) -> dict[str, str]:
    """What became of each source: its title, or the code of what is wrong."""
    found = {}
    for name, opener in sources_of(path):
        try:
            found[name] = opener().title
        except Problem as problem:
            found[name] = problem.code
    return found


def test_an_archive_in_an_archive_is_opened_like_it(tmp_path: Path) -> None:
    inner = zipped({"乙.md": NOTE})
    (tmp_path / "a.zip").write_bytes(
        zipped({"甲.md": NOTE, "里.zip": inner, "坏.zip": b"PK no", "丙.md": NOTE})
    )
    assert opened(tmp_path / "a.zip") == {
        "a.zip/甲.md": "须知", "a.zip/里.zip/乙.md": "须知", "a.zip/坏.zip": "bad_archive", "a.zip/丙.md": "须知",
    }  # fmt: skip


def test_archives_lie_in_one_another_only_so_deep(tmp_path: Path) -> None:
    data = zipped({"底.md": NOTE})
    for _ in range(6):
        data = zipped({"层.zip": data, "边.md": NOTE})
    (tmp_path / "a.zip").write_bytes(data)
    found = opened(tmp_path / "a.zip")
    assert list(found.values()).count("archive_too_deep") == 1
    assert list(found.values()).count("须知") == archives.DEEPEST


def test_what_unpacks_without_end_is_stopped_over_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_ALL", 100_000)
    big = zipped({"零.txt": "0" * 40_000})
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.zip": big for number in range(4)}))
    assert opened(tmp_path / "a.zip")["a.zip"] == "archive_too_much"


def test_a_name_that_leads_out_only_names(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zipped({"../../../out.md": NOTE, "/etc/abs.md": NOTE, "b\\..\\c.md": NOTE})
    )
    assert opened(tmp_path / "a.zip") == {
        "a.zip/out.md": "须知",
        "a.zip/etc/abs.md": "须知",
        "a.zip/b/c.md": "须知",
    }
    assert not (tmp_path.parent / "out.md").exists()


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": NOTE}))
    # The flag of a password, in the file's own head and in the list of files at the end.
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert opened(tmp_path / "a.zip") == {"a.zip": "archive_locked"}


@pytest.mark.parametrize("archive", [True, False])
def test_what_holds_nothing_is_out_with_the_reason(tmp_path: Path, archive: bool) -> None:
    if archive:
        (tmp_path / "a.zip").write_bytes(zipped({".hidden.md": NOTE}))
        assert opened(tmp_path / "a.zip") == {"a.zip": "source_refused"}
    else:
        (tmp_path / "empty").mkdir()
        assert opened(tmp_path / "empty") == {"empty": "source_refused"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{bad", "JSON"), (b"[1, 2]", "{…}"), (b'{"id": "a"}', "text"), (b'{"id": "a", "text": null}', "text"),
        (b'{"id": "", "text": "x"}', "id"), (b'{"id": "a", "text": "x", "in_force_from": "soon"}', "soon"),
        (b'{"id": "a", "text": "\xff"}', "UTF-8"), (b'{"id": "' + b"a" * 121 + b'", "text": "x"}', "120"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_article_is_named_with_what_is_wrong(
    tmp_path: Path, line: bytes, said: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "z", "text": "good"}\n' + line + b"\n")
    given = open_file(path, "a.jsonl")
    with pytest.raises(Problem) as wrong:
        list(given.drafts)
    for language in ("zh-hans", "en"):
        assert "2" in wrong.value.text(language)
        assert said in wrong.value.text(language)
        assert "Error" not in wrong.value.text(language)


CUT = gzip.compress(b'{"id": "a", "text": "x"}\n' * 9, mtime=0)[:-12]


@pytest.mark.parametrize("data", [b"not gzip", CUT], ids=["none", "cut off"])
def test_what_is_no_whole_gzip_file_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(Problem, match="gzip"):
        list(open_file(path, "a.jsonl.gz").drafts)
