"""Small random scenarios, to be answered both ways: packages listed, and never listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

import negotiation as ng
from negotiation.concessions import PackageProblem

KINDS = {"whole": (0, 4, 1.0), "tenths": (-3, 5, 0.1), "rich": (0, 9999, 0.0137)}
"""Kinds of numbers: least and greatest whole number drawn, and what it is multiplied by."""


FEW = st.integers(1, 4)


def scenario_of(
    parts: Sequence[Any],
    walk: Any = None,
    *,
    preferences: Any = None,
    red_lines: Any = None,
    **fields: Any,
) -> ng.Scenario:
    """Return the scenario in which option o of issue k adds ``parts[k][o][i]`` for actor i.

    `preferences` makes an actor's preferences out of values and its place; `red_lines` is a
    list per actor.
    """
    tables = [np.asarray(part, dtype=float) for part in parts]
    count = tables[0].shape[1]
    issues = [ng.Issue(f"i{k}", list(map(str, range(len(t))))) for k, t in enumerate(tables)]
    make = preferences or (lambda values, place: ng.Additive(values))
    actors = []
    for place in range(count):
        values = {
            f"i{k}": {str(o): float(row[place]) for o, row in enumerate(table)}
            for k, table in enumerate(tables)
        }
        actors.append(
            ng.Actor(
                f"A{place}",
                make(values, place),
                reservation=0.0 if walk is None else float(walk[place]),
                red_lines=red_lines[place] if red_lines else (),
            )
        )
    return ng.Scenario("sums", issues, actors, **fields)


def unlisted(scenario: ng.Scenario) -> PackageProblem:
    """Return the scenario as a problem that never lists packages, however few they are."""
    return PackageProblem(scenario, np.array([each.reservation for each in scenario.actors]))


def labels(outcomes: Any) -> set[str]:
    """Return outcomes as text, to be compared as a set."""
    return {str(each) for each in outcomes}


@st.composite
def tables(
    draw: Any,
    actors: Any = FEW,
    issues: Any = FEW,
    options: Any = FEW,
    kinds: Sequence[str] = tuple(KINDS),
) -> list[np.ndarray]:
    """Draw what every option adds to every actor's payoff: an array per issue."""
    count = draw(actors)
    low, high, unit = KINDS[draw(st.sampled_from(kinds))]
    numbers = st.integers(low, high)
    sizes = draw(st.lists(options, min_size=(k := draw(issues)), max_size=k))
    return [
        unit
        * np.array(
            draw(st.lists(numbers, min_size=size * count, max_size=size * count)), dtype=float
        ).reshape(size, count)
        for size in sizes
    ]


@st.composite
def sums(draw: Any, **sizes: Any) -> ng.Scenario:
    """Draw a scenario of plain sums in which actors walk away from some, or all, packages."""
    parts = draw(tables(**sizes))
    best = sum(part.max(axis=0) for part in parts)
    least = sum(part.min(axis=0) for part in parts)
    shares = st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0])
    return scenario_of(
        parts, [low + draw(shares) * (top - low) for low, top in zip(least, best, strict=False)]
    )


@st.composite
def ruled(draw: Any, **sizes: Any) -> ng.Scenario:
    """Draw a scenario with interactions, caps, constraints or red lines; its ZOPA may be empty."""
    parts = draw(tables(**sizes))
    units = max(float(np.abs(part).max()) for part in parts) or 1.0

    def combination() -> dict[str, list[str]]:
        places = draw(st.lists(st.integers(0, len(parts) - 1), min_size=1, max_size=3, unique=True))
        return {
            f"i{k}": list(
                map(
                    str,
                    draw(
                        st.lists(
                            st.integers(0, len(parts[k]) - 1), min_size=1, max_size=2, unique=True
                        )
                    ),
                )
            )
            for k in places
        }

    def preferences(values: Any, place: int) -> ng.Interacting:
        met = [
            ng.Interaction(combination(), value=units * draw(st.integers(-2, 2)) / 2)
            for _ in range(draw(st.integers(0, 2)))
        ]
        most = sum(max(each.values()) for each in values.values())
        cap = draw(st.sampled_from([None, None, 0.7 * most]))
        return ng.Interacting(values, cap=cap, interactions=met)

    count = parts[0].shape[1]
    best = sum(part.max(axis=0) for part in parts)
    shares = st.sampled_from([0.0, 0.3, 0.6])
    return scenario_of(
        parts,
        [draw(shares) * top for top in best],
        preferences=preferences,
        red_lines=[
            [ng.RedLine(combination())] if draw(st.integers(0, 3)) == 0 else []
            for _ in range(count)
        ],
        constraints=[ng.Constraint(combination()) for _ in range(draw(st.integers(0, 1)))],
    )
