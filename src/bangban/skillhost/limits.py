"""How is a process kept from doing harm? Linux limits, set by the process itself before it runs foreign code."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from bangban import kernel

MEGABYTE = 1024 * 1024
OPEN_FILES = 256
"""Enough for a database, its log, a model and a few data files."""


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ended, so that none escapes."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)


def restrain(memory_mb: int, *, open_files: int = OPEN_FILES, file_bytes: int | None = None) -> None:
    """Limit this process for good: `memory_mb` beyond what it has now, no core dump, no new privileges.

    `file_bytes` is the largest file it may write; None sets no limit.
    """
    address_space = mapped_bytes() + memory_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = open_files if most == resource.RLIM_INFINITY else min(open_files, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)


def mapped_bytes() -> int:
    """The address space of this process: what RLIMIT_AS counts."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()


def has_children() -> bool:
    """Whether this process has any, ended ones included: one question to the kernel."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def children_of(parent: int) -> list[int]:
    """The processes whose parent is `parent` (single-threaded) now, ended ones included."""
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]
    except FileNotFoundError:
        # A kernel without CONFIG_PROC_CHILDREN.
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _parent_of(pid) == parent]


def _parent_of(pid: str) -> int | None:
    try:
        stat = Path("/proc", pid, "stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name stands in brackets and may hold anything; state and parent follow it.
    return int(stat.rpartition(")")[2].split()[1])
