"""Questions about one problem or many solutions: take apart, compare theories, replay answers."""

from negotiation.analysis import statements
from negotiation.analysis._conflict import integrative_potential, opposition
from negotiation.analysis._distances import Distances
from negotiation.analysis._logrolling import Logrolling
from negotiation.analysis._rates import ExchangeRates
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis.anatomy import Anatomy, anatomy
from negotiation.analysis.beliefs import Acceptability, Beliefs, beliefs
from negotiation.analysis.bridging import (
    AddIssue,
    AddOption,
    Bridge,
    Bridging,
    Change,
    DropConstraint,
    DropRedLine,
    Effect,
    LowerReservation,
    Nearest,
    Needs,
    SidePayment,
    WhatIf,
    bridge,
    what_if,
)
from negotiation.analysis.coalitions import (
    Coalition,
    Coalitions,
    Objection,
    Pivot,
    coalitions,
)
from negotiation.analysis.compare import Comparison, compare
from negotiation.analysis.ensembles import Blocked, Ensemble, Estimate, ensemble
from negotiation.analysis.responses import Response, Responses, responses
from negotiation.analysis.sensitivity import (
    InformationValue,
    PhaseMap,
    SobolIndices,
    Thresholds,
    Tornado,
    information_value,
    loosened,
    phase_map,
    sobol,
    threshold,
    tornado,
)

__all__ = [
    "Acceptability",
    "AddIssue",
    "AddOption",
    "Anatomy",
    "Beliefs",
    "Blocked",
    "Bridge",
    "Bridging",
    "Change",
    "Coalition",
    "Coalitions",
    "Comparison",
    "Distances",
    "DropConstraint",
    "DropRedLine",
    "Effect",
    "Ensemble",
    "Estimate",
    "ExchangeRates",
    "InformationValue",
    "Logrolling",
    "LowerReservation",
    "Nearest",
    "Needs",
    "NotDefined",
    "Objection",
    "PhaseMap",
    "Pivot",
    "Response",
    "Responses",
    "SidePayment",
    "SobolIndices",
    "Thresholds",
    "Tornado",
    "WhatIf",
    "anatomy",
    "beliefs",
    "bridge",
    "coalitions",
    "compare",
    "ensemble",
    "information_value",
    "integrative_potential",
    "loosened",
    "opposition",
    "phase_map",
    "responses",
    "sobol",
    "statements",
    "threshold",
    "tornado",
    "what_if",
]
