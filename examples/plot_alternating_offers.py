"""
The last word, and a way out
============================

Washington and Pyongyang take turns to propose, with the payoffs of the Hanoi scenario; lotteries
over packages may be offered. What do a deadline and a way out do to the agreement? The discount
factor and the ways out are illustrative.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng

hanoi = ng.library.load("hanoi-2019")
LOOKS = {None: ("o-", "no way out"), 0.64: ("s-", "way out worth 0.64"), 0.67: ("^-", "worth 0.67")}

# %%
# Who has the last word?
# ----------------------
# With an odd number of rounds Washington makes the first offer and the last one, and leaves
# Pyongyang little; with an even number it must forestall what Pyongyang would offer last. The
# longer talks can last, the less the last word counts. A way out helps Pyongyang against a near
# deadline, but beyond that only if it is better than what talks bring anyway.
_, ax = plt.subplots(figsize=(9, 5.5), layout="constrained")
for option, (look, words) in LOOKS.items():
    terms = {"discount": 0.8, "lotteries": True, "outside": {"DPRK": option}}
    rounds = range(1, 16)
    talks = [ng.protocols.alternating_offers(hanoi, horizon=each, **terms) for each in rounds]
    ax.plot(rounds, [each.payoffs[0, 1] for each in talks], look, label=words)
    endless = ng.protocols.alternating_offers(hanoi, **terms)
    print(f"{words}: {endless.payoffs[0].round(3)} without a deadline")
    ax.axhline(endless.payoffs[0, 1], color="0.6", linewidth=0.8, zorder=0)
ax.set(xlabel="rounds until the deadline", ylabel="payoff of DPRK, United States proposing first")
ax.legend(title="Walking away is worth 0.62 to DPRK; grey: no deadline")
path = Path(sys.argv[0]).resolve().parent / "alternating_offers.png"
ax.figure.savefig(path, dpi=110)
print(f"Chart saved: {path}")
