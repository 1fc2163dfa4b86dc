"""How does a skill reach a language model? Over a socket to the house's own door: it holds no key and knows no provider.

A request is one frame (`protocol`): {"model", "messages", "employee", "scenario", "deadline"}; the answer comes as
frames {"text"}, a piece each, and ends with {"end": true} or {"failed": code}. What the text may hold, where it may
go, what it costs and who is told of it is the door's to see to, as for every other caller.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bangban import config
from bangban.skillhost import protocol
from bangban.skillhost.address import socket_path
from bangban.skillhost.problems import BadFrame, FrameTooLarge
from bangban.skills.base import Complete, ModelSilent

LEFT = 1.0
"""Seconds before the skill's own deadline at which it stops waiting, so that it can answer without a model."""
REST = 30.0
"""Seconds in which a model that kept a resident waiting to the end is not asked: the others get what there is, at once."""
LONGEST = 20_000
"""Characters of an answer; a model that does not stop is not listened to."""


def door_path(settings: config.Config) -> Path:
    """The door's socket, beside the hosts' own."""
    return socket_path(settings).with_name("models.sock")


_rests: dict[str, float] = {}
"""Until when which model is left alone by this host, on the monotonic clock."""


class Model:
    """`Context.complete` for one piece of work. `asks`: the model's name, the employee's number, the scenario."""

    def __init__(self, asks: Mapping[str, Any], deadline: float) -> None:
        self._asks, self._ends = asks, deadline - LEFT

    def __call__(self, messages: Sequence[Mapping[str, str]]) -> str:
        return "".join(self.pieces(messages))

    def pieces(self, messages: Sequence[Mapping[str, str]]) -> Iterator[str]:
        """The answer as it is written.

        Raises:
            ModelSilent: it broke off, or never began.
        """
        request = {**self._asks, "messages": [dict(one) for one in messages], "deadline": self._ends}
        said = 0
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(protocol.seconds_left(self._ends))
                connection.connect(str(door_path(config.load())))
                connection.sendall(protocol.encode(request))
                while (frame := protocol.receive(connection, self._ends)) is not None:
                    if "failed" in frame:
                        raise ModelSilent(reason=str(frame["failed"])[:60])
                    if frame.get("end"):
                        return
                    text = str(frame.get("text", ""))
                    said += len(text)
                    if said > LONGEST:
                        raise ModelSilent(reason="too_long")
                    yield text
        except TimeoutError:
            # One that stands still holds up everybody who asks; one that refuses does so at once.
            _rests[str(self._asks.get("model"))] = time.monotonic() + REST
            raise ModelSilent(reason="timeout") from None
        except (OSError, BadFrame, FrameTooLarge, ValueError) as error:
            raise ModelSilent(reason=type(error).__name__) from None
        raise ModelSilent(reason="cut")


def asked_by(message: Mapping[str, Any], deadline: float) -> Complete | None:
    """What a request to a host says of a model: None where none is named, or where it stood still a moment ago, and then
    every skill takes its local path.
    """
    asks = message.get("model")
    now = time.monotonic()
    if not isinstance(asks, Mapping) or not asks.get("model") or deadline - now <= LEFT:
        return None
    if _rests.get(str(asks["model"]), now) > now:
        return None
    return Model({name: str(asks.get(name, "")) for name in ("model", "employee", "scenario")}, deadline)
