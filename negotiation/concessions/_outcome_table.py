"""A table with a row per outcome: which columns are actors, which are issues, what the rows say.

The rule, from what is surest to what is not:

1. Columns named by ``actors=``, ``issues=`` and ``ignore=`` are what they are called.
2. The first column names the outcomes if it is headed "outcome" or "package", or has no head.
3. Without ``actors=`` the actors are those that a ``disagreement=`` mapping names; else all
   other columns if ``issues=`` is given; else the columns of numbers, if they stand right of
   all others *and* are exactly two, or as many as ``disagreement=`` has numbers.  A
   negotiation needs two actors, so two columns of numbers can be nothing else; a third could
   be an issue settled by a number, or a remark, and is not taken for an actor unasked.
4. Without ``issues=`` the issues are the columns left of the actors.
5. A column that is none of these is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.actors import Outcome
from negotiation.concessions import _cells
from negotiation.concessions._names import by_actor
from negotiation.concessions._sheet import Sheet
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

OUTCOME_HEADS = ("", "outcome", "package")
"""Heads of a first column that names the outcomes and is not an issue."""


@dataclass(frozen=True)
class Columns:
    """What the caller says the columns are; ``None`` where it leaves that to the rule."""

    actors: Sequence[Any] | None = None
    issues: Sequence[Any] | None = None
    ignore: Sequence[Any] = ()
    disagreement: Any = None


@dataclass(frozen=True)
class _Parts:
    """The columns by what they are, as positions; `label` is -1 where none names the outcomes."""

    actors: list[int]
    issues: list[int]
    label: int


def outcome_table(sheet: Sheet, said: Columns) -> tuple[Any, list[list[float]], tuple[str, ...]]:
    """Return outcomes (``None`` for row numbers), payoffs and actors of a sheet."""
    parts = _divide(sheet, said)
    payoffs = [
        [_cells.number(row[column], **sheet.at(place, column)) for column in parts.actors]
        for place, row in enumerate(sheet.rows)
    ]
    outcomes = _packages(sheet, parts.issues) if parts.issues else _labels(sheet, parts.label)
    if outcomes is not None:
        _refuse_twice(sheet, outcomes)
    return outcomes, payoffs, tuple(str(sheet.heads[column]) for column in parts.actors)


def _divide(sheet: Sheet, said: Columns) -> _Parts:
    """Say of every column what it is."""
    ignored = _positions(sheet, said.ignore, "ignore")
    issues = None if said.issues is None else _positions(sheet, said.issues, "issues")
    actors = None if said.actors is None else _positions(sheet, said.actors, "actors")
    if actors is None and isinstance(said.disagreement, Mapping):
        actors = sorted(_positions(sheet, list(said.disagreement), "disagreement"))
    _refuse_overlap(sheet, {"actors": actors, "issues": issues, "ignore": ignored})
    taken = {*ignored, *(issues or ()), *(actors or ())}
    named = str(sheet.heads[0]).casefold() in OUTCOME_HEADS and 0 not in taken
    rest = [
        column
        for column in range(len(sheet.heads))
        if column not in taken and not (named and column == 0)
    ]
    if actors is None:
        actors = _infer_actors(sheet, rest, issues, said.disagreement)
        rest = [column for column in rest if column not in actors]
    if not actors:
        raise InvalidValueError("A payoff table needs a column for an actor.", **sheet.at())
    if issues is None:
        issues = [column for column in rest if column < min(actors)]
        rest = [column for column in rest if column not in issues]
    if rest:
        raise InvalidValueError(
            f"Is column {str(sheet.heads[rest[0]])!r} an actor, an issue or a remark? "
            "Name it in actors=, issues= or ignore=.",
            column=str(sheet.heads[rest[0]]),
        )
    label = _label_column(sheet, issues) if named else -1
    return _Parts(actors, issues, label)


def _positions(sheet: Sheet, names: Sequence[Any], what: str) -> list[int]:
    """Return the places of the columns called `names`."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise InvalidTypeError(f"{what}= takes a list of column heads.", given=names)
    heads = [str(head) for head in sheet.heads]
    places = []
    for name in names:
        if str(name) not in heads:
            raise unknown_name("column", str(name), heads, **sheet.at())
        place = heads.index(str(name))
        if place in places:
            raise InvalidValueError(f"{what}= names this column twice.", column=str(name))
        places.append(place)
    return places


def _refuse_overlap(sheet: Sheet, said: dict[str, list[int] | None]) -> None:
    """Refuse a column that is called two things at once."""
    owner: dict[int, str] = {}
    for what, places in said.items():
        for place in places or ():
            if place in owner:
                raise InvalidValueError(
                    f"The column is named both in {owner[place]}= and in {what}=.",
                    column=str(sheet.heads[place]),
                )
            owner[place] = what


def _infer_actors(
    sheet: Sheet, rest: list[int], issues: list[int] | None, disagreement: Any
) -> list[int]:
    """Return which of the columns `rest` are actors, or refuse to guess."""
    if issues is not None:
        return rest
    numbers = [column for column in rest if _is_numeric(sheet, column)]
    if not numbers:
        raise InvalidValueError(
            "No column holds numbers, so none can be an actor's payoffs.", **sheet.at()
        )
    heads = [str(sheet.heads[column]) for column in numbers]
    numeric = set(numbers)
    for column in rest:
        if column > numbers[0] and column not in numeric:
            raise InvalidValueError(
                f"Text stands right of the numbers in column {heads[0]!r}, so it is not clear "
                f"which columns are actors. Pass actors= (perhaps {heads}), and ignore= for a "
                "column of remarks.",
                column=str(sheet.heads[column]),
            )
    sized = disagreement is not None and np.size(disagreement) == len(numbers)
    if len(numbers) != 2 and not sized:
        found = "Only one column holds" if len(numbers) == 1 else f"{len(numbers)} columns hold"
        shown = heads if len(heads) <= 20 else [*heads[:20], "…"]
        raise InvalidValueError(
            f"{found} numbers ({', '.join(map(repr, shown))}), so it is not clear which columns "
            f"are actors. Pass actors={shown}, or those of them that are.",
            **sheet.at(),
        )
    return numbers


def _is_numeric(sheet: Sheet, column: int) -> bool:
    """Say whether a column holds numbers; one that mixes them with text is refused."""
    filled = [
        (row, cell) for row, cell in enumerate(sheet.cells(column)) if not _cells.is_missing(cell)
    ]
    numeric = [_cells.is_number(cell) for _, cell in filled]
    if any(numeric) and not all(numeric):
        row, cell = filled[numeric.index(False)]
        raise InvalidTypeError(
            "The column holds numbers, and text here. If it is an actor's, write a number; if "
            "it is an issue's, pass actors=.",
            given=cell,
            **sheet.at(row, column),
        )
    return any(numeric)


def _label_column(sheet: Sheet, issues: list[int]) -> int:
    """Return 0 if the first column is to name the outcomes, -1 if issues do and it says nothing."""
    if not issues:
        return 0
    if _running_numbers(sheet) is not None:
        return -1
    heads = [str(sheet.heads[column]) for column in issues]
    raise InvalidValueError(
        f"The outcomes are named twice, by the first column and by the issues {heads}. "
        f"Pass ignore= with {[str(sheet.heads[0])]} or with the issues.",
        column=str(sheet.heads[0]) or 1,
    )


def _running_numbers(sheet: Sheet) -> list[int] | None:
    """Return the first column as row numbers, if it has no head and holds whole numbers."""
    cells = sheet.cells(0)
    if str(sheet.heads[0]) or not all(_cells.is_plain_number(cell) for cell in cells):
        return None
    values = [float(cell) for cell in cells]
    return [int(value) for value in values] if all(v.is_integer() for v in values) else None


def _labels(sheet: Sheet, column: int) -> list[Any] | None:
    """Return what the label column calls the outcomes; ``None`` for plain row numbers."""
    if column < 0:
        return None
    counted = _running_numbers(sheet)
    if counted is not None:
        return None if counted == list(range(len(counted))) else list(counted)
    return [
        _cells.label(cell, **sheet.at(row, column)) for row, cell in enumerate(sheet.cells(column))
    ]


def _packages(sheet: Sheet, issues: list[int]) -> list[Any]:
    """Return the package in every row."""
    return [
        Outcome(
            (str(sheet.heads[column]), str(_cells.label(row[column], **sheet.at(place, column))))
            for column in issues
        )
        for place, row in enumerate(sheet.rows)
    ]


def _refuse_twice(sheet: Sheet, outcomes: list[Any]) -> None:
    """Refuse an outcome that stands in two rows, naming both."""
    first: dict[Any, int] = {}
    for row, outcome in enumerate(outcomes):
        if outcome in first:
            raise InvalidValueError(
                f"The outcome stands twice, in {sheet.unit} {sheet.marks[first[outcome]]!r} and in "
                f"{sheet.unit} {sheet.marks[row]!r}; which payoffs hold?",
                given=str(outcome),
                **sheet.at(row),
            )
        first[outcome] = row


def problem_of_mapping(
    table: Mapping[Any, Any], outcomes: Any, actors: Any
) -> tuple[list[list[float]], Any, Any]:
    """Return payoffs, labels and actors of ``{outcome: payoffs}``.

    Payoffs are a list, or ``{actor: number}`` with the same actors for every outcome.
    """
    if outcomes is not None:
        raise InvalidValueError("A mapping of payoffs names its outcomes; leave outcomes= out.")
    if not table:
        raise InvalidValueError("The mapping of payoffs is empty.")
    rows = list(table.items())
    for outcome, row in rows:
        if isinstance(row, str) or not isinstance(row, Mapping | Sequence | np.ndarray):
            raise InvalidTypeError(
                "Expected a list of payoffs or {actor: payoff}.", given=row, outcome=str(outcome)
            )
        if isinstance(row, Mapping) != isinstance(rows[0][1], Mapping):
            raise InvalidTypeError(
                "Payoffs are lists for some outcomes and {actor: payoff} for others.",
                given=row,
                outcome=str(outcome),
            )
    if isinstance(rows[0][1], Mapping):
        actors = [str(name) for name in (rows[0][1] if actors is None else actors)]
        payoffs = [_by_actor(row, actors, outcome) for outcome, row in rows]
        return payoffs, list(table), actors
    return [_listed(row, len(rows[0][1]), outcome) for outcome, row in rows], list(table), actors


def _listed(row: Any, count: int, outcome: Any) -> list[float]:
    """Return the payoffs of a plain list, of which there must be `count`."""
    if len(row) != count:
        raise InvalidValueError(
            f"The outcome has {len(row)} payoffs and the first one {count}.", outcome=str(outcome)
        )
    return [
        _cells.number(cell, outcome=str(outcome), actor=place + 1) for place, cell in enumerate(row)
    ]


def _by_actor(row: Any, actors: list[str], outcome: Any) -> list[float]:
    """Return the payoffs of ``{actor: number}`` in the order of `actors`."""
    given = {str(name): cell for name, cell in row.items()}
    cells = by_actor(given, actors, "The payoff is missing.", outcome=str(outcome))
    return [
        _cells.number(cell, outcome=str(outcome), actor=name)
        for name, cell in zip(actors, cells, strict=True)
    ]
