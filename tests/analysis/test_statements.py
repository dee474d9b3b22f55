"""Statements: what they say, what they mean, and which of them conflict."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import negotiation as ng
from negotiation.analysis.statements._contradiction import smallest_conflict, smallest_core
from negotiation.analysis.statements._polytope import Polytope
from negotiation.analysis.statements._prior import Prior
from negotiation.errors import (
    ContradictionError,
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    UnknownNameError,
)

say = ng.statements


@pytest.fixture
def talk():
    """Two actors, three issues; all that A gives is last in its own order."""
    issues = [
        ng.Issue("sites", ["none", "part", "all"], conceded_by="A"),
        ng.Issue("relief", ["none", "some", "most", "full"], conceded_by="B"),
        ng.Issue("venue", ["here", "there"]),
    ]
    a = {
        "sites": {"none": 3, "part": 2, "all": 0},
        "relief": {"none": 0, "some": 1, "most": 4, "full": 5},
        "venue": {"here": 1, "there": 0},
    }
    b = {
        "sites": {"none": 0, "part": 1, "all": 2},
        "relief": {"none": 5, "some": 4, "most": 1, "full": 0},
        "venue": {"here": 0, "there": 0},
    }
    return ng.Scenario(
        "a talk",
        issues,
        [
            ng.Actor("A", ng.Additive(a), red_lines=[{"sites": "all"}]),
            ng.Actor("B", ng.Additive(b)),
        ],
        status_quo={"sites": "none", "relief": "none", "venue": "there"},
        offers=[
            ng.Offer(
                "bid",
                {"sites": "part", "relief": "most", "venue": "there"},
                answers={"A": True, "B": False},
                source="The Paper",
            ),
            ng.Offer("silence", {"sites": "all", "relief": "none", "venue": "there"}),
        ],
    )


def rows(scenario, statement, actor="A", **prior):
    return statement.inequalities(Prior(**prior).of(scenario, actor))


# ------------------------------------------------------------------ what they mean

THIRD, FIFTH = 1 / 3, 1 / 5
MEANINGS = {  # on the weights of sites, relief, venue and the premium; strict or not
    "prefers": (
        say.prefers("A", {"relief": "most"}, over={"sites": "part", "relief": "full"}),
        [([THIRD, -FIFTH, 0, 0], True)],
    ),
    "accepts": (say.accepts("A", "bid"), [([-THIRD, 0.8, 0, -1], False)]),
    "refuses": (say.refuses("A", {"sites": "all"}), [([1, 0, 0, 1], True)]),
    "refuses, red line": (say.refuses("A", {"sites": "all"}, because="red line"), []),
    "refuses, explained": (say.refuses("A", {"sites": "all"}, because="either"), []),
    "refuses, not explained": (
        say.refuses("A", {"sites": "part"}, because="either"),
        [([THIRD, 0, 0, 1], True)],
    ),
    "matters more": (say.matters_more("A", "sites", than="venue"), [([1, 0, -1, 0], True)]),
    "top priority": (
        say.top_priority("A", "relief"),
        [([-1, 1, 0, 0], True), ([0, 1, -1, 0], True)],
    ),
    "ordered": (
        say.ordered("A", "relief", ["full", "some", "none"]),
        [([0, 0.8, 0, 0], False), ([0, 0.2, 0, 0], False)],
    ),
    "not for less": (
        say.not_for_less("A", {"sites": "part"}, than={"relief": "most"}),
        [([THIRD, -FIFTH, 0, 0], True)],
    ),
    "not for less, but at that": (
        say.not_for_less("A", {"sites": "part"}, than={"relief": "most"}, at_that=True),
        [([THIRD, -FIFTH, 0, 0], True), ([-THIRD, 0.8, 0, 0], False)],
    ),
    "status quo": (
        say.prefers("A", "status quo", over={"sites": "part"}),
        [([THIRD, 0, 0, 0], True)],
    ),
}


@pytest.mark.parametrize("name", MEANINGS)
def test_a_statement_means_these_inequalities(name, talk):
    statement, expected = MEANINGS[name]
    found = rows(talk, statement)
    assert [each.strict for each in found] == [strict for _, strict in expected]
    for each, (coefficients, _) in zip(found, expected, strict=True):
        np.testing.assert_allclose(each.coefficients, coefficients, atol=1e-12)
        assert each.bound == 0.0


def test_unknown_values_are_steps_in_the_direction_that_the_actor_likes(talk):
    found = rows(
        talk,
        say.accepts("A", {"sites": "part", "relief": "most"}),
        unknown="weights and values",
    )
    # steps of sites: all→part, part→none; of relief: none→some→most→full; venue by its values
    np.testing.assert_allclose(found[0].coefficients, [0, -1, 1, 1, 0, 0, -1])
    found = rows(
        talk,
        say.accepts("B", {"sites": "part", "relief": "most"}),
        "B",
        unknown="weights and values",
    )
    # B likes "there" as much as "here": venue has no step
    np.testing.assert_allclose(found[0].coefficients, [1, 0, 0, -1, -1, -1])


def test_directions_say_what_nobody_concedes(talk):
    told = say.prefers("B", {"venue": "here"}, over="status quo")
    steps = {"unknown": "weights and values", "directions": {"B": {"venue": "earlier"}}}
    assert rows(talk, told, "B", **steps)[0].coefficients[5] == 1
    steps["directions"] = {"B": {"venue": "later"}}
    assert rows(talk, told, "B", **steps)[0].coefficients[5] == -1


def test_without_a_status_quo_walking_away_is_a_number():
    issue = ng.Issue("x", ["low", "high"])
    actor = ng.Actor("A", ng.Additive({"x": {"low": 3, "high": 5}}))  # any scale
    bare = ng.Scenario("bare", [issue], [actor])
    found = rows(bare, say.accepts("A", {"x": "high"}), reservation=0.4)
    assert found[0].coefficients.tolist() == [1, -1]
    with pytest.raises(InvalidValueError, match=r"actor 'A'.*no status quo.*reservation="):
        ng.beliefs(bare, [say.accepts("A", {"x": "high"})])


def test_a_red_line_that_is_in_doubt_explains_nothing(talk):
    told = say.refuses("A", {"sites": "all"}, because="either")
    for probability, explained in ((1.0, True), (0.9, False)):
        line = ng.RedLine({"sites": "all"}, probability=probability)
        actor = replace(talk.actor("A"), red_lines=[line])
        here = replace(talk, actors=[actor, talk.actor("B")])
        assert (rows(here, told) == ()) is explained


def test_a_doubtful_statement_that_is_never_true_fits_nothing(talk):
    never = say.prefers("A", "bid", over="bid", reliability=0.8)
    found = ng.beliefs(talk, [never], samples=50, rng=1)
    assert found.narrowing.column("fits of the prior") == ("0%",)
    assert len(found.weights("A")) == 50


# ------------------------------------------------------------------ words


def test_statements_read_like_sentences(talk):
    said = [str(each) for each, _ in MEANINGS.values()]
    assert said[:4] == [
        "A prefers (relief: most) to (sites: part; relief: full)",
        "A accepts 'bid'",
        "A refuses (sites: all)",
        "A refuses (sites: all) because of a red line",
    ]
    assert str(MEANINGS["top priority"][0]) == "A cares most about relief"
    assert str(MEANINGS["status quo"][0]) == "A prefers the status quo to (sites: part)"
    assert repr(say.accepts("A", "bid", reliability=0.8)) == "<A accepts 'bid', reliability 0.8>"
    at_that = MEANINGS["not for less, but at that"][0]
    assert (
        str(at_that)
        == "A will not give (sites: part) for less than (relief: most), and will for that"
    )


def test_statements_are_values():
    one, two = say.accepts("A", {"x": "y"}), say.accepts("A", {"x": "y"})
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one != say.accepts("A", {"x": "y"}, reliability=0.9)


def test_answers_on_record_become_statements(talk):
    told = say.from_offers(talk, because="either", reliability=0.9)
    assert told == (
        say.accepts("A", "bid", reliability=0.9, source="The Paper"),
        say.refuses("B", "bid", because="either", reliability=0.9, source="The Paper"),
    )


def test_every_kind_is_listed():
    assert set(say.names()) >= {
        "accepts",
        "from_offers",
        "matters_more",
        "not_for_less",
        "ordered",
        "prefers",
        "refuses",
        "top_priority",
    }
    with pytest.raises(AttributeError, match=r"no.* kind of statement|not a kind of statement"):
        _ = say.prefer


# ------------------------------------------------------------------ nonsense

NONSENSE = {
    "reliability too low": (lambda: say.accepts("A", "bid", reliability=0.5), "above 0.5"),
    "reliability above 1": (lambda: say.accepts("A", "bid", reliability=1.1), "at most 1"),
    "reliability NaN": (lambda: say.accepts("A", "bid", reliability=float("nan")), "finite"),
    "kind": (lambda: say.accepts("A", "bid", kind="rumour"), "kind of evidence"),
    "actor": (lambda: say.accepts(None, "bid"), "about an actor"),
    "package": (lambda: say.accepts("A", 3), "A package is"),
    "ground": (lambda: say.refuses("A", "bid", because="pride"), "ground for a no"),
    "one option": (lambda: say.ordered("A", "relief", ["none"]), "two options or more"),
    "twice": (lambda: say.ordered("A", "relief", ["none", "none"]), "named once"),
    "text": (lambda: say.ordered("A", "relief", "none"), "best first"),
    "two prices": (
        lambda: say.not_for_less("A", {"sites": "all"}, than={"relief": "some", "venue": "here"}),
        "one other issue",
    ),
    "price given": (
        lambda: say.not_for_less("A", {"relief": "some"}, than={"relief": "full"}),
        "one other issue",
    ),
    "nothing given": (lambda: say.not_for_less("A", {}, than={"relief": "full"}), "issue: option"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_in_words(name):
    make, words = NONSENSE[name]
    with pytest.raises(NegotiationError, match=words):
        make()


WRONG_HERE = {
    "actor": (say.accepts("C", "bid"), {}, "'C' is not an actor"),
    "issue": (say.matters_more("A", "site", than="venue"), {}, "Did you mean 'sites'"),
    "option": (say.accepts("A", {"relief": "ful"}), {}, "Did you mean 'full'"),
    "offer": (say.accepts("A", "bit"), {}, "Did you mean 'bid'"),
    "least option": (
        say.not_for_less("A", {"sites": "part"}, than={"relief": "none"}),
        {},
        "no less than the actor's worst option",
    ),
    "unknown": (say.accepts("A", "bid"), {"unknown": "values"}, "what is unknown"),
    "concentration": (say.accepts("A", "bid"), {"prior": {"relief": 0}}, "concentration"),
    "concentration of what": (say.accepts("A", "bid"), {"prior": {"reliefs": 1}}, "'relief'"),
    "premium": (say.accepts("A", "bid"), {"premium": "much"}, "must be a number"),
    "premium NaN": (say.accepts("A", "bid"), {"premium": float("nan")}, "finite"),
    "premium beyond sense": (say.refuses("A", "bid"), {"premium": 1e300}, "best package at 1"),
    "premium of whom": (say.accepts("A", "bid"), {"premium": {"A": 0, "C": 1}}, "'C' is not an"),
    "direction": (
        say.accepts("A", "bid"),
        {"unknown": "weights and values", "directions": {"A": {"venue": "up"}}},
        "'up' is not a direction",
    ),
    "method": (say.accepts("A", "bid"), {"method": "guess"}, "'guess' is not a method"),
    "samples": (say.accepts("A", "bid"), {"samples": 0}, "samples="),
    "actors": (say.accepts("A", "bid"), {"actors": ["B"]}, "all that statements are about"),
}


@pytest.mark.parametrize("name", WRONG_HERE)
def test_what_the_scenario_does_not_have_is_refused_by_name(name, talk):
    statement, how, words = WRONG_HERE[name]
    with pytest.raises(NegotiationError, match=words):
        ng.beliefs(talk, [statement], **{"rng": 1, "samples": 10, **how})


def test_what_is_no_statement_is_refused(talk):
    for wrong in (["A accepts"], "A accepts", [None], 3):
        with pytest.raises(InvalidTypeError):
            ng.beliefs(talk, wrong)
    with pytest.raises(InvalidTypeError):
        say.conflict("hanoi-2019", [])


def test_known_values_must_be_known(talk):
    table = ng.Actor("A", ng.UtilityFunction(lambda levels: levels["sites"] * 1.0))
    other = ng.Scenario("t", talk.issues, [table, talk.actor("B")], status_quo=talk.status_quo)
    with pytest.raises(InvalidValueError, match=r"actor 'A'.*Additive"):
        ng.beliefs(other, [say.top_priority("A", "relief")])
    with pytest.raises(InvalidValueError, match=r"'venue'.*directions="):
        ng.beliefs(other, [say.top_priority("A", "relief")], unknown="weights and values")
    uncertain = ng.Additive(
        {
            **talk.actor("A").preferences.values,
            "venue": {"here": ng.distributions.uniform(0, 1), "there": 0},
        }
    )
    doubtful = ng.Scenario(
        "t", talk.issues, [ng.Actor("A", uncertain), talk.actor("B")], status_quo=talk.status_quo
    )
    with pytest.raises(InvalidValueError, match="central"):
        ng.beliefs(doubtful, [say.top_priority("A", "relief")])


def test_a_continuous_issue_is_sent_to_a_grid():
    tariff = ng.Issue("tariff", (0, 25), unit="%")
    actor = ng.Actor("A", ng.Additive({"tariff": {0: 1, 25: 0}}))
    scenario = ng.Scenario("t", [tariff], [actor], status_quo={"tariff": 5})
    with pytest.raises(InvalidValueError, match="on_grid"):
        ng.beliefs(scenario, [say.accepts("A", {"tariff": 0})])


# ------------------------------------------------------------------ contradictions


def test_statements_that_fit_do_not_conflict(talk):
    assert say.conflict(talk, [each for each, _ in MEANINGS.values()]) == ()
    assert say.conflict(talk, []) == ()


def test_a_conflict_is_named_statement_by_statement(talk):
    told = [
        say.accepts("A", "bid"),
        say.top_priority("A", "sites"),
        say.matters_more("A", "venue", than="relief"),
        say.matters_more("A", "relief", than="sites"),
        say.refuses("B", "bid"),
    ]
    assert say.conflict(talk, told) == (told[1], told[3])
    with pytest.raises(ContradictionError) as caught:
        ng.beliefs(talk, told)
    assert caught.value.statements == (told[1], told[3])
    words = "A cares most about sites; A cares more about relief than about sites"
    assert words in str(caught.value)
    assert "actor 'A'" in str(caught.value)
    assert "Of the 4 hard statements" in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_preference_against_itself_holds_only_on_the_edge(talk):
    one = say.prefers("A", {"relief": "full"}, over={"venue": "here"})
    other = say.prefers("A", {"venue": "here"}, over={"relief": "full"})
    assert say.conflict(talk, [one, other]) == (one, other)
    with pytest.raises(ContradictionError, match="only on the edge"):
        ng.beliefs(talk, [one, other])
    with pytest.raises(ContradictionError, match=r"this statement.*only on the edge"):
        ng.beliefs(talk, [say.prefers("A", "bid", over="bid")])
    accepted = say.accepts("A", {"sites": "part"})  # a mere loss: never worth 0.1
    with pytest.raises(ContradictionError) as caught:
        ng.beliefs(talk, [accepted], premium=0.1)
    assert "edge" not in str(caught.value)


def test_a_cycle_of_three_is_found_whole(talk):
    cycle = [
        say.matters_more("A", first, than=second)
        for first, second in [("sites", "relief"), ("relief", "venue"), ("venue", "sites")]
    ]
    assert say.conflict(talk, [say.accepts("A", "bid"), *cycle]) == tuple(cycle)


def test_doubtful_statements_do_not_conflict(talk):
    one = say.matters_more("A", "sites", than="relief", reliability=0.99)
    other = say.matters_more("A", "relief", than="sites")
    assert say.conflict(talk, [one, other]) == ()
    assert (
        ng.beliefs(talk, [one, other], samples=50, rng=1).weights("A")[:, :2] @ [-1, 1] > 0
    ).all()


def test_the_premium_decides_whether_answers_conflict(talk):
    told = [say.accepts("A", {"relief": "some"})]
    assert say.conflict(talk, told, premium=0.2) == ()
    assert say.conflict(talk, told, premium=0.21) == tuple(told)
    assert say.conflict(talk, told, premium=ng.distributions.uniform(0.1, 0.9)) == ()


@pytest.mark.parametrize("seed", range(25))
def test_the_smallest_conflict_is_that_of_brute_force(seed, talk):
    rng = np.random.default_rng(seed)
    packages = list(talk.space)
    told = []
    for _ in range(9):
        first, second = (packages[k] for k in rng.choice(len(packages), 2, replace=False))
        top = ["sites", "relief", "venue"][rng.integers(3)]
        could = [
            say.prefers("A", first, over=second),
            say.accepts("A", first),
            say.refuses("A", first),
            say.top_priority("A", top),
        ]
        told.append(could[rng.integers(4)])
    unknowns = Prior("weights and values", premium=0.05).of(talk, "A")

    def fits(some):
        return Polytope.of(
            unknowns, [r for each in some for r in each.inequalities(unknowns)]
        ).possible

    smallest = next(
        (size for size in range(1, 10) if not all(fits(c) for c in combinations(told, size))), 0
    )
    found = smallest_conflict(unknowns, told)
    assert len(found) == smallest
    if found:
        assert not fits(found)
        assert all(fits([each for each in found if each is not left]) for left in found)
    else:
        assert fits(told)


@pytest.mark.parametrize("seed", range(40))
def test_the_smallest_core_of_any_family_is_smallest(seed):
    rng = np.random.default_rng(seed)
    cores = [
        set(rng.choice(8, rng.integers(2, 6), replace=False)) for _ in range(rng.integers(1, 6))
    ]
    found = smallest_core(8, lambda members: not any(core <= set(members) for core in cores))
    assert set(found) in cores
    assert len(found) == min(map(len, cores))


def test_beliefs_are_not_formed_of_one_of_several_types(talk):
    kinds = ng.UncertainActor(
        "A", {"x": talk.actor("A"), "y": talk.actor("A")}, {"x": 0.5, "y": 0.5}
    )
    scenario = ng.Scenario("t", talk.issues, [kinds, talk.actor("B")], status_quo=talk.status_quo)
    with pytest.raises(InvalidValueError, match="several types"):
        ng.beliefs(scenario, [say.top_priority("A", "relief")])


def test_the_error_is_a_value_error_with_unknown_names_as_key_errors(talk):
    with pytest.raises(UnknownNameError):
        say.conflict(talk, [say.top_priority("A", "weather")])
