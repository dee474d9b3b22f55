"""``report``: one file that an analyst can hand on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from negotiation.command._command import command
from negotiation.command._subject import add_subject, subject_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow ``report``."""
    add_subject(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write it, .html or .md; named after the subject if left out",
    )
    parser.add_argument(
        "--draws",
        type=int,
        metavar="N",
        help="how many draws the probability of no agreement is estimated from",
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help="the seed of these draws: same seed, same report"
    )


@command(
    "report",
    help="write a report: the actors, the theories, the chance of no deal, and why",
    arguments=arguments,
    examples=(
        "report hanoi-2019 -o hanoi.html",
        "report scenario.toml -o scenario.md --draws 500 --seed 1",
    ),
)
def report(asked: argparse.Namespace) -> str:
    """Write the report and return where it is."""
    from negotiation.reporting import report

    subject = subject_of(asked)
    place = Path(asked.output or f"{Path(asked.subject).stem}.html")
    options: dict[str, Any] = {"draws": asked.draws, "rng": asked.seed}
    report(subject, place, **{name: each for name, each in options.items() if each is not None})
    return f"Wrote {place}"
