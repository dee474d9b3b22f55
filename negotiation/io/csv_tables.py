r"""Payoff tables as CSV, in the shapes people use.

A row per outcome with a column per issue and per actor becomes a `BargainingProblem`;
a bimatrix, with a pair in every cell or as two blocks of numbers parted by a blank line,
becomes a `NormalFormGame`.  Commas, semicolons and tabs part the cells.

A table may hold the disagreement point as well: a row whose first cell is
``(disagreement point)``, with a number under every actor and nothing under the issues.  It
then also settles which columns are which.  Such a table may have a row ``(power)`` and a last
column ``(refused by)`` with the names of the actors whose red lines an outcome crosses,
parted by `` | ``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence, Sized
from itertools import groupby
from pathlib import Path
from typing import Any

from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, NormalFormGame
from negotiation.concessions._bimatrix import holds_pairs
from negotiation.concessions._cells import is_number
from negotiation.concessions._sheet import Sheet
from negotiation.errors import InvalidTypeError, InvalidValueError, NegotiationError, TooLargeError
from negotiation.io._csv_text import DISAGREEMENT, game_table_text, table_text
from negotiation.io._file import text_of
from negotiation.io._formats import file_format
from negotiation.io._marked_table import Line, marked_table, sheet_of

_SEPARATORS = ",;\t"

MOST_ROWS = 2_000_000
"""Lines of a table at most, blank ones included."""

MOST_COLUMNS = 10_000


def looks_like_csv(text: str) -> bool:
    """Say whether the first lines hold as many cells each, more than one."""
    lines = [line for line in text.splitlines()[:50] if line.strip()][:3]
    if len(lines) < 2 or lines[0].lstrip()[0] in "{[<#":
        return False
    for separator in _SEPARATORS:
        try:
            rows = list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
        except csv.Error:
            continue
        if len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            return True
    return False


def write_csv(noun: Any, path: Path) -> str:
    """Return the text of a table: a row per outcome, or a bimatrix.

    Tabs part the cells if the suffix of the file is ``.tsv`` or ``.tab``, commas otherwise.

    Raises
    ------
    NegotiationError
        If `noun` is something else, or says what a table cannot.
    """
    separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    if isinstance(noun, BargainingProblem):
        return table_text(noun, separator)
    if isinstance(noun, NormalFormGame):
        return game_table_text(noun, separator)
    remedy = (
        " Write it as .toml, or its payoffs: bargaining_problem(scenario)."
        if isinstance(noun, Scenario)
        else ""
    )
    raise InvalidTypeError(
        f"A CSV table holds a BargainingProblem or a NormalFormGame.{remedy}",
        given=type(noun).__name__,
    )


@file_format("csv", ".csv", ".tsv", ".tab", sniff=looks_like_csv, writer=write_csv)
def read_csv(
    path: Path,
    *,
    actors: Sequence[str] | None = None,
    issues: Sequence[str] | None = None,
    disagreement: Any = None,
    ignore: Sequence[str] = (),
) -> BargainingProblem | NormalFormGame:
    r"""Return the bargaining problem or the game in a CSV file.

    Parameters
    ----------
    path : Path
        A text file in UTF-8.  Cells are parted by commas, semicolons or tabs, whichever
        gives every row as many cells as there are heads, and may be quoted.  Numbers have
        a decimal point.
    actors : sequence of str, optional
        The columns that hold payoffs (see `BargainingProblem.from_frame` for what is taken
        if left out); or, for a bimatrix, the names of the two sides, unless its corner
        gives them as ``US \ DPRK``.
    issues, disagreement, ignore : optional
        As for `BargainingProblem.from_frame`.

    Returns
    -------
    BargainingProblem or NormalFormGame
        A game if most cells right of the first column hold pairs such as ``3, 1``, or if
        two blocks of the same strategies are parted by blank lines.

    Raises
    ------
    NegotiationError
        If a cell, a row or a column cannot be read in one way only; file, line and column
        are named.
    """
    blocks = _blocks(_rows(text_of(path)))
    if not blocks:
        raise InvalidValueError("The file is empty.")
    if _are_two_tables(blocks):
        _refuse_beside_a_game(issues=issues, disagreement=disagreement, ignore=ignore)
        return NormalFormGame.from_frames(sheet_of(blocks[0]), sheet_of(blocks[1]), actors)
    rows = [row for block in blocks for row in block]
    if any(_first(cells) == DISAGREEMENT for _, cells in rows[1:]):
        return marked_table(rows, actors, issues, disagreement=disagreement, ignore=ignore)
    sheet = sheet_of(rows)
    if holds_pairs(sheet, actors):
        _refuse_beside_a_game(issues=issues, disagreement=disagreement, ignore=ignore)
        return NormalFormGame.from_frame(sheet, actors)
    if actors is None:
        _require_heads(sheet)
    return BargainingProblem.from_frame(
        sheet, actors, issues=issues, disagreement=disagreement, ignore=ignore
    )


def _rows(text: str) -> list[Line]:
    """Return the rows, parted by the separator that gives all of them the same width."""
    if max(text.count("\n"), text.count("\r")) > MOST_ROWS:
        raise TooLargeError(f"A table takes at most {MOST_ROWS:,} lines.")
    found = [separator for separator in _SEPARATORS if separator in text]
    tried = {
        separator: _parse(text, separator)
        for separator in (found if len(found) == len(_SEPARATORS) else [*found, "\x1f"])
    }
    heads = {separator: _head_width(rows) for separator, (rows, _) in tried.items()}
    if any(fault is None and not heads[separator] for separator, (_, fault) in tried.items()):
        return []  # nothing but blank cells
    even = [
        separator
        for separator, (rows, fault) in tried.items()
        if fault is None
        and heads[separator] > 1
        and all(len(cells) in (0, heads[separator]) for _, cells in rows)
    ]
    if len(even) > 1:
        raise InvalidValueError(
            f"Cells may be parted by {even[0]!r} or by {even[1]!r}: both fit. Quote the cells "
            "that hold the one that does not part them."
        )
    rows, fault = tried[even[0] if even else max(heads, key=lambda each: heads[each])]
    if fault is not None:
        raise fault
    return rows


def _head_width(rows: list[Line]) -> int:
    return next((len(cells) for _, cells in rows if cells), 0)


def _parse(text: str, separator: str) -> tuple[list[Line], NegotiationError | None]:
    """Return the rows, blank ones as ``[]``; and the first fault, which ends them."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    rows: list[Line] = []
    fault: NegotiationError | None = None
    while fault is None:
        line = reader.line_num + 1
        try:
            rows.append((line, next(reader)))
        except StopIteration:
            break
        except csv.Error as error:
            fault = InvalidValueError(f"The cells cannot be told apart: {error}.", line=line)
        if rows and len(rows[-1][1]) > MOST_COLUMNS:
            fault = TooLargeError(f"A table takes at most {MOST_COLUMNS:,} columns.", line=line)
    widths = [_used(cells) for _, cells in rows]
    used = max(widths, default=0)
    whole = zip(rows, widths, strict=True)
    return [(line, cells[:used] if width else []) for (line, cells), width in whole], fault


def _first(cells: list[str]) -> str:
    return cells[0].strip() if cells else ""


def _used(cells: list[str]) -> int:
    """Return how many cells there are up to the last that is not blank."""
    if cells and cells[-1].strip():
        return len(cells)
    return next((count for count in range(len(cells), 0, -1) if cells[count - 1].strip()), 0)


def _blocks(rows: list[Line]) -> list[list[Line]]:
    """Return the runs of rows between blank lines."""
    runs = groupby(rows, key=lambda row: bool(row[1]))
    return [list(run) for filled, run in runs if filled]


def _are_two_tables(blocks: list[list[Line]]) -> bool:
    """Say whether there are two blocks, each headed and each with a number per strategy pair.

    A blank line in a table with a row per outcome does not part it: what follows has no heads.
    """
    if len(blocks) != 2 or len(blocks[0][0][1]) < 2:
        return False
    (_, heads), (_, others) = blocks[0][0], blocks[1][0]
    if [head.strip() for head in heads[1:]] == [head.strip() for head in others[1:]]:
        return True
    body = [cell for block in blocks for _, cells in block[1:] for cell in cells[1:]]
    headed = all(cell.strip() and not is_number(cell) for cell in others[1:])
    return headed and all(is_number(cell) for cell in body)


def _require_heads(sheet: Sheet) -> None:
    """Refuse heads that are numbers: they are more likely the first row of a table without any."""
    for column, head in enumerate(sheet.heads):
        if is_number(head):
            raise InvalidValueError(
                "A number stands where a head is expected. Put a line of heads on top, or pass "
                "actors= if this is the name of a column.",
                given=head,
                **{**sheet.at(), "column": column + 1},
            )


def _refuse_beside_a_game(**options: Any) -> None:
    """Refuse reading options that only a table with a row per outcome has."""
    for name, value in options.items():
        if value is not None and not (isinstance(value, Sized) and len(value) == 0):
            raise InvalidValueError(f"The file holds a game, which takes no {name}=.", given=value)
