"""Does `bangban document` do what it says, file by file and folder by folder, and tell it by its exit status?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bangban.cli import document, document_draft
from bangban.cli.main import main
from bangban.ledger.models import LedgerEntry
from bangban.skills.documents.draft import draft
from bangban.skills.documents.label import read_label
from bangban.skills.documents.read import open_document
from tests.support.readings import texts

FORM = {
    "kind": "tongzhi",
    "issuer": "云栖市临江区人民政府办公室",
    "number": "临政办〔2026〕12号",
    "matter": "做好2026年防汛工作",
    "basis": ["《中华人民共和国防洪法》"],
    "addressee": ["各街道办事处", "区政府各部门"],
    "points": [
        {"heading": "落实责任", "text": "各单位主要负责人是第一责任人，要于4月30日前完成隐患排查。"},
        {"heading": "加强值守", "text": "汛期实行24小时值班制度。"},
    ],
    "date": "2026-03-04",
}
FIELDS = ("file", "kind", "direction", "elements", "findings", "seconds")
OF_FINDING = (
    "rule", "level", "standard", "clause", "element", "paragraph", "start", "end", "found", "expected", "message", "fixable",
    "facts",
)  # fmt: skip


class Done(NamedTuple):
    status: int
    lines: list[str]
    error: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


Run = Callable[..., Done]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `bangban document …` in this process and its database; the files are worked on in processes of their own."""
    monkeypatch.setenv("BANGBAN_LANGUAGE", "zh-hans")
    monkeypatch.chdir(tmp_path)
    for module in (document, document_draft):
        # The rights a skill has are tried below, in a process that may give up its others.
        monkeypatch.setattr(module, "set_up_home", lambda process: None)
    monkeypatch.setattr(document, "shut_in", lambda: None)
    monkeypatch.setattr(document, "set_up", lambda process: None)

    def call(*words: object) -> Done:
        capfdbinary.readouterr()
        try:
            main(["document", *map(str, words)])
            status = 0
        except SystemExit as done:
            status = int(str(done.code or 0))
        output, error = capfdbinary.readouterr()
        return Done(status, output.decode().splitlines(), error.decode())

    return call


RIGHT = draft(FORM)
"""A correct notice."""


def wrong(data: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """The document with its XML changed."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in changes if name == "word/document.xml" else ():
                assert before in content, before
                content = content.replace(before, after)
            new.writestr(name, content)
    return out.getvalue()


WRONG = wrong(
    RIGHT,
    ("各街道办事处，区政府各部门：".encode(), "各街道办事处，区政府各部门:".encode()),
    (b'w:top="2098"', b'w:top="1440"'),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two correct documents, one wrong, one that cannot be read, and things that are none."""
    folder = tmp_path / "文件"
    (folder / "子文件夹").mkdir(parents=True)
    (folder / "一.docx").write_bytes(RIGHT)
    (folder / "二.docx").write_bytes(WRONG)
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "子文件夹" / "三.docx").write_bytes(RIGHT)
    (folder / "~$一.docx").write_bytes(b"lock")
    (folder / "说明.txt").write_text("x")
    return folder


def test_a_record_has_the_published_fields_and_the_status_tells(run: Run, folder: Path) -> None:
    right = run("check", folder / "一.docx", "--json")
    assert (right.status, len(right.lines)) == (0, 1)
    record = right.records[0]
    assert list(record)[: len(FIELDS)] == list(FIELDS)
    assert (record["kind"], record["direction"], record["findings"]) == ("tongzhi", "down", [])
    assert {"title", "addressee", "document_number", "date"} <= {one["element"] for one in record["elements"]}
    bad = run("check", folder / "二.docx", "--json")
    assert bad.status == 1
    finding = next(one for one in bad.records[0]["findings"] if one["element"] == "addressee")
    assert set(OF_FINDING) <= set(finding)
    assert (finding["level"], finding["found"], finding["expected"], finding["fixable"]) == (
        "required",
        ":",
        "：",
        True,
    )
    text = open_document(WRONG).paragraphs[finding["paragraph"]].text
    assert text[finding["start"] : finding["end"]] == ":"
    broken = run("check", folder / "坏.docx", "--json")
    assert broken.status == 2
    assert broken.records[0]["error"]["code"] == "document_broken"


def test_one_bad_file_does_not_stop_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("check", folder, "--json", "--report", tmp_path / "报告.html")
    assert done.status == 2
    assert [Path(one["file"]).name for one in done.records] == ["一.docx", "二.docx", "坏.docx", "三.docx"]
    assert ["error" in one for one in done.records] == [False, False, True, False]
    assert "主送机关" in (tmp_path / "报告.html").read_text("utf-8")
    plain = run("check", folder, "--report", tmp_path / "报告.xlsx")
    assert plain.lines[-1].startswith("共 4 份")
    assert (tmp_path / "报告.xlsx").stat().st_size > 0


def test_what_cannot_be_done_is_told_in_one_line(run: Run, folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    for words, code in (
        (("check", empty), "no_documents"),
        (("check", folder, "--report", "报告.pdf"), "unknown_report"),
        (("check", folder, "--profile", "nowhere"), "unknown_document_profile"),
        (("fix", folder / "一.docx", "-o", folder / "一.docx"), "would_overwrite_original"),
        (("fix", folder, "-o", folder), "would_overwrite_original"),
        (("draft", "汇报", "--from", "form.yaml", "-o", "x.docx"), "unknown_document_kind"),
        (("draft", "通知", "--from", "nowhere.yaml", "-o", "x.docx"), "form_not_read"),
    ):
        done = run(*words)
        assert (done.status, done.error.strip().rpartition(" ")[2]) == (2, f"[{code}]"), words
        assert "Traceback" not in done.error


def test_a_folder_is_corrected_under_its_own_names(run: Run, folder: Path, tmp_path: Path) -> None:
    out, names = tmp_path / "修正", ["一.docx", "二.docx", "子文件夹/三.docx"]
    done = run("fix", folder, "-o", out, "--json")
    assert done.status == 2
    assert sorted(str(one.relative_to(out)) for one in out.rglob("*.docx")) == names
    assert (folder / "二.docx").read_bytes() == WRONG
    assert (out / "一.docx").read_bytes() == RIGHT
    fixed = next(one for one in done.records if one["file"].endswith("二.docx"))["fixed"]
    assert (fixed["applied"], fixed["left"], fixed["refused"]) == (2, [], [])
    assert run("check", out / "二.docx").status == 0
    again = run("fix", out / "二.docx", "-o", tmp_path / "again.docx")
    assert again.status == 0
    assert (tmp_path / "again.docx").read_bytes() == (out / "二.docx").read_bytes()


def test_tracked_changes_stand_in_the_employees_name(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "修订.docx"
    assert run("fix", folder / "二.docx", "-o", out, "--tracked").status == 0
    document = open_document(out)
    assert (
        {one.author for one in document.revisions}
        == {one.author for one in document.comments}
        == {"公文校核员"}
    )
    assert texts(document) == texts(open_document(RIGHT))


def test_two_versions_are_compared(run: Run, folder: Path, tmp_path: Path) -> None:
    same = run("compare", folder / "一.docx", folder / "子文件夹" / "三.docx")
    assert (same.status, same.lines) == (0, ["没有不同。"])
    later = tmp_path / "later.docx"
    later.write_bytes(wrong(RIGHT, ("4月30日前".encode(), "5月15日前".encode())))
    done = run("compare", folder / "一.docx", later, "--json", "--report", tmp_path / "比对.html")
    assert done.status == 1
    change = done.records[0]["changes"][0]
    assert change["weight"] == "matters"
    assert "deadline" in change["touches"]
    assert "5月15日" in (tmp_path / "比对.html").read_text("utf-8").replace("<ins>", "").replace("</ins>", "")
    assert run("compare", folder / "一.docx", folder / "坏.docx").status == 2


def test_a_form_becomes_a_labelled_document_without_a_finding(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(
        yaml.safe_dump({name: value for name, value in FORM.items() if name != "kind"}, allow_unicode=True),
        "utf-8",
    )
    done = run("draft", "通知", "--from", form, "-o", tmp_path / "通知.docx", "--json")
    assert done.status == 0
    label = read_label((tmp_path / "通知.docx").read_bytes())
    assert label is not None
    assert (label.visible, label.degree, label.intact) == (True, "1", True)
    checked = run("check", tmp_path / "通知.docx", "--json")
    assert (checked.status, checked.records[0]["findings"]) == (0, [])
    assert "ai_label" in {one["element"] for one in checked.records[0]["elements"]}


def test_a_table_becomes_a_letter_a_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(
        yaml.safe_dump({**FORM, "addressee": ["{单位}"]}, allow_unicode=True), "utf-8"
    )
    (tmp_path / "table.csv").write_text("单位,备注\n江南街道办事处,a\n,b\n江北街道办事处,c\n", "utf-8")
    done = run(
        "draft", "tongzhi", "--from", "form.yaml", "--table", "table.csv", "--name", "{单位}", "-o", tmp_path / "out", "--json"
    )  # fmt: skip
    assert done.status == 1
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "江北街道办事处.docx",
        "江南街道办事处.docx",
    ]
    assert [one["row"] for one in done.records if "error" in one] == [3]
    assert "江北街道办事处：" in texts(open_document(tmp_path / "out" / "江北街道办事处.docx"))


def test_the_enumeration_is_published(run: Run) -> None:
    found = run("rules", "--json").records[0]
    assert len(found["rules"]) > 100
    assert {"ai_label", "title"} <= set(found["elements"])
    assert len({one["rule"] for one in found["rules"]}) == len(found["rules"])


def test_commands_are_in_the_ledger_as_the_operators(run: Run, folder: Path) -> None:
    run("check", folder / "二.docx")
    rows = LedgerEntry.objects.filter(kind="command.run").order_by("seq")
    assert all(row.actor.startswith("operator:") for row in rows)
    details = [row.details if isinstance(row.details, dict) else json.loads(row.details) for row in rows]
    assert details == [
        {"command": "document.check", "files": 1},
        {"command": "document.check.done", "files": 1, "status": 1},
    ]


MANY = 400
"""Files enough that a run is not over before it is interrupted."""


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    many, home = tmp_path / "many", tmp_path / "home"
    many.mkdir()
    for number in range(MANY):
        text = f"4月{number % 29 + 1}日、{number}"
        (many / f"{number:03}.docx").write_bytes(wrong(RIGHT, ("4月30日".encode(), text.encode())))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BANGBAN_", "DJANGO_"))}
    environment = {**kept, "BANGBAN_HOME": str(home), "BANGBAN_LANGUAGE": "zh-hans"}
    command = [
        sys.executable,
        "-m",
        "bangban.cli.main",
        "document",
        "check",
        str(many),
        "--json",
        "--workers",
        "1",
    ]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = [json.loads(process.stdout.readline()) for _ in range(5)]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    unfinished = home / "documents" / "unfinished"
    assert len(list(unfinished.iterdir())) == 1
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == MANY
    assert records[:5] == first, "what was done is not done again: even its time is the same"
    assert not list(unfinished.iterdir())
