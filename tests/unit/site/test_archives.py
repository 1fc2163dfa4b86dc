"""Does a restore take exactly what a backup holds, and refuse an archive somebody put together or touched?"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bangban import config
from bangban.site import archives

FILES = {"bangban.toml": b"demo = false\n", "keys/web.key": b"secret", "uploads/12/34": b"letter"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home."""
    present = replace(config.load(), home=tmp_path / "home")
    monkeypatch.setattr(archives, "load", lambda: present)
    return present.home


def archive(
    folder: Path, content: dict[str, bytes], extra: list[tarfile.TarInfo] | None = None, **manifest: Any
) -> Path:
    """A backup of `content`; `manifest` says something else than the truth, `extra` members are appended."""
    said = {
        "bangban": "0",
        "database": connection.vendor,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in content.items()},
        **manifest,
    }
    path = folder / "backup.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, data in {archives.MANIFEST: json.dumps(said).encode(), **content}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, io.BytesIO(data))
        for member in extra or []:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, to, 1 if kind == tarfile.REGTYPE else 0
    return made


def test_what_was_saved_comes_back(home: Path, tmp_path: Path) -> None:
    archives.bring_back(archive(tmp_path, FILES))
    assert {name: (home / name).read_bytes() for name in FILES} == FILES
    assert (home / "keys/web.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("extra", "zh", "en"),
    [
        (member("keys/mine.key"), "不在清单中", "not in its manifest"),
        (member("../outside"), "不在备份应有的位置", "where no backup puts a file"),
        (member("/etc/outside"), "不在备份应有的位置", "where no backup puts a file"),
        (member("keys/../../outside"), "不在备份应有的位置", "where no backup puts a file"),
        (member("run/executor.sock"), "不在备份应有的位置", "where no backup puts a file"),
        (member("keys/web.pub", tarfile.SYMTYPE, "/etc/passwd"), "链接", "a link"),
        (member("keys/web.pub", tarfile.LNKTYPE, "keys/web.key"), "链接", "a link"),
        (member("keys/pipe", tarfile.FIFOTYPE), "特殊文件", "special file"),
        (member("bangban.toml"), "不在清单中", "not in its manifest"),
    ],
    ids=lambda value: value.name if isinstance(value, tarfile.TarInfo) else None,
)
def test_what_no_backup_holds_is_refused(
    home: Path, tmp_path: Path, extra: tarfile.TarInfo, zh: str, en: str
) -> None:
    with pytest.raises(archives.NotABackup) as refused:
        archives.bring_back(archive(tmp_path, FILES, [extra]))
    assert zh in refused.value.text("zh-hans")
    assert en in refused.value.text("en")
    assert list(home.iterdir()) == []
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    ("said", "en"),
    [
        ({"bangban.toml": "0" * 64}, "not what its manifest says"),
        ({"uploads/56": "0" * 64}, '"uploads/56" is missing'),
    ],
)
def test_what_is_not_as_its_manifest_says_is_refused(
    home: Path, tmp_path: Path, said: dict[str, str], en: str
) -> None:
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    with pytest.raises(archives.NotABackup) as refused:
        archives.bring_back(archive(tmp_path, FILES, files={**digests, **said}))
    assert en in refused.value.text("en")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("said", [{"files": []}, {"files": None}, {"database": 7}])
def test_a_manifest_that_is_none_is_refused(home: Path, tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(archives.NotABackup):
        archives.bring_back(archive(tmp_path, FILES, **said))


def test_half_a_file_is_refused(home: Path, tmp_path: Path) -> None:
    whole = archive(tmp_path, {**FILES, "uploads/big": bytes(range(256)) * 4000})
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(archives.NotABackup):
        archives.bring_back(half)
    assert list(home.iterdir()) == []
