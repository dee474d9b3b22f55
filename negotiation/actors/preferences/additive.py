"""Additive preferences: weights times option values, summed over the issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation._frozen import FrozenMap
from negotiation.actors._doubts import SharedWeights, Single, uncertain
from negotiation.actors.distributions import Distribution, Uncertain, shown, uncertain_number
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace
from negotiation.actors.preferences._protocol import kinds
from negotiation.actors.quantity import Namer, Quantity
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True)
class Additive:
    """Weights times option values, added over the issues.

    Parameters
    ----------
    values : mapping
        ``{issue: {option: number or distribution}}``, on any scale.  For a continuous issue
        ``{value: number}`` gives points, joined by straight lines, both ends of the
        interval among them; or a vectorised function of the value.
    weights : mapping or Dirichlet, optional
        ``{issue: number or distribution}``, each finite and at least 0; 1 where left out.
        Or ``ng.distributions.dirichlet({issue: concentration})`` for all of them.
    cap : float or distribution, optional
        The largest total that counts: whatever a sum exceeds it by is lost.

    Raises
    ------
    InvalidValueError
        If a number is not finite or a weight is negative or could be.
    UnknownNameError
        If a weight is given for an issue that has no values.
    UncertainError
        When utilities are asked for and a number is uncertain.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Additive({"relief": {"none": 0, "full": 1}}, weights={"relief": 0.4})
    Additive(1 issue: relief 0.4)
    """

    values: FrozenMap[str, Any]
    weights: FrozenMap[str, Any] | Dirichlet = field(default_factory=FrozenMap)
    cap: Uncertain | None = None
    interactions: ClassVar[tuple[Any, ...]] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.values, Mapping):
            raise InvalidTypeError(
                "Values are written {issue: {option: number}}.", given=self.values
            )
        values = {str(issue): _values(issue, each) for issue, each in self.values.items()}
        object.__setattr__(self, "values", FrozenMap(values))
        given: Any = self.weights
        object.__setattr__(
            self,
            "weights",
            _shared(given, values) if isinstance(given, Dirichlet) else _weights(given, values),
        )
        if self.cap is not None:
            object.__setattr__(self, "cap", uncertain_number(self.cap, "The cap"))

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check that there is a value for every option of every issue, and no other."""
        names = [issue.name for issue in issues]
        for name in self.values:
            if name not in names:
                raise unknown_name("issue", name, names, actor=actor)
        for issue in issues:
            if issue.name in self.values:
                self._validate_issue(issue, actor)
            else:
                self._validate_missing(issue, actor)

    def _validate_missing(self, issue: Issue, actor: str) -> None:
        """Refuse an issue without values."""
        raise InvalidValueError(
            "The actor puts no value on this issue; give every option a number "
            "(0 for each if it does not care).",
            actor=actor,
            issue=issue.name,
        )

    def _validate_issue(self, issue: Issue, actor: str) -> None:
        """Check that the values of one issue are those of its options."""
        given = self.values[issue.name]
        if issue.continuous:
            _check_curve(given, issue, actor)
            return
        if not isinstance(given, Mapping):
            raise InvalidTypeError(
                "A function of the value needs a continuous issue; write {option: number}.",
                given=given,
                actor=actor,
                issue=issue.name,
            )
        known = set(issue.options)
        for option in given:
            if option not in known:
                raise unknown_name("option", option, issue.options, actor=actor, issue=issue.name)
        for option in issue.options:
            if option not in given:
                raise InvalidValueError(
                    "The actor puts no value on this option.",
                    actor=actor,
                    issue=issue.name,
                    option=option,
                )

    def doubts(self, issues: Sequence[Issue], name: Namer) -> Iterator[Any]:
        """Yield what is uncertain: blocks of numbers that are drawn together.

        Parameters
        ----------
        issues : sequence of Issue
        name : callable
            Makes the `Quantity` of a number of the actor.
        """
        weights = self.weights
        if isinstance(weights, Dirichlet):
            yield SharedWeights(
                weights, tuple(name("weight", each) for each in weights.concentration)
            )
        for issue, options in self.values.items():
            weight = None if isinstance(weights, Dirichlet) else weights[issue]
            if isinstance(weight, Distribution):
                yield Single(name("weight", issue), weight)
            for option, value in options.items() if isinstance(options, Mapping) else ():
                if isinstance(value, Distribution):
                    yield Single(name("value", issue, option), value)
        for place, each in enumerate(self.interactions):
            if isinstance(each.value, Distribution):
                yield Single(name("interaction", option=str(each), place=place), each.value)
        if isinstance(self.cap, Distribution):
            yield Single(name("cap"), self.cap)

    def settled(
        self, issues: Sequence[Issue], numbers: Mapping[Quantity, float], name: Namer
    ) -> Additive:
        """Return the same preferences with every uncertain number as `numbers` has it."""
        weights = self.weights
        given = weights.concentration if isinstance(weights, Dirichlet) else weights
        values = {
            issue: options
            if not isinstance(options, Mapping)
            else {
                option: numbers.get(name("value", issue, option), value)
                for option, value in options.items()
            }
            for issue, options in self.values.items()
        }
        changes: dict[str, Any] = {
            "values": values,
            "weights": {each: numbers.get(name("weight", each), x) for each, x in given.items()},
            "cap": numbers.get(name("cap"), self.cap),
        }
        if self.interactions:
            changes["interactions"] = tuple(
                replace(
                    each,
                    value=numbers.get(name("interaction", option=str(each), place=k), each.value),
                )
                for k, each in enumerate(self.interactions)
            )
        return replace(self, **changes)

    def _refuse_doubts(self, issues: Sequence[Issue]) -> None:
        """Say which number is uncertain, if one is."""
        for each in self.doubts(issues, partial(Quantity, "")):
            raise uncertain(each)

    def parts(self, issues: Sequence[Issue]) -> tuple[Any, ...]:
        """Return for each issue the weighted value of each option, shape (n_options,).

        For a continuous issue the weighted points ``(values, numbers)``, two arrays
        (n_points,), or a function of the value.

        Raises
        ------
        UncertainError
            If a number is uncertain.
        """
        self._refuse_doubts(issues)
        return tuple(self._part(issue) for issue in issues)

    def _part(self, issue: Issue) -> Any:
        given = self.values.get(issue.name)
        weight: Any = self.weights.get(issue.name, 0.0)  # type: ignore[union-attr]
        if given is None:
            ends = (np.array(issue.options), np.zeros(2)) if issue.continuous else None
            return ends or np.zeros(len(issue))
        if callable(given):
            return lambda value: weight * floats(given(value), "The value", issue=issue.name)
        if issue.continuous:
            points, numbers = _points(given)
            return points, weight * numbers
        return weight * np.array([given[option] for option in issue.options])

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        total = np.zeros(len(space))
        for column, part in enumerate(self.parts(space.issues)):
            levels = space.levels[:, column]
            if callable(part):
                total += part(levels)
            elif isinstance(part, tuple):
                total += np.interp(levels, *part)
            else:
                total += part[levels.astype(np.intp)] if space.continuous else part[levels]
        for interaction in self.interactions:
            total += interaction.value * interaction.holds(space)
        cap: Any = self.cap
        return total if cap is None else np.minimum(total, cap)

    def on_grid(self, grids: Mapping[str, tuple[float, ...]]) -> Additive:
        """Return the same preferences over issues that have been cut into options."""
        values = dict(self.values)
        for issue, grid in grids.items():
            if issue in values:
                given, at = values[issue], np.array(grid)
                worth = given(at) if callable(given) else np.interp(at, *_points(given))
                values[issue] = dict(zip(map(str, grid), map(float, worth), strict=True))
        return Additive(values, self.weights, self.cap)  # type: ignore[arg-type]

    def numbers(self) -> Iterator[tuple[str, str | None, Any]]:
        """Yield ``(issue, None, weight)`` and ``(issue, option, value)`` for every number."""
        for issue, options in self.values.items():
            yield issue, None, self._shown_weight(issue)
            if isinstance(options, Mapping):
                for option, value in options.items():
                    yield issue, option, value

    def __repr__(self) -> str:
        count = len(self.values)
        told = ", ".join(f"{issue} {shown(self._shown_weight(issue))}" for issue in self.values)
        return f"{type(self).__name__}({count} issue{'s' if count != 1 else ''}: {told})"

    def _shown_weight(self, issue: str) -> Any:
        """Return a weight as a number, or what is known of it."""
        if not isinstance(self.weights, Dirichlet):
            return self.weights[issue]
        share = self.weights.concentration[issue]
        return f"dirichlet, {share:g} of {sum(self.weights.concentration.values()):g}"


def _weights(given: Any, values: Mapping[str, Any]) -> FrozenMap[str, Any]:
    """Return a weight for every issue with values, checked."""
    weights: dict[str, Any] = dict.fromkeys(values, 1.0)
    for issue, weight in dict(given or {}).items():
        if issue not in values:
            raise unknown_name("issue with values", issue, values)
        weights[issue] = uncertain_number(
            weight,
            "A weight",
            least=0.0,
            remedy="A weight must not be negative; reverse the values instead.",
            issue=issue,
        )
    return FrozenMap(weights)


def _shared(given: Dirichlet, values: Mapping[str, Any]) -> Dirichlet:
    """Return weights that share a total, checked to be those of the issues with values."""
    for issue in given.concentration:
        if issue not in values:
            raise unknown_name("issue with values", issue, values)
    for issue in values:
        if issue not in given.concentration:
            raise InvalidValueError(
                "dirichlet(…) gives all weights of an actor and lacks this issue's concentration.",
                issue=issue,
            )
    return given


def _values(issue: str, given: Any) -> FrozenMap[str, float] | Callable[..., Any]:
    """Return the values of one issue's options as floats, or the function that gives them."""
    if callable(given):
        return given  # type: ignore[no-any-return]
    if not isinstance(given, Mapping):
        raise InvalidTypeError("Values are written {option: number}.", given=given, issue=issue)
    return FrozenMap(
        {
            str(option): uncertain_number(value, "A value", issue=issue, option=option)
            for option, value in given.items()
        }
    )


def _points(given: Mapping[str, float]) -> tuple[FloatArray, FloatArray]:
    """Return the points of a value function in ascending order, two arrays (n_points,)."""
    pairs = sorted((float(value), worth) for value, worth in given.items())
    return np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])


def _check_curve(given: Any, issue: Issue, actor: str) -> None:
    """Check the points of a value function, or what the function returns."""
    place = {"actor": actor, "issue": issue.name}
    if callable(given):
        ends = floats(
            given(np.array(issue.options)), "The value function", actor=actor, issue=issue.name
        )
        if ends.shape != (2,):
            raise InvalidValueError(
                "The value function must return a number per value, shape (n,); write it with "
                "array operations.",
                given=ends.shape,
                **place,
            )
        return
    for value, worth in given.items():
        if isinstance(worth, Distribution):
            raise InvalidValueError(
                "On a continuous issue a value cannot be uncertain, its weight can. Write the "
                "issue with options instead.",
                option=str(value),
                **place,
            )
        try:
            issue.level(value)
        except InvalidValueError as error:
            raise InvalidValueError(error.message, actor=actor) from None
    points = _points(given)[0]
    if len(set(points)) < len(points) or {*issue.options} - {*points}:
        raise InvalidValueError(
            f"The points of a value function must be different and include both ends of the "
            f"interval, {issue.options[0]:g} and {issue.options[1]:g}.",
            given=tuple(given),
            **place,
        )


kinds.add("additive", Additive)
