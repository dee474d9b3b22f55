"""Who says yes or no, and whether a no rests on the utilities or on a red line."""

from dataclasses import replace

import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

RELIEF = ng.Issue("relief", ["none", "some", "all"], conceded_by="US")
US = ng.Actor("US", ng.Additive({"relief": {"none": 10, "some": 8, "all": 5}}), reservation=7)
DPRK = ng.Actor(
    "DPRK",
    ng.Additive({"relief": {"none": 0, "some": 4, "all": 9}}),
    reservation={"relief": "some"},
    red_lines=[ng.RedLine({"relief": "all"}, "too good to be true"), {"relief": ["none", "all"]}],
)
TALK = ng.Scenario(
    "a talk",
    [RELIEF],
    [US, DPRK],
    status_quo={"relief": "none"},
    offers=[
        ng.Offer("first", {"relief": "some"}, "DPRK", {"US": True, "DPRK": True}),
        ng.Offer("second", {"relief": "all"}, "US", {"US": True}),
        ng.Offer("third", {"relief": "none"}),
    ],
)


def test_every_offer_is_answered_by_every_actor():
    answers = ng.responses(TALK).answers
    assert [(each.offer, each.actor) for each in answers] == [
        (offer, actor) for offer in ("first", "second", "third") for actor in ("US", "DPRK")
    ]
    assert [each.gain for each in answers] == [1, 0, -2, 5, 3, -4]
    assert [each.accepts for each in answers] == [True, True, False, False, True, False]
    assert [each.because for each in answers] == [
        *("", "", "utilities", "red line", "", "utilities and red line"),
    ]
    assert [len(each.red_lines) for each in answers] == [0, 0, 0, 2, 0, 1]


def test_answers_are_held_against_the_record():
    answers = ng.responses(TALK)
    assert [each.agrees for each in answers.answers] == [True, True, False, None, None, None]
    assert [(each.actor, each.offer) for each in answers.mismatches] == [("US", "second")]
    table = answers.summary()
    assert table.column("says") == ("yes", "yes", "no", "no", "yes", "no")
    assert table.column("on record") == ("yes", "yes", "yes", "", "", "")
    assert table.column("no because of")[2:4] == (
        "utilities",
        "too good to be true; relief none or all",
    )
    assert "2 of 3 answers on record are reproduced, all but US on 'second'." in str(table)
    assert repr(answers) == "<Responses to 3 offers: 3 yes, 3 no, 1 against the record>"
    assert "too good to be true" in answers._repr_html_()


def test_one_package_completed_from_the_status_quo():
    answers = ng.responses(TALK, {"relief": "some"})
    assert {each.offer for each in answers.answers} == {"relief: some"}
    assert answers.of("US")["relief: some"].gain == 1
    assert [each.recorded for each in answers.answers] == [None, None]
    assert ng.responses(TALK, {}).answers[0].offer == "status quo"


def test_a_package_worth_exactly_walking_away_is_accepted_despite_rounding():
    thirds = ng.Additive({"relief": {"none": 0, "some": 0.1 + 0.2, "all": 1}})
    actor = ng.Actor("US", thirds, reservation=0.3)
    below = ng.Actor("DPRK", thirds, reservation=0.1 + 0.2 + 1e-7)
    answers = ng.responses(replace(TALK, actors=[actor, below]), {"relief": "some"}).answers
    assert [each.accepts for each in answers] == [True, False]


def test_answers_are_those_of_the_bargaining_problem():
    hanoi = ng.library.load("hanoi-2019")
    problem = ng.bargaining_problem(hanoi)
    for offer in hanoi.offers:
        row = problem.index(offer.outcome)
        answers = ng.responses(hanoi, offer.outcome).answers
        assert [each.accepts for each in answers] == problem.accepts[row].tolist()
        assert [each.gain for each in answers] == pytest.approx(problem.gains[row], abs=1e-15)


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(UnknownNameError, match=r"'relif' is not an issue.*'relief'"):
        ng.responses(TALK, {"relif": "some"})
    with pytest.raises(InvalidValueError, match="'a talk': No offers are on record"):
        ng.responses(replace(TALK, offers=()))
    with pytest.raises(InvalidTypeError, match="Scenario"):
        ng.responses(ng.bargaining_problem(TALK))
    with pytest.raises(UnknownNameError, match="'USA' is not an actor"):
        ng.responses(TALK).of("USA")
