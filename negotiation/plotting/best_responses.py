"""Best responses to mixtures: where two actors' responses cross they are in equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import Equilibria, equilibria
from negotiation.errors import InvalidTypeError
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import canvas, chart, check_axes, head, quiet, settle
from negotiation.plotting._envelope import Envelope
from negotiation.plotting._labels import shorten
from negotiation.plotting._replies import (
    count_words,
    legend_above,
    part,
    path,
    payoff_words,
    share_axis,
)
from negotiation.plotting._roles import FAINT, INK, ROLES, actor_look
from negotiation.plotting._sheet import chosen_places


@chart
def best_responses(
    game: Any,
    *,
    strategies: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the best responses to mixtures of two strategies, and the equilibria.

    With two strategies each the chart is a square of probabilities: one actor's best
    responses run through it from left to right, the other's from bottom to top, and where
    they meet is an equilibrium.  Where ties make continua of equilibria, the whole segments
    and areas are drawn.

    Where only one actor has two strategies, its mixtures run from left to right, and the
    lines are what each reply is worth to the other.  The upper edge is the best reply; the
    bands say which it is.

    Parameters
    ----------
    game : NormalFormGame or Equilibria
        What to draw.
    strategies : mapping, optional
        ``{actor: [strategies]}`` to draw, by label.  Responses and equilibria are those of
        the game in which nobody has other strategies.  With three or more actors all but
        two must be held at one strategy each.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If `game` is not a game.
    NotDefinedError
        If no actor has exactly two strategies, or more than two actors choose.
    UnknownNameError
        If there is no such actor or strategy.
    TooLargeError
        If there are hundreds of replies to draw.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.plotting.best_responses(chicken).get_title(loc="left").splitlines()[1]
    '3 equilibria, 2 of them pure'
    """
    check_axes(ax)
    known = game if isinstance(game, Equilibria) else None
    whole = known.game if known is not None else game
    if not isinstance(whole, NormalFormGame):
        raise InvalidTypeError(
            "Best responses are drawn of a NormalFormGame or of its Equilibria.", given=game
        )
    drawn = part(whole, chosen_places(whole, strategies or {}))
    narrowed = drawn.payoffs.size < whole.payoffs.size
    same = drawn.strategies == whole.strategies and drawn.payoffs.shape == whole.payoffs.shape
    if known is None or known.concept != "nash" or not same:
        known = equilibria(drawn)
    square = drawn.payoffs.shape[1:] == (2, 2)
    envelope = None if square else Envelope(drawn)
    ax = canvas(ax, *((6.6, 6.9) if square else (8.6, 6.0)))
    settle(ax)
    handles = envelope.draw(ax) if envelope else _square(ax, drawn)
    labels = Labels(ax, np.array([[0.5, 0.5]]), np.array([0.0]))
    marked = _marked(ax, labels, drawn, known)
    remark = "Only some of the strategies are drawn; nobody has others here" if narrowed else ""
    settle(ax)
    head(ax, whole.title or "best responses", count_words(known), remark)
    legend_above(ax, [*handles, *marked], labels)
    return ax


def _square(ax: Axes, game: NormalFormGame) -> list[Any]:
    """Draw both actors' best responses in the unit square and return them for the legend."""
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(-0.05, 1.05)
    handles: list[Any] = []
    for own in (0, 1):
        line = path(game, own)
        look: dict[str, Any] = {
            "label": f"best responses of {shorten(game.actors[own], 40)}",
            "gid": f"best {own}",
        }
        if line is None:
            look["label"] += " (any)"
            handles.append(ax.add_patch(_anything(own, look)))
            continue
        across = line if own == 1 else line[:, ::-1]
        handles += ax.plot(
            across[:, 0],
            across[:, 1],
            color=actor_look(own)[0],
            linewidth=3.0 if own else 7.0,
            linestyle=(0, (3.2, 1.4)) if own else "-",
            solid_capstyle="butt",
            solid_joinstyle="miter",
            zorder=1.8 + 0.1 * own,
            clip_on=False,
            **look,
        )
    share_axis(ax, "x", game, 0)
    share_axis(ax, "y", game, 1)
    quiet(ax)
    ax.grid(color=FAINT, linewidth=0.4, alpha=0.5)
    ax.set_axisbelow(True)
    return handles


def _anything(own: int, look: dict[str, Any]) -> Rectangle:
    """Return the whole square, hatched: every response is a best one."""
    return Rectangle(
        (0, 0),
        1,
        1,
        facecolor="none",
        edgecolor=actor_look(own)[0],
        hatch="\\\\" if own else "//",
        linewidth=0,
        zorder=1.0,
        **look,
    )


def _marked(ax: Axes, labels: Labels, game: NormalFormGame, found: Equilibria) -> list[Any]:
    """Mark the equilibria and return what the legend shows of them."""
    square = game.payoffs.shape[1:] == (2, 2)
    mixing = 0 if game.payoffs.shape[1] == 2 else 1
    kinds: dict[str, Any] = {}
    for component in found.components:
        for subset in component.subsets:
            sides = (subset.rows, subset.columns)
            x = _span(sides[mixing])
            y = _span(sides[1 - mixing]) if square else None
            height = [_worth(game, mixing, each) for each in x]
            spot = (x, y if y is not None else (height[0], height[1]))
            kinds.update(_mark(ax, spot, y is None))
        for place in component.equilibria:
            profile = found.profiles[place]
            share = float(profile[mixing][1])
            at = (
                (share, float(profile[1 - mixing][1]))
                if square
                else (share, _worth(game, mixing, share))
            )
            kinds["point"] = ax.plot(
                *[[value] for value in at],
                **ROLES["equilibrium"].line(label="equilibrium", gid="equilibrium", clip_on=False),
            )[0]
            worth = payoff_words(game, found.payoffs[place])
            labels.add(np.array(at), (f"worth {worth}", worth), 6.0)
    return list(kinds.values())


def _span(mixtures: FloatArray) -> tuple[float, float]:
    """Return from where to where the probability of the second strategy runs."""
    return float(mixtures[:, 1].min()), float(mixtures[:, 1].max())


def _worth(game: NormalFormGame, mixing: int, share: float) -> float:
    """Return what the other actor's best reply to a mixture is worth to it."""
    table = game.payoffs[1 - mixing]
    table = table if mixing == 0 else table.T
    return float((np.array([1 - share, share]) @ table).max())


def _mark(
    ax: Axes, spot: tuple[tuple[float, float], tuple[float, float]], along: bool
) -> dict[str, Any]:
    """Draw a continuum of equilibria, a segment or an area; a single point is left out."""
    (left, right), (low, high) = spot
    if right > left and high > low and not along:
        area = Rectangle(
            (left, low),
            right - left,
            high - low,
            facecolor="#00000022",
            edgecolor=INK,
            linewidth=1.6,
            zorder=2.4,
            label="area of equilibria",
            gid="area",
        )
        return {"area": ax.add_patch(area)}
    if right > left or high > low:
        line = Line2D(
            [left, right],
            [low, high],
            color=INK,
            linewidth=2.2,
            zorder=2.6,
            label="segment of equilibria",
            gid="segment",
            clip_on=False,
        )
        return {"segment": ax.add_line(line)}
    return {}
