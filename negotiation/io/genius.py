"""GENIUS negotiations: an XML file for the domain and one for the preferences of each actor.

GENIUS (Lin, Kraus, Baarslag, Tykhonov, Hindriks and Jonker 2014, Computational Intelligence
30, 48-70) is the test bed of the Automated Negotiating Agents Competition.  A domain
(``negotiation_template``) lists the issues; a profile (``utility_space``) repeats them and
says what they are worth to one actor::

    <utility_space>
      <objective index="0" name="root">
        <issue index="1" name="price" type="discrete">
          <item index="1" value="low" evaluation="3"/>
          <item index="2" value="high" evaluation="9"/>
        </issue>
        <weight index="1" value="1.0"/>
      </objective>
      <discount_factor value="0.5"/>
      <reservation value="0.2"/>
    </utility_space>

Numbers mean what they mean in GENIUS: an option is worth weight × evaluation ÷ the largest
evaluation of its issue, an integer value weight × (offset + slope × steps above the lower
bound) with the bracket cut to between 0 and 1, and a total above 1 counts as 1.  What the
boxes of a nonlinear profile pay is divided by ``maxutility`` and not cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from negotiation.actors import Actor, Evidence, Scenario
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    unknown_name,
)
from negotiation.io._formats import file_format
from negotiation.io._genius_issues import Listed, issues_of, matched
from negotiation.io._genius_profile import WALKING_AWAY, profile_of
from negotiation.io._profiles import actor_names, in_file, named_files
from negotiation.io._xml import Element, document

_DOMAIN, _SPACE = "negotiation_template", "utility_space"


@dataclass(frozen=True)
class _File:
    """A file that has been read: the domain (``root`` says so) or a profile."""

    path: Path
    root: Element
    space: Element
    issues: tuple[Listed, ...]

    @property
    def is_domain(self) -> bool:
        return self.root.tag == _DOMAIN


def _looks_like_it(text: str) -> bool:
    return f"<{_DOMAIN}" in text or f"<{_SPACE}" in text


@file_format("genius", ".xml", sniff=_looks_like_it)
def read_genius(
    path: Path,
    *,
    profiles: Any = None,
    actors: Sequence[str] | Mapping[str, str] | None = None,
    walking_away: str = "reservation",
) -> Scenario:
    """Return the scenario in a GENIUS domain and its profiles, or in a single profile.

    Parameters
    ----------
    path : Path
        A domain, or a profile alone, which makes a scenario of one actor.
    profiles : path or sequence of paths, optional
        The profiles of the actors, in order; names are looked up as they stand, and beside
        the domain.  If left out, the one or two profiles of this domain in its folder.
    actors : sequence of str, or mapping, optional
        What to call the actors, in order, or ``{file name without suffix: name}``; the
        latter's keys if left out.
    walking_away : {"reservation", "optout"}
        For profiles of raw points, which have both: what walking away is worth.  Their
        ``reservation`` is what the actor gets if the talks end without agreement,
        their ``optout`` what it gets if one side leaves.

    Returns
    -------
    Scenario
        Its evidence says how each number follows from its file; `about` says what else the
        files hold.

    Raises
    ------
    NegotiationError
        If a file is no XML, declares a document type, is of another domain or leaves
        something out; file, line and element are named.
    """
    if walking_away not in WALKING_AWAY:
        raise unknown_name("worth of walking away", walking_away, WALKING_AWAY)
    given = _opened(path)
    if given.is_domain:
        found = _named_profiles(given, profiles) if profiles is not None else _beside(given)
    elif profiles is not None:
        raise InvalidValueError(
            "This is a profile, not a domain, and takes no profiles=. Read the domain, whose root "
            f"element is <{_DOMAIN}>, with this file among its profiles."
        )
    else:
        found = [given]
    return _scenario(given, found, actor_names([each.path for each in found], actors), walking_away)


def _opened(path: Path) -> _File:
    """Return a file with its issues."""
    root = document(path)
    if root.tag not in (_DOMAIN, _SPACE):
        raise root.error(
            f"This is not a GENIUS file: its root is <{root.tag[:40]}>, not <{_DOMAIN}> (a domain) "
            f"or <{_SPACE}> (a profile)."
        )
    spaces = root.each(_SPACE) if root.tag == _DOMAIN else (root,)
    if len(spaces) != 1:
        raise root.error(f"A domain holds one <{_SPACE}>.", given=len(spaces))
    issues = issues_of(spaces[0])
    for each in issues:
        if root.tag == _DOMAIN and each.again:
            raise each.element.error("An option is listed twice.", given=each.again[0])
    return _File(path, root, spaces[0], issues)


def _named_profiles(domain: _File, profiles: Any) -> list[_File]:
    """Return the profiles that the caller names."""
    found = []
    for place in named_files(domain.path, profiles):
        with in_file(place):
            read = _opened(place)
            if read.is_domain:
                raise InvalidValueError("This is a domain, not a profile.")
        found.append(read)
    if not found:
        raise InvalidTypeError("profiles= takes a list of files.", given=profiles)
    return found


def _beside(domain: _File) -> list[_File]:
    """Return the profiles in the folder of a domain, if it is plain which are meant."""
    fitting, others = [], []
    for place in sorted(domain.path.parent.iterdir()):
        if place.suffix.lower() != ".xml" or not place.is_file() or place.samefile(domain.path):
            continue
        try:
            read = _opened(place)
            if read.is_domain:
                continue
            matched(domain.issues, read.issues)
            fitting.append(read)
        except NegotiationError as error:
            others.append(f"{place.name} ({error.message.partition(': ')[2] or error.message})")
    if 1 <= len(fitting) <= 2:
        return fitting
    if fitting:
        names = [each.path.name for each in fitting]
        shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        raise InvalidValueError(
            f"Beside the domain are {len(names)} profiles of it: {shown}. Say which are at the "
            f"table, such as profiles=[{names[0]!r}, {names[1]!r}]."
        )
    why = f" Not of it: {'; '.join(others[:5])}." if others else ""
    raise InvalidValueError(
        f"Beside the domain is no profile of it; name them with profiles=[…].{why}"
    )


def _scenario(given: _File, profiles: list[_File], names: list[str], walking_away: str) -> Scenario:
    """Return the scenario that domain and profiles make together."""
    actors, evidence = [], []
    notes: dict[str, list[str]] = {}
    for name, file in zip(names, profiles, strict=True):
        with in_file(file.path):
            pairs = matched(given.issues, file.issues)
            said = profile_of(file.space, pairs, walking_away)
            actors.append(Actor(name, said.preferences, said.reservation, said.discount))
        source = f"GENIUS profile {file.path.name}"
        for issue, basis in said.basis.items():
            evidence.append(Evidence("estimate", basis, source, name, issue))
        for remark in (*said.notes, *_swapped(pairs)):
            notes.setdefault(remark, []).append(name)
    return Scenario(
        given.path.stem,
        tuple(each.issue for each in given.issues),
        tuple(actors),
        about=_about([given, *profiles], notes, names),
        evidence=tuple(evidence),
    )


def _swapped(pairs: Mapping[str, Listed]) -> Iterator[str]:
    """Yield a remark on every issue that the profile calls by another's name."""
    for ours, theirs in pairs.items():
        if ours.casefold() != theirs.name.casefold():
            yield (
                f"What its file calls {theirs.name!r} has the index of {ours!r} and counts as "
                "that, as in GENIUS."
            )


def _about(files: list[_File], notes: Mapping[str, list[str]], actors: list[str]) -> str:
    """Return where the scenario comes from, and what is to be known of whom."""
    read = ", ".join(dict.fromkeys(file.path.name for file in files))
    remarks = [
        note if concerned == actors else f"{' and '.join(concerned)}: {note}"
        for note, concerned in notes.items()
    ]
    return " ".join([f"Read from {read} (GENIUS).", *remarks])
