"""Logit tracing: the equilibrium that noisy play leads to as errors fade."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.engine.learning._branch import REFERENCE
from negotiation.engine.learning._selection import Selection, Verdict, selection
from negotiation.engine.learning.quantal_response import quantal_response_branch


def trace(game: Any, *, unit: str = "stakes") -> Selection:
    """Return the equilibrium that the principal branch of logit quantal response leads to.

    Actors begin by picking at random and err less and less, always reckoning with each
    other's errors; where that leads is selected.  In generic games it is a single
    equilibrium.  In symmetric 2 x 2 games of coordination it is the risk-dominant one;
    where the actors' stakes differ it need not be.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    unit : {"stakes", "payoff"}
        What precision is per, as for `quantal_response`.  By stakes, the default here, the
        selection does not depend on the units that each actor's payoffs are measured in.

    Returns
    -------
    Selection
        None is selected if the branch could not be followed to its end.

    Raises
    ------
    TooLargeError
        If the game is too large.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form
    games. Games and Economic Behavior 10, 6-38.

    Turocy, T. L. (2005). A dynamic homotopy interpretation of the logistic quantal response
    equilibrium correspondence. Games and Economic Behavior 51, 243-263.

    Examples
    --------
    >>> import negotiation as ng
    >>> stag_hunt = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> ng.trace(stag_hunt).payoffs
    array([[3., 3.]])
    """
    branch = quantal_response_branch(game, unit=unit)
    found = () if branch.limit is None else (branch.limit,)
    verdict = Verdict(
        "logit tracing", found, np.zeros((len(found),) * 2, np.bool_), np.arange(len(found))
    )
    return selection(branch.game, verdict, list(branch.notes), REFERENCE, branch=branch)
