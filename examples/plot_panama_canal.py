"""
The Panama Canal treaty: ten issues, won or divided
===================================================

In the negotiations of 1974 the two sides put points, out of 100, on winning each of ten issues (as
Raiffa reports them, 1982).  Who should win what?  If nothing can be divided, bargaining theory
picks an allocation.  If one issue can be, Adjusted Winner makes both sides exactly as well off.
"""

import sys
from pathlib import Path

import negotiation as ng

panama = ng.library.load("panama-canal")

# %%
# Nothing divided
# ---------------
# There are 1,024 ways to give each issue to one side.  Nash's solution is the one with the greatest
# product of the two totals.
deal = ng.solve(panama, "nash")
print(f"Nash, nothing divided: {deal.payoffs[0, 0]:g} points to {deal.payoffs[0, 1]:g}")
for issue, winner in deal.outcomes[0].items():
    print(f"  {issue}: {winner}")

# %%
# One issue divided
# -----------------
# Adjusted Winner first gives each issue to the side that puts more points on it, then moves issues,
# the closest ratio of points first, until the totals are equal.  One issue at most is split.
division = ng.divide(panama, "adjusted-winner")
print(division.summary())

# %%
# The picture
# -----------
# Dividing one issue buys equality: 66 each instead of 64 and 68.
ax = ng.plotting.frontier({"Nash, nothing divided": deal})
worth = division.payoffs
ax.plot(*worth, marker="D", color="black", markersize=9, zorder=10)
label = f"Adjusted Winner: {worth[0]:g} each"
ax.annotate(label, worth, xytext=(10, -4), textcoords="offset points", zorder=10)
path = Path(sys.argv[0]).resolve().parent / "panama-canal.png"
ax.figure.savefig(path, dpi=150, bbox_inches="tight")
print(f"Chart saved: {path}")
