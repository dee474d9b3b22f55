"""
Hanoi from the evidence alone
=============================

Nobody measured what Washington and Pyongyang wanted in February 2019.  What is on record is what
each of them offered, accepted and refused.  How likely was no agreement, for all that the record
says?  How much of that is due to red lines, how much to what walking away was worth, and what
would have had to change?

The answers on record rule preferences out; what they leave is drawn at random.  The figures
depend on how that is done (the prior), so they show a direction; they are no estimates.
"""

import sys
from dataclasses import replace
from pathlib import Path
from textwrap import fill

import negotiation as ng

DRAWS = 2_000


def tell(title, text):
    """Print a heading and a paragraph."""
    print(f"\n\n{title}\n{'=' * len(title)}\n{fill(' '.join(text.split()), 96)}\n")


def save(ax, name):
    """Save a chart beside this script and say where."""
    path = Path(sys.argv[0]).resolve().parent / name
    ax.figure.savefig(path, dpi=150, bbox_inches="tight")
    print(f"\nChart saved: {path}")


def keeping(scenario, wanted):
    """Return the scenario with only those red lines for which wanted(actor, line) holds."""
    actors = [
        replace(actor, red_lines=tuple(line for line in actor.red_lines if wanted(actor, line)))
        for actor in scenario.actors
    ]
    return replace(scenario, actors=actors)


hanoi = ng.library.load("hanoi-2019")

# %%
# What the record rules out
# -------------------------
recorded = ng.statements.from_offers(hanoi)
believed = {
    premium: ng.beliefs(
        hanoi, recorded, unknown="weights and values", premium=premium, samples=2_000, rng=1
    )
    for premium in (0.01, 0.05, 0.10)
}
tell(
    "What the record rules out",
    f"""{len(recorded)} answers are on record. Weights and option values are unknown; all are
    equally likely at first, except that giving more costs the giver and pleases the other side.
    The last column is how much of what the other answers leave fits this one too.""",
)
print(believed[0.05].narrowing)

# %%
# How likely no agreement was
# ---------------------------
tell(
    "How likely no agreement was",
    """Walking away is worth the status quo and a premium on top: 0.01, 0.05 or 0.10 where the best
    package is worth 1. (Without a premium the status quo itself could be signed.) With
    preferences that fit every answer there is nearly always something to sign, unless there are
    red lines as well.""",
)
cases = {
    "no red lines": lambda actor, line: False,
    "those of the United States": lambda actor, line: actor.name == "United States",
    "those of the DPRK": lambda actor, line: actor.name == "DPRK",
    "all red lines": lambda actor, line: True,
}
print(f"{'no agreement':28}" + "".join(f"premium {premium:<10.2f}" for premium in believed))
for name, wanted in cases.items():
    chances = [
        ng.ensemble(keeping(each.scenario, wanted), draws=DRAWS, rng=1).no_agreement
        for each in believed.values()
    ]
    print(f"{name:28}" + "".join(f"{float(e):6.1%} ± {e.standard_error:<6.1%}   " for e in chances))

# %%
# What they would have signed
# ---------------------------
study = ng.ensemble(believed[0.05], ["nash", "egalitarian", "utilitarian"], draws=DRAWS, rng=1)
tell(
    "What they would have signed",
    """With all red lines and a premium of 0.05. That deals are small follows from the red lines as
    they were written down; it is an assumption and no finding. Whether there is a deal does not
    depend on the theory here: each of these picks something if anything is acceptable.""",
)
save(ng.plotting.terms(study), "hanoi-evidence-terms.png")
save(ng.plotting.theories(study), "hanoi-evidence-theories.png")

# %%
# What would have had to change
# -----------------------------
tell(
    "What would have had to change",
    f"""All else as before (premium 0.05, no agreement in {float(study.no_agreement):.1%}), one
    thing is changed: a red line dropped, or a premium given up.""",
)
for actor in hanoi.actors:
    for gone in actor.red_lines:
        changed = keeping(
            believed[0.05].scenario,
            lambda owner, line, actor=actor, gone=gone: (owner.name, line) != (actor.name, gone),
        )
        found = ng.ensemble(changed, draws=DRAWS, rng=1).no_agreement
        print(f"{float(found):6.1%}  without: {actor.name}, {gone}")
for actor in hanoi.actors:
    premium = {each.name: 0.0 if each is actor else 0.05 for each in hanoi.actors}
    changed = ng.beliefs(
        hanoi, recorded, unknown="weights and values", premium=premium, samples=2_000, rng=1
    )
    found = ng.ensemble(changed, draws=DRAWS, rng=1).no_agreement
    print(f"{float(found):6.1%}  if walking away were worth the status quo to {actor.name}")

# %%
# What this cannot say
# --------------------
tell(
    "What this cannot say",
    """Utilities that fit the record do not explain the breakdown: without red lines they leave a
    deal nearly always. Red lines and a worth of walking away do, but both were put in by hand.
    What each side believed of the other, and whether promises would have been kept, is not in
    it.""",
)
