"""Which key signs checkpoints, which keys may have signed old ones, and how is the key replaced?"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from bangban import config
from bangban.crypto.signing import Signer, Verifier, create_key, load_signer, load_verifier
from bangban.errors import Problem
from bangban.ledger.record import Entry, append
from bangban.ledger.witness import Witness


class WrongKey(Problem):
    """配置的检查点签名算法是 {wanted}，而台账密钥是 {found}。请执行 bangban ledger new-key。 | Checkpoints are to be signed with {wanted}, but the ledger's key is {found}. Run bangban ledger new-key."""

    code = "wrong_ledger_key"
    status = 503


def _folder() -> Path:
    return config.load().path("keys")


def witness() -> Witness:
    """The witness this installation writes to: setting `ledger.witness`, else $BANGBAN_HOME/witness."""
    settings = config.load()
    named = settings["ledger.witness"]
    return Witness(Path(named).expanduser() if named else settings.path("witness"))


def signer() -> Signer:
    """Return the key that signs checkpoints now.

    Raises:
        WrongKey: the key is of another algorithm than setting `ledger.signature`.
        NoKey, KeyExposed, BadKey: see `crypto.signing.load_signer`.
    """
    key = load_signer(_folder() / "ledger.key")
    wanted = config.load()["ledger.signature"]
    if key.algorithm != wanted:
        raise WrongKey(wanted=wanted, found=key.algorithm)
    return key


def verifiers() -> dict[str, Verifier]:
    """Return the public keys checkpoints may be signed with, by id: ledger.pub and those it replaced.

    Raises:
        NoKey: there is no keys/ledger.pub.
        BadKey: one of them is no public key.
    """
    current = load_verifier(_folder() / "ledger.pub")
    old = [load_verifier(path) for path in sorted(_folder().glob("ledger-*.pub"))]
    return {key.key_id: key for key in (*old, current)}


def replace_key(actor: str) -> tuple[str, str]:
    """Make a new key of the configured algorithm; return (old id, new id).

    The old public half stays as ledger-<id>.pub, so that old checkpoints still verify; the old private
    half is deleted. The change is an entry in the ledger, by `actor`.
    """
    folder = _folder()
    old = load_verifier(folder / "ledger.pub")
    fresh = folder / "ledger.new.key"
    fresh.unlink(missing_ok=True)
    new = create_key(fresh, config.load()["ledger.signature"])
    details = {"old": old.key_id, "new": new.key_id, "algorithm": new.algorithm}
    with transaction.atomic():
        append([Entry("ledger.key", actor, None, f"key:{new.key_id}", details)])
        (folder / f"ledger-{old.key_id}.pub").write_text(old.pem, "ascii")
        fresh.replace(folder / "ledger.key")
        fresh.with_suffix(".pub").replace(folder / "ledger.pub")
    return old.key_id, new.key_id
