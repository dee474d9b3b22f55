"""NegoLog negotiations: a JSON file per actor, two of which make a domain.

NegoLog (Doğru, Keskin, Jonker, Baarslag and Aydoğan 2024) keeps each domain in a folder with
``profileA.json`` and ``profileB.json``::

    {
      "reservationValue": 0.0,
      "issueWeights": {"price": 0.7, "delivery": 0.3},
      "issues": {
        "price": {"low": 0.2, "high": 1.0},
        "delivery": {"late": 0.0, "soon": 1.0}
      }
    }

A package is worth the sum of weight × value over the issues.  What NegoLog calls the Kalai point
is the package of greatest welfare, here the concept ``"utilitarian"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from negotiation.actors import Actor, Additive, Evidence, Issue, Scenario
from negotiation.errors import InvalidValueError, unknown_name
from negotiation.io._formats import file_format
from negotiation.io._json import document
from negotiation.io._node import Node
from negotiation.io._profiles import actor_names, in_file, named_files

_PAIR = ("profileA.json", "profileB.json")


def looks_like_negolog(text: str) -> bool:
    """Say whether a text is an object with the keys of a profile, and not one of GeniusWeb."""
    return (
        text.lstrip().startswith("{")
        and '"issueWeights"' in text
        and '"issues"' in text
        and '"LinearAdditiveUtilitySpace"' not in text
    )


@file_format("negolog", ".json", sniff=looks_like_negolog)
def read_negolog(
    path: Path,
    *,
    profiles: Any = None,
    actors: Sequence[str] | Mapping[str, str] | None = None,
) -> Scenario:
    """Return the scenario that NegoLog profiles make together.

    Parameters
    ----------
    path : Path
        The profile of the first actor.
    profiles : path or sequence of paths, optional
        Those of the other actors; names are looked up as they stand, and beside the first.
        If left out and the file is ``profileA.json`` or ``profileB.json``, both of its folder,
        A first; pass ``[]`` for one actor alone.
    actors : sequence of str, or mapping, optional
        What to call the actors, in order, or ``{file name without suffix: name}``; the
        latter's keys if left out.

    Returns
    -------
    Scenario
        Called like the folder.

    Raises
    ------
    NegotiationError
        If a file is no JSON, lacks a number or is of another domain; file and key are named.
    """
    files = _files(path, profiles)
    names = actor_names(files, actors)
    issues: tuple[Issue, ...] = ()
    found, evidence = [], []
    for name, file in zip(names, files, strict=True):
        with in_file(file):
            top = document(file)
            top.table(("reservationValue", "issueWeights", "issues"))
            issues = issues or _issues(top)
            found.append(_actor(name, top, issues))
        for issue in issues:
            basis = "Weight times value, as the profile has them."
            evidence.append(
                Evidence("estimate", basis, f"NegoLog profile {file.name}", name, issue.name)
            )
    return Scenario(
        path.resolve().parent.name or path.stem,
        issues,
        tuple(found),
        about=f"Read from {', '.join(file.name for file in files)} (NegoLog).",
        evidence=tuple(evidence),
    )


def _files(path: Path, profiles: Any) -> list[Path]:
    """Return the profiles of all actors, in order."""
    if profiles is not None:
        return [path, *named_files(path, profiles)]
    pair = [path.with_name(name) for name in _PAIR]
    if path.name in _PAIR and all(each.is_file() for each in pair):
        return pair
    return [path]


def _issues(top: Node) -> tuple[Issue, ...]:
    """Return the issues of a profile; NegoLog takes their order from the weights."""
    options = top.require("issues").table()
    found = []
    for name in top.require("issueWeights").table(options):
        with options[name].inside():
            found.append(Issue(name, tuple(options[name].table())))
    for name in options:
        if name not in top.require("issueWeights").table():
            with top.require("issueWeights").inside():
                raise InvalidValueError("The weight of this issue is missing.", issue=name)
    if not found:
        with top.require("issueWeights").inside():
            raise InvalidValueError("A profile needs an issue.")
    return tuple(found)


def _actor(name: str, top: Node, issues: tuple[Issue, ...]) -> Actor:
    """Return the actor with the preferences of a profile, which must be of these issues."""
    known = [issue.name for issue in issues]
    weights = {
        issue: node.number() for issue, node in top.require("issueWeights").table(known).items()
    }
    listed = top.require("issues").table(known)
    values = {}
    for issue in issues:
        if issue.name not in listed or issue.name not in weights:
            with top.require("issues").inside():
                raise InvalidValueError("The profile lacks this issue.", issue=issue.name)
        node = listed[issue.name]
        values[issue.name] = {
            option: each.number() for option, each in node.table(issue.options).items()
        }
        for option in issue.options:
            if option not in values[issue.name]:
                with node.inside():
                    raise unknown_name("option with a value", option, values[issue.name])
    with top.require("issueWeights").inside():
        preferences = Additive(values, weights)  # type: ignore[arg-type]
    members = top.table()
    reservation = members["reservationValue"].number() if "reservationValue" in members else 0.0
    return Actor(name, preferences, reservation)
