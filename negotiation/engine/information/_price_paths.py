"""A course of prices and the answer to a screening problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table

REFERENCES = (
    "Fudenberg, D. and Tirole, J. (1991). Game Theory, chapter 10. MIT Press.",
    "Gul, F., Sonnenschein, H. and Wilson, R. (1986). Foundations of dynamic monopoly and the "
    "Coase conjecture. Journal of Economic Theory 39, 155-190.",
)

_SHOWN = 12
"""Periods of a long course of prices that are shown."""


@dataclass(frozen=True)
class Course:
    """A course of prices that a seller may take.

    Attributes
    ----------
    name : str
        "one price", "pool" (all buy at once), "screen" (each value buys all at one time),
        "mix" (buyers of one value buy at different times), "wait" (nobody buys at first),
        "no trade".
    prices : tuple of float
        The price of each period.
    sales : tuple of float
        The probability of a sale in each period.
    profit : float
        What the seller expects, above its cost.
    """

    name: str
    prices: tuple[float, ...]
    sales: tuple[float, ...]
    profit: float

    def __repr__(self) -> str:
        shown = ", ".join(f"{price:.4g}" for price in self.prices)
        return f"<Course {self.name!r}: prices {shown or 'none'}; profit {self.profit:.4g}>"


@dataclass(frozen=True, eq=False)
class Screening(Shown):
    """What a seller asks of a buyer whose value it does not know.

    Attributes
    ----------
    course : Course
        What the seller does.
    courses : tuple of Course
        All that were compared, the best first.
    ties : tuple of float
        The first prices of all best courses.
    commitment : float
        The profit of a seller that can commit itself to prices: that of the best single,
        final offer.
    first_best : float
        What trade would bring both together if the value were known.
    trade : float
        The probability that the good is sold.
    worth_trading : float
        The probability that the good is worth more to the buyer than to the seller.
    details : mapping
        Numbers of the case: ``cutoffs`` (the value from which on buyers buy in each period,
        where values are uniform), ``cutoff_ratio``, ``acceptance_slope`` (the price accepted as
        a share of the value, both above cost), ``thresholds``, ``strategy``.
    """

    course: Course
    courses: tuple[Course, ...]
    ties: tuple[float, ...]
    commitment: float
    first_best: float
    trade: float
    worth_trading: float
    details: Mapping[str, Any] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", FrozenMap(self.details))

    @classmethod
    def of(
        cls,
        courses: Sequence[Course],
        commitment: float,
        first_best: float,
        worth_trading: float,
        ties: tuple[float, ...] | None = None,
        *,
        trade: float | None = None,
        **details: Any,
    ) -> Screening:
        """Return the answer with the best course first.

        Parameters
        ----------
        courses : sequence of Course
            The best one first.
        commitment, first_best, worth_trading : float
            As the attributes.
        ties : tuple of float, optional
            As the attribute; the first course's price if left out.
        trade : float, optional
            As the attribute; what the first course sells if left out.
        **details
            As the attribute.
        """
        best = courses[0]
        return cls(
            best,
            tuple(courses),
            (best.prices[0],) if ties is None else ties,
            float(commitment),
            float(first_best),
            min(1.0, float(sum(best.sales)) if trade is None else trade),
            min(1.0, float(worth_trading)),
            details,
        )

    @property
    def prices(self) -> tuple[float, ...]:
        """The price of each period."""
        return self.course.prices

    @property
    def sales(self) -> tuple[float, ...]:
        """The probability of a sale in each period."""
        return self.course.sales

    @property
    def profit(self) -> float:
        """What the seller expects, above its cost."""
        return self.course.profit

    def summary(self) -> Table:
        """Return prices and sales period by period, and what is lost by not knowing the value."""
        rows = [
            (period + 1, price, sold)
            for period, (price, sold) in enumerate(zip(self.prices, self.sales, strict=True))
        ][:_SHOWN]
        notes = []
        if len(self.prices) > _SHOWN:
            notes.append(f"{len(self.prices) - _SHOWN} more periods are not shown.")
        notes.append(
            f"The seller expects {self.profit:.4g}; knowing the value both together would have "
            f"{self.first_best:.4g}."
        )
        missed = self.worth_trading - self.trade
        if missed > 1e-12:
            notes.append(f"With probability {missed:.1%} a sale worth making is never made.")
        if len(self.prices) > 1 and self.commitment > self.profit:
            notes.append(
                f"A single, final offer would bring {self.commitment:.4g}: buyers wait for the "
                "price to fall, and the seller cannot promise that it will not."
            )
        others = [each for each in self.courses[1:] if each.name != "one price"]
        if others:
            worse = ", ".join(f"{each.name} {each.profit:.4g}" for each in others[:4])
            notes.append(f"Other courses: {worse}.")
        if len(self.ties) > 1:
            firsts = ", ".join(f"{price:.4g}" for price in self.ties)
            notes.append(f"Equally good first prices: {firsts}.")
        columns = ("period", "price", "sold")
        return Table(columns, rows, f"screening: {self.course.name}", [*notes, *REFERENCES])

    def __repr__(self) -> str:
        shown = ", ".join(f"{price:.4g}" for price in self.prices[:4])
        more = ", …" if len(self.prices) > 4 else ""
        return (
            f"<Screening {self.course.name!r}: prices {shown or 'none'}{more}; "
            f"profit {self.profit:.4g}>"
        )
