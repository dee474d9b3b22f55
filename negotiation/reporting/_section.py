"""What a section is: a registered function that writes its part about a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from negotiation._registry import Registry
from negotiation.errors import NegotiationError
from negotiation.reporting._blocks import Block, Prose
from negotiation.reporting._subject import Subject


@dataclass(frozen=True)
class Part:
    """What one section says.

    Parameters
    ----------
    blocks : sequence of blocks
        Paragraphs, points, tables, figures.
    short : sequence of str
        The same in a sentence or two, for the first page; nothing if left out.
    """

    blocks: Sequence[Block]
    short: Sequence[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(self.blocks))
        object.__setattr__(self, "short", tuple(self.short))


Writer = Callable[[Subject], Part]


@dataclass(frozen=True)
class Section:
    """A section of the report.

    Parameters
    ----------
    title : str
        Its heading.
    place : int
        Sections stand in the order of their places.
    write : callable
        ``write(subject)``, which returns a `Part`.
    """

    title: str
    place: int
    write: Writer

    def about(self, subject: Subject) -> Part:
        """Return what it says, or in words why it has nothing to say.

        Only errors of the library are words; anything else is a bug and is raised.
        """
        try:
            return self.write(subject)
        except NegotiationError as error:
            return Part((Prose(f"This section has nothing to say here. {reason(error)}"),))


sections: Registry[Section] = Registry("section of the report")
"""The sections in this room, by title."""


def section(title: str, place: int) -> Callable[[Writer], Writer]:
    """Put a section on the shelf.

    Parameters
    ----------
    title : str
        Its heading.
    place : int
        Sections stand in the order of their places: 10, 20, 30, ….

    Returns
    -------
    callable
        The decorator for ``write(subject)``.
    """

    def register(write: Writer) -> Writer:
        sections.add(title, Section(title, place, write))
        return write

    return register


def reason(error: NegotiationError) -> str:
    """Return what an error says to somebody who does not write code: its first paragraph."""
    return error.message
