"""
A harbour, six parties, and who must agree
==========================================

A company wants to build a sports park in a harbour, with a loan from a tourism department.  A
union, environmentalists, the mayor and other cities have a say.  In this published game five of the
six must agree, the company and the department among them.  One may be left out: what follows?
"""

import sys
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng

rule = ng.Consent(5, veto=["Company", "Tourism department"])
found = ng.coalitions(replace(ng.library.load("harbour"), consent=rule), "nash")

# %%
# Who could agree without whom
# ----------------------------
# All six would sign 12 of the 720 packages, five of six under this rule 55.  Left out, the
# environmentalists lose 8 points and the union 4.  The mayor and the other cities would not suffer.
print(found.agreements())

# %%
# Whose consent is pivotal
# ------------------------
# By the rule the four without a veto are equals, and so the indices of power say.  What they want
# tells them apart: no package fails only for want of the mayor's yes, 25 do for the union's.
print(found.summary())

_, ax = plt.subplots(figsize=(8, 4), layout="constrained")
names = [each.actor for each in found.pivots]
fails = [int(each.missed.sum()) for each in found.pivots]
bars = ax.barh(names, fails, color="#d55e00")
ax.bar_label(bars, padding=3)
ax.set(xlabel="packages", title="Packages that fail only for want of one party's yes")
ax.invert_yaxis()
ax.margins(x=0.08)
path = Path(sys.argv[0]).resolve().parent / "harbour.png"
ax.figure.savefig(path, dpi=150)
print(f"Chart saved: {path}")
