"""The parts behind sensitivity, each against a case worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.analysis.sensitivity._nested import told
from negotiation.analysis.sensitivity._pick_freeze import pick_freeze
from negotiation.analysis.sensitivity._proposals import _crossed
from negotiation.analysis.sensitivity._target import Target
from negotiation.analysis.sensitivity._windows import holds, windows
from negotiation.errors import NotDefinedError

SLACK = np.array([1e-9])


def one_actor(first, last, open_to=None):
    """Windows of one actor's packages with these gains at the ends."""
    first, last = (np.array(each, dtype=float)[:, None] for each in (first, last))
    open_to = np.ones(len(first), dtype=bool) if open_to is None else np.array(open_to)
    return windows(first, last, SLACK, open_to)


def test_a_window_inside_another_is_no_window_of_its_own_and_those_apart_stay_apart():
    """Two actors, so that windows have two ends: two of four lie in another's."""
    spans = [(0.1, 0.9), (0.2, 0.3), (0.5, 0.6), (0.95, 2.0)]
    first = np.array([[-low, high] for low, high in spans])
    last = np.array([[1 - low, high - 1] for low, high in spans])
    found = windows(first, last, np.array([1e-9, 1e-9]), np.ones(4, dtype=bool))
    assert found.ends == pytest.approx(np.array([[0.1, 0.9], [0.95, 1.0]]))
    assert found.package.tolist() == [[0, 0], [3, 3]]
    assert found.actor.tolist() == [[0, 1], [0, -1]]
    assert holds(found.ends, np.array([0.05, 0.5, 0.92, 0.96])).tolist() == [0, 1, 0, 1]


def test_who_gains_nothing_signs_and_rounding_is_no_loss():
    assert one_actor([0.0], [0.0]).ends.tolist() == [[0.0, 1.0]]
    assert one_actor([-1e-12], [-1e-12]).ends.tolist() == [[0.0, 1.0]]
    assert one_actor([-1e-6], [-1e-6]).ends.tolist() == []
    assert one_actor([0.0], [-1.0]).ends.tolist() == [[0.0, 0.0]]


def test_packages_across_a_red_line_open_nothing():
    assert one_actor([1.0, -1.0], [1.0, 3.0], [False, True]).ends.tolist() == [[0.25, 1.0]]
    assert one_actor([1.0], [1.0], [False]).ends.tolist() == []


def test_errors_of_indices_are_as_large_as_estimates_scatter():
    """An input that explains everything: index and variance err together, and cancel."""
    firsts, errors = [], []
    for seed in range(400):
        one, other = np.random.default_rng(seed).normal(size=(2, 256))
        found = pick_freeze(one, other, other[None])
        firsts.append(found.first[0])
        errors.append(found.first_error[0])
    assert np.mean(errors) == pytest.approx(np.std(firsts), rel=0.12)


def entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def studies(low, high, count, outer=100, inner=16):
    rng = np.random.default_rng(1)
    for _ in range(count):
        chance = np.where(rng.random((outer, 1)) < 0.5, low, high)
        yield told((rng.random((outer, inner)) < chance).astype(float))


def test_information_is_not_overstated_because_few_draws_look_certain():
    """The plain estimate is too high by 1/(2 × 16) on average."""
    exact = entropy(0.5) - (entropy(0.3) + entropy(0.7)) / 2
    found = np.array([value for value, _ in studies(0.3, 0.7, 300)])
    assert found.mean() == pytest.approx(exact, abs=0.006)


def test_errors_of_information_are_as_large_as_estimates_scatter():
    found = np.array(list(studies(0.02, 0.3, 400)))
    assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.15)


def test_a_package_is_judged_on_the_draws_it_was_not_chosen_on():
    """Chosen on the first half: package 1, worth 3 there; on the second: package 0, worth 1."""
    halves = np.array([[[1.0, 5.0], [2.0, 3.0]], [[-1.0, -2.0], [4.0, 0.0]]])
    # First row: package 1 both times, 3 then 5.  Second: nothing proposed, then package 0: −1.
    assert _crossed(halves).tolist() == [(3.0 + 5.0) / 2, (0.0 - 1.0) / 2]


def test_a_term_is_no_term_where_there_is_no_agreement():
    issue = ng.Issue("price", ["low", "high"])
    uniform = ng.distributions.uniform(0, 1)
    ann = ng.Actor("Ann", ng.Additive({"price": {"low": 0.25, "high": 0.5}}), uniform)
    scenario = ng.Scenario("alone", [issue], [ann])
    draws = ng.UncertainProblem.of(scenario).draw(200, 1)
    rng = np.random.default_rng(0)
    term, none = (
        Target.of(of, "utilitarian").values(draws, rng)
        for of in (("term", "price", "high"), "no agreement")
    )
    signs = (draws.disagreement[:, 0] <= 0.5).astype(float)
    assert np.array_equal(term, signs)
    assert np.array_equal(none, 1 - signs)
    assert not Target.of(("term", "price", "low"), "nash").values(draws, rng).any()


def test_partners_of_a_weight_keep_their_own_values_in_every_draw():
    """The other weights are certain, something else is not."""
    issues = [ng.Issue(name, ["no", "yes"]) for name in "xyz"]
    values = {"x": {"no": 0, "yes": 1}, "y": {"no": 0, "yes": -1}, "z": {"no": 0, "yes": 2}}
    weights = {"x": 0.5, "y": 0.2, "z": 0.3}
    ann = ng.Actor("Ann", ng.Additive(values, weights), ng.distributions.uniform(0, 1))
    scenario = ng.Scenario("s", issues, [ann])
    found = ng.threshold(scenario, ("Ann", "weight", "x"), draws=50, rng=1)
    moved = found.lever.moved(found.draws, 0.25)
    for issue, weight in (("x", 0.25), ("y", 0.3), ("z", 0.45)):
        assert moved.numbers[ng.Quantity("Ann", "weight", issue)] == pytest.approx(weight)
    lone = replace(
        scenario,
        actors=[replace(ann, preferences=ng.Additive(values, {**weights, "y": 0, "z": 0, "x": 1}))],
    )
    even = ng.threshold(lone, ("Ann", "weight", "x"), draws=5, rng=1)
    moved = even.lever.moved(even.draws, 0.4)
    assert moved.numbers[ng.Quantity("Ann", "weight", "y")] == pytest.approx(0.3)


def test_majorities_are_refused_with_what_to_do_instead():
    issue = ng.Issue("x", ["a", "b"])
    names = ("Ann", "Bo", "Cy")
    actors = [
        ng.Actor(name, ng.Additive({"x": {"a": 0, "b": 1}}), ng.distributions.uniform(0, 1))
        for name in names
    ]
    scenario = ng.Scenario("s", [issue], actors, consent=ng.Consent(quota=2))
    for ask in (
        lambda: ng.sobol(scenario, draws=4),
        lambda: ng.tornado(scenario, draws=4),
        lambda: ng.threshold(scenario, ("Ann", "reservation")),
        lambda: ng.phase_map(scenario, ("Ann", "reservation"), ("Bo", "reservation"), steps=2),
        lambda: ng.information_value(scenario, proposer="Ann", draws=2),
    ):
        with pytest.raises(NotDefinedError, match=r"verybody must agree"):
            ask()
