"""Cooperative values beside pure bargaining: coalitions and variable threats."""

from negotiation.engine.cooperative.shapley import shapley
from negotiation.engine.cooperative.variable_threats import Threats, variable_threats

__all__ = ["Threats", "shapley", "variable_threats"]
