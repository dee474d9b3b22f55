"""Cheap talk: how much can be told when talk costs nothing and interests differ a little."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, number, read_only
from negotiation._table import Shown, Table
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Crawford, V. P. and Sobel, J. (1982). Strategic information transmission. Econometrica 50, "
    "1431-1451."
)

LARGEST_BIAS = 1e150
"""Beyond it the loss, its square, is no number."""


@dataclass(frozen=True, eq=False)
class Talk:
    """One equilibrium: the sender says in which of several intervals the truth lies.

    Attributes
    ----------
    messages : int
        How many intervals are told apart; 1 is babbling.
    cutoffs : array, shape (messages - 1,)
        Where one interval ends and the next begins.
    actions : array, shape (messages,)
        What the receiver does on each message: the middle of the interval.
    receiver, sender : float
        Their expected utilities, 0 at best.
    """

    messages: int
    cutoffs: FloatArray
    actions: FloatArray
    receiver: float
    sender: float

    def __repr__(self) -> str:
        return f"<Talk: {self.messages} messages, receiver {self.receiver:.4g}>"


@dataclass(frozen=True, eq=False)
class CheapTalk(Shown):
    """All equilibria of cheap talk with a bias, the uninformative one included.

    Attributes
    ----------
    bias : float
        How much more the sender wants than is right for the receiver.
    equilibria : tuple of Talk
        From babbling upward; the last is the most informative of those listed.
    most : float
        The greatest number of messages in any equilibrium; infinite without bias, when the
        truth itself can be told.
    complete : bool
        Whether all are listed.
    """

    bias: float
    equilibria: tuple[Talk, ...]
    most: float
    complete: bool

    @property
    def best(self) -> Talk:
        """The most informative equilibrium listed, which both prefer before the truth is known."""
        return self.equilibria[-1]

    def summary(self) -> Table:
        """Return per equilibrium what is told apart and what it is worth to both."""
        rows = [
            (
                each.messages,
                ", ".join(f"{cut:.4g}" for cut in each.cutoffs[:8])
                + (", …" if each.messages > 9 else "")
                or "none",
                each.receiver,
                each.sender,
            )
            for each in self.equilibria
        ]
        if self.most == 1:
            notes = ["Nothing can be told: with this bias no message is believed."]
        elif self.bias == 0:
            notes = ["Without bias the truth itself can be told; every coarser talk is possible."]
        else:
            notes = [
                f"At most {self.most:.6g} messages are believed; the larger the bias, the fewer."
            ]
        if not self.complete:
            notes.append(f"Only the {len(self.equilibria)} with the fewest messages are listed.")
        columns = ("messages", "cutoffs", "receiver", "sender")
        return Table(columns, rows, f"cheap talk with bias {self.bias:.4g}", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<CheapTalk bias {self.bias:.4g}: at most {self.most:.6g} messages>"


def cheap_talk(bias: float, *, listed: int = 100) -> CheapTalk:
    """Return every equilibrium of costless talk about a number between 0 and 1.

    The sender knows t, uniform on [0, 1], and says something; the receiver then acts.  The
    receiver wants the action t (utility ``-(y - t)**2``), the sender t + b.  In equilibrium the
    sender only tells in which of N intervals t lies, ``a_i = a_1 i + 2 i (i - 1) b`` with
    ``a_1 = (1 - 2 N (N - 1) b) / N``, and there is one for every N with ``2 |b| N (N - 1) < 1``.
    The receiver expects ``-1 / (12 N**2) - b**2 (N**2 - 1) / 3``, the sender ``b**2`` less.

    Parameters
    ----------
    bias : float
        b; negative if the sender wants less than is right for the receiver.
    listed : int, default 100
        Equilibria to write out at most.

    Returns
    -------
    CheapTalk

    Raises
    ------
    InvalidValueError
        If `bias` is not finite or beyond 1e150, or `listed` below 1.

    References
    ----------
    Crawford, V. P. and Sobel, J. (1982). Strategic information transmission. Econometrica 50,
    1431-1451.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.cheap_talk(0.05).best.cutoffs
    array([0.13333333, 0.46666667])
    """
    b = number(bias, "The bias")
    if abs(b) > LARGEST_BIAS:
        raise InvalidValueError(
            f"A bias must not exceed {LARGEST_BIAS:g} in size.  It is measured in lengths of the "
            "interval in which the truth lies; from 1/4 on nothing can be told.",
            given=b,
        )
    if isinstance(listed, bool) or not isinstance(listed, int | np.integer):
        raise InvalidTypeError("The number of equilibria to list is whole.", given=listed)
    if listed < 1:
        raise InvalidValueError("List at least one equilibrium.", given=listed)
    most = _most(abs(b))
    count = int(min(most, listed))
    talks = tuple(_talk(b, messages) for messages in range(1, count + 1))
    return CheapTalk(b, talks, most, count == most)


def _most(size: float) -> float:
    """Return the greatest N with ``2 size N (N - 1) < 1``; rounding counts as equality."""
    if size == 0:
        return math.inf
    guess = math.floor((1 + math.sqrt(1 + 2 / size)) / 2) if size > 1e-12 else 0
    if not guess:
        return math.floor(math.sqrt(0.5 / size)) if size > 1e-300 else math.inf
    while guess > 1 and 2 * size * guess * (guess - 1) >= 1 - 1e-12:
        guess -= 1
    return float(guess)


def _talk(bias: float, messages: int) -> Talk:
    size = abs(bias)
    place = np.arange(messages + 1)
    first = (1 - 2 * messages * (messages - 1) * size) / messages
    ends = place * first + 2 * place * (place - 1) * size
    ends[-1] = 1.0
    if bias < 0:
        ends = 1.0 - ends[::-1]
    loss = 1 / (12 * messages**2) + size**2 * (messages**2 - 1) / 3
    return Talk(
        messages,
        read_only(ends[1:-1].copy()),
        read_only((ends[:-1] + ends[1:]) / 2),
        -loss,
        -loss - size**2,
    )
