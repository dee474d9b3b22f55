"""
How a big deal shrinks to a freeze
==================================

Governments change, and a new one may drop what the last one signed.  The likelier that is, the less
can be agreed step by step: first one nuclear site stays, then both, and what is left is a freeze
for some relief that either side can take back.  All numbers are illustrative.
"""

import sys
from pathlib import Path

import numpy as np

import negotiation as ng

MEASURES = [
    ng.Measure("Yongbyon", "DPRK", 3, {"US": 5}),
    ng.Measure("other sites", "DPRK", 6, {"US": 10}),
    ng.Measure("inspections", "DPRK", 1, {"US": 4}, reversible=True),
    ng.Measure("partial relief", "US", 1, {"DPRK": 5}, reversible=True),
    ng.Measure("full relief", "US", 2, {"DPRK": 6}, reversible=True),
    ng.Measure("liaison offices", "US", 1, {"DPRK": 2}),
]
region = ng.roadmap_region(
    MEASURES, patience=np.arange(0.6, 0.99, 0.02), hazard=np.arange(0, 0.25, 0.02)
)

# %%
# At one patience
# ---------------
# Next year counts for 92 per cent of this one.  The list says what the best road map leads to, and
# what it is worth to Pyongyang and Washington, as the yearly probability of a turnover rises.
patient = int(np.argmin(abs(region.patience - 0.92)))
for place, hazard in enumerate(region.hazard):
    road, package = region.map(patient, place), region.packages[region.reached[patient, place]]
    print(f"{hazard:4.0%}  {region.words(package)}: worth {road.values.round(2)}")

# %%
# At every patience
# -----------------
# More patience does not always lead further: beyond 0.9 the best road map stops short of everything
# again, at ever smaller hazards.
print(region.summary())
ax = ng.plotting.roadmap_region(region)
path = Path(sys.argv[0]).resolve().parent / "road_map_turnover.png"
ax.figure.savefig(path, dpi=110)
print(f"Chart saved: {path}")
