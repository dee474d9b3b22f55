"""Sets of payoffs that repeated games sustain, as QuantEcon finds them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from tests.engine.test_repeated_games import apart, by_brute_force


@pytest.mark.slow
def test_sets_of_repeated_payoffs(tally: Any, bench: Any, quantecon: Any) -> None:
    """Abreu and Sannikov's algorithm, theirs and ours; where they differ, brute force decides."""
    repeated = bench("repeated")
    rng = np.random.default_rng(21)
    count = tally("quantecon", "sets of repeated payoffs")
    seen = Counter[str]()
    for turn in range(40):
        shape = (2, *rng.integers(2, 4, 2))
        payoffs = rng.random(shape) if turn % 2 else rng.integers(0, 5, shape)
        game, patience = ng.NormalFormGame(payoffs), float(rng.choice([0.3, 0.5, 0.6, 0.8]))
        ours = ng.repeated_values(game, patience)
        how, corners = repeated.ask_peer(game, patience)
        seen[how] += 1
        if how == "answered" and repeated.same(game, ours, corners):
            count.agrees()
            continue
        unit = np.maximum(np.ptp(game.payoffs.reshape(2, -1), axis=1), 1e-9)
        assert apart(ours.vertices, by_brute_force(game, patience), unit) < 1e-7
        told = how if how != "answered" else "the peer returns another set"
        count.differs(f"{told}; ours is what brute force finds")
    assert seen["answered"] > 10
