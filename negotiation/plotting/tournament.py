"""A tournament as a heat map: what each tactic achieves against each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from negotiation._arrays import FloatArray
from negotiation._shares import counted
from negotiation.engine.talks import Tournament
from negotiation.errors import InvalidTypeError, unknown_name
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle
from negotiation.plotting._labels import listed, wrap, write
from negotiation.plotting._roles import INK

_SHADES = LinearSegmentedColormap.from_list("worth", ["#e9eff5", "#9ec9e6", "#3a86bd", "#0b4a80"])
_WRITTEN = 14
"""Tactics up to which every cell has its number."""

VALUES = {
    "share": "Mean gain of the row's tactic, as a share of its best gain in the ZOPA",
    "agreement": "Share of talks that end in agreement",
    "rounds": "Mean round in which talks end",
    "welfare": "Mean sum of both actors' gains, as shares of their best gains in the ZOPA",
    "distance": "Mean distance to the Nash solution, in shares of best gains",
}


@chart
def tournament(result: Any, *, value: str = "share", ax: Axes | None = None) -> Axes:
    """Draw what every tactic of a tournament achieves against every other.

    A row per tactic, a column per tactic it meets, both from the highest mean of the rows
    down.  A cell is the mean over scenarios, repetitions and seats; with more than two actors,
    over the tactics of the others as well.

    Parameters
    ----------
    result : Tournament
        What `negotiation.tournament` returns.
    value : str
        ``"share"``, ``"agreement"``, ``"rounds"``, ``"welfare"`` or ``"distance"`` (to the Nash
        solution).
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not a tournament.
    UnknownNameError
        If there is no such value.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem([[4, 0], [3, 2], [2, 3], [0, 4]])
    >>> found = ng.tournament([ng.tactics.linear(), ng.tactics.hard_liner()], pie, rounds=10)
    >>> ng.plotting.tournament(found).get_xlabel()
    'against'
    """
    check_axes(ax)
    if not isinstance(result, Tournament):
        raise InvalidTypeError(
            "This chart is drawn of a Tournament, as negotiation.tournament(…) returns it.",
            given=result,
        )
    if value not in VALUES:
        raise unknown_name("value of a tournament", value, VALUES)
    table = met(result, value)
    order = np.argsort(-table.mean(axis=1), kind="stable")
    table, names = table[np.ix_(order, order)], [result.tactics[place] for place in order]
    count = len(names)
    ax = canvas(ax, 5.6 + 0.6 * min(count, 22), 3.4 + 0.46 * min(count, 22))
    ax.imshow(table, cmap=_SHADES, aspect="auto", interpolation="nearest", gid=value)
    _names(ax, names)
    if count <= _WRITTEN:
        _numbers(ax, table)
    settle(ax)
    told = f"{counted(result.talks, 'talk')} in {counted(len(result.settings), 'scenario')}"
    head(ax, listed(result.scenarios), VALUES[value], f"{told}; darker is more")
    return ax


def met(result: Tournament, value: str) -> FloatArray:
    """Return a value per tactic and tactic met, over all seats, shape (n_tactics, n_tactics)."""
    whole = {
        "agreement": result.agreement_rate,
        "rounds": result.mean_rounds,
        "welfare": result.welfare,
        "distance": result.distance_to_nash,
    }.get(value)
    actors = len(result.seats)
    found = []
    for seat in range(actors):
        table = result.mean_shares[seat] if whole is None else whole
        for other in range(actors):
            if other != seat:
                rest = tuple(axis for axis in range(actors) if axis not in (seat, other))
                plane = table.mean(axis=rest)
                found.append(plane if seat < other else plane.T)
    mean: FloatArray = np.mean(found, axis=0)
    return mean


def _names(ax: Axes, names: list[str]) -> None:
    """Name the rows and the columns."""
    places = range(len(names))
    few = len(names) <= 40
    shown = [wrap(name, 30, 2) if few else "" for name in names]
    ax.set_yticks(places, shown)
    ax.set_xticks(places, shown)
    if len(names) > 3 or max(map(len, names)) > 14:
        ax.tick_params(axis="x", labelrotation=35)
        for label in ax.get_xticklabels():
            label.set(ha="right", va="top", rotation_mode="anchor")
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        write(label)
    ax.tick_params(length=0, labelsize=8.5, colors=INK)
    for spine in ax.spines.values():
        spine.set_visible(False)
    write(ax.set_ylabel("tactic", color=INK, weight="bold"))
    write(ax.set_xlabel("against", color=INK, weight="bold"))


def _numbers(ax: Axes, table: FloatArray) -> None:
    """Write into every cell what it stands for."""
    low, high = float(table.min()), float(table.max())
    size = 10.0 if len(table) <= 6 else 7.5
    for (row, column), worth in np.ndenumerate(table):
        dark = high > low and (worth - low) / (high - low) > 0.6
        ax.text(
            column,
            row,
            f"{worth + 0.0:.3g}".replace("-", "−"),
            ha="center",
            va="center",
            fontsize=size,
            color="white" if dark else INK,
            gid=f"cell {row} {column}",
        )
