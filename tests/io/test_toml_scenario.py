"""TOML as people write it: read as meant, or refused with file and key path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    UnknownNameError,
)

TALK = """
name = "a talk"
about = "Relief against a halt."

[issues.testing]
options = ["none", "halt"]
conceded_by = "DPRK"
reversible = false

[issues."sanctions relief"]
options = ["none", "partial", "full"]
conceded_by = "United States"

[status_quo]
testing = "none"
"sanctions relief" = "none"

[actors."United States"]
reservation = { outcome = {}, kind = "judgement", statement = "The status quo.", source = "us" }
discount = 0.9
[actors."United States".preferences.testing]
weight = 0.7
kind = "judgement"
statement = "Tests matter most."
source = "us"
[actors."United States".preferences.testing.values]
none = 0
halt = 1
[actors."United States".preferences."sanctions relief"]
weight = 0.3
values = { none = 1.0, partial = 0.5, full = 0 }

[actors.DPRK]
reservation = 0.25
power = 2
[actors.DPRK.preferences.testing]
values = { none = 0.5, halt = 0 }
[actors.DPRK.preferences."sanctions relief"]
values.none = 0
values.partial = { value = 0.4, kind = "estimate", statement = "Two fifths.", source = "them" }
values.full = 1
[[actors.DPRK.red_lines]]
when = { testing = "halt", "sanctions relief" = ["none"] }
reason = "no halt for nothing"
source = "them"

[[constraints]]
when = { testing = "none", "sanctions relief" = "full" }
reason = "no full relief for nothing"

[offers.first]
by = "DPRK"
outcome = { "sanctions relief" = "partial" }
answers = { DPRK = true, "United States" = "disputed" }
source = "them"

[[evidence]]
kind = "fact"
statement = "There were tests."
source = "all"
issue = "testing"
"""

GAME = """
kind = "game"
name = "a game"
source = "us"
actors = ["A", "B"]
strategies = [["stay", "go"], ["left", "middle", "right"]]
payoffs = [[[1, 2, 3], [4, 5, 6]], [[6, 5, 4], [3, 2, 1]]]
"""

Read = Callable[..., Any]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a document to a file and reads it back."""

    def reader(text: str, *, name: str = "talk", **others: str) -> Any:
        for other, content in others.items():
            (tmp_path / f"{other}.toml").write_text(content, encoding="utf-8")
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return ng.io.read(path)

    return reader


# ------------------------------------------------------------------------------- read as meant


def test_every_part_of_a_scenario(read: Read) -> None:
    talk = read(TALK)
    assert isinstance(talk, ng.Scenario)
    assert (talk.name, talk.about) == ("a talk", "Relief against a halt.")
    assert talk.issues == (
        ng.Issue("testing", ["none", "halt"], "DPRK", reversible=False),
        ng.Issue("sanctions relief", ["none", "partial", "full"], "United States"),
    )
    assert talk.status_quo == {"testing": "none", "sanctions relief": "none"}
    us, dprk = talk.actors
    assert us == ng.Actor(
        "United States",
        ng.Additive(
            {
                "testing": {"none": 0, "halt": 1},
                "sanctions relief": {"none": 1, "partial": 0.5, "full": 0},
            },
            {"testing": 0.7, "sanctions relief": 0.3},
        ),
        reservation={"testing": "none", "sanctions relief": "none"},
        discount=0.9,
    )
    assert dprk.preferences.weights == {"testing": 1, "sanctions relief": 1}
    assert (dprk.reservation, dprk.power, dprk.discount) == (0.25, 2, 1)
    assert dprk.red_lines == (
        ng.RedLine({"testing": "halt", "sanctions relief": "none"}, "no halt for nothing", "them"),
    )
    assert [str(each) for each in talk.constraints] == ["no full relief for nothing"]
    assert len(talk.space) == 5
    assert talk.offers == (
        ng.Offer(
            "first",
            {"testing": "none", "sanctions relief": "partial"},
            "DPRK",
            {"DPRK": True},
            "them",
        ),
    )


def test_evidence_stands_beside_the_number_it_supports(read: Read) -> None:
    rows = {row[:3]: row[4:] for row in read(TALK).numbers().rows}
    us, dprk = "United States", "DPRK"
    assert rows[us, "", "walking away"] == ("judgement", "The status quo.", "us")
    assert rows[us, "testing", "weight"] == ("judgement", "Tests matter most.", "us")
    assert rows[us, "testing", "halt"] == ("judgement", "Tests matter most.", "us")
    assert rows[dprk, "sanctions relief", "partial"] == ("estimate", "Two fifths.", "them")
    assert rows[dprk, "sanctions relief", "full"] == ("", "", "")
    assert rows[dprk, "testing", "halt"] == ("fact", "There were tests.", "all")


def test_values_on_a_scale_of_their_own(read: Read) -> None:
    text = TALK.replace("reservation = 0.25", 'scale = "max"').replace("none = 0.5", "none = 7")
    text = text.replace("values.full = 1", "values.full = 3")
    values = read(text).actor("DPRK").preferences.values
    assert values["testing"] == {"none": 1, "halt": 0}
    assert values["sanctions relief"] == {"none": 0, "partial": 0.4 / 3, "full": 1}


def test_payoffs_package_by_package(read: Read) -> None:
    head, tail = TALK.split("[actors.DPRK.preferences.testing]")
    rest = tail[tail.index("[[actors.DPRK.red_lines]]") :]
    talk = read(f"{head}payoffs = [[1, 2, 3], [4, 5, 6]]\n{rest}")
    problem = ng.bargaining_problem(talk)
    np.testing.assert_array_equal(problem.payoffs[:, 1], [1, 2, 4, 5, 6])  # (none, full) cannot be


def test_a_game(read: Read) -> None:
    game = read(GAME)
    assert isinstance(game, ng.NormalFormGame)
    assert (game.title, game.source, game.actors) == ("a game", "us", ("A", "B"))
    assert game.strategies == (("stay", "go"), ("left", "middle", "right"))
    np.testing.assert_array_equal(game.payoffs[1], [[6, 5, 4], [3, 2, 1]])


def test_a_variant_replaces_actors_whole_and_merges_the_rest(read: Read) -> None:
    variant = """
        base = "talk"
        name = "another talk"
        [actors.DPRK]
        preferences.testing.values = { none = 1, halt = 0 }
        preferences."sanctions relief".values = { none = 0, partial = 1, full = 2 }
        [offers.first.answers]
        DPRK = "unknown"
        "United States" = false
        [offers.second]
        outcome = { testing = "halt" }
    """
    talk, other = read(TALK), read(variant, name="other")
    assert other.name == "another talk"
    assert other.actor("United States") == talk.actor("United States")
    dprk = other.actor("DPRK")
    assert (dprk.reservation, dprk.power, dprk.red_lines) == (0, 1, ())
    assert [offer.name for offer in other.offers] == ["first", "second"]
    assert other.offer("first").answers == {"United States": False}
    assert other.offer("first").outcome == talk.offer("first").outcome


def test_options_that_are_numbers_are_kept_as_their_text(read: Read) -> None:
    talk = read("""
        name = "price"
        issues.price.options = [1, 2.5]
        actors.A.preferences.price.values = { 1 = 3, "2.5" = 4 }
        [offers.x]
        outcome = { price = 2.5 }
    """)
    assert talk.issues[0].options == ("1", "2.5")
    assert talk.offers[0].outcome == {"price": "2.5"}


CONTINUOUS = """
name = "tariffs"
[issues.tariff]
range = [0, 25]
unit = "%"
[issues.aid]
options = ["no", "yes"]
[status_quo]
tariff = 25
aid = "no"
[consent]
quota = 2
votes = { A = 1, B = 2 }
veto = ["A"]
[actors.A]
reservation = { outcome = { tariff = 12.5 } }
cap = 1.5
preferences.tariff = { weight = 2, values = [[0, 1], [12.5, 0.25], [25, 0]] }
[[actors.A.interactions]]
when = { aid = "yes", tariff = [0, 10] }
value = 0.5
reason = "together"
[[actors.A.red_lines]]
when = { tariff = [20, 25] }
[actors.B.preferences.aid]
values = { no = 0, yes = 1 }
[actors.B.preferences.tariff.values]
0 = 0
"25" = { value = 1, kind = "fact", statement = "s", source = "t" }
[[constraints]]
when = { tariff = 5 }
[[offers]]
name = "twice"
outcome = { aid = "yes" }
[[offers]]
name = "twice"
outcome = { tariff = 1 }
"""


def test_continuous_issues_interactions_and_consent(read: Read) -> None:
    talk = read(CONTINUOUS)
    assert talk.issues[0] == ng.Issue("tariff", (0, 25), unit="%")
    assert talk.status_quo == {"tariff": 25.0, "aid": "no"}
    assert talk.consent == ng.Consent(2, {"A": 1, "B": 2}, ["A"])
    a, b = talk.actors
    assert a.preferences == ng.Interacting(
        {"tariff": {0: 1, 12.5: 0.25, 25: 0}},
        {"tariff": 2},
        1.5,
        [ng.Interaction({"aid": "yes", "tariff": [0, 10]}, "together", value=0.5)],
    )
    assert a.reservation == {"tariff": 12.5, "aid": "no"}
    assert a.red_lines == (ng.RedLine({"tariff": [20, 25]}),)
    assert b.preferences.values["tariff"] == {"0": 0, "25": 1}
    assert talk.evidence == (ng.Evidence("fact", "s", "t", "B", "tariff", "25"),)
    assert talk.constraints == (ng.Constraint({"tariff": 5}),)
    assert [offer.outcome["tariff"] for offer in talk.offers] == [25, 1]
    space = ng.OutcomeSpace.of(talk.issues, [{"tariff": 5, "aid": "yes"}])
    assert a.preferences.utilities(space).tolist() == [1.5]  # 2 * 0.7 + 0.5, capped


def test_payoffs_by_option(read: Read) -> None:
    talk = read("""
        name = "t"
        issues.a.options = ["x", "y"]
        issues.b.options = ["u", "v"]
        [actors.A.payoffs]
        y = { v = 4, u = 3 }
        x = { u = 1, v = 2 }
    """)
    assert ng.bargaining_problem(talk).payoffs[:, 0].tolist() == [1, 2, 3, 4]


def test_a_game_without_labels_and_with_packages(read: Read) -> None:
    game = read(GAME.replace('strategies = [["stay", "go"], ["left", "middle", "right"]]', ""))
    assert game.strategies == ((0, 1), (0, 1, 2))
    game = read(GAME.replace('["stay", "go"]', '[{ a = "x" }, { a = 0.5, b = "y" }]'))
    assert game.strategies[0] == (ng.Outcome({"a": "x"}), ng.Outcome({"a": 0.5, "b": "y"}))
    game = read(GAME.replace('["stay", "go"]', "[1, 2.5]").replace("name", 'about = "x"\nname'))
    assert (game.strategies[0], game.about) == ((1, 2.5), "x")


# --------------------------------------------------------------------- refused with file and key


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ('about = "', 'abuot = "', UnknownNameError, ["'abuot' is not a key", "'about'"]),
        (
            'conceded_by = "DPRK"',
            'conceded_by = "DPKR"',
            UnknownNameError,
            ["issues.testing.conceded_by", "'DPKR' is not an actor", "'DPRK'"],
        ),
        ("reversible = false", "reversible = 0", InvalidTypeError, ["issues.testing.reversible"]),
        (
            'options = ["none", "halt"]',
            'options = ["none", "none"]',
            InvalidValueError,
            ["issues.testing.options", "once only"],
        ),
        (
            'testing = "none"\n"sanc',
            'testing = "nnoe"\n"sanc',
            UnknownNameError,
            ["status_quo.testing", "'nnoe'", "Did you mean 'none'"],
        ),
        (
            'testing = "none"\n"sanc',
            '"sanc',
            InvalidValueError,
            ["status_quo", "leaves this issue open", "issue 'testing'"],
        ),
        (
            "none = 0\nhalt = 1",
            "none = 0\nhlat = 1",
            UnknownNameError,
            ['actors."United States".preferences.testing.values', "'hlat'", "'halt'"],
        ),
        (
            "none = 0\nhalt = 1",
            "none = 0",
            InvalidValueError,
            ['actors."United States".preferences.testing.values', "option 'halt'"],
        ),
        (
            "none = 0\nhalt = 1",
            'none = 0\nhalt = "1"',
            InvalidTypeError,
            ['actors."United States".preferences.testing.values.halt', "number", "'1'"],
        ),
        (
            "none = 0\nhalt = 1",
            "none = 0\nhalt = nan",
            InvalidValueError,
            ['actors."United States".preferences.testing.values.halt', "finite"],
        ),
        (
            "weight = 0.7",
            "weight = -0.7",
            InvalidValueError,
            ['actors."United States".preferences.testing', "negative"],
        ),
        (
            '[actors.DPRK.preferences."sanctions relief"]',
            '[actors.DPRK.preferences."sanction relief"]',
            UnknownNameError,
            ["actors.DPRK.preferences", "'sanction relief'", "'sanctions relief'"],
        ),
        (
            "[actors.DPRK.preferences.testing]\nvalues = { none = 0.5, halt = 0 }",
            "",
            InvalidValueError,
            ["actors.DPRK.preferences", "actor 'DPRK'", "issue 'testing'"],
        ),
        ("reservation = 0.25", "reservation = true", InvalidTypeError, ["actors.DPRK.reservation"]),
        ("reservation = 0.25", "reservtion = 0.25", UnknownNameError, ["'reservation'"]),
        ("discount = 0.9", "discount = 1.5", InvalidValueError, ['actors."United States"', "1.5"]),
        ("power = 2", "power = 0", InvalidValueError, ["actors.DPRK", "positive"]),
        ("reservation = 0.25", 'scale = "sum"', UnknownNameError, ["actors.DPRK.scale", "'max'"]),
        (
            'kind = "estimate"',
            'kind = "guess"',
            UnknownNameError,
            ['actors.DPRK.preferences."sanctions relief".values.partial', "'guess'"],
        ),
        (
            'statement = "Two fifths.", ',
            "",
            InvalidValueError,
            ['actors.DPRK.preferences."sanctions relief".values.partial', "'statement' is missing"],
        ),
        (
            'when = { testing = "halt"',
            'when = { testing = "stop"',
            UnknownNameError,
            ["actors.DPRK.red_lines[0].when", "'stop'"],
        ),
        (
            'when = { testing = "none"',
            'when = { test = "none"',
            UnknownNameError,
            ["constraints[0].when", "'test'", "'testing'"],
        ),
        (
            '\nby = "DPRK"',
            '\nby = "Pyongyang"',
            UnknownNameError,
            ["offers.first.by", "'Pyongyang'"],
        ),
        ("DPRK = true", "DPKR = true", UnknownNameError, ["offers.first.answers", "'DPRK'"]),
        ("DPRK = true", 'DPRK = "yes"', InvalidTypeError, ["offers.first.answers.DPRK", "'yes'"]),
        (
            'issue = "testing"',
            'issue = "tests"',
            UnknownNameError,
            ["evidence[0]", "'tests'", "'testing'"],
        ),
        ('issue = "testing"', 'option = "halt"', InvalidValueError, ["evidence[0]", "issue"]),
        ("[actors.DPRK]\n", "[actors.DPRK\n", InvalidValueError, ["not valid TOML", "line"]),
        ('name = "a talk"', "", InvalidValueError, ["'name' is missing"]),
        ('name = "a talk"', 'kind = "play"', UnknownNameError, ["key 'kind'", "'game'"]),
        ('name = "a talk"', 'base = "nothing"', MissingFileError, ["key 'base'", "nothing.toml"]),
        ('name = "a talk"', 'base = "talk"', InvalidValueError, ["circle"]),
        ("[status_quo]", "[[status_quo]]", InvalidTypeError, ["status_quo", "table"]),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(
    read: Read, old: str, new: str, kind: type[NegotiationError], words: list[str]
) -> None:
    assert TALK.count(old) == 1
    with pytest.raises(kind) as caught:
        read(TALK.replace(old, new))
    for word in ["talk.toml", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("[0, 25]", "[0]", InvalidTypeError, ["issues.tariff.range", "two numbers"]),
        ("[0, 25]", "[25, 0]", InvalidValueError, ["issues.tariff.range", "rise"]),
        ("[0, 25]", '[0, "25"]', InvalidTypeError, ["issues.tariff.range[1]", "number"]),
        ("range = [0, 25]", 'options = ["0"]', InvalidValueError, ["tariff.unit", "range ="]),
        ('unit = "%"', 'options = ["0"]', InvalidValueError, ["issues.tariff", "not both"]),
        ("tariff = 25\n", "tariff = 26\n", InvalidValueError, ["status_quo.tariff", "0 to 25"]),
        ("[12.5, 0.25]", "[12.5]", InvalidTypeError, ["preferences.tariff.values[1]", "point"]),
        ("[12.5, 0.25]", "[12.5, nan]", InvalidValueError, ["tariff.values[1][1]", "finite"]),
        ("[12.5, 0.25]", "[0, 0.25]", InvalidValueError, ["tariff.values[1]", "two points"]),
        (", [25, 0]]", "]", InvalidValueError, ["tariff.values", "both ends"]),
        ("\n0 = 0", "\nzero = 0", InvalidValueError, ["B.preferences.tariff.values", "'zero'"]),
        ("value = 0.5", "", InvalidValueError, ["interactions[0]", "'value' is missing"]),
        ("tariff = [0, 10]", "tariff = []", InvalidValueError, ["when.tariff", "two ends"]),
        ("tariff = [0, 10]", "tariff = [9, 1]", InvalidValueError, ["[0].when", "rise"]),
        ("tariff = [0, 10]", "tariff = true", InvalidTypeError, ["when.tariff", "number"]),
        ("tariff = [0, 10]", "tariff = [[1]]", InvalidTypeError, ["when.tariff[0]", "number"]),
        ("cap = 1.5", "cap = inf", InvalidValueError, ["actors.A.cap", "finite"]),
        ("quota = 2", "quota = 4", InvalidValueError, ["consent", "exceeds"]),
        ("B = 2 }", "C = 2 }", UnknownNameError, ["consent.votes", "'C'"]),
        ("{ A = 1, B = 2 }", "{ A = 3 }", InvalidValueError, ["consent", "'B'", "no votes"]),
        ('veto = ["A"]', 'veto = ["Z"]', UnknownNameError, ["consent.veto[0]", "'Z'"]),
        ('veto = ["A"]', 'vetoes = ["A"]', UnknownNameError, ["consent", "'veto'"]),
        ('name = "twice"\nout', "out", InvalidValueError, ["offers[0]", "'name' is missing"]),
        ("cap = 1.5", "payoffs = [1, 2]", InvalidValueError, ["A.preferences", "payoffs"]),
        (
            "[actors.B.preferences.aid]\nvalues = { no = 0, yes = 1 }",
            "",
            InvalidValueError,
            ["actors.B.preferences", "'aid'"],
        ),
    ],
)
def test_what_is_wrong_with_the_new_parts(
    read: Read, old: str, new: str, kind: type[NegotiationError], words: list[str]
) -> None:
    assert old in CONTINUOUS
    with pytest.raises(kind) as caught:
        read(CONTINUOUS.replace(old, new, 1))
    for word in ["talk.toml", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("payoffs", "words"),
    [
        ("payoffs = { x = 1 }", ["payoffs", "lacks 1 packages"]),
        ("payoffs = { x = 1, z = 1 }", ["payoffs", "'z'", "'x'"]),
        ("payoffs = { x = 1, y = [1] }", ["payoffs.y", "number"]),
        ("payoffs = [1, 2, 3]", ["payoffs", "shape"]),
        ("payoffs = 1", ["payoffs", "array"]),
    ],
)
def test_what_is_wrong_with_payoffs(read: Read, payoffs: str, words: list[str]) -> None:
    with pytest.raises(NegotiationError) as caught:
        read(f'name = "t"\nissues.a.options = ["x", "y"]\n[actors.A]\n{payoffs}\n')
    for word in ["talk.toml", "actors.A.", *words]:
        assert word in str(caught.value)
    with pytest.raises(InvalidValueError, match=r"actors\.A\.payoffs.*'a'.*continuous"):
        read(f'name = "t"\nissues.a.range = [0, 1]\n[actors.A]\n{payoffs}\n')


def test_an_infeasible_status_quo_is_refused_by_the_scenario(read: Read) -> None:
    text = TALK.replace('"sanctions relief" = "full" }', '"sanctions relief" = "none" }')
    with pytest.raises(InvalidValueError, match=r"talk\.toml.*status quo is infeasible"):
        read(text)


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("[6, 5, 4]", "[6, 5]", InvalidTypeError, ["payoffs"]),
        ('["stay", "go"]', '["stay"]', InvalidValueError, ["'A'", "2 strategies"]),
        ("payoffs =", "pay =", UnknownNameError, ["'pay'", "'payoffs'"]),
        ('actors = ["A", "B"]', "", InvalidValueError, ["'actors' is missing"]),
        ('"stay"', "1", InvalidTypeError, ["strategies[0][0]", "text"]),
    ],
)
def test_what_is_wrong_with_a_game(
    read: Read, old: str, new: str, kind: type[NegotiationError], words: list[str]
) -> None:
    assert GAME.count(old) == 1
    with pytest.raises(kind) as caught:
        read(GAME.replace(old, new))
    for word in ["talk.toml", *words]:
        assert word in str(caught.value)


def test_a_broken_base_is_named(read: Read) -> None:
    with pytest.raises(InvalidValueError, match=r"other\.toml.*not valid TOML"):
        read('base = "other"\nname = "x"', other="name = ")


def test_the_documented_example_can_be_read(read: Read) -> None:
    """The module shows what a scenario file and a game look like; both must be files."""
    shown = ng.io.toml_scenario.__doc__.replace("…", "so it is").split("::\n\n")[1:]
    scenario, doubtful, game = (
        read("\n".join(line[4:] for line in block.splitlines() if line.startswith("    ")))
        for block in shown
    )
    assert scenario.actor("DPRK").preferences.values["relief"]["partial"] == 0.4
    assert scenario.offer("first offer").answers == {"DPRK": True}
    assert doubtful.uncertain
    assert [len(block) for block in ng.UncertainProblem(doubtful).blocks] == [2, 2, 1, 1, 1, 1]
    assert game.title == "Chicken"
