"""Agents at their docks who do what agents do, each in their own time, and remember what the
server has acknowledged."""

import asyncio
import random
import time
from typing import Final

import httpx
from msgspec import Struct
from websockets.exceptions import WebSocketException

from dockline.domain import commands as c
from dockline.domain.facts import AgentState
from dockline.domain.ids import CallId, LeadId
from tests.support.dock import AskRefused, Dock

_LONGEST_TALK: Final = 0.5
"""Seconds."""
_WORDS: Final = ("sold", "sold", "sold", "not-interested", "no-answer", "callback", "do-not-call")
_PATIENCE: Final = 120.0


class Said(Struct, frozen=True):
    """A disposition that the server has acknowledged."""

    lead_id: LeadId
    code: str
    call_id: CallId


class Agent:
    def __init__(self, url: str, login: str, password: str, chance: random.Random) -> None:
        self.dock = Dock(url, f"{login}@leap", password, sip_port=None)
        self.said: list[Said] = []
        self.skipped: list[tuple[LeadId, float]] = []
        """And when."""
        self.refusals: list[str] = []
        self._chance = chance
        self._refused: tuple[str | None, AgentState] | None = None

    async def work(self, url: str) -> None:
        """Until the server is gone, or they are sent home (cancelled)."""
        dock = self.dock
        dock.move(url)
        try:
            if not dock.http.cookies:
                await dock.sign_in()
            await dock.open(leg_up=self._in_call())
            while True:
                await dock.until(self._wanted, within=_PATIENCE)
                try:
                    await self._act()
                except AskRefused as refused:
                    # The customer or the clock was faster.
                    self.refusals.append(refused.code)
                    self._refused = self._where()
        except (WebSocketException, httpx.TransportError, OSError):
            return  # the server is gone

    async def go(self) -> None:
        await self.dock.lose()

    def _in_call(self) -> bool:
        view = getattr(self.dock, "view", None)
        return view is not None and view.me.state is AgentState.TALKING

    def _where(self) -> tuple[str | None, AgentState]:
        view = self.dock.view
        card = view.card.lead.lead_id if view.card is not None else None
        return card or view.me.call_id, view.me.state

    def _wanted(self) -> bool:
        """Whether there is something to do that was not tried in vain already."""
        view = self.dock.view
        busy = view.me.state in (AgentState.TALKING, AgentState.WRAP_UP)
        return (busy or view.card is not None) and self._where() != self._refused

    async def _act(self) -> None:
        view, chance = self.dock.view, self._chance
        if view.me.state is AgentState.TALKING:
            call = self.dock.call
            await asyncio.sleep(chance.uniform(0.0, _LONGEST_TALK))  # the length of what is said
            await self.dock.ask(c.HangUpCall(call_id=call.call_id))
        elif view.me.state is AgentState.WRAP_UP:
            await self._wrap_up()
        elif view.card is not None:
            lead_id = view.card.lead.lead_id
            if chance.random() < 0.2:
                await self.dock.ask(c.SkipCard(lead_id, "Not for me"))
                self.skipped.append((lead_id, time.time()))
            else:
                await self.dock.ask(c.AcceptCard(lead_id))

    async def _wrap_up(self) -> None:
        call = self.dock.call
        talked = call.answered_at is not None and call.lead is not None
        code = self._chance.choice(_WORDS) if talked else ""
        wish = None
        if code == "callback":
            day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 2 * 86_400))
            wish = c.CallbackWish(at=f"{day}T12:00")
        finish = c.FinishWrapUp(call_id=call.call_id, disposition=code, callback=wish)
        await self.dock.ask(finish)
        if call.lead is not None and code:
            self.said.append(Said(call.lead.lead_id, code, call.call_id))
