"""Where do a host and its callers meet? One socket below BANGBAN_HOME that only this account may open."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from bangban.config import Config
from bangban.skillhost.problems import BadSocketPath

LONGEST = 107
"""Bytes of a Unix socket's path on Linux: sun_path has 108 with its closing NUL, unix(7)."""


def socket_path(config: Config) -> Path:
    """The host's socket: `$BANGBAN_HOME/run/host.sock`, or a short folder of our own when that is too long."""
    path = config.path("run", "host.sock")
    if len(os.fsencode(path)) <= LONGEST:
        return path
    mark = hashlib.sha256(os.fsencode(config.home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"bangban-{os.getuid()}-{mark}" / "host.sock"


def prepare_folder(path: Path) -> int:
    """Make the folder of the socket `path`, mode 0700, check that it is ours, and return the socket's mode.

    A folder that an administrator opened to a group (0750) gives that group the socket: so can hosts run
    under an account of their own.

    Raises:
        BadSocketPath: the path is too long, or its folder is another account's, a link, or open to others.
    """
    if len(os.fsencode(path)) > LONGEST:
        raise BadSocketPath(path=path, why=f"> {LONGEST} bytes")
    folder = path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise BadSocketPath(path=path, why=error.strerror) from error
    if not stat.S_ISDIR(found.st_mode):
        raise BadSocketPath(path=path, why="not a folder")
    if found.st_uid != os.getuid():
        raise BadSocketPath(path=path, why=f"uid {found.st_uid}")
    # In a folder others may write to, somebody else could put a socket of his own in our place.
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise BadSocketPath(path=path, why=f"mode {stat.S_IMODE(found.st_mode):04o}")
    return 0o660 if found.st_mode & stat.S_IXGRP else 0o600


def may_serve(user: int, path: Path, config: Config) -> bool:
    """Whether a host of the account `user` may answer at `path`: what it is sent is a resident's.

    Our own account, the administrator's, or the one the administrator gave the folder in BANGBAN_HOME to. A
    folder elsewhere anyone could have made.
    """
    if user in (os.getuid(), 0):
        return True
    return config.home in path.parents and path.parent.stat().st_uid == user
