"""What an equilibrium of a signalling game is: who sends what, what is believed, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions import SignallingGame
from negotiation.errors import unknown_name


@dataclass(frozen=True, eq=False)
class Support:
    """Some responses and beliefs that go together after a message that nobody sends.

    Every mixture of the rows of `mixtures` is a best response to every mixture of the rows
    of `beliefs`, and tempts no type to send the message.

    Attributes
    ----------
    mixtures : array, shape (k, n_responses)
        The corners of the mixed responses.
    beliefs : array, shape (l, n_types)
        The corners of the beliefs.
    """

    mixtures: FloatArray
    beliefs: FloatArray


@dataclass(frozen=True, eq=False)
class OffPath:
    """What keeps everybody from sending a message: all responses and beliefs that do.

    Attributes
    ----------
    message : str
    responses : FrozenMap
        ``{response: (least, greatest probability)}`` over all supports.
    beliefs : FrozenMap
        ``{type: (least, greatest probability)}`` over all supports.
    supports : tuple of Support
        Their union is the set, exactly.
    """

    message: str
    responses: FrozenMap[str, tuple[float, float]]
    beliefs: FrozenMap[str, tuple[float, float]]
    supports: tuple[Support, ...]

    @property
    def words(self) -> str:
        """The ranges in words."""
        return f"response: {self.response_words}; belief: {self.belief_words}"

    @property
    def response_words(self) -> str:
        """The ranges of the responses in words."""
        return _ranges(self.responses)

    @property
    def belief_words(self) -> str:
        """The ranges of the beliefs in words."""
        return _ranges(self.beliefs)


@dataclass(frozen=True, eq=False)
class Assessment(Shown):
    """One equilibrium of a signalling game: strategies, beliefs, and what supports them.

    Attributes
    ----------
    game : SignallingGame
    sender : array, shape (n_types, n_messages)
        Probability with which each type sends each message.
    responses : tuple of arrays
        For each message the probability of each response to it.  After a message that
        nobody sends it is one of those in `off_path`.
    beliefs : array, shape (n_messages, n_types)
        What the receiver believes after each message; after one that nobody sends, one of
        the beliefs in `off_path` to which the response is best.
    off_path : FrozenMap
        ``{message: OffPath}`` for every message that no type of positive probability sends.
    kind : {"pooling", "separating", "hybrid"}
        Whether messages reveal nothing, everything, or something in between.
    pure : bool
        Whether no type and, after messages that are sent, no response is mixed.
    type_payoffs : array, shape (n_types,)
        What each type expects.
    payoffs : array, shape (2,)
        What the sender and the receiver expect before the type is drawn.
    intuitive, d1 : bool
        Whether it survives the intuitive criterion, and D1.
    upset : FrozenMap
        ``{message: tests}`` for every message at which a test fails.
    component : int
        The number of the component of `Signalling.components` that it belongs to; -1 if
        components were not worked out.
    """

    game: SignallingGame
    sender: FloatArray
    responses: tuple[FloatArray, ...]
    beliefs: FloatArray
    off_path: FrozenMap[str, OffPath]
    kind: str
    pure: bool
    type_payoffs: FloatArray
    payoffs: FloatArray
    intuitive: bool
    d1: bool
    upset: FrozenMap[str, tuple[str, ...]]
    component: int = -1

    def sends(self, kind: str) -> FrozenMap[str, float]:
        """Return the probability of each message that a type sends, by its name."""
        row = self.sender[_place(self.game.types, "type", kind)]
        return _named(self.game.messages, row)

    def responds(self, message: str) -> FrozenMap[str, float]:
        """Return the probability of each response to a message, by its name."""
        place = _place(self.game.messages, "message", message)
        return _named(self.game.responses[place], self.responses[place])

    def believes(self, message: str) -> FrozenMap[str, float]:
        """Return the receiver's belief after a message, by type."""
        row = self.beliefs[_place(self.game.messages, "message", message)]
        return _named(self.game.types, row)

    @property
    def survives(self) -> str:
        """The tests that it survives, in words."""
        passed = (("intuitive criterion", self.intuitive), ("D1", self.d1))
        return ", ".join(name for name, passes in passed if passes) or "none"

    @property
    def sender_words(self) -> str:
        """What each type sends, in words."""
        plays = [mixture_words(row, self.game.messages) for row in self.sender]
        if len(set(plays)) == 1 and len(plays) > 1:
            return f"every type: {plays[0]}"
        return "; ".join(
            f"{kind}: {each}" for kind, each in zip(self.game.types, plays, strict=True)
        )

    @property
    def receiver_words(self) -> str:
        """What answers each message that is sent and leaves a choice, in words."""
        told = [
            f"after {message}: {mixture_words(mixture, own)}"
            for message, mixture, own in zip(
                self.game.messages, self.responses, self.game.responses, strict=True
            )
            if message not in self.off_path and not self.game.ends(message)
        ]
        return "; ".join(told) or "nothing to answer"

    def summary(self) -> Table:
        """Return a row per message: who sends it, what is then believed, what answers it."""
        rows = []
        for m, message in enumerate(self.game.messages):
            sent = _listing(self.game.types, self.sender[:, m])
            if message in self.off_path:
                off = self.off_path[message]
                rows.append((message, "nobody", off.belief_words, off.response_words))
            else:
                thought = _listing(self.game.types, self.beliefs[m])
                plays = mixture_words(self.responses[m], self.game.responses[m])
                rows.append((message, sent, thought, plays))
        worth = ", ".join(
            f"{kind} {value:.4g}"
            for kind, value in zip(self.game.types, self.type_payoffs, strict=True)
        )
        notes = [
            f"{self.game.sender} expects {self.payoffs[0]:.4g} ({worth}), {self.game.receiver} "
            f"{self.payoffs[1]:.4g}.",
            *(f"Fails at {message}: {', '.join(tests)}." for message, tests in self.upset.items()),
            f"Survives: {self.survives}.",
        ]
        title = f"{self.game.title or 'signalling game'}: {self.kind} equilibrium"
        return Table(("message", "sent by", "belief", "response"), rows, title, notes)

    def __repr__(self) -> str:
        worth = ", ".join(f"{each:.4g}" for each in self.payoffs)
        return f"<Assessment: {self.kind}, {self.sender_words}; payoffs {worth}>"


def share_words(share: float) -> str:
    """Return a probability as a simple fraction where it is one, else to four digits.

    >>> share_words(2 / 3), share_words(0.75), share_words(1.0), share_words(0.1234567)
    ('2/3', '3/4', '1', '0.1235')
    """
    near = Fraction(float(share)).limit_denominator(200)
    simple = abs(float(near) - share) <= 1e-9 * min(share, 1.0)
    return str(near) if simple else f"{share:.4g}"


def mixture_words(mixture: FloatArray, names: tuple[str, ...]) -> str:
    """Return a mixture in words: ``propose``, or ``propose 2/3, no proposal 1/3``."""
    used = np.flatnonzero(mixture)
    if len(used) == 1:
        return names[int(used[0])]
    return ", ".join(f"{names[each]} {share_words(mixture[each])}" for each in used)


def _listing(names: tuple[str, ...], shares: FloatArray) -> str:
    """Return who has a share, and which where it is not all."""
    return ", ".join(
        name if share == 1 else f"{name} {share_words(share)}"
        for name, share in zip(names, shares, strict=True)
        if share > 0
    )


def _ranges(ranges: FrozenMap[str, tuple[float, float]]) -> str:
    """Return ranges of probabilities in words; of two that mirror each other, the first."""
    certain = [name for name, ends in ranges.items() if ends == (1.0, 1.0)]
    if certain:
        return certain[0]
    told = [f"{name} {_range(*ends)}" for name, ends in ranges.items() if ends != (0.0, 1.0)]
    return ", ".join(told[:1] if len(ranges) == 2 else told) or "any"


def _range(low: float, high: float) -> str:
    """Return a range of probabilities in words."""
    if low == high:
        return share_words(low)
    if low == 0:
        return f"at most {share_words(high)}"
    if high == 1:
        return f"at least {share_words(low)}"
    return f"{share_words(low)} to {share_words(high)}"


def _named(names: tuple[str, ...], shares: FloatArray) -> FrozenMap[str, float]:
    return FrozenMap(zip(names, shares.tolist(), strict=True))


def _place(names: tuple[str, ...], kind: str, name: str) -> int:
    if name not in names:
        raise unknown_name(kind, name, names)
    return names.index(name)
