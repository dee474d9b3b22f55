"""The packages that can be selected in each of a few draws, and what a concept selects of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import Concept
from negotiation.engine.axiomatic._parameters import settle
from negotiation.engine.axiomatic._solve import _settle_ties
from negotiation.engine.axiomatic._stakes import Stakes


_BATCH = 256
_ENTRIES = 1 << 15
"""Draws, and entries of a padded table, that a formula gets at a time."""


@dataclass(frozen=True, eq=False)
class Listed:
    """The packages of many draws that can be selected, draw by draw and in their order.

    Attributes
    ----------
    begin : array of int, shape (n + 1,)
        Where the packages of each draw begin, and where those of the last end.
    package : array of int, shape (m,)
    payoffs : array, shape (m, n_actors)
    walk, slack : array, shape (n, n_actors)
        What walking away is worth, and up to which difference payoffs are equal.
    """

    begin: IntArray
    package: IntArray
    payoffs: FloatArray
    walk: FloatArray
    slack: FloatArray

    def batches(self) -> Iterator[IntArray]:
        """Yield the draws that have packages, those with similar numbers of them together."""
        count = np.diff(self.begin)
        order = np.argsort(count, kind="stable")
        order = order[count[order] > 0]
        place = 0
        while place < len(order):
            # The last of a batch has the most packages: to that length the others are padded.
            longest = int(count[order[min(place + _BATCH, len(order)) - 1]])
            size = max(1, min(_BATCH, _ENTRIES // longest))
            yield order[place : place + size]
            place += size


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
    complete : bool
        Whether the whole ZOPA is listed.
    """

    packages: IntArray
    payoffs: FloatArray
    inside: BoolArray
    stakes: Stakes
    walk: FloatArray
    complete: bool

    @classmethod
    def of(cls, listed: Listed, draws: IntArray, *, complete: bool = False) -> Shortlist:
        """Return the table of some draws, all of which have packages."""
        begin = listed.begin[draws]
        count = listed.begin[draws + 1] - begin
        steps = np.arange(int(count.max()))
        inside = steps < count[:, None]
        entry = begin[:, None] + np.minimum(steps, count[:, None] - 1)
        packages, payoffs = listed.package[entry], listed.payoffs[entry]
        walk = listed.walk[draws]
        table = _stakes(payoffs, inside, walk, listed.slack[draws])
        return cls(packages, payoffs, inside, table, walk, complete)


def _stakes(
    payoffs: FloatArray, inside: BoolArray, walk: FloatArray, slack: FloatArray
) -> Stakes:
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
    if rule.powered and "weights" not in own:
        if np.ptp(power, axis=1).any():
            found["weights"] = power[:, None, :]
    if not own and not rule.required:
        return found
    able = listed.stakes.active[:, 0]
    ideal = listed.stakes.ideal[:, 0]
    rows: dict[str, list[Any]] = {}
    for row in range(n):
        problem = BargainingProblem(
            listed.payoffs[row][listed.inside[row]], listed.walk[row], power=power[row]
        )
        for name, value in settle(rule, problem, own).items():
            rows.setdefault(name, []).append(value)
    for name, values in rows.items():
        if np.ndim(values[0]) == 0:
            found[name] = values[0]
            continue
        array = np.array(values)
        if name == "claims":
            array = np.where(able, array, ideal)
        if name == "reference":
            array = np.where(able, array, 0.0)
        found[name] = array[:, None, :]
    return found


__all__ = ["Shortlist", "selected"]
