"""Gambit's .efg files: every listed tree read exactly, written and read back, faults located."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NegotiationError
from negotiation.io._gambit_nodes import tree_of
from negotiation.io._gambit_writing import shares_text
from negotiation.io.gambit_efg import efg_text
from tests.io.gambit_faults import refusals, vague
from tests.io.scenarios import STRANGE, numbers

# The sample of Gambit's manual, with what it allows to leave out left out.
SAMPLE = """EFG 2 R "General Bayes game, one stage" { "Player 1" "Player 2" }
c "ROOT" 1 "(0,1)" { "1G" 0.500000 "1B" 1/2 } 0
c "" 2 "(0,2)" { "2g" 0.500000 "2b" 0.500000 } 0
p "" 1 1 "(1,1)" { "H" "L" } 0
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 1 "Outcome 1" { 10.000000 2.000000 }
t "" 2 "Outcome 2" { 0.000000, 10.000000 }
p "" 2 1 0
t "" 3 "Outcome 3" { 2 4, }
t "" 4 "Outcome 4" { 4 1/3 }
p "" 1 1 0
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 1
t "four" 4
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 2 "two" { 0 1e1 }
t "" 0
c "" 2 0
t "" 1
t "" 3
"""


def told(game: ng.ExtensiveGame, *, names: bool = True) -> list[Any]:
    """Return all that a tree says, position by position, numbers as floats or exactly."""
    sets = game.information_sets
    return [
        (
            each.parent,
            each.move,
            each.node.label if names else None,
            type(each.node).__name__,
            sets[each.information].actor if each.information is not None else None,
            sets[each.information].name if each.information is not None else None,
            each.information,
            tuple(each.node.moves) if not isinstance(each.node, ng.Ending) else (),
            tuple(map(float, each.payoffs)),
        )
        for each in game.positions
    ]


def test_the_sample_of_the_manual() -> None:
    game = tree_of(SAMPLE)
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert game.actors == ("Player 1", "Player 2")
    assert [each.probabilities for each in game.positions if each.probabilities] == [
        (half, half)
    ] * 3
    worth = [game.positions[place].payoffs for place in game.endings]
    one, two, three, four = (10, 2), (0, 10), (2, 4), (4, third)
    assert worth == [one, two, three, four, one, four, two, (0, 0), one, three]
    labels = [game.positions[place].node.label for place in game.endings]
    assert labels[4:8] == ["Outcome 1", "four", "two", ""]
    assert [(each.actor, each.name, each.moves) for each in game.information_sets] == [
        ("Player 1", "(1,1)", ("H", "L")),
        ("Player 2", "(2,1)", ("h", "l")),
        ("Player 2", "(2,2)", ("h", "l")),
    ]
    assert [len(each.positions) for each in game.information_sets] == [2, 2, 2]
    assert [game.positions[place].node.label for place in (0, 1)] == ["ROOT", "(0,2)"]
    assert game.exact


def test_outcomes_on_the_way_are_added_to_all_endings_below() -> None:
    game = tree_of("""EFG 2 R "" { "A" "B" }
    p "" 1 1 "" { "go" "stop" } 1 "fee" { -1 1/2 }
    c "" 1 "" { "x" .25 "y" .75 } 2 "bonus" { 0 1/4 }
    t "" 1
    t "" 3 "c" { 5 5 }
    t "" 0""")
    worth = [game.positions[place].payoffs for place in game.endings]
    assert worth == [(-2, Fraction(5, 4)), (4, Fraction(23, 4)), (-1, Fraction(1, 2))]


def test_names_that_repeat_or_are_missing_are_told_apart() -> None:
    game = tree_of("""EFG 2 R "" { "A" "" }
    p "" 1 7 "X" { "a" "a" "" } 0
    p "" 2 1 "" { "m" } 0 p "n" 1 8 "X" { "a (2)" } 0 t "" 0
    p "" 2 1 "" { "m" } 0 p "" 1 9 "X (2)" { "" "" } 0 t "" 0 t "" 0
    p "lone" 2 2 "" { "m" } 0 t "" 0""")
    assert game.actors == ("A", "Actor 2")
    assert [(each.name, each.moves) for each in game.sets_of("A")] == [
        ("X", ("a", "a (2)", "move 3")),
        ("X (3)", ("a (2)",)),
        ("X (2)", ("move 1", "move 2")),
    ]
    assert [each.name for each in game.sets_of("Actor 2")] == ["set 1", "lone"]
    assert told(tree_of(efg_text(game))) == told(game)


def test_a_fraction_of_any_length_is_written() -> None:
    long, longer = Fraction(10**1000 + 1, 10**1000), Fraction(10**5000 + 1, 3 * 10**5000)
    game = ng.ExtensiveGame(ng.Ending([long, longer]), ["A", "B"])
    assert tree_of(efg_text(game)).positions[0].payoffs == (long, Fraction(1, 3))


def test_an_ending_alone_is_a_game() -> None:
    game = tree_of('EFG 2 R "over" { "A" } "why" t "" 1 "so" { 3 }')
    assert len(game) == 1
    assert game.about == "why"
    assert told(tree_of(efg_text(game))) == told(game)


# ------------------------------------------------------------------ listed games


def listed(reference: Path) -> list[dict[str, Any]]:
    files = sorted((reference / "cases" / "games").glob("*.json"))
    found = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [each for each in found if "efg" in each]


def test_every_listed_tree_is_read_and_comes_back(reference: Path, tmp_path: Path) -> None:
    games = listed(reference)
    assert len(games) >= 11
    for data in games:
        path = tmp_path / "listed.txt"  # of no suffix that is known: by content
        path.write_text(data["efg"], encoding="utf-8")
        game = ng.io.read(path)
        assert len(game.actors) == data["players"]
        again = ng.io.read(ng.io.write(game, tmp_path / "again.efg"))
        assert told(again) == told(game)
        assert [each.payoffs for each in again.positions] == [
            each.payoffs for each in game.positions
        ]
        assert (again.title, again.about) == (game.title, game.about)
        assert game.exact
        assert again.exact


def test_listed_facts_about_beer_and_quiche(reference: Path) -> None:
    """Cho and Kreps (1987), Figure 1, whose payoffs the file lists in its own order."""
    (data,) = [each for each in listed(reference) if each["id"] == "beer-quiche"]
    game = tree_of(data["efg"])
    worth = {game.path(place): game.positions[place].payoffs for place in game.endings}
    assert worth["wimp", "quiche", "don't"] == (3, 0)
    assert worth["surly", "beer", "don't"] == (3, 1)
    assert game.positions[0].probabilities == (Fraction(1, 10), Fraction(9, 10))
    assert [len(each.positions) for each in game.sets_of("Player 2")] == [2, 2]


def test_listed_normal_forms_follow_from_the_trees(reference: Path) -> None:
    """The payoffs listed with a tree are those of the tree as it was read."""
    checked = 0
    for data in listed(reference):
        form = data.get("reduced_normal_form")
        if form is None:
            continue
        ours = tree_of(data["efg"]).normal_form()
        listed_ = [
            [[float(Fraction(each)) for each in row] for row in rows] for rows in form["payoffs"]
        ]
        assert ours.payoffs == pytest.approx(np.array(listed_))
        checked += 1
    assert checked > 3


# ------------------------------------------------------------------ written


texts = st.sampled_from([*STRANGE, "\\ ", "\\é", "x  y", "\\u00e9", "a", "b", "c", "war"])


@st.composite
def shares(draw: Any, count: int) -> list[Any]:
    """Draw probabilities: floats of all kinds, or fractions."""
    weights = draw(st.lists(st.integers(0, 60), min_size=count, max_size=count).filter(any))
    exact = [Fraction(each, sum(weights)) for each in weights]
    return exact if draw(st.booleans()) else [float(each) for each in exact]


@st.composite
def trees(draw: Any) -> ng.ExtensiveGame:
    """Draw a tree of up to three actors, some of whom do not see what others did."""
    actors = draw(st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True))
    worth = st.one_of(st.integers(-5, 5), numbers, st.fractions(max_denominator=50))
    sets = {
        (who, name): draw(st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True))
        for who in actors
        for name in draw(st.lists(texts.filter(bool), max_size=2, unique=True))
    }

    def node(depth: int, met: frozenset[Any]) -> Any:
        kind = draw(st.sampled_from("tttcpq" if depth else "cpqt"))
        label = draw(st.sampled_from(["", "", "x", "x #2", "war", "war #2", '"', "é", "_1"]))
        if depth > 3 or kind == "t":
            return ng.Ending([draw(worth) for _ in actors], label)
        free = sorted(set(sets) - met)
        if kind == "q" and free:
            key = draw(st.sampled_from(free))
            below = {move: node(depth + 1, met | {key}) for move in sets[key]}
            return ng.Decision(key[0], below, key[1], label)
        moves = draw(st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True))
        below = {move: node(depth + 1, met) for move in moves}
        if kind == "c":
            odds = draw(shares(len(moves)))
            return ng.Chance(
                {
                    move: (share, each)
                    for share, (move, each) in zip(odds, below.items(), strict=True)
                },
                label,
            )
        return ng.Decision(draw(st.sampled_from(actors)), below, None, label)

    return ng.ExtensiveGame(
        node(0, frozenset()), actors, title=draw(texts), about=draw(texts), source=draw(texts)
    )


@settings(max_examples=100)
@given(game=trees())
def test_what_is_written_is_read_back(game: ng.ExtensiveGame) -> None:
    text = efg_text(game)
    back = tree_of(text)
    assert told(back) == told(game)
    assert back.actors == game.actors
    assert (back.title, back.about, back.source) == (game.title, game.about, game.source)
    for mine, theirs in zip(game.positions, back.positions, strict=True):
        assert sum(theirs.probabilities) in (0, 1)
        assert [float(each) for each in theirs.probabilities] == pytest.approx(
            [float(each) for each in mine.probabilities], rel=1e-15, abs=1e-16
        )
        for ours, other in zip(mine.payoffs, theirs.payoffs, strict=True):
            assert isinstance(ours, float) or ours == other
    assert efg_text(tree_of(efg_text(back))) == efg_text(back)


@settings(max_examples=200)
@given(weights=st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda each: sum(each) > 0))
def test_probabilities_are_written_to_sum_to_exactly_one(weights: list[float]) -> None:
    total = sum(weights)
    odds = [float(each / total) for each in weights]
    exact = [Fraction(each) for each in shares_text(odds)]
    assert sum(exact) == 1
    assert min(exact) >= 0
    changed = [share for share, each in zip(odds, exact, strict=True) if float(each) != share]
    assert len(changed) <= 1
    assert [float(each) for each in exact] == pytest.approx(odds, rel=1e-14, abs=1e-15)


def test_endings_of_one_name_and_worth_share_an_outcome_and_others_do_not() -> None:
    def end(*worth: int) -> ng.Ending:
        return ng.Ending(worth, "war")

    moves = {"a": end(0, 0), "b": end(1, 0), "c": end(0, 0), "d": end(1, 0), "e": ng.Ending([1, 0])}
    moves["f"] = ng.Ending([2, 0], "_7")  # so Gambit names what has no name
    moves["g"] = ng.Ending([3, 0], "war #2")
    game = ng.ExtensiveGame(ng.Decision("A", moves), ["A", "B"])
    lines = efg_text(game).splitlines()[4:]
    assert lines == [
        't "" 1 "war" { 0, 0 }',
        't "" 2 "war #2" { 1, 0 }',
        't "" 1 "war" { 0, 0 }',
        't "" 2 "war #2" { 1, 0 }',
        't "" 3 "" { 1, 0 }',
        't "" 4 "\\u005f7" { 2, 0 }',
        't "" 5 "war \\u00232" { 3, 0 }',
    ]
    assert told(tree_of(efg_text(game))) == told(game)


def test_the_tree_of_what_has_one_is_written(tmp_path: Path) -> None:
    class Grown:
        def tree(self) -> ng.ExtensiveGame:
            return tree_of(SAMPLE)

    back = ng.io.read(ng.io.write(Grown(), tmp_path / "x.efg"))
    assert told(back) == told(tree_of(SAMPLE))


def test_nodes_of_one_name_are_told_apart_for_gambit_and_are_called_the_same() -> None:
    def asked(label: str) -> ng.Decision:
        return ng.Decision("A", {"x": ng.Ending([1])}, None, label)

    odds = {str(place): (0.25, asked(label)) for place, label in enumerate("aab")}
    odds["3"] = (0.25, asked("a #2"))
    game = ng.ExtensiveGame(ng.Chance(odds, "a"))
    names = [line.split('"')[1] for line in efg_text(game).splitlines() if line[:1] in ("c", "p")]
    assert names == ["a", "a #2", "a #3", "b", "a \\u00232"]
    assert told(tree_of(efg_text(game))) == told(game)


@pytest.mark.parametrize(
    ("noun", "remedy"),
    [
        (ng.NormalFormGame([[1, 2]]), r"holds an ExtensiveGame\. Write a table as \.nfg"),
        (3, r"holds an E"),
    ],
)
def test_only_trees_are_written(noun: object, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidTypeError, match=remedy):
        ng.io.write(noun, tmp_path / "x.efg")
    with pytest.raises(InvalidTypeError, match=r"as \.efg, or its normal_form"):
        ng.io.write(tree_of(SAMPLE), tmp_path / "x.nfg")


# ------------------------------------------------------------------ refused


@pytest.mark.slow
def test_a_file_spoilt_anywhere_is_read_or_refused_with_its_place() -> None:
    errors = refusals(tree_of, SAMPLE)
    assert len(errors) > 3000
    assert vague(errors) == []


HEAD = 'EFG 2 R "t" { "A" "B" }\n'


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 2, 1, ["a node for the start", "the file ends"]),
        ('"comment"', 2, 10, ["a node for the start", "the file ends"]),
        ('x "" 1', 2, 1, ["'c' (chance), 'p' (an actor) or 't' (ending)", "'x' stands"]),
        ("p 1 1", 2, 3, ["name of the node in double quotes"]),
        ('p "" 3 1 "" { "a" } 0', 2, 6, ["no actor 3, only 2"]),
        ('p "" 1 0 "" { "a" } 0', 2, 8, ["number of the set", "from 1 up"]),
        ('p "" 1 1 0', 2, 8, ["information set 1 has no name and moves yet"]),
        ('c "" 4 0', 2, 6, ["event 4 has no name"]),
        ('p "" 1 1 "" { } 0', 2, 13, ["at least one move"]),
        ('p "" 1 1 "" "a" 0', 2, 13, ["'{' before the moves", 'the text "a" stands']),
        ('p "" 1 1 "" { "a", "b" } 0', 2, 18, ["a move, or '}'", "',' stands"]),
        ('p "" 1 1 "" { "a" }\nt "" 0', 3, 1, ["number of the outcome", "'t' stands"]),
        ('c "" 1 "" { "a" } 0', 2, 17, ["its probability"]),
        ('c "" 1 "" { "a" 1/2 "b" 1/3 } 0', 2, 11, ["sum to 0.833333333333333, not to 1"]),
        ('c "" 1 "" { "a" .333 "b" .333 "c" .333 } 0', 2, 11, ["sum to 0.999"]),
        ('c "" 1 "" { "a" -1 "b" 2 } 0', 2, 17, ["must not be negative"]),
        ('t "" 3', 2, 6, ["outcome 3 has no name and payoffs yet"]),
        ('t "" 0 "x" { 1 1 }', 2, 6, ["Outcome 0 is none"]),
        ('t "" 1 "x" { 1 }', 2, 16, ["payoff of 'B'"]),
        ('t "" 1 "x" { 1 2 3 }', 2, 18, ["'}' after 2 payoffs"]),
        ('t "" 1 "x" 1 2', 2, 12, ["before the payoffs"]),
        ('t "" 1 "x" { 1 nan }', 2, 16, ["payoff of 'B'", "'nan'"]),
        ('t "" 0\nt "" 0', 3, 1, ["end of the file, since every move has led to an ending"]),
        ('p "" 1 1 "" { "a" "b" } 0\nt "" 0\n', 4, 1, ["after the move 'b'", "the file ends"]),
        (
            'p "" 1 1 "" { "a" "b" } 0 t "" 1 "x" { 1 1 }\nt "" 1 "x" { 2 1 }',
            3,
            6,
            ["other payoffs before: 1, 1", "given: '2, 1'"],
        ),
        (
            'p "" 2 2 "" { "a" } 0 p "" 1 1 "X" { "a" } 0\np "" 2 2 "" { "b" } 0 t "" 0',
            3,
            8,
            ["information set 2", "other moves", "given: \"'': b\""],
        ),
        (
            'c "" 1 "" { "a" 1 } 0\nc "" 1 "" { "b" 1 } 0 t "" 0',
            3,
            6,
            ["event 1 was given another name"],
        ),
        (
            'p "" 1 1 "X" { "a" } 0\np "" 1 1 0 t "" 0',
            3,
            8,
            ["pass an information set twice", "'X'"],
        ),
        (
            'p "" 1 1 "" { "a" } 1 "x" { 9e306 0 }\nt "" 1',
            3,
            1,
            ["on the way add up to more than 1e+307"],
        ),
    ],
)
def test_a_fault_is_named_with_its_place(
    text: str, line: int, column: int, words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "faulty.efg"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(InvalidValueError) as caught:
        ng.io.read(path)
    message = str(caught.value)
    assert message.startswith(f"file {str(path)!r}: line {line}, column {column}: ")
    for word in words:
        assert word in message


@pytest.mark.slow
def test_depth_is_bounded_and_the_deepest_tree_is_read() -> None:
    def deep(count: int) -> str:
        nodes = "\n".join(f'p "" 1 {place} "" {{ "on" }} 0' for place in range(1, count + 1))
        return f'EFG 2 R "" {{ "A" }}\n{nodes}\nt "" 0'

    game = tree_of(deep(1000))
    assert len(game) == 1001
    assert told(tree_of(efg_text(game))) == told(game)
    start = time.perf_counter()
    with pytest.raises(NegotiationError, match=r"line 1003, column 1: A tree has at most"):
        tree_of(deep(100_000))
    assert time.perf_counter() - start < 2


def test_unbalanced_quotes_and_braces_do_not_hang() -> None:
    start = time.perf_counter()
    for text in ('"' * 200_001, "{" * 200_000, '"\\' * 100_000, "\\" * 200_000, "9" * 200_000):
        for head in ("", HEAD, HEAD + 't "" 1 ', HEAD + 't "" 1 "" { 1 '):
            with pytest.raises(NegotiationError, match="line "):
                tree_of(head + text)
    assert time.perf_counter() - start < 3
