from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import negotiation as ng
from negotiation.concessions import NormalFormGame, concession_game
from negotiation.engine.equilibrium import CONCEPTS, METHODS, equilibria
from negotiation.engine.equilibrium._bimatrix import bimatrix
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import clean, regret, settle
from negotiation.errors import (
    InvalidTypeError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)

SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CHICKEN = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]
ROCK_PAPER_SCISSORS = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])


def games(actors: int, most: int, low: int, high: int) -> st.SearchStrategy[Any]:
    """Draw payoffs of shape (actors, s1, …, sn), integers between two numbers."""
    sizes = st.tuples(*[st.integers(1, most)] * actors)
    return sizes.flatmap(
        lambda shape: hnp.arrays(np.float64, (actors, *shape), elements=st.integers(low, high))
    )


def listed(found: Any) -> list[list[list[float]]]:
    return [[mixture.tolist() for mixture in profile] for profile in found.profiles]


def as_set(found: Any, digits: int = 9) -> set[tuple[tuple[float, ...], ...]]:
    return {
        tuple(tuple(round(float(p), digits) for p in mixture) for mixture in profile)
        for profile in found.profiles
    }


@pytest.fixture
def newcomer() -> Iterator[Callable[..., Any]]:
    """Register methods for one test."""
    before = set(METHODS)
    yield method
    for name in set(METHODS) - before:
        del METHODS._members[name]


# ------------------------------------------------------------------ known games


def test_chicken() -> None:
    # NF03 of the reference cases.
    found = equilibria(NormalFormGame(CHICKEN))
    third = 1 / 3
    assert listed(found) == [
        [[1, 0], [0, 1]],
        [[2 * third, third], [2 * third, third]],
        [[0, 1], [1, 0]],
    ]
    assert found.payoffs[[0, 2]].tolist() == [[2, 7], [7, 2]]
    assert found.payoffs[1] == pytest.approx([14 / 3, 14 / 3], abs=1e-15)
    assert found.pure.tolist() == [True, False, True]
    assert found.strategies == (((0,), (1,)), ((0, 1), (0, 1)), ((1,), (0,)))
    assert found.complete
    assert found.method == "two-by-two"
    assert found.diagnostics["degenerate"] is False


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prisoners-dilemma", [([0, 1], [0, 1], [1, 1])]),
        (
            "chicken",
            [
                ([1, 0], [0, 1], [2, 7]),
                ([2 / 3, 1 / 3], [2 / 3, 1 / 3], [14 / 3, 14 / 3]),
                ([0, 1], [1, 0], [7, 2]),
            ],
        ),
        (
            "stag-hunt",
            [
                ([1, 0], [1, 0], [4, 4]),
                ([0.75, 0.25], [0.75, 0.25], [3, 3]),
                ([0, 1], [0, 1], [3, 3]),
            ],
        ),
        (
            "battle-of-the-sexes",
            [
                ([1, 0], [1, 0], [3, 2]),
                ([0.6, 0.4], [0.4, 0.6], [1.2, 1.2]),
                ([0, 1], [0, 1], [2, 3]),
            ],
        ),
        ("matching-pennies", [([0.5, 0.5], [0.5, 0.5], [0, 0])]),
    ],
)
def test_the_classics_of_the_library(name: str, expected: list[Any]) -> None:
    game = ng.library.load(name)
    assert isinstance(game, NormalFormGame)
    assert "llustrative" in game.source
    found = equilibria(game)
    assert found.complete
    assert len(found.profiles) == len(expected)
    for profile, payoffs, (x, y, worth) in zip(
        found.profiles, found.payoffs, expected, strict=True
    ):
        assert profile[0] == pytest.approx(x, abs=1e-15)
        assert profile[1] == pytest.approx(y, abs=1e-15)
        assert payoffs == pytest.approx(worth, abs=1e-15)


def test_an_equilibrium_that_nashpy_does_not_find_by_supports() -> None:
    # https://github.com/drvinceknight/Nashpy/issues/83, times ten.
    row = [[95, -78], [-96, 3], [-71, -14], [59, 76], [90, 3], [75, 69], [-31, 36], [-84, -37]]
    column = [[2, 6], [4, 1], [9, 0], [4, 1], [1, 2], [2, 1], [8, 10], [2, 4]]
    found = equilibria(NormalFormGame([row, column]))
    assert found.complete
    assert found.profiles[0][0] == pytest.approx([0, 0, 0, 0, 0.5, 0.5, 0, 0], abs=1e-12)
    assert found.profiles[0][1] == pytest.approx([22 / 27, 5 / 27], abs=1e-12)


def test_no_pure_equilibrium_is_an_answer() -> None:
    pennies = NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    found = equilibria(pennies, "pure-nash")
    assert found.complete
    assert found.profiles == ()
    assert found.payoffs.shape == (0, 2)
    assert found.pure.shape == (0,)
    assert found.diagnostics["note"] == ("There is no pure equilibrium.",)
    assert len(found.summary()) == 0


# ------------------------------------------------------------------ against an exact oracle


@SLOW
@given(games(2, 3, 0, 3))
def test_with_ties_nothing_is_missed(exact: Callable[..., Any], payoffs: Any) -> None:
    compare(exact, payoffs)


@SLOW
@given(games(2, 4, -60, 60))
def test_without_ties_nothing_is_missed(exact: Callable[..., Any], payoffs: Any) -> None:
    truth = compare(exact, payoffs)
    assume(not truth.degenerate)
    found = equilibria(NormalFormGame(payoffs))
    assert found.complete
    assert found.diagnostics["degenerate"] is False
    assert len(found.profiles) % 2 == 1


def compare(exact: Callable[..., Any], payoffs: Any) -> Any:
    truth = exact(*payoffs.astype(int).tolist())
    expected = {
        tuple(tuple(round(float(p), 9) for p in mixture) for mixture in pair)
        for pair in truth.equilibria
    }
    found = equilibria(NormalFormGame(payoffs))
    answer = as_set(found)
    assert len(answer) == len(found.profiles), "nothing is listed twice"
    assert found.complete
    assert answer == expected
    if found.diagnostics["degenerate"] is False:
        assert len(answer) % 2 == 1
    assert found.diagnostics["maximum_regret"] <= 1e-12
    return truth


@SLOW
@given(hnp.arrays(np.float64, (2, 2, 2), elements=st.integers(0, 2)))
def test_two_by_two_is_complete_ties_and_all(exact: Callable[..., Any], payoffs: Any) -> None:
    truth = exact(*payoffs.astype(int).tolist())
    found = equilibria(NormalFormGame(payoffs))
    assert found.complete
    assert found.diagnostics["rejected"] == 0
    assert as_set(found) == {
        tuple(tuple(round(float(p), 9) for p in mixture) for mixture in pair)
        for pair in truth.equilibria
    }


@SLOW
@given(games(3, 3, 0, 3))
def test_pure_equilibria_of_three_actors_as_plain_loops_have_them(payoffs: Any) -> None:
    shape = payoffs.shape[1:]
    plainly = [
        cell
        for cell in product(*[range(size) for size in shape])
        if all(
            payoffs[(own, *cell)] >= payoffs[(own, *cell[:own], other, *cell[own + 1 :])]
            for own in range(3)
            for other in range(shape[own])
        )
    ]
    found = equilibria(NormalFormGame(payoffs), "pure-nash")
    assert found.complete
    assert found.diagnostics["rejected"] == 0
    assert [tuple(int(mixture.argmax()) for mixture in each) for each in found.profiles] == plainly
    assert found.payoffs.tolist() == [
        [payoffs[(own, *cell)] for own in range(3)] for cell in plainly
    ]
    among = {each for each in as_set(equilibria(NormalFormGame(payoffs))) if is_pure(each)}
    assert among == as_set(found)


def is_pure(profile: tuple[tuple[float, ...], ...]) -> bool:
    return all(sorted(mixture)[-1] == 1.0 for mixture in profile)


@SLOW
@given(
    games(2, 3, -9, 9),
    st.sampled_from([1e-300, 1e-9, 1.0, 3.7, 1e300]),
    st.sampled_from([1e-300, 1.0, 1e300]),
)
def test_the_scale_of_payoffs_does_not_matter(payoffs: Any, one: float, other: float) -> None:
    plain = equilibria(NormalFormGame(payoffs))
    scaled = equilibria(NormalFormGame(payoffs * np.array([one, other])[:, None, None]))
    assert as_set(plain) == as_set(scaled)
    assert (plain.complete, plain.method) == (scaled.complete, scaled.method)


@SLOW
@given(games(2, 3, -9, 9), st.data())
def test_what_others_choices_are_worth_does_not_matter(payoffs: Any, data: Any) -> None:
    m, n = payoffs.shape[1:]
    moved = payoffs.copy()
    moved[0] += np.array(data.draw(st.lists(st.integers(-99, 99), min_size=n, max_size=n)))
    moved[1] += np.array(data.draw(st.lists(st.integers(-99, 99), min_size=m, max_size=m)))[:, None]
    assert as_set(equilibria(NormalFormGame(payoffs))) == as_set(equilibria(NormalFormGame(moved)))


# ------------------------------------------------------------------ corners


@pytest.mark.parametrize("concept", ["nash", "pure-nash"])
def test_one_actor_one_strategy(concept: str) -> None:
    found = equilibria(NormalFormGame([[5.0]]), concept)
    assert listed(found) == [[[1]]]
    assert found.payoffs.tolist() == [[5]]
    assert found.complete


def test_one_actor_picks_its_best() -> None:
    assert listed(equilibria(NormalFormGame([[3, 5, 4]]))) == [[[0, 1, 0]]]
    tied = equilibria(NormalFormGame([[5, 3, 5]]))
    assert listed(tied) == [[[1, 0, 0]], [[0, 0, 1]]]
    assert tied.complete
    assert tied.diagnostics["degenerate"] is True
    with pytest.raises(NotDefinedError, match="Only one actor has a choice"):
        equilibria(tied.game, method="nashpy-support")
    assert tied.diagnostics["ties"] == (
        "Actor 1 has 2 best responses ('strategy 0', 'strategy 2').",
    )


@pytest.mark.parametrize("shape", [(1, 3), (3, 1)])
def test_a_single_row_or_column(shape: tuple[int, int]) -> None:
    payoffs = np.zeros((2, *shape))
    payoffs[:] = np.array([2.0, 1.0, 2.0]).reshape(shape)
    found = equilibria(NormalFormGame(payoffs))
    assert found.complete
    mover = int(shape[0] == 1)
    assert [profile[mover].tolist() for profile in found.profiles] == [[1, 0, 0], [0, 0, 1]]
    assert [profile[1 - mover].tolist() for profile in found.profiles] == [[1], [1]]


def test_nothing_at_stake() -> None:
    found = equilibria(NormalFormGame(np.full((2, 2, 2), 7.0)))
    assert listed(found) == [list(map(list, pair)) for pair in product([[1, 0], [0, 1]], repeat=2)]
    assert found.payoffs.tolist() == [[7, 7]] * 4
    assert found.complete
    assert found.diagnostics["degenerate"] is True
    many = equilibria(NormalFormGame(np.zeros((2, 3, 4))))
    assert len(many.profiles) == 12
    assert many.pure.all()


def test_a_catastrophe_does_not_hide_what_is_at_stake_elsewhere() -> None:
    # Chicken in which neither yielding costs each 1e12: the pure equilibria stay exact and
    # the mixed one leaves the catastrophe a chance of one in 1e24.
    found = equilibria(NormalFormGame([[[0, -1], [1, -1e12]], [[0, 1], [-1, -1e12]]]))
    assert found.complete
    assert sorted(listed(found)[1:]) == [[[0, 1], [1, 0]], [[1, 0], [0, 1]]]
    for mixture in found.profiles[0]:
        assert mixture[1] == pytest.approx(1e-12, rel=1e-9)
    # A third strategy risks a catastrophe of its own: 0.5 and -0.2 beside it still differ.
    own = np.array([[0, -1, 0.5], [1, -1e12, -0.2], [0.3, 0.4, -1e9]])
    pure = equilibria(NormalFormGame([own, own.T]), "pure-nash")
    assert pure.complete
    assert pure.profiles == ()


def test_what_counts_as_a_difference() -> None:
    noise = 0.1 + 0.2 - 0.3
    scale = stakes(NormalFormGame([[[0, 1e9 + 1, 1], [noise, 1e9, -1e9]], np.zeros((2, 3))]))
    assert scale.gaps[0][:, 0].tolist() == [0, 0]
    assert scale.ranges[0][0, 0] == 0
    assert scale.best[0].tolist() == [[True, True, True], [True, False, False]]
    assert scale.losses[0].tolist() == [[0, 0, 0], [0, 1, 1]]
    assert scale.best[1].all()


@SLOW
@given(
    games(2, 3, -5, 5),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=3),
    st.sampled_from([1e6, 1e9, 1e12]),
)
def test_catastrophes_make_no_false_equilibria(
    exact: Callable[..., Any], payoffs: Any, cells: list[tuple[int, int]], harm: float
) -> None:
    m, n = payoffs.shape[1:]
    for row, column in cells:
        payoffs[:, row % m, column % n] = -harm
    found = equilibria(NormalFormGame(payoffs))
    truth = exact(*payoffs.astype(int).tolist()).equilibria
    for x, y in found.profiles:
        for worth, size, own in (
            (payoffs[0] @ y, np.abs(payoffs[0]) @ y, x),
            (x @ payoffs[1], x @ np.abs(payoffs[1]), y),
        ):
            # Ordinary payoffs are whole numbers; sums with the catastrophe have 16 digits.
            allowed = 1e-7 + 2e-14 * harm + 2e-9 * size[own > 0].max()
            assert worth.max() - worth[own > 0].min() <= allowed
    assert int(found.pure.sum()) == sum(is_pure(pair) for pair in truth)


def test_rounding_does_not_break_ties() -> None:
    third = 0.1 + 0.2
    found = equilibria(NormalFormGame([[[third, 0.0], [0.3, 1.0]], [[0.0, 0.0], [0.0, 1.0]]]))
    assert [[1, 0], [1, 0]] in listed(found)


# ------------------------------------------------------------------ degenerate games


def degenerate_game() -> NormalFormGame:
    return NormalFormGame(
        [[[1, 1, 0], [1, 0, 1], [0, 1, 1]], [[1, 0, 1], [0, 1, 1], [1, 1, 0]]],
        strategies=[["yield", "stall", "press"], ["a", "b", "c"]],
        actors=["North", "South"],
    )


def test_ties_are_named_and_never_warned_about() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = equilibria(degenerate_game())
    assert caught == []
    assert found.complete
    assert found.diagnostics["degenerate"] is True
    assert found.method == "exact"
    words = " ".join(found.diagnostics["note"])
    assert "These are all 4 equilibria; there are ties, but each stands alone." in words
    assert (
        "North has 2 best responses ('yield', 'stall') to South's 'a', and ties against 2 other "
        "combinations." in words
    )
    assert set(found.diagnostics["note"]) <= set(found.summary().notes)


def test_a_tie_against_a_mixture_is_found_too() -> None:
    # Against an even mixture of the first two columns all three rows are worth 2.
    row = [[4, 0, 0], [0, 4, 0], [2, 2, 1]]
    column = [[0, 4, 1], [4, 0, 1], [1, 3, 5]]
    found = equilibria(NormalFormGame([row, column], actors=["North", "South"]))
    assert found.diagnostics["degenerate"] is True
    assert found.complete
    assert found.diagnostics["ties"] == (
        "North has 3 best responses ('strategy 0', 'strategy 1', 'strategy 2') to a mixture of "
        "South's 'strategy 0', 'strategy 1'.",
    )


def test_what_is_close_to_a_tie_is_decided_to_the_last_bit(exact: Callable[..., Any]) -> None:
    column = np.array([[0, 4, 1], [4, 0, 1], [1, 3, 5]])
    for near in (5e-7, -2e-9, 3e-12, 2.0**-50):
        row = np.array([[4, 0, 0], [0, 4, 0], [2, 2, 1]]) + near * np.eye(3)
        found = equilibria(NormalFormGame([row, column]))
        assert found.complete
        assert len(found.profiles) == len(exact(row.tolist(), column.tolist()).equilibria)


def test_asking_changes_no_setting_of_the_process() -> None:
    before = (list(warnings.filters), np.geterr())
    equilibria(degenerate_game())
    equilibria(NormalFormGame(np.zeros((2, 4, 4))))
    assert (list(warnings.filters), np.geterr()) == before


# ------------------------------------------------------------------ limits


def test_games_too_large_for_all_equilibria_get_some_and_say_so() -> None:
    rng = np.random.default_rng(3)
    payoffs = rng.random((2, 40, 40))
    found = equilibria(NormalFormGame(payoffs))
    assert found.method == "pure + lemke-howson"
    assert found.profiles
    assert not found.complete
    assert found.diagnostics["degenerate"] is None
    assert found.components
    missed = " ".join(found.diagnostics["not_searched"])
    assert "40 x 40 strategies are too many" in missed
    with pytest.raises(TooLargeError, match="40 x 40 strategies are too many"):
        equilibria(NormalFormGame(payoffs), method="corners")
    with pytest.raises(TooLargeError, match="70 x 70 strategies are too many for the exact search"):
        equilibria(NormalFormGame(rng.integers(0, 9, (2, 70, 70))), method="exact")


def test_more_than_two_actors_whose_equilibria_form_continua() -> None:
    # Each of three actors would rather differ from the others; whoever is between them is torn.
    cells = np.indices((2, 2, 2))
    payoffs = [1 * (cells[i] != cells[i - 1]) + (cells[i] != cells[i - 2]) for i in range(3)]
    found = equilibria(NormalFormGame(payoffs))
    assert found.pure.sum() == 6
    assert not found.complete
    assert any("There is a continuum" in each for each in found.diagnostics["note"])
    with pytest.raises(NotDefinedError, match="3 actors still have a choice"):
        equilibria(NormalFormGame(payoffs), method="nashpy-vertex")
    assert equilibria(NormalFormGame(payoffs), "pure-nash").complete


def test_three_actors_of_whom_two_have_a_choice() -> None:
    # The third actor's first strategy is dominated; what is left is chicken.
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:2, :, :, 1] = CHICKEN
    payoffs[:2, :, :, 0] = 9 - np.array(CHICKEN)
    payoffs[2, :, :, 1] = 1
    found = equilibria(NormalFormGame(payoffs))
    assert found.method == "dominance + two-by-two"
    assert found.complete
    assert [profile[2].tolist() for profile in found.profiles] == [[0, 1]] * 3
    assert found.payoffs[1] == pytest.approx([14 / 3, 14 / 3, 1])
    assert found.diagnostics["removed"] == {"Actor 1": 0, "Actor 2": 0, "Actor 3": 1}


def test_a_flood_of_pure_equilibria_is_cut_and_counted() -> None:
    found = equilibria(NormalFormGame(np.zeros((2, 150, 150))), "pure-nash")
    assert len(found.profiles) == 2_000
    assert not found.complete
    assert "Only the first 2,000 of 22,500 pure equilibria are listed." in found.diagnostics["note"]


def test_where_nothing_is_found_something_is_known_to_exist() -> None:
    found = equilibria(NormalFormGame([ROCK_PAPER_SCISSORS, -ROCK_PAPER_SCISSORS]), method="pure")
    assert found.profiles == ()
    assert not found.complete
    assert found.diagnostics["note"] == (
        "No equilibrium was found, though every finite game has one, perhaps mixed.",
        "Only the method 'pure' was asked for.",
    )


# ------------------------------------------------------------------ methods


def test_the_shelves() -> None:
    assert {"corners", "dominance", "exact", "lemke-howson", "pure", "two-by-two"} <= set(METHODS)
    assert {"nash", "pure-nash"} <= set(CONCEPTS)


def test_names_are_checked() -> None:
    game = NormalFormGame(CHICKEN)
    with pytest.raises(UnknownNameError, match="Did you mean 'nash'"):
        equilibria(game, "nahs")
    with pytest.raises(UnknownNameError, match="Did you mean 'nashpy-vertex'"):
        equilibria(game, method="nashpy-vertices")
    with pytest.raises(
        NotDefinedError, match=r"'nashpy-vertex' does not look for 'pure-nash'.*'pure'"
    ):
        equilibria(game, "pure-nash", method="nashpy-vertex")
    with pytest.raises(NotDefinedError, match="dominance leaves 3 x 3"):
        equilibria(NormalFormGame([ROCK_PAPER_SCISSORS] * 2), method="two-by-two")
    with pytest.raises(InvalidTypeError, match=r"NormalFormGame.*Scenario.*list"):
        equilibria(CHICKEN)


def test_a_new_method_is_used_where_it_proves_most(newcomer: Callable[..., Any]) -> None:
    asked = []

    @newcomer("oracle", concepts=("nash",), rank=5)
    def find(game: NormalFormGame) -> Found:
        asked.append(game.payoffs.shape)
        third = np.full(3, 1 / 3)
        return Found([(third, third)], ("nash",), "All of it, exactly.", degenerate=False)

    found = equilibria(NormalFormGame([ROCK_PAPER_SCISSORS, -ROCK_PAPER_SCISSORS]))
    assert (found.method, found.complete, len(found.profiles)) == ("oracle", True, 1)
    assert found.diagnostics["searched"] == ("All of it, exactly.",)
    assert asked == [(2, 3, 3)]
    with pytest.raises(NotDefinedError):
        equilibria(found.game, "pure-nash", method="oracle")


def test_no_method_is_believed(newcomer: Callable[..., Any]) -> None:
    half, sure, bad = np.array([0.5, 0.5]), np.array([1.0, 0.0]), np.array([np.nan, 1.0])

    @newcomer("liar", concepts=("nash",), rank=1)
    def find(game: NormalFormGame) -> Found:
        wrong = [(half, half), (sure, sure), (sure, bad), (sure, half * 3), (sure, [1.0])]
        return Found([*wrong, (sure, [-1e-12, 1.0 + 1e-12]), (sure, [0.0, 1.0])])

    found = equilibria(NormalFormGame(CHICKEN), method="liar")
    assert listed(found) == [[[1, 0], [0, 1]]]
    assert found.diagnostics["rejected"] == 5
    assert not found.complete


def test_a_proof_is_withdrawn_where_the_check_refuses_what_it_lists(
    newcomer: Callable[..., Any],
) -> None:
    sure = np.array([1.0, 0.0])

    @newcomer("careless", concepts=("nash",), rank=1)
    def find(game: NormalFormGame) -> Found:
        return Found([(sure, sure)], ("nash",))

    found = equilibria(NormalFormGame(CHICKEN), method="careless")
    assert not found.complete
    assert (
        "Rounding spoils 1 of the equilibria that 'careless' listed." in found.diagnostics["note"]
    )


# ------------------------------------------------------------------ the check itself


def test_regret_is_the_share_of_what_is_at_stake() -> None:
    # Against "cheat" the choice is between 0 and 1, against "hold" between 3 and 5.
    scale = stakes(NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    hold, cheat, half = np.array([1.0, 0]), np.array([0, 1.0]), np.array([0.5, 0.5])
    assert regret(scale, (cheat, cheat)) == 0
    assert regret(scale, (hold, hold)) == 1
    assert regret(scale, (half, cheat)) == 0.5
    assert regret(scale, (half, half)) == pytest.approx(0.5)


def test_regret_of_three_actors() -> None:
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 1] = [[4, 2], [0, 0]]
    scale = stakes(NormalFormGame(payoffs))
    first, second, half = np.array([1.0, 0]), np.array([0, 1.0]), np.array([0.5, 0.5])
    assert regret(scale, (second, half, half)) == 0
    assert regret(scale, (first, half, half)) == pytest.approx(1)
    assert regret(scale, (half, first, half)) == pytest.approx(0.5)
    assert regret(scale, (first, second, half)) == 0


def test_what_is_no_mixture_of_the_rescaled_game_is_not_restored() -> None:
    # The row actor's choice matters twice as much in the first column as in the second.
    table = bimatrix(NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 1]]]))
    third = np.array([1.0, 1.0]), np.array([3.0, 3.0])
    restored = table.restore(*third)
    assert restored is not None
    assert restored[1] == pytest.approx([1 / 3, 2 / 3], abs=1e-15)
    for wrong in ([np.nan, 1.0], [np.inf, 1.0], [-0.1, 1.0], [0.0, 0.0]):
        assert table.restore(third[0], np.array(wrong)) is None
        assert table.restore(np.array(wrong), third[1]) is None


@pytest.mark.parametrize(
    "mixture", [[0.5, 0.6], [1.1, -0.1], [np.inf, 0.0], [1.0], [0.2, 0.3, 0.5]], ids=str
)
def test_what_is_no_mixture_is_not_kept(mixture: list[float]) -> None:
    assert clean([mixture], (2,)) is None


def test_rounding_in_a_mixture_is_removed() -> None:
    cleaned = clean([[-1e-12, 0.5, 0.5 + 1e-12]], (3,))
    assert cleaned is not None
    assert cleaned[0][0] == 0
    assert cleaned[0].sum() == pytest.approx(1, abs=1e-15)
    assert not cleaned[0].flags.writeable


def test_the_same_profile_is_kept_once() -> None:
    scale = stakes(NormalFormGame([ROCK_PAPER_SCISSORS, -ROCK_PAPER_SCISSORS]))
    third = np.full(3, 1 / 3)
    nearly = third + np.array([1e-11, -1e-11, 0])
    kept, rejected = settle(scale, [(third, third), (nearly, third), (third, nearly)])
    assert (len(kept), rejected) == (1, 0)
    kept, rejected = settle(scale, [(nearly, third)], kept)
    assert (len(kept), rejected) == (1, 0)


# ------------------------------------------------------------------ what is shown


def scenario() -> ng.Scenario:
    issues = [
        ng.Issue("relief", ["none", "part", "full"], conceded_by="US"),
        ng.Issue("test", ["none", "halt"], conceded_by="DPRK"),
    ]
    us = ng.Actor(
        "US",
        ng.Additive(
            {"relief": {"none": 1, "part": 0.5, "full": 0}, "test": {"none": 0, "halt": 1}}
        ),
    )
    dprk = ng.Actor(
        "DPRK",
        ng.Additive(
            {"relief": {"none": 0, "part": 0.5, "full": 1}, "test": {"none": 1, "halt": 1}}
        ),
    )
    return ng.Scenario("a talk", issues, [us, dprk], status_quo={"relief": "none", "test": "none"})


def test_a_scenario_stands_for_its_concession_game() -> None:
    found = equilibria(scenario())
    assert found.game.payoffs.tolist() == concession_game(scenario()).payoffs.tolist()
    assert found.complete
    assert found.strategies == (
        (({"relief": "none"},), ({"test": "none"},)),
        (({"relief": "none"},), ({"test": "halt"},)),
    )
    rows = found.summary().rows
    assert [row[1] for row in rows] == [1, 1, 1, 1]
    assert [row[4] for row in rows] == [
        "nothing conceded",
        "nothing conceded",
        "nothing conceded",
        "test: halt",
    ]
    assert found.diagnostics["ties"] == (
        "DPRK has 2 best responses ('nothing conceded', 'test: halt').",
    )


def test_the_summary_says_who_plays_what() -> None:
    game = NormalFormGame(
        CHICKEN,
        strategies=[["swerve", "drive on"]] * 2,
        actors=["Driver 1", "Driver 2"],
        title="Chicken",
    )
    table = equilibria(game).summary()
    assert table.columns == ("equilibrium", "kind", "actor", "plays", "payoff")
    assert table.rows[0] == (1, "pure", "Driver 1", "swerve", 2.0)
    assert table.rows[1] == (1, "pure", "Driver 2", "drive on", 7.0)
    assert table.rows[2][:4] == (2, "mixed", "Driver 1", "66.7% swerve, 33.3% drive on")
    assert table.title == "Chicken: nash"
    assert table.notes[0] == "These are all 3 equilibria."
    assert "Nash, J. (1951)" in table.notes[-1]


def test_small_probabilities_are_not_shown_as_nothing() -> None:
    found = equilibria(NormalFormGame([[[0, -1], [1, -1e12]], [[0, 1], [-1, -1e12]]]))
    assert found.summary().rows[0][3] == "99.9999999999% strategy 0, 1e-10% strategy 1"


def test_one_line_and_html() -> None:
    found = equilibria(NormalFormGame(CHICKEN))
    assert repr(found) == "<Equilibria 'nash': 3 found (2 pure), all, by two-by-two>"
    assert "perhaps not all" in repr(equilibria(degenerate_game(), method="pure"))
    assert "66.7% strategy 0" in found._repr_html_()


def test_answers_cannot_be_changed_and_can_be_sent() -> None:
    found = equilibria(NormalFormGame(CHICKEN))
    with pytest.raises(ValueError, match="read-only"):
        found.payoffs[0, 0] = 9
    with pytest.raises(ValueError, match="read-only"):
        found.profiles[0][0][0] = 9
    with pytest.raises(AttributeError):
        found.complete = False  # type: ignore[misc]
    again = pickle.loads(pickle.dumps(found))
    assert listed(again) == listed(found)
    assert again.diagnostics == found.diagnostics


def test_the_same_question_has_the_same_answer() -> None:
    game = NormalFormGame(np.random.default_rng(8).random((2, 5, 5)))
    one, other = equilibria(game), equilibria(game)
    assert listed(one) == listed(other)
    assert one.diagnostics == other.diagnostics
