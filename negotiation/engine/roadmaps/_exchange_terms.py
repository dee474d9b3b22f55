"""What actors exchange: benefits and costs as numbers, lists of issues or functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation.concessions._names import actor_names, by_actor
from negotiation.engine.roadmaps._terms import terms_of
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError


@dataclass(frozen=True, eq=False)
class ExchangeTerms:
    """Benefits and costs of an exchange, actor by actor.

    Attributes
    ----------
    actors : tuple of str
    benefits : tuple
        Per actor what it gets: an array over the issues of the other actor, a number in an
        array of one where there is one issue or more than two actors, or a function.
    costs : tuple
        Per actor what it pays: an array over its own issues, or a function.
    patience : array, shape (n_actors,)
        Discount factors times the probability that the exchange survives a round.
    """

    actors: tuple[str, ...]
    benefits: tuple[Any, ...]
    costs: tuple[Any, ...]
    patience: FloatArray

    @property
    def smooth(self) -> bool:
        """Whether benefits and costs are functions of a level."""
        return callable(self.benefits[0])

    @property
    def least_patience(self) -> float | None:
        """The patience times survival, the same for all, from which on anything is exchanged.

        ``None`` where benefits and costs are functions.
        """
        if self.smooth:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            if len(self.actors) > 2:
                return max(
                    float(pay[0] / get[0]) if pay[0] > 0.0 else 0.0
                    for get, pay in zip(self.benefits, self.costs, strict=True)
                )
            cheapest = [
                np.where(
                    self.benefits[1 - own] > 0.0, self.costs[own] / self.benefits[1 - own], np.inf
                ).min()
                for own in (0, 1)
            ]
        # What one cannot bring at all, the other's bargain does not make good.
        return float(np.inf if np.inf in cheapest else np.sqrt(cheapest[0]) * np.sqrt(cheapest[1]))

    @classmethod
    def of(
        cls, benefits: Any, costs: Any, patience: Any, hazard: Any, actors: Any
    ) -> ExchangeTerms:
        """Read what users write, or say what is wrong with it."""
        if actors is None and isinstance(benefits, Mapping):
            actors = tuple(benefits)
        gets = _listed(benefits, "The benefits", actors)
        names = actor_names(actors, len(gets))
        if len(names) < 2:
            raise InvalidValueError("An exchange takes two actors.", given=list(names))
        pays = _listed(costs, "The costs", names)
        if len(pays) != len(names):
            raise InvalidValueError(f"{len(names)} actors need {len(names)} costs.", given=pays)
        curves = [callable(each) for each in (*gets, *pays)]
        if any(curves):
            if not all(curves):
                raise InvalidTypeError(
                    "Give either numbers or functions for all benefits and costs."
                )
            if len(names) != 2:
                raise NotDefinedError(
                    "Functions are taken for two actors; give numbers for more.", given=len(names)
                )
        else:
            gets = [
                _numbers(each, "The benefit", name) for each, name in zip(gets, names, strict=True)
            ]
            pays = [
                _numbers(each, "The cost", name) for each, name in zip(pays, names, strict=True)
            ]
            _refuse_misfits(gets, pays, names)
        lasting = terms_of(names, patience, hazard=hazard).lasting
        return cls(names, tuple(gets), tuple(pays), lasting)


def _listed(given: Any, what: str, actors: Any) -> list[Any]:
    """Return one entry per actor, from a sequence or a mapping."""
    if isinstance(given, Mapping):
        names = tuple(actors or ())
        return by_actor(given, names, f"{what} lack this actor.")
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        raise InvalidTypeError(f"{what} are a list with an entry per actor.", given=given)
    return list(given)


def _numbers(given: Any, what: str, actor: str) -> FloatArray:
    """Return a number, or numbers per issue, as an array of what is 0 or more."""
    array = np.atleast_1d(floats(given, what, actor=actor))
    if array.ndim != 1 or not array.size:
        raise InvalidValueError(
            f"{what} is a number, or a list with a number per issue.", given=given, actor=actor
        )
    if (array < 0).any():
        raise InvalidValueError(f"{what} is 0 or more.", given=array.tolist(), actor=actor)
    return array


def _refuse_misfits(gets: list[Any], pays: list[Any], names: tuple[str, ...]) -> None:
    """Refuse benefits and costs that speak of different numbers of issues."""
    if len(names) > 2:
        for name, *both in zip(names, gets, pays, strict=True):
            if any(len(each) != 1 for each in both):
                raise NotDefinedError(
                    "With more than two actors an exchange has one issue per actor: give a "
                    "number for what all others together bring, and one for the cost.",
                    actor=name,
                )
        return
    for own, name in enumerate(names):
        if len(gets[1 - own]) != len(pays[own]):
            raise InvalidValueError(
                f"This actor has {len(pays[own])} issues by its costs and {len(gets[1 - own])} by "
                f"what they bring {names[1 - own]}.",
                actor=name,
            )
