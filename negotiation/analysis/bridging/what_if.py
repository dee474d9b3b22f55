"""How likely no agreement would be if one thing were otherwise, draw by draw."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.analysis.bridging._changes import Change, DropRedLine, LowerReservation
from negotiation.analysis.ensembles._estimate import Estimate
from negotiation.analysis.ensembles._select import deals
from negotiation.analysis.ensembles._work import CHUNK
from negotiation.concessions import Draws, UncertainProblem, bargaining_problem
from negotiation.engine.talks._streams import child, seed_of
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

STEP = 0.05
"""Share of an actor's range by which walking away is worth less, if no changes are named."""


@dataclass(frozen=True)
class Effect:
    """What one change does to the probability of no agreement.

    Attributes
    ----------
    label : str
    no_agreement : Estimate
        With the change.
    difference : float
        That probability less the one without the change.
    standard_error : float
        Of the difference, both seen in the same draws; 0 where nothing is uncertain.
    opened, closed : int
        In how many draws the change brings a deal about, and in how many it prevents one.
    """

    label: str
    no_agreement: Estimate
    difference: float
    standard_error: float
    opened: int
    closed: int


@dataclass(frozen=True)
class WhatIf(Shown):
    """The probability of no agreement with and without each change.

    Attributes
    ----------
    base : Estimate
        As things stand.
    effects : tuple of Effect
        The change that brings most deals about first.
    name : str
        The scenario.
    """

    base: Estimate
    effects: tuple[Effect, ...]
    name: str = ""

    def __getitem__(self, label: str) -> Effect:
        for each in self.effects:
            if each.label == label:
                return each
        raise unknown_name("change compared", label, [each.label for each in self.effects])

    def __len__(self) -> int:
        return len(self.effects)

    def summary(self) -> Table:
        """Return a row per change."""
        columns = ("change", "no agreement", "difference", "± s.e.", "opened", "closed")
        rows = [
            (
                each.label,
                each.no_agreement.value,
                each.difference,
                each.standard_error,
                each.opened,
                each.closed,
            )
            for each in self.effects
        ]
        note = (
            f"No agreement as things stand: {self.base}. Every change is looked at in the same "
            f"{self.base.draws:,} draws."
        )
        return Table(columns, rows, f"{self.name}: what would change the odds", [note])

    def __repr__(self) -> str:
        if not self.effects:
            return f"<WhatIf: no agreement {self.base}, nothing changed>"
        first = self.effects[0]
        return (
            f"<WhatIf: no agreement {self.base}; {first.label}: "
            f"{percent(first.no_agreement.value)}>"
        )


def what_if(
    subject: Any,
    changes: Mapping[str, Change | Callable[[Scenario], Scenario]] | None = None,
    *,
    draws: int = 10_000,
    rng: Any = None,
) -> WhatIf:
    """Compare the probability of no agreement with and without changes.

    Parameters
    ----------
    subject : Scenario, UncertainProblem or Beliefs
    changes : mapping, optional
        ``{label: change}``: a `LowerReservation`, `DropRedLine`, `SidePayment` and so on, or a
        function from scenario to scenario.  If left out, every red line is dropped, and walking
        away is worth `STEP` of the range less to every actor, one at a time.
    draws : int, default 10,000
        At least 1.
    rng : int, Generator or None
        Same seed, same answer.

    Returns
    -------
    WhatIf

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a change is none, returns no scenario, or there are no draws.

    Notes
    -----
    With and without a change every uncertain number has the same random numbers: each block of
    numbers has a stream that belongs to its name.  Differences are therefore far more certain
    than the probabilities themselves.  A number whose distribution is changed keeps its place
    in it.

    Examples
    --------
    >>> import negotiation as ng
    >>> relief = ng.Issue("relief", ["none", "full"])
    >>> us = ng.Actor("US", ng.Additive({"relief": {"none": 1, "full": 0}}), -0.1)
    >>> wants, doubt = ng.Additive({"relief": {"none": 0, "full": 1}}), ng.distributions
    >>> dprk = ng.Actor("DPRK", wants, doubt.uniform(0.5, 1.5))
    >>> talk = ng.Scenario("a talk", [relief], [us, dprk])
    >>> changes = {"less pride": ng.LowerReservation("DPRK", 0.25)}
    >>> ng.what_if(talk, changes, draws=2000, rng=1)["less pride"].closed
    0
    """
    base = UncertainProblem.of(subject)
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1:
        raise InvalidValueError("draws= takes a whole number, at least 1.", given=draws)
    if changes is None:
        changes = standard_changes(base.scenario)
    if not isinstance(changes, Mapping):
        raise InvalidTypeError("Changes are written {label: change}.", given=changes)
    problems = [base]
    for label, change in changes.items():
        problems.append(UncertainProblem.of(_changed(base.scenario, str(label), change)))
    seed, deal = seed_of(rng), np.empty((len(problems), int(draws)), dtype=np.bool_)
    for start in range(0, int(draws), CHUNK):
        stop = min(start + CHUNK, int(draws))
        for row, problem in enumerate(problems):
            deal[row, start:stop] = deals(_drawn(problem, stop - start, seed, start // CHUNK))
    certain = [not each.quantities for each in problems]
    effects = [
        _effect(str(label), deal[0], row, (certain[0] and still, still))
        for label, row, still in zip(changes, deal[1:], certain[1:], strict=True)
    ]
    effects.sort(key=lambda each: each.difference)
    return WhatIf(_estimate(deal[0], certain[0]), tuple(effects), base.scenario.name)


def standard_changes(scenario: Scenario) -> dict[str, Change]:
    """Return the changes looked at if none are named.

    Every red line dropped; walking away worth `STEP` of the range less to every actor, its
    range that of the scenario in the middle of what its numbers could be.
    """
    found: dict[str, Change] = {}
    problem = bargaining_problem(scenario.central())
    payoffs = problem.payoffs
    for place, actor in enumerate(scenario.actors):
        types: Mapping[Any, Any] = getattr(actor, "types", {None: actor})
        for each in types.values():
            for line in each.red_lines:
                dropped = DropRedLine(actor.name, str(line))
                found[str(dropped)] = dropped
        lower = LowerReservation(actor.name, STEP * float(np.ptp(payoffs[:, place])))
        if lower.by > 0:
            found[str(lower)] = lower
    return found


def _changed(scenario: Scenario, label: str, change: Any) -> Scenario:
    apply = change.apply if isinstance(change, Change) else change
    if not callable(apply):
        raise InvalidTypeError(
            "A change is one of the library's or a function of the scenario.",
            given=change,
            label=label,
        )
    changed = apply(scenario)
    if not isinstance(changed, Scenario):
        raise InvalidTypeError("A change returns a Scenario.", given=changed, label=label)
    return changed


def _drawn(problem: UncertainProblem, n: int, seed: np.random.SeedSequence, chunk: int) -> Draws:
    """Return draws in which a block of numbers depends on nothing but its name and distribution."""
    numbers: dict[Any, Any] = {}
    for joint in problem.joints:
        digest = hashlib.sha256(repr(joint.quantities).encode()).digest()
        words = [int.from_bytes(digest[k : k + 4], "little") for k in range(0, 16, 4)]
        numbers.update(joint.sample(n, np.random.default_rng(child(seed, chunk, *words))))
    return Draws(problem, numbers, size=n)


def _estimate(deal: BoolArray, certain: bool) -> Estimate:
    return Estimate(float(np.mean(~deal)), len(deal), certain)


def _effect(label: str, before: BoolArray, after: BoolArray, certain: tuple[bool, bool]) -> Effect:
    opened, closed = int((~before & after).sum()), int((before & ~after).sum())
    n = len(before)
    difference = (closed - opened) / n
    spread = max((closed + opened) / n - difference**2, 0.0)
    error = 0.0 if certain[0] else math.sqrt(spread / n)
    return Effect(label, _estimate(after, certain[1]), difference, error, opened, closed)
