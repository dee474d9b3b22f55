"""
Freeze for relief, year after year
==================================

One side can give relief, the other can freeze its programme, and nothing binds either. Played once,
both give nothing. What holds if they meet again every year? All numbers are illustrative.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng

MOVES = [["relief", "pressure"], ["freeze", "build"]]
SIDES = ["Washington", "Pyongyang"]
exchange = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], MOVES, SIDES, title="Exchange")

# %%
# How patient must they be?
# -------------------------
# If a breach ends it all, next year must count for half of this one; for two thirds, if a breach is
# forgiven after a year of penance.
for punishment in ("grim", "penance"):
    print(ng.patience_thresholds(exchange, punishment).why("relief", "freeze"))

# %%
# What can be sustained?
# ----------------------
# With little patience, nothing but pressure; with a little more, taking turns at giving; from one
# half on, the exchange itself, and terms that favour one side.
_, axes = plt.subplots(1, 3, figsize=(17, 5.6), layout="constrained")
for patience, ax in zip((0.2, 0.45, 0.5), axes, strict=True):
    found = ng.repeated_values(exchange, patience)
    print(found.summary())
    ng.plotting.repeated_values(found, ax=ax)
path = Path(sys.argv[0]).resolve().parent / "repeated_concessions.png"
axes[0].figure.savefig(path, dpi=110)
print(f"Chart saved: {path}")
