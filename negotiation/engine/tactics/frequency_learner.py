"""Frequency learner: what the other offers often and rarely changes is what it wants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.engine.tactics._iso import band, first_of, offers_by
from negotiation.engine.tactics._opponent_model import frequency_estimate
from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import Aspiring, positive
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Tunalı, O., Aydoğan, R. & Sanchez-Anguix, V. (2017). Rethinking frequency opponent modeling "
    "in automated negotiation. PRIMA 2017, Lecture Notes in Computer Science 10621, 263-279."
)


@dataclass(frozen=True)
class FrequencyLearner(Aspiring):
    """The package of a demanded worth that seems best for the others."""

    window: int

    def offer(self, view: View, level: float) -> int:
        """Return the package to offer."""
        rows = band(view, level, np.inf)
        worth = np.ones(len(rows))
        for offers, times in offers_by(view):
            seen = view.levels[offers]
            estimate = frequency_estimate(seen, times, view.sizes, window=self.window)
            worth = np.minimum(worth, estimate.worth(view.levels[rows]))
        return first_of(rows, worth)

    def __repr__(self) -> str:
        return f"frequency_learner(exponent={self.exponent:g}, window={self.window})"


@tactic(reference=REFERENCE)
def frequency_learner(exponent: float = 0.2, window: int = 1) -> Tactic:
    """Return the tactic that reads the other's wishes off how often it offers what.

    At time t it demands ``q = r + (b - r) (1 - t**(1/exponent))``, b being its best acceptable
    package and r what walking away is worth, and offers the acceptable package worth q or
    more that it thinks best for the other; of equals the best for itself, then the first.
    It accepts what is worth q.  It walks away if no package is acceptable.

    It thinks a package worth ``sum_j w_j v_j`` to the other.  An option offered n times has
    ``v_j = ((1 + n) / (1 + max n))**0.25``, an offer at time t counting ``1 - t``.  Weights
    start equal, at 1; from each window of offers to the next in which the other moved at all,
    ``w_j`` grows by ``0.2 (1 - t**5) (1 - moved_j)``, with ``moved_j`` the share of the
    window's offers whose option of issue j has changed.  Then weights are made to add up
    to 1.  (The source tests whether frequencies differ and takes weights to grow only then;
    in talks of some ten rounds there is too little to test.)

    Of several others, who are modelled one by one, the one counts that a package serves worst.

    Parameters
    ----------
    exponent : float
        How it concedes; above 0: below 1 late, above 1 early.
    window : int
        Offers per window; 1 or more.

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
    >>> ng.tactics.frequency_learner()
    frequency_learner(exponent=0.2, window=1)
    """
    if isinstance(window, bool) or not isinstance(window, int | np.integer):
        raise InvalidTypeError("A window is a whole number of offers.", given=window)
    if window < 1:
        raise InvalidValueError("A window holds at least one offer.", given=window)
    return FrequencyLearner(positive(exponent), int(window))
