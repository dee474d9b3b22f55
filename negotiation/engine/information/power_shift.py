"""A shift of power: war now because no promise about tomorrow can be kept."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation._arrays import NOISE
from negotiation._table import Shown, Table
from negotiation.engine.information._ranges import discount_factor, not_negative, probability
from negotiation.errors import InvalidValueError

REFERENCE = (
    "Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49, "
    "379-414. Powell, R. (2006). War as a commitment problem. International Organization 60, "
    "169-203."
)


@dataclass(frozen=True)
class PowerShift(Shown):
    """Whether a declining actor fights before its rival has grown strong.

    Attributes
    ----------
    war : bool
        Whether it does.
    margin : float
        By how much the rising actor's claim on the future exceeds what would be its share in
        an immediate war and the decliner's cost: ``d (p' - c_rising) - (p + c_declining)``.
        There is war if it is positive.
    offer : float or None
        The rising actor's share in the first period if there is peace.
    later : float
        Its share in every period after the shift.
    values : tuple of float
        What the rising and the declining actor expect per period.
    bearable : float
        The greatest probability of victory to which the rising actor could rise without a
        war; 1 at most.
    transfer : float
        What the rising actor would have to give up in the first period, beyond all of the pie,
        to be left in peace: the size of the promise that it cannot make.
    """

    war: bool
    margin: float
    offer: float | None
    later: float
    values: tuple[float, float]
    bearable: float
    transfer: float

    def summary(self) -> Table:
        """Return what both expect, why there is war or not, and what would change that."""
        if self.offer is None:
            rows: list[tuple[str, float | None, float | None, float]] = [
                ("rising", None, None, self.values[0]),
                ("declining", None, None, self.values[1]),
            ]
            notes = [
                "War, with certainty: even with all of today's pie the declining actor would be "
                "worse off than by fighting now, and the rising one cannot promise to ask for "
                "less once it is strong.",
                f"There would be peace if the rise ended at a probability of victory of "
                f"{self.bearable:.4g}, if the rising actor could pay {self.transfer:.4g} more now, "
                "or if it could bind itself to later shares.",
            ]
        else:
            rows = [
                ("rising", self.offer, self.later, self.values[0]),
                ("declining", 1 - self.offer, 1 - self.later, self.values[1]),
            ]
            notes = [
                f"Peace: the shift is small enough (a rise up to {self.bearable:.4g} is borne)."
            ]
        columns = ("actor", "share in the first period", "share later", "worth")
        return Table(columns, rows, "shift of power", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<PowerShift: {'war' if self.war else 'peace'}, margin {self.margin:.4g}>"


def power_shift(
    now: float, later: float, *, cost_rising: float, cost_declining: float, discount: float
) -> PowerShift:
    """Return whether a declining actor goes to war before the balance of power shifts.

    The pie is 1 in every period.  The declining actor offers shares; the rising one accepts
    or fights; war settles the division of all later pies.  After the shift the rising actor
    must get what war would then bring it, ``p' - c_rising``.  The most that the declining actor
    can have in peace is all of the pie today and the rest of it later, so there is war if and
    only if ``d (p' - c_rising) > p + c_declining``.

    Parameters
    ----------
    now, later : float
        The rising actor's probability of victory today (p) and from the next period on (p'),
        ``now <= later``.
    cost_rising, cost_declining : float
        What war costs each, as a share of the pie in every period; 0 or more.
    discount : float
        Strictly between 0 and 1.

    Returns
    -------
    PowerShift

    Raises
    ------
    InvalidValueError
        If a number is out of its range, or `later` is below `now`.

    Notes
    -----
    Where both are worth the same there is peace.  A share is never negative: an actor for
    whom war is worth less than nothing gets nothing.

    References
    ----------
    Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49,
    379-414.
    Powell, R. (2006). War as a commitment problem. International Organization 60, 169-203.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.power_shift(0.2, 0.8, cost_rising=0.1, cost_declining=0.1, discount=0.9)
    <PowerShift: war, margin 0.33>
    """
    weak = probability(now, "The probability of victory now")
    strong = probability(later, "The probability of victory later")
    if strong < weak:
        raise InvalidValueError(
            "The rising actor's probability of victory must not fall; call the other one rising.",
            given=(now, later),
        )
    mine = not_negative(cost_rising, "The rising actor's cost of war")
    yours = not_negative(cost_declining, "The declining actor's cost of war")
    d = discount_factor(discount)
    share = max(0.0, strong - mine)
    margin = d * (strong - mine) - (weak + yours)
    bearable = min(1.0, (weak + yours) / d + mine)
    # What rounding alone decides counts as equal.
    if margin > 8 * NOISE * (weak + yours):
        war = (weak - mine, 1 - weak - yours)
        return PowerShift(True, margin, None, share, war, bearable, margin / (1 - d))
    offer = min(1.0, max(0.0, (weak - mine - d * share) / (1 - d)))
    rising = (1 - d) * offer + d * share
    return PowerShift(False, margin, offer, share, (rising, 1 - rising), bearable, 0.0)
