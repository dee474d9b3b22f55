"""
Trading issues instead of splitting them
========================================

Ten issues divided the United States and Panama in 1974.  Split each of them down the middle, and
both sides get half of what they want.  But an issue is rarely worth the same to both: whoever cares
less can give it up whole, and be paid on another.  How much does that gain, and who gives what?
"""

import sys
from pathlib import Path

import negotiation as ng

panama = ng.library.load("panama-canal")
parts = ng.anatomy(panama)
print(parts.summary(), end="\n\n")

# %%
# Who should give way on what
# ---------------------------
# Giving way is cheap where the issue matters little to oneself and much to the other.
print(parts.rates.summary(), end="\n\n")

# %%
# What the trade is worth
# -----------------------
# Settled one by one, every issue is drawn by lot.  In one package both sides gain.
trade = parts.logrolling
print(trade.summary())

ax = ng.plotting.logrolling(trade)
path = Path(sys.argv[0]).resolve().parent / "logrolling.png"
ax.figure.savefig(path, dpi=150, bbox_inches="tight")
print(f"\nChart saved: {path}")
