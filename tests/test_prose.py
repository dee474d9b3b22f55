"""What readers read: British spelling, the house's words, no word twice, addresses that can be.

Code is not prose: fenced blocks, doctests and whatever stands in backticks are left out, and so are
titles of publications, which are spelt as their authors spelt them.  `python tests/test_prose.py`
lists every address with the place it stands at, for whoever wants to try them.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "negotiation"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
PAGES = tuple(page for page in PAGES if not {"_build", "generated", "gallery"} & {*page.parts})

IZE = (
    "apologi authori categori centrali characteri critici customi denucleari discreti "
    "emphasi equali finali formali formulari generali globali ideali initiali lineari locali "
    "materiali maximi memori minimi minori neutrali normali optimi organi parameteri penali polari "
    "populari prioriti publici randomi rationali reali recogni scrutini seriali speciali "
    "stabili standardi summari symmetri synthesi theori tokeni utili vectori visuali"
)
AMERICAN = {
    r"\w*(behavi|col|fav|harb|hon|lab|neighb|rum|endeav|vig)or(s|ed|ing|al|able|ful|less)?": "-our",
    r"(cent|theat|lit)er(s|ed|ing)?": "-re",
    r"(def|off|pret)enses?": "-ence",
    r"\w{3,}yz(e|es|ed|ing|er)": "-yse",
    r"(re|mis|un)?(label|model|signal|cancel|travel|level|channel)(ed|ing|er)": "a double l",
    r"(fulfill|enroll|instill|skillful|willful)s?": "fulfil, enrol, instil, skilful, wilful",
    r"(judg|acknowledg)ments?": "-gement",
    r"(catalog|dialog|analog)s?": "-ogue",
    r"grays?|greyscales?|skeptic\w*|artifacts?|plows?|aluminum|airplanes?": "grey, sceptic, …",
    rf"(?:{IZE.replace(' ', '|')})z(e|es|ed|ing|ers?|able|ability|ations?)": "-ise",
}
"""American words, and what British has instead."""

AMERICAN_PHRASES = {
    r"(linear|integer|quadratic|concave|convex|nuclear|weapons|missile) programs?": "programme",
}

NOT_OUR_WORDS = {
    "players?": "actor",
    "agents?": "actor",
    "ufuns?": "preferences, utility",
    "stakeholders?": "actor",
    "impasses?|stalemates?": "no agreement",
    "equilibriums": "equilibria",
}
NOT_OUR_PHRASES = {
    "bargaining sets?": "negotiation set",
    "reservation (price|utility|point|threshold|level)s?": "reservation value",
    "threat points?|disagreement values?": "disagreement point",
    "bargaining (zone|range)s?": "ZOPA",
    "pay-offs?": "payoff",
}
"""Words that the glossary forbids where they can mean nothing else, and the house's word."""

OTHERS_WORDS = (
    "agent quantal response",  # McKelvey and Palfrey's name of a concept
    "agent logit",  # the same
    "agent form",  # Selten's
    "automated negotiating agents",  # the name of a competition
    "ready-made agents",  # NegMAS's agents are programs
    "fallback bargaining with impasse",  # Brams and Kilgour's name of a concept
    "returns - rationalizable",  # the name of a class
    "currentcolor",  # a word of CSS
    "not: agent, player",  # the glossary itself
    "not: bargaining set",
    "aumann and maschler's bargaining set",
)
"""Where a forbidden word is somebody else's name of something."""

TWICE = {"had", "that", "none"}
"""Words that may stand twice: "said that that was so"; a type before what it says."""

VERBS = set(
    re.findall(
        r"\w+",
        """
    Allow Analyse Ask Bargain Bridge Build Choose Commit Compare Design Divide Draw Exchange
    Explore Find Follow Forecast Hand Install Learn Negotiate Plan Play Print Read Reckon Run
    Say See Share Simulate Solve Strike Teach Think Tie Turn Use Watch Write
    """,
    )
)
"""How a how-to guide's title may begin; a new verb is added here."""

ADDRESS = re.compile(r"\bhttps?:[^\s)>\]\"'`|]*")
GOOD_ADDRESS = re.compile(r"https://([a-z0-9-]+\.)+[a-z]{2,}(/[^\s{}<>\\^]*)?(?<![.,;:])")
DOI = re.compile(r"(?:\bdoi\.org/|\bdoi:\s*)([^\s)>\]\"'`|]*)", re.IGNORECASE)
GOOD_DOI = re.compile(r"10\.\d{4,9}/[^\s{}]*[^\s{}.,;:]")


class Text(NamedTuple):
    """Prose, and where it stands."""

    where: str
    prose: str


def of_page(page: Path) -> str:
    """Return a page's prose: without code, without the sources it lists."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?^---\n", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(
        r"^## (Sources|References)\n.*?(?=^## |\Z)", "", text, flags=re.MULTILINE | re.DOTALL
    )
    text = re.sub(
        r"^(`{3,}|~{3,})(?!\{(note|warning|tip|admonition|glossary)).*?^\1",
        "",
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]*\$", " … ", text, flags=re.DOTALL)
    text = re.sub(r"\{\w+(:\w+)?\}`([^`<]*?)\s*(<[^`]*>)?`", r"\2", text)  # a role shows its title
    return re.sub(r"`+[^`]*`+", " … ", text).replace("*", "")


STRINGS = re.compile(
    r'"""(.*?)"""|#:? (.*?)$|"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'',
    flags=re.MULTILINE | re.DOTALL,
)
"""Docstrings, comments, and strings in either quotes; faster than a parser, and as good here."""


def of_module(module: Path) -> Iterator[tuple[int, str]]:
    """Yield docstrings, comments and messages of a module, each with its line, without code.

    Citations are passed over, wherever they stand: text with "(1950). Title" in it.
    """
    text = module.read_text(encoding="utf-8")
    text = re.sub(r'(?<!")"\n\s*f?"(?!")', "", text)  # a string over several lines is one
    for found in STRINGS.finditer(text):
        words = next(each for each in found.groups() if each is not None)
        if words.count(" ") >= 2 and (found[1] or not re.search(r"\((1[89]|20)\d\d\S*\)", words)):
            yield text.count("\n", 0, found.start()) + 1, _without_code(words)


def _without_code(text: str) -> str:
    """Return a docstring without references, doctests, quoted titles, tags and backticks."""
    text = re.sub(
        r"^ *(References|Sources?)\n *-{3,}\n.*?(?=^ *\w+\n *-{3,}\n|\Z)",
        "",
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    text = re.sub(r"^ *>>> .*?(?=^\s*$|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r'"[^"]*"(?=,? \((1[89]|20)\d\d\))', " … ", text)
    text = re.sub(
        r"[\w-]*color(?=:)|^(import|print\().*", "", text, flags=re.MULTILINE
    )  # CSS, code
    return re.sub(r":\w+:`[^`]*`|`+[^`]*`+|<\w+\S*|\w+\.\w+", " … ", text)


@functools.cache
def prose() -> tuple[Text, ...]:
    """Return everything a reader reads, in pieces."""
    texts = [
        Text(str(page.relative_to(ROOT)), of_page(page))
        for page in PAGES
        if page.name != "bibliography.md"
    ]
    for module in sorted(PACKAGE.rglob("*.py")):
        where = module.relative_to(ROOT)
        texts += [Text(f"{where}:{line}", words) for line, words in of_module(module)]
    return tuple(texts)


def offences(words: dict[str, str], phrases: dict[str, str], texts: Sequence[Text]) -> list[str]:
    """Return what a text says and should not, where, and what would be right."""

    @functools.cache
    def better(word: str) -> str | None:
        return next((right for bad, right in words.items() if re.fullmatch(bad, word)), None)

    spoken = re.compile("|".join(rf"\b(?:{each})\b" for each in phrases))
    found = []
    for where, text in texts:
        low = re.sub(r"-{2,}", "-", re.sub(r"\s+", " ", text.lower()))
        if not (spoken.search(low) or any(map(better, re.findall(r"[\w-]+", low)))):
            continue
        for others in OTHERS_WORDS:
            low = low.replace(others, "")
        hits = [(each, better(each)) for each in re.findall(r"[\w-]+", low) if better(each)]
        for hit in spoken.finditer(low):
            hits.append(
                (hit[0], next(phrases[bad] for bad in phrases if re.fullmatch(bad, hit[0])))
            )
        found += [f"{where}: {hit!r}; the house writes {right}" for hit, right in hits]
    return found


def doubled(text: str) -> list[str]:
    """Return words that stand twice in a row."""
    pairs = re.findall(r"(?<![\w-])([A-Za-z]{2,})\s+\1(?![\w-])", text)
    return [word for word in pairs if word.lower() not in TWICE]


def test_spelling_is_british() -> None:
    assert offences(AMERICAN, AMERICAN_PHRASES, prose()) == []


def test_the_house_keeps_to_its_words() -> None:
    assert offences(NOT_OUR_WORDS, NOT_OUR_PHRASES, prose()) == []


def test_a_percentage_is_written_without_a_space() -> None:
    spaced = re.compile(r"\d %(?!\w)")
    assert spaced.findall("at 5 %, 12.5 % and 40%, 7 %s") == ["5 %", "5 %"]
    assert [(where, found) for where, text in prose() if (found := spaced.findall(text))] == []


def test_no_word_stands_twice() -> None:
    assert [(where, twice) for where, text in prose() if (twice := doubled(text))] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The behavior of two neighbors, analyzed and modeled as a linear program.", 5),
        ("The behaviour of two neighbours, analysed and modelled as a linear programme.", 0),
        ("Denuclearization at the center", 2),
        ("The size of the prize: seize the horizon, and raise it.", 0),
    ],
)
def test_american_is_told_from_british(text: str, right: int) -> None:
    assert len(offences(AMERICAN, AMERICAN_PHRASES, (Text("here", text),))) == right


def test_words_of_others_are_told_from_ours() -> None:
    ours = Text("here", "Two agents' ufuns; the reservation price of a player. A two-player game.")
    assert len(offences(NOT_OUR_WORDS, NOT_OUR_PHRASES, (ours,))) == 4
    theirs = Text("here", "The agent quantal response of actors")
    assert offences(NOT_OUR_WORDS, NOT_OUR_PHRASES, (theirs,)) == []


def test_a_word_twice_is_noticed() -> None:
    assert doubled("what the\nthe actors said that that was; A a") == ["the"]


def test_what_is_left_out_is_code_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "One `center`.\n\n```python\ncolor = 1\n```\n\nTwo {doc}`the center <x>`.\n", "utf-8"
    )
    left = of_page(page)
    assert "color" not in left
    assert offences(AMERICAN, AMERICAN_PHRASES, (Text("page", left),)) == [
        "page: 'center'; the house writes -re"
    ]
    module = tmp_path / "module.py"
    module.write_text(
        '"""The color of it.\n\n>>> color = 1\n\nMore."""\nREFERENCE = "A. (1999). On color"\n'
    )
    assert [text for _, text in of_module(module)] == ["The color of it.\n\n\nMore."]


def test_everything_is_read() -> None:
    """Docstrings, messages and pages are all there: a reader that reads nothing finds no fault."""
    where = {text.where.partition(":")[0] for text in prose()}
    assert {"README.md", "docs/glossary.md", "negotiation/errors.py"} <= where
    assert len(prose()) > 3_000


# ------------------------------------------------------------------ glossary and titles


def terms() -> list[str]:
    """Return the glossary's terms, as they stand there."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\{glossary\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    heads = [line for line in lines if line and not line.startswith((" ", ":"))]
    return [term.strip() for head in heads for term in head.split(",")]


def test_a_word_of_the_glossary_is_defined_once() -> None:
    counts = Counter(term.lower() for term in terms())
    assert [term for term, times in counts.items() if times > 1] == []
    assert len(counts) > 150


def test_a_how_to_guide_is_titled_with_a_verb() -> None:
    guides = sorted((ROOT / "docs" / "how-to").glob("*.md"))
    titles = {
        guide.name: re.search(r"^# (.+)$", guide.read_text(encoding="utf-8"), re.MULTILINE)
        for guide in guides
    }
    odd = {
        name: title and title[1]
        for name, title in titles.items()
        if title is None or re.split(r"[ ,]", title[1])[0] not in VERBS
    }
    assert odd == {}
    assert len(titles) > 30


def test_every_guide_and_explanation_is_listed_on_the_front_page() -> None:
    front = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").partition("{toctree}")[0]
    kinds = ("tutorials", "how-to", "explanation")
    pages = [page for kind in kinds for page in sorted((ROOT / "docs" / kind).glob("*.md"))]
    missing = [page for page in pages if f"<{page.parent.name}/{page.stem}>" not in front]
    assert missing == []


# ------------------------------------------------------------------ addresses


def addresses() -> Iterator[tuple[str, str]]:
    """Yield every address with the file that has it, gathered from all that is written."""
    files = [
        *PAGES,
        *(ROOT / "examples").rglob("*.py"),
        ROOT / "pyproject.toml",
        ROOT / "CITATION.cff",
    ]
    files += [each for each in PACKAGE.rglob("*") if each.suffix in {".py", ".toml"}]
    for file in files:
        for found in ADDRESS.findall(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), found.rstrip(".,;:")


def dois() -> Iterator[tuple[str, str]]:
    """Yield every digital object identifier with the file that has it."""
    for file in (*PAGES, *(each for each in PACKAGE.rglob("*") if each.suffix in {".py", ".toml"})):
        for found in DOI.findall(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), found.rstrip(".,;:")


def test_addresses_are_well_formed() -> None:
    """There may be no network where tests run; a mistyped address shows all the same."""
    bad = [(file, each) for file, each in addresses() if not GOOD_ADDRESS.fullmatch(each)]
    assert bad == []
    assert [(file, each) for file, each in dois() if not GOOD_DOI.fullmatch(each)] == []


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.gambit-project.org", True),
        ("https://semver.org/spec/v2.0.0.html", True),
        ("http://semver.org", False),
        ("https://semver", False),
        ("https:/semver.org", False),
        ("https://semver.org/{name}", False),
    ],
)
def test_a_mistyped_address_is_noticed(address: str, good: bool) -> None:
    assert ADDRESS.findall(f"see {address} there") == [address]
    assert bool(GOOD_ADDRESS.fullmatch(address)) is good


if __name__ == "__main__":
    for place, written in sorted(addresses(), key=lambda pair: pair[1]):
        print(f"{written}\t{place}")
    for place, written in sorted(dois()):
        print(f"https://doi.org/{written}\t{place}")
