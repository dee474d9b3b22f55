"""A game tree: who moves where and knows what, what it pays, and what is played."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negotiation.concessions import Behaviour, ExtensiveGame
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting._charts import canvas, chart, check_axes
from negotiation.plotting._tree_drawing import Drawing

_MANY = 10**9
"""Equilibria beyond which their number says no more than that."""


@chart
def game_tree(subject: Any, *, equilibrium: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw a game tree from left to right, and what is played in it.

    Every ending has a row of its own, with the payoffs in the order of the actors.  A dashed line
    joins the nodes that an actor cannot tell apart.  Of an answer, moves that are played are
    heavy and black; moves that would be played at nodes that are not reached are heavy in their
    actor's colour.  A percentage says how often a move is played that is not certain.

    Trees with more endings than fit are folded: their first moves are drawn.

    Parameters
    ----------
    subject : ExtensiveGame, Behaviour, SubgamePerfect, SequenceForm or alike
        A tree, what has a ``tree()``, or an answer about one: anything with a ``tree`` and a
        ``behaviour`` or ``profiles``.
    equilibrium : int, optional
        Which of several equilibria to draw, from 1.  If left out, a move is heavy that is
        played in any of them, and moves played in some only are marked.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If `subject` is none of these.
    InvalidValueError
        If there is no such equilibrium.
    TooLargeError
        If even the moves at the start are too many to draw.

    Examples
    --------
    >>> import negotiation as ng
    >>> answer = ng.Decision("Bo", {"yield": ng.Ending([2, 1]), "fight": ng.Ending([0, 0])})
    >>> root = ng.Decision("Ann", {"threaten": answer, "wait": ng.Ending([1, 2])})
    >>> ax = ng.plotting.game_tree(ng.subgame_perfect(ng.ExtensiveGame(root, title="A threat")))
    >>> ax.get_title(loc="left").splitlines()[0]
    'A threat'
    """
    check_axes(ax)
    game, profiles = _told(subject)
    profiles, words = _chosen(profiles, equilibrium, getattr(subject, "count", None))
    drawing = Drawing(game, profiles)
    layout = drawing.layout
    high = 1.5 + 0.34 * max(layout.rows, 3) if layout.rows < 16 else 2.0 + 0.27 * layout.rows
    ax = canvas(ax, float(np.clip(drawing.width * 0.092, 5.5, 15.0)), min(high, 18.0))
    drawing.on(ax, words)
    return ax


def _told(subject: Any) -> tuple[ExtensiveGame, tuple[Behaviour, ...]]:
    """Return the tree to draw and what is done in it."""
    if isinstance(subject, ExtensiveGame):
        return subject, ()
    if isinstance(subject, Behaviour):
        return subject.tree, (subject,)
    tree: Any = getattr(subject, "tree", None)
    if callable(tree):
        tree = tree()
        if isinstance(tree, ExtensiveGame):
            return tree, ()
    done = getattr(subject, "behaviour", None)
    several = (done,) if done is not None else tuple(getattr(subject, "profiles", ()) or ())
    if isinstance(tree, ExtensiveGame) and all(isinstance(each, Behaviour) for each in several):
        return tree, several
    raise InvalidTypeError(
        "game_tree draws an ExtensiveGame, a Behaviour, or an answer about a tree, such as "
        "subgame_perfect(tree).",
        given=type(subject).__name__,
    )


def _chosen(
    profiles: tuple[Behaviour, ...], equilibrium: int | None, total: int | None
) -> tuple[tuple[Behaviour, ...], str]:
    """Return the profiles to draw, and in words which they are."""
    count = len(profiles)
    more = ""
    if isinstance(total, int) and total > count:
        more = f" listed, of {total:,}" if total < _MANY else " listed, of a great many"
    if equilibrium is None:
        words = f"any of {count} equilibria{more}; [1 of {count}] where a move is not of all"
        return profiles, words if count > 1 else ""
    if isinstance(equilibrium, bool) or not isinstance(equilibrium, int | np.integer):
        raise InvalidTypeError("equilibrium= is a number from 1.", given=equilibrium)
    if not 1 <= equilibrium <= count:
        raise InvalidValueError(
            f"There are {count} equilibria to draw, numbered from 1."
            if count
            else "A tree alone has no equilibria to choose from; solve it first.",
            given=equilibrium,
        )
    words = f"equilibrium {equilibrium} of {count}{more}" if count > 1 else ""
    return (profiles[equilibrium - 1],), words
