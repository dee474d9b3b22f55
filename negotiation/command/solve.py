"""``solve``: what the theories select, or the equilibria of a game."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from typing import TYPE_CHECKING, Any

from negotiation.command._command import command
from negotiation.command._subject import add_subject, subject_of
from negotiation.command._values import parameters_of

if TYPE_CHECKING:
    from negotiation._table import Table

_ALL = "all"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow ``solve``."""
    add_subject(parser)
    asked = parser.add_argument_group("what is asked")
    asked.add_argument(
        "--concept",
        action="append",
        metavar="NAME",
        help='a solution concept (of a game: an equilibrium concept), "nash" if left out; '
        'several, or "all", are compared',
    )
    asked.add_argument(
        "--lotteries", action="store_true", help="let the actors agree on probabilities"
    )
    asked.add_argument(
        "--with",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the concept: p=2, weights=2,1, claims=Ann:6,Bo:5 or JSON",
    )
    asked.add_argument(
        "--game",
        action="store_true",
        help="of a scenario: the equilibria of its concession game instead",
    )
    parser.add_argument(
        "--json", action="store_true", help="answer as JSON: title, columns, rows and notes"
    )


@command(
    "solve",
    help="what theories of bargaining select; of a game, its equilibria",
    arguments=arguments,
    examples=(
        "solve payoffs.csv --disagreement 40 20 --concept nash",
        "solve hanoi-2019 --concept all",
        "solve payoffs.csv --concept yu --with p=2",
        "solve chicken --json",
    ),
)
def solve(asked: argparse.Namespace) -> str:
    """Return the answer in words, or as JSON."""
    tables = _answers(subject_of(asked), asked)
    if asked.json:
        held = [_plain(table) for table in tables]
        return json.dumps(held[0] if len(held) == 1 else held, ensure_ascii=False, indent=2)
    return "\n\n".join(table.text(_width()) for table in tables)


def _answers(subject: Any, asked: argparse.Namespace) -> list[Table]:
    """Return the summaries of all answers: one, or one per equilibrium concept."""
    from negotiation.actors import Scenario
    from negotiation.concessions import BargainingProblem

    names: list[str] = asked.concept or ["nash"]
    parameters = parameters_of(asked.parameters)
    if isinstance(subject, Scenario | BargainingProblem) and not asked.game:
        return [_bargaining(subject, names, asked.lotteries, parameters).summary()]
    return _equilibria(subject, names, asked.lotteries, parameters)


def _bargaining(subject: Any, names: list[str], lotteries: bool, parameters: dict[str, Any]) -> Any:
    """Return what one concept selects, or several compared."""
    from negotiation.analysis import compare
    from negotiation.engine import solve

    if _ALL in names:
        return compare(subject, lotteries=lotteries, **parameters)
    if len(names) > 1:
        return compare(subject, names, lotteries=lotteries, **parameters)
    return solve(subject, names[0], lotteries=lotteries, **parameters)


def _equilibria(
    subject: Any, names: list[str], lotteries: bool, parameters: dict[str, Any]
) -> list[Table]:
    """Return the equilibria of a game, a table per concept."""
    from negotiation.engine import equilibria
    from negotiation.engine.equilibrium import CONCEPTS
    from negotiation.errors import NotDefinedError, unknown_name

    if lotteries:
        raise NotDefinedError(
            "--lotteries is about bargaining problems; equilibria of a game are in mixed "
            "strategies anyway."
        )
    for name in parameters:
        if name != "method":
            raise unknown_name("parameter of equilibrium concepts", name, ["method"])
    chosen = list(CONCEPTS) if _ALL in names else names
    return [equilibria(subject, name, **parameters).summary() for name in chosen]


def _width() -> int | None:
    """Return how many characters a line may have: as many as a terminal shows, if it is one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _plain(table: Table) -> dict[str, Any]:
    """Return a table as JSON has it: numbers in full, what JSON has no word for as text."""
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "notes": list(table.notes),
    }


def _cell(cell: Any) -> Any:
    """Return one cell as JSON has it."""
    value = cell.item() if hasattr(cell, "item") else cell
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
