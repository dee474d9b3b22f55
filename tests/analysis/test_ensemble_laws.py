"""Ensembles against the plain path: the same draws, one problem and one question at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.analysis.ensembles._select import answers, deals, room
from negotiation.errors import NegotiationError

d = ng.distributions

PARAMETERS = {
    "proportional": {"weights": [1, 2, 3]},
    "chun-thomson": {"claims": [50, 60, 70]},
    "bossert": {"claims": [50, 60, 70]},
    "yu": {"p": 3},
    "kalai-smorodinsky": {"weights": [2, 1, 1]},
    "gupta-livne": {"reference": [0, 0, 0]},
}
"""Some of them required, some optional; cut to the number of actors."""

LEVELS = st.sampled_from([-1, 0, 0, 1, 2, 3])


class Lots:
    """Stands in for a generator: everybody draws the same lot."""

    def __init__(self, lot):
        self.lot = lot

    def random(self, n):
        return np.full(n, self.lot)


def wider(preferences, issues):
    return replace(
        preferences,
        weights={
            issue.name: d.empirical([1, 2, 5]) if place else d.uniform(0.5, 2)
            for place, issue in enumerate(issues)
        },
    )


@st.composite
def lattices(draw):
    """Scenarios with many packages whose worths are small whole numbers, so that most are tied."""
    size, count = draw(st.sampled_from([(6, 3), (3, 3), (2, 4), (4, 1)])), draw(st.integers(1, 3))
    issues = [ng.Issue(f"issue {k}", [f"o{j}" for j in range(size[0])]) for k in range(size[1])]
    certain = draw(st.booleans())
    actors = []
    for place in range(count):
        values = {i.name: {o: draw(LEVELS) for o in i.options} for i in issues}
        wants = ng.Additive(values)
        if not certain and draw(st.booleans()):
            wants = wider(wants, issues)
        lines = [
            ng.RedLine(
                {issues[0].name: issues[0].options[-1]},
                "line",
                probability=draw(st.sampled_from([1.0, 0.5])),
            )
        ] * draw(st.integers(0, 1))
        walk = draw(st.sampled_from([-3, 0, 1, d.uniform(-3, 3), d.empirical([-2, 0, 4, 99])]))
        power = draw(st.sampled_from([1.0, 1.0, d.uniform(0.5, 2)]))
        actors.append(ng.Actor(f"actor {place}", wants, walk, red_lines=lines, power=power))
    return ng.Scenario("lattice", issues, actors)


def told(name, count, given):
    parameters = given.get(name, {})
    return {
        key: value[:count] if isinstance(value, list) else value
        for key, value in parameters.items()
    }


def asked(draws, name, parameters):
    """Return, draw by draw, every package that some lot takes, from the fast path."""
    problems = [draws.problem(row) for row in range(len(draws))]
    plain = [ng.solve(problem, name, **parameters) for problem in problems]
    most = max(max(len(each.indices), 1) for each in plain)
    # As many lots as the set is large reach each of its members once; others may be repeated.
    steps = {size: (np.arange(size) + 0.5) / size for size in {len(p.indices) for p in plain} - {0}}
    lots = sorted({float(lot) for each in steps.values() for lot in each} or {0.5})
    assert len(lots) >= 1 <= most
    found = [set() for _ in plain]
    for lot in lots:
        answer = answers(draws, (name,), Lots(lot), parameters={name: parameters})[name]
        for row, mine in enumerate(found):
            mine.add(int(answer.outcomes[row]))
    return problems, plain, found, answer


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(lattices(), st.sampled_from(ng.concepts()), st.booleans())
def test_the_fast_path_selects_what_solve_selects(scenario, name, with_parameters):
    count = len(scenario.actors)
    parameters = told(name, count, PARAMETERS) if with_parameters else {}
    draws = ng.UncertainProblem.of(scenario).draw(3, rng=1)
    try:
        problems, plain, found, answer = asked(draws, name, parameters)
    except NegotiationError as error:
        with pytest.raises(type(error)):  # noqa: PT012
            for row in range(3):
                ng.solve(draws.problem(row), name, **parameters)
        return
    for row, (solution, mine) in enumerate(zip(plain, found, strict=True)):
        assert mine == (set(solution.indices.tolist()) or {-1}), (row, name)
        assert answer.tied[row] == (len(solution.indices) > 1)
        pick = answer.outcomes[row]
        expected = problems[row].disagreement if pick < 0 else problems[row].payoffs[pick]
        np.testing.assert_allclose(answer.payoffs[row], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(lattices(), st.sampled_from(ng.concepts()))
def test_the_fast_path_selects_what_solve_selects_on_many(scenario, name):
    draws = ng.UncertainProblem.of(scenario).draw(3, rng=2)
    try:
        _, plain, found, _ = asked(draws, name, told(name, len(scenario.actors), PARAMETERS))
    except NegotiationError:
        return
    for solution, mine in zip(plain, found, strict=True):
        assert mine == (set(solution.indices.tolist()) or {-1})


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(lattices())
def test_deals_room_and_what_blocked_are_those_of_single_problems(scenario):
    study = ng.ensemble(scenario, draws=6, rng=3)
    draws = ng.UncertainProblem.of(scenario).draw(6, rng=np.random.default_rng(1))
    problems = [draws.problem(row) for row in range(6)]
    assert deals(draws).tolist() == [bool(each.zopa.any()) for each in problems]
    for problem, far in zip(problems, room(draws), strict=True):
        least = problem.gains.min(axis=1)[problem.signable]
        assert far == (least.max() if len(least) else -np.inf)
    blocked(study)


def blocked(study):
    """Compare what blocked with dropping every condition of every draw in turn."""
    numbers = study.inputs()
    drawn = ng.Draws(study.problem, numbers, size=study.kept)
    actors, lines = len(study.problem.actors), len(study.problem.lines)
    pivotal, cuts = np.zeros((2, actors + lines), dtype=int)
    empty = utilities = jointly = 0
    for row in range(len(drawn)):
        problem = drawn.problem(row)
        wants = problem.gains >= -problem.slack
        crossed = study.problem.crossed & drawn.lines[row][:, None]
        held = np.concatenate([wants.T, ~crossed])
        shut = not held.all(axis=0).any()
        alone = [
            shut and np.delete(held, k, axis=0).all(axis=0).any() for k in range(actors + lines)
        ]
        pivotal += alone
        empty += shut
        jointly += shut and not any(alone)
        utilities += not wants.all(axis=1).any()
        cuts[:actors] += [
            (np.delete(wants, k, axis=1).all(axis=1) & ~wants[:, k]).any() for k in range(actors)
        ]
        cuts[actors:] += (crossed & wants.all(axis=1)).any(axis=1)
    found = study.blocked
    assert (found.empty, found.utilities, found.jointly) == (empty, utilities, jointly)
    assert found.pivotal.tolist() == pivotal.tolist()
    assert found.cuts.tolist() == cuts.tolist()


# ------------------------------------------------------------------ counting


def bargain(first=None, second=None):
    """Two actors, three terms; walking away is uncertain."""
    share = ng.Issue("share", ["none", "half", "all"])
    mine = ng.Additive({"share": {"none": 0, "half": 0.5, "all": 1}})
    yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    first, second = first or d.uniform(0, 1), second or d.uniform(0, 1)
    line = ng.RedLine({"share": "none"}, "not for nothing", probability=0.5)
    return ng.Scenario(
        "a cake",
        [share],
        [ng.Actor("A", mine, first, red_lines=[line]), ng.Actor("B", yours, second)],
    )


def test_counts_are_those_of_the_draws_regenerated():
    study = ng.ensemble(bargain(), ["nash", "egalitarian"], draws=1500, rng=4)
    drawn = ng.Draws(study.problem, study.inputs())
    assert study.draws == study.kept == len(drawn) == 1500
    picks = []
    for row in range(0, 1500, 7):
        solution = ng.solve(drawn.problem(row), "nash")
        picks.append(study.outcomes[row])
        assert picks[-1] in (solution.indices if len(solution.indices) else [-1])
        np.testing.assert_allclose(
            study.payoffs[row],
            drawn.problem(row).payoffs[picks[-1]] if picks[-1] >= 0 else drawn.disagreement[row],
        )
    counts = np.bincount(study.outcomes + 1, minlength=4) / 1500
    assert float(study.no_agreement) == counts[0]
    assert [float(each) for each in study.terms["share"].values()] == counts[1:].tolist()
    np.testing.assert_allclose(study.mean_payoffs, study.payoffs.mean(axis=0), rtol=1e-12)
    middle = study.quantiles([0.5])["A"]
    assert middle == pytest.approx([np.median(study.payoffs[:, 0])])
    blocked(ng.ensemble(bargain(), draws=200, rng=5))


def test_more_draws_begin_with_the_same_ones():
    few = ng.ensemble(bargain(), "nash", draws=100, rng=6)
    many = ng.ensemble(bargain(), "nash", draws=1200, rng=6)
    assert (few.outcomes == many.outcomes[:100]).all()
    for name, numbers in few.inputs().items():
        assert (numbers == many.inputs()[name][:100]).all()


def test_another_seed_gives_other_draws_and_the_same_gives_the_same():
    one, again, other = (ng.ensemble(bargain(), draws=300, rng=seed) for seed in (1, 1, 2))
    assert (one.outcomes == again.outcomes).all()
    assert (one.outcomes != other.outcomes).any()


def test_a_concept_asked_alone_and_among_others_answers_the_same():
    both = ng.ensemble(bargain(), ["utilitarian", "nash"], draws=400, rng=7)
    alone = ng.ensemble(bargain(), "nash", draws=400, rng=7)
    assert (both["nash"].outcomes == alone.outcomes).all()
    assert both["nash"].no_agreement == alone.no_agreement
    assert both["nash"].concepts == ("nash",)


# ------------------------------------------------------------------ closed forms


def one_package(first, second):
    """A single package worth 1/2 to both: they agree if neither wants more."""
    deal = ng.Issue("deal", ["signed"])
    half = ng.Additive({"deal": {"signed": 0.5}})
    return ng.Scenario("a deal", [deal], [ng.Actor("A", half, first), ng.Actor("B", half, second)])


def on_a_cake(steps):
    """A cake in many slices: they agree if their reservation values leave a slice between."""
    share = ng.Issue("share", [f"{k}" for k in range(steps + 1)])
    mine = ng.Additive({"share": {f"{k}": k / steps for k in range(steps + 1)}})
    yours = ng.Additive({"share": {f"{k}": 1 - k / steps for k in range(steps + 1)}})
    doubt = d.uniform(0, 1)
    return ng.Scenario("a cake", [share], [ng.Actor("A", mine, doubt), ng.Actor("B", yours, doubt)])


def cake_in_slices(steps):
    """The probability of no deal: some k has r <= k/n <= 1 - s.  1/2 + 1/(2n) by areas."""
    # r in ((k-1)/n, k/n] needs s <= 1 - k/n: the sum of (1/n)(1 - k/n) over k = 1..n.
    return 1 - sum((1 - k / steps) / steps for k in range(1, steps + 1))


CLOSED = [
    (one_package(d.uniform(0, 1), d.uniform(0, 1)), 0.75),
    (one_package(d.uniform(0.2, 0.6), d.uniform(0.1, 0.9)), 1 - 0.75 * 0.5),
    (one_package(d.triangular(0, 0.5, 1), d.uniform(0, 1)), 0.75),
    (on_a_cake(1), cake_in_slices(1)),
    (on_a_cake(10), cake_in_slices(10)),
    (on_a_cake(100), cake_in_slices(100)),
]


@pytest.mark.parametrize(("scenario", "expected"), CLOSED)
def test_no_agreement_between_uniform_reservation_values(scenario, expected):
    found = ng.ensemble(scenario, draws=8_000, rng=11).no_agreement
    assert abs(found.value - expected) <= 3 * np.sqrt(expected * (1 - expected) / 8_000)
    assert found.standard_error == pytest.approx(
        np.sqrt(found.value * (1 - found.value) / 8_000), rel=1e-12
    )


def test_slices_become_a_cake():
    assert [round(cake_in_slices(n), 3) for n in (1, 10, 100)] == [1.0, 0.55, 0.505]
    assert all(one > two for one, two in pairwise(map(cake_in_slices, (2, 5, 50))))


@pytest.mark.parametrize("expected", [0.75, 0.02])
def test_intervals_hold_the_probability_as_often_as_they_say(expected):
    high = 0.5 / (1 - expected) if expected == 0.75 else 0.5 / np.sqrt(0.98)
    second = d.uniform(0, 0.5) if expected == 0.75 else d.uniform(0, high)
    first = d.uniform(0, high)
    truth = 1 - min(0.5 / high, 1) * (1.0 if expected == 0.75 else 0.5 / high)
    assert truth == pytest.approx(expected)
    problem = ng.UncertainProblem(one_package(first, second))
    studies = [ng.ensemble(problem, draws=500, rng=seed).no_agreement for seed in range(200)]
    inside = [low <= truth <= up for low, up in (each.interval(0.95) for each in studies)]
    assert 0.90 <= np.mean(inside) <= 0.98
    spread = np.std([each.value for each in studies])
    # A standard deviation of 200 is known to 5 %; four of that.
    assert spread == pytest.approx(np.sqrt(truth * (1 - truth) / 500), rel=0.2)


# ------------------------------------------------------------------ refusals and edges


def test_no_draws_are_refused_and_one_is_enough():
    for draws in (0, -1, 2.5, True):
        with pytest.raises(NegotiationError, match="at least 1"):
            ng.ensemble(bargain(), draws=draws)
    assert ng.ensemble(bargain(), draws=1, rng=1).draws == 1


def test_a_certain_scenario_has_no_error_and_says_so():
    study = ng.ensemble(bargain(0.2, 0.3), draws=50, rng=1)
    assert study.problem.quantities  # the red line alone is in doubt
    certain = ng.Scenario(
        "c",
        study.problem.scenario.issues,
        [replace(actor, red_lines=()) for actor in study.problem.scenario.actors],
    )
    study = ng.ensemble(certain, draws=50, rng=1)
    assert study.no_agreement.value == 0
    assert study.no_agreement.standard_error == 0
    assert study.no_agreement.interval() == (0.0, 0.0)
    assert any("Nothing in the scenario is uncertain" in note for note in study.summary().notes)


def test_less_than_everybodys_consent_is_refused():
    three = ng.Scenario(
        "three",
        [ng.Issue("deal", ["signed"])],
        [ng.Actor(n, ng.Additive({"deal": {"signed": 1}}), d.uniform(0, 2)) for n in "ABC"],
        consent=ng.Consent(quota=2),
    )
    with pytest.raises(NegotiationError, match="must all agree"):
        ng.ensemble(three, draws=5)


def test_unknown_concepts_and_parameters_are_named():
    with pytest.raises(NegotiationError, match="'nash'"):
        ng.ensemble(bargain(), "nahs", draws=5)
    with pytest.raises(NegotiationError, match="egalitarian"):
        ng.ensemble(bargain(), "nash", draws=5, parameters={"egalitarian": {}})
    with pytest.raises(NegotiationError, match="twice"):
        ng.ensemble(bargain(), ["nash", "nash"], draws=5)


def take_half(problem, rng):
    return {"share": "half"} if problem.zopa[1] else None


def test_a_function_of_ones_own_is_a_rule():
    study = ng.ensemble(bargain(), [take_half, "nash"], draws=300, rng=9)
    assert study.concepts == ("take_half", "nash")
    assert set(study.outcomes.tolist()) == {-1, 1}
    drawn = ng.Draws(study.problem, study.inputs())
    assert (study.outcomes >= 0).tolist() == [
        bool(drawn.problem(row).zopa[1]) for row in range(300)
    ]


@pytest.mark.parametrize("answer", ["row", "solution", "nothing"])
def test_functions_may_answer_in_several_ways(answer):
    def rule(problem, rng):
        return {"row": 1, "solution": ng.solve(problem, "nash"), "nothing": None}[answer]

    study = ng.ensemble(bargain(d.uniform(0, 0.4), 0.1), rule, draws=40, rng=1)
    expected = -1 if answer == "nothing" else 1
    assert (study.outcomes == expected).mean() > 0.5


def test_an_answer_that_is_no_package_is_refused():
    for wrong, words in ((7, "row"), (0.5, "package"), ({"share": "most"}, "most")):
        with pytest.raises(NegotiationError, match=words):
            ng.ensemble(bargain(), lambda problem, rng, wrong=wrong: wrong, draws=3)


def test_huge_and_tiny_units_change_no_answer():
    plain = ng.ensemble(bargain(), ["nash", "kalai-smorodinsky"], draws=200, rng=3)
    for unit in (1e-12, 1e12):
        share = plain.problem.scenario.issues[0]
        actors = [
            replace(
                actor,
                preferences=ng.Additive(
                    {"share": {o: v * unit for o, v in actor.preferences.values["share"].items()}}
                ),
                reservation=d.uniform(0, unit),
            )
            for actor in plain.problem.scenario.actors
        ]
        scaled = ng.Scenario("a cake", [share], actors)
        study = ng.ensemble(scaled, ["nash", "kalai-smorodinsky"], draws=200, rng=3)
        assert (study.outcomes == plain.outcomes).all()
        assert (study["kalai-smorodinsky"].outcomes == plain["kalai-smorodinsky"].outcomes).all()
