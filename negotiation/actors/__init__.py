"""Who wants what: issues, outcomes, preferences, actors, scenarios.  No algorithms here."""

from negotiation.actors import distributions
from negotiation.actors._combination import Combination, Constraint, RedLine
from negotiation.actors.actor import Actor
from negotiation.actors.consent import Consent
from negotiation.actors.correlation import Correlation
from negotiation.actors.evidence import Evidence, Offer
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import Outcome, OutcomeSpace
from negotiation.actors.preferences import Preferences
from negotiation.actors.preferences.additive import Additive
from negotiation.actors.preferences.interacting import Interacting, Interaction
from negotiation.actors.preferences.payoff_table import PayoffTable
from negotiation.actors.preferences.utility_function import UtilityFunction
from negotiation.actors.quantity import Quantity
from negotiation.actors.scenario import Scenario
from negotiation.actors.uncertain_actor import UncertainActor

__all__ = [
    "Actor",
    "Additive",
    "Combination",
    "Consent",
    "Constraint",
    "Correlation",
    "Evidence",
    "Interacting",
    "Interaction",
    "Issue",
    "Offer",
    "Outcome",
    "OutcomeSpace",
    "PayoffTable",
    "Preferences",
    "Quantity",
    "RedLine",
    "Scenario",
    "UncertainActor",
    "UtilityFunction",
    "distributions",
]
