"""Correlated and coarse correlated equilibria: the best of them, and all of them."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import negotiation as ng

# The function of the same name hides the module.
vertices_module = import_module("negotiation.engine.rationality.correlated_vertices")

SLOW = settings(max_examples=25, deadline=None)
CHICKEN = ng.NormalFormGame(
    [[[6, 2], [7, 0]], [[6, 7], [2, 0]]],
    strategies=[["swerve", "drive on"]] * 2,
    actors=["Row", "Column"],
)
whole = hnp.arrays(
    np.float64, st.sampled_from([(2, 2, 2), (2, 2, 3), (3, 2, 2, 2)]), elements=st.integers(0, 5)
)


def gains(payoffs: Any, chances: Any, *, coarse: bool) -> float:
    """Return the largest gain by disobeying, or by opting out, by plain loops."""
    worst = 0.0
    for own in range(len(payoffs)):
        worth, chance = np.moveaxis(payoffs[own], own, 0), np.moveaxis(chances, own, 0)
        for instead in range(len(worth)):
            by_told = [(chance[t] * (worth[instead] - worth[t])).sum() for t in range(len(worth))]
            worst = max(worst, sum(by_told) if coarse else max(by_told))
    return float(worst)


def plain_vertices(payoffs: Any, *, coarse: bool) -> set[tuple[Fraction, ...]]:
    """Try every choice of inequalities that could meet in a corner, in exact arithmetic."""
    shape = payoffs.shape[1:]
    size = int(np.prod(shape))
    rows = [[Fraction(int(k == place)) for k in range(size)] for place in range(size)]
    for own, strategies in enumerate(shape):
        for instead in range(strategies):
            parts = []
            for told in range(strategies):
                row = np.zeros(shape)
                view, worth = np.moveaxis(row, own, 0), np.moveaxis(payoffs[own], own, 0)
                view[told] = worth[told] - worth[instead]
                parts.append(row.reshape(-1))
            parts = [sum(parts)] if coarse else parts
            rows += [[Fraction(int(v)) for v in part] for part in parts if part.any()]
    corners = set()
    for chosen in combinations(range(len(rows)), size - 1):
        point = solved([*(rows[k] for k in chosen), [Fraction(1)] * size])
        if point is not None and all(
            sum(a * b for a, b in zip(row, point, strict=True)) >= 0 for row in rows
        ):
            corners.add(point)
    return corners


def solved(rows: list[list[Fraction]]) -> tuple[Fraction, ...] | None:
    """Solve rows @ x = (0, …, 0, 1), or say that there is not one solution."""
    table = [[*row, Fraction(int(k == len(rows) - 1))] for k, row in enumerate(rows)]
    for column in range(len(rows)):
        pivot = next((k for k in range(column, len(rows)) if table[k][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [v / table[column][column] for v in table[column]]
        for k in range(len(rows)):
            if k != column and table[k][column]:
                factor = table[k][column]
                table[k] = [a - factor * b for a, b in zip(table[k], table[column], strict=True)]
    return tuple(row[-1] for row in table)


# ---------------------------------------------------------------- published cases


def theory_case(reference: Path, name: str) -> Any:
    cases = json.loads((reference / "cases" / "theory.json").read_text(encoding="utf-8"))
    return next(each for each in cases if each["id"] == name)


def test_reference_case_of_coarse_correlation(reference: Path) -> None:
    case = theory_case(reference, "NF08")
    game = ng.NormalFormGame([case["inputs"]["A"], case["inputs"]["B"]])
    assert ng.correlated(game).value == pytest.approx(case["expected"]["ce"], abs=1e-9)
    coarse = ng.correlated(game, kind="coarse")
    assert coarse.value == pytest.approx(case["expected"]["cce"], abs=1e-9)
    assert coarse.regret <= 1e-9
    assert "coarse correlated equilibrium" in str(coarse.summary())
    assert "opting out" in str(coarse.summary())
    assert repr(coarse).startswith("<Correlated: coarse, welfare 9,")


def test_polytopes_of_the_reference_games(reference: Path) -> None:
    checked = 0
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        if "correlated_polytope_vertices" not in file:
            continue
        game = ng.NormalFormGame(np.array(floats(file["payoffs"])))
        answer = ng.correlated_vertices(game)
        assert set(answer.exact) == {flat(each) for each in file["correlated_polytope_vertices"]}
        best = float(Fraction(file["correlated_max_welfare"]))
        assert answer.payoffs.sum(axis=1).max() == pytest.approx(best)
        assert ng.correlated(game).value == pytest.approx(best)
        checked += 1
    assert checked == 5


@pytest.mark.parametrize(
    ("name", "corners", "dimension"), [("nau-2004-continuum", 8, 7), ("nau-2004-irrational", 33, 7)]
)
def test_polytopes_of_three_actors(
    reference: Path, name: str, corners: int, dimension: int
) -> None:
    """Nau, Gomez Canovas & Hansen (2004)."""
    text = (reference / "cases" / "games" / f"{name}.json").read_text(encoding="utf-8")
    answer = ng.correlated_vertices(
        ng.NormalFormGame(np.array(floats(json.loads(text)["payoffs"])))
    )
    assert len(answer.exact) == corners
    assert answer.dimension == dimension
    # The only equilibrium in irrational numbers is no corner.
    assert answer.independent.any() == (name == "nau-2004-continuum")


def floats(nested: Any) -> Any:
    return [floats(e) for e in nested] if isinstance(nested, list) else float(Fraction(nested))


def flat(nested: Any) -> tuple[Fraction, ...]:
    if isinstance(nested, list):
        return tuple(value for each in nested for value in flat(each))
    return (Fraction(nested),)


def test_chicken_in_full() -> None:
    best = ng.correlated(CHICKEN)
    assert best.value == pytest.approx(10.5)
    assert best.unique
    worst = ng.correlated(CHICKEN, minimise=True)
    # Worse than every Nash equilibrium, of which the mixed one is worth 28/3.
    assert worst.distribution == pytest.approx(np.array([[0, 0.4], [0.4, 0.2]]), abs=1e-9)
    assert worst.value == pytest.approx(7.2)
    assert worst.minimised
    assert repr(worst).startswith("<Correlated: least welfare 7.2,")
    mediated = ng.correlated(CHICKEN, [[0, 0], [0, 1]])
    assert mediated.value == pytest.approx(1 / 5)
    assert mediated.objective == ((0, 0), (0, 1))
    assert "own objective" in repr(mediated)
    assert ng.correlated(CHICKEN, [[0, 0], [0, 1]], minimise=True).value == pytest.approx(
        0, abs=1e-9
    )
    assert ng.correlated(CHICKEN, [-1, 2]).value == pytest.approx(12)
    assert "drive on" in str(best.summary())
    assert "<table>" in best._repr_html_()


def test_the_corners_of_chicken_in_words() -> None:
    answer = ng.correlated_vertices(CHICKEN)
    assert repr(answer) == "<CorrelatedVertices: 5 corners (3 Nash), dimension 3>"
    words = str(answer.summary())
    assert "1/2 (swerve, swerve)" in words
    assert "Every correlated equilibrium is a mixture of these 5; the set has dimension 3." in words
    assert answer.simple
    assert answer.vertices.shape == (5, 2, 2)
    assert "<table>" in answer._repr_html_()
    alone = ng.correlated_vertices(ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    assert alone.exact == ((0, 0, 0, 1),)
    assert alone.dimension == 0
    assert "This is the only correlated equilibrium." in str(alone.summary())
    coarse = ng.correlated_vertices(CHICKEN, kind="coarse")
    assert "coarse correlated equilibrium" in str(coarse.summary())


# ---------------------------------------------------------------- against enumeration


@SLOW
@given(hnp.arrays(np.float64, (2, 2, 2), elements=st.integers(0, 5)), st.booleans())
def test_corners_against_plain_enumeration(payoffs: Any, coarse: bool) -> None:
    kind = "coarse" if coarse else "correlated"
    answer = ng.correlated_vertices(ng.NormalFormGame(payoffs), kind=kind)
    assert set(answer.exact) == plain_vertices(payoffs, coarse=coarse)
    assert len(set(answer.exact)) == len(answer.exact)


@pytest.mark.slow
def test_corners_of_a_larger_game_against_plain_enumeration() -> None:
    payoffs = np.array([[[3, 1, 0], [0, 2, 2]], [[1, 2, 0], [2, 0, 1]]], dtype=float)
    for coarse in (False, True):
        answer = ng.correlated_vertices(
            ng.NormalFormGame(payoffs), kind="coarse" if coarse else "correlated"
        )
        assert set(answer.exact) == plain_vertices(payoffs, coarse=coarse)


@SLOW
@given(whole, st.randoms(use_true_random=False), st.booleans())
def test_the_best_is_the_best_corner(payoffs: Any, random: Any, coarse: bool) -> None:
    game = ng.NormalFormGame(payoffs)
    kind = "coarse" if coarse else "correlated"
    corners = ng.correlated_vertices(game, kind=kind)
    for corner in corners.vertices:
        assert gains(payoffs, corner, coarse=coarse) <= 1e-9
    cells = np.array([random.randint(-3, 3) for _ in range(payoffs[0].size)], dtype=float)
    cells = cells.reshape(payoffs.shape[1:])
    worths = corners.vertices.reshape(len(corners.exact), -1) @ cells.reshape(-1)
    for minimise, expected in ((False, worths.max()), (True, worths.min())):
        answer = ng.correlated(game, cells, kind=kind, minimise=minimise)
        assert answer.value == pytest.approx(expected, abs=1e-7)
        assert gains(payoffs, answer.distribution, coarse=coarse) <= 1e-8
        assert answer.regret == pytest.approx(
            gains(payoffs, answer.distribution, coarse=coarse), abs=1e-12
        )
        ties = (np.abs(worths - expected) <= 1e-9).sum()
        assert answer.unique == (ties == 1)


@SLOW
@given(whole, st.booleans())
def test_nobody_can_be_raised_without_lowering_someone_worse_off(
    payoffs: Any, coarse: bool
) -> None:
    """Leximin: no corner, nor mixture of corners, has a better sorted list of payoffs."""
    game = ng.NormalFormGame(payoffs)
    kind = "coarse" if coarse else "correlated"
    answer = ng.correlated(game, "egalitarian", kind=kind)
    mine = np.sort(answer.payoffs)
    assert answer.value == pytest.approx(mine[0])
    corners = ng.correlated_vertices(game, kind=kind).payoffs
    mixtures = np.random.default_rng(0).dirichlet(np.full(len(corners), 0.5), size=200) @ corners
    for other in np.sort(np.concatenate((corners, mixtures)), axis=1):
        first = np.flatnonzero(np.abs(other - mine) > 1e-6)
        assert not len(first) or mine[first[0]] > other[first[0]]


def test_ties_of_the_smallest_payoff_are_settled_by_the_next() -> None:
    """The third actor does not care; its choice gives the second one 1 or 5."""
    payoffs = np.ones((3, 1, 1, 2))
    payoffs[1, 0, 0] = 1, 5
    for flip in (False, True):
        game = ng.NormalFormGame(payoffs[..., ::-1] if flip else payoffs)
        answer = ng.correlated(game, "egalitarian")
        assert answer.payoffs == pytest.approx([1, 5, 1])
        assert answer.unique


@SLOW
@given(hnp.arrays(np.float64, (2, 3, 3), elements=st.integers(0, 4)))
def test_equilibria_are_correlated_and_those_are_coarse(payoffs: Any) -> None:
    game = ng.NormalFormGame(payoffs)
    for profile in ng.equilibria(game).profiles:
        product = np.outer(*profile)
        assert gains(payoffs, product, coarse=False) <= 1e-9
        assert ng.correlated(game).value >= (product * payoffs.sum(axis=0)).sum() - 1e-7
    assert ng.correlated(game, kind="coarse").value >= ng.correlated(game).value - 1e-7


def test_independent_corners_are_nash_equilibria() -> None:
    for seed in range(10):
        payoffs = np.random.default_rng(seed).integers(0, 9, (3, 2, 2, 2)).astype(float)
        answer = ng.correlated_vertices(ng.NormalFormGame(payoffs))
        for corner, independent in zip(answer.vertices, answer.independent, strict=True):
            margins = [corner.sum(axis=tuple(k for k in range(3) if k != own)) for own in range(3)]
            product = np.einsum("i,j,k->ijk", *margins)
            assert independent == bool(np.abs(product - corner).max() < 1e-12)


# ---------------------------------------------------------------- degenerate and refused


@pytest.mark.parametrize("objective", ["welfare", "egalitarian", [1, 2], [[1, 2], [3, 4]]])
@pytest.mark.parametrize("kind", ["correlated", "coarse"])
def test_nothing_at_stake(objective: Any, kind: str) -> None:
    answer = ng.correlated(ng.NormalFormGame(np.full((2, 2, 2), -3.0)), objective, kind=kind)
    assert answer.payoffs == pytest.approx([-3, -3])
    assert answer.regret == 0
    corners = ng.correlated_vertices(ng.NormalFormGame(np.zeros((2, 2, 2))), kind=kind)
    assert len(corners.exact) == 4
    assert corners.independent.all()
    assert corners.dimension == 3


def test_one_actor_and_one_strategy() -> None:
    alone = ng.NormalFormGame([[1, 3, 3]])
    assert ng.correlated(alone).value == pytest.approx(3)
    assert ng.correlated(alone, [5, 5, 6]).value == pytest.approx(6)
    assert ng.correlated_vertices(alone).exact == ((0, 1, 0), (0, 0, 1))
    single = ng.NormalFormGame(np.ones((3, 1, 1, 1)))
    assert ng.correlated(single, "egalitarian").payoffs == pytest.approx([1, 1, 1])
    assert ng.correlated_vertices(single).exact == ((1,),)


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e9, 1e200])
def test_corners_in_other_units(scale: float) -> None:
    answer = ng.correlated_vertices(ng.NormalFormGame(CHICKEN.payoffs * scale))
    expected = ng.correlated_vertices(CHICKEN)
    assert answer.vertices == pytest.approx(expected.vertices, abs=1e-9)


def test_tenths_and_thirds_are_read_as_such() -> None:
    plain = ng.correlated_vertices(CHICKEN)
    for divisor in (3, 10, 7):
        answer = ng.correlated_vertices(ng.NormalFormGame(CHICKEN.payoffs / divisor))
        assert answer.exact == plain.exact
        assert answer.simple
    odd = ng.correlated_vertices(ng.NormalFormGame(CHICKEN.payoffs * np.sqrt(2)))
    assert not odd.simple
    assert "to the last bit" in str(odd.summary())


def test_what_is_refused_and_how(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError, match="Did you mean 'coarse'"):
        ng.correlated(CHICKEN, kind="corse")
    with pytest.raises(KeyError, match="is not a kind of correlated equilibrium"):
        ng.correlated_vertices(CHICKEN, kind="perfect")
    with pytest.raises(ValueError, match="cannot be minimised"):
        ng.correlated(CHICKEN, "egalitarian", minimise=True)
    with pytest.raises(ValueError, match=r"shape \(2, 2\); shape \(3,\) was given"):
        ng.correlated(CHICKEN, [1, 2, 3])
    with pytest.raises(ValueError, match="must be finite"):
        ng.correlated(CHICKEN, [1, float("nan")])
    with pytest.raises(TypeError, match="NormalFormGame"):
        ng.correlated([[1, 2]])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="20 x 20 strategies give 400 combinations"):
        ng.correlated_vertices(ng.NormalFormGame(np.random.default_rng(0).random((2, 20, 20))))

    def too_many(*given: Any, **options: Any) -> Any:
        raise ng.errors.TooLargeError("A polyhedron has more than 3 corners.")

    monkeypatch.setattr(vertices_module, "rays", too_many)
    with pytest.raises(
        ValueError, match=r"more than 3 corners\. ng\.correlated\(game, objective\)"
    ):
        ng.correlated_vertices(CHICKEN)
