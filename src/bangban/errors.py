"""What went wrong, where, and what to do about it: every message a person can meet, in Chinese and English.

A problem is a class. Its docstring IS its message: the part before ` | ` is Chinese, the part after
it English, and `{names}` are filled from the keyword arguments it is raised with. Its `code` is
stable and documented; programs match on the code, people read the message.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, ClassVar


def _split(docstring: str) -> tuple[str, str]:
    text = re.sub(r"\s*\n\s*", " ", inspect.cleandoc(docstring))
    chinese, _, english = text.partition(" | ")
    return chinese.strip(), english.strip()


def _said(value: Any, language: str) -> Any:
    """A detail that is said in two languages ({"zh", "en"}) is said in the message's."""
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        first, second = ("en", "zh") if language.startswith("en") else ("zh", "en")
        return value[first] or value[second]
    return value


class Problem(Exception):
    """出现问题。 | Something went wrong."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    """The HTTP status a page or the API answers with."""
    exit_code: ClassVar[int] = 2
    """The exit status of a command: 1 findings or refusals, 2 bad input or set-up."""

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.text("en"))

    def text(self, language: str = "zh-hans") -> str:
        """Return the message in `language` ("zh…" or "en…")."""
        chinese, english = _split(type(self).__doc__ or "")
        template = english if language.startswith("en") else chinese
        said = {name: _said(value, language) for name, value in self.details.items()}
        return template.format(**said)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON form used by the API and by `--json`."""
        return {
            "code": self.code,
            "message": {"zh": self.text("zh-hans"), "en": self.text("en")},
            "details": {name: str(_said(value, "en")) for name, value in self.details.items()},
        }


class BadInput(Problem):
    """输入有误：{what}。请检查后重新提交。 | The input is not right: {what}. Check it and send it again."""

    code = "bad_input"


class Busy(Problem):
    """系统正忙，暂时不能保存，本次操作没有执行。请稍后再试；如一直如此，请联系系统管理员。 | The system is busy and cannot save at the moment, so nothing was done. Try again shortly; if it stays so, call the system administrator."""

    code = "busy"
    status = 503


class TooLarge(Problem):
    """内容太大，没有接收。请缩短文字，或把材料作为附件分开提交。 | This is too large and was not taken. Shorten the text, or send the material separately as attachments."""

    code = "request_too_large"
    status = 413


class NotAllowed(Problem):
    """您没有办理此事的权限。请联系本部门管理员。 | You may not do this. Ask your agency's administrator."""

    code = "not_allowed"
    status = 403


class WrongMethod(Problem):
    """此地址不支持 {method} 方式，请改用 {allowed}。 | This address does not take {method}; use {allowed}."""

    code = "wrong_method"
    status = 405


class NotUnderstood(Problem):
    """请求无法识别：地址或数据有误，或所用主机名不属于本系统。请检查后重新发送。 | The request was not understood: its address or its data is not in order, or it was sent to a host name this service does not answer to. Check it and send it again."""

    code = "bad_request"


class Failed(Problem):
    """系统内部出错，编号 {request}。已保存的内容不受影响；请稍后重试，如一直如此，请将编号告知系统管理员。 | Something failed on our side, number {request}. What was saved before is safe. Try again shortly; if it stays so, tell the system administrator that number."""

    code = "internal"
    status = 500


NOUNS = {
    "agency": "部门",
    "answer": "答复",
    "attachment": "附件",
    "case": "办件",
    "comparison": "比对",
    "complaint": "投诉",
    "document": "文件",
    "drawing": "图样",
    "employee": "数字员工",
    "entry": "问答条目",
    "example": "示例",
    "file": "文件",
    "files": "文件",
    "form": "表单",
    "gap": "待补的问题",
    "import": "导入记录",
    "incident": "事件",
    "key": "密钥",
    "limit": "限额",
    "model": "模型",
    "officer": "人员",
    "page": "页面",
    "passage": "条文",
    "reading": "读取记录",
    "request": "诉求",
    "review": "校核记录",
    "scenario": "场景",
    "service": "服务",
    "sheets": "页面图样",
    "source": "来源",
    "standing order": "常设授权",
    "stop": "停用记录",
    "token": "令牌",
    "turn": "值班安排",
    "work order": "工单",
}
"""What may not be found, by the word it is raised with."""


class NotFound(Problem):
    """没有找到{what}，或者它不属于您的部门。 | {what} was not found, or it does not belong to your agency."""

    code = "not_found"
    status = 404

    def __init__(self, **details: Any) -> None:
        """`what`: one of NOUNS, and maybe which ("case 26-1"); anything else, as a name somebody typed, is said as it is."""
        what = details.get("what")
        noun = next((one for one in NOUNS if f"{what} ".startswith(f"{one} ")), "")
        if noun:
            details["what"] = {"zh": f"{NOUNS[noun]}{str(what).removeprefix(noun)}", "en": what}
        super().__init__(**details)


class Refusal(Problem):
    """数字员工不能承办此事。请转人工办理。 | The digital employee may not take this on. Hand it to a person."""

    code = "refused"
    status = 409
    exit_code = 1
