"""Scenarios as nested tables, whatever the format that wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from negotiation._frozen import FrozenMap
from negotiation.actors import (
    Actor,
    Consent,
    Constraint,
    Correlation,
    Evidence,
    Issue,
    Offer,
    Outcome,
    RedLine,
    Scenario,
    UncertainActor,
)
from negotiation.actors.distributions import Uncertain, uncertain_number
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name
from negotiation.io._distribution_tables import distribution_of
from negotiation.io._node import Node
from negotiation.io._preference_tables import KEYS, SUPPORT, combinations_of, preferences_of

_PARTS = ("kind", "name", "about", "consent", "issues", "status_quo", "constraints", "actors")
_OPTIONAL_PARTS = ("offers", "evidence", "correlations")
_ACTOR_KEYS = (*KEYS, "reservation", "premium", "discount", "power", "red_lines")
_NO_ANSWER = ("unknown", "disputed")


def scenario_of(top: Node) -> Scenario:
    """Return the scenario that a document describes."""
    return _ScenarioReader(top).scenario()


class _ScenarioReader:
    """Reads a scenario part by part, keeping what later parts refer to."""

    def __init__(self, top: Node) -> None:
        self.top = top
        self.parts = top.table((*_PARTS, *_OPTIONAL_PARTS))
        self.actors: Collection[str] = top.require("actors").table()
        self.issues = {
            name: self.issue(name, node) for name, node in top.require("issues").table().items()
        }
        self.start = Outcome()
        if "status_quo" in self.parts:
            self.start = self.package(self.parts["status_quo"])
        self.evidence: list[Evidence] = []

    def scenario(self) -> Scenario:
        actors = [self.actor(*each) for each in self.top.require("actors").table().items()]
        offers = [self.offer(*each) for each in self.named_offers()]
        if "evidence" in self.parts:
            self.listed_evidence(self.parts["evidence"])
        return Scenario(
            name=self.top.require("name").text(),
            issues=tuple(self.issues.values()),
            actors=tuple(actors),
            status_quo=self.start or None,
            constraints=self.combinations(Constraint, self.top, "constraints"),
            about=self.top.optional_text("about"),
            offers=tuple(offers),
            evidence=tuple(self.evidence),
            consent=self.consent(),
            correlations=self.correlations(),
        )

    def correlations(self) -> tuple[Correlation, ...]:
        """Return which uncertain numbers move together."""
        if "correlations" not in self.parts:
            return ()
        found = []
        for each in self.parts["correlations"].array():
            each.table(("between", "spearman"))
            first, second = (
                tuple(part.text() for part in name.array())
                for name in each.require("between").pair("the names of two numbers")
            )
            value = each.require("spearman").number()
            with each.inside():
                found.append(Correlation(first, second, value))
        return tuple(found)

    def issue(self, name: str, node: Node) -> Issue:
        members = node.table(("options", "range", "unit", "conceded_by", "reversible"))
        owner = self.named_actor(members["conceded_by"]) if "conceded_by" in members else None
        taken_back = members.get("reversible")
        if "range" not in members:
            if "unit" in members:
                with members["unit"].inside():
                    raise InvalidValueError(
                        "A unit belongs to a continuous issue: give range = [lowest, highest] "
                        "instead of options."
                    )
            options = node.require("options")
            with options.inside():
                issue = Issue(name, options.value, owner)
            if taken_back is None:
                return issue
            with taken_back.inside():
                return replace(issue, reversible=taken_back.value)
        if "options" in members:
            with node.inside():
                raise InvalidValueError("An issue has options or a range, not both.")
        ends = members["range"].pair("two numbers, the lowest and the highest value")
        interval = tuple(each.number() for each in ends)
        unit = node.optional_text("unit")
        reversible = taken_back.flag() if taken_back is not None else True
        with members["range"].inside():
            return Issue(name, interval, owner, reversible, unit)

    def named_actor(self, node: Node) -> str:
        with node.inside():
            if node.text() not in self.actors:
                raise unknown_name("actor", node.value, self.actors)
        return node.text()

    def consent(self) -> Consent:
        """Return the rule that says whose yes it takes."""
        if "consent" not in self.parts:
            return Consent()
        node = self.parts["consent"]
        members = node.table(("quota", "votes", "veto"))
        quota = members["quota"].number() if "quota" in members else None
        votes = None
        if "votes" in members:
            listed = members["votes"].table(self.actors).items()
            votes = {name: each.number() for name, each in listed}
        veto = members["veto"].array() if "veto" in members else []
        with node.inside():
            rule = Consent(quota, votes, tuple(self.named_actor(each) for each in veto))
            rule.validate(tuple(self.actors))
        return rule

    def package(self, node: Node) -> Outcome:
        """Return the package at `node`, completed from the status quo."""
        settled = dict(getattr(self, "start", {}))
        for name, option in node.table(self.issues).items():
            with option.inside():
                settled[name] = self.issues[name].settle(option.value)
        for name in self.issues:
            if name not in settled:
                with node.inside():
                    raise InvalidValueError("The package leaves this issue open.", issue=name)
        return Outcome((name, settled[name]) for name in self.issues)

    def actor(self, name: str, node: Node) -> Actor:
        if "types" not in node.table():
            return self.certain_actor(name, node, ())
        kinds = node.table(("types",))["types"].table()
        types = {label: self.certain_actor(name, each, ("prior",)) for label, each in kinds.items()}
        prior = {label: each.require("prior").number() for label, each in kinds.items()}
        with node.inside():
            return UncertainActor(name, FrozenMap(types), FrozenMap(prior))

    def certain_actor(self, name: str, node: Node, more: tuple[str, ...]) -> Actor:
        """Return an actor, or one type of it."""
        members = node.table((*_ACTOR_KEYS, *more))
        numbers: dict[str, Any] = {
            key: self.plain(members[key]) for key in ("discount", "power") if key in members
        }
        if "reservation" in members:
            numbers["reservation"] = self.reservation(members["reservation"], name)
        if "premium" in members:
            numbers["premium"] = self.number(members["premium"], actor=name)
        preferences = preferences_of(self, name, node)
        lines = self.combinations(RedLine, node, "red_lines")
        with node.inside():
            return Actor(name, preferences, red_lines=lines, **numbers)

    def reservation(self, node: Node, actor: str) -> Uncertain | Outcome:
        if not isinstance(node.value, dict) or "outcome" not in node.value:
            return self.number(node, actor=actor)
        members = node.table(("outcome", *SUPPORT))
        self.support(node, actor=actor)
        return self.package(members["outcome"])

    def number(self, node: Node, **target: str) -> Uncertain:
        """Return a number written plainly, or as a table with the evidence it rests on."""
        if not isinstance(node.value, dict):
            return node.number()
        if "distribution" in node.value:
            self.support(node, **target)
            return self.plain(node, SUPPORT)
        node.table(("value", *SUPPORT))
        self.support(node, **target)
        return node.require("value").number()

    def plain(self, node: Node, beside: Collection[str] = ()) -> Uncertain:
        """Return a number or a distribution; keys that may stand `beside` it are not read."""
        if not isinstance(node.value, dict):
            return node.number()
        found = distribution_of(node, beside)
        with node.inside():
            return uncertain_number(found, "This")

    def support(self, node: Node, **target: str) -> None:
        """Keep the evidence that a table holds beside its numbers, if it holds any."""
        if not any(part in node.table() for part in SUPPORT):
            return
        words = [node.require(part).text() for part in SUPPORT]
        with node.inside():
            self.evidence.append(Evidence(*words, **target))

    def listed_evidence(self, node: Node) -> None:
        """Keep the evidence listed on its own, with what it supports."""
        for each in node.array():
            members = each.table((*SUPPORT, "actor", "issue", "option"))
            target = {part: members[part].text() for part in members if part not in SUPPORT}
            if "actor" in members:
                self.named_actor(members["actor"])
            with each.inside():
                if "option" in target and "issue" not in target:
                    raise InvalidValueError("An option is named without its issue.")
                if "issue" in target and target["issue"] not in self.issues:
                    raise unknown_name("issue", target["issue"], self.issues)
                if "option" in target:
                    self.issues[target["issue"]].level(target["option"])
                if not any(part in members for part in SUPPORT):
                    raise InvalidValueError(f"Evidence needs {', '.join(SUPPORT)}.")
            self.support(each, **target)

    def combinations(self, kind: Any, node: Node, key: str) -> tuple[Any, ...]:
        """Return the red lines or constraints in an array of tables."""
        members = node.table()
        if key not in members:
            return ()
        made = partial(_combination, kind)
        return combinations_of(members[key], tuple(self.issues.values()), made)

    def named_offers(self) -> Iterable[tuple[str, Node]]:
        """Return the offers with their names: a table of tables, or an array of tables."""
        if "offers" not in self.parts:
            return ()
        node = self.parts["offers"]
        if isinstance(node.value, list):
            return [(each.require("name").text(), each) for each in node.array()]
        return node.table().items()

    def offer(self, name: str, node: Node) -> Offer:
        """Return an offer on record; answers that are unknown or disputed are left out."""
        listed = ("name",) if isinstance(node.path[-1], int) else ()
        members = node.table((*listed, "by", "outcome", "answers", "source"))
        answers: dict[str, bool] = {}
        for actor, answer in (
            members["answers"].table(self.actors).items() if "answers" in members else ()
        ):
            if answer.value in _NO_ANSWER:
                continue
            if not isinstance(answer.value, bool):
                with answer.inside():
                    raise InvalidTypeError(
                        "An answer is true, false, 'unknown' or 'disputed'.", given=answer.value
                    )
            answers[actor] = answer.value
        by = self.named_actor(members["by"]) if "by" in members else None
        outcome = self.package(node.require("outcome"))
        source = node.optional_text("source")
        return Offer(name, outcome, by, answers, source)  # type: ignore[arg-type]


def _combination(kind: Any, node: Node) -> Any:
    """Return the red line or constraint in one table."""
    chance = ("probability",) if kind is RedLine else ()
    members = node.table(("when", "reason", "source", *chance))
    when = node.require("when").value
    more = {part: members[part].number() for part in chance if part in members}
    return kind(when, node.optional_text("reason"), node.optional_text("source"), **more)
