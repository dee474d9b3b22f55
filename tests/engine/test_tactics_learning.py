"""What tactics learn from offers: frequencies, beliefs, likeness; against numbers by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.tactics._beliefs import (
    EXPONENTS,
    LIMITS,
    Beliefs,
    beliefs,
    demand,
    rank_weights,
    shapes,
)
from negotiation.engine.tactics._opponent_model import (
    Estimate,
    frequency_estimate,
    movement,
    option_counts,
)


def packages(sizes):
    return np.array(list(itertools.product(*(range(size) for size in sizes))))


# ------------------------------------------------------------------ frequencies


def test_options_are_counted_with_the_weight_of_their_time():
    levels = np.array([[0, 2], [0, 1], [1, 2]])
    times = np.array([0.0, 0.25, 1.0])
    first, second = option_counts(levels, times, (2, 4))
    assert first.tolist() == [1.75, 0.0]
    assert second.tolist() == [0.0, 0.75, 1.0, 0.0]


def test_movement_between_windows_by_hand():
    levels = np.array([[0, 0], [0, 1], [0, 1], [1, 1], [2, 2]])
    # One by one: (0,0) (0,1) (0,1) (1,1) (2,2)
    assert movement(levels, (3, 3), 1).tolist() == [[0, 1], [0, 0], [1, 0], [1, 1]]
    # In pairs, the fifth left over: {0,0} to {0,1}, and {0,1} to {1,1}
    assert movement(levels, (3, 3), 2).tolist() == [[0.5, 0.5]]
    assert movement(levels, (3, 3), 3).shape == (0, 2)
    assert movement(levels[:0], (3, 3), 1).shape == (0, 2)


def test_the_frequency_estimate_by_hand():
    levels = np.array([[0, 0], [0, 1], [0, 1], [1, 1]])
    times = np.array([0.0, 0.25, 0.5, 0.75])
    found = frequency_estimate(levels, times, (2, 3))
    # Moves: at 0.25 on the second issue, at 0.5 on none (tells nothing), at 0.75 on the first.
    first = 1 + 0.2 * (1 - 0.25**5)
    second = 1 + 0.2 * (1 - 0.75**5)
    assert found.weights == pytest.approx(np.array([first, second]) / (first + second))
    # Options: 1 + 0.75 + 0.5 against 0.25; and 1 against 0.75 + 0.5 + 0.25 against nothing.
    assert found.values[0] == pytest.approx([1, (1.25 / 3.25) ** 0.25])
    assert found.values[1] == pytest.approx([(2 / 2.5) ** 0.25, 1, (1 / 2.5) ** 0.25])
    worth = found.worth(np.array([[1, 2], [0, 1]]))
    by_hand = found.weights[0] * found.values[0][1] + found.weights[1] * found.values[1][2]
    assert worth == pytest.approx([by_hand, 1.0])


def test_a_window_takes_the_time_of_its_last_offer():
    levels = np.array([[0, 0], [0, 0], [0, 1], [0, 1]])
    times = np.array([0.0, 0.1, 0.5, 0.9])
    found = frequency_estimate(levels, times, (2, 2), window=2)
    grown = 1 + 0.2 * (1 - 0.9**5)
    assert found.weights == pytest.approx([grown / (grown + 1), 1 / (grown + 1)])


def test_without_offers_nothing_is_known():
    found = frequency_estimate(np.empty((0, 3), dtype=int), np.empty(0), (2, 3, 1))
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.worth(packages((2, 3, 1))) == pytest.approx(np.ones(6))
    held = beliefs(np.empty((0, 3), dtype=int), np.empty(0), (2, 3, 1), spread=0.1)
    assert held.estimate.weights == pytest.approx([1 / 3] * 3)
    assert held.limits == pytest.approx(np.full((10, 6), 1 / 60))
    assert held.reservation == pytest.approx(0.45)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_estimates_are_shares(offers, window):
    levels = np.array(offers)
    times = np.linspace(0, 1, len(offers))
    for found in (
        frequency_estimate(levels, times, (3, 4), window=window),
        beliefs(levels, times, (3, 4), spread=0.1).estimate,
    ):
        assert found.weights.sum() == pytest.approx(1)
        assert (found.weights >= 0).all()
        worth = found.worth(packages((3, 4)))
        assert (worth >= -1e-12).all()
        assert (worth <= 1 + 1e-12).all()


# ------------------------------------------------------------------ beliefs


def test_shapes_rise_to_the_favourite_and_fall_after_it():
    assert shapes(1).tolist() == [[1]]
    assert shapes(2).tolist() == [[1, 0], [0, 1]]
    assert shapes(5) == pytest.approx(
        np.array(
            [
                [1, 3 / 4, 1 / 2, 1 / 4, 0],
                [0, 1, 2 / 3, 1 / 3, 0],
                [0, 1 / 2, 1, 1 / 2, 0],
                [0, 1 / 3, 2 / 3, 1, 0],
                [0, 1 / 4, 1 / 2, 3 / 4, 1],
            ]
        )
    )
    assert shapes(300).shape == (21, 300)
    assert shapes(300).max(axis=1).tolist() == [1.0] * 21


def test_the_demand_of_every_hypothesis():
    found = demand(np.array([0.0, 0.5, 1.0]))
    assert found[0] == pytest.approx(np.ones((10, 6)))
    assert found[2] == pytest.approx(np.repeat(LIMITS[:, None], 6, axis=1))
    for place, limit in enumerate(LIMITS):
        for column, exponent in enumerate(EXPONENTS):
            by_hand = 1 - (1 - limit) * 0.5 ** (1 / exponent)
            assert found[1, place, column] == pytest.approx(by_hand)


def test_the_weights_of_ranks():
    assert rank_weights(1).tolist() == [[1]]
    assert rank_weights(2) == pytest.approx(np.array([[1, 2], [2, 1]]) / 3)
    assert sorted(map(tuple, rank_weights(4) * 10)) == sorted(itertools.permutations((1, 2, 3, 4)))
    many = rank_weights(8)
    assert many.shape == (720, 8)
    assert many.sum(axis=1) == pytest.approx(np.ones(720))
    assert len(np.unique(many, axis=0)) > 700
    assert many.mean(axis=0) == pytest.approx(np.full(8, 1 / 8), abs=0.01)


def test_one_offer_on_one_issue_is_the_rule_of_bayes():
    # With the first offer every hypothesis on conceding demands 1, so they stay as likely.
    held = beliefs(np.array([[1]]), np.array([0.0]), (3,), spread=0.5)
    misfit = np.array([1 - 0.5, 0, 1 - 0.5])  # the value of option 1 under each favourite
    odds = np.exp(-(misfit**2) / (2 * 0.5**2))
    assert held.favourites[0] == pytest.approx(odds / odds.sum())
    assert held.limits == pytest.approx(np.full((10, 6), 1 / 60))
    assert held.orders == pytest.approx([1])
    values = (odds / odds.sum()) @ shapes(3)
    assert held.estimate.values[0] == pytest.approx(values)


def joint_posterior(levels, times, sizes, spread):
    """Return every joint hypothesis, (weights, favourites, r, e), with its exact probability."""
    found = {}
    curves = demand(times)
    for order, weights in enumerate(rank_weights(len(sizes))):
        for peaks in itertools.product(*(range(size) for size in sizes)):
            worth = sum(
                weights[place] * shapes(size)[peaks[place]][levels[:, place]]
                for place, size in enumerate(sizes)
            )
            miss = ((worth[:, None, None] - curves) ** 2).sum(axis=0)
            for place, each in np.ndenumerate(miss):
                found[order, peaks, place] = math.exp(-each / (2 * spread**2))
    total = sum(found.values())
    return {key: value / total for key, value in found.items()}


@pytest.mark.parametrize(
    "offers",
    [
        [(0, 2), (0, 2), (0, 1), (0, 1)],
        [(2, 0), (1, 0), (1, 0), (0, 0)],
        [(1, 2), (1, 2), (1, 1), (1, 0), (1, 1)],
    ],
)
def test_beliefs_come_close_to_the_exact_posterior(offers):
    levels, times, sizes = np.array(offers), np.arange(len(offers)) / 6, (3, 3)
    held = beliefs(levels, times, sizes, spread=0.1)
    exact = joint_posterior(levels, times, sizes, 0.1)
    all_packages = packages(sizes)
    worth = np.zeros(9)
    limits = np.zeros((10, 6))
    for (order, peaks, place), chance in exact.items():
        limits[place] += chance
        for issue, weight in enumerate(rank_weights(2)[order]):
            worth += chance * weight * shapes(3)[peaks[issue]][all_packages[:, issue]]
    assert held.estimate.worth(all_packages) == pytest.approx(worth, abs=0.1)
    assert held.reservation == pytest.approx(float(limits.sum(axis=1) @ LIMITS), abs=0.15)


def test_beliefs_agree_with_each_other():
    """Each factor is the posterior under the expectations of all others."""
    rng = np.random.default_rng(3)
    sizes, spread, count = (3, 4, 2), 0.3, 8
    levels = np.stack([rng.integers(0, size, count) for size in sizes], axis=1)
    times = np.linspace(0, 0.9, count)
    held = beliefs(levels, times, sizes, spread=spread)
    weights = rank_weights(3)

    def misfits(orders, favourites, limits):
        """Return the expected squared misfit over all hypotheses with these probabilities."""
        total = 0.0
        for order, first in enumerate(orders):
            for peaks in itertools.product(*(range(size) for size in sizes)):
                chance = first * math.prod(f[p] for f, p in zip(favourites, peaks, strict=True))
                if chance > 0:
                    worth = sum(
                        weights[order][i] * shapes(size)[peaks[i]][levels[:, i]]
                        for i, size in enumerate(sizes)
                    )
                    curve = demand(times)
                    miss = ((worth[:, None, None] - curve) ** 2).sum(axis=0)
                    total += chance * float((miss * limits).sum())
        return total

    def posterior(logs):
        odds = np.exp(-(np.array(logs) - min(logs)) / (2 * spread**2))
        return odds / odds.sum()

    for issue, size in enumerate(sizes):
        logs = []
        for peak in range(size):
            sure = [*held.favourites]
            sure[issue] = np.eye(size)[peak]
            logs.append(misfits(held.orders, sure, held.limits))
        assert held.favourites[issue] == pytest.approx(posterior(logs), abs=1e-5)
    logs = [misfits(np.eye(6)[order], held.favourites, held.limits) for order in range(6)]
    assert held.orders == pytest.approx(posterior(logs), abs=1e-5)
    sure = np.zeros((10, 6))
    logs = []
    for place in range(60):
        sure[:] = 0
        sure.flat[place] = 1
        logs.append(misfits(held.orders, held.favourites, sure))
    assert held.limits.reshape(-1) == pytest.approx(posterior(logs), abs=1e-5)


def test_the_chance_of_acceptance_by_hand():
    limits = np.zeros((10, 6))
    limits[0, 3] = 0.25  # gives up everything, evenly: demands 0.6 at 0.4
    limits[5, 3] = 0.75  # keeps a half, evenly: demands 0.8 at 0.4
    held = Beliefs(Estimate(np.ones(1), (np.ones(1),)), limits, np.ones(1), ())
    assert held.reservation == pytest.approx(0.75 * 0.5)

    def phi(z):
        return 0.5 * (1 + math.erf(z / math.sqrt(2)))

    found = held.acceptance(np.array([0.7, 0.6]), 0.4, spread=0.1)
    assert found == pytest.approx([0.25 * phi(1) + 0.75 * phi(-1), 0.125 + 0.75 * phi(-2)])


# ------------------------------------------------------------------ what is learned


def concessions(rng, *, sizes, exponent, limit, rounds):
    """Return packages, an actor's utilities from 0 to 1, weights, and what it offers over time."""
    levels = packages(sizes)
    weights = rng.dirichlet(np.ones(len(sizes)))
    worth = np.zeros(len(levels))
    for place, size in enumerate(sizes):
        values = np.append(np.sort(rng.random(size - 2)), 1.0)
        values = np.insert(values, 0, 0.0)
        values = values if rng.random() < 0.5 else values[::-1]
        worth += weights[place] * values[levels[:, place]]
    times = np.arange(rounds) / (rounds - 1)
    offers = []
    for level in 1 - (1 - limit) * times ** (1 / exponent):
        least = worth[worth >= level - 1e-12].min()
        near = np.flatnonzero((worth >= least) & (worth <= least + 0.02))
        offers.append(rng.choice(near))
    return levels, worth, weights, np.array(offers), times


def alike(one, other):
    ranks = [np.argsort(np.argsort(each)) for each in (one, other)]
    return np.corrcoef(*ranks)[0, 1]


@pytest.mark.parametrize(
    ("sizes", "exponent", "limit", "rounds"),
    [((4, 4, 4), 1.0, 0.0, 30), ((5, 5, 5, 5), 1.0, 0.3, 50), ((3, 6, 4), 0.5, 0.2, 25)],
)
def test_learners_recover_what_the_other_wants(sizes, exponent, limit, rounds):
    rng = np.random.default_rng(11)
    ranks, weighted = {"frequency": [], "bayes": []}, {"frequency": [], "bayes": []}
    for _ in range(40):
        levels, worth, weights, offers, times = concessions(
            rng, sizes=sizes, exponent=exponent, limit=limit, rounds=rounds
        )
        for name, found in (
            ("frequency", frequency_estimate(levels[offers], times, sizes)),
            ("bayes", beliefs(levels[offers], times, sizes, spread=0.1).estimate),
        ):
            ranks[name].append(alike(found.worth(levels), worth))
            weighted[name].append(np.corrcoef(found.weights, weights)[0, 1])
    for name in ranks:
        assert np.mean(ranks[name]) > 0.7
        assert np.mean(weighted[name]) > 0.5


def test_beliefs_on_the_reservation_value_follow_it():
    means = []
    for limit in (0.0, 0.3, 0.6, 0.9):
        rng = np.random.default_rng(5)
        found = []
        for _ in range(20):
            levels, _, _, offers, times = concessions(
                rng, sizes=(4, 5, 4), exponent=1.0, limit=limit, rounds=40
            )
            found.append(beliefs(levels[offers], times, (4, 5, 4), spread=0.1).reservation)
        means.append(np.mean(found))
    assert means == sorted(means)
    assert means == pytest.approx([0.0, 0.3, 0.6, 0.9], abs=0.3)
