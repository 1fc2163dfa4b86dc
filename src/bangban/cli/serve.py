"""`bangban serve`: start every process, keep them running, stop them together."""

from __future__ import annotations

import json
import logging
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from bangban import config
from bangban.cli.django import is_made, set_up, set_up_without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable

    from bangban.cli.nursery import Forked
    from bangban.cli.supervisor import Child

WEB_GRACE = 8
"""Seconds a web worker has to end; less than the supervisor's own patience, so that none is orphaned."""

TOO_MANY = "Configuration allows spawning up to"


@click.command()
@click.option("--host", help="Address to listen on (setting web.host).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (setting web.port, 8760).")
@click.option("--demo", is_flag=True, help="Demo mode: seed and show the sample accounts.")
def serve(host: str | None, port: int | None, demo: bool) -> None:
    """Start pages, executor, skill hosts and workers; Ctrl-C stops them all."""
    for name, value in (
        ("BANGBAN_WEB_HOST", host),
        ("BANGBAN_WEB_PORT", port),
        ("BANGBAN_DEMO", demo or None),
    ):
        if value is not None:
            os.environ[name] = str(value)
    config.load.cache_clear()
    from bangban.cli import nursery
    from bangban.cli.supervisor import Supervisor, port_is_free

    settings = config.load()
    port_is_free(settings["web.host"], settings["web.port"])
    nursery.warm(settings)
    # Loading the pages takes as long as looking after the home: both are done at once, where there is a home already.
    gate = nursery.Gate()
    ahead = (
        nursery.fork(lambda: _web(gate.wait), title="bangban process web", apart=True)
        if is_made(settings)
        else None
    )
    greeting = _greeting_of_a_ready_home(settings)
    gate.open()
    sys.exit(Supervisor(settings, greeting, run_process, _children(settings, greeting, ahead)).run())


def _greeting_of_a_ready_home(settings: config.Config) -> list[str]:
    """Make the home ready, and return what to say of its accounts. In a process of its own, with the owner's rights:
    the parent of all others never holds them.
    """
    from bangban.cli import nursery

    reader, writer = os.pipe()
    made = nursery.fork(lambda: os.write(writer, json.dumps(_make_ready(settings)).encode()), apart=True)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        said = told.read()
    if code := made.wait():
        sys.exit(code)
    greeting: list[str] = json.loads(said)
    return greeting


def _make_ready(settings: config.Config) -> list[str]:
    set_up()
    from bangban.cli.check import refuse_if_unsafe
    from bangban.site.home import is_seeded, prepare

    prepare()
    if settings["demo"] and not is_seeded():
        from bangban.site.demo import seed

        seed(progress=lambda text: click.echo(text, err=True))
    refuse_if_unsafe()
    if not settings["demo"]:
        return []
    from bangban.services.accounts.demo import greeting

    return greeting()


def _children(settings: config.Config, greeting: list[str], web: Forked | None) -> list[Child]:
    """All processes, `web` being started already; without the gateway where its port is taken. The greeting says of which
    ports that is so.
    """
    from bangban.cli.supervisor import PROCESSES, AddressUnusable, Child, PortInUse, port_is_free

    children = [Child(name) for name in PROCESSES]
    children[0].process = web
    try:
        port_is_free(settings["web.host"], settings["streams.port"])
    except (PortInUse, AddressUnusable) as problem:
        greeting[:0] = [
            f"对话推送在等端口（streams.port），这期间页面每几秒自己来问，排队照常：{problem.text('zh-hans')}",
            f"Streams wait for their port (streams.port); until then pages ask every few seconds, and the queue moves: {problem.text('en')}",
        ]
    address = f"http://{settings['gateway.host']}:{settings['gateway.port']}/v1"
    try:
        port_is_free(settings["gateway.host"], settings["gateway.port"])
    except (PortInUse, AddressUnusable) as problem:
        greeting[:0] = [
            f"模型网关没有启动：{problem.text('zh-hans')}（gateway.port）",
            f"The model gateway was not started: {problem.text('en')} (gateway.port)",
        ]
        return [child for child in children if child.name != "gateway"]
    file, _named = settings.gateway_file
    none = (
        ""
        if file.exists()
        else "  没有连接模型，各项工作用本地方法 | no model connected, all work is done by local methods"
    )
    greeting[:0] = [f"模型网关 | model gateway  {address}{none}"]
    return children


@click.command()
@click.argument("name", type=click.Choice(["web", "executor", "host", "worker", "gateway", "streams"]))
def process(name: str) -> None:
    """Run one process in the foreground, as a service manager does."""
    run_process(name)


def run_process(name: str) -> None:
    """Do the work of that process here, until told to stop."""
    from bangban.cli.supervisor import RUNS_AS, WITHOUT_SECRETS
    from bangban.config.secrets import begin_anew

    os.environ["BANGBAN_PROCESS"] = RUNS_AS.get(name, name)
    if name in WITHOUT_SECRETS:
        command = (sys.executable, "-m", "bangban.cli.main", "process", name)
        begin_anew(config.load(), WITHOUT_SECRETS[name], command)
    {
        "web": _web,
        "executor": _executor,
        "host": _host,
        "worker": _worker,
        "gateway": _gateway,
        "streams": _streams,
    }[name]()


def _web(may_begin: Callable[[], object] = lambda: None) -> None:
    os.environ["BANGBAN_PROCESS"] = "web"
    set_up("web")
    # Loaded before the server forks: a worker that fell is back at once.
    import_module("bangban.site.urls")
    may_begin()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = config.load()
    # The threads wait for the database and for hosts, they do not reckon; granian would warn of their number at each start.
    logging.getLogger("_granian").addFilter(lambda record: not record.getMessage().startswith(TOO_MANY))
    Granian(
        "bangban.site.wsgi:application",
        address=settings["web.host"],
        port=settings["web.port"],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings["web.threads"],
        # A crowd waits at the door until it is told how long, instead of being turned away by the kernel.
        backlog=4096,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # Told to stop while it still loads, a worker forgets it, and would keep the port for ever.
        workers_kill_timeout=WEB_GRACE,
    ).serve()


def _streams() -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from bangban.site.streams import move_until

    settings = config.load()
    move_until(lambda: _is_free(settings["web.host"], settings["streams.port"]))
    Granian(
        "bangban.site.streams:application",
        address=settings["web.host"],
        port=settings["streams.port"],
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        backlog=2048,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=WEB_GRACE,
        process_name="bangban-streams",
    ).serve()


def _is_free(host: str, port: int) -> bool:
    from bangban.cli.supervisor import AddressUnusable, PortInUse, port_is_free

    try:
        port_is_free(host, port)
    except (PortInUse, AddressUnusable):
        return False
    return True


def _gateway() -> None:
    from bangban.config.secrets import forget_secrets, secret_places
    from bangban.skillhost.isolation import hide

    settings = config.load()
    # Like a skill host it holds no key and no password but its own: what answers the world may not decide.
    forget_secrets(settings, "gateway")
    hide(secret_places(settings))
    from bangban.cli.forked import Master

    # All on one loop: under granian each call crosses to its threads and back four times, which costs more than the
    # rest of the way (docs/adr/0029-…).
    address = (settings["gateway.host"], settings["gateway.port"])
    Master("bangban.site.gateway:application", address, settings["gateway.workers"], WEB_GRACE).serve()


def _executor() -> None:
    set_up("executor")
    from bangban.executor.loop import main

    main()


def _host() -> None:
    from bangban.config.secrets import forget_secrets

    forget_secrets(config.load(), "skill")
    set_up("skill")
    from bangban.skillhost.server import run

    run()


def _worker() -> None:
    set_up_without_secrets()
    import threading

    from django.core.management import call_command

    from bangban.site.keeping import keep_up

    threading.Thread(target=keep_up, name="keeping", daemon=True).start()
    call_command("db_worker", interval=1, reload=False, verbosity=0)
