"""Offers to and fro over a list of outcomes: every subgame-perfect play, ties included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.engine.protocols._terms import (
    AGREEMENT,
    NEVER,
    QUITS,
    Pair,
    Play,
    Terms,
    idle_rounds,
)
from negotiation.errors import TooLargeError

MOST_WORK = 20_000_000
"""Outcomes and plays that are looked at in all rounds before the horizon is refused."""

_A_ROUND = 500
"""As how many of them a round counts."""

_NEVER, _QUITS = -1, -2


@dataclass(frozen=True, eq=False)
class Plays:
    """Plays that can follow in subgame-perfect equilibrium, a row each.

    Attributes
    ----------
    worth : array, shape (k, 2)
    row : array of int, shape (k,)
        The outcome agreed on, or what else happens.
    delay : array of int, shape (k,)
    """

    worth: FloatArray
    row: IntArray
    delay: IntArray

    def and_also(self, other: Plays) -> Plays:
        """Return these plays and those."""
        return Plays(
            np.concatenate([self.worth, other.worth]),
            np.concatenate([self.row, other.row]),
            np.concatenate([self.delay, other.delay]),
        )

    def where(self, mask: BoolArray | IntArray) -> Plays:
        """Return the plays that a mask or an order selects."""
        return Plays(self.worth[mask], self.row[mask], self.delay[mask])

    def each_once(self, slack: FloatArray) -> Plays:
        """Return the plays without those that end alike and are worth the same, only later."""
        if len(self.row) == 1:
            return self
        ordered = self.where(np.lexsort((self.delay, self.row)))
        same = np.diff(ordered.row) == 0
        near = (np.abs(np.diff(ordered.worth, axis=0)) <= slack).all(axis=1)
        return ordered.where(np.concatenate([[True], ~(same & near)]))

    @property
    def key(self) -> bytes:
        """What two lists of plays have in common if they are the same."""
        return self.worth.tobytes() + self.row.tobytes() + self.delay.tobytes()


def _single(worth: Sequence[float], row: int) -> Plays:
    return Plays(
        np.array([worth], dtype=np.float64),
        np.array([row], dtype=np.intp),
        np.zeros(1, dtype=np.intp),
    )


def until_deadline(
    gains: FloatArray, terms: Terms, horizon: int, *, first: int, slack: FloatArray
) -> tuple[Play, ...]:
    """Return all subgame-perfect plays of a number of rounds, in pure strategies.

    Strategies may depend on everything that has happened: after different offers different
    equilibria may follow, and an actor that is indifferent may do either.

    Parameters
    ----------
    gains : array, shape (m, 2)
        Of the outcomes that may be offered.
    terms : Terms
        Running out of time counts as breakdown.
    horizon, first : int
        Rounds, and who proposes first.
    slack : array, shape (2,)
        Differences that count as none.

    Returns
    -------
    tuple of Play
        With rows of `gains`.
    """

    def proposes(rounds: int) -> int:
        # Counted back from the last round.
        return (first + horizon - 1 - rounds) % 2

    def earlier(plays: Plays, rounds: int) -> Plays:
        proposer = proposes(rounds)
        return _round(gains, _or_quit(plays, terms, 1 - proposer, slack), proposer, slack)

    def idle(rounds: int, rejected: Pair) -> bool:
        return set(earlier(_single(rejected, _NEVER), rounds).row) == {_NEVER}

    done = idle_rounds(terms, horizon, idle)
    plays = _single(terms.waited_for(max(done - 1, 0)), _NEVER)
    solved, work, marked = 0, 0, (0, 0, b"")
    while done < horizon:
        plays = earlier(plays if done == 0 else _a_round_later(plays, terms), done)
        done, solved = done + 1, solved + 1
        work += _A_ROUND + len(gains) + len(plays.row)
        state = (proposes(done), plays.key)
        if state == marked[1:]:
            # The rounds repeat themselves from here on; those left over are all that matter.
            done = horizon - (horizon - done) % (done - marked[0])
        elif solved & (solved - 1) == 0:
            marked = (done, *state)
        if work >= MOST_WORK and done < horizon:
            raise TooLargeError(
                f"After {solved:,} rounds there are {len(plays.row):,} plays and still other ones "
                "come; name fewer rounds, or leave the horizon out."
            )
    return _as_plays(plays, slack)


def _a_round_later(plays: Plays, terms: Terms) -> Plays:
    """Return what plays are worth right after the rejection that they follow."""
    worth = np.stack([terms.later(own, plays.worth[:, own]) for own in (0, 1)], axis=1)
    return Plays(worth, plays.row, np.where(plays.row == _NEVER, 0, plays.delay + 1))


def _or_quit(on: Plays, terms: Terms, responder: int, slack: FloatArray) -> Plays:
    """Return what can follow a rejection: the responder quits, or talks go on."""
    if not terms.may_quit[responder]:
        return on
    quits, give = terms.outside[responder], slack[responder]
    stay = on.where(on.worth[:, responder] >= quits - give)
    leaves = bool((on.worth[:, responder] <= quits + give).any())
    return stay.and_also(_single(terms.outside, _QUITS)) if leaves else stay


def _round(gains: FloatArray, rejected: Plays, proposer: int, slack: FloatArray) -> Plays:
    """Return the plays of a round, given those that can follow a rejection.

    After each offer the play that is worst for the proposer can be what follows; the best of
    these worst ones is what the proposer is sure of, and every play that brings it no less
    can be played.
    """
    responder = 1 - proposer
    rejected = rejected.where(np.argsort(rejected.worth[:, responder], kind="stable"))
    after, own = rejected.worth[:, responder], rejected.worth[:, proposer]
    worst = np.append(np.minimum.accumulate(own[::-1])[::-1], np.inf)
    accepted = gains[:, responder] >= after[0] - slack[responder]
    refused = worst[np.searchsorted(after, gains[:, responder] - slack[responder])]
    sure = np.minimum(np.where(accepted, gains[:, proposer], np.inf), refused)
    best = max(float(sure.max(initial=-np.inf)), float(worst[0])) - slack[proposer]
    rows = np.flatnonzero(accepted & (gains[:, proposer] >= best))
    agreed = Plays(gains[rows], rows, np.zeros(len(rows), dtype=np.intp))
    later = rejected.where(own >= best)
    return agreed.and_also(later).each_once(slack) if len(later.row) else agreed


def _as_plays(plays: Plays, slack: FloatArray) -> tuple[Play, ...]:
    """Return the plays as answers, outcomes with the same payoffs in one."""
    names = {_NEVER: NEVER, _QUITS: QUITS}
    found: list[Play] = []
    order = np.lexsort((plays.row, -plays.worth[:, 1], -plays.worth[:, 0], plays.delay))
    for place in order:
        row, worth = int(plays.row[place]), plays.worth[place]
        ending = names.get(row, AGREEMENT)
        rows = () if row < 0 else (row,)
        play = Play((float(worth[0]), float(worth[1])), ending, int(plays.delay[place]), rows)
        last = found[-1] if found else None
        if (
            last is not None
            and (last.ending, last.delay) == (play.ending, play.delay)
            and (np.abs(worth - last.payoffs) <= slack).all()
        ):
            found[-1] = Play(last.payoffs, last.ending, last.delay, tuple(sorted(last.rows + rows)))
        else:
            found.append(play)
    return tuple(found)
