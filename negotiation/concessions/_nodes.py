"""What a game tree is made of: moves of chance, decisions of actors, and endings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, TypeAlias

from negotiation._arrays import LARGEST, number
from negotiation._frozen import FrozenMap
from negotiation.errors import InvalidTypeError, InvalidValueError

Number: TypeAlias = int | Fraction | float
"""Exact where it was given exactly."""


@dataclass(frozen=True, eq=False)
class Chance:
    """A node at which chance moves.

    Parameters
    ----------
    moves : mapping
        ``{label: (probability, node)}``; also a list of such pairs.  Probabilities are
        integers, Fractions or floats and sum to 1.
    label : str
        What the node is called.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Chance({"talks go on": (0.9, ng.Ending([1, 1])), "war": (0.1, ng.Ending([0, 0]))})
    <Chance: talks go on, war>
    """

    moves: Mapping[str, tuple[Number, Node]]
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "moves", _labelled(self.moves, self.label, "Chance"))
        object.__setattr__(self, "label", str(self.label))

    def __repr__(self) -> str:
        return f"<Chance{_named(self.label)}: {_listed(self.moves)}>"


@dataclass(frozen=True, eq=False)
class Decision:
    """A node at which an actor moves.

    Parameters
    ----------
    actor : str
        Who moves.
    moves : mapping
        ``{label: node}``; also a list of such pairs.
    information : str, optional
        The name of the information set: what the actor knows when it moves.  Decisions of
        one actor that bear the same name cannot be told apart by it, and offer the same moves
        in the same order.  A decision without a name is a set of its own.
    label : str
        What the node is called.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Decision("Incumbent", {"fight": ng.Ending([0, 0]), "share": ng.Ending([2, 1])})
    <Decision: Incumbent picks fight or share>
    """

    actor: str
    moves: Mapping[str, Node]
    information: str | None = None
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "actor", str(self.actor))
        object.__setattr__(self, "moves", _labelled(self.moves, self.label, "A decision"))
        if self.information is not None:
            object.__setattr__(self, "information", str(self.information))
        object.__setattr__(self, "label", str(self.label))

    def __repr__(self) -> str:
        picks = _listed(self.moves, " or ")
        return f"<Decision{_named(self.label)}: {self.actor} picks {picks}>"


@dataclass(frozen=True, eq=False)
class Ending:
    """A node at which the game is over.

    Parameters
    ----------
    payoffs : sequence of numbers or mapping
        What each actor gets, in the order of the game's actors, or ``{actor: payoff}``.
        Integers and Fractions are kept exactly.
    label : str
        What the ending is called.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Ending({"Entrant": 2, "Incumbent": 1}, "shared market")
    <Ending 'shared market': Entrant 2, Incumbent 1>
    """

    payoffs: tuple[Number, ...] | Mapping[str, Number]
    label: str = ""

    def __post_init__(self) -> None:
        given: Any = self.payoffs
        if isinstance(given, Mapping):
            kept: Any = FrozenMap({str(name): value for name, value in given.items()})
        elif isinstance(given, str) or not isinstance(given, Iterable):
            raise InvalidTypeError(
                "An ending needs a payoff per actor, as a sequence or {actor: payoff}.",
                given=given,
                ending=str(self.label) or None,
            )
        else:
            kept = tuple(given)
        object.__setattr__(self, "payoffs", kept)
        object.__setattr__(self, "label", str(self.label))

    def __repr__(self) -> str:
        if isinstance(self.payoffs, Mapping):
            worth = ", ".join(f"{name} {value}" for name, value in self.payoffs.items())
        else:
            worth = ", ".join(str(value) for value in self.payoffs)
        return f"<Ending{_named(self.label)}: {worth}>"


Node: TypeAlias = Chance | Decision | Ending


def exact(value: Any, what: str, **place: Any) -> Number:
    """Return a finite number: an int or a Fraction where one was given, else a float."""
    if type(value) is float and math.isfinite(value) and abs(value) <= LARGEST:
        return value
    rounded = number(value, what, **place)
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, Rational):
        fraction = Fraction(int(value.numerator), int(value.denominator))
        return fraction.numerator if fraction.denominator == 1 else fraction
    return rounded


def _labelled(moves: Any, label: Any, whose: str) -> FrozenMap[str, Any]:
    """Return moves under labels that are text, each once, in the order given."""
    place = {"node": str(label) or None}
    pairs = list(moves.items()) if isinstance(moves, Mapping) else moves
    try:
        named = [(str(name), value) for name, value in pairs]
    except (TypeError, ValueError):
        raise InvalidTypeError(
            f"{whose} needs its moves under labels, as a mapping.", given=moves, **place
        ) from None
    content = dict(named)
    if len(content) < len(named):
        names = [name for name, _ in named]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidValueError("Two moves have the same label.", given=twice, **place)
    return FrozenMap(content)


def _named(label: str) -> str:
    return f" {label!r}" if label else ""


def _listed(moves: Mapping[str, Any], joint: str = ", ") -> str:
    names = list(moves)
    return joint.join(names[:6]) + (" …" if len(names) > 6 else "")
