"""How long ``import negotiation`` takes in a fresh process, and the first use after it.

Prints the median over several processes beside the limit that the project set itself.  It
measures and does not judge: how fast a shared machine is at the moment is no test.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

LIMIT = 0.3
"""Seconds that the bare import may take."""
PROCESSES = 9

STATEMENTS = {
    "import negotiation": "import negotiation",
    "… and load a scenario": "import negotiation; negotiation.library.load('hanoi-2019')",
    "for comparison: import numpy": "import numpy",
}


def seconds(statement: str) -> float:
    """Return the time that `statement` takes in an interpreter of its own."""
    code = (
        f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Measure, print, and say whether the limit holds."""
    medians = {}
    for name, statement in STATEMENTS.items():
        seconds(statement)  # once without counting, so that the files are compiled and cached
        medians[name] = statistics.median(seconds(statement) for _ in range(PROCESSES))
        print(f"{medians[name] * 1000:8.1f} ms  {name}")
    spent = medians["import negotiation"]
    print(f"limit for the import: {LIMIT * 1000:.0f} ms: {'held' if spent < LIMIT else 'missed'}")


if __name__ == "__main__":
    main()
