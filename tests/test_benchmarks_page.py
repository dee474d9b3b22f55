"""The tables that the docs show: each is there, whole, and its ratios are what its times say."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"
PAGE = ROOT / "docs" / "explanation" / "benchmarks.md"
MEASURED = sorted((PAGE.parent / "measured").glob("*.md"))
TIME = re.compile(r"([\d,.]+) (ms|s|MB)\b")
RATIO = re.compile(r"(\*\*)?([\d,.]+)×(\*\*)?")


def script(name: str) -> ModuleType:
    """Load a file of the benchmarks, which are scripts and no package."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location(
            f"benchmarks_{name}", BENCHMARKS / f"{name}.py"
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(BENCHMARKS))


measuring = script("measuring")
everything = script("all")


def tables(path: Path) -> list[list[list[str]]]:
    """Return the tables of a page: rows of cells, the heads first, the line below them left out."""
    found: list[list[list[str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    whole = [table for table in found if table]
    for table in whole:
        assert len(table) > 2, f"{path.name}: a table without rows"
        assert {len(row) for row in table} == {len(table[0])}, f"{path.name}: {table[0]}"
        assert set(table.pop(1)) == {"---"}
    return whole


def amount(cell: str) -> float | None:
    """Return the first time or size in a cell, in seconds or megabytes."""
    found = TIME.search(cell)
    if found is None:
        return None
    return float(found[1].replace(",", "")) * (1e-3 if found[2] == "ms" else 1.0)


def ratios(path: Path) -> list[tuple[str, float, float, re.Match[str]]]:
    """Return every ratio of a page: its row, our time, the peer's, and the ratio as it stands."""
    found = []
    for heads, *rows in tables(path):
        for row in rows:
            cells = dict(zip(heads, row, strict=True))
            ours = amount(cells.get("negotiation", cells.get("with all it needs", "")))
            for head in (*everything_of_peers(heads), *(["ratio"] if "ratio" in heads else [])):
                told = RATIO.search(cells[head])
                if told is None:
                    continue
                theirs = amount(cells[head] if head != "ratio" else cells.get("NegMAS", ""))
                if head == "ratio" and "itself" in heads:
                    ours, theirs = amount(rows[0][heads.index("with all it needs")]), ours
                assert ours is not None, row
                assert theirs is not None, row
                found.append((row[0], ours, theirs, told))
    return found


def everything_of_peers(heads: list[str]) -> list[str]:
    """Return the heads of columns that hold a peer's time and, in parentheses, its ratio."""
    return [head for head in heads if head.partition(",")[0] in measuring.PACKAGES]


# ------------------------------------------------------------------ the page


def test_every_benchmark_is_run_and_shown() -> None:
    scripts = {
        path.stem
        for path in BENCHMARKS.glob("*.py")
        if "print_all(__doc__" in path.read_text(encoding="utf-8")
    }
    assert set(everything.BENCHMARKS) == scripts
    assert {path.stem for path in MEASURED} == scripts
    included = re.findall(r"```\{include\} measured/(\w+)\.md\n```", PAGE.read_text("utf-8"))
    assert sorted(included) == sorted(scripts), "each table is shown once"


def test_the_page_holds_no_table_by_hand() -> None:
    assert [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")] == []


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.stem)
def test_a_table_is_whole_and_says_where_it_was_measured(path: Path) -> None:
    assert tables(path)
    head, _, machine, *_ = path.read_text(encoding="utf-8").splitlines()
    assert head == everything.HEAD
    assert re.fullmatch(
        r"\w+ \w+, \d+ cores, Python [\d.]+, NumPy [\d.]+, SciPy [\d.]+, negotiation [\d.]+"
        r"(, \w+ [\d.]+)*\.",
        machine,
    )


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.stem)
def test_a_ratio_is_what_the_two_times_say_and_bold_where_the_peer_does_better(path: Path) -> None:
    for row, ours, theirs, told in ratios(path):
        stated = float(told[2].replace(",", ""))
        assert stated == pytest.approx(theirs / ours, rel=0.06), row
        assert (told[1] == told[3] == "**") == (stated < 1), row
    bold = any("**" in told[0] for *_, told in ratios(path))
    assert bold == ("In bold: where the peer does better." in path.read_text(encoding="utf-8"))


def test_what_a_peer_does_better_is_on_the_page() -> None:
    better = [row for path in MEASURED for row, *_, told in ratios(path) if told[1]]
    worse = [row for path in MEASURED for row, *_, told in ratios(path) if not told[1]]
    assert len(better) > 5
    assert len(worse) > 20


# ------------------------------------------------------------------ how tables are made


@pytest.mark.parametrize(
    ("slow", "fast", "text"),
    [
        (20.0, 0.1, "200×"),
        (1234.0, 1.0, "1,234×"),
        (2.34, 1.0, "2.3×"),
        (1.001, 1.0, "1×"),
        (0.999, 1.0, "1×"),  # no difference that the figure shows
        (0.984, 1.0, "**0.98×**"),
        (0.0456, 1.0, "**0.046×**"),
    ],
)
def test_a_ratio_is_rounded_and_bold_below_one(slow: float, fast: float, text: str) -> None:
    assert measuring.ratio(slow, fast) == text


def test_only_the_rows_that_were_asked_for_are_measured() -> None:
    def not_asked() -> list[str]:
        raise AssertionError("measured for nothing")

    rows = [("one", lambda: ["1 s", "**0.5×**"]), ("two", not_asked)]
    sheet = measuring.Sheet(("what", "negotiation", "ratio"), rows, lambda: "That is all.")
    assert list(measuring.lines([sheet], measuring.Asked(only="one"))) == [
        "\n| what | negotiation | ratio |",
        "|---|---|---|",
        "| one | 1 s | **0.5×** |",
        "\nIn bold: where the peer does better.",
        "\nThat is all.",
    ]


@pytest.mark.parametrize(
    ("limit", "spent", "text"),
    [(None, 1.0, "—"), (0.3, 0.2, "300 ms: held"), (2, 2, "2 s: missed")],
)
def test_a_limit_says_whether_it_was_held(limit: Any, spent: float, text: str) -> None:
    assert measuring.within(limit, spent) == text


def test_peers_are_left_out_when_asked_and_when_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measuring.PACKAGES, "Nobody", "no_such_package")
    monkeypatch.setitem(measuring.PACKAGES, "Somebody", "numpy")
    assert not measuring.Asked().peer("Nobody")
    assert measuring.Asked().peer("Somebody")
    assert not measuring.Asked(alone=True).peer("Somebody")


# ------------------------------------------------------------------ the one command


def one_command(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command that measures everything, or a part of it."""
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "all.py"), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_the_command_writes_what_it_printed_where_it_is_told_to(tmp_path: Path) -> None:
    done = one_command("--quick", "--only", "hanoi", "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.iterdir()
    ((heads, *rows),) = tables(path)
    assert path.name == "hanoi.md"
    assert heads == ["the Hanoi analysis", "negotiation", "limit"]
    assert rows[-1][0] == "in all"
    assert "\n".join(path.read_text("utf-8").splitlines()[2:]) in done.stdout


def test_a_benchmark_that_fails_leaves_the_table_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.py").write_text("print('| new |')", encoding="utf-8")
    (tmp_path / "bad.py").write_text("print('| half |'); raise SystemExit(3)", encoding="utf-8")
    for name in ("good", "bad"):
        (tmp_path / f"{name}.md").write_text("old", encoding="utf-8")
    monkeypatch.setattr(everything, "HERE", tmp_path)
    monkeypatch.setattr(everything, "SHOWN", tmp_path)
    monkeypatch.setattr(everything, "BENCHMARKS", ("bad", "good"))
    monkeypatch.setattr(everything, "missing", lambda peers: [])
    monkeypatch.setattr(sys, "argv", ["all.py"])
    assert everything.main() == 1
    assert (tmp_path / "bad.md").read_text(encoding="utf-8") == "old"
    assert (tmp_path / "good.md").read_text(encoding="utf-8") == f"{everything.HEAD}\n\n| new |\n"
    assert "FAILED: bad" in capfd.readouterr().out

    monkeypatch.setattr(sys, "argv", ["all.py", "--quick"])
    (tmp_path / "good.py").write_text("print('| newer |')", encoding="utf-8")
    everything.main()
    assert "newer" not in (tmp_path / "good.md").read_text(encoding="utf-8"), "quick writes nothing"


def test_without_a_peer_that_belongs_to_the_tables_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        everything, "missing", lambda peers: [each for each in peers if "N" in each]
    )
    monkeypatch.setattr(everything, "run", lambda name, quick: pytest.fail("it ran"))
    monkeypatch.setattr(sys, "argv", ["all.py"])
    assert everything.main() == 1
    told = capsys.readouterr().out
    assert "NegMAS" in told
    assert "pip install 'negotiation[benchmarks]'" in told


def test_a_misspelt_benchmark_is_answered_with_the_nearest() -> None:
    done = one_command("--only", "frontiers")
    assert done.returncode == 2
    assert "there is no benchmark 'frontiers'; did you mean 'frontier'?" in done.stderr
