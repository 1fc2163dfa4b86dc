"""What is configured, what is missing, what is unsafe? Asked by `bangban check` and by the installation page."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bangban import config
from bangban.errors import BadInput

OK, MISSING, UNSAFE = "ok", "missing", "unsafe"
OTHER_VARIABLES = {"BANGBAN_HOME", "BANGBAN_PROCESS", "BANGBAN_LANGUAGE", "BANGBAN_BENCH"}
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


@dataclass(frozen=True)
class Finding:
    """One line of the report. `stops` findings refuse to start outside demo mode."""

    state: str
    code: str
    zh: str
    en: str
    stops: bool = False

    def text(self, language: str) -> str:
        """The line in `language` ("zh…" or "en…")."""
        return self.en if language.startswith("en") else self.zh


def _exposed(settings: config.Config) -> Iterator[Finding]:
    for path in [settings.path("bangban.toml"), *sorted(settings.path("keys").glob("*.key"))]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                UNSAFE,
                "file_exposed",
                f"{path} 可被其他用户读取，请执行 chmod 600",
                f"{path} can be read by others: chmod 600",
                True,
            )


def _keys(settings: config.Config) -> Iterator[Finding]:
    for name in ("web", "executor", "ledger", "session"):
        if not settings.path("keys", f"{name}.key").exists():
            yield Finding(
                MISSING,
                "no_key",
                f"缺少密钥 {name}，请执行 bangban init",
                f"key {name} is missing: run bangban init",
            )


def _database(settings: config.Config) -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor == "sqlite":
        yield Finding(
            OK,
            "sqlite",
            "数据库：内置 SQLite（三方分权依靠进程隔离）",
            "database: built-in SQLite (the three domains rest on process separation)",
        )
        return
    url = settings["database.url"]
    if not url:
        yield Finding(
            OK,
            "own_role",
            "数据库：PostgreSQL，本进程只持有自己的角色",
            "database: PostgreSQL, this process holds its own role only",
        )
        return
    from bangban.governance import rights

    roles = {name: settings[f"database.{name}_url"] for name in rights.RIGHTS}
    missing = [name for name, own in roles.items() if not own]
    if missing:
        names = ", ".join(f"database.{name}_url" for name in missing)
        yield Finding(
            UNSAFE,
            "shared_role",
            f"以下进程没有自己的数据库角色：{names}",
            f"these processes have no database role of their own: {names}",
            True,
        )
    elif len({*roles.values(), url}) <= len(roles):
        yield Finding(
            UNSAFE, "shared_role", "各进程共用了数据库角色", "processes share a database role", True
        )
    if not rights.granted():
        yield Finding(
            MISSING,
            "no_rights",
            "数据库角色尚未授权，请执行 bangban database grant",
            "the roles have no rights yet: run bangban database grant",
        )


def _demo(settings: config.Config) -> Iterator[Finding]:
    from bangban.agencies.models import Officer
    from bangban.services.accounts import demo

    if settings["demo"]:
        yield Finding(
            UNSAFE,
            "demo_mode",
            "演示模式：密码公开，不得用于正式环境",
            "demo mode: the passwords are public, never for real work",
        )
        return
    names = [row["username"] for row in demo.people()["officers"]]
    for officer in Officer.objects.filter(username__in=names, is_active=True).only("username", "password"):
        if officer.check_password(demo.PASSWORD):
            yield Finding(
                UNSAFE, "demo_accounts", "演示账号仍可登录，请换一个 BANGBAN_HOME 或停用这些账号",
                "demo accounts can still sign in: use another BANGBAN_HOME, or close them", True,
            )  # fmt: skip
            return


def _web(settings: config.Config) -> Iterator[Finding]:
    if "*" in settings["web.allowed_hosts"]:
        yield Finding(
            UNSAFE,
            "any_host",
            "web.allowed_hosts 含有 *，请写明主机名",
            "web.allowed_hosts holds *: name the hosts",
            True,
        )
    if settings["web.host"] not in LOOPBACK and not settings["web.https"]:
        yield Finding(
            UNSAFE, "no_https", "对外监听但没有 HTTPS，请在前面放反向代理并设 web.https = true",
            "listening beyond this machine without HTTPS: put a proxy in front and set web.https = true",
        )  # fmt: skip


def _services(settings: config.Config) -> Iterator[Finding]:
    rows = (
        ("oidc.issuer", "单点登录", "single sign-on"),
        ("email.host", "邮件通知", "e-mail notices"),
        ("webhook.url", "短信等外部通知", "message gateway"),
    )
    for name, chinese, english in rows:
        state = OK if settings[name] else MISSING
        said = ("已配置", "configured") if settings[name] else ("未配置（可选）", "not configured (optional)")
        yield Finding(state, name.partition(".")[0], f"{chinese}：{said[0]}", f"{english}: {said[1]}")
    if settings["webhook.url"] and not settings["webhook.secret"]:
        yield Finding(
            UNSAFE,
            "webhook_unsigned",
            "外部通知没有签名密钥，请设 webhook.secret",
            "posts are not signed: set webhook.secret",
            True,
        )
    if settings["email.user"] and not settings["email.tls"] and settings["email.host"] not in LOOPBACK:
        yield Finding(
            UNSAFE, "email_in_the_clear", "发信密码会以明文经过网络，请设 email.tls = \"starttls\" 或 \"tls\"",
            "the mail password would cross the network in the clear: set email.tls to \"starttls\" or \"tls\"",
        )  # fmt: skip


def _models(settings: config.Config) -> Iterator[Finding]:
    """What the model gateway has to offer, and what of it cannot be used as it is."""
    from bangban.llm import config as gateway

    file, named = settings.gateway_file
    if not named and not file.exists():
        yield Finding(
            OK,
            "model",
            "语言模型：未连接，各技能使用本地方法",
            "language model: none connected, every skill uses its local path",
        )
        return
    try:
        found = gateway.load(file)
    except BadInput as problem:
        yield Finding(UNSAFE, problem.code, problem.text("zh-hans"), problem.text("en"), stops=False)
        return
    models = ", ".join(found.models)
    yield Finding(
        OK, "model", f"语言模型：{models}（{len(found.providers)} 个提供方，{file}）",
        f"language models: {models} ({len(found.providers)} providers, {file})",
    )  # fmt: skip
    for provider in found.providers.values():
        try:
            gateway.key_of(found, provider)
        except gateway.NoProviderKey as problem:
            yield Finding(MISSING, problem.code, problem.text("zh-hans"), problem.text("en"))
        host = urlsplit(provider.base_url).hostname or ""
        if provider.place == "outside" and provider.base_url.startswith("http://") and host not in LOOPBACK:
            yield Finding(
                UNSAFE, "provider_in_the_clear", f"提供方 {provider.name} 在外部，却不用 HTTPS：内容会以明文经过网络",
                f"provider {provider.name} is outside and without HTTPS: texts would cross the network in the clear",
            )  # fmt: skip


def _retention(settings: config.Config) -> Iterator[Finding]:
    from bangban.ledger import retention

    retention.check(settings)
    yield Finding(
        OK, "retention", f"留存：日志 {settings['ledger.log_months']} 个月，处理记录 {settings['ledger.record_years']} 年",
        f"kept: logs {settings['ledger.log_months']} months, processing records {settings['ledger.record_years']} years",
    )  # fmt: skip


def _unknown(settings: config.Config) -> Iterator[Finding]:
    """BANGBAN_* variables that are set but mean nothing: usually a typing error."""
    known = {one.variable for one in config.SETTINGS} | OTHER_VARIABLES
    for name in sorted(os.environ):
        if name.startswith("BANGBAN_") and name not in known and not name.startswith("BANGBAN_TEST"):
            yield Finding(
                MISSING,
                "unknown_variable",
                f"环境变量 {name} 没有意义，是否写错？",
                f"the variable {name} means nothing: a typing error?",
            )


CHECKS: tuple[Callable[[config.Config], Iterator[Finding]], ...] = (
    _keys, _exposed, _database, _demo, _web, _services, _models, _retention, _unknown,
)  # fmt: skip


def findings() -> list[Finding]:
    """Everything there is to say about the configuration, good and bad."""
    settings = config.load()
    return [finding for one in CHECKS for finding in one(settings)]
