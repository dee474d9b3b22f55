"""The nodes of a Gambit tree: read from the start downwards, put together from the ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from negotiation._arrays import LARGEST
from negotiation.concessions._layout import DEEPEST, LARGEST_TREE
from negotiation.concessions.extensive_form import Chance, Decision, Ending, ExtensiveGame
from negotiation.io._gambit_text import Tokens, fits, payoff_list, unquoted
from negotiation.io._gambit_writing import distinct, parted

_MOST_BITS = 30_000
"""Binary digits of a denominator that payoffs or probabilities may add up to."""

_MOST_CELLS = 5_000_000
"""Payoffs, in all, of the nodes of a tree."""

_UNNAMED = re.compile(r"_\d+")
"""What Gambit calls outcomes that have no name."""

_AGAIN = re.compile(r"(.+) #\d+", re.DOTALL)
"""What we call nodes and outcomes that share their name with one before; see `gambit_efg`."""

Payoffs: TypeAlias = tuple[Fraction, ...]
Key: TypeAlias = tuple[int, int]
"""The number of an actor, 0 for chance, and of one of its information sets or events."""


@dataclass
class _Set:
    """What a file says of an information set, or of an event where chance moves."""

    name: str
    moves: tuple[str, ...]
    shares: Payoffs
    nodes: int = 0


@dataclass(frozen=True)
class _Line:
    """One node of a file; an ending has payoffs, everything else an information set or event."""

    label: str
    key: Key = (0, 0)
    payoffs: Payoffs = ()


@dataclass
class _Open:
    """A node on the way down, with what has been paid so far and the moves left to follow."""

    key: Key
    paid: Payoffs
    left: int


def tree_of(text: str) -> ExtensiveGame:
    """Return the game tree in the text of a file; see `negotiation.io.gambit_efg.read_efg`."""
    tokens = Tokens(text)
    title = tokens.prologue("EFG", "2")
    actors = tokens.names("an actor", "Actor")
    about, told = parted(tokens.comment())
    nodes = _Nodes(tokens, actors)
    nodes.read()
    return ExtensiveGame(nodes.built(), actors, title=title, about=about, source=told)


class _Nodes:
    """Reads the lines of a tree, remembering what has been said about every number."""

    def __init__(self, tokens: Tokens, actors: tuple[str, ...]) -> None:
        self.tokens, self.actors = tokens, actors
        self.lines: list[_Line] = []
        self.sets: dict[Key, _Set] = {}
        self.outcomes: dict[int, tuple[str, Payoffs]] = {}
        self.way: list[_Open] = []
        self.passed: set[Key] = set()
        self.nodes: set[str] = set()  # names as they are written
        self.names: set[str] = set()

    def read(self) -> None:
        """Take all lines of the tree, which are all of the file."""
        self._line()
        while self.way:
            self._line()
        if not self.tokens.ended:
            self.tokens.missing("the end of the file, since every move has led to an ending")

    def _line(self) -> None:
        """Take one node."""
        tokens = self.tokens
        if not any(tokens.comes("word", kind) for kind in "cpt"):
            self._missing_node()
        kind = tokens.word("a node")
        start = tokens.start
        if len(self.way) > DEEPEST or len(self.lines) >= LARGEST_TREE:
            tokens.refuse(
                f"A tree has at most {LARGEST_TREE:,} nodes and {DEEPEST:,} moves in a play.",
                at=start,
            )
        if len(self.lines) * len(self.actors) > _MOST_CELLS:
            tokens.refuse(f"The nodes hold more than {_MOST_CELLS:,} payoffs in all.", at=start)
        label = self._label("the name of the node", self.nodes)
        paid = self.way[-1].paid if self.way else (Fraction(0),) * len(self.actors)
        if kind == "t":
            name, payoffs = self._outcome()
            total = self._added(paid, payoffs, start)
            self.lines.append(_Line(label or name, payoffs=total))
            self._close()
            return
        key = (self._actor() if kind == "p" else 0, tokens.whole("the number of the set", 1))
        place = tokens.start
        known = self._set(key)
        if key in self.passed and key[0]:
            tokens.refuse("No play may pass an information set twice.", given=known.name, at=place)
        known.nodes += 1
        self.passed.add(key)
        self.lines.append(_Line(label or (known.name if kind == "c" else ""), key))
        paid = self._added(paid, self._outcome()[1], start)
        self.way.append(_Open(key, paid, len(known.moves)))

    def _missing_node(self) -> NoReturn:
        """Say which node should have come."""
        where = "for the start"
        if self.way:
            moves = self.sets[self.way[-1].key].moves
            where = f"after the move {moves[-self.way[-1].left]!r}"
        self.tokens.missing(
            f"a node {where}, which is 'c' (chance), 'p' (an actor) or 't' (ending)"
        )

    def _close(self) -> None:
        """Go back up from an ending to the last node with a move left to follow."""
        while self.way:
            self.way[-1].left -= 1
            if self.way[-1].left:
                return
            self.passed.discard(self.way.pop().key)

    def _label(self, what: str, before: set[str]) -> str:
        """Take the name of a node or outcome, without the count that tells it from others."""
        written = self.tokens.quoted(what)
        again = _AGAIN.fullmatch(written)
        if _UNNAMED.fullmatch(written):
            return ""
        if again is not None and again[1] in before:
            return unquoted(again[1])
        before.add(written)
        return unquoted(written)

    def _actor(self) -> int:
        number = self.tokens.whole("the number of an actor", 1)
        if number > len(self.actors):
            self.tokens.refuse(
                f"There is no actor {number}, only {len(self.actors)}.", at=self.tokens.start
            )
        return number

    def _set(self, key: Key) -> _Set:
        """Take what is said of an information set, or recall it."""
        tokens = self.tokens
        kind = "information set" if key[0] else "event"
        start = tokens.start
        known = self.sets.get(key)
        if not (tokens.comes("text") or tokens.comes("mark", "{")):
            if known is None:
                tokens.refuse(
                    f"The {kind} {key[1]} has no name and moves yet, and none follow.", at=start
                )
            return known
        name = tokens.name("its name") if tokens.comes("text") else ""
        found = _Set(name, *self._moves(key))
        if known is None:
            self.sets[key] = found
            return found
        if (known.name, known.moves, known.shares) != (found.name, found.moves, found.shares):
            tokens.refuse(
                f"The {kind} {key[1]} was given another name, other moves or probabilities before.",
                given=f"{found.name!r}: {', '.join(found.moves)}",
                at=start,
            )
        return known

    def _moves(self, key: Key) -> tuple[tuple[str, ...], Payoffs]:
        """Take the moves of a set, and where chance moves their probabilities."""
        tokens = self.tokens
        tokens.mark("{", "before the moves")
        start = tokens.start
        labels, shares = [], []
        while not tokens.skip("}"):
            labels.append(tokens.name("a move, or '}' after the last one, the move"))
            if not key[0]:
                shares.append(tokens.number("its probability"))
                if shares[-1] < 0:
                    tokens.refuse("A probability must not be negative.", at=tokens.start)
        if not labels:
            tokens.refuse("There must be at least one move.", at=start)
        total = Fraction(0)
        for share in shares:
            total += share
            self._check_digits((total,), start)
        if not key[0] and total != 1:
            tokens.refuse(
                f"The probabilities sum to {float(total):.15g}, not to 1; those with many digits "
                "are written as fractions, such as 1/3.",
                at=start,
            )
        return distinct(labels, "move"), tuple(shares)

    def _outcome(self) -> tuple[str, Payoffs]:
        """Take the outcome of a node: its name and payoffs, given here or before."""
        tokens = self.tokens
        number = tokens.whole("the number of the outcome, 0 for none", 0)
        start = tokens.start
        described = tokens.comes("text") or tokens.comes("mark", "{")
        if not described:
            if number and number not in self.outcomes:
                tokens.refuse(
                    f"The outcome {number} has no name and payoffs yet, and none follow.", at=start
                )
            return self.outcomes.get(number, ("", (Fraction(0),) * len(self.actors)))
        if not number:
            tokens.refuse("Outcome 0 is none; it has neither name nor payoffs.", at=start)
        name = ""
        if tokens.comes("text"):
            name = self._label("the name of the outcome", self.names)
        tokens.mark("{", "before the payoffs")
        payoffs = tuple(payoff_list(tokens, self.actors))
        before = self.outcomes.setdefault(number, (name, payoffs))
        if before[1] != payoffs:
            tokens.refuse(
                f"The outcome {number} was given other payoffs before: "
                f"{', '.join(map(str, before[1]))}.",
                given=", ".join(map(str, payoffs)),
                at=start,
            )
        return name, payoffs

    def _added(self, paid: Payoffs, payoffs: Payoffs, start: int) -> Payoffs:
        """Return what has been paid with an outcome's payoffs."""
        if not any(payoffs):
            return paid
        total = tuple(one + other for one, other in zip(paid, payoffs, strict=True))
        self._check_digits(total, start)
        if not fits(max(map(abs, total))):
            self.tokens.refuse(
                f"The payoffs on the way add up to more than {LARGEST:g} in size.", at=start
            )
        return total

    def _check_digits(self, sums: Payoffs, start: int) -> None:
        """Refuse sums of fractions that need ever more digits."""
        if any(each.denominator.bit_length() > _MOST_BITS for each in sums):
            self.tokens.refuse("The fractions add up to one out of all proportion.", at=start)

    def built(self) -> Any:
        """Return the node at the start, put together from the last ending backwards."""
        names = self._names()
        ready: list[Any] = []
        for line in reversed(self.lines):
            if line.payoffs:
                ready.append(Ending(tuple(map(_plain, line.payoffs)), line.label))
                continue
            known = self.sets[line.key]
            below = [ready.pop() for _ in known.moves]
            if line.key[0]:
                actor = self.actors[line.key[0] - 1]
                moves = dict(zip(known.moves, below, strict=True))
                ready.append(Decision(actor, moves, names[line.key], line.label))
            else:
                odds = zip(map(_plain, known.shares), below, strict=True)
                ready.append(Chance(dict(zip(known.moves, odds, strict=True)), line.label))
        return ready[0]

    def _names(self) -> dict[Key, str | None]:
        """Return what information sets are called, different ones of an actor differently."""
        names: dict[Key, str | None] = dict.fromkeys(self.sets)
        for actor in range(1, len(self.actors) + 1):
            told = {
                key: known.name or f"set {key[1]}"
                for key, known in self.sets.items()
                if key[0] == actor and (known.name or known.nodes > 1)
            }
            names.update(zip(told, distinct(told.values(), "set"), strict=True))
        return names


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value
