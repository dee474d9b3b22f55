"""Verification over time: whether a treaty is kept when breaches go unseen and alarms err."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation._arrays import TOLERANCE, number
from negotiation._table import Shown, Table
from negotiation.engine.information._ranges import discount_factor, probability
from negotiation.errors import InvalidValueError

REFERENCE = (
    "Green, E. J. and Porter, R. H. (1984). Noncooperative collusion under imperfect price "
    "information. Econometrica 52, 87-100."
)


@dataclass(frozen=True)
class Verification(Shown):
    """Whether a treaty that ends at an alarm gives a party reason to keep it.

    Attributes
    ----------
    kept : bool
        Whether keeping it is at least as good as breaching it once.
    value : float
        What the treaty is worth as long as all keep it, per period; false alarms included.
    breach_value : float
        What one breach is worth, and keeping the treaty after it goes unseen.
    margin : float
        The first less the second.
    least_detection : float or None
        The smallest probability of detection at which the treaty is kept; ``None`` if even
        certain detection is not enough.
    lasts : float
        How many periods the treaty is expected to last while all keep it; infinite without
        false alarms.
    """

    kept: bool
    value: float
    breach_value: float
    margin: float
    least_detection: float | None
    lasts: float

    def summary(self) -> Table:
        """Return the worth of keeping and of breaching, and what would make the treaty last."""
        rows = [("keep", self.value), ("breach once", self.breach_value)]
        if self.kept:
            words = "The treaty is kept: a breach gains less than an alarm would cost."
        elif self.least_detection is None:
            words = "No inspection however good makes this treaty hold; it is worth too little."
        else:
            words = (
                "The treaty is breached. It would be kept if breaches were detected with "
                f"probability {self.least_detection:.4g} or more."
            )
        notes = [words]
        if self.lasts < float("inf"):
            notes.append(
                f"False alarms end it after {self.lasts:.4g} periods on average though all keep it."
            )
        return Table(("what the party does", "worth"), rows, "verification", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<Verification: {'kept' if self.kept else 'breached'}, margin {self.margin:.4g}>"


def verification(
    keep: float,
    breach: float,
    breakdown: float = 0.0,
    *,
    discount: float,
    detection: float = 1.0,
    false_alarm: float = 0.0,
) -> Verification:
    """Return whether a treaty is kept that is verified imperfectly, period after period.

    An alarm ends the treaty for good.  With payoffs per period and a discount factor d the
    treaty is worth ``V = ((1 - d) g + d e B) / (1 - d (1 - e))``, a breach
    ``(1 - d) h + d (r B + (1 - r) V)``, where g is the payoff from keeping it, h from breaching
    it, B after a breakdown, r the probability of detection and e of a false alarm.

    Parameters
    ----------
    keep, breach, breakdown : float
        What a period is worth to the party: while the treaty is kept, when it alone breaches
        it, and after it has ended.
    discount : float
        Strictly between 0 and 1.
    detection : float, default 1.0
        Probability that a breach sets off an alarm.
    false_alarm : float, default 0.0
        Probability of an alarm without a breach; not above `detection`.

    Returns
    -------
    Verification

    Raises
    ------
    InvalidValueError
        If a number is out of its range.

    References
    ----------
    Green, E. J. and Porter, R. H. (1984). Noncooperative collusion under imperfect price
    information. Econometrica 52, 87-100.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.verification(3, 5, 1, discount=0.8, detection=0.4, false_alarm=0.05).least_detection
    0.35
    """
    good, tempting, after = (
        number(value, what)
        for value, what in (
            (keep, "The worth of keeping the treaty"),
            (breach, "The worth of breaching it"),
            (breakdown, "The worth after a breakdown"),
        )
    )
    d = discount_factor(discount)
    r = probability(detection, "The probability of detection")
    e = probability(false_alarm, "The probability of a false alarm")
    if e > r:
        raise InvalidValueError(
            "A false alarm must not be likelier than an alarm after a breach.", given=(e, r)
        )
    # Measured from the breakdown: subtracting it loses nothing and rounds least.
    kept, broken = good - after, tempting - after
    value = (1 - d) * kept / (1 - d * (1 - e))
    alone = (1 - d) * broken + d * (1 - r) * value
    slack = TOLERANCE * max(abs(kept), abs(broken))
    least: float | None = None
    if kept >= broken - slack:  # nothing to gain by a breach even if it is seen no better
        least = e
    elif value > 0:
        needed = 1 - (value - (1 - d) * broken) / (d * value)
        least = min(1.0, needed) if needed <= 1 + TOLERANCE else None
    return Verification(
        bool(value >= alone - slack),
        value + after,
        alone + after,
        value - alone,
        least,
        1 / e if e > 0 else float("inf"),
    )
