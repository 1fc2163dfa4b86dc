"""What has been worked out for one office's template, and holds for its next document too?"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last values by key, for several threads. What is kept may be shared, so it must not be changed."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value], *, keep: bool = True) -> Value:
        """Return the value of `key`, made now where it is not kept; `keep` False neither asks nor keeps."""
        if not keep:
            return make()
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._many:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
