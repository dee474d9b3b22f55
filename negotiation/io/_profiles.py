"""Negotiations in several files, one per actor: where they lie and what the actors are called."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    unknown_name,
)
from negotiation.io._formats import located


def named_files(first: Path, profiles: Any) -> list[Path]:
    """Return the files that the caller names, as they are written or beside the first.

    Raises
    ------
    InvalidTypeError
        If `profiles` is no path and no list of paths.
    MissingFileError
        If one of them is in neither place.
    InvalidValueError
        If a relative name fits two different files.
    """
    if isinstance(profiles, str | os.PathLike):
        profiles = [profiles]
    if not isinstance(profiles, Sequence) or not all(
        isinstance(each, str | os.PathLike) for each in profiles
    ):
        raise InvalidTypeError("profiles= takes a list of files.", given=profiles)
    return [_found(first, Path(each)) for each in profiles]


def _found(first: Path, name: Path) -> Path:
    places = [place for place in (name, first.parent / name) if place.is_file()]
    if not places:
        raise MissingFileError(f"There is no file {str(name)!r}, here or beside {first.name!r}.")
    if not places[0].samefile(places[-1]):
        raise InvalidValueError(
            f"There are two files {str(name)!r}, here and beside {first.name!r}; give the whole "
            "path."
        )
    return places[0]


def actor_names(files: Sequence[Path], given: Any) -> list[str]:
    """Return what the actors are called, one per file.

    Parameters
    ----------
    files : sequence of Path
    given : None, sequence of str, or mapping
        Names in the order of the files, or ``{file name without suffix: name}``; the latter's
        keys if left out.
    """
    stems = [each.stem for each in files]
    names: list[Any] = stems
    if isinstance(given, Mapping):
        for stem in given:
            if stem not in stems:
                raise unknown_name("profile", stem, stems)
        names = [given.get(stem, stem) for stem in stems]
    elif given is not None:
        if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != len(stems):
            raise InvalidValueError(
                f"actors= takes {len(stems)} names, one per profile, in order.", given=given
            )
        names = list(given)
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError(
                "Two actors have the same name; tell them apart with actors=[…].", given=name
            )
    return names


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Name a file in every error raised within that names none."""
    try:
        yield
    except NegotiationError as error:
        raise located(error, str(path)) from error.__cause__
