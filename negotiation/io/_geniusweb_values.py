"""The values that an issue of a GeniusWeb domain may take, and what a profile says they are worth.

GeniusWeb computes in decimal numbers, and so does this: the values of ``[12.2, 12.6, 0.3]`` are
12.2 and 12.5 exactly, and what lies between two values is worth a share of the way between their
utilities, rounded to eight decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from negotiation.actors import Issue
from negotiation.errors import InvalidValueError, TooLargeError
from negotiation.io._node import Node

MOST_VALUES = 10_000
"""Values of a range at most: each becomes an option."""

MOST_VALUES_IN_ALL = 100_000
"""Values of all issues at most: a short line may stand for ten thousand."""

_DIGITS = 2500
"""Digits that sums of numbers in a file can have, given the exponents that are let in."""

_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBER = ("NumberValueSetUtilities", "numberutils")
_ENDS = ("lowValue", "lowUtility", "highValue", "highUtility")
_RANGE = "three numbers: the lowest and the highest value, and the step"


@dataclass(frozen=True)
class ValueSet:
    """The values of an issue as the file has them.

    Parameters
    ----------
    issue : Issue
    ends : (low, high, step) or None
        The range of a number issue; ``None`` for a discrete one.
    """

    issue: Issue
    ends: tuple[Decimal, Decimal, Decimal] | None = None

    def settled(self, node: Node) -> Any:
        """Return how a bid settles the issue, as packages hold it."""
        if self.ends is None:
            with node.inside():
                return self.issue.settle(node.text())
        value = _decimal(node)
        with node.inside():
            if self.issue.continuous:
                return self.issue.settle(float(value))
            return self.issue.settle(_label(value))


def value_set(name: str, node: Node, continuous: bool) -> ValueSet:
    """Return the values of one issue of a domain.

    Parameters
    ----------
    name : str
        What the issue is called.
    node : Node
        ``{"values": […]}`` or ``{"range": [low, high, step]}``.
    continuous : bool
        Whether ranges become intervals instead of a value per step.
    """
    members = node.table(("values", "range"))
    if len(members) != 1:
        with node.inside():
            raise InvalidValueError('An issue has either "values" or a "range".')
    if "values" in members:
        labels = [each.text() for each in members["values"].array()]
        with members["values"].inside():
            return ValueSet(Issue(name, tuple(labels)))
    ends = _ends(members["range"])
    with members["range"].inside():
        if continuous:
            return ValueSet(Issue(name, (float(ends[0]), float(ends[1])), unit=""), ends)
        return ValueSet(Issue(name, tuple(_label(value) for value in _steps(*ends))), ends)


def _ends(node: Node) -> tuple[Decimal, Decimal, Decimal]:
    numbers = [_decimal(each) for each in node.array()]
    with node.inside():
        if len(numbers) != 3:
            raise node.mistyped(_RANGE)
        low, high, step = numbers
        if low > high or step <= 0:
            raise InvalidValueError(
                "A range rises from its lowest value, by a step above 0.", given=node.value
            )
    return low, high, step


def _decimal(node: Node) -> Decimal:
    """Return a number with all its digits, once it is known to be one."""
    node.number()
    return Decimal(node.value)


def _steps(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    """Return the values of a range: the highest is among them only if the steps meet it."""
    with localcontext(prec=_DIGITS):
        if high - low >= step * MOST_VALUES:
            raise TooLargeError(
                f"The range has more than {MOST_VALUES:,} values. Pass continuous=True to take "
                "it as an interval."
            )
        return [low + count * step for count in range(int((high - low) // step) + 1)]


def _label(value: Decimal) -> str:
    """Return a number as an option: all its digits, without zeros that say nothing."""
    with localcontext(prec=_DIGITS):
        return format(value.normalize() + 0, "f")


def worth(values: ValueSet, node: Node) -> Mapping[str, float]:
    """Return what a profile says the values of an issue are worth, ``{option: utility}``.

    For a continuous issue these are the two ends.

    Raises
    ------
    NegotiationError
        If the profile leaves a value out or has one that the domain has not, its range is
        another, or a utility is not between 0 and 1.
    """
    members = node.table((*_DISCRETE, *_NUMBER))
    kinds = _DISCRETE if values.ends is None else _NUMBER
    chosen = [members[kind] for kind in kinds if kind in members]
    if len(members) != 1 or not chosen:
        with node.inside():
            what = "discrete" if values.ends is None else "a range of numbers"
            raise InvalidValueError(
                f"The issue is {what} in the domain, so it takes one of "
                f"{' or '.join(map(repr, kinds))} and nothing else.",
                given=list(members),
            )
    if values.ends is None:
        return _of_values(values.issue, chosen[0])
    return _of_numbers(values, chosen[0])


def _of_values(issue: Issue, node: Node) -> dict[str, float]:
    node.table(("valueUtilities",))
    listed = node.require("valueUtilities")
    found = {name: _utility(each) for name, each in listed.table(issue.options).items()}
    for option in issue.options:
        if option not in found:
            with listed.inside():
                raise InvalidValueError(
                    "The profile says nothing of this value.", issue=issue.name, option=option
                )
    return {option: float(found[option]) for option in issue.options}


def _of_numbers(values: ValueSet, node: Node) -> dict[str, float]:
    node.table(_ENDS)
    assert values.ends is not None
    low, high, step = values.ends
    for name, end in (("lowValue", low), ("highValue", high)):
        given = node.require(name)
        if _decimal(given) != end:
            with given.inside():
                raise InvalidValueError(
                    f"The profile is not of this domain, where the range ends at {end}.",
                    given=given.value,
                )
    below, above = (_utility(node.require(name)) for name in ("lowUtility", "highUtility"))
    if low == high:
        with node.inside():
            raise InvalidValueError("The highest value must exceed the lowest.", given=high)
    if values.issue.continuous:
        first, last = values.issue.options
        return {repr(first): float(below), repr(last): float(above)}
    with localcontext(prec=_DIGITS):
        found = {}
        for value in _steps(low, high, step):
            exact = below + (above - below) * (value - low) / (high - low)
            rounded = exact.quantize(Decimal("1e-8"), rounding=ROUND_HALF_UP)
            found[_label(value)] = float(rounded)
    return found


def _utility(node: Node) -> Decimal:
    value = _decimal(node)
    if not 0 <= value <= 1:
        with node.inside():
            raise InvalidValueError("A utility lies between 0 and 1.", given=node.value)
    return value
