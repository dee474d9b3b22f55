"""What everything in a chart looks like: one colour and one shape per role, in every chart.

The hues are those of Okabe and Ito, "Color Universal Design" (2008), which readers with
the common forms of colour blindness tell apart.  No two roles share a shape, so that a
chart also reads in grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation._frozen import FrozenMap

INK = "#1a1a1a"
"""Letters, zero lines, outlines."""
FAINT = "#8c8c8c"
"""Leader lines, grid, what is there only to be counted."""


@dataclass(frozen=True)
class Role:
    """How one kind of thing is drawn.

    Attributes
    ----------
    colour : str
        Its fill.
    marker : str
        Its shape, as matplotlib names it.
    size : float
        Its width in points.
    edge : str
        The colour of its outline.
    hatch : str
        What tells its areas apart in grey.
    rank : float
        What is drawn over what: higher is nearer to the reader.
    """

    colour: str
    marker: str
    size: float
    edge: str = "none"
    hatch: str = ""
    rank: float = 2.0

    def line(self, **changes: Any) -> dict[str, Any]:
        """Return the look as keywords of `matplotlib.axes.Axes.plot`, with no line."""
        look: dict[str, Any] = {
            "linestyle": "none",
            "marker": self.marker,
            "markersize": self.size,
            "markerfacecolor": self.colour,
            "markeredgecolor": self.colour if self.edge == "none" else self.edge,
            "markeredgewidth": 1.2 if self.marker in "x+|_" else 0.8,
            "zorder": self.rank,
        }
        return {**look, **changes}


ROLES: FrozenMap[str, Role] = FrozenMap(
    {
        "outcome": Role("#bdbdbd", "o", 2.6, rank=2.0),
        "red line": Role("#d55e00", "x", 3.4, rank=2.1),
        "ZOPA": Role("#0072b2", "o", 4.2, hatch="", rank=2.3),
        "frontier": Role("white", "D", 4.6, edge=INK, rank=2.5),
        "status quo": Role("#cc79a7", "^", 9.0, edge=INK, rank=3.0),
        "disagreement": Role(INK, "s", 8.0, edge="white", rank=3.1),
        "offer": Role("#009e73", "P", 9.5, edge=INK, rank=3.2),
        "agreement": Role("#f0c808", "*", 16.0, edge=INK, rank=3.3),
        "equilibrium": Role("none", "s", 11.0, edge=INK, rank=3.4),
    }
)
"""The roles, from the ground up."""

ACCEPTED = "#56b4e9"
"""A package an actor would sign; the ZOPA is where every actor's part has this colour."""
WORSE = "#d9d9d9"
"""A package worth less to an actor than walking away."""

ACTOR_MARKERS = ("o", "D", "^", "v", "p", "h", "8", "<", ">", "d")
ACTOR_COLOURS = ("#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d31")


def actor_look(place: int) -> tuple[str, str]:
    """Return the colour and the shape that belong to the actor at `place` in the problem."""
    return (
        ACTOR_COLOURS[place % len(ACTOR_COLOURS)],
        ACTOR_MARKERS[place % len(ACTOR_MARKERS)],
    )
