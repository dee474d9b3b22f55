"""Payoff tables and games of two actors as the text of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

from negotiation.actors import Outcome, OutcomeSpace
from negotiation.concessions import BargainingProblem, NormalFormGame
from negotiation.concessions._outcome_table import OUTCOME_HEADS
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

DISAGREEMENT = "(disagreement point)"
"""What the first cell of the row says that holds what walking away is worth."""

POWER = "(power)"
"""What the first cell of the row says that holds bargaining powers."""

REFUSED = "(refused by)"
"""Head of the last column, which names the actors whose red lines an outcome crosses."""

BETWEEN = " | "
"""What parts the names in a cell of that column."""

LARGEST_LABEL = 2**53
"""Row numbers beyond this are not all floats."""


def table_text(problem: BargainingProblem, separator: str) -> str:
    """Return a row per outcome, with a column per issue and per actor.

    Raises
    ------
    NegotiationError
        If a name would not come back as it is, or the problem says what no table can.
    """
    if problem.consent.quota is not None:
        raise NotDefinedError(
            f"A table cannot say that it takes {problem.consent.describe(problem.actors)} to "
            "agree. Write the scenario as .toml."
        )
    heads, labels = _labelled(problem.outcomes)
    crossed = problem.refused.any()
    columns = [*heads, *problem.actors, *([REFUSED] if crossed else [])]
    for head in columns[1 if heads == [""] else 0 :]:
        _check(head, "A head")
        if head == REFUSED and not crossed:
            raise InvalidValueError("The table uses this name itself.", given=head)
        if columns.count(head) > 1:
            raise InvalidValueError("Two columns would have the same head.", given=head)
    blank = [""] * (len(heads) - 1)
    last = [""] if crossed else []
    rows: list[list[str]] = [columns]
    rows.append([DISAGREEMENT, *blank, *_numbers(problem.disagreement), *last])
    if (problem.power != 1.0).any():
        rows.append([POWER, *blank, *_numbers(problem.power), *last])
    for label, payoffs, refusals in zip(labels, problem.payoffs, problem.refused, strict=True):
        if label[0] in (DISAGREEMENT, POWER):
            raise InvalidValueError("The table uses this name itself.", outcome=label[0])
        rows.append(
            [*label, *_numbers(payoffs), *(_refusing(problem, refusals) if crossed else [])]
        )
    return _joined(rows, separator, len(heads))


def game_table_text(game: NormalFormGame, separator: str) -> str:
    r"""Return a bimatrix, ``US \ DPRK`` in its corner and a pair of payoffs in every cell.

    Raises
    ------
    NegotiationError
        If there are not two actors, or a name would not come back as it is.
    """
    if len(game.actors) != 2:
        raise NotDefinedError(
            f"A bimatrix has two actors, and the game {len(game.actors)}. Write it as .toml."
        )
    for name in game.actors:
        _check(name, "The name of an actor")
        if "\\" in name:
            raise InvalidValueError("In a bimatrix the name of an actor has no '\\'.", given=name)
    strategies = [[str(label) for label in labels] for labels in game.strategies]
    for name, labels in zip(game.actors, strategies, strict=True):
        for label in labels:
            _check(label, "A strategy", actor=name)
            if labels.count(label) > 1:
                raise InvalidValueError("Two strategies read alike.", given=label, actor=name)
    corner = " \\ ".join(game.actors)
    if corner in strategies[1]:
        raise InvalidValueError("A strategy reads like the corner of the table.", given=corner)
    rows = [[corner, *strategies[1]]]
    for label, *pair in zip(strategies[0], *game.payoffs.tolist(), strict=True):
        rows.append([label, *(f"{ours!r}, {theirs!r}" for ours, theirs in zip(*pair, strict=True))])
    return _joined(rows, separator, len(rows[0]))


def _labelled(outcomes: Sequence[Any]) -> tuple[list[str], Iterable[list[str]]]:
    """Return the heads of the columns that name the outcomes, and their cells row by row."""
    if isinstance(outcomes, range):
        return [""], ([str(row)] for row in outcomes)
    first = outcomes[0]
    if isinstance(outcomes, OutcomeSpace) or isinstance(first, Outcome):
        issues = list(first)
        if len(issues) == 1 and issues[0].casefold() in OUTCOME_HEADS:
            raise InvalidValueError(
                "A column of this name would be read as labels of outcomes; call the issue "
                "something else.",
                issue=issues[0],
            )
        return issues, (_package(each, issues) for each in outcomes)
    if all(isinstance(each, Integral) and not isinstance(each, bool) for each in outcomes):
        if max(abs(int(each)) for each in outcomes) > LARGEST_LABEL:
            raise InvalidValueError("Whole numbers this large do not come back from a table.")
        return [""], ([str(int(each))] for each in outcomes)
    return ["outcome"], ([_label(each)] for each in outcomes)


def _package(outcome: Any, issues: list[str]) -> list[str]:
    """Return the option of each issue."""
    if not isinstance(outcome, Outcome) or list(outcome) != issues:
        raise InvalidTypeError(
            "To be written, outcomes are packages over the same issues in the same order, or all "
            "texts, or all whole numbers.",
            given=outcome,
        )
    cells = []
    for issue, option in outcome.items():
        if not isinstance(option, str):
            raise InvalidTypeError(
                "In a table an option is text; put a continuous issue on a grid first with "
                "scenario.on_grid(…).",
                given=option,
                issue=issue,
            )
        cells.append(_check(option, "An option", issue=issue))
    return cells


def _label(label: Any) -> str:
    if not isinstance(label, str):
        raise InvalidTypeError(
            "To be written, outcomes are all packages, all texts or all whole numbers.", given=label
        )
    return _check(label, "An outcome")


def _check(words: str, what: str, **place: Any) -> str:
    """Return words that come back as they are: a reader leaves out blanks around a cell."""
    if not words.strip() or words != words.strip() or "\0" in words:
        raise InvalidValueError(
            f"{what} that is blank, or has blanks around it, does not come back from a table.",
            given=words,
            **place,
        )
    return words


def _refusing(problem: BargainingProblem, refusals: Any) -> list[str]:
    names = [name for name, no in zip(problem.actors, refusals, strict=True) if no]
    for name in names:
        if BETWEEN.strip() in name:
            raise InvalidValueError(
                f"{BETWEEN.strip()!r} parts the names of actors who refuse an outcome.", actor=name
            )
    return [BETWEEN.join(names)]


def _numbers(values: Any) -> list[str]:
    return [repr(each) for each in values.tolist()]


def _joined(rows: list[list[str]], separator: str, texts: int) -> str:
    """Return the cells as CSV; the first `texts` of a row and its heads stand in quotes.

    A quoted cell at the beginning of each line leaves no doubt about what parts the cells.
    """
    out = io.StringIO()
    quoted = csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    quoted.writerow(rows[0])
    plain = csv.writer(out, delimiter=separator, lineterminator="\n")
    for row in rows[1:]:
        cells = io.StringIO()
        csv.writer(cells, delimiter=separator, lineterminator="", quoting=csv.QUOTE_ALL).writerow(
            row[:texts]
        )
        out.write(cells.getvalue())
        if row[texts:]:
            out.write(separator)
            plain.writerow(row[texts:])
        else:
            out.write("\n")
    return out.getvalue()
