"""Random scenarios, as strange as the library lets them be, for tests of what files hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

import negotiation as ng

STRANGE = [
    "",
    " ",
    '"',
    "'",
    '"""',
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\x7f",
    "\x85",
    "\u2028",
]
STRANGE += ["a.b", "[x]", "# no", "é", "日本", "𝄞", "\ufeff", "value", "kind", "1", "true", "a = 1"]
texts = st.one_of(
    st.sampled_from(STRANGE),
    st.text(max_size=6),
    st.lists(st.sampled_from(STRANGE), max_size=4).map("".join),
).filter(lambda text: not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text))
names = texts.filter(lambda text: bool(text.strip()))
numbers = st.one_of(
    st.floats(-1e307, 1e307, allow_nan=False),
    st.sampled_from([0.0, -0.0, 1.0, 0.1, 5e-324, -1e-300, 1e307, 1e16, 123456789.123, 1 / 3]),
)
sources = st.tuples(texts, texts)


def unique(strategy: Any, low: int, high: int) -> Any:
    return st.lists(strategy, min_size=low, max_size=high, unique=True)


@st.composite
def issues(draw: Any, actors: list[str], *, continuous: bool = True) -> tuple[ng.Issue, ...]:
    """Draw one to three issues."""
    found = []
    for name in draw(unique(names, 1, 3)):
        owner = draw(st.none() | st.sampled_from(actors))
        once = draw(st.booleans())
        if continuous and draw(st.integers(0, 2)) == 0:
            low, high = sorted(draw(unique(st.floats(-1e6, 1e6), 2, 2)))
            found.append(ng.Issue(name, (low, high), owner, once, draw(texts)))
        else:
            found.append(ng.Issue(name, draw(unique(texts, 1, 3)), owner, once))
    return tuple(found)


@st.composite
def settlements(draw: Any, issue: ng.Issue) -> Any:
    """Draw a way to settle an issue."""
    if issue.continuous:
        return draw(st.sampled_from(issue.options) | st.floats(*issue.options))
    return draw(st.sampled_from(issue.options))


@st.composite
def packages(draw: Any, space: tuple[ng.Issue, ...]) -> ng.Outcome:
    return ng.Outcome((issue.name, draw(settlements(issue))) for issue in space)


@st.composite
def combinations(draw: Any, kind: Any, space: tuple[ng.Issue, ...], **more: Any) -> Any:
    """Draw a red line, a constraint or an interaction."""
    when = {}
    for issue in draw(unique(st.sampled_from(space), 1, len(space))):
        if issue.continuous:
            when[issue.name] = sorted(draw(st.lists(settlements(issue), min_size=1, max_size=2)))
        else:
            when[issue.name] = draw(unique(st.sampled_from(issue.options), 0, len(issue)))
    return kind(when, *draw(sources), **{name: draw(each) for name, each in more.items()})


@st.composite
def curves(draw: Any, issue: ng.Issue) -> dict[Any, float]:
    """Draw the points of a value function."""
    low, high = issue.options
    inner = draw(st.lists(st.floats(low, high), max_size=3))
    points = sorted({low, high, *inner})
    return {draw(st.sampled_from([point, repr(point)])): draw(numbers) for point in points}


@st.composite
def preferences(draw: Any, space: tuple[ng.Issue, ...]) -> Any:
    """Draw preferences of any kind that is data."""
    sizes = [len(issue) for issue in space if not issue.continuous]
    kind = draw(st.sampled_from(["additive", "interacting", "array", "mapping"]))
    if kind in ("array", "mapping") and len(sizes) == len(space):
        count = int(np.prod(sizes))
        cells = np.array(draw(st.lists(numbers, min_size=count, max_size=count))).reshape(sizes)
        if kind == "array":
            return ng.PayoffTable(cells)
        return ng.PayoffTable(
            {
                tuple(issue.options[level] for issue, level in zip(space, index, strict=True)): cell
                for index, cell in np.ndenumerate(cells)
            }
        )
    interacting = kind == "interacting"
    kept = draw(unique(st.sampled_from(space), 0, len(space))) if interacting else space
    values = {
        issue.name: draw(curves(issue))
        if issue.continuous
        else {option: draw(numbers) for option in draw(st.permutations(issue.options))}
        for issue in kept
    }
    weights = (
        {name: abs(draw(numbers)) for name in draw(unique(st.sampled_from([*values]), 0, 3))}
        if values
        else {}
    )
    cap = draw(st.none() | numbers)
    if not interacting:
        return ng.Additive(values, weights, cap)
    extra = draw(st.lists(combinations(ng.Interaction, space, value=numbers), max_size=2))
    return ng.Interacting(values, weights, cap, extra)


@st.composite
def actors(draw: Any, name: str, space: tuple[ng.Issue, ...]) -> ng.Actor:
    return ng.Actor(
        name,
        draw(preferences(space)),
        draw(numbers | packages(space)),
        draw(st.just(1.0) | st.floats(1e-9, 1.0)),
        draw(st.just(1.0) | st.floats(1e-300, 1e300)),
        draw(st.lists(combinations(ng.RedLine, space), max_size=2)),
    )


@st.composite
def evidence(draw: Any, party: list[str], space: tuple[ng.Issue, ...]) -> ng.Evidence:
    issue = draw(st.none() | st.sampled_from(space))
    option = None
    if issue is not None and draw(st.booleans()):
        option = str(draw(settlements(issue)))
    return ng.Evidence(
        draw(st.sampled_from(["fact", "claim", "estimate", "judgement", "illustrative"])),
        draw(names),
        draw(names),
        draw(st.none() | st.sampled_from(party)),
        None if issue is None else issue.name,
        option,
    )


@st.composite
def consents(draw: Any, party: list[str]) -> ng.Consent:
    votes = draw(st.none() | st.tuples(*[st.floats(0.1, 9)] * len(party)))
    total = sum(votes) if votes else len(party)
    quota = draw(st.none() | st.floats(0.05, 1).map(lambda share: share * total))
    veto = draw(unique(st.sampled_from(party), 0, len(party)))
    return ng.Consent(quota, dict(zip(party, votes, strict=True)) if votes else None, veto)


@st.composite
def scenarios(draw: Any) -> ng.Scenario:
    """Draw a scenario with all its parts, each as odd as it may be."""
    party = draw(unique(names, 1, 3))
    space = draw(issues(party))
    offers = st.builds(
        ng.Offer,
        texts,
        packages(space),
        st.none() | st.sampled_from(party),
        st.dictionaries(st.sampled_from(party), st.booleans()),
        texts,
    )
    inline = []  # such as stands beside its number in a file
    for name in party:
        for issue in (None, *(each.name for each in space)):
            if draw(st.booleans()):
                inline.append(ng.Evidence("claim", "so it is", "us", name, issue))
    listed = draw(st.lists(evidence(party, space), max_size=3))
    now = draw(st.none() | packages(space))
    banned = [] if now else draw(st.lists(combinations(ng.Constraint, space), max_size=2))
    return ng.Scenario(
        draw(texts),
        space,
        [draw(actors(name, space)) for name in party],
        now,
        banned,
        draw(texts),
        [*inline, *listed] if draw(st.booleans()) else [*listed, *inline],
        draw(st.lists(offers, max_size=3)),
        draw(consents(party)),
    )


labels = st.one_of(
    unique(texts, 3, 3),
    unique(st.integers(-(10**20), 10**20), 3, 3),
    unique(st.floats(-1e300, 1e300), 3, 3),
    unique(st.builds(lambda a, b: ng.Outcome({"x": a, "y": b}), texts, st.floats(0, 1)), 3, 3),
)


@st.composite
def games(draw: Any) -> ng.NormalFormGame:
    """Draw a game of one to three actors."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    count = len(sizes) * int(np.prod(sizes))
    payoffs = np.array(draw(st.lists(numbers, min_size=count, max_size=count)))
    strategies = [draw(labels)[:size] for size in sizes] if draw(st.booleans()) else None
    return ng.NormalFormGame(
        payoffs.reshape(len(sizes), *sizes),
        strategies,
        draw(st.none() | unique(texts, len(sizes), len(sizes))),
        title=draw(texts),
        about=draw(texts),
        source=draw(texts),
    )


cells = texts.map(str.strip).filter(lambda text: bool(text) and "\0" not in text)


@st.composite
def tables(draw: Any) -> ng.BargainingProblem:
    """Draw a payoff table of which a row per outcome can tell everything."""
    parties = draw(unique(cells.filter(lambda name: "|" not in name), 1, 4))
    count = draw(st.integers(1, 5))
    kind = draw(st.sampled_from(["rows", "numbers", "texts", "packages"]))
    named: Any = None
    if kind == "numbers":
        named = draw(unique(st.integers(-(2**53), 2**53), count, count))
    elif kind == "texts":
        named = draw(unique(cells, count, count))
    elif kind == "packages":
        heads = unique(cells.filter(lambda head: head not in parties), 1, 3)
        heads = draw(heads.filter(lambda found: found[0].casefold() not in ("outcome", "package")))
        rows = unique(st.tuples(*[cells] * len(heads)), count, count)
        named = [ng.Outcome(zip(heads, row, strict=True)) for row in draw(rows)]
    if kind == "texts" and "outcome" in parties:
        parties = [f"{name}'" for name in parties]
    width = len(parties)
    payoffs = draw(st.lists(numbers, min_size=count * width, max_size=count * width))
    refusals = st.none() | st.lists(
        st.lists(st.booleans(), min_size=width, max_size=width), min_size=count, max_size=count
    )
    return ng.BargainingProblem(
        np.array(payoffs).reshape(count, width),
        draw(st.none() | st.lists(numbers, min_size=width, max_size=width)),
        named,
        parties,
        power=draw(st.none() | st.lists(st.floats(1e-9, 1e9), min_size=width, max_size=width)),
        refused=draw(refusals),
    )


@st.composite
def bimatrices(draw: Any) -> ng.NormalFormGame:
    """Draw a game of two actors whose strategies have plain names."""
    sizes = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    payoffs = draw(
        st.lists(numbers, min_size=2 * sizes[0] * sizes[1], max_size=2 * sizes[0] * sizes[1])
    )
    plain = cells.filter(lambda name: "\\" not in name)
    return ng.NormalFormGame(
        np.array(payoffs).reshape(2, *sizes),
        [draw(unique(cells, size, size)) for size in sizes],
        draw(unique(plain, 2, 2)),
    )
