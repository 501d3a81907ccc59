"""What boards hold who heard a snapshot and the changes since is what a poll answers, whatever
happens on the floor."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import msgspec
from hypothesis import HealthCheck, given, settings, strategies as st

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.api.live import answered
from dockline.api.live_boards import SPACING_SECONDS, SpaceBoards
from dockline.api.live_channels import Channel, Watched
from dockline.domain.campaign import Campaign
from dockline.domain.ids import CampaignId, TeamId
from dockline.domain.live import Day, Picture, Trends
from dockline.domain.space import Team
from dockline.ports.lead_store import Tally
from dockline.services.accounts import Accounts
from dockline.services.dialer import Dialers
from dockline.services.live import CampaignFigures, CampaignWatch, Live, SpaceLive
from tests.support.events import Board
from tests.support.town import LEAP, TEAMS, Town

_DURATIONS = {"duration", "state_duration", "longest_call_wait", "longest_chat_wait"}
ALL, SUPPORT, SALES = None, frozenset({TEAMS[0].team_id}), frozenset({TEAMS[1].team_id})
NOBODYS = frozenset({TEAMS[2].team_id})


class Offices:
    """A town, those who watch it, and the clock of both."""

    def __init__(self) -> None:
        self.clock = MemoryClock(1000.0)
        self.town = Town(self.clock.now())
        self.teams: list[Team] = list(TEAMS)
        accounts = SimpleNamespace(teams=lambda space_id: list(self.teams))
        picture = Picture(self.town.beginning(), Day(0.0), Trends(1000.0))
        watch = CampaignWatch(LEAP, MemoryStore(), self.clock, cast(Dialers, self))
        self.space = SpaceLive(LEAP, picture, watch)
        self.town.hear = self.space.hear
        self.live = cast(Live, self)
        self.boards = SpaceBoards(self.live, self.space, cast(Accounts, accounts), self.clock)
        self.readers: list[Reader] = []
        for n in (0, 1):
            campaign = Campaign(CampaignId(f"k{n}"), LEAP, TEAMS[n].team_id, f"Campaign {n}", 0.0)
            watch.figures[campaign.campaign_id] = CampaignFigures(campaign, Tally(), 7)

    # What the boards ask of dialers and the trunk.

    def lines(self) -> tuple[int, int, int | None]:
        return self.space.picture.lines_used, self.space.picture.lines_in_setup, None

    def decisions(self, space_id: str) -> dict[Any, Any]:
        return {}

    def pass_time(self, seconds: float) -> None:
        # Only the clock: the sleepers of the boards' own task are not waited for.
        self.clock.advance(seconds)
        self.town.now = self.clock.now()

    def settle(self) -> None:
        """Everything is told that may be told, and nothing was told just now."""
        for _ in range(3):
            self.boards.flush()
            self.pass_time(0.3)
        self.boards.tick()
        self.boards.flush()


class Reader:
    def __init__(self, offices: Offices, watched: Watched) -> None:
        self._offices = offices
        self.watched = watched
        self.channel: Channel = offices.boards.channel(watched)
        self.channel.readers += 1
        self._place, event = offices.boards.snapshot(self.channel)
        ((_, told),) = events(event)
        self.board = Board(told)
        self.trends = {one["team_name"]: one["waiting"] for one in told["trends"]}
        self.changes: list[dict[str, Any]] = []

    def read(self) -> None:
        news = self.channel.after(self._place)
        assert news is not None
        self._place = self.channel.number
        for kind, told in events(news):
            assert kind == "change"
            self.board.change(told)
            self.changes.append(told)
            for one in told["trends"]:
                self.trends.setdefault(one["team_name"], []).extend(one["waiting"])

    def poll(self) -> dict[str, Any]:
        """What a poll of the same teams answers."""
        offices = self._offices
        wanted = tuple(team.name for team in offices.teams if self.channel.watches(team.team_id))
        now = offices.clock.now()
        told = answered(
            offices.live,
            offices.space,
            offices.teams,
            wanted if self.watched is not None else (),
            now,
        )
        return cast(dict[str, Any], json.loads(msgspec.json.encode(told)))


def events(text: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in text.decode().split("\n\n"):
        if block:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            yield fields["event"], json.loads(fields["data"])


def same(told: Any, asked: Any, older: float, ticks: bool = True) -> None:
    """Equal, but for durations, which have gone on since they were told."""
    if isinstance(asked, dict):
        assert set(told) == set(asked)
        runs = asked.get("active", True) and ticks
        for name, value in asked.items():
            if name in _DURATIONS and isinstance(value, int):
                # A call that has ended lasts no longer, and nobody waits in an empty queue.
                grown = value - told[name]
                assert -1 <= grown <= older + 1, (name, told, asked)
            else:
                same(told[name], value, older, runs)
    elif isinstance(asked, list):
        assert len(told) == len(asked)
        for one, other in zip(told, asked, strict=True):
            same(one, other, older, ticks)
    else:
        assert told == asked


def compare(reader: Reader) -> None:
    reader.read()
    poll, board = reader.poll(), reader.board
    now = datetime.fromisoformat(poll["as_of"])
    for told, asked, key in (
        (board.agents, poll["agents"], "agent_id"),
        (board.teams, poll["teams"], "team_id"),
    ):
        assert set(told) == {one[key] for one in asked}
        for one in asked:
            told_at = datetime.fromisoformat(board.told_at[one[key]])
            same(told[one[key]], one, (now - told_at).total_seconds())
    assert board.campaigns == {one["campaign_id"]: one for one in poll["campaigns"]}
    assert (board.lines, board.engine_up) == (poll["lines"], poll["engine_up"])


_few = st.integers(0, 5)
_deed = st.tuples(st.integers(0, 17), _few, _few)
_time = st.sampled_from([0.05, 0.25, 1.0, 3.0])
_comes = st.sampled_from([ALL, SUPPORT, SALES, SUPPORT | SALES])
_DAYS = st.lists(st.one_of(_deed, _deed, _deed, _time, _comes), min_size=40, max_size=90)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(day=_DAYS)
def test_snapshot_and_changes_are_the_poll(day: list[Any]) -> None:
    async def live() -> None:
        offices = Offices()
        reader = Reader(offices, ALL)
        readers = [reader]
        for step in day:
            if isinstance(step, tuple):
                deed, who, what = step
                offices.town.deeds[deed](who, what)
            elif isinstance(step, float):
                offices.boards.flush()
                offices.pass_time(step)
                offices.boards.tick()
            else:
                readers.append(Reader(offices, step))
        offices.settle()
        for one in readers:
            compare(one)
        often(readers[0])
        await offices.boards.stop()

    asyncio.run(live())


def often(reader: Reader) -> None:
    """No agent, team or campaign is told of more than four times within a second."""
    told: dict[str, list[float]] = {}
    for change in reader.changes:
        at = datetime.fromisoformat(change["as_of"]).timestamp()
        for one in change["agents"]:
            told.setdefault(one["agent_id"], []).append(at)
    for times in told.values():
        assert all(later - first > 1.0 for first, later in zip(times, times[4:], strict=False))
        assert all(later - first >= SPACING_SECONDS - 0.002 for first, later in pairwise(times))


async def test_who_stays_paused_for_long_is_told_of_by_time_alone() -> None:
    offices = Offices()
    town = offices.town
    town.sign_in(0, 0)
    town.choose(0, 1)
    town.call_comes(0, 0)
    reader = Reader(offices, ALL)
    assert [one["alerts"] for one in reader.board.agents.values()] == [[]]
    assert reader.board.teams["t0"]["alerts"] == ["calls-waiting"]
    offices.pass_time(2.0)
    offices.boards.tick()
    offices.boards.flush()
    reader.read()
    assert reader.board.agents["a0"]["alerts"] == ["paused-long"]
    assert reader.board.teams["t0"]["alerts"] == ["calls-waiting", "call-wait"]
    told = len(reader.changes)
    offices.pass_time(2.0)
    offices.boards.tick()
    offices.boards.flush()
    reader.read()
    assert [one["agents"] for one in reader.changes[told:]] == [], "told once"
    await offices.boards.stop()


async def test_trends_come_once_a_step() -> None:
    offices = Offices()
    reader, sales = Reader(offices, ALL), Reader(offices, SALES)
    assert reader.trends == {"Support": [], "Sales": [], "Nobody's": []}
    for waiting in (1, 2):
        for _ in range(waiting):
            offices.town.call_comes(0, 0)
        offices.pass_time(60.0)
        trends = offices.space.picture.trends
        trends.sample(
            offices.clock.now(),
            offices.space.picture.waiting_now(),
            [team.team_id for team in TEAMS],
        )
        offices.boards.tick()
        offices.boards.tick()
    reader.read()
    sales.read()
    assert reader.trends == {"Support": [1, 3], "Sales": [0, 0], "Nobody's": [0, 0]}
    assert sales.trends == {"Sales": [0, 0]}
    late = Reader(offices, ALL)
    assert late.trends == reader.trends
    await offices.boards.stop()


async def test_a_team_that_is_renamed_or_new() -> None:
    offices = Offices()
    reader = Reader(offices, ALL)
    offices.teams[0] = msgspec.structs.replace(TEAMS[0], name="Care")
    offices.teams.append(msgspec.structs.replace(TEAMS[1], team_id=TeamId("t9"), name="New"))
    offices.settle()
    compare(reader)
    assert {one["team_name"] for one in reader.board.teams.values()} == {
        "Care",
        "Sales",
        "Nobody's",
        "New",
    }
    await offices.boards.stop()


async def test_who_watches_a_team_that_is_removed_comes_back_for_a_new_snapshot() -> None:
    offices = Offices()
    every, support, gone = (Reader(offices, one) for one in (ALL, SUPPORT, NOBODYS))
    offices.teams.pop()
    offices.settle()
    assert [one.channel.over for one in (every, support, gone)] == [True, False, True]
    again = Reader(offices, ALL)
    assert again.channel is not every.channel
    assert set(again.board.teams) == {"t0", "t1"}
    compare(again)
    await offices.boards.stop()


async def test_a_channel_that_nobody_reads_ends_after_a_while() -> None:
    offices = Offices()
    reader = Reader(offices, ALL)
    reader.channel.readers -= 1
    reader.channel.left_at = offices.clock.now()
    offices.pass_time(59.0)
    offices.boards.tick()
    assert offices.boards.channel(ALL) is reader.channel
    offices.pass_time(2.0)
    offices.boards.tick()
    assert offices.boards.channel(ALL) is not reader.channel
    await offices.boards.stop()
