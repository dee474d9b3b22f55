"""Method and citations: how the report was made, and which publications it stands on."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from negotiation import __version__
from negotiation.actors import Scenario
from negotiation.errors import NegotiationError
from negotiation.reporting._blocks import Block, Points, Prose
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject


@section("Method and citations", 90)
def method(subject: Subject) -> Part:
    """Return version, draws and seed, the concepts' references and the scenario's sources."""
    blocks: list[Block] = [Points(_made(subject))]
    references = _references(subject)
    if references:
        blocks += [Prose("Publications that the theories stand on:"), Points(references)]
    if isinstance(subject.given, Scenario):
        sources = _sources(subject.given)
        if sources:
            blocks += [Prose("Sources of the scenario's numbers and offers:"), Points(sources)]
    return Part(blocks)


def _made(subject: Subject) -> list[str]:
    """Return how the report was made."""
    rng = subject.options.rng
    seeded = isinstance(rng, int | np.integer)
    seed = f"the seed {rng}" if seeded else "a generator of the caller's" if rng else "no seed"
    told = [f"Made with the Python library negotiation, version {__version__}."]
    if isinstance(subject.given, Scenario):
        told.append(
            f"{subject.options.draws:,} draws with {seed}. The same library, scenario and seed "
            "make the same report, byte for byte."
            if seeded
            else f"{subject.options.draws:,} draws with {seed}."
        )
    told.append(
        "The library computes what follows from the numbers given. It does not know what the "
        "actors believe of each other, nor whether promises would be kept beyond what is "
        "written here."
    )
    return told


def _references(subject: Subject) -> list[str]:
    """Return the publications behind the concepts asked, each once."""
    found: set[str] = set()
    with suppress(NegotiationError):
        found |= {each.reference for each in subject.comparison.solutions}
    with suppress(NegotiationError):
        found.add(subject.equilibria.reference)
    return sorted(each for each in found if each)


def _sources(scenario: Scenario) -> list[str]:
    """Return the sources of the scenario, each once, in the order of first use."""
    given = [each.source for each in scenario.evidence]
    given += [each.source for each in scenario.offers if each.source]
    return list(dict.fromkeys(given))
