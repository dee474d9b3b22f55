"""Who is short of partners: groups with the fewest partners a head, exactly, by minimum cuts.

For a set M of actors let L(M) be all their partners.  The smallest ratio |L(M)| / |M| over
*all* sets is, where it is below 1, reached only by sets without a link inside (leaving out of
M whoever is also in L(M) lowers the ratio), so that no search over independent sets is needed:
``min |L(M)| - r |M|`` is a minimum cut between actors and a second copy of them, and the
smallest ratio is found by Dinkelbach's iteration in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np


def shortages(links: Sequence[set[int]]) -> list[tuple[list[int], list[int], Fraction]]:
    """Return the groups in the order in which they are set aside, until nobody is short.

    Parameters
    ----------
    links : sequence of set of int
        The partners of each actor.

    Returns
    -------
    list of tuple
        Those who are short of partners, these partners, and the shortage ratio; ratios below 1,
        each larger than the one before.
    """
    left = set(range(len(links)))
    steps = []
    while left:
        actors = sorted(left)
        within = [links[each] & left for each in actors]
        short, ratio = _shortest(actors, within)
        if not short:
            break
        partners = set().union(*(links[each] & left for each in short))
        steps.append((sorted(short), sorted(partners), ratio))
        left -= short | partners
    return steps


def _shortest(actors: list[int], links: list[set[int]]) -> tuple[set[int], Fraction]:
    """Return the largest set with the fewest partners a head; empty if nobody is short."""
    at = dict(zip(actors, links, strict=True))
    ratio = Fraction(1)
    while True:
        found = _cut(actors, links, ratio)
        partners = set().union(*(at[each] for each in found)) if found else set()
        if len(partners) == ratio * len(found):  # nothing is below this ratio
            return (found if ratio < 1 else set()), ratio
        ratio = Fraction(len(partners), len(found))


def _cut(actors: list[int], links: list[set[int]], ratio: Fraction) -> set[int]:
    """Return the largest set M with the smallest ``|L(M)| - ratio |M|``."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    count = len(actors)
    place = {actor: spot for spot, actor in enumerate(actors)}
    source, sink, much = 2 * count, 2 * count + 1, count * count + 1
    rows, columns, room = [], [], []
    for spot, partners in enumerate(links):
        rows += [source, count + spot] + [spot] * len(partners)
        columns += [spot, sink] + [count + place[each] for each in partners]
        room += [ratio.numerator, ratio.denominator] + [much] * len(partners)
    size = (2 * count + 2, 2 * count + 2)
    # Flows are found in 32 bits only, places included.
    amounts, starts, ends = (np.array(each, dtype=np.int32) for each in (room, rows, columns))
    network = csr_array((amounts, (starts, ends)), shape=size)
    spare = network - maximum_flow(network, source, sink).flow
    spare.eliminate_zeros()
    # Whoever cannot reach the sink any more is on the source's side of the largest cut.
    reaching = set(breadth_first_order(spare.T.tocsr(), sink, return_predecessors=False).tolist())
    return {actor for actor, spot in place.items() if spot not in reaching}
