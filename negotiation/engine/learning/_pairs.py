"""What an actor expects of its own strategies, and of pairs of one with another actor's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation._arrays import FloatArray

Pairs = tuple[dict[int, FloatArray], ...]
"""Per actor and other actor an array (s_own, s_other)."""


def pairs(values: Sequence[FloatArray], mixtures: Sequence[FloatArray]) -> Pairs:
    """Return what each actor expects of each pair of strategies, the third actors mixing.

    These are also the derivatives of what an actor expects by the others' probabilities.

    Parameters
    ----------
    values : sequence of arrays, shape (s1, …, sn)
        An array per actor.
    mixtures : sequence of arrays
        A vector per actor; it need not sum to 1.
    """
    count = len(mixtures)
    found: list[dict[int, FloatArray]] = [{} for _ in values]
    for own, value in enumerate(values):
        for other in range(count):
            if other == own:
                continue
            part = value
            for third in reversed(range(count)):
                if third not in (own, other):
                    part = np.tensordot(part, mixtures[third], axes=(third, 0))
            found[own][other] = part if own < other else part.T
    return tuple(found)


def single(
    values: Sequence[FloatArray], of_pairs: Pairs, mixtures: Sequence[FloatArray], own: int
) -> FloatArray:
    """Return what an actor expects of its own strategies, shape (s_own,), given `pairs`."""
    for other, pair in of_pairs[own].items():
        return pair @ mixtures[other]
    return values[own]
