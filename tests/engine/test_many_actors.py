"""Mixed equilibria of three and more actors: complete where that is said, and honest elsewhere."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import Equilibria, equilibria, many_actors
from negotiation.engine.equilibrium._boxes import System, _contracts, find_roots
from negotiation.engine.equilibrium._continua import _moves, explore
from negotiation.engine.equilibrium._indifference import indifference
from negotiation.engine.equilibrium._multilinear import at, corners, slopes_at
from negotiation.engine.equilibrium._supports import (
    comparisons,
    continua_in_words,
    possible_supports,
)
from negotiation.errors import NotDefinedError, TooLargeError

Profile = tuple[tuple[float, ...], ...]


def rounded(profile: Any) -> Profile:
    return tuple(tuple(round(float(p), 7) + 0.0 for p in mixture) for mixture in profile)


def found_in(payoffs: Any) -> set[Profile]:
    return {rounded(profile) for profile in equilibria(NormalFormGame(payoffs)).profiles}


def regret(payoffs: Any, profile: Any) -> float:
    """Return the largest gain by deviating, by loops over every combination."""
    worst = 0.0
    for own in range(len(profile)):
        worth = np.zeros(len(profile[own]))
        for cell in np.ndindex(*payoffs.shape[1:]):
            chance = 1.0
            for place, strategy in enumerate(cell):
                chance *= 1.0 if place == own else profile[place][strategy]
            worth[cell[own]] += chance * payoffs[(own, *cell)]
        worst = max(worst, float(worth.max() - worth @ profile[own]))
    return worst


# ---------------------------------------------------------------- the reference games


@pytest.fixture(scope="module")
def files(reference: Path) -> dict[str, Any]:
    folder = reference / "cases" / "games"
    if not folder.is_dir():
        pytest.skip(f"no games at {folder}")
    listed = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return {each["id"]: each for each in listed if each.get("players") == 3}


def numbers(nested: Any) -> Any:
    return [numbers(each) for each in nested] if isinstance(nested, list) else Fraction(nested)


def answer_of(file: dict[str, Any]) -> Equilibria:
    payoffs = np.array(numbers(file["payoffs"]), dtype=np.float64)
    return equilibria(NormalFormGame(payoffs, title=file["id"]))


def expected_of(file: dict[str, Any]) -> set[Profile]:
    return {
        rounded(each["profile_float"] if "profile_float" in each else numbers(each["profile"]))
        for each in file["equilibria"]
    }


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("anti-coordination-3", 7),
        ("max-cut-2x2x2", 3),
        ("nau-2004-irrational", 1),
        ("van-der-laan-2x2x2", 1),
    ],
)
def test_games_whose_equilibria_all_stand_alone(files: Any, name: str, count: int) -> None:
    answer = answer_of(files[name])
    assert answer.complete
    assert answer.method == "many-actors"
    assert {rounded(each) for each in answer.profiles} == expected_of(files[name])
    assert len(answer.profiles) == count
    assert answer.diagnostics["maximum_regret"] <= 1e-12
    assert answer.diagnostics["continua"] == ()
    assert answer.diagnostics["rejected"] == 0


def test_a_segment_is_named_and_its_ends_are_listed(files: Any) -> None:
    answer = answer_of(files["nau-2004-segment"])
    assert {rounded(each) for each in answer.profiles} == expected_of(files["nau-2004-segment"])
    assert not answer.complete
    assert answer.diagnostics["degenerate"] is True
    (sentence,) = answer.diagnostics["continua"]
    assert "Actor 3 mixes 'strategy 0', 'strategy 1', 'strategy 2' and 'strategy 3'" in sentence
    assert sentence in answer.diagnostics["not_searched"]


def test_two_segments_and_a_curve_are_named(files: Any) -> None:
    answer = answer_of(files["nau-2004-continuum"])
    assert not answer.complete
    assert len(answer.diagnostics["continua"]) == 3
    for profile in answer.profiles:
        p = [float(mixture[0]) for mixture in profile]
        isolated = p == [0, 0, 0]
        on_a_segment = sorted(p[:2]) == [0, 1] and 0.25 - 1e-9 <= p[2] <= 1
        on_the_curve = (
            abs(p[2] - 0.25) < 1e-9 and abs(2 * p[0] * p[1] - 3 * (1 - p[0]) * (1 - p[1])) < 1e-9
        )
        assert isolated or on_a_segment or on_the_curve, p
    # The three pure equilibria, and the points at which the curve meets the segments.
    assert {rounded(each) for each in answer.profiles} == {
        rounded(numbers(each["profile"])) for each in files["nau-2004-continuum"]["equilibria"][:5]
    }


HORSE = np.zeros((3, 2, 2, 2))
"""Selten (1975), figure 1: strategies R and L; the third moves blind once somebody played L."""
HORSE[:, 0, 0, :] = 1
HORSE[:, 0, 1, 0] = 4, 4, 0
HORSE[:, 0, 1, 1] = 0, 0, 1
HORSE[:, 1, :, 0] = np.array([3, 2, 2])[:, None]


def test_seltens_horse_has_two_segments() -> None:
    sides = ["R", "L"]
    game = NormalFormGame(HORSE, strategies=[sides] * 3, actors=["one", "two", "three"])
    answer = equilibria(game)
    assert {rounded(each) for each in answer.profiles} == {
        rounded(((0, 1), (1, 0), (1, 0))),
        rounded(((0, 1), (1 / 3, 2 / 3), (1, 0))),
        rounded(((1, 0), (1, 0), (0, 1))),
        rounded(((1, 0), (1, 0), (1 / 4, 3 / 4))),
    }
    assert not answer.complete
    words = " ".join(answer.diagnostics["continua"])
    assert "one plays 'L', two mixes 'R' and 'L', three plays 'R'" in words
    assert "one plays 'R', two plays 'R', three mixes 'R' and 'L'" in words
    assert len(answer.diagnostics["continua"]) == 2
    assert "continuum" in str(answer.summary())


# ---------------------------------------------------------------- independent computations


def closed_form(payoffs: Any) -> Iterator[list[Any]]:
    """Yield candidates of a 2 x 2 x 2 game: pure, one pure and two mixing, all mixing."""
    for cell in itertools.product((0, 1), repeat=3):
        yield [np.eye(2)[place] for place in cell]
    # advantage[i] (2, 2): what actor i's first strategy is worth more, over the others in order.
    advantage = [
        np.moveaxis(payoffs[i], i, 0)[0] - np.moveaxis(payoffs[i], i, 0)[1] for i in range(3)
    ]
    for fixed, place in itertools.product(range(3), (0, 1)):
        a, b = [each for each in range(3) if each != fixed]
        for_a = np.take(advantage[a], place, axis=0 if fixed < b else 1)
        for_b = np.take(advantage[b], place, axis=0 if fixed < a else 1)
        share_b = for_a[1] / (for_a[1] - for_a[0])
        share_a = for_b[1] / (for_b[1] - for_b[0])
        shares = {fixed: 1.0 - place, a: share_a, b: share_b}
        if all(0 <= share <= 1 for share in shares.values()):
            yield [np.array([shares[each], 1 - shares[each]]) for each in range(3)]
    for turn in range(3):
        # Elimination divides by zero in places; another actor's share is eliminated there.
        order = [(place + turn) % 3 for place in range(3)]
        turned = payoffs.transpose(0, *(1 + place for place in order))[order]
        for profile in all_mixing(turned):
            yield [profile[order.index(place)] for place in range(3)]


def all_mixing(payoffs: Any) -> Iterator[list[Any]]:
    """Yield candidates of a 2 x 2 x 2 game in which all mix: roots of a quadratic equation."""
    advantage = [
        np.moveaxis(payoffs[i], i, 0)[0] - np.moveaxis(payoffs[i], i, 0)[1] for i in range(3)
    ]
    (p0, p1, p2) = (coefficients(each) for each in advantage)
    # Actors 1 and 2 (of 0, 1, 2) tie the shares y and x to z; the third equation is left in z.
    y_top, y_low = -np.array([p0[2], p0[0]]), np.array([p0[3], p0[1]])
    x_top, x_low = -np.array([p1[2], p1[0]]), np.array([p1[3], p1[1]])
    rest = (
        p2[0] * np.convolve(x_low, y_low)
        + p2[1] * np.convolve(x_top, y_low)
        + p2[2] * np.convolve(x_low, y_top)
        + p2[3] * np.convolve(x_top, y_top)
    )
    for z in np.roots(rest):
        if abs(z.imag) < 1e-12:
            shares_xyz = [
                np.polyval(x_top, z.real) / np.polyval(x_low, z.real),
                np.polyval(y_top, z.real) / np.polyval(y_low, z.real),
                z.real,
            ]
            if all(0 <= share <= 1 for share in shares_xyz):
                yield [np.array([share, 1 - share]) for share in shares_xyz]


def coefficients(table: Any) -> tuple[float, float, float, float]:
    """Return c with value c0 + c1 s + c2 t + c3 s t at shares s, t of the first strategies."""
    return (
        table[1, 1],
        table[0, 1] - table[1, 1],
        table[1, 0] - table[1, 1],
        table[0, 0] - table[0, 1] - table[1, 0] + table[1, 1],
    )


@pytest.mark.slow
def test_two_strategies_each_against_a_closed_form() -> None:
    rng = np.random.default_rng(1)
    counts = set()
    for _ in range(250):
        payoffs = rng.random((3, 2, 2, 2))
        answer = equilibria(NormalFormGame(payoffs))
        expected = {rounded(p) for p in closed_form(payoffs) if regret(payoffs, p) < 1e-9}
        assert {rounded(each) for each in answer.profiles} == expected
        assert answer.complete
        assert len(answer.profiles) % 2 == 1
        assert max(regret(payoffs, each) for each in answer.profiles) < 1e-9
        counts.add(len(answer.profiles))
    assert counts >= {1, 3, 5}


def small_integer_games(count: int, most: int) -> Iterator[Any]:
    rng = np.random.default_rng(most)
    for _ in range(count):
        yield rng.integers(0, most + 1, (3, 2, 2, 2)).astype(float)


@pytest.mark.slow
def test_games_with_ties_are_complete_only_if_nothing_is_missing() -> None:
    complete = 0
    for payoffs in [*small_integer_games(80, 2), *small_integer_games(120, 9)]:
        answer = equilibria(NormalFormGame(payoffs))
        listed = {rounded(each) for each in answer.profiles}
        assert all(regret(payoffs, each) < 1e-9 for each in answer.profiles)
        pure = {
            rounded(p) for p in itertools.islice(closed_form(payoffs), 8) if not regret(payoffs, p)
        }
        assert pure <= listed
        assert answer.profiles
        if answer.complete and answer.method.endswith("many-actors"):
            complete += 1
            with np.errstate(all="ignore"):
                candidates = [p for p in closed_form(payoffs) if regret(payoffs, p) < 1e-9]
            assert {rounded(p) for p in candidates} == listed
    assert 40 < complete < 150


@pytest.mark.slow
def test_what_is_called_a_continuum_is_one() -> None:
    """Near a point of each continuum there are many equilibria, found by brute force."""
    named = 0
    grid = np.linspace(0, 1, 9)
    for payoffs in small_integer_games(40, 2):
        answer = equilibria(NormalFormGame(payoffs))
        on_grid = [
            shares
            for shares in itertools.product(grid, repeat=3)
            if regret(payoffs, [np.array([s, 1 - s]) for s in shares]) == 0
        ]
        if answer.method == "dominance" or "many-actors" not in answer.method:
            continue  # two actors or none were left to choose
        # Many equilibria in a line of the grid are a continuum; a complete list has none.
        if answer.complete:
            assert {rounded([(s, 1 - s) for s in shares]) for shares in on_grid} <= {
                rounded(each) for each in answer.profiles
            }
        named += bool(answer.diagnostics["continua"])
        if len(on_grid) > 8:
            assert answer.diagnostics["continua"]
    assert named > 12


@pytest.mark.slow
def test_two_by_two_by_three_against_elimination() -> None:
    """Where all mix over everything: two bilinear equations for x and y, a linear system for z."""
    rng = np.random.default_rng(5)
    seen = 0
    for _ in range(100):
        payoffs = rng.random((3, 2, 2, 3))
        inside = []
        third = [coefficients(payoffs[2, :, :, 0] - payoffs[2, :, :, k]) for k in (1, 2)]
        # c0 + c1 x + (c2 + c3 x) y = 0 twice: cross out y.
        (a, b) = third
        cross = np.polysub(
            np.polymul([a[1], a[0]], [b[3], b[2]]), np.polymul([b[1], b[0]], [a[3], a[2]])
        )
        for x in np.roots(cross):
            if abs(x.imag) > 1e-12 or not 0 < x.real < 1:
                continue
            x = x.real
            y = -(a[0] + a[1] * x) / (a[2] + a[3] * x)
            first = (payoffs[0, 0] - payoffs[0, 1]).T @ [y, 1 - y]
            second = (payoffs[1, :, 0] - payoffs[1, :, 1]).T @ [x, 1 - x]
            z = np.linalg.solve([first, second, np.ones(3)], [0, 0, 1])
            if 0 < y < 1 and z.min() > 0:
                inside.append(rounded(([x, 1 - x], [y, 1 - y], z)))
        answer = equilibria(NormalFormGame(payoffs))
        assert answer.complete
        assert len(answer.profiles) % 2 == 1
        full = {rounded(p) for p in answer.profiles if all((mixture > 0).all() for mixture in p)}
        assert full == set(inside)
        assert all(regret(payoffs, each) < 1e-9 for each in answer.profiles)
        seen += len(inside)
    assert seen > 5


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "count"), [((3, 3, 3), 12), ((2, 2, 2, 2), 12), ((4, 3, 2), 6)])
def test_larger_games_are_odd_and_hold(shape: tuple[int, ...], count: int) -> None:
    for seed in range(count):
        payoffs = np.random.default_rng(seed).random((len(shape), *shape))
        answer = equilibria(NormalFormGame(payoffs))
        assert answer.complete
        assert answer.diagnostics["degenerate"] is False
        assert answer.diagnostics["rejected"] == 0
        assert len(answer.profiles) % 2 == 1
        assert all(regret(payoffs, each) < 1e-9 for each in answer.profiles)
        pure = equilibria(NormalFormGame(payoffs), "pure-nash").profiles
        assert {rounded(p) for p in pure} <= {rounded(p) for p in answer.profiles}


# ---------------------------------------------------------------- laws

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
whole = hnp.arrays(np.float64, (3, 2, 2, 3), elements=st.integers(0, 20))


@FEW
@given(whole, st.permutations([0, 1, 2]), st.integers(0, 2))
def test_names_do_not_matter(payoffs: Any, order: list[int], turn: int) -> None:
    """Actors in another order and strategies counted from another one: the same equilibria."""
    moved = np.roll(payoffs.transpose(0, *(1 + place for place in order))[order], turn, axis=-1)
    one, other = equilibria(NormalFormGame(payoffs)), equilibria(NormalFormGame(moved))
    back = set()
    for profile in other.profiles:
        unrolled = [*profile[:-1], np.roll(profile[-1], -turn)]
        back.add(rounded([unrolled[order.index(place)] for place in range(3)]))
    if one.complete and other.complete:
        assert back == {rounded(each) for each in one.profiles}
    assert one.complete == other.complete


@FEW
@given(whole, st.sampled_from([1e-6, 1e-200, 3.0, 1e150]), st.integers(-5, 5))
def test_units_do_not_matter(payoffs: Any, scale: float, shift: int) -> None:
    changed = payoffs.copy()
    changed[1] = (changed[1] + shift) * scale
    one, other = equilibria(NormalFormGame(payoffs)), equilibria(NormalFormGame(changed))
    assert one.complete == other.complete
    assert {rounded(p) for p in one.profiles} == {rounded(p) for p in other.profiles}


def test_rounding_makes_and_breaks_no_ties() -> None:
    rng = np.random.default_rng(0)
    for _ in range(15):
        payoffs = rng.integers(0, 3, (3, 2, 2, 3)).astype(float)
        blurred = payoffs + 1e-14 * rng.random(payoffs.shape)
        one, other = equilibria(NormalFormGame(payoffs)), equilibria(NormalFormGame(blurred))
        assert one.complete == other.complete
        assert one.diagnostics["continua"] == other.diagnostics["continua"]
        assert {rounded(p) for p in one.profiles} == {rounded(p) for p in other.profiles}


@FEW
@given(whole)
def test_a_dominated_strategy_changes_nothing(payoffs: Any) -> None:
    """One that is worse only than a mixture is not removed first, so the search must see it."""
    worse = payoffs.mean(axis=3, keepdims=True)
    worse[2] -= 0.5
    wider = np.concatenate((payoffs, worse), axis=3)
    one, other = equilibria(NormalFormGame(payoffs)), equilibria(NormalFormGame(wider))
    if one.complete and other.complete:
        trimmed = {rounded([x, y, z[:3]]) for x, y, z in other.profiles}
        assert trimmed == {rounded(each) for each in one.profiles}
        assert all(profile[2][3] == 0 for profile in other.profiles)


# ---------------------------------------------------------------- degenerate games


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 3, 3), (2, 2, 2, 2), (2, 2, 2, 2, 2)])
def test_nothing_at_stake(shape: tuple[int, ...]) -> None:
    answer = equilibria(NormalFormGame(np.full((len(shape), *shape), 7.0)))
    assert len(answer.profiles) == np.prod(shape)
    assert answer.pure.all()
    assert not answer.complete
    (sentence,) = answer.diagnostics["continua"]
    assert sentence.count(" mixes ") == len(shape)


def test_an_actor_whose_choice_matters_to_nobody() -> None:
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:2] = np.array([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])[..., None]
    answer = equilibria(NormalFormGame(payoffs))
    chicken = [((1, 0), (0, 1)), ((0, 1), (1, 0)), ((2 / 3, 1 / 3), (2 / 3, 1 / 3))]
    assert {rounded(each) for each in answer.profiles} == {
        rounded((*pair, third)) for pair in chicken for third in ((1, 0), (0, 1))
    }
    assert not answer.complete
    assert len(answer.diagnostics["continua"]) == 3


def test_an_actor_who_does_not_care_but_matters() -> None:
    """The third actor, indifferent throughout, decides which of two games the others play."""
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:2, :, :, 0] = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    payoffs[:2, :, :, 1] = np.array([[[5, 1], [3, 0]], [[5, 3], [1, 0]]])
    answer = equilibria(NormalFormGame(payoffs))
    assert not answer.complete
    assert answer.diagnostics["continua"]
    assert all(regret(payoffs, each) < 1e-9 for each in answer.profiles)
    # Where the third is at one half the prisoners' second strategies are as good as the first.
    assert any(rounded(each)[2] == (0.5, 0.5) for each in answer.profiles)


def test_sums_of_games_between_pairs() -> None:
    """A polymatrix game of coordination: whoever is in the majority gains."""
    cells = np.indices((2, 2, 2))
    payoffs = np.array(
        [1.0 * (cells[i] == cells[i - 1]) + (cells[i] == cells[i - 2]) for i in range(3)]
    )
    answer = equilibria(NormalFormGame(payoffs))
    assert {rounded(each) for each in answer.profiles} == {
        rounded([(1, 0)] * 3),
        rounded([(0, 1)] * 3),
        rounded([(0.5, 0.5)] * 3),
    }
    assert answer.complete


def test_a_point_stands_for_a_continuum_near_which_nothing_is_listed() -> None:
    game = NormalFormGame(np.zeros((3, 2, 2, 2)))
    compared = comparisons(game)
    explored = [explore(indifference(compared, each)) for each in possible_supports(compared)]
    continua = [each for each in explored if each.sample is not None]
    assert len(continua) == 19
    points = many_actors._representatives(continua, [])
    assert len(points) == 19
    pure = [each.problem.profile(each.points[0]) for each in explored if each.points]
    assert many_actors._representatives(continua, pure) == []


def test_ends_are_tried_for_a_limited_time(monkeypatch: pytest.MonkeyPatch, files: Any) -> None:
    monkeypatch.setattr(many_actors, "_TIES", 0)
    answer = answer_of(files["nau-2004-continuum"])
    assert answer.pure.all()
    assert len(answer.diagnostics["continua"]) == 3


def test_from_either_end_of_a_segment_equilibria_go_on(files: Any) -> None:
    """In the game of Nau and others, where it is played so that p runs from 1/4, and from 3/4."""
    payoffs = np.array(numbers(files["nau-2004-continuum"]["payoffs"]), dtype=np.float64)
    for table, end in ((payoffs, 0.25), (payoffs[..., ::-1], 0.75)):
        compared = comparisons(NormalFormGame(table))
        problem = indifference(compared, ((1,), (0,), (0, 1)))
        assert _moves(problem, np.array([end]))
    cut = np.array(numbers(files["max-cut-2x2x2"]["payoffs"]), dtype=np.float64)
    alone = indifference(comparisons(NormalFormGame(cut)), ((0, 1),) * 3)
    assert not _moves(alone, np.full(3, 0.5))


def test_a_double_root_is_listed_and_not_called_a_continuum() -> None:
    """Indifference asks for x = z, y = z and x (1 - y) = 1/4: they touch where all are 1/2."""
    x, y, z = 1.0 - np.indices((2, 2, 2))
    payoffs = np.array([x * (y - z), y * (x - z), z * (x * (1 - y) - 0.25)])
    problem = indifference(comparisons(NormalFormGame(payoffs)), ((0, 1),) * 3)
    assert find_roots(problem.system, 5_000).proven == []
    answer = equilibria(NormalFormGame(payoffs))
    assert rounded([(0.5, 0.5)] * 3) in {rounded(each) for each in answer.profiles}
    assert not answer.complete
    words = " ".join(answer.diagnostics["not_searched"])
    assert "Mixtures over one set of strategies come so close to equilibrium" in words
    assert all(each.count(" mixes ") < 3 for each in answer.diagnostics["continua"])


def test_payoffs_of_very_different_size_are_not_called_proven() -> None:
    payoffs = np.random.default_rng(2).random((3, 2, 2, 2))
    payoffs[0, 0, 0, 0] = -1e9
    answer = equilibria(NormalFormGame(payoffs), method="many-actors")
    assert not answer.complete
    assert "so much in size" in " ".join(answer.diagnostics["not_searched"])


# ---------------------------------------------------------------- what is taken, and words


def test_large_games_and_two_actors_are_refused_by_name() -> None:
    rng = np.random.default_rng(0)
    large = NormalFormGame(rng.random((3, 6, 6, 6)))
    with pytest.raises(TooLargeError, match="6 x 6 x 6 strategies are too many"):
        equilibria(large, method="many-actors")
    answer = equilibria(large)
    assert answer.method == "pure"
    assert "6 x 6 x 6" in " ".join(answer.diagnostics["not_searched"])
    with pytest.raises(NotDefinedError, match="three or more actors"):
        equilibria(NormalFormGame(rng.random((2, 3, 3))), method="many-actors")


def test_one_actor_of_three_is_settled_first() -> None:
    """Dominance leaves two actors, and the method for two takes over."""
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:2] = np.array([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])[..., None]
    payoffs[2, :, :, 1] = 1
    answer = equilibria(NormalFormGame(payoffs))
    assert answer.complete
    assert "many-actors" not in answer.method
    assert len(answer.profiles) == 3


def test_an_even_count_without_ties_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    payoffs = np.random.default_rng(1).random((3, 2, 2, 2))
    assert equilibria(NormalFormGame(payoffs)).complete
    honest = many_actors.settle

    def forgetful(*given: Any) -> Any:
        kept, rejected = honest(*given)
        return kept[1:], rejected

    monkeypatch.setattr(many_actors, "settle", forgetful)
    answer = equilibria(NormalFormGame(payoffs), method="many-actors")
    assert not answer.complete
    assert "without ties is odd" in " ".join(answer.diagnostics["not_searched"])


def test_work_is_bounded_and_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    payoffs = np.random.default_rng(0).random((3, 3, 3, 3))
    monkeypatch.setattr(many_actors, "_WORK", 0)
    answer = equilibria(NormalFormGame(payoffs))
    assert not answer.complete
    assert "could not be searched to the end" in " ".join(answer.diagnostics["not_searched"])


def test_many_continua_are_counted_not_listed() -> None:
    """An actor nobody minds beside a game of seven equilibria: seven continua."""
    payoffs = np.zeros((3, 3, 3, 2))
    payoffs[:2] = np.eye(3)[None, :, :, None]
    answer = equilibria(NormalFormGame(payoffs))
    assert len(answer.profiles) == 14
    assert len(answer.diagnostics["continua"]) == 7
    assert answer.diagnostics["continua"][-1] == "1 more set of strategies holds a continuum."
    sets = [((0,), (0, 1))] * 3
    *_, last = continua_in_words(sets, ["a", "b"], lambda actor, strategy: str(strategy), most=1)
    assert last == "2 more sets of strategies hold continua."


# ---------------------------------------------------------------- the parts


def test_supports_that_comparison_rules_out_hold_no_equilibrium() -> None:
    for seed in range(20):
        payoffs = np.random.default_rng(seed).random((3, 2, 2, 2))
        allowed = set(possible_supports(comparisons(NormalFormGame(payoffs))))
        for profile in closed_form(payoffs):
            if regret(payoffs, profile) < 1e-9:
                assert tuple(tuple(np.flatnonzero(m).tolist()) for m in profile) in allowed


def on_corners(*functions: Any) -> Any:
    cells = corners(2)
    return np.array([function(*cells) for function in functions])


def test_roots_of_two_bilinear_equations() -> None:
    """(2x - 1)(3y - 1) = 0 and x + y = 3/4: at x = 1/2 and at y = 1/3."""
    equations = on_corners(lambda x, y: (2 * x - 1) * (3 * y - 1), lambda x, y: x + y - 0.75)
    roots = find_roots(System(equations, np.zeros((0, 4)), 2), 10_000)
    points = {tuple(np.round(each, 9)) for each in roots.proven}
    inside = {point for point in points if all(-1e-9 <= x <= 1 for x in point)}
    assert inside == {(0.5, 0.25), (round(5 / 12, 9), round(1 / 3, 9))}
    assert len(roots.open) == 0
    assert roots.finished


def test_conditions_shut_roots_out_and_double_roots_stay_open() -> None:
    equations = on_corners(lambda x, y: (2 * x - 1) * (3 * y - 1), lambda x, y: x + y - 0.75)
    shut = on_corners(lambda x, y: 0.4 - y)
    roots = find_roots(System(equations, shut - 0.2, 2), 10_000)
    assert all(point[1] < 0.3 for point in roots.proven)
    # x = y and x (1 - y) = 1/4 touch at one half.
    touching = on_corners(lambda x, y: x - y, lambda x, y: x * (1 - y) - 0.25)
    roots = find_roots(System(touching, np.zeros((0, 4)), 2), 10_000)
    assert roots.proven == []
    assert len(roots.open)
    assert np.abs(roots.open - 0.5).max() < 0.02


def test_a_budget_ends_the_search_unfinished() -> None:
    line = on_corners(lambda x, y: x - y, lambda x, y: 2 * x - 2 * y)
    roots = find_roots(System(line, np.zeros((0, 4)), 2), 50)
    assert not roots.finished
    assert roots.spent < 100
    assert len(roots.open)


def test_a_root_is_proven_by_a_contraction_into_the_box_and_by_nothing_less() -> None:
    def verdict(margin: float, *maps: Any) -> bool:
        """Newton's map takes (x, y) to the values of the two functions."""
        cells = corners(2) * (1 + 2 * margin) - margin
        moved = cells - np.array([each(*cells) + 0 * cells[0] for each in maps])
        return bool(_contracts(moved[np.newaxis], margin)[0])

    assert verdict(0.25, lambda x, y: 0.3 + 0.1 * x * y, lambda x, y: 0.9 - 0.2 * y)
    # A contraction towards a root elsewhere, of interest only without the margin.
    assert not verdict(0.25, lambda x, y: 2.0, lambda x, y: 0.5)
    assert not verdict(0.25, lambda x, y: 0.5, lambda x, y: -0.3)
    assert verdict(0.0, lambda x, y: 2.0, lambda x, y: 0.5)
    # Into the box, yet too steep at its corners to hold one root only.
    steep = [lambda x, y: 0.5 + 1.3 * (x - 0.5) * (y - 0.5)] * 2
    assert not verdict(0.25, *steep)
    assert not verdict(0.0, lambda x, y: 1 - x, lambda x, y: 0.5)


def test_values_and_slopes_at_a_point() -> None:
    functions = on_corners(lambda x, y: 1 + 2 * x - 3 * y + 5 * x * y)
    point = np.array([0.3, 0.7])
    assert at(functions, point) == pytest.approx([1 + 0.6 - 2.1 + 1.05])
    assert slopes_at(functions, point) == pytest.approx(np.array([[2 + 3.5, -3 + 1.5]]))
