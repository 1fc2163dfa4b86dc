"""Which command was meant? `bangban NOUN …`; each noun's module is loaded only when it is called."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from bangban import __version__
from bangban.errors import Problem


class CannotStore(Problem):
    """数据库不能读写（{reason}）：磁盘可能已满，或数据库没有运行。之前保存的都完好，排除故障后再次执行即可。 | The database cannot be read or written ({reason}): the disk may be full, or the server down. What was saved before is safe; see to it and run the command again."""

    code = "cannot_store"


THREADS = "OPENBLAS_NUM_THREADS"
"""Our matrices are small and there is a process for each core: threads of one that wait for each other take twice the time."""
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("bangban.cli.serve:serve", "start Bangban: pages, executor, skill hosts, workers"),
    "init": ("bangban.cli.home:init", "make or migrate BANGBAN_HOME; --demo seeds the invented district"),
    "check": ("bangban.cli.check:check", "what is configured, what is missing, what is unsafe"),
    "handle": ("bangban.cli.handle:handle", "take one piece of work, or a batch, through governance"),
    "gateway": ("bangban.cli.gateway:gateway", "the door to language models: start it, make keys"),
    "model": ("bangban.cli.model:model", "compare language models on a scenario's examples"),
    "import": ("bangban.cli.imports:import_", "bring messages in from a CSV or XLSX file"),
    "ask": ("bangban.cli.ask:ask", "answer questions from the sources in force, or say that they do not"),
    "document": ("bangban.cli.document:document", "check, correct, draft, compare official documents"),
    "workorders": ("bangban.cli.workorders:workorders", "learn dispatch, classify, hot issues, alerts"),
    "knowledge": ("bangban.cli.knowledge:knowledge", "import sources, search them, learn from questions"),
    "feelings": ("bangban.cli.feelings:feelings", "how messages sound, and which need care"),
    "handover": ("bangban.cli.handover:handover", "after which turn a person should take over"),
    "scenario": ("bangban.cli.scenario:scenario", "list and check scenarios"),
    "ledger": ("bangban.cli.ledger:ledger", "verify and export the ledger"),
    "export": ("bangban.cli.export:export", "ATRS records and the clause map"),
    "officer": ("bangban.cli.officer:officer", "open the first accounts"),
    "backup": ("bangban.cli.backup:backup", "save everything to one file, while running"),
    "restore": ("bangban.cli.backup:restore", "bring a backup back, and verify it"),
    "process": ("bangban.cli.serve:process", "run one process in the foreground (for systemd)"),
    "database": ("bangban.cli.database:database", "roles and rights on PostgreSQL"),
}


class Bangban(click.Group):
    """The commands, looked up by name and imported on demand, so that `bangban --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The table says it without importing thirteen modules.
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


def language() -> str:
    """The language of messages on this terminal: BANGBAN_LANGUAGE, else LANG, else Chinese."""
    chosen = os.environ.get("BANGBAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if chosen.lower().startswith("en") else "zh-hans"


def say(problem: Problem, as_json: bool) -> None:
    """Print a problem: one clear line on stderr, and with --json the stable form on stdout as well."""
    if as_json:
        click.echo(json.dumps({"error": problem.as_dict()}, ensure_ascii=False))
    click.echo(f"bangban: {problem.text(language())} [{problem.code}]", err=True)


@click.group("bangban", cls=Bangban, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bangban")
def cli() -> None:
    """Bangban (帮办): AI proposes, a person decides, and only a decision takes effect.

    State lives in $BANGBAN_HOME. Exit status: 0 fine, 1 findings or refusals, 2 bad input or set-up.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; problems become one line and their exit status."""
    os.environ.setdefault(THREADS, "1")
    words = sys.argv[1:] if arguments is None else arguments
    code = outcome(lambda: cli.main(args=words, prog_name="bangban", standalone_mode=False), words)
    if code is not None:
        sys.exit(code)


def outcome(run: Callable[[], object], words: Sequence[str] = ()) -> int | None:
    """Run `run` and return its exit status, None when it came to its end; a problem is said in one line.

    `words` is the command line, when `run` reads one.
    """
    as_json = "--json" in words
    try:
        run()
    except Problem as problem:
        say(problem, as_json)
        return problem.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return asked.exit_code
    except click.ClickException as error:
        from bangban.cli.wrong import problem_of

        wrong = problem_of(error, words, cli)
        say(wrong, as_json)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("bangban: 已中断。 | Interrupted.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from django.db import InterfaceError, OperationalError

        if not isinstance(error, InterfaceError | OperationalError):
            raise
        unwritten = CannotStore(reason=error)
        say(unwritten, as_json)
        return unwritten.exit_code
    return None


if __name__ == "__main__":
    main()
