"""Which equilibrium is selected: payoff dominance, risk dominance and logit tracing."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError, NotDefinedError

# The function of the same name hides the module.
module = import_module("negotiation.engine.learning.quantal_response")

STAG_HUNT = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]], [["stag", "hare"]] * 2)
CHICKEN = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
BATTLE = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])


def mixtures(profile):
    return [each.tolist() for each in profile]


# ------------------------------------------------------------------ the stag hunt


def test_the_stag_hunt_of_the_reference_cases(reference):
    case = json.loads(
        (reference / "cases" / "games" / "stag-hunt.json").read_text(encoding="utf-8")
    )
    tables = [
        [[float(Fraction(value)) for value in row] for row in table] for table in case["payoffs"]
    ]
    game = ng.NormalFormGame(tables, case["strategies"])
    assert (
        "payoff dominance (Stag) against risk dominance (Hare: product of deviation losses"
        in (case["note"])
    )
    by_payoff = ng.payoff_dominant(ng.equilibria(game))
    assert [mixtures(each) for each in by_payoff.profiles] == [[[1, 0], [1, 0]]]
    by_risk = ng.risk_dominant(game)
    assert [mixtures(each) for each in by_risk.profiles] == [[[0, 1], [0, 1]]]
    assert by_risk.diagnostics["losses"].prod(axis=2)[0, 1] == 1
    assert by_risk.diagnostics["losses"].prod(axis=2)[1, 0] == 9
    assert [mixtures(each) for each in ng.trace(game).profiles] == [[[0, 1], [0, 1]]]


def test_payoff_dominance_in_the_stag_hunt():
    chosen = ng.payoff_dominant(STAG_HUNT)
    assert chosen.payoffs.tolist() == [[4, 4]]
    assert chosen.strict
    assert chosen.criterion == "payoff dominance"
    assert len(chosen.candidates) == 3
    assert chosen.dominates[0].tolist() == [False, True, True]
    assert chosen.notes == ("It pays every actor more than any other equilibrium.",)
    told = chosen.summary()
    assert told.column("selected") == (True, True, False, False, False, False)
    assert repr(chosen) == "<Selection by payoff dominance: 1 of 3 selected, strictly>"
    assert "<table>" in chosen._repr_html_()


def test_risk_dominance_in_the_stag_hunt():
    chosen = ng.risk_dominant(STAG_HUNT)
    assert chosen.payoffs.tolist() == [[3, 3]]
    assert chosen.strict
    assert chosen.dominates.tolist() == [[False, False], [True, False]]
    assert "The products of deviation losses are as 1 to 9." in chosen.notes
    assert "all other strategies are left out of account" not in " ".join(chosen.notes)


def test_the_threshold_between_stag_and_hare():
    # Hunting the stag loses 4 - hare, hunting the hare loses hare: they balance at 2.
    for hare, end in ((1.9, 0), (2.1, 1)):
        game = ng.NormalFormGame([[[4, 0], [hare, hare]], [[4, hare], [0, hare]]])
        (profile,) = ng.risk_dominant(game).profiles
        assert profile[0][end] == 1
        (traced,) = ng.trace(game).profiles
        assert traced[0][end] == 1
    tied = ng.risk_dominant(ng.NormalFormGame([[[4, 0], [2, 2]], [[4, 2], [0, 2]]]))
    assert len(tied.profiles) == 2
    assert not tied.strict
    assert not tied.dominates.any()
    assert "2 equilibria are equally safe." in tied.notes


def test_products_decide_where_sums_would_decide_otherwise():
    # Losses of 1 and 5 at the first equilibrium, of 3 and 2 at the second: 5 against 6.
    chosen = ng.risk_dominant(ng.NormalFormGame([np.diag([1, 3]), np.diag([5, 2])]))
    assert mixtures(chosen.profiles[0]) == [[0, 1], [0, 1]]
    assert chosen.notes[0] == "The products of deviation losses are as 5 to 6."


# ------------------------------------------------------------------ payoff dominance


def test_where_actors_prefer_different_equilibria_none_is_selected():
    none = ng.payoff_dominant(CHICKEN)
    assert none.profiles == ()
    assert none.payoffs.shape == (0, 2)
    assert not none.strict
    assert none.notes == (
        "No equilibrium is best for everybody. The best is number 3 for Actor 1, number 1 for "
        "Actor 2.",
    )
    assert repr(none) == "<Selection by payoff dominance: 0 of 3 selected>"


def test_equilibria_that_pay_the_same_are_all_selected():
    same = ng.payoff_dominant(ng.NormalFormGame([np.eye(2), np.eye(2)]))
    assert same.payoffs.tolist() == [[1, 1], [1, 1]]
    assert not same.strict
    assert same.notes == ("2 equilibria pay everybody the same, and none pays anybody more.",)


def test_an_equilibrium_that_is_better_for_some_only_is_selected_but_not_strictly():
    game = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 1]]])
    chosen = ng.payoff_dominant(game)
    assert chosen.payoffs.tolist() == [[2, 1]]
    assert not chosen.strict
    assert chosen.notes == (
        "It pays no actor less than any other equilibrium, though not always more.",
    )


def test_an_only_equilibrium_is_selected():
    only = ng.payoff_dominant(ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    assert only.payoffs.tolist() == [[1, 1]]
    assert only.strict
    assert only.notes == ("It is the only equilibrium.",)


def test_a_list_that_may_not_be_complete_is_called_that():
    found = ng.equilibria(STAG_HUNT, method="pure")
    assert not found.complete
    assert "There may be other equilibria, which are not compared." in (
        ng.payoff_dominant(found).notes
    )


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_the_selected_equilibrium_is_best_for_all_whatever_the_units(seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 4, size=(2, 3, 3)).astype(float)
    found = ng.equilibria(ng.NormalFormGame(table))
    chosen = ng.payoff_dominant(found)
    for worth in chosen.payoffs:
        assert (worth >= found.payoffs - 1e-9).all()
    best = found.payoffs.max(axis=0)
    expected = [row for row in found.payoffs if (row >= best - 1e-9).all()]
    assert len(chosen.profiles) == len(expected)
    scaled = table * np.array([1e-3, 250.0])[:, None, None] + np.array([7.0, -4.0])[:, None, None]
    again = ng.payoff_dominant(ng.NormalFormGame(scaled))
    assert [mixtures(each) for each in again.profiles] == [
        [pytest.approx(one) for one in mixtures(each)] for each in chosen.profiles
    ]


# ------------------------------------------------------------------ risk dominance


@given(st.lists(st.integers(-5, 5), min_size=8, max_size=8))
@settings(max_examples=60)
def test_two_by_two_games_by_the_products_of_exact_fractions(numbers):
    a, b = np.array(numbers).reshape(2, 2, 2)
    cells = [
        (i, j)
        for i in range(2)
        for j in range(2)
        if a[i, j] > a[1 - i, j] and b[i, j] > b[i, 1 - j]
    ]
    chosen = ng.risk_dominant(ng.NormalFormGame([a, b]))
    found = [tuple(int(each.argmax()) for each in profile) for profile in chosen.profiles]
    products = [(a[i, j] - a[1 - i, j]) * (b[i, j] - b[i, 1 - j]) for i, j in cells]
    best = [cell for cell, each in zip(cells, products, strict=True) if each == max(products)]
    assert found == best
    if len(cells) == 1:
        assert "a single strict pure equilibrium" in chosen.notes[0]
    if not cells:
        assert chosen.notes == ("There is no strict pure equilibrium to compare.",)
        assert chosen.candidates == ()


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_noisy_play_leads_to_the_risk_dominant_equilibrium_of_symmetric_games(seed):
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.2, 3, size=2)
    assume(abs(gains[0] / gains[1] - 1) > 0.05)
    own = np.diag(gains)
    game = ng.NormalFormGame([own + rng.normal(size=2), own + rng.normal(size=(2, 1))])
    (safe,) = ng.risk_dominant(game).profiles
    for unit in ("stakes", "payoff"):
        (traced,) = ng.trace(game, unit=unit).profiles
        assert mixtures(traced) == mixtures(safe)


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_tracing_ends_where_following_the_roots_by_hand_does(seed):
    # Where stakes differ, that need not be the risk-dominant equilibrium.
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.2, 3, size=(2, 2))
    ends = followed(gains)
    assume(ends is not None)
    game = ng.NormalFormGame([np.diag(gains[0]), np.diag(gains[1])])
    (traced,) = ng.trace(game, unit="payoff").profiles
    assert mixtures(traced) == ([[1.0, 0.0]] * 2 if ends else [[0.0, 1.0]] * 2)


def test_tracing_and_risk_dominance_can_part():
    gains = np.array([[0.75, 1.9], [2.95, 1.25]])
    assert gains[:, 0].prod() < gains[:, 1].prod()
    game = ng.NormalFormGame([np.diag(gains[0]), np.diag(gains[1])])
    assert mixtures(ng.risk_dominant(game).profiles[0]) == [[0.0, 1.0]] * 2
    assert followed(gains) is True
    assert mixtures(ng.trace(game, unit="payoff").profiles[0]) == [[1.0, 0.0]] * 2


def followed(gains):
    """Return whether the branch from even odds ends at both first strategies, None if unclear.

    All roots of the logit equations are found on a grid, precision by precision; the branch is
    the one that stays, and is given up where the nearest root jumps.
    """

    def reply(own, share, precision):
        lead = precision * (own[0] * share - own[1] * (1 - share))
        return 1 / (1 + np.exp(-lead))

    grid = np.linspace(0, 1, 4001)
    here = 0.5
    for precision in np.arange(0, 8, 0.01):
        left = grid - reply(gains[0], reply(gains[1], grid, precision), precision)
        cross = np.flatnonzero(
            (left[:-1] <= 0) & (left[1:] > 0) | (left[:-1] >= 0) & (left[1:] < 0)
        )
        near = grid[cross][np.abs(grid[cross] - here).argmin()]
        if abs(near - here) > 0.02:
            return None
        here = near
    return bool(here > 0.9) if not 0.1 < here < 0.9 else None


@pytest.mark.parametrize("size", [1e-200, 1e-6, 1e200])
def test_risk_dominance_at_any_scale(size):
    game = ng.NormalFormGame(STAG_HUNT.payoffs * np.array([1.0, size])[:, None, None])
    chosen = ng.risk_dominant(game)
    assert mixtures(chosen.profiles[0]) == [[0, 1], [0, 1]]
    both = ng.risk_dominant(ng.NormalFormGame(STAG_HUNT.payoffs * size))
    assert mixtures(both.profiles[0]) == [[0, 1], [0, 1]]
    assert both.notes[0].startswith("The products of deviation losses are as")
    assert "inf" not in both.notes[0]
    assert " 0 " not in both.notes[0]


def test_larger_games_are_compared_pair_by_pair_and_say_so():
    # Three strict equilibria on the diagonal, each with losses against each other by hand.
    table = np.diag([5.0, 4.0, 3.0])
    table[2] = [2.5, 2.5, 3.0]
    game = ng.NormalFormGame([table, table.T])
    chosen = ng.risk_dominant(game)
    # Against the third the first loses 5 - 2.5 = 2.5 each and the third 3 - 0 = 3 each.
    losses = chosen.diagnostics["losses"]
    assert losses[0, 2].tolist() == [2.5, 2.5]
    assert losses[2, 0].tolist() == [3, 3]
    assert losses[0, 1].tolist() == [5, 5]
    assert mixtures(chosen.profiles[0]) == [[0, 0, 1], [0, 0, 1]]
    assert chosen.strict
    assert "all other strategies are left out of account" in chosen.notes[-1]


def test_where_safety_goes_round_none_is_selected():
    # Each strict equilibrium is beaten by the next: 0 by 1, 1 by 2 and 2 by 0.
    table = np.zeros((3, 3))
    for here in range(3):
        beaten = (here + 1) % 3
        table[here, here] = 1.0
        # Leaving `beaten` alone for `here` costs 1/2, leaving `here` for `beaten` costs 1.
        table[here, beaten] = 0.5
    game = ng.NormalFormGame([table, table.T])
    chosen = ng.risk_dominant(game)
    assert len(chosen.candidates) == 3
    assert chosen.profiles == ()
    assert chosen.dominates.sum(axis=1).tolist() == [1, 1, 1]
    assert "Each of them is beaten by some other, so none is selected." in chosen.notes


def test_risk_dominance_is_for_two_actors():
    with pytest.raises(NotDefinedError, match=r"defined for 2 actors here.*trace\(game\) selects"):
        ng.risk_dominant(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))


# ------------------------------------------------------------------ logit tracing


def test_tracing_takes_any_number_of_actors():
    # Three actors can meet at the first place, worth 3 to each, or at the second, worth 1.
    table = np.zeros((3, 2, 2, 2))
    table[:, 0, 0, 0], table[:, 1, 1, 1] = 3.0, 1.0
    chosen = ng.trace(ng.NormalFormGame(table))
    assert chosen.payoffs.tolist() == [[3, 3, 3]]
    assert chosen.strict
    assert chosen.candidates == chosen.profiles
    assert chosen.diagnostics["branch"].complete
    assert chosen.criterion == "logit tracing"
    assert "McKelvey" in chosen.reference


@given(st.integers(0, 10_000), st.floats(0.01, 100))
@settings(max_examples=8)
def test_tracing_does_not_depend_on_units(seed, size):
    table = np.random.default_rng(seed).normal(size=(2, 3, 2))
    one = ng.trace(ng.NormalFormGame(table))
    other = ng.trace(ng.NormalFormGame([table[0] * size - 3, table[1]]))
    for a, b in zip(one.profiles[0], other.profiles[0], strict=True):
        assert a == pytest.approx(b, abs=1e-7)


def test_symmetric_tracing_names_what_crosses():
    chosen = ng.trace(BATTLE, unit="payoff")
    assert chosen.profiles
    chicken = ng.trace(CHICKEN)
    assert [pytest.approx(each) for each in mixtures(chicken.profiles[0])] == [[2 / 3, 1 / 3]] * 2
    assert any("Other branches cross this one" in each for each in chicken.notes)


def test_a_branch_that_was_not_followed_to_its_end_selects_nothing(monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 10)
    monkeypatch.setattr(module, "_FEWEST", 1)
    none = ng.trace(STAG_HUNT)
    assert none.profiles == ()
    assert not none.strict
    assert any("10 steps were not enough" in each for each in none.notes)


def test_where_there_is_no_equilibrium_none_is_selected():
    pennies = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    none = ng.payoff_dominant(ng.equilibria(pennies, "pure-nash"))
    assert none.profiles == ()
    assert "There is no equilibrium to choose among." in str(none.summary())


@pytest.mark.parametrize("ask", [ng.payoff_dominant, ng.risk_dominant, ng.trace])
def test_what_is_no_game_is_refused(ask):
    with pytest.raises(InvalidTypeError, match="is asked of a NormalFormGame"):
        ask([1, 2])
