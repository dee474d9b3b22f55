"""Agent quantal response: everybody errs, at every information set anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import Behaviour, ExtensiveGame
from negotiation.engine.learning._continuation import follow
from negotiation.engine.trees._agents import NEVER, Agents, agents
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

REFERENCE = (
    "McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form "
    "games. Experimental Economics 1, 9-41."
)

UNITS = ("payoff", "range")

MOST_MOVES = 400
"""Moves at all information sets together that a branch is followed for."""

MOST_CELLS = 2_000_000
"""The most pairs of a move and an ending that are looked at."""

_STEPS = 5_000
"""Steps along the branch that are tried at most."""


@dataclass(frozen=True, eq=False)
class AgentQuantalResponse(Shown):
    """The agent quantal response equilibrium of a tree at one precision, and the way to it.

    Attributes
    ----------
    tree : ExtensiveGame
        The question.
    precision : float
        How sharply everybody tells payoffs apart: 0 is a coin, infinity a best reply.
    unit : str
        What one unit of precision refers to: "payoff" or "range".
    behaviour : Behaviour
        Who does what where.
    beliefs : tuple of arrays
        Per information set the probabilities of its positions.  They exist at every set that
        chance does not rule out, also where its probability is too small for a float.
    payoffs : array, shape (n_actors,)
        What the actors expect.
    precisions : array, shape (n_points,)
        The precisions along the branch, from 0.  They fall where the branch turns back.
    branch : tuple of arrays, shape (n_points, n_moves)
        Per information set the probabilities of its moves along the branch.
    folds : tuple of int
        The points at which the branch turns back.
    residual : float
        The largest difference between a probability and the logit answer to all others.
    reference : str
        The publication the concept stands on.
    """

    tree: ExtensiveGame
    precision: float
    unit: str
    behaviour: Behaviour
    beliefs: tuple[FloatArray, ...]
    payoffs: FloatArray
    precisions: FloatArray
    branch: tuple[FloatArray, ...]
    folds: tuple[int, ...]
    residual: float
    reference: str = REFERENCE

    def summary(self) -> Table:
        """Return who does what where, how likely it is asked, and what it believes there."""
        table = self.behaviour.believing(self.beliefs)
        per = "its payoffs' range" if self.unit == "range" else "a unit of payoff"
        turns = len(self.folds)
        notes = [
            *table.notes,
            f"A difference of {per} makes the better of two moves "
            f"{_times(self.precision)} times as likely as the other.",
            f"Found along the branch from equal probabilities, in {len(self.precisions) - 1} steps"
            + (f"; it turns back {turns} times on the way." if turns else "."),
            self.reference,
        ]
        title = f"{self.tree.title or 'game tree'}: agent quantal response"
        return Table(table.columns, table.rows, title, notes)

    def __repr__(self) -> str:
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.tree.actors, self.payoffs, strict=True)
        )
        return f"<AgentQuantalResponse: precision {self.precision:.4g}, {worth}>"


def agent_quantal_response(
    tree: ExtensiveGame, precision: float, *, unit: str = "payoff"
) -> AgentQuantalResponse:
    """Return the agent logit equilibrium of a tree on the branch from equal probabilities.

    At every information set each move is played with a probability proportional to
    ``exp(precision * u)``, where ``u`` is what the move is expected to be worth there if
    everybody errs likewise, the actor itself later on included.  At precision 0 all moves are
    equally likely; the branch is followed from there to where it first has the precision
    asked for.  For large precisions it leads to a sequential equilibrium.

    Parameters
    ----------
    tree : ExtensiveGame
        Of any number of actors.
    precision : float
        Not negative.
    unit : str
        "payoff": precision is per unit of payoff as given.  "range": per range of each
        actor's payoffs in the tree, so that rescaled payoffs change nothing.

    Returns
    -------
    AgentQuantalResponse

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If `tree` is no ExtensiveGame, or the precision negative or not finite.
    NotDefinedError
        If rounding keeps the branch from being followed as far as that; the error says how
        far it goes.
    TooLargeError
        If there are too many moves.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form
    games. Experimental Economics 1, 9-41.

    Turocy, T. L. (2010). Computing sequential equilibria using agent quantal response
    equilibria. Economic Theory 42, 255-269.

    Examples
    --------
    >>> import negotiation as ng
    >>> answer = ng.Decision("R", {"accept": ng.Ending([2, 1]), "reject": ng.Ending([0, 0])})
    >>> tree = ng.ExtensiveGame(ng.Decision("P", {"offer": answer, "leave": ng.Ending([1, 0])}))
    >>> ng.agent_quantal_response(tree, 2.0).behaviour.probabilities[1].round(4)
    array([0.8808, 0.1192])
    """
    level = _refuse(tree, precision, unit)
    units = _units(tree, unit)
    system = agents(tree, units)
    scale = 1.0 if unit == "range" else float(units[0])
    start = np.append(system.uniform, 0.0)
    points, folds = [start], []
    if level * scale > 0 and len(system.uniform):
        trail = follow(system, start, level * scale, _STEPS)
        if trail.stopped:
            reached = max(point[-1] for point in trail.points) / scale
            raise NotDefinedError(
                f"The branch could be followed to precision {reached:.4g} only: {trail.stopped}.  "
                "Ask for less.",
                given=precision,
            )
        points, folds = trail.points, trail.folds
    table = np.array(points)
    split = (
        np.split(np.exp(table[:, :-1]), system.ends[1:-1], axis=1) if len(system.uniform) else []
    )
    behaviour = Behaviour(tree, tuple(each[-1] / each[-1].sum() for each in split))
    logs = points[-1][:-1]
    answer = system.answers(logs, points[-1][-1])
    return AgentQuantalResponse(
        tree,
        level,
        unit,
        behaviour,
        _beliefs(tree, system, logs),
        behaviour.payoffs,
        read_only(table[:, -1] / scale),
        tuple(read_only(each / each.sum(axis=1, keepdims=True)) for each in split),
        tuple(folds),
        float(np.abs(np.exp(answer) - np.exp(logs)).max(initial=0.0)),
    )


def _refuse(tree: Any, precision: Any, unit: str) -> float:
    if not isinstance(tree, ExtensiveGame):
        raise InvalidTypeError(
            "Agent quantal response is that of an ExtensiveGame.", given=type(tree).__name__
        )
    level = number(precision, "The precision")
    if level < 0:
        raise InvalidValueError("The precision must not be negative.", given=precision)
    if unit not in UNITS:
        raise unknown_name("unit", unit, UNITS)
    moves = sum(len(each.moves) for each in tree.information_sets)
    if moves > MOST_MOVES or moves * len(tree.endings) > MOST_CELLS:
        raise TooLargeError(
            f"A branch of {moves:,} moves and {len(tree.endings):,} endings is too large to "
            f"follow (at most {MOST_MOVES:,} moves, and {MOST_CELLS:,} pairs of the two)."
        )
    return level


def _units(tree: ExtensiveGame, unit: str) -> FloatArray:
    """Return what each actor's payoffs are measured in, so that none is huge or tiny."""
    width = np.ptp(tree.payoffs, axis=0)
    if unit == "range":
        return np.where(width > 0, width, 1.0)
    widest = float(width.max())
    power = np.frexp(widest)[1] if widest > 0 else 0
    return np.full(len(width), np.ldexp(1.0, int(power)))


def _beliefs(tree: ExtensiveGame, system: Agents, logs: FloatArray) -> tuple[FloatArray, ...]:
    """Return beliefs by Bayes' rule in logarithms; equal ones where chance rules a set out."""
    layout = tree._layout
    reach = np.zeros(len(layout.nodes))
    for position in range(1, len(layout.nodes)):
        above, move = layout.parents[position], layout.moves[position]
        odds = layout.probabilities.get(above)
        if odds is None:
            step = logs[system.ends[layout.sets[above]] + move]
        else:
            step = np.log(float(odds[move])) if odds[move] > 0 else NEVER
        reach[position] = reach[above] + step
    beliefs = []
    for members in layout.members:
        inside = reach[members]
        top = inside.max()
        raw = np.exp(inside - top) if np.isfinite(top) else np.ones(len(members))
        beliefs.append(read_only(raw / raw.sum()))
    return tuple(beliefs)


def _times(precision: float) -> str:
    return f"{np.exp(precision):.4g}" if precision < 700 else "incomparably many"
