"""What is streamed of one space to those who watch the same teams: encoded once for all of them.

Nothing is kept for a single reader: each has a number in the ring of the last changes, and whoever
falls out of it is cut off, and comes back for a new snapshot.
"""

import asyncio
from collections import deque
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from dockline.api.live_objects import Objects
from dockline.api.live_wire import LiveBeat, LiveLines, Snapshot, Trend
from dockline.api.times import moment
from dockline.domain.facts import AgentView
from dockline.domain.ids import AgentId, TeamId, new_id
from dockline.domain.space import Team

Watched = frozenset[TeamId] | None
"""Teams; None: all of the space."""

RING_CHANGES: Final = 1024
RING_BYTES: Final = 4 * 2**20
SNAPSHOT_SECONDS: Final = 1.0
"""A snapshot is given to those who come so soon after it as well; the changes since follow."""
_encode: Final = msgspec.json.Encoder().encode


class ChangeParts(Struct, frozen=True):
    """`live_wire.Change`, put together from what is encoded already."""

    as_of: str
    agents: list[Raw] = []
    gone: list[str] = []
    teams: list[Raw] = []
    campaigns: list[Raw] = []
    campaigns_gone: list[str] = []
    lines: LiveLines | None = None
    engine_up: bool | None = None
    trends: list[Trend] = []


class Round(Struct):
    """What is new in a space, each thing encoded once."""

    now: float
    agents: list[tuple[AgentView, Raw | None]]
    """None: they are offline."""
    teams: list[tuple[Team, Raw]]
    campaigns: list[tuple[TeamId, Raw]]
    campaigns_gone: list[tuple[TeamId, str]]
    lines: LiveLines | None
    engine_up: bool | None
    trends: bool
    """A step is over."""


class Channel:
    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.readers = 0
        self.left_at = 0.0
        """When the last one left."""
        self.over = False
        """A team of it is gone: who reads comes back, for a snapshot without that team."""
        self.number = 0
        """Of the last change."""
        self.news = asyncio.Event()
        """Set once at the next change, beat or end; then there is another one."""
        self.beats = 0
        self.beat = b""
        self._epoch = new_id()[:8]
        self._ring: deque[bytes] = deque()
        self._ring_bytes = 0
        self._shown: set[AgentId] = set()
        self._snapshot: tuple[int, float, bytes] | None = None

    # --- for readers --------------------------------------------------------------------------

    def place_of(self, event_id: str | None) -> int | None:
        """The number after which a reader goes on who has seen the event of this id; None: they
        need a snapshot."""
        epoch, _, number = (event_id or "").partition("-")
        if epoch != self._epoch or not (number.isascii() and number.isdigit()):
            return None
        place = int(number[:18])
        return place if self.number - len(self._ring) <= place <= self.number else None

    def after(self, number: int) -> bytes | None:
        """All changes after this one; None where some of them are no longer kept."""
        behind = self.number - number
        if behind > len(self._ring):
            return None
        if behind == 1:
            return self._ring[-1]
        return b"".join(self._ring[n] for n in range(len(self._ring) - behind, len(self._ring)))

    def snapshot(self, objects: Objects, now: float) -> tuple[int, bytes]:
        """The number of the last change in it, and the event."""
        kept = self._snapshot
        if kept is not None:
            number, at, event = kept
            if 0 <= now - at < SNAPSHOT_SECONDS and self.number - number <= len(self._ring):
                return number, event
        teams = [team for team in objects.teams.values() if self.watches(team.team_id)]
        views = list(objects.online(self._names(objects)))
        # What is told here may be gone before it was ever told in a change.
        self._shown.update(view.agent_id for view in views)
        told = Snapshot(
            as_of=moment(now),
            agents=[objects.agent(view, now) for view in views],
            teams=[objects.team(team, now) for team in teams],
            campaigns=objects.campaigns(self.watched),
            lines=objects.lines(),
            engine_up=objects.picture.engine_up,
            trends=objects.trends(teams),
        )
        event = self._event("snapshot", self.number, told)
        self._snapshot = (self.number, now, event)
        return self.number, event

    # --- for the space --------------------------------------------------------------------------

    def watches(self, team_id: TeamId) -> bool:
        return self.watched is None or team_id in self.watched

    def tell(self, one: Round, objects: Objects) -> None:
        """A change, if there is anything new for those who watch here."""
        names = self._names(objects)
        agents, gone = [], []
        for view, raw in one.agents:
            if raw is not None and (names is None or not names.isdisjoint(view.teams)):
                agents.append(raw)
                self._shown.add(view.agent_id)
            elif view.agent_id in self._shown:
                gone.append(view.agent_id)
                self._shown.discard(view.agent_id)
        teams = [raw for team, raw in one.teams if self.watches(team.team_id)]
        campaigns = [raw for team_id, raw in one.campaigns if self.watches(team_id)]
        no_more = [told for team_id, told in one.campaigns_gone if self.watches(team_id)]
        trends: list[Trend] = []
        if one.trends:
            own = [team for team in objects.teams.values() if self.watches(team.team_id)]
            trends = objects.trends(own, last=True)
        news = (agents, gone, teams, campaigns, no_more, one.lines, trends)
        if not any(news) and one.engine_up is None:
            return
        self.number += 1
        change = ChangeParts(
            as_of=moment(one.now),
            agents=agents,
            gone=list(gone),
            teams=teams,
            campaigns=campaigns,
            campaigns_gone=no_more,
            lines=one.lines,
            engine_up=one.engine_up,
            trends=trends,
        )
        event = self._event("change", self.number, change)
        self._ring.append(event)
        self._ring_bytes += len(event)
        while len(self._ring) > RING_CHANGES or self._ring_bytes > RING_BYTES:
            self._ring_bytes -= len(self._ring.popleft())
        self.wake()

    def tick(self, now: float) -> None:
        """Tell those who watch that the line is up."""
        self.beats += 1
        self.beat = b"event: beat\ndata: " + _encode(LiveBeat(moment(now))) + b"\n\n"
        self.wake()

    def end(self) -> None:
        self.over = True
        self.wake()

    def wake(self) -> None:
        news, self.news = self.news, asyncio.Event()
        news.set()

    def _names(self, objects: Objects) -> frozenset[str] | None:
        if self.watched is None:
            return None
        return frozenset(
            team.name for team in objects.teams.values() if team.team_id in self.watched
        )

    def _event(self, kind: str, number: int, told: Any) -> bytes:
        head = f"id: {self._epoch}-{number}\nevent: {kind}\ndata: "
        return head.encode() + _encode(told) + b"\n\n"
