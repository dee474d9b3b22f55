"""Actors who err, who learn, and what they end up with.

Logit quantal response along its whole branch; best-response paths, fictitious play and
replicator dynamics; payoff dominance, risk dominance and logit tracing, which select one
equilibrium among several.
"""

from negotiation.engine.learning._branch import QuantalBranch, QuantalResponse
from negotiation.engine.learning._learning import LearningPath
from negotiation.engine.learning._selection import Selection
from negotiation.engine.learning.best_response_path import best_response_path
from negotiation.engine.learning.fictitious_play import fictitious_play
from negotiation.engine.learning.logit_tracing import trace
from negotiation.engine.learning.payoff_dominance import payoff_dominant
from negotiation.engine.learning.quantal_response import (
    quantal_response,
    quantal_response_branch,
)
from negotiation.engine.learning.replicator import replicator
from negotiation.engine.learning.risk_dominance import risk_dominant

__all__ = [
    "LearningPath",
    "QuantalBranch",
    "QuantalResponse",
    "Selection",
    "best_response_path",
    "fictitious_play",
    "payoff_dominant",
    "quantal_response",
    "quantal_response_branch",
    "replicator",
    "risk_dominant",
    "trace",
]
