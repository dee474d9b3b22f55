"""One subgame whose smaller ones are settled: its equilibria, as behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import Behaviour, ExtensiveGame, NormalFormGame
from negotiation.concessions._reduced_form import Plan, plans_of
from negotiation.engine.equilibrium import Equilibria, equilibria
from negotiation.engine.equilibrium._components import SHOWN
from negotiation.engine.trees._regret import thought_through
from negotiation.engine.trees._settled import Choice
from negotiation.engine.trees.sequence_form import sequence_form
from negotiation.errors import TooLargeError

MOST_SEARCHED = 400
"""Combinations of two actors' plans among which all equilibria of a subgame are looked for."""


@dataclass(frozen=True)
class StageEquilibrium:
    """An equilibrium of a subgame that ends where smaller ones begin.

    Attributes
    ----------
    choices : tuple of pairs
        The information sets' numbers in the whole tree, and the probabilities of the moves.
    chances : tuple of float
        The probabilities of its endings.
    values : tuple of float
        What the actors get.
    """

    choices: tuple[Choice, ...]
    chances: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class StageAnswer:
    """The equilibria of a subgame that ends where smaller ones begin.

    Attributes
    ----------
    equilibria : list of StageEquilibrium
    complete : bool
        Whether these are proven to be all extreme equilibria.
    between : bool
        Whether there may be a continuum of them.
    notes : list of str
        Why they may not be all.
    """

    equilibria: list[StageEquilibrium]
    complete: bool
    between: bool
    notes: list[str] = field(default_factory=list)


def stage_equilibria(game: ExtensiveGame) -> StageAnswer:
    """Return the equilibria of a tree of perfect recall, by those of its reduced normal form.

    Parameters
    ----------
    game : ExtensiveGame
        Its information sets bear the numbers to report them under as names.
    """
    try:
        form = game.normal_form()
    except TooLargeError:
        if len(game.actors) != 2:
            raise
        return _one_equilibrium(game)
    active = [actor for actor, each in enumerate(form.strategies) if len(each) > 1]
    if not active:
        return StageAnswer([_read(game, {})], True, False)
    keep = tuple(slice(None) if actor in active else 0 for actor in range(len(game.actors)))
    part = NormalFormGame(
        [form.payoffs[(actor, *keep)] for actor in active],  # type: ignore[arg-type]
        tuple(form.strategies[actor] for actor in active),
        tuple(game.actors[actor] for actor in active),
    )
    if len(active) == 2 and form.payoffs[0].size > MOST_SEARCHED:
        profiles: Sequence[Any] = _some_equilibria(part)
        complete, between = False, True
        notes = [
            f"A subgame of {_shape(part)} plans was searched for pure equilibria and one other."
        ]
    else:
        answer = equilibria(part)
        profiles, complete = answer.profiles, answer.complete
        between = len(profiles) > 1 and _continua(answer)
        told = answer.diagnostics.get("note", ())
        notes = [] if complete else [f"In a subgame: {each}" for each in told]
    found = [_read(game, dict(zip(active, profile, strict=True))) for profile in profiles]
    return StageAnswer(found, complete, between, notes)


def _continua(answer: Equilibria) -> bool:
    """Say whether there may be equilibria between the extreme ones."""
    if len(answer.game.actors) == 2 and len(answer.profiles) <= SHOWN:
        return any(len(each.equilibria) > 1 for each in answer.components) or not answer.complete
    return answer.diagnostics.get("degenerate") is not False


def _shape(game: NormalFormGame) -> str:
    return " x ".join(str(len(each)) for each in game.strategies)


def _some_equilibria(game: NormalFormGame) -> list[Any]:
    """Return all pure equilibria of a game of two actors, and one that is perhaps mixed."""
    pure = list(equilibria(game, "pure-nash").profiles)
    for other in equilibria(game, method="lemke-howson").profiles:
        seen = (
            all(np.array_equal(*pair) for pair in zip(other, each, strict=True)) for each in pure
        )
        if not any(seen):
            pure.append(other)
    return pure


def _one_equilibrium(game: ExtensiveGame) -> StageAnswer:
    """Return an equilibrium of a tree of two actors whose normal form is out of reach."""
    found = sequence_form(game)
    note = "A subgame is too large for its normal form; one of its equilibria was found."
    return StageAnswer([_told(found.behaviour)], False, True, [note])


def _read(game: ExtensiveGame, mixtures: dict[int, FloatArray]) -> StageEquilibrium:
    """Return a profile of plans as behaviour, with what it leads to."""
    done: list[Any] = [np.ones(1)] * len(game.information_sets)
    for actor, name in enumerate(game.actors):
        numbers = [each.number for each in game.sets_of(name)]
        plans = plans_of(game._layout, actor, reduced=True)
        mixture = mixtures.get(actor, np.ones(len(plans)))
        for place, number in enumerate(numbers):
            done[number] = _at(plans, mixture, place, len(game.information_sets[number].moves))
    return _told(thought_through(Behaviour(game, tuple(done))))


def _told(behaviour: Behaviour) -> StageEquilibrium:
    """Return behaviour in a subgame under the numbers of the whole tree's information sets."""
    game = behaviour.tree
    sets = game.information_sets
    return StageEquilibrium(
        tuple(
            (int(each.name), mixture)
            for each, mixture in zip(sets, behaviour.probabilities, strict=True)
        ),
        tuple(behaviour.reach[list(game.endings)].tolist()),
        tuple(behaviour.payoffs.tolist()),
    )


def _at(plans: Sequence[Plan], mixture: FloatArray, place: int, moves: int) -> FloatArray:
    """Return what a mixture of plans does at one information set.

    Under perfect recall the plans that settle a set are those that allow it to be reached.
    Where none is played the actor's own plan avoids the set: all moves are then equally
    likely, until they are thought through.
    """
    weights = np.zeros(moves)
    for plan, weight in zip(plans, mixture, strict=True):
        if plan[place] >= 0:
            weights[plan[place]] += weight
    total = weights.sum()
    return weights / total if total > 0 else np.full(moves, 1.0 / moves)
