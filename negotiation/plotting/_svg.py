"""A chart as an element of a web page: no file, no date, no names that could clash or run."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.axes import Axes

from negotiation.plotting._charts import charts

_NAMESPACE = re.compile(r"^\{[^}]*\}")
_LINKS = re.compile(r"url\(#([^)]+)\)")
_LEFT_OUT = {"metadata", "style", "title", "desc"}
_SETTINGS: Any = {"svg.hashsalt": "negotiation", "svg.fonttype": "path", "svg.image_inline": True}
"""Letters are drawn as shapes: a reader's machine need not have the font they were placed with."""


def svg_of(chart: str, *subjects: Any, **options: Any) -> tuple[str, str]:
    """Draw a chart on a figure of its own and return it as an element.

    Parameters
    ----------
    chart : str
        The chart's registered name.
    *subjects, **options
        What the chart takes.

    Returns
    -------
    svg : str
        An ``<svg>`` element without identifiers of its own beyond those it refers to; pages
        with several rename them, see `renamed`.
    words : str
        The chart's title: what is shown and what there is to see.

    Raises
    ------
    NegotiationError
        If the chart cannot show this.
    """
    from matplotlib import pyplot

    ax = charts[chart](*subjects, **options)
    try:
        return element(ax), " ".join(ax.get_title(loc="left").split())
    finally:
        pyplot.close(ax.figure)  # type: ignore[arg-type]


def element(ax: Axes) -> str:
    """Return the figure of some axes as an ``<svg>`` element, the same for the same figure."""
    written = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        ax.figure.savefig(  # type: ignore[union-attr]
            written, format="svg", bbox_inches="tight", metadata={"Date": None}, facecolor="white"
        )
    root = ElementTree.fromstring(written.getvalue())
    used = {name for node in root.iter() for name in _references(node)}
    names = {name: f"part{place}" for place, name in enumerate(sorted(used))}
    for node in root.iter():
        _plain(node, names)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "style": "stroke-linejoin:round;stroke-linecap:butt",
    }
    return ElementTree.tostring(root, encoding="unicode")


def renamed(svg: str, prefix: str) -> str:
    """Return an element of `element` with a prefix before everything that it names."""
    return re.sub(r'(\bid="|\bhref="#|url\(#)(part\d+)', rf"\g<1>{prefix}-\2", svg)


def _references(node: ElementTree.Element) -> list[str]:
    """Return the identifiers that an element refers to."""
    found = []
    for key, value in node.attrib.items():
        if key.endswith("href") and value.startswith("#"):
            found.append(value[1:])
        found += _LINKS.findall(value)
    return found


def _plain(node: ElementTree.Element, names: dict[str, str]) -> None:
    """Take from an element what HTML needs no more, and rename what it names."""
    node.tag = _NAMESPACE.sub("", node.tag)
    node.text = node.tail = None
    for child in list(node):
        if _NAMESPACE.sub("", str(child.tag)) in _LEFT_OUT:
            node.remove(child)
    kept = {}
    for key, value in node.attrib.items():
        name = _NAMESPACE.sub("", key)
        if name == "href" and value.startswith("#"):
            kept[name] = "#" + names[value[1:]]
        elif name != "id":
            kept[name] = _LINKS.sub(lambda found: f"url(#{names[found[1]]})", value)
        elif value in names:
            kept[name] = names[value]
    node.attrib = kept
