"""Pictures of charts without letters, and how much two of them differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread, imsave
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import negotiation as ng
from negotiation.plotting import _charts
from negotiation.plotting._callouts import Labels
from tests.plotting.subjects import subject_of

INCHES = (8.0, 6.0)
DPI = 60
"""So a picture has 480 × 360 pixels."""
PLACE = (0.05, 0.05, 0.9, 0.85)
"""Where the axes stand in their figure: not where the letters around them would leave room."""

SEEN = 64.0 / 255.0
"""Difference of a pixel in one colour that the eye notices."""
TOLERATED = 3
"""Pixels that may differ: matplotlib 3.9 and 3.11 draw all charts with 0 that do."""

WIDER = [*map(int, matplotlib.__version__.split(".")[:2])] < [3, 11]
"""Whether letters are a few pixels wider than now, which matters in small axes."""


class _Measured:
    """Stands for a legend of a fixed size: how large letters are differs between versions."""

    def __init__(self, ax: Axes, *_: Any) -> None:
        self.ax = ax

    def get_window_extent(self) -> Bbox:
        box = self.ax.get_window_extent()
        return Bbox.from_bounds(box.x0, box.y0, 0.5 * box.width, 0.1 * box.height)


def drawn(name: str, dpi: int = DPI) -> Axes:
    """Draw a chart of its subject on axes of a fixed place and size."""
    figure = Figure(figsize=INCHES, dpi=dpi)
    FigureCanvasAgg(figure)
    ax = figure.add_axes(PLACE)
    ng.plotting.charts[name](subject_of(name), ax=ax)
    figure.canvas.draw()
    return ax


def picture(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a chart as an array (height, width, 3) in [0, 1], without letters and legend."""
    with monkeypatch.context() as patch:
        patch.setattr(_charts, "_in_lines", _Measured)
        ax = drawn(name)
    return bare(ax)


def bare(ax: Axes) -> Any:
    """Return what is drawn without letters and legend."""
    figure = ax.figure
    for labels in figure.findobj(Labels):
        labels.remove()  # or it would put its texts back
    for legend in figure.findobj(Legend):
        legend.remove()
    for text in figure.findobj(Text):
        text.set_visible(False)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255.0


def differing(one: Any, other: Any) -> Any:
    """Return which pixels of either picture have nothing like them near by in the other.

    Where an edge falls between two pixels, versions of matplotlib round it differently; so a
    pixel is looked for among its neighbours as well.
    """
    return _without(one, other) | _without(other, one)


def _without(one: Any, other: Any) -> Any:
    padded = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    height, width = one.shape[:2]
    near = [
        abs(one - padded[row : row + height, column : column + width]).max(axis=-1)
        for row in range(3)
        for column in range(3)
    ]
    return np.min(near, axis=0) > SEEN


def load(path: Path) -> Any:
    """Read a picture, or None where there is none."""
    return np.asarray(imread(path))[..., :3] if path.exists() else None


def save(path: Path, image: Any) -> None:
    """Write a picture, the same bytes for the same picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # In 32 levels of each colour a picture is a third of the size, and nobody sees it.
    levels = np.round(image * 255 / 8) * 8
    imsave(path, levels.clip(0, 255).astype(np.uint8), metadata={"Software": None})
