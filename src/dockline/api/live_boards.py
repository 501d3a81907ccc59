"""The streams of all spaces: what is new is gathered for a moment, and told to each channel.

An agent, a team or a campaign is told of at most four times a second; what comes between is told
together, as it is then.
"""

import asyncio
from typing import Final, NamedTuple, TypeVar

import msgspec
import structlog
from msgspec import Raw

from dockline.api.live_channels import Channel, Round, Watched
from dockline.api.live_objects import Objects
from dockline.api.live_wire import LiveCampaign, LiveLines
from dockline.domain.facts import AgentView
from dockline.domain.ids import AgentId, CampaignId, SpaceId, TeamId
from dockline.domain.space import Team
from dockline.ports.clock import Clock
from dockline.services.accounts import Accounts
from dockline.services.live import Live, SpaceLive

_log = structlog.get_logger("dockline.api.live")

GATHER_SECONDS: Final = 0.005
"""From the first news to their telling, after a quiet moment; ..."""
ROUND_SECONDS: Final = 0.02
"""... and from one telling to the next."""
SPACING_SECONDS: Final = 0.26
"""Between two changes of the same agent: no five of them fall within a second."""
BEAT_TICKS: Final = 2
KEPT_SECONDS: Final = 60.0
"""How long a channel without readers goes on, so that they can resume."""
_encode: Final = msgspec.json.Encoder().encode


_Key = TypeVar("_Key", bound=str)


class _Held(NamedTuple):
    """What is still to be told."""

    agents: set[AgentId]
    teams: set[TeamId]
    campaigns: set[CampaignId]

    @property
    def any(self) -> bool:
        return bool(self.agents or self.teams or self.campaigns)


class SpaceBoards:
    """Those who watch one space."""

    def __init__(self, live: Live, space: SpaceLive, accounts: Accounts, clock: Clock) -> None:
        self._live = live
        self._space = space
        self._accounts = accounts
        self._clock = clock
        self._channels: dict[Watched, Channel] = {}
        self._held = _Held(set(), set(), set())
        self._told_at: dict[str, float] = {}
        self._alerts: dict[str, list[str]] = {}
        """Of agents and teams as they were told last."""
        self._campaigns: dict[CampaignId, tuple[TeamId, LiveCampaign]] = {}
        """As they were told last."""
        self._lines: LiveLines | None = None
        self._engine_up: bool | None = None
        self._trends_at = 0.0
        self._ticks = 0
        self._stirred = asyncio.Event()
        self._teams: list[Team] = []
        self.objects = Objects(live, space, ())
        self._look_at_teams()
        space.on_news.append(self._stirred.set)
        self._task = asyncio.create_task(self._run(), name=f"boards-{space.space_id}")

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for channel in self._channels.values():
            channel.wake()

    async def ready(self) -> None:
        """Return when there is all that a snapshot tells."""
        await self._space.campaigns.fresh()

    def channel(self, watched: Watched) -> Channel:
        channel = self._channels.get(watched)
        if channel is None:
            self._look_at_teams()
            if not self._channels:
                self._begin_anew()
            channel = self._channels[watched] = Channel(watched)
            channel.left_at = self._clock.now()
        self._space.campaigns.want()
        return channel

    def snapshot(self, channel: Channel) -> tuple[int, bytes]:
        """The number of the last change in it, and the event."""
        # What is told only where it is another than it was told last must not be another here: it
        # may be again what it was before anybody looks.
        one = self._round()
        self._look_at_campaigns()
        self._add_campaigns(one, list(self._held.campaigns))
        self._add_house(one)
        self._tell(one)
        return channel.snapshot(self.objects, self._clock.now())

    # --- telling ------------------------------------------------------------------------------

    async def _run(self) -> None:
        last = float("-inf")
        while True:
            if not self._held.any:
                await self._stirred.wait()
            now = self._clock.now()
            await self._clock.sleep_until(max(now + GATHER_SECONDS, last + ROUND_SECONDS))
            self._stirred.clear()
            last = self._clock.now()
            try:
                self.flush()
            except Exception:
                _log.exception("boards were not told", space_id=self._space.space_id)

    def flush(self) -> None:
        """Tell what is new and may be told by now."""
        picture, now = self._space.picture, self._clock.now()
        news = picture.take()
        if not self._channels:
            for some in self._held:
                some.clear()
            return
        names = self.objects.names
        self._held.agents.update(news.agents)
        self._held.teams.update(news.teams)
        self._held.teams.update(names[name] for name in news.named if name in names)
        self._held.campaigns.update(news.campaigns)
        one = self._round()
        self._add_agents(one)
        self._add_teams(one)
        self._add_campaigns(one, self._due(self._held.campaigns, now))
        if picture.engine_up != self._engine_up:
            self._add_house(one)
        self._tell(one)

    def _round(self) -> Round:
        return Round(self._clock.now(), [], [], [], [], None, None, False)

    def _add_agents(self, one: Round) -> None:
        picture = self._space.picture
        for agent_id in self._due(self._held.agents, one.now):
            view = picture.agents[agent_id]
            raw = None
            if agent_id in picture.online:
                raw = self._agent(view, one.now)
            one.agents.append((view, raw))

    def _agent(self, view: AgentView, now: float) -> Raw:
        told = self.objects.agent(view, now)
        self._remember(view.agent_id, told.alerts)
        return Raw(_encode(told))

    def _add_teams(self, one: Round) -> None:
        for team_id in self._due(self._held.teams, one.now):
            team = self.objects.teams.get(team_id)
            if team is not None:
                told = self.objects.team(team, one.now)
                self._remember(team_id, told.alerts)
                one.teams.append((team, Raw(_encode(told))))

    def _add_campaigns(self, one: Round, due: list[CampaignId]) -> None:
        self._held.campaigns.difference_update(due)
        for campaign_id in [known for known in self._campaigns if not self._campaign(known)]:
            team_id, _ = self._campaigns.pop(campaign_id)
            one.campaigns_gone.append((team_id, campaign_id))
        for campaign_id in due:
            told = self._campaign(campaign_id)
            if told is not None and told != self._campaigns.get(campaign_id):
                self._campaigns[campaign_id] = told
                one.campaigns.append((told[0], Raw(_encode(told[1]))))

    def _add_house(self, one: Round) -> None:
        lines = self.objects.lines()
        if lines != self._lines:
            one.lines = self._lines = lines
        if self._space.picture.engine_up != self._engine_up:
            one.engine_up = self._engine_up = self._space.picture.engine_up

    def _campaign(self, campaign_id: CampaignId) -> tuple[TeamId, LiveCampaign] | None:
        figures = self._space.campaigns.figures.get(campaign_id)
        if figures is None:
            return None
        return figures.campaign.team_id, self.objects.campaign(figures)

    def _due(self, held: set[_Key], now: float) -> list[_Key]:
        """Those that were not told of just now; they are, with this."""
        due = [
            key for key in held if now - self._told_at.get(key, float("-inf")) >= SPACING_SECONDS
        ]
        held.difference_update(due)
        self._told_at.update(dict.fromkeys(due, now))
        return due

    def _tell(self, one: Round) -> None:
        for channel in self._channels.values():
            channel.tell(one, self.objects)

    # --- what time brings -----------------------------------------------------------------------

    def tick(self) -> None:
        """Each second: alerts that have become due, campaigns, lines, trends and beats."""
        now = self._clock.now()
        if not self._channels:
            return
        if any(channel.readers for channel in self._channels.values()):
            self._space.campaigns.want()
        for watched, channel in list(self._channels.items()):
            if not channel.readers and now - channel.left_at > KEPT_SECONDS:
                del self._channels[watched]
        if self._look_at_teams():
            self._held.agents.update(self._space.picture.online)
            self._held.teams.update(self.objects.teams)
        self._look_at_alerts(now)
        self._look_at_campaigns()
        one = self._round()
        self._add_house(one)
        trends_at = self._space.picture.trends.ends_at
        one.trends = trends_at != self._trends_at
        self._trends_at = trends_at
        self._tell(one)
        self._stirred.set()
        self._ticks += 1
        if self._ticks % BEAT_TICKS == 0:
            for channel in self._channels.values():
                channel.tick(now)

    def _look_at_teams(self) -> bool:
        """Whether they are others, or are set otherwise."""
        teams = self._accounts.teams(self._space.space_id)
        if teams == self._teams:
            return False
        self._teams = teams
        gone = self.objects.teams.keys() - {team.team_id for team in teams}
        self.objects = Objects(self._live, self._space, teams)
        for watched, channel in list(self._channels.items()):
            if any(channel.watches(team_id) for team_id in gone):
                del self._channels[watched]
                channel.end()
        return True

    def _look_at_alerts(self, now: float) -> None:
        picture, objects = self._space.picture, self.objects
        for agent_id in picture.timed:
            alerts = objects.alerts_of(picture.agents[agent_id], now)
            if alerts != self._alerts.get(agent_id, []):
                self._held.agents.add(agent_id)
        for team_id, team in objects.teams.items():
            waiting = picture.waiting_calls.get(team_id) or picture.waiting_chats.get(team_id)
            if waiting and objects.team_alerts(team, now) != self._alerts.get(team_id, []):
                self._held.teams.add(team_id)

    def _look_at_campaigns(self) -> None:
        figures = self._space.campaigns.figures
        self._held.campaigns.update(
            campaign_id
            for campaign_id in figures
            if self._campaign(campaign_id) != self._campaigns.get(campaign_id)
        )

    def _remember(self, key: str, alerts: list[str]) -> None:
        if alerts:
            self._alerts[key] = alerts
        else:
            self._alerts.pop(key, None)

    def _begin_anew(self) -> None:
        """Nobody has watched: what is true now is in the first one's snapshot."""
        now, picture = self._clock.now(), self._space.picture
        picture.take()
        for some in self._held:
            some.clear()
        self._told_at.clear()
        self._alerts.clear()
        for agent_id in picture.timed:
            self._remember(agent_id, self.objects.alerts_of(picture.agents[agent_id], now))
        for team_id, team in self.objects.teams.items():
            self._remember(team_id, self.objects.team_alerts(team, now))
        figures = self._space.campaigns.figures
        self._campaigns = {
            key: (one.campaign.team_id, self.objects.campaign(one)) for key, one in figures.items()
        }
        self._lines = self.objects.lines()
        self._engine_up = picture.engine_up
        self._trends_at = picture.trends.ends_at


class Boards:
    """Of all spaces."""

    def __init__(self, live: Live, accounts: Accounts, clock: Clock) -> None:
        self._live = live
        self._accounts = accounts
        self._clock = clock
        self._spaces: dict[SpaceId, SpaceBoards] = {}
        self.closed = False
        live.on_tick.append(self._tick)

    def space(self, space_id: SpaceId) -> SpaceBoards:
        found = self._spaces.get(space_id)
        if found is None:
            space = self._live.space(space_id)
            found = SpaceBoards(self._live, space, self._accounts, self._clock)
            self._spaces[space_id] = found
        return found

    async def stop(self) -> None:
        """Have every stream end; their readers come back, and find the next server."""
        self.closed = True
        for one in self._spaces.values():
            await one.stop()

    def _tick(self) -> None:
        for one in self._spaces.values():
            one.tick()
