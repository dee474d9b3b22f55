"""Labels tied to points, placed afresh whenever the chart is drawn.

However the figure is resized or zoomed, the labels keep out of each other's way.  Where
the full texts do not fit, the largest are shortened first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from negotiation._arrays import FloatArray
from negotiation.plotting._labels import write
from negotiation.plotting._placing import Scene, place
from negotiation.plotting._roles import FAINT, INK

_PAD = 2.0
"""Room around a label, in points."""
_FULL = 0.3
"""Share of the area that labels may fill before placing them is worth trying."""


class Labels(Artist):
    """Places its labels each time the axes are drawn, whatever their size by then.

    Parameters
    ----------
    ax : Axes
    avoid : array, shape (m, 2)
        Points, in data coordinates, that labels had better not cover.
    weights : array, shape (m,)
        As for `Scene`.
    """

    def __init__(self, ax: Axes, avoid: FloatArray, weights: FloatArray) -> None:
        super().__init__()
        self.set_zorder(-100)  # before the labels themselves are drawn
        self.set_in_layout(False)
        self.avoid, self.weights = avoid, weights
        self.blocks: list[Artist] = []
        self.items: list[tuple[Annotation, tuple[str, ...], float]] = []
        self.left_out: Text | None = None
        self._seen: tuple[bytes, ...] = ()
        ax.add_artist(self)

    def add(self, point: FloatArray, texts: Sequence[str], radius: float) -> Annotation:
        """Label a point; `texts` run from the fullest to the shortest, `radius` is in points."""
        label: Annotation = self.axes.annotate(  # type: ignore[union-attr]
            texts[0],
            (float(point[0]), float(point[1])),
            xytext=(0.0, 0.0),
            textcoords="offset points",
            ha="center",
            va="center",
            multialignment="left",
            fontsize=8.5,
            color=INK,
            zorder=5,
            bbox={"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85},
            arrowprops={
                "arrowstyle": "-",
                "color": FAINT,
                "linewidth": 0.8,
                "shrinkA": 0.0,
                "shrinkB": radius * 0.7,
                "zorder": 4,
            },
        )
        label.set_in_layout(False)
        write(label)
        self.items.append((label, tuple(dict.fromkeys(texts)), radius))
        return label

    def draw(self, renderer: Any) -> None:
        """Put every label in its place; the axes draw the labels afterwards."""
        ax = self.axes
        if ax is None or not self.items:
            return
        scale = renderer.points_to_pixels(1.0)
        frame = ax.get_window_extent(renderer)
        anchors = ax.transData.transform([label.xy for label, _, _ in self.items])
        scene = self._scene(renderer, anchors, frame, scale)
        seen = (anchors.tobytes(), scene.bounds.tobytes(), scene.blocked.tobytes())
        if seen == self._seen:
            return  # nothing has moved since the labels were placed
        self._seen = seen
        inside = frame.padded(1.0)
        rows = [row for row, at in enumerate(anchors) if inside.contains(*at)]
        for row, (label, _, _) in enumerate(self.items):
            label.set_visible(row in rows)  # what is not visible has no size to measure
        if rows:
            self._arrange(renderer, rows, anchors, scene)
        if self.left_out is not None:
            missing = sum(not self.items[row][0].get_visible() for row in rows)
            self.left_out.set_text(f"no room for {missing} labels" if missing else "")

    def _scene(self, renderer: Any, anchors: FloatArray, frame: Bbox, scale: float) -> Scene:
        """Return what the labels have to reckon with now."""
        inner = frame.padded(-3.0 * scale)
        return Scene(
            np.array([inner.x0, inner.y0, inner.x1, inner.y1]),
            self._blocked(renderer, anchors, scale),
            self.axes.transData.transform(self.avoid),  # type: ignore[union-attr]
            self.weights,
            scale,
        )

    def _arrange(self, renderer: Any, seen: list[int], anchors: FloatArray, scene: Scene) -> None:
        """Shorten the largest labels until all have room, then set them."""
        scale = scene.scale
        room = float(np.prod(scene.bounds[2:] - scene.bounds[:2]))
        level = dict.fromkeys(seen, 0)
        while True:
            sizes = np.array([self._size(renderer, item, level[item], scale) for item in seen])
            areas = sizes.prod(axis=1)
            by_size = [seen[row] for row in np.argsort(-areas, kind="stable")]
            longer = [item for item in by_size if level[item] + 1 < len(self.items[item][1])]
            if not longer or areas.sum() <= _FULL * room:
                found = place(anchors[seen], sizes, scene)
                if not longer or found.placed.all():
                    break
            for item in longer[: -(-len(seen) // 3)]:
                level[item] += 1
        for row, item in enumerate(seen):
            label, texts, _ = self.items[item]
            label.set_text(texts[level[item]])
            label.set_visible(bool(found.placed[row]))
            offset = (found.centres[row] - anchors[item]) / scale
            label.set_position((float(offset[0]), float(offset[1])))

    def _size(self, renderer: Any, item: int, rung: int, scale: float) -> FloatArray:
        """Return the width and height of a label in pixels, with room around it."""
        label, texts, _ = self.items[item]
        label.set_text(texts[rung])
        box = Text.get_window_extent(label, renderer)
        return np.array([box.width, box.height]) + 2 * _PAD * scale

    def _blocked(self, renderer: Any, anchors: FloatArray, scale: float) -> FloatArray:
        """Return the boxes of all markers and of what else is in the way."""
        radii = np.array([radius for _, _, radius in self.items])[:, None] * scale
        boxes = [each.get_window_extent(renderer).extents for each in self.blocks]
        return np.vstack([np.hstack([anchors - radii, anchors + radii]), *boxes])
