"""All equilibria of a signalling game: the assessments, and what connects them."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation._arrays import FloatArray
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions import SignallingGame
from negotiation.engine.information._assessment import Assessment
from negotiation.errors import unknown_name

REFERENCE = (
    "Cho, I.-K. and Kreps, D. M. (1987). Signaling games and stable equilibria. Quarterly Journal "
    "of Economics 102, 179-221."
)


@dataclass(frozen=True, eq=False)
class Part:
    """A convex set of equilibrium outcomes: any of the plans with any of the responses.

    Every mixture of the plans goes with every mixture of the responses; messages outside
    `messages` are never sent.

    Attributes
    ----------
    messages : tuple of str
        Those that are sent.
    plans : array, shape (k, n_types, n_messages)
        The corners of the sender's side, as joint probabilities of type and message.
    responses : tuple of FrozenMap
        The corners of the receiver's side: ``{message: mixture}`` each.
    dimension : int
        In how many directions the outcome can vary.
    """

    messages: tuple[str, ...]
    plans: FloatArray
    responses: tuple[FrozenMap[str, FloatArray], ...]
    dimension: int


@dataclass(frozen=True, eq=False)
class OutcomeSet:
    """Equilibrium outcomes that are connected to each other and to no others.

    Attributes
    ----------
    equilibria : tuple of int
        The places in `Signalling.equilibria` of its extreme assessments.
    parts : tuple of Part
        The convex sets of which it is the union.
    dimension : int
        The largest dimension of a part; 0 if it is a single outcome.
    """

    equilibria: tuple[int, ...]
    parts: tuple[Part, ...]
    dimension: int


@dataclass(frozen=True, eq=False)
class Signalling(Shown):
    """All perfect Bayesian equilibria of a signalling game.

    Attributes
    ----------
    game : SignallingGame
    equilibria : tuple of Assessment
        The extreme ones, an entry per outcome.  Each says which responses and beliefs off
        the path support it.
    components : tuple of OutcomeSet
        The connected sets of outcomes; mixtures within their parts are all other equilibria.
    complete : bool
        Whether these are all.
    diagnostics : FrozenMap
        ``"note"``: what was done and what was not, in sentences.
    """

    game: SignallingGame
    equilibria: tuple[Assessment, ...]
    components: tuple[OutcomeSet, ...]
    complete: bool
    diagnostics: FrozenMap[str, tuple[str, ...]]

    def surviving(self, test: str = "intuitive") -> tuple[Assessment, ...]:
        """Return the equilibria that survive a test.

        Parameters
        ----------
        test : {"intuitive", "d1"}
        """
        if test not in ("intuitive", "d1"):
            raise unknown_name("test", test, ("intuitive", "d1"))
        return tuple(each for each in self.equilibria if getattr(each, test))

    def summary(self) -> Table:
        """Return what both sides do in each equilibrium and expect, and what supports it."""
        rows = []
        for number, each in enumerate(self.equilibria, start=1):
            rows.append((number, each.kind, self.game.sender, each.sender_words, each.payoffs[0]))
            rows.append(
                (number, each.kind, self.game.receiver, each.receiver_words, each.payoffs[1])
            )
        notes = [
            f"{number}: {message} is never sent; {off.words}."
            for number, each in enumerate(self.equilibria, start=1)
            for message, off in each.off_path.items()
            if not self.game.ends(message)
        ]
        notes += self._tested()
        notes += [*self._continua(), *self.diagnostics["note"]]
        title = f"{self.game.title or 'signalling game'}: perfect Bayesian equilibria"
        return Table(("equilibrium", "kind", "actor", "does", "expects"), rows, title, notes)

    def _tested(self) -> list[str]:
        """Return which equilibria survive the refinements, and where the others fail."""
        every = tuple(range(len(self.equilibria)))
        passed = tuple(k for k in every if not self.equilibria[k].upset)
        told = []
        if passed:
            verb = "survive" if len(passed) > 1 else "survives"
            told.append(f"{_listed(passed)} {verb} the intuitive criterion and D1.")
        for k in every:
            each = self.equilibria[k]
            fails = [f"{' and '.join(tests)} at {m}" for m, tests in each.upset.items()]
            if fails:
                rest = "; it survives the intuitive criterion" if each.intuitive else ""
                told.append(f"{k + 1} fails {', '.join(fails)}{rest}.")
        return told

    def _continua(self) -> list[str]:
        """Return what is to be said of components that are more than one outcome."""
        return [
            f"{_listed(each.equilibria)} "
            + (
                "are the ends of a line of equilibria."
                if each.dimension == 1 and len(each.equilibria) == 2
                else f"are corners of a connected set of equilibria of dimension {each.dimension}."
            )
            for each in self.components
            if each.dimension
        ]

    def __repr__(self) -> str:
        kinds = [each.kind for each in self.equilibria]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        told = "all" if self.complete else "perhaps not all"
        word = "equilibrium" if len(kinds) == 1 else "equilibria"
        return f"<Signalling: {len(kinds)} {word} ({counts or 'none found'}), {told}>"


def _listed(places: tuple[int, ...]) -> str:
    numbers = [str(place + 1) for place in places]
    return " and ".join([", ".join(numbers[:-1]), numbers[-1]]) if len(numbers) > 1 else numbers[0]
