"""All subgame-perfect equilibria: known trees, brute force, degenerate ones."""

from __future__ import annotations

import importlib
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.trees import _backward
from negotiation.engine.trees._regret import regrets
from negotiation.engine.trees._stage import StageAnswer
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
)
from tests.concessions.trees import (
    as_done,
    gain_in_subgames,
    play_of,
    pure_profiles,
    random_tree,
    subgames,
)


def ultimatum(pie, unit=1):
    def answer(offer):
        split = [unit * (pie - offer), unit * offer]
        return ng.Decision("R", {"accept": ng.Ending(split), "reject": ng.Ending([0, 0])})

    return ng.ExtensiveGame(ng.Decision("P", {str(each): answer(each) for each in range(pie + 1)}))


def rows(found):
    return {tuple(row) for row in found.payoffs.tolist()}


def rounded(play):
    return frozenset((path, round(chance, 6)) for path, chance in play.items())


# ------------------------------------------------------------------ known trees


def test_an_ultimatum_has_two_plays_because_the_responder_is_indifferent_at_nothing():
    found = ng.subgame_perfect(ultimatum(4))
    assert rows(found) == {(4, 0), (3, 1)}
    assert found.plays == ({("0", "accept"): 1.0}, {("1", "accept"): 1.0})
    assert (found.counts, found.count, found.complete, found.mixtures) == ((1, 1), 2, True, True)
    assert [each.payoffs.tolist() for each in found.profiles] == [[4, 0], [3, 1]]
    # The responder accepts every offer above nothing in both.
    for profile in found.profiles:
        assert all(each[0] == 1 for each in profile.probabilities[2:])


def test_a_threat_that_would_not_be_carried_out_is_no_part_of_it():
    answer = ng.Decision("Incumbent", {"share": ng.Ending([2, 1]), "fight": ng.Ending([0, 0])})
    tree = ng.ExtensiveGame(ng.Decision("Entrant", {"in": answer, "out": ng.Ending([1, 2])}))
    found = ng.subgame_perfect(tree)
    assert rows(found) == {(2, 1)}
    assert len(ng.equilibria(tree.normal_form()).profiles) == 3
    assert not found.mixtures
    assert found.diagnostics["subgames"] == 2


def test_a_centipede_is_taken_at_once():
    node = ng.Ending([100, 100])
    for leg in reversed(range(100)):
        mine, yours = leg + 2, leg
        stop = ng.Ending([mine, yours] if leg % 2 == 0 else [yours, mine])
        node = ng.Decision("AB"[leg % 2], {"take": stop, "pass": node})
    found = ng.subgame_perfect(ng.ExtensiveGame(node, ["A", "B"]))
    assert rows(found) == {(2, 0)}
    assert found.count == 1


def test_exact_numbers_tie_exactly_and_floats_within_rounding():
    def tree(first, second):
        moves = {"a": ng.Ending([first, 1]), "b": ng.Ending([second, 2])}
        return ng.ExtensiveGame(ng.Decision("A", moves), ["A", "B"])

    third = Fraction(1, 3)
    assert ng.subgame_perfect(tree(third + third + third, 1)).count == 2
    assert ng.subgame_perfect(tree(third, Fraction(3333333333333333, 10**16))).count == 1
    assert ng.subgame_perfect(tree(0.1 + 0.2, 0.3)).count == 2
    assert ng.subgame_perfect(tree(0.3, 0.3001)).count == 1
    tiny = ng.subgame_perfect(tree(1e-200, 2e-200))
    assert rows(tiny) == {(2e-200, 2)}


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_the_scale_of_payoffs_does_not_matter(scale):
    found = ng.subgame_perfect(ultimatum(4, scale))
    assert rows(found) == {(4 * scale, 0), (3 * scale, scale)}


def test_a_subgame_of_simultaneous_moves_is_solved_by_all_its_equilibria():
    # Battle of the sexes after staying in: (3, 1), (1, 3), and a mixed one worth 3/4 to each.
    def reply(x, y):
        moves = {"opera": ng.Ending(x), "fight": ng.Ending(y)}
        return ng.Decision("B", moves, "B chooses")

    inside = ng.Decision("A", {"opera": reply([3, 1], [0, 0]), "fight": reply([0, 0], [1, 3])})
    tree = ng.ExtensiveGame(ng.Decision("A", {"out": ng.Ending([2, 2]), "in": inside}))
    found = ng.subgame_perfect(tree)
    assert found.complete
    assert rows(found) == {(2, 2), (3, 1)}
    assert dict(zip(map(tuple, found.payoffs.tolist()), found.counts, strict=True)) == {
        (2, 2): 2,
        (3, 1): 1,
    }
    assert found.diagnostics["games_solved"] == 1
    assert not found.mixtures  # nobody is ever indifferent between what is listed
    mixed = [each for each in found.profiles if not each.pure]
    assert len(mixed) == 1
    assert mixed[0].probabilities[1] == pytest.approx([0.75, 0.25])


def test_several_equilibria_below_are_all_carried_up():
    # Two copies of the battle below a simultaneous choice would make 3 x 3 games to solve.
    def battle(name):
        def reply(x, y):
            return ng.Decision("B", {"o": ng.Ending(x), "f": ng.Ending(y)}, name)

        return ng.Decision("A", {"o": reply([3, 1], [0, 0]), "f": reply([0, 0], [1, 3])})

    first = {"l": battle("1"), "r": ng.Ending([2, 2])}
    second = {"l": ng.Ending([0, 0]), "r": battle("2")}
    root = ng.Decision(
        "A", {"u": ng.Decision("B", first, "top"), "d": ng.Decision("B", second, "top")}
    )
    tree = ng.ExtensiveGame(root)
    found = ng.subgame_perfect(tree, limit=1000)
    assert found.diagnostics["games_solved"] == 2 + 3 * 3
    assert found.diagnostics["subgames"] == 3
    for profile in found.profiles:
        assert gain_in_subgames(tree, as_done(profile)) < 1e-9
    assert len(found.profiles) == found.count


# ------------------------------------------------------------------ brute force


def right_profiles(tree, roots):
    """Return the pure profiles from which nobody gains by deviating in any subgame."""
    return [
        each for each in pure_profiles(tree) if gain_in_subgames(tree, each, roots, 1e-12) <= 1e-12
    ]


@pytest.mark.parametrize("seed", range(30))
def test_perfect_information_agrees_with_trying_every_profile(seed):
    tree = random_tree(seed, actors=2 + seed % 2, most=5, payoffs=2)
    right = right_profiles(tree, subgames(tree))
    found = ng.subgame_perfect(tree, limit=10_000)
    assert found.complete
    assert found.count == len(right) == len(found.profiles)
    listed = {
        tuple(tuple(map(float, mix)) for mix in each.probabilities) for each in found.profiles
    }
    assert listed == {tuple(each[number] for number in sorted(each)) for each in right}
    assert {rounded(play_of(tree, each)) for each in right} == {rounded(p) for p in found.plays}
    assert sum(found.counts) == found.count


@pytest.mark.parametrize("seed", range(40))
def test_imperfect_information_is_perfect_in_every_subgame(seed):
    tree = random_tree(seed, actors=2, most=5, hidden=0.6, payoffs=2)
    found = ng.subgame_perfect(tree, limit=500)
    assert found.complete
    assert found.count > 0
    roots = subgames(tree)
    assert len(roots) == found.diagnostics["subgames"] or any(
        position.probabilities for position in tree.positions
    )
    for profile in found.profiles:
        assert gain_in_subgames(tree, as_done(profile), roots) < 1e-9
    pure = right_profiles(tree, roots)
    plays = {rounded(play) for play in found.plays}
    assert {rounded(play_of(tree, each)) for each in pure} <= plays


@pytest.mark.parametrize("seed", range(20))
def test_each_profile_leads_to_the_play_and_payoffs_it_is_listed_under(seed):
    tree = random_tree(seed, actors=3, most=6, payoffs=1)
    found = ng.subgame_perfect(tree, limit=len(ng.subgame_perfect(tree, limit=0).plays))
    assert len(found.profiles) == len(found.plays)
    for profile, play, payoffs in zip(found.profiles, found.plays, found.payoffs, strict=True):
        assert rounded(profile.plays) == rounded(play)
        assert profile.payoffs == pytest.approx(payoffs)


# ------------------------------------------------------------------ laws and limits


@pytest.mark.parametrize("seed", range(10))
def test_rescaled_payoffs_change_nothing(seed):
    tree = random_tree(seed, most=6, hidden=0.3)

    def moved(node):
        if isinstance(node, ng.Ending):
            first, second = node.payoffs
            return ng.Ending([1e6 * first - 7, second / 8 + 1])
        if isinstance(node, ng.Chance):
            return ng.Chance({name: (p, moved(each)) for name, (p, each) in node.moves.items()})
        below = {name: moved(each) for name, each in node.moves.items()}
        return ng.Decision(node.actor, below, node.information)

    other = ng.ExtensiveGame(moved(tree.root), tree.actors)
    one, two = ng.subgame_perfect(tree), ng.subgame_perfect(other)
    assert {rounded(play) for play in one.plays} == {rounded(play) for play in two.plays}
    assert one.count == two.count


def test_profiles_are_listed_up_to_the_limit_and_the_rest_counted(monkeypatch):
    def flat(depth):
        if not depth:
            return ng.Ending([1, 1])
        return ng.Decision("AB"[depth % 2], {"a": flat(depth - 1), "b": flat(depth - 1)})

    tree = ng.ExtensiveGame(flat(6), ["A", "B"])
    found = ng.subgame_perfect(tree, limit=70)
    assert found.count == 2**63
    assert len(found.plays) == 64
    assert len(found.profiles) == 70
    seen = {tuple(map(tuple, each.probabilities)) for each in found.profiles}
    assert len(seen) == 70
    assert f"70 of the {2**63:,} strategy profiles are listed." in str(found.summary())
    assert ng.subgame_perfect(tree, limit=0).profiles == ()
    module = importlib.import_module("negotiation.engine.trees.subgame_perfect")
    monkeypatch.setattr(module, "MOST_LISTED", 10 * 63 + 1)
    assert len(ng.subgame_perfect(tree, limit=70).profiles) == 10
    monkeypatch.setattr(module, "MOST_LISTED", 1)
    assert len(ng.subgame_perfect(tree, limit=70).profiles) == 1


def test_chance_alone_and_an_ending_alone_are_games_too():
    tree = ng.ExtensiveGame(
        ng.Chance({"x": (0.25, ng.Ending([4])), "y": (0.75, ng.Ending([0]))}), ["A"]
    )
    found = ng.subgame_perfect(tree)
    assert found.payoffs.tolist() == [[1.0]]
    assert found.plays == ({("x",): 0.25, ("y",): 0.75},)
    over = ng.subgame_perfect(ng.ExtensiveGame(ng.Ending([1, 2]), ["A", "B"]))
    assert (over.count, over.plays) == (1, ({(): 1.0},))
    assert "no move" in str(over.summary())


def test_what_chance_rules_out_is_still_played_in_equilibrium():
    never = ng.Decision("A", {"good": ng.Ending([2]), "bad": ng.Ending([1])})
    tree = ng.ExtensiveGame(ng.Chance({"x": (1, ng.Ending([0])), "y": (0, never)}))
    found = ng.subgame_perfect(tree)
    assert found.plays == ({("x",): 1.0},)
    assert found.profiles[0].probabilities[0].tolist() == [1, 0]


def test_too_many_ties_are_refused_by_place(monkeypatch):
    monkeypatch.setattr(_backward, "MOST_PLAYS", 10)
    tie = {"a": ng.Ending([1]), "b": ng.Ending([1])}
    moves = {f"c{k}": (Fraction(1, 4), ng.Decision("A", tie)) for k in range(4)}
    with pytest.raises(TooLargeError, match="after 'go': Ties leave 16 different"):
        ng.subgame_perfect(ng.ExtensiveGame(ng.Decision("A", {"go": ng.Chance(moves)})))
    wide = {f"m{k}": ng.Ending([1]) for k in range(11)}
    with pytest.raises(TooLargeError, match="Ties leave 11"):
        ng.subgame_perfect(ng.ExtensiveGame(ng.Decision("A", wide)))


def test_too_many_games_are_refused_by_place(monkeypatch):
    monkeypatch.setattr(_backward, "MOST_STAGES", 3)
    tie = {"a": ng.Ending([1, 0]), "b": ng.Ending([1, 1])}

    def reply():
        return ng.Decision("B", {"x": ng.Decision("A", tie), "y": ng.Decision("A", tie)}, "B")

    tree = ng.ExtensiveGame(ng.Decision("A", {"u": reply(), "d": reply()}))
    with pytest.raises(TooLargeError, match=r"after 'the start': .* leave 16 games"):
        ng.subgame_perfect(tree)


def test_games_are_counted_over_all_subgames(monkeypatch):
    def blind(number):
        name = f"B {number}"
        replies = {
            move: ng.Decision("B", {"x": ng.Ending([k, 1]), "y": ng.Ending([0, 0])}, name)
            for k, move in enumerate("lr")
        }
        return ng.Decision("A", replies)

    tree = ng.ExtensiveGame(ng.Chance({str(k): (Fraction(1, 3), blind(k)) for k in range(3)}))
    assert ng.subgame_perfect(tree).diagnostics["games_solved"] == 3
    monkeypatch.setattr(_backward, "MOST_STAGES", 2)
    with pytest.raises(TooLargeError, match="leave 1 game"):
        ng.subgame_perfect(tree)


def test_forgetting_is_refused_where_it_matters():
    def second(values):
        return ng.Decision("A", {"l": ng.Ending(values), "r": ng.Ending([0, 0])}, "forgets")

    tree = ng.ExtensiveGame(
        ng.Decision("A", {"l": second([1, 1]), "r": second([2, 2])}), ["A", "B"]
    )
    with pytest.raises(NotDefinedError, match="perfect recall"):
        ng.subgame_perfect(tree)


def test_what_is_no_tree_is_refused():
    with pytest.raises(InvalidTypeError, match="ExtensiveGame"):
        ng.subgame_perfect(ng.NormalFormGame([[[1]], [[1]]]))
    for limit in (-1, 1.5):
        with pytest.raises(InvalidValueError, match="whole number"):
            ng.subgame_perfect(ultimatum(2), limit=limit)


def test_three_actors_who_move_at_once_are_solved_as_far_as_equilibria_goes():
    def third(values):
        return ng.Decision("C", {"l": ng.Ending(values), "r": ng.Ending([0, 0, 0])}, "C")

    def second(base):
        return ng.Decision("B", {"l": third([base, 1, 1]), "r": third([0, 0, 1])}, "B")

    tree = ng.ExtensiveGame(ng.Decision("A", {"l": second(2), "r": second(1)}))
    found = ng.subgame_perfect(tree)
    assert (2.0, 1.0, 1.0) in rows(found)
    for profile in found.profiles:
        assert gain_in_subgames(tree, as_done(profile)) < 1e-9


def signals(count):
    """Build a game in which chance signals, and A and B answer at the same time."""
    rng = np.random.default_rng(count)
    moves = {}
    for signal in range(count):
        blind = [
            ng.Decision(
                "B", {m: ng.Ending(rng.integers(0, 9, 2).tolist()) for m in "lr"}, f"b{signal // 2}"
            )
            for _ in range(2)
        ]
        node = ng.Decision("A", dict(zip("ud", blind, strict=True)), f"a{signal}")
        moves[f"s{signal}"] = (Fraction(1, count), node)
    start = {"play": ng.Chance(moves), "leave": ng.Ending([0, 0])}
    return ng.ExtensiveGame(ng.Decision("A", start))


def test_a_large_subgame_has_its_pure_equilibria_and_one_more_found():
    tree = signals(6)  # 64 plans against 8
    found = ng.subgame_perfect(tree)
    assert not found.complete
    assert "64 x 8 plans was searched for pure equilibria and one other" in str(found.summary())
    assert found.count >= 1
    for profile in found.profiles:
        assert regrets(profile).max() < 1e-9


def test_an_equilibrium_of_a_large_subgame_is_counted_once():
    def paid(node, up=None):
        if isinstance(node, ng.Chance):
            return ng.Chance({name: (p, paid(each)) for name, (p, each) in node.moves.items()})
        if node.actor == "A":
            below = {name: paid(each, name == "u") for name, each in node.moves.items()}
            return ng.Decision("A", below, node.information)
        ends = {name: ng.Ending([int(up), int(name == "l")]) for name in node.moves}
        return ng.Decision("B", ends, node.information)

    found = ng.subgame_perfect(ng.ExtensiveGame(paid(signals(6).root.moves["play"])))
    assert found.count == 1
    assert found.payoffs == pytest.approx(np.array([[1, 1]]))


def test_continua_in_subgames_are_said_to_be_there():
    # Whatever A does it gets nothing, and B cannot see it.
    def reply():
        return ng.Decision("B", {"l": ng.Ending([0, 1]), "r": ng.Ending([0, 0])}, "blind")

    found = ng.subgame_perfect(ng.ExtensiveGame(ng.Decision("A", {"u": reply(), "d": reply()})))
    assert found.count == 2
    assert found.mixtures


def test_what_is_worth_the_same_below_is_solved_once():
    same = {"a": ng.Ending([1, 1]), "b": ng.Ending([1, 1])}

    def reply():
        return ng.Decision("B", {"x": ng.Decision("A", same), "y": ng.Ending([0, 0])}, "blind")

    found = ng.subgame_perfect(ng.ExtensiveGame(ng.Decision("A", {"u": reply(), "d": reply()})))
    assert found.diagnostics["games_solved"] == 1
    # A moves u or d, then a or b: two of the four tied moves below are never reached.
    assert {tuple(row) for row in found.payoffs.tolist()} == {(1, 1)}
    assert found.count == 2 * 2 * 2
    assert len(found.plays) == 4


def test_a_subgame_without_a_normal_form_has_one_equilibrium_found():
    tree = signals(24)
    found = ng.subgame_perfect(tree)
    assert not found.complete
    assert found.count == 1
    assert "too large for its normal form" in str(found.summary())
    assert regrets(found.profiles[0]).max() < 1e-9
    judge = ng.ExtensiveGame(with_judge(tree.root), ["A", "B", "Judge"])
    with pytest.raises(TooLargeError, match="combinations of strategies"):
        ng.subgame_perfect(judge)


def with_judge(node):
    if isinstance(node, ng.Ending):
        return ng.Ending([*node.payoffs, 0])
    if isinstance(node, ng.Chance):
        return ng.Chance({name: (p, with_judge(each)) for name, (p, each) in node.moves.items()})
    below = {name: with_judge(each) for name, each in node.moves.items()}
    return ng.Decision(node.actor, below, node.information)


def test_where_a_subgame_has_no_equilibrium_found_nothing_above_is_claimed(monkeypatch):
    nothing = StageAnswer([], False, False, ["Nothing was found."])
    monkeypatch.setattr(_backward, "stage_equilibria", lambda game: nothing)
    found = ng.subgame_perfect(signals(2))
    assert (found.count, found.plays, found.profiles) == (0, (), ())
    assert found.payoffs.shape == (0, 2)
    assert "Perhaps not all" in str(found.summary())
    assert "Nothing was found." in str(found.summary())


def test_single_moves_in_one_information_set_are_no_choice():
    hear = {name: ng.Decision("B", {"nod": ng.Ending([1, 2])}, "hears") for name in "lr"}
    found = ng.subgame_perfect(
        ng.ExtensiveGame(ng.Chance({n: (0.5, d) for n, d in hear.items()}), ["A", "B"])
    )
    assert found.complete
    assert found.payoffs.tolist() == [[1, 2]]


def test_the_answer_reads_well():
    found = ng.subgame_perfect(ultimatum(4))
    assert repr(found) == "<SubgamePerfect: 2 plays, 2 equilibria, all>"
    text = str(found.summary())
    assert "0, accept" in text
    assert "All subgame-perfect equilibria in pure strategies: 2, with 2 different plays." in text
    assert "mixtures of them are subgame perfect too" in text
    assert "<table>" in found._repr_html_()
    chance = ng.Chance({"x": (0.5, ng.Ending([1])), "y": (0.5, ng.Ending([2]))})
    table = ng.subgame_perfect(ng.ExtensiveGame(chance, ["A"])).summary()
    assert table.column("moves") == ("0.5: x; 0.5: y",)
    assert np.asarray(table.column("A")).tolist() == [1.5]
