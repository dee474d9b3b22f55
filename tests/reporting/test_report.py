"""The report: every section in its place, safe to hand on, in words where there is nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import matplotlib as mpl

mpl.use("Agg")

import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, MissingFileError
from negotiation.reporting import sections
from negotiation.reporting._blocks import Figure, Prose, Sheet
from negotiation.reporting._section import Part, Section
from tests.plotting.subjects import small_summit
from tests.reporting.pages import Page, faults

HOSTILE = "<script>alert('1')</script> & \"x\" | `code` *bold*"
NOTHING = "This section has nothing to say here."
SLOW = {"hanoi-2019", "hanoi-2019-bolton", "hanoi-2019-state", "harbour"}
LIBRARY = [
    pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name
    for name in ng.library.names()
]


@pytest.fixture(scope="module")
def summit():
    return small_summit()


@pytest.fixture(scope="module")
def told(summit):
    return ng.report(summit, draws=50)


@pytest.fixture
def unpictured(monkeypatch):
    """Draw nothing: what is looked at is what is said."""
    monkeypatch.setattr(
        "negotiation.plotting._svg.svg_of", lambda *_, **__: ("<svg></svg>", "drawn")
    )


def cake(**changes):
    """Two actors, one issue of two options: the least there is to agree on."""
    issue = ng.Issue("share", ["half", "all"], conceded_by="B")
    actors = [
        ng.Actor("A", ng.Additive({"share": {"half": 1, "all": 2}}), 0.5),
        ng.Actor("B", ng.Additive({"share": {"half": 1, "all": 0}}), 0.5),
    ]
    given = {"name": "cake", "issues": [issue], "actors": actors, **changes}
    return ng.Scenario(**given)


def words(report, title):
    """Return what a section says outside its tables and figures."""
    (found,) = [each for each in report.sections if each.title == title]
    parts = []
    for block in found.blocks:
        parts.append(getattr(block, "text", ""))
        parts += getattr(block, "sentences", ())
    return " ".join(parts)


# ------------------------------------------------------------------ every negotiation


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_every_negotiation_of_the_library_makes_a_report(name):
    report = ng.report(ng.library.load(name), draws=40)
    page, text = report.html(), report.markdown()
    assert faults(page) == []
    assert report.title in Page(page).text
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        each.title for each in report.sections
    ]
    assert not plt.get_fignums()


@pytest.mark.slow
def test_sections_stand_in_the_order_of_their_places(told):
    ordered = sorted(sections.values(), key=lambda each: each.place)
    assert [each.title for each in told.sections] == ["In short", *(each.title for each in ordered)]
    assert len({each.place for each in ordered}) == len(ordered) >= 9
    at = [told.html().index(f"<h2>{each.title}</h2>") for each in told.sections]
    assert at == sorted(at)


def test_every_section_says_something_of_a_full_scenario(told):
    assert [each.title for each in told.sections if NOTHING in words(told, each.title)] == []
    assert all(each.blocks for each in told.sections)


def test_a_new_section_is_one_registration(unpictured, monkeypatch):
    def weather(subject):
        return Part([Prose(f"Fine over {subject.name}.")], ["It was fine."])

    monkeypatch.setitem(sections._members, "Weather", Section("Weather", 95, weather))
    report = ng.report(cake(), draws=10)
    assert report.sections[-1].title == "Weather"
    assert words(report, "Weather") == "Fine over cake."
    assert words(report, "In short").endswith("It was fine.")


def test_a_bug_in_a_section_is_not_told_as_a_finding(unpictured, monkeypatch):
    def broken(subject):
        raise ZeroDivisionError

    monkeypatch.setitem(sections._members, "Broken", Section("Broken", 95, broken))
    with pytest.raises(ZeroDivisionError):
        ng.report(cake(), draws=10)


# ------------------------------------------------------------------ what it says

wordy = pytest.mark.usefixtures("unpictured")


@wordy
def test_the_first_page_tells_the_answer_in_numbers_worked_out_by_hand():
    short = words(ng.report(cake(), draws=10), "In short")
    assert "1 of 2 packages would suit both" in short  # half: 1 and 1, against 0.5 and 0.5
    assert "would select this package: share: half" in short


@wordy
def test_an_illustration_is_not_called_a_probability():
    short = words(ng.report(cake(), draws=10), "In short")
    assert "Illustrative: with every number changed by up to 10%" in short
    assert "has a probability" not in short


@wordy
def test_recorded_offers_are_evidence_and_the_assumptions_are_named(summit):
    modest = {"sites": "freeze", "tests": "go on", "relief": "$5 fund_a"}
    answered = ng.Offer("modest", modest, answers={"West": True, "North": False})
    told = ng.report(replace(summit, offers=[answered]), draws=50)
    said = words(told, "How likely no agreement is")
    assert "The 2 answers on record rule out some preferences" in said
    assert "Assumed, not found: walking away is worth up to 0.1 more" in said
    assert "given the recorded answers" in words(told, "In short")


@wordy
def test_own_uncertain_numbers_are_drawn():
    wide = ng.distributions.uniform(0.0, 2.0)  # B's worth of walking away: above 1 in half
    base = cake()
    unsure = cake(actors=[base.actors[0], replace(base.actors[1], reservation=wide)])
    report = ng.report(unsure, draws=2_000)
    said = words(report, "How likely no agreement is")
    found = float(re.search(r"No agreement in ([\d.]+)%", said)[1])
    assert "own uncertain numbers" in said
    assert found == pytest.approx(50.0, abs=4)
    estimate = ng.ensemble(unsure, draws=2_000, rng=0).no_agreement.value
    assert found == pytest.approx(100 * estimate, abs=0.051)


@wordy
def test_beliefs_that_are_handed_over_are_drawn(summit):
    said = ng.statements.from_offers(summit)
    believed = ng.beliefs(summit, said, premium=0.05, samples=200, rng=1)
    report = ng.report(summit, draws=30, beliefs=believed)
    assert "beliefs that were handed over" in words(report, "How likely no agreement is")
    with pytest.raises(InvalidValueError, match="about other talks"):
        ng.report(cake(), beliefs=believed)
    with pytest.raises(InvalidTypeError, match=r"ng\.beliefs"):
        ng.report(summit, beliefs=said)


def test_the_method_names_version_draws_seed_and_sources(told, summit):
    said = words(told, "Method and citations")
    for part in (ng.__version__, "50 draws with the seed 0", "Nash, J. (1950)"):
        assert part in said
    assert all(each.source in said for each in summit.offers)


# ------------------------------------------------------------------ what does not apply


def degenerate():
    """Return scenarios in which much cannot be said."""
    both = cake().actors
    line = ng.RedLine({"share": ["half", "all"]})
    three = [*both, ng.Actor("C", ng.Additive({"share": {"half": 1, "all": 1}}))]
    money = ng.Issue("money", (0, 10), unit="million")
    keen = ng.Additive({"money": {0: 0, 4: 0.6, 10: 1}})
    shy = ng.Additive({"money": {0: 1, 10: 0}})
    issues = [ng.Issue(f"i{k}", ["a", "b", "c"]) for k in range(24)]
    worth = {
        f"i{k}": {"a": 0, "b": 1.3 + 0.31 * (k % 7), "c": 2 + 0.7 * (k % 5)} for k in range(24)
    }
    other = {f"i{k}": {"a": 3 + 0.9 * (k % 4), "b": 1.1 + 0.17 * k, "c": 0} for k in range(24)}
    return {
        "one option": cake(
            issues=[ng.Issue("share", ["half"])],
            actors=[ng.Actor(name, ng.Additive({"share": {"half": 1}})) for name in "AB"],
        ),
        "one actor": cake(
            actors=[both[1]], issues=[ng.Issue("share", ["half", "all"], conceded_by="B")]
        ),
        "three actors": cake(actors=three),
        "empty ZOPA": cake(actors=[replace(each, reservation=1.5) for each in both]),
        "all red lines": cake(actors=[replace(each, red_lines=[line]) for each in both]),
        "continuous": ng.Scenario(
            "money", [money], [ng.Actor("A", keen, 0.2), ng.Actor("B", shy, 0.2)]
        ),
        "huge": ng.Scenario(
            "huge",
            issues,
            [ng.Actor("A", ng.Additive(worth), 10), ng.Actor("B", ng.Additive(other), 10)],
        ),
    }


@pytest.mark.slow
@pytest.mark.parametrize("case", list(degenerate()))
def test_what_does_not_apply_is_said_in_words(case):
    report = ng.report(degenerate()[case], draws=10)
    assert faults(report.html()) == []
    assert all(each.blocks for each in report.sections)
    assert words(report, "In short")


@wordy
def test_an_empty_zopa_is_the_first_finding_and_its_bridge_follows():
    report = ng.report(degenerate()["empty ZOPA"], draws=10)
    short = words(report, "In short")
    assert "there is no zone of possible agreement" in short
    assert "none selects an agreement" in short
    assert "If walking away were worth" in short


@wordy
def test_a_bare_table_and_a_game_say_what_is_missing():
    table = ng.report(ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], [0, 0]))
    assert "needs a scenario" in words(table, "How likely no agreement is")
    assert "3 of 3 packages would suit both" in words(table, "In short")
    game = ng.report(ng.library.load("prisoners-dilemma"))
    assert "nobody signs anything" in words(game, "What could be agreed")
    assert "this is the only equilibrium" in words(game, "In short")
    with pytest.raises(InvalidTypeError, match="A report is about a Scenario"):
        ng.report("hanoi-2019")


# ------------------------------------------------------------------ safe to hand on


@pytest.fixture(scope="module")
def hostile():
    base = small_summit()
    issue = ng.Issue(f"share {HOSTILE}", ["half", HOSTILE], conceded_by=HOSTILE)
    one = {issue.name: {"half": 1, HOSTILE: 2}}
    two = {issue.name: {"half": 2, HOSTILE: 1}}
    actors = [ng.Actor("A", ng.Additive(one), 0.5), ng.Actor(HOSTILE, ng.Additive(two), 0.5)]
    source = base.evidence[0] if base.evidence else None
    evidence = (
        [replace(source, actor=None, issue=None, option=None, source=HOSTILE)] if source else []
    )
    return ng.report(
        ng.Scenario(
            HOSTILE, [issue], actors, {issue.name: "half"}, about=HOSTILE, evidence=evidence
        ),
        draws=10,
    )


@pytest.mark.slow
def test_names_are_shown_as_they_are_and_never_run(hostile):
    page = hostile.html()
    assert faults(page) == []
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 10
    assert HOSTILE in Page(page).text
    assert "<script" not in hostile._repr_html_().replace("srcdoc", "")


def test_markdown_shows_names_as_they_are(hostile):
    text = hostile.markdown()
    assert "<script" not in text
    assert not re.search(r"(?<!\\)[`*](code|bold)", text)
    for line in text.splitlines():
        if line.startswith("|"):
            heads = re.split(r"(?<!\\)\|", line)
            assert len(heads) >= 3
    tables = re.findall(r"(?m)(?:^\|.*\n)+", text)
    assert tables
    for table in tables:
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table


@wordy
def test_what_would_begin_a_list_does_not():
    report = ng.report(cake(name="1. first", about="- no list"), draws=5)
    assert "# 1\\. first" in report.markdown()


def test_a_figure_is_told_in_words(told):
    page = told.html()
    figures = [
        block for each in told.sections for block in each.blocks if isinstance(block, Figure)
    ]
    assert len(figures) >= 4
    assert all(each.words and each.caption for each in figures)
    assert page.count("<svg") == len(figures) == page.count('role="img"')
    assert page.count("(in the HTML report)") == 0 < told.markdown().count("(in the HTML report)")


@pytest.mark.slow
def test_the_same_input_makes_the_same_bytes(summit, told):
    again = ng.report(summit, draws=50)
    assert again.html() == told.html()
    assert again.markdown() == told.markdown()
    assert not re.search(r"20\d\d-\d\d-\d\d", told.html())


def test_the_noun(told):
    assert repr(told) == f"<Report {told.title!r}: 10 sections>"
    assert told.summary().column("section")[0] == "In short"
    tables = sum(isinstance(block, Sheet) for each in told.sections for block in each.blocks)
    assert sum(told.summary().column("tables")) == tables
    assert told._repr_html_().startswith("<iframe")


# ------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.html", "<!DOCTYPE"), ("a.HTM", "<!DOCTYPE"), ("a.md", "# "), ("a.markdown", "# ")],
)
def test_the_suffix_says_how_it_is_written(tmp_path, name, begins):
    place = tmp_path / name
    place.write_text("old")
    ng.report(ng.library.load("chicken"), place)
    assert place.read_text("utf-8").startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "error", "match"),
    [
        ("a.pdf", InvalidValueError, r"written as \.html or \.md"),
        ("a", InvalidValueError, r"written as \.html or \.md"),
        ("no/a.html", MissingFileError, "There is no folder .*Make it first"),
        ("dir.html", InvalidValueError, "a folder, not a file"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_any_work(tmp_path, name, error, match):
    (tmp_path / "dir.html").mkdir()
    with pytest.raises(error, match=match):
        ng.report("not even looked at", tmp_path / name)


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    place = tmp_path / "a.html"
    place.write_text("old")

    def full(self, target):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        ng.report(ng.library.load("chicken"), place)
    assert place.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]
