"""Real GENIUS domains, read and held against what exact arithmetic makes of the files."""

from __future__ import annotations

import csv
import json
import math
import time
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import negotiation as ng
from negotiation.concessions.pareto import ranks
from tests.conftest import REFERENCE

PRINTED = 2e-9
"""The reference prints nine decimals."""

CONCEPTS = {
    "nash": "nash",
    "ks": "kalai-smorodinsky",
    "egal": "egalitarian",
    "maxwel": "utilitarian",
}
DOMAINS = REFERENCE / "domains"


def rows(folder: str) -> list[dict[str, str]]:
    table = DOMAINS / folder / "reference.csv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GENIUS = rows("genius")
TYPES = rows("england-zimbabwe-types")
NONLINEAR = ["10issues", "10issuesDiscounted", "10issuesDiscountedwithRV", "10issueswithRV"]


def read(row: dict[str, str]) -> ng.Scenario:
    folder = DOMAINS / "genius" / row["domain"]
    return ng.io.read(folder / row["domain_file"], profiles=[row["profile_A"], row["profile_B"]])


def points(text: str) -> np.ndarray:
    found = [[float(number) for number in pair.split()] for pair in text.split(";") if pair.strip()]
    return np.array(found).reshape(-1, 2)


def distinct(payoffs: np.ndarray) -> np.ndarray:
    """Return the payoff pairs, one of those that the reference could not print apart."""
    places = ranks(np.round(payoffs / PRINTED) * PRINTED)
    return payoffs[np.unique(places, axis=0, return_index=True)[1]]


def same_points(found: np.ndarray, expected: np.ndarray) -> bool:
    if len(found) != len(expected):
        return False
    gaps = np.abs(found[:, None] - expected[None]).max(axis=2)
    return bool((gaps.min(axis=0) < PRINTED).all() and (gaps.min(axis=1) < PRINTED).all())


def rule_of_leximin(tied: np.ndarray, scale: np.ndarray, walk: np.ndarray) -> np.ndarray:
    """Return those of the points tied for the worst placed that are best for the other."""
    levels = np.sort((tied - walk) / scale, axis=1)
    assert np.ptp(levels[:, 0]) < 10 * PRINTED  # so the reference says
    return tied[levels[:, 1] >= levels[:, 1].max() - 10 * PRINTED]


def marks(row: dict[str, str]) -> list[Any]:
    return [pytest.mark.slow] if int(row["n_outcomes"]) > 100_000 else []


def test_the_reference_has_every_domain(reference: Path) -> None:
    assert len(GENIUS) == 104
    assert len(TYPES) == 6
    assert sum(row["cap_binds"] == "1" for row in GENIUS) > 30


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["domain"], marks=marks(row)) for row in GENIUS]
)
def test_a_domain_is_what_the_reference_says(row: dict[str, str]) -> None:
    scenario = read(row)
    assert len(scenario.issues) == int(row["n_issues"])
    assert math.prod(len(issue) for issue in scenario.issues) == int(row["n_outcomes"])
    for actor, side in zip(scenario.actors, "AB", strict=True):
        assert actor.name == Path(row[f"profile_{side}"]).stem
        assert actor.reservation == float(row[f"reserve_{side}"] or 0)
        # GENIUS takes a discount factor of 0 for none.
        assert actor.discount == (float(row[f"discount_{side}"] or 1) or 1)
        sums = sum(actor.preferences.weights.values())
        # Where all issues stand under an inner objective, the reference adds its weight of 1.
        outer = 1.0 if "Fitness" in row["domain"] else 0.0
        assert sums + outer == pytest.approx(float(row[f"weight_sum_{side}"]), abs=1e-12)
    problem = ng.bargaining_problem(scenario)
    assert problem.payoffs.max() <= 1.0
    frontier = problem.payoffs[problem.pareto]
    assert len(np.unique(ranks(frontier), axis=0)) == int(row["pareto_points"])
    if row["efficient_outcomes"]:
        assert problem.pareto.sum() == int(row["efficient_outcomes"])
    nearest = np.sqrt(((1 - frontier) ** 2).sum(axis=1).min())
    assert nearest == pytest.approx(float(row["opposition_min_dist_11"]), abs=PRINTED)
    # Dominated packages change no solution: where there are many, the frontier is enough.
    few = problem.payoffs if len(problem.payoffs) <= 100_000 else frontier
    for prefix, walk in (("d0", np.zeros(2)), ("rv", problem.disagreement)):
        check_solutions(row, prefix, ng.BargainingProblem(few, walk))


def check_solutions(row: dict[str, str], prefix: str, problem: ng.BargainingProblem) -> None:
    for column, concept in CONCEPTS.items():
        expected = points(row[f"{prefix}_{column}"])
        solution = ng.solve(problem, concept)
        assert bool(len(expected)) == problem.zopa.any()
        if not len(expected):
            assert solution.outcomes == ()
            continue
        if column in ("ks", "egal"):
            gains = problem.ideal - problem.disagreement
            scale = np.where(gains > 1e-12, gains, 1.0) if column == "ks" else np.ones(2)
            expected = rule_of_leximin(expected, scale, problem.disagreement)
        found = distinct(solution.payoffs)
        assert same_points(found, expected), (concept, prefix, found[:5], expected[:5])


def test_a_large_domain_is_read_in_milliseconds(reference: Path) -> None:
    row = next(row for row in GENIUS if row["domain"].endswith("parsCat"))
    read(row)  # so that loading the modules does not count
    start = time.perf_counter()
    scenario = read(row)
    assert time.perf_counter() - start < 0.25  # 2 ms by itself
    assert int(row["n_outcomes"]) == 390_625
    assert "space" not in vars(scenario)


def test_profiles_beside_the_domain_are_found(reference: Path) -> None:
    row = next(row for row in GENIUS if row["domain"] == "anac/y2010/Travel")
    scenario = ng.io.read(DOMAINS / "genius" / row["domain"] / row["domain_file"])
    assert scenario == read(row)


def test_too_many_profiles_are_listed(reference: Path) -> None:
    folder = DOMAINS / "genius" / "other" / "QODomain"
    with pytest.raises(ng.NegotiationError, match=r"8 profiles of it: Side_ACompromise\.xml.*Say"):
        ng.io.read(folder / "qodomain.xml")


def test_an_issue_under_another_name_counts_by_its_index(reference: Path) -> None:
    folder = DOMAINS / "genius" / "other" / "journal_learning" / "four_issues"
    scenario = ng.io.read(folder / "four_issues.xml", profiles="a_l_u2_u1.xml")
    root = ET.parse(folder / "a_l_u2_u1.xml").getroot()
    issue = next(each for each in root.iter("issue") if each.get("index") == "1")
    assert issue.get("name") == "second"
    given = {item.get("value"): float(item.get("evaluation", "")) for item in issue}
    most = max(given.values())
    worth = scenario.actors[0].preferences.values["first"]
    assert worth == {option: value / most for option, value in given.items()}
    assert "calls 'second' has the index of 'first'" in scenario.about


def test_the_last_value_of_an_option_counts(reference: Path) -> None:
    row = next(row for row in GENIUS if row["domain"].endswith("AMPOvsCity"))
    scenario = read(row)
    assert scenario.actors[0].preferences.values["Increase in starting salaries"]["0"] == 0.08
    assert "values '0' twice" in scenario.about


# ------------------------------------------------------------------ raw points


@pytest.mark.parametrize("row", TYPES, ids=lambda row: f"{row['type_A']}-{row['type_B']}")
def test_profiles_of_raw_points(row: dict[str, str]) -> None:
    folder = DOMAINS / "england-zimbabwe-types"
    profiles = [f"Side_A{row['type_A']}.xml", f"Side_B{row['type_B']}.xml"]
    names = ["England", "Zimbabwe"]
    scenario = ng.io.read(folder / "EngZimDomain.xml", profiles=profiles, actors=names)
    problem = ng.bargaining_problem(scenario)
    assert len(problem.payoffs) == int(row["outcomes"])
    np.testing.assert_allclose(problem.payoffs.max(axis=0), pair(row, "max"), rtol=1e-12)
    np.testing.assert_array_equal(problem.disagreement, pair(row, "status_quo"))
    frontier = problem.payoffs[problem.pareto]
    assert len(np.unique(ranks(frontier), axis=0)) == int(row["pareto_points"])
    nash = ng.solve(problem, "nash")
    np.testing.assert_allclose(nash.payoffs, [pair(row, "nash")], rtol=1e-12)
    assert [list(each.values()) for each in nash.outcomes] == [json.loads(row["nash_bid"])]
    welfare = ng.solve(problem, "utilitarian").payoffs
    assert np.abs(welfare - pair(row, "maxwelfare")).max(axis=1).min() < 1e-9
    for side, effect in zip("AB", scenario.about.split("Every round adds ")[1:], strict=True):
        assert float(effect.partition(" ")[0]) == float(row[f"time_{side}"])
    left = ng.io.read(
        folder / "EngZimDomain.xml", profiles=profiles, actors=names, walking_away="optout"
    )
    assert [actor.reservation for actor in left.actors] == pair(row, "optout")


def pair(row: dict[str, str], what: str) -> list[float]:
    return [float(row[f"{what}_A"]), float(row[f"{what}_B"])]


# ------------------------------------------------------------------ nonlinear profiles


def of_the_file(file: Path) -> tuple[float, list[tuple[float, list[tuple[int, int, int]]]]]:
    """Return the largest utility and the boxes of a profile, straight from its XML."""
    root = ET.parse(file).getroot()
    (utility,) = root.iter("utility")
    boxes = [
        (
            float(box.attrib["utility"]),
            [tuple(int(bound.attrib[key]) for key in ("index", "min", "max")) for bound in box],
        )
        for box in root.iter("hyperRectangle")
    ]
    return float(utility.attrib["maxutility"]), boxes  # type: ignore[return-value]


@pytest.mark.parametrize("name", NONLINEAR)
def test_packages_of_a_nonlinear_domain_are_worth_what_the_file_says(
    name: str, reference: Path
) -> None:
    folder = DOMAINS / "genius-nonlinear" / name
    scenario = ng.io.read(folder / f"{name}-domain.xml")  # pareto.xml beside it is no profile
    assert [actor.name for actor in scenario.actors] == ["profile-1", "profile-2"]
    assert [actor.reservation for actor in scenario.actors] == [0.75 * ("RV" in name)] * 2
    assert [actor.discount for actor in scenario.actors] == [0.5 if "Disc" in name else 1.0] * 2
    rng = np.random.default_rng(10)
    drawn = rng.integers(0, 10, size=(2_000, 10))
    packages = ng.OutcomeSpace(scenario.issues, drawn)
    for actor in scenario.actors:
        most, boxes = of_the_file(folder / f"{actor.name}.xml")
        worth = [
            sum(value for value, bounds in boxes if all(a <= row[i - 1] <= b for i, a, b in bounds))
            for row in drawn.tolist()
        ]
        np.testing.assert_allclose(
            actor.preferences.utilities(packages), np.array(worth) / most, rtol=1e-12
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", NONLINEAR)
def test_the_frontier_of_ten_thousand_million_packages(name: str, reference: Path) -> None:
    """What was read, as an integer programme of its own, gives the published frontier."""
    table = DOMAINS / "genius-nonlinear" / f"anac2014_{name}_exact_front.csv"
    expected = np.loadtxt(table, delimiter=",", skiprows=1)
    scenario = ng.io.read(DOMAINS / "genius-nonlinear" / name / f"{name}-domain.xml")
    found = frontier_by_programme(scenario)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert found.max() > 1 or expected.max() <= 1  # totals above 1 are not cut
    front = ng.bargaining_problem(scenario).frontier()
    assert front.exact
    np.testing.assert_allclose(front.payoffs, expected, atol=1e-9)


def frontier_by_programme(scenario: ng.Scenario) -> np.ndarray:
    """Return the frontier of two actors by one programme after the other, best for A first.

    A variable per option and one per box, which is at most the sum of its options on each
    issue; payments are whole multiples of a thousandth, so that rounding settles ties.
    """
    starts = np.cumsum([0, *(len(issue) for issue in scenario.issues)])
    place = {issue.name: start for issue, start in zip(scenario.issues, starts, strict=False)}
    boxes = [(side, box) for side in (0, 1) for box in of_side(scenario, side)]
    size = int(starts[-1]) + len(boxes)
    payment = np.zeros((2, size))
    table, lowest = [], []
    for start, end in pairwise(starts):
        one = np.zeros(size)
        one[start:end] = 1
        table += [one, -one]
        lowest += [1.0, -1.0]
    for row, (side, box) in enumerate(boxes, start=int(starts[-1])):
        assert box.value > 0  # else the box would have to be bound from below
        payment[side, row] = box.value
        for issue, options in box.when.items():
            held = np.zeros(size)
            held[row] = -1
            for option in options:
                held[place[issue] + scenario.issue(issue).level(option)] = 1
            table.append(held)
            lowest.append(0.0)
    fixed = LinearConstraint(np.array(table), np.array(lowest), np.inf)

    def best(side: int, floor: float) -> np.ndarray | None:
        other = LinearConstraint(payment[1 - side], floor, np.inf)
        found = milp(
            -payment[side],
            constraints=[fixed, other],
            integrality=np.ones(size),
            bounds=Bounds(0, 1),
        )
        return None if found.x is None else payment @ np.round(found.x)

    frontier, floor = [], 0.0
    while (top := best(0, floor)) is not None:
        point = best(1, top[0] - 1e-5)
        assert point is not None
        frontier.append(point)
        floor = point[1] + 1e-4  # utilities are whole numbers over less than a thousand
    return np.array(frontier)


def of_side(scenario: ng.Scenario, side: int) -> tuple[ng.Interaction, ...]:
    preferences = scenario.actors[side].preferences
    assert isinstance(preferences, ng.Interacting)
    assert preferences.cap is None
    return preferences.interactions
