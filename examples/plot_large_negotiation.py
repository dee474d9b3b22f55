"""
Thirty chapters, 10^20 packages
===============================

A trade agreement of thirty chapters, each opened in five steps, has more packages than anybody can
list; every theory's answer is exact all the same.  The numbers are illustrative, drawn by lot.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

import negotiation as ng

steps, sides = ["closed", "quota", "lower tariff", "phased in", "open"], ("North", "South")
chapters = [ng.Issue(f"chapter {k}", steps, conceded_by=sides[k % 2]) for k in range(1, 31)]
rng, actors = np.random.default_rng(8), []
for side, most in zip(sides, (6, 15), strict=True):
    worth = {}
    for each in chapters:  # what a side gains flattens out, what it gives grows dearer
        top = -rng.uniform(1, 7) if side == each.conceded_by else rng.uniform(1, most)
        curve = top * np.linspace(0, 1, 5) ** (1.5 if top < 0 else 0.7)
        worth[each.name] = dict(zip(steps, curve.round(2).tolist(), strict=True))
    actors.append(ng.Actor(side, ng.Additive(worth)))
talks = ng.Scenario("a trade agreement", chapters, actors)

# %%
# What three theories select
# --------------------------
# The frontier is merged chapter by chapter, exactly; no package is ever listed.
found = ng.compare(talks, ["nash", "kalai-smorodinsky", "egalitarian"])
print(found.problem.frontier(), *found.solutions, sep="\n")

# %%
# A rule that ties two chapters together
# --------------------------------------
# South opens chapter 19 in full only if North opens 20 beyond a quota: that costs North 0.7.
rule = ng.Constraint({"chapter 19": "open", "chapter 20": ["closed", "quota"]})
tied = ng.solve(replace(talks, constraints=[rule]), "nash")
changed = tied.outcomes[0].items() - found.solutions[0].outcomes[0].items()
print(f"\n{tied}\nsettled otherwise: {dict(changed)}")

ax = ng.plotting.frontier(found)
ax.figure.savefig(Path(sys.argv[0]).resolve().parent / "large_negotiation.png", dpi=150)
