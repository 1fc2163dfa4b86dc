"""What does a process ask of Linux that Python does not offer? prctl(2), and not to outlive its parent."""

from __future__ import annotations

import ctypes
import os
import signal

# <linux/prctl.h>
PR_SET_PDEATHSIG = 1
PR_GET_PDEATHSIG = 2
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int) -> None:
    """Raise the OSError that errno names, if a call into the C library failed."""
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def prctl(option: int, value: int) -> None:
    """prctl(2) of one value.

    Raises:
        OSError: the kernel refused.
    """
    check(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def die_with(parent: int, number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process `number` when its parent ends; leave at once if it already has."""
    prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)
