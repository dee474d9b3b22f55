"""The words of a chart: what to call things, how short, and never read as mathematics."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from negotiation.actors import Outcome
from negotiation.concessions import BargainingProblem
from negotiation.engine._solution import outcome_label

T = TypeVar("T", bound=Text)


def write(text: T) -> T:
    """Have matplotlib set a text as it stands: ``$`` is a dollar and ``_`` an underscore."""
    text.set_parse_math(False)
    text.set_usetex(False)
    return text


def shorten(text: str, width: int) -> str:
    """Return `text` in at most `width` characters, an ellipsis where some are left out.

    >>> shorten("dismantle all of Yongbyon", 16)
    'dismantle all…'
    """
    text = " ".join(str(text).split())
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > width // 2 else cut).rstrip(" ;:,") + "…"


def wrap(text: str, width: int, lines: int) -> str:
    """Return `text` in at most `lines` lines of `width` characters, shortened to fit.

    >>> print(wrap("dismantle all of Yongbyon, no more", 14, 2))
    dismantle all
    of Yongbyon,…
    """
    words = str(text).split()
    hyphens = any(len(word) > width for word in words)
    whole = textwrap.wrap(" ".join(words), width, break_long_words=True, break_on_hyphens=hyphens)
    if len(whole) <= lines:
        return "\n".join(whole)
    kept = whole[:lines]
    last = kept[-1]
    kept[-1] = (last if len(last) < width else shorten(last + " x", width).rstrip("…")) + "…"
    return "\n".join(kept)


def listed(names: Iterable[str]) -> str:
    """Return names as a list in prose, each once, in the order given."""
    return ", ".join(dict.fromkeys(names))


def noun(problem: BargainingProblem, count: int = 2) -> str:
    """Return what an outcome of this problem is called: a package if it settles issues."""
    issues = problem.scenario is not None or isinstance(problem.outcomes[0], Outcome)
    word = "package" if issues else "outcome"
    return word if count == 1 else word + "s"


def no_zopa(problem: BargainingProblem) -> str:
    """Return in words that the ZOPA is empty."""
    everybody = problem.consent.unanimous(problem.actors)
    who = "all actors" if everybody else "enough actors"
    return f"No ZOPA: no {noun(problem, 1)} is acceptable to {who}."


def outcome_words(problem: BargainingProblem, outcome: Any, without: Collection[str] = ()) -> str:
    """Return an outcome in words: what it changes in the status quo.

    Issues in `without` are left aside, because they are told elsewhere.
    """
    if not without or not isinstance(outcome, Outcome):
        return outcome_label(problem, outcome)
    rest = Outcome((issue, option) for issue, option in outcome.items() if issue not in without)
    return str(rest.changes(status_quo(problem))) or "nothing more"


def status_quo(problem: BargainingProblem) -> Outcome | None:
    """Return the outcome in force now, if the problem knows of one."""
    return problem.scenario.status_quo if problem.scenario else None


_SMALLER = 0.72
"""How far letters may shrink, as a share of their size, before words are left out."""
_LEAST = 4.5
"""Letters, in points, that do not shrink further, however low the box."""


class Fitted(Text):
    """Text that fits itself to a box, whenever it is drawn.

    It goes on to more lines between words; then its letters shrink a little; then words are
    left out, with an ellipsis.  No word is broken.

    Parameters
    ----------
    x, y : float
        The middle of the box, in data coordinates (``va`` and ``ha`` apply).
    text : str
        The whole text.
    box : tuple of float
        Width and height of the box, in data coordinates.
    **look
        As for `matplotlib.text.Text`.
    """

    def __init__(self, x: float, y: float, text: str, box: tuple[float, float], **look: Any):
        super().__init__(x, y, text, **look)
        self.whole = " ".join(str(text).split())
        self.box = box
        self.size = float(self.get_fontsize())
        self.set_in_layout(False)
        write(self)

    def draw(self, renderer: RendererBase) -> None:
        """Fit, then draw."""
        self.set_text(self._fitted(renderer))
        super().draw(renderer)

    def _fitted(self, renderer: RendererBase) -> str:
        """Return the text in as many lines and characters as the box holds."""
        transform = self.get_transform()
        corner = transform.transform((0.0, 0.0))
        width, height = abs(transform.transform(self.box) - corner)
        self.set_fontsize(self.size)
        self.set_text(text := self.whole)
        low = 1.25 * height / max(self.get_window_extent(renderer).height, 1e-9)
        size = self.size * min(1.0, max(low, _LEAST / self.size))
        for share in (1.0, 0.86, _SMALLER):
            self.set_fontsize(share * size)
            text = self._broken(renderer, width, height)
            if " ".join(text.split()) == self.whole:
                return text
        return text

    def _broken(self, renderer: RendererBase, width: float, height: float) -> str:
        """Return what fits of the text at the present size of letters."""
        self.set_text(self.whole)
        size = self.get_window_extent(renderer)
        if size.width <= width or not self.whole:
            return self.whole
        lines = max(1, int(height // (size.height * 1.2)))
        # The least characters that could be too many: a line of narrow letters holds more.
        characters = max(2, int(1.3 * len(self.whole) * width / size.width))
        while characters > 2:
            text = wrap(_cut(self.whole, characters), characters, lines)
            self.set_text(text)
            if self.get_window_extent(renderer).width <= width:
                return text
            characters -= 1
        return wrap(_cut(self.whole, 2), 2, 1)


def _cut(text: str, width: int) -> str:
    """Return `text` without what is too long in it for a line: cut, not broken.

    >>> _cut("no agreement", 8)
    'no agreeme…'
    """
    return " ".join(
        word if max(map(len, re.split("(?<=-)", word))) <= width else shorten(word, width)
        for word in text.split()
    )
