"""A game of two actors as a table: pairs in the cells, or a table of numbers per actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from negotiation._arrays import floats
from negotiation.concessions import _cells
from negotiation.concessions._sheet import Sheet
from negotiation.errors import InvalidTypeError, InvalidValueError

Game = tuple[Any, Any, Any]
"""Payoffs, strategies and actors (``None`` for no names) as `NormalFormGame` takes them."""


def holds_pairs(sheet: Sheet, actors: Any = None) -> bool:
    """Say whether a sheet is a bimatrix: most cells right of the first column hold pairs.

    Parameters
    ----------
    sheet : Sheet
    actors : sequence, optional
        What the caller passed as ``actors=``: either heads of columns, so that this is no
        bimatrix, or else names for its two sides.

    Raises
    ------
    InvalidValueError
        If every cell is like ``3,1`` or ``1/2``, which may be a pair or a single number,
        and neither the corner nor another cell settles it.
    """
    names = set() if actors is None or isinstance(actors, str) else {str(name) for name in actors}
    if names & {str(head) for head in sheet.heads}:
        return False
    if "\\" in str(sheet.heads[0]):
        return True
    columns = [sheet.cells(column) for column in range(1, len(sheet.heads))]
    cells = [cell for column in columns for cell in column]
    pairs = [cell for cell in cells if _cells.is_pair(cell)]
    if 2 * len(pairs) <= len(cells):
        return False
    if any(all(_cells.is_plain_number(cell) for cell in column) for column in columns):
        return False
    if names or any(_cells.is_unmistakable_pair(cell) for cell in pairs):
        return True
    row, column = next(
        (row, column)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if column and _cells.is_pair(cell)
    )
    raise InvalidValueError(
        "This may be a pair of payoffs or a single number. Write a pair as '3, 1' (with a "
        r"blank) or '(3,1)', or name both actors in the corner as 'Row \ Column'; write a "
        "number with a decimal point.",
        given=sheet.rows[row][column],
        **sheet.at(row, column),
    )


def game_of_pairs(sheet: Sheet, actors: Any = None) -> Game:
    """Return the game in a sheet of pairs; the first column holds the row strategies."""
    payoffs = [
        [_cells.pair(cell, **sheet.at(place, column)) for column, cell in enumerate(row) if column]
        for place, row in enumerate(sheet.rows)
    ]
    if len(sheet.heads) < 2:
        raise InvalidValueError("The column actor needs a strategy.", **sheet.at())
    both = [[[cell[actor] for cell in row] for row in payoffs] for actor in (0, 1)]
    return both, _strategies(sheet), _actors([sheet], actors)


def game_of_tables(first: Sheet, second: Sheet, actors: Any = None) -> Game:
    """Return the game in two sheets of numbers, the row actor's payoffs and the column actor's."""
    ours, theirs = _strategies(first), _strategies(second)
    for axis, what in enumerate(("row", "column")):
        if len(ours[axis]) != len(theirs[axis]):
            raise InvalidValueError(
                f"The first table has {len(ours[axis])} {what} strategies and the second "
                f"{len(theirs[axis])}.",
                **second.at(),
            )
        for place, (label, its) in enumerate(zip(ours[axis], theirs[axis], strict=True)):
            if label != its:
                raise InvalidValueError(
                    f"The {what} strategies of the two tables differ: {label!r} in the first is "
                    f"{its!r} in the second.",
                    **(second.at(None, place + 1) if axis else second.at(place)),
                )
    payoffs = [
        [
            [
                _cells.number(cell, **sheet.at(place, column))
                for column, cell in enumerate(row)
                if column
            ]
            for place, row in enumerate(sheet.rows)
        ]
        for sheet in (first, second)
    ]
    return payoffs, ours, _actors([first, second], actors)


def sheet_of_frame(frame: Any) -> Sheet:
    """Return a data frame with the row strategies in its first column.

    They are the frame's index, or its first column if that holds text while the index is
    row numbers.  The names of index and columns, where both have one, name the actors.
    """
    if isinstance(frame, Sheet):
        return frame
    sheet = Sheet.of_frame(frame)
    indexed = len(sheet.heads) - len(list(frame.columns))
    if indexed > 1:
        raise InvalidValueError("Row strategies need one index level.", given=sheet.heads[:indexed])
    if indexed:
        across = getattr(frame.columns, "name", None)
        names = [str(name) for name in (sheet.heads[0], across) if name not in (None, "")]
        return replace(sheet, heads=(" \\ ".join(names), *sheet.heads[1:]))
    first = sheet.cells(0)
    if any(isinstance(cell, str) and not _is_payoff(cell) for cell in first):
        return sheet
    rows = tuple((place, *row) for place, row in enumerate(sheet.rows))
    return replace(sheet, heads=("", *sheet.heads), rows=rows)


def _is_payoff(cell: Any) -> bool:
    return _cells.is_number(cell) or _cells.is_pair(cell)


def _strategies(sheet: Sheet) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the labels of rows and columns; one used twice is refused with both places."""
    first: dict[Any, Any] = {}
    for place, cell in enumerate(sheet.cells(0)):
        label = _cells.label(cell, **sheet.at(place, 0))
        if label in first:
            raise InvalidValueError(
                f"The row strategy stands twice, in {sheet.unit} {first[label]!r} and in "
                f"{sheet.unit} {sheet.marks[place]!r}.",
                given=label,
                **sheet.at(place),
            )
        first[label] = sheet.marks[place]
    return tuple(first), sheet.heads[1:]


def _actors(sheets: list[Sheet], given: Any) -> Any:
    r"""Return the actors' names: as given, or as the corner ``US \ DPRK`` has them.

    Over two tables the corners may also name one actor each, whose payoffs the table holds.
    """
    corners = [[part.strip() for part in str(sheet.heads[0]).split("\\")] for sheet in sheets]
    named = [parts for parts in corners if parts != [""]]
    if [len(parts) for parts in named] == [1, 1] and named[0] != named[1]:
        named = [[named[0][0], named[1][0]]]
    clear = all(len(parts) == 2 and all(parts) and parts == named[0] for parts in named)
    if given is None and clear:
        return tuple(named[0]) if named else None
    if given is None:
        raise InvalidValueError(
            r"The corner must be blank or name both actors as 'Row \ Column'; or pass actors=.",
            given=" and ".join(str(sheet.heads[0]) for sheet in sheets),
            **sheets[0].at(),
        )
    names = [str(name) for name in given]
    if named and clear and names != named[0] and {*names} & {*named[0]}:
        raise InvalidValueError(
            f"actors= differs from the corner, which names {named[0]}, the row actor first.",
            given=given,
            **sheets[0].at(),
        )
    return given


def game_of_mapping(table: Mapping[Any, Any], strategies: Any, actors: Any) -> Game:
    """Return the game in ``{row strategy: {column strategy: (row payoff, column payoff)}}``."""
    if strategies is not None:
        raise InvalidValueError("A mapping of payoffs names its strategies; leave strategies= out.")
    return game_of_pairs(_sheet_of_mapping(table), actors)


def _sheet_of_mapping(table: Any, /, **place: Any) -> Sheet:
    """Return ``{row: {column: cell}}`` as a sheet, every row with the same columns."""
    if not table:
        raise InvalidValueError("The mapping of payoffs is empty.", **place)
    columns: list[Any] = []
    for label, row in table.items():
        if not isinstance(row, Mapping):
            raise InvalidTypeError(
                "Expected {column strategy: payoffs} for every row strategy.",
                given=row,
                row=label,
                **place,
            )
        columns = columns or list(row)
        for missing in [name for name in columns if name not in row]:
            raise InvalidValueError("The cell is missing.", row=label, column=missing, **place)
        for extra in [name for name in row if name not in columns]:
            raise InvalidValueError(
                "The first row has no such column.", row=label, column=extra, **place
            )
    rows = [(label, *(row[name] for name in columns)) for label, row in table.items()]
    return Sheet(("", *columns), tuple(rows), tuple(table))


def payoffs_of_tables(tables: Sequence[Any], strategies: Any, actors: Any) -> Game:
    """Return the game in a table of numbers per actor: arrays, lists or mappings."""
    if all(isinstance(table, Mapping) for table in tables) and len(tables) == 2:
        if strategies is not None:
            raise InvalidValueError("Mappings name their strategies; leave strategies= out.")
        first, second = (
            _sheet_of_mapping(table, table=place + 1) for place, table in enumerate(tables)
        )
        return game_of_tables(first, second, actors)
    arrays = [floats(table, "A table", table=place + 1) for place, table in enumerate(tables)]
    for place, array in enumerate(arrays):
        if array.shape != arrays[0].shape:
            raise InvalidValueError(
                f"The table has shape {array.shape} and the first one {arrays[0].shape}.",
                table=place + 1,
            )
    return arrays, strategies, actors
