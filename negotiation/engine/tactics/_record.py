"""The offers made in talks so far, as every actor may read them."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import IntArray


class Column:
    """A column of numbers that grows; what is shown of it is read-only and not copied."""

    __slots__ = ("_kept", "_room", "count")

    def __init__(self, room: int = 64) -> None:
        self._room = np.empty(room, dtype=np.intp)
        self.count = 0
        self._lock()

    def _lock(self) -> None:
        self._kept = self._room.view()
        self._kept.flags.writeable = False

    def append(self, value: int) -> None:
        """Add a number at the end."""
        if self.count == len(self._room):
            self._room = np.concatenate([self._room, np.empty_like(self._room)])
            self._lock()
        self._room[self.count] = value
        self.count += 1

    @property
    def shown(self) -> IntArray:
        """The numbers so far."""
        return self._kept[: self.count]


class Record:
    """The offers made so far, in all and from each actor's seat."""

    __slots__ = ("_copied", "by", "notes", "received", "rows", "sent")

    def __init__(self, actors: int) -> None:
        self.rows, self.by = Column(), Column()
        self.notes: list[str] = []
        self.sent = [Column() for _ in range(actors)]
        # What one of two actors sends is what the other receives.
        shared = actors == 2
        self.received = self.sent[::-1] if shared else [Column() for _ in range(actors)]
        self._copied = () if shared else tuple(enumerate(self.received))

    def add(self, seat: int, row: int, note: str) -> None:
        """Write down that the actor in a seat offers a package."""
        self.rows.append(row)
        self.by.append(seat)
        self.notes.append(note)
        self.sent[seat].append(row)
        for other, column in self._copied:
            if other != seat:
                column.append(row)
