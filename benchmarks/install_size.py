"""How large an installation is, beside the peers: the package, and all that it needs.

    python benchmarks/install_size.py             beside the peers
    python benchmarks/install_size.py --alone     without them

Builds the source distribution and the wheel, and prints two Markdown tables.  What is needed is
read off the metadata of the packages in this environment, extras left out, and sizes are those of
their files without what Python compiles.  `.ci/packaging` installs the wheel in an empty
environment and says what that comes to.
"""

from __future__ import annotations

import importlib.metadata as metadata
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from measuring import PACKAGES, Asked, Sheet, print_all, ratio
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PEERS = ("nashpy", "NegMAS", "QuantEcon", "Gambit")


def built(folder: Path) -> tuple[Path, Path]:
    """Build the source distribution and the wheel with the project's own tool."""
    tool = folder / "tool"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "--target", str(tool), "hatchling"], check=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tool)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return source, wheel


def unpacked(wheel: Path) -> int:
    """Return the bytes of the files in a wheel."""
    with zipfile.ZipFile(wheel) as packed:
        return sum(each.file_size for each in packed.infolist())


def own(package: str) -> int:
    """Return the bytes of an installed package, without what Python compiled."""
    files = metadata.distribution(package).files or ()
    kept = [each for each in files if each.suffix != ".pyc" and Path(str(each.locate())).is_file()]
    return sum(Path(str(each.locate())).stat().st_size for each in kept)


def needs(package: str) -> set[str]:
    """Return the names of all that a package needs, and what that needs, extras left out."""
    found: set[str] = set()
    waiting = [package]
    while waiting:
        for text in metadata.distribution(waiting.pop()).requires or ():
            wanted = Requirement(text)
            name = re.sub(r"[-_.]+", "-", wanted.name).lower()
            asked = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
            if asked and name not in found:
                found.add(name)
                waiting.append(name)
    return found - {package}


def row(package: str, size: int, ours: int | None = None) -> list[str]:
    """Return the cells of a package's row."""
    others = needs(package)
    whole = size + sum(map(own, others))
    beside = "—" if ours is None else ratio(whole, ours)
    return [shown(size), shown(whole), str(len(others)), beside]


def shown(size: float) -> str:
    """Return a number of bytes in megabytes."""
    return f"{size / 1e6:.3g} MB"


def sheets(asked: Asked) -> Iterator[Sheet]:
    """Yield the tables: what is published, and what is installed."""
    with tempfile.TemporaryDirectory() as folder:
        source, wheel = built(Path(folder))
        files = {
            "source distribution (tests and docs included)": shown(source.stat().st_size),
            "wheel": shown(wheel.stat().st_size),
        }
        size = unpacked(wheel)
    yield Sheet(
        ("what is downloaded", "negotiation"),
        ((name, lambda told=told: [told]) for name, told in files.items()),
    )
    ours = size + sum(map(own, needs("negotiation")))

    def rows() -> Iterator[tuple[str, Callable[[], list[str]]]]:
        yield "negotiation", partial(row, "negotiation", size)
        for name in PEERS:
            if asked.peer(name):
                yield name, partial(row, PACKAGES[name], own(PACKAGES[name]), ours)

    yield Sheet(("what is installed", "itself", "with all it needs", "packages", "ratio"), rows())


if __name__ == "__main__":
    print_all(__doc__, sheets, PEERS)
