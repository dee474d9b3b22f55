"""GENIUS files of our own: what every element means, and what is refused in which words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import TooLargeError
from negotiation.io import _genius_issues, _genius_rectangles

PRICE = """<issue index="1" name="price" type="discrete">
<item index="1" value="low"{low}/><item index="2" value="high"{high}/></issue>"""
DATE = '<issue index="2" name="weeks" type="integer" lowerbound="-1" upperbound="3">{date}</issue>'
DOMAIN = f"""<negotiation_template><utility_space number_of_issues="2">
<objective index="0" name="root">{PRICE.format(low="", high="")}{DATE.format(date="")}</objective>
</utility_space></negotiation_template>"""


def profile(
    low: object = 3,
    high: object = 9,
    *,
    slope: object = 0.25,
    weights: tuple[object, object] = (0.6, 0.4),
    inner: str = "",
    after: str = "",
) -> str:
    issues = PRICE.format(low=f' evaluation="{low}"', high=f' evaluation="{high}"')
    issues += DATE.format(date=f'<evaluator ftype="linear" slope="{slope}" offset="0"/>')
    weighed = "".join(
        f'<weight index="{index}" value="{weight}"/>' for index, weight in enumerate(weights, 1)
    )
    return (
        f'<utility_space><objective index="0" name="root">{issues}{weighed}{inner}</objective>'
        f"{after}</utility_space>"
    )


Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return the function that writes ``name=text`` pairs as files and returns the first."""

    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / f"{name}.xml").write_bytes(raw)
        return tmp_path / f"{next(iter(files))}.xml"

    return write


def alone(save: Save, text: str) -> ng.Scenario:
    scenario: ng.Scenario = ng.io.read(save(profile=text))
    return scenario


def worth(scenario: ng.Scenario) -> np.ndarray:
    payoffs: np.ndarray = ng.bargaining_problem(scenario).payoffs[:, 0]
    return payoffs


# ------------------------------------------------------------------ what the elements mean


def test_an_option_is_worth_its_share_of_the_largest_evaluation(save: Save) -> None:
    scenario = alone(save, profile())
    # price low: 0.6 × 3/9; weeks −1 to 3: 0.4 × (0, 0.25, 0.5, 0.75, 1)
    expected = [base + 0.1 * step for base in (0.2, 0.6) for step in range(5)]
    np.testing.assert_allclose(worth(scenario), expected, rtol=1e-14)
    assert scenario.issue("weeks").options == ("-1", "0", "1", "2", "3")
    assert scenario.actors[0].name == "profile"
    assert scenario.name == "profile"
    basis = {row[1]: row[5] for row in scenario.numbers().rows}
    assert (
        basis["price"]
        == "The file's weight; its evaluations divided by the largest of the issue, 9."
    )
    assert basis["weeks"].startswith("The file's weight; 0, and 0.25 per step above -1, cut")


def test_the_total_is_cut_at_one_and_each_integer_issue_before(save: Save) -> None:
    scenario = alone(save, profile(slope=0.5, weights=(0.9, 0.4)))
    steps = np.clip(0.5 * np.arange(5), 0, 1)
    expected = np.minimum([base + 0.4 * step for base in (0.3, 0.9) for step in steps], 1)
    np.testing.assert_allclose(worth(scenario), expected, rtol=1e-14)
    assert worth(scenario)[-1] == 1.0


def test_negative_values(save: Save) -> None:
    scenario = alone(save, profile(low=-3, slope=-0.25))
    expected = [-0.2] * 5 + [0.6] * 5  # the integer issue is cut at 0
    np.testing.assert_allclose(worth(scenario), expected, rtol=1e-14)


@pytest.mark.parametrize("low", ["0", "-4", "1e-6"])
def test_an_issue_without_a_positive_evaluation_counts_for_nothing(low: str, save: Save) -> None:
    scenario = alone(save, profile(low=low, high=0))
    np.testing.assert_allclose(worth(scenario), [0.1 * step for step in range(5)] * 2, atol=1e-15)
    basis = scenario.numbers().rows[2][5]
    assert basis == "No evaluation reaches 1e-05, so that the issue counts for nothing in GENIUS."


REAL = """<utility_space><objective index="0"><issue index="1" name="price" type="real">
<range lowerbound="-1" upperbound="9"/><evaluator {}/></issue><weight index="1" value="2"/>
</objective></utility_space>"""


@pytest.mark.parametrize(
    ("evaluator", "expected"),
    [
        (
            'ftype="linear" parameter0="0.2" parameter1="0.25"',
            lambda x: 0 if x <= -0.8 else min(0.2 + 0.25 * x, 1),
        ),
        (
            'ftype="linear" parameter0="0.9" parameter1="-0.3"',
            lambda x: min(max(0.9 - 0.3 * x, 0), 1),
        ),
        ('ftype="linear" parameter0="0.4" parameter1="0"', lambda x: 0.4),
        ('ftype="constant" parameter0="0.3"', lambda x: 0.3),
        (
            'ftype="triangular" parameter0="1" parameter1="8" parameter2="4"',
            lambda x: max(0, min((x - 1) / 3, (8 - x) / 4)),
        ),
        (
            'ftype="triangular" parameter0="-3" parameter1="19" parameter2="4"',
            lambda x: (x + 3) / 7 if x < 4 else (19 - x) / 15,
        ),
    ],
)
def test_a_real_issue_is_continuous(
    evaluator: str, expected: Callable[[float], float], save: Save
) -> None:
    scenario = alone(save, REAL.format(evaluator))
    assert scenario.issues == (ng.Issue("price", (-1, 9), unit=""),)
    at = np.linspace(-1, 9, 101)
    space = ng.OutcomeSpace(scenario.issues, at[:, None])
    found = scenario.actors[0].preferences.utilities(space)
    by_formula = [min(2 * expected(x), 1) for x in at]
    np.testing.assert_allclose(found, by_formula, atol=1e-12)


def test_issues_under_inner_objectives(save: Save) -> None:
    text = f"""<utility_space><objective index="0"><objective index="5" name="terms">
    {PRICE.format(low=' evaluation="1"', high=' evaluation="2"')}
    <weight index="1" value="0.5"/></objective>
    <issue index="2" name="place"><item value="here" evaluation="4"/></issue>
    <weight index="1" value="0.9"/><weight index="2" value="0.5"/><weight index="5" value="0.3"/>
    </objective></utility_space>"""
    scenario = alone(save, text)
    assert [issue.name for issue in scenario.issues] == ["price", "place"]
    np.testing.assert_allclose(worth(scenario), [0.75, 1.0])  # the weight beside the issue counts
    assert "> objective 'terms'' counts for nothing in GENIUS." in scenario.about.replace('"', "'")


@pytest.mark.parametrize("under", ["inner", "after"])
@pytest.mark.parametrize("discount", ["discount_factor", "discount"])
@pytest.mark.parametrize("reservation", ["reservation", "reservation_value"])
def test_reservation_and_discount(under: str, discount: str, reservation: str, save: Save) -> None:
    said = f'<{discount} value=" 0.5 "/><{reservation} value="2.5E-1"/>'
    scenario = alone(save, profile(**{under: said}))  # type: ignore[arg-type]
    assert scenario.actors[0].reservation == 0.25
    assert scenario.actors[0].discount == 0.5
    assert "The discount is for the whole of the talks, not for a round." in scenario.about
    assert scenario.numbers().rows[0][3:6] == (0.25, "estimate", "The file's reservation value.")


@pytest.mark.parametrize("given", ["0", "-0.5", "1.5"])
def test_a_discount_out_of_range_is_none(given: str, save: Save) -> None:
    scenario = alone(save, profile(after=f'<discount_factor value="{given}"/>'))
    assert scenario.actors[0].discount == 1.0
    assert f"{float(given):g}, counts as 1, as in GENIUS" in scenario.about


def test_what_is_left_out(save: Save) -> None:
    scenario = alone(save, profile())
    assert scenario.actors[0].reservation == 0.0
    assert scenario.actors[0].discount == 1.0
    assert scenario.about == "Read from profile.xml (GENIUS)."
    assert scenario.numbers().rows[0][5] == "The file gives no reservation value; GENIUS takes 0."
    bare = profile().replace(' type="discrete"', "").replace(' type="integer"', "")
    bare = bare.replace('<item index="1"', "<item").replace(' index="0"', "")
    np.testing.assert_array_equal(worth(alone(save, bare)), worth(scenario))


def test_costs_are_mentioned(save: Save) -> None:
    scenario = alone(save, profile().replace('value="low"', 'value="low" cost="12.5"'))
    assert scenario.about.endswith("The costs in the file count for nothing, as in GENIUS.")
    free = alone(save, profile().replace('value="low"', 'value="low" cost="0.0"'))
    assert "cost" not in free.about


def test_raw_points_with_a_multiplier_and_without(save: Save) -> None:
    text = """<utility_space><objective index="0">
    <issue index="1" name="price"><item value="low" evaluation="-2"/>
    <item value="high" evaluation="6"/></issue><weight index="1" value="0.5"/></objective>
    <optout value="7"/>{}</utility_space>"""
    np.testing.assert_array_equal(worth(alone(save, text.format(""))), [-1, 3])
    many = alone(save, text.format('<weightmultiplyer value="100"/><reservation value="-9"/>'))
    np.testing.assert_array_equal(worth(many), [-100, 300])
    assert many.actors[0].reservation == -9
    rows = many.numbers().rows
    assert rows[0][5].endswith("the talks end without agreement. Its optout is 7.")
    assert rows[1][5] == "The file's points; its weight times 100."
    left = ng.io.read(save(profile=text.format("")), walking_away="optout")
    assert left.actors[0].reservation == 7


# ------------------------------------------------------------------ boxes

CUBE = "".join(
    f'<issue index="{index}" name="{name}" type="integer" lowerbound="{low}" upperbound="4"/>'
    for index, name, low in ((7, "a", 0), (3, "b", 1), (5, "c", -2))
)


def cube(boxes: str, most: object = 10, ufun: str = 'type="PlainUfun" aggregation="sum"') -> str:
    return (
        f'<utility_space type="nonlinear"><objective index="0">{CUBE}<utility maxutility="{most}">'
        f"<ufun {ufun}>{boxes}</ufun></utility></objective></utility_space>"
    )


bounds = st.lists(
    st.tuples(st.sampled_from([7, 3, 5]), st.integers(-3, 5), st.integers(-3, 5)), max_size=4
)
boxes = st.lists(
    st.tuples(st.sampled_from(["INCLUDES", "EXCLUDES"]), st.integers(-9, 9), bounds), max_size=6
)


@given(boxes)
def test_boxes_pay_for_packages_inside_or_outside(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Any]
) -> None:
    text = cube(
        "".join(
            f'<hyperRectangle utility="{value}">'
            + "".join(f'<{tag} index="{i}" min="{low}" max="{high}"/>' for i, low, high in bounds)
            + "</hyperRectangle>"
            for tag, value, bounds in drawn
        )
    )
    file = tmp_path_factory.mktemp("boxes") / "profile.xml"
    file.write_text(text, encoding="utf-8")
    scenario = ng.io.read(file)
    column = {7: "a", 3: "b", 5: "c"}

    def pays(tag: str, bounds: list[tuple[int, int, int]], package: ng.Outcome) -> bool:
        inside = all(low <= int(package[column[i]]) <= high for i, low, high in bounds)
        return inside if tag == "INCLUDES" or not bounds else not inside

    for package, found in zip(scenario.space, worth(scenario), strict=True):
        by_hand = sum(value for tag, value, bounds in drawn if pays(tag, bounds, package)) / 10
        assert found == pytest.approx(by_hand, abs=1e-12)


def test_weights_of_boxes_and_functions_multiply(save: Save) -> None:
    inner = '<hyperRectangle utility="4" weight="0.5"><INCLUDES index="7" min="0" max="0"/>'
    text = cube(f'<ufun weight="3">{inner}</hyperRectangle></ufun>', ufun='weight="2"')
    assert worth(alone(save, text)).max() == pytest.approx(4 * 0.5 * 3 * 2 / 10)


def test_bounds_on_a_real_issue(save: Save) -> None:
    text = cube('<hyperRectangle utility="5"><INCLUDES index="1" min="0.5" max="99"/>')
    real = '<issue index="1" name="p" type="real"><range lowerbound="0" upperbound="2"/></issue>'
    scenario = alone(save, text.replace("</ufun>", "</hyperRectangle></ufun>").replace(CUBE, real))
    space = ng.OutcomeSpace(scenario.issues, [[0.0], [0.49], [0.5], [2.0]])
    np.testing.assert_array_equal(scenario.actors[0].preferences.utilities(space), [0, 0, 0.5, 0.5])
    beyond = text.replace('min="0.5"', 'min="5"')
    scenario = alone(
        save, beyond.replace("</ufun>", "</hyperRectangle></ufun>").replace(CUBE, real)
    )
    np.testing.assert_array_equal(scenario.actors[0].preferences.utilities(space), [0] * 4)


# ------------------------------------------------------------------ which files


def test_a_domain_and_the_profiles_beside_it(save: Save) -> None:
    path = save(domain=DOMAIN, buyer=profile(), seller=profile(9, 3), notes="<a/>", copy=DOMAIN)
    scenario = ng.io.read(path)
    assert [actor.name for actor in scenario.actors] == ["buyer", "seller"]
    assert scenario == ng.io.read(path, profiles=["buyer.xml", "seller.xml"])
    assert scenario.about == "Read from domain.xml, buyer.xml, seller.xml (GENIUS)."
    one = ng.io.read(path, profiles="seller.xml")
    assert [actor.name for actor in one.actors] == ["seller"]


def test_a_file_with_another_suffix_is_known_by_its_content(save: Save) -> None:
    path = save(profile=profile())
    other = path.rename(path.with_suffix(".utility"))
    assert ng.io.read(other).actors[0].name == "profile"


def test_a_remark_that_concerns_one_actor_names_it(save: Save) -> None:
    late = '<discount_factor value="0.5"/>'
    about = ng.io.read(save(domain=DOMAIN, b=profile(), s=profile(after=late))).about
    assert about.endswith("s: The discount is for the whole of the talks, not for a round.")
    save(b=profile(after=late))
    assert ng.io.read(save(domain=DOMAIN)).about.endswith(
        "(GENIUS). The discount is for the whole of the talks, not for a round."
    )


def test_names_of_actors(save: Save) -> None:
    path = save(domain=DOMAIN, b=profile(), s=profile())

    def names(actors: Any) -> list[str]:
        return [actor.name for actor in ng.io.read(path, actors=actors).actors]

    assert names(["Buyer", "Seller"]) == ["Buyer", "Seller"]
    assert names({"s": "Seller"}) == ["b", "Seller"]
    with pytest.raises(ng.NegotiationError, match="takes 2 names, one per profile, in order"):
        names(["Buyer"])
    with pytest.raises(ng.NegotiationError, match="'x' is not a profile"):
        names({"x": "Seller"})
    with pytest.raises(ng.NegotiationError, match=r"tell them apart with actors"):
        names(["Buyer", "Buyer"])


def test_profiles_are_asked_for_where_it_is_not_plain(save: Save) -> None:
    path = save(domain=DOMAIN)
    with pytest.raises(ng.NegotiationError, match=r"no profile of it; name them with profiles="):
        ng.io.read(path)
    other = profile().replace("price", "prize")
    save(other=other)
    with pytest.raises(ng.NegotiationError, match=r"Not of it: other\.xml .*given: 'prize'"):
        ng.io.read(path)
    save(x=profile(), y=profile(), z=profile())
    with pytest.raises(ng.NegotiationError, match=r"3 profiles of it: x\.xml, y\.xml, z\.xml"):
        ng.io.read(path)


def test_paths_of_profiles(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(domain=DOMAIN, b=profile())
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert ng.io.read(path, profiles=["b.xml"]).actors[0].name == "b"
    assert ng.io.read(path, profiles=["../b.xml"]).actors[0].name == "b"
    assert ng.io.read(path, profiles=[tmp_path / "b.xml"]).actors[0].name == "b"
    with pytest.raises(ng.NegotiationError, match=r"no file 'c\.xml', here or beside 'domain"):
        ng.io.read(path, profiles=["c.xml"])
    (tmp_path / "sub" / "b.xml").write_text(profile(1, 1), encoding="utf-8")
    with pytest.raises(ng.NegotiationError, match=r"two files 'b\.xml', here and beside"):
        ng.io.read(path, profiles=["b.xml"])


@pytest.mark.parametrize("profiles", [[], 3, {"b": "b.xml"}])
def test_profiles_that_are_no_list(profiles: Any, save: Save) -> None:
    with pytest.raises(ng.NegotiationError, match="takes a list of files"):
        ng.io.read(save(domain=DOMAIN, b=profile()), profiles=profiles)


def test_domain_and_profile_in_each_others_place(save: Save) -> None:
    path = save(b=profile(), domain=DOMAIN)
    with pytest.raises(ng.NegotiationError, match=r"profile, not a domain, and takes no profiles="):
        ng.io.read(path, profiles=["b.xml"])
    with pytest.raises(ng.NegotiationError, match=r"domain\.xml': This is a domain, not a profile"):
        ng.io.read(save(domain=DOMAIN), profiles=["domain.xml"])
    with pytest.raises(ng.NegotiationError, match="'leave' is not a worth of walking away"):
        ng.io.read(path, walking_away="leave")
    with pytest.raises(ng.NegotiationError, match=r"no <optout>; leave walking_away= out"):
        ng.io.read(path, walking_away="optout")


# ------------------------------------------------------------------ messy files


@pytest.mark.parametrize(
    "raw",
    [
        profile().encode("utf-8-sig"),
        b" \r\n\t" + profile().encode(),
        profile().encode("utf-16"),
        profile().encode("utf-16-le"),
        profile().encode("utf-16-be"),
        ('\n<?xml version="1.0" encoding="UTF-8"?>\n' + profile()).encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + profile()).encode(),  # it is not
        profile().replace("\n", "\r\n").encode(),
        profile().replace("<objective", "<!-- & --><objective").encode(),
    ],
    ids=["bom", "blanks", "16", "16le", "16be", "declared", "mis-declared", "crlf", "comment"],
)
def test_what_editors_do_to_files(raw: bytes, save: Save, tmp_path: Path) -> None:
    expected = worth(alone(save, profile()))
    np.testing.assert_array_equal(worth(ng.io.read(save(profile=raw))), expected)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "GBK", "UTF-8", "utf-16"])
def test_labels_in_other_encodings(encoding: str, save: Save) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + profile().replace('"low"', '"é & ü"')
    text = text.replace("&", "&amp;")
    scenario = ng.io.read(save(profile=text.encode(encoding)))
    assert scenario.issue("price").options == ("é & ü", "high")


def test_blanks_around_names_do_not_matter(save: Save) -> None:
    save(b=profile().replace('"low"', '" low "').replace('"price"', '"Price "'))
    scenario = ng.io.read(save(domain=DOMAIN.replace('"high"', '"high "')))
    assert scenario.issue("price").options == ("low", "high")


# ------------------------------------------------------------------ refused

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><utility_space>&m;</utility_space>"
)
EXTERNAL = (
    '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><utility_space>&x;</utility_space>'
)
ITEM = '<item value="{0}" evaluation="{0}"/>'

REFUSED = {
    "entity bomb": (BOMB, r"line 1: The file declares a document type"),
    "external entity": (EXTERNAL, r"declares a document type"),
    "doctype": ('<!DOCTYPE u SYSTEM "http://x.example/u.dtd"><u/>', r"declares a document type"),
    "web page": ("\n<!DOCTYPE html>\n<html>", r"line 2: .*If this is a web page"),
    "page without doctype": ("<html><body></body></html>", r"its root is <html>"),
    "undefined entity": (profile(low="&x;"), r"undefined entity.*'&' is written '&amp;'"),
    "bare ampersand": (profile().replace('"low"', '"a & b"'), r"line 2, column .*'&amp;'"),
    "truncated": (profile()[:200], r"not well-formed XML: .*is it complete\?"),
    "mismatched": ("<utility_space></objective>", r"mismatched tag"),
    "text": ("price,Buyer\nlow,1\n", r"not an XML file\. It begins with other text"),
    "empty": ("", r"not an XML file\. It is empty"),
    "zero bytes": (b"\0" * 99, r"not an XML file"),
    "binary": (b"\x89PNG\r\n\x1a\n\xff", r"line 1: .*not text in UTF-8.*declare its encoding"),
    "odd encoding": (b'<?xml version="1.0" encoding="punycode"?><u/>', r"save it in UTF-8"),
    "no encoding": (b'<?xml version="1.0" encoding="nonsense"?><u/>', r"save it in UTF-8"),
    "deep": ("<objective>" * 5000 + "</objective>" * 5000, r"at most 40 inside each other"),
    "many": ("<u>" + "<a/>" * 400_000 + "</u>", r"at most 300,000 elements"),
    "no space": ("<negotiation_template/>", r"A domain holds one <utility_space>"),
    "no issue": ("<utility_space><objective/></utility_space>", r"lists no issue"),
    "odd root": ('<a name="b"/>', r"element \"a 'b'\": This is not a GENIUS file: its root is <a>"),
    "odd element": (
        profile(after='<uncertainty value="3"/>'),
        r"'uncertainty' is not a known element here",
    ),
    "odd space": (profile().replace("<utility_space", '<utility_space type="x"'), r"given: 'x'"),
    "NaN weight": (
        profile(weights=("NaN", 1)),
        r"utility_space > objective 'root' > weight\": The attribute 'value' must be a finite",
    ),
    "infinite": (profile(high="1e999"), r"item\": The attribute 'evaluation' must be a finite"),
    "comma": (profile(high="0,5"), r"a decimal point\. \(given: '0,5'\)"),
    "code": (profile(high="__import__('os')"), r"must be a finite number"),
    "underscores": (profile(high="1_0"), r"must be a finite number"),
    "negative weight": (profile(weights=(-1, 1)), r"A weight must not be negative"),
    "no weight": (
        profile().replace('<weight index="2"', '<weight index="9"'),
        r"issue 'weeks'\": The profile gives this issue no weight",
    ),
    "two weights": (profile(inner='<weight index="1" value="1"/>'), r"The issue has two weights"),
    "no evaluation": (
        profile().replace(' evaluation="3"', ""),
        r"gives this option no evaluation\. \(given: 'low'\)",
    ),
    "null": (profile(low="null"), r"gives this option no evaluation"),
    "no value": (profile().replace(' value="low"', ""), r"The attribute 'value' is missing"),
    "no name": (profile().replace(' name="price"', ""), r"The attribute 'name' is missing"),
    "blank name": (profile().replace('"price"', '" "'), r"An issue needs a name"),
    "no items": (profile().replace("<item", "<cost"), r"needs items; there is none"),
    "price issue": (profile().replace("discrete", "price"), r"'price' is not a kind of issue"),
    "same index": (profile().replace('x="2" name="w', 'x="1" name="w'), r"have the same index"),
    "same name": (profile().replace('"weeks"', '"price"'), r"have the same name"),
    "no evaluator": (profile().replace("<evaluator", "<cost"), r"needs one <evaluator>"),
    "no slope": (profile().replace(' slope="0.25"', ""), r"The attribute 'slope' is missing"),
    "curve": (profile().replace('"linear"', '"faratin"'), r"a linear evaluator.*'faratin'"),
    "half bounds": (profile().replace('"-1"', '"-1.5"'), r"'lowerbound' must be a whole number"),
    "bounds": (profile().replace('"-1"', '"7"'), r"must not exceed the upper\. \(given: \(7, 3\)"),
    "wide": (profile().replace('"-1"', '"-99999999999"'), r"at most 10,000 options"),
    "two reservations": (
        profile(inner='<reservation value="1"/>', after='<reservation value="2"/>'),
        r"stands twice in the file, with two values",
    ),
    "raw integers": (profile(after='<optout value="1"/>'), r"can have discrete issues only"),
    "real interval": (
        REAL.format('ftype="constant" parameter0="1"').replace('"-1"', '"9"'),
        r"must be below the upper",
    ),
    "real curve": (REAL.format('ftype="faratin" parameter0="1" parameter1="1"'), r"'faratin'"),
    "triangle": (
        REAL.format('ftype="triangular" parameter0="1" parameter1="8" parameter2="1"'),
        r"lies between its ends",
    ),
    "no function": (
        profile().replace("<utility_space", '<utility_space type="nonlinear"'),
        r"one <utility>\.",
    ),
    "largest": (cube("", most=0), r"largest utility must be positive"),
    "function": (cube("", ufun='type="Other"'), r"of type PlainUfun.*'Other'"),
    "product": (cube("", ufun='aggregation="product"'), r"Only sums of boxes"),
    "both": (
        cube(
            '<hyperRectangle utility="1"><INCLUDES index="7" min="0" max="1"/>'
            '<EXCLUDES index="7" min="0" max="1"/></hyperRectangle>'
        ),
        r"includes or excludes, not both",
    ),
    "box index": (
        cube('<hyperRectangle utility="1"><INCLUDES index="1" min="0" max="1"/></hyperRectangle>'),
        r"no issue with this index\. Known: 7, 3, 5",
    ),
    "box utility": (cube("<hyperRectangle/>"), r"The attribute 'utility' is missing"),
    "two functions": (cube("</ufun><ufun>"), r"There must be one <ufun>"),
    "box on labels": (
        cube('<hyperRectangle utility="1"><INCLUDES index="7" min="0" max="1"/></hyperRectangle>')
        .replace('name="a" type="integer"', 'name="a" type="discrete"')
        .replace('lowerbound="0" upperbound="4"/>', '><item value="0"/></issue>'),
        r"Bounds are for integer and real issues",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_not_what_it_claims(content: str | bytes, words: str, save: Save) -> None:
    start = time.perf_counter()
    with pytest.raises(ng.NegotiationError, match=r"file '.*profile\.xml': ") as caught:
        ng.io.read(save(profile=content))
    assert re.search(words, str(caught.value), re.DOTALL), str(caught.value)
    assert time.perf_counter() - start < 5


def test_huge_files_are_not_read(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negotiation.io._file.LARGEST_FILE", 100)
    with pytest.raises(TooLargeError, match=r"at most 100 bytes"):
        ng.io.read(save(profile=profile()))


def test_too_many_issues_and_boxes(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(_genius_issues, "MOST_ISSUES", 1)
        with pytest.raises(TooLargeError, match="at most 1 issues"):
            ng.io.read(save(profile=profile()))
    monkeypatch.setattr(_genius_rectangles, "MOST_CHECKS", 24)
    box = '<hyperRectangle utility="1"><INCLUDES index="7" min="{}" max="4"/></hyperRectangle>'
    ng.io.read(save(profile=cube(box.format(1))))
    with pytest.raises(TooLargeError, match="name too many options"):
        ng.io.read(save(profile=cube(box.format(0))))


OTHERS = {
    "an issue less": (
        profile().replace(DATE.format(date=""), "").replace('"2" name', '"4" name'),
        r"it has no issue 2 \('weeks'\)",
    ),
    "an issue more": (
        profile(inner='<issue index="3" name="new"><item value="1"/></issue>'),
        r"issue 'new'\": The profile is not of this domain, which does not have this issue",
    ),
    "another name": (
        profile().replace('"price"', '"prize"'),
        r"whose issue with this index is 'price'\. \(given: 'prize'\)",
    ),
    "another kind": (
        profile()
        .replace(' type="integer"', "")
        .replace("<evaluator", '<item value="1"/><evaluator'),
        r"where the issue is integer\. \(given: 'discrete'\)",
    ),
    "an option more": (
        profile().replace("</issue>", '<item value="mid" evaluation="1"/></issue>', 1),
        r"only the profile has this option\. \(given: 'mid'\)",
    ),
    "an option less": (
        profile().replace('<item index="2" value="high" evaluation="9"/>', ""),
        r"only the domain has this option\. \(given: 'high'\)",
    ),
    "other bounds": (
        profile().replace('upperbound="3"', 'upperbound="4"'),
        r"runs from -1 to 3\. \(given: '-1 to 4'\)",
    ),
}


@pytest.mark.parametrize(("content", "words"), OTHERS.values(), ids=OTHERS.keys())
def test_a_profile_of_another_domain(content: str, words: str, save: Save) -> None:
    with pytest.raises(ng.NegotiationError, match=r"file '.*b\.xml': line \d+, element ") as caught:
        ng.io.read(save(domain=DOMAIN, b=content), profiles=["b.xml"])
    assert re.search(words, str(caught.value)), str(caught.value)


def test_profiles_without_indices_are_matched_by_name(save: Save) -> None:
    no_index = profile().replace('index="1" name', "name").replace('index="2" name', "name")
    with pytest.raises(ng.NegotiationError, match="gives this issue no weight"):
        ng.io.read(save(domain=DOMAIN, b=no_index))


def test_a_domain_that_lists_an_option_twice(save: Save) -> None:
    twice = DOMAIN.replace('value="high"', 'value="low"')
    with pytest.raises(ng.NegotiationError, match=r"listed twice\. \(given: 'low'\)"):
        ng.io.read(save(domain=twice, b=profile()))


@given(st.binary(max_size=300))
def test_no_file_raises_anything_else(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("junk") / "junk.xml"
    file.write_bytes(raw)
    with pytest.raises(ng.NegotiationError):
        ng.io.read(file)


@given(st.integers(0, 600), st.integers(0, 255))
def test_a_damaged_byte_gives_a_scenario_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    raw = bytearray(profile().encode())
    raw[place % len(raw)] = byte
    file = tmp_path_factory.mktemp("damaged") / "damaged.xml"
    file.write_bytes(bytes(raw))
    try:
        scenario = ng.io.read(file)
    except ng.NegotiationError:
        return
    assert np.isfinite(worth(scenario)).all()
