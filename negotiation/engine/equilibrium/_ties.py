"""Ties among best responses: what makes a game degenerate, found and put into words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._methods import Tie
from negotiation.engine.equilibrium._stakes import Stakes


def pure_ties(stakes: Stakes) -> tuple[Tie, ...]:
    """Return for each actor its first tie against pure strategies of the others, if any."""
    ties = []
    for own, best in enumerate(stakes.best):
        count = best.sum(axis=own)
        where = np.argwhere(count > 1)
        if not len(where):
            continue
        others = [place for place in range(best.ndim) if place != own]
        first = where[0].tolist()
        line = np.moveaxis(best, own, -1)[tuple(first)]
        against = tuple((place, (pick,)) for place, pick in zip(others, first, strict=True))
        replies = tuple(np.flatnonzero(line).tolist())
        ties.append(Tie(own, replies, against, len(where) - 1))
    return tuple(ties)


def tie_in_words(tie: Tie, game: NormalFormGame, label: Callable[[int, int], str]) -> str:
    """Return a tie as a sentence.

    Parameters
    ----------
    tie : Tie
    game : NormalFormGame
        The game whose numbering of actors the tie uses.
    label : callable
        From actor and strategy, numbered as in the tie, to words.
    """
    name = game.actors[tie.actor]
    replies = _listed([label(tie.actor, each) for each in tie.replies])
    against = " and ".join(
        f"{game.actors[place]}'s {_listed([label(place, each) for each in played])}"
        for place, played in tie.against
    )
    mixed = any(len(played) > 1 for _, played in tie.against)
    start = f"{name} has {len(tie.replies)} best responses ({replies})"
    if against:
        start += f" to {'a mixture of ' if mixed else ''}{against}"
    if tie.others:
        start += f", and ties against {tie.others} other combination{'s' * (tie.others > 1)}"
    return f"{start}."


def _listed(words: list[str], most: int = 4) -> str:
    shown = [repr(word) for word in words[:most]]
    more = [f"{len(words) - most} more"] if len(words) > most else []
    return ", ".join([*shown, *more])
