"""
A payoff table of one's own
===========================

Two states share a river.  Upstream has built a dam and wants to fill it fast; Downstream wants
water in years of drought.  An analyst has scored, from 0 to 100, what every treaty would be worth
to either side, and what the two would do without one.  The scores stand in two CSV files; they are
invented, as yours will be your own.
"""

import sys
from pathlib import Path

import negotiation as ng

here = Path(sys.argv[0]).parent

# %%
# Without a treaty
# ----------------
# A table with a pair in every cell is a game.  Filling alone is the better choice for Upstream
# whatever Downstream does, and blocking its loans is the answer to that.

game = ng.io.read(here / "data" / "river-game.csv")
print(game.summary(), end="\n\n")

alone = ng.equilibria(game)
print(alone.summary(), end="\n\n")

# %%
# With a treaty
# -------------
# A table with a row per outcome is a bargaining problem.  What the two get without a treaty is what
# they get by walking away from the talks.

walking_away = dict(zip(game.actors, alone.payoffs[0], strict=True))
treaty = ng.io.read(here / "data" / "river-treaty.csv", disagreement=walking_away)
print(treaty.summary(), end="\n\n")

# %%
# What the theories would sign
# ----------------------------
# Every theory expects a treaty, and they differ over who gives way.  Nash's rule lets Upstream fill
# fast if it releases all the water in a drought; where losses from the best that each could hope
# for are to be equal, Upstream also takes five years over it.

theories = ["nash", "kalai-smorodinsky", "egalitarian", "utilitarian", "equal-loss"]
compared = ng.compare(treaty, theories)
print(compared.summary())

# %%
ax = ng.plotting.frontier(compared)
picture = here / "own-payoff-table.png"
ax.figure.savefig(picture)
print(f"\nThe picture is {picture.name}.")
