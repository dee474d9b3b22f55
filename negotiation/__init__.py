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
            "Correlation",
            "Evidence",
            "Interacting",
            "Interaction",
            "Issue",
            "Offer",
            "Outcome",
            "OutcomeSpace",
            "PayoffTable",
            "Preferences",
            "Quantity",
            "RedLine",
            "Scenario",
            "UncertainActor",
            "UtilityFunction",
            "distributions",
        ),
        "actors",
    ),
    **dict.fromkeys(
        (
            "BargainingProblem",
            "BayesianGame",
            "Behaviour",
            "Chance",
            "Decision",
            "Draws",
            "Ending",
            "ExtensiveGame",
            "Frontier",
            "Measure",
            "NormalFormGame",
            "PackageProblem",
            "PreferenceTypes",
            "SignallingGame",
            "UncertainProblem",
            "acceptance_game",
            "bargaining_problem",
            "concession_game",
        ),
        "concessions",
    ),
    **dict.fromkeys(("NegotiationError",), "errors"),
    **dict.fromkeys(("Explorer", "explore"), "exploring"),
    **dict.fromkeys(("Report", "report"), "reporting"),
    **dict.fromkeys(
        (
            "ConcaveFrontier",
            "Division",
            "DivisionProblem",
            "Equilibria",
            "EquilibriaStack",
            "History",
            "Move",
            "RoadMap",
            "RoadMapRegion",
            "Signalling",
            "Solution",
            "Talks",
            "Tournament",
            "agent_quantal_response",
            "audience_costs",
            "bayesian_equilibria",
            "best_offers",
            "best_response_path",
            "bilateral_trade",
            "butter_for_bombs",
            "cheap_talk",
            "check_roadmap",
            "concepts",
            "correlated",
            "correlated_vertices",
            "divide",
            "dominance",
            "double_auction",
            "equilibria",
            "equilibria_stack",
            "evolutionarily_stable",
            "expected_externality",
            "fictitious_play",
            "gradual_exchange",
            "inspection",
            "joint_project",
            "offer_tree",
            "patience_thresholds",
            "payoff_dominant",
            "play",
            "power_shift",
            "private_reservations",
            "protocols",
            "quantal_response",
            "quantal_response_branch",
            "rationalizable",
            "repeated_values",
            "replicator",
            "risk_dominant",
            "risk_return",
            "roadmap",
            "roadmap_frontier",
            "roadmap_region",
            "roadmap_remedies",
            "screening",
            "security",
            "sequence_form",
            "shapley",
            "signalling",
            "solve",
            "stackelberg",
            "staircase",
            "stick_and_carrot",
            "subgame_perfect",
            "tactics",
            "tournament",
            "trace",
            "trembling_hand_perfect",
            "variable_threats",
            "verification",
            "zero_sum",
        ),
        "engine",
    ),
    **dict.fromkeys(
        (
            "AddIssue",
            "AddOption",
            "DropConstraint",
            "DropRedLine",
            "LowerReservation",
            "SidePayment",
            "bridge",
            "what_if",
            "Acceptability",
            "Beliefs",
            "Ensemble",
            "information_value",
            "loosened",
            "phase_map",
            "sobol",
            "threshold",
            "tornado",
            "anatomy",
            "beliefs",
            "coalitions",
            "compare",
            "ensemble",
            "responses",
            "statements",
        ),
        "analysis",
    ),
}
_ROOMS = (
    "actors",
    "analysis",
    "concessions",
    "engine",
    "errors",
    "io",
    "library",
    "plotting",
    "reporting",
)

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
    from negotiation import reporting as reporting
    from negotiation.actors import Actor as Actor
    from negotiation.actors import Additive as Additive
    from negotiation.actors import Consent as Consent
    from negotiation.actors import Constraint as Constraint
    from negotiation.actors import Correlation as Correlation
    from negotiation.actors import Evidence as Evidence
    from negotiation.actors import Interacting as Interacting
    from negotiation.actors import Interaction as Interaction
    from negotiation.actors import Issue as Issue
    from negotiation.actors import Offer as Offer
    from negotiation.actors import Outcome as Outcome
    from negotiation.actors import OutcomeSpace as OutcomeSpace
    from negotiation.actors import PayoffTable as PayoffTable
    from negotiation.actors import Preferences as Preferences
    from negotiation.actors import Quantity as Quantity
    from negotiation.actors import RedLine as RedLine
    from negotiation.actors import Scenario as Scenario
    from negotiation.actors import UncertainActor as UncertainActor
    from negotiation.actors import UtilityFunction as UtilityFunction
    from negotiation.actors import distributions as distributions
    from negotiation.analysis import Acceptability as Acceptability
    from negotiation.analysis import AddIssue as AddIssue
    from negotiation.analysis import AddOption as AddOption
    from negotiation.analysis import Beliefs as Beliefs
    from negotiation.analysis import DropConstraint as DropConstraint
    from negotiation.analysis import DropRedLine as DropRedLine
    from negotiation.analysis import Ensemble as Ensemble
    from negotiation.analysis import LowerReservation as LowerReservation
    from negotiation.analysis import SidePayment as SidePayment
    from negotiation.analysis import anatomy as anatomy
    from negotiation.analysis import beliefs as beliefs
    from negotiation.analysis import bridge as bridge
    from negotiation.analysis import coalitions as coalitions
    from negotiation.analysis import compare as compare
    from negotiation.analysis import ensemble as ensemble
    from negotiation.analysis import information_value as information_value
    from negotiation.analysis import loosened as loosened
    from negotiation.analysis import phase_map as phase_map
    from negotiation.analysis import responses as responses
    from negotiation.analysis import sobol as sobol
    from negotiation.analysis import statements as statements
    from negotiation.analysis import threshold as threshold
    from negotiation.analysis import tornado as tornado
    from negotiation.analysis import what_if as what_if
    from negotiation.concessions import BargainingProblem as BargainingProblem
    from negotiation.concessions import BayesianGame as BayesianGame
    from negotiation.concessions import Behaviour as Behaviour
    from negotiation.concessions import Chance as Chance
    from negotiation.concessions import Decision as Decision
    from negotiation.concessions import Draws as Draws
    from negotiation.concessions import Ending as Ending
    from negotiation.concessions import ExtensiveGame as ExtensiveGame
    from negotiation.concessions import Frontier as Frontier
    from negotiation.concessions import Measure as Measure
    from negotiation.concessions import NormalFormGame as NormalFormGame
    from negotiation.concessions import PackageProblem as PackageProblem
    from negotiation.concessions import PreferenceTypes as PreferenceTypes
    from negotiation.concessions import SignallingGame as SignallingGame
    from negotiation.concessions import UncertainProblem as UncertainProblem
    from negotiation.concessions import acceptance_game as acceptance_game
    from negotiation.concessions import bargaining_problem as bargaining_problem
    from negotiation.concessions import concession_game as concession_game
    from negotiation.engine import ConcaveFrontier as ConcaveFrontier
    from negotiation.engine import Division as Division
    from negotiation.engine import DivisionProblem as DivisionProblem
    from negotiation.engine import Equilibria as Equilibria
    from negotiation.engine import EquilibriaStack as EquilibriaStack
    from negotiation.engine import History as History
    from negotiation.engine import Move as Move
    from negotiation.engine import RoadMap as RoadMap
    from negotiation.engine import RoadMapRegion as RoadMapRegion
    from negotiation.engine import Signalling as Signalling
    from negotiation.engine import Solution as Solution
    from negotiation.engine import Talks as Talks
    from negotiation.engine import Tournament as Tournament
    from negotiation.engine import agent_quantal_response as agent_quantal_response
    from negotiation.engine import audience_costs as audience_costs
    from negotiation.engine import bayesian_equilibria as bayesian_equilibria
    from negotiation.engine import best_offers as best_offers
    from negotiation.engine import best_response_path as best_response_path
    from negotiation.engine import bilateral_trade as bilateral_trade
    from negotiation.engine import butter_for_bombs as butter_for_bombs
    from negotiation.engine import cheap_talk as cheap_talk
    from negotiation.engine import check_roadmap as check_roadmap
    from negotiation.engine import concepts as concepts
    from negotiation.engine import correlated as correlated
    from negotiation.engine import correlated_vertices as correlated_vertices
    from negotiation.engine import divide as divide
    from negotiation.engine import dominance as dominance
    from negotiation.engine import double_auction as double_auction
    from negotiation.engine import equilibria as equilibria
    from negotiation.engine import equilibria_stack as equilibria_stack
    from negotiation.engine import evolutionarily_stable as evolutionarily_stable
    from negotiation.engine import expected_externality as expected_externality
    from negotiation.engine import fictitious_play as fictitious_play
    from negotiation.engine import gradual_exchange as gradual_exchange
    from negotiation.engine import inspection as inspection
    from negotiation.engine import joint_project as joint_project
    from negotiation.engine import offer_tree as offer_tree
    from negotiation.engine import patience_thresholds as patience_thresholds
    from negotiation.engine import payoff_dominant as payoff_dominant
    from negotiation.engine import play as play
    from negotiation.engine import power_shift as power_shift
    from negotiation.engine import private_reservations as private_reservations
    from negotiation.engine import protocols as protocols
    from negotiation.engine import quantal_response as quantal_response
    from negotiation.engine import quantal_response_branch as quantal_response_branch
    from negotiation.engine import rationalizable as rationalizable
    from negotiation.engine import repeated_values as repeated_values
    from negotiation.engine import replicator as replicator
    from negotiation.engine import risk_dominant as risk_dominant
    from negotiation.engine import risk_return as risk_return
    from negotiation.engine import roadmap as roadmap
    from negotiation.engine import roadmap_frontier as roadmap_frontier
    from negotiation.engine import roadmap_region as roadmap_region
    from negotiation.engine import roadmap_remedies as roadmap_remedies
    from negotiation.engine import screening as screening
    from negotiation.engine import security as security
    from negotiation.engine import sequence_form as sequence_form
    from negotiation.engine import shapley as shapley
    from negotiation.engine import signalling as signalling
    from negotiation.engine import solve as solve
    from negotiation.engine import stackelberg as stackelberg
    from negotiation.engine import staircase as staircase
    from negotiation.engine import stick_and_carrot as stick_and_carrot
    from negotiation.engine import subgame_perfect as subgame_perfect
    from negotiation.engine import tactics as tactics
    from negotiation.engine import tournament as tournament
    from negotiation.engine import trace as trace
    from negotiation.engine import trembling_hand_perfect as trembling_hand_perfect
    from negotiation.engine import variable_threats as variable_threats
    from negotiation.engine import verification as verification
    from negotiation.engine import zero_sum as zero_sum
    from negotiation.errors import NegotiationError as NegotiationError
    from negotiation.exploring import Explorer as Explorer
    from negotiation.exploring import explore as explore
    from negotiation.reporting import Report as Report
    from negotiation.reporting import report as report
