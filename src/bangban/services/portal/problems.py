"""Why could the portal not do what a resident wanted, and what now?"""

from __future__ import annotations

from bangban.errors import BadInput, Problem


class TooManyRequests(Problem):
    """从您所在的网络发来的请求太多，请等 {seconds} 秒后再试。您填写的内容没有丢失。着急请拨打 12345。 | Too many requests came from your network. Wait {seconds} seconds and try again. What you typed is not lost. If it is urgent, call 12345."""

    code = "too_many_requests"
    status = 429


class MessageTooLarge(BadInput):
    """发来的内容太大，没有接收。正文最多 {characters} 字，附件最多 {files} 个，每个不超过 {megabytes} MB。请缩短后再提交。 | What you sent is too large and was not taken. The text may have {characters} characters, with {files} attachments of {megabytes} MB each at most. Shorten it and send it again."""

    code = "message_too_large"
    status = 413


class NotAccepted(Problem):
    """这封来信没有被接收：{reason} 请拨打 12345，或到窗口办理。 | This message was not taken: {reason} Call 12345, or come to the counter."""

    code = "not_accepted"
    status = 409


class NoReceiver(Problem):
    """网上留言暂时没有开通。请拨打 12345。 | Messages cannot be left here at the moment. Call 12345."""

    code = "no_receiver"
    status = 503
