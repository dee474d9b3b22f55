from __future__ import annotations

import itertools
import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.talks import STATUSES, rules_of_play
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)

ACCEPT, WALK_AWAY, Proposal = ng.tactics.ACCEPT, ng.tactics.WALK_AWAY, ng.tactics.Proposal
PIE = {"4:0": [4, 0], "3:1": [3, 1], "2:2": [2, 2], "1:3": [1, 3], "0:4": [0, 4]}


def pie(**more):
    return ng.BargainingProblem(PIE, **more)


def saying(*moves):
    """Return a tactic that says its lines, then holds its tongue by repeating the last."""
    lines = list(moves)

    def speak(view):
        said = lines.pop(0) if len(lines) > 1 else lines[0]
        if isinstance(said, BaseException):
            raise said
        return said

    return speak


def same(one, other):
    """Say whether two histories tell the same story."""
    columns = ("rounds", "seats", "kinds", "rows")
    return (
        (one.status, one.by, one.row, one.round) == (other.status, other.by, other.row, other.round)
        and all(
            np.array_equal(getattr(one.log, name), getattr(other.log, name)) for name in columns
        )
        and one.log.notes == other.log.notes
    )


def random_problem(rng, actors=2):
    """Return a small problem full of ties, red lines and walking away."""
    count = int(rng.integers(1, 9))
    payoffs = rng.integers(0, 5, (count, actors)) * 10.0 ** rng.integers(-12, 12)
    refused = rng.random((count, actors)) < 0.2
    walk = payoffs[rng.integers(count)] * rng.integers(0, 2)
    return ng.BargainingProblem(payoffs, walk, refused=refused)


# ------------------------------------------------------------------ the contract


def test_the_contract_of_play():
    hanoi = ng.library.load("hanoi-2019")
    tactics = {"United States": ng.tactics.boulware(), "DPRK": ng.tactics.tit_for_tat()}
    talks = ng.play(hanoi, tactics, rounds=40, rng=1)
    assert isinstance(talks, ng.History)
    assert talks.agreement is None
    np.testing.assert_array_equal(talks.payoffs, ng.bargaining_problem(hanoi).disagreement)
    assert (talks.status, talks.round, len(talks.moves)) == ("deadline", 40, 80)
    assert talks.moves[0].actor == "United States"
    assert talks.moves[0].round == 1
    assert talks.moves[0].kind == "offer"
    assert talks.moves[0].payoffs[0] == 1.0


def test_an_agreement_is_what_was_last_offered():
    talks = ng.play(pie(), [saying("4:0", "2:2"), saying("0:4", ACCEPT)], rounds=5)
    assert talks.agreement == "2:2"
    assert (talks.status, talks.by, talks.round, talks.row) == ("agreement", "Actor 2", 2, 2)
    np.testing.assert_array_equal(talks.payoffs, [2, 2])
    assert [(move.round, move.actor, move.kind, move.outcome) for move in talks.moves] == [
        (1, "Actor 1", "offer", "4:0"),
        (1, "Actor 2", "offer", "0:4"),
        (2, "Actor 1", "offer", "2:2"),
        (2, "Actor 2", "accept", "2:2"),
    ]
    assert repr(talks) == "<History: agreement in round 2 of 5, Actor 1 2, Actor 2 2>"
    assert repr(talks.moves[3]) == "<Move 2: Actor 2, accept 2:2>"


def test_whoever_is_first_moves_first_in_every_round():
    talks = ng.play(pie(), [saying(0), saying(4)], rounds=2, first="Actor 2")
    assert [move.actor for move in talks.moves] == ["Actor 2", "Actor 1"] * 2
    assert talks.status == "deadline"


def test_the_last_offer_of_the_last_round_is_not_answered():
    talks = ng.play(pie(), [saying(0, ACCEPT), saying(2)], rounds=1)
    assert (talks.status, talks.agreement) == ("deadline", None)
    assert ng.play(pie(), [saying(0, ACCEPT), saying(2)], rounds=2).agreement == "2:2"


def test_walking_away_is_a_move():
    talks = ng.play(pie(disagreement=[1, 0.5]), [saying(0), saying(4, WALK_AWAY)], rounds=9)
    assert (talks.status, talks.by, talks.round, talks.why) == ("walked away", "Actor 2", 2, "")
    np.testing.assert_array_equal(talks.payoffs, [1, 0.5])
    np.testing.assert_array_equal(talks.gains, [0, 0])
    assert talks.moves[-1].kind == "walk away"
    assert talks.moves[-1].outcome is None
    assert repr(talks) == "<History: no agreement, walked away, round 2 of 9>"


def test_gains_are_discounted_above_walking_away():
    talks = ng.play(
        pie(disagreement=[1, 0]), [saying(0, 1, 1), saying(4, 4, ACCEPT)], rounds=9, discount=0.5
    )
    assert talks.round == 3
    np.testing.assert_array_equal(talks.payoffs, [3, 1])
    np.testing.assert_array_equal(talks.discounted, [1 + 2 * 0.25, 0.25])
    assert talks.summary().column("gain, discounted") == (0.5, 0.25)
    none = ng.play(
        pie(disagreement=[1, 0]), saying(0), rounds=3, discount={"Actor 1": 0.1, "Actor 2": 1}
    )
    np.testing.assert_array_equal(none.discounted, [1, 0])


def test_discount_factors_come_from_the_scenario():
    issue = ng.Issue("share", ["a", "b"])
    actors = [
        ng.Actor("A", ng.Additive({"share": {"a": 1, "b": 0}}), discount=0.5),
        ng.Actor("B", ng.Additive({"share": {"a": 0.5, "b": 1}})),
    ]
    found = ng.play(
        ng.Scenario("s", [issue], actors), [saying({"share": "a"}), saying(1, ACCEPT)], rounds=3
    )
    assert found.agreement == {"share": "a"}
    np.testing.assert_array_equal(found.discounted, [0.5, 0.5])
    seen = []
    ng.play(
        ng.Scenario("s", [issue], actors), lambda view: seen.append(view.discount) or 0, rounds=1
    )
    assert seen == [0.5, 1.0]


# ------------------------------------------------------------------ moves and faults


@pytest.mark.parametrize(
    ("move", "row"),
    [(1, 1), (np.int64(1), 1), ("3:1", 1), (Proposal("3:1"), 1), (Proposal(1, "note"), 1)],
)
def test_an_offer_is_a_row_a_label_or_a_proposal(move, row):
    talks = ng.play(pie(), [saying(move), saying(ACCEPT)], rounds=1)
    assert talks.row == row


@pytest.mark.parametrize(
    ("move", "why"),
    [
        (None, "returned nothing"),
        (5, "no row 5; rows run from 0 to 4"),
        (-1, "no row -1"),
        (True, "returned True, which is no move"),
        (1.0, "returned 1.0, which is no move"),
        (np.zeros(2), "which is no move"),
        ("5:0", "'5:0' is not an outcome"),
        (Proposal("5:0"), "'5:0' is not an outcome"),
        (Proposal(None), "returned nothing"),
        ({"share": "x"}, "is not an outcome"),
        (ACCEPT, "accepted, but there is no offer on the table"),
        (ZeroDivisionError("by nothing"), "ZeroDivisionError: by nothing"),
        (ValueError(), "ValueError"),
        (RecursionError("deep"), "RecursionError: deep"),
    ],
)
def test_nonsense_is_a_recorded_walk_away(move, why):
    talks = ng.play(pie(disagreement=[1, 1]), [saying(move), saying(2)], rounds=4)
    assert (talks.status, talks.by, talks.round) == ("fault", "Actor 1", 1)
    assert why in talks.why
    assert talks.moves[-1].kind == "fault"
    assert talks.moves[-1].note == talks.why
    np.testing.assert_array_equal(talks.payoffs, [1, 1])
    assert f"the tactic of Actor 1 failed ({talks.why})" in str(talks.summary())


def test_an_error_that_cannot_say_itself_is_recorded_too():
    class MuteError(Exception):
        def __str__(self):
            raise RuntimeError

    talks = ng.play(pie(), [saying(2), saying(MuteError())], rounds=4)
    assert (talks.status, talks.by, talks.why) == ("fault", "Actor 2", "MuteError")
    assert len(talks.moves) == 2


def test_infeasible_packages_and_unknown_options_are_faults():
    issues = [ng.Issue("a", ["x", "y"]), ng.Issue("b", ["x", "y"])]
    worth = ng.Additive({"a": {"x": 0, "y": 1}, "b": {"x": 0, "y": 1}})
    held = ng.Scenario(
        "s",
        issues,
        [ng.Actor("A", worth), ng.Actor("B", worth)],
        constraints=[{"a": "y", "b": "y"}],
    )
    talks = ng.play(held, saying({"a": "y", "b": "y"}), rounds=4)
    assert (talks.status, talks.by) == ("fault", "A")
    assert "not among the feasible" in talks.why
    talks = ng.play(held, saying({"a": "y", "b": "z"}), rounds=4)
    assert "'z' is not an option" in talks.why
    assert ng.play(held, [saying({"a": "y", "b": "x"}), saying(ACCEPT)], rounds=4).row == 2


@pytest.mark.parametrize("seat", [0, 1])
def test_nobody_signs_or_offers_across_its_own_red_line(seat):
    refused = np.zeros((5, 2), dtype=bool)
    refused[2, seat] = True
    talks = ng.play(pie(refused=refused), [saying(2), saying(ACCEPT)], rounds=4)
    assert (talks.status, talks.by) == ("fault", f"Actor {seat + 1}")
    assert "crosses the actor's own red line: 2:2" in talks.why


def test_offers_below_walking_away_are_allowed_and_counted():
    talks = ng.play(pie(disagreement=[2, 0]), [saying(3), saying(0, 0, ACCEPT)], rounds=4)
    assert talks.agreement == "1:3"
    notes = talks.summary().notes
    assert "Actor 1 made 3 offers worth less to itself than walking away." in notes
    assert any(note.startswith("Fragile: Actor 1 gains nothing") for note in notes)


def test_a_view_cannot_be_written_to_and_shows_nobody_elses_payoffs():
    views = []

    def look(view):
        views.append(view)
        return view.best

    ng.play(pie(disagreement=[1, 2]), look, rounds=2)
    view = views[0]
    for shown in (
        view.utilities,
        view.acceptable,
        view.ranked,
        view.levels,
        view.sent,
        view.refused,
    ):
        with pytest.raises(ValueError, match="read-only"):
            shown[:1] = 0
    np.testing.assert_array_equal(view.utilities, [4, 3, 2, 1, 0])
    np.testing.assert_array_equal(view.ranked, [0, 1, 2, 3])
    np.testing.assert_array_equal(views[1].ranked, [4, 3, 2])
    assert view.reservation == 1
    np.testing.assert_array_equal(view.acceptable, [True, True, True, True, False])
    assert not hasattr(view, "problem")
    assert "View of 'Actor 1': round 2 of 2, on the table 0:4" in repr(view)


def test_what_a_view_shows_as_talks_go_on():
    seen = []

    def look(view):
        rows, by = view.history
        seen.append(
            (
                view.name,
                view.round,
                view.time,
                view.on_table,
                rows.tolist(),
                by.tolist(),
                view.sent.tolist(),
                view.received.tolist(),
                view.notes,
            )
        )
        return Proposal(view.round, "hear") if view.seat == 0 else 4

    ng.play(pie(), look, rounds=3)
    assert seen == [
        ("Actor 1", 1, 0.0, None, [], [], [], [], ()),
        ("Actor 2", 1, 0.0, 1, [1], [0], [], [1], ("hear",)),
        ("Actor 1", 2, 0.5, 4, [1, 4], [0, 1], [1], [4], ("hear", "")),
        ("Actor 2", 2, 0.5, 2, [1, 4, 2], [0, 1, 0], [4], [1, 2], ("hear", "", "hear")),
        ("Actor 1", 3, 1.0, 4, [1, 4, 2, 4], [0, 1, 0, 1], [1, 2], [4, 4], ("hear", "") * 2),
        (
            "Actor 2",
            3,
            1.0,
            3,
            [1, 4, 2, 4, 3],
            [0, 1, 0, 1, 0],
            [4, 4],
            [1, 2, 3],
            ("hear", "", "hear", "", "hear"),
        ),
    ]


def test_only_one_round_is_the_last():
    times = []
    ng.play(pie(), lambda view: times.append(view.time) or 0, rounds=1)
    assert times == [1.0, 1.0]


def test_long_talks_keep_every_offer():
    lengths = []

    def count(view):
        lengths.append((len(view.sent), len(view.received), len(view.history[0])))
        return view.round % 5

    ng.play(pie(), count, rounds=300)
    assert lengths[-1] == (299, 300, 599)


def test_announcements_are_kept_with_the_offer():
    talks = ng.play(pie(), [saying(Proposal(0, "we stop")), saying(4)], rounds=1)
    assert [move.note for move in talks.moves] == ["we stop", ""]
    assert repr(talks.moves[0]) == "<Move 1: Actor 1, offer 4:0 (we stop)>"
    assert talks.transcript().column("note") == ("we stop", "")
    with pytest.raises(InvalidTypeError, match="note of a proposal is text"):
        Proposal(1, 2)


def test_memory_belongs_to_one_actor_in_one_talk():
    def count(view):
        view.memory["calls"] = view.memory.get("calls", 0) + 1
        calls.append(view.memory["calls"])
        return 0

    calls = []
    ng.play(pie(), count, rounds=2)
    ng.play(pie(), count, rounds=1)
    assert calls == [1, 1, 2, 2, 1, 1]


# ------------------------------------------------------------------ interruptions


def test_an_interruption_ends_the_run_and_keeps_the_history():
    talks = ng.play(pie(), [saying(0, 1, KeyboardInterrupt()), saying(4)], rounds=9)
    assert (talks.status, talks.round, len(talks.moves)) == ("interrupted", 2, 4)
    assert "Interrupted in round 2 of 9: no agreement so far." in str(talks.summary())


def test_an_interruption_while_planning_ends_the_talks_too():
    talks = ng.play(pie(), [Scripted(KeyboardInterrupt()), ng.tactics.linear()], rounds=9)
    assert (talks.status, talks.moves, talks.row) == ("interrupted", (), None)


def test_interrupted_talks_can_be_taken_up_again():
    talks = ng.Talks(pie(), [saying(0, KeyboardInterrupt(), 1), saying(4, 4, ACCEPT)], rounds=9)
    talks.step()
    talks.step()
    with pytest.raises(KeyboardInterrupt):
        talks.step()
    assert talks.history.status == "interrupted"
    assert not talks.over
    assert talks.step().outcome == "3:1"
    assert talks.history.status == "under way"
    done = talks.run()
    assert done.agreement == "3:1"
    assert [move.outcome for move in done.moves] == ["4:0", "0:4", "3:1", "0:4", "3:1", "3:1"]


def test_talks_can_be_stepped_through_and_inspected():
    talks = ng.Talks(pie(), [saying(0, 2), saying(4, ACCEPT)], rounds=9)
    assert talks.history.round == 0
    assert talks.history.moves == ()
    assert repr(talks.history) == "<History: no agreement, under way, round 0 of 9>"
    np.testing.assert_array_equal(talks.history.discounted, [0, 0])
    assert repr(talks) == "<Talks: under way, round 1 of 9>"
    first = talks.step()
    assert (first.actor, first.outcome) == ("Actor 1", "4:0")
    assert talks.history.status == "under way"
    assert [move.outcome for move in talks] == ["0:4", "2:2", "2:2"]
    assert talks.over
    assert talks.step() is None
    assert same(talks.history, ng.play(pie(), [saying(0, 2), saying(4, ACCEPT)], rounds=9))


# ------------------------------------------------------------------ seeds


def test_the_same_seed_gives_the_same_history():
    tactics = [ng.tactics.random_offers(), ng.tactics.tit_for_tat("absolute", extra=0.3)]
    rng = np.random.default_rng(3)
    problem = ng.BargainingProblem(rng.random((60, 2)))
    runs = [ng.play(problem, tactics, rounds=20, rng=7) for _ in range(2)]
    assert same(*runs)
    others = [ng.play(problem, tactics, rounds=20, rng=seed) for seed in range(8, 12)]
    assert not all(same(runs[0], other) for other in others)


def test_what_one_actor_draws_changes_nothing_for_the_other():
    drawn = {}

    def draws(often):
        def tactic(view):
            drawn.setdefault((often, view.name), []).append(view.rng.random(often)[0])
            return 0

        return tactic

    ng.play(pie(), [draws(1), draws(2)], rounds=3, rng=5)
    before = drawn.pop((2, "Actor 2"))
    ng.play(pie(), [draws(9), draws(2)], rounds=3, rng=5)
    assert drawn[2, "Actor 2"] == before
    assert drawn[9, "Actor 1"][0] == drawn[1, "Actor 1"][0] != before[0]


def test_a_generator_gives_another_seed_every_time():
    rng, again = np.random.default_rng(1), np.random.default_rng(1)
    problem = ng.BargainingProblem(np.random.default_rng(2).random((99, 2)))
    args = (problem, ng.tactics.random_offers())
    one, two = (ng.play(*args, rounds=9, rng=rng) for _ in range(2))
    assert not same(one, two)
    assert same(one, ng.play(*args, rounds=9, rng=again))
    seed = np.random.SeedSequence(4)
    assert same(ng.play(*args, rounds=9, rng=seed), ng.play(*args, rounds=9, rng=4))
    assert len({ng.play(*args, rounds=9).row for _ in range(20)}) > 1


@pytest.mark.parametrize("seed", ["1", 1.5, True, [1]])
def test_a_seed_of_the_wrong_kind_is_refused(seed):
    with pytest.raises(InvalidTypeError, match="rng= takes a whole number"):
        ng.play(pie(), saying(0), rounds=1, rng=seed)


def test_a_negative_seed_is_refused():
    with pytest.raises(InvalidValueError, match="not negative"):
        ng.play(pie(), saying(0), rounds=1, rng=-1)


# ------------------------------------------------------------------ plans are what calls would be


PLANNED = [
    name for name in ng.tactics.names() if hasattr(ng.tactics.tactic_registry[name].make(), "plan")
]


def test_there_are_plans_to_test():
    assert {"boulware", "conceder", "linear", "hard_liner", "random_offers"} <= set(PLANNED)


@pytest.mark.parametrize("pair", itertools.product(PLANNED, PLANNED), ids="-".join)
def test_planned_talks_are_the_talks_held_move_by_move(pair):
    tactics = [ng.tactics.tactic_registry[name].make() for name in pair]
    for seed in range(25):
        rng = np.random.default_rng(seed)
        problem = random_problem(rng)
        asked = {
            "rounds": int(rng.integers(1, 12)),
            "first": f"Actor {rng.integers(1, 3)}",
            "rng": seed,
        }
        at_once = ng.play(problem, tactics, **asked)
        assert same(at_once, ng.Talks(problem, tactics, **asked).run())
        assert same(at_once, ng.play(problem, tactics, protocol="stacked-offers", **asked))


def test_planned_talks_do_go_at_once(monkeypatch):
    monkeypatch.setattr(ng.Talks, "run", None)
    assert ng.play(pie(), ng.tactics.linear(), rounds=3).agreement == "2:2"


class Scripted:
    """A tactic whose plan is given, and which says 2 when asked."""

    def __init__(self, plan):
        self.script = plan

    def plan(self, view):
        if isinstance(self.script, BaseException):
            raise self.script
        return self.script

    def __call__(self, view):
        return 2


@pytest.mark.parametrize(
    "plan",
    [
        None,
        KeyError("no"),
        (np.zeros(2, int), np.zeros(2)),
        ng.tactics.Plan(np.zeros(3, int), np.zeros(3)),
        ng.tactics.Plan(np.zeros(2), np.zeros(2)),
        ng.tactics.Plan(np.zeros(2, int), np.zeros(2, int)),
        ng.tactics.Plan(np.full(2, 5), np.zeros(2)),
        ng.tactics.Plan(np.full(2, -1), np.zeros(2)),
        ng.tactics.Plan(np.full(2, 1), np.zeros(2)),
    ],
    ids=str,
)
def test_a_plan_that_is_no_good_is_not_used(plan):
    refused = np.zeros((5, 2), dtype=bool)
    refused[1, 0] = True
    problem = pie(refused=refused)
    talks = ng.play(problem, [Scripted(plan), saying(4)], rounds=2)
    assert [move.row for move in talks.moves] == [2, 4, 2, 4]
    talks = ng.play(problem, [Scripted(plan), ng.tactics.hard_liner()], rounds=2)
    assert [move.row for move in talks.moves] == [2, 4, 2, 4]


def test_very_long_talks_go_move_by_move(monkeypatch):
    monkeypatch.setattr("negotiation.engine.talks._planned.LONGEST", 1)
    plan = ng.tactics.Plan(np.array([0, 3]), np.array([9.0, 9.0]))
    talks = ng.play(pie(), [Scripted(plan), ng.tactics.hard_liner()], rounds=2)
    assert [move.row for move in talks.moves] == [2, 4, 2, 4]


def test_a_good_plan_is_used():
    plan = ng.tactics.Plan(np.array([0, 3]), np.array([9.0, 9.0]))
    talks = ng.play(pie(), [Scripted(plan), ng.tactics.hard_liner()], rounds=2)
    assert [move.row for move in talks.moves] == [0, 4, 3, 4]


# ------------------------------------------------------------------ many actors


def three(consent=None, **more):
    table = [[3, 1, 0], [2, 2, 2], [0, 3, 1], [1, 0, 3]]
    return ng.BargainingProblem(table, consent=consent or ng.Consent(), **more)


def test_three_actors_agree_when_all_others_have_accepted():
    talks = ng.play(three(), [saying(1), saying(ACCEPT), saying(ACCEPT)], rounds=3)
    assert talks.protocol == "stacked-offers"
    assert (talks.row, talks.by, talks.round) == (1, "Actor 3", 1)
    assert [move.kind for move in talks.moves] == ["offer", "accept", "accept"]


def test_among_three_everybody_receives_the_offers_of_both_others():
    seen = {}

    def look(view):
        seen[view.name] = (view.received.tolist(), view.received_from("Actor 2").tolist())
        return (view.seat + view.round) % 4

    ng.play(three(), look, rounds=3)
    assert seen == {
        "Actor 1": ([2, 3, 3, 0], [2, 3]),
        "Actor 2": ([1, 3, 2, 0, 3], [2, 3]),
        "Actor 3": ([1, 2, 2, 3, 3, 0], [2, 3, 0]),
    }


def test_a_counter_offer_cancels_the_yes_said_to_the_last():
    lines = [saying(0, ACCEPT), saying(ACCEPT, ACCEPT), saying(1)]
    talks = ng.play(three(), lines, rounds=3)
    assert (talks.row, talks.by, talks.round) == (1, "Actor 2", 2)
    assert [move.kind for move in talks.moves] == ["offer", "accept", "offer", "accept", "accept"]


def test_a_quota_is_enough():
    talks = ng.play(three(ng.Consent(2)), [saying(0), saying(ACCEPT), saying(2)], rounds=3)
    assert (talks.row, talks.by) == (0, "Actor 2")
    veto = ng.Consent(2, veto=["Actor 3"])
    talks = ng.play(three(veto), [saying(0), saying(ACCEPT), saying(ACCEPT)], rounds=3)
    assert (talks.row, talks.by) == (0, "Actor 3")
    alone = ng.Consent(0, veto=["Actor 2"])
    talks = ng.play(three(alone), [saying(0), saying(2), saying(0)], rounds=3)
    assert (talks.row, talks.by, len(talks.moves)) == (2, "Actor 2", 2)


def test_talks_go_on_without_an_actor_that_is_not_needed():
    lines = [saying(WALK_AWAY), saying(2, 2, ACCEPT), saying(3, 1)]
    talks = ng.play(three(ng.Consent(2)), lines, rounds=5)
    assert (talks.status, talks.row, talks.by, talks.round) == ("agreement", 1, "Actor 2", 3)
    assert [move.actor for move in talks.moves].count("Actor 1") == 1
    ends = ng.play(three(ng.Consent(2, veto=["Actor 1"])), lines[:1] + [saying(2)] * 2, rounds=5)
    assert (ends.status, ends.by) == ("walked away", "Actor 1")
    unanimous = ng.play(three(), [saying(WALK_AWAY), saying(2), saying(1)], rounds=5)
    assert (unanimous.status, len(unanimous.moves)) == ("walked away", 1)


def test_who_leaves_leaves_what_the_others_said_on_the_table():
    votes = ng.Consent(3, votes={"Actor 1": 1, "Actor 2": 1, "Actor 3": 2})
    lines = [saying(0, WALK_AWAY), saying(1), saying(2, ACCEPT)]
    # Actor 1 leaves in round 2; Actor 3's offer 2 stays on the table, and Actor 2 counters it.
    talks = ng.play(three(votes), lines, rounds=5)
    assert (talks.status, talks.row, talks.by) == ("agreement", 1, "Actor 3")
    everyone = saying(ValueError("gone"))
    talks = ng.play(three(votes), [everyone, saying(1), saying(ACCEPT)], rounds=5)
    assert (talks.row, talks.by) == (1, "Actor 3")
    assert talks.moves[0].kind == "fault"
    lines = [saying(0), saying(WALK_AWAY), saying(ACCEPT)]
    talks = ng.play(three(votes), lines, rounds=5)
    assert (talks.row, talks.by) == (0, "Actor 3")


def test_where_one_actor_is_enough_its_first_offer_is_the_agreement():
    alone = pie(consent=ng.Consent(0, veto=["Actor 2"]))
    talks = ng.play(alone, ng.tactics.linear(), rounds=5)
    assert (talks.agreement, talks.by, len(talks.moves)) == ("0:4", "Actor 2", 2)


def test_offers_of_one_actor_or_of_all():
    talks = ng.play(pie(), [saying(0, 2), saying(4, ACCEPT)], rounds=5)
    assert [each.tolist() for each in talks.offers()] == [[0, 4, 2], [1, 1, 2]]
    assert [each.tolist() for each in talks.offers("Actor 1")] == [[0, 2], [1, 2]]


def test_packages_by_issue_are_shown_and_rows_without_any():
    seen = []

    def look(view):
        seen.append((view.issues, view.levels.tolist(), view.actors, view.outcomes[1]))
        return 0

    ng.play(ng.BargainingProblem([[1, 0], [0, 1]]), look, rounds=1)
    assert seen[0] == ((), [[0], [1]], ("Actor 1", "Actor 2"), 1)
    ng.play(climbing(), look, rounds=1)
    issues, levels, _, second = seen[-1]
    assert [issue.name for issue in issues] == ["a", "b", "c"]
    assert levels[:2] == [[0, 0, 0], [0, 0, 1]]
    assert second == {"a": "0", "b": "0", "c": "1"}


def test_alternating_offers_are_for_two():
    with pytest.raises(NotDefinedError, match="played by 2 actors, not 3"):
        ng.play(three(), saying(0), rounds=2, protocol="alternating-offers")


# ------------------------------------------------------------------ single text


def climbing(**more):
    issues = [ng.Issue(name, ["0", "1", "2"]) for name in "abc"]
    one = ng.Additive({name: {"0": 0, "1": 1, "2": 2} for name in "abc"})
    actors = [ng.Actor("A", one), ng.Actor("B", one)]
    return ng.Scenario("hill", issues, actors, status_quo={"a": "0", "b": "0", "c": "0"}, **more)


def test_a_single_text_climbs_to_what_is_best_for_all():
    talks = ng.play(
        climbing(), ng.tactics.hill_climber(), rounds=200, protocol="single-text", rng=1
    )
    assert talks.agreement == {"a": "2", "b": "2", "c": "2"}
    assert (talks.round, talks.status, talks.by) == (200, "agreement", None)
    assert talks.moves[0].actor == "mediator"
    assert {move.kind for move in talks.moves} == {"offer", "accept", "reject"}
    assert len(talks.moves) == 600
    drafts, rounds = talks.offers("mediator")
    np.testing.assert_array_equal(rounds, np.arange(1, 201))
    assert len(talks.offers("A")[0]) == 0
    # Every draft differs from the text in one issue or two; the text is the last draft all liked.
    space, text = talks.problem.outcomes.levels, 0
    votes = np.array([move.kind == "accept" for move in talks.moves]).reshape(-1, 3)[:, 1:]
    for row, yes in zip(drafts[:-1], votes[:-1], strict=True):
        assert 1 <= (space[row] != space[text]).sum() <= 2
        if yes.all():
            assert space[row].sum() > space[text].sum()
            text = int(row)
    assert drafts[-1] == text == talks.row


def test_changes_limit_how_far_a_draft_goes():
    talks = ng.play(
        climbing(), ng.tactics.hard_liner(), rounds=50, protocol="single-text", rng=2, changes=1
    )
    levels = talks.problem.outcomes.levels[talks.offers("mediator")[0]]
    assert set((levels != 0).sum(axis=1)) == {0, 1}  # nobody liked any, so the text stayed
    assert talks.status == "deadline"


def test_the_text_starts_where_it_is_told_to():
    for start, row in ((5, 5), ({"a": "0", "b": "1", "c": "2"}, 5), (None, 0)):
        talks = ng.play(
            climbing(), ng.tactics.hard_liner(), rounds=1, protocol="single-text", start=start
        )
        assert talks.offers("mediator")[0].tolist() == [row]
    firsts = {
        int(
            ng.play(
                pie(), ng.tactics.hard_liner(), rounds=1, protocol="single-text", rng=seed
            ).log.rows[0]
        )
        for seed in range(40)
    }
    assert firsts == set(range(5))
    with pytest.raises(ng.NegotiationError, match="no row 99"):
        ng.play(climbing(), saying(0), rounds=1, protocol="single-text", start=99)


def test_without_issues_any_other_package_is_a_draft():
    talks = ng.play(
        pie(), ng.tactics.hill_climber(), rounds=50, protocol="single-text", start=2, rng=1
    )
    assert talks.row == 2
    assert set(talks.offers("mediator")[0][:-1]) == {0, 1, 3, 4}
    only = climbing(constraints=[{"a": ["1", "2"]}, {"b": ["1", "2"]}, {"c": ["1", "2"]}])
    assert ng.play(only, ng.tactics.hill_climber(), rounds=3, protocol="single-text").row == 0
    lone = ng.BargainingProblem([[1, 1]])
    assert ng.play(lone, ng.tactics.hill_climber(), rounds=3, protocol="single-text").row == 0


def test_a_quota_moves_the_text_and_signs_it():
    lines = [saying(ACCEPT), saying(ACCEPT), saying(0)]
    talks = ng.play(three(ng.Consent(2)), lines, rounds=2, protocol="single-text", start=0, rng=0)
    assert talks.row == talks.offers("mediator")[0][0] != 0
    talks = ng.play(three(), lines, rounds=2, protocol="single-text", start=0, rng=0)
    assert (talks.status, talks.row) == ("deadline", None)
    assert talks.offers("mediator")[0][1] == 0
    fickle = [saying(ACCEPT, WALK_AWAY), saying(ACCEPT), saying(0)]
    talks = ng.play(three(ng.Consent(2)), fickle, rounds=2, protocol="single-text", start=0)
    assert talks.status == "deadline"  # the yes of who has left does not count
    gone = [saying(WALK_AWAY), saying(ACCEPT), saying(ACCEPT)]
    talks = ng.play(three(ng.Consent(2)), gone, rounds=3, protocol="single-text", start=0, rng=0)
    assert talks.status == "agreement"
    assert [move.actor for move in talks.moves].count("Actor 1") == 1
    talks = ng.play(three(), gone, rounds=3, protocol="single-text")
    assert (talks.status, talks.by) == ("walked away", "Actor 1")


def test_a_patient_mediator_keeps_some_drafts_that_were_voted_down():
    def kept(temperature):
        count = 0
        for seed in range(200):
            talks = ng.play(
                pie(),
                [saying(ACCEPT), saying(0)],
                rounds=3,
                protocol="single-text",
                start=2,
                temperature=temperature,
                rng=seed,
            )
            # With one no in round 1, the text moved if the last text is not the first.
            second = talks.offers("mediator")[0][1]
            count += second == 2  # only reachable if the text has left row 2
        return count

    assert kept(0) == 0
    assert kept(1e-300) == 0
    # exp(-1) of texts move, and a quarter of the drafts from there lead back.
    assert 200 * np.exp(-1) / 4 * 0.5 < kept(1.0) < 200 * np.exp(-1) / 4 * 1.7
    with pytest.raises(InvalidValueError, match="temperature is not negative"):
        kept(-1)


def test_parameters_of_the_rules_are_checked():
    with pytest.raises(
        InvalidValueError, match="'single-text' has no parameter 'heat'; it has: start"
    ):
        ng.play(pie(), saying(0), rounds=2, protocol="single-text", heat=1)
    with pytest.raises(InvalidValueError, match="no parameter 'start'; it has: none"):
        ng.play(pie(), ng.tactics.linear(), rounds=2, start=1)
    for changes in (0, 1.5, True):
        with pytest.raises(InvalidValueError, match="at least 1 issue"):
            ng.play(pie(), saying(0), rounds=2, protocol="single-text", changes=changes)


# ------------------------------------------------------------------ what is refused, and said


def test_tactics_are_checked_before_talks_begin():
    with pytest.raises(InvalidValueError, match=r"'Actor 2'.*has no tactic"):
        ng.play(pie(), {"Actor 1": saying(0)}, rounds=1)
    with pytest.raises(UnknownNameError, match="'Actor 3' is not an actor"):
        ng.play(pie(), {"Actor 3": saying(0)}, rounds=1)
    with pytest.raises(InvalidValueError, match="a tactic for each of Actor 1, Actor 2"):
        ng.play(pie(), [saying(0)], rounds=1)
    with pytest.raises(InvalidTypeError, match=r"write ng\.tactics\.linear\(\)"):
        ng.play(pie(), [ng.tactics.linear, saying(0)], rounds=1)
    with pytest.raises(InvalidTypeError, match=r"write ng\.tactics\.linear\(\)"):
        ng.play(pie(), "linear", rounds=1)
    with pytest.raises(InvalidTypeError, match=r"'Actor 2'.*A tactic is one of"):
        ng.play(pie(), [saying(0), 3], rounds=1)
    with pytest.raises(InvalidTypeError, match="A tactic is one of"):
        ng.play(pie(), "stubborn", rounds=1)


@pytest.mark.parametrize("rounds", [0, -3])
def test_talks_take_a_round(rounds):
    with pytest.raises(InvalidValueError, match="rounds >= 1"):
        ng.play(pie(), saying(0), rounds=rounds)


@pytest.mark.parametrize("rounds", [1.5, "3", True, None])
def test_rounds_are_whole(rounds):
    with pytest.raises(InvalidTypeError, match="rounds= is a whole number"):
        ng.play(pie(), saying(0), rounds=rounds)


def test_what_is_negotiated_is_checked():
    with pytest.raises(NotDefinedError, match="takes two actors"):
        ng.play(ng.BargainingProblem([[1], [2]]), saying(0), rounds=1)
    with pytest.raises(InvalidTypeError, match=r"about a Scenario.* or a BargainingProblem"):
        ng.play([[1, 2]], saying(0), rounds=1)
    issue = ng.Issue("price", (0.0, 1.0), unit="")
    actors = [
        ng.Actor(name, ng.Additive({"price": {0.0: 0, 1.0: worth}}))
        for name, worth in (("A", 1), ("B", -1))
    ]
    with pytest.raises(TooLargeError, match="on_grid"):
        ng.play(ng.Scenario("sale", [issue], actors), saying(0), rounds=1)


def test_names_of_protocols_and_actors_are_checked():
    with pytest.raises(UnknownNameError, match="Did you mean 'single-text'"):
        ng.play(pie(), saying(0), rounds=1, protocol="single-txt")
    with pytest.raises(UnknownNameError, match="Did you mean 'Actor 1'"):
        ng.play(pie(), saying(0), rounds=1, first="actor 1")
    assert set(rules_of_play) == {"alternating-offers", "single-text", "stacked-offers"}
    with pytest.raises(UnknownNameError, match="'Bo' is not an actor"):
        ng.play(pie(), saying(0), rounds=1).offers("Bo")


@pytest.mark.parametrize("discount", [0, 1.1, -0.5, [0.5, 0]])
def test_discount_factors_are_checked(discount):
    with pytest.raises(InvalidValueError, match="above 0 and is at most 1"):
        ng.play(pie(), saying(0), rounds=1, discount=discount)


def test_nan_is_no_discount_factor():
    with pytest.raises(InvalidValueError, match="must be finite"):
        ng.play(pie(), saying(0), rounds=1, discount=float("nan"))


def test_the_summary_says_what_happened():
    hanoi = ng.library.load("hanoi-2019")
    table = ng.play(hanoi, ng.tactics.linear(), rounds=40).summary()
    assert table.column("actor") == ("United States", "DPRK")
    assert table.column("tactic") == ("linear()", "linear()")
    assert table.column("first asked") == (1.0, 1.0)
    text = str(table)
    assert "through the yes of DPRK" in text
    assert "DPRK gives testing: written halt; facilities: Yongbyon freeze" in text
    assert "not efficient" not in text
    worse = ng.BargainingProblem([[1, 1], [2, 2]])
    talks = ng.play(worse, [saying(0), saying(ACCEPT)], rounds=1)
    assert "not efficient: another would be better for all" in str(talks.summary())
    assert "No agreement: time ran out after round 3 of 3." in str(
        ng.play(pie(), saying(0), rounds=3).summary()
    )
    assert talks._repr_html_().startswith("<div>")
    walked = ng.play(pie(), saying(WALK_AWAY), rounds=3)
    assert "Actor 1 walked away in round 1 of 3." in str(walked.summary())
    assert walked.summary().column("first asked") == (None, None)
    assert len(walked.transcript()) == 1
    assert walked.tactics["Actor 1"] == "speak"


def test_histories_can_be_pickled():
    talks = ng.play(pie(), ng.tactics.linear(), rounds=7)
    assert same(pickle.loads(pickle.dumps(talks)), talks)


def test_statuses_are_named():
    assert STATUSES[0] == "agreement"
    with pytest.raises(AttributeError, match="Did you mean 'boulware'"):
        ng.tactics.boulwar  # noqa: B018
    with pytest.raises(AttributeError):
        ng.tactics.__nothing__  # noqa: B018
    assert repr(ACCEPT) == "ACCEPT"


# ------------------------------------------------------------------ laws


@given(st.integers(0, 10**6))
def test_whatever_tactics_meet_talks_end_and_nobody_of_the_librarys_loses(seed):
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, int(rng.integers(2, 4)))
    own = ("boulware", "conceder", "linear", "hard_liner", "random_offers", "tit_for_tat")
    own += ("hill_climber", "annealer")
    tactics = [getattr(ng.tactics, str(rng.choice(own)))() for _ in problem.actors]
    protocol = str(rng.choice(["stacked-offers", "single-text"]))
    talks = ng.play(problem, tactics, rounds=int(rng.integers(1, 9)), protocol=protocol, rng=seed)
    assert talks.status in ("agreement", "deadline", "walked away")
    if talks.row is not None:
        assert problem.zopa[talks.row]
    for seat, actor in enumerate(problem.actors):
        assert problem.accepts[talks.offers(actor)[0], seat].all()
    again = ng.Talks(problem, tactics, rounds=talks.rounds, protocol=protocol, rng=seed).run()
    assert same(talks, again)


@given(st.integers(0, 10**6), st.floats(1e-6, 1e6), st.floats(-5, 5))
def test_scale_and_zero_of_utilities_change_nothing(seed, scale, shift):
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, 6, (7, 2)).astype(float)
    tactics = [ng.tactics.linear(), ng.tactics.tit_for_tat()]
    factor, move = np.array([scale, 1.0]), np.array([shift * scale, 0.0])
    one = ng.play(ng.BargainingProblem(payoffs, [1, 1]), tactics, rounds=6)
    other = ng.play(ng.BargainingProblem(payoffs * factor + move, factor + move), tactics, rounds=6)
    assert same(one, other)


def test_what_is_no_tactic_and_no_protocol_is_refused():
    for nothing in (3, None, ng.tactics):
        with pytest.raises(InvalidTypeError, match="actor 'Actor 1': A tactic is one of"):
            ng.play(pie(), nothing, rounds=1)
    with pytest.raises(InvalidTypeError, match="A set has no order"):
        ng.play(pie(), {saying(0), saying(1)}, rounds=1)
    with pytest.raises(InvalidTypeError, match="protocol= is a name: 'alternating-offers'"):
        ng.play(pie(), saying(0), rounds=1, protocol=["single-text"])
    with pytest.raises(InvalidValueError, match=r"start= is a package: there is no row 9"):
        ng.play(pie(), saying(0), rounds=1, protocol="single-text", start=9)
    with pytest.raises(UnknownNameError, match="'x' is not an outcome"):
        ng.play(pie(), saying(0), rounds=1, protocol="single-text", start="x")


def test_the_summary_of_talks_in_vain_says_what_could_have_been_signed():
    problem = ng.BargainingProblem([[3, 1], [2, 2], [1, 3], [0, 0]], [1, 2])

    def notes(moves, rounds=2):
        return ng.play(problem, [saying(*moves), saying(0)], rounds=rounds).summary().notes

    assert "In the ZOPA: 2 packages, and 0 of 4 offers." in notes([0, 0])
    assert "In the ZOPA: 2 packages, and 1 of 4 offers." in notes([0, 2])
    assert "In the ZOPA: 2 packages." in notes([ng.tactics.WALK_AWAY])
    agreed = ng.play(problem, [saying(1), saying(ng.tactics.ACCEPT)], rounds=1)
    assert not [note for note in agreed.summary().notes if "ZOPA" in note]
    hopeless = ng.BargainingProblem([[1, 0], [0, 1]], [1, 1])
    assert "the ZOPA is empty." in ng.play(hopeless, saying(0), rounds=1).summary().notes[1]


def test_the_mediator_and_the_actors_draw_from_streams_of_their_own():
    talks = ng.Talks(pie(), saying(0), rounds=3, protocol="single-text", rng=1)
    streams = [talks._rules.rng, *(view.rng for view in talks._table.views)]
    assert len({each.bit_generator.seed_seq.spawn_key for each in streams}) == 3


def test_who_has_left_says_no_no_more():
    talks = ng.Talks(
        three(ng.Consent(2)), saying(0), rounds=9, protocol="single-text", temperature=1.0, rng=1
    )
    rules = talks._rules
    rules.rng = SimpleNamespace(random=lambda: 0.2)  # between exp(-2) and exp(-1)
    rules.yes[:] = [True, False, False]
    assert not rules._kept()
    talks._table.present[2] = False
    assert rules._kept()


def test_a_gain_that_counts_as_none_is_fragile():
    problem = ng.BargainingProblem([[1 + 1e-13, 5], [0, 0]], [1, 0])
    notes = ng.play(problem, [saying(0), saying(ACCEPT)], rounds=1).summary().notes
    assert "Fragile: Actor 1 gains nothing over walking away." in notes
