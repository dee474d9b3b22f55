"""Fuzz the reader of one format, led by the code that each input reaches.

Not part of the test suite.  It needs `atheris` (``pip install atheris``) and Linux::

    python -m tests.fuzzing.fuzz_readers toml --minutes 10
    python -m tests.fuzzing.fuzz_readers toml --replay FILE     # without atheris

Formats are those of ``negotiation.io.formats``, and ``checkpoint``.  Whatever is raised that is
no `NegotiationError`, takes more than five seconds of the processor or half a gigabyte above
what Python holds, is written to ``--crashes`` (one file per place in the code) and the run goes
on.  An input is a byte that says what it is, 0 for the bytes of a file as they are and 1 for
decisions about how to spoil a valid one, and these bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import signal
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 5
MEGABYTES = 500
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9.-]+|[^\sA-Za-z0-9]{1,3}")


class OutOfTime(BaseException):
    """Raised by the clock; no ``except Exception`` of the library may swallow it."""


def target(format: str, folder: Path) -> Callable[[bytes], bool]:
    """Return what tries one input out and says whether it was read."""
    from tests.fuzzing import checkpoints, trees
    from tests.fuzzing.choices import Choices
    from tests.fuzzing.survival import Reader

    if format == "checkpoint":
        place = folder / "study.ckpt"

        def try_checkpoint(data: bytes) -> bool:
            raw = data[1:]
            if data[:1] and data[0] % 2:
                raw = checkpoints.spoilt(Choices(raw), place)
            return checkpoints.try_out(raw, place)

        return try_checkpoint
    reader = Reader(format, folder)

    def try_file(data: bytes) -> bool:
        raw = data[1:]
        if data[:1] and data[0] % 2:
            raw = trees.spoilt(format, Choices(raw))
        return bool(reader.try_out(raw))

    return try_file


def seeds(format: str, folder: Path, more: list[Path]) -> list[bytes]:
    """Return what to begin with: samples as they are, and decisions about spoiling them."""
    from tests.fuzzing import checkpoints
    from tests.fuzzing.samples import SAMPLES

    whole = [text.encode() for text in SAMPLES.get(format, ())]
    if format == "checkpoint":
        whole = [checkpoints.sound(folder / "seed.ckpt")]
    whole += [path.read_bytes() for path in more if path.stat().st_size < 20_000]
    chosen = [bytes([(place * step) % 256 for place in range(40)]) for step in (1, 7, 31, 77, 101)]
    return [b"\0" + each for each in whole] + [b"\1" + each for each in chosen]


def words(format: str) -> list[str]:
    """Return the words and marks of which files of a format are made."""
    from tests.fuzzing.samples import SAMPLES

    found = {word for text in SAMPLES.get(format, ()) for word in _WORD.findall(text)}
    return sorted(found | {"<!DOCTYPE", "<!ENTITY", "1e400", "nan", "inf", "\\u0000"})


class Guard:
    """Tries inputs out with bounds on time and memory, and keeps what breaks.

    Parameters
    ----------
    tried : callable
    crashes : Path
        The folder for inputs that break something.
    """

    def __init__(self, tried: Callable[[bytes], bool], crashes: Path) -> None:
        self.tried, self.crashes = tried, crashes
        self.runs = self.read = 0
        self.broken: Counter[str] = Counter()
        signal.signal(signal.SIGVTALRM, self._ring)
        crashes.mkdir(parents=True, exist_ok=True)

    def _ring(self, *_: Any) -> None:
        raise OutOfTime(f"more than {SECONDS} s")

    def __call__(self, data: bytes) -> None:
        self.runs += 1
        if self.runs % 5000 == 0:
            print(f"runs {self.runs}, read {self.read}, broken {dict(self.broken)}", flush=True)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            self.read += self.tried(data)
        except (Exception, OutOfTime) as error:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._keep(error, data)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _keep(self, error: BaseException, data: bytes) -> None:
        """Write an input down with what it raised, the shortest for every place in the code."""
        frames = list(traceback.extract_tb(error.__traceback__))
        ours = [each for each in frames if "/negotiation/" in each.filename] or frames
        where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        key = f"{type(error).__name__} {where}"
        self.broken[key] += 1
        name = hashlib.sha1(key.encode()).hexdigest()[:10]
        kept = self.crashes / name
        if not kept.exists() or kept.stat().st_size > len(data):
            kept.write_bytes(data)
            told = "".join(traceback.format_exception(error))
            kept.with_suffix(".txt").write_text(f"{key}\n{told}", errors="replace")


def bounded(megabytes: int) -> None:
    """Let the process take so many megabytes more than it holds now."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = held + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("format")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--crashes", type=Path, default=Path(tempfile.gettempdir()) / "crashes")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what was found")
    parser.add_argument(
        "--seeds", type=Path, nargs="*", default=[], help="more files to begin with"
    )
    parser.add_argument("--replay", type=Path, nargs="*", help="inputs to try once")
    options = parser.parse_args()
    memory = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as name:
        folder = Path(name)
        if options.replay:
            warnings.simplefilter("error")
            tried = target(options.format, folder)
            for path in options.replay:
                print(path, "read" if tried(path.read_bytes()) else "refused")
            return
        fuzz(options, folder)


def fuzz(options: argparse.Namespace, folder: Path) -> None:
    """Run until the time is up, and say what was tried."""
    import atheris

    covered = ["negotiation.io", "negotiation.actors", "negotiation.concessions", "tomllib", "csv"]
    with atheris.instrument_imports(include=[*covered, "negotiation.analysis.ensembles"]):
        import negotiation as ng

        assert ng.io.formats
        tried = target(options.format, folder)
    warnings.simplefilter("error")
    corpus = options.corpus or folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(seeds(options.format, folder, options.seeds)):
        tried(seed)
        (corpus / f"seed-{place}").write_bytes(seed)
    dictionary = folder / "words"
    escaped = (
        "".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words(options.format)
    )
    dictionary.write_text("".join(f'"{each}"\n' for each in escaped))
    guard = Guard(tried, options.crashes / options.format)
    bounded(MEGABYTES)
    arguments = [f"-max_total_time={int(options.minutes * 60)}", f"-dict={dictionary}"]
    arguments += ["-timeout=60", "-rss_limit_mb=0", "-max_len=8192", "-print_final_stats=1"]
    arguments += [f"-artifact_prefix={guard.crashes}/", "-report_slow_units=30"]
    atheris.Setup([sys.argv[0], *arguments, str(corpus)], guard)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
