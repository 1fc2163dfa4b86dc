"""How does one sign with SM2 (GB/T 32918.2)? An adapter: keys are standard PEM, signatures standard DER.

The arithmetic is gmalg's (MIT, pure Python): docs/adr/0101-sm2.md. Nothing imports it until SM2 is asked for.
Keys and signatures are the ones OpenSSL 3 reads and writes, so a checkpoint can be verified without us.
"""

from __future__ import annotations

import base64
import secrets
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from bangban.errors import Problem

USER = b"1234567812345678"
"""The signer's identity that GM/T 0009-2012 §10 prescribes where none is agreed."""

# DER of everything that never varies: id-ecPublicKey (1.2.840.10045.2.1) on the curve SM2 (1.2.156.10197.1.301).
_PUBLIC = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PRIVATE = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_MIDDLE = bytes.fromhex("a144034200")
_WIDTH = 32
# GB/T 32918.5-2017, the recommended curve.
_P = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
_B = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93
_ORDER = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123


class Sm2Missing(Problem):
    """已配置国密 SM2 签名，但没有安装 gmalg。请执行 pip install gmalg，或将 ledger.signature 设为 ed25519。 | SM2 signatures are configured but gmalg is not installed. Run pip install gmalg, or set ledger.signature to ed25519."""

    code = "sm2_missing"
    status = 503


def _gmalg() -> ModuleType:
    try:
        import gmalg
    except ImportError as error:
        raise Sm2Missing from error
    return gmalg


def new_secret() -> bytes:
    """Return 32 random bytes that are a valid SM2 private key."""
    return (1 + secrets.randbelow(_ORDER - 2)).to_bytes(_WIDTH, "big")


def point_of(secret: bytes) -> bytes:
    """Return the public key of `secret`: 65 bytes, 04 ‖ x ‖ y."""
    library = _gmalg()
    return bytes(library.SM2(secret, USER).generate_pk(secret))


def sign(data: bytes, secret: bytes, point: bytes) -> bytes:
    """Sign `data` and return the DER of (r, s). Takes about 15 ms."""
    r, s = _gmalg().SM2(secret, USER, point).sign(data)
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def verify(data: bytes, signature: bytes, point: bytes) -> bool:
    """Say whether `signature` (DER) of `data` was made with the key of `point`. Takes about 30 ms."""
    try:
        r, s = decode_dss_signature(signature)
        pair = r.to_bytes(_WIDTH, "big"), s.to_bytes(_WIDTH, "big")
    except (ValueError, OverflowError):
        return False
    return bool(_gmalg().SM2(None, USER, point).verify(data, *pair))


def private_pem(secret: bytes, point: bytes) -> bytes:
    """Return the PKCS #8 PEM of a private key."""
    return _pem("PRIVATE KEY", _PRIVATE + secret + _MIDDLE + point)


def public_pem(point: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo PEM of a public key."""
    return _pem("PUBLIC KEY", public_der(point))


def public_der(point: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a public key."""
    return _PUBLIC + point


def read_private(pem: bytes) -> tuple[bytes, bytes] | None:
    """Return (secret, point) if `pem` holds an SM2 private key, else None."""
    der = _der(pem)
    if len(der) != len(_PRIVATE) + _WIDTH + len(_MIDDLE) + 65 or not der.startswith(_PRIVATE):
        return None
    return der[len(_PRIVATE) : len(_PRIVATE) + _WIDTH], der[-65:]


def read_public(pem: bytes) -> bytes | None:
    """Return the point if `pem` holds an SM2 public key, else None."""
    der = _der(pem)
    point = der[len(_PUBLIC) :]
    if not der.startswith(_PUBLIC) or len(point) != 65 or point[0] != 4 or not _on_curve(point):
        return None
    return point


def _on_curve(point: bytes) -> bool:
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return max(x, y) < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def _pem(label: str, der: bytes) -> bytes:
    text = base64.b64encode(der).decode("ascii")
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode("ascii")


def _der(pem: bytes) -> bytes:
    lines = [line for line in pem.splitlines() if line and not line.startswith(b"-----")]
    try:
        return base64.b64decode(b"".join(lines), validate=True)
    except ValueError:
        return b""
