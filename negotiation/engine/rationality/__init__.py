"""What reasoning alone rules out, and what a mediator could arrange.

Iterated dominance and rationalisable strategies; correlated and coarse correlated equilibria
and the corners of their polytopes.
"""

from negotiation.engine.rationality.correlated import Correlated, correlated
from negotiation.engine.rationality.correlated_vertices import (
    CorrelatedVertices,
    correlated_vertices,
)
from negotiation.engine.rationality.iterated import Dominance, Dominated, dominance
from negotiation.engine.rationality.rationalizable import Rationalizable, rationalizable

__all__ = [
    "Correlated",
    "CorrelatedVertices",
    "Dominance",
    "Dominated",
    "Rationalizable",
    "correlated",
    "correlated_vertices",
    "dominance",
    "rationalizable",
]
