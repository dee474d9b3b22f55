"""A game as a heat map: what each choice is worth, best responses, equilibria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negotiation.concessions import NormalFormGame
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name
from negotiation.plotting._board import Board
from negotiation.plotting._charts import canvas, chart, check_axes
from negotiation.plotting._sheet import Sheet, chosen_places


@chart
def payoff_table(
    game: Any,
    equilibria: Any = None,
    *,
    strategies: Mapping[str, Any] | None = None,
    actor: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the payoffs of two actors' strategies, with best responses and equilibria.

    A row per strategy of one actor, a column per strategy of the other.  Every cell is
    split: its lower left is worth so much to the row actor, its upper right to the column
    actor; darker is better for that actor.  Best responses are those among *all*
    strategies of the game, not only those drawn.

    Parameters
    ----------
    game : NormalFormGame or Equilibria
        What to draw; equilibria bring their game with them.
    equilibria : Equilibria, optional
        Equilibria of the game to frame: solid where pure, dashed where mixed.
    strategies : mapping, optional
        ``{actor: [strategies]}`` to draw, by label.  Left to itself, an actor with more
        than 10 strategies is shown with 10: those in an equilibrium, then those that are
        most often a best response, then an even selection from the one that costs the
        actor least to the one that costs it most; the title says so.  With three or more
        actors all but two must be held at one strategy each.
    actor : str, optional
        Colour whole cells by this actor's payoff alone, and leave nothing out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If `game` is not a game, or the equilibria are not equilibria.
    InvalidValueError
        If the equilibria belong to another game, or more than two actors have a choice.
    UnknownNameError
        If there is no such actor or strategy.

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], actors=["Ann", "Bo"])
    >>> ng.plotting.payoff_table(game).get_ylabel()
    'Ann chooses'
    """
    check_axes(ax)
    game, profiles, complete = _game(game, equilibria)
    if actor is not None and actor not in game.actors:
        raise unknown_name("actor", actor, game.actors)
    sheet = Sheet(game, chosen_places(game, strategies or {}), profiles)
    sheet.complete = complete
    if actor is not None and actor not in sheet.names:
        raise InvalidValueError(
            "This actor is held at one strategy; colour by one of the two that choose: "
            f"{', '.join(sheet.names)}.",
            given=actor,
        )
    sheet.select(whole=actor is not None)
    ax = canvas(ax, *sheet.size)
    board = Board(ax, sheet)
    if actor is None:
        board.split_cells()
    else:
        board.whole_cells(sheet.names.index(actor))
    board.best_responses()
    board.equilibria()
    board.names()
    board.legend(actor)
    return ax


def _game(given: Any, equilibria: Any) -> tuple[NormalFormGame, tuple[Any, ...], bool | None]:
    """Return the game, the profiles to frame, and whether they are known to be all."""
    if equilibria is None and hasattr(given, "profiles") and hasattr(given, "game"):
        given, equilibria = given.game, given
    if not isinstance(given, NormalFormGame):
        raise InvalidTypeError(
            "A payoff table is drawn of a NormalFormGame, such as concession_game(scenario).",
            given=given,
        )
    if equilibria is None:
        return given, (), None
    if not hasattr(equilibria, "profiles"):
        raise InvalidTypeError(
            "equilibria= takes what negotiation.equilibria(game) returns.", given=equilibria
        )
    other = equilibria.game
    if other is not given and not np.array_equal(other.payoffs, given.payoffs):
        raise InvalidValueError("The equilibria are those of another game.", given=other)
    return given, tuple(equilibria.profiles), bool(equilibria.complete)
