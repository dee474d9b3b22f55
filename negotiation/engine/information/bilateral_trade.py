"""Bilateral trade: the best that any rules can reach when both sides know their own mind only."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, number, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions._prior import prior_of
from negotiation.engine.information._trade_programme import BUDGETS, Programme
from negotiation.engine.information._unknown import interval, is_distribution, is_uniform
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

REFERENCE = (
    "Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading. "
    "Journal of Economic Theory 29, 265-281."
)

_PAIRS = 2_500
"""Pairs of types in one linear programme at most."""

_EFFICIENT = 1e-9
"""Share of the first best that rounding may cost."""


@dataclass(frozen=True, eq=False)
class BilateralTrade(Shown):
    """The best mechanism between a buyer and a seller with private values.

    Attributes
    ----------
    values, costs : array, shape (n,), (m,)
        The types of positive probability, ascending; empty for distributions.
    prior : array, shape (n, m)
    allocation : array, shape (n, m)
        The probability of trade for every pair of types.
    pays, receives : array, shape (n, m)
        What the buyer pays and the seller receives on average; the same where the budget is
        balanced case by case.
    buyer, seller : array, shape (n,), (m,)
        What each type expects.
    gains : float
        The expected gains from trade.
    first_best : float
        The same if values and costs were known.
    surplus : float
        What whoever runs the mechanism keeps, on average.
    subsidy : float
        The least that an outsider would have to pay in, on average, for trade to take place
        exactly when it is worth it; 0 if none is needed.
    binding : mapping
        Conditions that cost something, in words, and their shadow prices.
    certificate : float
        By how much duality leaves open that the goal could be larger, as a share of what is
        at stake; rounding if the answer is right.
    goal : str
        What was maximised.
    rule : str
        For distributions: when there is trade.
    """

    values: FloatArray
    costs: FloatArray
    prior: FloatArray
    allocation: FloatArray
    pays: FloatArray
    receives: FloatArray
    buyer: FloatArray
    seller: FloatArray
    gains: float
    first_best: float
    surplus: float
    subsidy: float
    binding: Mapping[str, float]
    certificate: float
    goal: str
    rule: str = ""

    @property
    def efficiency(self) -> float:
        """The gains as a share of the first best; 1 where there is nothing to gain."""
        return self.gains / self.first_best if self.first_best > 0 else 1.0

    @property
    def efficient(self) -> bool:
        """Whether trade takes place exactly when it is worth it."""
        return bool(self.gains >= self.first_best * (1 - _EFFICIENT))

    @property
    def trade(self) -> float:
        """The probability of trade."""
        if self.rule:
            return 9 / 32  # uniform: the value exceeds the cost by a quarter, (3/4)**2 / 2
        return float((self.prior * self.allocation).sum())

    def summary(self) -> Table:
        """Return the probability of trade and the payment for every pair of types."""
        columns = ("value", *(f"cost {cost:.4g}" for cost in self.costs), "expects")
        rows = [
            (
                f"{value:.4g}",
                *(
                    f"{q:.1%} at {pay / q:.4g}" if q > 1e-9 else f"none, pays {pay:.4g}"
                    for q, pay in zip(self.allocation[k], self.pays[k], strict=True)
                ),
                float(self.buyer[k]),
            )
            for k, value in enumerate(self.values)
        ]
        if len(self.costs):
            rows.append(("seller expects", *(f"{u:.4g}" for u in self.seller), None))
        notes = [self.rule] if self.rule else []
        notes.append(
            f"Gains of {self.gains:.4g} of {self.first_best:.4g} ({self.efficiency:.1%}) are "
            "reached."
        )
        if self.subsidy > 0:
            notes.append(
                "No rules that both accept let every worthwhile trade happen: each type must be "
                "paid for not pretending to be another. An outsider would have to pay in "
                f"{self.subsidy:.4g} on average."
            )
        else:
            notes.append("Every worthwhile trade can be made without money from outside.")
        if self.surplus > 1e-12:
            notes.append(f"Whoever runs the mechanism keeps {self.surplus:.4g} on average.")
        if self.binding:
            worst = sorted(self.binding.items(), key=lambda pair: -pair[1])[:4]
            notes.append("What binds most: " + "; ".join(words for words, _ in worst) + ".")
        return Table(columns, rows, f"bilateral trade: {self.goal}", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return (
            f"<BilateralTrade: gains {self.gains:.4g} of {self.first_best:.4g}, "
            f"{'efficient' if self.efficient else f'subsidy for efficiency {self.subsidy:.4g}'}>"
        )


def bilateral_trade(
    values: Any,
    costs: Any,
    *,
    prior: Any = None,
    budget: str = "ex-post",
    objective: Any = "gains",
) -> BilateralTrade:
    """Return the best mechanism for a buyer and a seller who know only their own minds.

    A mechanism asks both for their types and says whether they trade and what is paid.  No
    type may gain by naming another, nor by staying away, given what it believes.  The best
    mechanism is the optimum of a linear programme; duality certifies it.

    Parameters
    ----------
    values, costs : array_like or frozen uniform scipy.stats distribution
        What the good may be worth to the buyer and to the seller.  Two uniform distributions
        on the same interval are answered in closed form.
    prior : array_like, optional
        As for `BayesianGame`, buyer first; all pairs equally likely if left out.
    budget : {"ex-post", "ex-ante", "none"}
        Whether what the buyer pays must cover what the seller receives in every case, on
        average, or not at all.
    objective : {"gains", "profit"} or pair of float
        What to maximise: the gains from trade (with as much of them as can be for buyer and
        seller), what whoever runs the mechanism keeps, or a weighted sum of what buyer and
        seller expect.

    Returns
    -------
    BilateralTrade

    Raises
    ------
    InvalidValueError, UnknownNameError
        If a number is out of its range or a word unknown.
    NotDefinedError
        If the goal is unbounded, or distributions are not uniform on one interval.
    TooLargeError
        If there are too many types.

    Notes
    -----
    Uniform values and costs on an interval of length L: the second best is ``9 L / 64``
    of the first best ``L / 6``, with trade if the value exceeds the cost by ``L / 4``; efficient
    trade needs a subsidy of ``L / 6``.  A uniform distribution cut into n types overstates the
    second best; do not read the limit off a coarse list.

    References
    ----------
    Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading.
    Journal of Economic Theory 29, 265-281.
    Matsuo, T. (1989). On incentive compatible, individually rational, and ex post efficient
    mechanisms for bilateral trading. Journal of Economic Theory 49, 189-194.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.bilateral_trade([2, 3], [0, 2.5])
    <BilateralTrade: gains 1.375 of 1.375, efficient>
    >>> from scipy import stats
    >>> ng.bilateral_trade(stats.uniform(0, 1), stats.uniform(0, 1))
    <BilateralTrade: gains 0.1406 of 0.1667, subsidy for efficiency 0.1667>
    """
    if budget not in BUDGETS:
        raise unknown_name("budget", budget, BUDGETS)
    weights = _weights(objective)
    if is_distribution(values) or is_distribution(costs):
        if prior is not None or budget == "none" or objective != "gains":
            raise NotDefinedError(
                "For distributions only the largest gains are known in closed form; list the types."
            )
        return _uniform(values, costs)
    rows, columns = floats(values, "The values", ndim=1), floats(costs, "The costs", ndim=1)
    for what, each in (("values", rows), ("costs", columns)):
        if not len(each) or len(set(each.tolist())) < len(each):
            raise InvalidValueError(f"Give at least one of the {what}, each once.", given=each)
    if rows.size * columns.size > _PAIRS:
        raise TooLargeError(
            f"{rows.size} x {columns.size} types are too many (at most {_PAIRS:,} pairs)."
        )
    types = (tuple(rows.tolist()), tuple(columns.tolist()))
    joint = prior_of(prior, types, ("buyer", "seller"))
    mine, yours = np.argsort(rows), np.argsort(columns)
    mine = mine[joint[mine].sum(axis=1) > 0]
    yours = yours[joint[:, yours].sum(axis=0) > 0]
    return _listed(rows[mine], columns[yours], joint[np.ix_(mine, yours)], budget, weights)


def _weights(objective: Any) -> tuple[str, tuple[float, float, float] | None]:
    """Return what is maximised in words, and the weights of buyer, seller and runner."""
    if isinstance(objective, str):
        if objective not in ("gains", "profit"):
            raise unknown_name("objective", objective, ("gains", "profit"))
        return objective, None if objective == "gains" else (0.0, 0.0, 1.0)
    if not hasattr(objective, "__len__") or len(objective) != 2:
        raise InvalidTypeError(
            'The objective is "gains", "profit" or a pair of weights, buyer and seller.',
            given=objective,
        )
    buyer, seller = (number(each, "A weight") for each in objective)
    if min(buyer, seller) < 0 or buyer + seller <= 0:
        raise InvalidValueError("Weights are 0 or more and not both 0.", given=objective)
    return f"buyer weighs {buyer:.4g}, seller {seller:.4g}", (buyer, seller, 0.0)


def _listed(
    values: FloatArray, costs: FloatArray, prior: FloatArray, budget: str, weights: Any
) -> BilateralTrade:
    """Solve the programmes in units of the range of values and costs."""
    low = float(min(values.min(), costs.min()))
    unit = float(max(values.max(), costs.max())) - low or 1.0
    programme = Programme((values - low) / unit, (costs - low) / unit, prior, budget)
    words, share = weights
    goal = programme.gains() if share is None else programme.worth(share)
    scale = 1.0 if share is None else max(share)
    solved = programme.solve(goal / scale)
    shape = (3, *prior.shape)
    q, paid, received = solved.point.reshape(shape)
    q = np.clip(q, 0.0, 1.0)
    if share is None and budget != "none":
        # The same trades with as little as possible left to whoever runs the mechanism.
        with contextlib.suppress(NotDefinedError):
            both = programme.solve(programme.worth((1.0, 1.0, 0.0)), q).point
            paid, received = both.reshape(shape)[1:]
    reached = float((goal / scale * np.stack([q, paid, received])).sum())
    worth = programme.values[:, None] - programme.costs
    pays, receives = paid * unit + low * q, received * unit + low * q
    rows, columns = prior.sum(axis=1), prior.sum(axis=0)
    binding: dict[str, float] = {}
    for name, price in solved.shadow.items():
        label = _in_words(name, values, costs)
        binding[label] = binding.get(label, 0.0) + price
    return BilateralTrade(
        read_only(values),
        read_only(costs),
        read_only(prior),
        read_only(q),
        read_only(pays),
        read_only(receives),
        _tidy(unit * (prior * (q * programme.values[:, None] - paid)).sum(axis=1) / rows, unit),
        _tidy(unit * (prior * (received - q * programme.costs)).sum(axis=0) / columns, unit),
        unit * float((prior * q * worth).sum()),
        unit * float((prior * np.maximum(worth, 0.0)).sum()),
        unit * float((prior * (paid - received)).sum()),
        unit * _subsidy(programme, worth),
        FrozenMap(binding),
        abs(solved.bound - reached) + solved.slack,
        words,
    )


def _tidy(expected: FloatArray, unit: float) -> FloatArray:
    """Return expectations with what is only rounding set to 0."""
    tidy: FloatArray = read_only(np.where(np.abs(expected) > 1e-12 * unit, expected, 0.0))
    return tidy


def _subsidy(programme: Programme, worth: FloatArray) -> float:
    """Return the least average subsidy with which every worthwhile trade takes place."""
    free = Programme(programme.values, programme.costs, programme.prior, "none")
    efficient = np.where(worth > 0, 1.0, np.where(worth < 0, 0.0, np.nan))
    solved = free.solve(free.worth((0.0, 0.0, 1.0)), efficient)
    kept = float((free.worth((0.0, 0.0, 1.0)).ravel() * solved.point).sum())
    return max(0.0, -kept) if -kept > _EFFICIENT else 0.0


def _in_words(name: tuple[str, Any, Any], values: FloatArray, costs: FloatArray) -> str:
    who, own, other = name
    if who == "budget":
        return "the budget must balance"
    word, table = ("value", values) if who == "buyer" else ("cost", costs)
    place = f"the {who} of {word} {table[own]:.6g} must not gain by "
    return place + ("walking away" if other is None else f"claiming {table[other]:.6g}")


def _uniform(values: Any, costs: Any) -> BilateralTrade:
    """Return the closed form for two uniform distributions on the same interval."""
    both = is_distribution(values) and is_distribution(costs)
    if not both or not is_uniform(values) or not is_uniform(costs):
        raise NotDefinedError("Distributions must both be uniform; list the types instead.")
    ends = interval(values, "The values")
    if ends != interval(costs, "The costs"):
        raise NotDefinedError(
            "Uniform values and costs must have the same interval; list the types instead.",
            given=(ends, interval(costs, "The costs")),
        )
    length = ends[1] - ends[0]
    none, table = read_only(np.empty(0)), read_only(np.empty((0, 0)))
    return BilateralTrade(
        none,
        none,
        table,
        table,
        table,
        table,
        none,
        none,
        9 * length / 64,
        length / 6,
        0.0,
        length / 6,
        FrozenMap(),
        0.0,
        "gains",
        f"Trade takes place if the value exceeds the cost by at least {length / 4:.4g}.",
    )
