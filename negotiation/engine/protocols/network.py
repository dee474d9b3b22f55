"""Bargaining in a network: who is linked to whom decides who gets what (Manea)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.engine.protocols._link_values import link_values
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import discounted, in_short, is_whole
from negotiation.engine.protocols._shortage import shortages
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

REFERENCE = (
    "Manea, M. (2011). Bargaining in stationary networks. American Economic Review 101, 2042-2080."
)

MOST_ACTORS = 5_000
"""Up to so many actors the limit is computed."""

MOST_DISCOUNTING = 300
"""Up to so many actors payoffs are computed for discount factors below 1."""

MOST_LINKS = 200_000
"""So many links at most."""

_CLOSEST = 1e-12
"""How close to 1 a discount factor may come before rounding decides."""


@dataclass(frozen=True, eq=False)
class Network(Shown):
    """What each actor expects in a network of links.

    Attributes
    ----------
    actors : tuple of str
    links : tuple of pairs of str
    discount : array, shape (n,), or None
        ``None`` for the limit of patience.
    values : array, shape (n,)
        What each expects, of pies of size 1.
    limit : tuple of Fraction
        What each expects in the limit of patience, all discounting alike; exact.
    groups : tuple of (short, partners, ratio)
        In the order in which the limit sets them aside: the names of those who are short of
        partners, of their partners, and the shortage ratio.  All others get 1/2.
    used : tuple of pairs of str
        Links over which an agreement is reached when they are drawn, with a surplus over
        going on.  In the limit the surplus is nothing, and links are listed that tie those who
        are short to their partners, or join those who are not.
    statement : str
        Whether the equilibrium payoffs are the only ones, in words.
    reference : str
    """

    actors: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    discount: FloatArray | None
    values: FloatArray
    limit: tuple[Fraction, ...]
    groups: tuple[tuple[tuple[str, ...], tuple[str, ...], Fraction], ...]
    used: tuple[tuple[str, str], ...]
    statement: str
    reference: str

    def summary(self) -> Table:
        """Return what each actor expects, how many links it has, and who is short of partners."""
        degree = Counter(name for link in self.links for name in link)
        place = dict.fromkeys(self.actors, "even")
        for number, (short, partners, ratio) in enumerate(self.groups, start=1):
            place |= dict.fromkeys(short, f"group {number}: short, {ratio} partners a head")
            place |= dict.fromkeys(partners, f"group {number}: sought after")
        place |= {name: "no link" for name in self.actors if not degree[name]}
        rows = [
            (name, degree[name], float(value), str(limit), place[name])
            for name, value, limit in zip(self.actors, self.values, self.limit, strict=True)
        ]
        heads = ("actor", "links", "expects", "if patient", "position")
        idle = len(self.links) - len(self.used)
        notes = [f"{idle} of {len(self.links)} links bring those they join nothing."] * bool(idle)
        return Table(heads, rows, "bargaining in a network", [*notes, self.statement, REFERENCE])

    def __repr__(self) -> str:
        return f"<Network: {in_short(self.actors, self.values)}>"


@protocol(Network, reference=REFERENCE)
def network(
    links: Iterable[tuple[Any, Any]],
    *,
    discount: float | Sequence[float] | Mapping[str, float] | None = None,
    actors: Sequence[str] | None = None,
) -> Network:
    """Return the equilibrium payoffs of actors who bargain in pairs along links.

    In each round one link is drawn, each with the same chance, and one of its two ends, each
    with the same chance, proposes how to divide a pie of size 1.  If the other accepts, both
    leave and others take their places; if not, both stay.  All discount the next round.
    Payoffs solve ``v_i = d_i v_i + sum_j max(0, 1 - d_i v_i - d_j v_j) / (2 m)`` over the links of
    i, with m links in all.  There is one solution; if all discount alike, all equilibria have
    these payoffs.

    In the limit of patience (no `discount`) they follow from who is short of partners: the set
    M of actors with the fewest partners L a head, ``r = |L| / |M| < 1``, gets r / (1 + r) each
    and its partners 1 / (1 + r); both are set aside and the next set is found; who is left gets
    1/2.  The sets are found by minimum cuts, in whole numbers.

    Parameters
    ----------
    links : iterable of pairs
        Of names, or of places counted from 0.  A link named twice counts once.
    discount : number, sequence or mapping, optional
        What a payoff is still worth after one round more, from 0 to below 1, for all or per
        actor; the limit of patience if left out.
    actors : sequence of str, optional
        Names.  If left out, those in the links, in the order in which they appear; or "Actor
        1", "Actor 2", … if links are pairs of places.

    Returns
    -------
    Network

    Raises
    ------
    NegotiationError
        If a link joins an actor to itself, a name is unknown or a number is out of range.
    NotDefinedError
        If no actor is named.
    TooLargeError
        If there are more than 5,000 actors, or 300 with a discount factor, or 200,000 links.

    References
    ----------
    Manea, M. (2011). Bargaining in stationary networks. American Economic Review 101,
    2042-2080.

    Examples
    --------
    >>> import negotiation as ng
    >>> hub = ng.protocols.network([("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> hub
    <Network: hub 0.75, a 0.25, b 0.25, c 0.25>
    """
    names, ends = _graph(_listed(links), actors)
    count = len(names)
    if count > MOST_ACTORS or (discount is not None and count > MOST_DISCOUNTING):
        raise TooLargeError(
            f"{count:,} actors are too many (at most {MOST_ACTORS:,} in the limit of patience, "
            f"{MOST_DISCOUNTING} with a discount factor)."
        )
    limit, groups = _limit(count, ends)
    if discount is None:
        factors, values = None, np.array([float(each) for each in limit])
        exact = [limit[first] + limit[second] for first, second in ends]
        used = [total <= 1 for total in exact]
    else:
        factors = _impatient(discount, names)
        values, used = _discounting(factors, ends)
    pairs = tuple((names[first], names[second]) for first, second in ends)
    return Network(
        actors=names,
        links=pairs,
        discount=factors,
        values=read_only(values),
        limit=tuple(limit),
        groups=tuple(
            (tuple(names[each] for each in short), tuple(names[each] for each in partners), ratio)
            for short, partners, ratio in groups
        ),
        used=tuple(pair for pair, each in zip(pairs, used, strict=True) if each),
        statement=_statement(factors),
        reference=REFERENCE,
    )


def _statement(factors: FloatArray | None) -> str:
    if factors is None or np.ptp(factors) == 0.0:
        return "These are the only equilibrium payoffs, stationary or not."
    return "These are the only stationary equilibrium payoffs."


def _limit(count: int, ends: IntArray) -> tuple[list[Fraction], list[Any]]:
    """Return the payoffs in the limit of patience and the groups behind them."""
    partners: list[set[int]] = [set() for _ in range(count)]
    for first, second in ends.tolist():
        partners[first].add(second)
        partners[second].add(first)
    payoffs = [Fraction(1, 2)] * count
    groups = shortages(partners)
    for short, sought, ratio in groups:
        for each in short:
            payoffs[each] = ratio / (1 + ratio)
        for each in sought:
            payoffs[each] = 1 / (1 + ratio)
    return payoffs, [group for group in groups if group[1]]


def _discounting(factors: FloatArray, ends: IntArray) -> tuple[FloatArray, list[bool]]:
    """Return payoffs with discounting, and which links are used."""
    if not len(ends):
        return np.zeros(len(factors)), []
    found = link_values(ends, factors)
    if found is None:
        raise NotDefinedError("Rounding keeps the payoffs from settling; leave discount out.")
    worth, surplus, used = found
    gains = np.maximum(surplus, 0.0) / (2.0 * len(ends))
    values = np.array(worth)
    for place in (0, 1):
        np.add.at(values, ends[:, place], gains)
    return values, [bool(each) for each in used]


def _impatient(discount: Any, names: tuple[str, ...]) -> FloatArray:
    factors = discounted(discount, names)
    for name, factor in zip(names, factors, strict=True):
        if factor > 1.0 - _CLOSEST:
            raise InvalidValueError(
                "In a network discount factors are below 1; leave discount out for the limit of "
                "patience.",
                given=float(factor),
                actor=name,
            )
    return factors


def _listed(links: Any) -> list[Any]:
    if isinstance(links, str | Mapping) or not isinstance(links, Iterable):
        raise InvalidTypeError("Links are a list of pairs of actors.", given=links)
    listed = list(links)
    if len(listed) > MOST_LINKS:
        raise TooLargeError(f"{len(listed):,} links are too many (at most {MOST_LINKS:,}).")
    return listed


def _graph(links: list[Any], actors: Any) -> tuple[tuple[str, ...], IntArray]:
    """Return names, and the places of the ends of each link, shape (m, 2)."""
    for link in links:
        if not isinstance(link, tuple | list | np.ndarray) or len(link) != 2:
            raise InvalidTypeError("A link is a pair of actors.", given=link)
    ends = [end for link in links for end in link]
    for end in ends:
        if not isinstance(end, str) and not is_whole(end):
            raise InvalidTypeError("A link names two actors, or their places from 0.", given=end)
    placed = all(is_whole(end) for end in ends)
    if actors is None and placed:
        names = actor_names(None, max((int(end) + 1 for end in ends), default=0))
    else:
        named = dict.fromkeys(ends) if actors is None else list(actors)
        names = actor_names(list(named), len(named))
    if not names:
        raise NotDefinedError("A network needs an actor: name links or actors.")
    if placed:
        for end in ends:
            if not 0 <= end < len(names):
                raise InvalidValueError(
                    f"Places in links run from 0 to {len(names) - 1}.", given=int(end)
                )
    at = {name: place for place, name in enumerate(names)}
    pairs: dict[tuple[int, int], None] = {}
    for link in links:
        first, second = (_place(end, at, placed) for end in link)
        if first == second:
            raise InvalidValueError("A link joins two different actors.", actor=names[first])
        pairs[min(first, second), max(first, second)] = None
    return names, np.array(list(pairs), dtype=np.intp).reshape(-1, 2)


def _place(end: Any, at: dict[str, int], placed: bool) -> int:
    if placed:
        return int(end)
    if str(end) not in at:
        raise unknown_name("actor", end, at)
    return at[str(end)]
