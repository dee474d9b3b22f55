"""Strips: how often each option of an issue is agreed, beside how often nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle

from negotiation._shares import counted, percent
from negotiation.analysis import Ensemble, Estimate
from negotiation.errors import InvalidTypeError
from negotiation.plotting._charts import below
from negotiation.plotting._labels import Fitted, shorten
from negotiation.plotting._roles import INK

SHADES = LinearSegmentedColormap.from_list("options", ["#e9eff5", "#9ec9e6", "#3a86bd", "#0b4a80"])
"""From an issue's first option to its last."""

NOTHING: Mapping[str, Any] = {"facecolor": "white", "edgecolor": INK, "hatch": "////"}
"""How no agreement looks, in every chart of an ensemble."""

_DARK = 0.6
"""Shade from which letters are white."""


def studied(subject: Any) -> Ensemble:
    """Return the ensemble that a chart was given, or refuse what is none."""
    if not isinstance(subject, Ensemble):
        raise InvalidTypeError(
            "This chart is drawn of an Ensemble, as negotiation.ensemble(…) returns it.",
            given=subject,
        )
    return subject


def shade_of(place: int, count: int) -> float:
    """Return how dark an option is drawn: 0 for the first, 1 for the last.

    >>> [shade_of(place, 3) for place in range(3)]
    [0.0, 0.5, 1.0]
    """
    return place / (count - 1) if count > 1 else 0.5


def written(estimate: Estimate) -> str:
    """Return an estimated probability in words, with its 95% interval if it has any width."""
    low, high = estimate.interval(0.95)
    if not high - low > 1e-12:
        return percent(estimate.value)
    ends = " to ".join(percent(min(max(end, 0.0), 1.0)) for end in (low, high))
    return f"{percent(estimate.value)}, 95% interval {ends}"


def drawn_of(study: Ensemble) -> str:
    """Return in words how many draws there are, and whether that is all that were asked for."""
    count = counted(study.draws, "draw")
    return f"{count}, stopped early" if study.partial else count


class Strip:
    """One bar of length 1: no agreement first, then the options in their order.

    Parameters
    ----------
    ax : Axes
    corner : pair of float
        Where the bar begins, and its lower edge, in data coordinates.
    height : float
        In data coordinates.
    nothing : float
        The share of draws without agreement.
    gid : str
        What the bar is called among the things drawn.
    """

    def __init__(
        self,
        ax: Axes,
        corner: tuple[float, float],
        height: float,
        *,
        nothing: float,
        gid: str,
    ) -> None:
        self.ax, self.height, self.gid = ax, height, gid
        self.x, self.y = corner
        if nothing > 0:
            self._box(nothing, dict(NOTHING), "no agreement")
        self.x += nothing

    def _box(self, width: float, look: dict[str, Any], part: str) -> None:
        box = Rectangle(
            (self.x, self.y),
            width,
            self.height,
            linewidth=0.6,
            zorder=2,
            gid=f"{self.gid}: {part}",
            **look,
        )
        self.ax.add_patch(box)

    def options(self, shares: Mapping[str, float], room: float, size: float = 8.0) -> list[str]:
        """Draw the options' shares; return those that had no room for their name.

        Parameters
        ----------
        shares : mapping of str to float
            All options of the issue, in their order; shares of all draws.
        room : float
            Points to a share of 1.
        size : float
            Of letters, in points; 0 writes nothing.
        """
        unnamed = []
        for place, (option, share) in enumerate(shares.items()):
            if share <= 0:
                continue
            shade = shade_of(place, len(shares))
            look = {"facecolor": SHADES(shade), "edgecolor": INK}
            self._box(share, look, str(option))
            if size and share * room >= _least(str(option), size):
                self._name(f"{percent(share)} {option}", share, shade, size)
            else:
                unnamed.append(str(option))
            self.x += share
        return unnamed

    def _name(self, text: str, share: float, shade: float, size: float) -> None:
        label = Fitted(
            self.x + share / 2,
            self.y + self.height / 2,
            text,
            (0.94 * share, 0.96 * self.height),
            ha="center",
            va="center",
            fontsize=size,
            color="white" if shade > _DARK else INK,
            zorder=3,
            gid=f"{self.gid} named",
        )
        self.ax.add_artist(label)


def _least(option: str, size: float) -> float:
    """Return the width in points below which an option's name would be cut to pieces."""
    longest = max((len(word) for word in option.split()), default=1)
    return 0.56 * size * min(max(longest, 6, len(option) / 3), 16) + 4


def whisker(ax: Axes, start: float, height: float, estimate: Estimate) -> None:
    """Mark the 95% interval of a share that is drawn from `start`."""
    low, high = estimate.interval(0.95)
    if not high - low > 1e-12:
        return
    ax.plot(
        [start + low, start + high],
        [height, height],
        color=INK,
        linewidth=1.6,
        marker="|",
        markersize=7,
        markeredgewidth=1.6,
        zorder=4,
        solid_capstyle="butt",
        gid="interval",
    )


def legend_below(ax: Axes) -> None:
    """Say below the bars what hatching and shades mean; small axes get no legend."""
    look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
    handles = [
        Patch(linewidth=0.6, label="no agreement", **NOTHING),
        Patch(facecolor=SHADES(0.0), label="an issue's first option", **look),
        Patch(facecolor=SHADES(1.0), label="its last option", **look),
    ]
    below(ax, handles)


def aside(shares: Mapping[str, float], unnamed: Sequence[str], width: int) -> str:
    """Return in words the options that are drawn without a name."""
    words = [f"{percent(shares[option])} {option}" for option in unnamed]
    return shorten("; ".join(words), width) if words else ""
