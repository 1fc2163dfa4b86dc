"""Where does a document go that a skill made? Into the table of files; a decision alone lets it out."""

from __future__ import annotations

import hashlib

from bangban.errors import BadInput
from bangban.services.documents.models import Origin, StoredFile

LARGEST = 64 * 1024 * 1024


class MadeTooLarge(BadInput):
    """生成的文件有 {size} 字节，超过上限 {limit} 字节。请减少图片或分成几份。 | The file that was made has {size} bytes, over the limit of {limit}. Use fewer pictures, or split it."""

    code = "made_too_large"
    status = 413


def keep(data: bytes) -> str:
    """Store `data` and return its reference.

    Raises:
        MadeTooLarge: it has more than 64 MB.
    """
    return stored(data, Origin.MADE).pk


def stored(data: bytes, origin: Origin) -> StoredFile:
    """Write the row of a file."""
    if len(data) > LARGEST:
        raise MadeTooLarge(size=len(data), limit=LARGEST)
    return StoredFile.objects.create(origin=origin, digest=digest_of(data), size=len(data), data=data)


def digest_of(data: bytes) -> str:
    # Skills name digests this way as well, whatever the ledger's own algorithm is.
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


STORES = {"documents.files": keep}
