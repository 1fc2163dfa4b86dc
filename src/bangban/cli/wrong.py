"""Which words of a command line are not right, and what should stand there? One line instead of click's four."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import click

from bangban.errors import BadInput, Problem

LONGEST = 80
"""Characters of a wrong word that are repeated."""
BRACKETS = re.compile(r"\((.*)\)", re.DOTALL)

Both = dict[str, str]
"""What is said in both languages: {"zh", "en"}."""


class WrongValue(BadInput):
    """{where} 的值“{value}”不正确，应为{expected}。用法见 {help}。 | {where} is "{value}", which is not right: expected {expected}. Usage: {help}."""

    code = "wrong_value"


class MissingWord(BadInput):
    """还缺少 {what}。用法见 {help}。 | {what} is missing. Usage: {help}."""

    code = "missing_word"


class NotOne(BadInput):
    """请给出 {what} 中的一项，且只给一项。用法见 {help}。 | Give one of {what}, and only one. Usage: {help}."""

    code = "not_one"


class UnknownWord(BadInput):
    """没有“{word}”。{similar}用法见 {help}。 | There is no "{word}". {similar}Usage: {help}."""

    code = "unknown_word"


class TooManyWords(BadInput):
    """多出了“{words}”，请去掉；含空格的内容要加引号。用法见 {help}。 | "{words}" is too much. Leave it out, or put quotes around what has spaces in it. Usage: {help}."""

    code = "too_many_words"


class WrongWords(BadInput):
    """命令的用法不对（{said}）。用法见 {help}。 | The command was not called as it should be ({said}). Usage: {help}."""

    code = "wrong_words"


def not_one(what: str) -> NotOne:
    """A problem for the command that runs: of the words in `what`, none was given, or more than one."""
    return NotOne(what=what, **_called(click.get_current_context()))


def problem_of(error: click.ClickException, words: Sequence[str], program: click.Group) -> Problem:
    """What click found wrong with the command line `words` of `program`, as a problem of ours."""
    # Click tells of an option without its value in no context, or the parent command's.
    context = getattr(error, "ctx", None) or click.Context(program, info_name=program.name)
    if isinstance(error, click.BadOptionUsage):
        return _wrong_use(error, _innermost(context, words))
    called = _called(context)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return MissingWord(what=_name(error.param), **called)
    if isinstance(error, click.BadParameter) and error.param is not None:
        value = _shown(_value(error, error.param, words))
        return WrongValue(where=_name(error.param), value=value, expected=_expected(error), **called)
    if isinstance(error, click.NoSuchOption):
        options = [option for param in _params(context) for option in (*param.opts, *param.secondary_opts)]
        return UnknownWord(
            word=_shown(error.option_name), similar=_similar(error.option_name, options), **called
        )
    if isinstance(context.command, click.Group):
        return _wrong_command(error, context, called)
    if type(error) is click.UsageError and (extra := BRACKETS.search(error.message)):
        return TooManyWords(words=_shown(extra[1]), **called)
    return WrongWords(said=_shown(error.format_message()), **called)


def _wrong_use(error: click.BadOptionUsage, context: click.Context) -> Problem:
    """An option without its value, or a switch with one."""
    name = error.option_name
    if any(name in param.opts and _is_flag(param) for param in _params(context)):
        return TooManyWords(
            words={"zh": f"{name} 后面的值", "en": f"the value of {name}"}, **_called(context)
        )
    return MissingWord(what={"zh": f"{name} 的值", "en": f"The value of {name}"}, **_called(context))


def _innermost(context: click.Context, words: Iterable[str]) -> click.Context:
    """The context of the command below `context` that `words` name."""
    for word in words:
        if isinstance(context.command, click.Group):
            command = context.command.get_command(context, word)
            context = context if command is None else click.Context(command, parent=context, info_name=word)
    return context


def _wrong_command(error: click.ClickException, context: click.Context, called: dict[str, str]) -> Problem:
    assert isinstance(context.command, click.Group)  # noqa: S101 — narrowed by the caller
    known = context.command.list_commands(context)
    if isinstance(error, click.exceptions.NoSuchCommand):
        word = error.command_name
        return UnknownWord(word=_shown(word), similar=_similar(word, known), **called)
    return MissingWord(what=" | ".join(known), **called)


def _called(context: click.Context) -> dict[str, str]:
    return {"help": f"{context.command_path} --help"}


def _params(context: click.Context) -> list[click.Parameter]:
    return context.command.get_params(context)


def _is_flag(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and param.is_flag


def _name(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def _shown(text: str) -> str:
    """On one line, and short."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _value(error: click.BadParameter, param: click.Parameter, words: Iterable[str]) -> str:
    """The word that was meant: the one of which its conversion says the same."""
    for word in words:
        for value in (word, word.partition("=")[2]):
            try:
                param.type.convert(value, param, error.ctx)
            except click.BadParameter as same:
                if same.message == error.message:
                    return value
    return ""


def _similar(word: str, known: Iterable[str]) -> Both | str:
    near = get_close_matches(word, list(known), n=1)
    return {"zh": f"是不是“{near[0]}”？", "en": f'Did you mean "{near[0]}"? '} if near else ""


def _expected(error: click.BadParameter) -> Both:
    """What `error`'s parameter takes."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        choices = [str(one) for one in kind.choices]
        return {"zh": f" {'、'.join(choices)} 之一", "en": f"one of {', '.join(choices)}"}
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        whole = isinstance(kind, click.types.IntParamType)
        return _between(
            ("整数", "a whole number") if whole else ("数", "a number"),
            getattr(kind, "min", None),
            getattr(kind, "max", None),
        )
    if isinstance(kind, click.Path):
        return _path(kind)
    if isinstance(kind, click.DateTime):
        like = datetime(2026, 1, 31).strftime(kind.formats[0])
        return {"zh": f" {like} 这样的日期", "en": f"a date like {like}"}
    said = _shown(error.message)
    return {"zh": said, "en": said}


def _between(noun: tuple[str, str], least: Any, most: Any) -> Both:
    if least is not None and most is not None:
        return {"zh": f" {least} 到 {most} 之间的{noun[0]}", "en": f"{noun[1]} from {least} to {most}"}
    if least is not None:
        return {"zh": f"不小于 {least} 的{noun[0]}", "en": f"{noun[1]} not below {least}"}
    if most is not None:
        return {"zh": f"不大于 {most} 的{noun[0]}", "en": f"{noun[1]} not above {most}"}
    return {"zh": noun[0], "en": noun[1]}


def _path(kind: click.Path) -> Both:
    if not kind.file_okay:
        zh, en = "文件夹", "a folder"
    elif not kind.dir_okay:
        zh, en = "文件", "a file"
    else:
        zh, en = "文件或文件夹", "a file or folder"
    if kind.exists:
        return {"zh": f"已有的、您能读取的{zh}", "en": f"{en} that is there and that you may read"}
    return {"zh": f"您能读写的{zh}", "en": f"{en} that you may read and write"}
