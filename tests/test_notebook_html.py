"""What notebooks show: every noun says in a line what it is, and in HTML what is in it."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from negotiation._table import Table
from tests.nouns import EXAMPLES, HOSTILE, nouns

TAGS = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
"""What a noun's HTML is made of; anything else has come out of a name."""

PAGES = {"Report"}
"""Nouns whose HTML holds pictures and a style of its own; tests of their rooms read it."""

PARTS = {name.rpartition(".")[2]: kind for name, kind in nouns().items()}


class Page(HTMLParser):
    """HTML that is read strictly: every tag known, closed in turn, no attribute but style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.words: list[str] = []
        self.seen: list[str] = []
        self.styles: list[str] = []
        self.classes: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], "tags are left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> in {self.open}"
        for name, value in attrs:
            assert name in ("style", "class"), f"{name}= of <{tag}>"
            (self.styles if name == "style" else self.classes).append(value or "")
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not re.search(r"[<>&]", data), data
        self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.words.append({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name])

    def handle_charref(self, name: str) -> None:
        self.words.append(chr(int(name[1:], 16) if name.startswith("x") else int(name)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    @property
    def text(self) -> str:
        return "".join(self.words)


@cache
def example(name: str) -> Any:
    return EXAMPLES[name]()


def test_every_noun_has_an_example():
    assert len(nouns()) == len(PARTS), "two nouns bear the same name"
    assert set(EXAMPLES) == set(PARTS), "tests/nouns.py needs a line per noun"


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_of_its_noun(name):
    assert type(example(name)) is PARTS[name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_noun_says_in_one_line_what_it_is(name):
    told = repr(example(name))
    assert "\n" not in told
    assert name in told or told.startswith("<"), told
    assert " object at 0x" not in told
    assert len(told) < 400 + 6 * len(HOSTILE), told


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_noun_has_a_summary_that_holds_in_text_and_html(name):
    shown = example(name)
    table = shown if name == "Table" else shown.summary()
    assert isinstance(table, Table)
    assert str(table)
    page = Page(table._repr_html_())
    assert page.text.startswith(table.title)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - PAGES))
def test_the_html_of_a_noun_is_well_formed_and_names_are_names(name):
    shown = example(name)
    page = Page(shown._repr_html_())
    assert page.seen.count("table") >= 1
    assert page.text.strip()
    assert "tex2jax_ignore mathjax_ignore" in page.classes
    if "<script>" in str(shown if name == "Table" else shown.summary()):
        assert '<script>alert(1)</script> & "x" $5_{}' in page.text
    assert not re.search(r"&(amp|lt|quot);", page.text), "escaped twice"


def test_most_nouns_are_tried_with_hostile_names():
    tried = [
        name
        for name in EXAMPLES
        if "<script>" in str(example(name) if name == "Table" else example(name).summary())
    ]
    assert len(tried) > len(EXAMPLES) / 2


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - PAGES))
def test_no_noun_brings_a_colour_of_its_own(name):
    styles = " ".join(Page(example(name)._repr_html_()).styles)
    assert not re.search(r"(?<![-\w])(color|background)\b|#[0-9a-f]{3}|rgb|black|white", styles)


# ------------------------------------------------------------------ the table itself


@pytest.mark.parametrize(("rows", "folded"), [(0, 0), (40, 0), (41, 1), (1000, 960)])
def test_rows_beyond_forty_are_folded(rows, folded):
    page = Page(Table(("row",), [(f"r{k}",) for k in range(rows)])._repr_html_())
    assert page.seen.count("td") == rows
    assert page.seen.count("details") == bool(folded)
    assert page.seen.count("table") == 1 + bool(folded)
    if folded:
        said = "1 more row" if folded == 1 else f"{folded} more rows"
        assert f"{said}row" in page.text  # followed by the repeated head
    assert all(f"r{k}" in page.text for k in range(rows))


def test_a_long_table_folds_in_every_noun_that_shows_one():
    import negotiation as ng

    many = ng.BargainingProblem([[k, 100 - k] for k in range(100)])
    page = Page(many._repr_html_())
    long = page.seen.count("tr") > 43
    assert page.seen.count("details") == long


def test_numbers_stand_right_and_words_left_also_under_their_heads():
    html = Table(("n", "word", "mixed"), [(1.5, "a", 1), (None, "b", "x")])._repr_html_()
    heads = re.findall(r'<th style="([^"]*)">', html)
    cells = re.findall(r'<td style="([^"]*)">', html)
    assert ["right" if "text-align:right" in each else "left" for each in heads] == [
        "right",
        "left",
        "left",
    ]
    assert all("tabular-nums" in each for each in cells[::3])
    assert all("text-align:left" in each for each in (*cells[1::3], *cells[2::3]))


def test_a_wide_table_scrolls_and_a_long_text_has_room():
    html = Table(("long", "short"), [("word " * 30, "word")])._repr_html_()
    assert html.count("overflow-x:auto") == 1
    styles = re.findall(r'<td style="([^"]*)">', html)
    assert ["min-width" in each for each in styles] == [True, False]
