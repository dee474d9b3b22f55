"""Talks by concessions: Zeuthen's principle and the monotonic concession protocol."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng

P = ng.protocols
REFERENCE = [[10, 1], [9, 3], [7, 6], [5, 7.5], [3, 9], [1, 10]]
SETS = st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), min_size=1, max_size=12)


def frontier(payoffs, walk=(0, 0)):
    """Return the different gains in the negotiation set, the first actor's best first."""
    gains = {(a - walk[0], b - walk[1]) for a, b in payoffs}
    inside = [each for each in gains if min(each) >= 0]
    return sorted(
        (a for a in inside if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in inside)),
        reverse=True,
    )


def risk(own, other, actor):
    return (own[actor] - other[actor]) / own[actor] if own[actor] > 0 else 1.0


def zeuthen_by_risks(ladder):
    """Return all ends of Zeuthen's talks, going by risk limits and never by products."""
    ends, waiting = set(), [(ladder[0], ladder[-1])]
    while waiting:
        offers = waiting.pop()
        a, b = offers
        if a[0] <= b[0]:
            ends.add(a)
            continue
        risks = [risk(a, b, 0), risk(b, a, 1)]
        for own in (0, 1):
            if risks[own] > risks[1 - own] + 1e-12:
                continue
            mine, theirs = offers[own], offers[1 - own]
            # The least that turns the comparison round; the other's offer if nothing does.
            better = [
                x
                for x in ladder
                if mine[own] > x[own] > theirs[own]
                and risk(x, theirs, own) > risk(theirs, x, 1 - own) + 1e-12
            ]
            chosen = max(better, key=lambda x: x[own], default=theirs)
            waiting.append((chosen, theirs) if own == 0 else (theirs, chosen))
    return ends


# ------------------------------------------------------------------ Zeuthen


def test_zeuthen_of_the_reference_case(cases):
    case = cases["ST23"]
    problem = ng.BargainingProblem(case["inputs"]["deals"], case["inputs"]["d"])
    found = P.zeuthen(problem)
    assert found.payoffs.tolist() == [case["expected"]["agreement"]]
    assert found.payoffs[0].prod() == case["expected"]["product"]
    assert found.status == "ok"


def test_the_rounds_of_zeuthens_talks():
    found = P.zeuthen(ng.BargainingProblem(REFERENCE))
    assert [step.round for step in found.steps] == [0, 1, 2, 3, 4]
    assert [step.offers for step in found.steps] == [(0, 5), (1, 5), (1, 3), (2, 3), (2, 2)]
    assert [step.conceded for step in found.steps] == [
        (),
        ("Actor 1",),
        ("Actor 2",),
        ("Actor 1",),
        ("Actor 2",),
    ]
    assert found.steps[0].risks == pytest.approx((0.9, 0.9))
    assert found.steps[1].risks == pytest.approx((8 / 9, 7 / 10))
    assert found.steps[2].risks == pytest.approx((4 / 9, 4.5 / 7.5))
    assert found.steps[2].products == pytest.approx((0.27, 0.375))
    assert found.steps[-1].risks == (0, 0)


@settings(max_examples=300)
@given(SETS)
def test_zeuthen_ends_at_nash_and_where_risk_limits_lead(payoffs):
    found = P.zeuthen(ng.BargainingProblem(payoffs))
    ladder = frontier(payoffs)
    if not ladder:
        assert found.status == "disagreement"
        return
    nash = ng.solve(ng.BargainingProblem(payoffs), "nash")
    assert set(found.indices.tolist()) <= set(nash.indices.tolist())
    top = max(a * b for a, b in ladder)
    if top > 0:
        assert {payoffs[row] for row in found.indices} == zeuthen_by_risks(ladder)
        assert not found.no_agreement
    products = [max(step.products) for step in found.steps]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(products))


@given(SETS, st.sampled_from([1e-12, 1.0, 1e12]), st.sampled_from([1e-12, 1.0, 1e12]))
def test_scales_and_shifts_change_no_concession(payoffs, first, second):
    plain = P.zeuthen(ng.BargainingProblem(payoffs))
    scale = np.array([first, second])
    moved = P.zeuthen(ng.BargainingProblem(np.add(payoffs, [3, 5]) * scale, [3, 5] * scale))
    assert moved.indices.tolist() == plain.indices.tolist()
    assert [step.offers for step in moved.steps] == [step.offers for step in plain.steps]


def test_equal_risks_return_both_ends():
    # 2 x 6 = 3 x 4 = 6 x 2: the middle one is passed by whoever concedes.
    found = P.zeuthen(ng.BargainingProblem([[6, 2], [4, 3], [3, 4], [2, 6]]))
    assert found.outcomes == (0, 3)
    assert found.status == "set_valued"
    assert not found.no_agreement
    assert (
        "The talks end in outcome 0 (Actor 1 6, 6 more than by walking away; Actor 2 2, 2 more "
        "than by walking away), or in outcome 3 (Actor 1 2, " in str(found.summary())
    )
    assert repr(found) == "<Concessions: Zeuthen's principle, outcome 0 or 1 more>"


def test_what_talks_by_concessions_bring_beyond_walking_away():
    found = P.zeuthen(ng.BargainingProblem([[7, 6]], [5, 1]))
    assert "Actor 1 7, 2 more than by walking away; Actor 2 6, 5 more" in str(found.summary())


def test_outcomes_worth_the_same_are_all_returned():
    found = P.zeuthen(ng.BargainingProblem([[2, 2], [3, 1], [2, 2 + 1e-12], [1, 3]]))
    assert found.outcomes == (0, 2)


def test_who_cannot_gain_leaves_the_other_its_best():
    found = P.zeuthen(ng.BargainingProblem([[5, 0], [3, 0], [9, -1]]))
    assert found.outcomes == (0,)
    assert len(found.steps) == 1
    assert "Both want the same from the start." in str(found.summary())


def test_if_somebody_always_gains_nothing_talks_may_fail():
    found = P.zeuthen(ng.BargainingProblem([[1, 0], [0, 1]]))
    assert found.outcomes == (0, 1)
    assert found.no_agreement
    assert found.steps[0].risks == (1, 1)
    noisy = P.zeuthen(ng.BargainingProblem([[1, 1e-13], [1e-12, 1]]))
    assert noisy.outcomes == (0, 1)
    assert noisy.no_agreement
    assert "neither loses anything by insisting" in str(found.summary())
    assert ", or without agreement." in str(found.summary())


# ------------------------------------------------------------------ monotonic concessions


def protocol_by_hand(ladder, rules, together, first):
    """Return how the talks end: all offers that can be signed, and whether they crossed."""
    place, held, turn = [0, len(ladder) - 1], 0, first
    while place[0] < place[1]:
        movers = (0, 1) if together else (turn,)
        now = list(place)
        for own in movers:
            mine, theirs = ladder[place[own]], ladder[place[1 - own]]
            step = 1 if own == 0 else -1
            if rules[own] == "one-step":
                now[own] += step
            elif rules[own] == "zeuthen" and mine[0] * mine[1] <= theirs[0] * theirs[1]:
                now[own] += step
                while now[own] != place[1 - own] and (
                    ladder[now[own]][0] * ladder[now[own]][1] <= theirs[0] * theirs[1]
                ):
                    now[own] += step
        held = held + len(movers) if now == place else 0
        place, turn = now, 1 - turn
        if held >= 2:
            return set(), False
    return {ladder[place[0]], ladder[place[1]]}, place[0] > place[1]


@settings(max_examples=300)
@given(
    SETS,
    st.tuples(*[st.sampled_from(["one-step", "zeuthen", "hold"])] * 2),
    st.booleans(),
    st.integers(0, 1),
)
def test_monotonic_concessions_by_hand(payoffs, rules, together, first):
    problem = ng.BargainingProblem(payoffs)
    turns = "together" if together else "alternate"
    found = P.monotonic_concession(problem, rules, turns=turns, first=first)
    ladder = frontier(payoffs)
    if not ladder:
        assert found.status == "disagreement"
        return
    ends, crossed = protocol_by_hand(ladder, rules, together, first)
    assert {payoffs[row] for row in found.indices} == ends
    assert found.overshot == crossed
    assert found.no_agreement == (not ends)
    for before, after in itertools.pairwise(found.steps):
        # Nobody takes back: every offer is at least as good for the other.
        assert payoffs[after.offers[0]][1] >= payoffs[before.offers[0]][1]
        assert payoffs[after.offers[1]][0] >= payoffs[before.offers[1]][0]
    if not together:
        assert not crossed


@given(SETS, st.integers(0, 1))
def test_zeuthen_in_turns_ends_at_nash(payoffs, first):
    problem = ng.BargainingProblem(payoffs)
    found = P.monotonic_concession(problem, "zeuthen", turns="alternate", first=first)
    nash = ng.solve(problem, "nash").indices.tolist()
    assert set(found.indices.tolist()) <= set(nash)
    assert bool(len(found.indices)) == bool(len(nash))


def test_the_ways_talks_by_concessions_end():
    problem = ng.BargainingProblem(REFERENCE)
    crossed = P.monotonic_concession(problem)
    assert crossed.outcomes == (2, 3)
    assert crossed.overshot
    assert crossed.steps[-1].conceded == ("Actor 1", "Actor 2")
    assert "passed each other" in str(crossed.summary())
    assert crossed.summary().rows[-1][1] == "Actor 1 and Actor 2"
    met = P.monotonic_concession(problem, turns="alternate")
    assert met.outcomes == (3,)
    assert met.steps[1].conceded == ("Actor 1",)
    assert P.monotonic_concession(problem, turns="alternate", first="Actor 2").outcomes == (2,)
    held = P.monotonic_concession(problem, "hold")
    assert held.status == "disagreement"
    assert len(held.steps) == 2
    assert "Neither conceded" in str(held.summary())
    assert "The talks end without agreement." in str(held.summary())
    assert held.payoffs.tolist() == [[0, 0]]
    in_turns = P.monotonic_concession(problem, "hold", turns="alternate")
    assert len(in_turns.steps) == 3
    one = P.monotonic_concession(problem, {"Actor 2": "one-step", "Actor 1": "hold"})
    assert one.outcomes == (0,)
    assert [step.conceded for step in one.steps[1:]] == [("Actor 2",)] * 5


# ------------------------------------------------------------------ what both have in common

BOTH = [P.zeuthen, P.monotonic_concession]


@pytest.mark.parametrize("protocol", BOTH)
def test_an_empty_zopa_is_no_agreement(protocol):
    found = protocol(ng.BargainingProblem([[1, -1], [-1, 1]], [0.5, 0]))
    assert found.status == "disagreement"
    assert found.outcomes == ()
    assert found.steps == ()
    assert found.payoffs.tolist() == [[0.5, 0]]
    assert "The ZOPA is empty." in str(found.summary())
    assert repr(found).endswith("no agreement>")


@pytest.mark.parametrize("protocol", BOTH)
def test_red_lines_are_never_offered(protocol):
    refused = np.zeros((6, 2), bool)
    refused[2, 0] = True
    found = protocol(ng.BargainingProblem(REFERENCE, refused=refused))
    assert 2 not in found.indices
    assert all(2 not in step.offers for step in found.steps)
    assert "<div>" in found._repr_html_()


@pytest.mark.parametrize("protocol", BOTH)
def test_one_outcome_is_agreed_at_once(protocol):
    found = protocol(ng.BargainingProblem([[1, 1]]))
    assert found.outcomes == (0,)
    assert len(found.steps) == 1


@pytest.mark.parametrize("protocol", BOTH)
def test_what_is_refused(protocol):
    with pytest.raises(ng.errors.NotDefinedError, match=r"for 2 actors, not 3.*among"):
        protocol(ng.BargainingProblem([[1, 1, 1]]))
    with pytest.raises(ng.errors.InvalidTypeError, match="takes a BargainingProblem or a Scenario"):
        protocol([[1, 1]])


def test_wrong_rules():
    problem = ng.BargainingProblem(REFERENCE)
    with pytest.raises(ng.errors.UnknownNameError, match=r"Actor 2.*Did you mean 'one-step'"):
        P.monotonic_concession(problem, ("hold", "onestep"))
    with pytest.raises(ng.errors.InvalidValueError, match="one rule per actor"):
        P.monotonic_concession(problem, ("hold",))
    with pytest.raises(ng.errors.InvalidTypeError, match="a rule for both, or one per actor"):
        P.monotonic_concession(problem, 3)
    with pytest.raises(ng.errors.InvalidValueError, match=r"Actor 2.*lack this actor"):
        P.monotonic_concession(problem, {"Actor 1": "hold"})
    with pytest.raises(ng.errors.UnknownNameError, match="not an actor"):
        P.monotonic_concession(problem, {"Actor 1": "hold", "Actor 3": "hold"})
    with pytest.raises(ng.errors.UnknownNameError, match="kind of turns"):
        P.monotonic_concession(problem, turns="both")
    with pytest.raises(ng.errors.InvalidValueError, match="between 0 and 1"):
        P.monotonic_concession(problem, first=2)
