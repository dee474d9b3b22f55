"""What a protocol is: rules of play that are solved exactly, registered under their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from negotiation._registry import Registry

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Protocol:
    """A registered protocol.

    Attributes
    ----------
    solve : callable
        The function that solves it.
    answer : type
        What the function returns.
    reference : str
        The publication the protocol and its solution stand on.
    """

    solve: Callable[..., Any]
    answer: type
    reference: str


protocol_registry: Registry[Protocol] = Registry("protocol")
"""The protocols in this room, by the name of their function."""


def protocol(answer: type, *, reference: str) -> Callable[[F], F]:
    """Put a function that solves a protocol on the shelf under its name.

    Parameters
    ----------
    answer : type
        The frozen dataclass that the function returns.
    reference : str
        The publication the protocol and its solution stand on.
    """

    def register(function: F) -> F:
        protocol_registry.add(function.__name__, Protocol(function, answer, reference))
        return function

    return register
