"""The logit equations of a tree: at every information set somebody answers for itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions import ExtensiveGame

NEVER = -np.inf


@dataclass(frozen=True, eq=False)
class Agents:
    """The agent logit equations in logarithms of probabilities.

    With ``v`` the logarithms and ``u`` what a move is expected to be worth once its set is
    reached, every set answers ``v = precision * u - log sum exp(precision * u)``.  What a
    move is worth is an average over the endings that it leaves open, weighted by how likely
    the others make them; weights are compared in logarithms, so that sets which are hardly
    ever reached have beliefs as good as any.

    Attributes
    ----------
    worth : array, shape (n_moves, n_endings)
        The payoff of the actor whose move it is above its worst, in its unit.
    open : array of bool, shape (n_moves, n_endings)
        Whether the play to an ending contains the move.
    chances : array, shape (n_endings,)
        Logarithms of the probability of chance's moves.
    ends : array of int, shape (n_sets + 1,)
        Where each set's moves begin.
    """

    worth: FloatArray
    open: BoolArray
    chances: FloatArray
    ends: IntArray

    @property
    def uniform(self) -> FloatArray:
        """Logarithms of equal probabilities, shape (n_moves,)."""
        sizes = np.diff(self.ends)
        equal: FloatArray = np.repeat(-np.log(sizes), sizes)
        return equal

    def likelihoods(self, logs: FloatArray) -> FloatArray:
        """Return the logarithms of the endings' probabilities, shape (n_endings,)."""
        # Not a product of matrices: -inf times 0 must stay 0.
        steps: FloatArray = np.where(self.open, logs[:, None], 0.0).sum(axis=0)
        steps += self.chances
        return steps

    def weights(self, logs: FloatArray) -> FloatArray:
        """Return how likely each ending is once a move was made, shape (n_moves, n_endings).

        All 0 where chance keeps the move's set from being reached.
        """
        inside = np.where(self.open, self.likelihoods(logs), NEVER)
        top = inside.max(axis=1, keepdims=True)
        raw = np.exp(inside - np.where(np.isfinite(top), top, 0.0))
        total = raw.sum(axis=1, keepdims=True)
        shares: FloatArray = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
        return shares

    def expected(self, logs: FloatArray) -> FloatArray:
        """Return what each move is worth once its set is reached, shape (n_moves,)."""
        worth: FloatArray = (self.weights(logs) * self.worth).sum(axis=1)
        return worth

    def answers(self, logs: FloatArray, precision: float) -> FloatArray:
        """Return the logarithms of every set's best logit answers, shape (n_moves,)."""
        urge = precision * self.expected(logs)
        answer = np.empty_like(urge)
        for start, stop in zip(self.ends[:-1], self.ends[1:], strict=True):
            part = urge[start:stop] - urge[start:stop].max()
            answer[start:stop] = part - np.log(np.exp(part).sum())
        return answer

    def feedback(self, point: FloatArray) -> FloatArray:
        """Return by how much small errors in logarithms exceed what the answers make of them.

        It is the derivative of logarithms less best logit answers to them: the identity at
        precision 0, singular where the branch folds or is crossed.
        """
        logs, precision = point[:-1], point[-1]
        weights = self.weights(logs)
        turns = self._turns(weights, (weights * self.worth).sum(axis=1))
        matrix = np.eye(len(logs))
        for start, stop in zip(self.ends[:-1], self.ends[1:], strict=True):
            part = turns[start:stop]
            matrix[start:stop] -= precision * (part - np.exp(logs[start:stop]) @ part)
        return matrix

    def _turns(self, weights: FloatArray, worth: FloatArray) -> FloatArray:
        """Return how what moves are worth changes with the logarithms of all moves."""
        turns: FloatArray = (weights * (self.worth - worth[:, None])) @ self.open.T.astype(float)
        return turns

    def __call__(self, point: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the equations' values, their derivatives and the size of what they compare.

        Parameters
        ----------
        point : array, shape (n_moves + 1,)
            Logarithms of all probabilities, then the precision.

        Returns
        -------
        array, shape (n_moves,)
            0 in an agent quantal response equilibrium.
        array, shape (n_moves, n_moves + 1)
        array, shape (n_moves,)
            What rounding is to be measured by.
        """
        logs, precision = point[:-1], point[-1]
        weights = self.weights(logs)
        worth = (weights * self.worth).sum(axis=1)
        turns = self._turns(weights, worth)
        values, sizes = np.empty(len(logs)), np.ones(len(logs))
        slopes = np.hstack([np.eye(len(logs)) - precision * turns, -worth[:, None]])
        for start, stop in zip(self.ends[:-1], self.ends[1:], strict=True):
            rows = slice(start, stop)
            likely = start + int(logs[rows].argmax())
            values[rows] = logs[rows] - logs[likely] - precision * (worth[rows] - worth[likely])
            compared = np.abs(logs[rows]) + precision * np.abs(worth[rows])
            sizes[rows] += compared + compared[likely - start]
            slopes[rows] -= slopes[likely].copy()
            # In the row of the likeliest move stands that probabilities sum to 1.
            total = np.exp(logs[rows]).sum()
            values[likely] = np.log(total)
            slopes[likely] = 0.0
            slopes[likely, rows] = np.exp(logs[rows]) / total
            sizes[likely] = 1.0
        return values, slopes, sizes


def agents(tree: ExtensiveGame, units: FloatArray) -> Agents:
    """Return the agent logit equations of a tree.

    Parameters
    ----------
    tree : ExtensiveGame
    units : array, shape (n_actors,)
        What each actor's payoffs are measured in.
    """
    layout = tree._layout
    sizes = [len(each.moves) for each in tree.information_sets]
    ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.intp)]).astype(np.intp)
    passed = np.zeros((int(ends[-1]), len(tree.endings)), dtype=np.bool_)
    chances = np.zeros(len(tree.endings))
    for place, position in enumerate(tree.endings):
        while layout.parents[position] >= 0:
            above, move = layout.parents[position], layout.moves[position]
            odds = layout.probabilities.get(above)
            if odds is None:
                passed[ends[layout.sets[above]] + move, place] = True
            else:
                chances[place] += np.log(float(odds[move])) if odds[move] > 0 else NEVER
            position = above
    whose = [layout.whose[members[0]] for members in layout.members]
    owner = np.repeat(np.array(whose, dtype=np.intp), sizes)
    worth = ((tree.payoffs - tree.payoffs.min(axis=0)) / units).T[owner]
    return Agents(worth, passed, chances, ends)
