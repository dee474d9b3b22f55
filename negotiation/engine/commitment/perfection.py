"""Trembling-hand perfection of two actors: equilibria that survive small mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.engine._programme import linear_programme
from negotiation.engine.equilibrium._equilibria import Equilibria, Profile
from negotiation.engine.equilibrium._methods import equilibria
from negotiation.engine.equilibrium._stakes import Stakes, stakes
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.equilibrium._words import in_words, strategy_label
from negotiation.errors import NotDefinedError, TooLargeError

REFERENCE = (
    "Selten, R. (1975). Reexamination of the perfectness concept for equilibrium points in "
    "extensive games. International Journal of Game Theory 4, 25-55."
)
VAN_DAMME = "van Damme, E. (1991). Stability and Perfection of Nash Equilibria. 2nd ed. Springer."

_CELLS = 250_000
"""Combinations of strategies up to which the programmes are solved."""


@dataclass(frozen=True, eq=False)
class Dominance:
    """Whether a mixture of one actor is weakly dominated, with the proof.

    Attributes
    ----------
    dominated : bool
    proof : array
        If dominated, a mixture (s_own,) of the same actor that is never worse and somewhere
        better.  If not, probabilities (s_other,) of all strategies of the other actor, each
        positive, against which the mixture is a best reply.
    better : tuple of int
        The other actor's strategies against which the dominating mixture is better.
    """

    dominated: bool
    proof: FloatArray
    better: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Perfection(Shown):
    """Which equilibria of two actors are trembling-hand perfect.

    Attributes
    ----------
    equilibria : Equilibria
        The equilibria in question.
    perfect : array of bool, shape (k,)
        Which of its profiles are perfect.
    reasons : tuple of tuples of Dominance
        Per equilibrium and actor whether its mixture is weakly dominated, with a proof.
    """

    equilibria: Equilibria
    perfect: BoolArray
    reasons: tuple[tuple[Dominance, ...], ...]

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The perfect equilibria."""
        return tuple(
            profile
            for profile, stands in zip(self.equilibria.profiles, self.perfect, strict=True)
            if stands
        )

    def summary(self) -> Table:
        """Return per equilibrium what is played, whether it is perfect, and why not."""
        game = self.equilibria.game
        rows = [
            (
                number + 1 if actor == 0 else None,
                name,
                in_words(game, actor, profile[actor]),
                bool(self.perfect[number]) if actor == 0 else None,
                self._why(actor, reasons[actor]),
            )
            for number, (profile, reasons) in enumerate(
                zip(self.equilibria.profiles, self.reasons, strict=True)
            )
            for actor, name in enumerate(game.actors)
        ]
        count, total = int(self.perfect.sum()), len(self.perfect)
        notes = [
            f"{count} of {total} listed {'is' if count == 1 else 'are'} perfect: neither actor "
            "plays a mixture that another one weakly dominates."
        ]
        if not self.equilibria.complete:
            notes.append("There may be equilibria that are not listed.")
        title = f"{game.title or 'game'}: trembling-hand perfection"
        columns = ("equilibrium", "actor", "plays", "perfect", "why not")
        return Table(columns, rows, title, [*notes, REFERENCE, VAN_DAMME])

    def _why(self, actor: int, reason: Dominance) -> str:
        """Return in words by what a mixture is dominated."""
        if not reason.dominated:
            return ""
        game = self.equilibria.game
        instead = in_words(game, actor, reason.proof)
        against = [strategy_label(game, 1 - actor, place) for place in reason.better[:3]]
        more = f" and {len(reason.better) - 3} more" if len(reason.better) > 3 else ""
        return f"{instead} is never worse, and better against {', '.join(against)}{more}"

    def __repr__(self) -> str:
        return f"<Perfection: {int(self.perfect.sum())} of {len(self.perfect)} perfect>"


def trembling_hand_perfect(subject: Any) -> Perfection:
    """Return which equilibria of two actors are perfect, and why the others are not.

    An equilibrium is perfect if it is the limit of equilibria in which every strategy is
    played at least by mistake.  With two actors that is so if and only if neither plays a
    mixture that is weakly dominated by another mixture (van Damme).  A linear programme per
    mixture finds the dominating one, or full-support odds against which it is best.

    Parameters
    ----------
    subject : Equilibria, NormalFormGame or Scenario
        Equilibria of two actors; those of a game are computed first.

    Returns
    -------
    Perfection

    Raises
    ------
    NotDefinedError
        If there are three or more actors.
    InvalidTypeError
        If it is neither equilibria nor a game.
    TooLargeError
        If there are too many strategies.

    Notes
    -----
    Whether a mixture is dominated depends on the strategies it uses only, so in a continuum of
    equilibria what holds of one holds of all that use the same strategies.

    References
    ----------
    Selten, R. (1975). Reexamination of the perfectness concept for equilibrium points in
    extensive games. International Journal of Game Theory 4, 25-55.

    van Damme, E. (1991). Stability and Perfection of Nash Equilibria. 2nd ed. Springer.

    Examples
    --------
    >>> import negotiation as ng
    >>> entry = ng.NormalFormGame(
    ...     [[[1, 1], [2, 0]], [[3, 3], [2, 0]]],
    ...     strategies=[["stay out", "enter"], ["yield", "fight"]],
    ... )
    >>> ng.trembling_hand_perfect(entry)
    <Perfection: 1 of 3 perfect>
    """
    found = subject if isinstance(subject, Equilibria) else None
    game = found.game if found is not None else game_of(subject, "Perfection")
    if len(game.actors) > 2:
        raise NotDefinedError(
            f"Perfection is decided for 2 actors; this game has {len(game.actors)}. With three or "
            "more an equilibrium in undominated strategies need not be perfect, and no linear "
            "programme decides it. Hold the others at one strategy each and ask again."
        )
    if game.payoffs[0].size > _CELLS:
        raise TooLargeError(
            f"Perfection was not examined: {game.payoffs[0].size:,} combinations of strategies "
            f"are more than {_CELLS:,}. Remove strictly dominated strategies first."
        )
    if found is None:
        found = equilibria(game)
    scale = stakes(game)
    known: dict[tuple[int, bytes], Dominance] = {}
    reasons = tuple(
        tuple(_examined(scale, actor, mixture, known) for actor, mixture in enumerate(profile))
        for profile in found.profiles
    )
    perfect = [not any(reason.dominated for reason in each) for each in reasons]
    return Perfection(found, read_only(np.array(perfect, dtype=np.bool_)), reasons)


def _examined(
    scale: Stakes, actor: int, mixture: FloatArray, known: dict[tuple[int, bytes], Dominance]
) -> Dominance:
    """Return whether a mixture is dominated, asking once for each mixture."""
    place = (actor, mixture.tobytes())
    if place not in known:
        losses = np.where(scale.best[actor], 0.0, scale.losses[actor])
        losses = np.moveaxis(losses, actor, 0).reshape(len(mixture), -1)
        known[place] = dominance(losses, scale.ranges[actor].ravel(), mixture)
    return known[place]


def dominance(losses: FloatArray, ranges: FloatArray, mixture: FloatArray) -> Dominance:
    """Return whether a mixture is weakly dominated by another.

    The programme maximises what is gained in all columns together, losing nowhere.  Its dual
    weighs the columns, each positively, so that no strategy does better than those used.

    Parameters
    ----------
    losses : array, shape (m, n)
        What each strategy loses against the best one, in each of the other's strategies, as a
        share of the most that any loses there.
    ranges : array, shape (n,)
        The most that any strategy loses there; 0 where the choice makes no difference.
    mixture : array, shape (m,)
    """
    strategies = len(losses)
    used = np.flatnonzero(mixture)
    # Dominance depends on the strategies used alone; equal weights keep rounding away.
    level = losses[used].mean(axis=0)
    answer = linear_programme(
        losses.sum(axis=1),
        A_ub=losses.T,
        b_ub=level,
        A_eq=np.ones((1, strategies)),
        b_eq=[1.0],
        bounds=(0, None),
    )
    instead = np.clip(answer.x, 0.0, None)
    instead /= instead.sum()
    gains = level - instead @ losses
    if gains.max() > TOLERANCE:
        # The same move away from equal weights, as far as the mixture's own weights allow.
        moved = mixture.copy()
        moved[used] -= mixture[used].min()
        moved += mixture[used].min() * len(used) * instead
        return Dominance(
            True,
            read_only(moved / moved.sum()),
            tuple(np.flatnonzero(gains > TOLERANCE).tolist()),
        )
    weights = 1.0 + np.clip(-answer.ineqlin.marginals, 0.0, None)
    odds = weights / np.where(ranges > 0, ranges / (ranges.max() or 1.0), 1.0)
    return Dominance(False, read_only(odds / odds.sum()), ())
