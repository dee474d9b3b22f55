"""
A negotiation in GENIUS files
=============================

Two cities plan a tram across their border.  The issues, and what they are worth to either city,
stand in three XML files, as the test bed GENIUS writes them.  They are invented for illustration.
To read a domain of your own, give its path on the command line, and the paths of its profiles.
"""

import sys
import tempfile
from pathlib import Path

import negotiation as ng

ISSUES = """<objective index="0" name="tram">
<issue index="1" name="route" type="discrete">
  <item index="1" value="river" {}/><item index="2" value="market" {}/></issue>
<issue index="2" name="fares" type="discrete">
  <item index="1" value="joint" {}/><item index="2" value="separate" {}/></issue>
<issue index="3" name="years to build" type="integer" lowerbound="3" upperbound="8">{}</issue>"""

PROFILE = """<utility_space>{}<weight index="1" value="{}"/><weight index="2" value="{}"/>
<weight index="3" value="{}"/></objective><reservation value="{}"/></utility_space>"""


def profile(worth, years, weights, walking_away):
    """Return what a city says: points per option, worth of 3 years and change a year, weights."""
    evaluator = '<evaluator ftype="linear" offset="{}" slope="{}"/>'.format(*years)
    issues = ISSUES.format(*(f'evaluation="{each}"' for each in worth), evaluator)
    return PROFILE.format(issues, *weights, walking_away)


# %%
# The files
# ---------
# The domain lists the issues, and each profile repeats them with its numbers.  The profiles lie
# beside the domain, so that naming the domain is enough.

with tempfile.TemporaryDirectory() as folder:
    space = ISSUES.format(*[""] * 5)
    files = {
        "tram": f"<negotiation_template><utility_space>{space}</objective></utility_space>"
        "</negotiation_template>",
        "Altstadt": profile((3, 10, 8, 4), (1, -0.2), (0.5, 0.3, 0.2), 0.55),
        "Neustadt": profile((9, 6, 5, 10), (0, 0.2), (0.3, 0.2, 0.5), 0.5),
    }
    for name, text in files.items():
        Path(folder, f"{name}.xml").write_text(text, encoding="utf-8")
    domain, *profiles = sys.argv[1:] or [Path(folder, "tram.xml")]
    tram = ng.io.read(domain, profiles=profiles or None)

print(tram.summary(), end="\n\n")

# %%
# What is to be had
# -----------------
# An option is worth its share of the largest evaluation of its issue, times the weight.  What
# walking away is worth stands in the profiles, too.

problem = ng.bargaining_problem(tram)
print(
    f"Of {len(problem.payoffs):,} packages {problem.zopa.sum():,} are worth no less to anyone than "
    f"walking away. {problem.negotiation_set.sum():,} of these leave nothing to be had for free."
)
deal = ng.solve(problem, "nash")
for package in deal.outcomes or ["no agreement"]:
    print(f"Nash's solution: {package}.")
gains = deal.payoffs[0] - problem.disagreement
for actor, gain in zip(problem.actors, gains, strict=True):
    print(f"  {actor} gains {gain:.2f} over walking away.")

# %%
# The picture
# -----------
ax = ng.plotting.frontier(deal)
picture = Path(sys.argv[0]).parent / "genius-domain.png"
ax.figure.savefig(picture)
print(f"\nThe picture is {picture.name}.")
