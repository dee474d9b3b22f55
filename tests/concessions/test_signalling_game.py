"""A signalling game: how it is written, what is refused, and the forms it turns into."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    TooLargeError,
    UnknownNameError,
)

TYPES = {"earnest": 0.75, "duplicitous": 0.25}
SUMMIT = {
    "no proposal": (0, 0),
    "propose": {
        "negotiate": {"earnest": (2, 2), "duplicitous": (4, -4)},
        "reject": (-1, 0),
    },
}


@pytest.fixture
def summit():
    return ng.SignallingGame(TYPES, SUMMIT, sender="Kim", receiver="President", title="summit")


# ------------------------------------------------------------------ how it is written


def test_a_nested_mapping_is_read_as_it_stands(summit):
    assert summit.types == ("earnest", "duplicitous")
    assert summit.prior.tolist() == [0.75, 0.25]
    assert summit.messages == ("no proposal", "propose")
    assert summit.responses == (("(end)",), ("negotiate", "reject"))
    assert summit.payoffs[0].tolist() == [[[0], [0]], [[0], [0]]]
    assert summit.payoffs[1].tolist() == [[[2, -1], [4, -1]], [[2, 0], [-4, 0]]]
    assert summit.actors == ("Kim", "President")
    assert summit.ends("no proposal")
    assert not summit.ends("propose")


@pytest.mark.parametrize(
    "ending",
    [
        {"earnest": (1, 2), "duplicitous": (3, 4)},
        {"(end)": {"earnest": (1, 2), "duplicitous": (3, 4)}},
    ],
    ids=["by type", "named"],
)
def test_a_message_that_ends_the_game_may_pay_by_type(ending):
    game = ng.SignallingGame(TYPES, {"leave": ending, **SUMMIT})
    assert game.ends("leave")
    assert game.payoffs[0][:, :, 0].tolist() == [[1, 3], [2, 4]]


def test_a_list_says_that_a_message_ends_the_game_or_which_response_comes_first():
    game = ng.SignallingGame(
        TYPES,
        SUMMIT,
        messages=["propose", "no proposal"],
        responses={"propose": ["reject", "negotiate"], "no proposal": []},
    )
    assert game.messages == ("propose", "no proposal")
    assert game.responses == (("reject", "negotiate"), ("(end)",))
    assert game.payoffs[0][0].tolist() == [[-1, 2], [-1, 4]]


def test_one_response_with_a_name_does_not_end_the_game():
    game = ng.SignallingGame(TYPES, {"ask": {"listen": (1, 0)}})
    assert not game.ends("ask")


def test_a_response_may_bear_the_name_of_a_type_if_the_responses_are_listed():
    cells = {"earnest": (1, 0), "duplicitous": (0, 1)}
    ended = ng.SignallingGame(TYPES, {"guess": cells})
    listed = ng.SignallingGame(TYPES, {"guess": cells}, responses={"guess": list(cells)})
    assert ended.ends("guess")
    assert listed.responses == (("earnest", "duplicitous"),)
    assert listed.payoffs[0][0].tolist() == [[1, 0], [1, 0]]


def test_one_pair_may_hold_for_every_response():
    game = ng.SignallingGame(TYPES, {"ask": (1, 2)}, responses=["yes", "no"])
    assert game.payoffs[0].tolist() == [[[1, 1], [1, 1]], [[2, 2], [2, 2]]]


def test_two_arrays_are_read_by_type_message_and_response():
    table = np.arange(24).reshape(2, 2, 2, 3)
    game = ng.SignallingGame(["a", "b"], table, prior=[0.5, 0.5])
    assert game.messages == ("message 1", "message 2")
    assert game.responses == (("response 1", "response 2", "response 3"),) * 2
    for m in range(2):
        assert (game.payoffs[m] == table[:, :, m]).all()
    named = ng.SignallingGame(
        ["a", "b"],
        [table[0], table[1]],
        prior={"b": 0.5, "a": 0.5},
        messages=["m", "n"],
        responses={"n": []},
    )
    assert named.responses == (("response 1", "response 2", "response 3"), ("(end)",))
    assert (named.payoffs[1] == table[:, :, 1, :1]).all()


def test_both_ways_of_writing_give_one_game(summit):
    own = [[[0, 0], [2, -1]], [[0, 0], [4, -1]]]
    other = [[[0, 0], [2, 0]], [[0, 0], [-4, 0]]]
    game = ng.SignallingGame(
        list(TYPES),
        [own, other],
        prior=list(TYPES.values()),
        messages=summit.messages,
        responses={"no proposal": [], "propose": ["negotiate", "reject"]},
    )
    assert game.responses == summit.responses
    assert all((a == b).all() for a, b in zip(game.payoffs, summit.payoffs, strict=True))


def test_a_prior_is_kept_to_the_last_bit_and_may_be_zero():
    game = ng.SignallingGame({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "d": 0}, {"m": (0, 0)})
    assert game.prior.sum() == pytest.approx(1, abs=1e-15)
    assert game.prior[3] == 0


def test_it_is_frozen_copied_by_replace_and_pickled(summit):
    with pytest.raises(FrozenInstanceError):
        summit.title = "x"
    with pytest.raises(ValueError, match="read-only"):
        summit.payoffs[0][0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        summit.prior[0] = 1
    other = replace(summit, prior=[0.5, 0.5], title="again")
    assert other.prior.tolist() == [0.5, 0.5]
    assert other.responses == summit.responses
    assert (other.payoffs[1] == summit.payoffs[1]).all()
    back = pickle.loads(pickle.dumps(summit))
    assert (back.payoffs[1] == summit.payoffs[1]).all()


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("types", "prior", "words"),
    [
        ({"a": 0.5, "b": 0.6}, None, "must sum to 1; they sum to 1.1"),
        ({"a": 1.5, "b": -0.5}, None, "type 'b': A probability cannot be negative"),
        ({"a": float("nan"), "b": 1}, None, "type 'a': The prior probability must be finite"),
        ({"a": "half", "b": 0.5}, None, "type 'a': The prior probability must be a number"),
        ({}, None, "at least one type"),
        (["a", "a"], [0.5, 0.5], "Two types have the same name"),
        (["a", "b"], None, "Every type needs a prior probability"),
        (["a", "b"], [1.0], "2 types need 2 prior probabilities"),
        (["a", "b"], 1.0, "2 types need 2 prior probabilities"),
        (["a", "b"], {"a": 1.0}, "There is no entry for this type"),
        (["a", "b"], {"a": 0.5, "c": 0.5}, "'c' is not a type"),
        ({"a": 1.0}, [1.0], "not both"),
        ("ab", [0.5, 0.5], "Types are a list of names"),
        (3, [1.0], "Types are a list of names"),
    ],
)
def test_a_prior_that_cannot_be_meant_is_refused(types, prior, words):
    with pytest.raises(NegotiationError, match=words):
        ng.SignallingGame(types, {"m": (0, 0)}, prior=prior)


@pytest.mark.parametrize(
    ("payoffs", "error", "words"),
    [
        (
            {"m": {"yes": {"a": (1, 1)}}},
            InvalidValueError,
            "sent 'm', response 'yes': There is no entry for this type.*'b'",
        ),
        (
            {"m": {"yes": {"a": (1, 1), "c": (0, 0)}}},
            UnknownNameError,
            "sent 'm', response 'yes': 'c' is not a type",
        ),
        (
            {"m": {"yes": {"a": (1, 1), "b": (0, float("inf"))}}},
            InvalidValueError,
            "sent 'm', response 'yes', type 'b': The receiver's payoff must be finite",
        ),
        (
            {"m": {"yes": {"a": (float("nan"), 1), "b": (0, 0)}}},
            InvalidValueError,
            "sent 'm', response 'yes', type 'a': The sender's payoff must be finite",
        ),
        ({"m": {"yes": 3}}, InvalidTypeError, "sent 'm', response 'yes': A payoff is a pair"),
        ({"m": {"yes": (1, 2, 3)}}, InvalidTypeError, "A payoff is a pair"),
        ({"m": 3}, InvalidTypeError, "sent 'm': A payoff is a pair"),
        ({"m": "no"}, InvalidTypeError, "sent 'm': A payoff is a pair"),
        ({"m": {}}, InvalidValueError, "sent 'm': There must be at least one response"),
        ({}, InvalidValueError, "at least one message"),
    ],
)
def test_payoffs_that_cannot_be_meant_are_refused(payoffs, error, words):
    with pytest.raises(error, match=words):
        ng.SignallingGame({"a": 0.5, "b": 0.5}, payoffs)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"messages": ["propose"]}, "'no proposal' is not a message"),
        ({"messages": ["propose", "no proposal", "x"]}, "There is no entry for this message"),
        ({"messages": ["propose", "propose"]}, "Two messages have the same name"),
        ({"responses": {"offer": ["yes"]}}, "'offer' is not a message"),
        ({"responses": {"propose": ["negotiate"]}}, "sent 'propose': 'reject' is not a response"),
        (
            {"responses": {"propose": ["negotiate", "reject", "wait"]}},
            "sent 'propose': There is no entry for this response.*'wait'",
        ),
        ({"sender": "Kim", "receiver": "Kim"}, "same name"),
    ],
)
def test_names_that_do_not_fit_are_refused(given, words):
    with pytest.raises(NegotiationError, match=words):
        ng.SignallingGame(TYPES, SUMMIT, **given)


@pytest.mark.parametrize(
    ("table", "given", "words"),
    [
        (np.zeros((2, 2, 2)), {}, "two arrays"),
        (np.zeros((3, 2, 2, 2)), {}, "two arrays"),
        (np.zeros((2, 3, 2, 2)), {}, "2 types need 2 rows"),
        (np.zeros((2, 2, 0, 2)), {}, "at least one message"),
        (np.zeros((2, 2, 2, 2)), {"messages": ["m"]}, "2 messages need 2 names"),
        (np.zeros((2, 2, 2, 2)), {"responses": ["a", "b", "c"]}, "hold 2 responses"),
        (
            np.zeros((2, 2, 2, 2)),
            {"responses": {"message 2": ["a"]}},
            "sent 'message 2': The arrays hold 2 responses",
        ),
        (np.full((2, 2, 2, 2), np.nan), {}, "must be finite"),
        ([[["x"]]], {}, "must hold numbers"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(table, given, words):
    with pytest.raises(NegotiationError, match=words):
        ng.SignallingGame({"a": 0.5, "b": 0.5}, table, **given)


def test_an_unknown_message_is_refused(summit):
    with pytest.raises(UnknownNameError, match="propose"):
        summit.ends("proposal")


# ------------------------------------------------------------------ other forms


def test_the_normal_form_plans_a_message_per_type_and_a_response_per_message(summit):
    game = summit.normal_form()
    assert game.actors == ("Kim", "President")
    assert game.title == "summit"
    assert game.strategies[1] == ("negotiate", "reject")
    assert game.strategies[0][1] == "no proposal / propose"
    assert game.payoffs[0].tolist() == [[0, 0], [1, -0.25], [1.5, -0.75], [2.5, -1]]
    assert game.payoffs[1].tolist() == [[0, 0], [-1, 0], [1.5, 0], [0.5, 0]]


def test_the_normal_form_weighs_types_by_the_prior():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(2, 3, 2, 2))
    prior = np.array([0.2, 0.3, 0.5])
    game = ng.SignallingGame({"a": 0.2, "b": 0.3, "c": 0.5}, table).normal_form()
    assert game.payoffs.shape == (2, 8, 4)
    # Plan 5 is (1, 0, 1); answer 2 is response 1 to message 0, response 0 to message 1.
    cells = [table[:, 0, 1, 0], table[:, 1, 0, 1], table[:, 2, 1, 0]]
    assert game.payoffs[:, 5, 2] == pytest.approx(np.stack(cells, axis=1) @ prior)


def test_plans_that_words_would_not_tell_apart_are_tuples():
    names = {"x": (0, 0), "x / x": (0, 0)}
    game = ng.SignallingGame({"a": 0.5, "b": 0.5}, names).normal_form()
    assert game.strategies[0][1] == ("x", "x / x")
    assert game.strategies[1] == ("(end)",)


def test_a_normal_form_that_is_too_large_is_refused():
    game = ng.SignallingGame(
        [f"t{k}" for k in range(10)], np.zeros((2, 10, 5, 3)), prior=[0.1] * 10
    )
    with pytest.raises(TooLargeError, match="combinations of strategies"):
        game.normal_form()


def test_the_tree_is_the_same_game(summit):
    tree = summit.tree()
    assert tree.actors == ("Kim", "President")
    assert [each.name for each in tree.sets_of("Kim")] == ["earnest", "duplicitous"]
    (heard,) = tree.sets_of("President")
    assert heard.name == "propose"
    assert len(heard.positions) == 2
    assert len(tree.endings) == 6
    assert tree.perfect_recall
    reduced = tree.normal_form()
    assert reduced.payoffs == pytest.approx(summit.normal_form().payoffs)


def test_a_tree_of_types_that_cannot_be_stands():
    tree = ng.SignallingGame({"a": 1, "b": 0}, SUMMIT_FOR_TWO).tree()
    assert len(tree.sets_of("Sender")) == 2


SUMMIT_FOR_TWO = {"stay": (0, 0), "go": {"yes": {"a": (1, 1), "b": (2, 0)}, "no": (0, 0)}}


# ------------------------------------------------------------------ what it says


def test_it_says_what_it_is(summit):
    assert repr(summit) == (
        "<SignallingGame 'summit': Kim (2 types, 2 messages), President (1 + 2 responses)>"
    )
    told = replace(summit, about="A proposal.", source="Homework.").summary()
    assert told.columns == ("message", "response", "earnest (0.75)", "duplicitous (0.25)")
    assert told.rows[1] == ("propose", "negotiate", "2, 2", "4, -4")
    assert told.notes[-2:] == ("A proposal.", "Homework.")
    assert "<table>" in summit._repr_html_()
    plain = ng.SignallingGame(["a"], np.zeros((2, 1, 2, 2)), prior=[1])
    assert repr(plain).endswith("Receiver (2 responses)>")
