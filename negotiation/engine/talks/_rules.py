"""What rules of play are: registered under their name, and asked for one move at a time."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from negotiation._registry import Registry
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

if TYPE_CHECKING:
    from negotiation.engine.talks._table import Table


class Rules(Protocol):
    """Talks under some rules of play, which keep whose turn it is."""

    def step(self) -> None:
        """Let one actor move, write it into the table's log, and see whether talks are over."""
        ...


R = TypeVar("R", bound=Callable[..., Rules])


@dataclass(frozen=True)
class Play:
    """Registered rules of play.

    Attributes
    ----------
    begin : callable
        Takes the `Table` and parameters, and returns the `Rules`.
    reference : str
        The publication they stand on.
    actors : int or None
        How many can play, if not any number.
    in_turn : bool
        Whether two actors answer each other's offers in turn, so that plans can be compared.
    """

    begin: Callable[..., Rules]
    reference: str
    actors: int | None = None
    in_turn: bool = False


rules_of_play: Registry[Play] = Registry("protocol of play")
"""The rules under which talks are simulated, by name."""


def rules(
    name: str, *, reference: str, actors: int | None = None, in_turn: bool = False
) -> Callable[[R], R]:
    """Put a class of rules on the shelf.

    Parameters
    ----------
    name : str
        What ``protocol=`` calls it.
    reference : str
        The publication they stand on.
    actors : int, optional
        How many can play, if not any number.
    in_turn : bool
        Whether two actors answer each other's offers in turn.
    """

    def register(begin: R) -> R:
        rules_of_play.add(name, Play(begin, reference, actors, in_turn))
        return begin

    return register


def chosen(protocol: str | None, actors: int) -> str:
    """Return the name of the rules to play by, checked against the number of actors."""
    if protocol is None:
        protocol = "alternating-offers" if actors == 2 else "stacked-offers"
    if not isinstance(protocol, str):
        raise InvalidTypeError(
            f"protocol= is a name: {', '.join(map(repr, rules_of_play))}.", given=protocol
        )
    wanted = rules_of_play[protocol].actors
    if wanted is not None and wanted != actors:
        raise NotDefinedError(
            f"{protocol!r} is played by {wanted} actors, not {actors}; "
            'with more, protocol="stacked-offers" or "single-text".'
        )
    return protocol


def check_parameters(protocol: str, parameters: dict[str, Any]) -> None:
    """Refuse parameters that the rules do not have."""
    known = list(inspect.signature(rules_of_play[protocol].begin).parameters)[1:]
    for name in parameters:
        if name not in known:
            shown = ", ".join(known) or "none"
            raise InvalidValueError(f"{protocol!r} has no parameter {name!r}; it has: {shown}.")


def begun(protocol: str, table: Table, parameters: dict[str, Any]) -> Rules:
    """Return talks under the rules asked for, ready for the first move."""
    return rules_of_play[protocol].begin(table, **parameters)
