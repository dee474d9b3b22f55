"""Fingerprints: the same study everywhere has the same, and no two studies do."""

from __future__ import annotations

import functools
import itertools
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation._frozen import FrozenMap
from negotiation.analysis.ensembles._fingerprint import fingerprint
from negotiation.errors import NotDefinedError

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Thing:
    size: float
    parts: Any = ()
    derived: Any = field(default=None, init=False)


@dataclass(frozen=True)
class OtherThing:
    size: float
    parts: Any = ()


class Named:
    def __init__(self, number: int) -> None:
        self.number = number


@dataclass(frozen=True)
class Curve:
    slope: float

    def value(self, amount: Any) -> Any:
        return self.slope * amount


def double(amount: Any) -> Any:
    return 2 * amount


def triple(amount: Any, factor: int = 3) -> Any:
    return factor * amount


def made(text: str) -> Any:
    """Return the function that a module defines, as if it had been edited."""
    space: dict[str, Any] = {"__name__": "a_module"}
    exec(text, space)
    return space["rule"]


def scenario(**changes: Any) -> Any:
    d = ng.distributions
    issue = ng.Issue("share", ["none", "half", "all"])
    mine = ng.Additive({"share": {"none": 0, "half": changes.get("half", 0.5), "all": 1}})
    yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    doubt = changes.get("doubt", d.uniform(0, 1))
    return ng.Scenario("cake", [issue], [ng.Actor("A", mine, doubt), ng.Actor("B", yours, 0.2)])


DIFFERENT = [
    *(None, True, False, 0, 1, 2, 1.0, 0.0, -0.0, 1e-300, "1", "", b"1", 1j, np.nan, np.inf),
    *((), (1,), (1, 2), ((1,), 2), (1, (2,)), ("ab", "c"), ("a", "bc"), (("ab",), "c"), [[], 1]),
    *({}, {"a": 1}, {"a": 2}, {"b": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}, {1: "a"}, ("a", 1)),
    *({1, 2}, {1, 3}, set(), {(1, 2)}),
    *(np.zeros(2), np.zeros((2, 1)), np.zeros(3), np.zeros(2, np.int64), np.zeros(2, np.float32)),
    *(np.array([0.0, -0.0]), np.array([1, "a"], dtype=object), np.array(["a", "b"])),
    *(Thing(1.0), Thing(2.0), Thing(1.0, (1,)), OtherThing(1.0), Thing, OtherThing),
    *(double, triple, np.exp, np.log, len, max, Curve(1.0), Curve(1.0).value, Curve(2.0).value),
    *(functools.partial(triple, factor=2), functools.partial(triple, factor=4)),
    *(stats.norm(0, 1), stats.norm(0, 2), stats.norm(loc=0), stats.uniform(0, 1), stats.beta(2, 3)),
    stats.rv_histogram((np.array([1, 2]), np.array([0, 1, 2])))(),
    stats.rv_histogram((np.array([2, 1]), np.array([0, 1, 2])))(),
    stats.rv_discrete(values=([1, 2], [0.5, 0.5]))(),
    stats.rv_discrete(values=([1, 2], [0.25, 0.75]))(),
    *(np.random.SeedSequence(1), np.random.SeedSequence(2), np.random.SeedSequence(1).spawn(1)[0]),
    *(made("def rule(p): return 1"), made("def rule(p): return 2"), made("def rule(q): return 1")),
    *(made("def rule(p): return min(p)"), made("def rule(p): return max(p)")),
    made("def rule(p): return [x + 1 for x in p]"),
    made("def rule(p): return [x + 2 for x in p]"),
    *(made("def rule(p, q=1): return 1"), made("def rule(p, *, q=1): return 1")),
    *(scenario(), scenario(half=0.6), scenario(half=ng.distributions.uniform(0.5, 0.6))),
    *(scenario(doubt=ng.distributions.uniform(0, 0.9)), scenario(doubt=stats.uniform(0, 1))),
    *(scenario(doubt=ng.distributions.triangular(0, 0.5, 1)), scenario(doubt=0.5)),
]  # fmt: skip


def test_what_differs_has_another_fingerprint() -> None:
    seen: dict[str, Any] = {}
    for value in DIFFERENT:
        mark = fingerprint(value)
        assert mark not in seen, (value, seen[mark])
        assert len(mark) == 64
        seen[mark] = value


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, np.int64(1)),
        (0.1, np.float64(0.1)),
        (True, np.bool_(True)),
        ([1, 2], (1, 2)),
        ({"a": 1}, FrozenMap({"a": 1})),
        (np.arange(6.0).reshape(2, 3), np.asfortranarray(np.arange(6.0).reshape(2, 3))),
        (np.arange(3), np.arange(3).astype(">i8")),
        (np.arange(6)[::2], np.array([0, 2, 4])),
        (stats.norm(0, 1), stats.norm(0, 1)),
        (made("def rule(p): return 1"), made("\n\n# moved\ndef rule(p):\n    return 1")),
        (scenario(), scenario()),
    ],
)
def test_what_is_the_same_has_the_same(first: Any, second: Any) -> None:
    assert fingerprint(first) == fingerprint(second)


def test_parts_are_told_apart() -> None:
    assert len({fingerprint(*each) for each in itertools.permutations((1, "a", 2.0))}) == 6
    assert fingerprint((1, 2), 3) != fingerprint(1, (2, 3))


def test_what_is_worked_out_from_the_rest_does_not_count() -> None:
    changed = Thing(1.0)
    object.__setattr__(changed, "derived", 7)
    assert fingerprint(changed) == fingerprint(Thing(1.0))


def test_beliefs_are_told_by_their_statements_and_their_samples() -> None:
    hanoi = ng.library.load("hanoi-2019")
    told = [ng.statements.top_priority("DPRK", "sanctions")]
    marks = [
        fingerprint(ng.beliefs(hanoi, statements, rng=seed).scenario)
        for statements, seed in ((told, 1), (told, 1), (told, 2), ([], 1))
    ]
    assert marks[0] == marks[1]
    assert len({fingerprint(hanoi), *marks}) == 4


@pytest.mark.parametrize(
    "value",
    [lambda x: x, (1, {"a": lambda x: x}), Curve(lambda x: x), functools.partial(lambda x: x, 1)],
    ids=["alone", "inside", "in a dataclass", "partial"],
)
def test_a_function_without_a_name_is_refused(value: Any) -> None:
    with pytest.raises(NotDefinedError, match=r"top of a module, or leave out checkpoint="):
        fingerprint(value)


def test_a_class_made_inside_a_function_is_refused() -> None:
    @dataclass(frozen=True)
    class Inner:
        size: int

    with pytest.raises(NotDefinedError, match="top of a module"):
        fingerprint(Inner(1))


@pytest.mark.parametrize("value", [object(), Named(3), np.random.default_rng(1)])
def test_what_cannot_be_taken_apart_is_refused(value: Any) -> None:
    with pytest.raises(NotDefinedError, match="leave out checkpoint="):
        fingerprint(value)


def test_what_contains_itself_is_refused() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    with pytest.raises(NotDefinedError, match="contains itself"):
        fingerprint(loop)


def test_every_scenario_of_the_library_has_one_of_its_own() -> None:
    marks = {fingerprint(ng.library.load(name)) for name in ng.library.names()}
    assert len(marks) == len(ng.library.names())
    hanoi = ng.library.load("hanoi-2019")
    heavier = replace(hanoi.actors[0], reservation=0.26)
    assert fingerprint(replace(hanoi, actors=(heavier, hanoi.actors[1]))) not in marks


ELSEWHERE = """
import negotiation as ng
from negotiation.analysis.ensembles._fingerprint import fingerprint
print(fingerprint(ng.library.load("hanoi-2019"), {"US", "DPRK", "ROK"}, {"a": frozenset("xyz")}))
"""


@pytest.mark.slow
def test_another_process_finds_the_same() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    own = (ng.library.load("hanoi-2019"), {"US", "DPRK", "ROK"}, {"a": frozenset("xyz")})
    assert found == {fingerprint(*own)}


def test_the_last_bit_of_a_number_makes_another_study() -> None:
    for number in (0.1, 1e300, 5e-324):
        assert fingerprint(number) != fingerprint(float(np.nextafter(number, 2.0)))
