r"""The words, texts, numbers and braces that Gambit's files are made of, read one by one.

Whitespace parts tokens and means nothing else.  A text stands in double quotes; a quote in it is
written ``\"``, and letters may be coded as ``\u00e9``, see ``_gambit_writing``.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NoReturn

from negotiation._arrays import LARGEST
from negotiation.errors import InvalidValueError
from negotiation.io._gambit_writing import distinct

_DIGITS = 4000
"""Characters of a number, and powers of ten, at most: no short token may take up all memory."""

_TOKEN = re.compile(
    r'\s*(?:"(?P<text>(?:[^"\\]|\\.)*+)"|(?P<mark>[{},])|(?P<word>[^\s{},"]+))', re.S
)
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE](?P<power>[+-]?\d+))?", re.A)
_DECIMALS = re.compile(r"[-+0-9.eE\s]+", re.A)
_NONZERO = re.compile(r"[-+0.]*[1-9]")
_RATIO = re.compile(r"(?P<above>[+-]?\d+)/(?P<below>\d+)", re.A)
_BLANKS = re.compile(r"\s*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPED = re.compile(r'\\+u([0-9a-fA-F]{4})|\\+U([0-9a-fA-F]{8})|\\(["\\])')


def fits(value: Fraction) -> bool:
    """Say whether a number is not too large to be held."""
    return abs(value) < 10**308 and abs(float(value)) <= LARGEST


def begins(text: str, word: str) -> bool:
    """Say whether a text begins with a word that stands alone, blanks aside."""
    return text.split(None, 1)[:1] == [word]


class Tokens:
    """A reading head on a text: takes what is asked for or says, with its place, what is there.

    Parameters
    ----------
    text : str
        The text of a file.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.start = 0  # of the token that was taken last
        self._end = 0  # behind it
        self._next: tuple[str, str] = ("", "")
        self._at = 0  # start and end of the token that comes next
        self._after = 0
        self._look()

    def _look(self) -> None:
        """Find the token that comes next."""
        found = _TOKEN.match(self.text, self._end)
        if found is not None:
            kind = str(found.lastgroup)
            self._next = (kind, found[kind])
            self._after = found.end()
            self._at = self._after - len(found[kind]) - 2 * (kind == "text")
            return
        blanks = _BLANKS.match(self.text, self._end)
        assert blanks is not None
        self._at = self._after = blanks.end()
        self._next = ("end" if self._at == len(self.text) else "open", "")

    def _take(self) -> str:
        taken = self._next[1]
        self.start, self._end = self._at, self._after
        self._look()
        return taken

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self._next[0] == "end"

    def comes(self, kind: str, token: str | None = None) -> bool:
        """Say whether the next token is of a kind ("text", "mark", "word"), and which."""
        return self._next[0] == kind and token in (None, self._next[1])

    def mark(self, mark: str, what: str) -> None:
        """Take a brace or comma."""
        if not self.comes("mark", mark):
            self.missing(f"{mark!r} {what}")
        self._take()

    def skip(self, mark: str) -> bool:
        """Take a brace or comma if it comes next, and say whether it did."""
        found = self.comes("mark", mark)
        if found:
            self._take()
        return found

    def word(self, what: str) -> str:
        """Take a bare word."""
        if not self.comes("word"):
            self.missing(what)
        return self._take()

    def quoted(self, what: str) -> str:
        """Take a text in quotes, and return it as it is written."""
        if not self.comes("text"):
            self.missing(f"{what} in double quotes")
        return self._take()

    def name(self, what: str) -> str:
        """Take a text in quotes, and return it as it is meant."""
        return unquoted(self.quoted(what))

    def whole(self, what: str, least: int) -> int:
        """Take a whole number of at least `least`."""
        token = self._next[1]
        plain = self.comes("word") and token.isascii() and token.isdigit() and len(token) <= 18
        if not plain or int(token) < least:
            self.missing(f"{what}, a whole number from {least} up")
        return int(self._take())

    def number(self, what: str) -> Fraction:
        """Take a decimal or a fraction, and return it exactly."""
        token = self._next[1]
        decimal = _DECIMAL.fullmatch(token) if self.comes("word") else None
        ratio = _RATIO.fullmatch(token) if self.comes("word") else None
        if decimal is None and ratio is None:
            self.missing(f"{what}, a number such as 3, 0.25 or 1/3")
        if len(token) > _DIGITS or (
            decimal is not None and len((decimal["power"] or "").lstrip("+-0")) > 3
        ):
            self.refuse("A number is out of all proportion.", given=token[:40])
        if ratio is not None and not int(ratio["below"]):
            self.refuse("A fraction has the denominator 0.", given=token)
        value = Fraction(token)
        if not fits(value):
            self.refuse(f"Numbers must not exceed {LARGEST:g} in size.", given=token[:40])
        if value and not float(value):
            self.refuse("A number is too small to be told from 0.", given=token[:40])
        self._take()
        return value

    def floats(self, count: int, what: str) -> list[float]:
        """Take as many numbers as there should be, up to the end of the file."""
        rest = self.text[self._at :]
        if _DECIMALS.fullmatch(rest):
            words = rest.split()
            try:
                values = [float(word) for word in words]
            except ValueError:
                values = []
            small = any(
                not value and _NONZERO.match(word)
                for value, word in zip(values, words, strict=False)
            )
            if len(values) == count and not small and max(map(abs, values)) <= LARGEST:
                return values
        found: list[float] = []
        while len(found) < count and not self.ended:
            # What is no fraction is rounded as Python rounds it, the sign of 0 included.
            word = self._next[1]
            value = self.number(what)
            found.append(float(value) if "/" in word else float(word))
        self.end(len(found), count, what)
        return found

    def end(self, taken: int, count: int, what: str) -> None:
        """Check that the file ends here, with all that there should be."""
        entries = f"{count:,} {'entry' if count == 1 else 'entries'}, each {what}"
        if taken < count:
            self.refuse(f"The file ends after {taken:,} of {entries}.")
        if not self.ended:
            self.missing(f"the end of the file after {entries}")

    def names(self, what: str, default: str) -> tuple[str, ...]:
        """Take names in braces, all different; empty ones are numbered."""
        self.mark("{", f"before the name of {what}")
        found: list[str] = []
        taken = set()
        while not self.skip("}"):
            name = self.name(f"the name of {what} or '}}', the name")
            if name and name in taken:
                self.refuse(f"The name of {what} stands twice.", given=name, at=self.start)
            found.append(name)
            taken.add(name)
        if not found:
            self.refuse(f"There must be at least {what}.", at=self.start)
        return distinct(found, default)

    def prologue(self, word: str, version: str) -> str:
        """Take the first line up to the title, and return that."""
        if not self.comes("word", word):
            self.missing(f"{word!r}, with which such a file begins")
        self._take()
        if not self.comes("word", version):
            self.missing(f"the version {version} of the format")
        self._take()
        if not (self.comes("word", "R") or self.comes("word", "D")):
            self.missing("'R'")
        self._take()
        return self.name("the title")

    def comment(self) -> str:
        """Take the comment, if there is one."""
        return self.name("a comment") if self.comes("text") else ""

    def missing(self, what: str) -> NoReturn:
        """Say what was expected here, and what there is."""
        kind, token = self._next
        found = {
            "end": "the file ends",
            "open": "a text begins and its closing quote is missing",
            "text": f'the text "{_short(token)}" stands',
        }.get(kind, f"{_short(token)!r} stands")
        self.refuse(f"Expected {what}, and here {found}.")

    def refuse(self, message: str, *, given: str | None = None, at: int | None = None) -> NoReturn:
        """Refuse the token that comes next, or the one that starts at `at`."""
        here = self._at if at is None else at
        *before, last = _LINE_END.split(self.text[:here])
        place = {"line": len(before) + 1, "column": len(last) + 1}
        if given is None:
            raise InvalidValueError(message, **place)
        raise InvalidValueError(message, given=given, **place)


def _short(token: str) -> str:
    flat = " ".join(token.split())
    return flat if len(flat) <= 30 else flat[:29] + "…"


def unquoted(text: str) -> str:
    r"""Return the text that is meant by what stands between quotes.

    >>> print(unquoted(r"Selten's \"horse\" \u00e0 trois"))
    Selten's "horse" à trois
    """
    return _ESCAPED.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        return found[3]
    number = int(code, 16)
    return chr(number) if number < 0x110000 else found[0]


def payoff_list(tokens: Tokens, actors: tuple[str, ...]) -> list[Fraction]:
    """Take a payoff for every actor, with or without commas between, and the closing brace."""
    payoffs = []
    for place, name in enumerate(actors):
        if place:
            tokens.skip(",")
        payoffs.append(tokens.number(f"the payoff of {name!r}"))
    tokens.skip(",")
    tokens.mark("}", f"after {len(actors)} payoffs, one per actor")
    return payoffs
