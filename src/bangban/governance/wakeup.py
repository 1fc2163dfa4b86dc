"""How does the executor learn at once that there is something to do? A datagram; it also looks by itself."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from bangban.config import load

LONGEST = 107
"""Bytes of a Unix socket's path on Linux: sun_path has 108 with its closing NUL, unix(7)."""


def socket_path() -> Path | None:
    """Where the executor listens; None when the home's path is too long for a socket, and polling must do."""
    path = load().path("run", "executor.sock")
    return path if len(os.fsencode(path)) <= LONGEST else None


def poke() -> None:
    """Wake the executor if it runs here. A lost datagram costs a quarter second: the executor polls as well."""
    path = socket_path()
    if path is None:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.setblocking(False)
        try:
            channel.sendto(b"!", str(path))
        except (FileNotFoundError, ConnectionRefusedError, BlockingIOError, PermissionError):
            # Not running, on another machine, or already awake: its own polling finds the work.
            return
