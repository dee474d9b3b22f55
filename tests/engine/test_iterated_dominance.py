"""Iterated dominance and rationalisability: what goes, what beats it, and what stays and why."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import negotiation as ng
from negotiation.engine.rationality import _better_mixtures

SLOW = settings(max_examples=40, deadline=None)
ZEROS = np.zeros((3, 2))
NORTH_SOUTH = ng.NormalFormGame(
    [[[4, 0], [0, 4], [1, 1]], [[1, 0], [0, 1], [0, 1]]],
    strategies=[["north", "south", "wait"], ["left", "right"]],
    actors=["Row", "Column"],
    title="crossing",
)


def best_against_some_belief(rows: Any, strategy: int, *, inside: bool) -> bool:
    """Return whether a strategy is best for some share of two columns, in exact arithmetic.

    By the lemma of Pearce (1984) it is then not dominated; with shares strictly inside only,
    not even weakly.
    """
    lines = [(Fraction(a), Fraction(b)) for a, b in rows.tolist()]

    def worth(line: tuple[Fraction, Fraction], share: Fraction) -> Fraction:
        return share * line[0] + (1 - share) * line[1]

    crossings = {Fraction(0), Fraction(1)}
    for one in lines:
        for other in lines:
            slope = (one[0] - one[1]) - (other[0] - other[1])
            if slope:
                crossings.add((other[1] - one[1]) / slope)
    places = sorted(share for share in crossings if 0 <= share <= 1)
    places += [(a + b) / 2 for a, b in pairwise(list(places))]
    if inside:
        places = [share for share in places if 0 < share < 1]
    return any(
        worth(lines[strategy], share) == max(worth(line, share) for line in lines)
        for share in places
    )


def margin_of(game: ng.NormalFormGame, kept: list[list[int]], each: Any) -> tuple[float, float]:
    """Return the least and the most that a certificate gains, by plain loops."""
    others = [rows if place != each.actor else [0] for place, rows in enumerate(kept)]
    gains = []
    for cell in np.ndindex(*(len(rows) for rows in others)):
        at = [rows[k] for rows, k in zip(others, cell, strict=True)]
        worth = []
        for strategy in range(len(each.weights)):
            at[each.actor] = strategy
            worth.append(game.payoffs[(each.actor, *at)])
        gains.append(float(np.dot(each.weights, worth) - worth[each.strategy]))
    return min(gains), max(gains)


def check_certificates(answer: Any) -> None:
    """Every certificate holds in the game that was left when it was used."""
    kept = [list(range(len(labels))) for labels in answer.game.strategies]
    for number in range(1, answer.rounds + 1):
        gone = [each for each in answer.removed if each.round == number]
        assert gone
        for each in gone:
            assert each.weights.sum() == pytest.approx(1)
            assert each.weights[each.strategy] == 0
            assert set(np.flatnonzero(each.weights)) <= set(kept[each.actor])
            least, most = margin_of(answer.game, kept, each)
            assert each.margin == pytest.approx(least, abs=1e-7)
            assert each.most == pytest.approx(most, abs=1e-7)
            assert least > 0 if answer.kind == "strict" else least > -1e-9 < 1e-9 < most
        for each in gone:
            kept[each.actor].remove(each.strategy)
    assert tuple(map(tuple, kept)) == answer.kept


# ---------------------------------------------------------------- known cases


def test_a_mixture_dominates_what_no_pure_strategy_does() -> None:
    answer = ng.dominance(NORTH_SOUTH)
    assert repr(answer) == "<Dominance 'strict' by mixed: 1 removed in 1 round, 2 x 2 left>"
    (gone,) = answer.removed
    assert (gone.round, gone.actor, gone.strategy, gone.pure) == (1, 0, 2, False)
    assert gone.weights == pytest.approx([0.5, 0.5, 0])
    assert (gone.margin, gone.most) == pytest.approx((1, 1))
    assert answer.finished
    assert answer.strategies == (("north", "south"), ("left", "right"))
    assert answer.reduced.title == "crossing"
    assert answer.reduced.payoffs.tolist() == NORTH_SOUTH.payoffs[:, :2].tolist()
    assert ng.dominance(NORTH_SOUTH, by="pure").removed == ()
    words = str(answer.summary())
    assert "0.5 north + 0.5 south" in words
    assert "No equilibrium is lost" in words
    assert "crossing: iterated strict dominance" in words
    assert "No strategy is strictly dominated." in str(
        ng.dominance(NORTH_SOUTH, by="pure").summary()
    )
    assert "<table>" in answer._repr_html_()


def test_a_pure_dominator_is_named_before_a_mixture_and_the_best_of_them() -> None:
    game = ng.NormalFormGame([[[5, 5], [3, 3], [0, 0]], ZEROS])
    answer = ng.dominance(game)
    assert [each.weights.tolist() for each in answer.removed] == [[1, 0, 0], [1, 0, 0]]
    assert [each.margin for each in answer.removed] == [2, 5]
    assert all(each.pure for each in answer.removed)


def test_rounds_follow_each_other_and_can_be_limited() -> None:
    # Right is never good; without it, down is never good; without that, left beats middle.
    game = ng.NormalFormGame([[[2, 1, 1], [1, 0, 9]], [[2, 1, 0], [0, 1, -1]]])
    answer = ng.dominance(game)
    assert [(e.round, e.actor, e.strategy) for e in answer.removed] == [
        (1, 1, 2),
        (2, 0, 1),
        (3, 1, 1),
    ]
    assert answer.kept == ((0,), (0,))
    first = ng.dominance(game, rounds=1)
    assert first.kept == ((0, 1), (0, 1))
    assert not first.finished
    assert "stopped after 1 round; more may be dominated." in str(first.summary())
    # Three rounds are enough, but that nothing more goes is not known before a fourth.
    assert ng.dominance(game, rounds=4).finished
    check_certificates(answer)


def test_weak_dominance_can_lose_an_equilibrium_and_says_so() -> None:
    game = ng.NormalFormGame([[[1, 0], [0, 0]], [[1, 0], [0, 0]]])
    assert len(ng.equilibria(game, "pure-nash").profiles) == 2
    answer = ng.dominance(game, "weak")
    assert answer.kept == ((0,), (0,))
    assert [(each.margin, each.most) for each in answer.removed] == [(0, 1), (0, 1)]
    words = str(answer.summary())
    assert "The order matters" in words
    assert "Equilibria can be lost" in words
    assert ng.dominance(game, "strict").removed == ()


def test_all_weakly_dominated_strategies_go_at_once() -> None:
    """Marks of order: one after the other, the last column could stay."""
    row = [[1, 1, 0], [1, 1, 0], [0, 1, 0]]
    column = [[1, 1, 1], [1, 0, 0], [1, 1, 0]]
    answer = ng.dominance(ng.NormalFormGame([row, column]), "weak")
    first = [(each.actor, each.strategy) for each in answer.removed if each.round == 1]
    assert first == [(0, 2), (1, 1), (1, 2)]
    check_certificates(answer)


def test_weak_dominance_by_a_mixture() -> None:
    rows = [[2, 0, 1], [0, 2, 1], [1, 1, 0], [1, 1, 1]]
    game = ng.NormalFormGame([rows, np.zeros((4, 3))])
    answer = ng.dominance(game, "weak")
    # The even mixture equals the last row throughout: no dominance; it beats the third once.
    assert answer.kept[0] == (0, 1, 3)
    assert answer.removed[0].strategy == 2
    assert ng.dominance(game, "weak", by="pure").kept[0] == (0, 1, 3)
    only = ng.NormalFormGame([rows[:3], ZEROS.repeat([1, 2], axis=1)])
    by_mixture = ng.dominance(only, "weak").removed[0]
    assert by_mixture.weights == pytest.approx([0.5, 0.5, 0])
    assert (by_mixture.margin, by_mixture.most) == pytest.approx((0, 1))
    assert ng.dominance(only, "weak", by="pure").removed == ()


def test_copies_do_not_dominate_each_other() -> None:
    game = ng.NormalFormGame([[[1, 2], [1, 2], [2, 1]], ZEROS])
    assert ng.dominance(game, "weak").removed == ()
    assert ng.dominance(ng.NormalFormGame(np.zeros((2, 3, 3))), "weak").removed == ()


def test_a_breach_that_buys_a_gain_is_no_weak_dominance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace of the second rival buys much for a breach within a programme's tolerance."""
    answer = SimpleNamespace(
        status=0,
        x=np.array([1 - 1e-7, 1e-7]),
        ineqlin=SimpleNamespace(marginals=np.array([-5_000.5, -0.5])),
    )
    monkeypatch.setattr(_better_mixtures, "linear_programme", lambda *given, **options: answer)
    assert _better_mixtures._weakly(np.array([[0.0, 0.0], [-1e-4, 1.0]])) is None
    monkeypatch.undo()
    assert _better_mixtures._weakly(np.array([[0.0, 0.0], [-1e-4, 1.0]])) is None
    assert _better_mixtures._weakly(np.array([[0.0, 0.0], [0.0, 1.0]])) == pytest.approx([0, 1])


def test_rounding_is_no_dominance() -> None:
    third = 0.1 + 0.2
    assert third > 0.3
    game = ng.NormalFormGame([[[third, 1.0], [0.3, 1.0]], np.zeros((2, 2))])
    assert ng.dominance(game, "weak").removed == ()
    # Beside a wide range it is a rounding error still.
    wide = ng.NormalFormGame([[[third, 1.0], [0.3, 1.0], [0, 0]], np.zeros((3, 2))])
    assert ng.dominance(wide, "weak").kept[0] == (0, 1)
    shifted = ng.NormalFormGame([[[1e9 + third, 1e9], [1e9 + 0.3, 1e9]], np.zeros((2, 2))])
    assert ng.dominance(shifted, "weak").removed == ()


def test_three_actors_and_one() -> None:
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 1] = 1
    payoffs[1, 1, :, 0], payoffs[1, 0, :, 1] = 1, 1
    payoffs[1, 1, 1] += 1
    payoffs[2, 1, 0, 1] = 5
    payoffs[2, 1, 1, 0] = 2
    answer = ng.dominance(ng.NormalFormGame(payoffs))
    assert answer.kept == ((1,), (1,), (0,))
    check_certificates(answer)
    assert ng.dominance(ng.NormalFormGame([[1, 3, 2]])).kept == ((1,),)


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1.0, 1e200])
def test_units_do_not_matter(scale: float) -> None:
    payoffs = np.array(NORTH_SOUTH.payoffs)
    payoffs[0] *= scale
    answer = ng.dominance(ng.NormalFormGame(payoffs))
    assert answer.kept == ((0, 1), (0, 1))
    assert answer.removed[0].margin == pytest.approx(scale)


# ---------------------------------------------------------------- against exact enumeration


@SLOW
@given(hnp.arrays(np.int64, st.tuples(st.integers(2, 5), st.just(2)), elements=st.integers(0, 6)))
def test_dominance_by_mixtures_is_never_being_best(rows: Any) -> None:
    game = ng.NormalFormGame([rows, np.zeros(rows.shape)])
    for kind, inside in (("strict", False), ("weak", True)):
        answer = ng.dominance(game, kind, rounds=1)
        stays = {s for s in range(len(rows)) if best_against_some_belief(rows, s, inside=inside)}
        assert set(answer.kept[0]) == stays
        check_certificates(answer)
    pure = ng.dominance(game, "weak", by="pure", rounds=1)
    stays = {
        s
        for s in range(len(rows))
        if not any(
            (rows[r] >= rows[s]).all() and (rows[r] > rows[s]).any() for r in range(len(rows))
        )
    }
    assert set(pure.kept[0]) == stays


@SLOW
@given(
    hnp.arrays(np.float64, st.sampled_from([(2, 4, 4), (3, 3, 2, 3)]), elements=st.integers(0, 5))
)
def test_every_removal_is_certified_and_every_survivor_believed(payoffs: Any) -> None:
    game = ng.NormalFormGame(payoffs)
    for kind in ("strict", "weak"):
        for by in ("pure", "mixed"):
            check_certificates(ng.dominance(game, kind, by=by))
    answer = ng.rationalizable(game)
    assert answer.dominance.kept == answer.kept
    for own, rows in enumerate(answer.kept):
        for strategy in rows:
            belief = answer.belief(own, strategy)
            assert belief.sum() == pytest.approx(1)
            assert belief.min() >= 0
            worth = np.moveaxis(payoffs[own], own, 0).reshape(len(game.strategies[own]), -1)
            reached = worth @ belief.reshape(-1)
            assert reached[strategy] == pytest.approx(reached.max(), abs=1e-7)
            outside = np.ones(belief.shape, dtype=bool)
            outside[np.ix_(*(r for place, r in enumerate(answer.kept) if place != own))] = False
            assert (belief[outside] == 0).all()


@SLOW
@given(hnp.arrays(np.float64, (2, 3, 3), elements=st.integers(0, 4)))
def test_no_equilibrium_is_lost_by_strict_dominance(payoffs: Any) -> None:
    game = ng.NormalFormGame(payoffs)
    kept = ng.dominance(game).kept
    for profile in ng.equilibria(game).profiles:
        for mixture, rows in zip(profile, kept, strict=True):
            assert set(np.flatnonzero(mixture)) <= set(rows)
    # An equilibrium of what weak dominance leaves is one of the whole game.
    left = ng.dominance(game, "weak")
    assert len(ng.equilibria(left.reduced).profiles) > 0


# ---------------------------------------------------------------- rationalisability


def test_the_reference_lists(reference: Path) -> None:
    checked = 0
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        if "rationalizable" not in file:
            continue
        payoffs = [[[float(Fraction(v)) for v in row] for row in side] for side in file["payoffs"]]
        answer = ng.rationalizable(ng.NormalFormGame(payoffs))
        assert [list(rows) for rows in answer.kept] == file["rationalizable"], file["id"]
        checked += 1
    assert checked == 29


def test_a_strategy_that_only_correlated_beliefs_support() -> None:
    """After Fudenberg & Tirole (1991), section 2.1: the last strategy of the third actor is a
    best response if the others' choices hang together, and to no independent belief."""
    third = np.array([[[9, 0], [0, 0]], [[0, 9], [9, 0]], [[0, 0], [0, 9]], [[6, 0], [0, 6]]])
    payoffs = np.zeros((3, 2, 2, 4))
    payoffs[2] = third.transpose(1, 2, 0)
    answer = ng.rationalizable(ng.NormalFormGame(payoffs, actors=["one", "two", "three"]))
    assert answer.kept == ((0, 1), (0, 1), (0, 1, 2, 3))
    worth = third.reshape(4, 4) @ answer.belief("three", 3).reshape(-1)
    assert worth[3] == pytest.approx(worth.max(), abs=1e-9)
    # If the others' shares are p and q, the fourth is worth 6pq + 6(1-p)(1-q), less than others.
    for p in np.linspace(0, 1, 41):
        for q in np.linspace(0, 1, 41):
            worth = third.reshape(4, 4) @ np.outer([p, 1 - p], [q, 1 - q]).reshape(-1)
            assert worth[3] < worth.max() - 1e-9
    assert "correlated" in answer.notion
    assert "hang together" in str(answer.summary())


def test_words_and_errors_of_rationalisability() -> None:
    answer = ng.rationalizable(NORTH_SOUTH)
    assert repr(answer) == "<Rationalizable: 2 x 2 of 3 x 2 strategies>"
    assert answer.reduced.strategies == (("north", "south"), ("left", "right"))
    assert answer.strategies == answer.reduced.strategies
    words = str(answer.summary())
    assert "round 1: 0.5 north + 0.5 south" in words
    assert "Bernheim and Pearce" in words
    assert "<table>" in answer._repr_html_()
    assert answer.belief("Row", "north").tolist() == [1, 0]
    assert answer.belief(1, "left").tolist() == [1, 0, 0]
    with pytest.raises(ValueError, match="No belief makes 'wait' a best response"):
        answer.belief("Row", "wait")
    with pytest.raises(KeyError, match="actor 'Row': 'norht' is not a strategy"):
        answer.belief("Row", "norht")
    with pytest.raises(KeyError, match="Did you mean 'Row'"):
        answer.belief("Rwo", "north")


@pytest.mark.parametrize("stake", [1, 100])
def test_a_belief_that_must_mix(stake: int) -> None:
    rows = np.array([[4, 0], [0, 4], [3, 3]]) * [1, stake]
    game = ng.NormalFormGame([rows, [[1, 0], [0, 1], [1, 1]]])
    belief = ng.rationalizable(game).belief(0, 2)
    worth = rows @ belief
    assert worth[2] == pytest.approx(worth.max())


def test_what_is_refused_and_how() -> None:
    with pytest.raises(KeyError, match="Did you mean 'strict'"):
        ng.dominance(NORTH_SOUTH, "stritc")
    with pytest.raises(KeyError, match="Did you mean 'mixed'"):
        ng.dominance(NORTH_SOUTH, by="mixtures")
    with pytest.raises(ValueError, match="at least 1"):
        ng.dominance(NORTH_SOUTH, rounds=0)
    for rounds in (True, 1.5):
        with pytest.raises(TypeError, match="whole number"):
            ng.dominance(NORTH_SOUTH, rounds=rounds)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="NormalFormGame"):
        ng.dominance([[1, 2]])  # type: ignore[arg-type]


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_better_mixtures, "_PROGRAMMES", 0)
    with pytest.raises(ValueError, match="by='pure' does without"):
        ng.dominance(NORTH_SOUTH)
    monkeypatch.setattr(_better_mixtures, "_WORK", 0)
    with pytest.raises(ValueError, match="too many comparisons"):
        ng.dominance(NORTH_SOUTH, "weak", by="pure")
