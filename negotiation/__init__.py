"""Negotiations as numbers: who wants what, what they could sign, and what they will sign.

Write down the actors and their preferences, and read what every theory of bargaining
would select, why talks may end without agreement, and what would change that.  The
public names are listed in ``negotiation.__all__``; each loads what it needs on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_ROOM_OF = {
    **dict.fromkeys(
        (
            "Actor",
            "Additive",
            "Consent",
            "Constraint",
            "Evidence",
            "Interacting",
            "Interaction",
            "Issue",
            "Offer",
            "Outcome",
            "OutcomeSpace",
            "PayoffTable",
            "Preferences",
            "RedLine",
            "Scenario",
            "UtilityFunction",
        ),
        "actors",
    ),
    **dict.fromkeys(
        (
            "BargainingProblem",
            "Frontier",
            "NormalFormGame",
            "PackageProblem",
            "bargaining_problem",
            "concession_game",
        ),
        "concessions",
    ),
    **dict.fromkeys(("NegotiationError",), "errors"),
    **dict.fromkeys(
        (
            "Division",
            "DivisionProblem",
            "Equilibria",
            "Solution",
            "concepts",
            "correlated",
            "divide",
            "equilibria",
            "shapley",
            "solve",
            "variable_threats",
        ),
        "engine",
    ),
    **dict.fromkeys(("anatomy", "coalitions", "compare", "responses"), "analysis"),
}
_ROOMS = ("actors", "analysis", "concessions", "engine", "errors", "io", "library", "plotting")

__all__ = ["__version__", *sorted({*_ROOM_OF, *_ROOMS})]


def __getattr__(name: str) -> Any:
    """Load a room, or a public name from its room, when it is first asked for."""
    if name in _ROOM_OF:
        value = getattr(importlib.import_module(f"negotiation.{_ROOM_OF[name]}"), name)
    elif name in _ROOMS:
        value = importlib.import_module(f"negotiation.{name}")
    else:
        raise AttributeError(f"module 'negotiation' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if TYPE_CHECKING:
    from negotiation import actors as actors
    from negotiation import analysis as analysis
    from negotiation import concessions as concessions
    from negotiation import engine as engine
    from negotiation import errors as errors
    from negotiation import io as io
    from negotiation import library as library
    from negotiation import plotting as plotting
    from negotiation.actors import Actor as Actor
    from negotiation.actors import Additive as Additive
    from negotiation.actors import Consent as Consent
    from negotiation.actors import Constraint as Constraint
    from negotiation.actors import Evidence as Evidence
    from negotiation.actors import Interacting as Interacting
    from negotiation.actors import Interaction as Interaction
    from negotiation.actors import Issue as Issue
    from negotiation.actors import Offer as Offer
    from negotiation.actors import Outcome as Outcome
    from negotiation.actors import OutcomeSpace as OutcomeSpace
    from negotiation.actors import PayoffTable as PayoffTable
    from negotiation.actors import Preferences as Preferences
    from negotiation.actors import RedLine as RedLine
    from negotiation.actors import Scenario as Scenario
    from negotiation.actors import UtilityFunction as UtilityFunction
    from negotiation.analysis import anatomy as anatomy
    from negotiation.analysis import coalitions as coalitions
    from negotiation.analysis import compare as compare
    from negotiation.analysis import responses as responses
    from negotiation.concessions import BargainingProblem as BargainingProblem
    from negotiation.concessions import Frontier as Frontier
    from negotiation.concessions import NormalFormGame as NormalFormGame
    from negotiation.concessions import PackageProblem as PackageProblem
    from negotiation.concessions import bargaining_problem as bargaining_problem
    from negotiation.concessions import concession_game as concession_game
    from negotiation.engine import Division as Division
    from negotiation.engine import DivisionProblem as DivisionProblem
    from negotiation.engine import Equilibria as Equilibria
    from negotiation.engine import Solution as Solution
    from negotiation.engine import concepts as concepts
    from negotiation.engine import correlated as correlated
    from negotiation.engine import divide as divide
    from negotiation.engine import equilibria as equilibria
    from negotiation.engine import shapley as shapley
    from negotiation.engine import solve as solve
    from negotiation.engine import variable_threats as variable_threats
    from negotiation.errors import NegotiationError as NegotiationError
