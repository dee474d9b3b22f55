"""The least change that opens an empty ZOPA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation.actors import Scenario
from negotiation.analysis.bridging._additions import AddIssue, AddOption
from negotiation.analysis.bridging._answer import Bridging
from negotiation.analysis.bridging._bridge import Bridge
from negotiation.analysis.bridging._stops import Stops, stops_of
from negotiation.analysis.bridging._ways import (
    added_issues,
    added_options,
    given_up,
    payments,
    shared,
)
from negotiation.concessions import BargainingProblem
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name

KINDS = ("red line", "reservation", "payment", "issue", "option", "constraint")
"""Kinds of changes, in the order in which bridges of as many changes are ranked."""


def bridge(
    subject: Scenario | BargainingProblem,
    kinds: Sequence[str] | None = None,
    *,
    room: float | Mapping[str, float] = 0.0,
    rate: Mapping[str, float] | None = None,
    add: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Bridging:
    """Find every least change that opens an empty ZOPA.

    Parameters
    ----------
    subject : Scenario or BargainingProblem
        Certain, its packages listed, everybody's consent needed.
    kinds : sequence of str, optional
        Some of `KINDS`: "red line", "reservation", "payment", "issue", "option",
        "constraint".  If left out, red lines and reservation values, and those kinds for which
        `rate`, `add` or `options` is given.  Constraints are lifted only if asked for.
    room : float or mapping, default 0.0
        What every actor (or each one named) is to gain at least, on its own scale.
    rate : mapping, optional
        ``{actor: worth of one unit of money to it}``: who can pay and be paid.
    add : mapping, optional
        Candidate issues ``{issue: {option: {actor: what it adds to its utility}}}``.
    options : mapping, optional
        Candidate options ``{issue: {option: {actor: what it contributes to its utility}}}``.
    weights : mapping, optional
        ``{actor: number}``: what a share of its range counts in the least total lowering; all
        count alike if left out.

    Returns
    -------
    Bridging

    Raises
    ------
    UncertainError
        If a number is uncertain; `what_if` compares changes under uncertainty.
    TooLargeError, NotDefinedError
        If packages are not listed, or less than everybody's consent suffices.
    UnknownNameError, InvalidTypeError, InvalidValueError
        If an argument names or gives what cannot be.

    Notes
    -----
    Every package is stopped by a set: the lines it crosses and the actors it leaves short.
    Giving up all of one such set opens the ZOPA, and giving up anything else does not.  The
    sets that contain no other are therefore all the smallest changes, and for each the least
    amounts are read off the packages it stops.  Payments are found likewise: a package can be
    paid for if what actors have to spare covers what others lack.  Added issues and options are
    looked for on their own; to combine one with other changes, ask about
    ``change.apply(scenario)``.  Utilities of different actors are compared as shares of the
    range of each actor's payoffs, walking away included.

    Examples
    --------
    >>> import negotiation as ng
    >>> problem = ng.BargainingProblem(
    ...     [[3, 0], [2, 2], [0, 3]], [2.5, 1.5], actors=["US", "DPRK"]
    ... )
    >>> found = ng.bridge(problem)
    >>> print(found.sentences[0])
    If walking away were worth 0.5 less to US (2.5 → 2, 16.7% of its range), 1 package would suit \
everybody: 1.
    """
    asked = _kinds(kinds, {"payment": rate, "issue": add, "option": options})
    stops = stops_of(subject, room, "constraint" in asked)
    names = stops.problem.actors
    counts = np.array([_given(weights, "A weight", names).get(name, 1.0) for name in names])
    if stops.open.any():
        return Bridging((), (), FrozenMap(), stops)
    allowed = np.array([mark.kind in asked for mark in stops.marks], dtype=np.bool_)
    walk = "reservation" in asked
    found = given_up(stops, allowed, walk)
    if "payment" in asked:
        found += payments(stops, allowed, _given(rate, "The worth of one unit of money", names))
    if "issue" in asked:
        found += added_issues(stops, _issues(stops, add))
    if "option" in asked:
        found += added_options(stops, _options(stops, options))
    found.sort(key=_rank)
    even = shared(stops, counts) if walk else ()
    return Bridging(tuple(found), even, FrozenMap(_reasons(stops, asked, found)), stops)


def _rank(each: Bridge) -> tuple[float, ...]:
    return (len(each.changes), max(KINDS.index(kind) for kind in each.kinds), each.largest)


def _kinds(given: Sequence[str] | None, told: Mapping[str, Any]) -> tuple[str, ...]:
    if given is None:
        return ("red line", "reservation", *(kind for kind, what in told.items() if what))
    asked = (given,) if isinstance(given, str) else tuple(given)
    for kind in asked:
        if kind not in KINDS:
            raise unknown_name("kind of change", kind, KINDS)
        if kind in told and not told[kind]:
            argument = {"payment": "rate", "issue": "add", "option": "options"}[kind]
            raise InvalidValueError(f"The kind {kind!r} needs {argument}=.")
    return asked


def _given(given: Any, what: str, names: tuple[str, ...]) -> dict[str, float]:
    """Return a positive number for actors, checked."""
    if given is not None and not isinstance(given, Mapping):
        raise InvalidTypeError(f"{what} is written {{actor: number}}.", given=given)
    found = {}
    for name, value in dict(given or {}).items():
        if name not in names:
            raise unknown_name("actor", name, names)
        found[name] = number(value, what, actor=name)
        if found[name] <= 0:
            raise InvalidValueError(f"{what} is positive.", given=value, actor=name)
    return found


def _issues(stops: Stops, add: Any) -> tuple[AddIssue, ...]:
    if not isinstance(add, Mapping):
        raise InvalidTypeError("Candidates are written {issue: {option: {…}}}.", given=add)
    if stops.given is None:
        raise NotDefinedError("Issues are added to a scenario, and there is none.")
    candidates = tuple(AddIssue(str(name), each) for name, each in add.items())
    for each in candidates:
        each.apply(stops.given)  # says what is wrong with it
    return candidates


def _options(stops: Stops, options: Any) -> tuple[AddOption, ...]:
    if not isinstance(options, Mapping) or not all(
        isinstance(each, Mapping) for each in options.values()
    ):
        raise InvalidTypeError("Candidates are written {issue: {option: {…}}}.", given=options)
    if stops.given is None:
        raise NotDefinedError("Options are added to a scenario, and there is none.")
    return tuple(
        AddOption(str(issue), str(label), worth)
        for issue, each in options.items()
        for label, worth in each.items()
    )


def _reasons(stops: Stops, asked: Sequence[str], found: Sequence[Bridge]) -> dict[str, str]:
    """Return why kinds of changes open nothing on their own."""
    said = {
        "red line": "No red lines to drop open it: whatever they stop suits somebody too little.",
        "constraint": "No constraints to lift open it.",
        "reservation": "No lower reservation values open it: red lines stop every package.",
        "payment": "No payments open it: no package that red lines leave has enough to share.",
        "issue": "No set of the candidate issues opens it.",
        "option": "No set of the candidate options opens it.",
    }
    if not stops.crossed.any():
        said["red line"] = "There are no red lines that stop a package."
    alone = {each.kinds[0] for each in found if len(each.kinds) == 1}
    return {kind: said[kind] for kind in asked if kind not in alone}
