"""What an actor wants, as nested tables: values, interactions, a cap; or a payoff table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from negotiation.actors import (
    Additive,
    Interacting,
    Interaction,
    Issue,
    PayoffTable,
    Preferences,
)
from negotiation.actors.distributions import Uncertain
from negotiation.errors import InvalidValueError, unknown_name
from negotiation.io._distribution_tables import dirichlet_of
from negotiation.io._node import Node

SUPPORT = ("kind", "statement", "source")
"""What evidence for a number consists of."""

KEYS = ("preferences", "weights", "payoffs", "scale", "cap", "interactions")
"""The keys of an actor that say what it wants."""

_POINT = "a point: two numbers, the value of the issue and what it is worth"


class Scene(Protocol):
    """What else of the document the numbers of an actor refer to."""

    issues: dict[str, Issue]

    def number(self, node: Node, **target: str) -> Uncertain:
        """Return a number or a distribution, keeping the evidence beside it."""
        ...

    def plain(self, node: Node) -> Uncertain:
        """Return a number or a distribution."""
        ...

    def support(self, node: Node, **target: str) -> None:
        """Keep the evidence that a table holds."""
        ...


def preferences_of(scene: Scene, actor: str, node: Node) -> Preferences:
    """Return what puts a number on every outcome for the actor at `node`."""
    members = node.table()
    issues = tuple(scene.issues.values())
    if "payoffs" in members:
        for other in ("preferences", "weights", "scale", "cap", "interactions"):
            if other in members:
                with members[other].inside():
                    raise InvalidValueError("An actor with payoffs has nothing of this.")
        return _payoff_table(scene, members["payoffs"], issues, actor)
    values, weights = _values(scene, actor, node)
    if "weights" in members:
        weights = _all_weights(members["weights"], values, weights)
    cap = scene.plain(members["cap"]) if "cap" in members else None
    place = members.get("preferences", node)
    if isinstance(weights, dict):
        weights = {issue: 1.0 if each is None else each for issue, each in weights.items()}
    with place.inside():
        if "interactions" not in members:
            whole = Additive(values, weights, cap)  # type: ignore[arg-type]
        else:
            made = partial(_interaction, scene)
            found = combinations_of(members["interactions"], issues, made)
            whole = Interacting(values, weights, cap, found)  # type: ignore[arg-type]
        whole.validate(issues, actor)
    return whole


def _all_weights(node: Node, values: Mapping[str, Any], weights: Mapping[str, Any]) -> Any:
    """Return the distribution of all weights, none of which may be given alone."""
    found = dirichlet_of(node, list(values))
    for issue, weight in weights.items():
        if weight is not None:
            with node.inside():
                raise InvalidValueError(
                    "All weights are given here, and the issue has a weight of its own.",
                    issue=issue,
                )
    return found


def _values(
    scene: Scene, actor: str, node: Node
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Any]]:
    """Return the values and the weight of every issue that has any."""
    members = node.table()
    values: dict[str, Mapping[str, Any]] = {}
    weights: dict[str, Any] = {}
    if "preferences" not in members and "interactions" in members:
        return values, weights
    for issue, each in node.require("preferences").table(scene.issues).items():
        values[issue], weights[issue] = _worth(scene, actor, scene.issues[issue], each)
        if "scale" in members:
            values[issue] = _scaled(values[issue], members["scale"])
    return values, weights


def _worth(scene: Scene, actor: str, issue: Issue, node: Node) -> tuple[Mapping[str, Any], Any]:
    """Return what the options of one issue are worth to an actor, and its weight, if any."""
    members = node.table(("weight", "values", *SUPPORT))
    target = {"actor": actor, "issue": issue.name}
    scene.support(node, **target)
    options = node.require("values")
    values: dict[str, Any]
    if issue.continuous and isinstance(options.value, list):
        values = dict(_points(options))
    else:
        known = None if issue.continuous else issue.options
        values = {
            option: scene.number(each, **target, option=option)
            for option, each in options.table(known).items()
        }
    with options.inside():
        Additive({issue.name: values}).validate([issue], actor)  # type: ignore[arg-type]
    if "weight" not in members:
        return values, None
    weight = scene.number(members["weight"], **target)
    with node.inside():
        Additive({issue.name: values}, {issue.name: weight})  # type: ignore[arg-type]
    return values, weight


def _points(node: Node) -> dict[str, float]:
    """Return the points of a value function, written ``[[value, number], …]``."""
    points: dict[str, float] = {}
    for each in node.array():
        value, worth = each.pair(_POINT)
        value.number()
        key = str(value.value)
        if key in points:
            with each.inside():
                raise InvalidValueError("There are two points at this value.", given=value.value)
        points[key] = worth.number()
    return points


def _scaled(values: Mapping[str, Any], scale: Node) -> dict[str, float]:
    """Return each value divided by the largest."""
    with scale.inside():
        if scale.text() != "max":
            raise unknown_name("scale", scale.value, ("max",))
        if not all(isinstance(value, float) for value in values.values()):
            raise InvalidValueError("Uncertain values cannot be scaled; write them as they are.")
        largest = max(values.values())
        if largest <= 0:
            raise InvalidValueError("The largest value must be positive.", given=largest)
    return {option: value / largest for option, value in values.items()}


def _payoff_table(scene: Scene, node: Node, issues: Sequence[Issue], actor: str) -> PayoffTable:
    """Return payoffs in nested arrays, or in nested tables keyed by option."""
    with node.inside():
        for issue in issues:
            if issue.continuous:
                raise InvalidValueError(
                    "Payoffs need options to be listed by, and the issue is continuous; write "
                    "preferences.",
                    issue=issue.name,
                )
    if isinstance(node.value, dict):
        table: Any = _cells(scene, node, issues)
    else:
        node.array()
        table = _nested(scene, node)
    with node.inside():
        whole = PayoffTable(table)
        whole.validate(issues, actor)
    return whole


def _nested(scene: Scene, node: Node) -> Any:
    """Return nested arrays with every distribution in them read; all else is checked later."""
    if isinstance(node.value, list):
        return [_nested(scene, each) for each in node.array()]
    return scene.plain(node) if isinstance(node.value, dict) else node.value


def _cells(scene: Scene, node: Node, issues: Sequence[Issue]) -> dict[tuple[str, ...], Any]:
    """Return the payoffs of all packages under a table that is keyed by the first issue."""
    if not issues:
        return {(): scene.plain(node)}
    return {
        (option, *rest): payoff
        for option, each in node.table(issues[0].options).items()
        for rest, payoff in _cells(scene, each, issues[1:]).items()
    }


def _interaction(scene: Scene, node: Node) -> Interaction:
    node.table(("when", "value", "reason", "source"))
    return Interaction(
        node.require("when").value,
        node.optional_text("reason"),
        node.optional_text("source"),
        value=scene.plain(node.require("value")),
    )


def combinations_of(
    node: Node, issues: Sequence[Issue], made: Callable[[Node], Any]
) -> tuple[Any, ...]:
    """Return the red lines, constraints or interactions in an array of tables.

    Parameters
    ----------
    node : Node
        The array.
    issues : sequence of Issue
        What they may name.
    made : callable
        Returns the member in one of the tables.
    """
    continuous = {issue.name for issue in issues if issue.continuous}
    found = []
    for each in node.array():
        each.table()
        when = each.require("when")
        for issue, options in when.table().items():
            _check_options(options, issue in continuous)
        with when.inside():
            member = made(each)
            member.validate(issues)
        found.append(member)
    return tuple(found)


def _check_options(node: Node, continuous: bool) -> None:
    """Refuse what names neither an option, nor several, nor the ends of a range."""
    members = node.array() if isinstance(node.value, list) else [node]
    for each in members:
        if isinstance(each.value, bool) or not isinstance(each.value, str | int | float):
            raise each.mistyped("an option or a number")
    if continuous and not members:
        with node.inside():
            raise InvalidValueError("A range needs its two ends.")
