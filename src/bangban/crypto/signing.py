"""Who holds which signing key, and did that key sign these bytes?

A private key is a PKCS #8 PEM file that only its owner may read; its public half stands beside it as
`NAME.pub`. A signature is text: "ed25519:<key id>:<base64>" or "sm2:<key id>:<base64 of DER>".
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from abc import ABC, abstractmethod
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bangban.crypto import sm2
from bangban.errors import BadInput, Problem

ALGORITHMS = ("ed25519", "sm2")


class NoKey(Problem):
    """没有找到密钥文件 {path}。请执行 bangban init。 | The key file {path} was not found. Run bangban init."""

    code = "no_key"
    status = 503


class BadKey(Problem):
    """密钥文件 {path} 不是可用的 Ed25519 或 SM2 密钥。请从备份恢复。 | {path} holds no usable Ed25519 or SM2 key. Restore it from a backup."""

    code = "bad_key"
    status = 503


class KeyExposed(Problem):
    """密钥文件 {path} 的权限为 {mode}，其他用户可以读取。请视为已泄露：更换密钥，并执行 chmod 600。 | The key file {path} has mode {mode}, so others can read it. Treat it as leaked: replace it, and run chmod 600."""

    code = "key_exposed"
    status = 503


class KeyExists(Problem):
    """密钥文件 {path} 已存在，不会覆盖。 | The key file {path} exists already and is not overwritten."""

    code = "key_exists"


class UnknownSignature(BadInput):
    """不支持签名算法“{algorithm}”。可用：ed25519、sm2。 | The signature algorithm "{algorithm}" is not supported. Use ed25519 or sm2."""

    code = "unknown_signature"


class Verifier(ABC):
    """A public key: says whether a signature is this key's."""

    algorithm: str

    def __init__(self, pem: bytes, der: bytes) -> None:
        self.pem = pem.decode("ascii")
        self.key_id = hashlib.sha256(der).hexdigest()[:16]
        """The first 16 hex digits of SHA-256 over the SubjectPublicKeyInfo."""
        self._prefix = f"{self.algorithm}:{self.key_id}:"

    def verify(self, data: bytes, signature: str) -> bool:
        """Say whether `signature` (text) was made over `data` with this key. Never raises on bad text."""
        if not signature.startswith(self._prefix):
            return False
        given = signature[len(self._prefix) :]
        try:
            raw = base64.b64decode(given, validate=True)
        except ValueError:
            return False
        # The last letter has bits to spare: only one way of writing a signature is the one that was made.
        return base64.b64encode(raw).decode("ascii") == given and self._verify(data, raw)

    @abstractmethod
    def _verify(self, data: bytes, raw: bytes) -> bool: ...


class Signer(ABC):
    """A private key: signs. `verifier` is its public half."""

    def __init__(self, verifier: Verifier) -> None:
        self.verifier = verifier
        self.algorithm = verifier.algorithm
        self.key_id = verifier.key_id

    def sign(self, data: bytes) -> str:
        """Return the signature of `data`: "<algorithm>:<key id>:<base64>"."""
        return f"{self.algorithm}:{self.key_id}:{base64.b64encode(self._sign(data)).decode('ascii')}"

    @abstractmethod
    def _sign(self, data: bytes) -> bytes: ...


class _Ed25519Verifier(Verifier):
    algorithm = "ed25519"

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        super().__init__(
            key.public_bytes(serialization.Encoding.PEM, form),
            key.public_bytes(serialization.Encoding.DER, form),
        )

    def _verify(self, data: bytes, raw: bytes) -> bool:
        try:
            self._key.verify(raw, data)
        except InvalidSignature:
            return False
        return True


class _Ed25519Signer(Signer):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        super().__init__(_Ed25519Verifier(key.public_key()))
        self._key = key

    def _sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


class _Sm2Verifier(Verifier):
    algorithm = "sm2"

    def __init__(self, point: bytes) -> None:
        self._point = point
        super().__init__(sm2.public_pem(point), sm2.public_der(point))

    def _verify(self, data: bytes, raw: bytes) -> bool:
        return sm2.verify(data, raw, self._point)


class _Sm2Signer(Signer):
    def __init__(self, secret: bytes, point: bytes) -> None:
        super().__init__(_Sm2Verifier(point))
        self._secret, self._point = secret, point

    def _sign(self, data: bytes) -> bytes:
        return sm2.sign(data, self._secret, self._point)


def create_key(path: Path, algorithm: str = "ed25519") -> Signer:
    """Create a private key at `path` (mode 0600) and its public half at `path.with_suffix(".pub")`.

    Raises:
        KeyExists: there is a file at `path`.
        UnknownSignature: the algorithm is neither ed25519 nor sm2.
        Sm2Missing: sm2 was asked for and its library is not installed.
    """
    if algorithm == "ed25519":
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    elif algorithm == "sm2":
        secret = sm2.new_secret()
        pem = sm2.private_pem(secret, sm2.point_of(secret))
    else:
        raise UnknownSignature(algorithm=algorithm)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(path=path) from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    signer = load_signer(path)
    path.with_suffix(".pub").write_text(signer.verifier.pem, "ascii")
    return signer


def load_signer(path: Path) -> Signer:
    """Read a private key.

    Raises:
        NoKey: there is no such file, or this process may not read it.
        KeyExposed: the group or others may read or write it.
        BadKey: it holds no Ed25519 or SM2 private key.
    """
    pem = _read(path, private=True)
    if (pair := sm2.read_private(pem)) is not None:
        return _Sm2Signer(*pair)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey(path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(path=path)
    return _Ed25519Signer(key)


def load_verifier(path: Path) -> Verifier:
    """Read a public key.

    Raises:
        NoKey: there is no such file, or this process may not read it.
        BadKey: it holds no Ed25519 or SM2 public key.
    """
    return verifier_from(_read(path, private=False), path)


def verifier_from(pem: bytes, where: object) -> Verifier:
    """Return the verifier of a public key given as PEM; `where` names its origin in the error.

    Raises:
        BadKey: it is no Ed25519 or SM2 public key.
    """
    if (point := sm2.read_public(pem)) is not None:
        return _Sm2Verifier(point)
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey(path=where) from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey(path=where)
    return _Ed25519Verifier(key)


def _read(path: Path, private: bool) -> bytes:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if private and mode & 0o077:
                raise KeyExposed(path=path, mode=f"{mode:04o}")
            return file.read(65536)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise NoKey(path=path) from error
