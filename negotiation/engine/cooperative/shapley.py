"""The Shapley value: what each actor adds, on average over all orders of joining."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation.errors import InvalidValueError, TooLargeError, unknown_name

_LARGEST = 18


def shapley(
    worth: Mapping[Any, float],
    actors: Sequence[str] | None = None,
    *,
    unlisted: float | None = None,
) -> FrozenMap[str, float]:
    """Return every actor's average marginal contribution to coalitions.

    Parameters
    ----------
    worth : mapping
        ``{coalition: worth}``; a coalition is a tuple or set of actors, or one actor's name.
        The empty coalition is worth 0.
    actors : sequence of str, optional
        All actors; those named in `worth` if left out.
    unlisted : float, optional
        The worth of coalitions that `worth` does not list; without it each must be listed.

    Returns
    -------
    mapping of str to float
        The values sum to the worth of the coalition of all.

    Raises
    ------
    InvalidValueError
        If a coalition is missing or a worth is not finite.
    TooLargeError
        If there are more than 18 actors.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. In: Contributions to the Theory of
    Games II, 307-317.

    Examples
    --------
    >>> import negotiation as ng
    >>> dict(ng.shapley({("A", "B"): 10, "A": 4, "B": 0}))
    {'A': 7.0, 'B': 3.0}
    """
    listed = {
        _coalition(key): number(value, "A worth", coalition=key) for key, value in worth.items()
    }
    named = tuple(dict.fromkeys(name for key in worth for name in _members(key)))
    players = tuple(actors) if actors is not None else named
    for name in named:
        if name not in players:
            raise unknown_name("actor", name, players)
    count = len(players)
    if count > _LARGEST:
        raise TooLargeError(f"{count} actors form too many coalitions (at most {_LARGEST} actors).")
    listed.setdefault(frozenset(), 0.0)
    value = dict.fromkeys(players, 0.0)
    for size in range(count):
        chance = 1 / (count * math.comb(count - 1, size))
        for group in itertools.combinations(players, size):
            before = _worth(listed, frozenset(group), unlisted)
            for name in players:
                if name not in group:
                    after = _worth(listed, frozenset((*group, name)), unlisted)
                    value[name] += chance * (after - before)
    return FrozenMap(value)


def _members(key: Any) -> Iterable[str]:
    return (
        (key,) if isinstance(key, str) else sorted(key) if isinstance(key, frozenset | set) else key
    )


def _coalition(key: Any) -> frozenset[str]:
    return frozenset(_members(key))


def _worth(
    listed: Mapping[frozenset[str], float], coalition: frozenset[str], unlisted: float | None
) -> float:
    """Return a coalition's worth, or say that it is missing."""
    if coalition in listed:
        return listed[coalition]
    if unlisted is None:
        raise InvalidValueError(
            "This coalition has no worth; list it, or say unlisted=0.",
            given=tuple(sorted(coalition)),
        )
    return unlisted
