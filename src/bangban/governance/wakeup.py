"""How does the executor learn at once that there is something to do? A datagram; it also looks by itself."""

from __future__ import annotations

import socket
from pathlib import Path

from bangban.config import load


def socket_path() -> Path:
    return load().path("run", "executor.sock")


def poke() -> None:
    """Wake the executor if it runs here. A lost datagram costs a second: the executor polls as well."""
    path = str(socket_path())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.setblocking(False)
        try:
            channel.sendto(b"!", path)
        except (FileNotFoundError, ConnectionRefusedError, BlockingIOError):
            # Not running, on another machine, or already awake: its own polling finds the work.
            return
        except OSError as error:
            if "path too long" not in str(error):
                raise
