"""Gambit files spoilt in every way that a token can be spoilt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from negotiation.errors import NegotiationError

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+', re.DOTALL)
JUNK = ["{", "}", ",", '"', '""', '"x"', "x", "0", "-1", "2", "1.5", "1/0", "1/-3", "nan", "-inf"]
JUNK += ["1e999999999", "1e400", "1e-400", "9" * 5000, "1_0", "٣", "+", "\\", "½", "{ {", "} }"]


def spoilt(text: str) -> Iterator[str]:
    """Yield the text cut off at every token and within it, with each left out, doubled, replaced.

    What follows the last token is not spoilt, so every text but the last differs in meaning.
    """
    for found in TOKEN.finditer(text):
        before, token, after = text[: found.start()], found[0], text[found.end() :]
        yield before
        yield before + token[:-1]
        yield before + after
        yield before + token + " " + token + after
        for junk in JUNK:
            yield f"{before} {junk} {after}"


def refusals(read: Callable[[str], Any], text: str) -> list[NegotiationError]:
    """Return why spoilt texts are refused; any other exception is the caller's to see."""
    errors = []
    for each in spoilt(text):
        try:
            read(each)
        except NegotiationError as error:
            errors.append(error)
    return errors


def vague(errors: list[NegotiationError]) -> list[str]:
    """Return the refusals that do not name line and column, or do not say what is right."""
    return [str(each) for each in errors if not {"line", "column"} <= set(each.place)]
