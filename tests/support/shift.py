"""Campaigns on a whole server with the real engine: leads are pushed and modes set by HTTP, agents
sit at their docks, and the far end is the test carrier or an exchange of telephones.

Tests share a server (`Site`), and each has a shift of its own on it: a team, a campaign, agents,
and numbers that nobody else dials.
"""

import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx

from dockline.adapters.asterisk.settings import Trunk
from dockline.adapters.system_clock import SystemClock
from dockline.domain import commands as c
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, CallPhase, LegState
from dockline.domain.ids import LeadId, new_id
from dockline.domain.leadlife import Life
from dockline.domain.space import Role
from tests.support.dock import Dock
from tests.support.exchange import Exchange
from tests.support.house import LEAP, PASSWORD, House, open_house
from tests.support.ua import Telephone
from tests.support.until import until

_AT_ANY_HOUR: Final = {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}


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
            token = await house.node.accounts.replace_token(LEAP, "crm")
            yield Site(house, token, clock, exchange)
    finally:
        await exchange.close()


class Agent:
    """At their dock, with a telephone that sends a tone of its own."""

    def __init__(self, dock: Dock) -> None:
        self.dock = dock

    @property
    def phone(self) -> Telephone:
        assert self.dock.telephone is not None
        return self.dock.telephone

    @property
    def state(self) -> AgentState:
        return self.dock.view.me.state

    @property
    def lead_id(self) -> LeadId:
        """Of the call they are in."""
        assert self.dock.call.lead is not None
        return self.dock.call.lead.lead_id

    async def stands_by(self) -> None:
        """Their telephone has been rung, has answered, and waits for what the dialer brings."""
        await self.dock.until(lambda: self.dock.view.me.standby)
        await until(lambda: self.phone.calls, pause=0.02)

    async def talks(self) -> LeadId:
        """They are in a conversation, whose lead's id is returned."""
        dock = self.dock
        await dock.until(
            lambda: (
                dock.view.call is not None
                and dock.call.phase is CallPhase.TALKING
                and dock.call.agent_leg is LegState.UP
            )
        )
        return self.lead_id

    async def hangs_up(self) -> None:
        await self.dock.ask(c.HangUpCall(call_id=self.dock.call.call_id))
        await self.wraps_up()

    async def wraps_up(self) -> None:
        await self.dock.until(lambda: self.state is AgentState.WRAP_UP)

    async def says(self, disposition: str, **more: Any) -> None:
        """What came of it; they are ready for the next one then."""
        call_id = self.dock.call.call_id
        await self.dock.ask(c.FinishWrapUp(call_id=call_id, disposition=disposition, **more))


class Shift:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.house = site.house
        self._tag = new_id()[:8]
        self.campaign = f"Spring {self._tag}"
        self.team = f"Team {self._tag}"
        self.agents: list[Agent] = []
        self._http = httpx.AsyncClient(base_url=self.house.node.url, trust_env=False)

    # --- what a CRM and a supervisor do -----------------------------------------------------------

    async def begin(
        self, *numbers: str, mode: Mode, leads: dict[str, Any] | None = None, **dialer: Any
    ) -> list[LeadId]:
        """Push these as leads; the campaign that is made thereby runs as is said here."""
        ids = await self.push(*numbers)
        hours = {"calling_hours": _AT_ANY_HOUR}
        await self.set(mode=mode.value, dialer=dialer, leads=hours | (leads or {}))
        return ids

    async def push(self, *numbers: str, source: str = "March", **lead: Any) -> list[LeadId]:
        """One by ``campaign/add``, several by ``campaign/add_multiple``."""
        where = {"campaign": self.campaign, "team_name": self.team, "source": source}
        if len(numbers) == 1:
            told = await self.post("campaign/add", **where, number=numbers[0], **lead)
            return [told["lead_id"]]
        leads = [{"number": number, **lead} for number in numbers]
        told = await self.post("campaign/add_multiple", **where, leads=leads)
        assert told["failed"] == 0, told
        return list(told["lead_ids"])

    async def set(self, **patch: Any) -> None:
        await self.post("campaign/settings", campaign=self.campaign, settings=patch)

    async def tell(self, action: str) -> None:
        await self.post("campaign/control", campaign=self.campaign, action=action)

    async def never_call(self, *numbers: str) -> None:
        await self.post("do_not_call/add", numbers=list(numbers))

    async def tally(self) -> dict[str, Any]:
        """The window's counts."""
        window = (await self.post("campaign/get", campaign=self.campaign))["window"]
        return {name: window[name] for name in ("attempts", "answers", "abandons", "machines")}

    async def post(self, place: str, **body: Any) -> dict[str, Any]:
        keys = {"cloud_id": "leap", "auth_token": self.site.token}
        answer = await self._http.post(f"/router/api/v2/{place}", json=keys | body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        assert told["success"] is True, told
        return told

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

        life: Life = await until(look, pause=0.05)
        return life

    async def has_at_hand(self, lead_id: LeadId) -> None:
        """Wait until the dialer has found the lead, and would dial it were somebody free."""
        campaigns = self.house.node.dialers._dialers[LEAP].out.campaigns
        await until(
            lambda: any(lead_id in one.hopper._at_hand for one in campaigns.values()), pause=0.05
        )

    async def close(self) -> None:
        """Nothing of it is left on the server."""
        await self.tell("stop")
        for agent in self.agents:
            await agent.dock.http.post("/dock/sign-out")
            await agent.dock.close()
            self.house.docks.remove(agent.dock)
        await self.house.nothing_left()
        await self._http.aclose()


@contextlib.asynccontextmanager
async def open_shift(site: Site) -> AsyncIterator[Shift]:
    shift = Shift(site)
    await shift.open()
    try:
        yield shift
    finally:
        await shift.close()
