"""
Brinkmanship with errors in judgement
=====================================

Two capitals face each other in a crisis. Each can give way or stand firm; if both stand firm they
collide, which neither wants. How likely is that, if orders are misread, nerves fail and signals go
astray? All numbers are illustrative.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import negotiation as ng

MOVES, CAPITALS = ["give way", "stand firm"], ["Capital A", "Capital B"]


def crisis(cost):
    """Return the game: if only the other gives way you win 1, if only you do you lose 1."""
    own = np.array([[0, -1], [1, -cost]])
    return ng.NormalFormGame([own, own.T], [MOVES, MOVES], CAPITALS, title="Brinkmanship")


# %%
# Without errors
# --------------
# With a collision that costs 10, one of the two gives way, or each stands firm in 1 case of 10.
print(ng.equilibria(crisis(10)).summary())

# %%
# With errors
# -----------
# Precision weighs payoffs against noise. At precision 1 a move that is worse by 1 is made 2.7 times
# less often, and collisions are still five times as frequent as in the mixed equilibrium (1%).
for precision in (0, 0.3, 1, 3, 10):
    firm = ng.quantal_response(crisis(10), precision).profile[0][1]
    print(f"precision {precision:>4}: each stands firm {firm:.1%}, they collide {firm**2:.1%}")

# %%
# What makes it safer: clearer heads or a more terrible war?
# ----------------------------------------------------------
# Both. But a more terrible war deters only those who see what they do: at precision 0 its cost
# changes nothing.
_, axes = plt.subplots(1, 2, figsize=(12, 4.6), layout="constrained")
ng.plotting.quantal_response(crisis(10), ax=axes[0])
for cost, style in ((10, "k-"), (40, "k--")):
    branch = ng.quantal_response_branch(crisis(cost), until=10)
    collide = np.prod([each[:, 1] for each in branch.probabilities], axis=0)
    axes[1].plot(branch.precisions, collide, style, label=f"a collision costs {cost}")
axes[1].set(xlabel="precision", ylabel="probability of collision", ylim=0)
axes[1].legend()
path = Path(sys.argv[0]).resolve().parent / "noisy_brinkmanship.png"
axes[0].figure.savefig(path, dpi=150)
print(f"Chart saved: {path}")
