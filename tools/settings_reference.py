"""Which settings are there? Writes docs/reference/settings.md from the table in config/table.py.

python -m tools.settings_reference
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from bangban.config import SETTINGS, Setting

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "settings.md"
HEAD = """# Settings

<!-- Written by `python -m tools.settings_reference`; edit the table in src/bangban/config/table.py instead. -->

A setting is read from its default, then `$BANGBAN_HOME/bangban.toml`, then its environment variable; the last one given
counts. The dotted name is a table and a key: `web.port` is

```toml
[web]
port = 8080
```

A name that is not in the table below, and a value that is not what is expected, stop the program with one line that
says where it stands. `bangban check --settings` prints what is in force and where each value came from. Secrets are
never printed. A list in a variable is separated by commas.

`BANGBAN_HOME`, a variable only, is the folder of all state: `$XDG_DATA_HOME/bangban`, else `~/.local/share/bangban`, when
it is not set; `make run` sets it to `var/` in the checkout. The command line speaks the language of `BANGBAN_LANGUAGE`,
else of `LC_ALL`, else of `LANG`: English when that begins with `en`, otherwise Chinese.
"""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _row(setting: Setting) -> str:
    default = f"`{_shown(setting.default)}`" if _shown(setting.default) else ""
    expected = setting.expected.replace("|", "\\|") + (" (secret)" if setting.secret else "")
    return (
        f"| `{setting.name}` | {default} | {expected} | `{setting.variable}` | {setting.zh} | {setting.en} |"
    )


def page() -> str:
    """Return the whole reference page."""
    parts = [HEAD]
    for group, settings in groupby(SETTINGS, key=lambda one: one.name.rpartition(".")[0]):
        parts.append(
            f"\n## {group or 'General'}\n\n| name | default | expected | variable | 中文 | English |\n|---|---|---|---|---|---|\n"
        )
        parts.append("\n".join(_row(setting) for setting in settings) + "\n")
    return "".join(parts)


def main() -> None:
    FILE.write_text(page(), "utf-8")
    print(f"{FILE.name}: {len(SETTINGS)} settings")


if __name__ == "__main__":
    main()
