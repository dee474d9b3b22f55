"""Solutions derived by hand or from analysis, so that the suite means something by itself."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, linprog, minimize

import negotiation as ng
from negotiation.engine.axiomatic import _headroom
from negotiation.engine.axiomatic._headroom import Headroom
from negotiation.engine.axiomatic._hull import Hull

CASES = json.loads((Path(__file__).parent / "data" / "derived_solutions.json").read_text())["cases"]
Q = [[4, 0], [3, 2], [0, 3]]


def exact(text: str) -> float:
    """Read a fraction, or a closed form in square roots."""
    if "sqrt" not in text:
        return float(Fraction(text))
    return eval(text, {"__builtins__": {}}, {"sqrt": math.sqrt})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["concept"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("shift", [0.0, 100.0])
def test_polygon(case, turned, shift):
    order = [1, 0] if turned else [0, 1]
    problem = ng.BargainingProblem(np.array(Q)[:, order] + shift, [shift, shift])
    parameters = {
        key: np.array(value, dtype=float)[order] + (shift if key != "weights" else 0)
        if isinstance(value, list)
        else value
        for key, value in case.get("parameters", {}).items()
    }
    answer = ng.solve(problem, case["concept"], lotteries=True, **parameters)
    expected = np.array([exact(text) for text in case["expected"]])[order] + shift
    assert answer.payoffs[0] == pytest.approx(expected, rel=0, abs=1e-11)


def test_every_concept_defined_on_lotteries_has_a_derived_case():
    assert {case["concept"] for case in CASES} | {"fallback", "raiffa-continuous"} == set(
        ng.concepts()
    )


def test_bill_and_jack():
    """Nash's own example of 1950: nine goods, gains (12, 5)."""
    bill, jack = [2, 2, 2, 2, 4, 10, 4, 6, 2], [4, 2, 1, 2, 1, 1, 1, 2, 2]
    start = (0, 0, 0, 0, 0, 1, 1, 1, 1)
    held = list(itertools.product((0, 1), repeat=9))
    worth = [
        [
            sum(value for value, holder in zip(bill, who, strict=True) if holder == 0),
            sum(value for value, holder in zip(jack, who, strict=True) if holder == 1),
        ]
        for who in held
    ]
    barter = ng.BargainingProblem(worth, worth[held.index(start)])
    for lotteries in (False, True):
        assert ng.solve(barter, "nash", lotteries=lotteries).gains.tolist() == [[12, 5]]


@pytest.mark.parametrize(
    ("concept", "expected"),
    [
        ("nash", (4 ** (-1 / 3), 3 / 4)),
        ("kalai-smorodinsky", (brentq(lambda x: x**3 + x - 1, 0, 1),) * 2),
        ("utilitarian", (3**-0.5, 1 - 3**-1.5)),
        ("equal-area", None),
    ],
)
def test_smooth_frontier(concept, expected):
    """The frontier y = 1 - x^3: solutions in closed form."""
    first = np.linspace(0, 1, 4001)
    smooth = ng.BargainingProblem(np.stack([first, 1 - first**3], axis=1))
    answer = ng.solve(smooth, concept, lotteries=True).payoffs[0]
    if expected is None:  # x - x^4/4 - x(1 - x^3)/2 on the left of the ray is half of 3/4
        root = brentq(lambda x: x - x**4 / 4 - x * (1 - x**3) / 2 - 3 / 8, 0, 1)
        expected = (root, 1 - root**3)
    assert answer == pytest.approx(expected, abs=2e-4)


def test_three_actors_nash_on_a_sphere():
    """On x^2 + y^2 + z^2 = 1 Nash's solution with weights w is sqrt(w)."""
    rng = np.random.default_rng(5)
    points = np.abs(rng.normal(size=(4000, 3)))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    weights = np.array([0.5, 0.3, 0.2])
    answer = ng.solve(ng.BargainingProblem(points), "nash", lotteries=True, weights=weights)
    assert answer.diagnostics["certificate_gap"] <= 1e-9
    assert answer.payoffs[0] == pytest.approx(np.sqrt(weights), abs=0.01)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("actors", [2, 3, 4])
def test_welfare_on_the_hull_against_a_general_optimiser(seed, actors):
    """Nash and Yu over lotteries: SciPy's SLSQP on all weights finds nothing better."""
    rng = np.random.default_rng([seed, actors])
    payoffs = rng.random((7, actors))
    walk = payoffs.mean(axis=0) * 0.6
    problem = ng.BargainingProblem(payoffs, walk)
    ideal = Hull.of(problem).ideal
    welfare = {
        ("nash", ()): lambda g: np.log(np.maximum(g, 1e-12)).sum(),
        ("yu", (("p", 2.0),)): lambda g: -((ideal - g) ** 2).sum(),
        ("yu", (("p", 4.0),)): lambda g: -((ideal - g) ** 4).sum(),
    }
    for (concept, parameters), value in welfare.items():
        ours = ng.solve(problem, concept, lotteries=True, **dict(parameters))
        assert ours.status == "ok"
        best = -np.inf
        for _ in range(6):
            start = rng.dirichlet(np.ones(7))
            found = minimize(
                lambda w, value=value: -value(w @ payoffs - walk),
                start,
                bounds=[(0, 1)] * 7,
                constraints=[
                    {"type": "eq", "fun": lambda w: w.sum() - 1},
                    {"type": "ineq", "fun": lambda w: w @ payoffs - walk},
                ],
                options={"ftol": 1e-14, "maxiter": 500},
            )
            if (found.x @ payoffs - walk).min() > -1e-8 and abs(found.x.sum() - 1) < 1e-8:
                best = max(best, -found.fun)
        assert value(ours.gains[0]) >= best - 1e-7 * max(1, abs(best))


@pytest.mark.parametrize("seed", range(20))
def test_three_actors_leximin_on_the_hull_by_brute_force(seed):
    """Nobody worse placed can be raised: each level is checked by a programme of its own."""
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, 6, size=(6, 3)).astype(float)
    problem = ng.BargainingProblem(payoffs)
    hull = Hull.of(problem)
    if not hull.feasible or not hull.active.all():
        pytest.skip("somebody cannot gain: the law is tested elsewhere")
    for concept, scale in (("egalitarian", np.ones(3)), ("kalai-smorodinsky", hull.ideal)):
        gains = ng.solve(problem, concept, lotteries=True).gains[0] / scale
        levels = np.sort(gains)
        scaled = payoffs / scale
        for place, level in enumerate(levels):
            # No lottery keeps the lower levels and lifts this one, whoever holds them.
            for order in itertools.permutations(range(3)):
                below, rest = order[:place], order[place:]
                rows = [-scaled[:, k] for k in below]
                right = [-levels[j] + 1e-9 for j in range(place)]
                better = linprog(
                    np.append(np.zeros(6), -1.0),
                    A_ub=np.vstack(
                        [np.append(row, 0) for row in rows]
                        + [np.append(-scaled[:, k], 1.0) for k in rest]
                    ),
                    b_ub=np.append(right, np.zeros(len(rest))),
                    A_eq=np.append(np.ones(6), 0)[None],
                    b_eq=[1],
                    bounds=[(0, None)] * 6 + [(None, None)],
                )
                if better.status == 0:
                    assert -better.fun <= level + 1e-6


@pytest.mark.parametrize("seed", range(40))
def test_continuous_raiffa_against_an_integrator(seed):
    rng = np.random.default_rng(seed)
    payoffs = rng.random((rng.integers(2, 9), 2)) * [1, 10]
    problem = ng.BargainingProblem(payoffs, [0.2, 2.0] * rng.random(2))
    hull = Hull.of(problem)
    if not hull.feasible or hull.active.sum() < 2:
        pytest.skip("fewer than two actors can gain: there is no path to follow")
    room = Headroom(hull)
    path = solve_ivp(
        lambda _, u: room.estimate(u),
        (0, 3000),
        [0, 0],
        method="LSODA",
        rtol=1e-12,
        atol=1e-14,
    )
    answer = ng.solve(problem, "raiffa-continuous", lotteries=True)
    assert answer.gains[0] / hull.unit == pytest.approx(path.y[:, -1], abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_headroom_by_all_facets_and_by_half_spaces_as_needed(seed):
    """Qhull's facets and the duals of linear programmes describe the same hull."""
    rng = np.random.default_rng(seed)
    hull = Hull.of(ng.BargainingProblem(rng.random((9, 3)), [0.1, 0.1, 0.1]))
    every, needed = Headroom(hull, every_facet=True), Headroom(hull, every_facet=False)
    assert every.complete
    for point in rng.random((20, 3)) * 0.3 * hull.ideal / hull.unit:
        assert every.learn(point)
        while not needed.learn(point):
            pass
        assert needed.estimate(point) == pytest.approx(every.estimate(point), abs=1e-9)
    outside = np.full(3, 2.0)
    while not needed.learn(outside):
        pass
    assert needed.estimate(outside).tolist() == [0, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_raiffa_by_all_facets_and_by_half_spaces_as_needed(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    problem = ng.BargainingProblem(rng.random((40, 4)), [0.1] * 4)
    for concept in ("raiffa-discrete", "raiffa-continuous"):
        monkeypatch.setattr(_headroom, "_FACET_ACTORS", 4)
        listed = ng.solve(problem, concept, lotteries=True).payoffs
        monkeypatch.setattr(_headroom, "_FACET_ACTORS", 2)
        found = ng.solve(problem, concept, lotteries=True).payoffs
        assert found == pytest.approx(listed, abs=1e-6)


def test_utilitarian_ties_on_lotteries_go_to_the_worst_placed():
    tied = ng.solve(ng.BargainingProblem([[4, 0], [0, 4], [1, 1]]), "utilitarian", lotteries=True)
    assert tied.status == "set_valued"
    assert tied.payoffs[0] == pytest.approx([2, 2])
    cube = ng.BargainingProblem([[6, 0, 0], [0, 6, 0], [0, 0, 6]])
    answer = ng.solve(cube, "utilitarian", lotteries=True)
    assert answer.status == "set_valued"
    assert answer.payoffs[0] == pytest.approx([2, 2, 2])


def test_nash_when_no_outcome_lets_everybody_gain():
    """The most numerous groups that can gain together count, each group's best."""
    apart = ng.BargainingProblem([[5, 0], [0, 3], [4, 0], [0, 0]])
    assert ng.solve(apart, "nash").indices.tolist() == [0, 1]
    pair = ng.BargainingProblem([[9, 0, 0], [1, 1, 0], [2, 1, 0], [0, 0, 8]])
    assert ng.solve(pair, "nash").indices.tolist() == [2]


def test_lotteries_may_rescue_an_agreement():
    """No outcome is acceptable to both, a lottery over two is."""
    problem = ng.BargainingProblem([[10, -1], [-1, 10]])
    assert ng.solve(problem, "nash").status == "disagreement"
    answer = ng.solve(problem, "nash", lotteries=True)
    assert answer.payoffs[0] == pytest.approx([4.5, 4.5])
    assert dict(answer.lottery) == pytest.approx({0: 0.5, 1: 0.5})


def test_red_lines_stay_out_of_lotteries():
    refused = np.array([[False, True], [False, False]])
    problem = ng.BargainingProblem([[10, 10], [1, 1]], refused=refused)
    assert ng.solve(problem, "nash", lotteries=True).payoffs.tolist() == [[1, 1]]


@pytest.mark.parametrize(("concept", "parameters"), [("nash", {}), ("yu", {"p": 50.0})])
def test_thousands_of_efficient_outcomes_of_three_actors(concept, parameters):
    """A sphere of outcomes, on which the linear programmes are numerically delicate."""
    rng = np.random.default_rng(0)
    points = rng.random((5000, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    answer = ng.solve(
        ng.BargainingProblem(points, [0.1] * 3), concept, lotteries=True, **parameters
    )
    assert answer.status == "ok"
    assert answer.diagnostics["certificate_gap"] <= 1e-10
    assert answer.payoffs[0] == pytest.approx([3**-0.5] * 3, abs=5e-3)
