from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.talks import STATUSES
from negotiation.engine.talks import _encounters as encounters
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)

PIE = ng.BargainingProblem([[4, 0], [3, 2], [2, 3], [0, 4]])


def problems(count, seed=0, actors=2, size=30):
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        payoffs = rng.integers(0, 9, (size, actors)).astype(float)
        refused = rng.random((size, actors)) < 0.1
        walk = rng.integers(0, 6, actors)
        found.append(ng.BargainingProblem(payoffs, walk, refused=refused))
    return found


def stubborn(view):
    return view.best if view.best is not None else ng.tactics.WALK_AWAY


def broken(view):
    if view.round == 2:
        raise RuntimeError("out of order")
    return stubborn(view)


MIXED = {
    "boulware": ng.tactics.boulware(),
    "conceder": ng.tactics.conceder(),
    "random": ng.tactics.random_offers(),
    "tit": ng.tactics.tit_for_tat("absolute", extra=0.2),
    "hard": ng.tactics.hard_liner(),
    "broken": broken,
}


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("rounds", [1, 2, 13])
def test_a_tournament_holds_the_talks_that_play_would(first, rounds):
    held = problems(4)
    found = ng.tournament(MIXED, held, rounds=rounds, repeats=3, first=first, rng=5)
    assert found.rows.shape == (4, 3, 6, 6)
    for scenario, repeat, one, two in itertools.product(range(4), range(3), MIXED, MIXED):
        talks = found.history(one, two, scenario=scenario, repeat=repeat)
        where = (scenario, repeat, *(list(MIXED).index(name) for name in (one, two)))
        assert (-1 if talks.row is None else talks.row) == found.rows[where]
        assert talks.round == found.ended[where]
        assert talks.status == STATUSES[found.statuses[where]]
        np.testing.assert_array_equal(talks.payoffs, found.payoffs[where])
        assert (talks.moves[0].actor == "Actor 1") == (first == 0)


def test_talks_held_together_are_those_held_move_by_move(monkeypatch):
    tactics = [MIXED[name] for name in ("boulware", "conceder", "random", "hard")]
    asked = {"rounds": 9, "repeats": 2, "rng": 1}
    together = ng.tournament(tactics, problems(6, 3), **asked)
    monkeypatch.setattr(encounters, "_CELLS", 1)
    in_parts = ng.tournament(tactics, problems(6, 3), **asked)
    monkeypatch.setattr(encounters, "plan_of", lambda *_: (None, True))
    one_by_one = ng.tournament(tactics, problems(6, 3), **asked)
    for other in (in_parts, one_by_one):
        for name in ("rows", "ended", "statuses"):
            np.testing.assert_array_equal(getattr(together, name), getattr(other, name))
    assert len(np.unique(together.rows)) > 5


def test_plans_without_chance_count_for_every_repetition():
    tactics = [ng.tactics.linear(), ng.tactics.conceder()]
    for first in (0, 1):
        found = ng.tournament(tactics, PIE, rounds=9, repeats=3, first=first)
        assert found.agreement_rate.tolist() == [[1, 1], [1, 1]]
        assert (found.rows == found.rows[:, :1]).all()
        assert (found.ended == found.ended[:, :1]).all()


def ended(history):
    return (-1 if history.row is None else history.row, history.round, history.status)


class Insist:
    """Offers the same package for ever, and accepts nothing."""

    def plan(self, view):
        return ng.tactics.Plan(np.ones(view.rounds, dtype=int), np.full(view.rounds, np.inf))

    def __call__(self, view):
        return 1


@pytest.mark.parametrize("first", [0, 1])
def test_differences_that_count_as_none_count_as_none_in_plans_too(first):
    problem = ng.BargainingProblem([[9, 0], [4 - 1e-13, 9], [0, 1]])
    tactics = {"linear": ng.tactics.linear(), "insist": Insist()}
    found = ng.tournament(tactics, problem, rounds=10, first=first)
    # The demand is 9 in round 1 and 4 in round 6.
    assert (found.rows[0, 0, 0, 1], found.ended[0, 0, 0, 1]) == (1, 6)
    assert ended(found.history("linear", "insist")) == (1, 6, "agreement")


def test_planned_talks_are_not_stepped(monkeypatch):
    monkeypatch.setattr(encounters.Encounters, "_stepped", None)
    tactics = [ng.tactics.linear(), ng.tactics.random_offers()]
    assert ng.tournament(tactics, PIE, rounds=5, repeats=2, rng=1).talks == 8


REGISTERED = {name: getattr(ng.tactics, name)() for name in ng.tactics.names()}


@pytest.mark.parametrize("actors", [2, 3])
@pytest.mark.parametrize("protocol", ["stacked-offers", "single-text"])
def test_every_registered_tactic_meets_the_others_as_in_play(protocol, actors):
    tactics = REGISTERED | {"extra": ng.tactics.tit_for_tat("absolute", extra=0.3)}
    if actors == 3:
        tactics = {name: tactics[name] for name in ("micro", "grit", "extra")}
    found = ng.tournament(
        tactics, problems(1, 6, actors, 20), rounds=7, repeats=2, protocol=protocol, rng=3
    )
    for repeat in range(2):
        for names in itertools.product(tactics, repeat=actors):
            where = (0, repeat, *(list(tactics).index(name) for name in names))
            row, round_, status = ended(found.history(*names, repeat=repeat))
            assert (row, round_) == (found.rows[where], found.ended[where])
            assert status == STATUSES[found.statuses[where]]


@dataclasses.dataclass(frozen=True)
class Counted:
    """Count how often it begins talks, in a list that all copies share."""

    begun: list
    chance: float = 0.0
    fails: bool = False

    def __call__(self, view):
        self.begun.append(view.round)
        if self.chance and view.rng.random() < self.chance:
            return 1
        if self.fails:
            raise RuntimeError("out of order")
        return 0


@dataclasses.dataclass
class Loose:
    """May change from talk to talk."""

    def __call__(self, view):
        return 2


def test_talks_without_chance_are_held_once():
    begun = []
    found = ng.tournament([Counted(begun)], PIE, rounds=1, repeats=5)
    assert (len(begun), found.talks) == (2, 5)
    assert found.statuses.ravel().tolist() == [STATUSES.index("deadline")] * 5
    # What draws, anybody's, is held again; so is what may remember anything.
    for other in (Counted([], 0.5), lambda view: 2, Loose()):
        begun.clear()
        tactics = {"counted": Counted(begun), "other": other}
        found = ng.tournament(tactics, PIE, rounds=1, repeats=5, rng=1)
        assert len(begun) == 2 + 5 + 5
    begun.clear()
    ng.tournament([Counted(begun)], PIE, rounds=2, repeats=5, protocol="single-text", rng=1)
    assert len(begun) == 5 * 4  # the mediator draws


def test_what_fails_once_fails_in_every_repetition():
    tactics = {"good": Counted([]), "bad": Counted([], fails=True)}
    found = ng.tournament(tactics, [PIE, PIE], rounds=1, repeats=2)
    assert [(each.scenario, each.repeat, each.profile) for each in found.faults] == [
        (scenario, repeat, profile)
        for scenario in range(2)
        for repeat in range(2)
        for profile in [(0, 1), (1, 0), (1, 1)]
    ]
    assert (found.statuses[:, :, 1] == STATUSES.index("fault")).all()


class OneSided:
    """Has a plan in one seat only; what it says when asked is not what it had planned."""

    def __init__(self, seat):
        self.seat = seat

    def plan(self, view):
        if view.seat != self.seat:
            return None
        return ng.tactics.Plan(np.full(view.rounds, 1), np.full(view.rounds, 9.0))

    def __call__(self, view):
        return 2


@pytest.mark.parametrize("first", [0, 1])
def test_a_tactic_may_have_a_plan_in_one_seat_only(first):
    tactics = {"zero": OneSided(0), "one": OneSided(1), "give": ng.tactics.conceder()}
    found = ng.tournament(tactics, PIE, rounds=5, first=first)
    for one, two in itertools.product(tactics, tactics):
        row = found.rows[0, 0, list(tactics).index(one), list(tactics).index(two)]
        history = found.history(one, two)
        assert (-1 if history.row is None else history.row) == row
    assert len(np.unique(found.rows)) > 2


def test_repetitions_draw_anew_and_the_same_seed_gives_the_same():
    tactics = [ng.tactics.random_offers(), ng.tactics.linear()]
    held = problems(3, 1)
    found = ng.tournament(tactics, held, rounds=9, repeats=20, rng=2)
    assert len(np.unique(found.rows[0, :, 0, 0])) > 2
    assert len(np.unique(found.rows[0, :, 1, 1])) == 1
    again = ng.tournament(tactics, held, rounds=9, repeats=20, rng=2)
    np.testing.assert_array_equal(found.rows, again.rows)
    other = ng.tournament(tactics, held, rounds=9, repeats=20, rng=3)
    assert (found.rows != other.rows).any()
    twice = ng.tournament(tactics, held[:1] * 2, rounds=9, repeats=20, rng=2)
    assert (twice.rows[0] != twice.rows[1]).any()
    # More scenarios, repetitions or tactics leave the others' talks as they were.
    fewer = ng.tournament(tactics[:1], held[:2], rounds=9, repeats=5, rng=2)
    np.testing.assert_array_equal(fewer.rows[..., 0, 0], found.rows[:2, :5, 0, 0])


# ------------------------------------------------------------------ what is measured


def test_measures_by_hand():
    tactics = {"hard": ng.tactics.hard_liner(), "give": lambda view: 1 if view.seat == 0 else 2}
    found = ng.tournament(tactics, PIE, rounds=4)
    # hard against hard: nothing.  Nobody accepts anything but the best, so nothing else either.
    assert found.agreement_rate.tolist() == [[0, 0], [0, 0]]
    assert found.mean_rounds.tolist() == [[4, 4], [4, 4]]
    tactics["take"] = lambda view: ng.tactics.ACCEPT if view.on_table is not None else view.best
    found = ng.tournament(tactics, PIE, rounds=4)
    assert found.agreement_rate.tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 1]]
    assert found.mean_rounds.tolist() == [[4, 4, 1], [4, 4, 1], [2, 2, 1]]
    table = found.summary()
    rounds = dict(zip(table.column("tactic"), table.column("rounds"), strict=True))
    assert rounds["take"] == pytest.approx((5 / 3 + 1) / 2)  # moving first, moving second
    assert rounds["hard"] == pytest.approx((3 + 10 / 3) / 2)
    np.testing.assert_array_equal(found.payoffs[0, 0, 0, 2], [4, 0])
    np.testing.assert_array_equal(found.payoffs[0, 0, 2, 1], [2, 3])
    np.testing.assert_array_equal(found.mean_shares[:, 2, 1], [0.5, 0.75])
    assert found.welfare[2, 1] == 1.25
    # Nash: (3, 2) and (2, 3), in shares (3/4, 1/2) and (1/2, 3/4).
    assert found.distance_to_nash[2, 1] == 0
    assert found.distance_to_nash[0, 0] == pytest.approx(np.hypot(0.75, 0.5))
    assert found.distance_to_nash[0, 2] == pytest.approx(np.hypot(0.25, 0.5))
    assert found.distance_to_frontier[0, 2] == 0
    assert found.distance_to_frontier[0, 0] == pytest.approx(np.hypot(0.75, 0.5))


def test_shares_are_of_what_can_be_gained_in_the_zopa():
    problem = ng.BargainingProblem([[8, 0], [3, 2], [2, 3]], [1, 1])
    found = ng.tournament(
        {"a": lambda view: 2, "b": lambda view: ng.tactics.ACCEPT}, problem, rounds=1
    )
    np.testing.assert_array_equal(found.shares[0, 0, 0, 1], [0.5, 1.0])


def test_inefficient_agreements_are_off_the_frontier():
    problem = ng.BargainingProblem([[2, 4], [1, 2], [4, 2]])
    found = ng.tournament(
        {"a": lambda view: 1, "b": lambda view: ng.tactics.ACCEPT}, problem, rounds=1
    )
    assert found.statuses[0, 0, 0, 1] == STATUSES.index("agreement")
    # Shares (1/4, 1/2); the nearest efficient ones are (1/2, 1) and (1, 1/2).
    assert found.distance_to_frontier[0, 1] == pytest.approx(np.hypot(0.25, 0.5))


def test_shares_are_discounted_and_payoffs_are_not():
    take = {"take": lambda view: ng.tactics.ACCEPT if view.round == 3 else view.best}
    found = ng.tournament(take, PIE, rounds=4, discount=[0.5, 1.0])
    assert found.ended.tolist() == [[[[3]]]]
    np.testing.assert_array_equal(found.payoffs[0, 0, 0, 0], [0, 4])
    found = ng.tournament(take, PIE, rounds=4, discount=[0.5, 0.25], first=1)
    np.testing.assert_array_equal(found.payoffs[0, 0, 0, 0], [4, 0])
    np.testing.assert_array_equal(found.shares[0, 0, 0, 0], [0.25, 0])


def test_with_an_empty_zopa_a_bad_agreement_is_a_loss_and_none_is_zero():
    empty = ng.BargainingProblem([[1, 3], [3, 1]], [2, 2])
    tactics = {"offers 0": lambda view: 0, "takes": lambda view: ng.tactics.ACCEPT}
    found = ng.tournament(tactics, empty, rounds=2)
    np.testing.assert_array_equal(found.shares[0, 0, 0, 1], [-1, 1])
    np.testing.assert_array_equal(found.shares[0, 0, 0, 0], [0, 0])
    assert found.distance_to_frontier[0, 0] == found.distance_to_nash[0, 0] == 0
    # The measure is the efficient outcomes, here one, and a loss of 3 counts as -1.
    losing = ng.BargainingProblem([[-3, 5], [-9, 4]])
    np.testing.assert_array_equal(
        ng.tournament(tactics, losing, rounds=2).shares[0, 0, 0, 1], [-1, 1]
    )
    # A gain that counts as none is none, not all that there is to gain.
    hair = ng.BargainingProblem([[1 + 1e-13, 1], [0, 0]], [1, 1])
    assert np.abs(ng.tournament(tactics, hair, rounds=2).shares).max() < 1e-9
    nothing = ng.BargainingProblem([[1, 1]], [1, 1])
    assert np.isfinite(ng.tournament([ng.tactics.linear()], nothing, rounds=2).shares).all()


def test_scenarios_on_different_scales_count_alike():
    small = ng.BargainingProblem(PIE.payoffs * 1e-9)
    tactics = [ng.tactics.linear(), ng.tactics.boulware()]
    one = ng.tournament(tactics, [PIE, small], rounds=20).shares
    np.testing.assert_allclose(one[0], one[1])


# ------------------------------------------------------------------ the meta-game


def test_the_game_of_choosing_a_tactic():
    tactics = {name: MIXED[name] for name in ("boulware", "conceder", "hard")}
    found = ng.tournament(tactics, problems(5, 2), rounds=10)
    game = found.game()
    assert game.actors == ("Actor 1", "Actor 2")
    assert game.strategies == (("boulware", "conceder", "hard"),) * 2
    for seat, one, two in itertools.product(range(2), range(3), range(3)):
        assert game.payoffs[seat, one, two] == pytest.approx(
            found.shares[:, :, one, two, seat].mean()
        )
    assert ng.equilibria(game).profiles
    fair = found.game(symmetric=True)
    np.testing.assert_allclose(fair.payoffs[0], (game.payoffs[0] + game.payoffs[1].T) / 2)
    np.testing.assert_allclose(fair.payoffs[1], fair.payoffs[0].T)


def test_the_symmetric_game_of_three_deals_seats_at_random():
    tactics = {
        "linear": ng.tactics.linear(),
        "hard": stubborn,
        "random": ng.tactics.random_offers(),
    }
    held = problems(2, 4, actors=3, size=12)
    found = ng.tournament(tactics, held, rounds=4, repeats=2, rng=1)
    assert found.rows.shape == (2, 2, 3, 3, 3)
    game = found.game(symmetric=True).payoffs
    means = found.mean_shares
    for profile in itertools.product(range(3), repeat=3):
        for actor in range(3):
            worth = []
            for seats in itertools.permutations(range(3)):  # actor a sits in seats[a]
                by_seat = [profile[seats.index(seat)] for seat in range(3)]
                worth.append(means[(seats[actor], *by_seat)])
            assert game[(actor, *profile)] == pytest.approx(np.mean(worth))
    shown = found.summary()
    assert len(shown) == 3
    history = found.history("linear", "hard", "random", scenario=1, repeat=1)
    assert (-1 if history.row is None else history.row) == found.rows[1, 1, 0, 1, 2]


def test_actors_keep_their_names_where_all_scenarios_agree():
    hanoi = ng.library.load("hanoi-2019")
    found = ng.tournament([ng.tactics.linear()], hanoi, rounds=40)
    assert found.game().actors == ("United States", "DPRK")
    assert found.game(symmetric=True).actors == ("Actor 1", "Actor 2")
    assert found.scenarios == ("hanoi-2019",)
    assert found.history("linear()", "linear()", scenario="hanoi-2019").round == found.ended.item()
    assert ng.tournament([ng.tactics.linear()], [hanoi, PIE], rounds=2).seats == (
        "Actor 1",
        "Actor 2",
    )


def test_the_summary_ranks_tactics():
    found = ng.tournament(MIXED, problems(4), rounds=6, rng=1)
    table = found.summary()
    shares = table.column("share")
    assert list(shares) == sorted(shares, reverse=True)
    place = table.column("tactic").index("boulware")
    means = found.mean_shares[:, :, :]
    assert table.column("as Actor 1")[place] == pytest.approx(means[0][0].mean())
    assert table.column("as Actor 2")[place] == pytest.approx(means[1][:, 0].mean())
    assert shares[place] == pytest.approx((means[0][0].mean() + means[1][:, 0].mean()) / 2)
    rate = found.agreement_rate
    assert table.column("agreement")[place] == pytest.approx(
        (rate[0].mean() + rate[:, 0].mean()) / 2
    )
    assert "6 tactics in every seat, 4 scenarios, 1 repetition, 6 rounds." in table.notes[0]
    assert repr(found).startswith("<Tournament: 144 talks of 6 tactics in 4 scenarios, ")
    assert found._repr_html_().startswith("<div>")


# ------------------------------------------------------------------ failures and refusals


def test_faults_are_listed():
    found = ng.tournament({"hard": stubborn, "broken": broken}, PIE, rounds=4)
    assert [(fault.profile, fault.actor, fault.why) for fault in found.faults] == [
        ((0, 1), "Actor 2", "RuntimeError: out of order"),
        ((1, 0), "Actor 1", "RuntimeError: out of order"),
        ((1, 1), "Actor 1", "RuntimeError: out of order"),
    ]
    assert found.statuses[0, 0].tolist() == [[1, 3], [3, 3]]
    note = found.summary().notes[-1]
    assert note.startswith("In 3 talks a tactic failed, first in bargaining problem: broken")
    assert note.endswith("broken (RuntimeError: out of order).")


def test_an_interruption_is_not_swallowed():
    def interrupted(view):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ng.tournament([interrupted], PIE, rounds=3)


def test_single_texts_can_be_compared():
    tactics = [ng.tactics.hill_climber(), ng.tactics.annealer()]
    found = ng.tournament(tactics, PIE, rounds=6, protocol="single-text", rng=1, start=1)
    assert found.rows[0, 0, 0, 0] == 1
    history = found.history("hill_climber()", "annealer(temperature=0.1)")
    assert history.row == found.rows[0, 0, 0, 1]
    assert history.protocol == "single-text"


def test_what_a_tournament_is_given_is_checked():
    linear = ng.tactics.linear()
    with pytest.raises(InvalidTypeError, match="list of tactics"):
        ng.tournament(linear, PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match="list of tactics"):
        ng.tournament("linear", PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match="list of tactics"):
        ng.tournament(3, PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match="list of tactics"):
        ng.tournament({linear}, PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match="tactic 2: A tactic is one of"):
        ng.tournament([linear, 3], PIE, rounds=2)
    with pytest.raises(InvalidValueError, match="needs a tactic"):
        ng.tournament([], PIE, rounds=2)
    with pytest.raises(InvalidValueError, match="Two tactics have the same name"):
        ng.tournament([linear, linear], PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match=r"'slow'.*write ng\.tactics\.boulware\(\)"):
        ng.tournament({"slow": ng.tactics.boulware}, PIE, rounds=2)
    with pytest.raises(InvalidTypeError, match="list of scenarios"):
        ng.tournament([linear], 3, rounds=2)
    with pytest.raises(InvalidTypeError, match="list of scenarios"):
        ng.tournament([linear], "hanoi-2019", rounds=2)
    with pytest.raises(InvalidTypeError, match="list of scenarios"):
        ng.tournament([linear], {PIE}, rounds=2)
    with pytest.raises(InvalidValueError, match="needs a scenario"):
        ng.tournament([linear], [], rounds=2)
    with pytest.raises(NotDefinedError, match="they have the same number"):
        ng.tournament([linear], [PIE, *problems(1, actors=3)], rounds=2)
    with pytest.raises(InvalidValueError, match="repeats >= 1"):
        ng.tournament([linear], PIE, rounds=2, repeats=0)
    with pytest.raises(InvalidValueError, match="place from 0 to 1"):
        ng.tournament([linear], PIE, rounds=2, first=2)
    with pytest.raises(TooLargeError, match="too many talks"):
        ng.tournament([linear], PIE, rounds=2, repeats=10**8)


def test_what_a_history_is_asked_for_is_checked():
    found = ng.tournament([ng.tactics.linear()], PIE, rounds=2)
    with pytest.raises(InvalidValueError, match="Name 2 tactics"):
        found.history("linear()")
    with pytest.raises(UnknownNameError, match="Did you mean 'linear"):
        found.history("linear()", "linear")
    with pytest.raises(UnknownNameError, match="'x' is not a scenario"):
        found.history("linear()", "linear()", scenario="x")
    with pytest.raises(InvalidValueError, match="1 scenarios and 1 repetitions"):
        found.history("linear()", "linear()", repeat=1)
    with pytest.raises(InvalidValueError, match="1 scenarios and 1 repetitions"):
        found.history("linear()", "linear()", scenario=1)
    with pytest.raises(InvalidValueError, match="1 scenarios and 1 repetitions"):
        found.history("linear()", "linear()", repeat="first")
