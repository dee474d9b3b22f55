"""The packages that can be selected in each of a few draws, and what a concept selects of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.analysis.ensembles._pass import Listed
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import Concept
from negotiation.engine.axiomatic._parameters import settle
from negotiation.engine.axiomatic._solve import _settle_ties
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
        Where a package stands.
    stakes : Stakes
        Ideal points and tolerances are those of all packages, not of the listed ones only.
    walk : array, shape (n, n_actors)
    """

    packages: IntArray
    payoffs: FloatArray
    inside: BoolArray
    stakes: Stakes
    walk: FloatArray

    @classmethod
    def of(cls, listed: Listed, walk: FloatArray, slack: FloatArray) -> Shortlist:
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
        return cls(packages, payoffs, inside, _stakes(payoffs, inside, walk, slack), walk)


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
    for row in np.flatnonzero(~plain):
        tied[row] = _settled_row(listed, int(row), rule, chosen[row])
    return np.asarray(tied)


def _settled_row(listed: Shortlist, row: int, rule: Concept, chosen: BoolArray) -> BoolArray:
    """Settle ties between packages of different worth as `solve` does."""
    inside = listed.inside[row]
    problem = BargainingProblem(listed.payoffs[row][inside], listed.walk[row])
    mask = np.zeros(len(inside), dtype=np.bool_)
    mask[np.flatnonzero(inside)[_settle_ties(problem, rule, chosen[inside])]] = True
    return mask


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
    rows = [
        settle(rule, BargainingProblem(listed.payoffs[row], listed.walk[row]), own)
        for row in range(n if vary else 1)
    ]
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
