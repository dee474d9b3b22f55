"""
A summit is proposed: earnestly or not?
=======================================

A homework question (edututorai.com, 3 April 2020) has North Korea's leader propose a summit,
earnestly with probability p, or not.  As printed a rejected proposal pays him +1; yet the prose
says that he loses face, so a minus sign may be lost.  What does each reading imply?
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng


def summit(p, rejected):
    """Return the game with the probability of an earnest leader and the payoff in dispute."""
    talks = {"earnest": (2, 2), "duplicitous": (4, -4)}  # Kim's payoff, then the President's
    return ng.SignallingGame(
        {"earnest": p, "duplicitous": 1 - p},
        {"no proposal": (0, 0), "propose": {"negotiate": talks, "reject": (rejected, 0)}},
        sender="Kim",
        receiver="President",
        title=f"rejection pays {rejected:+d}, p = {p:.3g}",
    )


# %%
# With a loss of face, three equilibria
# -------------------------------------
# Both types propose and are heard; or none does, and a proposal would be believed too little; or
# the earnest type proposes only sometimes, so that proposals are just worth an answer.
corrected = ng.signalling(summit(0.75, -1))
print(corrected.summary(), end="\n\n")

# %%
# As printed, talk is free
# ------------------------
# Proposing then pays either type whatever follows.  The proposal tells nothing.
for rejected in (+1, -1):
    for p in (0.5, 2 / 3, 0.75):
        answer = ng.signalling(summit(p, rejected))
        print(answer.game.title)
        for each in answer.equilibria:
            print(f"   {each.kind}: {each.sender_words}; {each.receiver_words}")

# %%
# What changes at p = 2/3
# -----------------------
# When both types propose, the President is then indifferent: any mixture will do (corrected: one
# that negotiates with 1/3 or more).  Below, the answer is no; with face to lose, nobody proposes.
figure, axes = plt.subplots(2, 2, figsize=(14, 9), layout="constrained")
ng.plotting.signalling(ng.signalling(summit(0.75, +1)), ax=axes[0, 0])
for place, ax in enumerate(axes.flat[1:]):
    ng.plotting.signalling(corrected, place, ax=ax)
path = Path(sys.argv[0]).resolve().parent / "north-korea-signalling.png"
figure.savefig(path, dpi=150)
print(f"Chart saved: {path}")
