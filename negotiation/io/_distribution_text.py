"""Numbers as text, uncertain ones as a table on one line."""

from __future__ import annotations

from typing import Any

from negotiation.actors.distributions import Distribution, ScipyDistribution
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.errors import InvalidTypeError
from negotiation.io import _toml_text as toml


def number_text(value: Any, what: str, **place: Any) -> str:
    """Return a number with all its digits, or its distribution as a table.

    Raises
    ------
    InvalidTypeError
        If it is neither, or a distribution that no file can name.
    """
    if not isinstance(value, Distribution):
        return toml.number(value, what, **place)
    return toml.inline(distribution_members(value, what, **place))


def distribution_members(value: Distribution, what: str, **place: Any) -> dict[str, str]:
    """Return the members of the table that describes a distribution."""
    if isinstance(value, ScipyDistribution):
        if value.own is not None:
            raise InvalidTypeError(
                f"{what} has a distribution that scipy.stats does not list by name, which no "
                "file can hold; write ng.distributions.empirical(values) instead.",
                given=value,
                **place,
            )
        members = {"distribution": toml.text(f"scipy.{value.name}")}
        if value.args:
            members["args"] = _list(value.args)
        named = {part: toml.number(x, what) for part, x in value.kwds.items()}
        return members | named
    return {"distribution": toml.text(value.kind)} | {
        part: _list(x) if isinstance(x, tuple) else toml.number(x, what)
        for part, x in value.parameters().items()
    }


def _list(numbers: Any) -> str:
    """Return numbers in brackets on one line, as they must stand in a table on one line."""
    return f"[{', '.join(toml.number(each, 'A parameter') for each in numbers)}]"


def dirichlet_text(weights: Dirichlet) -> str:
    """Return the distribution of all weights of an actor as a table on one line."""
    shares = {
        issue: toml.number(x, "A concentration") for issue, x in weights.concentration.items()
    }
    members = {"distribution": toml.text("dirichlet"), "concentration": toml.inline(shares)}
    if weights.total != 1.0:
        members["total"] = toml.number(weights.total, "The total")
    return toml.inline(members)


__all__ = ["dirichlet_text", "distribution_members", "number_text"]
