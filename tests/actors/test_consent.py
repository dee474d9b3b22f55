"""Whose yes it takes: rules of consent, alone and within scenarios and problems."""

import itertools
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)

ABC = ("A", "B", "C")


@st.composite
def rules(draw, most=5):
    """Draw actors and a rule of consent that fits them."""
    actors = tuple("ABCDE"[: draw(st.integers(1, most))])
    votes = draw(st.none() | st.tuples(*[st.integers(1, 4)] * len(actors)))
    total = sum(votes) if votes else len(actors)
    quota = draw(st.none() | st.integers(0, total))
    veto = tuple(name for name in actors if draw(st.booleans()))
    if quota == 0 and not veto:
        quota = 1
    return actors, ng.Consent(quota, votes and dict(zip(actors, votes, strict=True)), veto)


def counted(rule, actors, members):
    """Say whether a set of actors wins, from the definition."""
    votes = rule.votes or dict.fromkeys(actors, 1)
    quota = sum(votes[name] for name in actors) if rule.quota is None else rule.quota
    return sum(votes[name] for name in members) >= quota and set(rule.veto) <= set(members)


@given(rules())
def test_a_coalition_wins_with_the_votes_and_all_who_have_a_veto(case):
    actors, rule = case
    members, wins = rule.table(actors)
    assert len({tuple(row) for row in members.tolist()}) == 2 ** len(actors)
    for row, won in zip(members, wins, strict=True):
        named = [name for name, inside in zip(actors, row, strict=True) if inside]
        assert won == counted(rule, actors, named)


@given(rules())
def test_minimal_winning_coalitions_are_those_that_need_every_member(case):
    actors, rule = case
    expected = [
        group
        for size in range(len(actors) + 1)
        for group in itertools.combinations(actors, size)
        if counted(rule, actors, group)
        and not any(counted(rule, actors, set(group) - {name}) for name in group)
    ]
    assert list(rule.minimal_winning(actors)) == expected


@given(rules())
def test_those_needed_are_in_every_minimal_winning_coalition(case):
    actors, rule = case
    shared = set.intersection(*map(set, rule.minimal_winning(actors)))
    assert set(rule.needed(actors)) == shared
    assert rule.unanimous(actors) == (rule.minimal_winning(actors) == (actors,))


def test_answers_may_have_any_leading_axes():
    says = np.random.default_rng(0).random((4, 5, 3)) < 0.5
    rule = ng.Consent(2, veto=["A"])
    np.testing.assert_array_equal(
        rule.wins(says, ABC), says[..., 0] & (says[..., 1] | says[..., 2])
    )
    assert rule.wins(np.zeros((0, 3), dtype=bool), ABC).shape == (0,)


@pytest.mark.parametrize(
    ("rule", "actors", "words", "bound"),
    [
        (ng.Consent(), ABC, "unanimity", "unanimity"),
        (ng.Consent(2), ABC, "2 actors", "2 of 3 actors"),
        (ng.Consent(1), ABC, "1 actor", "1 of 3 actors"),
        (
            ng.Consent(2, veto=["B", "C"]),
            ABC,
            "2 actors, with B and C",
            "2 of 3 actors, with B and C",
        ),
        (ng.Consent(0, veto=list(ABC)), ABC, "A, B and C alone", "A, B and C alone"),
        (
            ng.Consent(2.5, {"A": 1.5, "B": 1, "C": 1}, ["A"]),
            ABC,
            "2.5 of 3.5 votes, with A",
            "2.5 of 3.5 votes, with A",
        ),
    ],
)
def test_a_rule_reads_as_words(rule, actors, words, bound):
    assert repr(rule) == f"<Consent: {words}>"
    assert rule.describe(actors) == bound


def test_decimal_votes_reach_a_quota_that_rounding_alone_keeps_them_from():
    assert 0.1 + 0.7 + 0.1 < 0.9
    rule = ng.Consent(0.9, {"A": 0.1, "B": 0.7, "C": 0.1})
    assert rule.wins([True, True, True], ABC)
    assert not rule.wins([False, True, True], ABC)


def test_a_rule_can_be_kept_compared_and_hashed():
    rule = ng.Consent(3, {"A": 2, "B": 1, "C": 1}, ["B"])
    assert pickle.loads(pickle.dumps(rule)) == rule == replace(rule)
    assert {rule: 1}[ng.Consent(3.0, {"A": 2.0, "B": 1, "C": 1}, ("B",))] == 1


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"quota": -1}, InvalidValueError, "must not be negative"),
        ({"quota": float("nan")}, InvalidValueError, "quota must be finite"),
        ({"quota": "two"}, InvalidTypeError, "quota must be a number"),
        ({"quota": True}, InvalidTypeError, "quota must be a number"),
        ({"quota": 0}, InvalidValueError, "Nobody's consent would be needed"),
        ({"quota": 4, "votes": {"A": 2, "B": 1}}, InvalidValueError, "exceeds the 3 votes"),
        ({"votes": {"A": 0}}, InvalidValueError, "actor 'A': Votes must be positive"),
        ({"votes": {"A": float("inf")}}, InvalidValueError, "actor 'A': Votes must be finite"),
        ({"votes": [1, 2]}, InvalidTypeError, "mapping"),
        ({"votes": {}}, InvalidTypeError, "mapping"),
        ({"votes": {1: 2}}, InvalidTypeError, "mapping"),
        ({"veto": "A"}, InvalidTypeError, "list of names"),
        ({"veto": [1]}, InvalidTypeError, "list of names"),
        ({"veto": ["A", "A"]}, InvalidValueError, "named twice"),
        ({"votes": {"A": 1}, "veto": ["B"]}, UnknownNameError, "'B' is not an actor"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        ng.Consent(**arguments)


@pytest.mark.parametrize(
    ("rule", "error", "words"),
    [
        (ng.Consent(4), InvalidValueError, "exceeds the 3 votes there are"),
        (ng.Consent(1e-12), InvalidValueError, "Nobody's consent"),
        (ng.Consent(2, veto=["D"]), UnknownNameError, "'D' is not an actor"),
        (ng.Consent(1, {"A": 1, "B": 1}), InvalidValueError, "actor 'C': The rule gives"),
        (ng.Consent(1, dict.fromkeys("ABCD", 1)), UnknownNameError, "'D' is not an actor"),
    ],
)
def test_a_rule_that_does_not_fit_the_actors_is_refused(rule, error, words):
    with pytest.raises(error, match=words):
        rule.validate(ABC)
    with pytest.raises(error, match=words):
        ng.BargainingProblem([[1, 1, 1]], actors=ABC, consent=rule)
    wants = ng.Additive({"x": {"a": 0, "b": 1}})
    with pytest.raises(error, match=words):
        ng.Scenario(
            "s", [ng.Issue("x", ["a", "b"])], [ng.Actor(n, wants) for n in ABC], consent=rule
        )


def test_answers_that_are_none_are_refused():
    for says in ([1, 1, 0], [True, True]):
        with pytest.raises(InvalidValueError, match="a boolean per actor"):
            ng.Consent(2).wins(says, ABC)
    with pytest.raises(InvalidTypeError, match="said by a Consent"):
        ng.BargainingProblem([[1, 1]], consent=1)


def test_coalitions_of_more_than_twenty_actors_are_not_listed():
    many = [f"a{place}" for place in range(21)]
    with pytest.raises(TooLargeError, match="at most 20 actors"):
        ng.Consent(3).minimal_winning(many)
    assert ng.Consent(3).wins(np.arange(21) < 3, many)


# ------------------------------------------------------------------ within a problem


def test_unanimity_is_the_default_and_changes_nothing():
    draw = np.random.default_rng(1)
    payoffs, refused = draw.integers(-3, 4, (60, 3)), draw.random((60, 3)) < 0.1
    one = ng.BargainingProblem(payoffs, refused=refused)
    for same in (ng.Consent(3), ng.Consent(0, veto=one.actors), ng.Consent(1, veto=one.actors)):
        other = replace(one, consent=same)
        for mask in ("accepts", "signable", "zopa", "pareto", "negotiation_set"):
            np.testing.assert_array_equal(getattr(other, mask), getattr(one, mask))
        assert ng.solve(other, "nash").outcomes == ng.solve(one, "nash").outcomes
    np.testing.assert_array_equal(one.zopa, one.accepts.all(axis=1))
    np.testing.assert_array_equal(one.signable, ~refused.any(axis=1))


def test_a_red_line_stops_an_outcome_only_where_its_actor_is_needed():
    refused = [[False, False, True], [False, True, True], [False, False, False]]
    payoffs = [[1, 1, 9], [1, 1, 1], [1, -1, -1]]
    problem = ng.BargainingProblem(payoffs, actors=ABC, refused=refused, consent=ng.Consent(2))
    assert problem.signable.tolist() == [True, False, True]
    assert problem.zopa.tolist() == [True, False, False]
    assert problem.pareto.tolist() == [True, False, False]
    with_veto = replace(problem, consent=ng.Consent(2, veto=["C"]))
    assert with_veto.signable.tolist() == [False, False, True]
    assert not with_veto.zopa.any()


def test_a_concept_is_asked_of_a_coalition_and_not_of_a_rule():
    problem = ng.BargainingProblem(
        [[4, 1, -9], [1, 4, -9], [3, 3, -9], [2, 2, 2]], actors=ABC, consent=ng.Consent(2)
    )
    with pytest.raises(NotDefinedError, match=r"2 of 3 actors suffice.*problem\.among"):
        ng.solve(problem, "nash")
    pair = problem.among(["B", "A"])
    assert pair.actors == ("A", "B")
    assert ng.solve(pair, "nash").outcomes == (2,)
    assert ng.solve(problem.among(ABC), "nash").outcomes == (3,)
    assert len(ng.compare(problem)) == 0


def test_a_coalition_keeps_its_members_numbers_and_no_others():
    problem = ng.BargainingProblem(
        [[1, 2, 3], [4, 5, 6]],
        [0, 1, 2],
        ["x", "y"],
        ABC,
        power=[1, 2, 3],
        refused=[[False, True, False], [True, False, True]],
        consent=ng.Consent(1),
    )
    part = problem.among(["C", "A"])
    np.testing.assert_array_equal(part.payoffs, [[1, 3], [4, 6]])
    np.testing.assert_array_equal(part.disagreement, [0, 2])
    np.testing.assert_array_equal(part.power, [1, 3])
    np.testing.assert_array_equal(part.refused, [[False, False], [True, True]])
    assert part.outcomes == ("x", "y")
    assert part.consent == ng.Consent()


@pytest.mark.parametrize(
    ("coalition", "error", "words"),
    [
        ("A", InvalidTypeError, "list of names"),
        ([], InvalidValueError, "needs a member"),
        (["A", "A"], InvalidValueError, "named twice"),
        (["A", "D"], UnknownNameError, "'D' is not an actor"),
    ],
)
def test_a_coalition_that_is_none_is_refused(coalition, error, words):
    with pytest.raises(error, match=words):
        ng.BargainingProblem([[1, 1, 1]], actors=ABC).among(coalition)


def test_a_scenario_hands_its_rule_on_and_says_it():
    wants = ng.Additive({"x": {"a": 0, "b": 1}})
    loath = ng.Actor("C", wants, red_lines=[ng.RedLine({"x": "b"})], reservation=0.5)
    scenario = ng.Scenario(
        "s",
        [ng.Issue("x", ["a", "b"])],
        [ng.Actor("A", wants), ng.Actor("B", wants), loath],
        consent=ng.Consent(2, veto=["A"]),
    )
    problem = ng.bargaining_problem(scenario)
    assert problem.consent is scenario.consent
    assert problem.zopa.tolist() == [True, True]
    assert "Agreement by 2 of 3 actors, with A." in str(scenario.summary())
    assert "Agreement by 2 of 3 actors, with A: 2 of 2 outcomes" in str(problem.summary())
    alone = ng.bargaining_problem(replace(scenario, consent=ng.Consent()))
    assert not alone.zopa.any()
    with pytest.raises(InvalidTypeError, match="said by a Consent"):
        replace(scenario, consent=2)
