"""Behaviour strategies: how they are given, what they lead to, what is believed."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError
from tests.concessions.test_extensive_form import beer_quiche
from tests.concessions.trees import random_tree, worth

POOLING = {
    "Sender": {"wimp": "beer", "surly": {"beer": 1}},
    "Receiver": {"beer": [0, 1], "quiche": {"duel": 0.5, "don't": 0.5}},
}


def test_behaviour_is_given_in_words_or_numbers():
    tree = beer_quiche()
    done = ng.Behaviour(tree, POOLING)
    assert [each.tolist() for each in done.probabilities] == [[1, 0], [0, 1], [0.5, 0.5], [1, 0]]
    again = ng.Behaviour(tree, done.probabilities)
    assert again.payoffs == pytest.approx([2.9, 0.9])
    assert tree.expected(POOLING) == pytest.approx([2.9, 0.9])
    assert tree.expected(done) == pytest.approx([2.9, 0.9])
    assert not done.pure
    assert done.plays == {("wimp", "beer", "don't"): 0.1, ("surly", "beer", "don't"): 0.9}


def test_beliefs_follow_bayes_and_are_open_where_nothing_leads():
    done = ng.Behaviour(beer_quiche(), POOLING)
    assert done.reached == pytest.approx([0.1, 1, 0, 0.9])
    assert done.beliefs[1] == pytest.approx([0.1, 0.9])
    assert done.beliefs[2] is None
    mixed = ng.Behaviour(
        beer_quiche(), {**POOLING, "Sender": {"wimp": [0.5, 0.5], "surly": "beer"}}
    )
    assert mixed.beliefs[1] == pytest.approx([0.05 / 0.95, 0.9 / 0.95])
    assert mixed.beliefs[2] == pytest.approx([1, 0])
    table = done.summary()
    assert table.column("does")[0] == "beer"
    assert table.column("does")[2] == "50.0% duel, 50.0% don't"
    assert table.column("believes") == (
        "",
        "10.0% wimp, beer, 90.0% surly, beer",
        "anything: not reached",
        "",
    )
    assert "Expected: Sender 2.9, Receiver 0.9." in str(table)
    assert repr(done) == "<Behaviour: mixed, Sender 2.9, Receiver 0.9>"
    assert "<table>" in done._repr_html_()


def test_small_shares_are_not_rounded_away():
    tree = ng.ExtensiveGame(ng.Decision("A", {"x": ng.Ending([0]), "y": ng.Ending([1])}))
    done = ng.Behaviour(tree, [[1e-6, 1 - 1e-6]])
    assert done.does(tree.information_sets[0]) == "0.0001% x, 99.9999% y"


@pytest.mark.parametrize("seed", range(15))
def test_payoffs_are_those_of_following_every_play(seed):
    tree = random_tree(seed, actors=2, most=8, hidden=0.5, chance=0.3)
    rng = np.random.default_rng(seed)
    drawn = [rng.dirichlet(np.ones(len(each.moves))) for each in tree.information_sets]
    done = ng.Behaviour(tree, drawn)
    assert done.payoffs == pytest.approx(worth(tree, dict(enumerate(drawn))))
    assert done.reach[list(tree.endings)].sum() == pytest.approx(1)
    assert ng.Behaviour.uniform(tree).reach.min() > 0


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({**POOLING, "Nobody": {}}, UnknownNameError, "'Nobody' is not an actor"),
        ({**POOLING, "Sender": "beer"}, InvalidTypeError, "actor 'Sender': .* by information set"),
        (
            {**POOLING, "Sender": {"wimp": "beer", "surl": "beer"}},
            UnknownNameError,
            "actor 'Sender': 'surl' is not an information set. Did you mean 'surly'",
        ),
        (
            {**POOLING, "Sender": {"wimp": "beer"}},
            InvalidValueError,
            "actor 'Sender', information 'surly': .* missing",
        ),
        ({"Sender": POOLING["Sender"]}, InvalidValueError, "actor 'Receiver', information 'beer'"),
        (
            {**POOLING, "Sender": {"wimp": "wine", "surly": "beer"}},
            UnknownNameError,
            "information 'wimp': 'wine' is not a move",
        ),
        (
            {**POOLING, "Sender": {"wimp": [1, 0, 0], "surly": "beer"}},
            InvalidValueError,
            "2 moves need 2 probabilities",
        ),
        (
            {**POOLING, "Sender": {"wimp": [0.5, 0.4], "surly": "beer"}},
            InvalidValueError,
            "sum to 1",
        ),
        (
            {**POOLING, "Sender": {"wimp": [1.5, -0.5], "surly": "beer"}},
            InvalidValueError,
            "not be negative",
        ),
        (
            {**POOLING, "Sender": {"wimp": [np.nan, 1], "surly": "beer"}},
            InvalidValueError,
            "actor 'Sender', information 'wimp': .* finite",
        ),
        ([[1, 0]], InvalidValueError, "4 information sets; what is done at 1"),
    ],
)
def test_what_cannot_be_done_is_refused_by_place(given, error, words):
    with pytest.raises(error, match=words):
        ng.Behaviour(beer_quiche(), given)


def test_behaviour_is_one_in_a_tree():
    with pytest.raises(InvalidTypeError, match="ExtensiveGame"):
        ng.Behaviour(None, [])
