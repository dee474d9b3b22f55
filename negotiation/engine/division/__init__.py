"""Fair division of items: a file per rule."""

from negotiation._registry import import_members
from negotiation.engine.division._division import (
    Division,
    DivisionProblem,
    divide,
    division_problem,
    rules,
)

import_members(__name__, list(__path__))

__all__ = ["Division", "DivisionProblem", "divide", "division_problem", "rules"]
