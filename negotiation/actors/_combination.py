"""A set of packages named by what they have in common; red lines and constraints are such sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, number
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
        issues match.  On a continuous issue two numbers name the values between them, the
        ends included.  A callable takes the option numbers of every issue,
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
            if known[name].continuous:
                _range(known[name], options)
                continue
            labels = set(known[name].options)
            for option in options:
                if option not in labels:
                    raise unknown_name("option", option, known[name].options, issue=name, **place)

    def holds(self, space: OutcomeSpace) -> BoolArray:
        """Return which outcomes of `space` belong, shape (n_outcomes,)."""
        if callable(self.when):
            return _called(self.when, space, self._kind())
        names = {issue.name: issue for issue in space.issues}
        inside = np.ones(len(space), dtype=np.bool_)
        for name, options in self.when.items():
            inside &= self._matches(names[name], options, space.column(name))
        return inside

    @staticmethod
    def _matches(issue: Issue, options: Sequence[str], levels: Any) -> BoolArray:
        """Return which levels (n_outcomes,) of one issue are among the options named."""
        if issue.continuous:
            low, high = _range(issue, options)
            inside: BoolArray = (levels >= low) & (levels <= high)
            return inside
        return np.isin(levels, [issue.level(option) for option in options])

    def levels(self, issue: Issue) -> BoolArray | None:
        """Return which options (n_options,) of a discrete issue match; ``None`` if any does."""
        if issue.name not in self.when:
            return None
        return self._matches(issue, self.when[issue.name], np.arange(len(issue)))

    def range(self, issue: Issue) -> tuple[float, float] | None:
        """Return the values of a continuous issue that match; ``None`` if any does."""
        return _range(issue, self.when[issue.name]) if issue.name in self.when else None

    def on_grid(self, grids: Mapping[str, tuple[float, ...]]) -> Combination | None:
        """Return the same packages of issues cut into options; ``None`` if no option is meant."""
        if callable(self.when):
            return self
        when = dict(self.when)
        for issue, grid in grids.items():
            if issue not in when:
                continue
            ends = [float(end) for end in when[issue]]
            near = 1e-9 * (grid[-1] - grid[0])
            inside = [value for value in grid if ends[0] - near <= value <= ends[-1] + near]
            if not inside:
                return None
            when[issue] = tuple(str(value) for value in inside)
        return replace(self, when=when)

    def __str__(self) -> str:
        if self.reason:
            return self.reason
        if callable(self.when):
            return getattr(self.when, "__name__", "a rule")
        return " and ".join(f"{issue} {' or '.join(each)}" for issue, each in self.when.items())


@dataclass(frozen=True, repr=False)
class RedLine(Combination):
    """Packages that an actor refuses at any price.

    It is not a low utility: no gain elsewhere buys such a package, and no lottery
    contains one.

    Parameters
    ----------
    when, reason, source
        As for `Combination`.
    probability : float, default 1.0
        How likely it is, in [0, 1], that the line is in force; if less than 1 the scenario is
        uncertain.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.RedLine({"weapons": ["transfer all"]}, reason="never its deterrent"))
    never its deterrent
    """

    probability: float = field(default=1.0, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        probability = number(self.probability, "The probability of a red line", line=str(self))
        if not 0.0 <= probability <= 1.0:
            raise InvalidValueError(
                "The probability of a red line lies between 0 and 1.",
                given=self.probability,
                line=str(self),
            )
        object.__setattr__(self, "probability", probability)

    def __repr__(self) -> str:
        chance = "" if self.probability == 1.0 else f", probability={self.probability:g}"
        words = f"when={self.when!r}, reason={self.reason!r}, source={self.source!r}"
        return f"RedLine({words}{chance})"

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


def _range(issue: Issue, ends: Sequence[str]) -> tuple[float, float]:
    """Return the range of a continuous issue that a combination names, checked."""
    values = [issue.level(end) for end in ends]
    if not 1 <= len(values) <= 2 or values != sorted(values):
        raise InvalidValueError(
            "On a continuous issue a combination names a value, or two numbers that rise: "
            "the range it means.",
            given=tuple(ends),
            issue=issue.name,
        )
    return values[0], values[-1]


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
