"""Numbers that may be uncertain, checked where a noun takes them."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from negotiation._arrays import number
from negotiation.actors.distributions._distribution import LEAST, Distribution
from negotiation.actors.distributions._scipy import ScipyDistribution
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.errors import InvalidTypeError, InvalidValueError

Uncertain: TypeAlias = float | Distribution
"""A number, or how likely it is to be what."""


def adapted(value: Any, what: str = "A number", **place: Any) -> Distribution | None:
    """Return `value` as a distribution if it is one, the library's or scipy's; else ``None``.

    Parameters
    ----------
    value : object
    what : str
        How errors name it.
    **place : str
        Where it stands, as for `NegotiationError`.

    Returns
    -------
    Distribution or None

    Raises
    ------
    InvalidTypeError
        If it is a distribution, but not of a single number.
    """
    if isinstance(value, Distribution):
        return value
    if isinstance(value, Dirichlet) or "multivariate" in type(value).__module__:
        raise InvalidTypeError(
            f"{what} is one number and this is a distribution of several. All weights of an "
            "actor at once may be ng.distributions.dirichlet({issue: concentration}).",
            given=value,
            **place,
        )
    if all(hasattr(value, part) for part in ("ppf", "rvs", "support", "dist", "args", "kwds")):
        return ScipyDistribution(value)
    if hasattr(value, "ppf") or hasattr(value, "icdf"):
        raise InvalidTypeError(
            f"{what} may be a distribution with its parameters, such as scipy.stats.beta(2, 3), "
            "but not this.",
            given=value,
            **place,
        )
    return None


def uncertain_number(
    value: Any,
    what: str,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    remedy: str = "",
    **place: Any,
) -> Uncertain:
    """Return a number, or a distribution none of whose numbers is out of range.

    Parameters
    ----------
    value : float or distribution
        A distribution without doubt becomes its number.
    what : str
        How errors name it.
    least, above, most : float, optional
        It must be at least, lie above, or be at most this.
    remedy : str, optional
        What errors say besides.
    **place : str
        Where it stands, as for `NegotiationError`.

    Returns
    -------
    float or Distribution

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If it is not a number, or out of range.
    """
    found = adapted(value, what, **place)
    if found is None:
        result: Uncertain = number(value, what, **place)
        low = high = lowest = float(result)  # type: ignore[arg-type]
    else:
        settled = found.certain
        result = found if settled is None else number(settled, what, **place)
        low, high = found.support
        lowest = float(found.quantile(LEAST))
    wrong = (
        (least is not None and not low >= least)
        or (above is not None and not (low >= above and lowest > above))
        or (most is not None and not high <= most)
    )
    if wrong:
        raise InvalidValueError(_message(what, remedy, found), given=value, **place)
    if found is not None and math.isnan(found.median):
        raise InvalidValueError(f"{what} must not be NaN.", given=value, **place)
    return result


def _message(what: str, remedy: str, found: Distribution | None) -> str:
    if found is None:
        return remedy or f"{what} is out of range."
    low, high = found.support
    return (
        f"{remedy} This distribution reaches from {low:.6g} to {high:.6g}; give it ends, as in "
        "ng.distributions.normal(0.5, 0.1, low=0.1, high=1)."
    )


def shown(value: Any) -> str:
    """Return a number, or its distribution, in words.

    Parameters
    ----------
    value : float or distribution

    Returns
    -------
    str
    """
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = ["Uncertain", "adapted", "shown", "uncertain_number"]
