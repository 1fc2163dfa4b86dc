"""Does a call go out by the proxy that its provider names, over TLS too, and never past it?"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bangban.llm import config
from bangban.llm.config import BadGatewayFile
from bangban.llm.wire import Unconnected, Wires, address_of

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Proxy:
    """Lets through what shows `pair`; notes the first line of each request."""

    def __init__(
        self, pair: str = "", welcome: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    ) -> None:
        self.asked: list[str] = []
        self._line = f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}" if pair else ""
        self._welcome = welcome

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.splitlines()[0])
        method, where, _ = self.asked[-1].split(" ")
        if self._line not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        if method != "CONNECT":
            writer.write(OK)
            return
        host, _, port = where.rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        writer.write(self._welcome)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def provider(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            assert b"Proxy-Authorization" not in head
            writer.write(OK)
    except asyncio.IncompleteReadError:
        writer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "provider.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


Ask = Callable[[str, str], Awaitable[bytes]]


def through(
    proxy: Proxy, certificate: Path, test: Callable[[Ask, str], Awaitable[None]], fast: bool = False
) -> None:
    """Run `test(ask, origin)`; `ask(url, userinfo)` posts by the proxy, `origin` is the provider over TLS."""

    async def within() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        far = await asyncio.start_server(provider, "127.0.0.1", 0, ssl=tls)
        near = await asyncio.start_server(proxy, "127.0.0.1", 0)
        ports = [one.sockets[0].getsockname()[1] for one in (far, near)]
        wires = Wires()

        async def ask(url: str, user: str = "") -> bytes:
            by = f"http://{user}127.0.0.1:{ports[1]}"
            reply = await wires.post(address_of(url, by), b"{}", "k", 3.0, 3.0)
            try:
                return await reply.more(3.0)
            finally:
                reply.close(ended=True)

        try:
            async with asyncio.timeout(15):
                await test(ask, f"https://127.0.0.1:{ports[0]}/v1/x")
        finally:
            wires.close()
            far.close()
            near.close()

    if fast:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(within())
    else:
        asyncio.run(within())


@pytest.mark.parametrize("fast", [False, True])
def test_https_goes_through_a_tunnel_that_is_used_again(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, fast: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    proxy = Proxy("bang:ban@1")

    async def test(ask: Ask, origin: str) -> None:
        assert await ask(origin, "bang:ban%401@") == b"ok"
        assert await ask(origin, "bang:ban%401@") == b"ok"
        assert proxy.asked == [f"CONNECT {origin[8:].partition('/')[0]} HTTP/1.1"]

    through(proxy, certificate, test, fast)


def test_a_certificate_that_nobody_vouches_for_is_refused_in_the_tunnel(certificate: Path) -> None:
    async def test(ask: Ask, origin: str) -> None:
        with pytest.raises(Unconnected, match="SSL"):
            await ask(origin, "")

    through(Proxy(), certificate, test)


def test_plain_http_is_passed_on_by_its_whole_address(certificate: Path) -> None:
    proxy = Proxy("a:b")

    async def test(ask: Ask, origin: str) -> None:
        assert await ask("http://models.example/v1/x?y=1", "a:b@") == b"ok"
        assert proxy.asked == ["POST http://models.example/v1/x?y=1 HTTP/1.1"]

    through(proxy, certificate, test)


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        (Proxy("a:b"), "proxy 407"),
        (Proxy(welcome=b"SSH-2.0-OpenSSH\r\n\r\n"), "proxy"),
        (Proxy(welcome=b"HTTP/1.1 200 OK\r\n\r\nmore than was asked"), "proxy"),
        (Proxy(welcome=b"x" * 20_000), "proxy"),
    ],
)
def test_a_proxy_that_does_not_let_through_is_named(proxy: Proxy, said: str, certificate: Path) -> None:
    async def test(ask: Ask, origin: str) -> None:
        with pytest.raises(Unconnected, match=said):
            await ask(origin, "")

    through(proxy, certificate, test)


def test_a_local_provider_has_none_and_the_address_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "gateway.yaml"
    row = "  - {{name: a, kind: openai, base_url: 'http://127.0.0.1:1/v1', models: [m], place: {}, proxy: '{}'}}"
    for place, proxy, fine in (
        ("outside", "http://p:3128", True), ("local", "http://p:3128", False), ("outside", "socks5://p", False),
    ):  # fmt: skip
        file.write_text(
            f"providers:\n{row.format(place, proxy)}\nroutes: [{{model: c, try: [a/m]}}]\n", "utf-8"
        )
        if fine:
            assert config.load(file).providers["a"].proxy == proxy
        else:
            with pytest.raises(BadGatewayFile, match="proxy"):
                config.load(file)
