"""Ask one concept about one problem."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, PackageProblem, bargaining_problem
from negotiation.concessions.pareto import tied
from negotiation.engine._solution import Solution
from negotiation.engine.axiomatic._concept import Concept, concept_registry
from negotiation.engine.axiomatic._growing_hull import GrowingHull
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._large import at_stake, over_packages
from negotiation.engine.axiomatic._outcome import about, disagreement, status_of
from negotiation.engine.axiomatic._parameters import settle
from negotiation.engine.axiomatic._stakes import Stakes, stakes
from negotiation.errors import InvalidValueError, NotDefinedError

_MANY = 5000
"""Outcomes beyond which concepts that may do so look at the efficient ones only."""


def concepts() -> tuple[str, ...]:
    """Return the names of all registered solution concepts, in alphabetical order."""
    return tuple(concept_registry)


def solve(
    problem: BargainingProblem | Scenario,
    concept: str,
    *,
    lotteries: bool = False,
    **parameters: Any,
) -> Solution:
    """Return what a solution concept selects.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
    concept : str
        A registered name: see `concepts`.
    lotteries : bool, default False
        Let the actors agree on probabilities over outcomes: the convex hull instead of
        the finite set.  Lotteries contain no outcome that crosses a red line, but may
        contain one that a side would not sign for certain.
    **parameters
        The concept's own: ``weights=``, ``claims=`` and ``reference=`` take a number per
        actor (a sequence or ``{actor: number}``; a reference may be an outcome), on the
        scale of the payoffs; ``p=`` (Yu), ``quota=`` (fallback).

    Returns
    -------
    Solution
        All ties.  No agreement is an answer: status ``"disagreement"``, no outcomes, and
        the disagreement point as payoffs.  Status ``"degenerate"`` says that an actor has
        nothing to gain, ``"set_valued"`` that outcomes with different payoffs are tied.

    Raises
    ------
    UnknownNameError
        If there is no such concept or parameter.
    InvalidValueError
        If a parameter is missing or out of range.
    NotDefinedError
        If the concept is not defined for so many actors, on lotteries, or where less than
        everybody's consent suffices.

    Examples
    --------
    >>> import negotiation as ng
    >>> own = ng.BargainingProblem([[10, 0], [7, 4], [0, 6]])
    >>> ng.solve(own, "nash")
    <Solution 'nash': ok, Actor 1 7, Actor 2 4>
    >>> ng.solve(own, "kalai-smorodinsky", lotteries=True).payoffs.round(3)
    array([[6.774, 4.065]])
    """
    problem = bargaining_problem(problem)
    rule = concept_registry[concept]
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError(
            "Solution concepts are defined for actors who must all agree, and here "
            f"{problem.consent.describe(problem.actors)} suffice. Ask them of a coalition, "
            "problem.among([...]), or of all that matter, ng.coalitions(problem, concept)."
        )
    rule.check_actors(len(problem.actors))
    settled = settle(rule, problem, parameters)
    if lotteries:
        fields = _over_lotteries(problem, rule, settled)
    elif isinstance(problem, PackageProblem):
        fields = over_packages(problem, rule, settled, over_outcomes)
    else:
        fields = over_outcomes(problem, rule, settled)
    return Solution(
        problem,
        concept,
        parameters=FrozenMap(parameters),
        reference=rule.reference,
        **fields,
    )


def over_outcomes(
    problem: BargainingProblem, rule: Concept, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of a solution on the finite set."""
    ignores = "dominated-outcomes-do-not-matter" in rule.axioms and "reference" not in parameters
    if len(problem) > _MANY and ignores and problem.zopa.any():
        return _over_negotiation_set(problem, rule, parameters)
    return _over_all(problem, rule, parameters)


def _over_all(
    problem: BargainingProblem, rule: Concept, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of a solution, all outcomes being compared."""
    at = stakes(problem.payoffs, problem.disagreement, problem.signable)
    if not at.zopa.any():
        return disagreement(problem, {"method": "no outcome is acceptable to all"})
    able = np.asarray(at.active)[0]
    if "reference" in parameters:
        hull = hull_of(problem)
        _check_reachable(problem, hull, _on_hull(hull, parameters))
    here = at_stake(parameters, able, np.asarray(at.ideal)[0])
    rows = _settle_ties(problem, rule, np.asarray(rule.selector(at, **here)))
    payoffs = problem.payoffs[rows]
    if rule.guarantee is not None:
        payoffs = rule.guarantee(problem, rows)[None]
    distinct = (np.ptp(payoffs, axis=0) > problem.slack).any()
    return {
        "status": status_of(able, bool(distinct)),
        "payoffs": read_only(payoffs),
        "indices": read_only(rows),
        "diagnostics": FrozenMap(
            {
                "method": "all outcomes compared",
                "guaranteed": rule.guarantee is not None,
                **about(problem, able),
                **_depth(problem, at),
            }
        ),
    }


def _over_negotiation_set(
    problem: BargainingProblem, rule: Concept, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of a solution, found among the efficient outcomes of the ZOPA only.

    For a concept to which dominated outcomes do not matter the answer is the same: each
    actor's best in the ZOPA is among them, and so is every outcome that could be selected.
    """
    rows = np.flatnonzero(problem.negotiation_set)
    short = BargainingProblem(
        problem.payoffs[rows], problem.disagreement, actors=problem.actors, power=problem.power
    )
    fields = _over_all(short, rule, parameters)
    about_all = {"outcomes": len(problem), "in_zopa": int(problem.zopa.sum())}
    return {
        **fields,
        "indices": read_only(rows[fields["indices"]]),
        "diagnostics": FrozenMap(
            {
                **fields["diagnostics"],
                **about_all,
                "method": f"the {len(rows)} efficient outcomes of the ZOPA compared",
            }
        ),
    }


def _settle_ties(problem: BargainingProblem, rule: Concept, chosen: BoolArray) -> IntArray:
    """Return the rows selected: what is worth the same to all, and nothing that is dominated.

    A concept's own tolerance is a share of the scores it compares.  It can part outcomes
    that differ by rounding only, and tie outcomes that differ for an actor whose payoffs
    are small beside another's; what counts as equal for each actor decides both.
    """
    inside = problem.zopa
    mask = np.zeros(len(problem), dtype=np.bool_)
    mask[inside] = tied(problem.payoffs[inside], chosen[inside])
    if "pareto" in rule.axioms and (mask & problem.pareto).any():
        mask &= problem.pareto
    return np.flatnonzero(mask)


def _over_lotteries(
    problem: BargainingProblem, rule: Concept, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of a solution on the convex hull."""
    if rule.pointer is None:
        raise NotDefinedError(
            "The concept goes by ranks and is not defined on lotteries.", concept=rule.name
        )
    hull = hull_of(problem)
    if not hull.feasible:
        return disagreement(problem, {"method": "no lottery is acceptable to all"})
    here = _on_hull(hull, parameters)
    _check_reachable(problem, hull, here)
    point, diagnostics = rule.pointer(hull, **here)
    rows, shares = diagnostics.pop("mixture", None) or hull.lottery(point)
    support = tuple(hull.outcome(int(row)) for row in rows)
    chances = [(each, float(share)) for each, share in zip(support, shares, strict=True)]
    payoffs = (shares @ hull.worth(rows))[None]
    target = problem.disagreement + point * hull.scale
    status = status_of(hull.active, bool(diagnostics.get("tied")))
    return {
        "status": status if diagnostics.get("converged", True) else "not_converged",
        "payoffs": read_only(payoffs),
        "indices": read_only(np.arange(len(rows)) if hull.growing else rows),
        "lottery": FrozenMap(chances),
        "packages": support if hull.growing else None,
        "diagnostics": FrozenMap(
            {
                **diagnostics,
                **({"packages_known": len(hull.points)} if hull.growing else {}),
                **about(problem, hull.active),
                "point": target,
                "short_of_point": float((target - payoffs[0]).max(initial=0.0)),
            }
        ),
    }


def hull_of(problem: BargainingProblem) -> Hull:
    """Return the hull of a problem's lotteries, listed or not."""
    if not isinstance(problem, PackageProblem):
        return Hull.of(problem)
    if problem.packages.smooth:
        raise NotDefinedError(
            "Lotteries over smooth value functions are not computed. Put the continuous issues "
            "on a grid with scenario.on_grid({issue: 101})."
        )
    return GrowingHull(problem)


def _on_hull(hull: Hull, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters in the units of a hull."""
    scaled = {
        name: value / hull.scale if name in ("claims", "reference") else value
        for name, value in parameters.items()
    }
    spare = float(hull.ideal[hull.active].max()) if hull.active.any() else 1.0
    return at_stake(scaled, hull.active, np.where(hull.active, hull.ideal, spare))


def _check_reachable(problem: BargainingProblem, hull: Hull, parameters: dict[str, Any]) -> None:
    """Refuse a reference point that no lottery is as good as."""
    if "reference" not in parameters:
        return
    wanted = parameters["reference"]
    rows, shares = hull.lottery(wanted)
    reached = shares @ (hull.worth(rows) - problem.disagreement) / hull.scale
    if (reached < wanted - 1e-7 * hull.unit).any() and not _dominated(hull, wanted):
        raise InvalidValueError(
            "No lottery over the outcomes is as good as the reference for everybody; choose "
            "an outcome that is feasible, such as the status quo.",
            given=(wanted * hull.scale + problem.disagreement).tolist(),
        )


def _dominated(hull: Hull, gains: FloatArray) -> bool:
    """Say whether a point lies within the comprehensive hull."""
    level, _ = hull.raise_level(np.diag(1 / hull.unit), -gains / hull.unit)
    return level >= -1e-9


def _depth(problem: BargainingProblem, at: Stakes) -> dict[str, Any]:
    """Return how many outcomes competed."""
    return {"outcomes": len(problem), "in_zopa": int(np.asarray(at.zopa).sum())}
