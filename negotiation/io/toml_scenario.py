"""Scenarios and games in TOML, written to be read, argued with and changed by hand.

A scenario is a file of named tables::

    name = "a talk"
    about = "What it is about, in a sentence or two."

    [issues.relief]
    options = ["none", "partial", "full"]      # ordered from "none" upward
    conceded_by = "United States"              # may be left out, like the next line
    reversible = ["partial"]                   # or true (the default) or false, for all options

    [issues.aid]                               # continuous: any number in between
    range = [0, 500]
    unit = "million dollars"                   # may be left out

    [status_quo]
    relief = "none"
    aid = 0

    [consent]                                  # whose yes it takes; everybody's if left out
    quota = 2
    votes = { DPRK = 1, "United States" = 1 }  # one each if left out
    veto = ["United States"]

    [actors.DPRK]
    reservation = { value = 0.1, kind = "judgement", statement = "…", source = "…" }
    discount = 1.0                             # these three may be left out
    power = 1.0
    cap = 2.0                                  # the largest total that counts

    [actors.DPRK.preferences.relief]
    weight = 1.0
    kind = "judgement"                         # the evidence for the weight and the values
    statement = "…"
    source = "…"

    [actors.DPRK.preferences.relief.values]
    none = 0.0
    partial = { value = 0.4, kind = "estimate", statement = "…", source = "…" }
    full = 1.0

    [actors.DPRK.preferences.aid]
    values = [[0, 0.0], [100, 0.6], [500, 1.0]]    # points, joined by straight lines

    [[actors.DPRK.interactions]]               # worth more, or less, together
    when = { relief = "full", aid = [100, 500] }
    value = 0.2

    [actors."United States"]                   # the same in short, without evidence
    preferences.relief.values = { none = 2, partial = 1, full = 0 }
    preferences.aid.values = { 0 = 1, 500 = 0 }

    [[actors.DPRK.red_lines]]                  # [[constraints]] are written alike
    when = { relief = ["none", "partial"] }
    reason = "…"
    source = "…"

    [offers."first offer"]
    by = "DPRK"
    outcome = { relief = "full" }              # the rest as in the status quo
    answers = { DPRK = true, "United States" = "disputed" }
    source = "…"

    [[evidence]]                               # what supports more than one number
    kind = "estimate"
    statement = "…"
    source = "…"
    actor = "DPRK"                             # also issue, option; each may be left out

A reservation is a number, a table with ``value`` and its evidence, or a table with
``outcome``; ``premium`` is what walking away is worth above it.  ``scale = "max"`` under an
actor divides the values of each issue by the largest of them.  An actor with ``interactions``
may leave issues out of its preferences.  Instead of ``preferences`` an actor may have
``payoffs``: nested arrays with an axis per issue, or nested tables keyed by option,
``payoffs.none = 1``.

Where a number is not known, a table says how likely it is to be what: by the name of one of
`negotiation.distributions`, or of `scipy.stats`, and its parameters.  Evidence may stand beside
them for reservations, premiums, weights and values::

    name = "an uncertain talk"

    [issues.relief]
    options = ["none", "full"]

    [issues.aid]
    options = ["none", "some"]

    [status_quo]
    relief = "none"
    aid = "none"

    [actors.DPRK]
    reservation = { outcome = {} }             # the status quo
    discount = { distribution = "scipy.beta", args = [8, 2] }         # also loc, scale
    weights = { distribution = "dirichlet", concentration = { relief = 4, aid = 2 } }
    preferences.relief.values = { none = 0, full = 1 }
    preferences.aid.values = { none = 0, some = 1 }

    [actors.DPRK.premium]
    distribution = "triangular"
    low = 0
    mode = 0.02
    high = 0.1
    kind = "judgement"
    statement = "…"
    source = "…"

    [[actors.DPRK.red_lines]]
    when = { relief = "none" }
    probability = 0.6                          # that it is in force; 1 if left out

    [actors."United States".types.hawk]        # one of several types, nobody knows which
    prior = 0.3                                # these add up to 1
    reservation = { distribution = "normal", mean = 0.6, sd = 0.1, low = 0.5, high = 0.7 }
    preferences.relief.values = { none = 1, full = 0 }
    preferences.aid.values = { none = 1, some = 0 }

    [actors."United States".types.dove]
    prior = 0.7
    preferences.relief.values = { none = 1, full = 0 }
    preferences.aid.values = { none = { distribution = "uniform", low = 0, high = 1 }, some = 0 }

    [[correlations]]                           # rank correlation of two uncertain numbers
    between = [["DPRK", "premium"], ["United States", "hawk", "reservation"]]
    spearman = 0.5

A game is shorter::

    kind = "game"                              # "scenario" if left out
    name = "chicken"
    title = "Chicken"
    about = "…"
    source = "…"
    actors = ["Driver 1", "Driver 2"]
    strategies = [["swerve", "drive on"], ["swerve", "drive on"]]
    payoffs = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]     # an array per actor

``base = "other"`` starts from the file ``other.toml`` beside this one: tables are merged
and everything else is replaced, an actor as a whole.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from negotiation.actors import Scenario
from negotiation.concessions import NormalFormGame
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    TooLargeError,
    unknown_name,
)
from negotiation.io._file import text_of
from negotiation.io._formats import file_format
from negotiation.io._game_tables import game_of
from negotiation.io._game_text import game_text
from negotiation.io._node import Node
from negotiation.io._profiles import in_file
from negotiation.io._scenario_tables import scenario_of
from negotiation.io._scenario_text import scenario_text
from negotiation.io._toml_keys import check_keys

_KINDS: dict[str, Callable[[Node], Scenario | NormalFormGame]] = {
    "scenario": scenario_of,
    "game": game_of,
}

_MOST_BASES = 20
_LONGEST_NAME = 200
"""Letters of the name of a document at most; file systems refuse not many more."""

_HEAD = re.compile(r"^\s*(name|kind|base)\s*=\s*[\"']", re.MULTILINE)
_BODY = re.compile(r"^\s*(\[\[?\s*(issues|actors)\b|(issues|actors|base)\b.*=)", re.MULTILINE)


def looks_like_toml(text: str) -> bool:
    """Say whether a text has the keys that every scenario, or every game, has."""
    return _HEAD.search(text) is not None and _BODY.search(text) is not None


def write_toml(noun: Any, path: Path) -> str:
    """Return the text of a TOML file that holds a scenario or a game.

    Raises
    ------
    InvalidTypeError
        If `noun` is something else, or a part of it is a Python function.
    """
    if isinstance(noun, Scenario):
        return scenario_text(noun)
    if isinstance(noun, NormalFormGame):
        return game_text(noun)
    scenario = getattr(noun, "scenario", None)
    remedy = "its scenario (problem.scenario)" if scenario is not None else "it as .csv"
    raise InvalidTypeError(
        f"A TOML file holds a Scenario or a NormalFormGame; write {remedy}.",
        given=type(noun).__name__,
    )


@file_format("toml", ".toml", sniff=looks_like_toml, writer=write_toml)
def read_toml(path: Path) -> Scenario | NormalFormGame:
    """Return the scenario or game that a TOML file describes.

    Raises
    ------
    NegotiationError
        If a key is unknown or missing, or a value cannot be meant; the message names
        the key path.
    """

    def sibling(name: str) -> str:
        if {"/", "\\", "\0"} & {*name} or not name.strip(". ") or len(name) > _LONGEST_NAME:
            raise InvalidValueError(
                "A base is a file beside this one, named without folder and suffix.", given=name
            )
        beside = path.with_name(f"{name}.toml")
        if not beside.exists():
            raise MissingFileError(f"There is no file {beside.name!r} beside this one.")
        with in_file(beside):
            return text_of(beside)

    return parse(text_of(path), sibling)


def parse(text: str, sibling: Callable[[str], str]) -> Scenario | NormalFormGame:
    """Return the scenario or game that a text describes.

    Parameters
    ----------
    text : str
        The document.
    sibling : callable
        Returns the text of the document that ``base = "name"`` names.

    Returns
    -------
    Scenario or NormalFormGame
        The latter if the document says ``kind = "game"``.
    """
    top = Node(_tables(text, sibling, ()))
    kind = top.table().get("kind", Node("scenario"))
    with kind.inside():
        if kind.text() not in _KINDS:
            raise unknown_name("kind of document", kind.value, _KINDS)
    return _KINDS[kind.text()](top)


def _tables(text: str, sibling: Callable[[str], str], seen: tuple[str, ...]) -> dict[str, Any]:
    """Return the tables of a document, laid over those of the document it starts from."""
    place = {"file": f"{seen[-1]}.toml"} if seen else {}
    check_keys(text, **place)
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise InvalidValueError("The values are nested too deeply.", **place) from None
    except ValueError as error:  # besides its own errors: a whole number of thousands of digits
        raise InvalidValueError(f"This is not valid TOML: {error}.", **place) from None
    if "base" not in tables:
        return tables
    node = Node(tables.pop("base"), ("base",))
    name = node.text()
    with node.inside():
        if len(seen) >= _MOST_BASES:
            raise TooLargeError(f"At most {_MOST_BASES} documents start from each other.")
        if name in seen:
            raise InvalidValueError("The documents start from each other in a circle.", given=name)
        base = _tables(sibling(name), sibling, (*seen, name))
    merged: dict[str, Any] = _overlay(base, tables)
    return merged


def _overlay(base: Any, variant: Any, path: tuple[str, ...] = ()) -> Any:
    """Return `base` with what `variant` says instead; an actor is replaced as a whole."""
    whole = path[:1] == ("actors",) and len(path) == 2
    if whole or not isinstance(base, dict) or not isinstance(variant, dict):
        return variant
    return base | {
        name: _overlay(base[name], each, (*path, name)) if name in base else each
        for name, each in variant.items()
    }
