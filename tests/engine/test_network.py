"""Bargaining in a network: shortage, discounting, and the limit of patience."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.protocols import _link_values

network = ng.protocols.network
GRAPHS = st.integers(2, 7).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.sets(st.sampled_from(list(itertools.combinations(range(n), 2))), min_size=1),
    )
)


def by_search(n, links):
    """Return limit payoffs by looking at every independent set of actors."""
    partners = [{b if a == k else a for a, b in links if k in (a, b)} for k in range(n)]
    payoffs, left = [Fraction(1, 2)] * n, set(range(n))
    while left:
        ratios = {}
        for size in range(1, len(left) + 1):
            for group in itertools.combinations(sorted(left), size):
                if not any(b in partners[a] for a, b in itertools.combinations(group, 2)):
                    near = set().union(*(partners[each] & left for each in group))
                    ratios[group] = Fraction(len(near), size)
        least = min(ratios.values())
        if least >= 1:
            break
        short = set().union(*(group for group, ratio in ratios.items() if ratio == least))
        near = set().union(*(partners[each] & left for each in short))
        for each in short:
            payoffs[each] = least / (1 + least)
        for each in near:
            payoffs[each] = 1 / (1 + least)
        left -= short | near
    return payoffs


def by_iteration(n, links, d, rounds=30_000):
    """Return payoffs with discounting by playing round after round."""
    joined = np.zeros((n, n))
    for a, b in links:
        joined[a, b] = joined[b, a] = 1 / (2 * len(links))
    v = np.zeros(n)
    for _ in range(rounds):
        c = d * v
        new = c + (joined * np.maximum(0, 1 - c[:, None] - c)).sum(axis=1)
        if np.abs(new - v).max() < 1e-15:
            break
        v = new
    return v


# ------------------------------------------------------------------ limit of patience


def test_star_and_path(cases):
    case = cases["ST19"]
    for name, links in case["inputs"].items():
        expected = case["expected"][name]
        assert network(links).values == pytest.approx(expected, abs=1e-15)
        patient = network(links, discount=0.9999)
        assert patient.values == pytest.approx(expected, abs=case["tolerance"])
        assert patient.limit == network(links).limit


@given(GRAPHS)
def test_shortage_by_looking_at_every_group(graph):
    n, links = graph
    found = network(sorted(links), actors=[f"a{k}" for k in range(n)])
    assert list(found.limit) == by_search(n, links)
    assert found.values == pytest.approx([float(each) for each in found.limit])
    ratios = [ratio for _, _, ratio in found.groups]
    assert ratios == sorted(set(ratios))
    assert all(ratio < 1 for ratio in ratios)
    worth = dict(zip(found.actors, found.limit, strict=True))
    for a, b in found.links:
        assert worth[a] + worth[b] >= 1
        assert ((a, b) in found.used) == (worth[a] + worth[b] == 1)
    for short, partners, ratio in found.groups:
        assert Fraction(len(partners), len(short)) == ratio
        assert {worth[each] for each in short} == {ratio / (1 + ratio)}
        assert {worth[each] for each in partners} == {1 / (1 + ratio)}


@given(GRAPHS)
def test_patience_leads_to_the_limit(graph):
    n, links = graph
    names = [f"a{k}" for k in range(n)]
    found = network(sorted(links), actors=names, discount=1 - 1e-10)
    assert found.values == pytest.approx([float(each) for each in found.limit], abs=1e-6)


def test_two_groups_and_those_in_between():
    # A hub with three spokes; a triangle; a pair joined to the hub.
    links = [("hub", "a"), ("hub", "b"), ("hub", "c"), ("x", "y"), ("y", "z"), ("z", "x")]
    links += [("hub", "p"), ("p", "q"), ("r", "s"), ("r", "t")]
    found = network(links)
    worth = dict(zip(found.actors, found.limit, strict=True))
    assert worth["hub"] == Fraction(3, 4)
    assert worth["r"] == Fraction(2, 3)
    assert worth["p"] == worth["q"] == worth["x"] == Fraction(1, 2)
    assert [group[0] for group in found.groups] == [("a", "b", "c"), ("s", "t")]
    assert ("hub", "p") not in found.used
    assert ("p", "q") in found.used
    text = str(found.summary())
    assert "1 of 10 links bring" in text
    assert "group 1: short, 1/3 partners a head" in text
    assert "group 2: sought after" in text
    assert "even" in found.summary().column("position")


def test_who_has_no_link_gets_nothing():
    found = network([("a", "b")], actors=["a", "b", "c"])
    assert found.limit == (Fraction(1, 2), Fraction(1, 2), Fraction(0))
    assert found.groups == ()
    assert found.summary().column("position") == ("even", "even", "no link")
    assert network([("a", "b")], actors=["c", "b", "a"], discount=0.5).values[0] == 0
    alone = network([], actors=["a"])
    assert alone.values.tolist() == [0]
    assert alone.links == alone.used == ()
    assert network([], actors=["a", "b"], discount=0.9).values.tolist() == [0, 0]
    # Places that no link names are actors all the same.
    assert network([(0, 2)]).limit == (Fraction(1, 2), 0, Fraction(1, 2))


def test_links_named_twice_count_once():
    once = network([("a", "b"), ("b", "c")], discount=0.5)
    twice = network([("a", "b"), ("b", "c"), ("b", "a"), ("b", "c")], discount=0.5)
    assert twice.links == once.links
    assert (twice.values == once.values).all()


@given(GRAPHS, st.randoms(use_true_random=False), st.sampled_from([None, 0.7]))
def test_names_do_not_matter(graph, random, discount):
    n, links = graph
    order = list(range(n))
    random.shuffle(order)
    base = network(sorted(links), actors=[f"a{k}" for k in range(n)], discount=discount)
    moved = network(
        [(order[a], order[b]) for a, b in links],
        actors=[f"a{k}" for k in range(n)],
        discount=discount,
    )
    assert moved.values[order] == pytest.approx(base.values, abs=1e-12)


def test_many_actors():
    rng = np.random.default_rng(3)
    links = [tuple(rng.choice(600, 2, replace=False)) for _ in range(700)]
    found = network(links, actors=[f"a{k}" for k in range(600)])
    assert len(found.groups) > 3
    worth = dict(zip(found.actors, found.limit, strict=True))
    assert all(worth[a] + worth[b] >= 1 for a, b in found.links)
    # A cycle of 201 is even, a path of 201 is not.
    ring = [(k, (k + 1) % 201) for k in range(201)]
    assert set(network(ring).limit) == {Fraction(1, 2)}
    assert network(ring[:-1]).limit[:2] == (Fraction(100, 201), Fraction(101, 201))


# ------------------------------------------------------------------ discounting


@pytest.mark.parametrize("seed", range(40))
def test_discounting_by_playing_on(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9))
    pairs = list(itertools.combinations(range(n), 2))
    links = [pair for pair in pairs if rng.random() < 0.5] or pairs[:1]
    d = [np.full(n, 0.95), rng.uniform(0, 0.99, n), np.full(n, 0.3)][seed % 3]
    if seed % 4 == 0:
        d[0] = 0
    found = network(links, actors=[f"a{k}" for k in range(n)], discount=d)
    wanted = by_iteration(n, links, d)
    assert found.values == pytest.approx(wanted, abs=1e-10)
    gains = [1 - d[a] * wanted[a] - d[b] * wanted[b] for a, b in links]
    used = {tuple(int(each[1:]) for each in link) for link in found.used}
    for link, gain in zip(links, gains, strict=True):
        if abs(gain) > 1e-9:
            assert (link in used) == (gain > 0)
    alike = np.ptp(d) == 0
    assert ("stationary or not" in found.statement) == alike
    assert ("only stationary" in found.statement) == (not alike)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 9e-13])
def test_a_star_next_to_the_limit(gap):
    # In fractions: (1 - d) v = (1 - d v - d w) / 6 for a leaf, three times that for the hub.
    d = 1 - gap
    gap = 1 - d if gap > 1e-12 else None
    if gap is None:
        with pytest.raises(ng.errors.InvalidValueError, match="leave discount out"):
            network([(0, 1), (0, 2), (0, 3)], discount=d)
        return
    f, g = Fraction(d), Fraction(1) - Fraction(d)
    leaf = Fraction(1) / (6 * g + 4 * f)
    found = network([(0, 1), (0, 2), (0, 3)], discount=d)
    assert found.values == pytest.approx([float(3 * leaf), *[float(leaf)] * 3], abs=1e-14)
    assert len(found.used) == 3


def test_no_future():
    found = network([(0, 1), (1, 2)], discount=0)
    assert found.values == pytest.approx([0.25, 0.5, 0.25])


def test_payoffs_of_many_who_discount():
    rng = np.random.default_rng(5)
    links = sorted({tuple(sorted(rng.choice(120, 2, replace=False).tolist())) for _ in range(200)})
    for d in (np.full(120, 0.999), 1 - 10 ** rng.uniform(-11, 0, 120)):
        found = network(links, actors=[f"a{k}" for k in range(120)], discount=d)
        v, c = found.values, d * found.values
        again = np.zeros(120)
        for a, b in links:
            gain = max(0, 1 - c[a] - c[b]) / (2 * len(links))
            again[a] += gain
            again[b] += gain
        assert (1 - d) * v == pytest.approx(again, abs=1e-15)


@pytest.mark.parametrize("seed", range(30))
def test_links_one_by_one_from_anywhere(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 12))
    pairs = list(itertools.combinations(range(n), 2))
    links = [pair for pair in pairs if rng.random() < 0.4] or pairs[:1]
    ends, d = np.array(links), 1 - 10 ** rng.uniform(-8, 0, n)
    quick = _link_values.link_values(ends, d)
    rates = 2 * len(links) * (1 - d) / d
    starts = (np.zeros(len(links)), rng.exponential(1e-3, len(links)), np.ones(len(links)))
    for start in starts:
        slow = _link_values.one_by_one(ends, rates, start * (rng.random(len(links)) < 0.7))
        assert slow[0] == pytest.approx(quick[0], abs=1e-13)
        assert slow[1] == pytest.approx(quick[1], abs=1e-13)


def test_guessing_again_finds_links_of_no_use(monkeypatch):
    monkeypatch.setattr(_link_values, "_STEPS", 0)
    links = [("hub", "a"), ("hub", "b"), ("hub", "c"), ("hub", "p"), ("p", "q")]
    found = network(links, discount=0.99)
    assert found.used == (*links[:3], links[4])


def test_payoffs_that_do_not_settle_are_not_shown(monkeypatch):
    monkeypatch.setattr(_link_values, "_GUESSES", 0)
    monkeypatch.setattr(_link_values, "_STEPS", 0)
    with pytest.raises(ng.errors.NotDefinedError, match="keeps the payoffs from settling"):
        network([(0, 1)], discount=0.5)


# ------------------------------------------------------------------ words and errors


def test_networks_in_words():
    found = network([("hub", "a"), ("hub", "b")], discount=[0.9, 0.8, 0.7])
    assert found.discount.tolist() == [0.9, 0.8, 0.7]
    assert found.summary().column("links") == (2, 1, 1)
    assert found.summary().column("if patient") == ("2/3", "1/3", "1/3")
    assert "no use" not in str(found.summary())
    assert "<table>" in found._repr_html_()
    assert repr(network([(k, k + 1) for k in range(9)])).endswith("Actor 6 0.5, …>")
    assert network([[0, 1]], actors=["x", "y"]).actors == ("x", "y")
    assert network(np.array([[0, 1], [1, 2]])).actors == ("Actor 1", "Actor 2", "Actor 3")


@pytest.mark.parametrize(
    ("links", "terms", "words"),
    [
        ([("a", "a")], {}, "'a': A link joins two different actors"),
        ([("a", "b", "c")], {}, "pair of actors"),
        (["ab"], {}, "pair of actors"),
        ("ab", {}, "list of pairs"),
        (3, {}, "list of pairs"),
        ({"a": "b"}, {}, "list of pairs"),
        ([3], {}, "pair of actors"),
        ([], {}, "needs an actor"),
        ([("a", "b")], {"actors": ["a", "c"]}, "'b' is not an actor"),
        ([("a", "b")], {"actors": ["a", "a"]}, "same name"),
        ([(0, 2)], {"actors": ["a", "b"]}, "Places in links run from 0 to 1"),
        ([(0, -1)], {}, "run from 0 to 0"),
        ([("a", "b")], {"discount": 1}, "leave discount out"),
        ([("a", "b")], {"discount": [0.5, 1]}, "'b': In a network discount factors are below 1"),
        ([("a", "b")], {"discount": -1}, "between 0 and 1"),
        ([("a", ["b"])], {}, "names two actors"),
        ([(0.0, 1.0)], {}, "names two actors"),
        ([(True, "a")], {}, "names two actors"),
        ([("a", None)], {}, "names two actors"),
        ([(0, 1)] * 200_001, {}, "200,001 links are too many"),
        ([(0, 5_000)], {}, "at most 5,000"),
        ([(0, 300)], {"discount": 0.5}, "300 with a discount factor"),
    ],
)
def test_networks_that_cannot_be_meant(links, terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        network(links, **terms)
