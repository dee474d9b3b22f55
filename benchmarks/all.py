"""Every benchmark, one after the other, and the tables that the docs show.

    python benchmarks/all.py                     every row, beside the peers; writes the tables
    python benchmarks/all.py --only talks        one of them (can be repeated)
    python benchmarks/all.py --quick             small sizes without peers; prints, writes nothing
    python benchmarks/all.py --into FOLDER       writes somewhere else

Each is a process of its own, so that none is measured in what another left behind.  What it
prints goes to `docs/explanation/measured/NAME.md`, which the page on benchmarks includes, once it
has ended well.  It asks nothing, and takes the better part of an hour, most of it the peers'.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
import time
from pathlib import Path

from measuring import INSTALL, installed

HERE = Path(__file__).parent
SHOWN = HERE.parent / "docs" / "explanation" / "measured"
"""The folder of the tables that the docs show."""
BENCHMARKS = (
    "frontier",
    "equilibria",
    "talks",
    "repeated",
    "roadmaps",
    "ensemble",
    "hanoi",
    "import_time",
    "install_size",
)
HEAD = "<!-- Written by benchmarks/all.py; what is changed here is lost. -->"


def run(name: str, quick: bool) -> str | None:
    """Run one benchmark, show its lines as they come, and return them; None if it failed."""
    command = [sys.executable, str(HERE / f"{name}.py"), *(["--quick"] if quick else [])]
    told = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=HERE
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            told.append(line)
    return "".join(told) if process.returncode == 0 else None


def keep(name: str, text: str, folder: Path) -> None:
    """Write a benchmark's tables, all at once."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.md.part"
    part.write_text(f"{HEAD}\n\n{text}", encoding="utf-8")
    part.replace(folder / f"{name}.md")


def missing(peers: tuple[str, ...]) -> list[str]:
    """Return the peers that are not there to be measured."""
    return [name for name in peers if not installed(name)]


def name_of(text: str) -> str:
    """Return the name of a benchmark, or say which one may have been meant."""
    if text in BENCHMARKS:
        return text
    near = difflib.get_close_matches(text, BENCHMARKS, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise argparse.ArgumentTypeError(
        f"there is no benchmark {text!r}{hint} There are: {', '.join(BENCHMARKS)}."
    )


def main() -> int:
    """Run what was asked for; return 0 if all of it ended well."""
    words = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="small sizes, without the peers")
    words.add_argument("--only", action="append", type=name_of, metavar="NAME", help="one of them")
    words.add_argument("--into", type=Path, help="the folder to write to")
    asked = words.parse_args()
    into = asked.into or (None if asked.quick else SHOWN)
    if not asked.quick:
        lost = missing(("NegMAS", "QuantEcon", "nashpy"))
        if lost:
            print(f"Not installed, and part of the tables: {', '.join(lost)}. {INSTALL}")
            return 1
        if missing(("Gambit",)):
            print("pygambit is not installed: the tables come without Gambit (extra `gambit`).")
    failed, times = [], []
    for name in asked.only or BENCHMARKS:
        print(f"\n=== {name}", flush=True)
        start = time.perf_counter()
        text = run(name, asked.quick)
        times.append(f"{time.perf_counter() - start:7.1f} s  {name}")
        if text is None:
            failed.append(name)
        elif into is not None:
            keep(name, text, into)
    print("\n===", *times, sep="\n")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
