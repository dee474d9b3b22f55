"""Counts how often a peer and this library give the same answer, and why they do not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

KEY = "agreement with a peer"
"""Under this name counts travel with a test's report, from whichever process ran it."""


class Tally:
    """One question put to one peer, again and again.

    A case counts as agreed, or as different for a reason that the test has shown, never
    assumed: an equilibrium that the peer lost is checked in fractions, a point that it prefers
    is measured by its own rule.  A difference without a reason fails the test.
    """

    def __init__(self, peer: str, question: str) -> None:
        self.counts: dict[str, Any] = {"peer": peer, "question": question, "agreed": 0}
        self.counts["shown"] = {}

    def agrees(self) -> None:
        """Count a case in which the two answers are the same."""
        self.counts["agreed"] += 1

    def differs(self, reason: str) -> None:
        """Count a case in which they are not, with what the test has shown about it."""
        shown = self.counts["shown"]
        shown[reason] = shown.get(reason, 0) + 1


def lines(properties: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield a line for each peer and question: how many of how many agree, and why not more."""
    agreed, shown = Counter[tuple[str, str]](), defaultdict[tuple[str, str], Counter[str]](Counter)
    for name, counts in properties:
        if name == KEY:
            place = (counts["peer"], counts["question"])
            agreed[place] += counts["agreed"]
            shown[place].update(counts["shown"])
    for peer, question in sorted({*agreed, *shown}):
        same, reasons = agreed[peer, question], shown[peer, question]
        told = f"{peer}, {question}: {same} of {same + reasons.total()} agree"
        why = "; ".join(f"{count}: {reason}" for reason, count in reasons.most_common())
        yield f"{told} ({why})" if why else told
