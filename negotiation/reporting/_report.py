"""The report as a noun: a title and sections, which can be written as a page or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation._shares import counted
from negotiation._table import Table
from negotiation.reporting import _html, _markdown
from negotiation.reporting._blocks import Block


@dataclass(frozen=True)
class Chapter:
    """A section as it stands in one report.

    Parameters
    ----------
    title : str
    blocks : tuple
        Paragraphs, points, tables, figures.
    """

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """What the library has to say about a negotiation, to be handed on.

    Attributes
    ----------
    title : str
        What the negotiation is called.
    sections : tuple
        Each with a ``title`` and ``blocks``: paragraphs, points, tables and figures.

    Examples
    --------
    >>> import negotiation as ng
    >>> told = ng.report(ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], [0, 0]))
    >>> print(told.sections[0].title)
    In short
    """

    title: str
    sections: tuple[Chapter, ...]

    def html(self) -> str:
        """Return one page: styles and pictures within, nothing loaded from elsewhere."""
        return _html.page(self.title, self.sections)

    def markdown(self) -> str:
        """Return Markdown as GitHub reads it, figures in words.

        A picture would need a file beside it, or an address that GitHub does not show.
        """
        return _markdown.document(self.title, self.sections)

    def summary(self) -> Table:
        """Return a row per section: what it holds."""
        rows = [
            (
                each.title,
                *(
                    sum(type(block).__name__ == kind for block in each.blocks)
                    for kind in ("Sheet", "Figure")
                ),
            )
            for each in self.sections
        ]
        return Table(("section", "tables", "figures"), rows, f"{self.title}: the report")

    def _repr_html_(self) -> str:
        return _html.fragment(self.title, self.sections)

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: {counted(len(self.sections), 'section')}>"
