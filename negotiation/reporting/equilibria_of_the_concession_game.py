"""Equilibria of the concession game: what each actor would concede with nothing to tie them."""

from __future__ import annotations

from negotiation._shares import counted
from negotiation.actors import Scenario
from negotiation.reporting._blocks import Block, Prose, Sheet
from negotiation.reporting._phrases import drawn
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MEANT = (
    "In the concession game each actor chooses alone what to give, and nothing makes the other "
    "answer in kind. In an equilibrium nobody could do better by another choice. Where it is worse "
    "for all than a package above, agreement needs what the game lacks: a text, a trade step by "
    "step, somebody who watches."
)


@section("What each would do alone", 50)
def equilibria(subject: Subject) -> Part:
    """Return the equilibria, and the game's table where it can be drawn."""
    game, found = subject.game, subject.equilibria
    full = isinstance(subject.given, Scenario)
    meant = _MEANT if full else "In an equilibrium nobody could do better by another choice."
    blocks: list[Block] = [Prose(meant), Sheet(found.summary())]
    if len(game.actors) == 2:
        blocks.append(
            drawn(
                "payoff_table",
                "A row per choice of one actor, a column per choice of the other; darker is better "
                "for the actor whose number it is. Equilibria are marked.",
                found,
            )
        )
    return Part(blocks, (_told(subject),))


def _told(subject: Subject) -> str:
    """Return the equilibria in a sentence."""
    found = subject.equilibria
    alone = "If each chose alone" if isinstance(subject.given, Scenario) else "In this game"
    if not len(found.profiles):
        return f"{alone}, no equilibrium was found."
    if len(found.profiles) > 1 or not bool(found.pure.all()):
        count = counted(len(found.profiles), "equilibrium").replace("equilibriums", "equilibria")
        proof = "" if found.complete else " (perhaps not all)"
        return f"{alone}, there {'is' if len(found.profiles) == 1 else 'are'} {count}{proof}."
    said = found.summary().column("plays")
    plays = [f"{name}: {play}" for name, play in zip(found.game.actors, said, strict=True)]
    only = "the only equilibrium" if found.complete else "the equilibrium found"
    return f"{alone}, this is {only}: {'; '.join(plays)}."
