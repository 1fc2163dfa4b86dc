"""Does a key sign for itself only, stay private, and agree with the standard and with OpenSSL?"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bangban.crypto import sm2
from bangban.crypto.signing import (
    ALGORITHMS,
    BadKey,
    KeyExists,
    KeyExposed,
    NoKey,
    UnknownSignature,
    create_key,
    load_signer,
    load_verifier,
)

# GM/T 0003.5-2012, Annex A.2 (also draft-shen-sm2-ecdsa): the recommended curve, identity 1234567812345678.
SECRET = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
POINT = bytes.fromhex(
    "04"
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA


def test_published_sm2_vector() -> None:
    assert sm2.point_of(SECRET) == POINT
    assert sm2.verify(b"message digest", encode_dss_signature(R, S), POINT)
    assert not sm2.verify(b"message digesT", encode_dss_signature(R, S), POINT)
    assert not sm2.verify(b"message digest", encode_dss_signature(R, S ^ 1), POINT)


@pytest.mark.parametrize("pair", [(0, S), (R, 0), (1 << 256, S), (R, 1 << 255)])
def test_sm2_numbers_out_of_range(pair: tuple[int, int]) -> None:
    assert not sm2.verify(b"message digest", encode_dss_signature(*pair), POINT)


def test_a_signature_written_another_way_is_not_it(tmp_path: Path) -> None:
    signer = create_key(tmp_path / "own.key", "ed25519")
    made = signer.sign(b"x")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = made.rstrip("=")[-1]
    other = made.rstrip("=")[:-1] + letters[letters.index(last) ^ 1] + "=="
    assert base64.b64decode(other.rpartition(":")[2]) == base64.b64decode(made.rpartition(":")[2])
    assert signer.verifier.verify(b"x", made)
    assert not signer.verifier.verify(b"x", other)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_sign_and_verify(tmp_path: Path, algorithm: str) -> None:
    signer = create_key(tmp_path / "one.key", algorithm)
    other = create_key(tmp_path / "two.key", algorithm)
    signature = load_signer(tmp_path / "one.key").sign("帮办".encode())
    verifier = load_verifier(tmp_path / "one.pub")
    assert signature.startswith(f"{algorithm}:{signer.key_id}:")
    assert verifier.verify("帮办".encode(), signature)
    assert not verifier.verify("办帮".encode(), signature)
    assert not other.verifier.verify("帮办".encode(), signature)
    for broken in (
        "",
        "ed25519",
        signature[:-8],
        signature.replace(":", "?"),
        signature + "\n",
        f"{signature[:25]}###",
    ):
        assert not verifier.verify("帮办".encode(), broken)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / "keys" / "web.key"
    create_key(path, algorithm)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyExposed, match="0640"):
        load_signer(path)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "web.key")
    with pytest.raises(KeyExists):
        create_key(tmp_path / "web.key")


def test_what_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(NoKey):
        load_signer(tmp_path / "none.key")
    with pytest.raises(NoKey):
        load_verifier(tmp_path)
    with pytest.raises(UnknownSignature, match="rsa"):
        create_key(tmp_path / "rsa.key", "rsa")
    create_key(tmp_path / "web.key")
    (tmp_path / "web.key").write_bytes((tmp_path / "web.pub").read_bytes())
    for text in (b"", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        (tmp_path / "bad.pub").write_bytes(text)
        with pytest.raises(BadKey):
            load_verifier(tmp_path / "bad.pub")
    with pytest.raises(BadKey):
        load_signer(tmp_path / "web.key")


def test_an_sm2_point_off_the_curve_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "off.pub").write_bytes(sm2.public_pem(POINT[:-1] + b"\x00"))
    with pytest.raises(BadKey):
        load_verifier(tmp_path / "off.pub")


def test_sm2_without_its_library_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gmalg", None)
    with pytest.raises(sm2.Sm2Missing, match="pip install gmalg"):
        create_key(tmp_path / "sm2.key", "sm2")
    create_key(tmp_path / "ed.key")


@pytest.mark.skipif(
    shutil.which("openssl") is None, reason="left out, needs openssl: apt-get install openssl"
)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_openssl_agrees(tmp_path: Path, algorithm: str) -> None:
    signer = create_key(tmp_path / "k.key", algorithm)
    (tmp_path / "data").write_bytes(b"entry")
    options = ["-rawin"]
    if algorithm == "sm2":
        options += ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    run = ["openssl", "pkeyutl", "-in", str(tmp_path / "data"), "-sigfile", str(tmp_path / "sig"), *options]
    (tmp_path / "sig").write_bytes(base64.b64decode(signer.sign(b"entry").split(":")[2]))
    done = subprocess.run(
        [*run, "-verify", "-pubin", "-inkey", str(tmp_path / "k.pub")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    sign = ["openssl", "pkeyutl", "-sign", "-inkey", str(tmp_path / "k.key"), "-in", str(tmp_path / "data")]
    theirs = subprocess.run([*sign, *options], capture_output=True, check=True).stdout
    text = f"{algorithm}:{signer.key_id}:{base64.b64encode(theirs).decode()}"
    assert signer.verifier.verify(b"entry", text)
