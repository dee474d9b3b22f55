"""Committing first, being safe whatever others do, and what withstands mistakes and newcomers.

Stackelberg leadership; security levels and the value of opposed games; trembling-hand
perfection and evolutionary stability.
"""

from negotiation.engine.commitment.evolutionary import (
    EvolutionarilyStable,
    evolutionarily_stable,
)
from negotiation.engine.commitment.perfection import Perfection, trembling_hand_perfect
from negotiation.engine.commitment.security import Security, security
from negotiation.engine.commitment.stackelberg import Stackelberg, stackelberg
from negotiation.engine.commitment.zero_sum import ZeroSum, zero_sum

__all__ = [
    "EvolutionarilyStable",
    "Perfection",
    "Security",
    "Stackelberg",
    "ZeroSum",
    "evolutionarily_stable",
    "security",
    "stackelberg",
    "trembling_hand_perfect",
    "zero_sum",
]
