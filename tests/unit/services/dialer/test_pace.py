"""A campaign's pace: its lines, its settings and its window, in step with the pacing."""

from structlog.testing import capture_logs

from dockline.domain.campaign import Campaign, CampaignSettings, DialerSettings, Mode
from dockline.domain.facts import (
    LineAbandoned,
    LineAnswered,
    LineConnected,
    LineEnded,
    LineMachine,
    LineRinging,
)
from dockline.domain.ids import AgentId, CallId, CampaignId, SpaceId, TeamId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import Bounds, Reason, Team
from dockline.ports.lead_store import Tally
from dockline.services.dialer.pace import Pace
from dockline.services.live.campaigns import sentence

NOW = 1_750_000_000.0
ROOM = Bounds(lines=100, starts=100)


def campaign(mode: Mode = Mode.PREDICTIVE, **dialer: object) -> Campaign:
    settings = CampaignSettings(mode=mode, dialer=DialerSettings(**dialer))  # type: ignore[arg-type]
    return Campaign(CampaignId("spring"), SpaceId("leap"), TeamId("sales"), "Spring", NOW, settings)


def team(agents: int) -> Team:
    made = Team()
    for n in range(agents):
        made.came(n)
    return made


def call(n: int) -> CallId:
    return CallId(f"call-{n}")


def test_answers_and_abandons_are_counted_on_from_what_the_store_knows() -> None:
    pace = Pace(campaign(), team(3), Tally(answers=100, abandons=2), NOW)
    for n in range(2):
        pace.dialled(call(n), NOW)
        pace.heard(LineAnswered(call(n)), call(n), NOW + 5)
    pace.heard(LineConnected(call(0), AgentId("rishi")), call(0), NOW + 5)
    pace.heard(LineAbandoned(call(1)), call(1), NOW + 7)
    assert pace.lines == 0
    counters = pace.pacing.budget.counters()
    assert (counters.answers, counters.abandons) == (102, 3)
    pace.heard(LineEnded(call(1), AttemptOutcome.ABANDONED, "no-agent-free", 200), call(1), NOW)
    assert pace.pacing.budget.counters().abandons == 3, "its end is no second one"


def test_a_call_of_before_a_restart_counts_in_the_window_in_which_it_was_dialled() -> None:
    pace = Pace(campaign(), team(3), Tally(answers=100, abandons=2), NOW)
    pace.left_over(NOW, NOW + 60)
    pace.left_over(NOW - 1, NOW + 60)
    counters = pace.pacing.budget.counters()
    assert (counters.answers, counters.abandons) == (101, 3)


def test_a_call_that_rings_late_may_still_be_answered_as_far_as_the_pacing_knows() -> None:
    """It counts from the dial, the ring time from the ringing: of a call that rings to the last of
    its 25 seconds, and began to ring after ten, what is learnt is not of its 25th second."""
    pace = Pace(campaign(ring_seconds=25.0), team(3), Tally(), NOW)
    pace.dialled(call(1), NOW)
    pace.heard(LineRinging(call(1)), call(1), NOW + 10)
    pace.pacing.decide(NOW + 34, ROOM)
    answering = pace.pacing.answering
    (row,) = answering.index(NOW + 34 - pace.pacing.ringing.starts).tolist()
    assert row == 68
    assert answering.chances[row].max() > 0


def test_a_machine_counts_as_far_as_it_may_have_been_a_person() -> None:
    sure = Pace(campaign(), team(3), Tally(), NOW)
    sure.dialled(call(1), NOW)
    sure.heard(LineMachine(call(1)), call(1), NOW + 5)
    assert sure.pacing.budget.counters().abandons == 0
    unsure = Pace(campaign(amd=True, amd_mistaken=0.05), team(3), Tally(), NOW)
    unsure.dialled(call(1), NOW)
    mistaken = unsure.mistaken()
    assert 0 < mistaken < 0.2
    unsure.heard(LineMachine(call(1)), call(1), NOW + 5)
    counters = unsure.pacing.budget.counters()
    assert counters.abandons == counters.mistaken == mistaken


def test_a_call_is_cancelled_fifteen_seconds_after_it_was_heard_ringing() -> None:
    """Nobody is there for either; the second has not rung yet."""
    pace = Pace(campaign(), team(0), Tally(answers=20, abandons=0), NOW)
    for n in range(2):
        pace.dialled(call(n), NOW)
    pace.heard(LineRinging(call(0)), call(0), NOW + 3)
    assert pace.decide(NOW + 17, ROOM).cancel == ()
    assert pace.calls(pace.decide(NOW + 18, ROOM).cancel) == (call(0),)
    assert pace.calls(pace.decide(NOW + 20, ROOM).cancel) == (call(0),)


def test_only_a_setting_lets_a_call_be_cancelled_before() -> None:
    lawful, bold = (
        Pace(campaign(emergency_cancels=may), team(0), Tally(answers=20, abandons=0), NOW)
        for may in (False, True)
    )
    for pace in (lawful, bold):
        for n in range(4):
            pace.dialled(call(n), NOW)
            pace.heard(LineRinging(call(n)), call(n), NOW + 1)
    assert lawful.decide(NOW + 4, ROOM).cancel == ()
    assert bold.decide(NOW + 4, ROOM).cancel != ()


def test_settings_that_change_keep_the_counters_the_calls_and_what_was_learnt() -> None:
    pace = Pace(campaign(), team(3), Tally(answers=50, abandons=1), NOW)
    pace.dialled(call(1), NOW)
    pace.dialled(call(2), NOW)
    pace.heard(LineAnswered(call(2)), call(2), NOW + 3)
    learnt, pace.pacing.turn_since = pace.pacing.answering, NOW
    pace.pacing.budget.kappa = 1.7
    pace.change(campaign(cap=0.01), Tally(), NOW + 4)
    assert pace.pacing.turn_since == NOW, "its turn to dial goes on"
    assert pace.pacing.settings.cap == 0.01
    assert pace.pacing.answering is learnt
    assert pace.pacing.budget.kappa == 1.7
    assert (pace.ringing, pace.lines) == (1, 2)
    pace.change(campaign(cap=0.01, ring_seconds=40.0), Tally(), NOW + 5)
    assert (pace.ringing, pace.lines) == (1, 2), "what rings is told the new one, too"
    assert pace.pacing.answering.known == learnt.known == 1
    counters = pace.pacing.budget.counters()
    assert (counters.answers, counters.abandons) == (51, 1)
    pace.heard(LineConnected(call(2), AgentId("rishi")), call(2), NOW + 5)
    pace.heard(LineEnded(call(1), AttemptOutcome.BUSY, "busy", 486), call(1), NOW + 6)
    assert pace.lines == 0


def test_another_window_begins_with_nothing_against_it() -> None:
    pace = Pace(campaign(window_hours=1.0), team(3), Tally(answers=50, abandons=9), NOW)
    pace.decide(NOW + 3599, ROOM)
    assert pace.pacing.budget.counters().abandons == 9
    pace.decide(NOW + 3600, ROOM)
    counters = pace.pacing.budget.counters()
    assert (counters.answers, counters.abandons) == (0, 0)
    assert counters.ends_at == NOW + 7200


def test_windows_that_are_set_anew_are_counted_from_the_store() -> None:
    pace = Pace(campaign(), team(3), Tally(answers=500, abandons=3), NOW)
    pace.change(campaign(window_hours=2.0), Tally(answers=20, abandons=1), NOW + 60)
    counters = pace.pacing.budget.counters()
    assert (counters.answers, counters.abandons, counters.ends_at) == (20, 1, NOW + 7200)


def test_every_deed_and_every_new_reason_stands_in_the_log() -> None:
    pace = Pace(campaign(Mode.PROGRESSIVE), team(2), Tally(), NOW)
    with capture_logs() as logs:
        assert deed(pace, NOW) == (2, ())
        pace.dialled(call(1), NOW)
        pace.dialled(call(2), NOW)
        for n in range(5):
            assert deed(pace, NOW + n) == (0, ())
        assert deed(pace, NOW + 6, away()) == (0, ())
    told = [str(entry["decided"]) for entry in logs]
    assert told[0].startswith("dial 2: free agents; idle 2, ringing 0, waiting 0")
    assert len(told) < 4, "what goes on as it was is not said again and again"


def deed(pace: Pace, now: float, bounds: Bounds = ROOM) -> tuple[int, tuple[int, ...]]:
    decision = pace.decide(now, bounds)
    return decision.dial, decision.cancel


def test_who_may_not_dial_is_asked_and_only_its_cancelling_is_told() -> None:
    pace = Pace(campaign(Mode.PROGRESSIVE), team(2), Tally(), NOW)
    with capture_logs() as logs:
        decision = pace.decide(NOW, ROOM, may_dial=False)
    assert (decision.dial, decision.cancel, logs) == (0, (), [])
    assert deed(pace, NOW) == (2, ())


def test_while_another_has_its_turn_that_is_why_it_waits() -> None:
    """It is said where the campaign is shown; the log is spared it."""
    pace = Pace(campaign(Mode.PREDICTIVE), team(2), Tally(), NOW)
    pace.pacing.out_of_turn = True
    with capture_logs() as logs:
        pace.decide(NOW, ROOM, may_dial=False)
    assert pace.last is not None
    assert (pace.last.reason, logs) == (Reason.TURN, [])
    assert "has its turn" in sentence(pace.last)
    pace.decide(NOW, ROOM)
    assert pace.last.reason is not Reason.TURN


def away() -> Bounds:
    """The engine is away."""
    return Bounds(lines=100, starts=100, healthy=False)


def test_what_was_not_dialled_after_all_is_forgotten() -> None:
    pace = Pace(campaign(), team(1), Tally(), NOW)
    pace.dialled(call(1), NOW)
    pace.undialled(call(1), NOW)
    assert pace.lines == 0
    pace.heard(LineEnded(call(1), AttemptOutcome.BUSY, "busy", 486), call(1), NOW)
