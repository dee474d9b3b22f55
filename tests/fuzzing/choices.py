"""Decisions taken by the bytes of an input, so that the same bytes take the same ones."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, TypeVar

Thing = TypeVar("Thing")


class Choices:
    """A reading head on bytes; when they are used up, every decision is the first one.

    Parameters
    ----------
    data : bytes
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    @property
    def ended(self) -> bool:
        return self.place >= len(self.data)

    def byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1] if self.place <= len(self.data) else 0

    def below(self, count: int) -> int:
        """Return a whole number from 0 to below `count`."""
        value = self.byte()
        return (value if count <= 256 else value * 256 + self.byte()) % count

    def one_of(self, things: Sequence[Thing]) -> Thing:
        return things[self.below(len(things))]

    def number(self) -> Any:
        """Return a number of any size."""
        kind = self.below(4)
        if kind == 0:
            return self.below(8) - 2
        if kind == 1:
            return (self.below(65536) - 32768) / self.one_of((1, 2, 10, 1000))
        if kind == 2:
            raw = bytes(self.byte() for _ in range(8))
            return float(struct.unpack("<d", raw)[0])
        return self.one_of((-1, 1, 3)) * 10 ** self.below(400)

    def text(self) -> str:
        """Return a short text of any letters."""
        return "".join(chr(self.below(0xD800)) for _ in range(self.below(6)))
