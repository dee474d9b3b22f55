"""Trade-off: as good for oneself as before, and as much as possible like the other's offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, number
from negotiation._frozen import FrozenMap
from negotiation.engine.tactics._iso import (
    band,
    first_of,
    issue_weights,
    offers_by,
    similarity,
)
from negotiation.engine.tactics._opponent_model import frequency_weights
from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import Aspiring, positive
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Faratin, P., Sierra, C. & Jennings, N. R. (2002). Using similarity criteria to make issue "
    "trade-offs in automated negotiations. Artificial Intelligence 142(2), 205-237."
)


@dataclass(frozen=True)
class TradeOff(Aspiring):
    """The package of a demanded worth that is most like the others' last offers."""

    width: float
    weights: FrozenMap[str, float] | None

    def offer(self, view: View, level: float) -> int:
        """Return the package to offer."""
        reach = self.width * float(view.utilities[view.best] - view.reservation)
        rows = band(view, level, level + reach)
        return first_of(rows, self._likeness(view, rows))

    def _likeness(self, view: View, rows: IntArray) -> FloatArray:
        """Return how like each package is to the last offer of the other it is least like."""
        alike = np.ones(len(rows))
        for offers, times in offers_by(view):
            if self.weights is None:
                weights = frequency_weights(view.levels[offers], times, view.sizes)
            else:
                weights = issue_weights(view, self.weights)
            alike = np.minimum(alike, similarity(view, rows, int(offers[-1]), weights))
        return alike

    def __repr__(self) -> str:
        given = "" if self.weights is None else f", weights={self.weights!r}"
        return f"trade_off(exponent={self.exponent:g}, width={self.width:g}{given})"


@tactic(reference=REFERENCE)
def trade_off(
    exponent: float = 0.2, width: float = 0.05, *, weights: Mapping[str, float] | None = None
) -> Tactic:
    """Return the tactic that looks for the package most like what the other offered last.

    At time t it demands ``q = r + (b - r) (1 - t**(1/exponent))``, b being its best acceptable
    package and r what walking away is worth.  Among its acceptable packages worth between q
    and ``q + width (b - r)`` it offers the one most similar to the other's last offer x:
    ``sum_j w_j s_j(x_j, y_j)``, where ``s_j`` is 1 for the same option and 0 for another;
    between options that have an order (concessions, rising numbers) it is one less the share
    of all steps between them.  Of equals it takes the best for itself, then the first.  If no
    package lies in the band, it offers the next better one.  It accepts what is worth q.  It
    walks away if no package is acceptable.

    Of several others the one counts whose last offer is least alike.  Where outcomes are
    labels without issues, packages are the same or not, and there is nothing to weigh.

    Parameters
    ----------
    exponent : float
        How it concedes; above 0: below 1 late, above 1 early.
    width : float
        How far above its demand a package may lie, as a share of its range; from 0 to 1.
    weights : mapping of str to float, optional
        What it believes the issues to weigh for the other, not negative, one of them
        positive; an issue left out weighs nothing.  If left out altogether, weights are
        estimated from the offers as `frequency_learner` does.

    Returns
    -------
    Tactic

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a parameter is out of range.  An issue that does not exist is found out in the
        talks.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.trade_off(0.5)
    trade_off(exponent=0.5, width=0.05)
    """
    reach = number(width, "The width of the band")
    if not 0 <= reach <= 1:
        raise InvalidValueError("The width of the band lies from 0 to 1.", given=width)
    return TradeOff(positive(exponent), reach, _weights(weights))


def _weights(given: Any) -> FrozenMap[str, float] | None:
    """Return weights by issue, checked."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or not given:
        raise InvalidTypeError("Weights are a mapping {issue: weight}.", given=given)
    found = {name: number(each, "A weight", issue=name) for name, each in given.items()}
    for name, each in found.items():
        if each < 0:
            raise InvalidValueError("A weight is not negative.", given=each, issue=name)
    if not any(found.values()):
        raise InvalidValueError("At least one weight is positive.", given=dict(found))
    return FrozenMap(found)
