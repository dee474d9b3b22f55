"""What is published says the same everywhere: version, licence, extras, what a version promises."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import negotiation as ng

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
POLICY = (ROOT / "docs" / "explanation" / "versions-and-deprecations.md").read_text("utf-8")


def citation() -> dict[str, Any]:
    """Return the plain entries of the citation file, which needs no reader of YAML for them."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return {
        name: value.strip().strip('"')
        for name, value in re.findall(r"^([a-z-]+): *([^\n>]+)$", text, flags=re.MULTILINE)
    }


# ------------------------------------------------------------------ versions


def test_the_version_is_semantic() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc|\.dev)\d+)?", ng.__version__)


def test_the_citation_file_cites_this_version() -> None:
    told = citation()
    assert told["cff-version"] == "1.2.0"
    assert told["version"] == ng.__version__
    assert told["license"] == PROJECT["license"]
    assert told["type"] == "software"
    assert told["title"].startswith(PROJECT["name"])
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for author in PROJECT["authors"]:
        assert f'- name: "{author["name"]}"' in text
    assert "message" in told


def test_the_changelog_has_a_section_for_what_comes_or_for_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    heads = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    for head in heads:
        dated = re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head)
        assert head == "[Unreleased]" or dated, head
    assert heads[0] == "[Unreleased]" or heads[0].startswith(f"[{ng.__version__}]")
    kinds = set(re.findall(r"^### (.+)$", text, flags=re.MULTILINE))
    assert kinds
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


# ------------------------------------------------------------------ what is supported


def test_the_policy_names_the_oldest_versions_that_are_supported() -> None:
    oldest = {"Python": PROJECT["requires-python"].removeprefix(">=")}
    for line in PROJECT["dependencies"]:
        name, _, version = line.partition(">=")
        oldest[name] = version
    rows = dict(re.findall(r"^\| (\w+) \| ([\d.]+) \|", POLICY, flags=re.MULTILINE))
    assert {name.lower(): version for name, version in rows.items()} == {
        name.lower(): version for name, version in oldest.items()
    }


def test_the_classifiers_name_pythons_that_are_allowed() -> None:
    named = [
        each.rpartition(" ")[2]
        for each in PROJECT["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", each)
    ]
    assert named[0] == PROJECT["requires-python"].removeprefix(">=")
    assert named == [f"3.{11 + place}" for place in range(len(named))]


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_extra_is_documented(extra: str) -> None:
    page = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    assert f"| `{extra}` |" in page


def test_the_source_distribution_takes_whatever_the_project_is_made_of() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    build = tomllib.loads(text)["tool"]["hatch"]["build"]["targets"]
    asked = ["git", "ls-files", "-z"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout, so that nothing says what belongs to the project")
    tops = {name.partition("/")[0] for name in done.stdout.split("\0") if name}
    taken = {pattern.lstrip("/") for pattern in build["sdist"]["include"]}
    left = {top for top in tops - taken if not (top.endswith(".md") and "*.md" in taken)}
    assert left == {".gitignore", "pyproject.toml"}, "hatchling adds these two by itself"


# ------------------------------------------------------------------ without the extras


@pytest.mark.slow
@pytest.mark.parametrize(
    ("absent", "use", "extra"),
    [
        ("pandas", "ng.compare(hanoi).summary().to_frame()", "pandas"),
        ("tqdm", "ng.ensemble(hanoi, 'nash', draws=64, rng=1, progress=True)", "progress"),
        ("tqdm.auto", "ng.ensemble(hanoi, 'nash', draws=64, rng=1, progress=True)", "progress"),
        ("ipywidgets", "ng.explore(hanoi)", "widgets"),
        ("pygambit", "ng.io.to_pygambit(ng.library.load('chicken'))", "gambit"),
    ],
)
def test_without_an_extra_its_use_says_what_to_install(absent: str, use: str, extra: str) -> None:
    code = f"""
import sys
sys.modules[{absent!r}] = None  # Python's own way to say: not there
import negotiation as ng
hanoi = ng.library.load("hanoi-2019")
try:
    {use}
except ng.errors.MissingDependencyError as error:
    assert isinstance(error, ImportError)
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert f"pip install 'negotiation[{extra}]'" in done.stdout
    assert extra in EXTRAS


# ------------------------------------------------------------------ the promise


def test_the_page_shows_how_a_name_is_deprecated_and_what_the_user_sees() -> None:
    """The first block of the page is run as it stands: its warning names the replacement."""
    block = re.search(r"^```python\n(.*?)^```", POLICY, flags=re.MULTILINE | re.DOTALL)
    assert block
    place: dict[str, Any] = {}
    with pytest.warns(DeprecationWarning, match=r"since 0\.2 .* removed in 0\.3.*use 'nash_point'"):
        exec(compile(block[1] + "\nanswer = nash_product([1, 2])", __file__, "exec"), place)
    assert place["answer"] == place["nash_point"]([1, 2])
