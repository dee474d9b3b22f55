"""From a subject to a report, and to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from negotiation.errors import InvalidValueError, MissingFileError
from negotiation.io._file import encoded
from negotiation.reporting._blocks import Points
from negotiation.reporting._report import Chapter, Report
from negotiation.reporting._section import sections
from negotiation.reporting._subject import Options, Subject

_WRITERS = {
    ".html": Report.html,
    ".htm": Report.html,
    ".md": Report.markdown,
    ".markdown": Report.markdown,
}
"""How a file with each suffix is written."""


def report(
    subject: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    draws: int = 2_000,
    rng: Any = 0,
    beliefs: Any = None,
    progress: bool = False,
) -> Report:
    """Write down all that the library has to say about a negotiation, in one file.

    Parameters
    ----------
    subject : Scenario, BargainingProblem or NormalFormGame
        What the report is about.  A scenario makes the full report; what cannot be said of a
        bare table is said to be missing.
    path : path, optional
        The file: ``.html`` is a page that needs nothing else, ``.md`` is Markdown with figures
        in words.  An existing file is replaced; if left out, none is written.
    draws : int, default 2,000
        For the probability of no agreement, as for `ensemble`.
    rng : int or numpy.random.Generator, default 0
        As for `ensemble`.  Same input and seed, same bytes.
    beliefs : Beliefs, optional
        What is believed of the actors' preferences: the probability of no agreement is drawn
        from it.  If left out, from the scenario's own uncertain numbers; if it has none, from
        what its recorded offers leave possible; if it has none of these either, from
        every number changed by up to 10%, and the report says which was done.
    progress : bool, default False
        Show a progress bar (extra ``progress``).

    Returns
    -------
    Report

    Raises
    ------
    InvalidTypeError
        If the subject is something else.
    InvalidValueError, MissingFileError
        If the suffix is another, there is no such folder, or a number of draws cannot be.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.report(ng.library.load("chicken"))
    <Report 'Chicken': 10 sections>
    """
    place = None if path is None else _checked(Path(path))
    options = Options(draws=draws, rng=rng, believed=beliefs, progress=progress)
    asked = Subject(subject, options)
    short: list[str] = []
    chapters = []
    for each in sorted(sections.values(), key=lambda one: one.place):
        part = each.about(asked)
        short += part.short
        chapters.append(Chapter(each.title, part.blocks))
    made = Report(asked.name, (Chapter("In short", (Points(tuple(short)),)), *chapters))
    if place is not None:
        _replace(place, _WRITERS[place.suffix.lower()](made))
    return made


def _checked(place: Path) -> Path:
    """Return the path if a report can be written there; before any work is done."""
    if place.suffix.lower() not in _WRITERS:
        raise InvalidValueError(
            "A report is written as .html or .md; the suffix says which.", given=str(place)
        )
    if place.is_dir():
        raise InvalidValueError("This is a folder, not a file.", given=str(place))
    if not place.parent.is_dir():
        raise MissingFileError(
            f"There is no folder {str(place.parent)!r} to write {place.name!r} in. Make it first."
        )
    return place


def _replace(place: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    raw = encoded(text)
    real = place.resolve()  # a link stays a link
    half = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        half.write_bytes(raw)
        if real.exists():
            half.chmod(real.stat().st_mode & 0o777)
        half.replace(real)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
