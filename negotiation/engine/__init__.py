"""The bargaining engine: solution concepts, equilibria, fair division, cooperative values."""

from negotiation.engine._solution import Solution
from negotiation.engine.axiomatic import concepts, solve
from negotiation.engine.cooperative import Threats, shapley, variable_threats
from negotiation.engine.division import Division, DivisionProblem, divide
from negotiation.engine.equilibrium import Equilibria, equilibria
from negotiation.engine.equilibrium.correlated import Correlated, correlated

__all__ = [
    "Correlated",
    "Division",
    "DivisionProblem",
    "Equilibria",
    "Solution",
    "Threats",
    "concepts",
    "correlated",
    "divide",
    "equilibria",
    "shapley",
    "solve",
    "variable_threats",
]
