"""Charts, a function each: ``ax=None`` in, axes out, drawn there and nowhere else.

A chart is a file of this room that registers its function; it is then found here under
its name.  Only this room imports matplotlib, and only once a chart is asked for.
"""

from __future__ import annotations

from typing import Any

from negotiation._registry import import_members
from negotiation.plotting._charts import charts

import_members(__name__, list(__path__))
globals().update(charts)

__all__ = ["charts", *charts]


def __getattr__(name: str) -> Any:
    """Say which charts there are; a chart's own name never gets here."""
    raise AttributeError(f"There is no chart {name!r}. Charts: {', '.join(charts)}.")
