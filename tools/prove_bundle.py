"""Does the bundle install and work on a machine without a network? Unpacks it, cuts the network, and tries.

python -m tools.prove_bundle [ARCHIVE]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.cut_off import cut_network
from tools.wheels import ROOT

MESSAGE = "滨江路 18 号门口的路灯坏了三天，晚上一片漆黑，老人出门很危险，请尽快派人来修。"


def _environment(home: Path) -> dict[str, str]:
    """Nothing of this shell but what every machine has."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "BANGBAN_HOME": str(home),
    }


def _run(command: list[str], environment: dict[str, str], cwd: Path, expected: tuple[int, ...] = (0,)) -> str:
    print("$", " ".join(command), flush=True)
    done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode not in expected:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def prove(archive: Path) -> None:
    """Install `archive` with the network cut and take one message through governance.

    Raises:
        SystemExit: something did not work; it says what.
    """
    cut_network()
    with tempfile.TemporaryDirectory(prefix="bangban-proof-") as work:
        with tarfile.open(archive) as tar:
            tar.extractall(work, filter="data")
        folder = next(Path(work).iterdir())
        home, target = Path(work) / "home", Path(work) / "installed"
        environment = _environment(home)
        print(_run(["./install.sh", "--postgresql", str(target)], environment, folder))
        bangban = str(target / "bin" / "bangban")
        _run([bangban, "init", "--demo"], environment, home.parent)
        print(_run([bangban, "check"], environment, home.parent, expected=(0, 1)))
        answer = json.loads(
            _run(
                [bangban, "handle", "hotline.dispatch", "--text", MESSAGE, "--json"], environment, home.parent
            )
        )
        print(json.dumps(answer, ensure_ascii=False, indent=1)[:1200])
        if not answer.get("case"):
            raise SystemExit("the message opened no case")
        print(_run([bangban, "ledger", "verify"], environment, home.parent))
        shutil.copy(folder / "sbom.cdx.json", ROOT / "dist" / "sbom.cdx.json")


def main() -> None:
    given = [Path(word) for word in sys.argv[1:]]
    found = given or sorted((ROOT / "dist").glob(f"bangban-*-linux-{os.uname().machine}.tar.gz"))
    if not found:
        raise SystemExit("no bundle: run make bundle")
    prove(found[-1].resolve())
    print("the bundle installs and works with the network cut")


if __name__ == "__main__":
    main()
