"""No profile is believed: each is cleaned, checked against the game, and kept once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, read_only
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes

_SAME = 1e-7
"""Two mixtures of the same strategies that differ by no more than this are one."""


def is_equilibrium(stakes: Stakes, profile: Profile) -> bool:
    """Return whether every strategy that an actor plays is a best response to the others'."""
    return not any(
        (mixture[~best_responses(stakes, profile, own)] > 0).any()
        for own, mixture in enumerate(profile)
    )


def best_responses(stakes: Stakes, profile: Profile, own: int) -> BoolArray:
    """Return which strategies of an actor are best responses, shape (s_own,).

    Parameters
    ----------
    stakes : Stakes
    profile : tuple of arrays
        A probability vector per actor; the actor's own plays no part.
    own : int
        The actor.
    """
    gaps = _against(stakes.gaps[own], profile, own)
    slack = _against(stakes.slack[own], profile, own)
    first = gaps.argmin()
    # Either of two payoffs may carry the rounding.
    within: BoolArray = gaps - gaps[first] <= np.maximum(slack, slack[first])
    return within


def regret(stakes: Stakes, profile: Profile) -> float:
    """Return the most that any actor could gain by deviating.

    Parameters
    ----------
    stakes : Stakes
    profile : tuple of arrays
        A probability vector per actor.

    Returns
    -------
    float
        As a share of what the actor's choice can change against the others' strategies;
        0 in an equilibrium.
    """
    return max(_regret(stakes, profile, own) for own in range(len(profile)))


def _regret(stakes: Stakes, profile: Profile, own: int) -> float:
    width = float(_against(stakes.ranges[own], profile, own)[0])
    gaps = _against(stakes.gaps[own], profile, own)
    return float((gaps @ profile[own] - gaps.min()) / width) if width > 0 else 0.0


def _against(values: FloatArray, profile: Profile, own: int) -> FloatArray:
    """Return an actor's expected values of its own strategies, shape (s_own,)."""
    used = [
        np.arange(values.shape[place]) if place == own else np.flatnonzero(mixture)
        for place, mixture in enumerate(profile)
    ]
    part = values[np.ix_(*used)]
    for place in reversed(range(len(profile))):
        if place != own:
            part = np.tensordot(part, profile[place][used[place]], axes=(place, 0))
    return part


def expected(values: FloatArray, profile: Sequence[FloatArray]) -> float:
    """Return the expectation of an array of shape (s1, …, sn), looking only where it is played."""
    used = [np.flatnonzero(mixture) for mixture in profile]
    part = values[np.ix_(*used)]
    for mixture, rows in zip(reversed(profile), reversed(used), strict=True):
        part = part @ mixture[rows]
    return float(part)


def clean(raw: Iterable[Any], sizes: Sequence[int]) -> Profile | None:
    """Return a profile as read-only probability vectors, or ``None`` if it is not one.

    Negative entries within the tolerance are rounding and become 0; the rest must sum to
    1 within the tolerance, and then does so to the last digit that floats allow.
    """
    profile = []
    for given, size in zip(raw, sizes, strict=True):
        mixture = np.asarray(given, dtype=np.float64)
        if mixture.shape != (size,) or not np.isfinite(mixture).all():
            return None
        if mixture.min() < -TOLERANCE or abs(mixture.sum() - 1.0) > TOLERANCE:
            return None
        mixture = np.maximum(mixture, 0.0)
        profile.append(read_only(mixture / mixture.sum()))
    return tuple(profile)


def settle(
    stakes: Stakes, found: Iterable[Iterable[Any]], known: Iterable[Profile] = ()
) -> tuple[list[Profile], int]:
    """Return the profiles that are equilibria, each once, and how many were rejected.

    Parameters
    ----------
    stakes : Stakes
        The game they should be equilibria of.
    found : iterable
        Profiles as a method proposed them.
    known : iterable of tuples of arrays
        Profiles that have passed already; they come first.
    """
    sizes = stakes.gaps[0].shape
    kept: dict[bytes, list[Profile]] = {}
    for profile in known:
        kept.setdefault(_support(profile), []).append(profile)
    rejected = 0
    for raw in found:
        cleaned = clean(raw, sizes)
        if cleaned is None or not is_equilibrium(stakes, cleaned):
            rejected += 1
            continue
        twins = kept.setdefault(_support(cleaned), [])
        if not any(_close(cleaned, twin) for twin in twins):
            twins.append(cleaned)
    return [profile for twins in kept.values() for profile in twins], rejected


def ordered(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Return profiles in an order of their own: weight on the first strategies first."""

    def key(profile: Profile) -> tuple[Any, ...]:
        flat = np.concatenate(profile)
        return (tuple(-np.round(flat, 9)), tuple(flat == 0))

    return tuple(sorted(profiles, key=key))


def _support(profile: Profile) -> bytes:
    return np.packbits(np.concatenate(profile) > 0).tobytes()


def _close(one: Profile, other: Profile) -> bool:
    return all(np.abs(a - b).max() <= _SAME for a, b in zip(one, other, strict=True))
