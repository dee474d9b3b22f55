"""Game trees by hand: what is kept, what is refused and where, and their normal forms."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.concessions import _layout, _reduced_form
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    TooLargeError,
    UnknownNameError,
)
from tests.concessions.trees import random_tree, unit, worth

END = ng.Ending([1, 2])


def entry():
    answer = ng.Decision("Incumbent", {"share": ng.Ending([2, 1]), "fight": ng.Ending([0, 0])})
    return ng.ExtensiveGame(
        ng.Decision("Entrant", {"in": answer, "out": ng.Ending([1, 2], "as before")}),
        title="Entry",
        about="Who gives way?",
        source="textbook",
    )


def beer_quiche():
    """Cho and Kreps (1987), figure 1."""

    def reply(message, duel, spared):
        moves = {"duel": ng.Ending(duel), "don't": ng.Ending(spared)}
        return ng.Decision("Receiver", moves, message)

    wimp = {"beer": reply("beer", [0, 1], [2, 0]), "quiche": reply("quiche", [1, 1], [3, 0])}
    surly = {"beer": reply("beer", [1, 0], [3, 1]), "quiche": reply("quiche", [0, 0], [2, 1])}
    root = ng.Chance(
        {
            "wimp": (Fraction(1, 10), ng.Decision("Sender", wimp, label="wimp")),
            "surly": (Fraction(9, 10), ng.Decision("Sender", surly, label="surly")),
        }
    )
    return ng.ExtensiveGame(root, ["Sender", "Receiver"])


# ------------------------------------------------------------------ what is kept


def test_a_tree_knows_its_positions_in_order():
    tree = entry()
    assert len(tree) == 5
    assert [each.move for each in tree.positions] == [None, "in", "share", "fight", "out"]
    assert [each.parent for each in tree.positions] == [None, 0, 1, 1, 0]
    assert [each.children for each in tree.positions] == [(1, 4), (2, 3), (), (), ()]
    assert [each.information for each in tree.positions] == [0, 1, None, None, None]
    assert tree.positions[2].payoffs == (2, 1)
    assert tree.endings == (2, 3, 4)
    assert tree.payoffs.tolist() == [[2, 1], [0, 0], [1, 2]]
    assert tree.path(3) == ("in", "fight")
    assert tree.path(0) == ()
    assert tree.positions[4].node.label == "as before"
    assert tree.perfect_information
    assert tree.perfect_recall
    assert tree.exact
    with pytest.raises(InvalidValueError, match="numbered from 0 to 4"):
        tree.path(5)


def test_information_sets_have_an_actor_a_name_and_moves():
    tree = beer_quiche()
    assert [(each.actor, each.name, each.positions) for each in tree.information_sets] == [
        ("Sender", "wimp", (1,)),
        ("Receiver", "beer", (2, 9)),
        ("Receiver", "quiche", (5, 12)),
        ("Sender", "surly", (8,)),
    ]
    assert [each.name for each in tree.sets_of("Receiver")] == ["beer", "quiche"]
    assert tree.sets_of("Receiver")[0].moves == ("duel", "don't")
    assert not tree.perfect_information
    assert tree.perfect_recall
    with pytest.raises(UnknownNameError, match="Did you mean 'Sender'"):
        tree.sets_of("Sendr")


def test_sets_without_a_name_are_called_after_where_they_are():
    def node(label="", below=END):
        return ng.Decision("A", {"x": below, "y": END}, label=label)

    tree = ng.ExtensiveGame(
        ng.Decision("A", {"l": node("same"), "r": node("same", node("own"))}), ["A", "B"]
    )
    names = [each.name for each in tree.information_sets]
    assert names == ["the start", "after l", "after r", "own"]
    taken = ng.Decision("A", {"x": ng.Decision("A", {"x": END}), "y": END}, "after x")
    tree = ng.ExtensiveGame(taken, ["A", "B"])
    assert [each.name for each in tree.information_sets] == ["after x", "after x (position 1)"]
    branching = ng.Decision("A", {"x, y": node(), "x": ng.Decision("A", {"y": node(), "z": END})})
    tree = ng.ExtensiveGame(branching, ["A", "B"])
    names = [each.name for each in tree.sets_of("A")]
    assert names == ["the start", "after x, y (position 1)", "after x", "after x, y (position 5)"]


def test_the_same_name_of_two_actors_is_two_sets():
    tree = ng.ExtensiveGame(
        ng.Decision("A", {"x": ng.Decision("B", {"x": END}, "here"), "y": END}, "here")
    )
    assert len(tree.information_sets) == 2


def test_numbers_are_kept_exactly():
    third = Fraction(1, 3)
    node = ng.Chance({"a": (third, END), "b": (1 - third, ng.Ending([Decimal("0.1"), third]))})
    tree = ng.ExtensiveGame(node, ["A", "B"])
    assert tree.positions[0].probabilities == (third, Fraction(2, 3))
    assert tree.positions[2].payoffs == (Fraction(1, 10), third)
    assert tree.exact
    rough = ng.ExtensiveGame(ng.Decision("A", {"a": ng.Ending([np.float64(0.5)])}))
    assert not rough.exact
    whole = ng.ExtensiveGame(ng.Decision("A", {"a": ng.Ending([np.int64(3)])}))
    assert whole.exact
    assert type(whole.positions[1].payoffs[0]) is int
    assert type(ng.ExtensiveGame(ng.Ending([Fraction(4, 2)]), ["A"]).positions[0].payoffs[0]) is int
    large = ng.ExtensiveGame(ng.Ending([10**300, -(10**300)]), ["A", "B"])
    assert large.positions[0].payoffs[0] == 10**300


def test_probabilities_as_floats_may_miss_1_by_rounding_and_are_set_right():
    def lot(odds):
        return ng.Chance({str(k): (p, END) for k, p in enumerate(odds)})

    tree = ng.ExtensiveGame(lot([0.3333333333] * 3), ["A", "B"])
    assert abs(sum(tree.positions[0].probabilities) - 1) < 1e-15
    nearly = Fraction(3333333333, 10**10)
    with pytest.raises(InvalidValueError, match="they sum to 9999999999/10000000000"):
        ng.ExtensiveGame(lot([nearly] * 3), ["A", "B"])


def test_actors_are_those_who_appear_in_the_order_in_which_they_do():
    root = ng.Decision("Z", {"x": ng.Ending({"Judge": 3, "Z": 1})})
    tree = ng.ExtensiveGame(root)
    assert tree.actors == ("Z", "Judge")
    assert tree.payoffs.tolist() == [[1, 3]]
    assert ng.ExtensiveGame(root, ["Judge", "Z"]).payoffs.tolist() == [[3, 1]]


def test_one_node_may_stand_at_several_positions():
    again = ng.Decision("B", {"x": END, "y": END})
    tree = ng.ExtensiveGame(ng.Decision("A", {"l": again, "r": again}))
    assert [each.name for each in tree.sets_of("B")] == ["after l", "after r"]


def test_moves_may_be_given_as_pairs():
    assert list(ng.Decision("A", [("x", END), (2, END)]).moves) == ["x", "2"]


def test_the_tree_reads_well():
    tree = entry()
    assert repr(tree) == (
        "<ExtensiveGame 'Entry': Entrant (1 information set), Incumbent (1 information set), "
        "3 endings>"
    )
    text = str(tree.summary())
    for words in ("Entry", "after in", "share, fight", "5 positions, 3 endings.", "textbook"):
        assert words in text
    assert "Perfect information" in text
    assert "Imperfect information" in str(beer_quiche().summary())
    assert "<table>" in tree._repr_html_()
    assert repr(tree.root) == "<Decision: Entrant picks in or out>"
    assert repr(ng.Chance({"x": (1, END)}, "lot")) == "<Chance 'lot': x>"
    assert repr(ng.Ending([1, Fraction(1, 2)], "peace")) == "<Ending 'peace': 1, 1/2>"
    assert repr(ng.Ending({"A": 1})) == "<Ending: A 1>"
    assert repr(ng.Decision("A", dict.fromkeys("abcdefgh", END))).endswith("f …>")


# ------------------------------------------------------------------ what is refused, and where


def under(node):
    return ng.ExtensiveGame(ng.Decision("A", {"go": node, "stay": END}), ["A", "B"])


@pytest.mark.parametrize(
    ("node", "error", "words"),
    [
        (ng.Chance({"x": (0.5, END), "y": (0.4, END)}), InvalidValueError, "they sum to 0.9"),
        (ng.Chance({"x": (1.5, END), "y": (-0.5, END)}), InvalidValueError, "'y': .* not be neg"),
        (ng.Chance({"x": (float("nan"), END)}), InvalidValueError, "move 'x': .* finite"),
        (ng.Chance({"x": ("1", END)}), InvalidTypeError, "move 'x': .* must be a number"),
        (ng.Chance({"x": END}), InvalidTypeError, r"pair \(probability, node\)"),
        (ng.Chance({"x": (Fraction(1, 3), END)}), InvalidValueError, "sum to 1/3"),
        (ng.Chance({}), InvalidValueError, "Chance needs at least one move"),
        (ng.Decision("B", {}), InvalidValueError, "put an Ending"),
        (ng.Decision("B", {"x": 3}), InvalidTypeError, "'go > x': A tree is made of"),
        (ng.Decision("C", {"x": END}), UnknownNameError, "'C' is not an actor.*Known: 'A', 'B'"),
        (ng.Ending([1, 2, 3]), InvalidValueError, r"a payoff per actor \(A, B\)"),
        (ng.Ending([1, float("inf")]), InvalidValueError, "actor 'B': A payoff must be finite"),
        (ng.Ending([1, 1e308]), InvalidValueError, "actor 'B': .* larger units"),
        (ng.Ending([1, 10**400]), InvalidValueError, "actor 'B'"),
        (ng.Ending([True, 1]), InvalidTypeError, "actor 'A': A payoff must be a number"),
        (ng.Ending(["1", 1]), InvalidTypeError, "actor 'A': A payoff must be a number"),
        (ng.Ending({"A": 1}), InvalidValueError, "actor 'B': The ending lacks"),
        (ng.Ending({"A": 1, "B": 1, "D": 2}), UnknownNameError, "'D' is not an actor"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_moves_that_lead_there(node, error, words):
    with pytest.raises(error, match=words) as caught:
        under(node)
    assert str(caught.value).startswith("after 'go")


def test_nodes_refuse_what_is_no_list_of_moves_or_payoffs():
    with pytest.raises(InvalidValueError, match=r"node 'n': Two moves .* \(given: 'x'\)"):
        ng.Decision("A", [("x", END), ("x", END)], label="n")
    with pytest.raises(InvalidValueError, match="same label"):
        ng.Decision("A", {1: END, "1": END})
    with pytest.raises(InvalidTypeError, match="A decision needs its moves under labels"):
        ng.Decision("A", 7)
    with pytest.raises(InvalidTypeError, match="Chance needs its moves under labels"):
        ng.Chance([END])
    for payoffs in ("12", 3):
        with pytest.raises(InvalidTypeError, match="ending 'e': An ending needs a payoff per"):
            ng.Ending(payoffs, "e")


def test_information_sets_must_fit_together():
    def second(moves):
        return ng.Decision("B", dict.fromkeys(moves, END), "hears")

    with pytest.raises(InvalidValueError, match="same moves in the same order; l offers x, y") as e:
        ng.ExtensiveGame(ng.Decision("A", {"l": second("xy"), "r": second("yx")}))
    assert e.value.place == {"after": "r", "actor": "B", "information": "hears"}
    loop = ng.Decision(
        "A", {"x": ng.Decision("A", {"x": END, "y": END}, "dozes"), "y": END}, "dozes"
    )
    with pytest.raises(
        InvalidValueError, match="No play may pass an information set twice; the st"
    ):
        ng.ExtensiveGame(loop, ["A", "B"])


def test_actors_must_be_named_right():
    with pytest.raises(InvalidTypeError, match="list of names"):
        ng.ExtensiveGame(END, "AB")
    with pytest.raises(InvalidValueError, match="same name"):
        ng.ExtensiveGame(END, ["A", "A"])
    with pytest.raises(InvalidValueError, match="needs an actor"):
        ng.ExtensiveGame(END)
    with pytest.raises(InvalidTypeError, match="made of Chance, Decision and Ending"):
        ng.ExtensiveGame(None, ["A"])
    with pytest.raises(InvalidValueError, match="an actor who never moves is named in actors="):
        ng.ExtensiveGame(ng.Decision("A", {"x": END}))


def chain(length):
    node = ng.Ending([0])
    for _ in range(length):
        node = ng.Decision("A", {"x": node})
    return node


def test_depth_and_size_are_bounded_by_name(monkeypatch):
    assert len(ng.ExtensiveGame(chain(1000))) == 1001
    with pytest.raises(TooLargeError, match="more than 1,000 moves"):
        ng.ExtensiveGame(chain(1001))
    node = ng.Ending([0])
    for _ in range(40):
        node = ng.Decision("A", {"x": node, "y": node})  # 2**40 positions of 41 nodes
    monkeypatch.setattr(_layout, "LARGEST_TREE", 101)
    assert len(ng.ExtensiveGame(chain(100))) == 101
    monkeypatch.setattr(_layout, "LARGEST_TREE", 100)
    with pytest.raises(TooLargeError, match="more than 100 positions"):
        ng.ExtensiveGame(chain(100))
    monkeypatch.setattr(_layout, "LARGEST_TREE", 1000)
    with pytest.raises(TooLargeError, match="more than 1,000 positions"):
        ng.ExtensiveGame(node)


# ------------------------------------------------------------------ normal forms


def test_the_reduced_form_leaves_out_what_a_plan_itself_rules_out():
    later = ng.Decision("A", {"u": ng.Ending([3, 0]), "d": ng.Ending([0, 3])}, "later")
    reply = ng.Decision("B", {"l": later, "r": ng.Ending([1, 1])})
    tree = ng.ExtensiveGame(ng.Decision("A", {"in": reply, "out": ng.Ending([2, 2])}))
    short, long = tree.normal_form(), tree.normal_form(reduced=False)
    assert short.strategies == (("in; u", "in; d", "out"), ("l", "r"))
    assert long.strategies[0] == ("in; u", "in; d", "out; u", "out; d")
    assert short.payoffs.tolist() == [[[3, 1], [0, 1], [2, 2]], [[0, 1], [3, 1], [2, 2]]]
    assert short.actors == tree.actors


def test_moves_are_told_apart_by_their_information_set_where_they_need_it():
    form = beer_quiche().normal_form()
    assert form.strategies[0][1] == "wimp: beer; surly: quiche"
    assert form.strategies[1][2] == "beer: don't; quiche: duel"
    want = [["9/10", "9/10", "29/10", "29/10"], ["0", "9/5", "1/5", "2"]]
    assert form.payoffs[0, :2].tolist() == [[float(Fraction(x)) for x in row] for row in want]


def test_labels_that_hold_separators_stay_apart():
    def end():
        return ng.Ending([0])

    inner = ng.Decision("A", {"b": end(), "b; c": end()}, "1")
    other = ng.Decision("A", {"c": end(), "d": end()}, "2")
    tree = ng.ExtensiveGame(ng.Chance({"x": (Fraction(1, 2), inner), "y": (Fraction(1, 2), other)}))
    assert len(set(tree.normal_form().strategies[0])) == 4
    once = ng.Decision("A", {"a": ng.Decision("A", {"b; c": end()}), "a; b": other})
    labels = ng.ExtensiveGame(once).normal_form().strategies[0]
    assert labels == ("plan 1: a; b; c", "plan 2: a; b; c", "plan 3: a; b; d")


def test_exact_sums_come_out_equal():
    # 1/3 + 1/3 + 1/3 and 1 differ among floats; here they are the same payoff.
    third = Fraction(1, 3)
    lot = ng.Chance({str(k): (third, ng.Ending([Fraction(1, 10), 1])) for k in range(3)})
    root = ng.Decision("A", {"lot": lot, "sure": ng.Ending([Fraction(1, 10), 1])})
    form = ng.ExtensiveGame(root, ["A", "B"]).normal_form()
    assert form.payoffs[0, 0, 0] == form.payoffs[0, 1, 0] == 0.1


@pytest.mark.parametrize("seed", range(30))
def test_the_normal_form_pays_what_the_plans_lead_to(seed):
    tree = random_tree(seed, actors=1 + seed % 3, most=6, hidden=0.5, chance=0.3)
    long = tree.normal_form(reduced=False)
    plans = [
        list(itertools.product(*(range(len(each.moves)) for each in tree.sets_of(name))))
        for name in tree.actors
    ]
    assert long.payoffs.shape[1:] == tuple(len(each) for each in plans)
    for cell in np.ndindex(*long.payoffs.shape[1:]):
        done = {}
        for place, name in enumerate(tree.actors):
            for each, move in zip(tree.sets_of(name), plans[place][cell[place]], strict=True):
                done[each.number] = unit(len(each.moves), move)
        assert long.payoffs[(slice(None), *cell)] == pytest.approx(worth(tree, done))
    # Leaving open what a plan rules out merges exactly the rows that pay the same everywhere
    # for that reason: no row of either form is missing in the other.
    short = tree.normal_form()
    for actor in range(len(tree.actors)):
        for form in (short, long):
            assert form.payoffs.shape[1 + actor] == len(form.strategies[actor])
    assert rows_of(short.payoffs) == rows_of(long.payoffs)


def rows_of(payoffs):
    """Return all distinct payoff vectors, which reduction must not change."""
    flat = payoffs.reshape(payoffs.shape[0], -1).T
    return {tuple(np.round(row, 9)) for row in flat}


@pytest.mark.parametrize("seed", range(12))
def test_reduction_keeps_the_equilibrium_payoffs(seed):
    tree = random_tree(seed, most=5, hidden=0.4)
    found = [ng.equilibria(tree.normal_form(reduced=each)) for each in (True, False)]
    assert all(each.complete for each in found)
    one, two = ({tuple(np.round(row, 8)) for row in each.payoffs} for each in found)
    assert one == two


def test_plans_without_recall_are_settled_where_they_can_be_reached():
    # The second set is met on both branches; the actor has forgotten its first move.
    def second(left, right):
        return ng.Decision("A", {"u": ng.Ending([left]), "d": ng.Ending([right])}, "forgets")

    tree = ng.ExtensiveGame(ng.Decision("A", {"l": second(1, 2), "r": second(3, 4)}))
    assert not tree.perfect_recall
    assert tree.normal_form().payoffs[0].tolist() == [1, 2, 3, 4]
    assert "Imperfect recall" in str(tree.summary())


def test_large_normal_forms_are_refused_by_name(monkeypatch):
    moves = {f"m{k}": END for k in range(12)}
    tree = ng.ExtensiveGame(
        ng.Chance({str(k): (Fraction(1, 8), ng.Decision("A", moves)) for k in range(8)}), ["A", "B"]
    )
    with pytest.raises(TooLargeError, match=r"1,000,000 comb.* \(A 429,981,696, B 1\)"):
        tree.normal_form()
    with pytest.raises(TooLargeError, match="A has more than 1,000 strategies"):
        tree.normal_form(reduced=False, limit=1000)
    reply = ng.Decision("B", moves, "b")
    both = ng.ExtensiveGame(ng.Decision("A", {f"m{k}": reply for k in range(12)}))
    with pytest.raises(TooLargeError, match="more than 100 combinations"):
        both.normal_form(limit=100)
    assert both.normal_form(limit=144).payoffs.shape == (2, 12, 12)
    monkeypatch.setattr(_reduced_form, "_LARGEST_WORK", 100)
    with pytest.raises(TooLargeError, match="1,728 plays"):
        both.normal_form()


def test_equilibria_takes_a_tree():
    found = ng.equilibria(entry())
    assert len(found.profiles) == 3
    assert found.complete
