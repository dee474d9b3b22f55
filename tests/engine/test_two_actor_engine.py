"""Two actors: every equilibrium, however many ties there are, against independent arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import negotiation as ng
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import corners as corners_method
from negotiation.engine.equilibrium import equilibria, lemke_howson
from negotiation.engine.equilibrium import exact as exact_method
from negotiation.engine.equilibrium._components import components
from negotiation.engine.equilibrium._double_description import rays
from negotiation.engine.equilibrium._hull_corners import (
    SimpleCorners,
    UndecidedError,
    _closed,
    most_corners,
    simple_corners,
)
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import is_equilibrium, largest_regret, regret, settle
from negotiation.engine.equilibrium._whole_numbers import numerators, whole_tables
from negotiation.errors import NotDefinedError, TooLargeError


def as_set(found: Any, digits: int = 8) -> set[tuple[float, ...]]:
    return {tuple(np.round(np.concatenate(profile), digits).tolist()) for profile in found.profiles}


# ------------------------------------------------------------------ against an independent oracle


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_two_thousand_games_full_of_ties(exact: Callable[..., Any], batch: int) -> None:
    rng = np.random.default_rng(batch)
    for _ in range(250):
        m, n = rng.integers(1, 7, 2)
        payoffs = rng.integers(0, 1 + int(rng.choice([1, 2, 3, 5, 9])), (2, m, n))
        if rng.random() < 0.2:  # equal rows, zero sums, symmetric games
            payoffs[:, 0] = payoffs[:, -1]
        elif rng.random() < 0.2:
            payoffs[1] = -payoffs[0]
        found = equilibria(NormalFormGame(payoffs))
        assert found.complete
        assert set(found.exact or ()) == exact(*payoffs.tolist()).equilibria
        assert len(found.profiles) == len(found.exact or ())
        assert found.diagnostics["maximum_regret"] < 1e-12


def test_where_one_actor_has_many_more_strategies(
    exact: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_method, "_SQUARE", 0)
    rng = np.random.default_rng(0)
    for number in range(150):
        m = int(rng.integers(1, 4))
        payoffs = rng.integers(0, 1 + int(rng.choice([1, 2, 4])), (2, m, 2 * m + 1 + number % 4))
        if number % 2:
            payoffs = payoffs.transpose(0, 2, 1)
        first, second, (one, other) = exact_method.extreme(*(payoffs + 1))
        shares = [
            [tuple(Fraction(int(v), int(sum(point))) for v in point) for point in side.points]
            for side in (first, second)
        ]
        pairs = [(shares[0][i], shares[1][j]) for i, j in zip(one, other, strict=True)]
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == exact(*payoffs.tolist()).equilibria
        for side, points in ((first, shares[0]), (second, shares[1])):
            assert side.played.tolist() == [[v > 0 for v in point] for point in points]


def test_hundreds_of_strategies_on_one_side_and_ties_everywhere() -> None:
    base = np.random.default_rng(1).integers(0, 4, (2, 3, 40))
    found = equilibria(NormalFormGame(np.tile(base, 3)))
    assert found.complete
    assert "exact" in found.method
    assert found.diagnostics["maximum_regret"] < 1e-12
    # Every column stands there three times; the three stand in for each other.
    plain = equilibria(NormalFormGame(base), method="exact")
    assert plain.complete
    folded = {
        tuple(np.round(np.concatenate([x, y.reshape(3, 40).sum(axis=0)]), 8).tolist())
        for x, y in found.profiles
    }
    assert folded == as_set(plain)
    copies = sum(3 ** int((y > 0).sum()) for _, y in plain.profiles)
    assert len(found.profiles) == copies


def test_faces_are_tried_where_all_corners_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    game = NormalFormGame(np.random.default_rng(4).integers(0, 3, (2, 4, 5)))
    whole = equilibria(game, method="exact")

    def fails(*given: Any) -> Any:
        raise TooLargeError("too many")

    monkeypatch.setattr(exact_method, "_paired", fails)
    assert as_set(equilibria(game, method="exact")) == as_set(whole)
    monkeypatch.setattr(exact_method, "_LISTED", 1)
    cut = equilibria(game, method="exact")
    assert not cut.complete
    assert any("more than 1 extreme equilibria" in note for note in cut.diagnostics["note"])


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_equilibria_in_thirds_and_tenths(exact: Callable[..., Any], size: int) -> None:
    # Floats that stand for fractions: 0.1 + 0.2 is three tenths, 1/3 a third.
    rng = np.random.default_rng(size)
    for denominator in (3, 10, 7, 60):
        whole = rng.integers(0, 4, (2, size, size))
        tables = [[[Fraction(int(v), denominator) for v in row] for row in t] for t in whole]
        found = equilibria(NormalFormGame(whole / denominator))
        assert found.complete
        assert set(found.exact or ()) == exact(*tables).equilibria


def test_numbers_are_read_as_they_were_written() -> None:
    def read(*values: float) -> tuple[list[int], bool]:
        whole, simple = numerators(np.array(values))
        return [int(each) for each in whole], simple

    assert read(0.1 + 0.2, 0.3, 1.0) == ([3, 3, 10], True)
    assert read(1 / 3, 2 / 3, -1.0) == ([4, 8, -12], True)
    assert read(1 / 7, 0.5, 0.0) == ([2, 7, 0], True)
    assert read(5.0, -2.0) == ([5, -2], True)
    assert read(2.0**-60, 1.0) == ([0, 1], True), "rounding beside the largest is no payoff"
    whole, simple = read(2.0**-30 + 2.0**-45, 1.0)
    assert (whole, simple) == ([2**15 + 1, 2**45], False)
    assert read(np.pi)[1] is False
    assert read(1e300, 1e-300) == ([int(1e300), 0], True)


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 7), (7, 2), (5, 4), (6, 6), (8, 8)])
def test_random_games_have_an_odd_number(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(sum(shape))
    for _ in range(25):
        game = NormalFormGame(rng.random((2, *shape)))
        found = equilibria(game)
        assert found.complete
        assert found.diagnostics["degenerate"] is False
        assert len(found.profiles) % 2 == 1
        assert found.diagnostics["maximum_regret"] < 1e-12
        assert found.exact is None, "random floats stand for no simple fractions"
        assert as_set(found) == as_set(equilibria(game, method="exact"))


@pytest.mark.parametrize(
    ("shape", "times"), [((9, 9), 3), ((10, 8), 3), ((12, 12), 1), ((4, 60), 2)]
)
def test_both_engines_agree_on_larger_games(shape: tuple[int, int], times: int) -> None:
    rng = np.random.default_rng(4)
    for _ in range(times):
        game = NormalFormGame(rng.integers(0, 100_000, (2, *shape)))
        by_corners = equilibria(game, method="corners")
        by_numbers = equilibria(game, method="exact")
        assert by_corners.complete
        assert by_numbers.complete
        assert by_corners.exact == by_numbers.exact
        assert None not in (by_corners.exact or (None,))
        assert len(by_corners.profiles) % 2 == 1


def test_sixteen_by_sixteen() -> None:
    found = equilibria(NormalFormGame(np.random.default_rng(1).random((2, 14, 15))))
    assert found.method == "corners"
    assert found.complete
    assert len(found.profiles) % 2 == 1
    assert found.diagnostics["maximum_regret"] < 1e-12
    assert most_corners(16, 16) < 2_000_000 < most_corners(17, 17)


def test_as_many_corners_as_there_can_be() -> None:
    # A polygon, a prism-like bound, and the cyclic polytope of McMullen's theorem.
    assert [most_corners(2, q) for q in (1, 2, 5)] == [3, 4, 7]
    assert most_corners(3, 3) == 8
    assert most_corners(4, 4) == 20


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.int64, (2, 3, 4), elements=st.integers(0, 4)),
    st.permutations(range(3)),
    st.permutations(range(4)),
)
def test_names_and_order_do_not_matter(payoffs: Any, rows: Any, columns: Any) -> None:
    plain = equilibria(NormalFormGame(payoffs))
    mixed = equilibria(NormalFormGame(payoffs[:, rows][:, :, columns]))
    swapped = equilibria(NormalFormGame(payoffs[::-1].transpose(0, 2, 1)))
    moved = {
        tuple(np.round(np.concatenate([x[list(rows)], y[list(columns)]]), 8).tolist())
        for x, y in plain.profiles
    }
    assert as_set(mixed) == moved
    assert {tuple(np.round(np.concatenate(each[::-1]), 8).tolist()) for each in plain.profiles} == (
        as_set(swapped)
    )
    assert sorted(c.dimension for c in plain.components) == sorted(
        c.dimension for c in mixed.components
    )


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(np.int64, (2, 3, 3), elements=st.integers(0, 3)),
    st.sampled_from([1e-200, 1e-9, 0.7, 1e9, 1e200]),
)
def test_units_do_not_matter(payoffs: Any, unit: float) -> None:
    plain = equilibria(NormalFormGame(payoffs))
    scaled = equilibria(NormalFormGame(payoffs * np.array([unit, 1.0])[:, None, None]))
    assert scaled.complete
    assert as_set(plain) == as_set(scaled)


# ------------------------------------------------------------------ components


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.int64, (2, 3, 4), elements=st.integers(0, 2)), st.integers(0, 2**32))
def test_mixtures_within_a_subset_are_equilibria_and_between_them_are_not(
    payoffs: Any, seed: int
) -> None:
    game = NormalFormGame(payoffs)
    found, scale = equilibria(game), stakes(game)
    rng = np.random.default_rng(seed)
    listed = []
    for component in found.components:
        for subset in component.subsets:
            x = rng.dirichlet(np.ones(len(subset.rows))) @ subset.rows
            y = rng.dirichlet(np.ones(len(subset.columns))) @ subset.columns
            assert is_equilibrium(scale, (x, y))
            assert len(subset.equilibria) == len(subset.rows) * len(subset.columns)
            listed.append(set(subset.equilibria))
            assert set(subset.equilibria) <= set(component.equilibria)
    for one in listed:
        assert not any(one < other for other in listed), "subsets are maximal"
    assert sorted(k for each in found.components for k in each.equilibria) == list(
        range(len(found.profiles))
    )
    # Pairs of corners that are no equilibrium belong to no subset.
    for number, (x, _) in enumerate(found.profiles):
        for other, (_, y) in enumerate(found.profiles):
            together = any({number, other} <= each for each in listed)
            assert not together or is_equilibrium(scale, (x, y))


def test_the_demand_game_in_words() -> None:
    cells = np.indices((3, 3))
    fits = cells.sum(axis=0) <= 2
    game = NormalFormGame(
        [cells[0] * fits, cells[1] * fits],
        strategies=[["none", "half", "all"]] * 2,
        actors=["North", "South"],
        title="Demands",
    )
    found = equilibria(game)
    assert len(found.components) < len(found.profiles)
    wide = [each for each in found.components if each.dimension > 0]
    assert wide
    table = found.summary()
    assert table.columns[1] == "component"
    assert any(
        "all mixtures of its corners" in note or "sets within" in note for note in table.notes
    )
    assert "because of ties, mixtures of some of them" in table.notes[0]
    assert repr(wide[0]).startswith("<Component: ")
    assert repr(wide[0].subsets[0]).startswith("<NashSubset: ")


def test_components_without_equilibria_and_with_three_actors() -> None:
    assert components([]) == ()
    assert equilibria(NormalFormGame(np.ones((2, 1, 1)))).components[0].dimension == 0
    with pytest.raises(NotDefinedError, match="this game has 3"):
        _ = equilibria(NormalFormGame(np.zeros((3, 1, 2, 1)))).components
    assert equilibria(NormalFormGame(np.zeros((3, 1, 2, 1)))).exact is None


def test_many_components_are_told_in_a_few_words() -> None:
    # Four markets apart; in each the column actor has two ways that are worth the same.
    market = np.eye(4)
    row = np.repeat(market, 2, axis=1)
    found = equilibria(NormalFormGame([row, row]))
    assert found.complete
    assert len(found.components) == 2**4 - 1
    notes = found.summary().notes
    assert sum(note.startswith("Component ") for note in notes) == 6
    assert any(note.endswith("more components are not single equilibria either.") for note in notes)


def test_an_all_zero_game_is_one_component() -> None:
    found = equilibria(NormalFormGame(np.zeros((2, 5, 6))))
    assert len(found.profiles) == 30
    (component,) = found.components
    assert component.dimension == 4 + 5
    assert component.listed
    assert len(component.subsets) == 1


def test_subsets_beyond_a_bound_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from negotiation.engine.equilibrium import _components

    found = equilibria(NormalFormGame([[[1, 1, 0], [1, 0, 0], [0, 0, 0]], np.zeros((3, 3))]))
    assert all(each.listed for each in components(found.profiles))
    monkeypatch.setattr(_components, "_SUBSETS", 1)
    assert not all(each.listed for each in components(found.profiles))


# ------------------------------------------------------------------ fractions


def test_exact_profiles() -> None:
    chicken = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    found = equilibria(chicken)
    third = Fraction(1, 3)
    assert found.exact is not None
    assert found.exact[1] == ((2 * third, third), (2 * third, third))


def test_what_holds_to_the_tolerance_only_is_not_certified() -> None:
    # Nobody's choice matters, so that nothing but the mixture itself is certain.
    even = np.full(2, 0.5)
    zero = NormalFormGame(np.zeros((2, 2, 2)))
    from negotiation.engine.equilibrium._certify import certified

    assert certified(zero, stakes(zero), [(even, even)]) == (None,)
    pure = np.array([1.0, 0.0])
    pennies = NormalFormGame([[[1, 0], [0, 1]], [[0, 1], [1, 0]]])
    wrong = np.array([0.25, 0.75])
    assert certified(pennies, stakes(pennies), [(wrong, wrong)]) == (None,)
    assert certified(pennies, stakes(pennies), [(pure, pure)]) == (None,)


# ------------------------------------------------------------------ one equilibrium of large games


@pytest.mark.parametrize(
    ("shape", "most"), [((30, 30), None), ((60, 60), None), ((40, 90), 3), ((60, 60), 2)]
)
def test_lemke_and_howson_find_one_in_every_game(shape: tuple[int, int], most: int | None) -> None:
    rng = np.random.default_rng(9)
    for _ in range(12):
        size = (2, *shape)
        payoffs = rng.random(size) if most is None else rng.integers(0, most + 1, size)
        game = NormalFormGame(payoffs)
        found = lemke_howson.find(game)
        assert len(found.profiles) == 1
        assert is_equilibrium(stakes(game), tuple(map(np.asarray, found.profiles[0])))


def test_every_path_ends_in_an_equilibrium(exact: Callable[..., Any]) -> None:
    rng = np.random.default_rng(2)
    for _ in range(60):
        m, n = rng.integers(2, 5, 2)
        payoffs = rng.integers(0, 3, (2, m, n))
        game = NormalFormGame(payoffs)
        known = exact(*payoffs.tolist()).equilibria
        table = lemke_howson.bimatrix(game)
        for label in range(m + n):
            ended = lemke_howson.follow(lemke_howson._tableaux(table), label, 1000)
            assert ended is not None, "lexicographic paths do not cycle"
            profile = lemke_howson._profile(table, *ended)
            assert profile is not None
            assert is_equilibrium(stakes(game), profile)
            near = {tuple(tuple(float(p) for p in each) for each in pair) for pair in known}
            flat = np.concatenate(profile)
            assert min(np.abs(np.concatenate(each) - flat).max() for each in near) < 1e-9


@pytest.mark.parametrize(
    ("payoffs", "label"),
    [
        # Without the lexicographic rule, or with its columns in another order, these paths
        # run in a circle.
        (
            [
                [
                    [0, 1, 2, 2, 2],
                    [1, 1, 1, 1, 0],
                    [1, 0, 1, 2, 2],
                    [2, 0, 0, 1, 2],
                    [0, 2, 0, 1, 0],
                ],
                [
                    [2, 2, 1, 2, 1],
                    [2, 0, 0, 0, 1],
                    [2, 2, 2, 0, 2],
                    [0, 1, 1, 1, 1],
                    [1, 0, 2, 2, 1],
                ],
            ],
            2,
        ),
        (
            [
                [[1, 1, 0, 1], [1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 1, 1]],
                [[1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 0, 1], [0, 0, 1, 0]],
            ],
            2,
        ),
    ],
)
def test_paths_that_would_cycle_do_not(payoffs: Any, label: int) -> None:
    game = NormalFormGame(payoffs)
    table = lemke_howson.bimatrix(game)
    ended = lemke_howson.follow(lemke_howson._tableaux(table), label, 300)
    assert ended is not None
    profile = lemke_howson._profile(table, *ended)
    assert profile is not None
    assert is_equilibrium(stakes(game), profile)


def test_a_path_is_cut_and_the_next_one_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    game = NormalFormGame(np.random.default_rng(0).random((2, 12, 12)))
    assert lemke_howson.follow(lemke_howson._tableaux(lemke_howson.bimatrix(game)), 0, 1) is None
    monkeypatch.setattr(lemke_howson, "_CAPS", (0,))
    found = equilibria(game, method="lemke-howson")
    assert found.profiles == ()
    assert "Lemke and Howson's paths were lost to rounding." in found.diagnostics["note"]


def test_supports_that_do_not_fit_make_no_profile() -> None:
    table = lemke_howson.bimatrix(NormalFormGame(np.zeros((2, 3, 3))))
    some = np.array([0, 1])
    assert lemke_howson._profile(table, some, np.array([0])) is None
    assert lemke_howson._profile(table, some, some) is None


# ------------------------------------------------------------------ what the engine stands on


def test_rays_of_a_cone() -> None:
    # z1 <= z2 and z2 <= 2 z1.
    found = rays(np.array([[-1, 1], [2, -1]]))
    assert sorted(found.points.tolist()) == [[1, 1], [1, 2]]
    assert found.tight.sum(axis=1).tolist() == [1, 1]
    # No ray but the origin; no inequality that cuts.
    assert len(rays(np.array([[-1, -1]])).points) == 0
    assert rays(np.array([[1, 1]])).points.tolist() == [[1, 0], [0, 1]]


def test_rays_on_hundreds_of_inequalities() -> None:
    # Two rays share 256 inequalities, which no byte can count.
    rows = np.array([[3, 2, -1, -3], [-3, 2, -2, 0], [3, 3, -2, -3], [0, 2, 1, -3]])
    plain = {tuple(point) for point in rays(rows).points.tolist()}
    for copies in (63, 64, 65, 128):
        again = rays(np.repeat(rows, copies, axis=0))
        assert {tuple(point) for point in again.points.tolist()} == plain
        assert again.tight.shape[1] == 4 + 4 * copies


def test_rays_in_numbers_that_no_processor_holds() -> None:
    huge = 10**40
    found = rays(np.array([[-huge, huge + 1]], dtype=object))
    assert sorted(found.points.tolist()) == [[0, 1], [huge + 1, huge]]
    assert found.points.dtype == object
    large = 2**40
    grown = rays(np.array([[-large, large - 1, 1], [large - 3, 1, -large]]))
    assert ((np.array([[-large, large - 1, 1]], dtype=object) @ grown.points.T) >= 0).all()


def test_rays_too_many_to_list() -> None:
    rows = np.random.default_rng(0).integers(1, 99, (12, 12))
    table = np.hstack([-rows, np.ones((12, 1), dtype=int)])
    with pytest.raises(TooLargeError, match="more than 100 corners"):
        rays(table, most=100)
    with pytest.raises(TooLargeError, match="too many corners to list exactly"):
        rays(table, tests=100)


def test_corners_too_close_to_call_are_not_called() -> None:
    square = simple_corners(np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert sorted(square.points.round(12).tolist()) == [
        [0, 0.5],
        [0.333333333333, 0.333333333333],
        [0.5, 0],
    ]
    for crowded in ([[1.0, 2.0], [1.0, 1.5]], [[1.0, 2.0], [1.0 + 1e-12, 1.5]]):
        with pytest.raises(UndecidedError):
            simple_corners(np.array(crowded))


def test_a_list_of_corners_that_lacks_one_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    corner = np.array([[True, True, False, False], [True, False, True, False]])
    labels = np.array([[0, 1], [0, 2]])
    assert _closed(corner, labels, np.array([[1, 1], [0, 0]])) is False
    polygon = np.array([[True, True, False], [False, True, True], [True, False, True]])
    labels = np.array([[0, 1], [1, 2], [0, 2]])
    assert _closed(polygon, labels, np.array([[1, 2], [2, 0], [1, 0]]))
    assert not _closed(polygon, labels, np.array([[2, 1], [2, 0], [1, 0]]))
    assert not _closed(polygon, labels, np.array([[1, 2], [2, 0], [1, -1]]))

    game = NormalFormGame(np.random.default_rng(1).random((2, 4, 4)))
    whole = equilibria(game, method="corners")
    assert whole.complete

    def one_short(replies: Any) -> Any:
        every = simple_corners(replies)
        played = whole.profiles[0][0] > 0
        keep = (every.played != played).any(axis=1)
        return SimpleCorners(every.points[keep], every.played[keep], every.replies[keep])

    monkeypatch.setattr(corners_method, "simple_corners", one_short)
    assert not equilibria(game, method="corners").complete, "an even number is no full list"


def test_what_the_tolerance_calls_a_tie_is_one_in_whole_numbers() -> None:
    # Against a: 10 and 10 - 1e-9 tie beside 0.
    row = np.array([[10.0, 1.0], [9.999999999, 2.0], [0.0, 3.0]])
    game = NormalFormGame([row, np.ones((3, 2))])
    first, second, simple = whole_tables(game, stakes(game))
    assert simple
    assert first[0, 0] == first[1, 0] > first[2, 0]
    assert (second == 1).all()


def test_the_exact_search_says_when_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any, **options: Any) -> Any:
        raise TooLargeError("too many corners.")

    monkeypatch.setattr(exact_method, "rays", fails)
    found = equilibria(NormalFormGame(np.eye(3)[None].repeat(2, axis=0)), method="exact")
    assert not found.complete
    assert "The exact search was given up: too many corners." in found.diagnostics["note"]


def test_long_lists_are_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_method, "_LISTED", 5)
    found = equilibria(NormalFormGame(np.zeros((2, 4, 4))))
    assert not found.complete
    assert "Only 5 of 16 extreme equilibria are listed." in found.diagnostics["note"]


def test_all_at_once_and_one_by_one_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from negotiation.engine.equilibrium import _verify

    game = NormalFormGame(np.random.default_rng(5).integers(0, 4, (2, 4, 5)))
    scale = stakes(game)
    found = equilibria(game)
    together = largest_regret(scale, found.profiles)
    wrong = [(np.eye(4)[k % 4], np.eye(5)[k % 5]) for k in range(20)]
    assert largest_regret(scale, wrong) == max(regret(scale, each) for each in wrong)
    kept = _verify.settle(scale, [*found.profiles, *wrong])
    monkeypatch.setattr(_verify, "AT_ONCE", 0)
    assert largest_regret(scale, found.profiles) == pytest.approx(together, abs=1e-15)
    again = _verify.settle(scale, [*found.profiles, *wrong])
    assert kept[1] == again[1]
    assert [np.concatenate(p).tolist() for p in kept[0]] == [
        np.concatenate(p).tolist() for p in again[0]
    ]


def test_the_check_of_many_profiles_is_as_strict_as_that_of_one() -> None:
    pennies = NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    scale = stakes(pennies)
    even = np.full(2, 0.5)
    for off, fine in ((0.0, True), (1e-11, True), (1e-5, False), (1e-3, False)):
        nearly = even + np.array([off, -off])
        kept, _ = settle(scale, [(nearly, even)])
        assert bool(kept) is fine is is_equilibrium(scale, (nearly, even))


def test_any_noun_with_a_normal_form_may_stand_for_it() -> None:
    class Standoff:
        def normal_form(self) -> NormalFormGame:
            return NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])

    assert len(ng.equilibria(Standoff()).profiles) == 3
