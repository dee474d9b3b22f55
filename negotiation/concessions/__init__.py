"""The scenario as numbers: bargaining problem, Pareto frontier, normal-form games."""

from negotiation.concessions.acceptance_game import acceptance_game
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.bayesian_game import BayesianGame
from negotiation.concessions.behaviour import Behaviour
from negotiation.concessions.concession_game import concession_game
from negotiation.concessions.extensive_form import (
    Chance,
    Decision,
    Ending,
    ExtensiveGame,
    InformationSet,
    Position,
)
from negotiation.concessions.from_scenario import bargaining_problem
from negotiation.concessions.frontier import Frontier
from negotiation.concessions.measure import Measure
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.concessions.package_problem import PackageProblem
from negotiation.concessions.packages import Packages
from negotiation.concessions.pareto import efficient
from negotiation.concessions.preference_types import PreferenceTypes
from negotiation.concessions.signalling_game import SignallingGame
from negotiation.concessions.uncertain_problem import Draws, UncertainProblem

__all__ = [
    "BargainingProblem",
    "BayesianGame",
    "Behaviour",
    "Chance",
    "Decision",
    "Draws",
    "Ending",
    "ExtensiveGame",
    "Frontier",
    "InformationSet",
    "Measure",
    "NormalFormGame",
    "PackageProblem",
    "Packages",
    "Position",
    "PreferenceTypes",
    "SignallingGame",
    "UncertainProblem",
    "acceptance_game",
    "bargaining_problem",
    "concession_game",
    "efficient",
]
