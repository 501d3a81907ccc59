"""An agent at their dock, with a telephone that sends a tone of its own."""

import asyncio
from collections.abc import Callable
from typing import Any

from dockline.domain import commands as c
from dockline.domain.facts import AgentState, CallPhase, LegState
from dockline.domain.ids import LeadId
from tests.support.dock import Dock
from tests.support.sound import Sound, has_tone
from tests.support.ua import Telephone
from tests.support.until import until


class Agent:
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


async def hear_each_other(agent: Agent, customer: Telephone) -> None:
    """Each of the two hears the other, and nobody else."""
    await asyncio.gather(
        agent.phone.hears(only(customer.audio.tone_hz)),
        customer.hears(only(agent.phone.audio.tone_hz)),
    )


def only(hz: float) -> Callable[[Sound], bool]:
    return has_tone(hz, least=0.9)
