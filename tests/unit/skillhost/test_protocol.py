"""Do frames pass whole, within their size, or not at all?"""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.skillhost import protocol
from bangban.skillhost.problems import BadFrame, FrameTooLarge

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def passed(data: bytes, seconds: float = 2.0, close: bool = True) -> dict[str, Any] | None:
    here, there = socket.socketpair()
    with here, there:
        sending = threading.Thread(target=here.sendall, args=(data,))
        sending.start()
        if close:
            sending.join()
            here.shutdown(socket.SHUT_WR)
        return protocol.receive(there, time.monotonic() + seconds)


@given(st.dictionaries(st.text(), values, max_size=4))
@settings(deadline=None)
def test_what_is_sent_arrives(message: dict[str, Any]) -> None:
    try:
        frame = protocol.encode(message)
    except UnicodeEncodeError:
        # Half a surrogate pair is no text; JSON cannot carry it as UTF-8.
        return
    assert passed(frame) == message


def test_half_a_frame_is_none() -> None:
    frame = protocol.encode({"a": 1})
    for cut in range(len(frame)):
        assert passed(frame[:cut]) is None


def test_other_frames_are_refused() -> None:
    with pytest.raises(BadFrame):
        passed(struct.pack("!BI", 2, 2) + b"{}")
    with pytest.raises(BadFrame):
        passed(struct.pack("!BI", 1, 1) + b"{")
    with pytest.raises(BadFrame):
        passed(struct.pack("!BI", 1, 2) + b"[]")
    with pytest.raises(BadFrame):
        passed(struct.pack("!BI", 1, 20_000) + b"[" * 20_000)
    with pytest.raises(FrameTooLarge):
        passed(struct.pack("!BI", 1, protocol.LARGEST + 1))


def test_a_slow_sender_gets_no_more_than_the_deadline() -> None:
    with pytest.raises(TimeoutError):
        passed(struct.pack("!BI", 1, 20), 0.2, close=False)


def test_what_is_no_json_is_not_sent() -> None:
    for value in (float("nan"), float("inf"), object(), {1, 2}, b"bytes"):
        with pytest.raises((TypeError, ValueError)):
            protocol.encode({"value": value})
    with pytest.raises(FrameTooLarge):
        protocol.encode({"value": "x" * protocol.LARGEST})
