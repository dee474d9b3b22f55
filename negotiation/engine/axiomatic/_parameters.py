"""What a caller tells a concept besides the problem, checked and put on the scale of gains."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.concessions import BargainingProblem
from negotiation.concessions._names import per_actor
from negotiation.engine.axiomatic._concept import Concept
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


def settle(
    concept: Concept, problem: BargainingProblem, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a concept's parameters as arrays over gains.

    Raises
    ------
    UnknownNameError
        If the concept has no such parameter, or an actor's name is misspelt.
    InvalidValueError
        If one is missing or out of range; the actor is named.
    """
    for name in given:
        if name not in concept.parameters:
            raise unknown_name("parameter", name, concept.parameters, concept=concept.name)
    for name in concept.required:
        if given.get(name) is None:
            raise InvalidValueError(
                f"The concept needs {name}=, a number per actor ({', '.join(problem.actors)}).",
                concept=concept.name,
            )
    settled = {name: value for name, value in given.items() if value is not None}
    if concept.powered and "weights" not in settled and np.ptp(problem.power) > 0:
        settled["weights"] = problem.power
    readers = {
        "weights": _weights,
        "claims": _claims,
        "reference": _reference,
        "p": _exponent,
        "quota": _quota,
    }
    return {
        name: readers[name](problem, value) if name in readers else value
        for name, value in settled.items()
    }


def _weights(problem: BargainingProblem, given: Any) -> FloatArray:
    weights = per_actor(given, problem.actors, "Weights", 0.0)
    for name, weight in zip(problem.actors, weights, strict=True):
        if weight <= 0:
            raise InvalidValueError("A weight must be positive.", given=float(weight), actor=name)
    return weights


def _claims(problem: BargainingProblem, given: Any) -> FloatArray:
    claims = per_actor(given, problem.actors, "Claims", 0.0) - problem.disagreement
    for name, claim, slack in zip(problem.actors, claims, problem.slack, strict=True):
        if claim <= slack:
            raise InvalidValueError(
                "A claim must exceed what walking away is worth to the actor.",
                given=float(claim),
                actor=name,
            )
    return claims


def _reference(problem: BargainingProblem, given: Any) -> FloatArray:
    if isinstance(given, Mapping) and not set(given) <= set(problem.actors):
        payoffs = problem.payoffs[problem.index(given)]
    else:
        payoffs = per_actor(given, problem.actors, "The reference", 0.0)
    gains = payoffs - problem.disagreement
    for name, gain, slack, payoff in zip(
        problem.actors, gains, problem.slack, payoffs, strict=True
    ):
        if gain < -slack:
            raise InvalidValueError(
                "The reference must be at least as good as walking away for everybody.",
                given=float(payoff),
                actor=name,
            )
    reference: FloatArray = np.maximum(gains, 0.0)
    return reference


def _exponent(problem: BargainingProblem, given: Any) -> float:
    if given == math.inf:
        return math.inf
    exponent = number(given, "The exponent p")
    if exponent < 1:
        raise InvalidValueError("The exponent p must be at least 1.", given=given)
    return exponent


def _quota(problem: BargainingProblem, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise InvalidTypeError("A quota is a whole number of actors.", given=given)
    if not 1 <= given <= len(problem.actors):
        raise InvalidValueError(
            f"A quota lies between 1 and the number of actors, {len(problem.actors)}.", given=given
        )
    return int(given)
