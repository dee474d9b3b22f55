"""Random scenarios in which anything may be uncertain, for tests of draws and of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

import negotiation as ng
from negotiation.actors._doubts import doubts

d = ng.distributions
numbers = st.floats(-5, 5).map(lambda x: round(x, 3))
positive = st.floats(0.05, 3).map(lambda x: round(x, 3))


@st.composite
def distributions(draw: Any, of: Any = numbers) -> Any:
    """Draw a distribution whose numbers lie between the least and the largest of a few."""
    low, mode, high = sorted(draw(st.lists(of, min_size=3, max_size=3, unique=True)))
    made = {
        "uniform": lambda: d.uniform(low, high),
        "normal": lambda: d.normal(mode, high - low, low, high),
        "triangular": lambda: d.triangular(low, mode, high),
        "pert": lambda: d.pert(low, mode, high, weight=draw(st.sampled_from([4, 1.5]))),
        "empirical": lambda: d.empirical(
            [high, low, mode], draw(st.sampled_from([None, [1, 2, 0.5]]))
        ),
        "beta": lambda: stats.beta(2, 3, loc=low, scale=high - low),
        "uniform of scipy": lambda: stats.uniform(low, high - low),
        "randint": lambda: stats.randint(1, 4),
    }
    names = [name for name in made if name != "randint" or of is numbers]
    return made[draw(st.sampled_from(names))]()


def maybe(of: Any = numbers) -> Any:
    """Draw a number, or how likely it is to be what."""
    return of | distributions(of)


@dataclass(frozen=True)
class Believed:
    """Preferences whose worths are drawn together, as beliefs are."""

    seats: int

    def utilities(self, space: Any) -> Any:
        raise ng.NegotiationError("uncertain")

    def joint(self, issues: Any, actor: str) -> Any:
        names = [ng.Quantity(actor, "worth", i.name, o) for i in issues for o in i.options[1:]]
        return Drawn((*names, ng.Quantity(actor, "premium")))


@dataclass(frozen=True)
class Drawn:
    quantities: tuple[ng.Quantity, ...]

    def sample(self, n: int, rng: np.random.Generator) -> dict[ng.Quantity, Any]:
        return {each: rng.random(n) for each in self.quantities}


@st.composite
def preferences(draw: Any, space: list[ng.Issue], *, files: bool) -> Any:
    kinds = ["additive", "interacting", "shared", "array", "mapping"]
    kind = draw(st.sampled_from(kinds if files else [*kinds, "function", "believed"]))
    sizes = [len(issue) for issue in space]
    if kind == "function":
        return ng.UtilityFunction(lambda levels: sum(levels.values()) * 1.5)
    if kind == "believed":
        return Believed(2)
    if kind in ("array", "mapping"):
        cells = np.empty(sizes, dtype=object)
        for index in np.ndindex(*sizes):
            cells[index] = draw(numbers | maybe())
        if kind == "array":
            return ng.PayoffTable(cells.tolist())
        labels = {
            i: tuple(s.options[k] for s, k in zip(space, i, strict=True))
            for i in np.ndindex(*sizes)
        }
        return ng.PayoffTable({labels[i]: cells[i] for i in labels})
    values = {i.name: {o: draw(maybe()) for o in i.options} for i in space}
    weights: Any = {i.name: draw(maybe(positive)) for i in space if draw(st.booleans())}
    if kind == "shared":
        weights = d.dirichlet(
            {i.name: draw(positive) for i in space}, draw(st.sampled_from([1, 2.5]))
        )
    cap = draw(st.none() | maybe())
    if kind != "interacting":
        return ng.Additive(values, weights, cap)
    extra = [
        ng.Interaction(
            {space[0].name: space[0].options[-1], space[-1].name: space[-1].options[0]},
            value=draw(maybe()),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    return ng.Interacting(values, weights, cap, extra)


@st.composite
def actors(draw: Any, name: str, space: list[ng.Issue], *, files: bool) -> ng.Actor:
    home = {issue.name: draw(st.sampled_from(issue.options)) for issue in space}
    lines = [
        ng.RedLine(
            {issue.name: issue.options[-1]},
            f"line {k}",
            probability=draw(st.sampled_from([1.0, 0.5, 0.0, 0.3])),
        )
        for k, issue in enumerate(space)
        if draw(st.booleans())
    ]
    return ng.Actor(
        name,
        draw(preferences(space, files=files)),
        draw(st.just(home) | maybe()),
        draw(st.just(1.0) | maybe(st.floats(0.1, 1.0))),
        draw(st.just(1.0) | maybe(positive)),
        lines,
        premium=draw(st.just(0.0) | maybe()),
    )


@st.composite
def scenarios(draw: Any, *, files: bool = False) -> ng.Scenario:
    """Draw a scenario of one to three issues and actors."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    space = [ng.Issue(f"issue {k}", [f"o{j}" for j in range(n)]) for k, n in enumerate(sizes)]
    party = []
    for k in range(draw(st.integers(1, 3))):
        name = f"actor {k}"
        if draw(st.integers(0, 2)):
            party.append(draw(actors(name, space, files=files)))
            continue
        types = {label: draw(actors(name, space, files=files)) for label in ("hard", "soft.er")}
        chance = draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
        party.append(ng.UncertainActor(name, types, {"hard": chance, "soft.er": 1 - chance}))
    banned = []
    if len(space) > 1 and len(space[0]) > 1 and draw(st.booleans()):
        banned = [ng.Constraint({space[0].name: "o1", space[1].name: "o0"})]
    whole = ng.Scenario("talks", space, party, constraints=banned)
    single = [
        each.quantity
        for each in doubts(whole)
        if hasattr(each, "quantity") and each.quantity.what not in ("red line", "type")
    ]
    if len(single) > 2 and draw(st.booleans()):
        from dataclasses import replace

        pairs = [(single[0], single[1], 0.6), (single[2], single[1], -0.4)]
        whole = replace(whole, correlations=tuple(ng.Correlation(*each) for each in pairs))
    return whole
