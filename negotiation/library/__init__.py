"""Negotiations from history and the literature, every number with its source.

Each is a TOML file in this folder, found by being there; `negotiation.io` describes
how such a file is written.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from negotiation.errors import unknown_name
from negotiation.io.toml_scenario import parse

if TYPE_CHECKING:
    from negotiation.actors import Scenario
    from negotiation.concessions import NormalFormGame

__all__ = ["load", "names"]


def names() -> tuple[str, ...]:
    """Return the names of all negotiations in the library, in alphabetical order."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(each.name[:-5] for each in files if each.name.endswith(".toml")))


def load(name: str) -> Scenario | NormalFormGame:
    """Return a negotiation of the library.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    Scenario or NormalFormGame
        A game where the source gives one, such as ``"chicken"``.

    Raises
    ------
    UnknownNameError
        If there is no such negotiation; the message names the nearest.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.library.load("chicken")
    <NormalFormGame 'Chicken': Driver 1 (2 strategies) x Driver 2 (2 strategies)>
    """
    return parse(_text(name), _text)


def _text(name: str) -> str:
    """Return the file of a negotiation."""
    if name not in names():
        raise unknown_name("negotiation in the library", name, names())
    return resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
