"""An ensemble in tables and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._shares import percent
from negotiation._table import Table
from negotiation.actors import Outcome

if TYPE_CHECKING:
    from negotiation.analysis.ensembles.ensemble import Ensemble


def forecast_table(study: Ensemble) -> Table:
    """Return a row per issue and option with its share under every concept."""
    alone = [study[name] for name in study.concepts]
    rows: list[tuple[Any, ...]] = [
        ("no agreement", "", *(percent(each.no_agreement.value) for each in alone))
    ]
    terms = [each.terms for each in alone]
    for issue, options in terms[0].items():
        for option in options:
            shares = [each[issue][option].value for each in terms]
            if any(shares):
                rows.append((issue, option, *(percent(share) for share in shares)))
    title = f"{study.problem.scenario.name}: what is agreed in {study.draws:,} draws"
    return Table(("issue", "option", *study.concepts), rows, title, _notes(study))


def _notes(study: Ensemble) -> list[str]:
    notes = []
    if study.partial:
        notes.append("Partial: the run was interrupted; only the draws that were done count.")
    if study.certain:
        notes.append("Nothing in the scenario is uncertain: every draw is the same.")
    notes += _of_no_agreement(study)
    best = study.packages(1)
    if best:
        package, share = next(iter(best.items()))
        notes.append(
            f"Agreed most often ({study.concepts[0]}): {_words(study, package)}, in {share}."
        )
    blocked = study.blocked
    if blocked.empty:
        worst = int(np.argmax(blocked.pivotal))
        if blocked.pivotal[worst]:
            notes.append(
                f"Most often alone in the way: {blocked.conditions[worst]}, in "
                f"{percent(blocked.pivotal[worst] / blocked.empty)} of the draws without a ZOPA."
            )
    for name in study.concepts:
        if study[name].tied.value:
            notes.append(f"Tied packages, one taken by lot ({name}): {study[name].tied}.")
    notes += [*_of_payoffs(study), *study.notes]
    return [*notes, *_of_beliefs(study)]


def _of_no_agreement(study: Ensemble) -> list[str]:
    """Return how likely no agreement is, once where all theories say the same."""
    said: dict[str, list[str]] = {}
    for name in study.concepts:
        chance = study[name].no_agreement
        low, high = chance.interval()
        ends = "" if high == low else f", 95% interval {percent(low)} to {percent(high)}"
        said.setdefault(f"{chance}{ends}", []).append(name)
    return [f"No agreement ({', '.join(names)}): {words}." for words, names in said.items()]


def _of_payoffs(study: Ensemble) -> list[str]:
    """Return the middle and the spread of what each actor gets."""
    ranges = study.quantiles((0.05, 0.5, 0.95))
    told = [
        f"{name} {middle:.3g} ({low:.3g} to {high:.3g})"
        for name, (low, middle, high) in ranges.items()
    ]
    return [f"Median payoffs, and where nine in ten lie ({study.concepts[0]}): {', '.join(told)}."]


def _of_beliefs(study: Ensemble) -> list[str]:
    """Return what standard errors leave out where beliefs come from a walk, not from free draws."""
    found = []
    for actor in study.problem.scenario.actors:
        posterior = getattr(actor.preferences, "posterior", None)
        if posterior is None:
            continue
        said = f"What is believed of {actor.name} rests on its prior as well as on the statements"
        size = posterior.effective_sample_size
        if posterior.method != "rejection" and size < study.draws:
            said += (
                f", and on a sample worth {size:,.0f} independent draws: standard errors leave "
                "out what that sample may miss"
            )
        found.append(f"{said}.")
    return found


def _words(study: Ensemble, package: Outcome) -> str:
    return str(package.changes(study.problem.scenario.status_quo)) or "the status quo"


def theories_table(study: Ensemble) -> Table:
    """Return the share of draws in which two theories settle on the same package."""
    picked = [study[name].outcomes for name in study.concepts]
    rows = [
        (name, *(percent(float((mine == other).mean())) for other in picked))
        for name, mine in zip(study.concepts, picked, strict=True)
    ]
    same = np.all([each == picked[0] for each in picked], axis=0)
    notes = [f"All of them settle on the same in {percent(float(same.mean()))} of the draws kept."]
    return Table(("theory", *study.concepts), rows, "Where theories agree", notes)
