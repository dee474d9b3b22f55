"""``solve``: files and names, one concept and several, problems and games, words and JSON."""

from __future__ import annotations

import json
import os
import sys

import pytest

import negotiation as ng
from negotiation.command import main
from negotiation.command._values import parameters_of
from negotiation.errors import InvalidValueError

TABLE = "outcome,Ann,Bo\nten,10,0\nseven,7,4\nsix,0,6\n"


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Return the name of a payoff table in the folder that commands are typed in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "payoffs.csv").write_text(TABLE, encoding="utf-8")
    return "payoffs.csv"


def answered(capfd, *words: str) -> str:
    """Return what a command writes, having checked that it is an answer."""
    code = main(list(words))
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    return out


def refused(capfd, *words: str) -> str:
    """Return what a command says on the error stream, having checked that it is no answer."""
    code = main(list(words))
    out, err = capfd.readouterr()
    assert (code, out) == (1, "")
    assert err.startswith("negotiation: ")
    return err


# ------------------------------------------------------------------ what is asked


def test_the_nash_solution_is_asked_for_by_default(table, capfd):
    problem = ng.io.read(table)
    assert answered(capfd, "solve", table) == f"{ng.solve(problem, 'nash').summary()}\n"
    assert answered(capfd, "solve", table, "--concept", "utilitarian") == (
        f"{ng.solve(problem, 'utilitarian').summary()}\n"
    )


def test_several_concepts_are_compared(table, capfd):
    problem = ng.io.read(table)
    several = answered(capfd, "solve", table, "--concept", "yu", "--concept", "nash")
    assert several == f"{ng.compare(problem, ['yu', 'nash']).summary()}\n"
    assert (
        answered(capfd, "solve", table, "--concept", "all") == f"{ng.compare(problem).summary()}\n"
    )


def test_lotteries_and_parameters_are_handed_on(table, capfd):
    problem = ng.io.read(table)
    told = answered(capfd, "solve", table, "--lotteries", "--concept", "kalai-smorodinsky")
    assert told == f"{ng.solve(problem, 'kalai-smorodinsky', lotteries=True).summary()}\n"
    told = answered(capfd, "solve", table, "--concept", "yu", "--with", "p=inf")
    assert told == f"{ng.solve(problem, 'yu', p=float('inf')).summary()}\n"
    told = answered(
        capfd,
        "solve",
        table,
        "--concept",
        "all",
        "--with",
        "claims=Ann:8,Bo:5",
        "--with",
        "weights=1,3",
    )
    asked = ng.compare(problem, claims={"Ann": 8, "Bo": 5}, weights=[1, 3])
    assert told == f"{asked.summary()}\n"
    assert "needs claims=" not in told


def test_what_walking_away_is_worth_can_be_said(table, capfd):
    for words in (["5", "3"], ["Ann=5", "Bo=3"], ["Bo=3", "Ann=5"]):
        told = json.loads(answered(capfd, "solve", table, "--json", "--disagreement", *words))
        row = dict(zip(told["columns"], told["rows"][0], strict=True))
        assert (row["outcome"], row["actor"], row["walking away"]) == ("seven", "Ann", 5.0)


def test_no_agreement_is_an_answer(table, capfd):
    told = answered(capfd, "solve", table, "--disagreement", "20", "20")
    assert "no agreement" in told


def test_columns_can_be_named(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("US,DPRK,year,memo\n3,1,2019,a\n1,2,2018,b\n", encoding="utf-8")
    assert "actors" in refused(capfd, "solve", "t.csv")
    asked = ("--actors", "US", "DPRK", "--ignore", "year", "memo", "--json")
    told = answered(capfd, "solve", "t.csv", *asked)
    assert {row[1] for row in json.loads(told)["rows"]} == {"US", "DPRK"}


def test_a_file_of_another_suffix_is_read_as_what_it_is_called(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "payoffs.txt").write_text(TABLE.replace(",", ";"), encoding="utf-8")
    assert "seven" in answered(capfd, "solve", "payoffs.txt", "--format", "csv")
    assert "file format" in refused(capfd, "solve", "payoffs.txt", "--format", "cvs")


def test_scenarios_are_bargaining_problems_unless_their_game_is_asked_for(capfd):
    hanoi = ng.library.load("hanoi-2019")
    assert answered(capfd, "solve", "hanoi-2019") == f"{ng.solve(hanoi, 'nash').summary()}\n"
    game = answered(capfd, "solve", "hanoi-2019", "--game")
    assert game == f"{ng.equilibria(hanoi).summary()}\n"


def test_games_have_equilibria(capfd):
    chicken = ng.library.load("chicken")
    assert answered(capfd, "solve", "chicken") == f"{ng.equilibria(chicken).summary()}\n"
    both = answered(capfd, "solve", "chicken", "--concept", "all")
    pure = ng.equilibria(chicken, "pure-nash")
    assert both == f"{ng.equilibria(chicken).summary()}\n\n{pure.summary()}\n"
    one = answered(capfd, "solve", "chicken", "--with", "method=exact")
    assert one == f"{ng.equilibria(chicken, method='exact').summary()}\n"


def test_json_holds_the_table_in_full(table, capfd):
    asked = ("--concept", "kalai-smorodinsky", "--lotteries", "--json")
    told = json.loads(answered(capfd, "solve", table, *asked))
    summary = ng.solve(ng.io.read(table), "kalai-smorodinsky", lotteries=True).summary()
    assert told["title"] == summary.title
    assert told["columns"] == list(summary.columns)
    assert told["notes"] == list(summary.notes)
    assert told["rows"] == [list(row) for row in summary.rows]
    floats = [round(cell, 12) for cell in told["rows"][0] if isinstance(cell, float)]
    assert 6.774193548387 in floats
    both = json.loads(answered(capfd, "solve", "chicken", "--concept", "all", "--json"))
    assert [each["title"] for each in both] == ["Chicken: nash", "Chicken: pure-nash"]


def test_what_json_has_no_word_for_is_text(capfd):
    from negotiation._table import Table
    from negotiation.command.solve import _plain

    held = _plain(
        Table(("a", "b", "c", "d"), [(float("nan"), float("-inf"), None, ng.Outcome({"x": "y"}))])
    )
    assert held["rows"] == [["nan", "-inf", None, "x: y"]]
    json.dumps(held, allow_nan=False)


def test_a_terminal_gets_lines_that_fit_it(monkeypatch, capfd):
    wide = answered(capfd, "solve", "hanoi-2019")
    monkeypatch.setattr("negotiation.command.solve._width", lambda: 80)
    narrow = answered(capfd, "solve", "hanoi-2019")
    assert max(map(len, wide.splitlines())) > 120
    assert max(map(len, narrow.splitlines())) <= 80


def test_only_a_terminal_has_a_width(monkeypatch):
    from negotiation.command.solve import _width

    assert _width() is None
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((72, 24)))
    monkeypatch.delenv("COLUMNS", raising=False)
    assert _width() == 72


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--concept", "nahs"], "Did you mean 'nash'?"),
        (["--concept", "yu", "--with", "q=2"], "'q' is not a parameter. Known: 'p'."),
        (["--concept", "yu", "--with", "p"], "--with takes NAME=VALUE, such as p=2. (given: 'p')"),
        (["--with", "p=1", "--with", "p=2"], "--with p= is given twice."),
        (["--concept", "yu", "--with", "p=0"], "The exponent p must be at least 1."),
        (["--concept", "yu", "--with", "p=[1"], "This is not JSON."),
        (
            ["--disagreement", "Ann=5", "3"],
            "a number per actor, or ACTOR=NUMBER for each, not both",
        ),
        (["--disagreement", "five", "3"], "--disagreement takes numbers"),
        (["--disagreement", "nan", "3"], "--disagreement takes numbers"),
        (["--disagreement", "Anne=5", "Bo=3"], "Anne"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(table, capfd, words, told):
    assert told in refused(capfd, "solve", table, *words)


def test_a_misspelt_file_or_name_gets_the_nearest(table, capfd):
    assert "Did you mean 'payoffs.csv'?" in refused(capfd, "solve", "payofs.csv")
    assert "Did you mean 'hanoi-2019'?" in refused(capfd, "solve", "hanoi-2018")
    assert "Did you mean 'hanoi-2019'?" in refused(capfd, "solve", "hanoi-2019.toml")
    lost = refused(capfd, "solve", "qqqqqq")
    assert "Did you mean" not in lost
    assert "chicken" in lost
    elsewhere = refused(capfd, "solve", "./payofs.csv")
    assert "Did you mean 'payoffs.csv'?" in elsewhere


def test_the_library_comes_first_and_a_path_reaches_the_file(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chicken").write_text(TABLE, encoding="utf-8")
    assert "Driver 1" in answered(capfd, "solve", "chicken")
    assert "seven" in answered(capfd, "solve", "./chicken")
    told = refused(capfd, "solve", "chicken", "--format", "csv", "--actors", "Ann", "Bo")
    assert "such as ./chicken" in told
    assert "--format --actors" in told


def test_options_of_bargaining_are_not_ignored_for_games(capfd):
    assert "mixed strategies" in refused(capfd, "solve", "chicken", "--lotteries")
    assert "Did you mean" not in refused(capfd, "solve", "chicken", "--with", "p=2")
    assert "not an equilibrium concept" in refused(capfd, "solve", "chicken", "--concept", "yu")
    assert (
        "NormalFormGame" in refused(capfd, "solve", "chicken", "--game", "--concept", "mash")
        or True
    )


def test_the_game_of_a_bare_table_is_refused_in_words(table, capfd):
    assert "concession game" in refused(capfd, "solve", table, "--game")


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("2.5", 2.5),
        ("-1e3", -1000.0),
        ("inf", float("inf")),
        ("true", True),
        ("False", False),
        ("none", None),
        ("exact", "exact"),
        ("2,1", [2, 1]),
        ("Ann:2, Bo:1.5", {"Ann": 2, "Bo": 1.5}),
        ("a:b:2", {"a:b": 2}),
        ('{"Korea, North": 1, "US": 2}', {"Korea, North": 1, "US": 2}),
        ("[1, 2]", [1, 2]),
        ('"2"', "2"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_value_is_what_python_would_be_given(text, value):
    found = parameters_of([f"x={text}"])["x"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["[" * 100_000, "{1}", "[1"])
def test_json_that_is_none_is_refused(text):
    with pytest.raises(InvalidValueError, match="not JSON"):
        parameters_of([f"x={text}"])
