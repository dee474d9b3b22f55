"""Stackelberg commitment: one actor moves first, bindingly, and the other replies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, number, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.commitment._commitment import Best, pure, slack_of, strong, weak
from negotiation.engine.commitment._regions import Regions, regions, undominated
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._subject import two_actor_game_of
from negotiation.engine.equilibrium._words import in_words
from negotiation.engine.equilibrium.pure import unit
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

REFERENCE = (
    "Conitzer, V. and Sandholm, T. (2006). Computing the optimal strategy to commit to. "
    "Proceedings of the 7th ACM Conference on Electronic Commerce, 82-90."
)
WEAK = (
    "von Stengel, B. and Zamir, S. (2010). Leadership games with convex strategy sets. "
    "Games and Economic Behavior 69, 446-457."
)
COMMITMENTS = ("mixed", "pure")
TIES = ("strong", "weak")

_WORK = 4_000_000
"""Strategies of the leader times the square of the follower's, at most."""


@dataclass(frozen=True, eq=False)
class Stackelberg(Shown):
    """The best commitments of the actor who moves first, and the replies to them.

    Attributes
    ----------
    game : NormalFormGame
    leader : int
        The number of the actor who commits first, from 0.
    commitment : {"mixed", "pure"}
        What it can commit to.
    ties : {"strong", "weak"}
        Whether a follower who is indifferent replies as suits the leader best, or worst.
    value : float
        What the leader gets.
    profiles : tuple of tuples of arrays
        Every extreme best commitment with every reply to it that brings the value, the
        mixtures in the order of the game's actors.
    payoffs : array, shape (k, 2)
        What the actors expect in each.
    sure : array, shape (k,)
        What the leader would get from exactly that commitment if the follower broke every
        tie against it.
    attained : bool
        Whether a commitment brings the value.  ``False`` (weak ties only) says that
        commitments come as close to it as one likes, and none reaches it.
    complete : bool
        Whether these are all the extreme best commitments; in large games one is given.
    gap : float
        By how much the dual programmes leave room for a better commitment; 0 but for
        rounding.
    """

    game: NormalFormGame
    leader: int
    commitment: str
    ties: str
    value: float
    profiles: tuple[Profile, ...]
    payoffs: FloatArray
    sure: FloatArray
    attained: bool
    complete: bool
    gap: float

    @property
    def strategies(self) -> Profile:
        """The first of the profiles: a probability vector per actor."""
        return self.profiles[0]

    @property
    def firm(self) -> BoolArray:
        """Whether each commitment brings the value however the follower breaks ties, (k,)."""
        slack = slack_of(self.game.payoffs[self.leader])
        return read_only(self.sure >= self.value - slack)  # type: ignore[no-any-return]

    def near(self, share: float = 0.01, profile: int = 0) -> tuple[FloatArray, float]:
        """Return a commitment close by to which the follower strictly prefers its reply.

        Parameters
        ----------
        share : float, default 0.01
            How much of the commitment is moved, between 0 and 1.
        profile : int, default 0
            Which of the profiles to start from.

        Returns
        -------
        array, shape (s_leader,)
            The mixture.
        float
            What the leader is sure to get.

        Raises
        ------
        NotDefinedError
            If commitments are pure, or the reply is strictly best against no mixture.
        InvalidValueError
            If the share is not between 0 and 1.
        """
        share = number(share, "share")
        if not 0.0 <= share <= 1.0:
            raise InvalidValueError("share must lie between 0 and 1.", given=share)
        chosen = self.profiles[profile]
        part, kept = undominated(self.game, self.leader)
        cut = regions(part, self.leader)
        reply = int(chosen[1 - self.leader].argmax())
        inside = cut.inside(int(np.flatnonzero(kept == reply)[0]))
        if self.commitment == "pure" or inside is None:
            raise NotDefinedError(
                "Only a mixed commitment can be moved a little."
                if self.commitment == "pure"
                else "The follower strictly prefers this reply to no mixture of the leader; "
                'ask with ties="weak" what the leader can rely on.'
            )
        mixture = (1 - share) * chosen[self.leader] + share * inside
        mixture /= mixture.sum()
        return read_only(mixture), float(cut.sure(mixture[None])[0])

    def summary(self) -> Table:
        """Return the best commitments with their replies, and how far they can be relied on."""
        leads, follows = (self.game.actors[place] for place in (self.leader, 1 - self.leader))
        rows = [
            (
                in_words(self.game, self.leader, profile[self.leader]),
                in_words(self.game, 1 - self.leader, profile[1 - self.leader]),
                payoffs[self.leader],
                payoffs[1 - self.leader],
                sure,
            )
            for profile, payoffs, sure in zip(self.profiles, self.payoffs, self.sure, strict=True)
        ]
        columns = (
            f"{leads} commits to",
            f"{follows} replies",
            f"worth to {leads}",
            f"worth to {follows}",
            "sure",
        )
        title = f"{self.game.title or 'game'}: {leads} commits first"
        return Table(columns, rows, title, [*self._notes(leads, follows), self._reference])

    @property
    def _reference(self) -> str:
        return REFERENCE if self.ties == "strong" else WEAK

    def _notes(self, leads: str, follows: str) -> list[str]:
        """Return in words what the value rests on."""
        friendly = "as suits" if self.ties == "strong" else "against"
        notes = [
            f"{follows} sees the commitment and, where indifferent, replies {friendly} {leads}."
        ]
        if not self.attained:
            notes.append(
                f"No commitment reaches {self.value:.4g}; those near the one shown, from which "
                f"{follows} strictly prefers its reply, come as close as one likes."
            )
        elif not self.firm.any():
            notes.append(
                f"{follows} is indifferent there: if it replied otherwise, {leads} would get "
                f"{self.sure[0]:.4g}. A commitment slightly to one side (see near) settles it, "
                "if there is one."
            )
        if not self.complete:
            notes.append("There may be other best commitments; those found are shown.")
        return notes

    def __repr__(self) -> str:
        reached = "" if self.attained else ", approached, not attained"
        return (
            f"<Stackelberg: {self.game.actors[self.leader]} leads, {self.commitment}, "
            f"{self.ties} ties: {self.value:.4g}{reached}>"
        )


def stackelberg(
    game: Any, leader: int | str = 0, *, commitment: str = "mixed", ties: str = "strong"
) -> Stackelberg:
    """Return the best commitment of an actor who moves first and is believed.

    The leader announces a strategy, or the probabilities of several, and is bound by it; the
    follower sees that and replies with what is best for itself.  A mixture is often worth more
    than any single strategy, because it can be tuned to where the follower's reply changes.

    With strong ties the best mixture makes the follower just willing.  With weak ties a reply
    counts only where it is strictly best, or the leader gets as much from every other best
    reply; then the value need not be attained, only approached.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of two actors.
    leader : int or str, default 0
        Who commits first: its number from 0, or its name.
    commitment : {"mixed", "pure"}
        Whether the leader can commit to probabilities or only to a single strategy.
    ties : {"strong", "weak"}
        How a follower with several best replies chooses: as the leader would, or against it.

    Returns
    -------
    Stackelberg
        With `Stackelberg.value` and `Stackelberg.strategies`.

    Raises
    ------
    NotDefinedError
        If there are not two actors.
    UnknownNameError
        If there is no such actor, kind of commitment or rule for ties.
    InvalidTypeError, InvalidValueError
        If `game` is not a game, or `leader` neither a name nor a number of an actor.
    TooLargeError
        If there are too many strategies.

    Notes
    -----
    In small games all corners of the follower's best-reply regions are listed in whole
    numbers.  In larger ones a linear programme is solved for each reply, and its dual
    certifies that nothing better was overlooked.

    References
    ----------
    Conitzer, V. and Sandholm, T. (2006). Computing the optimal strategy to commit to.
    Proceedings of the 7th ACM Conference on Electronic Commerce, 82-90.

    von Stengel, B. and Zamir, S. (2010). Leadership games with convex strategy sets. Games
    and Economic Behavior 69, 446-457.

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.NormalFormGame([[[2, 4], [1, 3]], [[1, 0], [0, 1]]])
    >>> ng.stackelberg(game)
    <Stackelberg: Actor 1 leads, mixed, strong ties: 3.5>
    >>> ng.stackelberg(game).strategies
    (array([0.5, 0.5]), array([0., 1.]))
    >>> ng.stackelberg(game, commitment="pure").value
    3.0
    """
    remedy = "Hold the other actors at one strategy each and ask again."
    game = two_actor_game_of(game, "Commitment with one follower", remedy)
    place = _leader(game, leader)
    if commitment not in COMMITMENTS:
        raise unknown_name("kind of commitment", commitment, COMMITMENTS)
    if ties not in TIES:
        raise unknown_name("rule for ties", ties, TIES)
    part, kept = undominated(game, place)
    own, others = (part.payoffs.shape[1 + each] for each in (place, 1 - place))
    if commitment == "mixed" and own * others**2 > _WORK:
        raise TooLargeError(
            f"The best mixed commitment was not searched: {own} x {others} strategies are too "
            'many. Leave some out, or ask for commitment="pure".'
        )
    cut = regions(part, place)
    if commitment == "pure":
        found = pure(cut, ties == "strong")
    else:
        found = strong(cut) if ties == "strong" else weak(cut)
    found = replace(found, pairs=[(mixture, int(kept[reply])) for mixture, reply in found.pairs])
    return _answer(game, cut, found, (commitment, ties))


def _leader(game: NormalFormGame, given: Any) -> int:
    """Return the place of the actor who leads."""
    if isinstance(given, str):
        if given not in game.actors:
            raise unknown_name("actor", given, game.actors)
        return game.actors.index(given)
    if isinstance(given, bool | np.bool_) or not isinstance(given, int | np.integer):
        raise InvalidTypeError(
            "leader= takes the name of an actor, or its number from 0.", given=given
        )
    if given not in (0, 1):
        raise InvalidValueError("leader= is 0 or 1, or an actor's name.", given=int(given))
    return int(given)


def _answer(game: NormalFormGame, cut: Regions, found: Best, kind: tuple[str, str]) -> Stackelberg:
    replies = len(game.strategies[cut.follower])
    profiles = []
    for mixture, reply in found.pairs:
        pair = (read_only(mixture / mixture.sum()), read_only(unit(replies, reply)))
        profiles.append(pair if cut.leader == 0 else pair[::-1])
    return Stackelberg(
        game,
        cut.leader,
        *kind,
        found.value,
        tuple(profiles),
        read_only(np.array([game.expected(profile) for profile in profiles])),
        read_only(cut.sure(np.array([profile[cut.leader] for profile in profiles]))),
        found.attained,
        found.complete,
        max(0.0, found.bound - found.value),
    )
