"""Nothing that README, CONTRIBUTING and the documentation show is stale: it runs, or says why not.

Blocks of ```python and {code-cell} boxes run page by page, each page in a process of its own in an
empty folder; what a notebook would show is shown.  Commands that call the library run after
them, in the same folder.  The boxes of the tutorials run in test_tutorials.py, where their
numbers are read too, and the docstrings' examples are doctests.
"""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from tests.own_process import run

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^( *)(`{3,})([^\n`]*)\n(.*?)^\1\2 *$", flags=re.MULTILINE | re.DOTALL)
SHOW = "def _show(value):\n    getattr(value, '_repr_html_', value.__repr__)()\n"

NOT_RUN = {
    r"text|": "output or a sketch, not code",
    r"py": "starts processes that read the page as a file, or needs a cluster; it compiles",
    r"\{(toctree|include|glossary|eval-rst|math|list-table|figure|image)\}.*": "markup",
}
"""Fences that are not run, by what stands behind the backticks."""
NOT_TYPED = {
    r"(\.venv/bin/|\S*/)?python3? -m venv .*": "set-up, which .ci/run types as README has it",
    r"(\.venv/bin/)?(python3? -m )?pip (install|download) .*": "needs the network",
    r"(\.venv/bin/)?python -m pytest.*": "this is it",
    r"bash \.ci/\w+.*": "all of this, and more",
    r"(\.venv/bin/)?python (benchmarks|examples)/\S+\.py.*": ".ci/run runs them",
    r"(cd|git) .*|source .*|\.venv.Scripts.*": "depends on where the reader is",
}
"""Commands that are not typed here, and why."""


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return what stands behind the backticks, and the block, of every fence of a page."""
    text = page.read_text(encoding="utf-8")
    return [(kind.strip(), dedent(body)) for _, _, kind, body in FENCE.findall(text)]


def is_code(kind: str) -> bool:
    return kind == "python" or kind.startswith("{code-cell}")


def is_command(kind: str) -> bool:
    return kind in ("sh", "bash", "console", "shell")


PAGES = [
    page
    for page in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    )
    if "_build" not in page.parts
]
RUN = [page for page in PAGES if any(is_code(kind) or is_command(kind) for kind, _ in blocks(page))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def as_shown(cell: str) -> str:
    """Return a box with its last expression shown, as a notebook shows it."""
    code = re.sub(r"\A(:[^\n]*\n)+", "", cell)
    last = ast.parse(code).body[-1]
    if not isinstance(last, ast.Expr) or code.rstrip().endswith(";"):
        return code
    lines = code.splitlines(keepends=True)
    return "".join(lines[: last.lineno - 1]) + f"_show({ast.get_source_segment(code, last)})\n"


def code_of(page: Path) -> str:
    """Return all Python of a page that is to be run."""
    parts = []
    for kind, body in blocks(page):
        if kind == "python":
            parts.append(body)
        elif kind.startswith("{code-cell}") and page.parent.name != "tutorials":
            parts.append(as_shown(body))
    code = "\n".join(parts)
    return code.replace("from __future__ import annotations", "")  # it may only stand at the top


def commands_of(page: Path) -> list[str]:
    """Return the commands of a page that call the library, a continued line joined."""
    found = []
    for kind, body in blocks(page):
        if is_command(kind):
            lines = body.replace("\\\n", " ").splitlines()
            if kind == "console":  # what is typed stands behind a $, the rest is output
                lines = [line[2:] for line in lines if line.startswith("$ ")]
            found += [line.partition(" #")[0].strip() for line in lines]
    return [line for line in found if line and not line.startswith("#")]


def files_of_a_tutorial(page: Path) -> str:
    """Return the statements of a tutorial that write files, which its commands read."""
    kept = ["from pathlib import Path"]
    for kind, body in blocks(page):
        if kind.startswith("{code-cell}"):
            code = re.sub(r"\A(:[^\n]*\n)+", "", body)
            for each in ast.parse(code).body:
                source = ast.get_source_segment(code, each) or ""
                if source.startswith("Path("):
                    kept.append(source)
    return "\n".join(kept)


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_what_a_page_shows_runs_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    typed = [
        line
        for line in commands_of(page)
        if not any(re.fullmatch(each, line) for each in NOT_TYPED)
    ]
    code = code_of(page)
    if page.parent.name == "tutorials" and typed:
        code += "\n" + files_of_a_tutorial(page)
    if code.strip():
        run(SHOW + code, tmp_path)
    for line in typed:
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "negotiation"], f"run this, or say why not: {line}"
        run(words[3:], tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_of_a_page_is_run_read_or_excused(page: Path) -> None:
    for kind, body in blocks(page):
        if kind == "toml":
            tomllib.loads(body)
        elif kind == "py":
            compile(body, name_of(page), "exec")
        elif not is_code(kind) and not is_command(kind):
            assert any(re.fullmatch(each, kind) for each in NOT_RUN), f"what is ```{kind}?"


def test_code_in_docstrings_is_doctests() -> None:
    shown = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in sorted((ROOT / "negotiation").rglob("*.py"))
        for line in re.findall(
            r"^ *\.\. code(?:-block)?::.*", path.read_text("utf-8"), re.MULTILINE
        )
    ]
    assert shown == []


def test_there_are_pages_to_check() -> None:
    assert {"README.md", "CONTRIBUTING.md", "index.md", "charts.md"} <= {page.name for page in RUN}
    assert any(commands_of(page) for page in RUN if page.parent.name == "tutorials")
