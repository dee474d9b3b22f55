"""An example of every noun: what a notebook can be asked to show, with names as they come."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

import negotiation as ng
from negotiation._table import Table
from negotiation.reporting import report

HOSTILE = '<script>alert(1)</script> & "x" $5_{}'
"""A name that is markup, a formula and half a quotation, and must be read as a name."""


@cache
def nouns() -> dict[str, type]:
    """Return every class that a notebook shows as HTML, by module and name."""
    found = {}
    for info in pkgutil.walk_packages(ng.__path__, "negotiation."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            shown = inspect.isclass(value) and hasattr(value, "_repr_html_")
            if shown and value.__module__ == info.name and not inspect.isabstract(value):
                found[f"{info.name}.{name}"] = value
    return found


def named(name: str, tail: str) -> str:
    """Return a name that differs from others by its tail."""
    return f"{name} {tail}"


def summit(name: str = HOSTILE, *, doubt: bool = False) -> ng.Scenario:
    """Return two actors, two issues, a status quo, a red line, an offer, all called `name`."""
    first, second = named(name, "A"), named(name, "B")
    arms, relief = named(name, "arms"), named(name, "relief")
    none, half, full = (named(name, each) for each in ("none", "half", "full"))
    issues = [
        ng.Issue(arms, [none, half, full], conceded_by=second),
        ng.Issue(relief, [none, half, full], conceded_by=first),
    ]
    west = {arms: {none: 0, half: 2, full: 5}, relief: {none: 0, half: -1, full: -4}}
    north = {arms: {none: 0, half: -1, full: -3}, relief: {none: 0, half: 3, full: 5}}
    walk = ng.distributions.uniform(0, 1) if doubt else 0.5
    now = {arms: none, relief: none}
    return ng.Scenario(
        name,
        issues,
        [
            ng.Actor(first, ng.Additive(west), walk),
            ng.Actor(second, ng.Additive(north), 0.25, red_lines=[{arms: full}]),
        ],
        status_quo=now,
        about=name,
        evidence=[ng.Evidence("judgement", name, name)],
        offers=[ng.Offer(name, {**now, relief: full}, by=second)],
    )


def stuck(name: str = HOSTILE) -> ng.Scenario:
    """Return a summit at which nothing is acceptable to both."""
    talks = summit(name)
    return dataclasses.replace(
        talks, actors=tuple(dataclasses.replace(each, reservation=4.5) for each in talks.actors)
    )


def game(name: str = HOSTILE, rows: Any = ((6, 2), (7, 0)), columns: Any = ((6, 7), (2, 0))) -> Any:
    """Return a game of two actors, Chicken if nothing else is said, all called `name`."""
    return ng.NormalFormGame(
        [rows, columns],
        strategies=[[named(name, "1"), named(name, "2")]] * 2,
        actors=[named(name, "A"), named(name, "B")],
        title=name,
    )


def tree(name: str = HOSTILE) -> ng.ExtensiveGame:
    """Return a threat that is not carried out."""
    moves = {named(name, "yes"): ng.Ending([2, 1]), named(name, "no"): ng.Ending([0, 0], name)}
    answer = ng.Decision(named(name, "B"), moves, named(name, "asked"))
    first = {named(name, "in"): answer, named(name, "out"): ng.Ending([1, 2])}
    return ng.ExtensiveGame(ng.Decision(named(name, "A"), first, named(name, "start")), title=name)


def signals(name: str = HOSTILE) -> ng.SignallingGame:
    """Return a sender of two types and a receiver."""
    low, high = named(name, "low"), named(name, "high")
    moves = {named(name, "yes"): {low: (2, 2), high: (4, -4)}, named(name, "no"): (-1, 0)}
    return ng.SignallingGame(
        {low: 0.75, high: 0.25},
        {named(name, "quiet"): (0, 0), named(name, "loud"): moves},
        sender=named(name, "S"),
        receiver=named(name, "R"),
        title=name,
    )


def sides(name: str = HOSTILE) -> ng.PreferenceTypes:
    """Return two actors of two types each, and one price."""
    keen, cool = named(name, "keen"), named(name, "cool")
    return ng.PreferenceTypes(
        {
            named(name, "A"): {keen: [2], cool: [-1]},
            named(name, "B"): {named(name, "poor"): [1], named(name, "rich"): [-1]},
        },
        outcomes=[name],
    )


def measures(name: str = HOSTILE) -> list[ng.Measure]:
    """Return three steps that each side could take."""
    a, b = named(name, "A"), named(name, "B")
    return [
        ng.Measure(named(name, "1"), a, 1, {b: 4}, reversible=True),
        ng.Measure(named(name, "2"), a, 3, {b: 5}),
        ng.Measure(named(name, "3"), b, 1, {a: 6}, reversible=True),
    ]


def trio(name: str = HOSTILE) -> ng.BargainingProblem:
    """Return three actors of whom two suffice."""
    return ng.BargainingProblem(
        {named(name, str(k)): row for k, row in enumerate(([3, 2, -1], [2, -1, 3], [-1, 3, 2]))},
        actors=[named(name, each) for each in "ABC"],
        consent=ng.Consent(2),
    )


def pie(name: str = HOSTILE) -> ng.BargainingProblem:
    """Return five outcomes between two actors."""
    rows = [[10, 1], [9, 3], [7, 6], [5, 7.5], [3, 9]]
    return ng.BargainingProblem(
        {named(name, str(k)): row for k, row in enumerate(rows)},
        actors=[named(name, "A"), named(name, "B")],
    )


def unlisted(name: str = HOSTILE) -> Any:
    """Return a summit whose packages are too many to list."""
    a, b = named(name, "A"), named(name, "B")
    issues = [ng.Issue(named(name, str(k)), ["x", "y"]) for k in range(30)]
    mine = ng.Additive({each.name: {"x": 1.0, "y": 0.0} for each in issues})
    yours = ng.Additive({each.name: {"x": 0.0, "y": 1.0 + k} for k, each in enumerate(issues)})
    return ng.bargaining_problem(
        ng.Scenario(name, issues, [ng.Actor(a, mine, 5), ng.Actor(b, yours, 5)])
    )


@cache
def _anatomy() -> Any:
    return ng.anatomy(ng.bargaining_problem(summit()))


@cache
def _bridging() -> Any:
    return ng.bridge(stuck())


@cache
def _study() -> Any:
    return ng.ensemble(summit(doubt=True), "nash", draws=200, rng=1)


def _bayesian_game() -> Any:
    types = [named(HOSTILE, each) for each in ("meets", "avoids")]
    return ng.BayesianGame({(named(HOSTILE, "she"), each): game() for each in types})


def _beliefs() -> Any:
    return ng.beliefs(summit(), [], samples=200, rng=1)


def _talks() -> Any:
    return ng.play(summit(), ng.tactics.linear(), rounds=6)


def _behaviour() -> Any:
    played = {
        named(HOSTILE, "A"): {named(HOSTILE, "start"): named(HOSTILE, "out")},
        named(HOSTILE, "B"): {named(HOSTILE, "asked"): {named(HOSTILE, "yes"): 1}},
    }
    return ng.Behaviour(tree(), played)


def _shortlist() -> Any:
    from negotiation.plotting._marks import view
    from negotiation.plotting._unlisted import drawable

    return drawable(view(unlisted())).problem


def _stack() -> Any:
    rng = np.random.default_rng(1)
    return ng.equilibria_stack(rng.random((50, 3, 3)), rng.random((50, 3, 3)))


def _split() -> Any:
    return ng.protocols.random_proposers([0.5, 0.3, 0.2], discount=[0.9, 0.95, 0.8])


def _cake() -> ng.BargainingProblem:
    return ng.BargainingProblem([[k / 10, 1 - k / 10] for k in range(11)])


_POINTS = {named(HOSTILE, each): {HOSTILE: 6 - k, "port": 4 + k} for k, each in enumerate("AB")}
_DILEMMA: tuple[Any, Any] = (((3, 0), (5, 1)), ((3, 5), (0, 1)))

EXAMPLES: dict[str, Callable[[], Any]] = {
    "Table": lambda: Table((HOSTILE,), [(HOSTILE,)], HOSTILE, [HOSTILE]),
    # actors and concessions
    "Scenario": summit,
    "BargainingProblem": pie,
    "PackageProblem": unlisted,
    "UncertainProblem": lambda: ng.UncertainProblem(summit(doubt=True)),
    "Draws": lambda: ng.UncertainProblem(summit(doubt=True)).draw(3, rng=1),
    "Frontier": lambda: ng.bargaining_problem(summit()).frontier(),
    "NormalFormGame": game,
    "ExtensiveGame": tree,
    "Behaviour": _behaviour,
    "BayesianGame": _bayesian_game,
    "SignallingGame": signals,
    "PreferenceTypes": sides,
    "Measure": lambda: measures()[0],
    # the engine
    "Solution": lambda: ng.solve(summit(), "nash"),
    "DivisionProblem": lambda: ng.DivisionProblem(_POINTS),
    "Division": lambda: ng.divide(_POINTS, "adjusted-winner"),
    "Threats": lambda: ng.variable_threats(game(), transferable=True),
    "Equilibria": lambda: ng.equilibria(game()),
    "EquilibriaStack": _stack,
    "EvolutionarilyStable": lambda: ng.evolutionarily_stable(game()),
    "Perfection": lambda: ng.trembling_hand_perfect(game()),
    "Security": lambda: ng.security(game()),
    "Stackelberg": lambda: ng.stackelberg(game()),
    "ZeroSum": lambda: ng.zero_sum(game(HOSTILE, ((3, -1), (-2, 1)), ((-3, 1), (2, -1)))),
    "Correlated": lambda: ng.correlated(game()),
    "CorrelatedVertices": lambda: ng.correlated_vertices(game()),
    "Dominance": lambda: ng.dominance(game(HOSTILE, *_DILEMMA)),
    "Rationalizable": lambda: ng.rationalizable(game(HOSTILE, *_DILEMMA)),
    "StickAndCarrot": lambda: ng.stick_and_carrot(lambda x, y: x * (1 - x - y), actions=(0, 1)),
    "PatienceThresholds": lambda: ng.patience_thresholds(game(HOSTILE, *_DILEMMA)),
    "RepeatedValues": lambda: ng.repeated_values(game(HOSTILE, *_DILEMMA), 0.5),
    "QuantalResponse": lambda: ng.quantal_response(game(), 1),
    "QuantalBranch": lambda: ng.quantal_response_branch(game()),
    "LearningPath": lambda: ng.best_response_path(game(HOSTILE, *_DILEMMA)),
    "Selection": lambda: ng.risk_dominant(game(HOSTILE, ((4, 0), (3, 3)), ((4, 3), (0, 3)))),
    "SubgamePerfect": lambda: ng.subgame_perfect(tree()),
    "SequenceForm": lambda: ng.sequence_form(tree()),
    "AgentQuantalResponse": lambda: ng.agent_quantal_response(tree(), 1.0),
    # information
    "Assessment": lambda: ng.signalling(signals()).equilibria[0],
    "Signalling": lambda: ng.signalling(signals()),
    "Screening": lambda: ng.screening([1, 3], periods=2, discount=0.5),
    "PrivateReservations": lambda: ng.private_reservations(_cake(), [stats.uniform(0, 1)] * 2),
    "AudienceCosts": lambda: ng.audience_costs(1, [0.2, 0.1], [1, 1]),
    "BayesianEquilibria": lambda: ng.bayesian_equilibria(
        ng.acceptance_game(sides(), HOSTILE), mixed=False
    ),
    "BilateralTrade": lambda: ng.bilateral_trade([2, 3], [0, 2.5]),
    "ButterForBombs": lambda: ng.butter_for_bombs(
        0.3, 0.7, cost_developer=0.1, cost_rival=0.1, building_cost=0.5, discount=0.9
    ),
    "CheapTalk": lambda: ng.cheap_talk(0.05),
    "DoubleAuction": lambda: ng.double_auction(),
    "ExpectedExternality": lambda: ng.expected_externality(
        stats.uniform(0, 1), stats.uniform(0, 1)
    ),
    "Inspection": lambda: ng.inspection(4, 6, cost=1, loss=10, loss_detected=2),
    "BestOffers": lambda: ng.best_offers(sides(), named(HOSTILE, "A")),
    "PowerShift": lambda: ng.power_shift(
        0.2, 0.8, cost_rising=0.1, cost_declining=0.1, discount=0.9
    ),
    "RiskReturn": lambda: ng.risk_return(0.5, 0.1, stats.uniform(0, 0.5)),
    "Verification": lambda: ng.verification(3, 5, 1, discount=0.8, detection=0.3),
    # protocols, talks, road maps
    "Agreements": lambda: ng.protocols.alternate_strike(pie()),
    "Concessions": lambda: ng.protocols.zeuthen(pie()),
    "Legislature": lambda: ng.protocols.legislative([0.5, 0.3, 0.2], discount=0.9),
    "AlternatingOffers": lambda: ng.protocols.alternating_offers(pie(), discount=0.9),
    "PieSplit": _split,
    "Agenda": lambda: ng.protocols.agenda({HOSTILE: [[0, 1], [2, 0]], "far": [[0, 2], [1, 0]]}),
    "CommitmentTactics": lambda: ng.protocols.commitment_tactics([1, 3]),
    "DemandGame": lambda: ng.protocols.nash_demand(10),
    "Network": lambda: ng.protocols.network([(HOSTILE, "a"), (HOSTILE, "b")]),
    "RandomOffers": lambda: ng.protocols.random_offers(pie(), horizon=2),
    "SmoothedDemand": lambda: ng.protocols.smoothed_demand(stats.logistic(1, 0.05)),
    "UncertainCommitments": lambda: ng.protocols.uncertain_commitments(0.4),
    "WarOfAttrition": lambda: ng.protocols.war_of_attrition(
        [0.6, 0.7], [0.05, 0.1], stubborn=[0.1, 0.05]
    ),
    "History": _talks,
    "Tournament": lambda: ng.tournament([ng.tactics.linear()], summit(), rounds=6),
    "RoadMap": lambda: ng.roadmap(measures(), patience=0.8),
    "RoadMapFrontier": lambda: ng.roadmap_frontier(measures(), patience=0.75, pauses=False),
    "RoadMapRegion": lambda: ng.roadmap_region(measures(), patience=[0.2, 0.9], hazard=[0.0, 0.4]),
    "Remedies": lambda: ng.roadmap_remedies(measures(), patience=0.1),
    "GradualExchange": lambda: ng.gradual_exchange([3, 3], [1, 1], patience=0.8),
    "JointProject": lambda: ng.joint_project(0.9, 1, patience=0.8),
    "Staircase": lambda: ng.staircase(
        2, 1, collateral_benefits=0.5, collateral_costs=0.25, patience=0.8
    ),
    # analysis
    "Anatomy": lambda: _anatomy(),
    "Distances": lambda: ng.anatomy(pie(), named(HOSTILE, "2")).distances,
    "Logrolling": lambda: _anatomy().logrolling,
    "ExchangeRates": lambda: _anatomy().rates,
    "NotDefined": lambda: ng.anatomy(trio()).opposition,
    "Comparison": lambda: ng.compare(summit()),
    "Coalitions": lambda: ng.coalitions(trio()),
    "Responses": lambda: ng.responses(summit()),
    "Beliefs": _beliefs,
    "Acceptability": lambda: _beliefs().acceptability(),
    "Bridging": lambda: _bridging(),
    "Bridge": lambda: _bridging().bridges[0],
    "Nearest": lambda: _bridging().nearest,
    "Needs": lambda: _bridging().missing_issue(),
    "WhatIf": lambda: ng.what_if(summit(doubt=True), draws=50, rng=1),
    "Ensemble": lambda: _study(),
    "Blocked": lambda: _study().blocked,
    "Thresholds": lambda: ng.threshold(summit(), (named(HOSTILE, "A"), "reservation")),
    "InformationValue": lambda: ng.information_value(summit(doubt=True), rng=1),
    "PhaseMap": lambda: ng.phase_map(
        summit(), *((named(HOSTILE, each), "reservation") for each in "AB"), steps=3
    ),
    "SobolIndices": lambda: ng.sobol(
        lambda cost, gain: 3 * gain - cost,
        inputs={"cost": stats.uniform(0, 1), "gain": stats.uniform(0, 1)},
        draws=256,
        rng=1,
    ),
    "Tornado": lambda: ng.tornado(summit()),
    # what is handed on
    "Report": lambda: report(summit(), draws=20),
    # what charts make of a problem too large to list
    "Shortlist": _shortlist,
}
"""A maker of one example per noun, all names in it hostile; a new noun needs one line here."""
