"""Frontiers and solutions of finite problems, as NegMAS finds them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.concessions import efficient

POINTS = ("nash", "egalitarian", "utilitarian")
"""Concepts that both define in the same way; ties are ours to list and theirs to pick from."""

OTHER_RULE = "by definition: it takes the most equal shares, we the largest least share"
TIE = "the peer returns one of several points tied by its own rule"


def by_hand(table: Any, concept: str) -> Any:
    """Return the rows that a concept selects among gains, with nothing but the definition."""
    gains = table[(table >= 0).all(axis=1)]
    if concept == "nash":
        worth = gains.prod(axis=1)
    elif concept == "utilitarian":
        worth = gains.sum(axis=1)
    else:
        worth = gains.min(axis=1)
    return gains[worth >= worth.max() - 1e-9 * np.abs(table).max()]


def near(point: Any, rows: Any) -> bool:
    return bool((np.abs(np.atleast_2d(rows) - point).max(axis=1) < 1e-6).any())


def check_points(tally: Any, kind: str, table: Any, problem: Any, theirs: dict[str, Any]) -> None:
    """Compare all points of one problem; `table` are the payoffs of all its packages."""
    front = np.unique(np.round(table[efficient(table)], 9), axis=0)
    count = tally("negmas", f"sizes of frontiers, {kind}")
    assert len(problem.frontier()) == len(front)
    assert theirs["points"] == len(front)
    count.agrees()
    for concept in POINTS:
        count = tally("negmas", f"{concept}, {kind}")
        ours = ng.solve(problem, concept).payoffs
        best = by_hand(table, concept)
        assert all(near(point, best) for point in ours)
        assert near(theirs[concept], best)
        if near(theirs[concept], ours):
            count.agrees()
        else:  # one of the best by the rule, but not what breaks the tie
            assert len(best) > len(ours)
            count.differs(TIE)
    check_shares(tally("negmas", f"kalai-smorodinsky, {kind}"), table, problem, theirs)


def check_shares(count: Any, table: Any, problem: Any, theirs: dict[str, Any]) -> None:
    """Show whose rule each Kalai-Smorodinsky point follows."""
    point = theirs["kalai-smorodinsky"]
    ours = ng.solve(problem, "kalai-smorodinsky").payoffs
    if near(point, ours):
        count.agrees()
        return
    ideal = table[(table >= 0).all(axis=1)].max(axis=0)
    front = table[efficient(table)]
    front = front[(front >= 0).all(axis=1)]
    apart = np.ptp(front / ideal, axis=1)
    assert np.ptp(point / ideal) <= apart.min() + 1e-6  # theirs: shares as equal as can be
    least = (front / ideal).min(axis=1)
    assert (ours / ideal).min() >= least.max() - 1e-9  # ours: the least share as large as can be
    assert (point / ideal).min() < (ours / ideal).min()
    count.differs(OTHER_RULE)


def values(seed: int) -> list[Any]:
    """Return what options are worth to two actors: random numbers, then small whole numbers."""
    rng = np.random.default_rng(seed)
    found = []
    for turn in range(40):
        shape = (2, *rng.integers(2, 5, 2))
        worth = rng.random(shape) if turn % 2 else rng.integers(0, 10, shape).astype(float)
        worth[..., 0] += 0.5  # nobody is indifferent about everything
        found.append(worth - worth.min(axis=2, keepdims=True))
    return found


def test_random_domains(tally: Any, negmas: Any, bench: Any) -> None:
    frontier = bench("frontier")
    for worth in values(12):
        problem = ng.bargaining_problem(frontier.scenario(worth))
        table = frontier.sums_of(worth)
        theirs = negmas.statistics(negmas.preferences(worth))
        check_points(tally, "random domains", table, problem, theirs)


def test_files_of_genius(tally: Any, negmas: Any, bench: Any, tmp_path: Path) -> None:
    """Files in which the best option of every issue is worth 1, so that both read the same."""
    frontier = bench("frontier")
    for turn, worth in enumerate(values(13)[1::4]):
        top = worth.max(axis=2, keepdims=True)
        if (top == 0).any():
            continue
        domain, profiles = written(frontier, tmp_path / str(turn), worth / top)
        problem = ng.bargaining_problem(ng.io.read(domain, profiles=profiles))
        theirs = negmas.of_genius(domain, profiles)
        check_points(tally, "GENIUS files of shares", problem.payoffs, problem, theirs)


def test_packages_in_files_of_genius(tally: Any, negmas: Any, bench: Any, tmp_path: Path) -> None:
    """GENIUS divides what an option is worth by the best of its issue; the peer does not."""
    assert negmas  # skips where it is missing
    from negmas.inout import Scenario

    count = tally("negmas", "what packages in GENIUS files of points are worth")
    frontier = bench("frontier")
    for turn, worth in enumerate(values(14)[:20]):
        top = worth.max(axis=2)
        if (top == 0).any():
            continue
        domain, profiles = written(frontier, tmp_path / str(turn), worth)
        ours = ng.bargaining_problem(ng.io.read(domain, profiles=profiles)).payoffs
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = Scenario.from_genius_files(domain, profiles)
            packages = list(read.outcome_space.enumerate())
            theirs = np.array([[float(each(one)) for each in read.ufuns] for one in packages])
        weights = top / top.sum(axis=1, keepdims=True)
        assert ours == pytest.approx(frontier.sums_of(weights[..., None] * worth / top[..., None]))
        if theirs == pytest.approx(ours):
            count.agrees()
            continue
        assert theirs == pytest.approx(frontier.sums_of(weights[..., None] * worth))
        count.differs("the peer multiplies weights by points as they stand, GENIUS by shares")


def written(frontier: Any, folder: Path, worth: Any) -> tuple[Path, list[Path]]:
    """Return the files of a domain in a new folder."""
    folder.mkdir()
    return frontier.write_genius(folder, worth)


def tables() -> list[Any]:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(60):
        shape = rng.integers(1, [200, 5])
        found.append(
            rng.random(shape) if rng.random() < 0.5 else rng.integers(0, 6, shape).astype(float)
        )
    return found


def test_frontiers_of_tables(tally: Any, negmas: Any) -> None:
    count = tally("negmas", "efficient rows of tables")
    for table in tables():
        ours = np.flatnonzero(efficient(table)).tolist()
        beaten = (table[None] >= table[:, None]).all(axis=2) & (table[None] > table[:, None]).any(
            axis=2
        )
        plain = np.flatnonzero(~beaten.any(axis=1)).tolist()
        assert ours == plain
        theirs = sorted(int(row) for row in negmas.frontier(table))
        if theirs == ours:
            count.agrees()
            continue
        # Equal rows: all are efficient, and the peer names one of each.
        assert set(theirs) <= set(plain)
        assert {tuple(table[row]) for row in theirs} == {tuple(table[row]) for row in plain}
        count.differs("of equal rows the peer names one")


def test_by_hand_can_tell() -> None:
    table = np.array([[4.0, 1], [2, 2.5], [0, 6], [-1, 9]])
    assert by_hand(table, "nash").tolist() == [[2, 2.5]]
    assert by_hand(table, "utilitarian").tolist() == [[0, 6]]
    assert by_hand(table, "egalitarian").tolist() == [[2, 2.5]]
    problem = ng.BargainingProblem(table)
    for concept in POINTS:
        assert ng.solve(problem, concept).payoffs == pytest.approx(by_hand(table, concept))
