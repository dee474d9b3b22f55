"""
Why both sides of a crisis may fight, though both lose by it
============================================================

Two states divide a disputed territory of size 1.  War would destroy something, so some division is
better for both.  But only the defender knows what war would cost it, and the challenger must guess.
All numbers are illustrative; the argument is Fearon's (1995).
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

import negotiation as ng

# %%
# A demand worth the risk
# -----------------------
# The challenger wins with probability 0.5 at a cost of 0.1; the defender's cost is anything up to
# 0.4.  To demand 0.5 is safe.  To demand 0.65 is better on average, and means war in 3 of 8 cases.
print(ng.risk_return(0.5, 0.1, stats.uniform(0, 0.4)).summary())

# %%
# What changes the probability of war
# -----------------------------------
# The dearer war is to the challenger, the less it risks; the less it knows about the defender, the
# more.  With a cost known to within 0.1 there is no war, whatever it costs the challenger.
_, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
costs = np.linspace(0, 0.5, 101)
for width, style in ((0.4, "-"), (0.3, "--"), (0.2, "-."), (0.1, ":")):
    unknown = stats.uniform(0.2 - width / 2, width)  # 0.2 on average
    risks = [ng.risk_return(0.5, cost, unknown).war_probability for cost in costs]
    ax.plot(costs, risks, style, color="black", label=f"{width:g}", clip_on=False)
ax.legend(title="Range of the defender's cost", frameon=False)
ax.set(xlabel="Cost of war to the challenger", ylabel="Probability of war", ylim=(0, None))
ax.set_title("Private information and the risk of war")
path = Path(sys.argv[0]).resolve().parent / "crisis.png"
ax.figure.savefig(path, dpi=150)
print(f"Chart saved: {path}")
