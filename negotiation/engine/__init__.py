"""The bargaining engine: solution concepts, equilibria, fair division, cooperative values."""

from negotiation.engine._solution import Solution
from negotiation.engine.axiomatic import concepts, solve
from negotiation.engine.cooperative import Threats, shapley, variable_threats
from negotiation.engine.division import Division, DivisionProblem, divide
from negotiation.engine.equilibrium import Component, Equilibria, NashSubset, equilibria
from negotiation.engine.equilibrium._branch import QuantalBranch, QuantalResponse
from negotiation.engine.equilibrium._learning import LearningPath
from negotiation.engine.equilibrium._selection import Selection
from negotiation.engine.equilibrium.best_response_path import best_response_path
from negotiation.engine.equilibrium.correlated import Correlated, correlated
from negotiation.engine.equilibrium.correlated_vertices import (
    CorrelatedVertices,
    correlated_vertices,
)
from negotiation.engine.equilibrium.evolutionary import (
    EvolutionarilyStable,
    evolutionarily_stable,
)
from negotiation.engine.equilibrium.fictitious_play import fictitious_play
from negotiation.engine.equilibrium.iterated import Dominance, Dominated, dominance
from negotiation.engine.equilibrium.logit_tracing import trace
from negotiation.engine.equilibrium.payoff_dominance import payoff_dominant
from negotiation.engine.equilibrium.perfection import Perfection, trembling_hand_perfect
from negotiation.engine.equilibrium.quantal_response import (
    quantal_response,
    quantal_response_branch,
)
from negotiation.engine.equilibrium.rationalizable import Rationalizable, rationalizable
from negotiation.engine.equilibrium.replicator import replicator
from negotiation.engine.equilibrium.risk_dominance import risk_dominant
from negotiation.engine.equilibrium.security import Security, security
from negotiation.engine.equilibrium.stack import EquilibriaStack, equilibria_stack
from negotiation.engine.equilibrium.stackelberg import Stackelberg, stackelberg
from negotiation.engine.equilibrium.zero_sum import ZeroSum, zero_sum
from negotiation.engine.information import (
    Assessment,
    AudienceCosts,
    BayesianEquilibria,
    BestOffers,
    BilateralTrade,
    ButterForBombs,
    CheapTalk,
    Course,
    DoubleAuction,
    ExpectedExternality,
    Inspection,
    PowerShift,
    RiskReturn,
    Screening,
    Signalling,
    Talk,
    Verification,
    audience_costs,
    bayesian_equilibria,
    best_offers,
    bilateral_trade,
    butter_for_bombs,
    cheap_talk,
    double_auction,
    expected_externality,
    inspection,
    power_shift,
    risk_return,
    screening,
    signalling,
    verification,
)
from negotiation.engine.trees import (
    AgentQuantalResponse,
    SequenceForm,
    SubgamePerfect,
    agent_quantal_response,
    offer_tree,
    sequence_form,
    subgame_perfect,
)

__all__ = [
    "AgentQuantalResponse",
    "Assessment",
    "AudienceCosts",
    "BayesianEquilibria",
    "BestOffers",
    "BilateralTrade",
    "ButterForBombs",
    "CheapTalk",
    "Component",
    "Correlated",
    "CorrelatedVertices",
    "Course",
    "Division",
    "DivisionProblem",
    "Dominance",
    "Dominated",
    "DoubleAuction",
    "Equilibria",
    "EquilibriaStack",
    "EvolutionarilyStable",
    "ExpectedExternality",
    "Inspection",
    "LearningPath",
    "NashSubset",
    "Perfection",
    "PowerShift",
    "QuantalBranch",
    "QuantalResponse",
    "Rationalizable",
    "RiskReturn",
    "Screening",
    "Security",
    "Selection",
    "SequenceForm",
    "Signalling",
    "Solution",
    "Stackelberg",
    "SubgamePerfect",
    "Talk",
    "Threats",
    "Verification",
    "ZeroSum",
    "agent_quantal_response",
    "audience_costs",
    "bayesian_equilibria",
    "best_offers",
    "best_response_path",
    "bilateral_trade",
    "butter_for_bombs",
    "cheap_talk",
    "concepts",
    "correlated",
    "correlated_vertices",
    "divide",
    "dominance",
    "double_auction",
    "equilibria",
    "equilibria_stack",
    "evolutionarily_stable",
    "expected_externality",
    "fictitious_play",
    "inspection",
    "offer_tree",
    "payoff_dominant",
    "power_shift",
    "quantal_response",
    "quantal_response_branch",
    "rationalizable",
    "replicator",
    "risk_dominant",
    "risk_return",
    "screening",
    "security",
    "sequence_form",
    "shapley",
    "signalling",
    "solve",
    "stackelberg",
    "subgame_perfect",
    "trace",
    "trembling_hand_perfect",
    "variable_threats",
    "verification",
    "zero_sum",
]
