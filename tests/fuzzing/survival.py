"""What must hold of any file at all: it is refused in words, or it is a noun that can be used."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import numpy as np

import negotiation as ng
from negotiation.errors import NegotiationError
from tests.fuzzing.samples import BESIDE, JSON_DOMAIN, NEGOLOG, PROFILE, WEB_PROFILE, XML_DOMAIN

_SMALL = 2_000
"""Outcomes up to which a scenario is turned into a problem."""

_WRITTEN = {"csv": ".csv", "gambit-efg": ".efg", "gambit-nfg": ".nfg", "toml": ".toml"}
_BESIDE = {
    "genius": ("domain.xml", XML_DOMAIN, "fixed.xml", PROFILE),
    "geniusweb": ("domain.json", JSON_DOMAIN, "fixed.json", WEB_PROFILE),
    "negolog": ("domain.json", NEGOLOG, "fixed.json", NEGOLOG),
}
"""A domain and a profile of it, for formats with a file per actor."""


class Reader:
    """Reads files of one format, and tries what can be done with what is read.

    Parameters
    ----------
    format : str
        One of ``negotiation.io.formats``.
    folder : Path
        An empty folder, best in memory.
    """

    def __init__(self, format: str, folder: Path) -> None:
        self.format, self.folder = format, folder
        self.path = folder / f"file{ng.io.formats[format].suffixes[0]}"
        self.fixed: tuple[Path, ...] = ()
        if format in _BESIDE:
            domain, of_domain, profile, of_profile = _BESIDE[format]
            self.fixed = (folder / domain, folder / profile)
            for place, text in zip(self.fixed, (of_domain, of_profile), strict=True):
                place.write_text(text, encoding="utf-8")
        (folder / "beside.toml").write_text(BESIDE, encoding="utf-8")

    def try_out(self, raw: bytes) -> list[Any]:
        """Return the nouns in a file, each tried out; of one that is refused there is none."""
        self.path.write_bytes(raw)
        ways: list[tuple[Path, dict[str, Any]]] = [(self.path, {})]
        if self.fixed:
            domain, profile = self.fixed
            ways = [(self.path, {"profiles": []}), (domain, {"profiles": [self.path]})]
            ways.append((self.path, {"profiles": [profile]}))
            if self.format == "genius":
                ways[0] = (self.path, {"profiles": None})
        found = []
        for place, options in ways:
            try:
                noun = ng.io.read(place, self.format, **options)
            except NegotiationError as error:
                check_words(error, str(self.folder))
                continue
            self._use(noun)
            found.append(noun)
        return found

    def _use(self, noun: Any) -> None:
        """Show what was read, compute with it, write it and read it again."""
        show(noun)
        if isinstance(noun, ng.Scenario) and outcomes_of(noun) <= _SMALL:
            self._compute(noun)
        for format, suffix in _WRITTEN.items():
            place = self.folder / f"written{suffix}"
            try:
                ng.io.write(noun, place)
            except NegotiationError:
                continue
            again = ng.io.read(place, format)
            assert type(again) is type(noun)
            assert_same(noun, again)
            os.unlink(place)

    def _compute(self, scenario: ng.Scenario) -> None:
        try:
            problem = ng.bargaining_problem(scenario)
        except NegotiationError:
            return
        show(problem)


def outcomes_of(scenario: ng.Scenario) -> int:
    """Return how many packages there are, continuous issues aside."""
    return math.prod(len(issue) for issue in scenario.issues if not issue.continuous)


def check_words(error: NegotiationError, place: str) -> None:
    """Check that an error names the file, and can be read."""
    if place not in str(error):
        raise AssertionError(f"no file is named: {error}")
    if len(str(error)) > 5000:
        raise AssertionError(f"the message is out of all proportion: {str(error)[:300]}")


def show(noun: Any) -> None:
    """Show a noun in every way, and check that no name reaches a page or terminal as code."""
    assert "\n" not in repr(noun)
    shown = str(noun.summary())
    assert "\x1b" not in shown, "a terminal would take a name for a command"
    page = noun._repr_html_()
    assert "<b>" not in page, "a page would take a name for a tag"


def assert_same(noun: Any, again: Any) -> None:
    """Check that what was written and read again is the same."""
    if isinstance(noun, ng.Scenario):
        assert again == noun
    elif isinstance(noun, ng.ExtensiveGame):
        assert [
            len(each.node.moves) for each in again.positions if hasattr(each.node, "moves")
        ] == [len(each.node.moves) for each in noun.positions if hasattr(each.node, "moves")]
        assert np.array_equal(again.payoffs, noun.payoffs)
    else:
        assert np.array_equal(again.payoffs, noun.payoffs)
        assert again.actors == noun.actors


__all__ = ["Reader", "assert_same", "check_words", "show"]
