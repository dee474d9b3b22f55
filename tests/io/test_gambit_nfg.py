"""Gambit's .nfg files: both forms read exactly, written and read back the same, faults located."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NegotiationError, TooLargeError
from negotiation.io import _gambit_text as gambit
from negotiation.io._file import LARGEST_FILE
from negotiation.io._gambit_writing import distinct, joined, number_text, parted, prose, quoted
from negotiation.io.gambit_nfg import game_of_nfg, nfg_text
from tests.io.gambit_faults import refusals, vague
from tests.io.scenarios import games

# Selten (1975), Figure 2: the sample of Gambit's manual, in the two forms that it shows.
PAYOFFS = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""
OUTCOMES = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form" { "Player 1" "Player 2" }
{ { "1" "2" "3" } { "1" "2" } }
{ { "" 1, 1 } { "" 0, 2 } { "" 0, 2 } { "" 1, 1 } { "" 0, 3 } { "" 2, 0 } }
1 2 3 4 5 6
"""
TABLE = np.array([[[1, 1], [0, 0], [0, 2]], [[1, 1], [2, 3], [2, 0]]], dtype=float)
THREE = """NFG 1 R "three \\"friends\\"" { "A" "B" "C" }
{ { "up" "down" } { "left" } { "l" "m" "r" } }
"A comment.
On two lines."
{ { "good" 1/3, -.5 2e-1 } { "bad" 0 0 0, } }
1 2 0  2 1 1
"""


def test_the_payoff_form_runs_through_the_first_actors_strategies_first() -> None:
    game = game_of_nfg(PAYOFFS)
    assert (game.payoffs == TABLE).all()
    assert game.actors == ("Player 1", "Player 2")
    assert game.strategies == ((0, 1, 2), (0, 1))
    assert game.title == "Selten (IJGT, 75), Figure 2, normal form"


def test_the_outcome_form_says_the_same() -> None:
    game = game_of_nfg(OUTCOMES)
    assert (game.payoffs == TABLE).all()
    assert game.strategies == (("1", "2", "3"), ("1", "2"))


def test_three_actors_shared_outcomes_the_null_outcome_and_a_comment() -> None:
    game = game_of_nfg(THREE)
    good, bad = (1 / 3, -0.5, 0.2), (0, 0, 0)
    order = [good, bad, bad, bad, good, good]
    for place, (third, first) in enumerate(np.ndindex(3, 2)):
        assert tuple(game.payoffs[:, first, 0, third]) == order[place]
    assert game.title == 'three "friends"'
    assert game.about == "A comment.\nOn two lines."
    assert game.strategies[2] == ("l", "m", "r")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1/3", 1 / 3),
        ("-7/4", -1.75),
        (".5", 0.5),
        ("5.", 5.0),
        ("+2", 2.0),
        ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
        ("0.1", 0.1),
        ("1e300", 1e300),
        ("2e-308", 2e-308),
        ("123456789012345678901/100000000000", 1234567890.12345678901),
        ("0e999", 0.0),
        ("0.30000000000000004", 0.1 + 0.2),
    ],
)
@pytest.mark.parametrize("other", ["1", "1/2"], ids=["decimals", "fractions"])
def test_numbers_are_read_to_the_nearest_float(written: str, value: float, other: str) -> None:
    game = game_of_nfg(f'NFG 1 D "" {{ "A" }} {{ 2 }} {written} {other}')
    assert game.payoffs[0].tolist() == [value, float(Fraction(other))]


def test_empty_names_are_filled_in() -> None:
    game = game_of_nfg(
        'NFG 1 R "" { "" "strategy" } { { "" "" "strategy 2" } { "x" } } 1 2 3 4 5 6'
    )
    assert game.actors == ("Actor 1", "strategy")
    assert game.strategies[0] == ("strategy 1", "strategy 2 (2)", "strategy 2")


def test_what_gambit_saves_of_our_names_is_read_as_the_names() -> None:
    """It doubles backslashes whenever it saves: here once, twice."""
    for many in ("\\\\u00f4", "\\\\\\\\u00f4"):
        assert game_of_nfg(f'NFG 1 R "" {{ "C{many}te" }} {{ 1 }} 1').actors == ("Côte",)
    assert gambit.unquoted(r"a\\b \"c\" \d \UFFFFFFFF \U0001F600") == 'a\\b "c" \\d \\UFFFFFFFF 😀'


# ------------------------------------------------------------------ written


@given(game=games())
def test_what_is_written_is_read_back(game: ng.NormalFormGame) -> None:
    text = nfg_text(game)
    back = game_of_nfg(text)
    assert back.payoffs.tobytes() == game.payoffs.tobytes()
    assert back.actors == distinct(game.actors, "Actor")
    assert (back.title, back.about, back.source) == (game.title, game.about, game.source)
    labelled = game.strategies != tuple(tuple(range(size)) for size in game.payoffs.shape[1:])
    for ours, theirs in zip(game.strategies, back.strategies, strict=True):
        assert len(theirs) == len(ours)
        if not labelled or all(isinstance(each, str) and each for each in ours):
            assert theirs == ours
    assert nfg_text(game_of_nfg(nfg_text(back))) == nfg_text(back)


names = st.text(st.characters(exclude_categories=["Cs"])) | st.text(' \\"uUé\0\n0x', max_size=6)


@settings(max_examples=400)
@given(name=names)
def test_names_are_written_in_letters_that_gambit_takes(name: str) -> None:
    written = quoted(name)
    assert written.isascii()
    assert written.isprintable()
    inside = written[1:-1].replace('\\"', "'")
    assert '"' not in inside
    assert "\\\\" not in inside
    assert "  " not in inside
    assert inside == inside.strip()
    assert not inside.endswith("\\")
    assert gambit.unquoted(written[1:-1]) == name
    assert gambit.unquoted(prose(name)[1:-1]) == name
    assert prose(name).isascii()
    plain = name.isascii() and name.isprintable() and not any(sign in name for sign in '\\"')
    if plain and "  " not in name and name == name.strip():
        assert written == f'"{name}"'


@given(value=st.floats(allow_nan=False, allow_infinity=False, min_value=-1e307, max_value=1e307))
def test_a_number_is_written_so_that_the_same_float_is_read(value: float) -> None:
    written = number_text(value)
    assert "+" not in written  # Gambit refuses the sign
    tokens = gambit.Tokens(written)
    if abs(value) > 1e-300 or not value:
        assert float(tokens.number("a number")) == value


@given(above=st.integers(-999, 999), below=st.integers(1, 999))
def test_fractions_are_written_as_fractions(above: int, below: int) -> None:
    assert Fraction(number_text(above / below)) == Fraction(above, below)


def test_small_and_huge_numbers_come_back_from_a_table() -> None:
    numbers = [1e-300, 1e300, 1 / 3, -0.0, 2 / 7, 1e-9 / 3, 1e15 / 3, 5e-324]
    game = ng.NormalFormGame([numbers], [[f"s{place}" for place in range(8)]])
    assert game_of_nfg(nfg_text(game)).payoffs.tobytes() == game.payoffs.tobytes()


def test_labels_that_are_no_texts_are_written_in_words(tmp_path: Path) -> None:
    none, some = (
        ng.Outcome({"tests": "none", "aid": "no"}),
        ng.Outcome({"tests": "halted", "aid": "no"}),
    )
    game = ng.NormalFormGame(np.zeros((2, 2, 3)), [[none, some], [1, "1", 2]])
    back = ng.io.read(ng.io.write(game, tmp_path / "x.nfg"))
    assert back.strategies == (
        ("nothing conceded", "tests: halted"),
        ("strategy 1", "1", "strategy 2"),
    )


def test_a_concession_game_keeps_its_equilibria(scenario_game: ng.NormalFormGame) -> None:
    back = game_of_nfg(nfg_text(scenario_game))
    assert (back.payoffs == scenario_game.payoffs).all()
    assert all(len(set(each)) == len(each) for each in back.strategies)


@pytest.fixture
def scenario_game() -> ng.NormalFormGame:
    return ng.concession_game(ng.library.load("hanoi-2019"))


@pytest.mark.parametrize(
    ("about", "told"),
    [("", ""), ("a", ""), ("", "b"), ("a", "b"), ("a\n\nSource: x", ""), ("a\n\nSource: x", "b")],
)
def test_comment_and_source_are_told_apart(about: str, told: str) -> None:
    assert parted(joined(about, told)) == (about, told)


def test_every_listed_game_comes_back(reference: Path, tmp_path: Path) -> None:
    """Through a file by suffix, and by content."""
    count = 0
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        tables = data.get("payoffs")
        if not isinstance(tables, list) or not isinstance(tables[0], list):
            continue
        exact = np.vectorize(lambda each: float(Fraction(str(each))))(
            np.array(tables, dtype=object)
        )
        if exact.ndim != len(exact) + 1:
            continue
        game = ng.NormalFormGame(exact, title=data["title"])
        for name in ("x.nfg", "x.txt"):
            place = ng.io.write(game, tmp_path / name, format="gambit-nfg")
            back = ng.io.read(place)
            assert back.payoffs.tobytes() == game.payoffs.tobytes()
            assert back.title == data["title"]
        count += 1
    assert count > 20


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize("text", [PAYOFFS, OUTCOMES, THREE], ids=["payoffs", "outcomes", "three"])
def test_a_file_spoilt_anywhere_is_read_or_refused_with_its_place(text: str) -> None:
    errors = refusals(game_of_nfg, text)
    assert len(errors) > 600
    assert vague(errors) == []


HEAD = 'NFG 1 R "t" { "A" "B" }'


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, ["'NFG'", "the file ends"]),
        ("EFG 2 R", 1, 1, ["'NFG'", "'EFG' stands"]),
        ("NFG 2 R", 1, 5, ["version 1", "'2' stands"]),
        ("NFG 1 Q", 1, 7, ["'R'", "'Q'"]),
        ('NFG 1 R "t', 1, 9, ["the title", "closing quote is missing"]),
        ("NFG 1 R\ntitle { }", 2, 1, ["the title in double quotes", "'title' stands"]),
        ('NFG 1 R "t" { }', 1, 15, ["at least an actor"]),
        ('NFG 1 R "t" { "A" "A" }', 1, 19, ["an actor stands twice", "'A'"]),
        ('NFG 1 R "t" { "A" B }', 1, 19, ["the name of an actor", "'B' stands"]),
        (HEAD + "\r\n{ 2 }", 2, 5, ["strategies of 'B'", "whole number from 1", "'}' stands"]),
        (HEAD + "\n{ 2 0 }", 2, 5, ["whole number from 1", "'0'"]),
        (HEAD + "\n{ 2 2 2 }", 2, 7, ["'}'", "every actor", "'2'"]),
        (HEAD + '\n{ { "x" } }', 2, 11, ["strategy of 'B'", "'}'"]),
        (HEAD + '\n{ { "x" "y"\n"x" }', 3, 1, ["'A' stands twice", "given: 'x'"]),
        (HEAD + '\n{ { "x" } { } }', 2, 13, ["at least a strategy of 'B'"]),
        (HEAD + '\n{ { "x" } { "y" } { "z" } }', 2, 19, ["list of strategies for every actor"]),
        (HEAD + "\n{ 1 1 } 1 nan", 2, 11, ["a payoff", "such as", "'nan' stands"]),
        (HEAD + "\n{ 1 1 } 1 1e400", 2, 11, ["1e+307"]),
        (HEAD + "\n{ 1 1 } 1 1e-400", 2, 11, ["too small"]),
        (HEAD + "\n{ 1 1 } 1 1e9999", 2, 11, ["out of all proportion"]),
        (HEAD + "\n{ 1 1 } 1 1/0", 2, 11, ["denominator 0"]),
        (HEAD + "\n{ 1 1 } 1, 2", 2, 10, ["a payoff", "',' stands"]),
        (HEAD + "\n{ 1 1 } 1\n", 3, 1, ["1 of 2 entries", "a payoff"]),
        (HEAD + "\n{ 9999999 9999999 } 1", 2, 22, ["1 of 199,999,960,000,002 entries"]),
        (HEAD + "\n{ 1 1 }\n1 2 3", 3, 5, ["end of the file after 2 entries", "'3'"]),
        (HEAD + '\n{ 1 1 }\n{ { "o" 1 2 } } 2', 3, 17, ["no outcome 2", "only 1"]),
        (HEAD + '\n{ 1 1 }\n{ { "o" 1 } } 1', 3, 11, ["payoff of 'B'"]),
        (HEAD + '\n{ 1 1 }\n{ { "o" 1 2 3 } } 1', 3, 13, ["after 2 payoffs"]),
        (HEAD + "\n{ 1 1 }\n{ { 1 2 } } 1", 3, 5, ["name of an outcome"]),
        (HEAD + '\n{ 1 1 }\n{ { "o" 1 2 } } 1 1', 3, 19, ["end of the file after 1 entry"]),
        (HEAD + '\n{ 1 1 }\n{ { "o" 1 2 } } -1', 3, 17, ["from 0 up", "'-1'"]),
        (HEAD + '\n{ 1 2 }\n{ { "o" 1 2 } } 1', 3, 18, ["1 of 2 entries"]),
        (HEAD + "\n{ 1 1 }\n{ 1 2 }", 3, 3, ["before an outcome"]),
    ],
)
def test_a_fault_is_named_with_its_place(
    text: str, line: int, column: int, words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "faulty.nfg"
    path.write_bytes(text.encode())
    with pytest.raises(InvalidValueError) as caught:
        ng.io.read(path)
    message = str(caught.value)
    assert message.startswith(f"file {str(path)!r}: line {line}, column {column}: ")
    for word in words:
        assert word in message


def test_too_many_actors_are_refused() -> None:
    names = " ".join(f'"{place}"' for place in range(61))
    with pytest.raises(NegotiationError, match="at most 60 actors"):
        game_of_nfg(f'NFG 1 R "" {{ {names} }} {{ {"1 " * 61} }} ' + "1 " * 61)
    assert len(game_of_nfg(nfg_text(ng.NormalFormGame(np.ones((60, *[1] * 60))))).actors) == 60


def test_a_file_larger_than_any_game_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nfg"
    path.write_bytes(b" " * (LARGEST_FILE + 1))
    with pytest.raises(TooLargeError, match=r"x\.nfg.*at most 33,554,432 bytes"):
        ng.io.read(path)


@pytest.mark.slow
def test_large_tables_are_read_quickly() -> None:
    game = ng.NormalFormGame(np.random.default_rng(1).random((2, 200, 200)))
    text = nfg_text(game)
    start = time.perf_counter()
    assert (game_of_nfg(text).payoffs == game.payoffs).all()
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("noun", [3, ng.BargainingProblem([[1, 2]])])
def test_only_games_are_written(noun: object, tmp_path: Path) -> None:
    with pytest.raises(InvalidTypeError, match=r"holds a NormalFormGame\."):
        ng.io.write(noun, tmp_path / "x.nfg")
    assert not (tmp_path / "x.nfg").exists()
