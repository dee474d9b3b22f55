"""Equilibria of games in normal form: a file per concept and per method.

A *concept* says what is looked for ("nash", "pure-nash"); a *method* says how
("two-by-two", "corners", "exact", "lemke-howson", …).  Both register themselves, so a new
one is one new file in this room.
"""

from negotiation._registry import import_members
from negotiation.engine.equilibrium._components import Component, NashSubset
from negotiation.engine.equilibrium._equilibria import Equilibria
from negotiation.engine.equilibrium._methods import CONCEPTS, METHODS, equilibria
from negotiation.engine.equilibrium.stack import EquilibriaStack, equilibria_stack

import_members(__name__, list(__path__))

__all__ = [
    "CONCEPTS",
    "METHODS",
    "Component",
    "Equilibria",
    "EquilibriaStack",
    "NashSubset",
    "equilibria",
    "equilibria_stack",
]
