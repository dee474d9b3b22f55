"""Payoff tables of one's own: mappings, headed rows and data frames, read right or refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    UnknownNameError,
)

HEADS = ["sanctions", "testing", "US", "DPRK"]
ROWS = [["none", "halt", 3, 0], ["partial", "halt", 2, 2], ["full", "resume", 0, 4]]


class FakeFrame:
    """A table with nothing but columns that can be asked for by name."""

    def __init__(self, table: dict[Any, list[Any]]) -> None:
        self.table = table
        self.columns = list(table)

    def __getitem__(self, head: Any) -> list[Any]:
        return self.table[head]


def refusal(kind: type[Exception], *words: str, call: Any) -> None:
    """Check that a call is refused, and that the message holds every one of `words`."""
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value), f"{word!r} is not in {str(caught.value)!r}"


def problem_of(rows: Any = ROWS, heads: Any = HEADS, **columns: Any) -> ng.BargainingProblem:
    return ng.BargainingProblem.from_rows(heads, rows, **columns)


# ------------------------------------------------------------------ a row per outcome


def test_issue_columns_become_packages() -> None:
    problem = problem_of()
    assert problem.actors == ("US", "DPRK")
    assert problem.outcomes == (
        ng.Outcome({"sanctions": "none", "testing": "halt"}),
        ng.Outcome({"sanctions": "partial", "testing": "halt"}),
        ng.Outcome({"sanctions": "full", "testing": "resume"}),
    )
    assert problem.payoffs.tolist() == [[3, 0], [2, 2], [0, 4]]
    assert problem.index({"sanctions": "full", "testing": "resume"}) == 2


@pytest.mark.parametrize("head", ["outcome", "Package", " OUTCOME ", "", None])
def test_a_column_of_names_becomes_labels(head: str | None) -> None:
    problem = problem_of([["small deal ", 2, 1], ["no deal", 0, 0]], [head, "US", "DPRK"])
    assert problem.outcomes == ("small deal", "no deal")
    assert problem.actors == ("US", "DPRK")


def test_a_table_of_payoffs_alone_is_labelled_by_row_numbers() -> None:
    problem = problem_of([[3, 1], [2, 2]], ["US", "DPRK"])
    assert list(problem.outcomes) == [0, 1]


@pytest.mark.parametrize("numbers", [[0, 1, 2], [1, 2, 3], [7, 0, 2], ["0", "1", "2"]])
def test_unnamed_row_numbers_are_left_aside_beside_issues(numbers: list[Any]) -> None:
    rows = [[number, *row] for number, row in zip(numbers, ROWS, strict=True)]
    assert problem_of(rows, ["", *HEADS]).outcomes == problem_of().outcomes


def test_unnamed_row_numbers_label_outcomes_that_have_no_issues() -> None:
    assert list(problem_of([[0, 3, 1], [1, 2, 2]], ["", "US", "DPRK"]).outcomes) == [0, 1]
    assert problem_of([[4, 3, 1], [9, 2, 2]], ["", "US", "DPRK"]).outcomes == (4, 9)


def test_names_beside_issues_are_refused_with_the_cure() -> None:
    heads, rows = ["package", "testing", "US", "DPRK"], ROWS
    call = lambda: problem_of(rows, heads)  # noqa: E731
    refusal(InvalidValueError, "'package'", "'testing'", "ignore=", call=call)
    assert problem_of(rows, heads, ignore=["testing"]).outcomes == ("none", "partial", "full")


def test_disagreement_is_a_vector_or_a_mapping() -> None:
    assert problem_of(disagreement=[1, 2]).disagreement.tolist() == [1, 2]
    assert problem_of(disagreement={"DPRK": 2, "US": 1}).disagreement.tolist() == [1, 2]
    refusal(
        UnknownNameError,
        "'DRPK'",
        "'DPRK'",
        call=lambda: problem_of(disagreement={"DRPK": 2, "US": 1}),
    )
    refusal(
        InvalidValueError, "one number per actor", call=lambda: problem_of(disagreement=[1, 2, 3])
    )


# ------------------------------------------------------------------ which columns are actors


WARHEADS = ["sanctions", "warheads", "US", "DPRK"]
COUNTED = [["none", 10, 3, 0], ["partial", 20, 2, 2]]


def test_a_numeric_issue_is_never_taken_for_an_actor() -> None:
    refusal(
        InvalidValueError,
        "3 columns",
        "'warheads', 'US', 'DPRK'",
        "actors=",
        call=lambda: problem_of(COUNTED, WARHEADS),
    )


@pytest.mark.parametrize(
    "said",
    [
        {"actors": ["US", "DPRK"]},
        {"issues": ["sanctions", "warheads"]},
        {"disagreement": {"DPRK": 0, "US": 0}},
    ],
)
def test_saying_what_the_columns_are_settles_it(said: dict[str, Any]) -> None:
    problem = problem_of(COUNTED, WARHEADS, **said)
    assert problem.actors == ("US", "DPRK")
    assert problem.outcomes[1] == ng.Outcome({"sanctions": "partial", "warheads": "20"})
    assert problem.payoffs.tolist() == [[3, 0], [2, 2]]


def test_a_disagreement_vector_says_how_many_actors_there_are() -> None:
    heads, rows = ["outcome", "US", "DPRK", "ROK"], [["a", 1, 2, 3], ["b", 3, 2, 1]]
    assert problem_of(rows, heads, disagreement=[0, 0, 1]).actors == ("US", "DPRK", "ROK")
    for said in ({}, {"disagreement": [0, 0]}):
        refusal(InvalidValueError, "3 columns", call=lambda s=said: problem_of(rows, heads, **s))


def test_actors_keep_the_order_in_which_they_are_named() -> None:
    problem = problem_of(actors=["DPRK", "US"])
    assert problem.actors == ("DPRK", "US")
    assert problem.payoffs[0].tolist() == [0, 3]


def test_text_right_of_numbers_is_refused_by_name() -> None:
    rows = [[*row, note] for row, note in zip(ROWS, "xyz", strict=True)]
    heads = [*HEADS, "note"]
    refusal(InvalidValueError, "'note'", "ignore=", call=lambda: problem_of(rows, heads))
    refusal(
        InvalidValueError,
        "'note'",
        "ignore=",
        call=lambda: problem_of(rows, heads, actors=["US", "DPRK"]),
    )
    assert problem_of(rows, heads, ignore=["note"]).outcomes == problem_of().outcomes


def test_an_issue_that_is_not_listed_is_refused_by_name() -> None:
    call = lambda: problem_of(actors=["US", "DPRK"], issues=["sanctions"])  # noqa: E731
    refusal(InvalidValueError, "'testing'", "ignore=", call=call)


@pytest.mark.parametrize("rows", [[["a", 1], ["b", 2]], [["a", "x"], ["b", "y"]]])
def test_fewer_than_two_columns_of_numbers_are_refused(rows: list[list[Any]]) -> None:
    refusal(InvalidValueError, "column", "actor", call=lambda: problem_of(rows, ["deal", "US"]))


def test_a_single_actor_can_be_asked_for() -> None:
    assert problem_of([["a", 1], ["b", 2]], ["deal", "US"], actors=["US"]).actors == ("US",)


@pytest.mark.parametrize("words", ["n/a", "none", "-", "high"])
def test_a_column_of_numbers_and_text_is_refused_at_the_cell(words: str) -> None:
    rows = [["none", "halt", 3, 0], ["partial", "halt", words, 2]]
    refusal(InvalidTypeError, "row 1", "'US'", words, call=lambda: problem_of(rows))


def test_columns_named_wrongly_are_refused() -> None:
    refusal(UnknownNameError, "'DPRC'", "'DPRK'", call=lambda: problem_of(actors=["US", "DPRC"]))
    refusal(UnknownNameError, "'note'", call=lambda: problem_of(ignore=["note"]))
    refusal(
        InvalidValueError,
        "'US'",
        "actors=",
        "ignore=",
        call=lambda: problem_of(actors=["US", "DPRK"], ignore=["US"]),
    )
    refusal(InvalidValueError, "'US'", "twice", call=lambda: problem_of(actors=["US", "US"]))
    refusal(InvalidTypeError, "list", "'US'", call=lambda: problem_of(actors="US"))
    refusal(InvalidTypeError, "ignore=", "list", call=lambda: problem_of(ignore=None))


# ------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3", 3.0),
        (" -2.5 ", -2.5),
        ("+.5", 0.5),
        ("4.", 4.0),
        ("1e-3", 0.001),
        ("−3", -3.0),
        (Decimal("0.1"), 0.1),
        (Fraction(1, 2), 0.5),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7.0),
        (5e-324, 5e-324),
    ],
)
def test_a_number_is_read_right(written: Any, meant: float) -> None:
    assert problem_of([["a", written, 0]], ["outcome", "US", "DPRK"]).payoffs[0, 0] == meant


@pytest.mark.parametrize(
    "written",
    ["3,1", "1,000", "1,234.5", "1.234,5", "1 000", "1'000", "1_000", "1\u202f000", "1/2"],
)
def test_a_number_that_can_be_read_in_two_ways_is_refused_with_the_cure(written: str) -> None:
    for said in ({}, {"actors": ["US", "DPRK"]}):
        refusal(
            InvalidValueError,
            "row 1",
            "'DPRK'",
            repr(written),
            "decimal point",
            call=lambda s=said: problem_of(
                [["a", 1, 2], ["b", 1, written]], ["deal", "US", "DPRK"], **s
            ),
        )


@pytest.mark.parametrize("cell", ["", "  ", None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_a_missing_cell_is_refused_by_row_and_column(cell: Any) -> None:
    rows = [["a", 1, 2], ["b", cell, 1]]
    refusal(
        InvalidValueError,
        "row 1",
        "'US'",
        "empty",
        call=lambda: problem_of(rows, ["deal", "US", "DPRK"]),
    )
    rows = [["a", 1, 2], [cell, 1, 1]]
    refusal(
        InvalidValueError,
        "row 1",
        "'deal'",
        "empty",
        call=lambda: problem_of(rows, ["deal", "US", "DPRK"]),
    )


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "nan", float("inf"), "1e999", 10**400])
def test_a_number_that_is_not_finite_is_refused(cell: Any) -> None:
    rows = [["a", 1, 2], ["b", 1, cell]]
    refusal(
        InvalidValueError,
        "row 1",
        "'DPRK'",
        "finite",
        call=lambda: problem_of(rows, ["deal", "US", "DPRK"]),
    )


@pytest.mark.parametrize("cell", [True, "3 points", "$3", 1j, [3], "٣"])
def test_what_is_no_number_is_refused(cell: Any) -> None:
    rows = [["a", 1, 2], ["b", 1, cell]]
    call = lambda: problem_of(rows, ["deal", "US", "DPRK"], actors=["US", "DPRK"])  # noqa: E731
    refusal(InvalidTypeError, "row 1", "'DPRK'", "number", call=call)


def test_an_outcome_that_stands_twice_is_refused_with_both_rows() -> None:
    refusal(
        InvalidValueError,
        "row 0",
        "row 3",
        "sanctions: none",
        call=lambda: problem_of([*ROWS, ["none ", "halt", 3, 0]]),
    )


def test_rows_and_heads_must_fit() -> None:
    refusal(
        InvalidValueError,
        "row 3",
        "3 cells",
        "4 heads",
        call=lambda: problem_of([*ROWS, ["a", 1, 2]]),
    )
    refusal(
        InvalidValueError,
        "row 3",
        "5 cells",
        "4 heads",
        call=lambda: problem_of([*ROWS, list("abcde")]),
    )
    refusal(InvalidValueError, "no rows", call=lambda: problem_of([]))
    refusal(
        InvalidValueError,
        "Columns 1 and 3",
        "'US'",
        call=lambda: problem_of([[1, 2, 3]], ["US", "DPRK", "US"]),
    )
    refusal(
        InvalidValueError, "Column 2 has no head", call=lambda: problem_of([[1, 2]], ["US", " "])
    )
    refusal(
        InvalidTypeError, "row 0", "list of cells", call=lambda: problem_of(["ab"], ["US", "DPRK"])
    )
    refusal(
        InvalidValueError,
        "column for an actor",
        call=lambda: problem_of([["a"]], ["deal"], issues=["deal"]),
    )


# ------------------------------------------------------------------ frames


def test_a_data_frame_is_read_like_its_rows() -> None:
    frame = pd.DataFrame(ROWS, columns=HEADS)
    for each in (frame, FakeFrame({head: list(frame[head]) for head in HEADS})):
        problem = ng.BargainingProblem.from_frame(each, disagreement=[1, 1])
        assert problem.outcomes == problem_of().outcomes
        assert problem.payoffs.tolist() == problem_of().payoffs.tolist()
        assert problem.disagreement.tolist() == [1, 1]


def test_an_index_that_says_something_is_read() -> None:
    frame = pd.DataFrame(ROWS, columns=HEADS)
    by_issue = ng.BargainingProblem.from_frame(frame.set_index(["sanctions", "testing"]))
    assert by_issue.outcomes == problem_of().outcomes
    labelled = frame[["US", "DPRK"]].set_axis(["a", "b", "c"])
    assert ng.BargainingProblem.from_frame(labelled).outcomes == ("a", "b", "c")
    one = frame.drop(columns="testing").set_index("sanctions")
    assert ng.BargainingProblem.from_frame(one).outcomes[0] == ng.Outcome({"sanctions": "none"})
    counted = frame[["US", "DPRK"]].rename_axis("stage")
    refusal(InvalidValueError, "'stage'", call=lambda: ng.BargainingProblem.from_frame(counted))
    pairs = frame[["US", "DPRK"]].set_axis(pd.MultiIndex.from_tuples([(1, 2), (1, 3), (2, 3)]))
    assert ng.BargainingProblem.from_frame(pairs).outcomes == ((1, 2), (1, 3), (2, 3))


def test_row_numbers_left_by_filtering_are_no_issue() -> None:
    frame = pd.DataFrame(ROWS, columns=HEADS)
    left = frame[frame["US"] < 3]
    assert ng.BargainingProblem.from_frame(left).outcomes == problem_of().outcomes[1:]
    assert ng.BargainingProblem.from_frame(left[["US", "DPRK"]]).outcomes == (1, 2)


def test_errors_name_rows_as_the_frame_does() -> None:
    frame = pd.DataFrame({"US": [1.0, None], "DPRK": [2, 3]}, index=["deal", "no deal"])
    refusal(
        InvalidValueError,
        "row 'no deal'",
        "column 'US'",
        call=lambda: ng.BargainingProblem.from_frame(frame),
    )


def test_frames_that_are_none_are_refused() -> None:
    refusal(
        InvalidTypeError,
        "data frame",
        "list",
        call=lambda: ng.BargainingProblem.from_frame([[1, 2]]),
    )
    refusal(
        InvalidValueError,
        "no rows",
        call=lambda: ng.BargainingProblem.from_frame(pd.DataFrame({"US": []})),
    )
    frame = FakeFrame({"US": [1, 2], "DPRK": [1]})
    refusal(
        InvalidValueError, "'DPRK'", "1 cells", call=lambda: ng.BargainingProblem.from_frame(frame)
    )
    twice = pd.DataFrame([[1, 2]], columns=["US", "US"])
    refusal(
        InvalidValueError, "same head", "'US'", call=lambda: ng.BargainingProblem.from_frame(twice)
    )
    for kind in (ng.BargainingProblem, ng.NormalFormGame):
        refusal(InvalidTypeError, "from_frame", call=lambda k=kind: k(pd.DataFrame({"US": [1]})))


# ------------------------------------------------------------------ mappings


def test_a_mapping_names_outcomes_and_actors() -> None:
    listed = ng.BargainingProblem({"deal": [2, 1], "no deal": np.zeros(2)}, actors=["US", "DPRK"])
    named = ng.BargainingProblem({"deal": {"US": 2, "DPRK": 1}, "no deal": {"DPRK": 0, "US": 0}})
    for problem in (listed, named):
        assert problem.outcomes == ("deal", "no deal")
        assert problem.actors == ("US", "DPRK")
        assert problem.payoffs.tolist() == [[2, 1], [0, 0]]
    turned = ng.BargainingProblem({"deal": {"US": 2, "DPRK": 1}}, actors=["DPRK", "US"])
    assert turned.payoffs.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, ["empty"]),
        ({"deal": [2, 1], "none": [0]}, ["'none'", "1 payoffs", "2"]),
        ({"deal": {"US": 2, "DPRK": 1}, "none": {"US": 0}}, ["'none'", "'DPRK'", "missing"]),
        ({"deal": {"US": 2, "DPRK": 1}, "none": {"US": 0, "DPKR": 1}}, ["'DPKR'", "'DPRK'"]),
        ({"deal": {"US": 2}, "none": [0]}, ["'none'", "lists for some"]),
        ({"deal": 3}, ["'deal'", "3"]),
        ({"deal": "3, 1"}, ["'deal'", "3, 1"]),
        ({"deal": [3, None]}, ["'deal'", "actor 2", "empty"]),
        ({"deal": {"US": "x"}}, ["'deal'", "'US'", "'x'"]),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(table: Any, words: list[str]) -> None:
    refusal(ng.NegotiationError, *words, call=lambda: ng.BargainingProblem(table))


def test_a_mapping_names_its_outcomes_alone() -> None:
    call = lambda: ng.BargainingProblem({"deal": [1, 2]}, outcomes=["x"])  # noqa: E731
    refusal(InvalidValueError, "outcomes=", call=call)


# ------------------------------------------------------------------ bimatrices


HOLD = [["hold", "3, 3", "0, 5"], ["cheat", "5, 0", "1, 1"]]
BOTH = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]


def game_of(rows: Any = HOLD, corner: str = "US \\ DPRK", **said: Any) -> ng.NormalFormGame:
    return ng.NormalFormGame.from_rows([corner, "hold", "cheat"], rows, **said)


def test_the_corner_names_the_actors() -> None:
    game = game_of()
    assert game.actors == ("US", "DPRK")
    assert game.strategies == (("hold", "cheat"), ("hold", "cheat"))
    assert game.payoffs.tolist() == BOTH
    assert game_of(corner="").actors == ("Actor 1", "Actor 2")
    assert game_of(corner="game", actors=["Ann", "Bo"]).actors == ("Ann", "Bo")
    assert game_of(corner="row \\ column", actors=["Ann", "Bo"]).actors == ("Ann", "Bo")
    refusal(InvalidValueError, "corner", "'game'", call=lambda: game_of(corner="game"))
    refusal(InvalidValueError, "corner", call=lambda: game_of(corner="US \\ "))
    refusal(
        InvalidValueError, "corner", "row actor first", call=lambda: game_of(actors=["DPRK", "US"])
    )


@pytest.mark.parametrize(
    "cell",
    [
        *("3, -1.5", "3,-1.5", "(3, -1.5)", "[3;-1.5]", "3; -1.5", "3/-1.5", " ( 3 , −1.5 ) "),
        *((3, -1.5), [3, -1.5], np.array([3, -1.5]), ("3", "-1.5")),
    ],
)
def test_a_pair_is_read_however_it_is_written(cell: Any) -> None:
    game = game_of([["hold", cell, "0, 5"], ["cheat", "5, 0", "1, 1"]])
    assert game.payoffs[:, 0, 0].tolist() == [3, -1.5]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("", "empty"),
        (None, "empty"),
        (float("nan"), "empty"),
        ("3", "pair"),
        (3, "pair"),
        ("3, 1, 2", "pair"),
        ((3, 1, 2), "pair"),
        ("3,5, 1,2", "pair"),
        ("3,5; 1,2", "decimal point"),
        ("3, x", "number"),
        ("3,", "empty"),
        ("nan, 1", "finite"),
        ((1, float("inf")), "finite"),
    ],
)
def test_a_cell_that_is_no_pair_is_refused_by_row_and_column(cell: Any, word: str) -> None:
    call = lambda: game_of([["hold", "1, 1", "1, 1"], ["cheat", "1, 1", cell]])  # noqa: E731
    refusal(ng.NegotiationError, "row 1", "column 'cheat'", word, call=call)


def test_a_strategy_that_stands_twice_is_refused_with_both_places() -> None:
    refusal(InvalidValueError, "row 0", "row 1", "'hold'", call=lambda: game_of([HOLD[0], HOLD[0]]))
    refusal(
        InvalidValueError,
        "Columns 2 and 3",
        "'hold'",
        call=lambda: ng.NormalFormGame.from_rows(["", "hold", "hold"], HOLD),
    )
    refusal(InvalidValueError, "row 0", "label", call=lambda: game_of([["", "1, 1", "1, 1"]]))
    refusal(
        InvalidValueError,
        "column actor",
        call=lambda: ng.NormalFormGame.from_rows([""], [["hold"]]),
    )


def test_a_frame_of_pairs_is_a_game() -> None:
    frame = pd.DataFrame(
        {"hold": [(3, 3), "5, 0"], "cheat": ["(0, 5)", [1, 1]]}, index=["hold", "cheat"]
    )
    assert ng.NormalFormGame.from_frame(frame, ["US", "DPRK"]).payoffs.tolist() == BOTH
    named = frame.rename_axis(index="US", columns="DPRK")
    assert ng.NormalFormGame.from_frame(named).actors == ("US", "DPRK")
    assert ng.NormalFormGame.from_frame(named).strategies == (("hold", "cheat"), ("hold", "cheat"))
    first = FakeFrame(
        {"US \\ DPRK": ["hold", "cheat"], "hold": ["3, 3", "5, 0"], "cheat": ["0, 5", "1, 1"]}
    )
    game = ng.NormalFormGame.from_frame(first)
    assert (game.actors, game.payoffs.tolist()) == (("US", "DPRK"), BOTH)
    bare = ng.NormalFormGame.from_frame(frame.reset_index(drop=True))
    assert bare.strategies == ((0, 1), ("hold", "cheat"))
    deep = frame.set_axis(pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")], names=["x", "y"]))
    refusal(InvalidValueError, "one index level", call=lambda: ng.NormalFormGame.from_frame(deep))


def test_two_frames_are_a_game() -> None:
    ours = pd.DataFrame(
        {"hold": [3, 5], "cheat": [0, 1]}, index=pd.Index(["hold", "cheat"], name="US")
    )
    theirs = pd.DataFrame(
        {"hold": [3, 0], "cheat": [5, 1]}, index=pd.Index(["hold", "cheat"], name="DPRK")
    )
    game = ng.NormalFormGame.from_frames(ours, theirs)
    assert (game.actors, game.payoffs.tolist()) == (("US", "DPRK"), BOTH)
    bare = ng.NormalFormGame.from_frames(ours.reset_index(drop=True), theirs.reset_index(drop=True))
    assert (bare.strategies[0], bare.payoffs.tolist()) == ((0, 1), BOTH)
    turned = theirs.iloc[::-1]
    refusal(
        InvalidValueError,
        "row strategies",
        "'hold'",
        "'cheat'",
        call=lambda: ng.NormalFormGame.from_frames(ours, turned),
    )
    wider = theirs.assign(quit=[0, 0])
    refusal(
        InvalidValueError, "2 column", "3", call=lambda: ng.NormalFormGame.from_frames(ours, wider)
    )
    gap = theirs.astype(object)
    gap.loc["cheat", "hold"] = None
    refusal(
        InvalidValueError,
        "row 'cheat'",
        "column 'hold'",
        "empty",
        call=lambda: ng.NormalFormGame.from_frames(ours, gap),
    )


@pytest.mark.parametrize("kind", [list, np.array])
def test_two_tables_are_a_game(kind: Any) -> None:
    game = ng.NormalFormGame.from_tables(
        kind(BOTH[0]), kind(BOTH[1]), strategies=[["a", "b"], ["c", "d"]], actors=["US", "DPRK"]
    )
    assert game.payoffs.tolist() == BOTH
    assert game.strategies == (("a", "b"), ("c", "d"))
    assert game.actors == ("US", "DPRK")


def test_two_tables_must_agree() -> None:
    tables = ng.NormalFormGame.from_tables
    refusal(
        InvalidValueError, "table 2", "(1, 2)", "(2, 2)", call=lambda: tables(BOTH[0], [[1, 2]])
    )
    refusal(
        InvalidTypeError,
        "table 2",
        "different lengths",
        call=lambda: tables(BOTH[0], [[1], [1, 2]]),
    )
    refusal(InvalidValueError, "table 1", "finite", call=lambda: tables([[np.inf]], [[1]]))
    refusal(ng.NegotiationError, "one axis per actor", call=lambda: tables([1, 2], [3, 4]))
    ours = {"hold": {"hold": 3, "cheat": 0}, "cheat": {"hold": 5, "cheat": 1}}
    theirs = {"hold": {"hold": 3, "cheat": 5}, "cheat": {"cheat": 1, "hold": 0}}
    assert tables(ours, theirs).payoffs.tolist()[0] == BOTH[0]
    assert tables(ours, {**theirs, "cheat": {"hold": 0, "cheat": 1}}).payoffs.tolist() == BOTH
    assert tables(ours, theirs).payoffs.tolist() == BOTH
    refusal(
        InvalidValueError, "strategies=", call=lambda: tables(ours, theirs, strategies=[[1], [2]])
    )
    refusal(
        InvalidTypeError, "table 1", "every row strategy", call=lambda: tables({"a": 1}, {"a": 2})
    )


def test_a_mapping_of_pairs_is_a_game() -> None:
    table = {"hold": {"hold": (3, 3), "cheat": "0, 5"}, "cheat": {"cheat": (1, 1), "hold": (5, 0)}}
    game = ng.NormalFormGame(table, actors=["US", "DPRK"])
    assert game.payoffs.tolist() == BOTH
    assert game.strategies == (("hold", "cheat"), ("hold", "cheat"))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, ["empty"]),
        ({"hold": (1, 2)}, ["'hold'", "every row strategy"]),
        (
            {"a": {"x": (1, 2), "y": (1, 2)}, "b": {"x": (1, 2)}},
            ["row 'b'", "column 'y'", "missing"],
        ),
        ({"a": {"x": (1, 2)}, "b": {"x": (1, 2), "z": (0, 0)}}, ["row 'b'", "column 'z'"]),
        ({"a": {"x": (1, 2)}, "b": {"x": 3}}, ["row 'b'", "column 'x'", "pair"]),
    ],
)
def test_a_mapping_that_is_no_game_is_refused(table: Any, words: list[str]) -> None:
    refusal(ng.NegotiationError, *words, call=lambda: ng.NormalFormGame(table))


def test_a_mapping_names_its_strategies_alone() -> None:
    call = lambda: ng.NormalFormGame({"a": {"x": (1, 2)}}, [["a"], ["x"]])  # noqa: E731
    refusal(InvalidValueError, "strategies=", call=call)


# ------------------------------------------------------------------ whatever the numbers


FINITE = st.floats(min_value=-1e307, max_value=1e307)


@given(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=8), st.sampled_from([float, repr]))
def test_every_finite_payoff_comes_back_bit_for_bit(table: Any, write: Any) -> None:
    rows = [[f"deal {place}", *map(write, row)] for place, row in enumerate(table)]
    payoffs = problem_of(rows, ["outcome", "US", "DPRK"]).payoffs
    assert payoffs.tobytes() == np.array(table).tobytes()


@given(FINITE, FINITE, st.sampled_from(["{!r}, {!r}", "({!r},{!r})", "{!r}; {!r}", "{!r}/{!r}"]))
def test_every_finite_pair_comes_back_bit_for_bit(first: float, second: float, form: str) -> None:
    payoffs = game_of([["hold", form.format(first, second), (0, 0)]]).payoffs
    assert payoffs[:, 0, 0].tobytes() == np.array([first, second]).tobytes()


# ------------------------------------------------------------------ games refused with the place


@pytest.mark.parametrize(
    ("payoffs", "more", "words"),
    [
        (
            [[[1, 2], [3, 4]], [[1, float("nan")], [3, 4]]],
            {"strategies": [["hold", "cheat"], ["stay", "go"]], "actors": ["North", "South"]},
            ["actor 'South'", "('hold', 'go')", "nan"],
        ),
        ([[[1, 2], [float("inf"), 4]], [[1, 2], [3, 4]]], {}, ["actor 'Actor 1'", "('1', '0')"]),
        (
            [[[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]],
            {"actors": ["North", "South"]},
            ["actor 'South'", "shape (2, 3)", "'North' (2, 2)"],
        ),
        ([[[1, 2], [3]], [[1, 2], [3, 4]]], {}, ["actor 'Actor 1'", "different lengths"]),
        ([[[1, 2], [3, 4]], [[1, "x"], [3, 4]]], {}, ["actor 'Actor 2'"]),
        (
            [[[1, 2], [3, 4]]] * 2,
            {"strategies": [["a", "b"], ["c", "c"]]},
            ["actor 'Actor 2'", "same label", "'c'"],
        ),
        (3, {}, ["one payoff array per actor"]),
    ],
)
def test_a_game_is_refused_with_actor_and_strategies(payoffs, more, words):
    with pytest.raises(NegotiationError) as caught:
        ng.NormalFormGame(payoffs, **more)
    for word in words:
        assert word in str(caught.value), str(caught.value)
