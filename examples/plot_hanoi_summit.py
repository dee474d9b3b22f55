"""
The Hanoi summit, February 2019
===============================

On 27 and 28 February 2019 Donald Trump and Kim Jong-un met in Hanoi to trade the DPRK's weapons
programme against relief from sanctions.  Most observers expected a modest deal; there was none.
What could they have signed, what would each theory of bargaining have picked, and how much of the
answer follows from what we assumed?

The numbers are judgements, not measurements: ``hanoi.numbers()`` lists every one with what it
leans on.
"""

import sys
from dataclasses import replace
from pathlib import Path
from textwrap import fill

import negotiation as ng


def tell(title, text):
    """Print a heading and a paragraph."""
    print(f"\n\n{title}\n{'=' * len(title)}\n{fill(' '.join(text.split()), 96)}\n")


def save(ax, name):
    """Save a chart beside this script and say where."""
    path = Path(sys.argv[0]).resolve().parent / name
    ax.figure.savefig(path, dpi=150, bbox_inches="tight")
    print(f"\nChart saved: {path}")


hanoi = ng.library.load("hanoi-2019")
problem = ng.bargaining_problem(hanoi)

# %%
# Who wanted what
# ---------------
tell(
    "Who wanted what",
    f"""{len(problem):,} packages of six issues. A weight says how much the whole way from the worst
    to the best option of an issue is worth to an actor, against the other issues.""",
)
for actor in hanoi.actors:
    weights = sorted(actor.preferences.weights.items(), key=lambda each: -each[1])
    print(f"{actor.name}:", ", ".join(f"{issue} {weight:.0%}" for issue, weight in weights))
print(f"\n{hanoi.summary()}")

# %%
# Who said yes to what
# --------------------
tell(
    "Who said yes to what",
    """The utilities were chosen to fit the answers on record, so that they do is a check, not a
    finding. They fit without the red lines: each recorded no would be a no even if nobody had
    drawn one.""",
)
print(ng.responses(hanoi).summary())

# %%
# What both could have signed
# ---------------------------
tell(
    "What both could have signed",
    """The zone of possible agreement (ZOPA) is not empty, but what is in it is small. The largest
    concession in any of its packages, issue by issue:""",
)
signable = problem.outcomes.where(problem.zopa)
for issue in hanoi.issues:
    print(f"  {issue.name}: {issue.options[signable.column(issue.name).max()]}")
print(f"\n{problem.summary()}")

# %%
# What each theory selects
# ------------------------
theories = ng.compare(problem)
tell(
    "What each theory selects",
    """They differ about words on paper. The deal is the same, a freeze at Yongbyon for
    inter-Korean projects, and all of them use the peace declaration, which costs the United
    States least.""",
)
chosen = {}
for solution in theories.solutions:
    for package in solution.outcomes:
        chosen.setdefault(package, []).append(solution.concept)
for package, concepts in chosen.items():
    print(f"{', '.join(concepts)}:\n    {package.changes(hanoi.status_quo)}")
marked = {concept: theories[concept] for concept in ("nash", "egalitarian", "utilitarian")}
save(ng.plotting.frontier(marked, offers=["DPRK offer", "Yongbyon plus"]), "hanoi-frontier.png")

# %%
# Why neither side concedes alone
# -------------------------------
tell(
    "Why neither side concedes alone",
    """Every concession costs its giver something whatever the other side does, so where each
    decides by itself what to give, both give nothing, and only an agreement that ties the two
    together can make giving worthwhile.""",
)
print(ng.equilibria(ng.concession_game(hanoi)).summary())

# %%
# What follows by assumption
# --------------------------
unbound = replace(hanoi, actors=[replace(actor, red_lines=()) for actor in hanoi.actors])
free = ng.solve(unbound, "nash")
tell(
    "What follows by assumption",
    f"""That the deals are small is no finding: it follows from the red lines, which we read off
    what the parties said. With them {problem.zopa.sum():,} packages are acceptable to both;
    without them the same utilities leave {free.problem.zopa.sum():,}, and theories then select
    deals of middle size and more. So utilities that fit the record do not explain the
    breakdown.""",
)
for case, deal in {"with": theories["nash"], "without": free}.items():
    print(f"Nash {case} red lines:\n    {deal.outcomes[0].changes(hanoi.status_quo)}")
proposed = {name: hanoi.offer(name).outcome for name in ("DPRK offer", "US paper", "Yongbyon plus")}
proposed["Nash without red lines"] = free.outcomes[0]
chart = ng.plotting.concessions({"Nash with red lines": theories["nash"]}, offers=proposed)
save(chart, "hanoi-concessions.png")

# %%
# Three US principals
# -------------------
tell(
    "Three US principals",
    """What if somebody else had decided for the United States? With the State Department there is
    as little to sign as with the president. With the National Security Adviser, John Bolton,
    there is nothing: his red lines see to that, so again by assumption.""",
)
for name in ("hanoi-2019", "hanoi-2019-state", "hanoi-2019-bolton"):
    deal = ng.solve(ng.library.load(name), "nash")
    package = deal.outcomes[0].changes(hanoi.status_quo) if deal.agreement else "no agreement"
    print(f"{name}: {deal.problem.zopa.sum()} packages in the ZOPA. Nash:\n    {package}")

# %%
# What this cannot say
# --------------------
tell(
    "What this cannot say",
    """With the president the model still finds a small deal, and there was none. What each side
    believed about the other's minimum, and whether promises would have been kept, is not in it.
    Nor is how likely no deal was: nobody measured these utilities.""",
)
