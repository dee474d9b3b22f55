"""What is written is read back the same, bit for bit; what no file can hold is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    UnknownNameError,
)
from tests.io.scenarios import bimatrices, games, scenarios, tables

same_folder = settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def there_and_back(noun: Any, folder: Path, suffix: str = ".toml") -> Any:
    return ng.io.read(ng.io.write(noun, folder / f"noun{suffix}"))


def exact(value: Any) -> Any:
    """Return all that a noun is made of, floats by their bits and mappings in their order."""
    if isinstance(value, np.ndarray):
        return (value.shape, value.tobytes())
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, Mapping):
        return [(exact(name), exact(each)) for name, each in value.items()]
    if isinstance(value, tuple | list):
        return [exact(each) for each in value]
    if is_dataclass(value):
        return [type(value), *(exact(getattr(value, each.name)) for each in fields(value))]
    return (type(value), value)


def unordered(value: Any) -> Any:
    """Return `exact` with mappings in the order of their keys."""
    if isinstance(value, Mapping):
        return sorted((repr(exact(name)), unordered(each)) for name, each in value.items())
    if isinstance(value, tuple | list):
        return [unordered(each) for each in value]
    if is_dataclass(value):
        return [type(value), *(unordered(getattr(value, each.name)) for each in fields(value))]
    return exact(value)


# ------------------------------------------------------------------------------------ TOML


@same_folder
@given(scenario=scenarios())
def test_every_scenario_that_is_data_comes_back(scenario: ng.Scenario, tmp_path: Path) -> None:
    back = there_and_back(scenario, tmp_path)
    assert back == scenario
    assert unordered(back) == unordered(scenario)
    assert there_and_back(back, tmp_path) == back


@same_folder
@given(game=games())
def test_every_game_with_plain_strategies_comes_back(
    game: ng.NormalFormGame, tmp_path: Path
) -> None:
    assert exact(there_and_back(game, tmp_path)) == exact(game)


@pytest.mark.parametrize("name", ng.library.names())
def test_the_library_comes_back_with_evidence_beside_its_numbers(name: str, tmp_path: Path) -> None:
    noun = ng.library.load(name)
    path = ng.io.write(noun, tmp_path / "noun.toml")
    back = ng.io.read(path)
    assert exact(back) == exact(noun)
    if isinstance(noun, ng.Scenario):
        assert back == noun
        listed = path.read_text(encoding="utf-8").count("[[evidence]]")
        assert listed == sum(each.actor is None for each in noun.evidence)


# ------------------------------------------------------------------------------------- CSV


@same_folder
@given(problem=tables(), suffix=st.sampled_from([".csv", ".tsv"]))
def test_every_table_comes_back(problem: ng.BargainingProblem, suffix: str, tmp_path: Path) -> None:
    back = there_and_back(problem, tmp_path, suffix)
    assert list(back.outcomes) == list(problem.outcomes)
    for part in ("payoffs", "disagreement", "power", "refused", "actors"):
        assert exact(getattr(back, part)) == exact(getattr(problem, part))


@same_folder
@given(game=bimatrices(), suffix=st.sampled_from([".csv", ".tsv"]))
def test_every_bimatrix_comes_back(game: ng.NormalFormGame, suffix: str, tmp_path: Path) -> None:
    assert exact(there_and_back(game, tmp_path, suffix)) == exact(game)


def test_labels_of_strategies_become_text_in_a_table(tmp_path: Path) -> None:
    game = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    back = there_and_back(game, tmp_path, ".csv")
    assert back.strategies == (("0", "1"), ("0", "1"))
    assert (back.payoffs == game.payoffs).all()


def test_a_scenario_as_a_table_keeps_what_its_numbers_say(tmp_path: Path) -> None:
    problem = ng.bargaining_problem(ng.library.load("hanoi-2019"))
    back = there_and_back(problem, tmp_path, ".csv")
    assert problem.refused.any()
    for part in ("payoffs", "disagreement", "power", "refused"):
        assert (getattr(back, part) == getattr(problem, part)).all()
    assert list(back.outcomes) == list(problem.outcomes)


# --------------------------------------------------------------------------- what is written

FULL = """\
name = "a talk"
about = \"\"\"
Two lines
about it.\"\"\"

[consent]             # whose yes it takes
quota = 1.0
veto = ["US"]

[issues.relief]
options = ["none", "full"]
conceded_by = "US"
reversible = false

[issues."aid, yearly"]
range = [0.0, 500.0]
unit = "$"

[status_quo]
relief = "none"
"aid, yearly" = 0.0

[[constraints]]
when = { relief = "full", "aid, yearly" = [100, 500] }
reason = "too dear"

[actors.US]
reservation = { outcome = {}, kind = "fact", statement = "s", source = "t" }
discount = 0.9
cap = 2.0

[actors.US.preferences.relief]
weight = 0.5
[actors.US.preferences.relief.values]
none = 1.0
full = { value = 0.0, kind = "claim", statement = "u", source = "v" }

[actors.US.preferences."aid, yearly"]
values = [[0, 1.0], [500, -1.0]]

[[actors.US.interactions]]
when = { relief = "full" }
value = -0.25
"""


def test_a_file_is_written_to_be_read_by_people(tmp_path: Path) -> None:
    aid = ng.Issue("aid, yearly", (0, 500), unit="$")
    relief = ng.Issue("relief", ["none", "full"], "US", reversible=False)
    wants = ng.Interacting(
        {"relief": {"none": 1, "full": 0}, "aid, yearly": {0: 1, 500: -1}},
        {"relief": 0.5},
        2,
        [ng.Interaction({"relief": "full"}, value=-0.25)],
    )
    now = {"relief": "none", "aid, yearly": 0}
    talk = ng.Scenario(
        "a talk",
        [relief, aid],
        [ng.Actor("US", wants, now, 0.9)],
        now,
        [ng.Constraint({"relief": "full", "aid, yearly": (100, 500)}, "too dear")],
        "Two lines\nabout it.",
        [
            ng.Evidence("fact", "s", "t", "US"),
            ng.Evidence("claim", "u", "v", "US", "relief", "full"),
        ],
        consent=ng.Consent(1, veto=["US"]),
    )
    written = ng.io.write(talk, tmp_path / "talk.toml").read_text(encoding="utf-8")
    told = [block for block in written.split("\n\n") if not block.startswith("#")]
    shown = FULL.strip().split("\n\n")
    assert [block.strip() for block in told] == shown
    assert written.startswith("# A negotiation")
    assert there_and_back(talk, tmp_path) == talk


def test_a_package_differs_from_the_status_quo_if_a_bit_does(tmp_path: Path) -> None:
    tariff = ng.Issue("tariff", (-1, 1), unit="")
    actor = ng.Actor("A", ng.Additive({"tariff": {-1: 0, 1: 1}}), {"tariff": -0.0})
    offers = [ng.Offer("x", {"tariff": -0.0}), ng.Offer("y", {"tariff": 0.0})]
    scenario = ng.Scenario("t", [tariff], [actor], {"tariff": 0.0}, offers=offers)
    back = there_and_back(scenario, tmp_path)
    assert exact(back.actors[0].reservation) == exact(ng.Outcome({"tariff": -0.0}))
    assert [exact(offer.outcome) for offer in back.offers] == [
        exact(ng.Outcome({"tariff": -0.0})),
        exact(ng.Outcome({"tariff": 0.0})),
    ]


def test_payoffs_are_written_as_arrays_or_by_option(tmp_path: Path) -> None:
    issues = [ng.Issue("a", ["x", "y"]), ng.Issue("b", ["u", "v"])]
    by_option = {("x", "u"): 1, ("x", "v"): 2, ("y", "u"): 3, ("y", "v"): 4}
    talk = ng.Scenario(
        "t",
        issues,
        [
            ng.Actor("A", ng.PayoffTable([[1, 2], [3, 4]])),
            ng.Actor("B", ng.PayoffTable(by_option)),
        ],
    )
    written = ng.io.write(talk, tmp_path / "t.toml").read_text(encoding="utf-8")
    assert "payoffs = [[1.0, 2.0], [3.0, 4.0]]" in written
    assert "[actors.B.payoffs.y]\nu = 3.0\nv = 4.0" in written
    assert there_and_back(talk, tmp_path) == talk


def test_payoff_tables_are_equal_if_written_alike() -> None:
    array = ng.PayoffTable([[1, 0.0]])
    assert array == ng.PayoffTable([[1.0, -0.0]])
    assert hash(array) == hash(ng.PayoffTable([[1.0, -0.0]]))
    assert array != ng.PayoffTable([[1.0, 0.5]])
    assert array != ng.PayoffTable([1, 0])
    named = ng.PayoffTable({"x": 1, "y": 0})
    assert named == ng.PayoffTable({("y",): 0, ("x",): 1})
    assert hash(named) == hash(ng.PayoffTable({("y",): 0, ("x",): 1}))
    assert named != ng.PayoffTable([1, 0])
    assert named != {"x": 1, "y": 0}


# ---------------------------------------------------------------------- what cannot be written

RELIEF = ng.Issue("relief", ["none", "full"])
TARIFF = ng.Issue("tariff", (0, 1), unit="")
WANTS = ng.Additive({"relief": {"none": 1, "full": 0}})


def talk(preferences: Any = WANTS, issue: ng.Issue = RELIEF, **more: Any) -> ng.Scenario:
    actor = ng.Actor("US", preferences, red_lines=more.pop("red_lines", ()))
    return ng.Scenario(more.pop("name", "t"), [issue], [actor], **more)


class Odd:
    def utilities(self, space: Any) -> Any:
        return np.zeros(len(space))


def always(levels: Any) -> Any:
    return levels["relief"] >= 2


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (talk(ng.UtilityFunction(lambda x: 1.0 * x["relief"])), ["'US'", "PayoffTable", "hold"]),
        (talk(Odd()), ["'US'", "kind no file can hold", "Odd"]),
        (
            talk(ng.Additive({"tariff": lambda x: x**2}), TARIFF),
            ["'US'", "'tariff'", "points", "function"],
        ),
        (talk(red_lines=[always]), ["'US'", "red line", "function", "{issue: [options]}"]),
        (talk(constraints=[always]), ["constraint", "function"]),
        (
            talk(
                ng.Interacting(
                    {"relief": {"none": 1, "full": 0}},
                    interactions=[ng.Interaction(always, value=1)],
                )
            ),
            ["'US'", "interaction", "function"],
        ),
        (talk(name=7), ["name of a scenario", "text", "7"]),
        (talk(about=7), ["about", "text", "7"]),
        (talk(evidence=[ng.Evidence("fact", "so", "us", option="full")]), ["without its issue"]),
        (talk(name="half \ud800"), ["surrogate"]),
    ],
)
def test_what_no_file_can_hold_is_refused_and_the_file_left_alone(
    scenario: ng.Scenario, words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "talk.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(NegotiationError) as caught:
        ng.io.write(scenario, path)
    for word in ("talk.toml", *words):
        assert word in str(caught.value)
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_remedy_that_the_refusal_gives_does_help(tmp_path: Path) -> None:
    scenario = talk(ng.UtilityFunction(lambda x: 1.0 * x["relief"]))
    (actor,) = scenario.actors
    table = actor.preferences.utilities(ng.OutcomeSpace.full(scenario.issues))
    numbers = ng.PayoffTable(table.reshape([len(issue) for issue in scenario.issues]))
    mended = replace(scenario, actors=[replace(actor, preferences=numbers)])
    assert there_and_back(mended, tmp_path) == mended


PROBLEM = ng.BargainingProblem([[1, 2], [2, 1]], outcomes=["x", "y"], actors=["A", "B"])


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        (replace(PROBLEM, outcomes=[" x", "y"]), ["blanks around", "' x'"]),
        (replace(PROBLEM, outcomes=["", "y"]), ["blank"]),
        (replace(PROBLEM, outcomes=["x", 1]), ["all texts", "1"]),
        (replace(PROBLEM, outcomes=[2**60, 1]), ["this large"]),
        (replace(PROBLEM, outcomes=["(power)", "y"]), ["'(power)'", "itself"]),
        (replace(PROBLEM, actors=["A", "outcome"]), ["same head", "'outcome'"]),
        (replace(PROBLEM, actors=["A", "B "]), ["head", "'B '"]),
        (replace(PROBLEM, consent=ng.Consent(1)), ["1 of 2 actors", ".toml"]),
        (
            replace(PROBLEM, actors=["A|C", "B"], refused=[[True, False], [False, False]]),
            ["'|'", "'A|C'"],
        ),
        (replace(PROBLEM, outcomes=[{"a": "x"}, {"b": "x"}]), ["same issues"]),
        (replace(PROBLEM, outcomes=[{"package": "x"}, {"package": "y"}]), ["'package'", "labels"]),
        (replace(PROBLEM, outcomes=[{"a": 0.5}, {"a": 1.0}]), ["'a'", "on_grid"]),
        (ng.NormalFormGame(np.zeros((3, 1, 1, 1))), ["two actors", ".toml"]),
        (ng.NormalFormGame(np.zeros((2, 2, 1)), [[1, "1"], ["x"]]), ["read alike", "'1'"]),
        (ng.NormalFormGame(np.zeros((2, 1, 1)), [["a"], [" b"]]), ["strategy", "' b'"]),
        (ng.NormalFormGame(np.zeros((2, 1, 1)), actors=["a\\b", "c"]), ["'a\\\\b'"]),
        (talk(), ["Scenario", ".toml", "bargaining_problem"]),
        ("x", ["BargainingProblem", "str"]),
    ],
)
def test_what_no_table_can_hold_is_refused(noun: Any, words: list[str], tmp_path: Path) -> None:
    with pytest.raises(NegotiationError) as caught:
        ng.io.write(noun, tmp_path / "table.csv")
    for word in ("table.csv", *words):
        assert word in str(caught.value)
    assert not (tmp_path / "table.csv").exists()


def test_what_goes_into_which_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidTypeError, match=r"x\.toml.*write it as \.csv"):
        ng.io.write(PROBLEM, tmp_path / "x.toml")
    with pytest.raises(InvalidTypeError, match=r"problem\.scenario"):
        ng.io.write(ng.bargaining_problem(talk()), tmp_path / "x.toml")
    with pytest.raises(UnknownNameError, match=r"x\.json.*can be written.*'\.toml'"):
        ng.io.write(talk(), tmp_path / "x.json")
    with pytest.raises(UnknownNameError, match="'geniusweb' is not a format that can be written"):
        ng.io.write(talk(), tmp_path / "x.json", format="geniusweb")
    with pytest.raises(UnknownNameError, match=r"'tmol'.*'toml'"):
        ng.io.write(talk(), tmp_path / "x", format="tmol")
    with pytest.raises(MissingFileError, match="no folder"):
        ng.io.write(talk(), tmp_path / "nowhere" / "x.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(InvalidValueError, match="folder, not a file"):
        ng.io.write(talk(), tmp_path / "folder.toml")
    path = ng.io.write(talk(), str(tmp_path / "x.txt"), format="toml")
    assert ng.io.read(path) == talk()  # by its content
    strategies = [["x", 1], ["y", "z"]]
    with pytest.raises(InvalidTypeError, match=r"all texts.*'Actor 1'|'Actor 1'.*all texts"):
        ng.io.write(ng.NormalFormGame(np.zeros((2, 2, 2)), strategies), tmp_path / "x.toml")
