"""How does Bangban reach a machine without a network? One archive, checked before anything is installed.

    python -m tools.bundle [--arch x86_64|aarch64]

The archive holds the wheels of the program and of its PostgreSQL driver for Python 3.11 to 3.13, the project's
own wheel, the locks with their hashes, install.sh, an SBOM, the licences, and SHA256SUMS over all of it. The
wheels of the other architecture are resolved too, and listed beside the archive with their hashes.
"""

from __future__ import annotations

import argparse
import shutil
import tarfile
import tempfile
from pathlib import Path

import bangban
from tools import licences, sbom, wheels
from tools.wheels import ARCHITECTURES, ROOT, Wheel

DIST = ROOT / "dist"
COPIED = ("LICENSE", "NOTICE", "docs/how-to/install-offline.md")
# A fixed moment, so that the same sources give the same archive.
EPOCH = 1_767_225_600


def _check_licences(found: list[Wheel]) -> None:
    bad = sorted(
        {
            wheel.name
            for wheel in found
            if not licences.is_allowed(wheel.name, licences.licence_of(wheel.metadata))
        }
    )
    if bad:
        raise SystemExit(f"not permissive, and no known exception (tools/licences.py): {', '.join(bad)}")


def _listing(found: list[Wheel]) -> str:
    return "".join(f"{wheel.sha256}  {wheel.path.name}\n" for wheel in found)


def fill(folder: Path, architecture: str) -> None:
    """Put everything a bundle holds into `folder`."""
    store = folder / "wheels"
    store.mkdir(parents=True)
    locked = wheels.download(architecture, store)
    _check_licences(locked)
    project = wheels.build(store)
    for name in ("run", "postgresql"):
        shutil.copy(ROOT / "requirements" / f"{name}.txt", folder / f"{name}.txt")
    (folder / "bangban.txt").write_text(
        f"bangban=={project.version} --hash=sha256:{project.sha256}\n", "utf-8"
    )
    (folder / "architecture").write_text(architecture + "\n", "utf-8")
    (folder / "sbom.cdx.json").write_text(sbom.document(project, locked), "utf-8")
    (folder / "licences.tsv").write_text(licences.page(locked), "utf-8")
    for name in COPIED:
        shutil.copy(ROOT / name, folder / Path(name).name)
    shutil.copy(ROOT / "tools" / "install.sh", folder / "install.sh")
    (folder / "install.sh").chmod(0o755)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{Wheel(path).sha256}  {path.relative_to(folder)}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums, "utf-8")


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out of the archive who packed it, and when."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = EPOCH
    return member


def pack(architecture: str) -> Path:
    """Make dist/bangban-VERSION-linux-ARCH.tar.gz and return its path."""
    name = f"bangban-{bangban.__version__}-linux-{architecture}"
    DIST.mkdir(exist_ok=True)
    archive = DIST / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as work:
        fill(Path(work) / name, architecture)
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            tar.add(Path(work) / name, name, filter=_plain)
    (DIST / f"{archive.name}.sha256").write_text(f"{Wheel(archive).sha256}  {archive.name}\n", "utf-8")
    return archive


def list_other(architecture: str) -> Path:
    """Resolve the wheels of `architecture` and list them with their hashes: dist/ARCHITECTURE.txt."""
    listing = DIST / f"{architecture}.txt"
    with tempfile.TemporaryDirectory() as work:
        found = wheels.download(architecture, Path(work))
        listing.write_text(_listing(found), "utf-8")
    print(f"{listing.relative_to(ROOT)}: {len(found)} wheels resolved")
    return listing


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--arch", choices=ARCHITECTURES, default="x86_64")
    wanted = parser.parse_args().arch
    archive = pack(wanted)
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.0f} MB")
    for other in ARCHITECTURES:
        if other != wanted:
            list_other(other)


if __name__ == "__main__":
    main()
