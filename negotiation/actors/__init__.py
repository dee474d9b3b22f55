"""Who wants what: issues, outcomes, preferences, actors, scenarios.  No algorithms here."""

from negotiation.actors._combination import Combination, Constraint, RedLine
from negotiation.actors.actor import Actor
from negotiation.actors.consent import Consent
from negotiation.actors.evidence import Evidence, Offer
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import Outcome, OutcomeSpace
from negotiation.actors.preferences import Preferences
from negotiation.actors.preferences.additive import Additive
from negotiation.actors.preferences.interacting import Interacting, Interaction
from negotiation.actors.preferences.payoff_table import PayoffTable
from negotiation.actors.preferences.utility_function import UtilityFunction
from negotiation.actors.scenario import Scenario

__all__ = [
    "Actor",
    "Additive",
    "Combination",
    "Consent",
    "Constraint",
    "Evidence",
    "Interacting",
    "Interaction",
    "Issue",
    "Offer",
    "Outcome",
    "OutcomeSpace",
    "PayoffTable",
    "Preferences",
    "RedLine",
    "Scenario",
    "UtilityFunction",
]
