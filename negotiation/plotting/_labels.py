"""The words of a chart: what to call things, how short, and never read as mathematics."""

from __future__ import annotations

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


class Fitted(Text):
    """Text that breaks and shortens itself to fit a box, whenever it is drawn.

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
        self.set_text(self.whole)
        size = self.get_window_extent(renderer)
        if size.width <= width or not self.whole:
            return self.whole
        per_line = size.height * 1.2
        lines = max(1, int(height // per_line))
        characters = max(2, int(len(self.whole) * width / size.width))
        while characters > 2:
            text = wrap(self.whole, characters, lines)
            self.set_text(text)
            if self.get_window_extent(renderer).width <= width:
                return text
            characters -= 1
        return wrap(self.whole, 2, 1)
