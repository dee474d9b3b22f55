"""Numbers that are not known: a distribution per file, found here under its name.

``ng.distributions.names()`` lists them.  Each stands in the place of a number of a scenario,
`dirichlet` in the place of all weights of an actor.
"""

from __future__ import annotations

from typing import Any

from negotiation._registry import import_members
from negotiation.actors.distributions._distribution import (
    Distribution,
    distribution,
    distribution_registry,
    uniforms,
)
from negotiation.actors.distributions._scipy import ScipyDistribution
from negotiation.actors.distributions._uncertain import (
    Uncertain,
    adapted,
    shown,
    uncertain_number,
)
from negotiation.errors import unknown_name

import_members(__name__, list(__path__))
_SHOWN = dict(distribution_registry)
globals().update(_SHOWN)


def names() -> tuple[str, ...]:
    """Return the names of all registered distributions, in alphabetical order."""
    return tuple(distribution_registry)


__all__ = [
    "Distribution",
    "ScipyDistribution",
    "Uncertain",
    "adapted",
    "distribution",
    "distribution_registry",
    "names",
    "shown",
    "uncertain_number",
    "uniforms",
    *sorted(_SHOWN),
]


def __getattr__(name: str) -> Any:
    """Say which distributions there are; a distribution's own name never gets here."""
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(str(unknown_name("distribution", name, distribution_registry)))
