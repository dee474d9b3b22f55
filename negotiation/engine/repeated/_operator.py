"""The set of sustainable payoffs as the largest fixed point of an operator on convex sets.

Payoffs are scaled so that each actor's run from 0 to 1.  Write g for the payoffs of a profile
of actions, h for what each actor would gain at once by deviating, u for the worst payoff that
each can be held to later.  A continuation w keeps actor i from deviating if and only if
``w_i >= u_i + h_i (1 - patience) / patience``, its *floor*.

Every corner of the set is either a profile played for ever, or one play of a profile followed
by a continuation that holds somebody exactly at its floor (Abreu and Sannikov 2014).  So one
step takes a set W to the convex hull of

- g, for every profile whose own payoffs lie above the floors, and
- ``(1 - patience) g + patience w``, for every other profile and every corner w of
  ``{w in W: w >= floor}`` that lies on a floor.

From the set of feasible payoffs on, steps shrink W towards the answer and never cut into it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from negotiation.engine.repeated._polygon import clip, corners, distance, slices

HELD, TOP, BOTTOM, BOTH, RIGHT, LEFT = range(6)
"""How a corner comes about: its profile for ever; a continuation where actor 1's floor leaves
the set upward or downward, or meets actor 2's floor; where actor 2's leaves it right or left."""
_STEPS = 4_000
_SETTLED, _STILL = 1e-10, 1e-15
_QUIET = 3
"""Steps during which corners come about in the same way before they are solved for."""
_AGAIN = 50
"""Steps after which solving for them is tried again."""


@dataclass(frozen=True)
class Origins:
    """How the corners of a set come about from the set before.

    Attributes
    ----------
    actions : array of int, shape (k,)
        Which profile is played.
    kinds : array of int, shape (k,)
    edges : array of int, shape (k, 2)
        The corners of the set before between which the continuation lies, if on its edge.
    worst : array of int, shape (2,)
        Which corner of the set before is worst for each actor; -1 if deviation payoffs alone
        say how low an actor can be held.
    """

    actions: IntArray
    kinds: IntArray
    edges: IntArray
    worst: IntArray

    def same(self, other: Origins) -> bool:
        """Say whether two sets come about in the same way."""
        return all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("actions", "kinds", "edges", "worst")
        )


@dataclass
class Game:
    """A scaled stage game with two actors, its profiles in one list.

    Attributes
    ----------
    payoffs, gains : array, shape (n, 2)
        Payoffs of every profile, between 0 and 1, and what each actor gains by deviating.
    patience : float
    minmax : array, shape (2,)
        What each actor can secure against any pure action.
    alive : array of bool, shape (n,)
        Profiles that may still be played; those ruled out once are ruled out for good.
    """

    payoffs: FloatArray
    gains: FloatArray
    patience: float
    minmax: FloatArray
    alive: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        self.alive = np.ones(len(self.payoffs), dtype=np.bool_)
        self.rate = (1 - self.patience) / self.patience

    def lowest(self, polygon: FloatArray) -> tuple[FloatArray, IntArray]:
        """Return how low each actor can be held, and at which corner (-1: at none)."""
        best = (self.payoffs + self.gains)[self.alive].min(axis=0, initial=np.inf)
        least = np.maximum(self.minmax, best)
        worst = polygon.argmin(axis=0)
        low = polygon.min(axis=0)
        at_corner = low > least + _SETTLED
        return np.where(at_corner, low, least), np.where(at_corner, worst, -1)

    def step(self, polygon: FloatArray) -> tuple[FloatArray, Origins]:
        """Return the next set, and how its corners come about."""
        low, worst = self.lowest(polygon)
        rows = np.flatnonzero(self.alive)
        floors = low + self.rate * self.gains[rows]
        held = (self.payoffs[rows] >= floors - TOLERANCE).all(axis=1)
        reach = (floors <= polygon.max(axis=0, initial=-np.inf) + TOLERANCE).all(axis=1)
        bound = np.flatnonzero(~held & reach)
        found = _on_floors(polygon, floors[bound])
        self.alive[rows] = held
        self.alive[rows[bound[found.places]]] = True
        actions = np.concatenate([rows[held], rows[bound[found.places]]])
        kinds = np.concatenate([np.full(held.sum(), HELD), found.kinds])
        edges = np.vstack([np.full((held.sum(), 2), -1), found.edges])
        later = np.vstack([self.payoffs[rows[held]], found.points])
        points = (1 - self.patience) * self.payoffs[actions] + self.patience * later
        ring = corners(points)
        return points[ring], Origins(actions[ring], kinds[ring], edges[ring], worst)


@dataclass(frozen=True)
class _Found:
    """Corners on floors: for which profile, of which kind, on which edge, and where."""

    places: IntArray
    kinds: IntArray
    edges: IntArray
    points: FloatArray


def _on_floors(polygon: FloatArray, floors: FloatArray) -> _Found:
    """Return the corners of ``{w in polygon: w >= floor}`` that lie on a floor, for each."""
    parts: list[tuple[IntArray, IntArray, IntArray, FloatArray]] = []
    for axis, (far, near) in enumerate(((TOP, BOTTOM), (RIGHT, LEFT))):
        across = 1 - axis
        if not len(floors):
            break
        cut = slices(polygon, axis, np.minimum(floors[:, axis], polygon[:, axis].max()))
        met = np.flatnonzero(cut.high >= floors[:, across] - TOLERANCE)
        high = np.maximum(cut.high[met], floors[met, across])
        low = np.maximum(cut.low[met], floors[met, across])
        own = np.where(cut.low[met] >= floors[met, across], near, BOTH)
        for kinds, ends, edges in (
            (np.full(len(met), far), high, cut.high_edge[met]),
            (own, low, np.where((own == BOTH)[:, None], -1, cut.low_edge[met])),
        ):
            points = np.empty((len(met), 2))
            points[:, axis], points[:, across] = floors[met, axis], ends
            parts.append((met, kinds, edges, points))
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return _Found(none, none, np.zeros((0, 2), dtype=np.intp), np.zeros((0, 2)))
    return _Found(*(np.concatenate(each) for each in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Limit:
    """The largest set that the operator reproduces.

    Attributes
    ----------
    polygon : array, shape (k, 2)
        Its corners, scaled.
    origins : Origins or None
        How they come about; ``None`` for the empty set.
    gap : float
        How far beyond it, at most, the set may reach that was proven to hold the answer.
    steps : int
    """

    polygon: FloatArray
    origins: Origins | None
    gap: float
    steps: int


def limit(game: Game) -> Limit:
    """Return the largest fixed point, from the set of feasible payoffs inward."""
    outer = game.payoffs[corners(game.payoffs)]
    for axis, floor in enumerate(game.minmax):
        outer = clip(outer, axis, float(floor))
    if not len(outer):
        return Limit(outer, None, 0.0, 0)
    known: Origins | None = None
    inner: tuple[FloatArray, Origins] | None = None
    quiet, gap, moved = 0, np.inf, np.inf
    for steps in range(1, _STEPS + 1):
        before = outer
        outer, origins = game.step(before)
        if not len(outer):
            return Limit(outer, None, 0.0, steps)
        quiet = quiet + 1 if known is not None and known.same(origins) else 0
        known = origins
        if quiet % _AGAIN == _QUIET:
            inner = _solved(game, outer, origins) or inner
        moved = float(distance(outer, before).max())
        if inner is not None and (quiet >= _QUIET or moved < _SETTLED):
            gap = float(distance(inner[0], outer).max())
        if gap <= _SETTLED:
            break
        if moved <= _STILL and quiet >= _QUIET:
            return Limit(outer, origins, moved, steps)
    if inner is None:
        return Limit(outer, origins, moved, steps)
    return Limit(*inner, gap, steps)


def _solved(game: Game, polygon: FloatArray, origins: Origins) -> tuple[FloatArray, Origins] | None:
    """Return the set near by whose corners come about in exactly this way from itself.

    Newton's method on the corners; the derivative by complex steps, exact but for rounding.
    """
    fixed, _ = game.lowest(polygon)
    size, point = polygon.size, polygon.astype(np.complex128)
    turns = np.eye(size).reshape(size, *polygon.shape) * 1e-30j
    with np.errstate(all="ignore"):
        for _ in range(60):
            ahead = _apply(game, origins, point, fixed).real
            slope = _apply(game, origins, point + turns, fixed).imag.reshape(size, size).T / 1e-30
            away = (ahead - point.real).reshape(size)
            if not np.isfinite(slope).all() or np.abs(away).max() > 1e3:
                return None
            change = np.linalg.lstsq(np.eye(size) - slope, away, rcond=None)[0]
            point = point + change.reshape(polygon.shape)
            if np.abs(change).max() < 1e-15:
                break
    found, alive = point.real, game.alive.copy()
    again, how = game.step(found[corners(found)])
    game.alive = alive  # what the smaller set rules out says nothing about the larger one
    if not len(again) or max(distance(again, found).max(), distance(found, again).max()) > 1e-11:
        return None
    return (found, how) if how.same(origins) else (again, how)


def _apply(game: Game, origins: Origins, polygon: Any, fixed: FloatArray) -> Any:
    """Return where the corners (…, k, 2) of the next set are, if they come about as before."""
    low = [
        polygon[..., place, axis] if place >= 0 else np.full(polygon.shape[:-2], fixed[axis])
        for axis, place in enumerate(origins.worst)
    ]
    now = game.payoffs[origins.actions]
    floors = np.stack(low, axis=-1)[..., None, :] + game.rate * game.gains[origins.actions]
    later = np.array(np.broadcast_to(floors, polygon.shape), dtype=polygon.dtype)
    for axis, kinds in enumerate(((TOP, BOTTOM), (RIGHT, LEFT))):
        rows = np.flatnonzero(np.isin(origins.kinds, kinds))
        one, two = (polygon[..., origins.edges[rows, end], :] for end in (0, 1))
        run = two[..., axis] - one[..., axis]
        single = origins.edges[rows, 0] == origins.edges[rows, 1]
        share = np.where(
            single, 0, (floors[..., rows, axis] - one[..., axis]) / np.where(single, 1, run)
        )
        across = 1 - axis
        later[..., rows, across] = one[..., across] + share * (two[..., across] - one[..., across])
    held = (origins.kinds == HELD)[:, None]
    return np.where(held, now, (1 - game.patience) * now + game.patience * later)
