"""Ensembles at the edges: ties by lot, red lines together, chunks, memory, other processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare

import negotiation as ng
from negotiation.analysis import Estimate
from negotiation.analysis.ensembles._pass import _least_accepted
from negotiation.analysis.ensembles._select import answers
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

d = ng.distributions


def talks(first, second, *, options=None, lines=((), ()), walks=(0.0, 0.0)):
    """Return a scenario of one issue: what each option is worth to A and to B."""
    names = options or [f"o{k}" for k in range(len(first))]
    deal = ng.Issue("deal", names)
    values = [dict(zip(names, each, strict=True)) for each in (first, second)]
    actors = [
        ng.Actor(name, ng.Additive({"deal": value}), walk, red_lines=line)
        for name, value, walk, line in zip("AB", values, walks, lines, strict=True)
    ]
    return ng.Scenario("talks", [deal], actors)


def line(*options, reason, probability=1.0):
    return ng.RedLine({"deal": list(options)}, reason, probability=probability)


# ------------------------------------------------------------------ ties


def test_each_of_the_tied_packages_is_taken_as_often():
    tied = talks([1, 1, 1, 0], [2, 2, 2, 5], walks=(d.uniform(0.5, 0.9), 0.0))
    study = ng.ensemble(tied, draws=3_000, rng=1)
    counts = [float(each) * 3_000 for each in study.terms["deal"].values()]
    assert counts[3] == 0
    assert chisquare(counts[:3]).pvalue > 1e-6
    assert float(study.tied) == 1.0
    assert any("by lot" in note for note in study.summary().notes)


def test_lots_are_those_of_the_draw_whatever_happens_in_the_others():
    # With a high reservation value there is no agreement, so that few draws have a lot to use.
    doubt = d.empirical([0.5, 9.0], [0.4, 0.6])
    draws = ng.UncertainProblem.of(talks([1, 1, 1], [1, 1, 1], walks=(doubt, 0.0))).draw(400, 2)
    lots = np.random.default_rng(5).random(400)
    found = answers(draws, ("nash", "egalitarian"), np.random.default_rng(5))
    agreed = draws.disagreement[:, 0] < 1
    assert 100 < agreed.sum() < 220
    for answer in found.values():
        assert answer.outcomes[agreed].tolist() == np.floor(3 * lots[agreed]).tolist()
        assert (answer.outcomes[~agreed] == -1).all()


def first_or_last(problem, rng):
    return ng.solve(problem, "nash")


def test_ties_of_a_function_are_settled_by_lot_too():
    tied = talks([1, 1, 0], [1, 1, 0], walks=(d.uniform(0.2, 0.8), 0.0))
    study = ng.ensemble(tied, first_or_last, draws=400, rng=3)
    shares = [float(each) for each in study.terms["deal"].values()]
    assert shares[2] == 0
    assert binomtest(round(shares[0] * 400), 400).pvalue > 1e-6


def by_lottery(problem, rng):
    return ng.solve(problem, "nash", lotteries=True)


@pytest.mark.slow
def test_a_lottery_is_drawn_with_its_chances():
    # A pie that only lotteries can split: one gets all of it or the other does.
    study = ng.ensemble(
        talks([3, 0], [0, 1], walks=(0.0, d.uniform(-1e-9, 0))), by_lottery, draws=600, rng=4
    )
    shares = [float(each) for each in study.terms["deal"].values()]
    assert binomtest(round(shares[0] * 600), 600).pvalue > 1e-6


# ------------------------------------------------------------------ what blocked


def test_a_package_behind_two_red_lines_makes_neither_of_them_pivotal():
    lines = ((line("o0", reason="first"),), (line("o0", "o1", reason="second"),))
    found = ng.ensemble(
        talks([1, 0, -1], [1, 1, -1], lines=lines, walks=(d.uniform(0.2, 0.8), 0.0)), draws=50
    ).blocked
    # o0 crosses both lines; o1 crosses one, and is worth too little to A besides.
    assert found.empty == found.jointly == 50
    assert found.utilities == 0
    assert found.pivotal.tolist() == [0, 0, 0, 0]
    assert found.cuts.tolist() == [50, 0, 50, 50]


def test_only_red_lines_in_force_are_pivotal():
    lines = (
        (line("o0", reason="first", probability=0.5),),
        (line("o0", reason="second", probability=0.5),),
    )
    study = ng.ensemble(talks([1], [1], lines=lines), draws=400, rng=6)
    forced = np.stack([each >= 0.5 for each in study.inputs().values()])
    found = study.blocked
    assert found.empty == forced.any(axis=0).sum()
    assert found.jointly == forced.all(axis=0).sum()
    alone = forced & (forced.sum(axis=0) == 1)
    assert found.pivotal.tolist() == [0, 0, *alone.sum(axis=1)]
    assert found.cuts.tolist() == [0, 0, *forced.sum(axis=1)]
    assert found["A: first"].value == alone[0].mean()
    with pytest.raises(UnknownNameError, match="second"):
        found["B: secnd"]


def test_what_utilities_alone_rule_out_is_told_from_what_lines_do():
    lines = ((line("o0", reason="no"),), ())
    doubt = d.empirical([0.5, 2.0], [0.5, 0.5])
    study = ng.ensemble(talks([1], [1], lines=lines, walks=(doubt, 0.0)), draws=300, rng=7)
    [walk] = study.inputs().values()
    assert study.blocked.empty == 300
    assert study.blocked.utilities == (walk > 1).sum()
    assert study.blocked.pivotal.tolist() == [0, 0, (walk < 1).sum()]


# ------------------------------------------------------------------ degenerate draws


def test_gains_that_rounding_makes_are_none():
    # 0.1 + 0.2 exceeds 0.3 by rounding: A gains nothing, and so does not hold B down.
    split = ng.Issue("one", ["a", "b"]), ng.Issue("two", ["a", "b"])
    wants = ng.Additive({"one": {"a": 0.1, "b": 0.1}, "two": {"a": 0.2, "b": 0.2}})
    likes = ng.Additive({"one": {"a": 0, "b": 1}, "two": {"a": 1, "b": 0}})
    actors = [
        ng.Actor("A", wants, d.uniform(0.3, 0.3 + 1e-17)),
        ng.Actor("B", likes, d.uniform(0, 0.5)),
    ]
    draws = ng.UncertainProblem.of(ng.Scenario("rounding", split, actors)).draw(20, 1)
    for concept in ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian"):
        found = answers(draws, (concept,), np.random.default_rng(1))[concept]
        assert [ng.solve(draws.problem(row), concept).indices.tolist() for row in range(20)] == [
            [2]
        ] * 20
        assert found.outcomes.tolist() == [2] * 20


def test_claims_of_an_actor_who_can_gain_nothing_weigh_on_nothing():
    # In half the draws A can gain nothing at all, and B's best package is selected.
    problem = talks([1, 1, 2], [3, 5, 1], walks=(d.empirical([1.0, 0.0]), 2.0))
    draws = ng.UncertainProblem.of(problem).draw(40, 2)
    told = {"claims": [4.0, 9.0]}
    for concept in ("chun-thomson", "bossert"):
        found = answers(draws, (concept,), np.random.default_rng(1), parameters={concept: told})
        expected = [ng.solve(draws.problem(row), concept, **told).indices for row in range(40)]
        assert all(len(each) == 1 for each in expected)
        assert found[concept].outcomes.tolist() == [int(each[0]) for each in expected]


def test_powers_that_are_drawn_enter_as_weights():
    base = talks([0, 3, 6, 9], [9, 6, 3, 0])
    strong = replace(base.actors[0], power=d.empirical([1.0, 8.0]))
    study = ng.ensemble(replace(base, actors=[strong, base.actors[1]]), draws=60, rng=3)
    [power] = study.inputs().values()
    assert set(study.outcomes[power == 8].tolist()) == {2}
    assert set(study.outcomes[power == 1].tolist()) == {1, 2}


def test_a_package_can_be_the_reference():
    scenario = talks([1, 4, 5, 9], [9, 5, 4, 1], walks=(d.uniform(0, 0.5), 0.0))
    told = {"reference": {"deal": "o2"}}
    study = ng.ensemble(scenario, "gupta-livne", draws=20, rng=1, parameters={"gupta-livne": told})
    drawn = ng.Draws(study.problem, study.inputs())
    for row in range(20):
        assert study.outcomes[row] in ng.solve(drawn.problem(row), "gupta-livne", **told).indices


@pytest.mark.parametrize(
    ("concept", "told", "kind", "words"),
    [
        ("chun-thomson", {}, InvalidValueError, r"claims=.*\(A, B\)"),
        ("nash", {"wieghts": [1, 2]}, UnknownNameError, "weights"),
        ("nash", {"weights": {"A": 1, "C": 2}}, UnknownNameError, "C"),
        ("nash", {"weights": {"A": 1, "B": -2}}, InvalidValueError, "'B'"),
        ("chun-thomson", {"claims": [3, -1]}, InvalidValueError, "'B'"),
    ],
)
def test_parameters_are_checked_and_actors_named(concept, told, kind, words):
    scenario = talks([1, 2], [2, 1], walks=(d.uniform(0, 1), 0.0))
    with pytest.raises(kind, match=words):
        ng.ensemble(scenario, concept, draws=5, parameters={concept: told})


# ------------------------------------------------------------------ estimates and chunks


@pytest.mark.parametrize(("count", "draws"), [(0, 1), (1, 1), (0, 40), (3, 40), (500, 1000)])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_the_interval_is_wilsons(count, draws, level):
    expected = binomtest(count, draws).proportion_ci(level, method="wilson")
    found = Estimate(count / draws, draws).interval(level)
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_every_chunk_has_a_stream_of_its_own():
    study = ng.ensemble(talks([1], [1], walks=(d.uniform(0, 2), 0.0)), draws=2_500, rng=1)
    [walk] = study.inputs().values()
    assert len(np.unique(walk)) == 2_500
    assert (study.outcomes >= 0).tolist() == (walk <= 1 + 1e-12).tolist()
    assert study.draws == sum(study.outcomes >= 0) + round(float(study.no_agreement) * 2_500)


def test_a_function_that_cannot_travel_is_refused_with_the_remedy():
    scenario = talks([1, 2], [2, 1], walks=(d.uniform(0, 1), 0.0))
    with (
        ProcessPoolExecutor(1) as executor,
        pytest.raises(InvalidTypeError, match="at the top of a module"),
    ):
        ng.ensemble(scenario, lambda problem, rng: None, draws=5, rng=1, executor=executor)


@pytest.mark.slow
def test_two_processes_count_the_same_to_the_last_bit():
    scenario = talks([1, 2, 4], [3, 2, 1], walks=(d.normal(1, 1, -1, 3), d.uniform(0, 3)))
    asked = {"concept": ["nash", first_or_last], "draws": 1_200, "rng": 8}
    alone = ng.ensemble(scenario, **asked)
    with ProcessPoolExecutor(2) as executor:
        spread = ng.ensemble(scenario, **asked, executor=executor)
    for name in alone.concepts:
        assert alone[name].mean_payoffs.tobytes() == spread[name].mean_payoffs.tobytes()
        assert alone[name].outcomes.tobytes() == spread[name].outcomes.tobytes()
    assert alone.blocked.pivotal.tolist() == spread.blocked.pivotal.tolist()


_MEMORY = """
import resource, sys
import negotiation as ng
d = ng.distributions
issues = [ng.Issue(f"i{k}", ["a", "b", "c"]) for k in range(3)]
wants = [{i.name: dict(zip("abc", v)) for i in issues} for v in ((0, 1, 2.2), (2, 1.1, 0))]
actors = [ng.Actor(n, ng.Additive(w), d.uniform(0, 4)) for n, w in zip("AB", wants)]
study = ng.ensemble(ng.Scenario("m", issues, actors), ["nash", "utilitarian"],
                    draws=int(sys.argv[1]), rng=1)
print(study.kept, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_is_bounded_whatever_the_draws():
    def peak(draws):
        done = subprocess.run(
            [sys.executable, "-c", _MEMORY, str(draws)], capture_output=True, text=True, check=True
        )
        kept, size = done.stdout.split()
        return int(kept), int(size) / 1024

    (few, small), (many, large) = peak(100_000), peak(300_000)
    assert few == many == 100_000
    assert large < small + 10  # megabytes; packages and payoffs would take 24 more


# ------------------------------------------------------------------ tolerances


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.floats(-1e6, 1e6),
    st.sampled_from([0.0, 1e-300, 1e-17, 1e-9, 1e-3, 1.0, 1e9]),
    st.integers(-6, 6),
)
def test_one_comparison_says_the_same_as_the_gain(walk, slack, steps):
    walks, slacks = np.array([[walk]]), np.array([[slack]])
    least = _least_accepted(walks, slacks)
    payoff = walks - slacks
    for _ in range(abs(steps)):
        payoff = np.nextafter(payoff, np.inf * steps)
    assert (payoff >= least) == (payoff - walks >= -slacks)
    assert walks >= least


@pytest.mark.parametrize("concept", ["nash", "kalai-smorodinsky", "egalitarian", "utilitarian"])
def test_a_gain_that_is_rounding_does_not_hold_others_down(concept):
    scenario = talks([0.3, 0.1 + 0.2], [1.0, 0.0], walks=(0.3, d.uniform(-0.5, 0)))
    assert set(ng.ensemble(scenario, concept, draws=20, rng=1).outcomes.tolist()) == {0}


def test_what_is_dominated_is_not_selected_though_the_sum_hardly_differs():
    # A counts in billionths of a billionth; to A the first package is better by all there is.
    scenario = talks([1e-12, 0, 0], [1, 1, 0], walks=(0.0, d.uniform(0.2, 0.8)))
    study = ng.ensemble(scenario, "utilitarian", draws=50, rng=1)
    assert study.outcomes.tolist() == [0] * 50
    assert float(study.tied) == 0.0


def test_of_several_that_the_sum_ties_only_the_dominated_falls_away():
    # To the sum o0, o1 and o2 are the same; A and D, who count in tiny units, tell them apart.
    worth = {
        "A": [1e-12, 0, 0.5e-12, 2e-12],
        "B": [1, 1, 1, 0.9],
        "C": [1, 1, 1, 0.9],
        "D": [0, 0, 1e-12, 0],
    }
    names = [f"o{k}" for k in range(4)]
    actors = [
        ng.Actor(
            name,
            ng.Additive({"deal": dict(zip(names, each, strict=True))}),
            d.uniform(0.2, 0.8) if name == "B" else 0.0,
        )
        for name, each in worth.items()
    ]
    scenario = ng.Scenario("talks", [ng.Issue("deal", names)], actors)
    draws = ng.UncertainProblem.of(scenario).draw(30, 1)
    plain = [ng.solve(draws.problem(row), "utilitarian").indices.tolist() for row in range(30)]
    assert plain == [[0, 2]] * 30
    study = ng.ensemble(scenario, "utilitarian", draws=60, rng=1)
    assert set(study.outcomes.tolist()) == {0, 2}
    assert float(study.tied) == 1.0


def test_parameters_are_checked_even_if_nothing_is_ever_agreed():
    hopeless = talks([0], [0], walks=(d.uniform(1, 2), 1.0))
    with pytest.raises(UnknownNameError, match="weights"):
        ng.ensemble(hopeless, "nash", draws=5, parameters={"nash": {"wieghts": [1, 2]}})
    with pytest.raises(InvalidValueError, match="claims="):
        ng.ensemble(hopeless, "chun-thomson", draws=5)
