"""A headed table on its way into a problem or a game, which remembers where its rows stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, eq=False)
class Sheet:
    """Heads, rows under them, and what an error calls each row.

    Every way in (rows, data frames, files) becomes a sheet first, so that all are read
    by the same rules and an error names the place in the words of its source.

    Parameters
    ----------
    heads : sequence
        A head per column, all different; only the first may be blank.
    rows : sequence of sequences
        Cells, as many as there are heads.
    marks : sequence, optional
        What errors call the rows; their numbers from 0 if left out.
    unit : str, default "row"
        What a mark counts: "row", or "line" of a file.
    top : object, optional
        The mark of the heads themselves.

    Raises
    ------
    InvalidValueError
        If a row is short or long, a head is blank or stands twice, or there are no rows.
    """

    heads: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]
    marks: tuple[Any, ...] = field(default=None)  # type: ignore[arg-type]
    unit: str = "row"
    top: Any = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", tuple(_head(head) for head in self.heads))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        marks = range(len(self.rows)) if self.marks is None else self.marks
        object.__setattr__(self, "marks", tuple(marks))
        self._check_heads()
        if not self.rows:
            raise InvalidValueError("The table has heads and no rows.", **self.at())
        for row, cells in enumerate(self.rows):
            if len(cells) != len(self.heads):
                self._refuse_width(row)

    def _check_heads(self) -> None:
        first: dict[str, int] = {}
        for column, head in enumerate(self.heads):
            name = str(head)
            if not name and column:
                raise InvalidValueError(f"Column {column + 1} has no head.", **self.at())
            if name in first:
                raise InvalidValueError(
                    f"Columns {first[name] + 1} and {column + 1} have the same head.",
                    given=name,
                    **self.at(),
                )
            first[name] = column

    def _refuse_width(self, row: int) -> None:
        count, heads = len(self.rows[row]), len(self.heads)
        cure = (
            "a cell is missing"
            if count < heads
            else "quote cells that hold the separator, and write decimals with a point"
        )
        raise InvalidValueError(
            f"There are {count} cells under {heads} heads: {cure}.",
            given=list(self.rows[row]),
            **self.at(row),
        )

    def at(self, row: int | None = None, column: int | None = None) -> dict[str, Any]:
        """Return the place of a cell, of a row, or of the heads, for an error to name."""
        place = {self.unit: self.top if row is None else self.marks[row]}
        if column is not None:
            place["column"] = str(self.heads[column]) or column + 1
        return {key: value for key, value in place.items() if value is not None}

    def cells(self, column: int) -> tuple[Any, ...]:
        """Return one column, from the top down."""
        return tuple(row[column] for row in self.rows)

    @classmethod
    def of_rows(cls, heads: Iterable[Any], rows: Iterable[Any]) -> Sheet:
        """Return a sheet of heads and rows of cells."""
        rows = list(rows)
        for row, cells in enumerate(rows):
            if isinstance(cells, str) or not isinstance(cells, Iterable):
                raise InvalidTypeError("A row must be a list of cells.", given=cells, row=row)
        return cls(tuple(heads), tuple(tuple(row) for row in rows))

    @classmethod
    def of_frame(cls, frame: Any) -> Sheet:
        """Return a sheet of a data frame; an index that says something becomes columns.

        A frame is anything with ``columns`` and ``frame[column]``; an ``index`` is used
        where there is one.  Row numbers (an unnamed 0, 1, 2, …) say nothing.
        """
        if isinstance(frame, Sheet):
            return frame
        if not hasattr(frame, "columns") or not hasattr(frame, "__getitem__"):
            raise InvalidTypeError(
                "Expected a data frame: something with columns and frame[column].",
                given=type(frame).__name__,
            )
        heads = list(frame.columns)
        cls(tuple(heads), ((None,) * len(heads),))  # a head used twice would break frame[head]
        body = [list(frame[head]) for head in heads]
        count = len(body[0]) if body else 0
        marks, names, levels = _index(frame, count)
        columns = [*levels, *body]
        for head, column in zip([*names, *heads], columns, strict=True):
            if len(column) != count:
                raise InvalidValueError(
                    f"The column has {len(column)} cells and the first one {count}.", column=head
                )
        return cls((*names, *heads), tuple(zip(*columns, strict=True)), marks)


def _head(head: Any) -> Any:
    """Return a head, text without the blanks around it, nothing as blank text."""
    if head is None:
        return ""
    return str(head).strip() if isinstance(head, str) else head


def _index(frame: Any, count: int) -> tuple[tuple[Any, ...], list[Any], list[list[Any]]]:
    """Return what a frame calls its rows, and the index as heads and columns."""
    index = getattr(frame, "index", None)
    if index is None or callable(index):
        return tuple(range(count)), [], []
    marks = tuple(index)
    names = list(getattr(index, "names", None) or [getattr(index, "name", None)])
    if len(marks) != count or (names == [None] and marks == tuple(range(count))):
        return tuple(range(count)), [], []
    if len(names) == 1:
        return marks, [_head(names[0])], [list(marks)]
    if None in names:
        return marks, [""], [list(marks)]
    return marks, names, [[mark[level] for mark in marks] for level in range(len(names))]
