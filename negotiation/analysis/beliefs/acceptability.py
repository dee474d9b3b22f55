"""How likely each package is to be accepted, and what is certain whatever is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.actors import Outcome, OutcomeSpace, Scenario
from negotiation.analysis.beliefs._views import parts, view
from negotiation.errors import (
    InvalidValueError,
    TooLargeError,
    unknown_name,
)

if TYPE_CHECKING:
    from negotiation.analysis.beliefs.beliefs import Beliefs

LARGEST = 200_000
"""Packages that are looked at one by one; more must be asked for by name."""

_SHOWN = 20
_MOST_ACTORS = 12


@dataclass(frozen=True, eq=False, repr=False)
class Acceptability(Shown):
    """How likely packages are to be accepted.

    Attributes
    ----------
    beliefs : Beliefs
        What is believed of the actors.
    space : OutcomeSpace
        The packages.
    shares : array, shape (n_packages, n_actors)
        The probability that a package is worth at least walking away to an actor and crosses
        none of its red lines.
    signed : array, shape (n_packages,)
        The probability that those accept whose yes it takes; all actors unless the
        scenario's consent says otherwise.
    standard_errors : array, shape (n_packages, n_actors)
        What sampling leaves open of `shares`; 0 where nothing was sampled.
    necessarily, possibly : array of bool, shape (n_packages, n_actors), or None
        Whether the actor accepts the package for *every* preference that fits the hard
        statements, or for *some*; decided by linear programmes.  ``None`` if not asked.
    """

    beliefs: Beliefs
    space: OutcomeSpace
    shares: FloatArray
    signed: FloatArray
    standard_errors: FloatArray
    necessarily: BoolArray | None
    possibly: BoolArray | None

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, in the order of the columns."""
        return tuple(actor.name for actor in self.beliefs.given.actors)

    def _signed(self, yes: BoolArray | None) -> BoolArray | None:
        consent = self.beliefs.given.consent
        return None if yes is None else np.asarray(consent.wins(yes, self.actors))

    @property
    def necessarily_signed(self) -> BoolArray | None:
        """Whether those whose yes it takes accept whatever fits, shape (n_packages,)."""
        return self._signed(self.necessarily)

    @property
    def possibly_signed(self) -> BoolArray | None:
        """Whether they accept for something that fits, shape (n_packages,)."""
        return self._signed(self.possibly)

    @property
    def ranking(self) -> IntArray:
        """Rows of the packages, most likely to be signed first.

        Ties go to the package that the least willing actor is more likely to accept.
        """
        least = self.shares.min(axis=1)
        return np.lexsort((-least.round(12), -self.signed.round(12)))

    def __len__(self) -> int:
        return len(self.space)

    def label(self, row: int) -> str:
        """Return a package in words: what it changes in the status quo."""
        changed = self.space[int(row)].changes(self.beliefs.given.status_quo)
        return str(changed) if changed else "status quo"

    def ranks(self, actor: str) -> FloatArray:
        """Return how often each package takes each rank in an actor's order.

        The rank acceptability index of stochastic multicriteria acceptability analysis, as
        usually cited from Lahdelma and Salminen, "SMAA-2" (2001).

        Parameters
        ----------
        actor : str
            One that the beliefs are about.

        Returns
        -------
        array, shape (n_packages, n_packages)
            Row by row the shares of draws in which a package ranks first, second, …; packages
            of equal worth share their ranks evenly.

        Raises
        ------
        TooLargeError
            If there are more than 1,000 packages; ask for fewer.
        """
        if len(self) > 1_000:
            raise TooLargeError(
                "Ranks are told of at most 1,000 packages; name fewer: "
                "beliefs.acceptability(packages).",
                given=len(self),
            )
        posterior = self.beliefs._of(actor)
        rows = posterior.likelihood.unknowns.rows(self.space)
        counts = np.zeros((len(self), len(self)))
        for worth in posterior.points @ rows.T:
            _count_ranks(counts, worth)
        return counts / len(posterior.points)

    def best(self, actor: str) -> FloatArray:
        """Return the share of draws in which each package is an actor's best, shape (n_packages,).

        Among the packages looked at; packages that are best together share the draw.
        """
        posterior = self.beliefs._of(actor)
        rows = posterior.likelihood.unknowns.rows(self.space)
        total = np.zeros(len(self))
        for points in parts(posterior.points, len(self)):
            worth = points @ rows.T
            top = worth >= worth.max(axis=1, keepdims=True) - 1e-12
            total += (top / top.sum(axis=1, keepdims=True)).sum(axis=0)
        return total / len(posterior.points)

    def summary(self) -> Table:
        """Return a row per package, the most acceptable first: who would accept it how likely."""
        order = self.ranking[:_SHOWN]
        rows = []
        for row in order:
            cells = [
                _cell(self.shares[row, place], self._sign(row, place))
                for place in range(len(self.actors))
            ]
            rows.append((self.label(row), *cells, float(self.signed[row])))
        title = f"{self.beliefs.given.name}: how likely packages are to be accepted"
        return Table(("package", *self.actors, "signed"), rows, title, self._notes(len(order)))

    def _sign(self, row: int, place: int) -> str:
        """Return what is certain of an actor's answer: necessarily, never, or nothing."""
        if self.necessarily is None or self.possibly is None:
            return ""
        if self.necessarily[row, place]:
            return " necessarily"
        return "" if self.possibly[row, place] else " never"

    def _notes(self, shown: int) -> list[str]:
        notes = [
            "Shares of what is believed in which the package is worth at least walking away and "
            "crosses no red line."
        ]
        if shown < len(self):
            notes.append(f"{shown} of {counted(len(self), 'package')}, the most acceptable ones.")
        sure, maybe = self.necessarily_signed, self.possibly_signed
        if sure is not None and maybe is not None:
            notes.append(
                f"Necessarily signed, whatever fits the hard statements: {sure.sum():,}; "
                f"possibly: {maybe.sum():,}; never: {(~maybe).sum():,}."
            )
        return notes

    def __repr__(self) -> str:
        top = float(self.signed.max(initial=0.0))
        return (
            f"<Acceptability of {counted(len(self), 'package')} to {', '.join(self.actors)}: "
            f"signed with probability {top:.3g} at most>"
        )


def acceptability(
    beliefs: Beliefs, packages: Iterable[Mapping[str, Any]] | None = None, *, exact: bool = True
) -> Acceptability:
    """Return how likely each package is to be accepted; see `Beliefs.acceptability`."""
    scenario = beliefs.given
    space = _space(scenario, packages)
    views = [view(beliefs, actor, space, exact=exact) for actor in scenario.actors]
    shares = np.stack([each.share for each in views], axis=1)
    draws = np.array([np.inf if each.draws is None else each.draws for each in views])
    return Acceptability(
        beliefs,
        space,
        shares,
        _wins(scenario, shares),
        np.sqrt(shares * (1 - shares) / draws),
        np.stack([each.always for each in views], axis=1) if exact else None,
        np.stack([each.ever for each in views], axis=1) if exact else None,
    )


def _space(scenario: Scenario, packages: Iterable[Mapping[str, Any]] | None) -> OutcomeSpace:
    """Return the packages to look at."""
    if packages is not None:
        listed = [packages] if isinstance(packages, Mapping) else list(packages)
        if not listed:
            raise InvalidValueError("Name at least one package, or leave packages= out.")
        return OutcomeSpace.of(scenario.issues, [_complete(scenario, each) for each in listed])
    if not scenario.listable or len(scenario.space) > LARGEST:
        raise TooLargeError(
            f"More than {LARGEST:,} packages are not looked at one by one; name those that "
            "matter: beliefs.acceptability(packages).",
            scenario=scenario.name,
        )
    return scenario.space


def _complete(scenario: Scenario, package: Any) -> Outcome:
    """Return a complete package; a name is that of an offer on record."""
    if not isinstance(package, str):
        return scenario.outcome(package)
    offers = {offer.name: offer.outcome for offer in scenario.offers}
    if package not in offers:
        raise unknown_name("offer on record", package, offers)
    return offers[package]


def _wins(scenario: Scenario, shares: FloatArray) -> FloatArray:
    """Return how likely those accept whose yes it takes, actors being independent."""
    names = [actor.name for actor in scenario.actors]
    if scenario.consent.unanimous(names):
        return np.asarray(shares.prod(axis=1))
    if len(names) > _MOST_ACTORS:
        raise TooLargeError(
            f"With more than {_MOST_ACTORS} actors, signing is told only if all must agree.",
            scenario=scenario.name,
        )
    total = np.zeros(len(shares))
    for yes in product((False, True), repeat=len(names)):
        if scenario.consent.wins(np.array(yes), names):
            total += np.where(yes, shares, 1.0 - shares).prod(axis=1)
    return total


def _count_ranks(counts: FloatArray, worth: FloatArray) -> None:
    """Add one draw's ranks (n, n) to `counts`; equal worths share their ranks evenly."""
    order = np.argsort(-worth, kind="stable")
    sorted_worth = worth[order]
    breaks = np.flatnonzero(np.append(True, sorted_worth[:-1] - sorted_worth[1:] > 1e-12))
    for start, stop in zip(breaks, np.append(breaks[1:], len(worth)), strict=True):
        counts[np.ix_(order[start:stop], np.arange(start, stop))] += 1.0 / (stop - start)


def _cell(share: float, sign: str) -> str:
    return f"{share:.3f}{sign}"
