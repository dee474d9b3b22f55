"""The page of charts: of each a picture, drawn from the example in its docstring."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import pyplot

import negotiation as ng

INTRO = (
    "Every chart of the library, drawn by the example at the end of its own page.  Each takes the",
    "answer that it is about, and ``ax=`` for axes of yours; without it there is a new figure.",
    "Each returns the axes.",
)


def charts_page(folder: Path) -> str:
    """Draw all charts into `folder`, and return the page that shows them."""
    folder.mkdir(exist_ok=True)
    lines = ["Charts", "======", "", *INTRO, ""]
    for name, function in ng.plotting.charts.items():
        _draw(function, folder / f"{name}.png")
        lines += [
            name,
            "-" * len(name),
            "",
            sentence(function),
            "",
            f"*Takes:* {takes(function)}.  *More:* :py:obj:`negotiation.plotting.{name}`.",
            "",
            f".. image:: {folder.name}/{name}.png",
            f"   :alt: An example of the chart {name}",
            "   :width: 32em",
            "",
        ]
    return "\n".join(lines)


def sentence(value: Any) -> str:
    """Return the first paragraph of a docstring, as a line."""
    return (inspect.getdoc(value) or "").partition("\n\n")[0].replace("\n", " ")


def takes(function: Callable[..., Any]) -> str:
    """Return what the docstring says that the first parameter may be."""
    found = re.search(r"Parameters\n-+\n\w+ : (.+)", inspect.getdoc(function) or "")
    if found is None:
        raise ValueError(f"the docstring of the chart {function.__name__} says not what it takes")
    return found[1].rstrip(".")


def _draw(function: Callable[..., Any], path: Path) -> None:
    """Run the example of a chart's docstring, and save what it drew."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
    if not examples:
        raise ValueError(f"the docstring of the chart {function.__name__} has no example to draw")
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for example in examples:
            exec(compile(example.source, f"<{function.__name__}>", "exec"), names)
    figure, file = pyplot.gcf(), io.BytesIO()
    figure.savefig(file, format="png", dpi=80, metadata={"Software": None})
    pyplot.close("all")
    if not path.exists() or path.read_bytes() != file.getvalue():
        path.write_bytes(file.getvalue())
