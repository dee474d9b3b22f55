"""Evolutionary stability: published cases, invaders drawn at random, laws."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.commitment import _copositive, evolutionary
from negotiation.engine.commitment._copositive import eliminate, positive, solve
from negotiation.errors import TooLargeError

laws = settings(deadline=None, max_examples=80)
tables = st.integers(1, 3).flatmap(
    lambda size: st.lists(st.integers(-2, 3), min_size=size**2, max_size=size**2).map(
        lambda flat: np.array(flat, dtype=float).reshape(size, size)
    )
)


def population(table, **words):
    table = np.array(table, dtype=float)
    return ng.NormalFormGame([table, table.T], **words)


def in_order(mixtures):
    return np.array(sorted(np.array(mixtures).tolist()))


def exact(form):
    return [[Fraction(value) for value in row] for row in form]


# ------------------------------------------------------------------ known answers


def test_the_reference_games(reference):
    checked = 0
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        if "ess" not in case:
            continue
        payoffs = [
            [[float(Fraction(value)) for value in row] for row in table]
            for table in case["payoffs"]
        ]
        expected = [[float(Fraction(share)) for share in each] for each in case["ess"]]
        answer = ng.evolutionarily_stable(ng.NormalFormGame(payoffs))
        assert answer.complete
        assert len(answer.strategies) == len(expected), path.name
        if expected:
            assert in_order(answer.strategies) == pytest.approx(in_order(expected)), path.name
        checked += 1
    assert checked == 8


def test_hawk_and_dove():
    """With value V and cost C > V a share V / C of hawks is stable (Maynard Smith and Price)."""
    value, cost = 4, 6
    table = [[(value - cost) / 2, value], [0, value / 2]]
    answer = ng.evolutionarily_stable(population(table))
    assert answer.strategies == pytest.approx(np.array([[value / cost, 1 - value / cost]]))
    assert answer.payoffs == pytest.approx([(1 - value / cost) * value / 2])
    cheap = ng.evolutionarily_stable(population([[1, 4], [0, 2]]))
    assert cheap.strategies.tolist() == [[1, 0]]


@pytest.mark.parametrize(("loss", "stable", "neutral"), [(0.5, 1, 0), (1, 0, 1), (2, 0, 0)])
def test_rock_paper_scissors(loss, stable, neutral):
    """A win of 1 against a loss of less, as much and more."""
    answer = ng.evolutionarily_stable(population([[0, -loss, 1], [1, 0, -loss], [-loss, 1, 0]]))
    assert (len(answer.strategies), len(answer.neutral)) == (stable, neutral)
    for mixture in (*answer.strategies, *answer.neutral):
        assert mixture == pytest.approx(np.full(3, 1 / 3))


def test_what_decides_is_the_tie_with_strategies_not_used():
    """The second does as well against the first, and better or worse against itself."""
    assert ng.evolutionarily_stable(population([[1, 1], [1, 0]])).strategies.tolist() == [[1, 0]]
    assert ng.evolutionarily_stable(population([[1, 1], [1, 2]])).strategies.tolist() == [[0, 1]]
    even = ng.evolutionarily_stable(population([[1, 1], [1, 1]]))
    assert even.strategies.tolist() == []
    assert even.neutral.tolist() == [[1, 0], [0, 1]]
    # Each of two others alone is kept out, but not the two together.
    pair = [[0, 0, 0], [0, -1, 3], [0, 3, -1]]
    assert [1, 0, 0] not in ng.evolutionarily_stable(population(pair)).strategies.tolist()
    apart = [[0, 0, 0], [0, -1, 0.5], [0, 0.5, -1]]
    assert [1, 0, 0] in ng.evolutionarily_stable(population(apart)).strategies.tolist()


def test_where_nothing_matters_nothing_is_stable():
    for size in (1, 2, 4):
        answer = ng.evolutionarily_stable(population(np.zeros((size, size))))
        assert len(answer.strategies) == (1 if size == 1 else 0)
        assert len(answer.neutral) == (0 if size == 1 else size)
        assert answer.complete


# ------------------------------------------------------------------ invaders


def least_resistance(table, mixture):
    """Return how much the worst of many small invasions loses, per squared size of the shift."""
    worth = table @ mixture
    replies = np.flatnonzero(worth >= worth.max() - 1e-9)
    rng = np.random.default_rng(0)
    draws = rng.dirichlet(np.full(len(replies), 0.6), size=1500)
    draws = np.vstack([np.eye(len(replies)), draws])
    invaders = np.zeros((len(draws), len(table)))
    invaders[:, replies] = draws
    shift = invaders - mixture
    size = (shift**2).sum(axis=1)
    loss = -np.einsum("ki,ij,kj->k", shift, table, shift)
    return (loss[size > 1e-12] / size[size > 1e-12]).min(initial=np.inf)


@settings(deadline=None, max_examples=150)
@given(tables)
def test_invaders_drawn_at_random(table):
    """Every symmetric equilibrium is judged by trying, and the two lists must agree."""
    game = population(table)
    answer = ng.evolutionarily_stable(game)
    assert answer.complete
    for mixture in answer.strategies:
        assert (table @ mixture).max() == pytest.approx(mixture @ table @ mixture, abs=1e-9)
        assert least_resistance(table, mixture) > 1e-6
    for mixture in answer.neutral:
        assert -1e-9 <= least_resistance(table, mixture) < 1e-2
    told = [tuple(np.round(each, 9)) for each in answer.strategies]
    for x, y in ng.equilibria(game).profiles:
        if np.allclose(x, y, atol=1e-12):
            resists = least_resistance(table, x) > 1e-3
            assert (tuple(np.round(x, 9)) in told) == resists


@laws
@given(tables, st.randoms(use_true_random=False), st.sampled_from([1e-200, 0.1, 1e200]))
def test_neither_order_nor_units_nor_constants_matter(table, random, size):
    order = list(range(len(table)))
    random.shuffle(order)
    plain = ng.evolutionarily_stable(population(table))
    moved = ng.evolutionarily_stable(population(table[order][:, order] * size))
    shifted = ng.evolutionarily_stable(population(table + np.arange(len(table))[None]))
    restored = moved.strategies[:, np.argsort(order)]
    assert in_order(restored) == pytest.approx(in_order(plain.strategies))
    assert shifted.strategies == pytest.approx(plain.strategies)
    assert len(shifted.neutral) == len(moved.neutral) == len(plain.neutral)


@laws
@given(tables)
def test_no_stable_mixture_lies_among_the_replies_to_another(table):
    """The exclusion principle of Bishop and Cannings (1976)."""
    found = ng.evolutionarily_stable(population(table)).strategies
    for one in found:
        replies = table @ one >= (table @ one).max() - 1e-9
        for other in found:
            if other is not one and not np.array_equal(one, other):
                assert (other[~replies] > 0).any()


# ------------------------------------------------------------------ quadratic forms


@laws
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.integers(-3, 3), min_size=n * n, max_size=n * n).map(
            lambda flat: np.array(flat).reshape(n, n)
        )
    )
)
def test_positive_forms_against_points_drawn_at_random(raw):
    form = raw + raw.T
    points = np.random.default_rng(1).dirichlet(np.full(len(form), 0.5), size=3000)
    points = np.vstack([np.eye(len(form)), points])
    least = np.einsum("ki,ij,kj->k", points, form, points).min()
    strictly, weakly = (positive(exact(form.tolist()), strictly=each) for each in (True, False))
    assert weakly or not strictly
    if strictly:
        assert least > 0
    if weakly:
        assert least >= 0
    else:
        assert least < 0.05
    if least < 0:
        assert not weakly
    if least > 0.05:
        assert strictly


def test_a_form_that_fails_inside_only():
    """Horn's form is not negative, yet zero at (1, 1, 0, 0, 0) and its like."""
    horn = [
        [1, -1, 1, 1, -1],
        [-1, 1, -1, 1, 1],
        [1, -1, 1, -1, 1],
        [1, 1, -1, 1, -1],
        [-1, 1, 1, -1, 1],
    ]
    assert positive(exact(horn), strictly=False)
    assert not positive(exact(horn), strictly=True)
    worse = [[row[k] - (i == k) / 8 for k in range(5)] for i, row in enumerate(horn)]
    assert not positive(exact(worse), strictly=False)
    assert positive(exact([[0, 1], [1, 1]]), strictly=False)
    assert not positive(exact([[0, 1], [1, 1]]), strictly=True)
    with pytest.raises(TooLargeError, match="14 variables"):
        positive(exact((np.eye(14) * 30 - 1).tolist()), strictly=True)


def test_free_variables_are_minimised_out():
    assert eliminate(exact([[2, 1], [1, 3]]), 1) == ([[Fraction(5, 2)]], True)
    assert eliminate(exact([[0, 0], [0, 3]]), 1) == ([[3]], False)
    assert eliminate(exact([[0, 1], [1, 3]]), 1) is None
    assert eliminate(exact([[-1, 0], [0, 3]]), 1) is None
    assert solve(exact([[0, 1], [2, 0]]), [Fraction(3), Fraction(4)]) == [2, 3]
    assert solve(exact([[1, 1], [2, 2]]), [Fraction(3), Fraction(6)]) is None


# ------------------------------------------------------------------ size, words, errors


def test_where_the_search_stops_it_says_so(monkeypatch):
    monkeypatch.setattr(evolutionary, "_SUPPORTS", 10)
    answer = ng.evolutionarily_stable(population(-np.eye(5)))
    assert not answer.complete
    assert "stopped after 10 sets" in str(answer.summary())
    assert "perhaps not all" in repr(answer)
    monkeypatch.undo()
    monkeypatch.setattr(evolutionary, "_GROWN", 3)
    assert "stopped after 1 sets" in str(ng.evolutionarily_stable(population(-np.eye(5))).summary())
    monkeypatch.undo()
    monkeypatch.setattr(evolutionary, "_EXACT", 2)
    assert not ng.evolutionarily_stable(population(np.zeros((5, 5)))).complete


def test_too_many_replies_to_examine(monkeypatch):
    """Against the first strategy four others tie, and every set of them needs a look."""
    monkeypatch.setattr(_copositive, "_ORDER", 3)
    table = np.zeros((5, 5))
    table[1:, 1:] = 0.1 - 3.1 * np.eye(4)
    answer = ng.evolutionarily_stable(population(table))
    assert not answer.complete
    assert "too many best replies" in str(answer.summary())
    monkeypatch.undo()
    assert ng.evolutionarily_stable(population(table)).strategies.tolist() == [[1, 0, 0, 0, 0]]


def test_the_answer_speaks():
    game = population([[-1, 4], [0, 2]], strategies=[["hawk", "dove"]] * 2)
    answer = ng.evolutionarily_stable(game)
    assert "66.7% hawk, 33.3% dove" in str(answer.summary())
    assert "a few who play anything else do worse" in str(answer.summary())
    assert repr(answer) == "<EvolutionarilyStable: 1 found, all; 0 only neutrally>"
    assert "<table>" in answer._repr_html_()
    several = ng.evolutionarily_stable(population(np.eye(3)))
    assert len(several.strategies) == 3
    assert "Each of these" in str(several.summary())
    none = ng.evolutionarily_stable(population([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]))
    assert "No strategy is evolutionarily stable" in str(none.summary())
    assert "neutrally stable" in str(none.summary())


def test_what_is_refused():
    uneven = ng.NormalFormGame([[[1, 2], [3, 4]], [[1, 3], [2.5, 4]]], [["a", "b"]] * 2)
    with pytest.raises(ValueError, match=r"'a' against 'b'.*Actor 1 gets 2 and Actor 2 2.5"):
        ng.evolutionarily_stable(uneven)
    with pytest.raises(ValueError, match="one actor has 1 strategies and the other 2"):
        ng.evolutionarily_stable(ng.NormalFormGame(np.zeros((2, 1, 2))))
    with pytest.raises(ValueError, match="one population"):
        ng.evolutionarily_stable(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(TypeError, match="NormalFormGame"):
        ng.evolutionarily_stable("hawk-dove")
    nearly = np.array([[1 / 3, 2.0], [3.0, 4.0]])
    assert ng.evolutionarily_stable(ng.NormalFormGame([nearly, nearly.T + 1e-12])).complete


def test_a_gain_too_small_for_rounded_numbers_still_counts():
    answer = ng.evolutionarily_stable(population([[1, 1], [1 + 1e-8, 0]]))
    assert answer.strategies == pytest.approx(np.array([[1, 0]]), abs=1e-7)
    assert 0 < answer.strategies[0, 1] < 1e-7
