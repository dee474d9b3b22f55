"""What best responses look like: one actor's replies to the odds of two strategies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negotiation._arrays import TOLERANCE, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.commitment._regions import regions
from negotiation.engine.equilibrium import Equilibria
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.errors import NotDefinedError, TooLargeError
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import above, settle
from negotiation.plotting._labels import shorten, write
from negotiation.plotting._roles import INK

_SPARE = 46
"""Characters along an axis below which its name is kept short."""


@dataclass(frozen=True)
class Band:
    """Where one actor's mixtures of two strategies make the same replies best.

    Attributes
    ----------
    replies : tuple of int
    low, high : float
        The probability of the second strategy, from and to; equal where the replies are
        best at one point only.
    """

    replies: tuple[int, ...]
    low: float
    high: float


def bands(game: NormalFormGame, mixing: int) -> list[Band]:
    """Return the replies of the other actor that are best on an interval, from left to right.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.
    mixing : int
        The actor who has two strategies.
    """
    cut = regions(game, mixing)
    if cut.corners is None:
        raise TooLargeError(
            f"{cut.worth.shape[1]} replies are too many to draw. Name some of them, such as "
            f"strategies={{{game.actors[1 - mixing]!r}: […]}}."
        )
    found = []
    for reply in range(cut.worth.shape[1]):
        if int(cut.same[reply][0]) != reply:
            continue
        points = cut.corners[cut.replies[:, reply], 1]
        if len(points) and points.max() > points.min():
            replies = tuple(int(each) for each in cut.same[reply])
            found.append(Band(replies, float(points.min()), float(points.max())))
    return sorted(found, key=lambda band: (band.low, band.high))


def path(game: NormalFormGame, own: int) -> FloatArray | None:
    """Return an actor's best responses in a 2 x 2 game as a line through the unit square.

    Parameters
    ----------
    game : NormalFormGame
    own : int
        The actor who responds.

    Returns
    -------
    array, shape (k, 2), or None
        The probability of the second strategy of the other actor, then of `own`;
        ``None`` where every response is as good as any other.
    """
    cut = bands(game, 1 - own)
    if len(cut[0].replies) == 2:
        return None
    steps = [(band.low, band.high, float(band.replies[0])) for band in cut]
    line = [(at, level) for low, high, level in steps for at in (low, high)]
    # Where only an end of the square leaves the actor indifferent, the line turns there.
    best = regions(game, 1 - own)
    for end in (0.0, 1.0):
        replies = np.flatnonzero(best.best(np.array([1.0 - end, end])))
        missing = [float(each) for each in replies if (end, float(each)) not in line]
        for level in missing:
            line = [(end, level), *line] if end == 0.0 else [*line, (end, level)]
    return np.array(line)


def part(game: NormalFormGame, chosen: dict[int, list[int]]) -> NormalFormGame:
    """Return the game of the two actors who choose among the strategies that are drawn.

    Parameters
    ----------
    game : NormalFormGame
    chosen : dict of int to list of int
        The strategies asked for, by the place of the actor.

    Raises
    ------
    NotDefinedError
        If this leaves too many choices to be drawn, or none.
    """
    drawn = [
        chosen.get(place, list(range(len(each)))) for place, each in enumerate(game.strategies)
    ]
    free = [place for place, each in enumerate(drawn) if len(each) > 1]
    advice = (
        f"Name two strategies each, such as strategies={{{game.actors[0]!r}: "
        f"{[str(label) for label in game.strategies[0][:2]]!r}, …}}."
    )
    if len(free) > 2:
        raise NotDefinedError(
            f"Best responses are drawn for two actors, and {len(free)} have a choice here. "
            f"Hold the others at one strategy. {advice}"
        )
    pair = sorted([*free, *(place for place in range(len(drawn)) if place not in free)][:2])
    sizes = [len(drawn[place]) for place in pair]
    if len(pair) < 2 or 2 not in sizes:
        told = " x ".join(str(size) for size in sizes)
        raise NotDefinedError(
            "Best responses are drawn where two actors choose and one of them has exactly two "
            f"strategies; here they have {told}. {advice}"
        )
    held = tuple(drawn[place] if place in pair else drawn[place][:1] for place in range(len(drawn)))
    table = game.payoffs[np.ix_(pair, *held)].reshape(2, *sizes)
    labels = tuple(tuple(game.strategies[place][k] for k in drawn[place]) for place in pair)
    names = tuple(game.actors[place] for place in pair)
    return NormalFormGame(table, labels, names, title=game.title)


def label(game: NormalFormGame, actor: int, strategies: tuple[int, ...] | IntArray) -> str:
    """Return strategies in words, joined by "or"."""
    return " or ".join(strategy_label(game, actor, int(each)) for each in strategies)


def share_axis(ax: Axes, side: str, game: NormalFormGame, actor: int) -> None:
    """Mark an axis ("x" or "y") with the odds of an actor's second strategy, and name both."""
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    room = characters(ax, side)
    first, second = (label(game, actor, (each,)) for each in (0, 1))
    name = shorten(game.actors[actor], max(12, room // 3))
    more = max(10, room - len(name) - 18)
    text = f"how often {name} plays {shorten(second, more)}\n(otherwise {shorten(first, more)})"
    if room < _SPARE:
        text = shorten(f"{name}: {second}", room)
    write(axis.set_label_text(text, color=INK, fontsize=9))


def characters(ax: Axes, side: str) -> int:
    """Return how many characters fit along an axis."""
    frame = ax.get_window_extent()
    pixels = frame.width if side == "x" else frame.height
    return max(10, int(pixels * 72 / ax.figure.dpi / 4.9))


def legend_above(ax: Axes, handles: list[Any], labels: Labels) -> None:
    """Write the legend into a strip that is added at the top; small axes get none."""
    settle(ax)
    legend = above(ax, handles)
    if legend is not None:
        labels.blocks.append(legend)


def payoff_words(game: NormalFormGame, payoffs: FloatArray) -> str:
    """Return payoffs as a reader wants them, what is only rounding as 0."""
    sizes = np.ptp(game.payoffs.reshape(len(payoffs), -1), axis=1)
    shown = np.where(np.abs(payoffs) > TOLERANCE * sizes, payoffs, 0.0)
    return ", ".join(f"{value:.3g}" for value in shown)


def count_words(found: Equilibria) -> str:
    """Return in words how many equilibria there are and whether they form continua."""
    total = len(found.profiles)
    parts = found.components
    wide = [each for each in parts if each.dimension]
    if wide:
        most = max(each.dimension for each in wide)
        words = (
            f"{total} extreme equilibri{'um' if total == 1 else 'a'} in {len(parts)} "
            f"component{'' if len(parts) == 1 else 's'}, of dimension up to {most}"
        )
    else:
        pure = int(found.pure.sum())
        words = f"{total} equilibri{'um' if total == 1 else 'a'}, {pure} of them pure"
        if total == 1:
            words = f"1 equilibrium, {'pure' if pure else 'mixed'}"
    return words if found.complete else f"{words}; there may be more"
