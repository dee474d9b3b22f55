"""A tree from a protocol: take it or leave it, or offers to and fro until time runs out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.actors import Scenario
from negotiation.concessions import (
    BargainingProblem,
    Chance,
    Decision,
    Ending,
    ExtensiveGame,
    bargaining_problem,
)
from negotiation.concessions._layout import LARGEST_TREE
from negotiation.concessions._names import per_actor
from negotiation.engine._solution import outcome_label
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

ACCEPT, REJECT, NO_OFFER = "accept", "reject", "no offer"

Node = Chance | Decision | Ending


def offer_tree(
    problem: BargainingProblem | Scenario,
    proposers: Sequence[str],
    *,
    discount: float | Sequence[float] | Mapping[str, float] | None = None,
    breakdown: float | Sequence[float] = 0.0,
    outcomes: Sequence[Any] | None = None,
) -> ExtensiveGame:
    """Return the tree in which actors take turns to propose outcomes until time runs out.

    In each round one actor offers an outcome, or none, and the others accept or reject it in
    their order.  If all accept, that is the agreement; after a rejection the next round
    follows.  After the last round, or if talks break down, everybody walks away.  With one
    round it is take it or leave it; `subgame_perfect` of the tree is Stahl's solution.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        A few outcomes; everybody must agree.  Outcomes that cross a red line are not offered.
    proposers : sequence of str
        Who proposes in each round, as many as there are rounds.
    discount : number, sequence or mapping, optional
        What a gain over walking away is still worth after one round more, between 0 and 1,
        for all or per actor.  If left out, the actors' own discount factors in the scenario,
        or 1.
    breakdown : number or sequence of numbers
        The probability that talks break down after a round without agreement, for all rounds
        or for each but the last.
    outcomes : sequence, optional
        The outcomes that may be offered; all if left out.

    Returns
    -------
    ExtensiveGame
        Of perfect information.

    Raises
    ------
    NegotiationError
        If a proposer is no actor, a number is out of range, or not everybody must agree.
    TooLargeError
        If outcomes and rounds make too large a tree.

    References
    ----------
    Stahl, I. (1972). Bargaining Theory. Stockholm School of Economics.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem({"4:0": [4, 0], "3:1": [3, 1], "2:2": [2, 2], "1:3": [1, 3]})
    >>> tree = ng.offer_tree(pie, ["Actor 1", "Actor 2"], discount=0.5)
    >>> ng.subgame_perfect(tree).plays
    ({('2:2', 'accept'): 1.0},)
    """
    if isinstance(problem, Scenario):
        problem = bargaining_problem(problem)
    rounds = _rounds(problem, proposers)
    rows = _rows(problem, outcomes)
    factors = _factors(problem, discount)
    risks = _risks(breakdown, len(rounds))
    _refuse_size(len(rows), len(problem.actors), len(rounds), [risk > 0 for risk in risks])
    labels = _labels(problem, rows)
    walk = Ending(tuple(problem.disagreement.tolist()), "no agreement")
    after: Node = walk
    for turn in reversed(range(len(rounds))):
        if turn < len(risks) and risks[turn] > 0:
            risk = risks[turn]
            after = Chance({"talks go on": (1.0 - risk, after), "talks break down": (risk, walk)})
        worth = problem.disagreement + factors**turn * problem.gains
        after = _round(problem, rounds[turn], dict(zip(labels, worth[rows], strict=True)), after)
    return ExtensiveGame(after, problem.actors, title=f"{problem.name}: offers")


def _round(
    problem: BargainingProblem, proposer: str, worth: Mapping[str, FloatArray], after: Node
) -> Decision:
    """Return one round: an offer, then everybody else's answer, and what follows a no."""
    moves: dict[str, Node] = {}
    for label, values in worth.items():
        node: Node = Ending(tuple(values.tolist()), label)
        for actor in reversed(problem.actors):
            if actor != proposer:
                node = Decision(actor, {ACCEPT: node, REJECT: after})
        moves[label] = node
    moves[NO_OFFER] = after
    return Decision(proposer, moves)


def _rounds(problem: Any, proposers: Any) -> list[str]:
    """Return who proposes in each round."""
    if not isinstance(problem, BargainingProblem):
        raise InvalidTypeError(
            "Offers are made in a BargainingProblem or a Scenario whose packages can be listed.",
            given=type(problem).__name__,
        )
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError(
            "In this protocol everybody must accept; name a coalition with problem.among(…)."
        )
    if isinstance(proposers, str):
        raise InvalidTypeError("Proposers are a list of names, one per round.", given=proposers)
    rounds = list(proposers)
    if not rounds:
        raise InvalidValueError("There must be a round: name who proposes in it.", given=rounds)
    for name in rounds:
        if name not in problem.actors:
            raise unknown_name("actor", name, problem.actors)
    return rounds


def _rows(problem: BargainingProblem, outcomes: Sequence[Any] | None) -> list[int]:
    """Return the rows of the outcomes that may be offered."""
    if outcomes is None:
        return [int(row) for row in np.flatnonzero(problem.signable)]
    rows = [problem.index(outcome) for outcome in outcomes]
    often = Counter(rows)
    for row, outcome in zip(rows, outcomes, strict=True):
        if not problem.signable[row]:
            raise InvalidValueError("The outcome crosses a red line.", given=outcome)
        if often[row] > 1:
            raise InvalidValueError("An outcome is listed twice.", given=outcome)
    return rows


def _factors(problem: BargainingProblem, discount: Any) -> FloatArray:
    if discount is None and problem.scenario is not None:
        discount = {each.name: each.discount for each in problem.scenario.actors}
        discount = [discount[name] for name in problem.actors]
    if discount is not None and np.ndim(discount) == 0 and not isinstance(discount, Mapping):
        discount = [number(discount, "The discount factor")] * len(problem.actors)
    factors = per_actor(discount, problem.actors, "The discount factor", 1.0)
    for name, factor in zip(problem.actors, factors, strict=True):
        if not 0 <= factor <= 1:
            raise InvalidValueError(
                "A discount factor lies between 0 and 1.", given=float(factor), actor=name
            )
    return factors


def _risks(breakdown: Any, rounds: int) -> list[float]:
    """Return the probability of breakdown after each round but the last."""
    given = [breakdown] * (rounds - 1) if np.ndim(breakdown) == 0 else list(breakdown)
    if len(given) != rounds - 1:
        raise InvalidValueError(
            f"Talks can break down after {rounds - 1} of {rounds} rounds; "
            f"{len(given)} probabilities were given."
        )
    risks = [number(each, "The probability of breakdown") for each in [*given, *_single(breakdown)]]
    for risk in risks:
        if not 0 <= risk <= 1:
            raise InvalidValueError(
                "The probability of breakdown lies between 0 and 1.", given=risk
            )
    return risks[: rounds - 1]


def _single(breakdown: Any) -> list[Any]:
    """Return a single number as a list, so that it is checked even if there is one round."""
    return [breakdown] if np.ndim(breakdown) == 0 else []


def _labels(problem: BargainingProblem, rows: Sequence[int]) -> list[str]:
    """Return the outcomes in words, told apart by their rows where words are the same."""
    words = [outcome_label(problem, problem.outcomes[row]) for row in rows]
    often = Counter(words)
    return [
        f"{word} (row {row})" if often[word] > 1 or word == NO_OFFER else word
        for word, row in zip(words, rows, strict=True)
    ]


def _refuse_size(outcomes: int, actors: int, rounds: int, breaks: Sequence[bool]) -> None:
    after = 1
    for turn in reversed(range(rounds)):
        if turn < len(breaks) and breaks[turn]:
            after += 2
        after = 1 + outcomes * ((actors - 1) * (1 + after) + 1) + after
    if after > LARGEST_TREE:
        raise TooLargeError(
            f"{outcomes} outcomes in {rounds} rounds make {after:,} positions (at most "
            f"{LARGEST_TREE:,}); name fewer outcomes= or rounds."
        )
