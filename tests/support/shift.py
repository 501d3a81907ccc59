"""Campaigns on a whole server with the real engine: leads are pushed and modes set by HTTP, agents
sit at their docks, and the far end is the test carrier or an exchange of telephones.

Tests share a server (`Site`), and each has a shift of its own on it: a team, a campaign, agents,
and numbers that nobody else dials.
"""

import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any

from dockline.adapters.asterisk.settings import Trunk
from dockline.adapters.system_clock import SystemClock
from dockline.domain.ids import LeadId, new_id
from dockline.domain.leadlife import Life
from dockline.domain.pacing.answering import LEAST_RING
from dockline.domain.space import Role
from tests.support.desk_agent import Agent
from tests.support.exchange import Exchange
from tests.support.house import LEAP, PASSWORD, House, open_house
from tests.support.office import Office
from tests.support.ua import Telephone
from tests.support.until import until


class ClockAhead(SystemClock):
    """The machine's, or as far ahead of it as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


class Site:
    """A server that tests share, and a CRM's token to it."""

    def __init__(self, house: House, token: str, clock: ClockAhead, exchange: Exchange) -> None:
        self.house = house
        self.token = token
        self.clock = clock
        self.exchange = exchange
        """The far end, unless the server dials the test carrier."""
        self._middles = itertools.count(1000)

    def number(self, ending: str = "200") -> str:
        """One that was never dialled; what its far end does on the test carrier is in
        `dockline.adapters.asterisk.carrier.ENDINGS`."""
        return f"44207{next(self._middles)}{ending}"


@contextlib.asynccontextmanager
async def open_site(trunk: Trunk | None = None, **space: Any) -> AsyncIterator[Site]:
    """``trunk``: to the test carrier; None: to an exchange."""
    clock, exchange = ClockAhead(), await Exchange.open()
    try:
        line = trunk or Trunk(host="127.0.0.1", port=exchange.port)
        async with open_house(line, clock=clock, **space) as house:
            exchange.answer_to(("127.0.0.1", house.engine.sip_port()))
            token = await house.node.accounts.tokens.replace(LEAP, "crm")
            yield Site(house, token, clock, exchange)
    finally:
        await exchange.close()


class Shift(Office):
    def __init__(self, site: Site) -> None:
        self._tag = new_id()[:8]
        super().__init__(
            site.house.node.url, site.token, f"Spring {self._tag}", f"Team {self._tag}"
        )
        self.site = site
        self.house = site.house
        self.agents: list[Agent] = []

    # --- who is there -------------------------------------------------------------------------

    async def open(self) -> None:
        await self.house.node.accounts.create_team(LEAP, self.team, "442079460001")

    async def agent(self, name: str, tone_hz: float = 0.0) -> Agent:
        """Somebody new of the team, signed in, telephone and all."""
        login = f"{name}-{self._tag}"
        await self.house.node.accounts.create_user(
            LEAP, login, name.title(), PASSWORD, Role.AGENT, [self.team]
        )
        agent = Agent(await self.house.dock(login))
        agent.phone.audio.tone_hz = tone_hz
        self.agents.append(agent)
        return agent

    async def customer(self, tone_hz: float = 0.0, *, answers: bool = True) -> Telephone:
        """A telephone at the exchange; its number is there to be dialled."""
        telephone = await self.site.exchange.telephone(self.site.number())
        telephone.audio.tone_hz, telephone.auto_answer = tone_hz, answers
        return telephone

    # --- what became of it --------------------------------------------------------------------

    async def life(self, lead_id: LeadId) -> Life:
        return (await self.house.node.store.lives(LEAP, [lead_id]))[lead_id]

    async def becomes(self, lead_id: LeadId, state: str) -> Life:
        """Wait until the lead is in this state, on disk."""

        async def look() -> Life | None:
            life = await self.life(lead_id)
            return life if life.state == state else None

        try:
            life: Life = await until(look, pause=0.05)
        except TimeoutError:
            raise AssertionError(f"not {state}: {await self.life(lead_id)}") from None
        return life

    async def ends(self, lead_id: LeadId) -> None:
        """Wait until the line of its last attempt is down."""
        last = (await self.life(lead_id)).last
        assert last is not None

        async def down() -> bool:
            held = await self.house.engine.inventory()
            return all(leg.tags.call_id != last.call_id for leg in held.legs)

        await until(down, pause=0.05)

    async def has_at_hand(self, lead_id: LeadId) -> None:
        """Wait until the dialer has found the lead, and would dial it were somebody free."""
        campaigns = self.house.node.dialers._dialers[LEAP].out.campaigns
        await until(
            lambda: any(lead_id in one.hopper._at_hand for one in campaigns.values()), pause=0.05
        )

    async def close(self) -> None:
        """Nothing of it is left on the server."""
        await self.tell("stop")
        if self.house.node.floors.ringing(LEAP):
            self.site.clock.ahead += LEAST_RING  # it may be hung up now
        for agent in self.agents:
            await agent.dock.http.post("/dock/sign-out")
            await agent.dock.close()
            self.house.docks.remove(agent.dock)
        await self.house.nothing_left()
        await self.leave()


@contextlib.asynccontextmanager
async def open_shift(site: Site) -> AsyncIterator[Shift]:
    shift = Shift(site)
    await shift.open()
    try:
        yield shift
    finally:
        await shift.close()
