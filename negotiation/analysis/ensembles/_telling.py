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
    for name in study.concepts:
        low, high = study[name].no_agreement.interval()
        notes.append(
            f"No agreement ({name}): {study[name].no_agreement}, 95 % interval {percent(low)} to "
            f"{percent(high)}."
        )
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
    notes += list(study.notes)
    return [*notes, *_of_beliefs(study)]


def _of_beliefs(study: Ensemble) -> list[str]:
    """Return what standard errors leave out where beliefs are a stored sample."""
    found = []
    for actor in study.problem.scenario.actors:
        size = getattr(actor.preferences, "effective_sample_size", None)
        if size is not None and size < study.draws:
            found.append(
                f"The beliefs about {actor.name} are a sample worth {size:,.0f} independent draws; "
                "standard errors take it as given."
            )
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
