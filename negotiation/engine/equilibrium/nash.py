"""Nash equilibrium: nobody gains by changing its own strategy alone."""

from __future__ import annotations

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Equilibria
from negotiation.engine.equilibrium._methods import concept
from negotiation.engine.equilibrium._search import search


@concept(
    "nash",
    reference="Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54, 286-295.",
)
def nash(game: NormalFormGame, method: str = "auto") -> Equilibria:
    """Return the Nash equilibria, pure and mixed.

    A profile of mixed strategies is an equilibrium if every strategy that an actor plays
    with positive probability is a best response to what the others play.  Every finite game
    has one (Nash 1951).  Of games with ties the *extreme* equilibria are sought, the corners
    of the sets that equilibria then form.  Mixed equilibria of three or more actors who
    still have a choice once strictly dominated strategies are gone are sought in small games.
    """
    return search(game, "nash", method)
