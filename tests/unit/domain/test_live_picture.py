"""A picture that heard the facts is the picture of what is there."""

from typing import Any

from hypothesis import given, settings, strategies as st

from dockline.domain.ids import CallId, TeamId
from dockline.domain.live import Counted, Day, Picture, Trends
from dockline.domain.live.alerts import campaign_alerts
from dockline.domain.live.counts import counted_of
from dockline.domain.live.picture import longest
from tests.support.town import TEAMS, Town

_few = st.integers(0, 5)
DEEDS = st.lists(st.tuples(st.integers(0, 17), _few, _few), min_size=60, max_size=120)
T0, T1 = TEAMS[0].team_id, TEAMS[1].team_id


def held(picture: Picture) -> dict[str, Any]:
    """All that a picture tells; nothing of teams and campaigns where there is nothing."""
    return {
        "agents": picture.agents,
        "online": set(picture.online),
        "timed": picture.timed,
        "present": +picture.present,
        "ready": +picture.ready,
        "calls": picture.calls,
        "lines": picture.lines,
        "waiting": picture.waiting_now(),
        "chats": {team: chats for team, chats in picture.waiting_chats.items() if chats},
        "used": (picture.lines_used, picture.lines_in_setup),
        "line_counts": +picture.line_counts,
        "connected": +picture.connected,
        "heard": {call_id: picture.monitored_by(call_id) for call_id in picture.calls},
        "engine_up": picture.engine_up,
    }


@settings(deadline=None, max_examples=200)
@given(deeds=DEEDS)
def test_facts_lead_to_what_is_there(deeds: list[tuple[int, int, int]]) -> None:
    town = Town(1000.0)
    picture = Picture(town.beginning(), Day(0.0), Trends(0.0))
    town.hear = picture.apply
    for deed, who, what in deeds:
        town.now += 0.5
        version = picture.version
        before = held(Picture(town.beginning(), Day(0.0), Trends(0.0)))
        town.deeds[deed](who, what)
        after = held(Picture(town.beginning(), Day(0.0), Trends(0.0)))
        assert held(picture) == after
        assert picture.version > version or before == after


@settings(deadline=None, max_examples=100)
@given(deeds=DEEDS)
def test_the_day_is_the_same_from_records(deeds: list[tuple[int, int, int]]) -> None:
    town = Town(1000.0)
    picture = Picture(town.beginning(), Day(1005.0), Trends(0.0))
    town.hear = picture.apply
    seen: dict[CallId, Any] = {}
    for deed, who, what in deeds:
        town.now += 0.5
        town.deeds[deed](who, what)
        for call_id, call in town.calls.items():
            if call.queue is not None:
                seen[call_id] = call
    day = Day(1005.0)
    for call_id, call in seen.items():
        if call.kind == "inbound":
            outcome = call.outcome.value if call.outcome is not None else ""
            counted = counted_of(
                call.queue.team_id, call.started_at, call.answered_at, outcome, call.cause
            )
            if counted is not None:
                day.put(call_id, counted)
    for team in (T0, T1):
        assert _figures(picture.day, team) == _figures(day, team)


def _figures(day: Day, team: TeamId) -> tuple[Any, ...]:
    return (
        day.offered(team),
        day.taken(team),
        day.abandoned(team),
        day.service_level(team, 2.0),
    )


def test_the_service_level_is_of_those_whose_wait_is_over() -> None:
    day = Day(100.0)
    assert day.service_level(T0, 20.0) is None
    for n in range(5):
        day.queued(CallId(f"c{n}"), T0, 100.0 + n)
    assert (day.offered(T0), day.service_level(T0, 20.0)) == (5, None)
    day.answered(CallId("c0"), 120.0)
    day.answered(CallId("c0"), 190.0)
    day.answered(CallId("c1"), 122.0)
    day.ended(CallId("c2"), "abandoned", "hung-up-waiting")
    day.ended(CallId("c3"), "turned_away", "waited-longest")
    day.ended(CallId("c0"), "answered", "normal")
    assert _figures(day, T0)[:3] == (5, 2, 2)
    assert (day.service_level(T0, 20.0), day.service_level(T0, 21.0)) == (0.25, 0.5)
    day.ended(CallId("c4"), "turned_away", "closed")
    assert day.offered(T0) == 4


def test_a_call_goes_with_its_team_and_stays_with_its_day() -> None:
    day = Day(100.0)
    day.queued(CallId("old"), T0, 99.0)
    day.answered(CallId("old"), 101.0)
    day.queued(CallId("c0"), T0, 100.0)
    day.queued(CallId("c0"), T1, 100.0)
    day.put(CallId("c0"), Counted(T0, 100.0, 1.0))
    day.answered(CallId("c0"), 110.0)
    assert (day.offered(T0), day.offered(T1), day.taken(T1)) == (0, 1, 1)
    day.queued(CallId("c1"), T1, 200.0)
    after = day.later(150.0)
    assert (after.offered(T1), after.taken(T1)) == (1, 0)


def test_trends_have_the_most_of_each_step() -> None:
    trends = Trends(61.0)
    trends.waits(T0, 2)
    trends.waits(T0, 1)
    assert not trends.due(119.9)
    assert trends.due(120.0)
    trends.sample(120.0, {T0: 1}, [T0, T1])
    trends.sample(180.0, {}, [T0, T1])
    trends.sample(240.0, {}, [T0, T1])
    assert (trends.of(T0), trends.of(T1), trends.last(T0)) == ([2, 1, 0], [0, 0, 0], [0])
    assert trends.ends_at == 240.0
    for n in range(200):
        trends.sample(300.0 + 60 * n, {}, [T0])
    assert len(trends.of(T0)) == 120


def test_a_campaign_near_and_over_its_cap() -> None:
    assert campaign_alerts(1000, 23, 0.03, 5, running=True) == []
    assert campaign_alerts(1000, 24, 0.03, 5, running=True) == ["cap-near"]
    assert campaign_alerts(1000, 30, 0.03, 5, running=True) == ["cap-near"]
    assert campaign_alerts(1000, 31, 0.03, 0, running=True) == ["cap-over", "no-leads"]
    assert campaign_alerts(0, 0, 0.0, 0, running=False) == []


def test_the_longest_wait() -> None:
    assert longest([], 10.0) == 0.0
    assert longest([4.0, 7.5], 10.0) == 6.0
