"""Best-response paths, fictitious play and replicator dynamics: where play moves, and why."""

from __future__ import annotations

import itertools
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, TooLargeError

# The function of the same name hides the module.
responses = import_module("negotiation.engine.learning.best_response_path")
dynamics = import_module("negotiation.engine.learning.replicator")

PENNIES = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]], [["heads", "tails"]] * 2)
STAG_HUNT = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]], [["stag", "hare"]] * 2)
DILEMMA = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], [["hold", "cheat"]] * 2)
# Shapley, L. S. (1964). Some topics in two-person games. Advances in Game Theory, 1-28.
SHAPLEY = ng.NormalFormGame(
    [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]],
    [["top", "middle", "bottom"], ["left", "centre", "right"]],
)
ROCK = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
RPS = ng.NormalFormGame([ROCK, np.transpose(ROCK)], [["rock", "paper", "scissors"]] * 2)


def regret(game, profile):
    """What any actor could gain, as a share of the range of its payoffs."""
    a, b = game.payoffs
    x, y = profile
    first = ((a @ y).max() - x @ a @ y) / np.ptp(a)
    return max(first, ((x @ b).max() - x @ b @ y) / np.ptp(b))


# ------------------------------------------------------------------ best responses


def test_the_dilemma_ends_where_both_cheat():
    path = ng.best_response_path(DILEMMA)
    assert path.converged
    assert path.complete
    assert path.times.tolist() == [0, 1, 2]
    assert path.probabilities[0].tolist() == [[1, 0], [0, 1], [0, 1]]
    assert path.probabilities[1].tolist() == [[1, 0], [1, 0], [0, 1]]
    assert [each.tolist() for each in path.equilibrium] == [[0, 1], [0, 1]]
    assert path.payoffs.tolist() == [[3, 3], [5, 0], [1, 1]]
    assert path.regret == 0
    assert path.notes == ("After 2 moves nobody wants to move: an equilibrium.",)
    at_once = ng.best_response_path(DILEMMA, order="simultaneous")
    assert at_once.payoffs.tolist() == [[3, 3], [1, 1]]
    assert at_once.notes == ("After 1 move nobody wants to move: an equilibrium.",)


def test_matching_pennies_goes_round_and_the_round_is_named():
    path = ng.best_response_path(PENNIES, ["tails", "heads"])
    assert not path.converged
    assert path.complete
    assert path.equilibrium is None
    assert path.cycle == (
        ("tails", "heads"),
        ("heads", "heads"),
        ("heads", "tails"),
        ("tails", "tails"),
    )
    assert path.regret == 1
    assert (
        "Play goes round without end: tails / heads → heads / heads → heads / tails → tails / "
        "tails → and again." in path.notes
    )
    assert repr(path) == "<LearningPath by best responses: 5 points, goes round 4 combinations>"


def test_moving_all_at_once_can_miss_what_taking_turns_finds():
    start = {"Actor 1": "stag", "Actor 2": "hare"}
    path = ng.best_response_path(STAG_HUNT, start, "simultaneous")
    assert path.cycle == (("stag", "hare"), ("hare", "stag"))
    assert ng.best_response_path(STAG_HUNT, start).payoffs[-1].tolist() == [3, 3]
    turned = ng.best_response_path(STAG_HUNT, start, ["Actor 2", "Actor 1"])
    assert turned.payoffs[-1].tolist() == [4, 4]


def test_ties_are_settled_in_one_way_and_reported():
    game = ng.NormalFormGame([[[0, 0], [2, 0], [2, 0]], [[1, 1], [1, 1], [1, 1]]])
    path = ng.best_response_path(game)
    assert path.probabilities[0][-1].tolist() == [0, 1, 0]
    assert "Actor 1 had several best responses 1 time and took the first." in path.notes
    assert "Actor 1 would do as well with 'strategy 2', and stays." in path.notes
    assert "Actor 2 would do as well with 'strategy 1', and stays." in path.notes
    flat = ng.best_response_path(ng.NormalFormGame(np.ones((2, 6, 1))))
    assert flat.notes[0] == "The start is a pure equilibrium: nobody moves."
    assert "'strategy 1', 'strategy 2', 'strategy 3' or 2 others, and stays" in flat.notes[1]


@given(st.integers(0, 100_000), st.integers(2, 4), st.booleans())
@settings(max_examples=40)
def test_in_potential_games_taking_turns_always_ends_at_an_equilibrium(seed, actors, shuffled):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, size=actors)
    potential = rng.integers(-9, 10, size=sizes).astype(float)
    tables = []
    for own in range(actors):
        others = np.delete(sizes, own)
        tables.append(
            potential * rng.uniform(0.5, 2) + np.expand_dims(rng.normal(size=others), own)
        )
    game = ng.NormalFormGame(tables)
    start = [int(rng.integers(size)) for size in sizes]
    order = list(rng.permutation(game.actors)) if shuffled else "alternating"
    path = ng.best_response_path(game, start, order)
    assert path.converged
    cells = [
        tuple(int(each[row].argmax()) for each in path.probabilities)
        for row in range(len(path.times))
    ]
    climbs = [potential[cell] for cell in cells]
    assert all(low < high for low, high in itertools.pairwise(climbs))
    end = cells[-1]
    for own in range(actors):
        line = game.payoffs[own][(*end[:own], slice(None), *end[own + 1 :])]
        assert line[end[own]] >= line.max() - 1e-9


def test_a_path_that_takes_too_long_is_cut_short_and_says_so(monkeypatch):
    monkeypatch.setattr(responses, "_TURNS", 3)
    path = ng.best_response_path(PENNIES)
    assert not path.complete
    assert not path.converged
    assert path.cycle == ()
    assert path.notes == ("The path was cut short after 3 turns.",)
    assert "cut short" in repr(path)


@pytest.mark.parametrize(
    ("start", "order", "message"),
    [
        (["stag"], "alternating", "an entry for each of 2 actors"),
        ("stag", "alternating", "a list with an entry per actor"),
        (7, "alternating", "a list with an entry per actor"),
        (["stag", "hair"], "alternating", "Actor 2.*'hair' is not a strategy.*Did you mean 'hare'"),
        ({"Actor 1": "stag"}, "alternating", "Actor 2.*says nothing about this actor"),
        ({"Actor 1": "stag", "Actor 3": "stag"}, "alternating", "'Actor 3' is not an actor"),
        (None, "together", "'together' is not an order"),
        (None, 3, "The order is 'alternating', 'simultaneous' or a list of actors"),
        (None, ["Actor 1"], "Actor 2.*The order leaves out an actor"),
        (None, ["Actor 1", "Bo"], "'Bo' is not an actor"),
    ],
)
def test_starts_and_orders_that_do_not_fit_are_refused(start, order, message):
    with pytest.raises(ng.NegotiationError, match=message):
        ng.best_response_path(STAG_HUNT, start, order)


# ------------------------------------------------------------------ fictitious play


def plain_fictitious_play(game, rounds, cell):
    """The definition, with no ties: counts and best responses."""
    a, b = game.payoffs
    counts = [np.zeros(size) for size in a.shape]
    for _ in range(rounds):
        counts[0][cell[0]] += 1
        counts[1][cell[1]] += 1
        cell = (int((a @ counts[1]).argmax()), int((counts[0] @ b).argmax()))
    return [each / rounds for each in counts]


def test_fictitious_play_is_what_its_definition_says():
    rng = np.random.default_rng(4)
    for _ in range(6):
        game = ng.NormalFormGame(rng.normal(size=(2, 3, 4)))
        path = ng.fictitious_play(game, 200, [1, 2])
        for found, expected in zip(
            path.profile, plain_fictitious_play(game, 200, (1, 2)), strict=True
        ):
            assert found == pytest.approx(expected, abs=1e-12)
        assert path.regret == pytest.approx(ng.fictitious_play(game, 200, [1, 2]).regret)
        three = np.stack([game.payoffs[0][..., None], game.payoffs[1][..., None]])
        three = ng.NormalFormGame(np.concatenate([three, np.zeros((1, 3, 4, 1))]))
        again = ng.fictitious_play(three, 200, [1, 2, 0])
        assert again.profile[1] == pytest.approx(path.profile[1], abs=1e-12)


def test_shapleys_game_goes_round_in_ever_longer_runs():
    path = ng.fictitious_play(SHAPLEY, 4000, ["top", "centre"])
    assert not path.converged
    assert path.equilibrium is None
    assert path.complete
    assert len(path.cycle) == 6
    round_trip = [
        ("top", "left"),
        ("top", "centre"),
        ("middle", "centre"),
        ("middle", "right"),
        ("bottom", "right"),
        ("bottom", "left"),
    ]
    first = round_trip.index(path.cycle[0])
    assert list(path.cycle) == round_trip[first:] + round_trip[:first]
    # Shares keep swinging: over the second half they move as much as ever.
    tail = path.probabilities[0][2000:]
    assert (np.ptp(tail, axis=0) > 0.1).all()
    assert path.regret > 0.05
    assert "have not settled on an equilibrium" in path.notes[0]
    assert "Play goes round: " in " ".join(path.notes)
    assert repr(path).endswith("goes round 6 combinations>")


def test_zero_sum_games_converge_in_value():
    rng = np.random.default_rng(9)
    for _ in range(4):
        table = rng.integers(-5, 6, size=(3, 4)).astype(float)
        game = ng.NormalFormGame([table, 3 - table])
        value = ng.zero_sum(ng.NormalFormGame([table, -table])).value
        gaps = []
        for rounds in (50, 4000):
            x, y = ng.fictitious_play(game, rounds).profile
            low, high = (x @ table).min(), (table @ y).max()
            assert low - 1e-9 <= value <= high + 1e-9
            gaps.append(high - low)
        assert gaps[1] < 0.25 + 0.2 * gaps[0]
    path = ng.fictitious_play(PENNIES, 5)
    (x, _), (y, _) = path.profile
    low, high = -abs(2 * x - 1), abs(2 * y - 1)
    assert path.notes[-1].endswith(
        f"value of the game to Actor 1 lies between {low:.6g} and {high:.6g}."
    )
    assert not any("the value" in each for each in ng.fictitious_play(STAG_HUNT, 5).notes)


def test_matching_pennies_settles_slowly_and_rps_too():
    path = ng.fictitious_play(PENNIES, 3000, tolerance=0.1)
    assert path.converged
    assert repr(path).endswith("settles on an equilibrium>")
    assert [each.tolist() for each in path.equilibrium] == [pytest.approx([0.5, 0.5])] * 2
    assert path.probabilities[0].sum(axis=1) == pytest.approx(np.ones(3000))
    assert regret(PENNIES, path.profile) < 0.03
    assert ng.fictitious_play(RPS, 3000).converged
    assert not ng.fictitious_play(PENNIES, 3000, tolerance=1e-3).converged


def test_strict_equilibria_absorb_play():
    path = ng.fictitious_play(STAG_HUNT, 400, ["hare", "hare"])
    assert path.converged
    assert [each.tolist() for each in path.equilibrium] == [[0, 1], [0, 1]]
    assert path.cycle == ()
    assert path.regret == 0
    assert path.notes == (
        "After 400 rounds the frequencies have settled within 0.05 of an equilibrium.",
    )
    mixed = ng.fictitious_play(STAG_HUNT, 400, [[0.9, 0.1], "hare"])
    assert mixed.probabilities[0][0].tolist() == [0.9, 0.1]
    assert mixed.probabilities[1][1].tolist() == [0.5, 0.5]


def test_ties_in_fictitious_play_are_counted_and_do_not_move_anybody():
    game = ng.NormalFormGame(np.zeros((2, 2, 2)))
    path = ng.fictitious_play(game, 10, [1, 0])
    assert path.profile[0].tolist() == [0, 1]
    assert "Actor 1 had several best responses in 9 rounds." in path.notes
    one = ng.fictitious_play(game, 1)
    assert one.notes[0].startswith("After 1 round the")


@pytest.mark.parametrize(
    ("rounds", "tolerance", "error", "message"),
    [
        (0, 0.05, InvalidValueError, "at least one round"),
        (2.0, 0.05, InvalidTypeError, "whole number"),
        (True, 0.05, InvalidTypeError, "whole number"),
        (10**9, 0.05, TooLargeError, "At most 1,000,000 rounds"),
        (10, 0, InvalidValueError, "between 0 and 1"),
        (10, 1.5, InvalidValueError, "between 0 and 1"),
    ],
)
def test_rounds_and_tolerances_that_do_not_do(rounds, tolerance, error, message):
    with pytest.raises(error, match=message):
        ng.fictitious_play(PENNIES, rounds, tolerance=tolerance)


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ([[0.5, 0.4], "tails"], "Actor 1.*2 probabilities that sum to 1"),
        ([[0.5, 0.25, 0.25], "tails"], "Actor 1.*2 probabilities that sum to 1"),
        ([[1.5, -0.5], "tails"], "2 probabilities that sum to 1"),
        ([[0.5, float("nan")], "tails"], "must be finite"),
        (["heads", "edge"], "Actor 2.*'edge' is not a strategy"),
    ],
)
def test_mixtures_to_start_from_are_checked(start, message):
    with pytest.raises(ng.NegotiationError, match=message):
        ng.fictitious_play(PENNIES, 10, start)


# ------------------------------------------------------------------ replicator dynamics


def test_one_actor_grows_as_the_logistic_curve_says():
    # Against a constant gain of 1 the odds grow by the factor e in each unit of time.
    game = ng.NormalFormGame([[[1.0], [0.0]], [[0.0], [0.0]]])
    path = ng.replicator(game, [[0.2, 0.8], 0], 4.0, points=9)
    odds = 0.25 * np.exp(path.times)
    assert path.probabilities[0][:, 0] == pytest.approx(odds / (1 + odds), abs=1e-11)
    assert path.times.tolist() == np.linspace(0, 4, 9).tolist()


@given(st.integers(0, 10_000))
@settings(max_examples=8)
def test_rock_paper_scissors_conserves_the_product_of_shares(seed):
    start = np.random.default_rng(seed).dirichlet(np.ones(3) * 3) * 0.97 + 0.01
    path = ng.replicator(RPS, start, 60, one_population=True)
    shares = path.probabilities[0]
    assert np.ptp(np.log(shares).sum(axis=1)) < 1e-9
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(shares)), abs=1e-14)
    assert path.probabilities[1].tolist() == shares.tolist()
    if np.abs(start - 1 / 3).max() > 0.01:
        assert not path.converged
        assert "still moving" in path.notes[0]


def test_two_populations_at_pennies_conserve_the_product_as_well():
    path = ng.replicator(PENNIES, [[0.7, 0.3], [0.4, 0.6]], 40)
    product = np.log(np.hstack(path.probabilities)).sum(axis=1)
    assert np.ptp(product) < 1e-9
    assert np.ptp(path.probabilities[0][:, 0]) > 0.2


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_dominated_strategies_vanish(seed):
    rng = np.random.default_rng(seed)
    tables = rng.normal(size=(2, 3, 3))
    tables[0, 2] = tables[0, 0] - rng.uniform(0.3, 1, size=3)
    path = ng.replicator(ng.NormalFormGame(tables), [rng.dirichlet(np.ones(3)) for _ in "ab"], 120)
    ratio = path.probabilities[0][:, 2] / path.probabilities[0][:, 0]
    assert (np.diff(ratio) <= 0).all()
    assert path.probabilities[0][-1, 2] < 1e-9


def test_where_stag_hunters_go_depends_on_where_they_start():
    up = ng.replicator(STAG_HUNT, [[0.8, 0.2]] * 2, 80)
    assert up.converged
    assert [each.tolist() for each in up.equilibrium] == [[1, 0], [1, 0]]
    assert up.notes == ("By time 80 the shares have settled on an equilibrium.",)
    down = ng.replicator(STAG_HUNT, [[0.7, 0.3]] * 2, 80)
    assert [each.tolist() for each in down.equilibrium] == [[0, 1], [0, 1]]
    edge = ng.replicator(STAG_HUNT, [0.75, 0.25], 5, one_population=True)
    assert [each.tolist() for each in edge.equilibrium] == [pytest.approx([0.75, 0.25])] * 2
    # Near the mixed equilibrium but on the way out is not settled.
    leaving = ng.replicator(STAG_HUNT, [0.75 + 1e-8, 0.25 - 1e-8], 5, one_population=True)
    assert not leaving.converged


def test_strategies_that_nobody_starts_with_never_appear():
    path = ng.replicator(STAG_HUNT, ["hare", "stag"], 30)
    assert path.probabilities[0][-1].tolist() == [0, 1]
    assert not path.converged
    assert path.equilibrium is None
    assert path.regret == 1
    assert "come to rest, but at no equilibrium" in path.notes[0]
    assert repr(path).endswith("settles on no equilibrium>")


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_time_runs_in_units_of_payoff(size):
    path = ng.replicator(STAG_HUNT, [[0.8, 0.2]] * 2, 8, points=5)
    scaled = ng.NormalFormGame(STAG_HUNT.payoffs * size, STAG_HUNT.strategies)
    again = ng.replicator(scaled, [[0.8, 0.2]] * 2, 8 / size, points=5)
    assert again.probabilities[0] == pytest.approx(path.probabilities[0], abs=1e-10)


def test_a_duration_beyond_all_measure_is_refused():
    huge = ng.NormalFormGame(STAG_HUNT.payoffs * 1e250)
    with pytest.raises(InvalidValueError, match="too long for payoffs of this size"):
        ng.replicator(huge, [[0.8, 0.2]] * 2, 1e60)


def test_three_populations():
    table = np.zeros((3, 2, 2, 2))
    table[:, 0, 0, 0] = 1.0
    path = ng.replicator(ng.NormalFormGame(table), [[0.5, 0.5]] * 3, 60)
    assert [each.tolist() for each in path.profile] == [pytest.approx([1, 0], abs=1e-6)] * 3


def test_long_orbits_are_cut_short_and_say_so(monkeypatch):
    monkeypatch.setattr(dynamics, "_STEPS", 40)
    path = ng.replicator(PENNIES, [[0.7, 0.3], [0.4, 0.6]], 1e4)
    assert not path.complete
    assert not path.converged
    assert len(path.times) < 201
    assert len(path.times) == len(path.probabilities[0])
    assert "ask for a shorter duration" in path.notes[0]
    assert repr(path).endswith("cut short>")


@pytest.mark.parametrize(
    ("given_", "error", "message"),
    [
        ({"duration": 0}, InvalidValueError, "more than 0"),
        ({"duration": float("nan")}, InvalidValueError, "must be finite"),
        ({"points": 1}, InvalidValueError, "2 to 100,000 points"),
        ({"points": 2.5}, InvalidTypeError, "whole number"),
    ],
)
def test_durations_and_points_that_do_not_do(given_, error, message):
    with pytest.raises(error, match=message):
        ng.replicator(PENNIES, None, **{"duration": 1.0, **given_})


def test_one_population_needs_a_symmetric_game():
    with pytest.raises(NotDefinedError, match="depends on its own and the other's strategy"):
        ng.replicator(PENNIES, [0.5, 0.5], 1, one_population=True)
    with pytest.raises(NotDefinedError, match="symmetric game of two actors"):
        ng.replicator(ng.NormalFormGame(np.zeros((2, 2, 3))), [0.5, 0.5], 1, one_population=True)
    with pytest.raises(NotDefinedError, match="symmetric game of two actors"):
        ng.replicator(ng.NormalFormGame(np.zeros((3, 2, 2, 2))), [0.5, 0.5], 1, one_population=True)


# ------------------------------------------------------------------ words


def test_the_summary_says_where_play_starts_and_ends():
    told = ng.best_response_path(DILEMMA).summary()
    assert told.rows == (
        ("Actor 1", "hold", "cheat", 3.0, 1.0),
        ("Actor 2", "hold", "cheat", 3.0, 1.0),
    )
    assert "nobody wants to move" in str(told)
    assert "Cournot" in str(told)
    assert "<table>" in ng.best_response_path(DILEMMA)._repr_html_()
    long = ng.NormalFormGame(np.array([np.eye(5), np.roll(np.eye(5), 1, axis=1)]))
    assert "2 more" in ng.best_response_path(long).notes[0]


def test_paths_cannot_be_changed():
    path = ng.fictitious_play(RPS, 20)
    for array in (path.times, path.probabilities[0], path.payoffs, path.profile[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_what_is_no_game_is_refused():
    for ask in (ng.best_response_path, ng.fictitious_play):
        with pytest.raises(InvalidTypeError, match="is asked of a NormalFormGame"):
            ask([[1, 2]])
