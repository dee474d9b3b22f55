"""All equilibria of two-actor games, as Nashpy and QuantEcon find them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import nashpy
import numpy as np
import pytest
from scipy.optimize import linprog, nnls

import negotiation as ng
from tests.engine.exact_games import exact_equilibria

Profiles = dict[tuple[float, ...], Any]
"""Profiles by their probabilities, rounded, both actors' in a row."""

LOSES = "the peer loses equilibria, each shown in fractions"
WRONG = "the peer's answer holds what is no equilibrium, shown by who gains"
AVERAGES = "the peer lists averages of corners too"


@cache
def random_games() -> list[ng.NormalFormGame]:
    rng = np.random.default_rng(70)
    return [ng.NormalFormGame(rng.random((2, *rng.integers(2, 6, 2)))) for _ in range(40)]


@cache
def tied_games() -> list[ng.NormalFormGame]:
    rng = np.random.default_rng(71)
    shapes = [rng.integers(2, 5, 2) for _ in range(60)]
    return [ng.NormalFormGame(rng.integers(0, 4, (2, *shape))) for shape in shapes]


def keyed(profiles: Any) -> Profiles:
    found = {}
    for pair in profiles:
        floats = np.concatenate([np.array(each, dtype=float) for each in pair])
        found[tuple((np.round(floats, 6) + 0.0).tolist())] = pair
    return found


def gain(game: ng.NormalFormGame, pair: Any) -> Any:
    """Return the most that either actor gains by another strategy; exact for fractions."""
    x, y = (list(mixture) for mixture in pair)
    number = Fraction if isinstance(x[0], Fraction) else float
    row, column = ([[number(v) for v in each] for each in table] for table in game.payoffs.tolist())
    ours = [sum(v * q for v, q in zip(each, y, strict=True)) for each in row]
    theirs = [
        sum(column[i][j] * p for i, p in enumerate(x)) for j in range(len(y))
    ]  # what each column is worth
    now = (
        sum(v * p for v, p in zip(ours, x, strict=True)),
        sum(v * q for v, q in zip(theirs, y, strict=True)),
    )
    return max(max(ours) - now[0], max(theirs) - now[1])


def proper(pair: Any) -> bool:
    """Say whether two vectors are probabilities."""
    floats = [np.array(each, dtype=float) for each in pair]
    return all(
        bool(np.isfinite(each).all() and each.min() > -1e-9 and abs(each.sum() - 1) < 1e-9)
        for each in floats
    )


def averages(one: Any, corners: Any) -> bool:
    """Say whether a mixture is an average of others."""
    table = np.vstack([np.array(corners, dtype=float).T, np.ones(len(corners))])
    return bool(nnls(table, np.append(np.array(one, dtype=float), 1.0))[1] < 1e-7)


def judged(game: ng.NormalFormGame, theirs: list[Any], truth: Profiles) -> str:
    """Return why a peer's answer is not the truth, "" if it is; an unproven difference fails."""
    unit = float(np.ptp(game.payoffs)) or 1.0
    wrong = [pair for pair in theirs if not proper(pair) or gain(game, pair) > 1e-6 * unit]
    right = keyed([pair for pair in theirs if proper(pair) and gain(game, pair) <= 1e-6 * unit])
    lost = [pair for key, pair in truth.items() if key not in right]
    for pair in lost:
        most = gain(game, pair)
        assert most == 0 if isinstance(pair[0][0], Fraction) else most < 1e-9 * unit
    for key in right.keys() - truth.keys():
        for side in (0, 1):
            corners = [pair[side] for pair in truth.values()]
            assert averages(right[key][side], corners), "an equilibrium that we miss"
    if wrong:
        return WRONG
    if lost:
        return LOSES
    return AVERAGES if right.keys() - truth.keys() else ""


def careful(tables: Any) -> list[Any]:
    """Return what Nashpy's support enumeration finds where it looks at unequal supports too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(nashpy.Game(*tables).support_enumeration())


def compare(count: Any, games: Any, ask: Callable[[Any], list[Any]], truth: Any) -> None:
    for game, known in zip(games, truth, strict=True):
        try:
            theirs = ask(game.payoffs)
        except Exception as error:  # whatever it is, it is counted
            count.differs(f"the peer raises {type(error).__name__}")
            continue
        reason = judged(game, theirs, known)
        count.differs(reason) if reason else count.agrees()


@cache
def solved() -> tuple[Profiles, ...]:
    """Return our answers to random games: each is proven complete."""
    found = [ng.equilibria(game) for game in random_games()]
    assert all(each.complete for each in found)
    return tuple(keyed(each.profiles) for each in found)


@cache
def proven() -> tuple[Profiles, ...]:
    """Return the corners of tied games, by an oracle that tries all choices of inequalities."""
    return tuple(keyed(exact_equilibria(*game.payoffs).equilibria) for game in tied_games())


def test_our_answers_to_tied_games_are_the_oracles(tally: Any) -> None:
    count = tally("brute force in fractions", "all corners of games with ties")
    for game, known in zip(tied_games(), proven(), strict=True):
        found = ng.equilibria(game)
        assert found.complete
        assert keyed(found.profiles).keys() == known.keys()
        count.agrees()


NASHPY = {
    "nashpy_vertex": "vertex enumeration",
    "nashpy_support": "support enumeration, fast mode",
    "careful": "support enumeration",
}


@pytest.mark.parametrize("name", NASHPY)
@pytest.mark.parametrize("kind", ["random games", "games with ties"])
def test_nashpy(name: str, kind: str, tally: Any, bench: Any) -> None:
    ask = careful if name == "careful" else getattr(bench("game_theory_peers"), name)
    games, truth = (
        (random_games(), solved()) if kind == "random games" else (tied_games(), proven())
    )
    if name == "careful" and kind == "random games":  # it takes minutes for five strategies
        few = [place for place, game in enumerate(games) if game.payoffs[0].size <= 12]
        games, truth = [games[place] for place in few], [truth[place] for place in few]
    count = tally("nashpy", f"{NASHPY[name]}, {kind}")
    compare(count, games, ask, truth)
    if kind == "random games" and name != "nashpy_support":
        assert not count.counts["shown"]  # without ties they find all


@pytest.mark.slow
@pytest.mark.parametrize("name", ["support_enumeration", "vertex_enumeration"])
@pytest.mark.parametrize("kind", ["random games", "games with ties"])
def test_quantecon(name: str, kind: str, tally: Any, bench: Any, quantecon: Any) -> None:
    peers = bench("game_theory_peers")
    games, truth = (
        (random_games(), solved()) if kind == "random games" else (tied_games(), proven())
    )
    count = tally("quantecon", f"{name.replace('_', ' ')}, {kind}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compare(
            count,
            games,
            lambda tables: getattr(quantecon, name)(peers.quantecon_game(tables)),
            truth,
        )
    assert kind != "random games" or not count.counts["shown"]


def test_what_judges_the_peers_can_tell() -> None:
    """A judge that never convicts is none: each kind of mistake is made once."""
    game = ng.NormalFormGame([[[1, 0], [0, 1]], [[1, 0], [0, 1]]])
    truth = keyed(exact_equilibria(*game.payoffs).equilibria)
    every = list(truth.values())
    assert len(every) == 3
    assert judged(game, every, truth) == ""
    assert judged(game, every[:2], truth) == LOSES
    assert judged(game, [*every, ([1.0, 0.0], [0.0, 1.0])], truth) == WRONG
    assert judged(game, [*every, ([2.0, -1.0], [1.0, 0.0])], truth) == WRONG
    with pytest.raises(AssertionError, match="that we miss"):
        judged(game, every, keyed(every[:1]))
    tied = ng.NormalFormGame([[[1, 1]], [[0, 0]]])
    corners = keyed(exact_equilibria(*tied.payoffs).equilibria)
    middle = ([1.0], [0.5, 0.5])
    assert judged(tied, [*corners.values(), middle], corners) == AVERAGES


# ------------------------------------------------------------------ zero-sum games


def zero_sum_tables(seed: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    shapes = [rng.integers(1, 6, 2) for _ in range(30)]
    return [
        *(rng.normal(size=shape) for shape in shapes[:20]),
        *(rng.integers(-2, 3, shape) for shape in shapes[20:]),
    ]


def test_values_of_zero_sum_games_are_what_a_linear_programme_finds(tally: Any) -> None:
    """Nashpy's programme, with what either actor makes sure of by its mixture."""
    count = tally("nashpy", "values of zero-sum games")
    for table in zero_sum_tables(5):
        ours = ng.zero_sum(ng.NormalFormGame([table, -table]))
        x, y = nashpy.Game(table).linear_program()
        unit = np.abs(table).max() or 1.0
        assert (x @ table).min() == pytest.approx(ours.value, abs=1e-9 * unit)
        assert (table @ y).max() == pytest.approx(ours.value, abs=1e-9 * unit)
        count.agrees()


def test_values_of_zero_sum_games_are_quantecons(tally: Any, quantecon: Any) -> None:
    from quantecon.optimize import minmax

    count = tally("quantecon", "values of zero-sum games")
    for table in zero_sum_tables(6):
        value, x, y = minmax(np.array(table, dtype=float))
        ours = ng.zero_sum(ng.NormalFormGame([table, -table]))
        assert ours.value == pytest.approx(value, abs=1e-8 * (np.abs(table).max() or 1.0))
        assert (x @ table).min() == pytest.approx(value, abs=1e-8)
        assert (table @ y).max() == pytest.approx(value, abs=1e-8)
        count.agrees()


# ------------------------------------------------------------------ dominance


def strictly_dominated(game: ng.NormalFormGame, actor: int) -> list[int]:
    """Return what some mixture is better than against every combination, by linear programmes."""
    rows = np.moveaxis(game.payoffs[actor], actor, 0).reshape(game.payoffs.shape[1 + actor], -1)
    found = []
    for place, own in enumerate(rows):
        others = np.delete(rows, place, axis=0)
        if not len(others):
            continue
        # The largest margin e with weights @ others >= own + e.
        table = np.vstack([own[None] - others, np.ones((1, len(own)))]).T
        done = linprog(
            [*np.zeros(len(others)), -1.0],
            A_ub=table,
            b_ub=np.zeros(len(own)),
            A_eq=[[*np.ones(len(others)), 0.0]],
            b_eq=[1.0],
            bounds=[(0, None)] * len(others) + [(None, None)],
        )
        if -done.fun > 1e-9:
            found.append(place)
    return found


def test_what_mixtures_dominate(tally: Any, quantecon: Any) -> None:
    count = tally("quantecon", "strategies dominated by mixtures")
    rng = np.random.default_rng(9)
    for turn in range(60):
        shape = rng.integers(2, 5, 2 if turn % 2 else 3)
        game = ng.NormalFormGame(rng.integers(0, 4 + 20 * (turn % 3), (len(shape), *shape)))
        first = ng.dominance(game, rounds=1)
        for actor in range(len(shape)):
            axes = [(actor + step) % len(shape) for step in range(len(shape))]
            table = np.transpose(game.payoffs[actor], axes).astype(float).copy()
            theirs = sorted(quantecon.Player(table).dominated_actions())
            ours = sorted(set(range(shape[actor])) - {int(s) for s in first.kept[actor]})
            assert ours == strictly_dominated(game, actor)
            assert ours == theirs
            count.agrees()


# ------------------------------------------------------------------ many actors


def test_pure_equilibria_of_three_actors(tally: Any, quantecon: Any) -> None:
    count = tally("quantecon", "pure equilibria of three actors")
    rng = np.random.default_rng(4)
    for _ in range(40):
        shape = tuple(int(size) for size in rng.integers(1, 5, 3))
        payoffs = rng.integers(0, 5, (3, *shape)).astype(float)
        players = [
            quantecon.Player(np.transpose(payoffs[i], [i, (i + 1) % 3, (i + 2) % 3]).copy())
            for i in range(3)
        ]
        theirs = quantecon.pure_nash_brute(quantecon.NormalFormGame(players))
        ours = ng.equilibria(ng.NormalFormGame(payoffs), method="pure").profiles
        mine = sorted(tuple(int(np.argmax(each)) for each in profile) for profile in ours)
        assert mine == sorted(tuple(map(int, each)) for each in theirs)
        count.agrees()
