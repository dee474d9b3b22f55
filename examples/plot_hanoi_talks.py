"""
Would more time have saved the Hanoi summit?
============================================

Washington and Pyongyang could have signed 29 packages that both preferred to walking away.  To
find one of them is another matter.  Here the talks are simulated: each side sees its own
preferences and the other's offers, nothing else.  How they play, and how long, decides.  The
numbers behind the preferences are judgements, each with its source; that leaders play tactics
like these is an illustration.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng

hanoi = ng.library.load("hanoi-2019")
tactics = {
    "hold out": ng.tactics.boulware(),
    "concede evenly": ng.tactics.linear(),
    "mirror": ng.tactics.tit_for_tat(),
    "trade off": ng.tactics.trade_off(),
}

# %%
# Two who hold out
# ----------------
# Both make their concessions in the last rounds, as negotiators with an audience at home do.
# After forty rounds each has come down to what walking away is worth to it, and there is no
# agreement: neither has stumbled on one of the few packages that the other could sign.
talks = ng.play(hanoi, tactics["hold out"], rounds=40)
print(talks.summary())

# %%
# The same two, with more time, and two who concede evenly
# --------------------------------------------------------
# Time is what a two-day summit does not have.  With two hundred rounds there is a small deal, in
# the last moment.  Even concessions lead to a small deal within forty.
for how, rounds in (("hold out", 200), ("concede evenly", 40)):
    print(ng.play(hanoi, tactics[how], rounds=rounds).ending)

# %%
# Every tactic against every other
# --------------------------------
# To mirror the other's concessions finds nothing here: they are worth too little to the one who
# receives them.  If both choose their tactic with the other's choice in mind, that is a game.  It
# has several equilibria: both concede evenly; or the DPRK holds out and the United States trades
# off; or nobody moves, and as nobody else does there is nothing to gain by it.
found = ng.tournament(tactics, hanoi, rounds=40)
print(found.summary())
print(ng.equilibria(found.game()).summary())

# %%
# The dance
# ---------
# Gold and green are the offers, pale at first and in full colour in the end; most of them cross
# a red line of the other side, which neither can know.
figure, (left, right) = plt.subplots(1, 2, figsize=(17, 7), layout="constrained")
ng.plotting.dance(ng.play(hanoi, tactics["concede evenly"], rounds=40), ax=left)
ng.plotting.tournament(found, ax=right)
path = Path(sys.argv[0]).resolve().parent / "hanoi_talks.png"
figure.savefig(path, dpi=100)
print(f"Chart saved: {path}")
