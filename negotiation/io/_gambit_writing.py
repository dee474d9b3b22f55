r"""How names, texts and numbers are written so that Gambit takes them and reading restores them.

Gambit (release 16.7) takes names in printable ASCII only, without two spaces in a row, cannot
show a title that is not ASCII, and doubles backslashes whenever it saves.  What it would not
take or keep is therefore written as ``\u00e9`` is in JSON, and any number of backslashes before
such a code are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

_PLAIN = 12
"""Digits up to which a number is written as the decimal it is; longer ones may be fractions."""

_PARTS = 10**4
"""Denominators up to which a number with many digits is taken for a fraction."""

_BITS = 6000
"""Binary digits of a numerator or denominator beyond which a fraction is rounded to a float."""

_STRANGE = re.compile(r'[^ -~]|^ | $|(?<= ) |\\(?=["\\uU]|[^ -~]| ?$)')
"""Letters of a name that are coded: those Gambit refuses, and backslashes that would mislead."""

_RISKY = re.compile(r'[^ -~\n]|\\(?=["\\uU]|[^ -~\n]|$)')
"""Letters of a title or comment that are coded."""

_SOURCE = re.compile(r"(?:\A|\n\n)Source: ")


def quoted(name: str) -> str:
    r"""Return a name in quotes, in letters that Gambit takes.

    >>> print(quoted('a "quick"  fix à la carte'))
    "a \"quick\" \u0020fix \u00e0 la carte"
    """
    return '"' + _STRANGE.sub(_coded, name).replace('"', '\\"') + '"'


def _coded(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def prose(text: str) -> str:
    r"""Return a title or comment in quotes, which may hold line breaks and any blanks.

    >>> print(prose('Nash\'s "demand game",  1953'))
    "Nash's \"demand game\",  1953"
    """
    return '"' + _RISKY.sub(_coded, text).replace('"', '\\"') + '"'


def number_text(value: float | Fraction) -> str:
    """Return a number from which the same one is read, as a fraction where it seems to be one.

    >>> number_text(0.25), number_text(1 / 3), number_text(-2.0), number_text(1e300)
    ('0.25', '1/3', '-2', '1e300')
    """
    if not isinstance(value, float):
        long = max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS
        return number_text(float(value)) if long else str(value)
    decimal = float.__repr__(value).replace("e+", "e")
    if decimal.endswith(".0"):
        return decimal[:-2]
    digits = decimal.partition("e")[0].lstrip("-0.")
    if len(digits) > _PLAIN and 1e-9 < abs(value) < 1e9:
        simple = Fraction(value).limit_denominator(_PARTS)
        if float(simple) == value:
            return str(simple)
    return decimal


def joined(about: str, told: str) -> str:
    """Return the comment on a game: what it is about, and where its numbers come from."""
    if not told and not _SOURCE.search(about):
        return about
    return f"{about}\n\nSource: {told}" if about else f"Source: {told}"


def parted(comment: str) -> tuple[str, str]:
    """Return what a game is about and where its numbers come from, as `joined` puts them."""
    *_, last = [None, *_SOURCE.finditer(comment)]
    return (comment, "") if last is None else (comment[: last.start()], comment[last.end() :])


def shares_text(shares: Sequence[float | Fraction]) -> list[str]:
    """Return probabilities whose sum is exactly 1, as Gambit wants it.

    >>> shares_text([0.1, 0.2, 0.7]), shares_text([1 / 3, 2 / 3])
    (['0.1', '0.2', '0.7'], ['1/3', '2/3'])
    """
    written = [number_text(share) for share in shares]
    exact = [Fraction(each) for each in written]
    missing = 1 - sum(exact)
    if not missing:
        return written
    # One that still reads as the same float, if there is any; else the largest.
    kept = [float(each + missing) == share for each, share in zip(exact, shares, strict=True)]
    place = kept.index(True) if any(kept) else exact.index(max(exact))
    written[place] = str(exact[place] + missing)
    return written


def distinct(names: Iterable[str], default: str) -> tuple[str, ...]:
    """Return names that are all different: `default` for empty ones, and a count behind repeats.

    >>> distinct(["hold", "", "hold", ""], "move")
    ('hold', 'move 2', 'hold (2)', 'move 4')
    """
    given = list(names)
    taken, counts = set(given), dict[str, int]()
    found: dict[str, None] = {}  # in order
    for place, name in enumerate(given, 1):
        own = chosen = name or f"{default} {place}"
        count = counts.get(own, 1)  # up to where all are found already
        while chosen in found or (chosen != name and chosen in taken):
            count += 1
            chosen = f"{own} ({count})"
        counts[own] = count
        found[chosen] = None
    return tuple(found)
