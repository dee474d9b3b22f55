"""Laws that every registered solution concept must obey, and the axioms each one claims."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.axiomatic import AXIOMS, concept_registry

ALL = tuple(concept_registry)
FINITE = [(name, False) for name in ALL]
HULL = [(name, True) for name in ALL if concept_registry[name].pointer is not None]
laws = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def asked(name: str, problem: ng.BargainingProblem, lotteries: bool, **more: Any) -> ng.Solution:
    """Ask a concept, with parameters that follow the problem when it is transformed."""
    given = {
        "weights": np.arange(1, len(problem.actors) + 1) / 2.0,
        "claims": problem.payoffs.max(axis=0)
        + (problem.payoffs.max(axis=0) - problem.disagreement).clip(0)
        + np.ptp(problem.payoffs, axis=0)
        + np.where(np.ptp(problem.payoffs, axis=0) > 0, 0, 1),
        "reference": problem.disagreement,
    }
    rule = concept_registry[name]
    parameters = {key: given[key] for key in rule.required}
    return ng.solve(problem, name, lotteries=lotteries, **{**parameters, **more})


ONE_TO_THREE = st.integers(1, 3)


@st.composite
def problems(draw, actors=ONE_TO_THREE):
    """Small problems over integers, full of ties, some with an empty ZOPA or red lines."""
    count = draw(actors)
    rows = draw(
        st.lists(
            st.lists(st.integers(-3, 9), min_size=count, max_size=count), min_size=1, max_size=7
        )
    )
    walk = draw(st.lists(st.integers(-4, 3), min_size=count, max_size=count))
    crossed = draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
    refused = np.zeros((len(rows), count), dtype=bool)
    refused[:, 0] = np.array(crossed) == 0
    return ng.BargainingProblem(rows, walk, refused=refused)


def skip_undefined(name: str, problem: ng.BargainingProblem) -> None:
    rule = concept_registry[name]
    assume(rule.actors is None or rule.actors == len(problem.actors))
    # A claim must exceed walking away; `asked` makes it so unless nothing is above it.
    if "claims" in rule.required:
        assume((problem.payoffs.max(axis=0) >= problem.disagreement).all())


def rows_of(payoffs: Any, digits: int = 6) -> list[tuple[float, ...]]:
    return sorted({tuple(row) for row in (np.asarray(payoffs).round(digits) + 0.0).tolist()})


def same(first: Any, second: Any, scale: float = 1.0) -> None:
    """The same set of payoff vectors, up to rounding."""
    first, second = np.asarray(first), np.asarray(second)
    for left, right in ((first, second), (second, first)):
        for row in left:
            assert (np.abs(right - row).max(axis=1) <= 1e-6 * scale).any(), (first, second)


def rebuilt(problem: ng.BargainingProblem, payoffs, walk, refused=None) -> ng.BargainingProblem:
    refused = problem.refused if refused is None else refused
    return ng.BargainingProblem(payoffs, walk, refused=refused)


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems())
def test_individual_rationality_and_red_lines(name, lotteries, problem):
    skip_undefined(name, problem)
    answer = asked(name, problem, lotteries)
    assert (answer.gains >= -1e-7).all()
    assert problem.signable[answer.indices].all()
    if not lotteries:
        assert problem.zopa[answer.indices].all()
        assert answer.agreement == problem.zopa.any()
        if concept_registry[name].guarantee is None:
            assert (answer.payoffs == problem.payoffs[answer.indices]).all() or not answer.agreement
        else:
            assert (problem.payoffs[answer.indices] >= answer.payoffs - 1e-7).all()
    elif problem.zopa.any():
        assert answer.agreement
    if answer.lottery is not None:
        assert sum(answer.lottery.values()) == pytest.approx(1, abs=1e-12)
        assert len(answer.lottery) <= len(problem.actors) + 1
        assert answer.diagnostics["short_of_point"] <= 1e-7
    if not answer.agreement:
        assert answer.outcomes == ()
        same(answer.payoffs, [problem.disagreement])


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems(actors=st.integers(2, 3)), data=st.data())
def test_relabelling_actors_and_outcomes(name, lotteries, problem, data):
    skip_undefined(name, problem)
    count = len(problem.actors)
    order = np.array(data.draw(st.permutations(range(count))))
    shuffle = np.array(data.draw(st.permutations(range(len(problem)))))
    turned = ng.BargainingProblem(
        problem.payoffs[shuffle][:, order],
        problem.disagreement[order],
        refused=problem.refused[shuffle][:, order],
    )
    rule = concept_registry[name]
    plain = {"weights": np.ones(count)} if "weights" in rule.parameters else {}
    first = asked(name, problem, lotteries, **plain)
    second = asked(name, turned, lotteries, **plain)
    same(first.payoffs[:, order], second.payoffs, 10)
    if not lotteries:
        assert {int(shuffle[row]) for row in second.indices} == set(first.indices.tolist())


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(
    problem=problems(),
    scale=st.sampled_from([1e-6, 0.25, 3.0, 1e6]),
    own=st.lists(st.sampled_from([1e-3, 0.5, 2.0, 7.0, 1e3]), min_size=3, max_size=3),
    shift=st.lists(st.integers(-5, 5), min_size=3, max_size=3),
)
def test_positive_affine_rescaling(name, lotteries, problem, scale, own, shift):
    skip_undefined(name, problem)
    count = len(problem.actors)
    covariant = "scale-covariance" in concept_registry[name].axioms
    factor = scale * (np.array(own[:count]) if covariant else np.ones(count))
    move = factor * np.array(shift[:count])
    moved = rebuilt(problem, problem.payoffs * factor + move, problem.disagreement * factor + move)
    first, second = asked(name, problem, lotteries), asked(name, moved, lotteries)
    assert first.status == second.status
    same(first.payoffs, (second.payoffs - move) / factor, 10)
    if not lotteries:
        assert first.indices.tolist() == second.indices.tolist()


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems(), data=st.data())
def test_duplicated_outcomes(name, lotteries, problem, data):
    skip_undefined(name, problem)
    again = data.draw(st.integers(0, len(problem) - 1))
    doubled = rebuilt(
        problem,
        np.vstack([problem.payoffs, problem.payoffs[again]]),
        problem.disagreement,
        np.vstack([problem.refused, problem.refused[again]]),
    )
    first, second = asked(name, problem, lotteries), asked(name, doubled, lotteries)
    assert first.status == second.status
    same(first.payoffs, second.payoffs, 10)
    if not lotteries:
        extra = {len(problem)} if again in first.indices else set()
        assert set(second.indices.tolist()) == set(first.indices.tolist()) | extra


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems(), data=st.data())
def test_dominated_outcomes_do_not_matter(name, lotteries, problem, data):
    if "dominated-outcomes-do-not-matter" not in concept_registry[name].axioms:
        return
    skip_undefined(name, problem)
    above = data.draw(st.integers(0, len(problem) - 1))
    assume(problem.signable[above])
    worse = problem.payoffs[above] - data.draw(
        st.lists(st.integers(1, 3), min_size=len(problem.actors), max_size=len(problem.actors))
    )
    larger = rebuilt(
        problem,
        np.vstack([problem.payoffs, worse]),
        problem.disagreement,
        np.vstack([problem.refused, problem.refused[above]]),
    )
    rule = concept_registry[name]
    first = asked(name, problem, lotteries)
    claims = {"claims": first.parameters["claims"]} if "claims" in rule.required else {}
    second = asked(name, larger, lotteries, **claims)
    same(first.payoffs, second.payoffs, 10)
    if not lotteries:
        assert first.indices.tolist() == second.indices.tolist()


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems())
def test_pareto(name, lotteries, problem):
    if "pareto" not in concept_registry[name].axioms:
        return
    skip_undefined(name, problem)
    answer = asked(name, problem, lotteries)
    if not answer.agreement:
        return
    if not lotteries:
        assert problem.negotiation_set[answer.indices].all()
        return
    from scipy.optimize import linprog

    points = problem.payoffs[problem.signable]
    for row in answer.payoffs:
        better = linprog(
            -points.sum(axis=1),
            A_ub=-points.T,
            b_ub=-(row - 1e-9),
            A_eq=np.ones((1, len(points))),
            b_eq=[1],
        )
        assert better.status == 0
        assert -better.fun <= row.sum() + 1e-5


@pytest.mark.parametrize("name", ALL)
@laws
@given(problem=problems(), data=st.data())
def test_independence_of_irrelevant_alternatives(name, problem, data):
    if "independence-of-irrelevant-alternatives" not in concept_registry[name].axioms:
        return
    skip_undefined(name, problem)
    answer = asked(name, problem, False)
    assume(answer.agreement)
    kept = data.draw(st.sampled_from(answer.indices.tolist()))
    others = data.draw(st.sets(st.integers(0, len(problem) - 1)))
    rows = np.array(sorted({kept, *others}))
    smaller = rebuilt(problem, problem.payoffs[rows], problem.disagreement, problem.refused[rows])
    chosen = rows[asked(name, smaller, False).indices].tolist()
    if answer.status == "degenerate" or name == "nash":
        # Who can gain, and so whose gains count, may itself depend on what is left.
        assert set(chosen) >= set(answer.indices.tolist()) & set(rows.tolist())
    else:
        assert set(chosen) == set(answer.indices.tolist()) & set(rows.tolist())


@pytest.mark.parametrize("name", ALL)
@laws
@given(problem=problems(actors=st.integers(2, 3)))
def test_midpoint_domination(name, problem):
    if "midpoint-domination" not in concept_registry[name].axioms:
        return
    skip_undefined(name, problem)
    answer = asked(name, problem, True)
    assume(answer.agreement)
    from negotiation.engine.axiomatic._hull import Hull

    ideal = Hull.of(problem).ideal
    assert (answer.gains[0] >= ideal / len(problem.actors) - 1e-7).all()


@pytest.mark.parametrize("name", ALL)
@laws
@given(
    problem=problems(actors=st.just(2)), more=st.lists(st.integers(-3, 9), min_size=2, max_size=2)
)
def test_individual_monotonicity(name, problem, more):
    """A larger set with the other's ideal unchanged hurts nobody whose ideal grows."""
    if "individual-monotonicity" not in concept_registry[name].axioms:
        return
    larger = rebuilt(
        problem,
        np.vstack([problem.payoffs, more]),
        problem.disagreement,
        np.vstack([problem.refused, [[False, False]]]),
    )
    from negotiation.engine.axiomatic._hull import Hull

    before, after = Hull.of(problem), Hull.of(larger)
    assume(len(before.points) and before.feasible and (before.ideal > 0).all())
    first, second = asked(name, problem, True).gains[0], asked(name, larger, True).gains[0]
    for actor in (0, 1):
        if abs(after.ideal[1 - actor] - before.ideal[1 - actor]) < 1e-12:
            assert second[actor] >= first[actor] - 1e-7


@pytest.mark.parametrize(("name", "lotteries"), FINITE + HULL)
@laws
@given(problem=problems(), more=st.lists(st.integers(-3, 9), min_size=3, max_size=3))
def test_maximin_monotonicity(name, lotteries, problem, more):
    """More outcomes never lower the smallest gain."""
    if "maximin-monotonicity" not in concept_registry[name].axioms:
        return
    count = len(problem.actors)
    larger = rebuilt(
        problem,
        np.vstack([problem.payoffs, more[:count]]),
        problem.disagreement,
        np.vstack([problem.refused, np.zeros((1, count), dtype=bool)]),
    )
    first, second = asked(name, problem, lotteries), asked(name, larger, lotteries)
    assume(first.status != "degenerate" and second.status != "degenerate")
    assert second.gains.min() >= first.gains.min() - 1e-7


def test_claimed_axioms_are_known_and_checked():
    import sys

    tests = {name.removeprefix("test_").replace("_", "-") for name in vars(sys.modules[__name__])}
    checked = {axiom for axiom in AXIOMS if axiom in tests}
    assert checked | {"scale-covariance"} == AXIOMS
    for name in ALL:
        assert concept_registry[name].axioms <= AXIOMS


@pytest.mark.parametrize("name", ALL)
@laws
@given(stack=st.lists(problems(actors=st.just(2)), min_size=1, max_size=4))
def test_a_stack_of_problems_equals_one_at_a_time(name, stack):
    """Leading batch axes: many problems in one call give the answers of each alone."""
    size = min(len(problem) for problem in stack)
    for problem in stack:
        skip_undefined(name, problem)
    payoffs = np.stack([problem.payoffs[:size] for problem in stack])
    walk = np.stack([problem.disagreement for problem in stack])
    signable = np.stack([problem.signable[:size] for problem in stack])
    rule = concept_registry[name]
    parameters = {}
    for key in rule.required:
        parameters[key] = {
            "weights": np.ones_like(walk),
            "claims": payoffs.max(axis=1).clip(walk) + 1,
            "reference": walk,
        }[key]
    together = rule.select(payoffs, walk, signable, **parameters)
    for place in range(len(stack)):
        one = {key: value[place] for key, value in parameters.items()}
        alone = rule.select(payoffs[place], walk[place], signable[place], **one)
        assert together[place].tolist() == alone.tolist()


@pytest.mark.parametrize(
    "name", [name for name in ALL if concept_registry[name].actors is None and name != "fallback"]
)
def test_formulas_run_on_the_array_api_standard(name):
    """The finite formulas keep to the Python array API standard."""
    strict = pytest.importorskip("array_api_strict")
    if name in ("raiffa-discrete", "raiffa-continuous", "conley-wilkie"):
        pytest.skip("goes through the convex hull, which is SciPy's")
    rng = np.random.default_rng(7)
    payoffs, walk = rng.random((5, 12, 3)), rng.random((5, 3)) / 3
    rule = concept_registry[name]
    numbers = {"weights": walk * 0 + 2.0, "claims": walk + 2.0, "reference": walk}
    plain = {key: numbers[key] for key in rule.required}
    expected = rule.select(payoffs, walk, **plain)
    answer = rule.select(
        strict.asarray(payoffs),
        strict.asarray(walk),
        **{key: strict.asarray(value) for key, value in plain.items()},
    )
    assert np.array_equal(np.asarray(answer), expected)


@laws
@given(problem=problems(actors=st.just(2)))
def test_nash_against_exact_arithmetic(problem):
    """The greatest product of gains, in fractions, one outcome at a time."""
    gains = [
        [
            Fraction(int(value)) - Fraction(int(walk))
            for value, walk in zip(row, problem.disagreement, strict=True)
        ]
        for row in problem.payoffs
    ]
    inside = [k for k, row in enumerate(gains) if min(row) >= 0 and problem.signable[k]]
    assume(any(min(gains[k]) > 0 for k in inside))
    best = max(gains[k][0] * gains[k][1] for k in inside)
    expected = [k for k in inside if gains[k][0] * gains[k][1] == best]
    assert ng.solve(problem, "nash").indices.tolist() == expected
