"""At which values of one number a deal appears and disappears: exactly, and in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.analysis.sensitivity._blocks import problem_of, rng_of
from negotiation.analysis.sensitivity._lever import lever
from negotiation.analysis.sensitivity._selected import segments
from negotiation.analysis.sensitivity._straight import check_straight, windows_of
from negotiation.analysis.sensitivity._thresholds import Thresholds
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import InvalidValueError, NotDefinedError

DRAWS = 1000
"""Draws of everything else if none are asked for."""


def threshold(
    subject: Any,
    quantity: Any,
    concept: str | None = None,
    *,
    between: tuple[float, float] | None = None,
    rescale: bool | None = None,
    draws: int = DRAWS,
    rng: Any = None,
) -> Thresholds:
    r"""Find all values of a number at which a deal appears or disappears.

    Parameters
    ----------
    subject : Scenario, UncertainProblem or Beliefs
    quantity : Quantity or tuple of str
        The number: ``("DPRK", "weight", "sanctions")``, ``("DPRK", "value", issue, option)``,
        ``("DPRK", "reservation")``, ``("DPRK", "premium")`` …
    concept : str, optional
        A solution concept: the answer then also says which packages it selects where.
    between : pair of float, optional
        The range to search.  If left out: the support of an uncertain number, 0 to the sum of
        the weights for a weight that is rescaled, else a range as wide as the actor's payoffs.
    rescale : bool, optional
        Whether the actor's other weights shrink and grow in proportion so that their sum stays.
        If left out, they do where they sum to 1.
    draws : int, default 1000
        Draws of the other numbers where they are uncertain; 0 holds them at their medians.
    rng : int, Generator or None
        Same seed, same answer.

    Returns
    -------
    Thresholds

    Raises
    ------
    UnknownNameError, InvalidTypeError, InvalidValueError
        If there is no such number, or it cannot take the values of the range.
    NotDefinedError
        If gains are no straight lines in the number (a cap on the actor's utility), if it does
        not touch the ZOPA (power, discount factors), or for a concept with other numbers drawn.

    Notes
    -----
    Gains are straight lines in a weight, a value, a premium or a reservation value, so each
    package suits each actor from or up to the root of a line: no search, and nothing is missed.
    Red lines do not move.  What a concept selects is found by looking at 64 steps of the range
    and halving between different answers: an answer that comes and goes within one step is
    missed.

    Examples
    --------
    >>> import negotiation as ng
    >>> relief = ng.Issue("relief", ["none", "full"])
    >>> us = ng.Actor("US", ng.Additive({"relief": {"none": 0.5, "full": 0}}), -0.1)
    >>> dprk = ng.Actor("DPRK", ng.Additive({"relief": {"none": 0, "full": 1}}), 0.3)
    >>> talk = ng.Scenario("a talk", [relief], [us, dprk])
    >>> found = ng.threshold(talk, ("DPRK", "reservation"), between=(-1, 2))
    >>> print(*found.sentences, sep="\n")
    DPRK: walking away is 0.3; a deal exists there.
    The deal disappears if it exceeds 1: then DPRK walks away from the last package (relief: full).
    """
    problem = problem_of(subject)
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 0:
        raise InvalidValueError("draws= takes a whole number, at least 0.", given=draws)
    moving = lever(problem, quantity, between, rescale)
    check_straight(moving)
    base = moving.base(int(draws), rng_of(seed_of(rng), 0))
    found = tuple(windows_of(moving, base))
    selected = None
    if concept is not None:
        if len(base) > 1:
            raise NotDefinedError(
                "What a concept selects is followed with the other numbers certain; write "
                "draws=0 to hold them at their medians, or ask ng.phase_map."
            )
        selected = segments(moving, base, concept, found[0])
    return Thresholds(moving, base, found, selected, concept or "")
