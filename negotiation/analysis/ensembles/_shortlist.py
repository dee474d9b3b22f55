"""The packages that can be selected in each of a few draws, and what a concept selects of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.analysis.ensembles._pass import Listed, Pass
from negotiation.analysis.ensembles._ties import settled_ties
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import Concept
from negotiation.engine.axiomatic._parameters import settle
from negotiation.engine.axiomatic._stakes import Stakes


@dataclass(frozen=True, eq=False)
class Shortlist:
    """A table of packages per draw, padded to the length of the longest.

    Attributes
    ----------
    packages : array of int, shape (n, k)
        Rows of packages; 0 where nothing stands.
    payoffs : array, shape (n, k, n_actors)
    inside : array of bool, shape (n, k)
        Where a package of the ZOPA stands.
    stakes : Stakes
        Ideal points and tolerances are those of all packages, not of the listed ones only.
    walk : array, shape (n, n_actors)
    actors : tuple of str
    """

    packages: IntArray
    payoffs: FloatArray
    inside: BoolArray
    stakes: Stakes
    walk: FloatArray
    actors: tuple[str, ...]

    def row(self, row: int) -> BargainingProblem:
        """Return the packages of one draw as a problem."""
        payoffs = self.payoffs[row][self.inside[row]]
        return BargainingProblem(payoffs, self.walk[row], actors=self.actors)

    @classmethod
    def of(
        cls, listed: Listed, walk: FloatArray, slack: FloatArray, *, actors: tuple[str, ...]
    ) -> Shortlist:
        """Return the table of packages that are listed; each of the (n,) draws has some."""
        count = np.bincount(listed.draw, minlength=len(walk))
        column = np.arange(len(listed.draw)) - (np.cumsum(count) - count)[listed.draw]
        packages = np.zeros((len(walk), int(count.max())), dtype=np.intp)
        packages[listed.draw, column] = listed.package
        inside = np.arange(packages.shape[1]) < count[:, None]
        # Where nothing stands, the worth of the draw's first package: any number in range.
        payoffs = np.empty((*packages.shape, walk.shape[1]))
        for actor, worth in enumerate(listed.worth):
            payoffs[:, :, actor] = worth[np.cumsum(count) - count][:, None]
            payoffs[listed.draw, column, actor] = worth
        stakes = _stakes(payoffs, inside, walk, slack)
        return cls(packages, payoffs, inside, stakes, walk, actors)

    @classmethod
    def whole(cls, at: Pass, rows: IntArray, *, actors: tuple[str, ...]) -> Shortlist:
        """Return all packages of some draws of a pass, for concepts that go by ranks among them."""
        payoffs, inside = np.ascontiguousarray(at.payoffs[rows]), at.zopa[rows]
        packages = np.broadcast_to(np.arange(payoffs.shape[1]), payoffs.shape[:2])
        walk = at.walk[rows]
        stakes = _stakes(payoffs, inside, walk, at.slack[rows])
        return cls(packages, payoffs, inside, stakes, walk, actors)


def _stakes(payoffs: FloatArray, inside: BoolArray, walk: FloatArray, slack: FloatArray) -> Stakes:
    """Return stakes with a given slack, by the rules of `stakes`.

    Every actor's best package of the ZOPA, or one that is tied with it, is listed.
    """
    walk, slack = walk[:, None, :], slack[:, None, :]
    gains = payoffs - walk
    ideal = np.where(inside[:, :, None], gains, 0.0).max(axis=1, keepdims=True)
    active = ideal > slack
    top = np.where(active, ideal, 0.0).max(axis=-1, keepdims=True)
    ideal = np.where(active, ideal, np.where(top > 0, top, 1.0))
    gains = np.where(active, np.maximum(gains, 0.0), ideal)
    return Stakes(gains, ideal, inside, active, slack, payoffs)


def selected(
    listed: Shortlist, rule: Concept, power: FloatArray, given: Mapping[str, Any]
) -> BoolArray:
    """Return which listed packages a concept selects, shape (n, k); at least one per draw.

    The same as `solve` draw by draw: what is tied with a selected package is selected too,
    what is dominated never.
    """
    parameters = _settled(listed, rule, power, given)
    at = listed.stakes
    with np.errstate(divide="ignore", invalid="ignore"):
        chosen = np.asarray(rule.selector(at, **parameters)) & listed.inside
    first = chosen.argmax(axis=1)
    place = np.arange(len(first))
    lead = listed.payoffs[place, first][:, None, :]
    tied = listed.inside & (np.abs(listed.payoffs - lead) <= at.slack).all(axis=2)
    # One package, or several that are worth the same to all: nothing is left to settle.
    plain = ~(chosen & ~tied).any(axis=1) & chosen.any(axis=1)
    rows = np.flatnonzero(~plain)
    if len(rows):
        tied[rows] = settled_ties(listed, rows, rule, chosen[rows])
    return np.asarray(tied)


def _settled(
    listed: Shortlist, rule: Concept, power: FloatArray, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the concept's parameters on the scale of gains, an array per draw where they vary."""
    n, actors = power.shape
    own = {name: value for name, value in given.items() if value is not None}
    found: dict[str, Any] = {}
    if rule.powered and "weights" not in own and np.ptp(power, axis=1).any():
        found["weights"] = power[:, None, :]
    if not own and not rule.required:
        return found
    vary = not _OF_EACH_DRAW.isdisjoint(own)
    rows = []
    for row in range(n if vary else 1):
        payoffs, walk = listed.payoffs[row], listed.walk[row]
        if isinstance(given.get("reference"), int):  # a package, worth something else in each draw
            own["reference"] = payoffs[given["reference"]]
        rows.append(settle(rule, BargainingProblem(payoffs, walk, actors=listed.actors), own))
    able, ideal = listed.stakes.active[:, 0], listed.stakes.ideal[:, 0]
    for name, value in rows[0].items():
        if not np.ndim(value):
            found[name] = value
            continue
        array = np.broadcast_to([each[name] for each in rows], (n, actors))
        if name == "claims":
            array = np.where(able, array, ideal)
        if name == "reference":
            array = np.where(able, array, 0.0)
        found[name] = array[:, None, :]
    return found


_OF_EACH_DRAW = frozenset({"claims", "reference"})
"""Parameters that are measured from what walking away is worth."""


__all__ = ["Shortlist", "selected"]
