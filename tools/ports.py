"""Which port of this machine may a program of ours listen on? One that nobody has, and nobody is given meanwhile."""

from __future__ import annotations

import random
import socket

LOWEST, END = 20_000, 32_000
"""Below what the kernel gives to outgoing connections: a port found free there and bound a minute later may be one's."""
TRIES = 200


def free_port() -> int:
    """A port to listen on at 127.0.0.1, by chance: programs that look at the same time hardly find the same.

    Raises:
        OSError: none was free among 200.
    """
    for _ in range(TRIES):
        port = random.randrange(LOWEST, END)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port among {TRIES} between {LOWEST} and {END}")
