"""Reports: one file that an analyst hands on, a section per file of this room.

``ng.report`` writes all sections about a scenario, a payoff table or a game, as HTML or Markdown.
"""

from __future__ import annotations

from negotiation._registry import import_members
from negotiation.reporting._making import report
from negotiation.reporting._report import Report
from negotiation.reporting._section import Part, Section, section, sections

import_members(__name__, list(__path__))

__all__ = ["Part", "Report", "Section", "report", "section", "sections"]
