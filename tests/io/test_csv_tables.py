"""CSV files as people have them: read right, or refused with file, line and column."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    UnknownNameError,
)
from negotiation.io._formats import file_format

Read = Callable[..., Any]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes text (or bytes) to payoffs.csv and reads it."""

    def write_and_read(content: str | bytes, name: str = "payoffs.csv", **options: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return ng.io.read(path, **options)

    return write_and_read


@pytest.fixture
def refused(read: Read) -> Callable[..., ng.NegotiationError]:
    """Return a function that checks a refusal: the file and every one of `words` are named."""

    def check(content: str | bytes, *words: str, **options: Any) -> ng.NegotiationError:
        with pytest.raises(ng.NegotiationError) as caught:
            read(content, **options)
        for word in ("payoffs.csv", *words):
            assert word in str(caught.value), f"{word!r} is not in {str(caught.value)!r}"
        return caught.value

    return check


DEALS = "sanctions,testing,US,DPRK\nnone,halt,3,0\npartial,halt,2,2.5\nfull,resume,0,4\n"
PAYOFFS = [[3, 0], [2, 2.5], [0, 4]]
BOTH = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]


def packages(problem: ng.BargainingProblem) -> list[tuple[str, ...]]:
    return [tuple(outcome.values()) for outcome in problem.outcomes]


# ------------------------------------------------------------------ a row per outcome


def test_a_row_per_outcome_is_a_bargaining_problem(read: Read) -> None:
    problem = read(DEALS, disagreement={"DPRK": 1, "US": 0.5})
    assert isinstance(problem, ng.BargainingProblem)
    assert problem.actors == ("US", "DPRK")
    assert problem.payoffs.tolist() == PAYOFFS
    assert problem.outcomes[1] == ng.Outcome({"sanctions": "partial", "testing": "halt"})
    assert problem.disagreement.tolist() == [0.5, 1]


@pytest.mark.parametrize(
    "content",
    [
        DEALS.replace(",", ";"),
        DEALS.replace(",", "\t"),
        DEALS.replace(",", ", "),
        DEALS.replace("\n", "\r\n"),
        DEALS.replace("\n", "\r"),
        DEALS.rstrip("\n"),
        "\ufeff" + DEALS,
        DEALS.encode("utf-16"),
        DEALS.replace("\n", ",,\n"),
        DEALS.replace("halt,2", 'halt,"2"').replace("none", '"none"'),
        "\n \n" + DEALS.replace("full", "\n,,,\nfull") + "\n\n",
        DEALS.replace("2.5", " +2.50 "),
    ],
    ids=[
        "semicolons",
        "tabs",
        "blanks",
        "CRLF",
        "CR",
        "no last line end",
        "BOM",
        "UTF-16",
        "blank columns",
        "quoted",
        "blank lines",
        "a sign",
    ],
)
def test_the_same_table_is_read_however_it_was_saved(read: Read, content: str | bytes) -> None:
    problem = read(content)
    assert problem.actors == ("US", "DPRK")
    assert problem.payoffs.tolist() == PAYOFFS
    assert packages(problem) == [("none", "halt"), ("partial", "halt"), ("full", "resume")]


def test_quoted_labels_keep_commas_quotes_and_line_ends(read: Read) -> None:
    problem = read('outcome,US,DPRK\n"a ""small"" deal, signed;\nlater",2,1\nno deal,0,0\n')
    assert problem.outcomes == ('a "small" deal, signed;\nlater', "no deal")


def test_columns_can_be_named(read: Read) -> None:
    content = "sanctions,warheads,US,DPRK,source\nnone,10,3,0,a\npartial,20,2,2,\n"
    problem = read(content, actors=["DPRK", "US"], ignore=["source"], disagreement=[1, 0])
    assert problem.actors == ("DPRK", "US")
    assert problem.payoffs.tolist() == [[0, 3], [2, 2]]
    assert packages(problem) == [("none", "10"), ("partial", "20")]
    numbers = read(
        content.replace("none", "0").replace("partial", "1"),
        issues=["sanctions"],
        ignore=["warheads", "source"],
    )
    assert packages(numbers) == [("0",), ("1",)]


def test_a_head_with_a_backslash_is_no_corner_where_actors_are_columns(read: Read) -> None:
    problem = read("yes\\no,US,DPRK\nno,3,1\n", actors=["US", "DPRK"])
    assert problem.outcomes == (ng.Outcome({"yes\\no": "no"}),)


def test_what_pandas_writes_is_read_back(read: Read, tmp_path: Path) -> None:
    frame = pd.read_csv(io.StringIO(DEALS))
    for index in (True, False):
        frame.to_csv(tmp_path / "frame.csv", index=index)
        problem = ng.io.read(tmp_path / "frame.csv")
        assert problem.payoffs.tolist() == PAYOFFS
        assert problem.outcomes == ng.BargainingProblem.from_frame(frame).outcomes


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("content", "words"),
    [
        # cells
        ("outcome,US,DPRK\n\na,3,1\nb,,2\n", ["line 4", "column 'US'", "empty"]),
        ("deal,US,DPRK\na,3,1\n ,1,2\n", ["line 3", "column 'deal'", "empty"]),
        ("outcome,US,DPRK\na,3,1\nb,2,n/a\n", ["line 3", "column 'DPRK'", "'n/a'"]),
        ("outcome,US,DPRK\na,3,1\nb,nan,2\n", ["line 3", "column 'US'", "finite", "'nan'"]),
        ("outcome,US,DPRK\na,3,-inf\nb,1,2\n", ["line 2", "column 'DPRK'", "finite"]),
        ("outcome;US;DPRK\na;3;2\nb;3,1;2\n", ["line 3", "column 'US'", "'3,1'", "decimal point"]),
        ('outcome,US,DPRK\na,"3,1",2\n', ["line 2", "column 'US'", "'3,1'", "decimal point"]),
        ('outcome,US,DPRK\na,1,"1,234.5"\n', ["line 2", "column 'DPRK'", "thousands"]),
        ("outcome;US;DPRK\na;1.234,5;2\n", ["line 2", "column 'US'", "thousands"]),
        ("outcome,US,DPRK\na,1 000,2\n", ["line 2", "column 'US'", "thousands"]),
        ('outcome,US,DPRK\n"two\nlines",1,2\nb,x,2\n', ["line 4", "column 'US'", "'x'"]),
        # rows
        ("outcome,US,DPRK\na,3,1\nb,2\n", ["line 3", "2 cells", "3 heads"]),
        ("outcome,US,DPRK\na,3,1,5\nb,2,2\n", ["line 2", "4 cells", "3 heads"]),
        ("outcome,US,DPRK\na,3,1,2,5\n", ["line 2", "5 cells", "point"]),
        ("outcome,US,DPRK\na,3,1\nb,1,2\n\na,3,1\n", ["line 2", "line 5", "twice", "'a'"]),
        ("s,US,DPRK\na,3,1\n a,1,2\n", ["line 2", "line 3", "s: a"]),
        # heads
        ("outcome,US,US\na,3,1\n", ["line 1", "Columns 2 and 3", "'US'"]),
        ("outcome,US,,DPRK\na,3,1,2\n", ["line 1", "Column 3 has no head"]),
        ("3,1\n2,2\n", ["line 1", "column 1", "head", "'3'"]),
        ("a,3,1\nb,2,2\n", ["line 1", "column 2", "head", "'3'"]),
        # columns
        (
            "s,warheads,US,DPRK\na,10,3,1\nb,20,1,2\n",
            ["line 1", "'warheads', 'US', 'DPRK'", "actors="],
        ),
        ("outcome,US,DPRK,note\na,3,1,x\n", ["column 'note'", "ignore="]),
        ("warheads,place,US,DPRK\n10,a,3,1\n", ["column 'place'", "actors="]),
        ("US\n3\n2\n", ["line 1", "one column", "'US'"]),
        ("a,b\nx,y\n", ["line 1", "No column holds numbers"]),
        # files
        ("", ["empty"]),
        ("\ufeff\n \n,,\n", ["empty"]),
        ("outcome,US,DPRK\n", ["line 1", "no rows"]),
        (b"outcome,US,DPRK\na,3,1\nbl\xe9,1,2\n", ["line 3", "UTF-8", "xe9"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["line 1", "not text"]),
        (b"outcome,US,DPRK\na,3,1\n\x00,1,2\n", ["line 3", "zero byte"]),
        ('outcome,US,DPRK\na,3,1\n"b,2,2\nc,1,1\n', ["line 3", "cannot be told apart"]),
        ('outcome,US,DPRK\n"a" b,3,1\n', ["line 2", "cannot be told apart"]),
        ("a;b,c\nd;1,2\n", ["','", "';'", "both fit"]),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(
    refused: Callable[..., Any], content: str | bytes, words: list[str]
) -> None:
    refused(content, *words)


def test_the_place_of_an_error_can_be_asked_for(
    refused: Callable[..., Any], tmp_path: Path
) -> None:
    error = refused("outcome,US,DPRK\na,3,1\nb,,2\n")
    assert error.place == {"file": str(tmp_path / "payoffs.csv"), "line": 3, "column": "US"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"actors": ["US", "DPRC"]}, ["'DPRC'", "'DPRK'"]),
        ({"actor": ["US"]}, ["'actor'", "'actors'"]),
        ({"disagreement": [1, 2, 3]}, ["one number per actor"]),
        ({"disagreement": {"US": 1, "UK": 0}}, ["'UK'"]),
        ({"disagreement": {"US": 1}}, ["'DPRK'"]),
        ({"ignore": ["US"]}, ["one column", "'DPRK'"]),
    ],
)
def test_options_that_do_not_fit_are_refused(
    refused: Callable[..., Any], options: dict[str, Any], words: list[str]
) -> None:
    refused(DEALS, *words, **options)


# ------------------------------------------------------------------ games


BIMATRIX = 'US \\ DPRK,hold,cheat\nhold,"3, 3","0, 5"\ncheat,"5, 0","1, 1"\n'


@pytest.mark.parametrize(
    "content",
    [
        BIMATRIX,
        BIMATRIX.replace(" \\ ", "\\"),
        BIMATRIX.replace(',"', ', "'),
        BIMATRIX.replace(", ", ","),
        BIMATRIX.replace(", ", "; "),
        BIMATRIX.replace(", ", "/"),
        BIMATRIX.replace('"3, 3"', '"(3, 3)"'),
        BIMATRIX.replace(", ", "|").replace(",", ";").replace("|", ", ").replace('"', ""),
        BIMATRIX.replace(", ", ";").replace('"', ""),
        BIMATRIX.replace("cheat,", "\n\ncheat,", 2).replace("hold,\n\ncheat", "hold,cheat", 1),
        "US \\ DPRK,hold,cheat\nhold,3,0\ncheat,5,1\n\n,hold,cheat\nhold,3,5\ncheat,0,1\n",
        "US,hold,cheat\nhold,3,0\ncheat,5,1\n\n\nDPRK,hold,cheat\nhold,3,5\ncheat,0,1\n",
        "US \\ DPRK;hold;cheat\nhold;3;0\ncheat;5;1\n;;\n"
        "US \\ DPRK;hold;cheat\nhold;3;5\ncheat;0;1",
    ],
)
def test_a_bimatrix_is_a_game(read: Read, content: str) -> None:
    game = read(content)
    assert isinstance(game, ng.NormalFormGame)
    assert game.payoffs.tolist() == BOTH
    assert game.actors == ("US", "DPRK")
    assert game.strategies == (("hold", "cheat"), ("hold", "cheat"))


def test_strategies_may_be_numbers(read: Read) -> None:
    content = ",10,20\n5,3,0\n15,5,1\n\n,10,20\n5,3,5\n15,0,1\n"
    assert read(content).strategies == (("5", "15"), ("10", "20"))
    assert read(content).payoffs.tolist() == BOTH
    assert read(',10,20\n5,"3, 3","0, 5"\n15,"5, 0","1, 1"\n').payoffs.tolist() == BOTH


TIGHT = ',hold,cheat\nhold,"3,3","1,5"\ncheat,"5,2","1,1"\n'


@pytest.mark.parametrize("separator", [",", "/"])
def test_pairs_that_may_be_single_numbers_are_refused_with_the_cure(
    read: Read, refused: Callable[..., Any], separator: str
) -> None:
    content = TIGHT.replace('3,3"', f'3{separator}3"').replace('1,5"', f'1{separator}5"')
    content = content.replace('5,2"', f'5{separator}2"').replace('1,1"', f'1{separator}1"')
    refused(content, "line 2", "column 'hold'", f"'3{separator}3'", r"'Row \ Column'")
    expected = [[[3, 1], [5, 1]], [[3, 5], [2, 1]]]
    assert read(content, actors=["US", "DPRK"]).actors == ("US", "DPRK")
    assert read("US \\ DPRK" + content).payoffs.tolist() == expected
    unmistakable = content.replace(f'"3{separator}3"', '"(3,3)"')
    assert read(unmistakable).payoffs.tolist() == expected


@pytest.mark.parametrize(
    "cell",
    ["3, 3", "3 ,3", "(3,3)", "[3,3]", "3;3", "3,-3", "3,+3", "3.5,1", "1.5/2", "3/-1", "3/0"],
)
def test_one_pair_that_can_be_nothing_else_settles_the_rest(read: Read, cell: str) -> None:
    game = read(TIGHT.replace("1,1", cell))
    assert isinstance(game, ng.NormalFormGame)
    assert game.payoffs[:, :, 0].tolist() == [[3, 5], [3, 2]]


@pytest.mark.parametrize(
    "cell", ["-3,3", "1,234", "1,234.5", "1.234,5", "-12,345.25", "3/4", "1e3,2"]
)
def test_a_cell_that_may_be_a_number_settles_nothing(
    refused: Callable[..., Any], cell: str
) -> None:
    refused(TIGHT.replace("1,1", cell), "line 2", "column 'hold'", "'3,3'")


def test_options_may_look_like_pairs(read: Read) -> None:
    problem = read(
        'a,b,c,d,US,DPRK\nx,"(1, 2)","(2, 3)","(3, 4)",3,1\ny,"(1, 2)","(2, 3)","(3, 4)",1,3\n'
    )
    assert packages(problem)[0] == ("x", "(1, 2)", "(2, 3)", "(3, 4)")


def test_decimal_commas_are_never_taken_for_pairs(refused: Callable[..., Any]) -> None:
    refused("outcome;US;DPRK\na;0,75;0,5\nb;1,0;0,25\n", "line 2", "'0,75'", "decimal point")
    refused('outcome,US,DPRK\na,"1,234.5","0,5"\n', "line 2", "'1,234.5'", "decimal point")
    refused("outcome;US;DPRK\na;1.234,5;0,5\n", "line 2", "'1.234,5'", "decimal point")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BIMATRIX.replace('"1, 1"', ""), ["line 3", "column 'cheat'", "empty"]),
        (BIMATRIX.replace('"1, 1"', "1"), ["line 3", "column 'cheat'", "pair", "'1'"]),
        (BIMATRIX.replace('"1, 1"', '"1, x"'), ["line 3", "column 'cheat'", "number"]),
        (BIMATRIX.replace('"1, 1"', '"1, nan"'), ["line 3", "column 'cheat'", "finite"]),
        (BIMATRIX.replace("\ncheat", "\nhold"), ["line 2", "line 3", "'hold'", "twice"]),
        (BIMATRIX.replace("hold,cheat", "hold,hold"), ["line 1", "Columns 2 and 3", "'hold'"]),
        (BIMATRIX.replace('"3, 3"', "3, 3"), ["line 2", "4 cells", "3 heads"]),
        (BIMATRIX.replace("US \\ DPRK", "talks"), ["line 1", "corner", "'talks'"]),
        (
            "US,a,b\nx,3,0\ny,5,1\n\nDPRK,a,c\nx,3,5\ny,0,1\n",
            ["line 5", "column 'c'", "'b'", "column strategies"],
        ),
        (
            "US,a,b\nx,3,0\ny,5,1\n\nDPRK,a,b\nx,3,5\nz,0,1\n",
            ["line 7", "'y'", "'z'", "row strategies"],
        ),
        ("US,a,b\nx,3,0\ny,5,1\n\nDPRK,a,b\nx,3,5\n", ["line 5", "2 row strategies", "1"]),
        ("US,a,b\nx,3,0\ny,5,1\n\nDPRK,a,b\nx,3,5\ny,,1\n", ["line 7", "column 'a'", "empty"]),
        ("US,a,b\nx,3,0\ny,5,1\n\nUS,a,b\nx,3,5\ny,0,1\n", ["line 1", "corner", "US"]),
        ("US \\ DPRK,a,b\nx,3,0\ny,5,1\n", ["line 2", "column 'a'", "pair", "'3'"]),
    ],
)
def test_a_bimatrix_that_is_wrong_somewhere_is_refused_there(
    refused: Callable[..., Any], content: str, words: list[str]
) -> None:
    refused(content, *words)


def test_a_game_takes_no_options_of_a_problem(read: Read, refused: Callable[..., Any]) -> None:
    refused(BIMATRIX, "disagreement=", disagreement=[0, 0])
    refused(BIMATRIX, "disagreement=", "0", disagreement=0)
    assert read(BIMATRIX, ignore=[]).actors == ("US", "DPRK")
    two = "US,a\nx,3\n\nDPRK,a\nx,3\n"
    refused(two, "ignore=", ignore=["a"])


def test_a_blank_line_does_not_make_two_tables(read: Read, refused: Callable[..., Any]) -> None:
    assert len(read("outcome,US,DPRK\na,3,1\n\nb,2,2\n")) == 2
    assert len(read("US,DPRK\n3,1\n\n2,2\n")) == 2
    assert len(read("US\n3\n\n2\n", actors=["US"])) == 2
    refused("outcome,US,DPRK\na,3,1\n\nsource: me,,\n", "line 4", "column 'US'", "empty")
    refused("outcome,US,DPRK\na,3,1\n\noutcome,US,DPRK\nb,2,2\n", "line 5", "row strategies")


# ------------------------------------------------------------------ finding the file and its format


def test_the_suffix_says_what_a_file_is(
    read: Read, refused: Callable[..., Any], tmp_path: Path
) -> None:
    assert read(DEALS, name="PAYOFFS.CSV").payoffs.tolist() == PAYOFFS
    assert read(DEALS.replace(",", "\t"), name="payoffs.tsv").payoffs.tolist() == PAYOFFS
    assert read(DEALS, name="payoffs.txt", format="csv").payoffs.tolist() == PAYOFFS
    assert read(DEALS, name="payoffs.txt").payoffs.tolist() == PAYOFFS
    assert read(DEALS, name="payoffs").payoffs.tolist() == PAYOFFS
    with pytest.raises(UnknownNameError, match=r"payoffs\.txt.*'\.txt'.*'\.csv'.*'geniusweb'"):
        read("It was agreed that nothing was agreed.\n", name="payoffs.txt")
    with pytest.raises(UnknownNameError, match=r"'cvs'.*'csv'"):
        read(DEALS, format="cvs")
    assert ng.io.read(str(tmp_path / "PAYOFFS.CSV")).actors == ("US", "DPRK")


def test_two_formats_cannot_claim_one_suffix() -> None:
    with pytest.raises(InvalidValueError, match=r"'\.csv'.*'csv'"):
        file_format("another", ".csv")(lambda path: None)
    assert "another" not in ng.io.formats


MARKED = """\
sanctions,year,US,DPRK,(refused by),memo
(disagreement point),,1,0.5,,
none,2019,3,0,DPRK,x
partial,2020,2,2.5,,y
(power),,2,1,,
full,2021,0,4,US | DPRK,z
"""


def test_a_row_for_the_disagreement_point_settles_what_the_columns_are(read: Read) -> None:
    problem = read(MARKED, ignore=["memo"])
    assert problem.actors == ("US", "DPRK")
    assert problem.disagreement.tolist() == [1, 0.5]
    assert problem.power.tolist() == [2, 1]
    assert problem.outcomes[2] == {"sanctions": "full", "year": "2021"}
    assert problem.payoffs.tolist() == PAYOFFS
    assert problem.refused.tolist() == [[False, True], [False, False], [True, True]]
    some = read(
        MARKED.replace("US | DPRK", "DPRK"),
        actors=["DPRK"],
        issues=["sanctions", "year"],
        ignore=["memo", "US"],
    )
    assert (some.actors, some.disagreement.tolist(), some.power.tolist()) == (("DPRK",), [0.5], [1])
    three = read("outcome,A,B,C\n(disagreement point),0,1,2\nx,3,4,5\n")
    assert (three.actors, three.outcomes) == (("A", "B", "C"), ("x",))
    assert three.disagreement.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("old", "new", "options", "words"),
    [
        ("1,0.5,,", "1,x,,", {}, ["line 2", "'DPRK'", "number"]),
        ("(power),,2,1", "(power),,2,0", {}, ["positive", "'DPRK'"]),
        ("(power),,2,1", "(disagreement point),,2,1", {}, ["line 5", "two rows"]),
        ("1,0.5,,", ",,,", {}, ["line 2", "number under every actor"]),
        ("DPRK,x", "DPKR,x", {}, ["line 3", "(refused by)", "'DPKR'", "'DPRK'"]),
        ("", "", {"disagreement": [0, 0]}, ["line 2", "leave disagreement= out"]),
        ("", "", {"actors": ["US", "year"]}, ["'year'", "reservation value"]),
        ("none,2019", ",2019", {}, ["line 3", "'sanctions'", "empty"]),
    ],
)
def test_what_is_wrong_with_such_a_row(
    refused: Callable[..., Any], old: str, new: str, options: dict[str, Any], words: list[str]
) -> None:
    assert old in MARKED
    refused(MARKED.replace(old, new, 1), *words, ignore=["memo"], **options)


def test_a_missing_file_is_refused_with_the_nearest(read: Read, tmp_path: Path) -> None:
    read(DEALS)
    with pytest.raises(MissingFileError, match=r"payofs\.csv.*Did you mean 'payoffs\.csv'"):
        ng.io.read(tmp_path / "payofs.csv")
    with pytest.raises(FileNotFoundError, match="no folder"):
        ng.io.read(tmp_path / "nowhere" / "payoffs.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InvalidValueError, match=r"folder\.csv.*folder, not a file"):
        ng.io.read(tmp_path / "folder.csv")


def test_a_relative_path_is_named_as_it_was_given(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidTypeError):
        read("outcome,US,DPRK\na,x,1\nb,2,2\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidTypeError, match=r"^file 'payoffs\.csv': line 2, column 'US'"):
        ng.io.read("payoffs.csv")
    assert os.listdir() == ["payoffs.csv"]


# ------------------------------------------------------------------ whatever the words and numbers

FINITE = st.floats(min_value=-1e307, max_value=1e307)
LABELS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from(list(",;\"'\n\r\t/\\é−")),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip())
SEPARATORS = st.sampled_from([",", ";", "\t"])
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
WHATEVER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def as_csv(rows: list[list[Any]], separator: str, quoting: Any = csv.QUOTE_ALL) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting).writerows(rows)
    return text.getvalue()


@WHATEVER
@given(
    table=st.dictionaries(LABELS, st.tuples(FINITE, FINITE), min_size=1, max_size=6),
    separator=SEPARATORS,
    quoting=QUOTING,
)
def test_any_labels_and_payoffs_come_back_as_they_were(
    read: Read, table: dict[str, tuple[float, float]], separator: str, quoting: Any
) -> None:
    rows = [[label, *map(repr, row)] for label, row in table.items()]
    problem = read(as_csv([["outcome", "US", "DPRK"], *rows], separator, quoting))
    assert problem.outcomes == tuple(table)
    assert problem.payoffs.tobytes() == np.array(list(table.values())).tobytes()


@WHATEVER
@given(
    heads=st.lists(LABELS, min_size=4, max_size=5, unique=True),
    words=st.lists(LABELS, min_size=3, max_size=3),
    payoffs=st.tuples(FINITE, FINITE),
    separator=SEPARATORS,
)
def test_any_heads_and_options_come_back_as_they_were(
    read: Read, heads: list[str], words: list[str], payoffs: tuple[float, float], separator: str
) -> None:
    issues, actors = heads[:-2], heads[-2:]
    options = words[: len(issues)]
    content = as_csv([heads, [*options, *map(repr, payoffs)]], separator)
    problem = read(content, actors=actors, issues=issues)
    assert problem.actors == tuple(actors)
    assert problem.outcomes == (ng.Outcome(zip(issues, options, strict=True)),)
    assert problem.payoffs.tobytes() == np.array([payoffs]).tobytes()


@WHATEVER
@given(
    ours=st.lists(LABELS, min_size=2, max_size=3, unique=True),
    theirs=st.lists(LABELS, min_size=2, max_size=3, unique=True),
    data=st.data(),
    separator=SEPARATORS,
    form=st.sampled_from(["{!r}, {!r}", "({!r},{!r})", "{!r}; {!r}", "two tables"]),
)
def test_any_game_comes_back_as_it_was(
    read: Read, ours: list[str], theirs: list[str], data: Any, separator: str, form: str
) -> None:
    size = 2 * len(ours) * len(theirs)
    numbers = data.draw(st.lists(FINITE, min_size=size, max_size=size))
    payoffs = np.array(numbers).reshape(2, len(ours), len(theirs))
    head = ["US \\ DPRK", *theirs]
    if form == "two tables":
        one, two = (
            as_csv(
                [
                    head,
                    *(
                        [label, *map(repr, row)]
                        for label, row in zip(ours, each.tolist(), strict=True)
                    ),
                ],
                separator,
            )
            for each in payoffs
        )
        content = f"{one}\r\n{two}"
    else:
        cells = [
            [label, *(form.format(a, b) for a, b in zip(*pair, strict=True))]
            for label, *pair in zip(ours, *payoffs.tolist(), strict=True)
        ]
        content = as_csv([head, *cells], separator)
    game = read(content)
    assert game.strategies == (tuple(ours), tuple(theirs))
    assert game.actors == ("US", "DPRK")
    assert game.payoffs.tobytes() == payoffs.tobytes()


@WHATEVER
@given(
    content=st.text(st.sampled_from(list('a3,;\t"\n\r \\/.-N()')), max_size=60)
    | st.binary(max_size=40)
)
def test_no_file_is_answered_with_a_foreign_error(read: Read, content: str | bytes) -> None:
    try:
        assert read(content).payoffs.size
    except ng.NegotiationError as error:
        named = error.place["file"]
    else:
        return
    assert named.endswith("payoffs.csv")
