"""Formulas as MathML, which browsers set themselves: no script, no network, no picture.

Sphinx would load MathJax from another host, so that formulas in a site opened offline
or behind a firewall stay TeX.  docutils translates the TeX that the pages use.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


def inline(writer: Any, node: nodes.math) -> None:
    """Set a formula within a line."""
    writer.body.append(_mathml(node, as_block=False))
    raise nodes.SkipNode


def block(writer: Any, node: nodes.math_block) -> None:
    """Set a formula on lines of its own, in a frame that scrolls where a screen is narrow."""
    writer.body.append(f'<div class="math formula">{_mathml(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def _mathml(node: nodes.Element, *, as_block: bool) -> str:
    """Return MathML; stop the build at TeX that docutils does not know."""
    try:
        return str(tex2mathml(node.astext(), as_block=as_block))
    except MathError as error:
        raise ExtensionError(f"Formula {node.astext()!r} cannot be set: {error}") from error


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx; `html_math_renderer` in conf.py chooses it."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
