"""The scenario as numbers: bargaining problem, Pareto frontier, normal-form games."""

from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.concession_game import concession_game
from negotiation.concessions.from_scenario import bargaining_problem
from negotiation.concessions.frontier import Frontier
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.concessions.package_problem import PackageProblem
from negotiation.concessions.packages import Packages
from negotiation.concessions.pareto import efficient

__all__ = [
    "BargainingProblem",
    "Frontier",
    "NormalFormGame",
    "PackageProblem",
    "Packages",
    "bargaining_problem",
    "concession_game",
    "efficient",
]
