"""Exploring: move the numbers of a scenario in a notebook and see the answers move.

`explore` needs the ``widgets`` extra.  What a slider means and what is drawn are plain functions
(`_levers`, `_view`), so that they hold without a browser.
"""

from negotiation.exploring._explorer import Explorer
from negotiation.exploring.explore import explore

__all__ = ["Explorer", "explore"]
