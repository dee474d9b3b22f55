"""The reference game trees, read from their files: every stated fact about them."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.trees._regret import regrets
from tests.concessions.trees import as_done, gain_in_subgames, subgames

NAMES = [
    "bagwell-1995",
    "beer-quiche",
    "entry-deterrence",
    "kreps-wilson-1982-fig1",
    "kuhn-poker",
    "myerson-card-game",
    "myerson-fig4-2",
    "selten-horse",
    "ultimatum-tree-4",
    "von-stengel-fig10-1",
    "von-stengel-forges-fig1",
]
REDUCED = [name for name in NAMES if name not in {"kuhn-poker", "selten-horse", "ultimatum-tree-4"}]


@pytest.fixture(scope="module")
def files(reference, tmp_path_factory):
    """Return what the files say, and the trees in them, by name."""
    folder = reference / "cases" / "games"
    if not folder.is_dir():
        pytest.skip(f"no games at {folder}")
    found = {}
    for path in sorted(folder.glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        if "efg" in said:
            file = tmp_path_factory.mktemp("trees") / f"{path.stem}.efg"
            file.write_text(said["efg"], encoding="utf-8")
            found[path.stem] = (said, ng.io.read(file))
    return found


def exact(nested):
    return [exact(each) for each in nested] if isinstance(nested, list) else float(Fraction(nested))


def test_every_tree_of_the_reference_is_here(files):
    assert sorted(files) == NAMES
    for _, tree in files.values():
        assert tree.exact
        assert tree.perfect_recall


@pytest.mark.parametrize("name", REDUCED)
def test_the_reduced_normal_form_is_the_published_one(files, name):
    said, tree = files[name]
    form = tree.normal_form()
    want = said["reduced_normal_form"]
    assert form.payoffs.tolist() == exact(want["payoffs"])
    assert [len(each) for each in form.strategies] == [len(each) for each in want["strategies"]]
    assert [len(tree.sets_of(actor)) for actor in tree.actors] == said["information_sets"]


@pytest.mark.parametrize("name", REDUCED)
def test_all_extreme_equilibria_and_components_come_from_the_tree(files, name):
    said, tree = files[name]
    found = ng.equilibria(tree)
    assert found.complete
    want = {
        (tuple(np.round(exact(each["x"]), 9)), tuple(np.round(exact(each["y"]), 9)))
        for each in said["extreme_equilibria"]
    }
    assert {tuple(tuple(np.round(mix, 9)) for mix in each) for each in found.profiles} == want
    # The same equilibria hang together, in the same maximal Nash subsets.
    places = [
        next(
            place
            for place, each in enumerate(found.profiles)
            if all(
                np.allclose(mix, exact(told[side]))
                for mix, side in zip(each, ("x", "y"), strict=True)
            )
        )
        for told in said["extreme_equilibria"]
    ]
    subsets = {
        frozenset(
            frozenset(places[number] for number in subset)
            for subset in component["maximal_nash_subsets"]
        )
        for component in said["components"]
    }
    assert {
        frozenset(frozenset(subset.equilibria) for subset in each.subsets)
        for each in found.components
    } == subsets
    assert len(found.components) == said["number_of_components"]


@pytest.mark.parametrize("name", REDUCED)
def test_equilibria_of_the_full_normal_form_pay_the_same(files, name):
    said, tree = files[name]
    found = ng.equilibria(tree.normal_form(reduced=False))
    want = {tuple(np.round(exact(each), 9)) for each in said["equilibrium_payoffs"]}
    assert {tuple(np.round(row, 9)) for row in found.payoffs} == want


@pytest.mark.parametrize("name", [name for name in NAMES if name != "selten-horse"])
@pytest.mark.parametrize("method", ["auto", "lemke", "exact"])
def test_the_sequence_form_finds_one_of_the_equilibria(files, name, method):
    said, tree = files[name]
    found = ng.sequence_form(tree, method=method)
    assert found.regret <= 1e-12
    assert gain_in_subgames(tree, as_done(found.behaviour), [0]) <= 1e-12
    if "value" in said:
        assert found.opposed
        assert found.payoffs[0] == pytest.approx(float(Fraction(said["value"])), abs=1e-12)
    if "equilibrium_payoffs" in said and said["number_of_components"] < len(NAMES):
        payoffs = np.array(exact(said["equilibrium_payoffs"]))
        assert np.abs(payoffs - found.payoffs).max(axis=1).min() < 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_called_subgame_perfect_is(files, name):
    said, tree = files[name]
    found = ng.subgame_perfect(tree)
    assert found.count >= 1
    assert found.diagnostics["subgames"] == len(subgames(tree))
    for profile in found.profiles:
        assert gain_in_subgames(tree, as_done(profile)) < 1e-9
    if "spe_payoffs_backward_induction" in said:
        assert found.complete
        want = {tuple(exact(each)) for each in said["spe_payoffs_backward_induction"]}
        assert {tuple(each) for each in found.payoffs.tolist()} == want
        assert len(found.plays) == len(want)


@pytest.mark.parametrize("name", NAMES)
def test_agent_quantal_response_nears_an_agent_equilibrium(files, name):
    _, tree = files[name]
    found = ng.agent_quantal_response(tree, 2000.0)
    assert found.residual < 1e-9
    # At every set the moves that are played are best ones given everybody's further behaviour.
    for each in tree.information_sets:
        actor = tree.actors.index(each.actor)
        values = []
        for move in range(len(each.moves)):
            done = as_done(found.behaviour)
            done[each.number] = np.eye(len(each.moves))[move]
            values.append(ng.Behaviour(tree, list(done.values())).payoffs[actor])
        assert max(values) - found.payoffs[actor] < 2e-3


# ------------------------------------------------------------------ single trees


def test_myersons_card_game(files):
    found = ng.sequence_form(files["myerson-card-game"][1])
    raising, folding, meeting = (
        found.behaviour.probabilities[number]
        for number in (
            next(s.number for s in found.tree.sets_of("Fred") if "Red" in s.name),
            next(s.number for s in found.tree.sets_of("Fred") if "Black" in s.name),
            found.tree.sets_of("Alice")[0].number,
        )
    )
    assert raising == pytest.approx([1, 0])
    assert folding == pytest.approx([1 / 3, 2 / 3])
    assert meeting == pytest.approx([2 / 3, 1 / 3])
    # Alice believes in red with 3/4 once Fred has raised.
    belief = found.behaviour.beliefs[found.tree.sets_of("Alice")[0].number]
    assert belief == pytest.approx([3 / 4, 1 / 4])


def horse_behaviour(tree, one, two, three):
    """Return who moves R with which probability."""
    chances = dict(zip(tree.actors, (one, two, three), strict=True))
    return ng.Behaviour(
        tree, [[chances[each.actor], 1 - chances[each.actor]] for each in tree.information_sets]
    )


@pytest.mark.parametrize(
    ("profile", "nash", "payoffs"),
    [
        *[((0, share, 1), True, [3, 2, 2]) for share in (1 / 3, 0.5, 1)],
        ((0, 0.3, 1), False, None),
        ((0, 1, 0.9), False, None),
        *[((1, 1, share), True, [1, 1, 1]) for share in (0, 0.1, 0.25)],
        ((1, 1, 0.26), False, None),
        ((1, 0.9, 0), False, None),
    ],
)
def test_seltens_horse_has_two_components(files, profile, nash, payoffs):
    tree = files["selten-horse"][1]
    done = horse_behaviour(tree, *profile)
    assert (regrets(done).max() <= 1e-9) == nash
    # The horse has no proper subgame: what is Nash is subgame perfect.
    assert ng.subgame_perfect(tree, limit=0).diagnostics["subgames"] == 1
    form = tree.normal_form()
    mixed = [[share, 1 - share] for share in profile]
    assert form.expected(mixed) == pytest.approx(done.payoffs)
    own = [
        max(form.expected([*mixed[:k], row, *mixed[k + 1 :]])[k] for row in ([1, 0], [0, 1]))
        for k in range(3)
    ]
    assert (max(np.array(own) - done.payoffs) <= 1e-9) == nash
    if payoffs:
        assert done.payoffs == pytest.approx(payoffs)


def test_equilibria_with_the_same_play_are_counted_together(files):
    found = ng.subgame_perfect(files["beer-quiche"][1])
    assert (found.counts, found.count, len(found.profiles)) == ((2, 2), 4, 4)
    assert len({tuple(map(tuple, each.probabilities)) for each in found.profiles}) == 4


def test_the_pure_equilibria_of_seltens_horse_are_found(files):
    found = ng.subgame_perfect(files["selten-horse"][1])
    assert {(3, 2, 2), (1, 1, 1)} <= {tuple(row) for row in found.payoffs.round(9).tolist()}


def test_what_each_agent_would_keep_to_need_not_be_nash(files):
    # Myerson (1991), figure 4.2: no single set gains by deviating, two together do.
    tree = files["myerson-fig4-2"][1]
    first, second = tree.sets_of("Player 1"), tree.sets_of("Player 2")
    done = ng.Behaviour(
        tree,
        {
            "Player 1": {first[0].name: "B1", first[1].name: "Z1"},
            "Player 2": {second[0].name: "W2"},
        },
    )
    for each in tree.information_sets:
        for move in range(len(each.moves)):
            other = list(done.probabilities)
            other[each.number] = np.eye(len(each.moves))[move]
            actor = tree.actors.index(each.actor)
            assert ng.Behaviour(tree, other).payoffs[actor] <= done.payoffs[actor]
    assert regrets(done)[0] == pytest.approx((3 - 2) / 4)


def test_the_threat_to_fight_entry_is_nash_but_no_part_of_the_answer(files):
    tree = files["entry-deterrence"][1]
    threat = {"Entrant": {"the start": "Out"}, "Incumbent": {"after In": "Fight"}}
    done = ng.Behaviour(tree, threat)
    assert regrets(done).max() == 0
    assert gain_in_subgames(tree, as_done(done)) == 1
    assert ng.subgame_perfect(tree).plays == ({("In", "Accommodate"): 1.0},)
