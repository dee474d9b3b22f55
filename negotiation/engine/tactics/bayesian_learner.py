"""Bayesian learner: beliefs about what the other wants and how far it will go, by Bayes' rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import number
from negotiation.engine.tactics._beliefs import beliefs
from negotiation.engine.tactics._iso import band, first_of, offers_by
from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import Aspiring, positive
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidValueError

REFERENCE = (
    "Hindriks, K. & Tykhonov, D. (2008). Opponent modelling in automated multi-issue negotiation "
    "using Bayesian learning. AAMAS 2008, 331-338. Zeng, D. & Sycara, K. (1998). Bayesian "
    "learning in negotiation. International Journal of Human-Computer Studies 48(1), 125-141."
)


@dataclass(frozen=True)
class BayesianLearner(Aspiring):
    """The package of the greatest expected gain, given what the others have offered."""

    spread: float

    def offer(self, view: View, level: float) -> int:
        """Return the package to offer."""
        rows = band(view, level, np.inf)
        own = view.utilities[rows]
        chance = np.ones(len(rows))
        for offers, times in offers_by(view):
            held = beliefs(view.levels[offers], times, view.sizes, spread=self.spread)
            worth = held.estimate.worth(view.levels[rows])
            chance *= held.acceptance(worth, view.time, spread=self.spread)
        span = float(own.max() - view.reservation)
        gain = (own - view.reservation) / span if span > view.slack else np.ones(len(rows))
        return first_of(rows, gain * chance)

    def __repr__(self) -> str:
        return f"bayesian_learner(exponent={self.exponent:g}, spread={self.spread:g})"


@tactic(reference=REFERENCE)
def bayesian_learner(exponent: float = 0.2, spread: float = 0.1) -> Tactic:
    """Return the tactic that learns the other's preferences and limits from its offers.

    Hypotheses about the other: a package is worth ``sum_j w_j v_j`` to it, where an issue
    weighs ``2 k / (n (n + 1))`` with k from 1 to n, and its options, in their order, rise to a
    favourite and fall after it in straight lines; an offer made at time t is worth
    ``1 - (1 - r) t**(1/e)`` to it, give or take a normal error, with reservation value r
    from 0 to 0.9 and e from 0.1 to 4.  All are equally likely at first, and each offer changes
    the odds by Bayes' rule.  Beliefs about issues and about (r, e) are kept as separate
    factors, brought into line with each other in turn (mean field), so that their number does
    not explode.

    At time t it demands ``q = r + (b - r) (1 - t**(1/exponent))``, b being its own best
    acceptable package and r what walking away is worth to itself.  Among the acceptable
    packages worth q or more it offers the one with the greatest product of its own gain and
    the probability that the other accepts: that the package is worth to it what it would
    itself demand by now; of equals the best for itself, then the first.  It accepts what is
    worth q.  It walks away if no package is acceptable.

    Several others are modelled one by one; all must accept.

    Parameters
    ----------
    exponent : float
        How it concedes; above 0: below 1 late, above 1 early.
    spread : float
        The standard deviation of the error, as a share of the other's best package; from
        0.01 to 1.

    Returns
    -------
    Tactic

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a parameter is out of range.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.bayesian_learner()
    bayesian_learner(exponent=0.2, spread=0.1)
    """
    error = number(spread, "The spread")
    if not 0.01 <= error <= 1:
        raise InvalidValueError("The spread lies from 0.01 to 1.", given=spread)
    return BayesianLearner(positive(exponent), error)
