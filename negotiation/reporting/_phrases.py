"""Phrases that several sections need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from negotiation.errors import NegotiationError
from negotiation.reporting._blocks import Block, Prose, figure


def listed(names: Sequence[str]) -> str:
    """Return names as a list in prose.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def all_of(actors: Sequence[str]) -> str:
    """Return what the actors are together: "it", "both", "all 6"."""
    return {1: "it", 2: "both"}.get(len(actors), f"all {len(actors)}")


def sentence(text: str) -> str:
    """Return a text with a full stop at its end."""
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def drawn(chart: str, caption: str, *subjects: object, **options: object) -> Block:
    """Return a chart, or in words why there is none."""
    return attempt(lambda: figure(chart, caption, *subjects, **options), "There is no chart here.")


def attempt(make: Callable[[], Block], otherwise: str) -> Block:
    """Return a block, or a paragraph that says why there is none.

    Parameters
    ----------
    make : callable
        Returns the block.
    otherwise : str
        How the paragraph begins; the reason follows.
    """
    try:
        return make()
    except NegotiationError as error:
        return Prose(f"{otherwise} {sentence(error.message)}")
