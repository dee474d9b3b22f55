"""Game trees: what each actor would do if it came to that, and what it believes then."""

from negotiation.engine.trees._matrices import SequenceMatrices
from negotiation.engine.trees.agent_quantal_response import (
    AgentQuantalResponse,
    agent_quantal_response,
)
from negotiation.engine.trees.offer_tree import offer_tree
from negotiation.engine.trees.sequence_form import SequenceForm, sequence_form
from negotiation.engine.trees.subgame_perfect import SubgamePerfect, subgame_perfect

__all__ = [
    "AgentQuantalResponse",
    "SequenceForm",
    "SequenceMatrices",
    "SubgamePerfect",
    "agent_quantal_response",
    "offer_tree",
    "sequence_form",
    "subgame_perfect",
]
