"""A table that holds the disagreement point in a row of its own, which marks the actors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray
from negotiation.concessions import BargainingProblem, _cells
from negotiation.concessions._outcome_table import OUTCOME_HEADS
from negotiation.concessions._sheet import Sheet
from negotiation.errors import InvalidValueError, unknown_name
from negotiation.io._csv_text import BETWEEN, DISAGREEMENT, POWER, REFUSED

Line = tuple[int, list[str]]
"""The line of the file on which a row begins, and its cells."""


@dataclass(frozen=True)
class _Mark:
    """A row that holds a number per actor: ``{head: number}``, and the line it stands on."""

    numbers: dict[str, float]
    line: int


def sheet_of(rows: list[Line]) -> Sheet:
    """Return rows as a sheet, the first as heads, with the line of every row."""
    lines = tuple(line for line, _ in rows)
    heads, *body = (tuple(cells) for _, cells in rows)
    return Sheet(heads, tuple(body), lines[1:], "line", lines[0])


def marked_table(
    rows: list[Line],
    actors: Sequence[str] | None,
    issues: Sequence[str] | None,
    *,
    disagreement: Any,
    ignore: Sequence[str],
) -> BargainingProblem:
    """Return the problem in a table with a row for the disagreement point.

    Parameters
    ----------
    rows : list of (line, cells)
        The first of them holds the heads.
    actors, issues, disagreement, ignore
        What the caller says, as for `BargainingProblem.from_frame`.

    Raises
    ------
    NegotiationError
        If the row stands twice or holds anything but a number per actor, the caller gives a
        disagreement point as well, or the table cannot be read otherwise.
    """
    sheet = sheet_of(rows)
    heads = [str(head) for head in sheet.heads]
    walk, power = (_mark(sheet, words) for words in (DISAGREEMENT, POWER))
    assert walk is not None
    if disagreement is not None:
        raise InvalidValueError(
            "The table holds the disagreement point; leave disagreement= out.", line=walk.line
        )
    names = [str(name) for name in (walk.numbers if actors is None else actors)]
    for name in names:
        if name not in walk.numbers:
            raise unknown_name("column with a reservation value", name, walk.numbers)
    if issues is None and actors is None:
        told = {*walk.numbers, *map(str, ignore), REFUSED}
        issues = [head for head in heads if head not in told]
        if len(issues) == 1 and issues[0].casefold() in OUTCOME_HEADS:
            issues = []
    marks = (DISAGREEMENT, POWER)
    kept = [rows[0], *(row for row in rows[1:] if row[1][0].strip() not in marks)]
    refused = _refusals(sheet, kept, names) if REFUSED in heads else None
    if refused is not None:
        place = heads.index(REFUSED)
        kept = [(line, cells[:place] + cells[place + 1 :]) for line, cells in kept]
    problem = BargainingProblem.from_frame(
        sheet_of(kept),
        names,
        issues=issues,
        disagreement={name: walk.numbers[name] for name in names},
        ignore=ignore,
    )
    powers = None if power is None else _powers(power, problem.actors)
    return replace(problem, power=powers, refused=refused)  # type: ignore[arg-type]


def _powers(mark: _Mark, actors: Sequence[str]) -> list[float]:
    """Return the power of every actor, each of whom needs one if there is a row of them."""
    for name in actors:
        if name not in mark.numbers:
            raise InvalidValueError(
                f"The row {POWER!r} needs a number under every actor.",
                line=mark.line,
                column=name,
            )
    return [mark.numbers[name] for name in actors]


def _mark(sheet: Sheet, words: str) -> _Mark | None:
    """Return the row whose first cell says `words`."""
    places = [place for place, cell in enumerate(sheet.cells(0)) if str(cell).strip() == words]
    if not places:
        return None
    if len(places) > 1:
        raise InvalidValueError(f"There are two rows {words!r}.", **sheet.at(places[1]))
    numbers = {
        str(head): _cells.number(sheet.rows[places[0]][column], **sheet.at(places[0], column))
        for column, head in enumerate(sheet.heads)
        if column and not _cells.is_missing(sheet.rows[places[0]][column])
    }
    if not numbers:
        raise InvalidValueError("The row needs a number under every actor.", **sheet.at(places[0]))
    return _Mark(numbers, sheet.marks[places[0]])


def _refusals(sheet: Sheet, kept: list[Line], actors: list[str]) -> BoolArray:
    """Return where an actor is named in the column of refusals, shape (n_outcomes, n_actors)."""
    column = [str(head) for head in sheet.heads].index(REFUSED)
    refused = np.zeros((len(kept) - 1, len(actors)), dtype=np.bool_)
    for row, (line, cells) in enumerate(kept[1:]):
        names = [name.strip() for name in cells[column].split(BETWEEN.strip()) if name.strip()]
        for name in names:
            if name not in actors:
                raise unknown_name("actor", name, actors, line=line, column=REFUSED)
            refused[row, actors.index(name)] = True
    return refused
