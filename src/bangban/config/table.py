"""Which settings are there, what may they be, and what are they while nobody says otherwise? One row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    table = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    return table[str(value).strip().lower()]


def _strings(value: Any) -> tuple[str, ...]:
    items = value.split(",") if isinstance(value, str) else list(value)
    return tuple(str(item).strip() for item in items if str(item).strip())


def _port(value: Any) -> int:
    number = int(value)
    if not 0 < number < 65536:
        raise ValueError(value)
    return number


def _positive(value: Any) -> int:
    number = int(value)
    if number < 1:
        raise ValueError(value)
    return number


def _choice(*allowed: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if value not in allowed:
            raise ValueError(value)
        return str(value)

    parse.__doc__ = " | ".join(allowed)
    return parse


@dataclass(frozen=True)
class Setting:
    """One row: `name` is the dotted key in bangban.toml; the variable is BANGBAN_ + upper case with _."""

    name: str
    default: Any
    parse: Callable[[Any], Any]
    expected: str
    zh: str
    en: str
    secret: bool = False

    @property
    def variable(self) -> str:
        return "BANGBAN_" + self.name.upper().replace(".", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "demo",
        False,
        _boolean,
        "true | false",
        "演示模式：示例账号，不得用于正式环境",
        "Demo mode: sample accounts, never for real work",
    ),
    Setting(
        "language",
        "zh-hans",
        _choice("zh-hans", "en"),
        "zh-hans | en",
        "默认界面语言",
        "Default language of the pages",
    ),
    Setting("timezone", "Asia/Shanghai", str, "an IANA time zone", "时区", "Time zone"),
    Setting(
        "web.host", "127.0.0.1", str, "an address", "网页服务监听地址", "Address the web process listens on"
    ),
    Setting("web.port", 8760, _port, "1…65535", "网页服务端口", "Port of the web process"),
    Setting(
        "web.threads", 32, _positive, "a whole number ≥ 1", "网页服务线程数", "Threads of the web process"
    ),
    Setting(
        "web.allowed_hosts",
        ("localhost", "127.0.0.1", "[::1]"),
        _strings,
        "a list of names",
        "允许访问的主机名",
        "Host names the pages answer to",
    ),
    Setting(
        "consult.burst",
        60,
        _positive,
        "a whole number ≥ 1",
        "同一网络地址可以连续提问的次数，此后每 2 秒一次；本机发出的不计",
        "Questions one network address may ask at once; after them one every two seconds; those of this machine itself are not counted",
    ),
    Setting(
        "consult.embed",
        (),
        _strings,
        "a list of origins, such as https://www.example.gov",
        "可以嵌入咨询窗口的网站；为空时不能嵌入",
        "Sites that may show the chat inside their pages; none when empty",
    ),
    Setting(
        "web.https",
        False,
        _boolean,
        "true | false",
        "由前置代理提供 HTTPS（安全 Cookie、HSTS）",
        "HTTPS is provided by a proxy in front (secure cookies, HSTS)",
    ),
    Setting(
        "web.session_minutes",
        30,
        _positive,
        "minutes ≥ 1",
        "无操作自动退出的分钟数",
        "Minutes of inactivity before sign-out",
    ),
    Setting(
        "streams.port",
        8762,
        _port,
        "1…65535",
        "对话推送端口",
        "Port of the streams that tell pages what was said",
    ),
    Setting(
        "streams.url",
        "",
        str,
        "an address, such as https://www.example.gov/streams",
        "对话推送的对外地址（有前置代理时）；为空时为网页所在主机的推送端口",
        "Public address of the streams behind a proxy; empty: their port on the pages' host",
    ),
    Setting("gateway.port", 8761, _port, "1…65535", "模型网关端口", "Port of the model gateway"),
    Setting(
        "gateway.host",
        "127.0.0.1",
        str,
        "an address",
        "模型网关监听地址",
        "Address the model gateway listens on",
    ),
    Setting(
        "gateway.config",
        "",
        str,
        "a file",
        "模型网关配置文件；空为数据目录下的 gateway.yaml",
        "The gateway's file; empty for gateway.yaml in the home folder",
    ),
    Setting(
        "gateway.places",
        1200,
        _positive,
        "a whole number ≥ 1",
        "模型网关一个进程同时处理的调用数，超过的按部门轮流等候",
        "Calls one gateway process serves at a time; beyond that agencies wait in turn",
    ),
    Setting(
        "gateway.metrics_token",
        "",
        str,
        "a secret text",
        "读取模型网关指标（/metrics）须出示的口令；空则只对本机开放",
        "What a reader of the gateway's /metrics must show; empty: open to this machine only",
        secret=True,
    ),
    Setting(
        "gateway.workers",
        1,
        _positive,
        "a whole number ≥ 1",
        "模型网关进程数",
        "Processes of the model gateway",
    ),
    Setting(
        "telemetry.endpoint",
        "",
        str,
        "https://…/v1/traces",
        "OpenTelemetry 跟踪的接收地址（OTLP/HTTP）；空为不发送",
        "Where OpenTelemetry traces go (OTLP over HTTP); empty for nowhere",
    ),
    Setting(
        "database.url",
        "",
        str,
        "postgresql://… or empty for SQLite",
        "数据库所有者连接（迁移用）；空为内置 SQLite",
        "Database owner's URL (migrations); empty for the built-in SQLite",
        secret=True,
    ),
    Setting(
        "database.web_url",
        "",
        str,
        "postgresql://…",
        "网页进程的数据库角色",
        "Database role of the web process",
        secret=True,
    ),
    Setting(
        "database.executor_url",
        "",
        str,
        "postgresql://…",
        "执行进程的数据库角色",
        "Database role of the executor",
        secret=True,
    ),
    Setting(
        "database.host_url",
        "",
        str,
        "postgresql://…",
        "后台任务与命令行的数据库角色：登记事项与建议",
        "Database role of the background worker and of commands: it enters cases and proposals",
        secret=True,
    ),
    Setting(
        "database.skill_url",
        "",
        str,
        "postgresql://…",
        "技能进程的数据库角色：只读",
        "Database role of the skill hosts: it reads",
        secret=True,
    ),
    Setting(
        "database.gateway_url",
        "",
        str,
        "postgresql://…",
        "模型网关进程的数据库角色",
        "Database role of the model gateway",
        secret=True,
    ),
    Setting("hosts.count", 2, _positive, "a whole number ≥ 1", "技能进程数", "Number of skill hosts"),
    Setting(
        "hosts.model",
        "",
        str,
        "a model of gateway.yaml",
        "技能可调用的语言模型；空：各项技能都用本地方法",
        "Language model that skills may ask; empty: every skill takes its local path",
    ),
    Setting(
        "hosts.memory_mb",
        1024,
        _positive,
        "megabytes",
        "每个技能进程的内存上限",
        "Memory limit of one skill host",
    ),
    Setting(
        "hosts.deadline_seconds", 10, _positive, "seconds", "一次技能调用的时限", "Deadline of one skill call"
    ),
    Setting(
        "ledger.digest",
        "sha256",
        _choice("sha256", "sm3"),
        "sha256 | sm3",
        "台账摘要算法",
        "Digest of the ledger chain",
    ),
    Setting(
        "ledger.signature",
        "ed25519",
        _choice("ed25519", "sm2"),
        "ed25519 | sm2",
        "检查点签名算法",
        "Signature of checkpoints",
    ),
    Setting(
        "ledger.witness",
        "",
        str,
        "a folder outside the database",
        "检查点见证目录",
        "Folder the checkpoints are also written to",
    ),
    Setting(
        "ledger.log_months",
        6,
        _positive,
        "months ≥ 6",
        "日志保存月数（不得少于 6）",
        "Months that logs are kept (at least 6)",
    ),
    Setting(
        "ledger.record_years",
        3,
        _positive,
        "years ≥ 3",
        "处理记录保存年数（不得少于 3）",
        "Years that processing records are kept (at least 3)",
    ),
    Setting("oidc.issuer", "", str, "https://…", "单点登录签发者地址", "OpenID Connect issuer"),
    Setting("oidc.client_id", "", str, "text", "单点登录客户端编号", "OpenID Connect client id"),
    Setting(
        "oidc.client_secret",
        "",
        str,
        "text",
        "单点登录客户端密钥",
        "OpenID Connect client secret",
        secret=True,
    ),
    Setting(
        "oidc.claim",
        "preferred_username",
        str,
        "a claim's name",
        "与账号名对应的声明",
        "Claim that holds the account name",
    ),
    Setting(
        "oidc.second_factor",
        False,
        _boolean,
        "true | false",
        "认可单点登录方声明的多因素验证（amr），不再要求动态口令",
        "Take the provider's word (amr) for a second factor instead of asking for a code",
    ),
    Setting("email.host", "", str, "a host name", "发信服务器", "Mail server"),
    Setting("email.port", 25, _port, "1…65535", "发信端口", "Mail server's port"),
    Setting(
        "email.tls",
        "",
        _choice("", "starttls", "tls"),
        '"" | starttls | tls',
        "与发信服务器的加密：starttls（连接后加密）、tls（一开始就加密），空为不加密",
        "Encryption to the mail server: starttls (after connecting), tls (from the start), empty for none",
    ),
    Setting("email.user", "", str, "text", "发信账号", "Mail account"),
    Setting("email.password", "", str, "text", "发信密码", "Mail password", secret=True),
    Setting("email.sender", "bangban@localhost", str, "an address", "发信地址", "Sender's address"),
    Setting(
        "webhook.url",
        "",
        str,
        "https://…",
        "短信网关等外部通知地址",
        "Address notifications are posted to (an SMS gateway, say)",
    ),
    Setting(
        "webhook.secret", "", str, "text", "外部通知签名密钥", "Secret that signs those posts", secret=True
    ),
)
