"""Demand games: all state what they want at once, for sure or in doubt about what fits."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

import negotiation as ng
from negotiation.engine.protocols._cake import _noise

P = ng.protocols


# ------------------------------------------------------------------ demands that fit or do not


def test_the_number_of_equilibria_on_a_grid(cases):
    case = cases["ST20"]
    units = case["inputs"]["units"]
    found = P.nash_demand(units)
    assert len(found.demands) == case["expected"] == units + 2
    assert found.agreements.tolist() == [[x, units - x] for x in range(units + 1)]
    assert found.deadlocks.tolist() == [[units, units]]
    engine = ng.equilibria(found.game, "pure-nash")
    assert len(engine.profiles) == len(found.demands)
    assert {tuple(each) for each in engine.payoffs.tolist()} == {
        tuple(each * fits) for each, fits in zip(found.demands, found.fits, strict=True)
    }


def equilibria_by_hand(levels, fits, walk):
    """Return all pure equilibria, by looking at every deviation."""
    found = set()
    for demands in itertools.product(*levels):
        stable = True
        for own, mine in enumerate(demands):
            now = mine if fits(demands) else walk[own]
            for other in levels[own]:
                changed = (*demands[:own], other, *demands[own + 1 :])
                stable &= (other if fits(changed) else walk[own]) <= now
        if stable:
            found.add(demands)
    return found


@pytest.mark.parametrize(("units", "actors"), [(0, 2), (1, 2), (3, 2), (5, 1), (3, 3), (2, 4)])
def test_units_by_hand(units, actors):
    found = P.nash_demand(units, actors=actors)
    levels = [range(units + 1)] * actors
    expected = equilibria_by_hand(levels, lambda d: sum(d) <= units, [0] * actors)
    assert {tuple(each) for each in found.demands.tolist()} == expected
    assert found.fits.tolist() == [sum(each) <= units for each in found.demands]


@settings(max_examples=60)
@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(st.tuples(*[st.integers(-1, 4)] * n), min_size=1, max_size=6)
    )
)
def test_problems_by_hand(payoffs):
    actors = len(payoffs[0])
    found = P.nash_demand(ng.BargainingProblem(payoffs))
    rows = [each for each in payoffs if min(each) >= 0]
    if not rows:
        assert found.demands.tolist() == [[0] * actors]
        assert found.fits.tolist() == [False]
        return
    levels = [sorted({each[own] for each in rows}) for own in range(actors)]

    def fits(demands):
        return any(all(a >= b for a, b in zip(each, demands, strict=True)) for each in rows)

    expected = equilibria_by_hand(levels, fits, [0] * actors)
    assert {tuple(each) for each in found.demands.tolist()} == expected
    assert {tuple(each) for each in found.agreements.tolist()} == {
        each for each in expected if fits(each)
    }


def test_demands_below_walking_away_are_not_made():
    found = P.nash_demand(ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], [1.5, 0]))
    assert found.game.strategies == (("2", "3"), ("1", "2"))
    assert found.agreements.tolist() == [[2, 2], [3, 1]]
    assert found.game.payoffs[:, 1, 1].tolist() == [1.5, 0]


def test_demands_that_six_digits_do_not_tell_apart_keep_their_names():
    found = P.nash_demand(ng.BargainingProblem([[1.0000001, 1], [1, 2]]))
    assert found.game.strategies[0] == ("1.0", "1.0000001")


def test_rounding_makes_no_second_demand():
    found = P.nash_demand(ng.BargainingProblem([[0.3, 1], [0.1 + 0.2, 2], [0, 3]]))
    assert found.game.payoffs.shape == (2, 2, 3)
    assert len(found.agreements) == 2


def test_all_equilibria_of_many_are_counted():
    start = time.perf_counter()
    found = P.nash_demand(1200)
    assert repr(found) == "<DemandGame: pure equilibria: 1,201 agreements, 1 deadlock>"
    many = P.nash_demand(1, actors=12)
    # Two who demand the unit are enough for a deadlock; one alone could yield to no gain.
    assert (len(many.agreements), len(many.deadlocks)) == (12, 2**12 - 1 - 12)
    told = str(many.summary())
    assert "Pure equilibria: 12 agreements, 4,083 deadlocks." in told
    assert "Only 1,000 equilibria are shown; demands holds them all." in told
    assert [row[-1] for row in many.summary().rows[:13]] == [True] * 12 + [False]
    assert len(many.summary()) == 1000
    assert time.perf_counter() - start < 20


def test_the_harbour_has_more_deadlocks_than_anybody_lists():
    problem = ng.bargaining_problem(ng.library.load("harbour"))
    found = P.nash_demand(problem)
    allowed = problem.payoffs[problem.zopa]
    assert len(found.agreements) == int(problem.negotiation_set.sum())
    for demands in found.agreements:
        assert (allowed >= demands - 1e-9).all(axis=1).any()
    assert len(found.deadlocks) > 10_000


def test_a_gain_that_is_none_does_not_mend_a_deadlock():
    found = P.nash_demand(ng.BargainingProblem([[1e-13, 3], [3, 1e-13]]))
    assert found.deadlocks.tolist() == [[3, 3]]
    assert len(found.agreements) == 2


def test_what_a_demand_game_tells():
    found = P.nash_demand(3, actors=["Bank", "State"])
    assert repr(found) == "<DemandGame: pure equilibria: 4 agreements, 1 deadlock>"
    told = str(found.summary())
    assert "Bank demands" in told
    assert "does not choose among agreements" in told
    assert "In a deadlock all walk away" in told
    assert found.summary().rows[0] == (0, 3, True)
    assert found.problem is None
    alone = P.nash_demand(ng.BargainingProblem([[2, 2]]))
    assert repr(alone) == "<DemandGame: pure equilibria: 1 agreement, 0 deadlocks>"
    assert "choose" not in str(alone.summary())
    assert "deadlock all" not in str(alone.summary())
    assert "Walking away brings Actor 1 0, Actor 2 0." in str(alone.summary())
    assert "Walking away" not in told
    apart = str(P.nash_demand(ng.BargainingProblem([[1, 1]], [2, 0])).summary())
    assert "The ZOPA is empty: whatever is demanded, nothing fits." in apart
    assert "Walking away brings Actor 1 2, Actor 2 0." in apart
    assert "<div>" in found._repr_html_()


def test_demand_games_that_are_refused():
    with pytest.raises(ng.errors.TooLargeError, match="take larger units"):
        P.nash_demand(5000)
    for units, actors in ((1, 20), (0, 33), (10**7, 1000)):
        with pytest.raises(ng.errors.TooLargeError, match="or fewer actors"):
            P.nash_demand(units, actors=actors)
    with pytest.raises(ng.errors.InvalidTypeError, match="whole number"):
        P.nash_demand(2.5)
    with pytest.raises(ng.errors.InvalidValueError, match="0 or more"):
        P.nash_demand(-1)
    with pytest.raises(ng.errors.InvalidTypeError, match="takes a BargainingProblem"):
        P.nash_demand(True)
    with pytest.raises(ng.errors.InvalidTypeError, match="names its own actors"):
        P.nash_demand(ng.BargainingProblem([[1, 1]]), actors=2)
    grid = np.arange(3000.0)
    with pytest.raises(ng.errors.TooLargeError, match="keep fewer outcomes"):
        P.nash_demand(ng.BargainingProblem(np.column_stack([grid, grid[::-1]])))


# ------------------------------------------------------------------ doubt about the size


def test_the_smoothed_game_of_the_reference_case(cases):
    case = cases["ST21"]
    found = P.smoothed_demand(stats.logistic(1, case["inputs"]["tau"]))
    assert found.demands[0] == pytest.approx([case["expected"]] * 2, abs=1e-12)
    assert found.unique
    assert not found.deadlock


@pytest.mark.parametrize("tau", [0.3, 0.1, 1e-2, 1e-4, 1e-8])
def test_logistic_doubt_by_its_formula(tau):
    x = brentq(lambda x: x * expit((2 * x - 1) / tau) - tau, 1e-9, 2, xtol=1e-15)
    found = P.smoothed_demand(stats.logistic(1, tau))
    assert found.demands[0] == pytest.approx([x, x], rel=1e-9)
    assert found.payoffs[0, 0] == pytest.approx(x * expit((1 - 2 * x) / tau), rel=1e-9)
    assert found.unique
    assert found.limit.tolist() == [0.5, 0.5]


def test_doubt_that_vanishes_leaves_equal_shares():
    off = [
        abs(P.smoothed_demand(stats.norm(1, each)).demands[0, 0] - 0.5)
        for each in (0.1, 0.01, 0.001, 1e-5)
    ]
    assert off == sorted(off, reverse=True)
    assert off[-1] < 1e-4


DISTRIBUTIONS = {
    "logistic": stats.logistic(1, 0.05),
    "normal": stats.norm(2, 0.7),
    "far below 0": stats.norm(-3, 1),
    "exponential": stats.expon(0, 2),
    "uniform from 0": stats.uniform(0, 1),
    "uniform, wide": stats.uniform(0.7, 0.6),
    "lognormal": stats.lognorm(0.3),
    "gamma, falling hazard": stats.gamma(0.5),
    "bathtub": stats.beta(0.5, 0.5),
    "huge": stats.logistic(1e12, 1e10),
    "tiny": stats.norm(1e-12, 1e-13),
}


@pytest.mark.parametrize("actors", [1, 2, 3])
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_no_other_demand_is_better(name, actors):
    size = DISTRIBUTIONS[name]
    found = P.smoothed_demand(size, actors=actors)
    assert found.unique
    own = found.demands[0, 0]
    others = found.demands[0, 1:].sum()
    value = own * size.sf(own + others)
    assert found.payoffs[0] == pytest.approx([value] * actors, rel=1e-12)
    tries = np.concatenate([np.linspace(0, 10 * own, 20_001), own * np.logspace(-3, 3, 5_001)])
    assert (tries * size.sf(tries + others)).max() <= value * (1 + 1e-9)
    near = own * np.array([0.99, 1.01])
    assert (near * size.sf(near + others) < value).all()


@given(st.floats(0.01, 0.19))
def test_narrow_uniform_doubt_does_not_select(e):
    found = P.smoothed_demand(stats.uniform(1 - e, 2 * e))
    (each,) = found.ranges
    assert each.total == pytest.approx(1 - e)
    assert each.low == pytest.approx(2 * e)
    assert each.high == pytest.approx(1 - 3 * e)
    assert each.agreement == 1
    assert not each.single
    assert not found.unique
    assert found.complete
    assert found.deadlock
    assert found.demands[0] == pytest.approx([(1 - e) / 2] * 2)


@pytest.mark.parametrize("e", [0.2, 0.2 + 1e-11, 0.2001, 0.5, 0.9])
def test_wide_uniform_doubt_selects(e):
    found = P.smoothed_demand(stats.uniform(1 - e, 2 * e))
    assert found.unique
    assert found.demands[0] == pytest.approx([(1 + e) / 3] * 2)
    assert found.ranges[0].low == found.ranges[0].high == found.demands[0, 0]
    assert found.agreement[0] == pytest.approx(min(1, (1 + e - 2 * (1 + e) / 3) / (2 * e)))


def listed_by_hand(sizes, chances, grid):
    """Return all pairs of demands on a grid that are an equilibrium with a chance to fit."""

    def fits(total):
        return sum(p for c, p in zip(sizes, chances, strict=True) if total <= c + 1e-12)

    found = set()
    for x, y in itertools.product(grid, repeat=2):
        if fits(x + y) == 0:
            continue
        if all(t * fits(t + y) <= x * fits(x + y) + 1e-12 for t in grid) and all(
            t * fits(x + t) <= y * fits(x + y) + 1e-12 for t in grid
        ):
            found.add((x, y))
    return found


@pytest.mark.parametrize(
    ("sizes", "chances"),
    [
        ([1.0], [1]),
        ([0.5, 1.5], [0.5, 0.5]),
        ([0.9, 1.0, 1.1], [0.3, 0.4, 0.3]),
        ([0.2, 0.9, 1.2], [0.1, 0.8, 0.1]),
        ([0.4, 0.5, 2.0], [0.45, 0.45, 0.1]),
        ([1.0, 2.0], [0.5, 0.5]),
    ],
)
def test_listed_sizes_by_hand(sizes, chances):
    grid = [k / 40 for k in range(81)]
    found = P.smoothed_demand(sizes, prior=chances)
    expected = set()
    for x, y in itertools.product(grid, repeat=2):
        for each in found.ranges:
            inside = each.low - 1e-9 <= min(x, y) and max(x, y) <= each.high + 1e-9
            if abs(x + y - each.total) < 1e-9 and inside:
                expected.add((x, y))
    assert listed_by_hand(sizes, chances, grid) == expected
    assert expected
    assert found.complete


def test_a_known_size_selects_nothing_and_three_share_it():
    (two,) = P.smoothed_demand(1).ranges
    assert (two.total, two.low, two.high, two.agreement) == (1, 0, 1, 1)
    three = P.smoothed_demand([0.9, 1.0, 1.1], prior=[0.05, 0.9, 0.05], actors=3)
    for each in three.ranges:
        assert each.low <= each.total / 3 <= each.high
        assert each.high <= each.total - 2 * each.low + 1e-12
    assert any(abs(each.total - 1) < 1e-12 for each in three.ranges)
    assert P.smoothed_demand(stats.randint(1, 3)).ranges == P.smoothed_demand([1, 2]).ranges


def test_sizes_below_0_leave_nothing_to_share():
    (each,) = P.smoothed_demand([-1, 1]).ranges
    assert (each.total, each.agreement) == (1, 0.5)


def test_fat_tails_have_no_equilibrium():
    found = P.smoothed_demand(stats.pareto(1.5))
    assert found.ranges == ()
    assert found.demands.shape == (0, 2)
    assert repr(found) == "<SmoothedDemand: no equilibrium with agreement>"
    assert "always rather demand more" in str(found.summary())
    # s h(s) is 3 throughout: enough to stop where it begins.
    (each,) = P.smoothed_demand(stats.pareto(3)).ranges
    assert (each.total, each.low, each.high) == pytest.approx((1, 1 / 3, 2 / 3))


@pytest.mark.parametrize("scale", [1e-6, 1e-11, 1e-12, 1e-13])
@pytest.mark.parametrize("kind", [stats.norm, stats.logistic])
def test_a_steep_hazard_is_no_jump(kind, scale):
    found = P.smoothed_demand(kind(1, scale))
    assert found.unique
    assert found.demands[0] == pytest.approx([0.5, 0.5], abs=20 * scale)


def test_rounding_in_the_tail_casts_no_doubt_on_uniqueness():
    # The hazard 2 / (1 - s) from the peak on only rises; scipy finds S as 1 less the rest.
    found = P.smoothed_demand(stats.triang(0.5))
    assert found.unique
    assert found.demands[0] == pytest.approx([0.25, 0.25])
    assert repr(found) == "<SmoothedDemand: Actor 1 0.25, Actor 2 0.25, fits 50.0%>"
    # Where S is found by itself, it is not in doubt however small.
    assert _noise(stats.norm(), np.array([9.0, 30.0])).tolist() == [0, 0]
    assert (_noise(stats.triang(0.5), np.array([0.5, 1 - 1e-7])) > [0, 1e-3]).all()


def test_how_much_uncertain_demands_beat_walking_away():
    problem = ng.BargainingProblem([[4, 2], [2, 4]], [2, 1])
    found = P.smoothed_demand(stats.logistic(1, 0.05), problem=problem)
    gains = [row[-1] for row in found.summary().rows]
    assert gains == pytest.approx(found.payoffs[0] - [2, 1])
    corner = P.smoothed_demand(stats.uniform(0.9, 0.2), problem=ng.BargainingProblem([[1, 1]]))
    assert not corner.complete
    assert "Actor 2 0.9 and others" in repr(corner)


@pytest.mark.parametrize("actors", [1, 2, 3])
def test_a_stretch_of_equilibria_is_owned_up_to(actors):
    # s h(s) = n from 1 on: whatever the others leave, all demands are equally good.
    found = P.smoothed_demand(stats.pareto(actors), actors=actors)
    assert len(found.ranges) == 1
    assert found.ranges[0].total == pytest.approx(1, rel=1e-9)
    assert not found.complete
    assert "perhaps others" in repr(found)


class PowerTail(stats.rv_continuous):
    """S(s) is 1 - s / 4 up to 2, where s h(s) is 1, and so 2 / s^2: s h(s) is 2 from there on."""

    def _sf(self, x):
        return np.where(x < 2, 1 - x / 4, 2 / x / x)

    def _cdf(self, x):
        return 1 - self._sf(x)

    def _pdf(self, x):
        return np.where(x < 2, 0.25, 4 / x / x / x)

    def _logpdf(self, x):
        return np.where(x < 2, np.log(0.25), np.log(4) - 3 * np.log(x))

    def _logsf(self, x):
        return np.log(self._sf(np.minimum(x, 2))) - 2 * np.log(np.maximum(x, 2) / 2)

    def _isf(self, q):
        return np.where(q > 0.5, 4 * (1 - q), np.sqrt(2 / q))

    def _ppf(self, q):
        return self._isf(1 - q)


def test_a_stretch_that_begins_within():
    found = P.smoothed_demand(PowerTail(a=0)())
    assert [each.total for each in found.ranges] == pytest.approx([2])
    assert not found.complete


def test_a_size_is_one_number():
    with pytest.raises(ng.errors.InvalidTypeError, match="one number"):
        P.smoothed_demand(stats.norm(1, [0.1, 0.2]))


def test_what_was_not_found_is_not_claimed_either_way():
    doubtful = P.smoothed_demand(stats.cauchy(1, 0.1))
    assert not doubtful.complete
    assert "perhaps others" in repr(doubtful)
    assert "and others" in repr(P.smoothed_demand(stats.uniform(0.9, 0.2)))
    # A thousand demands add up to some 50 then: they fit with a chance that counts as none.
    crowd = P.smoothed_demand(stats.logistic(1, 0.05), actors=1000)
    assert "as far as probabilities can be told from 0" in str(crowd.summary())


def test_a_hazard_that_jumps_within_stops_a_range_of_demands():
    # A thin lower tail, then most of the mass from 0.9 on.
    weights, edges = [0.1, 9.0, 0.1], [0.0, 0.9, 1.1, 1.5]
    size = stats.rv_histogram((weights, edges), density=False)
    found = P.smoothed_demand(size)
    density = np.array(weights) / sum(weights) / np.diff(edges)
    left = 1 - weights[0] / sum(weights)
    (each,) = found.ranges
    assert each.total == pytest.approx(0.9)
    assert each.low == pytest.approx(left / density[1])
    assert each.high == pytest.approx(0.9 - left / density[1])
    assert not found.complete
    assert "looked for on a net" in str(found.summary())


def test_a_root_that_another_demand_beats_is_no_equilibrium():
    # Demanding 0.45 is best nearby, but one time in two the size is far larger.
    parts = ([50.0, 1e-6, 50.0], [0.9, 1.0, 20.0, 20.2])
    size = stats.rv_histogram(parts, density=False)
    totals = [each.total for each in P.smoothed_demand(size).ranges]
    assert all(total > 2 for total in totals)
    assert totals


# ------------------------------------------------------------------ doubt about a frontier


def test_a_frontier_that_shrinks_leads_to_nash():
    line = ng.BargainingProblem([[3, 0], [1, 4]], [1, 0])
    nash = ng.solve(line, "nash", lotteries=True).payoffs[0]
    for tau in (0.1, 0.01, 0.001):
        found = P.smoothed_demand(stats.logistic(1, tau), problem=line)
        gains = found.demands[0] - [1, 0]
        assert gains[0] / gains[1] == pytest.approx((nash[0] - 1) / nash[1])
        assert found.unique
        assert found.limit == pytest.approx(nash)
        assert found.demands[0] == pytest.approx(nash, abs=20 * tau)
        assert found.payoffs[0] == pytest.approx([1, 0] + found.agreement[0] * gains)
    assert found.actors == ("Actor 1", "Actor 2")


def test_no_demand_on_a_frontier_is_better():
    # The frontier bends at Nash's solution, (2, 2).
    corner = ng.BargainingProblem([[3, 0], [2, 2], [0, 3]])
    size = stats.logistic(1, 0.05)
    found = P.smoothed_demand(size, problem=corner)
    assert not found.complete
    assert "corner of the frontier" in str(found.summary())
    mine, other = found.demands[0]
    assert mine == other

    def chance(x, y):
        return size.sf(max((2 * x + y) / 6, (x + 2 * y) / 6))

    tries = np.linspace(0, 4, 4001)
    values = [x * chance(x, other) for x in tries]
    assert max(values) <= mine * chance(mine, other) + 1e-12


def test_powers_of_actors_do_not_enter():
    line = ng.BargainingProblem([[1, 0], [0, 1]], power=[5, 1])
    found = P.smoothed_demand(stats.logistic(1, 0.05), problem=line)
    assert found.demands[0, 0] == found.demands[0, 1]


def test_frontiers_without_gains_for_all_are_refused():
    size = stats.logistic(1, 0.05)
    for payoffs in ([[1, 0], [2, 0]], [[1, -1]]):
        with pytest.raises(ng.errors.NotDefinedError, match=r"no lottery from which all gain"):
            P.smoothed_demand(size, problem=ng.BargainingProblem(payoffs))
    with pytest.raises(ng.errors.InvalidTypeError, match="names its own actors"):
        P.smoothed_demand(size, problem=ng.BargainingProblem([[1, 1]]), actors=2)


def test_what_a_smoothed_game_tells():
    clear = P.smoothed_demand(stats.logistic(1, 0.05), actors=["Bank", "State"])
    told = str(clear.summary())
    assert "One equilibrium" in told
    assert clear.summary().rows[0][0] == "Bank"
    assert clear.summary().rows[0][2] is None
    assert repr(clear) == "<SmoothedDemand: Bank 0.4481, State 0.4481, fits 88.8%>"
    vague = P.smoothed_demand(stats.uniform(0.9, 0.2))
    told = str(vague.summary())
    assert "A whole range of equilibria" in told
    assert "more than there can be" in told
    assert vague.summary().rows[0][2] == "0.2 to 0.7"
    assert repr(vague).endswith("and others, fits 100%>")
    assert not P.smoothed_demand(stats.uniform(0.9, 0.2), actors=1).deadlock
    assert "<div>" in clear._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        clear.demands[0] = 0


def test_sizes_that_are_refused():
    with pytest.raises(ng.errors.InvalidTypeError, match="no prior"):
        P.smoothed_demand(stats.norm(1, 1), prior=[1])
    with pytest.raises(ng.errors.InvalidValueError, match="Some size above 0"):
        P.smoothed_demand([-1, 0])
    with pytest.raises(ng.errors.InvalidValueError, match="Some size above 0"):
        P.smoothed_demand(stats.uniform(-2, 1))
    with pytest.raises(ng.errors.InvalidValueError, match="all but never above 0"):
        P.smoothed_demand(stats.norm(-1e9, 1))
    with pytest.raises(ng.errors.InvalidValueError, match="no proper support"):
        P.smoothed_demand(stats.norm(1, -1))
    with pytest.raises(ng.errors.InvalidValueError, match="finite"):
        P.smoothed_demand(float("nan"))
