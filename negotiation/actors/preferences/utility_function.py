"""Preferences as a function that puts a number on many packages at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from negotiation._arrays import FloatArray, floats
from negotiation.actors.outcome import OutcomeSpace
from negotiation.actors.preferences._protocol import kinds
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True)
class UtilityFunction:
    """A vectorised function of the option numbers.

    Parameters
    ----------
    function : callable
        Takes ``{issue: array of option numbers (n_outcomes,)}`` (0 is the issue's first
        option) and returns the utilities, an array (n_outcomes,).

    Raises
    ------
    InvalidTypeError
        If `function` cannot be called.
    InvalidValueError
        If it returns the wrong shape or a number that is not finite.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.UtilityFunction(lambda levels: 2.0 * levels["relief"] - levels["testing"] ** 2)
    UtilityFunction(<lambda>)
    """

    function: Callable[[dict[str, Any]], Any]

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise InvalidTypeError("A utility function must be callable.", given=self.function)

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        result = floats(self.function(space.columns()), "The result of the utility function")
        if result.shape != (len(space),):
            raise InvalidValueError(
                f"The utility function must return one number per outcome, shape ({len(space)},); "
                "write it with array operations.",
                given=result.shape,
            )
        return result

    def __repr__(self) -> str:
        return f"UtilityFunction({getattr(self.function, '__name__', 'callable')})"


kinds.add("function", UtilityFunction)
