"""What would make a self-enforcing road map exist: the first obstacle and the cheapest changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.engine.roadmaps._answer import REFERENCE, Condition, RoadMap
from negotiation.engine.roadmaps._mending import FARTHEST, MOST_STATES, SCAN, Search
from negotiation.engine.roadmaps._objective import Objective, settled
from negotiation.engine.roadmaps._obstacle import obstacle
from negotiation.engine.roadmaps._remedy import KINDS, Remedy, all_remedies
from negotiation.engine.roadmaps._setting import Setting, setting_of
from negotiation.engine.roadmaps._states import checked_order
from negotiation.engine.roadmaps._table_model import valid_masks
from negotiation.engine.roadmaps._terms import PerActor
from negotiation.engine.roadmaps.frontier import stage_count
from negotiation.errors import InvalidValueError, TooLargeError, unknown_name

STATUSES = ("found", "none found", "not needed")


@dataclass(frozen=True, eq=False)
class Remedies(Shown):
    """Why no self-enforcing road map exists, and what would make one exist.

    Attributes
    ----------
    road : RoadMap
        The best map as things stand; to stay at the beginning if there is no other.
    status : str
        One of `STATUSES`.
    reason : str
        The first obstacle in words; empty if there is none.
    first_violation : Condition or None
        The first condition that `nearest` does not meet.
    nearest : RoadMap or None
        The order of steps that comes nearest: its greatest shortfall, relative to what is at
        stake for the actor, is the least.
    remedies : tuple of Remedy
        The cheapest first.  That is: the fewest changes; of these what can be written into a
        text (what is reversible or split, how many stages) before money put up from outside
        (bonds), and this before what nobody can sign (patience, hazard, lag); of bonds and terms
        the smaller change; then the greatest joint value of the map, in units of what is at
        stake for each actor.
    diagnostics : mapping
        What was searched and how finely.
    """

    road: RoadMap
    status: str
    reason: str
    first_violation: Condition | None
    nearest: RoadMap | None
    remedies: tuple[Remedy, ...]
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)

    @property
    def cheapest(self) -> Remedy | None:
        """The first of the remedies; ``None`` without any."""
        return self.remedies[0] if self.remedies else None

    def __len__(self) -> int:
        return len(self.remedies)

    def __iter__(self) -> Iterator[Remedy]:
        return iter(self.remedies)

    def summary(self) -> Table:
        """Return every remedy with its size and the map that it makes possible."""
        actors = self.road.actors
        rows = [
            (
                each.change,
                each.kind,
                each.size,
                *each.values.tolist(),
                " | ".join(" + ".join(stage) or "pause" for stage in each.road.stages),
            )
            for each in self.remedies
        ]
        notes = [self.reason] if self.reason else []
        notes += self.diagnostics.get("assumption", ())
        if self.status == "not needed":
            notes.append("A self-enforcing map exists as things stand.")
        elif not self.remedies:
            notes.append("No change of those tried makes a map exist.")
        columns = ("change", "kind", "size", *actors, "stages")
        return Table(columns, rows, "road map: remedies", [*notes, REFERENCE])

    def __repr__(self) -> str:
        found = f", cheapest: {self.cheapest.change}" if self.cheapest else ""
        return f"<Remedies: {self.status}, {len(self)} changes{found}>"


def roadmap_remedies(
    measures: Any,
    *,
    target: Any = None,
    patience: PerActor | None = None,
    hazard: float = 0.0,
    objective: Objective = "nash",
    wanted: str = "target",
    kinds: Iterable[str] | None = None,
    pauses: bool = True,
    stages: int | None = None,
    order: str = "simultaneous",
    lag: int = 1,
    bonds: PerActor | None = None,
) -> Remedies:
    """Return why no self-enforcing road map leads to the target, and what would change that.

    Tried are: making one measure reversible, or irreversible; taking one in equal parts; more
    stages, that is longer pauses; the least bond of each actor alone, and of several in
    proportion to what is at stake for them if no single one will do; a shorter lag; the least
    fall of the hazard; the least rise of each actor's patience, and of everybody's.  If no single
    change to the list suffices, two measures are made reversible or irreversible together.
    Every map that is returned has been checked step by step on the changed terms.

    Parameters
    ----------
    measures : sequence of Measure, or Scenario
        Indivisible, with at most 512 states.
    target : mapping, Solution, str or sequence, optional
        Where the map must end, as for `roadmap`; with all measures in force, or in a scenario
        at the highest level of every concession, if left out.
    patience, hazard, objective, pauses, stages, order, lag, bonds
        As for `roadmap`.
    wanted : {"target", "any"}
        Whether a map must lead to the target, or any will do that the objective prefers to
        staying at the beginning.
    kinds : iterable of str, optional
        The kinds of change to try, of `KINDS`; all if left out.

    Returns
    -------
    Remedies

    Raises
    ------
    UnknownNameError
        If a kind is none that there is.
    TooLargeError
        If there are too many states to search again and again.
    NotDefinedError
        If a measure is divisible.

    Notes
    -----
    Bonds are exact: a map tells what it lacks, and one that lacks less is looked for until there
    is none.  The patience that works need not be an interval: 16 values are tried, from the
    present one to a thousandth of the impatience, and between the first that works and the one
    before the search goes on by halves.  A smaller change between two of these values may be
    missed.  The same holds for the hazard.

    References
    ----------
    Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic
    Studies 69, 339-356.

    Examples
    --------
    >>> import negotiation as ng
    >>> found = ng.roadmap_remedies(
    ...     [
    ...         ng.Measure("dismantling", "North", 3, {"South": 5}),
    ...         ng.Measure("inspections", "North", 1, {"South": 2}, reversible=True),
    ...         ng.Measure("relief", "South", 1, {"North": 6}),
    ...     ],
    ...     patience=0.8,
    ... )
    >>> found.first_violation.actor, found.first_violation.stage
    ('North', 3)
    >>> [each.change for each in found]
    ['make relief reversible', 'a bond of 6.25 by North']
    >>> found.cheapest.road
    <RoadMap: ok, inspections + relief | dismantling>
    """
    if wanted not in ("target", "any"):
        raise unknown_name("wanted", wanted, ("target", "any"))
    chosen = _kinds(kinds)
    setting = setting_of(measures, target, patience, hazard=hazard, lag=lag, bonds=bonds)
    checked_order(order)
    settled(objective, setting.model.actors)
    count = len(valid_masks(setting.model))
    if count > MOST_STATES:
        raise TooLargeError(
            f"{count:,} states are too many to search again and again (at most {MOST_STATES}). "
            "Name a nearer target=, or leave measures out."
        )
    most = stage_count(stages)
    ways = {
        "stages": len(setting.model.measures) if most is None else most,
        "pauses": pauses,
        "order": order,
    }
    search = Search(wanted == "target", objective, ways)
    return _remedies(setting, search, chosen)


def _kinds(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the kinds of change to try."""
    if given is None:
        return KINDS
    kinds = (given,) if isinstance(given, str) else tuple(given)
    for kind in kinds:
        if kind not in KINDS:
            raise unknown_name("kind", kind, KINDS)
    if not kinds:
        raise InvalidValueError(f"Say which kinds of change to try, of {', '.join(KINDS)}.")
    return kinds


def _remedies(setting: Setting, search: Search, kinds: tuple[str, ...]) -> Remedies:
    """Return the answer for a setting."""
    model, terms = setting.model, setting.terms
    notes = {
        "kinds": kinds,
        "scan": SCAN,
        "farthest": 1.0 / FARTHEST,
        "wanted": search.whole,
        "assumption": setting.assumption,
    }
    if setting.still:
        road = RoadMap(model, terms, np.zeros((1, len(model.measures))), "ok")
        return Remedies(road, "not needed", "", None, None, (), notes)
    held = search.road(model, terms)
    if held is not None:
        return Remedies(held, "not needed", "", None, None, (), notes)
    now = replace(search, whole=False).road(model, terms)
    if now is None:
        now = RoadMap(model, terms, np.zeros((1, len(model.measures))), "disagreement")
    elif search.whole:
        now = replace(now, status="short")
    found = obstacle(setting, search)
    remedies = [] if found.final else all_remedies(model, terms, search, kinds)
    status = "found" if remedies else "none found"
    return Remedies(
        now, status, found.reason, found.condition, found.nearest, tuple(remedies), notes
    )
