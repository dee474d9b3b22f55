"""GeniusWeb negotiations: a JSON file for the domain and one for the profile of each actor.

GeniusWeb (TU Delft, ii.tudelft.nl/GeniusWeb) runs the later Automated Negotiating Agents
Competitions.  A domain says which values each issue may take::

    {"name": "rent",
     "issuesValues": {"pets": {"values": ["yes", "no"]},
                      "months": {"range": [6, 24, 6]}}}

and a profile, which repeats its domain, what they are worth to one actor, from 0 to 1::

    {"LinearAdditiveUtilitySpace": {
       "name": "tenant",
       "domain": {…},
       "issueUtilities": {
         "pets": {"DiscreteValueSetUtilities": {"valueUtilities": {"yes": 1, "no": 0}}},
         "months": {"NumberValueSetUtilities":
                    {"lowValue": 6, "lowUtility": 0, "highValue": 24, "highUtility": 1}}},
       "issueWeights": {"pets": 0.4, "months": 0.6},
       "reservationBid": {"issuevalues": {"pets": "no", "months": 6}}}}

Older files write ``discreteutils`` and ``numberutils``.  A range holds a value per step, so it
becomes an issue with options.  Walking away is worth as much as the reservation bid, in which an
issue left out counts for nothing; without one it is worth 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

from negotiation.actors import Actor, Additive, Evidence, Outcome, OutcomeSpace, Scenario
from negotiation.errors import InvalidValueError, NegotiationError, TooLargeError, unknown_name
from negotiation.io._file import glance
from negotiation.io._formats import file_format
from negotiation.io._geniusweb_values import MOST_VALUES_IN_ALL, ValueSet, value_set, worth
from negotiation.io._json import document
from negotiation.io._node import Node
from negotiation.io._profiles import actor_names, in_file, named_files

_SPACE = "LinearAdditiveUtilitySpace"
_PARTS = ("name", "domain", "issueUtilities", "issueWeights", "reservationBid")
_SLACK = 1e-9
"""What weights may fall short of 1 by, or exceed it."""


def looks_like_geniusweb(text: str) -> bool:
    """Say whether a text is an object with the keys of a domain or a profile."""
    named = f'"{_SPACE}"' in text or '"issuesValues"' in text
    return text.lstrip().startswith("{") and named


@dataclass(frozen=True)
class _File:
    """A file that has been opened: the domain in it, and the profile if it holds one."""

    path: Path
    name: str
    issues: dict[str, ValueSet]
    profile: Node | None


@file_format("geniusweb", ".json", sniff=looks_like_geniusweb)
def read_geniusweb(
    path: Path,
    *,
    profiles: Any = None,
    actors: Sequence[str] | Mapping[str, str] | None = None,
    continuous: bool = False,
) -> Scenario:
    """Return the scenario in a GeniusWeb domain and its profiles, or in profiles alone.

    Parameters
    ----------
    path : Path
        A domain; or a profile, which holds its domain and is the first actor's.
    profiles : path or sequence of paths, optional
        The profiles of the (other) actors, in order; names are looked up as they stand, and
        beside the first file.  If left out for a domain, the one or two profiles of it in its
        folder.
    actors : sequence of str, or mapping, optional
        What to call the actors, in order, or ``{file name without suffix: name}``; the
        latter's keys if left out.
    continuous : bool, default False
        Take ranges of numbers as intervals, without their steps.

    Returns
    -------
    Scenario
        Called like the domain.

    Raises
    ------
    NegotiationError
        If a file is no JSON, is of another domain or leaves something out; file and key are
        named.
    """
    first = _opened(path, continuous)
    if profiles is not None:
        named = [_opened_profile(each, continuous) for each in named_files(path, profiles)]
    else:
        named = [] if first.profile else _beside(first, continuous)
    found = [*([first] if first.profile else []), *named]
    if not found:
        raise InvalidValueError("A domain has no actors; name them with profiles=[…].")
    for each in found:
        with in_file(each.path):
            _check_domain(first, each)
    names = actor_names([each.path for each in found], actors)
    issues = tuple(values.issue for values in first.issues.values())
    told, evidence = [], []
    for name, each in zip(names, found, strict=True):
        with in_file(each.path):
            told.append(_actor(name, each, first.issues))
        for issue in issues:
            basis = "Weight times utility, as the profile has them."
            source = f"GeniusWeb profile {each.path.name}"
            evidence.append(Evidence("estimate", basis, source, name, issue.name))
    read = ", ".join(dict.fromkeys(each.path.name for each in (first, *found)))
    return Scenario(
        first.name,
        issues,
        tuple(told),
        about=f"Read from {read} (GeniusWeb).",
        evidence=tuple(evidence),
    )


def _opened(path: Path, continuous: bool) -> _File:
    """Return a file with its domain."""
    top = document(path)
    if "issuesValues" in top.table():
        return _File(path, *_domain(top, continuous), None)
    for kind in top.table():
        if kind != _SPACE:
            raise unknown_name("kind of profile that can be read", kind, (_SPACE,))
    profile = top.require(_SPACE)
    profile.table(_PARTS)
    return _File(path, *_domain(profile.require("domain"), continuous), profile)


def _opened_profile(path: Path, continuous: bool) -> _File:
    with in_file(path):
        found = _opened(path, continuous)
        if found.profile is None:
            raise InvalidValueError("This is a domain, not a profile.")
    return found


def _domain(node: Node, continuous: bool) -> tuple[str, dict[str, ValueSet]]:
    """Return the name and the issues of a domain."""
    node.table(("name", "issuesValues"))
    listed = node.require("issuesValues")
    issues: dict[str, ValueSet] = {}
    values = 0
    for name, each in listed.table().items():
        with each.inside():
            issues[name] = value_set(name, each, continuous)
            values += len(issues[name].issue.options)
            if values > MOST_VALUES_IN_ALL:
                raise TooLargeError(
                    f"The issues take at most {MOST_VALUES_IN_ALL:,} values in all. Pass "
                    "continuous=True to take ranges as intervals."
                )
    if not issues:
        with listed.inside():
            raise InvalidValueError("A domain needs an issue.")
    return node.require("name").text(), issues


def _beside(domain: _File, continuous: bool) -> list[_File]:
    """Return the profiles in the folder of a domain, if it is plain which are meant."""
    fitting = []
    for place in sorted(domain.path.parent.glob("*.json")):
        if not place.is_file() or f'"{_SPACE}"' not in glance(place):
            continue
        found = _opened_profile(place, continuous)
        try:
            _check_domain(domain, found)
        except NegotiationError:
            continue
        fitting.append(found)
    if 1 <= len(fitting) <= 2:
        return fitting
    names = ", ".join(repr(each.path.name) for each in fitting[:12])
    raise InvalidValueError(
        f"Beside the domain are {len(fitting)} profiles of it ({names}); say which are at the "
        "table with profiles=[…]."
        if fitting
        else "Beside the domain is no profile of it; name them with profiles=[…]."
    )


def _check_domain(ours: _File, theirs: _File) -> None:
    """Refuse a profile of another domain, saying what differs."""
    if theirs.name != ours.name:
        raise InvalidValueError(
            f"The profile is of the domain {theirs.name!r}, not of {ours.name!r}."
        )
    for name in theirs.issues:
        if name not in ours.issues:
            raise unknown_name("issue of the domain", name, ours.issues)
    for name, values in ours.issues.items():
        if name not in theirs.issues:
            raise InvalidValueError(
                "The profile is not of this domain: it lacks an issue.", issue=name
            )
        other = theirs.issues[name]
        if other.ends != values.ends or {*other.issue.options} != {*values.issue.options}:
            raise InvalidValueError(
                "The profile is not of this domain, where the issue takes other values: "
                f"{shorten(values.issue.describe(), 300, placeholder=' …')}.",
                given=other.issue.describe(),
                issue=name,
            )


def _actor(name: str, file: _File, issues: Mapping[str, ValueSet]) -> Actor:
    """Return the actor with the preferences of a profile."""
    profile = file.profile
    assert profile is not None
    weights = _weights(profile.require("issueWeights"), issues)
    utilities = profile.require("issueUtilities")
    listed = utilities.table(issues)
    values = {}
    for issue, values_of_issue in issues.items():
        if issue not in listed:
            with utilities.inside():
                raise InvalidValueError("The profile puts no utility on this issue.", issue=issue)
        values[issue] = worth(values_of_issue, listed[issue])
    preferences = Additive(values, weights)  # type: ignore[arg-type]
    bid = profile.table().get("reservationBid")
    if bid is None or bid.value is None:
        return Actor(name, preferences)
    return Actor(name, preferences, _reservation(bid, preferences, issues))


def _weights(node: Node, issues: Mapping[str, ValueSet]) -> dict[str, float]:
    """Return the weight of every issue; together they make 1."""
    weights = {}
    for issue, each in node.table(issues).items():
        weights[issue] = each.number()
        if weights[issue] < 0:
            with each.inside():
                raise InvalidValueError("A weight must not be negative.", given=each.value)
    with node.inside():
        for issue in issues:
            if issue not in weights:
                raise InvalidValueError("The weight of this issue is missing.", issue=issue)
        total = sum(weights.values())
        if abs(total - 1) > _SLACK:
            raise InvalidValueError("The weights of a profile add up to 1.", given=total)
    return weights


def _reservation(
    node: Node, preferences: Additive, issues: Mapping[str, ValueSet]
) -> Outcome | float:
    """Return the reservation bid, or what it is worth if it leaves issues open."""
    node.table(("issuevalues",))
    listed = node.require("issuevalues").table(issues)
    bid = {name: issues[name].settled(each) for name, each in listed.items()}
    if len(bid) == len(issues):
        return Outcome((name, bid[name]) for name in issues)
    if not bid:
        return 0.0
    settled = [values.issue for name, values in issues.items() if name in bid]
    return float(preferences.utilities(OutcomeSpace.of(settled, [bid]))[0])
