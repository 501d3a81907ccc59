"""What a real floor tells on any day leads a picture to what the floor holds."""

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from dockline.domain.callinghours import CallingHours
from dockline.domain.commands import Pause, Tick
from dockline.domain.facts import AgentState
from dockline.domain.floor import Floor
from dockline.domain.live import Beginning, Day, Picture, Trends
from dockline.domain.teamsettings import QueueSettings
from tests.support.floors import OTHERS, TEAM, World
from tests.unit.domain.test_floor_machine import Days
from tests.unit.domain.test_live_picture import held


class Watched(Days):
    """The same days, with a board that hears every fact."""

    floor: Floor | None = None
    picture: Picture
    heard = 0

    @invariant()
    def the_picture_is_the_floor(self) -> None:
        world = getattr(self, "world", None)
        if world is None:
            return
        if self.floor is not world.floor:  # the first one, or a server's restart
            self.floor, self.heard = world.floor, len(world.log)
            self.picture = _of(world.floor)
        for stamped in world.log[self.heard :]:
            self.picture.apply(stamped)
        self.heard = len(world.log)
        told, there = held(self.picture), held(_of(world.floor))
        # Calls that have ended are of interest while somebody wraps them up.
        shown = {view.call_id for view in self.picture.agents.values()}
        for one in (told, there):
            one["calls"] = {
                call_id: call
                for call_id, call in one["calls"].items()
                if call.open or call_id in shown
            }
            del one["heard"]
        assert told == there


def _of(floor: Floor) -> Picture:
    beginning = Beginning(
        agents=[person.view for person in floor.agents.values()],
        calls=[call.view for call in floor.calls.values()],
        lines=[(line.view, line.state) for line in floor.lines.values()],
        chats=[chat.view for chat in floor.chats.values()],
        monitors=[monitor.view for monitor in floor.monitors.values()],
        engine_up=floor.engine_up,
    )
    return Picture(beginning, Day(0.0), Trends(0.0))


def test_agents_of_a_team_that_is_renamed_are_counted_in_it() -> None:
    world = World()
    world.sign_in("rishi")
    picture, heard = _of(world.floor), len(world.log)
    teams = world.floor.teams
    world.floor.teams = teams | {TEAM: msgspec.structs.replace(teams[TEAM], name="Care")}
    world.do(Tick())
    for stamped in world.log[heard:]:
        picture.apply(stamped)
    assert world.me("rishi").teams == ("Care",)
    assert (picture.present["Care"], picture.ready["Care"]) == (1, 1)
    assert (picture.present["Support team"], picture.ready["Support team"]) == (0, 0)
    assert world.do(Tick()).facts == [], "told once"


def test_who_wraps_up_keeps_their_call_when_their_team_is_renamed() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.end(world.leg(call_id, "customer"))
    picture, heard = _of(world.floor), len(world.log)
    teams = world.floor.teams
    world.floor.teams = teams | {TEAM: msgspec.structs.replace(teams[TEAM], name="Care")}
    world.do(Tick())
    for stamped in world.log[heard:]:
        picture.apply(stamped)
    call = picture.call_of(world.me("rishi"))
    assert call is not None
    assert call.call_id == call_id


def test_who_comes_back_into_a_call_has_talked_all_the_time() -> None:
    world = World()
    world.sign_in("rishi")
    picture, heard = _of(world.floor), len(world.log)
    world.talk("rishi")
    began = world.now
    world.lose("rishi")
    world.now += world.floor.settings.dock_grace_seconds
    world.do(Tick())
    assert world.me("rishi").state is AgentState.OFFLINE
    world.now += 1
    world.sign_in("rishi")
    for stamped in world.log[heard:]:
        picture.apply(stamped)
    assert world.me("rishi").state is AgentState.TALKING
    assert picture.talking == {"rishi": began}


def test_who_is_turned_away_never_waited() -> None:
    closed = CallingHours(days=((),) * 7)
    world = World({TEAM: QueueSettings(most_waiting=1), OTHERS: QueueSettings(hours=closed)})
    world.sign_in("rishi")
    world.ask("rishi", Pause(reason="Tea"))
    picture, heard = _of(world.floor), len(world.log)
    world.waits()
    for team_id in (TEAM, OTHERS):
        world.caller(team_id)
    for stamped in world.log[heard:]:
        picture.apply(stamped)
    picture.trends.sample(60.0, picture.waiting_now(), [TEAM, OTHERS])
    assert (picture.trends.of(TEAM), picture.trends.of(OTHERS)) == ([1], [0])


TestWatched = Watched.TestCase
TestWatched.settings = settings(
    deadline=None,
    max_examples=40,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)
