"""A signalling game: the one who knows speaks first, the one who does not answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.concessions._signalling_payoffs import (
    END,
    payoffs_of_arrays,
    payoffs_of_mapping,
    prior_of,
)
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import TooLargeError, unknown_name

if TYPE_CHECKING:
    from negotiation.concessions.extensive_form import ExtensiveGame

LARGEST_FORM = 5_000_000
"""Combinations of strategies that a normal form holds at most."""


@dataclass(frozen=True, eq=False)
class SignallingGame(Shown):
    """Types of a sender, the messages it can send, and what the receiver can answer.

    Chance draws the sender's type, the sender alone learns it and sends a message, the
    receiver hears the message and responds.

    Parameters
    ----------
    types : mapping or sequence of str
        ``{type: prior probability}``, or a list of types with `prior`.
    payoffs : mapping or array_like
        ``{message: {response: {type: (sender, receiver)}}}``.  A pair in place of
        ``{type: pair}`` holds for every type.  A message that ends the game has no
        responses: ``{message: pair}`` or ``{message: {type: pair}}``.  Or two arrays, the
        sender's and the receiver's payoffs, each of shape (n_types, n_messages,
        n_responses).
    prior : sequence of float or mapping, optional
        Probability of each type, where `types` is a list.  They sum to 1; zero is allowed.
    messages : sequence of str, optional
        Names, for arrays; for a mapping the order of messages, if not its own.
    responses : sequence of str or mapping, optional
        Names of the responses to every message, or ``{message: names}``; an empty list
        means that the message ends the game.  Needed only to name those of arrays, or to
        fix an order.
    sender, receiver : str, optional
        What the two actors are called.
    title : str, optional
        What the game is called.
    about : str, optional
        What it is about, in a sentence or two.
    source : str, optional
        Where its numbers come from.

    Attributes
    ----------
    types, messages : tuple of str
    prior : array, shape (n_types,)
    responses : tuple of tuples of str
        Those to each message, in the order of `messages`.
    payoffs : tuple of arrays, each of shape (2, n_types, n_responses)
        One per message: the sender's payoffs, then the receiver's.

    Raises
    ------
    NegotiationError
        If probabilities do not sum to 1, a payoff is missing or not finite, or a name is
        used twice or unknown; type, message and response are named.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.SignallingGame(
    ...     {"earnest": 0.75, "duplicitous": 0.25},
    ...     {
    ...         "no proposal": (0, 0),
    ...         "propose": {
    ...             "negotiate": {"earnest": (2, 2), "duplicitous": (4, -4)},
    ...             "reject": (-1, 0),
    ...         },
    ...     },
    ...     sender="Kim",
    ...     receiver="President",
    ... )
    <SignallingGame: Kim (2 types, 2 messages), President (1 + 2 responses)>
    """

    types: tuple[str, ...]
    payoffs: tuple[FloatArray, ...]
    prior: FloatArray = field(default=None, kw_only=True)  # type: ignore[arg-type]
    messages: tuple[str, ...] = field(default=None, kw_only=True)  # type: ignore[arg-type]
    responses: tuple[tuple[str, ...], ...] = field(default=None, kw_only=True)  # type: ignore[arg-type]
    sender: str = field(default="Sender", kw_only=True)
    receiver: str = field(default="Receiver", kw_only=True)
    title: str = field(default="", kw_only=True)
    about: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        given: Any = self.payoffs
        types, prior = prior_of(self.types, self.prior)
        if _settled(given, self.messages, self.responses):
            given = {
                message: {
                    response: {kind: (part[0, t, r], part[1, t, r]) for t, kind in enumerate(types)}
                    for r, response in enumerate(own)
                }
                for message, own, part in zip(self.messages, self.responses, given, strict=True)
            }
            read = payoffs_of_mapping(types, given, None, None)
        elif isinstance(given, Mapping):
            read = payoffs_of_mapping(types, given, self.messages, self.responses)
        else:
            read = payoffs_of_arrays(types, given, self.messages, self.responses)
        names = actor_names((self.sender, self.receiver), 2)
        for name, value in (
            ("types", types),
            ("prior", prior),
            *zip(("messages", "responses", "payoffs"), read, strict=True),
            *zip(("sender", "receiver"), names, strict=True),
        ):
            object.__setattr__(self, name, value)

    @property
    def actors(self) -> tuple[str, str]:
        """The sender's name and the receiver's."""
        return (self.sender, self.receiver)

    def ends(self, message: str) -> bool:
        """Say whether a message ends the game, so that the receiver has nothing to answer."""
        if message not in self.messages:
            raise unknown_name("message", message, self.messages)
        return self.responses[self.messages.index(message)] == (END,)

    def __repr__(self) -> str:
        counts = [len(own) for own in self.responses]
        said = str(counts[0]) if len(set(counts)) == 1 else " + ".join(map(str, counts))
        title = f" {self.title!r}" if self.title else ""
        return (
            f"<SignallingGame{title}: {self.sender} ({len(self.types)} types, "
            f"{len(self.messages)} messages), {self.receiver} ({said} responses)>"
        )

    def summary(self) -> Table:
        """Return a row per message and response, with both payoffs for every type."""
        heads = [
            f"{kind} ({chance:.4g})" for kind, chance in zip(self.types, self.prior, strict=True)
        ]
        rows = [
            (message, response, *(f"{a:.4g}, {b:.4g}" for a, b in part[:, :, r].T))
            for message, own, part in zip(self.messages, self.responses, self.payoffs, strict=True)
            for r, response in enumerate(own)
        ]
        told = (
            f"{self.sender} knows its type and sends a message; {self.receiver} hears the message "
            f"only. Payoffs: {self.sender}, {self.receiver}; prior probabilities in the head."
        )
        notes = [told, *(text for text in (self.about, self.source) if text)]
        return Table(("message", "response", *heads), rows, self.title, notes)

    def normal_form(self) -> NormalFormGame:
        """Return the game in which both plan ahead: a message per type, a response per message.

        Returns
        -------
        NormalFormGame
            The sender's strategies say what each type sends, in the order of `types`; the
            receiver's what it answers to each message that leaves it a choice, in the order
            of `messages`.

        Raises
        ------
        TooLargeError
            If there are more than `LARGEST_FORM` combinations of strategies.
        """
        sizes = [len(own) for own in self.responses]
        count = len(self.messages) ** len(self.types) * math.prod(sizes)
        if count > LARGEST_FORM:
            raise TooLargeError(
                f"The normal form would have {count:,} combinations of strategies (at most "
                f"{LARGEST_FORM:,}); signalling(game) works without it."
            )
        answers = np.array(list(itertools.product(*map(range, sizes)))).reshape(-1, len(sizes))
        # What every type gets from every message, whatever the receiver plans.
        each = np.stack([part[:, :, answers[:, m]] for m, part in enumerate(self.payoffs)], axis=2)
        weighted = self.prior[:, None, None] * each
        plans = list(itertools.product(range(len(self.messages)), repeat=len(self.types)))
        kinds = np.arange(len(self.types))
        table = np.stack([weighted[:, kinds, list(plan)].sum(axis=1) for plan in plans], axis=1)
        spoken = _plans([[self.messages[m] for m in plan] for plan in plans])
        replies = _plans(
            [
                [own[r] for own, r in zip(self.responses, row, strict=True) if own != (END,)]
                for row in answers.tolist()
            ]
        )
        told = {"title": self.title, "about": self.about, "source": self.source}
        return NormalFormGame(table, (spoken, replies), self.actors, **told)

    def tree(self) -> ExtensiveGame:
        """Return the game as a tree: chance draws the type, one speaks, the other answers.

        Returns
        -------
        ExtensiveGame
            The sender's information sets bear the names of its types, the receiver's those of
            the messages.
        """
        from negotiation.concessions.extensive_form import Chance, Decision, Ending, ExtensiveGame

        def heard(m: int, t: int) -> Decision | Ending:
            endings = [Ending(pair.tolist()) for pair in self.payoffs[m][:, t].T]
            if self.ends(self.messages[m]):
                return endings[0]
            moves = zip(self.responses[m], endings, strict=True)
            return Decision(self.receiver, dict(moves), self.messages[m])

        drawn = {
            kind: (
                chance,
                Decision(
                    self.sender,
                    {message: heard(m, t) for m, message in enumerate(self.messages)},
                    kind,
                ),
            )
            for t, (kind, chance) in enumerate(zip(self.types, self.prior.tolist(), strict=True))
        }
        told = {"title": self.title, "about": self.about, "source": self.source}
        return ExtensiveGame(Chance(drawn, "type"), self.actors, **told)


def _plans(plans: list[list[str]]) -> tuple[Any, ...]:
    """Return plans in words, or as tuples where words would not tell two of them apart."""
    words = [" / ".join(plan) or END for plan in plans]
    return tuple(words) if len(set(words)) == len(words) else tuple(map(tuple, plans))


def _settled(payoffs: Any, messages: Any, responses: Any) -> bool:
    """Say whether these are the fields of a finished game, as `dataclasses.replace` passes them."""
    return (
        isinstance(payoffs, tuple)
        and isinstance(messages, tuple)
        and isinstance(responses, tuple)
        and len(payoffs) == len(messages) == len(responses)
        and all(
            isinstance(part, np.ndarray) and part.ndim == 3 and isinstance(own, tuple)
            for part, own in zip(payoffs, responses, strict=True)
        )
    )
