"""A set of packages named by what they have in common; red lines and constraints are such sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray
from negotiation._frozen import FrozenMap
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True)
class Combination:
    """The packages in which every issue named takes one of the options named.

    Parameters
    ----------
    when : mapping or callable
        ``{issue: option}`` or ``{issue: [options]}``; a package belongs if *all*
        issues match.  A callable takes the option numbers of every issue,
        ``{issue: array (n_outcomes,)}``, and returns a boolean array (n_outcomes,).
    reason : str, optional
        Why, in words.
    source : str, optional
        Who says so.
    """

    when: Any
    reason: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        when = self.when
        if callable(when):
            return
        if not isinstance(when, Mapping) or not when:
            raise InvalidTypeError(
                f"A {self._kind()} is written {{issue: option}} or {{issue: [options]}}.",
                given=when,
            )
        object.__setattr__(
            self, "when", FrozenMap({issue: _options(each) for issue, each in when.items()})
        )

    @classmethod
    def _kind(cls) -> str:
        return "combination"

    @classmethod
    def normalise(cls, given: Any) -> tuple[Any, ...]:
        """Return `given`, one member or several, as a tuple of this class."""
        if isinstance(given, Mapping | cls) or callable(given):
            given = (given,)
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise InvalidTypeError(f"Expected a list of {cls._kind()}s.", given=given)
        return tuple(each if isinstance(each, cls) else cls(each) for each in given)

    def validate(self, issues: Sequence[Issue], **place: Any) -> None:
        """Check that every issue and option named exists."""
        if callable(self.when):
            return
        known = {issue.name: issue for issue in issues}
        for name, options in self.when.items():
            if name not in known:
                raise unknown_name("issue", name, known, **place)
            for option in options:
                if option not in known[name].options:
                    raise unknown_name("option", option, known[name].options, issue=name, **place)

    def holds(self, space: OutcomeSpace) -> BoolArray:
        """Return which outcomes of `space` belong, shape (n_outcomes,)."""
        if callable(self.when):
            return _called(self.when, space, self._kind())
        names = {issue.name: issue for issue in space.issues}
        inside = np.ones(len(space), dtype=np.bool_)
        for name, options in self.when.items():
            levels = [names[name].level(option) for option in options]
            inside &= np.isin(space.column(name), levels)
        return inside

    def __str__(self) -> str:
        if self.reason:
            return self.reason
        if callable(self.when):
            return getattr(self.when, "__name__", "a rule")
        return " and ".join(f"{issue} {' or '.join(each)}" for issue, each in self.when.items())


class RedLine(Combination):
    """Packages that an actor refuses at any price.

    It is not a low utility: no gain elsewhere buys such a package, and no lottery
    contains one.  Parameters are those of `Combination`.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.RedLine({"weapons": ["transfer all"]}, reason="never its deterrent"))
    never its deterrent
    """

    @classmethod
    def _kind(cls) -> str:
        return "red line"


class Constraint(Combination):
    """Packages that cannot be, whoever wants them: an infeasible combination of options.

    Parameters are those of `Combination`; what matches is *excluded*.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.Constraint({"relief": "full", "inspections": "none"}))
    relief full and inspections none
    """

    @classmethod
    def _kind(cls) -> str:
        return "constraint"


def _options(given: Any) -> tuple[str, ...]:
    """Return one option or several as a tuple of labels."""
    if isinstance(given, str | int | float):
        return (str(given),)
    if isinstance(given, Iterable):
        return tuple(str(option) for option in given)
    raise InvalidTypeError("Options are a label or a list of labels.", given=given)


def _called(rule: Callable[..., Any], space: OutcomeSpace, kind: str) -> BoolArray:
    """Apply a vectorised rule and check what it returns."""
    inside = np.asarray(rule(space.columns()))
    if inside.shape != (len(space),) or inside.dtype != np.bool_:
        raise InvalidValueError(
            f"The rule of a {kind} must return a boolean per outcome, shape ({len(space)},).",
            given=f"{inside.dtype} of shape {inside.shape}",
        )
    return inside


__all__ = ["Combination", "Constraint", "RedLine"]
