"""The same talks held by NegMAS, where it is installed.

Its fastest way that was found: `SAOMechanism.run()` with its own negotiators, no plots, no trace
columns, preferences made beforehand.  `AspirationNegotiator` was measured beside the `…TB`
negotiators built from components, and is faster.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

from negmas_peer import preferences


def functions(values: Any) -> Any:
    """Return NegMAS's outcome space and preferences of option values."""
    made = preferences(values)
    return made[0].outcome_space, made


def negotiator(kind: str) -> Any:
    """Return a negotiator that plays like one of our tactics."""
    from negmas.sao import AspirationNegotiator, MiCRONegotiator, ToughNegotiator

    if kind == "micro":
        return MiCRONegotiator()
    if kind == "hard_liner":
        return ToughNegotiator()
    # It demands 1 - t**exponent of its range, with our exponent turned over.
    exponent = {"boulware": 5.0, "linear": 1.0, "conceder": 0.2}[kind]
    return AspirationNegotiator(max_aspiration=1.0, aspiration_type=exponent)


def talk(space: Any, kinds: Any, rounds: int) -> Any:
    """Hold one talk and return its last state."""
    from negmas.sao import SAOMechanism

    outcomes, made = space
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mechanism = SAOMechanism(outcome_space=outcomes, n_steps=rounds)
        for kind, function in zip(kinds, made, strict=True):
            mechanism.add(negotiator(kind), ufun=function)
        mechanism.run()
    return mechanism.state


def tournament(spaces: Any, kinds: Any, rounds: int) -> list[Any]:
    """Hold a talk of every pair of kinds in every space, one after the other."""
    return [
        talk(space, pair, rounds) for space in spaces for pair in itertools.product(kinds, kinds)
    ]
