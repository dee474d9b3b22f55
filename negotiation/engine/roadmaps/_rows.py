"""What a road map over a fixed number of stages must satisfy, as rows of linear inequalities.

Values and breaches are sums over stages and measures: a weight of time, times what the measure
costs or brings.  So every condition is a matrix on the levels ``x^1 … x^T``, for levels in [0, 1]
and for integers alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._terms import Terms


@dataclass(frozen=True, eq=False)
class Rows:
    """Values and conditions of a road map as linear functions of its levels.

    Attributes
    ----------
    worth : array, shape (n_stages + 1, n_actors, n_stages * n_measures)
        Row t of an actor: its value, going on from before the t-th move; the last: at the end.
        Columns are the levels ``x^1 … x^T``, stage by stage; the beginning ``x^0`` is 0.
    incentive : array, shape (n_stages + 1, n_actors, n_stages * n_measures)
        Value less breach, bonds apart.
    floor : array, shape (n_actors,)
        What each row of `incentive` must be at least: 0 or, with a bond, less.
    """

    worth: FloatArray
    incentive: FloatArray
    floor: FloatArray


def rows_of(model: RoadMapModel, terms: Terms, stages: int) -> Rows:
    """Return the rows of a model whose benefits and costs add up.

    Parameters
    ----------
    model : RoadMapModel
    terms : Terms
    stages : int
        At least 1.
    """
    worth = _worth(model, terms, stages)
    incentive = worth - _breaches(model, terms, stages)
    flat = (stages + 1, len(model.actors), stages * len(model.measures))
    floor = -terms.forfeit * terms.bonds
    return Rows(worth.reshape(flat), incentive.reshape(flat), floor)


def on_steps(rows: FloatArray, stages: int) -> FloatArray:
    """Return rows on levels as rows on the steps between them, ``x^t = s^1 + … + s^t``.

    Parameters
    ----------
    rows : array, shape (..., n_stages * n_measures)
    stages : int

    Returns
    -------
    array of the same shape
    """
    split = rows.reshape(*rows.shape[:-1], stages, -1)
    turned: FloatArray = np.cumsum(split[..., ::-1, :], axis=-2)[..., ::-1, :]
    return turned.reshape(rows.shape)


def _worth(model: RoadMapModel, terms: Terms, stages: int) -> FloatArray:
    """Return values before every move, shape (n_stages + 1, n_actors, n_stages, n_measures)."""
    flows = model.receiving - model.spending
    kept = _on_anchors(model, flows)
    d = terms.patience
    now = (1.0 - d) * flows + d * terms.hazard * kept
    worth: FloatArray = np.einsum("tua,ka->tauk", _weights(terms, stages), now)
    return worth


def _on_anchors(model: RoadMapModel, flows: FloatArray) -> FloatArray:
    """Return what floors bring per unit of each measure's level, shape (n_measures, n_actors)."""
    out = np.zeros_like(flows)
    held = model.anchors >= 0
    np.add.at(out, model.anchors[held], flows[held])
    return out


def _weights(terms: Terms, stages: int) -> FloatArray:
    """Return what a state weighs in the value before a move, (n_stages + 1, n_stages, n_actors)."""
    lasting = terms.lasting
    weights = np.zeros((stages + 1, stages, len(lasting)))
    for move in range(stages):
        weights[move, move:] = lasting ** np.arange(stages - move)[:, None]
        weights[move, -1] /= 1.0 - lasting
    weights[stages, -1] = 1.0 / (1.0 - lasting)
    return weights


def _breaches(model: RoadMapModel, terms: Terms, stages: int) -> FloatArray:
    """Return the worth of breaking off, bonds apart, in the shape of the values."""
    spending, lasting = _on_anchors(model, model.spending), _on_anchors(model, model.receiving)
    d = terms.patience
    rows = np.zeros((stages + 1, len(d), stages + 1, len(model.measures)))
    for move in range(stages + 1):
        rows[move, :, move] -= spending.T
        for period in range(terms.lag):
            state = min(move + 1 + period, stages)
            falls = d if period == terms.lag - 1 else d * terms.hazard
            brings = model.receiving * (1.0 - d) + lasting * falls
            rows[move, :, state] += (terms.lasting**period * brings).T
    return rows[:, :, 1:]
