"""What may be said of issues, actors and scenarios, and the errors for what may not."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

RELIEF = ng.Issue("relief", ["none", "partial", "full"], conceded_by="US")
TESTS = ng.Issue("testing", ["go on", "halt"], conceded_by="DPRK")


def values(relief=(0, 0.5, 1), testing=(0, 1)):
    return {
        "relief": dict(zip(RELIEF.options, relief, strict=True)),
        "testing": dict(zip(TESTS.options, testing, strict=True)),
    }


def us(**more):
    return ng.Actor("US", ng.Additive(values((1, 0.5, 0), (0, 1))), **more)


def dprk(preferences=None, **more):
    return ng.Actor("DPRK", preferences or ng.Additive(values((0, 0.5, 1), (1, 0))), **more)


def scenario(issues=(RELIEF, TESTS), actors=None, **more):
    return ng.Scenario("talks", issues, actors or (us(), dprk()), **more)


def refused(kind, call, *words):
    """The call raises a NegotiationError that is also `kind` and names every word."""
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, ng.NegotiationError)
    for word in words:
        assert word in str(caught.value), str(caught.value)


@pytest.mark.parametrize(
    ("kind", "call", "words"),
    [
        (TypeError, lambda: ng.Issue("", ["a"]), ["name"]),
        (TypeError, lambda: ng.Issue("relief", "abc"), ["relief", "list of labels", "abc"]),
        (TypeError, lambda: ng.Issue("relief", [None]), ["relief", "None"]),
        (ValueError, lambda: ng.Issue("relief", []), ["relief", "at least one option"]),
        (ValueError, lambda: ng.Issue("relief", ["a", "b", "a"]), ["relief", "once", "'a'"]),
        (KeyError, lambda: ng.Issue("x", ["a", "b"], reversible=["c"]), ["'x'", "'c'", "'a', 'b'"]),
        (TypeError, lambda: ng.Issue("x", ["a", "b"], reversible="b"), ["'x'", "list of the"]),
        (TypeError, lambda: ng.Issue("x", (0, 1), reversible=[1], unit=""), ["'x'", "continuous"]),
        (KeyError, lambda: RELIEF.level("parital"), ["relief", "'parital'", "'partial'"]),
        (TypeError, lambda: ng.Additive([1, 2]), ["{issue: {option: number}}"]),
        (TypeError, lambda: ng.Additive({"relief": 3}), ["relief", "{option: number}"]),
        (TypeError, lambda: ng.Additive({"relief": {"full": "much"}}), ["relief", "full", "much"]),
        (
            ValueError,
            lambda: ng.Additive({"relief": {"full": np.nan}}),
            ["relief", "full", "finite"],
        ),
        (
            KeyError,
            lambda: ng.Additive({"relief": {"full": 1}}, {"releif": 1}),
            ["'releif'", "'relief'"],
        ),
        (
            ValueError,
            lambda: ng.Additive({"relief": {"full": 1}}, {"relief": -1}),
            ["relief", "negative", "-1"],
        ),
        (
            ValueError,
            lambda: ng.Additive({"relief": {"full": 1}}, {"relief": np.inf}),
            ["relief", "finite", "inf"],
        ),
        (TypeError, lambda: ng.PayoffTable({("a",): "x"}), ["'x'", "a"]),
        (ValueError, lambda: ng.PayoffTable([[1, np.nan]]), ["finite"]),
        (TypeError, lambda: ng.UtilityFunction(3), ["callable", "3"]),
        (TypeError, lambda: ng.Actor("", ng.Additive({})), ["name"]),
        (TypeError, lambda: ng.Actor("US", {"relief": 1}), ["US", "utilities(space)"]),
        (ValueError, lambda: us(reservation=np.nan), ["US", "reservation", "nan"]),
        (TypeError, lambda: us(reservation="high"), ["US", "reservation", "high"]),
        (TypeError, lambda: us(reservation=True), ["US", "reservation", "True"]),
        (ValueError, lambda: us(discount=0), ["US", "discount", "0"]),
        (ValueError, lambda: us(discount=1.01), ["US", "discount", "1.01"]),
        (ValueError, lambda: us(discount=np.nan), ["US", "discount", "nan"]),
        (ValueError, lambda: us(power=0), ["US", "ower", "0"]),
        (ValueError, lambda: us(power=-2), ["US", "ower", "-2"]),
        (TypeError, lambda: us(red_lines="no"), ["red line", "no"]),
        (TypeError, lambda: us(red_lines=[{}]), ["red line", "{issue: option}"]),
        (TypeError, lambda: ng.Evidence("fact", "", "x"), ["statement"]),
        (KeyError, lambda: ng.Evidence("fakt", "s", "x"), ["'fakt'", "'fact'"]),
        (TypeError, lambda: ng.Offer("o", "relief"), ["package"]),
        (TypeError, lambda: ng.Offer("o", {}, answers={"US": "maybe"}), ["US", "maybe"]),
    ],
)
def test_parts_are_checked_at_construction(kind, call, words):
    kind = InvalidValueError if words == ["statement"] else kind
    refused(kind, call, *words)


@pytest.mark.parametrize(
    ("kind", "call", "words"),
    [
        (ValueError, lambda: scenario(issues=()), ["talks", "issue"]),
        (ValueError, lambda: ng.Scenario("talks", [RELIEF], []), ["talks", "actor"]),
        (TypeError, lambda: scenario(issues=["relief"]), ["talks", "relief"]),
        (ValueError, lambda: scenario(issues=(RELIEF, TESTS, RELIEF)), ["issues", "relief"]),
        (ValueError, lambda: scenario(actors=(us(), us())), ["actors", "US"]),
        (
            KeyError,
            lambda: scenario(issues=(RELIEF, ng.Issue("testing", TESTS.options, "DRPK"))),
            ["testing", "'DRPK'", "'DPRK'"],
        ),
        (
            ValueError,
            lambda: scenario(actors=(us(), dprk(ng.Additive({"relief": values()["relief"]})))),
            ["DPRK", "testing", "no value"],
        ),
        (
            KeyError,
            lambda: scenario(actors=(us(), dprk(ng.Additive({**values(), "reliefs": {"a": 1}})))),
            ["DPRK", "'reliefs'", "'relief'"],
        ),
        (
            ValueError,
            lambda: scenario(
                actors=(us(), dprk(ng.Additive({**values(), "testing": {"halt": 1}})))
            ),
            ["DPRK", "testing", "go on"],
        ),
        (
            KeyError,
            lambda: scenario(
                actors=(
                    us(),
                    dprk(ng.Additive({**values(), "testing": {"halt": 1, "goon": 1, "go on": 0}})),
                )
            ),
            ["DPRK", "testing", "'goon'", "'go on'"],
        ),
        (
            KeyError,
            lambda: scenario(actors=(us(), dprk(red_lines={"testing": "stop"}))),
            ["DPRK", "testing", "'stop'"],
        ),
        (
            KeyError,
            lambda: scenario(actors=(us(), dprk(red_lines={"tests": "halt"}))),
            ["DPRK", "'tests'", "'testing'"],
        ),
        (
            ValueError,
            lambda: scenario(actors=(us(), dprk(reservation={"relief": "none"}))),
            ["testing", "every issue but this"],
        ),
        (
            ValueError,
            lambda: scenario(status_quo={"relief": "none"}),
            ["testing", "every issue but this"],
        ),
        (
            KeyError,
            lambda: scenario(status_quo={"relief": "no", "testing": "halt"}),
            ["relief", "'no'", "'none'"],
        ),
        (
            ValueError,
            lambda: scenario(
                status_quo={"relief": "full", "testing": "go on"},
                constraints={"relief": "full", "testing": "go on"},
            ),
            ["talks", "status quo", "infeasible", "relief full and testing go on"],
        ),
        (
            KeyError,
            lambda: scenario(constraints=[{"relief": "total"}]),
            ["talks", "relief", "'total'"],
        ),
        (
            KeyError,
            lambda: scenario(
                offers=[ng.Offer("o", {"relief": "none", "testing": "halt"}, by="USA")]
            ),
            ["'USA'", "'US'"],
        ),
        (
            KeyError,
            lambda: scenario(evidence=[ng.Evidence("fact", "s", "x", actor="Kim")]),
            ["'Kim'"],
        ),
        (
            KeyError,
            lambda: scenario(
                evidence=[ng.Evidence("fact", "s", "x", issue="relief", option="big")]
            ),
            ["relief", "'big'"],
        ),
        (TypeError, lambda: scenario(status_quo="now"), ["status quo", "now"]),
        (
            ValueError,
            lambda: scenario(actors=(us(), dprk(ng.PayoffTable([[1, 2], [3, 4]])))),
            ["DPRK", "(2, 2)", "(3, 2)"],
        ),
        (
            ValueError,
            lambda: scenario(actors=(us(), dprk(ng.PayoffTable({("none", "halt"): 1})))),
            ["DPRK", "lacks 5", "'go on'"],
        ),
        (
            KeyError,
            lambda: scenario(actors=(us(), dprk(ng.PayoffTable({("none", "stop"): 1})))),
            ["testing", "'stop'"],
        ),
        (
            ValueError,
            lambda: scenario(actors=(us(), dprk(ng.PayoffTable({"none": 1})))),
            ["DPRK", "2 options", "none"],
        ),
    ],
)
def test_scenarios_are_checked_at_construction(kind, call, words):
    refused(kind, call, *words)


def test_constraints_that_leave_nothing():
    empty = scenario(constraints=[{"relief": ["none", "partial", "full"]}])
    refused(ValueError, lambda: empty.space, "talks", "no feasible package")


def test_utilities_are_checked_when_they_are_computed():
    wrong = scenario(actors=(us(), dprk(ng.UtilityFunction(lambda levels: 1.0))))
    refused(ValueError, lambda: ng.bargaining_problem(wrong), "shape (6,)")
    lost = scenario(
        actors=(us(), dprk(ng.UtilityFunction(lambda levels: np.log(levels["relief"] * 0.0 - 1))))
    )
    with np.errstate(invalid="ignore"):
        refused(ValueError, lambda: ng.bargaining_problem(lost), "finite")


def test_rules_are_checked_when_they_are_applied():
    talks = scenario(constraints=[lambda levels: levels["relief"] * 1.5])
    refused(ValueError, lambda: talks.space, "constraint", "boolean")


def test_unknown_outcomes():
    talks = scenario(constraints={"relief": "full", "testing": "go on"})
    refused(KeyError, lambda: talks.space.index({"relief": "some", "testing": "halt"}), "'some'")
    refused(
        ValueError,
        lambda: talks.space.index({"relief": "full", "testing": "go on"}),
        "not among the feasible",
    )
    refused(ValueError, lambda: talks.outcome({"relief": "full"}), "testing")
    refused(TypeError, lambda: talks.space.index(["full", "halt"]), "mapping")
    assert {"relief": "full", "testing": "go on"} not in talks.space
    assert {"relief": "full", "testing": "halt"} in talks.space
    assert "full" not in talks.space


def test_space_order_and_lookup():
    talks = scenario()
    space = talks.space
    assert len(space) == 6
    assert dict(space[0]) == {"relief": "none", "testing": "go on"}
    assert dict(space[1]) == {"relief": "none", "testing": "halt"}
    assert [space.index(outcome) for outcome in space] == list(range(6))
    assert space[1:3] == (space[1], space[2])
    assert space.column("testing").tolist() == [0, 1] * 3
    refused(KeyError, lambda: space.column("tests"), "'testing'")


def test_three_kinds_of_preferences_agree():
    additive = ng.Additive(values(), {"relief": 2.0, "testing": 0.5})
    space = scenario().space
    expected = 2.0 * np.array([0, 0, 0.5, 0.5, 1, 1]) + 0.5 * np.array([0, 1] * 3)
    grid = ng.PayoffTable(expected.reshape(3, 2))
    listed = ng.PayoffTable(
        {tuple(outcome.values()): value for outcome, value in zip(space, expected, strict=True)}
    )
    function = ng.UtilityFunction(
        lambda levels: 2.0 * levels["relief"] / 2 + 0.5 * levels["testing"]
    )
    for preferences in (additive, grid, listed, function):
        assert isinstance(preferences, ng.Preferences)
        assert preferences.utilities(space) == pytest.approx(expected, abs=1e-15)
        assert len(repr(preferences).splitlines()) == 1


def test_scenario_travels_and_shows_itself():
    talks = scenario(
        about="<b>a talk</b>",
        status_quo={"relief": "none", "testing": "go on"},
        evidence=[
            ng.Evidence("judgement", "all numbers", "the author"),
            ng.Evidence("fact", "halts tests", "a paper", actor="DPRK", issue="testing"),
            ng.Evidence("claim", "walks", "a speech", actor="US"),
        ],
        offers=[ng.Offer("first", {"relief": "none", "testing": "halt"}, "US", {"DPRK": False})],
    )
    assert pickle.loads(pickle.dumps(talks)) == talks
    assert hash(talks.status_quo) == hash(ng.Outcome(talks.status_quo))
    assert len(repr(talks).splitlines()) == 1
    page = talks._repr_html_()
    assert "<b>a talk" not in page
    assert "&lt;b&gt;a talk" in page
    support = {(row[0], row[1], row[2]): row[4] for row in talks.numbers().rows}
    assert support["DPRK", "testing", "halt"] == "fact"
    assert support["DPRK", "testing", "weight"] == "fact"
    assert support["DPRK", "relief", "weight"] == "judgement"
    assert support["US", "", "walking away"] == "claim"
    assert talks.offer("first").by == "US"
    refused(KeyError, lambda: talks.offer("frist"), "'first'")
    refused(KeyError, lambda: talks.actor("USA"), "'US'")
    assert dict(talks.outcome({"testing": "halt"})) == {"relief": "none", "testing": "halt"}
    assert str(talks.outcome({"testing": "halt"}).changes(talks.status_quo)) == "testing: halt"


def test_outcomes_cannot_be_changed():
    outcome = ng.Outcome({"relief": "none"})
    with pytest.raises(AttributeError):
        outcome.relief = "full"
    with pytest.raises(TypeError):
        outcome["relief"] = "full"
    assert {outcome: 1}[ng.Outcome({"relief": "none"})] == 1


def test_errors_cross_processes():
    with pytest.raises(UnknownNameError) as caught:
        RELIEF.level("ful")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is UnknownNameError
    assert str(again) == str(caught.value)
    assert again.place == {"issue": "relief"}
    assert isinstance(InvalidTypeError("x", given=3, actor="US"), TypeError)


def test_too_many_packages_say_so():
    many = [ng.Issue(f"issue {k}", [str(n) for n in range(10)]) for k in range(20)]
    one = {issue.name: dict.fromkeys(issue.options, 1.0) for issue in many}
    huge = ng.Scenario("huge", many, [ng.Actor("A", ng.Additive(one))])
    refused(ValueError, lambda: huge.space, "100,000,000,000,000,000,000", "too many")
    assert "100,000,000,000,000,000,000 packages" in repr(huge)


@pytest.mark.parametrize(
    ("reversible", "kept", "floors"),
    [
        (True, True, [0, 0, 0, 0]),
        (False, False, [0, 1, 2, 3]),
        (["freeze"], ("freeze",), [0, 0, 2, 3]),
        (["all", "freeze", "freeze"], ("freeze", "all"), [0, 0, 2, 2]),
        (["freeze", "part", "all"], True, [0, 0, 0, 0]),
        ([], False, [0, 1, 2, 3]),
    ],
)
def test_what_can_be_taken_back(reversible, kept, floors):
    plants = ng.Issue("plants", ["none", "freeze", "part", "all"], reversible=reversible)
    assert plants.reversible == kept
    assert [plants.floor(option) for option in plants.options] == floors
    assert ("irreversible" in repr(plants)) == (kept is not True)


def test_what_can_be_taken_back_of_an_amount():
    assert ng.Issue("aid", (10, 20), unit="").floor(15) == 10
    assert ng.Issue("aid", (10, 20), reversible=False, unit="").floor(15) == 15
