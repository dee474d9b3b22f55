"""Backward induction, subgame by subgame, every tie kept."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, BoolArray, FloatArray
from negotiation.concessions import Chance, ExtensiveGame
from negotiation.engine.trees._settled import Entry, Recipe, Settled
from negotiation.engine.trees._stage import StageEquilibrium, stage_equilibria
from negotiation.engine.trees._subgames import stage_of, subgame_roots, truncated
from negotiation.errors import NotDefinedError, TooLargeError

MOST_PLAYS = 100_000
"""Equilibrium plays of one subgame that are kept at most."""

MOST_STAGES = 2_000
"""Games that are solved at most where smaller subgames have several equilibria."""


@dataclass
class Induction:
    """The state of a backward induction.

    Attributes
    ----------
    tree : ExtensiveGame
    roots : array of bool
        Where subgames begin.
    settled : Settled
        The subgames solved so far.
    sizes : array, shape (n_positions, n_actors)
        Each actor's largest payoff below a position, which rounding is measured by.
    complete : bool
        Whether every list is proven to be complete.
    between : bool
        Whether there are further equilibria that mix between those found.
    stages : int
        Subgames with more than one move that were solved as games.
    notes : list of str
        What may be lacking, sentences.
    """

    tree: ExtensiveGame
    roots: BoolArray
    settled: Settled
    sizes: FloatArray
    complete: bool = True
    between: bool = False
    stages: int = 0
    notes: list[str] = field(default_factory=list)


def induce(tree: ExtensiveGame) -> Induction:
    """Return all subgames of a tree, solved from the endings upward."""
    layout = tree._layout
    sizes = np.zeros((len(layout.nodes), len(tree.actors)))
    sizes[list(tree.endings)] = np.abs(tree.payoffs)
    for position in range(len(layout.nodes) - 1, 0, -1):
        above = sizes[layout.parents[position]]
        np.maximum(above, sizes[position], out=above)
    state = Induction(tree, subgame_roots(tree), Settled({}, {}), sizes)
    for root in np.flatnonzero(state.roots)[::-1].tolist():
        state.settled.settle(root, _solved(state, root))
    return state


def _solved(state: Induction, root: int) -> Iterator[Entry]:
    """Yield the equilibrium plays of a subgame all of whose smaller ones are settled."""
    layout = state.tree._layout
    children = layout.children[root]
    if not children:
        yield Entry(layout.payoffs[root], ((root, 1),), [], 1)
    elif not all(state.roots[child] for child in children):
        yield from _stage(state, root)
    elif isinstance(layout.nodes[root], Chance):
        yield from _chance(state, root, children)
    else:
        yield from _decision(state, root, children)


def _decision(state: Induction, root: int, children: list[int]) -> Iterator[Entry]:
    """Yield the plays in which one actor's move is a best one, each followed by each of its ends.

    A move with a certain continuation is a best one if every other move can be followed by an
    equilibrium that is worth no more to the actor.
    """
    layout, entries = state.tree._layout, state.settled.entries
    actor, information = layout.whose[root], layout.sets[root]
    worths = [[each.values[actor] for each in entries[child]] for child in children]
    if not all(worths):
        return
    slack = _slack([value for each in worths for value in each], float(state.sizes[root, actor]))
    floor = max(min(each) for each in worths)
    allowed: dict[Any, list[tuple[int, ...]]] = {}
    plays = 0
    for move, child in enumerate(children):
        for place, each in enumerate(entries[child]):
            worth = each.values[actor]
            if worth < floor - slack:
                continue
            plays += 1
            _refuse_more(state, root, plays)
            if worth not in allowed:
                allowed[worth] = [_at_most(values, worth + slack) for values in worths]
                state.between |= _tied(worths, worth, slack)
            parts = tuple(
                (below, (place,) if other == move else allowed[worth][other])
                for other, below in enumerate(children)
            )
            count = math.prod(state.settled.ways(*part) for part in parts)
            yield Entry(
                each.values, each.play, [Recipe(((information, move),), parts, count)], count
            )


def _at_most(values: list[Any], most: Any) -> tuple[int, ...]:
    return tuple(number for number, value in enumerate(values) if value <= most)


def _tied(worths: list[list[Any]], worth: Any, slack: float) -> bool:
    """Say whether several moves can be worth the same, that of a best one."""
    return sum(any(abs(value - worth) <= slack for value in each) for each in worths) > 1


def _chance(state: Induction, root: int, children: list[int]) -> Iterator[Entry]:
    """Yield every combination of the plays that may follow chance's moves."""
    layout, entries = state.tree._layout, state.settled.entries
    _refuse_more(state, root, math.prod(len(entries[child]) for child in children))
    odds = layout.probabilities[root]
    for combination in itertools.product(*(range(len(entries[child])) for child in children)):
        parts = tuple((child, (place,)) for child, place in zip(children, combination, strict=True))
        chosen = [entries[child][place] for child, (place,) in parts]
        values = tuple(
            sum(chance * each.values[actor] for chance, each in zip(odds, chosen, strict=True))
            for actor in range(len(state.tree.actors))
        )
        count = math.prod(each.count for each in chosen)
        yield Entry(values, _mixed(odds, chosen), [Recipe((), parts, count)], count)


def _stage(state: Induction, root: int) -> Iterator[Entry]:
    """Yield the equilibria of a subgame in which several moves hang together."""
    tree, settled = state.tree, state.settled
    if not tree.perfect_recall:
        raise NotDefinedError(
            "Subgames of imperfect information are solved under perfect recall only: somebody "
            "forgets what it did or knew here.  equilibria(tree.normal_form()) needs no recall."
        )
    inside, below = stage_of(tree, root, state.roots)
    _refuse_stages(state, root, math.prod(len(settled.entries[each]) for each in below))
    solved: dict[Any, list[StageEquilibrium]] = {}
    for combination in itertools.product(*(range(len(settled.entries[each])) for each in below)):
        parts = tuple((each, (place,)) for each, place in zip(below, combination, strict=True))
        chosen = [settled.entries[each][place] for each, (place,) in parts]
        key = tuple(each.values for each in chosen)
        if key not in solved:
            game = truncated(tree, inside, dict(zip(below, key, strict=True)))
            answer = stage_equilibria(game)
            solved[key] = answer.equilibria
            state.stages += 1
            state.complete &= answer.complete
            state.between |= answer.between
            state.notes += [each for each in answer.notes if each not in state.notes]
        count = math.prod(each.count for each in chosen)
        for equilibrium in solved[key]:
            recipe = Recipe(equilibrium.choices, parts, count)
            play = _mixed(equilibrium.chances, chosen)
            yield Entry(equilibrium.values, play, [recipe], count)


def _mixed(odds: Any, chosen: list[Entry]) -> Any:
    """Return the endings that a lottery over plays reaches, with their probabilities."""
    return tuple(
        sorted(
            (ending, chance * share)
            for chance, each in zip(odds, chosen, strict=True)
            if chance > 0
            for ending, share in each.play
        )
    )


def _slack(values: list[Any], size: float) -> float:
    """Return the difference that counts as none: nothing at all between exact numbers."""
    if not any(isinstance(value, float) for value in values):
        return 0
    return max(TOLERANCE * float(max(values) - min(values)), 4 * NOISE * size)


def _refuse_more(state: Induction, root: int, plays: int) -> None:
    if plays > MOST_PLAYS:
        raise TooLargeError(
            f"Ties leave {plays:,} different equilibrium plays (at most {MOST_PLAYS:,} are kept).",
            after=state.tree._layout.place(root),
        )


def _refuse_stages(state: Induction, root: int, games: int) -> None:
    if state.stages + games > MOST_STAGES:
        raise TooLargeError(
            f"Several equilibria in smaller subgames leave {games:,} "
            f"game{'' if games == 1 else 's'} to solve here, after {state.stages:,} elsewhere "
            f"(at most {MOST_STAGES:,} are).",
            after=state.tree._layout.place(root),
        )
