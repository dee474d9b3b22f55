"""The reference games: exact rationals, every set of equilibria known in full."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import Equilibria, equilibria
from negotiation.errors import NotDefinedError

Game = dict[str, Any]


@pytest.fixture(scope="module")
def files(reference: Path) -> list[Game]:
    folder = reference / "cases" / "games"
    if not folder.is_dir():
        pytest.skip(f"no games at {folder}")
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


@pytest.fixture(scope="module")
def bimatrices(files: list[Game]) -> list[Game]:
    """Two-actor games in normal form, and game trees of two actors reduced to it."""
    trees = [
        {**each, **each["reduced_normal_form"]} for each in files if "reduced_normal_form" in each
    ]
    return [each for each in files if "extreme_equilibria" in each and "shape" in each] + trees


@pytest.fixture(scope="module")
def many_actor_games(files: list[Game]) -> list[Game]:
    return [each for each in files if each.get("players", 2) > 2 and "payoffs" in each]


def numbers(nested: Any) -> Any:
    return [numbers(each) for each in nested] if isinstance(nested, list) else Fraction(nested)


def game_of(file: Game) -> NormalFormGame:
    return NormalFormGame(np.array(numbers(file["payoffs"]), dtype=np.float64), title=file["id"])


def profiles_of(found: Equilibria) -> set[tuple[tuple[float, ...], ...]]:
    return {
        tuple(tuple(round(float(p), 9) for p in mixture) for mixture in profile)
        for profile in found.profiles
    }


def expected_of(file: Game) -> set[tuple[tuple[float, ...], ...]]:
    return {
        tuple(tuple(round(float(Fraction(p)), 9) for p in each[side]) for side in ("x", "y"))
        for each in file["extreme_equilibria"]
    }


def exact_regret(file: Game, profile: Any) -> float:
    """Return the largest gain by deviating, in exact arithmetic on the file's payoffs."""
    a, b = (numbers(table) for table in file["payoffs"])
    x, y = ([Fraction(float(p)) for p in mixture] for mixture in profile)
    rows = [sum(v * p for v, p in zip(row, y, strict=True)) for row in a]
    columns = [sum(b[i][j] * x[i] for i in range(len(x))) for j in range(len(y))]
    gains = (
        max(worth) - sum(w * p for w, p in zip(worth, own, strict=True))
        for worth, own in ((rows, x), (columns, y))
    )
    return float(max(gains))


def test_the_games_are_there(bimatrices: list[Game], many_actor_games: list[Game]) -> None:
    assert len(bimatrices) == 40
    assert len(many_actor_games) == 6


def test_all_extreme_equilibria_and_nothing_else(bimatrices: list[Game]) -> None:
    for file in bimatrices:
        found = equilibria(game_of(file))
        assert found.complete, file["id"]
        assert found.diagnostics["not_searched"] == (), file["id"]
        assert set(found.exact or ()) == set(exactly(file)), file["id"]
        assert len(found.profiles) == len(file["extreme_equilibria"]), file["id"]
        scale = max(1.0, float(np.abs(found.game.payoffs).max()))
        for profile in found.profiles:
            assert exact_regret(file, profile) <= 1e-12 * scale, file["id"]


def exactly(file: Game) -> list[Any]:
    return [
        tuple(tuple(map(Fraction, each[side])) for side in ("x", "y"))
        for each in file["extreme_equilibria"]
    ]


@pytest.mark.parametrize("method", ["exact", "corners"])
def test_either_engine_alone_gives_them(bimatrices: list[Game], method: str) -> None:
    solved = 0
    for file in bimatrices:
        try:
            found = equilibria(game_of(file), method=method)
        except NotDefinedError:
            continue  # dominance leaves one actor's choice, or there are ties in pure strategies
        if method == "exact" or found.complete:
            assert profiles_of(found) == expected_of(file), file["id"]
            solved += 1
    assert solved == {"exact": 38, "corners": 16}[method]


def test_components_and_maximal_nash_subsets(bimatrices: list[Game]) -> None:
    for file in bimatrices:
        found = equilibria(game_of(file))
        place = {each: number for number, each in enumerate(exactly(file))}
        number = [place[each] for each in found.exact or ()]
        answer = sorted(
            sorted(sorted(number[k] for k in subset.equilibria) for subset in each.subsets)
            for each in found.components
        )
        known = sorted(
            sorted(
                sorted(subset["equilibria"] if isinstance(subset, dict) else subset)
                for subset in each["maximal_nash_subsets"]
            )
            for each in file["components"]
        )
        assert answer == known, file["id"]
        assert len(found.components) == file["number_of_components"], file["id"]
        if "isolated_only" in file:
            alone = all(each.dimension == 0 for each in found.components)
            assert alone is file["isolated_only"], file["id"]
        if all("dimension" in each for each in file["components"]):
            assert sorted(each.dimension for each in found.components) == sorted(
                each["dimension"] for each in file["components"]
            ), file["id"]


def test_payoffs_are_those_of_the_files(bimatrices: list[Game]) -> None:
    for file in bimatrices:
        found = equilibria(game_of(file))
        known = {
            tuple(round(float(Fraction(p)), 9) for side in ("x", "y") for p in each[side]): [
                float(Fraction(p)) for p in each["payoffs"]
            ]
            for each in file["extreme_equilibria"]
        }
        for profile, payoffs in zip(found.profiles, found.payoffs, strict=True):
            key = tuple(round(float(p), 9) for mixture in profile for p in mixture)
            assert payoffs == pytest.approx(known[key], rel=1e-12, abs=1e-12), file["id"]


def test_ties_are_told_from_none(bimatrices: list[Game], exact: Callable[..., Any]) -> None:
    without = 0
    for file in bimatrices:
        truth = exact(*(numbers(table) for table in file["payoffs"]))
        assert set(exactly(file)) == truth.equilibria, "the oracle agrees with the file"
        if truth.degenerate:
            continue
        without += 1
        found = equilibria(game_of(file))
        assert found.diagnostics["degenerate"] is False, file["id"]
        assert len(found.profiles) % 2 == 1, file["id"]
    assert without == 15


def test_pure_equilibria(bimatrices: list[Game], many_actor_games: list[Game]) -> None:
    for file in bimatrices:
        found = equilibria(game_of(file), "pure-nash")
        known = {each for each in expected_of(file) if {p for m in each for p in m} == {0.0, 1.0}}
        assert profiles_of(found) == known, file["id"]
        assert found.complete
    for file in many_actor_games:
        found = equilibria(game_of(file), "pure-nash")
        pure = {
            tuple(tuple(float(Fraction(p)) for p in mixture) for mixture in each["profile"])
            for each in file["equilibria"]
            if all({"0", "1"} >= set(mixture) for mixture in each.get("profile", [["mixed"]]))
        }
        assert profiles_of(found) == pure, file["id"]


def test_equilibria_of_many_actors_are_all_found_or_their_continua_named(
    many_actor_games: list[Game],
) -> None:
    for file in many_actor_games:
        found = equilibria(game_of(file))
        known = {
            tuple(
                tuple(round(float(Fraction(p)), 9) for p in mixture)
                for mixture in each.get("profile", each.get("profile_float"))
            )
            for each in file["equilibria"]
        }
        assert found.complete == ("continuum" not in file), file["id"]
        assert bool(found.diagnostics["continua"]) == ("continuum" in file), file["id"]
        assert profiles_of(found) <= known, file["id"]
        if found.complete:
            assert profiles_of(found) == known, file["id"]


def test_dominance_keeps_what_is_rationalizable(bimatrices: list[Game]) -> None:
    for file in bimatrices:
        if "rationalizable" not in file:
            continue
        removed = equilibria(game_of(file)).diagnostics["removed"].values()
        left = [len(s) - gone for s, gone in zip(file["strategies"], removed, strict=True)]
        # Mixtures may dominate what no pure strategy does, so more can be left, never less.
        assert all(
            here >= len(rows) for here, rows in zip(left, file["rationalizable"], strict=True)
        ), file["id"]


def test_the_theory_case_of_chicken(reference: Path) -> None:
    cases = json.loads((reference / "cases" / "theory.json").read_text(encoding="utf-8"))
    listed = cases["cases"] if isinstance(cases, dict) else cases
    case = next(each for each in listed if each["id"] == "NF03")
    found = equilibria(NormalFormGame([case["inputs"]["A"], case["inputs"]["B"]]))
    expected = case["expected"]
    assert len(found.profiles) == expected["n_equilibria"]
    assert found.payoffs[found.pure].tolist() == expected["pure"]
    (mixed,) = np.flatnonzero(~found.pure)
    assert found.profiles[mixed][0][0] == pytest.approx(expected["mixed_concede_prob"], abs=1e-9)
    assert found.payoffs[mixed] == pytest.approx([expected["mixed_value"]] * 2, abs=1e-9)
