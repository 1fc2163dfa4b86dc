"""Why can a conversation not be taken, given back or written in?"""

from __future__ import annotations

from bangban.errors import NotFound, Refusal


class NotWaiting(Refusal):
    """这段对话已不在等候中：可能已由其他同事接待，或群众已结束对话。请回到等候队列。 | This conversation no longer waits: a colleague may have taken it, or the resident ended it. Go back to the queue."""

    code = "handover_not_waiting"


class NotYours(Refusal):
    """这段对话不是由您接待，不能在其中发言。请先接待。 | You are not the one who talks in this conversation. Take it over first."""

    code = "handover_not_yours"


class NoHandover(NotFound):
    """没有找到这段对话，或者它不属于您的部门。 | The conversation was not found, or it does not belong to your agency."""

    code = "handover_not_found"
