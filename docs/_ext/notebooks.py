"""Every executed page as a notebook to take away, linked from its top.

A page is written for Sphinx; a notebook is read by Jupyter, which knows neither roles nor
directives.  So links to other pages become their words, and folded boxes become HTML.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ROLE = re.compile(r"\{[a-z:-]+\}`(?:([^`<]+?)\s*<[^`>]+>|([^`]+))`")
BOX = re.compile(
    r"^:::\{admonition\} ([^\n]+)\n(?::\w[^\n]*\n)*(.*?)^:::$", re.MULTILINE | re.DOTALL
)
MARKUP = re.compile(r"\{[a-z:-]+\}`|^:::|^```\{", re.MULTILINE)


def as_notebook(text: str) -> nbformat.NotebookNode:
    """Return a page as a notebook without outputs."""
    book = read_myst_markdown_notebook(text)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = BOX.sub(_box, ROLE.sub(_words, cell.source))
            if found := MARKUP.search(cell.source):
                raise ExtensionError(f"Jupyter cannot read {found[0]!r} in: {cell.source[:200]}")
    book.metadata.pop("mystnb", None)
    book.metadata.pop("jupytext", None)
    for place, cell in enumerate(book.cells):
        cell.id = f"cell-{place}"  # the same page gives the same file
    return book


def _words(role: re.Match[str]) -> str:
    told = role[1] or role[2]
    return told if role[1] else f"*{told.rpartition('/')[2].replace('-', ' ')}*"


def _box(box: re.Match[str]) -> str:
    return f"<details><summary>{box[1]}</summary>\n\n{box[2].strip()}\n\n</details>"


def _is_executed(path: Path) -> bool:
    return path.suffix == ".md" and "```{code-cell}" in path.read_text(encoding="utf-8")


def add_link(app: Sphinx, doctree: nodes.document) -> None:
    """Put a link to the notebook under the title of an executed page."""
    page = app.env.docname
    if app.builder.format != "html" or not _is_executed(Path(app.env.doc2path(page))):
        return
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is None:
        return
    target = f"{page.rpartition('/')[2]}.ipynb"
    link = nodes.reference("", "Download this page as a notebook", refuri=target, internal=False)
    paragraph = nodes.paragraph("", "", link, classes=["notebook-link"])
    title.parent.insert(title.parent.index(title) + 1, paragraph)


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Write the notebooks beside the pages."""
    if error is not None or app.builder.format != "html":
        return
    for page in sorted(app.env.found_docs):
        path = Path(app.env.doc2path(page))
        if _is_executed(path):
            book = as_notebook(path.read_text(encoding="utf-8"))
            target = Path(app.outdir) / f"{page}.ipynb"
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(book, target)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("doctree-read", add_link)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
