"""A scenario as the text of a TOML file, in the order in which a person would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotiation.actors import (
    Consent,
    Correlation,
    Evidence,
    Issue,
    Offer,
    Scenario,
    UncertainActor,
)
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.io import _toml_text as toml
from negotiation.io._distribution_text import number_text
from negotiation.io._preference_text import (
    Pending,
    number_with,
    plain_number,
    preferences_lines,
    support,
)

_HEAD = """\
# A negotiation, to be read and changed by hand: negotiation.io.read(this file).
# Options of a concession run from "none" upward.  Wherever a number stands there may stand
# { value = …, kind = "judgement", statement = "…", source = "…" } instead, which says what it
# rests on (fact, claim, estimate, judgement, illustrative), or { distribution = "uniform",
# low = …, high = … }, which says that it is not known."""


def scenario_text(scenario: Scenario) -> str:
    """Return the text of a file from which an equal scenario is read.

    Raises
    ------
    NegotiationError
        If a part is a Python function, or no text or number where there should be one; the
        actor, the part and the remedy are named.
    """
    return _ScenarioWriter(scenario).text()


class _ScenarioWriter:
    """Writes a scenario part by part; evidence goes beside its number while the order allows."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.issues = {issue.name: issue for issue in scenario.issues}
        self.pending = Pending(scenario.evidence)

    def text(self) -> str:
        scenario = self.scenario
        blocks = [[_HEAD], self.head(), self.consent(), [_rule("what is to be settled")]]
        blocks += [self.issue(issue) for issue in scenario.issues]
        if scenario.status_quo is not None:
            blocks.append(["[status_quo]", *self.settled(scenario.status_quo)])
        blocks += [self.combination("constraints", each) for each in scenario.constraints]
        for actor in scenario.actors:
            blocks += [[_rule("who wants what")]] if actor is scenario.actors[0] else []
            blocks += self.actor(actor)
        blocks += [self.correlation(each) for each in scenario.correlations]
        if scenario.offers:
            blocks.append([_rule("what was offered, and how it was answered")])
            names = [offer.name for offer in scenario.offers]
            alone = len(set(names)) == len(names)
            blocks += [self.offer(offer, named=alone) for offer in scenario.offers]
        if self.pending.left:
            blocks.append([_rule("what other numbers rest on")])
            blocks += [self.evidence(each) for each in self.pending.left]
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def head(self) -> list[str]:
        lines = [f"name = {toml.text(self.scenario.name, what='The name of a scenario')}"]
        if self.scenario.about != "":
            about = toml.text(self.scenario.about, what="What a scenario is about", lines=True)
            lines.append(f"about = {about}")
        return lines

    def consent(self) -> list[str]:
        rule = self.scenario.consent
        if rule == Consent():
            return []
        lines = ["[consent]             # whose yes it takes"]
        if rule.quota is not None:
            lines.append(f"quota = {toml.number(rule.quota, 'A quota')}")
        if rule.votes is not None:
            votes = {name: toml.number(each, "Votes") for name, each in rule.votes.items()}
            lines.append(f"votes = {toml.inline(votes)}")
        if rule.veto:
            lines.append(f"veto = {toml.array(map(toml.text, rule.veto))}")
        return lines

    def issue(self, issue: Issue) -> list[str]:
        lines = [f"[{toml.key('issues', issue.name)}]"]
        if issue.continuous:
            ends = toml.array(toml.number(end, "The end of an interval") for end in issue.options)
            lines.append(f"range = {ends}")
            if issue.unit:
                lines.append(f"unit = {toml.text(issue.unit)}")
        else:
            lines.append(f"options = {toml.array(map(toml.text, issue.options))}")
        if issue.conceded_by is not None:
            lines.append(f"conceded_by = {toml.text(issue.conceded_by)}")
        if issue.reversible is False:
            lines.append("reversible = false")
        elif issue.reversible is not True:
            lines.append(f"reversible = {toml.array(map(toml.text, issue.reversible))}")
        return lines

    def settlement(self, issue: str, value: Any) -> str:
        """Return how one issue is settled, as the issue itself puts it."""
        settled = self.issues[issue].settle(value)
        return toml.text(settled) if isinstance(settled, str) else toml.number(settled, "A value")

    def settled(self, package: Mapping[str, Any]) -> list[str]:
        return [
            f"{toml.key(issue)} = {self.settlement(issue, package[issue])}" for issue in self.issues
        ]

    def changes(self, package: Mapping[str, Any]) -> str:
        """Return where a package differs from the status quo; all of it if there is none."""
        now: Mapping[str, Any] = self.scenario.status_quo or {}
        written = {issue: self.settlement(issue, package[issue]) for issue in self.issues}
        same = {issue for issue in now if written[issue] == self.settlement(issue, now[issue])}
        return toml.inline({issue: each for issue, each in written.items() if issue not in same})

    def combination(self, header: str, member: Any, **place: Any) -> list[str]:
        """Return a red line, a constraint or an interaction as a member of an array of tables."""
        word = type(member)._kind()
        if callable(member.when):
            raise InvalidTypeError(
                f"The {word} is a Python function, which no file can hold. Write it as "
                "{issue: [options]}, once per combination.",
                given=str(member),
                **place,
            )
        when = {issue: self.named(issue, options) for issue, options in member.when.items()}
        lines = [f"[[{header}]]", f"when = {toml.inline(when)}"]
        if hasattr(member, "value"):
            lines.append(f"value = {number_text(member.value, 'Its value', **place)}")
        if getattr(member, "probability", 1.0) != 1.0:
            lines.append(f"probability = {toml.number(member.probability, 'A probability')}")
        for part in ("reason", "source"):
            if getattr(member, part) != "":
                words = toml.text(getattr(member, part), what=f"The {part} of a {word}", **place)
                lines.append(f"{part} = {words}")
        return lines

    def named(self, issue: str, options: tuple[str, ...]) -> str:
        """Return the options that a combination names; numbers of a continuous issue plainly."""
        plain = self.issues[issue].continuous
        written = [(plain and plain_number(each)) or toml.text(each) for each in options]
        return written[0] if len(written) == 1 else toml.array(written).replace("\n", " ")

    def actor(self, actor: Any) -> list[list[str]]:
        header = toml.key("actors", actor.name)
        if not isinstance(actor, UncertainActor):
            return self.certain_actor(actor, header)
        blocks = []
        for label, each in actor.types.items():
            below = f"{header}.{toml.key('types', label)}"
            prior = f"prior = {toml.number(actor.prior[label], 'A prior', actor=actor.name)}"
            (head, *first), *rest = self.certain_actor(each, below)
            blocks += [[head, prior, *first], *rest]
        return blocks

    def certain_actor(self, actor: Any, header: str) -> list[list[str]]:
        """Return an actor, or one type of it."""
        place = {"actor": actor.name}
        reservation = actor.reservation
        lines = [f"[{header}]"]
        if isinstance(reservation, Mapping):
            words = support(self.pending.take(actor.name))
            written = toml.inline({"outcome": self.changes(reservation), **words})
        else:
            written = number_with(reservation, self.pending, "The reservation value", **place)
        lines.append(f"reservation = {written}")
        if actor.premium != 0.0:
            told = number_with(actor.premium, self.pending, "The premium", **place)
            lines.append(f"premium = {told}")
        for part in ("discount", "power"):
            value = getattr(actor, part)
            if value != 1.0:
                lines.append(f"{part} = {number_text(value, part.capitalize(), **place)}")
        inside, below = preferences_lines(actor, header, self.issues, self.pending)
        for each in getattr(actor.preferences, "interactions", ()):
            below.append(self.combination(f"{header}.interactions", each, **place))
        for line in actor.red_lines:
            below.append(self.combination(f"{header}.red_lines", line, **place))
        return [[*lines, *inside], *below]

    def correlation(self, each: Correlation) -> list[str]:
        both = (f"[{', '.join(map(toml.text, name))}]" for name in (each.first, each.second))
        value = toml.number(each.value, "A correlation")
        return ["[[correlations]]", f"between = [{', '.join(both)}]", f"spearman = {value}"]

    def offer(self, offer: Offer, *, named: bool) -> list[str]:
        name = toml.text(offer.name, what="The name of an offer")
        header = toml.key("offers", offer.name)
        lines = [f"[{header}]"] if named else ["[[offers]]", f"name = {name}"]
        if offer.by:
            lines.append(f"by = {toml.text(offer.by)}")
        lines.append(f"outcome = {self.changes(offer.outcome)}")
        if offer.answers:
            said = {actor: "true" if each else "false" for actor, each in offer.answers.items()}
            lines.append(f"answers = {toml.inline(said)}")
        if offer.source != "":
            words = toml.text(offer.source, what="The source of an offer", offer=offer.name)
            lines.append(f"source = {words}")
        return lines

    def evidence(self, each: Evidence) -> list[str]:
        if each.option is not None and each.issue is None:
            raise InvalidValueError(
                "The evidence names an option without its issue.", given=each.statement
            )
        target = {part: getattr(each, part) for part in ("actor", "issue", "option")}
        told = {name: toml.text(value) for name, value in target.items() if value is not None}
        return ["[[evidence]]", *(f"{name} = {value}" for name, value in told.items())] + [
            f"{name} = {value}" for name, value in support(each).items()
        ]


def _rule(words: str) -> str:
    return f"# {'-' * (97 - len(words))} {words}"
