"""The expected-externality mechanism: efficient and balanced, but not everybody would join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, FloatArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions._prior import prior_of
from negotiation.engine.information._unknown import interval, is_distribution, is_uniform
from negotiation.errors import InvalidValueError, NotDefinedError

REFERENCES = (
    "d'Aspremont, C. and Gerard-Varet, L.-A. (1979). Incentives and incomplete information. "
    "Journal of Public Economics 11, 25-45.",
    "Arrow, K. (1979). The property rights doctrine and demand revelation under incomplete "
    "information. In Economics and Human Welfare, Academic Press.",
)

_POINTS = 101
"""Types at which the closed form is tabulated."""


@dataclass(frozen=True, eq=False)
class ExpectedExternality(Shown):
    """Trade whenever it is worth it, payments that balance, and who would rather stay away.

    Attributes
    ----------
    values, costs : array, shape (n,), (m,)
        The types of positive probability, ascending; for distributions evenly spaced ones.
    allocation : array, shape (n, m)
        1 where there is trade, 0 elsewhere.
    pays : array, shape (n, m)
        What the buyer pays the seller.
    buyer, seller : array, shape (n,), (m,)
        What each type expects.
    gains : float
        The expected gains from trade; the first best.
    worst : float
        What the two types that expect least expect together.
    """

    values: FloatArray
    costs: FloatArray
    allocation: FloatArray
    pays: FloatArray
    buyer: FloatArray
    seller: FloatArray
    gains: float
    worst: float

    @property
    def voluntary(self) -> bool:
        """Whether all types would join, given a fixed payment between the two beforehand."""
        return self.worst >= -self._rounding()

    def _rounding(self) -> float:
        """Return what rounding alone accounts for in an expectation."""
        return 16 * NOISE * float(max(np.abs(self.values).max(), np.abs(self.costs).max()))

    def summary(self) -> Table:
        """Return what each type expects, and whether all would take part."""
        rows = [
            (who, f"{word} {each:.4g}", float(expected), bool(expected >= -self._rounding()))
            for who, word, types, expects in (
                ("buyer", "value", self.values, self.buyer),
                ("seller", "cost", self.costs, self.seller),
            )
            for each, expected in zip(types, expects, strict=True)
        ]
        notes = [
            f"Every worthwhile trade is made (gains of {self.gains:.4g}), payments balance, and "
            "to tell the truth is best for all."
        ]
        if self.voluntary:
            notes.append("With a fixed payment beforehand every type would join.")
        else:
            notes.append(
                "Some types would rather stay away, and no fixed payment mends that: the two "
                f"worst-off types lack {-self.worst:.4g} together. (Other rules may do better; see "
                "bilateral_trade.)"
            )
        columns = ("actor", "type", "expects", "would join")
        return Table(columns, rows, "expected-externality mechanism", [*notes, *REFERENCES])

    def __repr__(self) -> str:
        joins = "all would join" if self.voluntary else f"worst types {self.worst:.4g} together"
        return f"<ExpectedExternality: gains {self.gains:.4g}, {joins}>"


def expected_externality(values: Any, costs: Any, *, prior: Any = None) -> ExpectedExternality:
    """Return the mechanism in which each pays what its claim is expected to cost the other.

    The good changes hands whenever the value exceeds the cost.  A buyer who claims v is paid
    what the seller is then expected to get, ``E_c[-c q]``, a seller who claims c what the buyer
    is expected to get, ``E_v[v q]``, and each pays the other's: payments balance in every case.

    Parameters
    ----------
    values, costs : array_like or frozen uniform scipy.stats distribution
        As for `bilateral_trade`.
    prior : array_like, optional
        As for `BayesianGame`, buyer first; types must be independent.

    Returns
    -------
    ExpectedExternality

    Raises
    ------
    InvalidValueError
        If a number is out of its range.
    NotDefinedError
        If types are correlated, or distributions are not uniform on one interval.

    References
    ----------
    d'Aspremont, C. and Gerard-Varet, L.-A. (1979). Incentives and incomplete information.
    Journal of Public Economics 11, 25-45.
    Arrow, K. (1979). The property rights doctrine and demand revelation under incomplete
    information. In Economics and Human Welfare, Academic Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> from scipy import stats
    >>> ng.expected_externality(stats.uniform(0, 1), stats.uniform(0, 1))
    <ExpectedExternality: gains 0.1667, worst types -0.1667 together>
    """
    if is_distribution(values) or is_distribution(costs):
        return _uniform(values, costs)
    rows, columns = floats(values, "The values", ndim=1), floats(costs, "The costs", ndim=1)
    for what, each in (("values", rows), ("costs", columns)):
        if not len(each) or len(set(each.tolist())) < len(each):
            raise InvalidValueError(f"Give at least one of the {what}, each once.", given=each)
    types = (tuple(rows.tolist()), tuple(columns.tolist()))
    joint = prior_of(prior, types, ("buyer", "seller"))
    high, low = joint.sum(axis=1), joint.sum(axis=0)
    if np.abs(joint - np.outer(high, low)).max() > 1e-9:
        raise NotDefinedError(
            "The mechanism is defined for independent types; this prior is correlated."
        )
    mine, yours = np.argsort(rows), np.argsort(columns)
    mine, yours = mine[high[mine] > 0], yours[low[yours] > 0]
    return _listed(rows[mine], columns[yours], high[mine], low[yours])


def _listed(v: FloatArray, c: FloatArray, f: FloatArray, g: FloatArray) -> ExpectedExternality:
    """Apply the formula; f and g are the probabilities of values and costs."""
    q = (v[:, None] > c).astype(np.float64)
    to_seller = -(q * c) @ g  # what a claimed value lets the seller expect, shape (n,)
    to_buyer = f @ (q * v[:, None])  # what a claimed cost lets the buyer expect, shape (m,)
    pays = to_buyer - to_seller[:, None]
    buyer = (q * v[:, None] - pays) @ g
    seller = f @ (pays - q * c)
    gains = float(f @ (q * (v[:, None] - c)) @ g)
    return ExpectedExternality(
        read_only(v),
        read_only(c),
        read_only(q),
        read_only(pays),
        read_only(buyer),
        read_only(seller),
        gains,
        float(buyer.min() + seller.min()),
    )


def _uniform(values: Any, costs: Any) -> ExpectedExternality:
    """Return the closed form for two uniform distributions on the same interval."""
    both = is_distribution(values) and is_distribution(costs)
    if not both or not is_uniform(values) or not is_uniform(costs):
        raise NotDefinedError("Distributions must both be uniform; list the types instead.")
    low, high = interval(values, "The values")
    if (low, high) != interval(costs, "The costs"):
        raise NotDefinedError(
            "Uniform values and costs must have the same interval; list the types instead.",
            given=((low, high), interval(costs, "The costs")),
        )
    width = high - low
    x = np.linspace(0.0, 1.0, _POINTS)
    v = low + width * x
    q = (v[:, None] > v).astype(np.float64)
    # E_c[-c q] and E_v[v q] over the interval, with v = low + width x.
    to_seller = -(low * x + width * x**2 / 2)
    to_buyer = low * (1 - x) + width * (1 - x**2) / 2
    pays = to_buyer - to_seller[:, None]
    buyer = width * x**2 / 2 - (low / 2 + width / 3)
    seller = width * (1 - x) ** 2 / 2 + (low / 2 + width / 6)
    return ExpectedExternality(
        read_only(v),
        read_only(v),
        read_only(q),
        read_only(pays),
        read_only(buyer),
        read_only(seller),
        width / 6,
        -width / 6,
    )
