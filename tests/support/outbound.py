"""A space with campaigns, leads, agents and the dialer, on the scripted engine and a clock that
stands still until it is told to move."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.memory.feed import MemoryFeed
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.campaign import (
    Campaign,
    CampaignSettings,
    DialerSettings,
    Mode,
    RunState,
)
from dockline.domain.facts import AgentState, AnyFact, DockView
from dockline.domain.ids import AgentId, CallId, LeadId, ListId, PageId, PhoneId, SpaceId, TeamId
from dockline.domain.leadlife import Life
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.space import Role, SpaceSettings, User
from dockline.ports.lead_store import PutCampaign
from dockline.services.accounts import Accounts
from dockline.services.dialer import Dialers
from dockline.services.dialer.dialer import Dialer
from dockline.services.events.log import EventLog
from dockline.services.floors import Floors
from tests.support.campaigns import campaign_of, life_of, push, put_campaign

LEAP = SpaceId("leap")


def number(n: int, end: str = "100") -> str:
    """The n-th number of those that end so; what its far end does is in the engine's script."""
    return f"44207{1000 + n}{end}"


class Shop:
    def __init__(
        self,
        store: MemoryStore | None = None,
        clock: MemoryClock | None = None,
        **trunk: Any,
    ) -> None:
        self.clock = clock or MemoryClock()
        self.store = store or MemoryStore(self.clock)
        self.engine = MemoryEngine(self.clock, **trunk)
        self.users: dict[str, User] = {}
        self.facts: list[AnyFact] = []
        self.telling: set[SpaceId] = set()
        """Spaces that have a webhook, from the next server on."""
        self.campaign: Campaign
        self.list_id: ListId
        self._join()

    def _join(self) -> None:
        self.feed = MemoryFeed()
        self.accounts = Accounts(self.store, self.clock)
        self.events = EventLog(self.store, self.clock)
        self.events.tell_of(self.telling)
        self.floors = Floors(
            self.store, self.engine, self.feed, self.clock, self.accounts, self.events
        )
        self.dialers = Dialers(
            self.store, self.engine, self.feed, self.clock, self.accounts, self.floors
        )

    async def furnish(self, agents: tuple[str, ...], **settings: Any) -> None:
        await self.store.open()
        await self.accounts.load()
        await self.accounts.create_space(LEAP, "Leap", SpaceSettings(**settings))
        team = await self.accounts.create_team(LEAP, "Support team", "442079460001")
        for login in agents:
            self.users[login] = await self.accounts.create_user(
                LEAP, login, login.title(), "a long password", Role.AGENT, ["Support team"]
            )
        self.team_id: TeamId = team.team_id

    async def open(self) -> None:
        await self.dialers.prepare()
        await self.floors.start()
        await self.dialers.start()
        self.feed.listen(LEAP, None, lambda stamped: self.facts.append(stamped.fact))
        await self.settle()

    async def crash(self, *, with_engine: bool = False) -> None:
        """The server is gone at once; another one finds the same store and engine.
        ``with_engine``: that ended as well, and was started again."""
        for dialer in self.dialers._dialers.values():
            for task in (*dialer._tasks, dialer._hearing):
                if task is not None:
                    task.cancel()
        if self.dialers._watching is not None:
            self.dialers._watching.cancel()
        for box in self.floors._boxes.values():
            for each in (box._task, box._alarm, box.committer._task):
                if each is not None:
                    each.cancel()
        await self.settle()
        if with_engine:
            self.engine.kill()
            await self.settle()
            self.engine.come_back()
        self._join()
        await self.accounts.load()
        await self.open()

    # --- time ---------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Let everything run that need not wait for the clock."""
        ready = vars(asyncio.get_running_loop())["_ready"]
        for _ in range(60):
            await asyncio.sleep(0)
            if not ready:
                return

    async def wait(self, seconds: float) -> None:
        """Let time pass, and everybody who sleeps wake in turn."""
        until = self.clock.now() + seconds
        await self.settle()
        while (at := self.clock.next_wake) is not None and at <= until:
            self.clock.advance(max(0.0, at - self.clock.now()))
            await self.settle()
        self.clock.advance(max(0.0, until - self.clock.now()))
        await self.settle()

    async def wait_for(self, look: Callable[[], Any], most: float = 60.0) -> Any:
        """Let time pass in small steps until there is something to see."""
        for _ in range(int(most / 0.25)):
            seen = look()
            if seen:
                return seen
            await self.wait(0.25)
        raise AssertionError(f"not within {most} s")

    # --- people and leads -------------------------------------------------------------------------

    async def start_campaign(
        self,
        mode: Mode,
        *,
        name: str = "Spring",
        leads: LeadSettings | None = None,
        **dialer: Any,
    ) -> Campaign:
        settings = CampaignSettings(
            mode=mode, leads=leads or LeadSettings(), dialer=DialerSettings(**dialer)
        )
        self.campaign = campaign_of(LEAP, self.team_id, name, settings, self.clock.now())
        (self.list_id,) = await put_campaign(self.store, self.campaign)
        return self.campaign

    async def change(self, state: RunState | None = None, **settings: Any) -> None:
        """Settings that somebody else changes, in the store."""
        (stored,) = [
            one
            for one in await self.store.campaigns(LEAP)
            if one.campaign_id == self.campaign.campaign_id
        ]
        changed = replace(stored.settings, **settings)
        if state is not None:
            changed = replace(changed, state=state)
        self.campaign = replace(stored, settings=changed)
        await self.store.commit([PutCampaign(self.campaign)])

    async def push(self, *numbers: str, **said: Any) -> list[LeadId]:
        """One after the other; their ids have that order."""
        pushed = []
        for one in numbers:
            self.clock.advance(0.002)
            now = self.clock.now()
            pushed.append(await push(self.store, self.campaign, self.list_id, one, now, **said))
        return pushed

    async def sign_in(
        self, *logins: str, page: str = "page", wrap_up: tuple[CallId, float] | None = None
    ) -> None:
        for login in logins:
            user = self.users[login]
            page_id, phone_id = PageId(f"{page}-{login}"), PhoneId(f"dock-{login}-{page}")
            await self.floors.sign_in(user, page_id, False, wrap_up=wrap_up)
            await self.engine.make_phone(phone_id)
            await self.floors.phone_ready(user.space_id, user.user_id, page_id, phone_id)
        await self.settle()

    def id_of(self, login: str) -> AgentId:
        return self.users[login].user_id

    def view(self, login: str) -> DockView:
        view = self.floors.view(LEAP, self.id_of(login))
        assert view is not None
        return view

    def state(self, login: str) -> AgentState:
        return self.view(login).me.state

    async def ask(self, login: str, order: c.DockOrder) -> None:
        await self.dialers.ask(LEAP, self.id_of(login), order)
        await self.settle()

    async def finish(self, login: str, disposition: str = "", **more: Any) -> None:
        call = self.view(login).call
        assert call is not None
        await self.ask(login, c.FinishWrapUp(call_id=call.call_id, disposition=disposition, **more))

    async def hang_up(self, login: str) -> None:
        call = self.view(login).call
        assert call is not None
        await self.ask(login, c.HangUpCall(call_id=call.call_id))

    async def life(self, lead_id: LeadId) -> Life:
        return await life_of(self.store, LEAP, lead_id)

    @property
    def dialer(self) -> Dialer:
        return self.dialers._dialers[LEAP]

    def told(self, kind: type) -> list[Any]:
        """The facts of a kind so far."""
        return [fact for fact in self.facts if isinstance(fact, kind)]


@contextlib.asynccontextmanager
async def open_shop(
    *agents: str,
    store: MemoryStore | None = None,
    clock: MemoryClock | None = None,
    trunk: dict[str, Any] | None = None,
    **space: Any,
) -> AsyncIterator[Shop]:
    """With these agents, none of whom is signed in yet. ``trunk``: what it bears."""
    shop = Shop(store, clock, **(trunk or {}))
    await shop.furnish(agents or ("rishi",), **space)
    await shop.open()
    try:
        yield shop
    finally:
        stop = asyncio.ensure_future(shop.dialers.stop())
        while not stop.done():
            await shop.wait(0.25)
        await stop
        await shop.floors.stop()
        await shop.engine.stop()
