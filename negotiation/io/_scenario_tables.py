"""Scenarios and games as nested tables, whatever the format that wrote them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from negotiation.actors import (
    Actor,
    Additive,
    Constraint,
    Evidence,
    Issue,
    Offer,
    Outcome,
    PayoffTable,
    Preferences,
    RedLine,
    Scenario,
)
from negotiation.concessions import NormalFormGame
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name
from negotiation.io._node import Node

_SUPPORT = ("kind", "statement", "source")
_NO_ANSWER = ("unknown", "disputed")


def game_of(top: Node) -> NormalFormGame:
    """Return the game in normal form that a document describes."""
    top.table(("kind", "name", "title", "about", "source", "actors", "strategies", "payoffs"))
    actors = tuple(node.text() for node in top.require("actors").array())
    strategies = tuple(
        tuple(label.text() for label in node.array()) for node in top.require("strategies").array()
    )
    payoffs = top.require("payoffs")
    payoffs.array()
    story = " ".join(filter(None, (_text(top, "about"), _text(top, "source"))))
    with payoffs.inside():
        return NormalFormGame(
            payoffs.value,
            strategies,
            actors,
            title=_text(top, "title") or _text(top, "name"),
            source=story,
        )


def scenario_of(top: Node) -> Scenario:
    """Return the scenario that a document describes."""
    return _ScenarioReader(top).scenario()


class _ScenarioReader:
    """Reads a scenario part by part, keeping what later parts refer to."""

    def __init__(self, top: Node) -> None:
        self.top = top
        self.parts = top.table(
            (
                *("kind", "name", "about", "issues", "status_quo", "actors"),
                *("constraints", "offers", "evidence"),
            )
        )
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
        offers = self.parts["offers"].table() if "offers" in self.parts else {}
        if "evidence" in self.parts:
            self.listed_evidence(self.parts["evidence"])
        return Scenario(
            name=self.top.require("name").text(),
            issues=tuple(self.issues.values()),
            actors=tuple(actors),
            status_quo=self.start or None,
            constraints=self.combinations(Constraint, self.top, "constraints"),
            about=_text(self.top, "about"),
            offers=tuple(self.offer(name, node) for name, node in offers.items()),
            evidence=tuple(self.evidence),
        )

    def issue(self, name: str, node: Node) -> Issue:
        members = node.table(("options", "conceded_by", "reversible"))
        owner = self.named_actor(members["conceded_by"]) if "conceded_by" in members else None
        reversible = members["reversible"].flag() if "reversible" in members else True
        options = node.require("options")
        with options.inside():
            return Issue(name, options.value, owner, reversible)

    def named_actor(self, node: Node) -> str:
        with node.inside():
            if node.text() not in self.actors:
                raise unknown_name("actor", node.value, self.actors)
        return node.text()

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
        members = node.table(
            (
                *("preferences", "payoffs", "scale"),
                *("reservation", "discount", "power", "red_lines"),
            )
        )
        numbers: dict[str, Any] = {
            key: members[key].number() for key in ("discount", "power") if key in members
        }
        if "reservation" in members:
            numbers["reservation"] = self.reservation(members["reservation"], name)
        preferences = self.preferences(name, node)
        lines = self.combinations(RedLine, node, "red_lines")
        with node.inside():
            return Actor(name, preferences, red_lines=lines, **numbers)

    def reservation(self, node: Node, actor: str) -> float | Outcome:
        if not isinstance(node.value, dict) or "outcome" not in node.value:
            return self.number(node, actor=actor)
        members = node.table(("outcome", *_SUPPORT))
        self.support(node, actor=actor)
        return self.package(members["outcome"])

    def preferences(self, actor: str, node: Node) -> Preferences:
        """Return what puts a number on every outcome for the actor at `node`."""
        members = node.table()
        if "payoffs" in members:
            with members["payoffs"].inside():
                table = PayoffTable(members["payoffs"].value)
                table.validate(tuple(self.issues.values()), actor)
            return table
        wants = node.require("preferences")
        values: dict[str, Any] = {}
        weights: dict[str, float] = {}
        for issue, each in wants.table(self.issues).items():
            values[issue], weights[issue] = self.worth(actor, self.issues[issue], each)
            if "scale" in members:
                values[issue] = _scaled(values[issue], members["scale"])
        with wants.inside():
            whole = Additive(values, weights)  # type: ignore[arg-type]
            whole.validate(tuple(self.issues.values()), actor)
        return whole

    def worth(self, actor: str, issue: Issue, node: Node) -> tuple[dict[str, float], float]:
        """Return what the options of one issue are worth to an actor, and its weight."""
        members = node.table(("weight", "values", *_SUPPORT))
        self.support(node, actor=actor, issue=issue.name)
        options = node.require("values")
        values = {
            option: self.number(each, actor=actor, issue=issue.name, option=option)
            for option, each in options.table(issue.options).items()
        }
        with options.inside():
            Additive({issue.name: values}).validate([issue], actor)  # type: ignore[arg-type]
        weight = members["weight"].number() if "weight" in members else 1.0
        with node.inside():
            Additive({issue.name: values}, {issue.name: weight})  # type: ignore[arg-type]
        return values, weight

    def number(self, node: Node, **target: str) -> float:
        """Return a number written plainly, or as a table with the evidence it rests on."""
        if not isinstance(node.value, dict):
            return node.number()
        node.table(("value", *_SUPPORT))
        self.support(node, **target)
        return node.require("value").number()

    def support(self, node: Node, **target: str) -> None:
        """Keep the evidence that a table holds beside its numbers, if it holds any."""
        if not any(part in node.table() for part in _SUPPORT):
            return
        words = [node.require(part).text() for part in _SUPPORT]
        with node.inside():
            self.evidence.append(Evidence(*words, **target))

    def listed_evidence(self, node: Node) -> None:
        """Keep the evidence listed on its own, with what it supports."""
        for each in node.array():
            members = each.table((*_SUPPORT, "actor", "issue", "option"))
            target = {part: members[part].text() for part in members if part not in _SUPPORT}
            if "actor" in members:
                self.named_actor(members["actor"])
            with each.inside():
                if "option" in target and "issue" not in target:
                    raise InvalidValueError("An option is named without its issue.")
                if "issue" in target and target["issue"] not in self.issues:
                    raise unknown_name("issue", target["issue"], self.issues)
                if "option" in target:
                    self.issues[target["issue"]].level(target["option"])
            self.support(each, **target)

    def combinations(self, kind: Any, node: Node, key: str) -> tuple[Any, ...]:
        """Return the red lines or constraints in an array of tables."""
        found = []
        for each in node.table()[key].array() if key in node.table() else ():
            each.table(("when", "reason", "source"))
            when = each.require("when")
            with when.inside():
                member = kind(when.value, _text(each, "reason"), _text(each, "source"))
                member.validate(tuple(self.issues.values()))
            found.append(member)
        return tuple(found)

    def offer(self, name: str, node: Node) -> Offer:
        """Return an offer on record; answers that are unknown or disputed are left out."""
        members = node.table(("by", "outcome", "answers", "source"))
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
        return Offer(name, outcome, by, answers, _text(node, "source"))  # type: ignore[arg-type]


def _text(node: Node, key: str) -> str:
    """Return a text that may be left out."""
    members = node.table()
    return members[key].text() if key in members else ""


def _scaled(values: dict[str, float], scale: Node) -> dict[str, float]:
    """Return each value divided by the largest."""
    with scale.inside():
        if scale.text() != "max":
            raise unknown_name("scale", scale.value, ("max",))
        largest = max(values.values())
        if largest <= 0:
            raise InvalidValueError("The largest value must be positive.", given=largest)
    return {option: value / largest for option, value in values.items()}
