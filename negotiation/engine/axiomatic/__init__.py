"""Axiomatic bargaining: a file per solution concept."""

from negotiation._registry import import_members
from negotiation.engine.axiomatic._concept import AXIOMS, Concept, concept_registry
from negotiation.engine.axiomatic._solve import concepts, solve

import_members(__name__, list(__path__))

__all__ = ["AXIOMS", "Concept", "concept_registry", "concepts", "solve"]
