"""Is the environment in .venv complete, and if not, how is it made? Runs on the machine's own Python.

    python3 tools/bootstrap.py run | dev

Written in the oldest Python 3 that still meets people (3.6), so that an old one gets a sentence and not a
SyntaxError. `run` is the program, `dev` adds the checks. A stamp, written last, holds the digest of the lock;
while it matches, nothing is done. A marker, written first, stays behind when an installation was cut off.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "bangban-stamp")
MARKER = os.path.join(VENV, "bangban-half-installed")
OLDEST = (3, 11)
LOCKS = {"run": ["run", "build"], "dev": ["dev"]}

MESSAGES = {
    "old": (
        "Python {found} 太旧，需要 3.11 或更新版本：请安装后运行 make PYTHON=python3.11 {goal}",
        "Python {found} is too old, 3.11 or later is needed: install it and run make PYTHON=python3.11 {goal}",
    ),
    "venv": (
        "这台机器的 Python 不能建立虚拟环境：请先运行 apt install python3-venv",
        "This machine's Python cannot make virtual environments: run apt install python3-venv first",
    ),
    "readonly": (
        "不能写入 {path}（{why}）：请把项目放到可写的目录，或检查磁盘空间",
        "{path} cannot be written ({why}): put the project into a writable folder, or look at the disk's space",
    ),
    "half": (
        "发现上次没有装完的环境（.venv），正在重装",
        "The last installation (.venv) was cut off half-way: installing again",
    ),
    "install": (
        "正在按锁定文件安装依赖（只在第一次，或锁定文件变化后）……",
        "Installing the locked packages (only the first time, and after the lock changed) ...",
    ),
    "interrupted": (
        "安装被中断，没有装完：再运行 make {goal} 会从头装好",
        "The installation was interrupted: run make {goal} again, it begins anew",
    ),
    "failed": (
        "安装依赖没有成功（上面是原因）：请检查网络或软件源后再运行 make {goal}，或用离线包（docs/how-to/install-offline.md）",
        "The packages could not be installed (the reason is above): look at the network or the package source and run"
        " make {goal} again, or use the offline bundle (docs/how-to/install-offline.md)",
    ),
}


def say(name: str, **details: object) -> None:
    """Print one line in the reader's language: BANGBAN_LANGUAGE, else LANG; Chinese unless it says English."""
    language = (
        os.environ.get("BANGBAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    )
    text = MESSAGES[name][1 if language.startswith("en") else 0].format(**details)
    # A POSIX locale must not turn a message into an encoding error.
    sys.stderr.buffer.write((text + "\n").encode("utf-8"))
    sys.stderr.flush()


def fingerprint(level: str) -> str:
    """Return what the stamp of a complete `level` holds: place, Python, and digest of everything installed."""
    digest = hashlib.sha256()
    for name in ["requirements/" + lock + ".txt" for lock in LOCKS[level]] + ["pyproject.toml"]:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return f"{level} {VENV} {sys.version_info[0]}.{sys.version_info[1]} {digest.hexdigest()}"


def is_complete(level: str) -> bool:
    # dev holds everything that run does, so that `make run` after `make test` installs nothing.
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = file.read()
    except OSError:
        return False
    return os.access(PYTHON, os.X_OK) and stamp in [fingerprint(name) for name in (level, "dev")]


def clear(folder: str) -> None:
    """Empty `folder`, keeping the marker, so that being cut off here is noticed as well."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if path != MARKER:
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)


def prepare() -> None:
    """Make .venv ready to be filled: a half-finished or moved one is emptied, one made by hand is kept."""
    half = os.path.exists(MARKER)
    if half:
        say("half")
    os.makedirs(VENV, exist_ok=True)
    with open(MARKER, "w", encoding="utf-8") as file:
        file.write("Written when an installation begins, removed when it is complete.\n")
    if half or not runs():
        clear(VENV)
    if os.path.exists(STAMP):
        os.remove(STAMP)


def runs() -> bool:
    """Tell whether .venv has a Python of this version that stands where it was made."""
    code = f"import sys; print(sys.prefix, sys.version_info[:2] == {tuple(sys.version_info[:2])!r})"
    try:
        answer = subprocess.run([PYTHON, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return answer.stdout.decode().strip() == VENV + " True"


def install(level: str) -> None:
    """Fill .venv from the lock: with uv when it is on the PATH, else with the standard venv and pip."""
    locks = []
    for lock in LOCKS[level]:
        locks += ["-r", os.path.join(ROOT, "requirements", lock + ".txt")]
    project = ["--no-deps", "--no-build-isolation", "-e", ROOT]
    uv = shutil.which("uv")
    fresh = not os.path.exists(PYTHON)
    if uv:
        if fresh:
            # uv refuses a folder that is not empty; ours holds the marker.
            run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV])
        # pip compiles what it installs, uv only when asked: without, every start of every process would.
        compiled = ["--compile-bytecode", "--require-hashes"]
        run([uv, "pip", "install", "--quiet", "--python", PYTHON, *compiled, *locks])
        run([uv, "pip", "install", "--quiet", "--python", PYTHON, "--offline", *project])
    else:
        if fresh:
            run([sys.executable, "-m", "venv", VENV])
        pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        run([*pip, "--require-hashes", *locks])
        run([*pip, "--no-index", *project])
    run([PYTHON, "-m", "compileall", "-q", os.path.join(ROOT, "src")])


def run(command: list) -> None:
    """Run it to its end; Ctrl-C is for us, so that an installer cut off prints no traceback of its own."""
    child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        code = child.wait()
    except KeyboardInterrupt:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise
    if code:
        raise subprocess.CalledProcessError(code, command)


def other_python() -> str:
    """Return a newer Python on the PATH that people have beside an old python3, or an empty string."""
    for minor in (13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    return ""


def main(level: str) -> int:
    if sys.version_info < OLDEST:
        newer = other_python()
        if newer:
            os.execv(newer, [newer, os.path.abspath(__file__), level])
        say("old", found="{}.{}".format(*sys.version_info[:2]), goal=goal(level))
        return 2
    if is_complete(level):
        return 0
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        if not shutil.which("uv"):
            say("venv")
            return 2
    try:
        prepare()
        say("install")
        install(level)
        with open(STAMP, "w", encoding="utf-8") as file:
            file.write(fingerprint(level))
        os.remove(MARKER)
    except subprocess.CalledProcessError:
        say("failed", goal=goal(level))
        return 2
    except OSError as error:
        say("readonly", path=error.filename or VENV, why=error.strerror or error)
        return 2
    return 0


def goal(level: str) -> str:
    return "test" if level == "dev" else "run"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
    except KeyboardInterrupt:
        say("interrupted", goal=goal(sys.argv[1] if len(sys.argv) > 1 else "run"))
        sys.exit(130)
