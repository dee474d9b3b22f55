"""Types of preferences: what every package would be worth, depending on who one really faces."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, floats, negligible, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Actor, OutcomeSpace, Scenario
from negotiation.concessions._names import actor_names, outcome_labels
from negotiation.concessions._prior import prior_of
from negotiation.concessions._type_profiles import labelled
from negotiation.concessions.from_scenario import reservation_value, utilities
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class PreferenceTypes(Shown):
    """Packages, and what each would bring every type of every actor.

    Parameters
    ----------
    gains : mapping, or sequence of array_like
        ``{actor: {type: vector}}``: for every type of every actor what each outcome is worth
        above walking away, shape (n_outcomes,).  Or an array of shape (t_i, n_outcomes) per
        actor.
    outcomes : sequence, optional
        A label per outcome; numbers if left out.
    prior : array_like or mapping, optional
        How likely types are, as for `BayesianGame`; all type profiles equally likely if left
        out.  It is an assumption of whoever gives it.
    refused : mapping, or sequence of array_like, optional
        ``{actor: {type: mask}}``: outcomes that cross a red line of the type.  Or a boolean
        array of shape (t_i, n_outcomes) per actor.
    types, actors : sequence, optional
        Labels and names, where gains are arrays; numbers and "Actor 1", … if left out.
    name : str, optional
        What the answers are headed with.

    Attributes
    ----------
    gains : tuple of arrays, shape (t_i, n_outcomes)
        Per actor, read-only.
    refused : tuple of arrays of bool, shape (t_i, n_outcomes)
    prior : array, shape (t1, …, tn)

    Raises
    ------
    NegotiationError
        If vectors differ in length, a number is not finite, or the prior does not fit.

    Examples
    --------
    >>> import negotiation as ng
    >>> sides = ng.PreferenceTypes(
    ...     {
    ...         "Buyer": {"keen": [3, 1], "cool": [1, -1]},
    ...         "Seller": {"poor": [1, 2], "rich": [-1, 1]},
    ...     },
    ...     outcomes=["low price", "high price"],
    ... )
    >>> sides.acceptance
    array([0.5, 0.5])
    """

    gains: tuple[FloatArray, ...]
    outcomes: Sequence[Any] = field(default=None)  # type: ignore[arg-type]
    prior: FloatArray = field(default=None, kw_only=True)  # type: ignore[arg-type]
    refused: tuple[BoolArray, ...] = field(default=None, kw_only=True)  # type: ignore[arg-type]
    types: tuple[tuple[str, ...], ...] = field(default=None, kw_only=True)  # type: ignore[arg-type]
    actors: tuple[str, ...] = field(default=None, kw_only=True)  # type: ignore[arg-type]
    name: str = field(default="types of preferences", kw_only=True)

    def __post_init__(self) -> None:
        tables, types, actors = _tables(self.gains, self.types, self.actors)
        if len({table.shape[1] for table in tables}) > 1:
            raise InvalidValueError(
                "All actors must value the same outcomes.",
                given={a: table.shape[1] for a, table in zip(actors, tables, strict=True)},
            )
        object.__setattr__(self, "gains", tables)
        object.__setattr__(self, "actors", actors)
        object.__setattr__(self, "types", types)
        object.__setattr__(self, "outcomes", outcome_labels(self.outcomes, tables[0].shape[1]))
        object.__setattr__(self, "prior", prior_of(self.prior, types, actors))
        object.__setattr__(self, "refused", self._refused())

    def _refused(self) -> tuple[BoolArray, ...]:
        given: Any = {} if self.refused is None else self.refused
        masks = []
        for own, (name, labels) in enumerate(zip(self.actors, self.types, strict=True)):
            table = self.gains[own]
            said = given.get(name, {}) if isinstance(given, Mapping) else given[own]
            if isinstance(said, Mapping):
                for label in said:
                    if label not in labels:
                        raise unknown_name("type", label, labels, actor=name)
                nothing = np.zeros(table.shape[1], dtype=np.bool_)
                said = [said.get(label, nothing) for label in labels]
            rows = [np.asarray(row) for row in said]
            shapes = [row.shape for row in rows]
            if shapes != [table[0].shape] * len(table) or {r.dtype.kind for r in rows} != {"b"}:
                raise InvalidValueError(
                    f"Refusals need a boolean per outcome, {table.shape[1]} of them, for each "
                    f"of {len(table)} types.",
                    actor=name,
                )
            masks.append(read_only(np.stack(rows)))
        return tuple(masks)

    @classmethod
    def from_scenario(
        cls, scenario: Scenario, types: Mapping[str, Any], *, prior: Any = None
    ) -> PreferenceTypes:
        """Return the types of actors over the packages of a scenario.

        Parameters
        ----------
        scenario : Scenario
            Its feasible packages are the outcomes.
        types : mapping
            ``{actor: types}``.  Types are a list of actors, or of names of actors of the
            scenario, each of which stands for a type; or a mapping from the type's name to
            such a name, to an `Actor`, to a `Scenario` whose actor of this name is meant, or
            to a vector of gains.
        prior : array_like or mapping, optional
            As for the class.

        Returns
        -------
        PreferenceTypes

        Raises
        ------
        UnknownNameError
            If the scenario has no actor of a name.
        InvalidTypeError
            If a type is none of these.
        """
        if not isinstance(scenario, Scenario):
            raise InvalidTypeError("Expected a Scenario.", given=scenario)
        gains: dict[str, dict[str, Any]] = {}
        refused: dict[str, dict[str, Any]] = {}
        for actor, said in types.items():
            named = said if isinstance(said, Mapping) else _named(said)
            gains[actor], refused[actor] = {}, {}
            for label, each in named.items():
                worth, crossed = _worth(scenario, actor, label, each)
                gains[actor][str(label)] = worth
                refused[actor][str(label)] = crossed
        return cls(
            gains,  # type: ignore[arg-type]
            scenario.space,
            prior=prior,
            refused=refused,  # type: ignore[arg-type]
            name=scenario.name,
        )

    @cached_property
    def accepts(self) -> tuple[BoolArray, ...]:
        """Per actor whether each type would sign each outcome, shape (t_i, n_outcomes).

        It would if its gain is not negative and no red line of its own is crossed.
        """
        signs = []
        for table, crossed in zip(self.gains, self.refused, strict=True):
            high = np.maximum(table.max(axis=1, keepdims=True), 0.0)
            low = np.minimum(table.min(axis=1, keepdims=True), 0.0)
            signs.append(read_only((table >= -negligible(high, low)) & ~crossed))
        return tuple(signs)

    @cached_property
    def acceptance(self) -> FloatArray:
        """How likely it is that every actor would sign each outcome, shape (n_outcomes,)."""
        total = np.zeros(len(self.outcomes))
        for _, probability, signs in self.profiles():
            total += probability * signs
        return read_only(np.minimum(total, 1.0))  # type: ignore[no-any-return]

    @cached_property
    def agreeable(self) -> float:
        """How likely it is that there is an outcome that every actor would sign."""
        shares = [share for _, share, signs in self.profiles() if signs.any()]
        return min(1.0, math.fsum(shares))

    def profiles(self) -> Any:
        """Yield every possible type profile: places, probability, what all of them would sign."""
        for found in np.argwhere(self.prior > 0):
            place = tuple(int(each) for each in found)
            signs = np.logical_and.reduce(
                [own[t] for own, t in zip(self.accepts, place, strict=True)]
            )
            yield place, float(self.prior[place]), signs

    def index(self, outcome: Any) -> int:
        """Return the place of an outcome, given its label or (for packages) a mapping.

        Raises
        ------
        NegotiationError
            If there is no such outcome.
        """
        if isinstance(self.outcomes, OutcomeSpace):
            return self.outcomes.index(outcome)
        if outcome not in self.outcomes:
            raise InvalidValueError("This outcome is not on the list.", given=outcome)
        return int(self.outcomes.index(outcome))

    def summary(self) -> Table:
        """Return, per type, how likely it is and how many outcomes it would sign."""
        count = len(self.actors)
        rows = []
        for own, name in enumerate(self.actors):
            shares = self.prior.sum(axis=tuple(a for a in range(count) if a != own))
            for t, label in enumerate(self.types[own]):
                best = float(self.gains[own][t].max())
                rows.append((name, label, float(shares[t]), int(self.accepts[own][t].sum()), best))
        best = int(self.acceptance.argmax())
        notes = [
            f"With probability {self.agreeable:.1%} there is an outcome that all would sign.",
            f"The one most likely to be signed by all, with probability "
            f"{self.acceptance[best]:.1%}: {self.outcomes[best]}.",
        ]
        columns = ("actor", "type", "probability", "would sign", "greatest gain")
        return Table(columns, rows, self.name, notes)

    def __repr__(self) -> str:
        sides = ", ".join(
            f"{name} ({len(each)} type{'s' * (len(each) != 1)})"
            for name, each in zip(self.actors, self.types, strict=True)
        )
        return f"<PreferenceTypes: {sides}, {len(self.outcomes)} outcomes>"


def _tables(
    gains: Any, types: Any, actors: Any
) -> tuple[tuple[FloatArray, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return every actor's gains, a row per type, and what types and actors are called."""
    if isinstance(gains, Mapping):
        if not gains or not all(isinstance(each, Mapping) and each for each in gains.values()):
            raise InvalidTypeError(
                "Gains are given as {actor: {type: vector}}, with a type for every actor.",
                given=gains,
            )
        actors = tuple(gains)
        types = [[str(label) for label in each] for each in gains.values()]
        gains = [list(each.values()) for each in gains.values()]
    elif isinstance(gains, str) or not hasattr(gains, "__len__") or not len(gains):
        raise InvalidTypeError("Gains are given as {actor: {type: vector}}.", given=gains)
    names = actor_names(actors, len(gains))
    tables = tuple(
        floats(each, "Gains (a number for each outcome and type)", ndim=2, actor=name)
        for each, name in zip(gains, names, strict=True)
    )
    for table, name in zip(tables, names, strict=True):
        if not table.size:
            raise InvalidValueError("Gains need a type and an outcome.", actor=name)
    labels = labelled(types, [len(table) for table in tables], names, "type")
    return tables, tuple(tuple(map(str, each)) for each in labels), names


def _named(said: Any) -> dict[str, Any]:
    """Return types that are given as a list by what they are called."""
    listed = [said] if isinstance(said, str | Actor) else list(said)
    names = [each.name if isinstance(each, Actor) else str(each) for each in listed]
    if len(set(names)) < len(names):
        raise InvalidValueError(
            "Two types have the same name; name them in a mapping.", given=names
        )
    return dict(zip(names, listed, strict=True))


def _worth(scenario: Scenario, actor: str, label: Any, said: Any) -> tuple[Any, BoolArray]:
    """Return what every package brings one type above walking away, and what it refuses."""
    free = np.zeros(len(scenario.space), dtype=np.bool_)
    if isinstance(said, str):
        said = scenario.actor(said)
    elif isinstance(said, Scenario):
        said = said.actor(actor)
    if isinstance(said, Actor):
        for line in said.red_lines:
            free |= line.holds(scenario.space)
        return utilities(said, scenario.space) - reservation_value(said, scenario), free
    if isinstance(said, Mapping) or not hasattr(said, "__len__"):
        raise InvalidTypeError(
            "A type is the name of an actor of the scenario, an Actor, a Scenario or a vector of "
            "gains.",
            given=said,
            actor=actor,
            type=label,
        )
    return said, free
