"""What a road map is asked about: measures or a scenario, where it is to lead, on what terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from negotiation._arrays import FloatArray
from negotiation.actors import Scenario
from negotiation.concessions.from_scenario import refuse_uncertain, reservation_value
from negotiation.concessions.measure import measures_of
from negotiation.engine.roadmaps._from_scenario import (
    Concessions,
    concessions,
    forbidding,
    target_of,
)
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._terms import PerActor, Terms, terms_of
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

UNSAID = 0.9
"""The patience of a scenario's actor whose discount factor is 1: illustrative, and remarked on."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A model of measures, the terms, and what counts as getting there.

    Attributes
    ----------
    model : RoadMapModel
    terms : Terms
    whole : bool
        Whether a map must end with all measures in force.
    still : bool
        Whether there is nothing to do: the target is the status quo, or no agreement.
    scenario : Concessions or None
        Where the measures come from.
    barred : tuple of str
        Constraints and red lines that the target itself meets.
    assumed : tuple of str
        Actors of whose patience nothing is said.
    """

    model: RoadMapModel
    terms: Terms
    whole: bool
    still: bool = False
    scenario: Concessions | None = None
    barred: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def assumption(self) -> tuple[str, ...]:
        """What was assumed for want of being told, in words."""
        if not self.assumed:
            return ()
        return (
            f"Nothing is said of the patience of {' and '.join(self.assumed)}; {UNSAID:g} is "
            "assumed, as an illustration. Say patience= for another.",
        )

    def remarks(self, path: FloatArray) -> tuple[str, ...]:
        """Return in words what else is to be known about a map."""
        if self.scenario is None:
            return ()
        given = self.scenario
        names = [actor.name for actor in given.scenario.actors]
        end = given.standing + self.model.flows(path[-1:])[0]
        shown = ", ".join(
            f"{name} {now:.4g} → {then:.4g}"
            for name, now, then in zip(names, given.standing, end, strict=True)
        )
        out = [f"Utility per period, status quo → end: {shown}."] if len(path) > 1 else []
        out += self.assumption
        for place, actor in enumerate(given.scenario.actors if len(path) > 1 else ()):
            walk = reservation_value(actor, given.scenario)
            if end[place] < walk - self.model.tolerance[place]:
                out.append(
                    f"To {actor.name} the end is worth less than walking away ({walk:.4g}). No "
                    "step depends on that: who breaks off a road map is left with its floor."
                )
        out += [f"The target is barred by {each}." for each in self.barred]
        if given.gifts:
            out.append(
                f"{', '.join(given.gifts)}: the owner gains by this itself, so to withhold it is "
                "a threat against its own interest."
            )
        return tuple(out)

    def notes(self, path: FloatArray) -> dict[str, Any]:
        """Return what a map's diagnostics say of the scenario."""
        notes: dict[str, Any] = {"remarks": self.remarks(path)}
        if self.scenario is not None:
            names = [actor.name for actor in self.scenario.scenario.actors]
            standing = self.scenario.standing.tolist()
            notes["scenario"] = self.scenario.scenario.name
            notes["status_quo"] = dict(zip(names, standing, strict=True))
            notes["end"] = self.scenario.outcome(path[-1])
            notes["target"] = self.scenario.target
        return notes


def setting_of(
    subject: Any,
    target: Any,
    patience: PerActor | None,
    *,
    hazard: float = 0.0,
    lag: int = 1,
    bonds: PerActor | None = None,
) -> Setting:
    """Return the setting that a list of measures or a scenario describes.

    Parameters
    ----------
    subject : sequence of Measure, or Scenario
    target : object
        As `roadmap` takes it.
    patience : number, sequence, mapping or None
        With a scenario, actors left out have their `Actor.discount`, or `UNSAID` if that is 1.
    hazard, lag, bonds
        As for `roadmap`.
    """
    if isinstance(subject, Scenario):
        refuse_uncertain(subject)
        found, still = _conceded(subject, target)
        model = found.model
        patient, assumed = _patience(subject, patience)
        assumed = () if still else assumed
        goal = found.target
        barred = () if goal is None else forbidding(subject, goal)
        whole = target is not None and not still
    else:
        model, found, still, barred, assumed = _listed(subject, target), None, False, (), ()
        whole = target is not None
        if patience is None:
            raise InvalidValueError(
                "Measures say nothing about patience: patience=0.9, or {actor: number}."
            )
        patient = patience
    terms = terms_of(model.actors, patient, hazard=hazard, lag=lag, bonds=bonds)
    return Setting(model, terms, whole, still, found, barred, assumed)


def _conceded(scenario: Scenario, target: Any) -> tuple[Concessions, bool]:
    """Return a scenario's concessions, and whether there is nothing to do."""
    if target is None:
        return concessions(scenario, None), False
    goal = target_of(scenario, target)
    if goal is None or goal == scenario.status_quo:
        # The first levels stand for all: none of them is put in force.
        found = concessions(scenario, None, most=1)
        return replace(found, target=goal), True
    return concessions(scenario, goal), False


def _listed(subject: Any, target: Any) -> RoadMapModel:
    """Return the model of a list of measures, of those only that the target names."""
    model = RoadMapModel(subject)
    if target is None:
        return model
    if isinstance(target, str) or not isinstance(target, Iterable) or isinstance(target, Mapping):
        raise InvalidTypeError(
            "With measures a target is the list of the names of those to be in force in the end.",
            given=target,
        )
    names = tuple(dict.fromkeys(target))
    for name in names:
        if name not in model.names:
            raise unknown_name("measure", name, model.names)
    chosen = [each for each in model.measures if each.name in names]
    return RoadMapModel(measures_of(chosen), model.actors)


def _patience(scenario: Scenario, given: PerActor | None) -> tuple[Any, tuple[str, ...]]:
    """Return the patience of a scenario's actors, and of which of them nothing is said.

    Unless given it is their own discount factor; a factor of 1 says that time does not matter
    to the worth of a package, which is not enough to go on here.
    """
    if given is not None and not isinstance(given, Mapping):
        return given, ()
    own: dict[str, Any] = {actor.name: actor.discount for actor in scenario.actors}
    told = dict(given or {})
    unsaid = tuple(name for name, value in own.items() if name not in told and value >= 1.0)
    return {**own, **dict.fromkeys(unsaid, UNSAID), **told}, unsaid
