"""How are the keys kept from skills, when hosts run under the account that owns them, and how the network?

A skill host has no key. Where all processes share one account, the file's mode does not keep it so: the
master therefore puts itself, and every host it forks, into a view of the file system in which the named
files are empty (user_namespaces(7), mount_namespaces(7)). It cannot be undone from inside, and from inside
no other process of the account can be looked into. The same step can take the network away (network_namespaces(7)):
what a skill is to reach, it reaches over Unix sockets.
"""

from __future__ import annotations

import ctypes
import logging
import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bangban import kernel
from bangban.kernel import check, libc

log = logging.getLogger(__name__)

# <linux/sched.h>, <sys/mount.h>, <linux/capability.h>
_CLONE_NEWUSER, _CLONE_NEWNS, _CLONE_NEWNET = 0x1000_0000, 0x0002_0000, 0x4000_0000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = (
    1,
    2,
    4,
    8,
    4096,
    16384,
    1 << 18,
)
_CAPABILITY_VERSION_3 = 0x2008_0522


def hide(paths: Sequence[Path], *, offline: bool = False) -> bool:
    """Make `paths` empty for this process and its descendants, for good; True when that was possible.

    With `offline`, no network is left to them either: neither another machine nor a port of this one.

    Folders become empty, files read as empty; what does not exist is passed over. Needs a process with one
    thread. Where the kernel does not allow it (user namespaces switched off), nothing changes, and the log
    says that hosts should run under an account of their own.
    """
    there = [path for path in paths if path.exists()]
    if not (there or offline):
        return True
    user, group = os.getuid(), os.getgid()
    ends_with_parent = _ends_with_parent()
    try:
        _leave(offline)
    except OSError as error:
        log.warning(
            "skill hosts share the account that owns the keys and cannot be kept from them (%s); "
            "run them under an account of their own",
            error.strerror,
        )
        return False
    # From here on a failure must stop the start: half a view is none.
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    _mount("none", Path("/"), "", _MS_REC | _MS_PRIVATE)
    for path in there:
        if path.is_dir():
            flags = _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
            _mount("tmpfs", path, "tmpfs", flags, "size=4k,mode=555")
        else:
            _mount(os.devnull, path, "", _MS_BIND)
    # A namespace inside this one could not take the mounts off either; there is no need for any.
    with suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0", "ascii")
    _drop_capabilities()
    if ends_with_parent:
        # The kernel forgets this when credentials change.
        kernel.prctl(kernel.PR_SET_PDEATHSIG, ends_with_parent)
    return True


def _leave(offline: bool) -> None:
    """Enter namespaces of our own. Where only that of the network is refused, the keys are hidden all the same."""
    if offline:
        try:
            check(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWNET))
        except OSError as error:
            log.warning(
                "skill hosts keep the network: this kernel gives them none of their own (%s)", error.strerror
            )
        else:
            return
    check(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS))


def _ends_with_parent() -> int:
    number = ctypes.c_int(0)
    check(libc.prctl(kernel.PR_GET_PDEATHSIG, ctypes.byref(number), 0, 0, 0))
    return number.value


def _mount(source: str, target: Path, kind: str, flags: int, options: str = "") -> None:
    data = options.encode() or None
    check(
        libc.mount(source.encode(), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data)
    )


def _drop_capabilities() -> None:
    """Give up, for this process and all it starts, what the new namespace brought."""
    for capability in range(64):
        if libc.prctl(kernel.PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) != 0:
            # The kernel knows no more of them.
            break
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    check(libc.capset(header, bytes(24)))
