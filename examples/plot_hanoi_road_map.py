"""
A road map for Hanoi: which order of steps would hold?
======================================================

Washington asked for everything at once, or for dismantling first; Pyongyang for relief first.
Nobody could enforce a deal, so each step must be in the interest of whoever takes it.  The six
measures and all numbers are illustrative: what each costs its owner and brings the other, per year.
To give up a nuclear site is for good; inspections and relief from sanctions can be taken back.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng

MEASURES = [
    ng.Measure("Yongbyon", "DPRK", 3, {"US": 5}),
    ng.Measure("other sites", "DPRK", 6, {"US": 10}),
    ng.Measure("inspections", "DPRK", 1, {"US": 4}, reversible=True),
    ng.Measure("partial relief", "US", 1, {"DPRK": 5}, reversible=True),
    ng.Measure("full relief", "US", 2, {"DPRK": 6}, reversible=True),
    ng.Measure("liaison offices", "US", 1, {"DPRK": 2}),
]
YONGBYON, SITES, INSPECTIONS, *RELIEF = (measure.name for measure in MEASURES)
PATIENCE = 0.82

# %%
# Four proposals
# --------------
# All six measures together are worth 3 to Pyongyang and 15 to Washington, every year.  Yet in one
# step neither side would do its part; and once the sites are gone, relief has nothing left to pay
# for.  Even with relief first, both sites at once are too much: what is irreversible comes piece
# by piece.
proposals = {
    "Grand bargain": [[YONGBYON, SITES, INSPECTIONS, *RELIEF]],
    "Denuclearise first": [[YONGBYON, SITES, INSPECTIONS], RELIEF],
    "Relief, then dismantle everything": [[INSPECTIONS, *RELIEF], [YONGBYON, SITES]],
    "Relief, then site by site": [[INSPECTIONS, *RELIEF], [YONGBYON], [SITES]],
}
for name, stages in proposals.items():
    road = ng.check_roadmap(MEASURES, stages, patience=PATIENCE)
    short = [
        f"{each.actor} lacks {-each.slack:.2f} in stage {each.stage}" for each in road.violated
    ]
    print(f"{name}: {'; '.join(short) or 'nobody gains by breaking off'}.")

# %%
# The best order
# --------------
# It is also what the Nash product chooses among all orders that hold, if no year is idle.
best = ng.roadmap(MEASURES, patience=PATIENCE, pauses=False)
print(best.summary())
_, axes = plt.subplots(1, 2, figsize=(16, 6), layout="constrained")
first = ng.check_roadmap(MEASURES, proposals["Denuclearise first"], patience=PATIENCE)
ng.plotting.roadmap(first, ax=axes[0])
ng.plotting.roadmap(best, ax=axes[1])
path = Path(sys.argv[0]).resolve().parent / "hanoi_road_map.png"
axes[0].figure.savefig(path, dpi=110)
print(f"Chart saved: {path}")
