"""How is this installation configured? One table of settings, read from defaults, bangban.toml, environment.

Order: built-in default < `$BANGBAN_HOME/bangban.toml` < `BANGBAN_*` variable. Every setting is a row of
`SETTINGS`; `bangban check` and the reference page are generated from the same rows.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bangban.config.table import SETTINGS, Setting
from bangban.errors import BadInput


class BadSetting(BadInput):
    """配置项 {name}（{where}）的值“{value}”不正确：应为{expected}。 | Setting {name} ({where}) has the value "{value}", which is not right: expected {expected}."""

    code = "bad_setting"


class UnknownSetting(BadInput):
    """{where} 中有不认识的配置项 {name}。可用的配置项见 `bangban check --settings`。 | {where} has an unknown setting {name}. See `bangban check --settings` for the list."""

    code = "unknown_setting"


__all__ = ["SETTINGS", "BadSetting", "Config", "Setting", "UnknownSetting", "home_folder", "load", "read"]
FILE_READ = "BANGBAN_FILE_READ"
"""Set where what bangban.toml says stands in the environment already, but for what this process must not know."""
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Config:
    """The settings in force. `config["web.port"]` reads one; `config.sources` says where each came from."""

    home: Path
    values: Mapping[str, Any]
    sources: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def path(self, *parts: str) -> Path:
        """A path below BANGBAN_HOME."""
        return self.home.joinpath(*parts)

    @property
    def gateway_file(self) -> tuple[Path, bool]:
        """Where gateway.yaml is, and whether somebody named it: then it must be there."""
        named = self.values["gateway.config"]
        return (Path(named).expanduser(), True) if named else (self.path("gateway.yaml"), False)

    def database_url(self, process: str) -> str:
        """The URL `process` (web, executor, host, skill, gateway; anything else is the owner) connects with; "" is SQLite."""
        own = self.values.get(f"database.{process}_url", "")
        return own or self.values["database.url"]

    def database_is_here(self, process: str, environ: Mapping[str, str] = os.environ) -> bool:
        """Whether `process` reaches its database without a network: a file, or PostgreSQL by a Unix socket."""
        url = urlsplit(self.database_url(process))
        if not url.scheme:
            return True
        host = url.hostname or dict(parse_qsl(url.query)).get("host") or environ.get("PGHOST", "")
        return not host or host.startswith(("/", "@"))


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    if environ.get("BANGBAN_HOME"):
        return Path(environ["BANGBAN_HOME"]).expanduser().resolve()
    data = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "bangban"


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        flat.update(_flatten(value, name + ".") if isinstance(value, dict) else {name: value})
    return flat


def read(home: Path, environ: Mapping[str, str]) -> Config:
    """Read the configuration of `home`.

    Raises:
        BadSetting: a value is not what its setting expects, or the file is not TOML.
        UnknownSetting: the file has a key that is no setting.
    """
    file = home / "bangban.toml"
    given: dict[str, Any] = {}
    if file.exists() and FILE_READ not in environ:
        try:
            given = _flatten(tomllib.loads(file.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSetting(name="*", where=file, value=error, expected="TOML") from error
    for name in given:
        if name not in _BY_NAME:
            raise UnknownSetting(name=name, where=file)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for setting in SETTINGS:
        raw, where = setting.default, "default"
        if setting.name in given:
            raw, where = given[setting.name], str(file)
        if setting.variable in environ:
            raw, where = environ[setting.variable], setting.variable
        try:
            values[setting.name] = setting.parse(raw)
        except (KeyError, ValueError, TypeError) as error:
            shown = "…" if setting.secret else raw
            raise BadSetting(
                name=setting.name, where=where, value=shown, expected=setting.expected
            ) from error
        sources[setting.name] = where
    return Config(home=home, values=values, sources=sources)


@cache
def load() -> Config:
    """The configuration of this process, read once."""
    return read(home_folder(), os.environ)
