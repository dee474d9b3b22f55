"""Every condition of a road map one by one: slack, critical patience, tolerable hazard, bond."""

from __future__ import annotations

from typing import Any

from negotiation._table import Table
from negotiation.engine.roadmaps._margins import (
    needed_bonds,
    supporting_patience,
    tolerable_hazard,
)
from negotiation.engine.roadmaps._model import Appraisal

COLUMNS = (
    "stage",
    "actor",
    "going on",
    "breaking off",
    "slack",
    "patience from",
    "hazard up to",
    "bond lacking",
)


def diagnosed(given: Appraisal) -> Table:
    """Return a row per stage and actor with what the condition has to spare or lacks."""
    bonds, spare, last = needed_bonds(given), given.spare, len(given.path) - 1
    rows: list[tuple[Any, ...]] = []
    for stage in range(last + 1):
        for place, actor in enumerate(given.model.actors):
            rows.append(
                (
                    "after" if stage == last else stage + 1,
                    actor,
                    float(given.values[stage, place]),
                    float(given.breaches[stage, place]),
                    float(spare[stage, place]),
                    _patience_from(given, place, stage),
                    tolerable_hazard(given, place, stage),
                    float(bonds[stage, place]),
                )
            )
    short = [row for row in rows if row[-1] > 0.0]
    note = "Every condition is met."
    if short:
        first = short[0]
        when = "after the last stage" if first[0] == "after" else f"in stage {first[0]}"
        note = (
            f"{len(short)} of {len(rows)} conditions are not met; the first is that of "
            f"{first[1]} {when}, by {-first[4]:.4g}."
        )
    return Table(COLUMNS, rows, "road map: what each condition has to spare", [note])


def _patience_from(given: Appraisal, actor: int, stage: int) -> float:
    """Return the patience from which a condition is met up to the actor's own.

    If it is not met there, the nearest greater patience that would do; NaN if none would.
    """
    own, found = float(given.terms.patience[actor]), supporting_patience(given, actor, stage)
    if given.slack[stage, actor] >= -given.model.tolerance[actor]:
        return max((low for low, _ in found if low <= own), default=own)
    return min((low for low, _ in found if low > own), default=float("nan"))
