"""Why was a question not taken, and what now?"""

from __future__ import annotations

from bangban.errors import BadInput, Problem, Refusal


class TooManyAsk(Problem):
    """现在提问的人很多，请等约 {seconds} 秒，页面会自动再试，您写的内容没有丢失。着急请拨打 12345。 | Many people are asking right now. Wait about {seconds} seconds; the page tries again by itself and what you wrote is not lost. If it is urgent, call 12345."""

    code = "too_many_ask"
    status = 503


class AskedTooOften(Problem):
    """从您所在的网络发来的问题太多，请等 {seconds} 秒后再问。着急请拨打 12345。 | Too many questions came from your network. Wait {seconds} seconds. If it is urgent, call 12345."""

    code = "asked_too_often"
    status = 429


class AnswerStopped(Refusal):
    """答复到此为止：下一句没有写完或没有通过核对，不予显示。已显示的各句都逐句核对过。工作人员会接着答复您。 | The answer ends here: its next sentence was not finished or did not hold against its source, and is not shown. Each sentence that was shown did hold. A person will go on from here."""

    code = "answer_stopped"


class LeftToPerson(Refusal):
    """这个问题要由工作人员来答复，已经记下，凭编号可以查进展。 | A person will answer this. It is on record, and its number tells how it stands."""

    code = "left_to_person"


class NothingAsked(BadInput):
    """请写下您的问题。 | Write your question."""

    code = "question_missing"


class NotRated(BadInput):
    """评价只能是 1（有帮助）或 -1（没有帮助）。 | A rating is 1 (helpful) or -1 (not helpful)."""

    code = "not_rated"


class NotReadable(BadInput):
    """请求不是一个 JSON 对象：{reason}。 | The request is not a JSON object: {reason}."""

    code = "not_readable"
