"""What do .doc, .wps, .rtf and .odt files say? LibreOffice converts them, apart from everything and within limits."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.problems import OfficeFailed, OfficeMissing, OfficeTooSlow

FILTERS = {
    # Kingsoft's .wps is Word 97 inside; LibreOffice would take the name for Microsoft Works.
    "doc": ("doc", "MS Word 97"),
    "wps": ("doc", "MS Word 97"),
    "rtf": ("rtf", "Rich Text Format"),
    "odt": ("odt", "writer8"),
    "wordxml": ("xml", ""),
}
_COMMANDS = ("soffice", "libreoffice")
_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_INSTALLERS = (
    ("apt-get", "sudo apt-get install libreoffice-writer"),
    ("dnf", "sudo dnf install libreoffice-writer"),
    ("yum", "sudo yum install libreoffice-writer"),
    ("zypper", "sudo zypper install libreoffice-writer"),
)
# No macro runs, no link is followed, and what would reach the network finds a closed door (port 9 of itself).
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
# Files of at most 512 MB and 6 GB of addresses: a hostile file cannot fill the disk or the memory.
_BOUNDED = 'ulimit -f 1048576 2>/dev/null; ulimit -v 6291456 2>/dev/null; exec "$@"'

_lock = threading.Lock()
_profiles: dict[int, Path] = {}


def find_office() -> str | None:
    """Return the path of LibreOffice's program, or None."""
    for command in _COMMANDS:
        if found := shutil.which(command):
            return found
    return next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def install_command() -> str:
    """Return the command that installs LibreOffice on this system."""
    return next((said for tool, said in _INSTALLERS if shutil.which(tool)), _INSTALLERS[0][1])


def _profile() -> Path:
    """Return this process's own profile: two conversions in one profile would talk to each other's program."""
    process = os.getpid()
    if process not in _profiles:
        folder = Path(tempfile.mkdtemp(prefix="bangban-office-"))
        (folder / "user").mkdir()
        (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        _profiles.clear()
        _profiles[process] = folder
        atexit.register(_clear, process, folder)
    return _profiles[process]


def _clear(process: int, folder: Path) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def to_docx(data: bytes, kind: str, *, name: str, limits: Limits = LIMITS) -> bytes:
    """Return a file of `kind` ("doc", "wps", "rtf", "odt", "wordxml") as the bytes of a .docx.

    Raises OfficeMissing, OfficeTooSlow (limits.office_seconds) or OfficeFailed. One conversion at a time in a
    process; takes 1–4 seconds.
    """
    program = find_office()
    if program is None:
        raise OfficeMissing(name=name, format=kind.upper(), command=install_command())
    suffix, infilter = FILTERS[kind]
    with _lock, tempfile.TemporaryDirectory(prefix="bangban-convert-") as folder:
        source = Path(folder, f"in.{suffix}")
        source.write_bytes(data)
        result = Path(folder, "out")
        command = [
            program,
            f"-env:UserInstallation={_profile().as_uri()}",
            *(
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nofirststartwizard",
                "--nolockcheck",
            ),
            *([f"--infilter={infilter}"] if infilter else []),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(result)),
            str(source),
        ]
        _run(command, folder, name, limits.office_seconds)
        try:
            return (result / "in.docx").read_bytes()
        except OSError:
            raise OfficeFailed(name=name) from None


def _run(command: list[str], folder: str, name: str, seconds: float) -> None:
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "zh_CN.UTF-8",
        # No display, no printer, no session bus: nothing outside may be asked.
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_PRINTERLIST": "1",
    }
    process = subprocess.Popen(  # noqa: S603 - a fixed command; the file's name is ours
        ["/bin/sh", "-c", _BOUNDED, "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise OfficeTooSlow(name=name, seconds=round(seconds)) from None
    finally:
        # The starter may have left its worker behind: the whole group ends.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
