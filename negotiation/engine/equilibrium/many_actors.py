"""Mixed equilibria of three or more actors: support by support, each root with a proof.

For each set of strategies that the actors may mix over, indifference is a system of
multilinear equations.  Its roots are enclosed by cutting the space of mixtures into boxes,
until each box is shown to hold no root or exactly one; so the list is complete where every
box is settled.  Ties can make whole curves of equilibria; they are found out and named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._continua import Explored, absorbs, explore, extreme_points
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._indifference import indifference
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._multilinear import at
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._supports import (
    Comparisons,
    Support,
    comparisons,
    possible_supports,
)
from negotiation.engine.equilibrium._verify import settle
from negotiation.errors import NegotiationError, NotDefinedError, TooLargeError

_SUPPORTS = 3_000
_DIMENSIONS = 8
"""Sets of strategies to mix over, and free probabilities, that keep the search to seconds."""

_WORK = 600_000_000
"""Values at corners of boxes that are computed at most."""

_TIES = 60
"""Sets of further best responses that are tried for the ends of one continuum."""

_STRICT = 1e-7


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take three or more actors with few strategies."""
    sizes = game.payoffs.shape[1:]
    if len(sizes) < 3:
        return NotDefinedError(
            "The method 'many-actors' is for three or more actors who still have a choice once "
            f"strictly dominated strategies are gone; here {len(sizes)} have."
        )
    supports = math.prod(2**size - 1 for size in sizes)
    if supports > _SUPPORTS or sum(sizes) - len(sizes) > _DIMENSIONS:
        return TooLargeError(
            "Mixed equilibria were not searched: "
            f"{' x '.join(str(size) for size in sizes)} strategies are too many for it "
            "(4 x 4 x 3 and 3 x 3 x 3 x 3 are not)."
        )
    return None


@method("many-actors", concepts=("nash",), rank=40, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """Search every set of strategies that could be mixed over."""
    compared = comparisons(game)
    supports = sorted(possible_supports(compared), key=lambda each: sum(map(len, each)))
    explored, unsearched = _explored(compared, supports)
    continua = _separate(explored)
    vague = [each for each in explored if not each.resolved and each.sample is None]
    profiles = [each.problem.profile(point) for each in explored for point in each.points]
    for each in [*continua, *vague]:
        profiles += extreme_points(compared, each, _TIES)
    scale = stakes(game)
    kept = settle(scale, profiles)[0]
    profiles += _representatives(continua, kept)
    unsearched += sum(not each.finished for each in vague)
    missed = [*_missed(compared, sum(each.finished for each in vague), unsearched)]
    strict = all(_is_strict(each) for each in explored)
    settled = not (missed or continua)
    if settled and strict and len(kept) % 2 == 0:
        # Without ties the number is odd (Harsanyi 1973): rounding has lost or doubled one.
        missed.append(f"Their number without ties is odd, and {len(kept)} were found.")
        settled = False
    ties = any((best.sum(axis=own) > 1).any() for own, best in enumerate(scale.best))
    return Found(
        profiles,
        ("nash",) if settled else (),
        f"{len(explored)} sets of strategies that could be mixed over were searched for "
        "equilibria.",
        tuple(missed),
        True if continua else (False if settled and strict and not ties else None),
        continua=tuple(each.problem.support for each in continua),
    )


def _explored(compared: Comparisons, supports: list[Support]) -> tuple[list[Explored], int]:
    """Return what is known of each support, and how many were left out for want of time."""
    explored: list[Explored] = []
    work = 0
    for place, support in enumerate(supports):
        if work > _WORK:
            return explored, len(supports) - place
        explored.append(explore(indifference(compared, support)))
        work += explored[-1].work
    return explored, 0


def _separate(explored: list[Explored]) -> list[Explored]:
    """Return the supports that hold a continuum which is no border of a larger one."""
    kept: list[Explored] = []
    for each in reversed(explored):
        if each.sample is not None and not any(absorbs(other, each) for other in kept):
            kept.append(each)
    return kept


def _representatives(continua: Iterable[Explored], known: list[Profile]) -> list[Profile]:
    """Return a point of each continuum that no equilibrium found so far lies next to."""
    return [
        each.problem.profile(each.sample)
        for each in continua
        if each.sample is not None and not any(_within(p, each.problem.support) for p in known)
    ]


def _within(profile: Profile, support: Support) -> bool:
    """Return whether a profile plays no strategy outside a support."""
    pairs = zip(profile, support, strict=True)
    return all(set(np.flatnonzero(mixture)) <= set(used) for mixture, used in pairs)


def _missed(compared: Comparisons, vague: int, unsearched: int) -> Iterable[str]:
    if vague:
        sets = "one set" if vague == 1 else f"{vague} sets"
        yield (
            f"Mixtures over {sets} of strategies come so close to equilibrium along a line or "
            "at a point of contact that more equilibria there are not excluded."
        )
    if unsearched:
        sets = "One set" if unsearched == 1 else f"{unsearched} sets"
        yield f"{sets} of strategies could not be searched to the end, for want of time."
    if not compared.even:
        yield "Payoffs differ so much in size that rounding could hide an equilibrium."


def _is_strict(explored: Explored) -> bool:
    """Return whether every strategy outside the support is worse at each equilibrium found."""
    outside = explored.problem.system.conditions[: len(explored.problem.outside)]
    return all(at(outside, point).min(initial=1.0) > _STRICT for point in explored.points)
