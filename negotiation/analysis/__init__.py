"""Questions about one problem or many solutions: take apart, compare theories, replay answers."""

from negotiation.analysis._conflict import integrative_potential, opposition
from negotiation.analysis._distances import Distances
from negotiation.analysis._logrolling import Logrolling
from negotiation.analysis._rates import ExchangeRates
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis.anatomy import Anatomy, anatomy
from negotiation.analysis.coalitions import (
    Coalition,
    Coalitions,
    Objection,
    Pivot,
    coalitions,
)
from negotiation.analysis.compare import Comparison, compare
from negotiation.analysis.responses import Response, Responses, responses

__all__ = [
    "Anatomy",
    "Coalition",
    "Coalitions",
    "Comparison",
    "Distances",
    "ExchangeRates",
    "Logrolling",
    "NotDefined",
    "Objection",
    "Pivot",
    "Response",
    "Responses",
    "anatomy",
    "coalitions",
    "compare",
    "integrative_potential",
    "opposition",
    "responses",
]
