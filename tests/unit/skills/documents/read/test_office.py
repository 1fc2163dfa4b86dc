"""Are the old formats read through LibreOffice, apart from everything else and within their time?"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bangban.skills.documents.read import LIMITS, office, open_document
from bangban.skills.documents.read.problems import OfficeFailed, OfficeMissing, OfficeTooSlow

RTF = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'b7\'c2\'cb\'ce_GB2312;}}"
    rb"\paperw11906\paperh16838\margt2098\margl1588"
    rb"{\pard\fi640\sl-579\slmult0\f0\fs32 \'b8\'f7\'ca\'d0\u35265? \par}}"
)

needs_office = pytest.mark.skipif(office.find_office() is None, reason="LibreOffice is not installed")


@needs_office
def test_rtf_is_read_by_its_content_whatever_its_name() -> None:
    document = open_document(RTF, name="通知.docx")
    found = document.paragraphs[0]
    assert found.text.strip() == "各市见"
    assert (found.line, found.line_rule, found.first_line) == (28.95, "exact", 32.0)
    assert found.runs[0].size == 16.0
    assert (document.format, document.unknown_because) == ("rtf", ("converted", "name_differs"))
    assert document.sections[0].top_mm == 37.01


@needs_office
def test_word_97_is_read_as_doc_and_as_kingsofts_wps(tmp_path: Path) -> None:
    data = _word_97(tmp_path)
    for name, form in (("旧.doc", "doc"), ("旧.wps", "wps")):
        document = open_document(data, name=name)
        assert (document.format, document.unknown_because) == (form, ("converted",))
        assert document.paragraphs[0].text.strip() == "各市见"


def _word_97(folder: Path) -> bytes:
    """Return the .rtf above as Word 97 writes it."""
    converted = folder / "made.docx"
    converted.write_bytes(office.to_docx(RTF, "rtf", name="x"))
    out = folder / "out"
    office._run(
        [
            *(office.find_office() or "", f"-env:UserInstallation={office._profile().as_uri()}"),
            *("--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(out), str(converted)),
        ],
        str(folder),
        "x",
        60,
    )
    return (out / "made.doc").read_bytes()


def test_without_libreoffice_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(OfficeMissing) as caught:
        open_document(RTF, name="旧.rtf")
    assert office.install_command() in caught.value.text("zh")
    assert "libreoffice" in caught.value.text("en").lower()


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text("#!/bin/sh\n" + script, "utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    path = program(tmp_path, f"sleep 600 & echo $! > {child}; wait")
    monkeypatch.setattr(office, "find_office", lambda: path)
    with pytest.raises(OfficeTooSlow) as caught:
        open_document(RTF, name="慢.rtf", limits=replace(LIMITS, office_seconds=1.0))
    assert "1 秒" in caught.value.text("zh")
    number = int(child.read_text())
    deadline = time.monotonic() + 60
    while _runs(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(number)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_conversion_that_makes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path, "exit 0")
    monkeypatch.setattr(office, "find_office", lambda: path)
    with pytest.raises(OfficeFailed):
        open_document(RTF, name="坏.rtf")


def test_macros_and_links_are_switched_off_in_the_profile_and_the_home_is_not_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    path = program(tmp_path, f'echo "$HOME $*" > {seen}')
    monkeypatch.setattr(office, "find_office", lambda: path)
    with pytest.raises(OfficeFailed):
        open_document(RTF, name="a.rtf")
    home, profile, *rest = seen.read_text().split(" ", 2)
    assert home != os.environ.get("HOME")
    settings = Path(profile.partition("file://")[2], "user", "registrymodifications.xcu").read_text("utf-8")
    assert "DisableMacrosExecution" in settings
    assert "--headless" in rest[0]
    assert not Path(home).exists()
