"""How far one outcome is from what the theories select, and from the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.analysis._yardstick import Yardstick
from negotiation.concessions import BargainingProblem
from negotiation.engine import Solution
from negotiation.errors import unknown_name


@dataclass(frozen=True, eq=False)
class Distances(Shown):
    """Where one outcome stands.

    Attributes
    ----------
    name : str
        What is negotiated.
    outcome : str
        The outcome in words.
    actors : tuple of str
    payoffs : array, shape (n_actors,)
    shares : array, shape (n_actors,)
        Its gains: 0 is walking away, 1 the actor's best in the ZOPA.
    signs : array of bool, shape (n_actors,)
        Who would sign it.
    concepts : tuple of str
    by_actor : array, shape (n_concepts, n_actors)
        What each actor would have more in the concept's answer, in shares of its ideal gain;
        of tied answers the nearest is taken.
    euclidean : array, shape (n_concepts,)
        The lengths of the rows of `by_actor`.
    room : array, shape (n_actors,)
        What each actor alone could gain without loss to the others, in its own utility.
    joint : float
        What *all* actors could gain at once, in shares of ideal gains: the largest gain of
        the one that gains least.
    exact: bool
        Whether all efficient payoffs are known.  If not, `room` and `joint` are at least
        what stands there.
    """

    name: str
    outcome: str
    actors: tuple[str, ...]
    payoffs: FloatArray
    shares: FloatArray
    signs: BoolArray
    concepts: tuple[str, ...]
    by_actor: FloatArray
    euclidean: FloatArray
    room: FloatArray
    joint: float
    exact: bool = True

    def __getitem__(self, concept: str) -> float:
        if concept not in self.concepts:
            raise unknown_name("concept compared", concept, self.concepts)
        return float(self.euclidean[self.concepts.index(concept)])

    def summary(self) -> Table:
        """Return a row per concept, the nearest first: the distance, and who would have more."""
        columns = ("concept", "distance", *(f"more for {name}" for name in self.actors))
        order = np.argsort(self.euclidean, kind="stable")
        rows = [
            (self.concepts[place], self.euclidean[place], *self.by_actor[place]) for place in order
        ]
        title = f"{self.name}: distance of {self.outcome} to each theory"
        return Table(columns, rows, title, self._notes())

    def _notes(self) -> list[str]:
        notes = ["In shares of ideal gains: 0 is walking away, 1 the actor's best in the ZOPA."]
        refusing = [name for name, yes in zip(self.actors, self.signs, strict=True) if not yes]
        if refusing:
            notes.append(f"{', '.join(refusing)} would not sign it.")
        if (self.room > 0).any():
            each = "; ".join(
                f"{name} {more:.4g}" for name, more in zip(self.actors, self.room, strict=True)
            )
            least = "" if self.exact else ", at least"
            notes.append(
                f"What each alone could gain at nobody's cost (own utility{least}): {each}."
            )
        elif self.exact:
            notes.append("It is efficient: nobody can gain but at another's cost.")
        else:
            notes.append("None of the efficient outcomes found improves on it for everybody.")
        if not self.concepts:
            notes.append("None of the theories could be asked; .comparison says why.")
        return notes

    def __repr__(self) -> str:
        if not self.concepts:
            return f"<Distances of {self.outcome} to no theory>"
        place = int(np.argmin(self.euclidean))
        return (
            f"<Distances of {self.outcome}: nearest {self.concepts[place]}, "
            f"{self.euclidean[place]:.3g}>"
        )


def nearest(shares: FloatArray, answers: FloatArray) -> FloatArray:
    """Return the difference to the nearest of several answers.

    Parameters
    ----------
    shares : array, shape (n_actors,)
    answers : array, shape (k, n_actors)

    Returns
    -------
    array, shape (n_actors,)
        Answer less outcome.
    """
    apart = answers - shares
    return np.asarray(apart[int(np.argmin((apart * apart).sum(axis=1)))])


def room(payoffs: FloatArray, frontier: FloatArray, slack: FloatArray) -> FloatArray:
    """Return what each actor could gain without loss to the others.

    ``max x_i - u_i`` over efficient x with ``x_j >= u_j`` for all j; 0 if there is none.

    Parameters
    ----------
    payoffs : array, shape (n_actors,)
    frontier : array, shape (k, n_actors)
    slack : array, shape (n_actors,)
        Differences this small count as none.

    Returns
    -------
    array, shape (n_actors,)
    """
    more = frontier - payoffs
    harmless = np.asarray((more >= -slack).all(axis=1))
    most = np.where(harmless[:, None], more, 0.0).max(axis=0, initial=0.0)
    return np.where(most > slack, most, 0.0)


def joint_room(payoffs: FloatArray, frontier: FloatArray, unit: FloatArray) -> float:
    """Return the largest share of its unit that every actor could gain at once, at least 0."""
    shares = (frontier - payoffs) / unit
    return float(shares.min(axis=1).max(initial=0.0))


def distances(
    problem: BargainingProblem,
    yard: Yardstick,
    *,
    outcome: tuple[str, FloatArray, Any],
    solutions: Sequence[Solution],
) -> Distances:
    """Return where an outcome stands among solutions.

    Parameters
    ----------
    problem : BargainingProblem
    yard : Yardstick
    outcome : tuple
        Its label, its payoffs (n_actors,) and who would sign it (n_actors,).
    solutions : sequence of Solution
    """
    label, payoffs, signs = outcome
    shares = yard.shares(payoffs)
    apart = [nearest(shares, yard.shares(solution.payoffs)) for solution in solutions]
    by_actor = np.array(apart).reshape(-1, len(payoffs))
    return Distances(
        problem.name,
        label,
        problem.actors,
        read_only(payoffs),
        read_only(shares),
        read_only(np.asarray(signs)),
        tuple(solution.concept for solution in solutions),
        read_only(by_actor),
        read_only(np.sqrt((by_actor * by_actor).sum(axis=1))),
        read_only(room(payoffs, yard.points, yard.slack)),
        joint_room(payoffs, yard.points, yard.unit),
        yard.exact,
    )
