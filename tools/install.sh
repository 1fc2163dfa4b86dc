#!/bin/sh
# Installs Bangban from this folder, without a network. 从本目录离线安装帮办。
#   ./install.sh [--postgresql] [FOLDER]      FOLDER: /opt/bangban
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
lock=run.txt
target=/opt/bangban
for word in "$@"; do
    case $word in
        --postgresql) lock=postgresql.txt ;;
        -*) echo "用法 / usage: ./install.sh [--postgresql] [FOLDER]" >&2; exit 2 ;;
        *) target=$word ;;
    esac
done
stop() { echo "$1" >&2; echo "$2" >&2; exit 2; }

cd "$here"
sha256sum --quiet --check SHA256SUMS ||
    stop "安装包不完整或被改动：请重新复制后再装。" "The bundle is incomplete or was changed: copy it again."
[ "$(uname -m)" = "$(cat architecture)" ] ||
    stop "这个安装包用于 $(cat architecture)，本机是 $(uname -m)。" "This bundle is for $(cat architecture), this machine is $(uname -m)."

python=
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
        python=$name
        break
    fi
done
[ -n "$python" ] || stop "需要 Python 3.11 至 3.13。" "Python 3.11 to 3.13 is needed."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "本机的 Python 不能建立虚拟环境：请安装 python3-venv。" "This Python cannot make virtual environments: install python3-venv."

# A folder that was cut off half-way has no mark of completion and is made anew; any other content is not ours.
if [ -e "$target" ] && [ ! -e "$target/pyvenv.cfg" ] && [ -n "$(ls -A "$target")" ]; then
    stop "$target 里已有其他内容：请换一个目录。" "$target holds something else: choose another folder."
fi
if [ -e "$target/pyvenv.cfg" ] && [ ! -e "$target/bangban-installed" ]; then
    echo "$target：上次没有装完，重新安装。 The last installation was cut off: installing again."
    "$python" -m venv --clear "$target"
else
    "$python" -m venv "$target"
fi
rm -f "$target/bangban-installed"
install() { "$target/bin/python" -m pip --quiet --disable-pip-version-check --isolated install --no-index --find-links wheels --require-hashes "$@"; }
install -r "$lock"
install --no-deps --force-reinstall -r bangban.txt
cp SHA256SUMS "$target/bangban-installed"
echo "已安装 / installed: $("$target/bin/bangban" --version)"
echo "下一步 / next: BANGBAN_HOME=/var/lib/bangban $target/bin/bangban init"
