"""The issues of a GENIUS file, domain or profile, and whether a profile is of a domain.

GENIUS knows an issue by its index.  A profile repeats the issues of its domain, so the two
can be held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from negotiation.actors import Issue
from negotiation.errors import TooLargeError, unknown_name
from negotiation.io._xml import Element

MOST_ISSUES = 1_000
MOST_OPTIONS = 10_000
"""Options of an issue at most; every value of an integer issue becomes one."""

MOST_OPTIONS_IN_ALL = 100_000
"""Options of all issues at most: a short line may stand for ten thousand."""

KINDS = ("discrete", "integer", "real")
RESERVATION = ("reservation", "reservation_value")
DISCOUNT = ("discount_factor", "discount")
RAW = ("weightmultiplyer", "optout", "timeeffect")
SETTINGS = (*RESERVATION, *DISCOUNT, *RAW)
"""What a profile says of its actor, under its space or an objective."""

_OF_OBJECTIVE = ("issue", "objective", "weight", "utility", *SETTINGS)
_OF_ISSUE = ("item", "evaluator", "range", "cost", "similarity_function")


@dataclass(frozen=True)
class Listed:
    """An issue as a file lists it.

    Parameters
    ----------
    issue : Issue
    kind : {"discrete", "integer", "real"}
    index : int or None
        What other elements of the file call it by; ``None`` if it has none.
    element, parent : Element
        The issue, and the objective it stands under, where its weight stands too.
    again : tuple of str
        Options that are listed twice.
    """

    issue: Issue
    kind: str
    index: int | None
    element: Element = field(repr=False)
    parent: Element = field(repr=False)
    again: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the issue."""
        return self.issue.name


def issues_of(space: Element) -> tuple[Listed, ...]:
    """Return the issues under a ``utility_space``, in the order of the file.

    Raises
    ------
    InvalidValueError
        If there is none, or two have the same name or index.
    """
    found: list[Listed] = []
    options = 0
    for each in _walk(space):
        found.append(each)
        options += len(each.issue.options)
        if len(found) > MOST_ISSUES:
            raise TooLargeError(f"A negotiation has at most {MOST_ISSUES:,} issues.")
        if options > MOST_OPTIONS_IN_ALL:
            raise TooLargeError(
                f"The issues have at most {MOST_OPTIONS_IN_ALL:,} options in all.",
                line=each.element.line,
                element=each.element.path,
            )
    if not found:
        raise space.error("The file lists no issue.")
    for part in ("name", "index"):
        seen = set()
        for each in found:
            key = getattr(each, part)
            if key is not None and key in seen:
                raise each.element.error(f"Two issues have the same {part}.", given=key)
            seen.add(key)
    return tuple(found)


def _walk(parent: Element) -> Iterator[Listed]:
    for child in parent.each("issue", "objective"):
        if child.tag == "issue":
            yield _listed(child, parent)
        else:
            child.only(_OF_OBJECTIVE)
            yield from _walk(child)


def _listed(element: Element, parent: Element) -> Listed:
    """Return one issue, with its options or its interval."""
    element.only(_OF_ISSUE)
    name = element.text("name").strip()
    if not name:
        raise element.error("An issue needs a name.", given=element.text("name"))
    kind = _kind(element)
    index = element.integer("index") if "index" in element.attributes else None
    if kind == "discrete":
        labels = [item.text("value").strip() for item in element.each("item")]
        if not labels:
            raise element.error("A discrete issue needs items; there is none.")
        _check_size(element, len(labels))
        times = Counter(labels)
        again = tuple(label for label, count in times.items() if count > 1)
        return Listed(Issue(name, tuple(times)), kind, index, element, parent, again)
    if kind == "integer":
        low, high = integer_bounds(element)
        _check_size(element, high - low + 1)
        issue = Issue(name, tuple(str(value) for value in range(low, high + 1)))
        return Listed(issue, kind, index, element, parent)
    bounds = _bounds(element)
    ends = bounds.number("lowerbound"), bounds.number("upperbound")
    if not ends[0] < ends[1]:
        raise bounds.error("The lower bound must be below the upper.", given=ends)
    return Listed(Issue(name, ends, unit=""), kind, index, element, parent)


def _check_size(element: Element, options: int) -> None:
    if options > MOST_OPTIONS:
        raise TooLargeError(
            f"An issue has at most {MOST_OPTIONS:,} options; every value of an integer issue is "
            "one.",
            given=options,
            line=element.line,
            element=element.path,
        )


def integer_bounds(element: Element) -> tuple[int, int]:
    """Return the lowest and the highest value of an integer issue."""
    bounds = _bounds(element)
    low, high = bounds.integer("lowerbound"), bounds.integer("upperbound")
    if low > high:
        raise bounds.error("The lower bound must not exceed the upper.", given=(low, high))
    return low, high


def _bounds(element: Element) -> Element:
    """Return the element that holds the bounds: the issue itself, or its ``range``."""
    ranges = element.each("range")
    return ranges[0] if ranges and "lowerbound" not in element.attributes else element


def _kind(element: Element) -> str:
    """Return what kind of issue it is; GENIUS takes the first of three attributes."""
    given = next(
        (
            element.attributes[key]
            for key in ("type", "vtype", "etype")
            if key in element.attributes
        ),
        None,
    )
    if given is None:
        integer = not element.each("item") and "lowerbound" in element.attributes
        return "integer" if integer else "discrete"
    kind = given.strip().lower()
    if kind not in KINDS:
        raise unknown_name(
            "kind of issue that can be read", given, KINDS, line=element.line, element=element.path
        )
    return kind


def matched(domain: tuple[Listed, ...], profile: tuple[Listed, ...]) -> dict[str, Listed]:
    """Return for every issue of the domain the one of the profile that values it.

    Raises
    ------
    InvalidValueError
        If the profile is of another domain; the issue and the difference are named.
    """
    by_index: dict[int | None, Listed] = {each.index: each for each in profile}
    by_index.pop(None, None)
    by_name = {each.name.casefold(): each for each in profile}
    known = {each.name.casefold() for each in domain}
    pairs: dict[str, Listed] = {}
    for each in domain:
        theirs = by_index.get(each.index) if by_index else by_name.get(each.name.casefold())
        if theirs is None:
            raise profile[0].parent.error(
                f"The profile is not of this domain: it has no issue {each.index} ({each.name!r})."
            )
        if theirs.name.casefold() not in known:
            raise theirs.element.error(
                f"The profile is not of this domain, whose issue with this index is {each.name!r}.",
                given=theirs.name,
            )
        _check_ways(each, theirs)
        pairs[each.name] = theirs
    paired = {theirs.name for theirs in pairs.values()}
    for theirs in profile:
        if theirs.name not in paired:
            raise theirs.element.error(
                "The profile is not of this domain, which does not have this issue."
            )
    return pairs


def _check_ways(ours: Listed, theirs: Listed) -> None:
    """Refuse an issue of a profile that is settled in other ways than that of the domain."""
    if theirs.kind != ours.kind:
        raise theirs.element.error(
            f"The profile is not of this domain, where the issue is {ours.kind}.", given=theirs.kind
        )
    if ours.kind == "discrete":
        odd = set(ours.issue.options) ^ set(theirs.issue.options)
        if odd:
            option = min(odd)
            only = "domain" if option in ours.issue.options else "profile"
            raise theirs.element.error(
                f"The profile is not of this domain: only the {only} has this option.", given=option
            )
    elif ours.issue.options != theirs.issue.options:
        spans = [f"{each.issue.options[0]} to {each.issue.options[-1]}" for each in (ours, theirs)]
        raise theirs.element.error(
            f"The profile is not of this domain, where the issue runs from {spans[0]}.",
            given=spans[1],
        )
