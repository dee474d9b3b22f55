"""Exchange rates: what a concession on each issue costs one actor and buys another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.analysis._menu import Menu
from negotiation.errors import unknown_name


@dataclass(frozen=True, eq=False)
class ExchangeRates(Shown):
    """What each issue is worth to each actor, and what giving way on it buys.

    Attributes
    ----------
    name : str
        What is negotiated.
    actors, issues : tuple of str
    ranges : array, shape (n_issues, n_actors)
        Each actor's best less its worst value on each issue, among the options on the table.
    importance : array, shape (n_issues, n_actors)
        Ranges as shares of all the actor has at stake: columns add up to 1.
    ratios : array, shape (n_issues, n_actors, n_actors)
        ``ratios[k, i, j]``: what actor j gets, in its own utility, per unit of i's utility,
        if i gives way on all of issue k.  Infinite where i has nothing to give up, NaN where
        neither cares.
    givers : tuple of str or None
        Per issue, the actor with the relative advantage in giving way: to which the issue
        matters least, among those who would have to give.  ``None`` where an option is best
        for everybody, or where nobody has an advantage.
    rates : array, shape (n_issues,)
        The greatest importance of the issue to an actor divided by its importance to the
        giver: what a point of the giver's buys, on scales of 0 to 1 over all issues.  1
        where nobody has an advantage, NaN where an option is best for everybody.
    menus : tuple of Menu
    """

    name: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    ranges: FloatArray
    importance: FloatArray
    ratios: FloatArray
    givers: tuple[str | None, ...]
    rates: FloatArray
    menus: tuple[Menu, ...]

    def marginal(self, issue: str) -> FloatArray:
        """Return what each step to the next option changes, shape (n_options - 1, n_actors).

        In utilities, in the order of the options on the table; between the corners of the
        value functions on a continuous issue.

        Raises
        ------
        UnknownNameError
            If there is no such issue.
        """
        return np.diff(self._menu(issue).corners.values, axis=0)

    def steps(self, issue: str) -> Table:
        """Return a row per step to the next option: what it changes for whom, and the rate.

        The rate is what those who gain by the step gain, divided by what the others lose, in
        shares of all that each has at stake; nothing where nobody loses or nobody gains.

        Raises
        ------
        UnknownNameError
            If there is no such issue.
        """
        menu, change = self._menu(issue).corners, self.marginal(issue)
        total = self.ranges.sum(axis=0)
        scaled = change / np.where(total > 0, total, 1.0)
        gained = np.maximum(scaled, 0.0).sum(axis=1)
        lost = np.maximum(-scaled, 0.0).sum(axis=1)
        rates = [
            float(a / b) if a > 0 and b > 0 else None for a, b in zip(gained, lost, strict=True)
        ]
        labels = [f"{each:.4g}" if menu.issue.continuous else each for each in menu.options]
        rows = zip(labels[:-1], labels[1:], *change.T, rates, strict=True)
        return Table(("from", "to", *self.actors, "rate"), rows, f"{self.name}: {issue}, by steps")

    def _menu(self, issue: str) -> Menu:
        if issue not in self.issues:
            raise unknown_name("issue", issue, self.issues)
        return self.menus[self.issues.index(issue)]

    def summary(self) -> Table:
        """Return a row per issue, the best trades first: ranges, importance, who should give."""
        order = np.argsort(-np.nan_to_num(self.rates, nan=-1.0), kind="stable")
        rows = [
            (
                self.issues[place],
                *self.ranges[place],
                *self.importance[place],
                self._advice(place),
                None if np.isnan(self.rates[place]) else self.rates[place],
            )
            for place in order
        ]
        columns = (
            "issue",
            *(f"range of {name}" for name in self.actors),
            *(f"importance to {name}" for name in self.actors),
            "should give way",
            "rate",
        )
        notes = [
            "Importance: share of all that the actor has at stake. Rate: what a point of the "
            "one who gives way is worth to the one who wants it most, on these scales. Options "
            "that no signable package contains are left out.",
        ]
        return Table(columns, rows, f"{self.name}: exchange rates", notes)

    def _advice(self, place: int) -> str:
        giver = self.givers[place]
        if giver is not None:
            return giver
        if len(self.menus[place].options) == 1:
            return "nobody: one option is left"
        return "nobody: all want the same" if np.isnan(self.rates[place]) else "either"

    def __repr__(self) -> str:
        best = np.nan_to_num(self.rates, nan=0.0)
        place = int(np.argmax(best))
        top = f", best {best[place]:.3g} on {self.issues[place]!r}" if best[place] > 0 else ""
        return f"<ExchangeRates on {len(self.issues)} issues{top}>"


def importance(ranges: Any) -> Any:
    """Return ranges (n_issues, n_actors) as shares of each actor's total (0 for no range)."""
    total = ranges.sum(axis=0)
    return ranges / np.where(total > 0, total, 1.0)


def ratios(ranges: FloatArray) -> FloatArray:
    """Return ``ranges[k, j] / ranges[k, i]`` for every issue k and actors i, j."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(ranges[:, None, :] / ranges[:, :, None])


def advantage(values: FloatArray, weight: FloatArray) -> tuple[int | None, float]:
    """Return who has the relative advantage in giving way on one issue, and the rate.

    Parameters
    ----------
    values : array, shape (n_options, n_actors)
    weight : array, shape (n_actors,)
        The issue's importance to each actor.

    Returns
    -------
    giver : int or None
    rate : float
        NaN if some option is best for everybody, 1 if nobody has an advantage.
    """
    width = np.ptp(values, axis=0)
    at_best = values >= values.max(axis=0) - TOLERANCE * width
    if at_best.all(axis=1).any():
        return None, float("nan")
    leader = int(np.argmax(weight))
    gives = ~at_best[at_best[:, leader]].any(axis=0)
    candidates = np.flatnonzero(gives)
    if not len(candidates):  # each of the leader's best options suits somebody else
        candidates = np.flatnonzero(~at_best[at_best[:, leader]].all(axis=0))
    giver = int(candidates[np.argmin(weight[candidates])])
    rate = float(weight[leader] / weight[giver])
    return (None, 1.0) if rate <= 1 + TOLERANCE else (giver, rate)


def exchange_rates(name: str, actors: tuple[str, ...], issues: tuple[Menu, ...]) -> ExchangeRates:
    """Return the exchange rates on all issues."""
    ranges = np.array([menu.ranges for menu in issues])
    weight = importance(ranges)
    found = [advantage(menu.values, weight[place]) for place, menu in enumerate(issues)]
    return ExchangeRates(
        name,
        actors,
        tuple(menu.issue.name for menu in issues),
        read_only(ranges),
        read_only(weight),
        read_only(ratios(ranges)),
        tuple(None if giver is None else actors[giver] for giver, _ in found),
        read_only(np.array([rate for _, rate in found])),
        issues,
    )
