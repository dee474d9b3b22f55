"""No profile is believed: each is cleaned, checked against the game, and kept once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, read_only
from negotiation.engine.equilibrium._components import SAME
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes

AT_ONCE = 10_000_000
"""Products of a payoff with a probability that are formed in one go."""


def is_equilibrium(stakes: Stakes, profile: Profile) -> bool:
    """Return whether every strategy that an actor plays is a best response to the others'."""
    return not any(
        (mixture[~best_responses(stakes, profile, own)] > 0).any()
        for own, mixture in enumerate(profile)
    )


def equilibria_of_two(stakes: Stakes, rows: FloatArray, columns: FloatArray) -> BoolArray:
    """Return which profiles of two actors are equilibria, all in one go, shape (k,).

    Parameters
    ----------
    stakes : Stakes
    rows, columns : array, shapes (k, s1) and (k, s2)
        A mixture per profile.
    """
    fine = np.ones(len(rows), dtype=np.bool_)
    for own, (mine, theirs) in enumerate(((rows, columns), (columns, rows))):
        gaps = _against_each(stakes.gaps[own], theirs, own)
        slack = _against_each(stakes.slack[own], theirs, own)
        first = gaps.argmin(axis=1)[:, np.newaxis]
        least, room = (np.take_along_axis(each, first, axis=1) for each in (gaps, slack))
        fine &= ((gaps - least <= np.maximum(slack, room)) | (mine == 0)).all(axis=1)
    return fine


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


def largest_regret(stakes: Stakes, profiles: Sequence[Profile]) -> float:
    """Return the largest `regret` of some profiles, 0 if there are none."""
    if len(stakes.gaps) != 2 or stakes.gaps[0].size * len(profiles) > AT_ONCE:
        return max((regret(stakes, profile) for profile in profiles), default=0.0)
    largest = 0.0
    mixtures = [np.array(each) for each in zip(*profiles, strict=True)]
    for own, mine in enumerate(mixtures):
        theirs = mixtures[1 - own]
        gaps = _against_each(stakes.gaps[own], theirs, own)
        width = _against_each(stakes.ranges[own], theirs, own)[:, 0]
        lost = (gaps * mine).sum(axis=1) - gaps.min(axis=1)
        shares = np.divide(lost, width, out=np.zeros_like(lost), where=width > 0)
        largest = max(largest, float(shares.max()))
    return largest


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


def _against_each(values: FloatArray, theirs: FloatArray, own: int) -> FloatArray:
    """Return one of two actors' values of its own strategies against many mixtures, (k, s_own)."""
    against: FloatArray = theirs @ (values.T if own == 0 else values)
    return against


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
    return _cleaned([raw], sizes)[0]


def _cleaned(found: Iterable[Iterable[Any]], sizes: Sequence[int]) -> list[Profile | None]:
    """Return `clean` of every profile."""
    listed = [tuple(raw) for raw in found]
    fine = np.ones(len(listed), dtype=np.bool_)
    tables = []
    for place, size in enumerate(sizes):
        table = _stacked([raw[place] for raw in listed], size)
        good: Any = np.isfinite(table).all(axis=1)
        if not good.all():
            fine &= good
            table = np.where(good[:, np.newaxis], table, 1.0 / size)
        fine &= table.min(axis=1) >= -TOLERANCE
        fine &= np.abs(table.sum(axis=1) - 1.0) <= TOLERANCE
        table = np.maximum(table, 0.0)
        tables.append(read_only(table / table.sum(axis=1, keepdims=True)))
    return [
        tuple(table[row] for table in tables) if good else None for row, good in enumerate(fine)
    ]


def _stacked(vectors: list[Any], size: int) -> FloatArray:
    """Return vectors as rows, NaN throughout where one has not the right length."""
    try:
        table = np.array(vectors, dtype=np.float64)
    except ValueError:  # their lengths differ
        table = np.zeros(0)
    if table.shape == (len(vectors), size):
        return table
    table = np.full((len(vectors), size), np.nan)
    for row, each in enumerate(vectors):
        vector = np.asarray(each, dtype=np.float64)
        if vector.shape == (size,):
            table[row] = vector
    return table


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
    cleaned = _cleaned(found, sizes)
    tidy = [profile for profile in cleaned if profile is not None]
    passed = [
        profile for profile, fine in zip(tidy, _equilibria(stakes, tidy), strict=True) if fine
    ]
    for profile in passed:
        twins = kept.setdefault(_support(profile), [])
        if not any(_close(profile, twin) for twin in twins):
            twins.append(profile)
    distinct = [profile for twins in kept.values() for profile in twins]
    return distinct, len(cleaned) - len(passed)


def _equilibria(stakes: Stakes, profiles: list[Profile]) -> list[bool]:
    """Return for each profile whether it is an equilibrium."""
    work = stakes.gaps[0].size * len(profiles)
    if len(stakes.gaps) == 2 and 0 < work <= AT_ONCE:
        rows, columns = (np.array(each) for each in zip(*profiles, strict=True))
        return equilibria_of_two(stakes, rows, columns).tolist()  # type: ignore[no-any-return]
    return [is_equilibrium(stakes, profile) for profile in profiles]


def ordered(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Return profiles in an order of their own: weight on the first strategies first."""
    listed = list(profiles)
    if len(listed) < 2:
        return tuple(listed)
    flat = np.array([np.concatenate(profile) for profile in listed])
    # The weights decide, then whether one is none at all; lexsort takes the last key first.
    keys = np.concatenate([-np.round(flat, 9), flat == 0], axis=1)
    order = np.lexsort(keys[:, ::-1].T)
    return tuple(listed[place] for place in order)


def _support(profile: Profile) -> bytes:
    return np.packbits(np.concatenate(profile) > 0).tobytes()


def _close(one: Profile, other: Profile) -> bool:
    return all(np.abs(a - b).max() <= SAME for a, b in zip(one, other, strict=True))
