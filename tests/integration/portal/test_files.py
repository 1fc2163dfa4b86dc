"""Are a resident's files stored where nobody runs or reads them, and handed only to officers of the agency?"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bangban.governance.models import Case
from bangban.ledger.models import LedgerEntry
from bangban.services.portal import uploads
from bangban.services.portal.models import Attachment
from tests.support.desk import at_desk
from tests.support.district import District
from tests.support.portal import TEXT, typed

pytestmark = pytest.mark.django_db


def png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")


def send(client: Client, data: bytes, name: str = "photo.png", **more: str) -> int:
    file = io.BytesIO(data)
    file.name = name
    return client.post("/ask/", {"text": TEXT, "file1": file, **more}).status_code


def test_a_file_lies_under_a_name_of_ours_for_our_eyes_only(
    client: Client, skilled: District, bangban_home: Path
) -> None:
    assert send(client, png()) == 302
    row = Attachment.objects.get()
    file = bangban_home / "uploads" / row.stored_as
    assert file.read_bytes() == png()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "photo" not in row.stored_as
    assert (row.kind, row.size, row.name) == ("png", len(png()), "photo.png")
    assert row.description["width"] == 1
    assert row.case == Case.objects.get()


HOSTILE = {
    "page named as a picture": (b"<html><script>alert(1)</script></html>", "x.png"),
    "drawing with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "x.svg"),
    "program": (b"\x7fELF\x02\x01\x01" + b"\0" * 200, "x.pdf"),
    "broken picture": (png()[:20], "x.png"),
    "empty": (b"", "x.png"),
    "not what the name says": (png(), "x.pdf"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_taken_leaves_nothing_behind(
    client: Client, skilled: District, bangban_home: Path, what: str
) -> None:
    data, name = HOSTILE[what]
    file = io.BytesIO(data)
    file.name = name
    answer = client.post("/ask/", {"text": TEXT, "file1": file})
    assert answer.status_code == 422
    assert typed(answer.content.decode()) == TEXT
    assert "请重新选择文件" in answer.content.decode()
    assert not Case.objects.exists()
    assert list((bangban_home / "uploads").glob("*")) == []


def test_a_large_file_is_named_and_nothing_is_lost(client: Client, skilled: District) -> None:
    file = io.BytesIO(png() + b"\0" * uploads.LARGEST)
    file.name = "huge.png"
    answer = client.post("/ask/", {"text": TEXT, "file2": file})
    assert answer.status_code == 422
    assert "10 MB" in answer.content.decode()
    assert typed(answer.content.decode()) == TEXT


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.png", "a\u202egnp.png", "a\u200b\n/b.png", "x" * 300 + ".png"]
)
def test_a_name_cannot_lie_or_lead_elsewhere(client: Client, skilled: District, name: str) -> None:
    read = uploads.read(SimpleUploadedFile(name, png()))
    assert not set(read.name) & set("/\\\n\u202e\u200b")
    assert len(read.name) <= 120
    assert read.name.endswith(".png")


def test_the_same_form_sent_twice_stores_its_files_once(
    client: Client, skilled: District, bangban_home: Path
) -> None:
    assert send(client, png(), key="k") == send(client, png(), key="k") == 302
    assert Attachment.objects.count() == 1
    assert len(list((bangban_home / "uploads").glob("*"))) == 1


def test_an_officer_gets_a_download_and_the_reading_is_recorded(client: Client, skilled: District) -> None:
    send(client, png(), 'a"<b>.png')
    row = Attachment.objects.get()
    answer = at_desk(skilled.handler).get(f"/attachments/{row.pk}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == png()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    entry = LedgerEntry.objects.get(kind="read.attachment")
    assert (entry.actor, entry.subject) == (f"officer:{skilled.handler.pk}", f"case:{row.case_id}")


def test_another_agency_a_stranger_and_a_wrong_number_get_nothing(client: Client, skilled: District) -> None:
    send(client, png())
    address = f"/attachments/{Attachment.objects.get().pk}"
    assert client.get(address)["Location"].startswith("/accounts/sign-in")
    assert at_desk(skilled.elsewhere).get(address).status_code == 404
    assert at_desk(skilled.admin).get(address).status_code == 403
    for wrong in ("0", "999999", str(2**63), "9" * 40):
        assert at_desk(skilled.handler).get(f"/attachments/{wrong}").status_code == 404
    assert not LedgerEntry.objects.filter(kind="read.attachment").exists()
