"""Keys of a TOML document with more parts than any scenario has, found before it is parsed.

The time in which `tomllib` reads a key grows with the square of its parts, so that a line of some
hundred kilobytes, ``a.a.a.a…``, takes minutes.
"""

from __future__ import annotations

import re

from negotiation.errors import TooLargeError

MOST_PARTS = 40
"""Parts of a key at most."""

_TEXT = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n]++|\\.)*+(?:"|$)'''
    r"""|'''(?:[^']++|'(?!''))*+(?:'''|\Z)|'[^'\n]*+(?:'|$)|\#[^\n]*+""",
    re.DOTALL | re.MULTILINE,
)
"""Texts and comments, in which a point parts nothing; one without an end goes as far as it can."""

_LONG = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")


def check_keys(text: str, **place: str) -> None:
    """Refuse a document in which a key has more than `MOST_PARTS`; `place` and line are named."""
    bare = _TEXT.sub(lambda found: "q" + "\n" * found[0].count("\n"), text)
    found = _LONG.search(bare)
    if found is not None:
        raise TooLargeError(
            f"A key has at most {MOST_PARTS} parts.",
            **place,
            line=bare.count("\n", 0, found.start()) + 1,
        )
