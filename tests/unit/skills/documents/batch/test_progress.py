"""Does an interrupted run go on where it stopped, and only when it is the same run?"""

from __future__ import annotations

from pathlib import Path

from bangban.skills.documents.batch import Progress, find_documents

ABOUT = {"task": "check", "profile": None}


def test_what_was_kept_is_found_by_the_same_run(tmp_path: Path) -> None:
    first = Progress(tmp_path, ABOUT)
    first.keep("sha256:1", {"findings": ["字"]})
    first.close()
    again = Progress(tmp_path, ABOUT)
    assert len(again) == 1
    assert again.find("sha256:1") == {"findings": ["字"]}
    assert again.find("sha256:2") is None
    again.close()
    other = Progress(tmp_path, {**ABOUT, "profile": "house.yaml"})
    assert other.find("sha256:1") is None
    other.close()


def test_a_line_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    first = Progress(tmp_path, ABOUT)
    first.keep("a", {"n": 1})
    first.keep("b", {"n": 2})
    first.close()
    first.path.write_bytes(first.path.read_bytes()[:-5])
    again = Progress(tmp_path, ABOUT)
    assert (again.find("a"), again.find("b")) == ({"n": 1}, None)
    again.keep("b", {"n": 3})
    again.close()
    third = Progress(tmp_path, ABOUT)
    assert third.find("b") == {"n": 3}
    third.close()


def test_a_finished_run_begins_anew(tmp_path: Path) -> None:
    first = Progress(tmp_path, ABOUT)
    first.keep("a", {"n": 1})
    first.finish()
    again = Progress(tmp_path, ABOUT)
    assert len(again) == 0
    again.close()


def test_beside_the_same_run_nothing_is_kept(tmp_path: Path) -> None:
    first, second = Progress(tmp_path, ABOUT), Progress(tmp_path, ABOUT)
    second.keep("a", {"n": 1})
    second.finish()
    assert first.path.exists()
    first.close()
    again = Progress(tmp_path, ABOUT)
    assert len(again) == 0
    again.close()


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    one = Progress(tmp_path / "new", ABOUT)
    assert one.path.stat().st_mode & 0o077 == 0
    one.close()


def test_documents_of_a_folder_are_found_below_it(tmp_path: Path) -> None:
    names = [
        "b.docx",
        "a.DOC",
        "sub/c.pdf",
        "sub/deep/d.ofd",
        "~$b.docx",
        ".hidden.docx",
        ".git/e.docx",
        "notes.txt",
        "f.xlsx",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [str(one.relative_to(tmp_path)) for one in find_documents(tmp_path)]
    assert found == ["a.DOC", "b.docx", "sub/c.pdf", "sub/deep/d.ofd"]
    assert list(find_documents(tmp_path / "notes.txt")) == [tmp_path / "notes.txt"]
