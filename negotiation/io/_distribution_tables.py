"""Uncertain numbers as tables of a document: a distribution by name, with its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from functools import cache
from typing import Any

from negotiation.actors.distributions import distribution_registry
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name
from negotiation.io._node import Node

_SCIPY = "scipy."


def distribution_of(node: Node, support: Collection[str]) -> Any:
    """Return the distribution of one number that a table describes.

    Parameters
    ----------
    node : Node
        A table with ``distribution`` and the parameters of the one it names.
    support : collection of str
        Keys that may stand beside them.
    """
    name = node.require("distribution").text()
    with node.require("distribution").inside():
        if name == "dirichlet":
            raise InvalidValueError(
                "dirichlet gives all weights of an actor; write it as weights = { … } beside the "
                "issues of its preferences."
            )
        if not name.startswith(_SCIPY) and name not in distribution_registry:
            known = [each for each in distribution_registry if each != "dirichlet"]
            raise unknown_name("distribution", name, [*known, "scipy.beta"])
    if name.startswith(_SCIPY):
        return _frozen(name.removeprefix(_SCIPY), node, support)
    make = distribution_registry[name]
    known_parts = inspect.signature(make).parameters
    members = node.table(("distribution", *known_parts, *support))
    given = {part: _parameter(members[part]) for part in known_parts if part in members}
    for part, about in known_parts.items():
        if about.default is inspect.Parameter.empty:
            node.require(part)
    with node.inside():
        return make(**given)


def _parameter(node: Node) -> Any:
    """Return a parameter: a number, or a list of numbers."""
    if isinstance(node.value, list):
        return tuple(each.number() for each in node.array())
    return node.number()


def _frozen(name: str, node: Node, support: Collection[str]) -> Any:
    """Return a frozen distribution of scipy.stats, by a name that is on its list."""
    families = _families()
    with node.require("distribution").inside():
        if name not in families:
            raise unknown_name("distribution of scipy.stats", name, families)
    family = families[name]
    shapes = [] if family.shapes is None else [each.strip() for each in family.shapes.split(",")]
    known = ("args", *shapes, "loc", "scale")
    members = node.table(("distribution", *known, *support))
    args = tuple(each.number() for each in members["args"].array()) if "args" in members else ()
    named = {part: members[part].number() for part in known[1:] if part in members}
    with node.inside():
        try:
            return family(*args, **named)
        except TypeError as error:
            raise InvalidTypeError(
                f"These parameters do not fit scipy.stats.{name}: {error}."
            ) from None


@cache
def _families() -> dict[str, Any]:
    """Return the distributions of scipy.stats by name."""
    from scipy import stats

    found = {name: getattr(stats, name) for name in dir(stats)}
    kinds = stats.rv_continuous | stats.rv_discrete
    return {name: each for name, each in found.items() if isinstance(each, kinds)}


def dirichlet_of(node: Node, issues: Collection[str]) -> Any:
    """Return the distribution of all weights of an actor."""
    members = node.table(("distribution", "concentration", "total"))
    kind = node.require("distribution")
    with kind.inside():
        if kind.text() != "dirichlet":
            raise unknown_name("distribution of all weights", kind.value, ("dirichlet",))
    listed = node.require("concentration").table(issues)
    concentration = {issue: each.number() for issue, each in listed.items()}
    total = members["total"].number() if "total" in members else 1.0
    with node.inside():
        return distribution_registry["dirichlet"](concentration, total)
