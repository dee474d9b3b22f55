"""Perfect Bayesian equilibria of signalling games, all of them, with what supports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from negotiation._arrays import read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import SignallingGame
from negotiation.engine.information._assessment import Assessment
from negotiation.engine.information._outcome_sets import Product, connected, products
from negotiation.engine.information._read_off import assessment, weights_of
from negotiation.engine.information._replies import Replies, replies
from negotiation.engine.information._sender_plans import Plan, extreme_plans, pure_plans
from negotiation.engine.information._signal_stakes import Stakes, stakes
from negotiation.engine.information._signalling_answer import OutcomeSet, Part, Signalling
from negotiation.errors import InvalidTypeError, TooLargeError

SEARCH = 150_000
"""Sets of beliefs that are looked at, at most, for the sender's mixed plans."""

PURE = 5_000
"""Plans without mixing that are looked at, at most, where the mixed ones are too many."""

EXTREME = 2_000
"""Extreme equilibria that are returned at most."""

PAIRS = 3_000
"""Sets of plans that are compared, at most, to see what is connected."""


def signalling(game: SignallingGame) -> Signalling:
    """Return all perfect Bayesian equilibria of a signalling game, pure and mixed.

    An equilibrium consists of what each type sends, how each message is answered and what
    is believed after it, such that every type does as well as it can, every response is
    best to the belief, and the belief follows from the prior by Bayes' rule after every
    message that is sent.  After a message that no type sends the belief may be any, but the
    receiver has one belief, and so one (perhaps mixed) response for all types.  These are
    the sequential equilibria as well: there is a single move before the receiver's, so
    that small mistakes of the types, in suitable proportions, bring about any belief
    (Fudenberg and Tirole 1991).  A type of probability zero is never believed; it plays a
    best reply.

    Parameters
    ----------
    game : SignallingGame

    Returns
    -------
    Signalling
        An entry per extreme outcome: the sender's and the receiver's mixtures, beliefs, for
        every message that is not sent the set of responses and beliefs that support the
        equilibrium, and whether it survives the intuitive criterion and D1 (one round of
        each; D2 and never-weak-best-response are not applied).  Where outcomes form a
        continuum, `components` describes it.

    Raises
    ------
    InvalidTypeError
        If `game` is not a signalling game.
    TooLargeError
        If there are too many types and messages even for plans without mixing.

    Notes
    -----
    Computed in fractions: payoffs and probabilities are read as the simplest ones within
    1e-10 of their range, so that ties are decided, not guessed.  The sender's plans are
    listed at the corners of the receiver's value (sums of as many beliefs at which best
    responses change as there are types), and with each the responses that keep every type
    at its plan.  Together they are all extreme equilibria; four types, messages and
    responses take seconds.  Where this would take too long, `complete` is ``False`` and only
    equilibria in which no type mixes are returned.

    References
    ----------
    Cho, I.-K. and Kreps, D. M. (1987). Signaling games and stable equilibria. Quarterly
    Journal of Economics 102, 179-221.

    Banks, J. S. and Sobel, J. (1987). Equilibrium selection in signaling games. Econometrica
    55, 647-661.

    Fudenberg, D. and Tirole, J. (1991). Perfect Bayesian equilibrium and sequential
    equilibrium. Journal of Economic Theory 53, 236-260.

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.SignallingGame(
    ...     {"earnest": 0.75, "duplicitous": 0.25},
    ...     {
    ...         "no proposal": (0, 0),
    ...         "propose": {
    ...             "negotiate": {"earnest": (2, 2), "duplicitous": (4, -4)},
    ...             "reject": (-1, 0),
    ...         },
    ...     },
    ... )
    >>> for each in ng.signalling(game).equilibria:
    ...     print(each.kind, "-", each.sender_words, "-", each.receiver_words)
    pooling - every type: propose - after propose: negotiate
    pooling - every type: no proposal - nothing to answer
    hybrid - earnest: no proposal 1/3, propose 2/3; duplicitous: propose - after propose:
    negotiate 1/3, reject 2/3
    """
    if not isinstance(game, SignallingGame):
        raise InvalidTypeError(
            "signalling takes a SignallingGame, such as SignallingGame({type: probability}, "
            "{message: {response: {type: (sender, receiver)}}}).",
            given=game,
        )
    known = stakes(game)
    plans, complete = _plans(known)
    answers = [(plan, replies(known, [plan])) for plan in plans]
    kept = [plan for plan, own in answers if own]
    sets = [own for _, own in answers if own]
    count = sum(len(each.mixtures) for own in sets for each in own)
    if count > EXTREME:
        raise TooLargeError(
            f"There are {count:,} extreme equilibria (at most {EXTREME:,}): too many ties."
        )
    found = products(known, kept, sets, PAIRS) if complete else None
    home = {} if found is None else connected(known, kept, sets, found)
    extreme = _extreme(game, known, kept, sets, home)
    order = list(dict.fromkeys(each.component for each in extreme))
    if found is not None:
        extreme = [replace(each, component=order.index(each.component)) for each in extreme]
        home = {node: order.index(number) for node, number in home.items()}
    components = () if found is None else _components(game, kept, found, home, extreme)
    notes = _notes(
        game, complete, found is not None, all(not each.dimension for each in components)
    )
    return Signalling(game, tuple(extreme), components, complete, FrozenMap({"note": notes}))


def _plans(known: Stakes) -> tuple[list[Plan], bool]:
    """Return the sender's extreme plans, or those without mixing, and whether all are there."""
    try:
        return extreme_plans(known, SEARCH), True
    except TooLargeError:
        count = len(known.sender) ** len(known.prior)
        if count > PURE:
            raise TooLargeError(
                f"{len(known.prior)} types with {len(known.sender)} messages have {count:,} plans, "
                f"too many to look at (at most {PURE:,}); leave out types or messages."
            ) from None
        return list(pure_plans(known)), False


def _extreme(
    game: SignallingGame,
    known: Stakes,
    plans: Sequence[Plan],
    sets: Sequence[Sequence[Replies]],
    home: dict[tuple[int, int], int],
) -> list[Assessment]:
    """Return an assessment per extreme outcome: pooling, separating, hybrid, the best first."""
    found = []
    for place, (plan, own) in enumerate(zip(plans, sets, strict=True)):
        seen = []
        for part, each in enumerate(own):
            for mixture in each.mixtures:
                if mixture not in seen:
                    seen.append(mixture)
                    number = home.get((place, part), -1)
                    found.append(assessment(game, known, plan, mixture, number))
    kinds = ("pooling", "separating", "hybrid")
    return sorted(found, key=lambda each: (kinds.index(each.kind), -each.payoffs[0]))


def _components(
    game: SignallingGame,
    plans: Sequence[Plan],
    found: Sequence[Product],
    home: dict[tuple[int, int], int],
    extreme: Sequence[Assessment],
) -> tuple[OutcomeSet, ...]:
    """Return the connected sets of outcomes, in the order of their first assessments."""
    sets = []
    for number in range(1 + max(each.component for each in extreme)):
        parts = [_part(game, plans, each) for each in found if home[each.home] == number]
        places = tuple(k for k, each in enumerate(extreme) if each.component == number)
        sets.append(OutcomeSet(places, tuple(parts), max(part.dimension for part in parts)))
    return tuple(sets)


def _part(game: SignallingGame, plans: Sequence[Plan], product: Product) -> Part:
    """Return a product of plans and responses in floats and names."""
    sent = product.replies.messages
    return Part(
        tuple(game.messages[m] for m in sent),
        read_only(np.array([weights_of(game, plans[place]) for place in product.plans])),
        tuple(
            FrozenMap(
                {game.messages[m]: read_only(np.array(own, dtype=float)) for m, own in each.items()}
            )
            for each in product.replies.mixtures
        ),
        product.dimension(plans),
    )


def _notes(game: SignallingGame, complete: bool, joined: bool, isolated: bool) -> tuple[str, ...]:
    """Return what was done and what was not."""
    extreme = "" if joined and isolated else "the extreme "
    notes = [
        f"These are all {extreme}perfect Bayesian (and sequential) equilibria."
        if complete
        else "Only equilibria in which no type mixes: there are too many ways of mixing to list."
    ]
    if complete and not joined:
        notes.append("There are too many extreme equilibria to say which of them are connected.")
    impossible = [kind for kind, chance in zip(game.types, game.prior, strict=True) if not chance]
    if impossible:
        notes.append(
            "Of probability zero, so never believed, and shown at a best reply: "
            f"{', '.join(impossible)}."
        )
    return tuple(notes)
