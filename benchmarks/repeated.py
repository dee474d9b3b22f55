"""Sets of repeated payoffs beside QuantEcon in the same process run.

    python benchmarks/repeated.py             every row; a minute or two
    python benchmarks/repeated.py --alone     without the peer
    python benchmarks/repeated.py --quick     small sizes without the peer; seconds

Prints a Markdown table: medians over the same games for both, asked in turns, the second of
two calls.  It measures and does not judge.  Where QuantEcon raises an error, warns that it has
not converged, or returns another set, that is counted, because it is part of the answer.
Games of more than 16 profiles are not put to it: with larger ones beside it, the process once
ended with a memory error.
"""

from __future__ import annotations

import statistics
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from game_theory_peers import quantecon_game
from measuring import Asked, Sheet, print_all, ratio, seconds, shown

import negotiation as ng
from negotiation.engine.repeated._polygon import distance

_PEER = 16
"""Profiles of a game that is put to the peer, at most."""
Row = tuple[str, list[tuple[ng.NormalFormGame, float]]]


def rows(quick: bool) -> Iterator[Row]:
    """Yield what is asked: games with their patience."""
    table = [[[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]]
    yield "the example of Abreu and Sannikov", [(ng.NormalFormGame(table), 0.3)]
    for size, count in ((2, 9), (4, 9)) if quick else ((2, 40), (4, 40), (10, 15), (60, 5)):
        rng = np.random.default_rng(size)
        tables = rng.random((count, 2, size, size))
        patience = rng.uniform(0.2, 0.95, count)
        games = [
            (ng.NormalFormGame(each), float(d)) for each, d in zip(tables, patience, strict=True)
        ]
        yield f"{size} x {size}, random payoffs and patience", games
    rng = np.random.default_rng(1)
    tables = rng.integers(0, 4, (9 if quick else 40, 2, 3, 3))
    yield "3 x 3, payoffs from 0 to 3 (ties)", [(ng.NormalFormGame(each), 0.6) for each in tables]
    for size in (16,) if quick else (16, 61):
        quantity = np.linspace(0, 60, size)
        own = quantity[:, None] * np.maximum(0, 60 - quantity[:, None] - quantity)
        yield f"two sellers, {size} quantities each", [(ng.NormalFormGame([own, own.T]), 0.5)]


def ask_peer(game: ng.NormalFormGame, patience: float) -> tuple[str, Any]:
    """Return how QuantEcon fared, and its corners."""
    import quantecon.game_theory as theory

    stage = quantecon_game(game.payoffs)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            found = theory.RepeatedGame(stage, patience).equilibrium_payoffs()
        except Exception as error:  # whatever it is, it is counted
            if "no incentive-compatible" in str(error):
                return "answered", np.zeros((0, 2))  # its way to say that nothing is sustained
            return f"error ({type(error).__name__})", None
    return ("not converged" if told else "answered"), found.points[found.vertices]


def same(game: ng.NormalFormGame, ours: Any, theirs: Any) -> bool:
    """Say whether two sets are the same, to 1e-6 of the range of payoffs."""
    unit = np.ptp(game.payoffs.reshape(2, -1), axis=1)
    one, two = ours.vertices / unit, np.reshape(theirs, (-1, 2)) / unit
    if not len(one) or not len(two):
        return len(one) == len(two)
    inside = distance(one, two).max()
    # Their corners come in no order: each of ours must be one of them, or between two.
    pairs = two[np.stack(np.triu_indices(len(two)), axis=1)]
    near = [min(distance(pair, corner[None])[0] for pair in pairs) for corner in one]
    return bool(inside < 1e-6 and max(near) < 1e-6)


def line(games: list[tuple[ng.NormalFormGame, float]], peer: bool) -> list[str]:
    """Return the cells of one row of the table."""
    mine, theirs, fared = [], [], Counter[str]()
    for game, patience in games:
        for _ in range(2):
            spent, found = seconds(lambda g=game, d=patience: ng.repeated_values(g, d), tidy=False)
        mine.append(spent)
        if peer and game.payoffs[0].size <= _PEER:
            for _ in range(2):
                taken, (how, corners) = seconds(
                    lambda g=game, d=patience: ask_peer(g, d), tidy=False
                )
            theirs.append(taken)
            if how == "answered" and not same(game, found, corners):
                how = "another set"
            fared[how] += 1
    cells = [str(len(games)), shown(statistics.median(mine)), shown(max(mine))]
    if theirs:
        median = statistics.median(theirs)
        cells += [f"{shown(median)} ({ratio(median, statistics.median(mine))})"]
        cells += [", ".join(f"{count} {how}" for how, count in fared.most_common())]
    elif peer:
        cells += ["not asked", "—"]
    return cells


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""
    peer = asked.peer("QuantEcon")
    heads = ["sets of repeated payoffs", "games", "negotiation", "longest"]
    heads += ["QuantEcon", "how it fared"] if peer else []
    return [Sheet(heads, ((name, partial(line, games, peer)) for name, games in rows(asked.quick)))]


if __name__ == "__main__":
    print_all(__doc__, sheets, ["QuantEcon"])
