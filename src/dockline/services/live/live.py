"""The live pictures of all spaces, and the clock that moves them on."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from dockline.domain.days import day_bounds
from dockline.domain.facts import Stamped
from dockline.domain.ids import SpaceId
from dockline.domain.live import Day, Picture, Trends
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.dialer import Dialers
from dockline.services.floors import Floors
from dockline.services.live.campaigns import CampaignWatch
from dockline.services.live.day import recall

_log = structlog.get_logger("dockline.live")
TICK_SECONDS: Final = 1.0


class SpaceLive:
    """One space."""

    def __init__(self, space_id: SpaceId, picture: Picture, campaigns: CampaignWatch) -> None:
        self.space_id = space_id
        self.picture = picture
        self.campaigns = campaigns
        self.recalled = False
        """The day's calls of before this server are counted."""
        self.on_news: list[Callable[[], None]] = []
        """Told when there is something new in the picture."""

    def hear(self, stamped: Stamped) -> None:
        version = self.picture.version
        self.picture.apply(stamped)
        if self.picture.version != version:
            for tell in self.on_news:
                tell()


class Live:
    """Started after the floors, so that the calls of before a restart are there; `space` is for
    others as well."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        feed: Feed,
        clock: Clock,
        accounts: Accounts,
        floors: Floors,
        dialers: Dialers,
    ) -> None:
        self._store = store
        self._engine = engine
        self._feed = feed
        self._clock = clock
        self._accounts = accounts
        self._floors = floors
        self._dialers = dialers
        self._spaces: dict[SpaceId, SpaceLive] = {}
        self._ways_out: list[Callable[[], None]] = []
        self._ticking: asyncio.Task[None] | None = None
        self.on_tick: list[Callable[[], None]] = []
        """Called each second, after the pictures have been moved on."""

    async def start(self) -> None:
        for space in self._accounts.spaces():
            await self._recall(self.space(space.space_id))
        self._ticking = asyncio.create_task(self._tick(), name="live")

    async def stop(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        for way_out in self._ways_out:
            way_out()
        self._ways_out.clear()
        for one in self._spaces.values():
            await one.campaigns.stop()

    def space(self, space_id: SpaceId) -> SpaceLive:
        """Raises KeyError for one that is not there."""
        found = self._spaces.get(space_id)
        if found is None:
            # Nothing is awaited from here to the listening, so no fact falls between.
            now = self._clock.now()
            picture = Picture(
                self._floors.beginning(space_id), Day(self._midnight(space_id)), Trends(now)
            )
            campaigns = CampaignWatch(space_id, self._store, self._clock, self._dialers)
            found = self._spaces[space_id] = SpaceLive(space_id, picture, campaigns)
            self._ways_out.append(self._feed.listen(space_id, None, found.hear))
        return found

    def lines(self) -> tuple[int, int, int | None]:
        """Of the trunk, all spaces together: in use, of these in setup, and how many it bears in
        setup (None: there is no trunk)."""
        limits = self._engine.trunk_limits()
        pictures = [one.picture for one in self._spaces.values()]
        return (
            sum(one.lines_used for one in pictures),
            sum(one.lines_in_setup for one in pictures),
            limits.calls_in_setup if limits is not None else None,
        )

    def _midnight(self, space_id: SpaceId) -> float:
        space = self._accounts.space(space_id)
        if space is None:
            raise KeyError(space_id)
        return day_bounds(self._clock.now(), space.settings.time_zone)[0]

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + TICK_SECONDS)
            for space in self._accounts.spaces():
                try:
                    await self._move_on(self.space(space.space_id))
                except Exception:
                    _log.exception("live figures stand still", space_id=space.space_id)
            for call in self.on_tick:
                try:
                    call()
                except Exception:
                    _log.exception("boards were not told")

    async def _move_on(self, one: SpaceLive) -> None:
        now, picture = self._clock.now(), one.picture
        midnight = self._midnight(one.space_id)
        if midnight > picture.day.begins_at:
            picture.day = picture.day.later(midnight)
            self._all_teams_new(one)
        elif midnight < picture.day.begins_at:  # the space is in another time zone now
            picture.day = Day(midnight)
            one.recalled = False
        if not one.recalled:
            await self._recall(one)
        if picture.trends.due(now):
            teams = [team.team_id for team in self._accounts.teams(one.space_id)]
            picture.trends.sample(now, picture.waiting_now(), teams)
        one.campaigns.tick()

    async def _recall(self, one: SpaceLive) -> None:
        day = one.picture.day
        try:
            await recall(
                self._store,
                one.space_id,
                self._accounts.teams(one.space_id),
                day,
                self._clock.now(),
            )
        except StoreUnavailable as why:
            _log.warning("the day's calls are not counted yet", why=str(why))
            return
        one.recalled = True
        self._all_teams_new(one)

    def _all_teams_new(self, one: SpaceLive) -> None:
        one.picture.touch_teams(team.team_id for team in self._accounts.teams(one.space_id))
        for tell in one.on_news:
            tell()
