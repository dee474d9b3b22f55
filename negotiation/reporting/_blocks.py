"""What a section is made of: paragraphs, points, tables, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from negotiation._table import Table


@dataclass(frozen=True)
class Prose:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text.
    """

    text: str


@dataclass(frozen=True)
class Points:
    """Sentences, one under the other.

    Parameters
    ----------
    sentences : sequence of str
        Plain text.
    """

    sentences: Sequence[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", tuple(self.sentences))


@dataclass(frozen=True)
class Sheet:
    """A table.

    Parameters
    ----------
    table : Table
        Its title becomes the caption, its notes stand below.
    folded : bool, default False
        Whether a page shows it only when asked to.
    """

    table: Table
    folded: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart.

    Parameters
    ----------
    caption : str
        How to read it, in a sentence or two.
    words : str
        What there is to see, for those who cannot see it.
    svg : str
        The picture, an ``<svg>`` element.
    """

    caption: str
    words: str
    svg: str


Block = Prose | Points | Sheet | Figure


def figure(chart: str, caption: str, *subjects: Any, **options: Any) -> Figure:
    """Draw a chart as a block.

    Parameters
    ----------
    chart : str
        Its name in `negotiation.plotting`.
    caption : str
        How to read it.
    *subjects, **options
        What the chart takes.

    Raises
    ------
    NegotiationError
        If the chart cannot show this.
    """
    from negotiation.plotting._svg import svg_of

    svg, words = svg_of(chart, *subjects, **options)
    return Figure(caption, words, svg)
