"""What the tests of all charts draw: one small summit, and every kind of answer about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from matplotlib.figure import Figure

import negotiation as ng
from negotiation.errors import InvalidTypeError, NotDefinedError
from tests.plotting.forecast import Forecast

NAME = "a small summit"


def small_summit() -> ng.Scenario:
    """Return two actors, three issues, a status quo, a red line and a recorded offer."""
    issues = [
        ng.Issue("sites", ["none", "freeze", "dismantle"], conceded_by="North"),
        ng.Issue("tests", ["go on", "halt"], conceded_by="North"),
        ng.Issue("relief", ["none", "$5 fund_a", "full"], conceded_by="West"),
    ]
    west = ng.Additive(
        {
            "sites": {"none": 0, "freeze": 2, "dismantle": 5},
            "tests": {"go on": 0, "halt": 2},
            "relief": {"none": 0, "$5 fund_a": -1, "full": -4},
        }
    )
    north = ng.Additive(
        {
            "sites": {"none": 0, "freeze": -1, "dismantle": -3},
            "tests": {"go on": 0, "halt": -0.5},
            "relief": {"none": 0, "$5 fund_a": 3, "full": 5},
        }
    )
    status_quo = {"sites": "none", "tests": "go on", "relief": "none"}
    return ng.Scenario(
        "a small summit",
        issues,
        [
            ng.Actor("West", west, reservation=0.5),
            ng.Actor("North", north, reservation=0.25, red_lines=[{"sites": "dismantle"}]),
        ],
        status_quo=status_quo,
        offers=[ng.Offer("opening", {**status_quo, "relief": "full"}, by="North")],
    )


def _chicken() -> Any:
    return ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], title=NAME)


def _tree() -> Any:
    threat = ng.Decision("B_1", {"yield": ng.Ending([2, 1]), "fight $5": ng.Ending([0, 0], "war")})
    start = ng.Decision("A", {"ask": threat, "wait": ng.Ending([1, 2])})
    return ng.subgame_perfect(ng.ExtensiveGame(start, title=NAME))


def _signals() -> Any:
    told = {"low $5": (1, 0), "high_5": {"yes": {"a": (2, 1), "b": (0, 0)}, "no": (-1, 0)}}
    return ng.signalling(ng.SignallingGame({"a": 0.5, "b": 0.5}, told, title=NAME))


def _phases() -> Any:
    summit = small_summit()
    first, second, *_ = ((each.name, "reservation") for each in summit.actors)
    return ng.phase_map(summit, first, second, steps=5)


SUBJECTS: tuple[Callable[[], Any], ...] = tuple(
    cache(each)
    for each in (
        lambda: ng.compare(small_summit()),
        lambda: ng.equilibria(ng.concession_game(small_summit())),
        _chicken,
        _tree,
        _signals,
        lambda: ng.play(small_summit(), ng.tactics.linear(), rounds=6),
        lambda: ng.tournament([ng.tactics.linear()], small_summit(), rounds=6),
        lambda: ng.roadmap(small_summit(), patience=0.8),
        lambda: ng.roadmap_region(small_summit(), patience=[0.2, 0.8], hazard=[0.0, 0.3]),
        lambda: Forecast(small_summit(), {"nash": [7, -1, 10, 7], "egalitarian": [7, -1, 8, 8]}),
        lambda: ng.beliefs(small_summit(), [], samples=200, rng=1).acceptability(),
        lambda: ng.tornado(small_summit()),
        _phases,
    )
)
"""Makers of subjects; a chart is drawn of the first that it is for."""


@cache
def subject_of(name: str) -> Any:
    """Return the first subject that a chart can be drawn of."""
    for make in SUBJECTS:
        try:
            ng.plotting.charts[name](make(), ax=Figure().subplots())
        except (InvalidTypeError, NotDefinedError):
            continue
        return make()
    raise AssertionError(f"add a subject that {name} can be drawn of to {__file__}")
