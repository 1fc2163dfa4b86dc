"""What exactly does a checkpoint sign, and is its signature good? Pure: no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bangban.crypto.digests import canonical
from bangban.crypto.signing import Signer, Verifier
from bangban.ledger.chain import FORMAT
from bangban.ledger.findings import Finding


@dataclass(frozen=True)
class Checkpoint:
    """Entry `seq` had `hash` at the time `at`; so signed. Entries before it are covered by the chain."""

    seq: int
    hash: str
    at: str
    algorithm: str
    key_id: str
    signature: str

    @classmethod
    def make(cls, seq: int, hash: str, at: str, signer: Signer) -> Checkpoint:
        """Sign that entry `seq` has `hash`."""
        signature = signer.sign(_body(seq, hash, at))
        return cls(seq, hash, at, signer.algorithm, signer.key_id, signature)

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Read what `line` wrote.

        Raises:
            ValueError: the text is no checkpoint.
        """
        found = json.loads(text)
        if not isinstance(found, dict) or set(found) != set(cls.__dataclass_fields__):
            raise ValueError("not a checkpoint")
        texts = ("hash", "at", "algorithm", "key_id", "signature")
        if type(found["seq"]) is not int or not all(isinstance(found[name], str) for name in texts):
            raise ValueError("not a checkpoint")
        return cls(**found)

    def line(self) -> str:
        """Return one line of JSON, without the line's end."""
        return canonical(asdict(self)).decode()

    def problem(self, keys: Mapping[str, Verifier], where: str) -> Finding | None:
        """Say what is wrong with the signature, if anything; `where` names the place it was found in."""
        if self.key_id not in keys:
            return Finding("unknown_key", self.seq, {"key_id": self.key_id, "where": where})
        # What is written beside the signature is not signed, but the signature names it too.
        named = self.signature.startswith(f"{self.algorithm}:{self.key_id}:")
        if not named or not keys[self.key_id].verify(_body(self.seq, self.hash, self.at), self.signature):
            return Finding("forged_checkpoint", self.seq, {"where": where})
        return None


def _body(seq: int, hash: str, at: str) -> bytes:
    return canonical({"type": f"{FORMAT}.checkpoint", "seq": seq, "hash": hash, "at": at})
