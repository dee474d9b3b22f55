"""What a solution concept is, and the shelf it stands on.

A member file states one formula and registers it through one of three families:

- `leximin_concept`: the formula rescales gains, actor by actor and linearly; the concept
  makes the smallest as large as possible, then the next, and so on;
- `welfare_concept`: the formula is a number per outcome, and the concept maximises it;
- `frontier_concept`: the formula is a point of the hull; on a finite set the concept
  selects the outcomes that come closest to it in proportion.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation._registry import Registry
from negotiation.engine.axiomatic import _leximin, _welfare
from negotiation.engine.axiomatic._goal import Total, Worst, total_of, worst_of
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._stakes import Stakes, leximin, stakes
from negotiation.errors import NotDefinedError

AXIOMS = frozenset(
    {
        "pareto",
        "scale-covariance",
        "independence-of-irrelevant-alternatives",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
        "individual-monotonicity",
        "maximin-monotonicity",
    }
)
"""What a concept may claim; a test checks each claim.  Individual rationality, symmetry,
translation and common rescaling, and indifference to duplicates are asked of every concept."""


class Selector(Protocol):
    """Selects outcomes of a finite set: a boolean array (..., n_outcomes)."""

    def __call__(self, at: Stakes, **parameters: Any) -> Any:
        """Return the selected outcomes."""


class Pointer(Protocol):
    """Finds the point of the hull and says how: gains (n_actors,), diagnostics."""

    def __call__(self, hull: Hull, **parameters: Any) -> tuple[FloatArray, dict[str, Any]]:
        """Return the point."""


@dataclass(frozen=True)
class Concept:
    """A registered solution concept.

    Attributes
    ----------
    name : str
    reference : str
        The publication it stands on.
    axioms : frozenset of str
        What it claims, from `AXIOMS`.
    parameters : tuple of str
        What it takes besides the problem.
    required : tuple of str
        Those of them it cannot do without.
    actors : int or None
        The one number of actors it is defined for; ``None`` for any.
    powered : bool
        Whether bargaining power enters as ``weights`` when none are given.
    guarantee : callable or None
        Where the answer is a payoff that the selected outcomes guarantee, with free
        disposal, instead of their own: ``(problem, rows) -> payoffs (n_actors,)``.
    goal : callable or None
        Where packages are never listed: ``(able, ideal, **parameters)`` to what is maximised.
    point : callable or None
        The point of the hull that selected outcomes come nearest to in proportion.
    doc : str
        The docstring: formula, finite sets, ties, empty ZOPA, source.
    """

    name: str
    reference: str
    axioms: frozenset[str]
    selector: Selector
    pointer: Pointer | None
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    actors: int | None = None
    powered: bool = False
    guarantee: Callable[..., FloatArray] | None = None
    goal: Callable[..., Worst | Total] | None = None
    point: Callable[[Hull], FloatArray] | None = None
    doc: str = field(default="", repr=False)

    def select(
        self, payoffs: Any, disagreement: Any, signable: Any = None, **parameters: Any
    ) -> Any:
        """Select outcomes of finite problems given as arrays, as many as you like at once.

        Parameters
        ----------
        payoffs : array, shape (..., n_outcomes, n_actors)
        disagreement : array, shape (..., n_actors)
        signable : array of bool, shape (..., n_outcomes), optional
            Outcomes that cross no red line.
        **parameters
            The concept's own, on the scale of the payoffs: ``weights``, ``claims`` and
            ``reference`` are arrays (..., n_actors).

        Returns
        -------
        array of bool, shape (..., n_outcomes)
            All selected outcomes; none where the ZOPA is empty.  `solve` goes one step
            further for its one problem: outcomes that differ from a selected one by
            rounding only are selected too, dominated ones never.
        """
        self.check_actors(payoffs.shape[-1])
        for name in ("claims", "reference"):
            if name in parameters:
                parameters[name] = (parameters[name] - disagreement)[..., None, :]
        if parameters.get("weights") is not None:
            parameters["weights"] = parameters["weights"][..., None, :]
        return self.selector(stakes(payoffs, disagreement, signable), **parameters)

    def check_actors(self, count: int) -> None:
        """Refuse a number of actors for which the concept is not defined."""
        if self.actors is not None and count != self.actors:
            raise NotDefinedError(
                f"{self.name!r} is defined for {self.actors} actors only; this problem has {count}."
            )


concept_registry: Registry[Concept] = Registry("solution concept")


def _register(
    name: str, formula: Callable[..., Any], more: tuple[str, ...] = (), **fields: Any
) -> None:
    """Put a formula on the shelf, reading its parameters (and `more`) from its signature."""
    optional = {
        parameter.name: parameter.default
        for parameter in inspect.signature(formula).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    concept_registry.add(
        name,
        Concept(
            name=name,
            parameters=(*optional, *more),
            required=tuple(key for key, value in optional.items() if value is inspect._empty),
            doc=inspect.getdoc(formula) or "",
            **{**fields, "axioms": frozenset(fields["axioms"])},
        ),
    )


def leximin_concept(name: str, **fields: Any) -> Callable[[Any], Any]:
    """Register ``formula(gains, ideal, **parameters) -> values``, linear in each actor's gain.

    On lotteries such a concept also takes ``free_disposal=False``: then values must be
    equal exactly, and nobody's gain is thrown away or raised beyond that.
    """

    def register(formula: Any) -> Any:
        def selector(at: Stakes, *, free_disposal: bool = True, **parameters: Any) -> Any:
            if not free_disposal:
                raise NotDefinedError("free_disposal=False needs lotteries=True.", concept=name)
            return leximin(formula(at.gains, at.ideal, **parameters), at.zopa)

        def pointer(
            hull: Hull, *, free_disposal: bool = True, **parameters: Any
        ) -> tuple[FloatArray, dict[str, Any]]:
            find = _leximin.on_hull if free_disposal else _leximin.on_the_ray
            return find(hull, formula, parameters)

        def goal(able: BoolArray, ideal: FloatArray, **parameters: Any) -> Worst:
            if not parameters.pop("free_disposal", True):
                raise NotDefinedError("free_disposal=False needs lotteries=True.", concept=name)
            return worst_of(formula, able, ideal, **parameters)

        _register(
            name,
            formula,
            ("free_disposal",),
            selector=selector,
            pointer=pointer,
            goal=goal,
            **fields,
        )
        return formula

    return register


def welfare_concept(
    name: str,
    derivatives: Any = None,
    *,
    terms: Any = None,
    selector: Any = None,
    pointer: Any = None,
    goal: Any = None,
    **fields: Any,
) -> Callable[[Any], Any]:
    """Register ``formula(gains, ideal, **parameters) -> welfare``, an (..., n_outcomes) array.

    Parameters
    ----------
    name : str
    derivatives : callable, optional
        ``(gains (n_actors,), ideal (n_actors,), **parameters)`` to the first and second
        derivatives of welfare in each actor's gain, two arrays (n_actors,); without it
        the concept is not defined on lotteries.
    terms : callable, optional
        ``(gains, ideal, **parameters)`` to one concave, rising term per actor, the sum of which
        orders outcomes as welfare does; without it, or `goal`, packages must be listed.
    goal : callable, optional
        As for `Concept`, where `terms` do not say enough.
    selector : callable, optional
        Selects on finite sets where the maximum of the formula is not the whole rule.
    pointer : callable, optional
        Finds the point of the hull where `derivatives` do not say enough.
    **fields
        As for `Concept`.
    """

    def register(formula: Any) -> Any:
        def maximiser(at: Stakes, **parameters: Any) -> Any:
            return _welfare.on_outcomes(at, formula, parameters)

        def climber(hull: Hull, **parameters: Any) -> tuple[FloatArray, dict[str, Any]]:
            return _welfare.on_hull(hull, derivatives, parameters)

        def total(able: BoolArray, ideal: FloatArray, **parameters: Any) -> Total:
            return total_of(terms, able, ideal, **parameters)

        _register(
            name,
            formula,
            selector=selector or maximiser,
            pointer=pointer or (climber if derivatives else None),
            goal=goal or (total if terms else None),
            **fields,
        )
        return formula

    return register


def frontier_concept(name: str, **fields: Any) -> Callable[[Any], Any]:
    """Register ``formula(hull) -> gains``, a point of the hull.

    The formula is asked only where at least two actors can gain; one alone gets its ideal.
    """

    def register(formula: Any) -> Any:
        def point(hull: Hull) -> FloatArray:
            if hull.active.sum() < 2:
                return np.where(hull.active, hull.ideal, 0.0)
            found: FloatArray = formula(hull)
            return found

        def selector(at: Stakes) -> Any:
            return nearest_in_proportion(at, point)

        def pointer(hull: Hull) -> tuple[FloatArray, dict[str, Any]]:
            return point(hull), {"method": "geometry of the hull"}

        _register(name, formula, selector=selector, pointer=pointer, point=point, **fields)
        return formula

    return register


def nearest_in_proportion(at: Stakes, point: Callable[[Hull], FloatArray]) -> BoolArray:
    """Return the outcomes furthest along the way from walking away to a point of the hull.

    The point is that of the lotteries over the ZOPA; an outcome is as far along as its
    worst placed actor, ``min over actors of gain / gain at the point``, then the next
    (leximin).  This is Conley and Wilkie's extension of a solution to sets that are not
    convex, with ties told apart by leximin so that the answer is efficient.
    """
    gains, zopa = np.asarray(at.gains), np.asarray(at.zopa)
    chosen = np.zeros(zopa.shape, dtype=np.bool_)
    for batch in np.ndindex(zopa.shape[:-1]):
        inside = zopa[batch]
        if not inside.any():
            continue
        able = at.active[batch][0]
        if not able.any():
            chosen[batch] = inside
            continue
        # In shares of ideal gains: these concepts do not depend on anybody's units.
        ideal = np.asarray(at.ideal[batch][0])
        shares = gains[batch] / ideal
        hull = Hull(np.where(able, shares, 0.0)[inside], at.slack[batch][0] / ideal)
        target = point(hull)
        chosen[batch] = leximin(shares[:, able] / target[able], inside)
    return chosen
