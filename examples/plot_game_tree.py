"""
A threat that is credible, and one that is not
==============================================

A challenger may seize an island.  Its defender would rather yield than fight over it, and says it
will fight.  Or it stations troops there first, a trip-wire in Schelling's words (The Strategy of
Conflict, 1960).  The numbers are illustrative: what counts is what each side likes better.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import negotiation as ng


def crisis(fight, give_up, quiet):
    """Return what follows if the challenger may now seize the island (defender's payoff first)."""
    answer = ng.Decision("Defender", {"fight": ng.Ending(fight), "give up": ng.Ending(give_up)})
    return ng.Decision("Challenger", {"seize": answer, "keep off": ng.Ending(quiet)})


words = crisis(fight=[-3, -3], give_up=[1, 3], quiet=[4, 1])
troops = crisis(fight=[-1, -4], give_up=[-2, 2], quiet=[3, 1])
start = ng.Decision("Defender", {"words alone": words, "troops": troops})
game = ng.ExtensiveGame(start, ["Defender", "Challenger"], title="An island and a threat")

# %%
# What nobody could improve on alone
# ----------------------------------
# As a table of plans made beforehand the game has equilibria with three different results.  In one
# the challenger believes the words; in another it would seize the island even from the troops.
table = game.normal_form()
nash = ng.equilibria(table, "pure-nash")
for result in sorted({tuple(payoffs.tolist()) for payoffs in nash.payoffs}, reverse=True):
    print("Nash equilibrium: Defender {:g}, Challenger {:g}".format(*result))

# %%
# What would also be carried out
# ------------------------------
# Only one survives the question "and then?".  Without troops the defender would give up, so words
# deter nobody.  With troops it would fight.  They cost it 1, and are worth it.
perfect = ng.subgame_perfect(game)
print(perfect.summary())

bluff = ng.Behaviour(
    game,
    {
        "Defender": {
            "the start": "words alone",
            "after words alone, seize": "fight",
            "after troops, seize": "fight",
        },
        "Challenger": {"after words alone": "keep off", "after troops": "keep off"},
    },
)
_, (left, right) = plt.subplots(1, 2, figsize=(15, 4.6), layout="constrained")
ng.plotting.game_tree(bluff, ax=left)
left.set_title("A threat that would not be carried out: 'fight' after words", loc="left")
ng.plotting.game_tree(perfect, ax=right)
right.set_title("The subgame-perfect equilibrium: troops make it credible", loc="left")
path = Path(sys.argv[0]).resolve().parent / "game_tree.png"
left.figure.savefig(path, dpi=150)
print(f"Chart saved: {path}")
