"""A signalling game as its tree: types, messages, information sets with beliefs, responses."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from negotiation.concessions import SignallingGame
from negotiation.engine import Assessment, Signalling
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle
from negotiation.plotting._signal_tree import SignalTree


@chart
def signalling(game: Any, equilibrium: Any = None, *, ax: Axes | None = None) -> Axes:
    """Draw a signalling game as a tree, with one of its equilibria.

    The sender's types are in the middle, one above the other, each with its prior
    probability; its messages lead to the left and to the right (to the right only, one
    below the other, if there are more than two).  A dashed line joins what the receiver
    cannot tell apart.  At the end of each response are the payoffs, the sender's first.

    In an equilibrium the moves that are made are strong, with their probability where it
    is not 1, and beliefs stand in brackets.  After a message that nobody sends the
    probabilities and beliefs are ranges: all those that support the equilibrium.

    Parameters
    ----------
    game : SignallingGame, Signalling or Assessment
        The game alone, with the equilibria found, or one of them.
    equilibrium : int or Assessment, optional
        Which one to draw, by its place in `Signalling.equilibria`; the first if left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If `game` is not a signalling game, nor what `signalling` returns of one.
    InvalidValueError
        If there is no such equilibrium, or it belongs to another game.

    Examples
    --------
    >>> import negotiation as ng
    >>> offer = {"accept": (1, 1), "refuse": {"tough": (0, 0), "weak": (-1, 1)}}
    >>> game = ng.SignallingGame({"tough": 0.5, "weak": 0.5}, {"demand": offer, "leave": (0, 0)})
    >>> ax = ng.plotting.signalling(ng.signalling(game))
    >>> ax.get_title(loc="left").splitlines()[0]
    'signalling game: pooling equilibrium'
    """
    check_axes(ax)
    game, shown = _subject(game, equilibrium)
    tree = SignalTree(game, shown)
    ax = canvas(ax, *tree.size)
    title = game.title or "signalling game"
    if shown is None:
        told = f"{game.sender} speaks, {game.receiver} answers; payoffs in this order"
        head(ax, title, told)
    else:
        head(ax, f"{title}: {shown.kind} equilibrium", _words(shown))
    settle(ax)
    tree.draw(ax)
    return ax


def _words(shown: Assessment) -> str:
    """Return in words what happens."""
    answer = shown.receiver_words
    return (
        shown.sender_words if answer == "nothing to answer" else f"{shown.sender_words}; {answer}"
    )


def _subject(given: Any, equilibrium: Any) -> tuple[SignallingGame, Assessment | None]:
    """Return the game and the equilibrium to draw, if there is one."""
    if isinstance(given, SignallingGame):
        if equilibrium is not None and not isinstance(equilibrium, Assessment):
            raise InvalidTypeError(
                "Beside a game, equilibrium= takes one of signalling(game).equilibria.",
                given=equilibrium,
            )
        if equilibrium is not None and equilibrium.game is not given:
            raise InvalidValueError("The equilibrium is that of another game.", given=equilibrium)
        return given, equilibrium
    if isinstance(given, Assessment) and equilibrium is None:
        return given.game, given
    if isinstance(given, Signalling):
        if isinstance(equilibrium, Assessment):
            return _subject(given.game, equilibrium)
        place = 0 if equilibrium is None else equilibrium
        if isinstance(place, bool) or not isinstance(place, int):
            raise InvalidTypeError("equilibrium= is a place among the equilibria.", given=place)
        if not 0 <= place < len(given.equilibria):
            raise InvalidValueError(
                f"The equilibria have the places 0 to {len(given.equilibria) - 1}.", given=place
            )
        return given.game, given.equilibria[place]
    raise InvalidTypeError(
        "This chart is drawn of a SignallingGame, of what signalling(game) returns, or of one of "
        "its equilibria.",
        given=given,
    )
