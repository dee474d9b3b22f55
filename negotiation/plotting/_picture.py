"""A chart as a picture in memory: drawn on a figure of its own, which nothing else knows."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def picture(
    draw: Callable[[Axes], Any], width: float = 8.0, height: float = 5.6, *, dpi: float = 80.0
) -> tuple[Axes, bytes]:
    """Return the axes that `draw` has drawn on, and the picture of them as PNG.

    The figure is not one of pyplot's: it need not be closed, and no setting is touched.

    Parameters
    ----------
    draw : callable
        Takes axes and draws on them, such as ``partial(frontier, problem)`` with ``ax=``.
    width, height : float
        Inches.
    dpi : float
        Points of the picture per inch.
    """
    figure = Figure(figsize=(width, height), dpi=dpi, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    draw(axes)
    file = io.BytesIO()
    # One pass instead of the two of savefig, and quick instead of thorough compression: whoever
    # asks for a picture in memory is waiting for it.
    canvas.print_png(file, pil_kwargs={"compress_level": 1})  # type: ignore[no-untyped-call]
    return axes, file.getvalue()
