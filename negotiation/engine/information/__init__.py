"""Private information: types, signals, offers to someone whose mind one cannot read, crises."""

from negotiation.engine.information._assessment import Assessment
from negotiation.engine.information._price_paths import Course, Screening
from negotiation.engine.information._private_answer import PrivateReservations
from negotiation.engine.information._signalling_answer import Signalling
from negotiation.engine.information.audience_costs import AudienceCosts, audience_costs
from negotiation.engine.information.bayesian import BayesianEquilibria, bayesian_equilibria
from negotiation.engine.information.bilateral_trade import BilateralTrade, bilateral_trade
from negotiation.engine.information.butter_for_bombs import ButterForBombs, butter_for_bombs
from negotiation.engine.information.cheap_talk import CheapTalk, Talk, cheap_talk
from negotiation.engine.information.double_auction import DoubleAuction, double_auction
from negotiation.engine.information.expected_externality import (
    ExpectedExternality,
    expected_externality,
)
from negotiation.engine.information.inspection import Inspection, inspection
from negotiation.engine.information.offers import BestOffers, best_offers
from negotiation.engine.information.power_shift import PowerShift, power_shift
from negotiation.engine.information.private_reservations import private_reservations
from negotiation.engine.information.risk_return import RiskReturn, risk_return
from negotiation.engine.information.screening import screening
from negotiation.engine.information.signalling import signalling
from negotiation.engine.information.verification import Verification, verification

__all__ = [
    "Assessment",
    "AudienceCosts",
    "BayesianEquilibria",
    "BestOffers",
    "BilateralTrade",
    "ButterForBombs",
    "CheapTalk",
    "Course",
    "DoubleAuction",
    "ExpectedExternality",
    "Inspection",
    "PowerShift",
    "PrivateReservations",
    "RiskReturn",
    "Screening",
    "Signalling",
    "Talk",
    "Verification",
    "audience_costs",
    "bayesian_equilibria",
    "best_offers",
    "bilateral_trade",
    "butter_for_bombs",
    "cheap_talk",
    "double_auction",
    "expected_externality",
    "inspection",
    "power_shift",
    "private_reservations",
    "risk_return",
    "screening",
    "signalling",
    "verification",
]
