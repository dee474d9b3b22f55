"""Quantal response: the logit equations, the branch that solves them, and where it leads."""

from __future__ import annotations

import json
import math
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

import negotiation as ng
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.learning import _continuation as continuation
from negotiation.engine.learning._continuation import Trail, between, correct, follow
from negotiation.engine.learning._logit import logit
from negotiation.engine.learning._nearest import nearest
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, TooLargeError

# The function of the same name hides the module.
module = import_module("negotiation.engine.learning.quantal_response")

CHICKEN = ng.NormalFormGame(
    [[[6, 2], [7, 0]], [[6, 7], [2, 0]]],
    [["concede", "stand firm"]] * 2,
    ["Washington", "Pyongyang"],
    title="chicken",
)
PENNIES = ng.NormalFormGame([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])
STAG_HUNT = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
DILEMMA = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
TURNING = ng.NormalFormGame(
    [
        [[[9, 6], [4, 4]], [[1, 7], [5, 8]]],
        [[[6, 9], [3, 5]], [[0, 9], [8, 9]]],
        [[[4, 6], [7, 1]], [[4, 6], [1, 5]]],
    ]
)


def worth(game, profile, own):
    """Expected payoffs of an actor's strategies, summed over every combination of the others."""
    total = np.zeros(game.payoffs.shape[own + 1])
    for cell in np.ndindex(*game.payoffs.shape[1:]):
        chance = math.prod(
            profile[other][place] for other, place in enumerate(cell) if other != own
        )
        total[cell[own]] += chance * game.payoffs[own][cell]
    return total


def error(game, profile, precision):
    """How far any probability is from the logit answer to the others' probabilities."""
    off = 0.0
    for own, mixture in enumerate(profile):
        reply = precision * worth(game, profile, own)
        weights = np.exp(reply - reply.max())
        off = max(off, np.abs(mixture - weights / weights.sum()).max())
    return off


def regret(game, profile):
    """What any actor could gain, as a share of the range of its payoffs."""
    found = 0.0
    for own, mixture in enumerate(profile):
        each = worth(game, profile, own)
        found = max(found, (each.max() - each @ mixture) / (np.ptp(game.payoffs[own]) or 1.0))
    return found


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def all_solutions(game, precision):
    """Every solution of a 2 x 2 game's logit equations, by a search over one probability."""
    a, b = game.payoffs

    def answer(p):
        q = sigmoid(precision * (p * (b[0, 0] - b[0, 1]) + (1 - p) * (b[1, 0] - b[1, 1])))
        return sigmoid(precision * (q * (a[0, 0] - a[1, 0]) + (1 - q) * (a[0, 1] - a[1, 1])))

    grid = np.unique(np.concatenate([np.linspace(0, 1, 801), np.logspace(-12, -1, 400)]))
    grid = np.unique(np.concatenate([grid, 1 - grid]))
    off = [answer(p) - p for p in grid]
    return [
        brentq(lambda p: answer(p) - p, low, high, xtol=1e-15)
        for low, high, here, there in zip(grid, grid[1:], off, off[1:], strict=False)
        if here > 0 >= there or here < 0 <= there
    ]


# ------------------------------------------------------------------ known answers


def test_the_published_definition_gives_the_reference_cases(reference):
    cases = json.loads((reference / "cases" / "theory.json").read_text(encoding="utf-8"))
    found = [case for case in cases if case["id"].startswith("NF06")]
    assert found
    for case in found:
        game = ng.NormalFormGame([case["inputs"]["A"], case["inputs"]["B"]])
        answer = ng.quantal_response(game, case["inputs"]["lam"])
        for mixture in answer.profile:
            assert mixture[0] == pytest.approx(case["expected"], abs=1e-12)


def test_chicken_at_precision_one():
    answer = ng.quantal_response(CHICKEN, 1)
    assert answer.profile[0][0] == pytest.approx(0.5711507532829996, abs=1e-14)
    assert answer.profile[1] == pytest.approx(answer.profile[0], abs=1e-15)
    assert answer.residual < 1e-15
    assert answer.others == ()
    assert answer.complete
    p = 0.5711507532829996
    value = p * (6 * p + 2 * (1 - p)) + (1 - p) * 7 * p
    assert answer.payoffs == pytest.approx([value, value])
    best = max(6 * p + 2 * (1 - p), 7 * p)
    assert answer.regrets == pytest.approx([best - value] * 2)


def test_precision_zero_is_picking_at_random_and_infinity_the_limit():
    at_random = ng.quantal_response(CHICKEN, 0)
    assert [each.tolist() for each in at_random.profile] == [[0.5, 0.5]] * 2
    last = ng.quantal_response(CHICKEN, math.inf)
    assert [each.tolist() for each in last.profile] == [pytest.approx([2 / 3, 1 / 3])] * 2
    assert last.payoffs == pytest.approx([14 / 3] * 2)
    assert last.regrets.tolist() == [0, 0]
    assert last.residual == 0
    assert last.precision == math.inf


def test_chicken_stays_on_its_symmetric_branch_and_names_the_crossing():
    branch = ng.quantal_response_branch(CHICKEN)
    first, second = branch.probabilities
    assert np.abs(first - second).max() < 1e-6
    assert branch.complete
    assert branch.turns.tolist() == []

    # The symmetric solution is p = 1 / (1 + exp(-precision (2 - 3 p))); asymmetric ones leave
    # it where the answer to a small error is as large as the error: 3 precision p (1 - p) = 1.
    def symmetric(precision):
        return brentq(lambda p: p - sigmoid(precision * (2 - 3 * p)), 0.0, 1.0, xtol=1e-15)

    def excess(precision):
        return 3 * precision * symmetric(precision) * (1 - symmetric(precision)) - 1

    assert branch.crossings == (pytest.approx(brentq(excess, 0.5, 5.0), abs=1e-7),)
    for precision in (0.3, 1.3, 1.4, 20.0, 1e4):
        (point,) = branch.at(precision)
        assert point.profile[1][0] == pytest.approx(symmetric(precision), abs=1e-12)


def test_crossings_of_several_branches_at_once_are_seen():
    # By symmetry picking at random solves the equations at every precision; both actors' errors
    # reinforce each other in two directions from precision 3 on.
    branch = ng.quantal_response_branch(ng.NormalFormGame([np.eye(3), np.eye(3)]))
    assert branch.crossings == (pytest.approx(3.0, abs=1e-7),)
    assert np.abs(branch.probabilities[0] - 1 / 3).max() < 1e-9
    assert [each.tolist() for each in branch.limit] == [pytest.approx([1 / 3] * 3)] * 2


@pytest.mark.parametrize("edge", [1e-3, 1e-6, 1e-8, -1e-3, -1e-6, -1e-8])
def test_a_symmetry_that_is_broken_by_little_decides_all(edge):
    game = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2 + edge, 0]]])
    branch = ng.quantal_response_branch(game)
    assert branch.crossings == ()
    # Conceding has become better, or worse, for the second actor.
    conceding = [each[0] for each in branch.limit]
    assert conceding == ([0.0, 1.0] if edge > 0 else [1.0, 0.0])


def test_asymmetric_matching_pennies():
    # Plain iteration of the logit answers goes round; the branch does not.
    profile = [np.array([0.5, 0.5])] * 2
    for _ in range(400):
        replies = [np.exp(5 * (worth(PENNIES, profile, own))) for own in range(2)]
        profile = [each / each.sum() for each in replies]
    assert error(PENNIES, profile, 5.0) > 0.1
    for precision in (0.1, 1.0, 5.0, 50.0):
        (root,) = all_solutions(PENNIES, precision)
        answer = ng.quantal_response(PENNIES, precision)
        assert answer.profile[0][0] == pytest.approx(root, abs=1e-12)
        assert error(PENNIES, answer.profile, precision) < 1e-12
    limit = ng.quantal_response_branch(PENNIES).limit
    assert [each.tolist() for each in limit] == [
        pytest.approx([0.5, 0.5]),
        pytest.approx([0.1, 0.9]),
    ]


def test_precision_up_to_a_million_and_beyond():
    for precision in (1e4, 1e6, 1e8):
        answer = ng.quantal_response(PENNIES, precision)
        assert answer.residual < 1e-12
        # Near the limit the first actor is off by what keeps the second indifferent enough.
        p, q = (mixture[0] for mixture in answer.profile)
        assert (1 - 2 * p) * precision == pytest.approx(math.log(q / (1 - q)), rel=1e-3, abs=1e-7)
        assert (10 * q - 1) * precision == pytest.approx(math.log(p / (1 - p)), abs=2e-2)


def test_tiny_probabilities_keep_their_logarithms():
    answer = ng.quantal_response(DILEMMA, 2000)
    for mixture, logs in zip(answer.profile, answer.logarithms, strict=True):
        assert mixture.tolist() == [0.0, 1.0]
        assert logs[0] == pytest.approx(-2000, rel=1e-15)
    answer = ng.quantal_response(DILEMMA, 100)
    assert answer.profile[0][0] == pytest.approx(math.exp(-100), rel=1e-12)


def test_stag_hunters_end_with_the_hare():
    branch = ng.quantal_response_branch(STAG_HUNT)
    assert [each.tolist() for each in branch.limit] == [[0, 1], [0, 1]]
    assert branch.crossings == ()


# ------------------------------------------------------------------ independent checks


def small_games(count, shape, seed):
    rng = np.random.default_rng(seed)
    for number in range(count):
        table = rng.normal(size=shape) if number % 2 else rng.integers(0, 6, size=shape)
        yield ng.NormalFormGame(table)


@pytest.mark.slow
def test_two_by_two_games_against_a_search_over_one_variable():
    several = 0
    for game in small_games(24, (2, 2, 2), 12):
        branch = ng.quantal_response_branch(game)
        for precision in (0.2, 1.0, 4.0, 15.0):
            roots = all_solutions(game, precision)
            points = branch.at(precision)
            several += len(roots) > 1
            assert len(points) % 2 == 1
            for point in points:
                assert min(abs(point.profile[0][0] - root) for root in roots) < 1e-9
        (alone,) = all_solutions(game, 0.1)
        assert branch.at(0.1)[0].profile[0][0] == pytest.approx(alone, abs=1e-12)
    assert several >= 4


@pytest.mark.parametrize(
    "shape", [(2, 3, 3), (2, 2, 5), (3, 2, 2, 2), (3, 3, 2, 3), (4, 2, 2, 2, 2)]
)
def test_every_point_solves_the_equations_as_they_are_defined(shape):
    for game in small_games(4, shape, 3):
        branch = ng.quantal_response_branch(game)
        assert branch.residual < 1e-12
        assert branch.complete
        for place, precision in enumerate(branch.precisions):
            if precision < 40:
                profile = [each[place] for each in branch.probabilities]
                assert error(game, profile, precision) < 1e-12
        for precision in (0.7, 7.0):
            for point in branch.at(precision):
                assert error(game, point.profile, precision) < 1e-12
        assert regret(game, branch.limit) < 1e-9


@pytest.mark.slow
def test_games_full_of_ties_have_limits_that_are_equilibria():
    rng = np.random.default_rng(5)
    for number in range(40):
        sizes = rng.integers(1, 5, size=2 + (number % 3 == 0))
        table = rng.integers(0, 3 - (number % 2), size=(len(sizes), *sizes))
        game = ng.NormalFormGame(table)
        branch = ng.quantal_response_branch(game)
        assert branch.complete, table.tolist()
        assert branch.residual < 1e-12
        assert regret(game, branch.limit) < 1e-9
        near = [np.exp(each[-1]) for each in branch.logarithms]
        assert max(np.abs(a - b).max() for a, b in zip(near, branch.limit, strict=True)) < 1e-3


def test_a_catastrophe_in_one_cell_does_not_hide_the_rest():
    table = np.array(CHICKEN.payoffs)
    table[:, 1, 1] = -1e7
    branch = ng.quantal_response_branch(ng.NormalFormGame(table))
    standing = 1 / (1e7 + 2 + 1)
    for mixture in branch.limit:
        assert mixture[1] == pytest.approx(standing, rel=1e-9)
    for precision in (1e-7, 1e-3, 1.0):
        (point,) = branch.at(precision)
        p = point.profile[0][1]
        gain = (1 - p) * 1 + p * (-1e7 - 2)
        assert math.log(p / (1 - p)) == pytest.approx(precision * gain, rel=1e-9)


# ------------------------------------------------------------------ turning back


def test_a_branch_that_turns_back_has_several_points_at_one_precision():
    branch = ng.quantal_response_branch(TURNING)
    assert branch.precisions[branch.turns] == pytest.approx([0.92541427, 0.67949176], abs=1e-8)
    legs = np.split(branch.precisions, branch.turns)
    assert [bool((np.diff(leg) > 0).all()) for leg in legs] == [True, False, True]
    assert (np.diff(legs[1]) < 0).all()
    points = branch.at(0.8)
    assert len(points) == 3
    for point in points:
        assert error(TURNING, point.profile, 0.8) < 1e-12
    first = [point.profile[1][0] for point in points]
    assert len({round(each, 3) for each in first}) == 3
    assert len(branch.at(0.5)) == len(branch.at(1.2)) == 1


def test_the_point_reached_first_is_chosen_and_the_others_are_named():
    answer = ng.quantal_response(TURNING, 0.8)
    assert len(answer.others) == 2
    points = ng.quantal_response_branch(TURNING).at(0.8)
    assert answer.profile[0] == pytest.approx(points[0].profile[0], abs=1e-12)
    assert answer.others[1].profile[0] == pytest.approx(points[2].profile[0], abs=1e-12)
    assert "2 more on the branch" in repr(answer)
    assert "has 2 more points at this precision; the one shown is reached first" in str(
        answer.summary()
    )


def test_points_close_to_a_turn_are_found_on_both_sides_of_it():
    branch = ng.quantal_response_branch(TURNING)
    top = float(branch.precisions[branch.turns[0]])
    for below in (1e-6, 1e-10):
        points = branch.at(top * (1 - below))
        assert len(points) == 3
        for point in points:
            assert point.residual < 1e-12
            assert error(TURNING, point.profile, point.precision) < 1e-12
    assert len(branch.at(top * (1 + 1e-6))) == 1


def test_a_branch_that_is_followed_to_a_turning_precision_stops_at_its_first_point():
    branch = ng.quantal_response_branch(TURNING, until=0.8)
    assert branch.precisions[-1] == 0.8
    assert branch.turns.tolist() == []
    assert branch.limit is None
    assert not branch.complete
    assert len(branch.at(0.8)) == 1
    assert branch.at(0.8)[0].profile[1] == pytest.approx(
        ng.quantal_response(TURNING, 0.8).profile[1], abs=1e-12
    )
    beyond = ng.quantal_response_branch(TURNING, until=0.95)
    assert len(beyond.turns) == 2
    assert beyond.precisions[-1] == 0.95


class Cubic:
    """The curve parameter = y^3 - 3 y + 3 with y = x + 3; it turns at y = -1 and y = 1."""

    def __call__(self, point):
        y = point[0] + 3
        value = point[1] - (y**3 - 3 * y + 3)
        return np.array([value]), np.array([[3 - 3 * y**2, 1.0]]), np.array([1.0 + abs(y) ** 3])

    def feedback(self, point):
        return np.array([[3 * (point[0] + 3) ** 2 - 3]])


def test_turning_points_are_where_the_derivative_says():
    start = np.array([brentq(lambda y: y**3 - 3 * y + 3, -3, -2) - 3, 0.0])
    trail = follow(Cubic(), start, 6.0, 500)
    assert [trail.points[place][1] for place in trail.folds] == pytest.approx([5.0, 1.0])
    assert [trail.points[place][0] for place in trail.folds] == pytest.approx([-4, -2], abs=1e-6)
    assert trail.points[-1][1] == 6.0
    assert (trail.points[-1][0] + 3) ** 3 - 3 * (trail.points[-1][0] + 3) == pytest.approx(3)
    assert trail.stopped == ""
    assert trail.crossings == []


def test_a_path_that_takes_too_many_steps_says_so():
    start = np.array([brentq(lambda y: y**3 - 3 * y + 3, -3, -2) - 3, 0.0])
    assert follow(Cubic(), start, 6.0, 3).stopped == "3 steps were not enough"


def test_newton_says_when_there_is_nothing_to_find():
    class Nothing:
        def __call__(self, point):
            return np.array([point[0] ** 2 + 1]), np.array([[2 * point[0], 0.0]]), np.ones(1)

        def feedback(self, point):
            return np.eye(1)

    up = np.array([0.0, 1.0])
    assert correct(Nothing(), np.array([0.3, 0.0]), up) is None
    assert correct(Nothing(), np.array([0.0, 0.0]), up) is None
    assert between(Nothing(), np.array([0.1, 0.0]), np.array([0.2, 1.0]), 0.5) is None


class Hyperbola:
    """(x + 2)^2 = (parameter - 1)^2 + gap^2: two lines that cross, or that just do not."""

    def __init__(self, gap):
        self.gap = gap

    def __call__(self, point):
        x, y = point[0] + 2, point[1] - 1
        slopes = np.array([[2 * x, -2 * y]])
        return np.array([x**2 - y**2 - self.gap**2]), slopes, np.array([1.0 + x**2])

    def feedback(self, point):
        return np.array([[2 * (point[0] + 2)]])


@pytest.mark.parametrize("gap", [0.0, 0.003, 0.03])
def test_a_step_does_not_leap_over_to_a_path_that_passes_close_by(gap):
    start = np.array([-2 - math.hypot(1, gap), 0.0])
    trail = follow(Hyperbola(gap), start, 3.0, 500)
    end = trail.points[-1][0] + 2
    if gap:
        assert end == pytest.approx(-math.hypot(2, gap))
        assert trail.crossings == []
    else:
        assert end == pytest.approx(2)
        assert trail.crossings == [pytest.approx(1, abs=1e-7)]


class Twins:
    """Two wavy lines side by side, 0.02 apart."""

    def __call__(self, point):
        wave, slope = 0.05 * math.sin(6 * point[1]), 0.3 * math.cos(6 * point[1])
        low, high = point[0] + 2 - wave, point[0] + 1.98 - wave
        return np.array([low * high]), np.array([[low + high, -slope * (low + high)]]), np.ones(1)

    def feedback(self, point):
        return np.array([[2 * (point[0] - 0.05 * math.sin(6 * point[1])) + 3.98]])


def test_a_step_does_not_change_over_to_a_twin():
    trail = follow(Twins(), np.array([-2.0, 0.0]), 4.0, 2000)
    for point in trail.points:
        assert point[0] == pytest.approx(-2 + 0.05 * math.sin(6 * point[1]), abs=1e-9)
    assert trail.points[-1][1] == 4.0
    assert trail.crossings == []


def test_a_fold_that_does_not_show_in_the_eigenvalues_is_still_passed():
    class Blind(Cubic):
        def feedback(self, point):
            return np.eye(1)

    start = np.array([brentq(lambda y: y**3 - 3 * y + 3, -3, -2) - 3, 0.0])
    trail = follow(Blind(), start, 6.0, 2000)
    assert [trail.points[place][1] for place in trail.folds] == pytest.approx([5.0, 1.0])
    assert trail.points[-1][1] == 6.0


def test_points_far_apart_are_bridged():
    system = logit(PENNIES, by_stakes=False)
    trail = follow(system, np.append(system.uniform, 0.0), 1e6, 500)
    point = between(system, trail.points[0], trail.points[-1], system.inner(3.0))
    assert error(PENNIES, [np.exp(each) for each in system.split(point[:-1])], 3.0) < 1e-12


class Wall:
    """A straight path of which nothing is known beyond parameter 1."""

    def __call__(self, point):
        beyond = point[1] > 1
        value = math.nan if beyond else point[0] + point[1]
        return np.array([value]), np.array([[1.0, 1.0]]), np.ones(1)

    def feedback(self, point):
        return np.eye(1)


def test_a_path_that_runs_into_a_wall_says_so():
    trail = follow(Wall(), np.zeros(2), 3.0, 500)
    assert "rounding leaves no step" in trail.stopped
    assert trail.points[-1][1] == pytest.approx(1.0, abs=1e-6)


def test_large_games_are_solved_by_what_is_played_at_all():
    rng = np.random.default_rng(2)
    game = ng.NormalFormGame(rng.normal(size=(2, 25, 22)))
    branch = ng.quantal_response_branch(game)
    assert branch.complete
    assert branch.residual < 1e-12
    for precision in (1.0, 30.0):
        assert error(game, branch.at(precision)[0].profile, precision) < 1e-12
    larger = ng.NormalFormGame(rng.normal(size=(2, 80, 80)))
    point = ng.quantal_response_branch(larger, until=0.5).at(0.5)[0]
    assert error(larger, point.profile, 0.5) < 1e-12


def test_no_probability_is_above_one():
    class Five:
        def __call__(self, point):
            return np.array([point[0] - 5.0]), np.array([[1.0, 0.0]]), np.ones(1)

        def feedback(self, point):
            return np.eye(1)

    assert correct(Five(), np.zeros(2), np.array([0.0, 1.0])) is None


def test_a_path_whose_end_cannot_be_placed_says_so(monkeypatch):
    monkeypatch.setattr(continuation, "between", lambda *_: None)
    branch = ng.quantal_response_branch(CHICKEN, until=2)
    assert "rounding leaves no step" in branch.stopped
    assert branch.limit is None


# ------------------------------------------------------------------ laws

tables = st.integers(0, 10_000).map(
    lambda seed: np.random.default_rng(seed).integers(-4, 5, (2, 3, 2))
)


@given(tables, st.floats(0.01, 8))
@settings(max_examples=12)
def test_relabelling_strategies_and_actors_relabels_the_answer(table, precision):
    answer = ng.quantal_response(ng.NormalFormGame(table), precision)
    turned = ng.quantal_response(ng.NormalFormGame(table[:, ::-1]), precision)
    assert turned.profile[0] == pytest.approx(answer.profile[0][::-1], abs=1e-10)
    assert turned.profile[1] == pytest.approx(answer.profile[1], abs=1e-10)
    swapped = ng.NormalFormGame([table[1].T, table[0].T])
    swapped_answer = ng.quantal_response(swapped, precision)
    assert swapped_answer.profile[0] == pytest.approx(answer.profile[1], abs=1e-10)


@given(tables, st.floats(0.05, 20), st.floats(0.01, 100), st.floats(-50, 50))
@settings(max_examples=12)
def test_units_and_what_the_others_choice_is_worth_do_not_matter(table, precision, unit, extra):
    game = ng.NormalFormGame(table)
    answer = ng.quantal_response(game, precision)
    moved = np.array(table, dtype=float)
    moved[0] += extra * np.arange(2)
    same = ng.quantal_response(ng.NormalFormGame(moved), precision)
    assert same.profile[0] == pytest.approx(answer.profile[0], abs=1e-8)
    scaled = ng.quantal_response(ng.NormalFormGame(unit * table), precision / unit)
    assert scaled.profile[0] == pytest.approx(answer.profile[0], abs=1e-8)
    by_stakes = ng.quantal_response(game, precision, unit="stakes")
    moved = np.array([unit * table[0] + extra, table[1]])
    again = ng.quantal_response(ng.NormalFormGame(moved), precision, unit="stakes")
    assert again.profile[0] == pytest.approx(by_stakes.profile[0], abs=1e-8)
    assert again.profile[1] == pytest.approx(by_stakes.profile[1], abs=1e-8)


@given(tables, st.floats(0.05, 20))
@settings(max_examples=12)
def test_better_strategies_are_played_more_often(table, precision):
    game = ng.NormalFormGame(table)
    answer = ng.quantal_response(game, precision)
    for own, mixture in enumerate(answer.profile):
        order = np.argsort(worth(game, answer.profile, own))
        assert (np.diff(mixture[order]) >= -1e-12).all()


def test_a_dominant_strategy_is_played_more_and_more():
    branch = ng.quantal_response_branch(DILEMMA)
    assert (np.diff(branch.logarithms[0][:, 0]) < 0).all()
    assert (np.diff(branch.precisions) > 0).all()


@pytest.mark.parametrize("size", [1e-200, 1e-100, 1e100, 1e200])
def test_payoffs_of_any_size(size):
    game = ng.NormalFormGame(CHICKEN.payoffs * size)
    answer = ng.quantal_response(game, 1 / size)
    assert answer.profile[0][0] == pytest.approx(0.5711507532829996, abs=1e-12)
    assert answer.payoffs / size == pytest.approx([4.1617, 4.1617], abs=1e-3)
    assert answer.regrets / size == pytest.approx(ng.quantal_response(CHICKEN, 1).regrets)
    assert ng.quantal_response(game, 3, unit="stakes").profile[0] == pytest.approx(
        ng.quantal_response(CHICKEN, 3, unit="stakes").profile[0]
    )
    branch = ng.quantal_response_branch(game)
    assert np.array(branch.crossings) * size == pytest.approx(1.37218356)
    assert branch.summary().rows


@pytest.mark.parametrize("size", [1e-290, 1e300])
def test_payoffs_at_the_end_of_floats_need_another_unit(size):
    game = ng.NormalFormGame(CHICKEN.payoffs * size)
    with pytest.raises(InvalidValueError, match="in other units, or give unit='stakes'"):
        ng.quantal_response(game, 1)
    assert ng.quantal_response(game, 2, unit="stakes").profile[0][0] == pytest.approx(0.5711507533)


def test_precision_per_stake_is_per_the_most_a_choice_can_change():
    # Conceding to somebody who stands firm makes a difference of 2, the largest in this game.
    assert ng.quantal_response(CHICKEN, 2, unit="stakes").profile[0][0] == pytest.approx(
        ng.quantal_response(CHICKEN, 1).profile[0][0], abs=1e-14
    )


# ------------------------------------------------------------------ degenerate games


def test_nothing_at_stake_is_random_play_for_ever():
    branch = ng.quantal_response_branch(ng.NormalFormGame(np.ones((2, 3, 2))))
    assert np.abs(branch.probabilities[0] - 1 / 3).max() < 1e-12
    assert [each.tolist() for each in branch.limit] == [pytest.approx([1 / 3] * 3), [0.5, 0.5]]
    flat = ng.quantal_response(ng.NormalFormGame(np.zeros((2, 2, 2))), 5)
    assert flat.profile[0] == pytest.approx([0.5, 0.5])


def test_an_actor_with_nothing_at_stake_picks_at_random_for_ever():
    game = ng.NormalFormGame([[[1, 0], [0, 3]], [[5, 5], [5, 5]]])
    limit = ng.quantal_response_branch(game).limit
    assert [each.tolist() for each in limit] == [[0.0, 1.0], [0.5, 0.5]]
    one = ng.quantal_response(game, 2)
    assert one.profile[0][0] == pytest.approx(sigmoid(2 * (0.5 - 1.5)))


def test_single_strategies_and_single_actors():
    alone = ng.quantal_response(ng.NormalFormGame([[1.0, 2.0, 4.0]]), 1)
    weights = np.exp([1.0, 2.0, 4.0])
    assert alone.profile[0] == pytest.approx(weights / weights.sum())
    assert ng.quantal_response(ng.NormalFormGame([[3.0]]), 1).profile[0].tolist() == [1.0]
    column = ng.quantal_response(ng.NormalFormGame([[[1.0, 2.0]], [[1.0, 2.0]]]), 1)
    assert column.profile[1][1] == pytest.approx(sigmoid(1))


def test_stakes_of_very_different_size():
    game = ng.NormalFormGame([[[6e6, 2e6], [7e6, 0]], [[6, 7], [2, 0]]])
    branch = ng.quantal_response_branch(game)
    assert branch.complete
    assert regret(game, branch.limit) < 1e-9
    assert branch.residual < 1e-12


def test_limits_in_a_continuum_are_found_at_their_point_of_it():
    # Whatever the first plays, the second does best with its first strategy, against which the
    # first is indifferent.  The second's errors fade exponentially, too fast to break the tie.
    game = ng.NormalFormGame([[[1, 1], [1, 0]], [[2, 0], [1, 0]]])
    limit = ng.quantal_response_branch(game).limit
    assert [each.tolist() for each in limit] == [pytest.approx([0.5, 0.5]), [1, 0]]
    # Staying out is worth 2, going in 5 or 0.  At random play going in looks good, so the second
    # fights more, until going in is just no better; it dies out no faster than 1 / precision.
    entry = ng.NormalFormGame([[[2, 2], [5, 0]], [[2, 2], [1, 3]]])
    limit = ng.quantal_response_branch(entry).limit
    assert limit[0].tolist() == [1, 0]
    assert limit[1].tolist() == pytest.approx([0.4, 0.6], abs=1e-12)


def test_limits_inside_a_continuum_keep_the_proportions_of_the_last_errors():
    # As above, with three answers worth 1, 3 and 2 once the first goes in: their shares stay as
    # 1 : r^2 : r while it fades, and going in is just no better at 6 + r = 2 (1 + r + r^2).
    entry = ng.NormalFormGame([[[2, 2, 2], [6, 0, 1]], [[2, 2, 2], [1, 3, 2]]])
    r = (math.sqrt(33) - 1) / 4
    shares = np.array([1, r**2, r]) / (1 + r + r**2)
    limit = ng.quantal_response_branch(entry).limit
    assert limit[0].tolist() == [1, 0]
    assert limit[1] == pytest.approx(shares, abs=2e-8)


def test_there_is_no_equilibrium_near_a_profile_where_nobody_plays_anything():
    nothing = [np.zeros(2, dtype=bool)] * 2
    assert nearest(stakes(CHICKEN), [np.array([0.5, 0.5])] * 2, nothing) is None


def test_a_branch_that_ends_on_its_way_back_has_no_limit():
    system = logit(TURNING, by_stakes=False)
    trail = follow(system, np.append(system.uniform, 0.0), 1e3, 2000)
    back = trail.folds[0] + 1
    cut = Trail(trail.points[: back + 1], trail.tangents[: back + 1])
    assert module._limit(TURNING, system, cut) is None


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize(
    ("precision", "message"),
    [
        (-1, "must be 0 .everybody picks at random. or more"),
        (-math.inf, "must be finite"),
        (math.nan, "must be finite"),
        ("1", "must be a number"),
        (True, "must be a number"),
        (None, "must be a number"),
    ],
)
def test_what_is_no_precision_is_refused(precision, message):
    with pytest.raises((InvalidValueError, InvalidTypeError), match=message):
        ng.quantal_response(CHICKEN, precision)
    with pytest.raises((InvalidValueError, InvalidTypeError), match=message):
        ng.quantal_response_branch(CHICKEN).at(precision)
    with pytest.raises((InvalidValueError, InvalidTypeError), match=message):
        ng.quantal_response_branch(CHICKEN, until=precision)


def test_a_precision_that_is_as_good_as_infinite_is_refused_with_the_remedy():
    with pytest.raises(InvalidValueError, match="cannot be told from an infinite one"):
        ng.quantal_response(CHICKEN, 1e20)
    assert ng.quantal_response(CHICKEN, 1e11).profile[0][0] == pytest.approx(2 / 3, abs=1e-10)


def test_other_questions_that_cannot_be_answered():
    with pytest.raises(KeyError, match="'dollars' is not a precision unit"):
        ng.quantal_response(CHICKEN, 1, unit="dollars")
    with pytest.raises(InvalidTypeError, match="Quantal response is asked of a NormalFormGame"):
        ng.quantal_response([[1, 2]], 1)
    with pytest.raises(TooLargeError, match="3000 x 2 strategies takes too long"):
        ng.quantal_response(ng.NormalFormGame(np.zeros((2, 3000, 2))), 1)


def test_a_branch_followed_part_of_the_way_says_so():
    branch = ng.quantal_response_branch(CHICKEN, until=2)
    assert branch.precisions[-1] == 2
    with pytest.raises(InvalidValueError, match=r"followed to precision 2; give .* larger until="):
        branch.at(3)
    with pytest.raises(NotDefinedError, match="followed to a finite precision only"):
        branch.at(math.inf)
    assert not branch.at(1)[0].complete
    assert "may come back to this precision" in str(branch.at(1)[0].summary())
    assert "not to its limit" in repr(branch)
    assert "Nash" not in str(branch.summary())
    start = ng.quantal_response_branch(CHICKEN, until=0)
    assert start.precisions.tolist() == [0]
    assert start.at(0)[0].profile[0].tolist() == [0.5, 0.5]


def test_a_branch_that_stopped_says_why_and_not_to_ask_for_more(monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 10)
    monkeypatch.setattr(module, "_FEWEST", 1)
    branch = ng.quantal_response_branch(CHICKEN)
    with pytest.raises(InvalidValueError, match="10 steps were not enough") as refused:
        branch.at(1e6)
    assert "until" not in str(refused.value)


def test_work_is_bounded_and_what_was_not_done_is_said(monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 12)
    monkeypatch.setattr(module, "_FEWEST", 1)
    branch = ng.quantal_response_branch(CHICKEN)
    assert branch.stopped == "12 steps were not enough"
    assert not branch.complete
    assert branch.limit is None
    assert "The limit is not known: 12 steps were not enough." in branch.notes
    with pytest.raises(NotDefinedError, match="12 steps were not enough"):
        branch.at(math.inf)
    assert not ng.quantal_response(CHICKEN, 0.2).complete


def test_a_limit_that_does_not_pass_the_check_is_not_given(monkeypatch):
    monkeypatch.setattr(module, "nearest", lambda *_: None)
    branch = ng.quantal_response_branch(CHICKEN)
    assert branch.limit is None
    assert branch.stopped == "no equilibrium was found where the branch ends"
    assert not branch.complete


def test_scenarios_and_trees_stand_for_their_games():
    end = ng.Decision("B", {"yield": ng.Ending([2, 1]), "fight": ng.Ending([0, 0])})
    tree = ng.ExtensiveGame(ng.Decision("A", {"ask": end, "wait": ng.Ending([1, 2])}))
    assert ng.quantal_response(tree, 1).game.actors == ("A", "B")
    issues = [
        ng.Issue("freeze", ["no", "yes"], conceded_by="North"),
        ng.Issue("relief", ["no", "yes"], conceded_by="West"),
    ]
    north = ng.Additive({"freeze": {"no": 0, "yes": -1}, "relief": {"no": 0, "yes": 3}})
    west = ng.Additive({"freeze": {"no": 0, "yes": 3}, "relief": {"no": 0, "yes": -1}})
    scenario = ng.Scenario("talks", issues, [ng.Actor("North", north), ng.Actor("West", west)])
    answer = ng.quantal_response(scenario, 1)
    assert answer.profile[0][1] == pytest.approx(sigmoid(-1))
    assert "nothing conceded" in str(answer.summary())


# ------------------------------------------------------------------ words


def test_the_summary_of_a_point_says_what_is_played_and_what_errors_cost():
    told = str(ng.quantal_response(CHICKEN, 1).summary())
    assert "chicken: quantal response" in told
    assert "57.1% concede, 42.9% stand firm" in told
    assert "Precision is per unit of payoff: a strategy that is worse by 1 in payoff is" in told
    assert "picks at random" in str(ng.quantal_response(CHICKEN, 0).summary())
    assert "nobody errs" in str(ng.quantal_response(CHICKEN, math.inf).summary())
    assert "worse by 0.5 of its stakes" in str(
        ng.quantal_response(CHICKEN, 2, unit="stakes").summary()
    )
    assert repr(ng.quantal_response(CHICKEN, 1)) == (
        "<QuantalResponse at precision 1: payoffs 4.162, 4.162>"
    )
    assert "<table>" in ng.quantal_response(CHICKEN, 1)._repr_html_()


def test_the_summary_of_a_branch_says_where_it_leads():
    branch = ng.quantal_response_branch(CHICKEN)
    told = branch.summary()
    assert told.column("precision")[::2] == (0, 0.1, 1, 10, 100, 1000, math.inf)
    assert "As precision grows the branch leads to a mixed Nash equilibrium." in branch.notes
    assert "Other branches cross this one at precision 1.372" in str(told)
    assert repr(branch).endswith("to a Nash equilibrium>")
    turning = ng.quantal_response_branch(TURNING)
    assert "turns back in precision 2 times (at 0.9254, 0.6795)" in str(turning.summary())
    assert turning.summary().column("point").count("turns back") == 6
    assert ", 2 turns, " in repr(turning)
    assert "<table>" in branch._repr_html_()


def test_many_strategies_are_told_in_few_words():
    game = ng.NormalFormGame([np.arange(20.0), np.zeros(20)][:1])
    told = str(ng.quantal_response(game, 0.1).summary())
    assert "any of 15 others" in " ".join(told.split())


def test_answers_cannot_be_changed():
    branch = ng.quantal_response_branch(CHICKEN)
    for array in (branch.precisions, branch.logarithms[0], branch.payoffs, *branch.limit):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        branch.limit = None
