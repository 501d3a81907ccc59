"""Supervisors in calls through the real engine: who hears whom, proven by a tone from each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from dockline.api.board_wire import Listen, StopListening, TakeCallOver
from dockline.domain import commands as c
from dockline.domain.facts import AgentState, CallPhase, LegState
from dockline.domain.ids import AgentId
from dockline.domain.monitor import MonitorMode
from dockline.domain.space import Role
from dockline.services.monitors import Monitors
from tests.support.board import Board
from tests.support.dock import AskRefused, Dock
from tests.support.house import LEAP, PASSWORD, House, both_ends, talking
from tests.support.sound import Sound, loudness, share, silent
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine

LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE
TONES = {"customer": 1100.0, "rishi": 600.0, "anna": 1700.0, "another": 2300.0}


class Call:
    """A customer, an agent, and a supervisor at their board; each sends a tone of their own."""

    def __init__(self, customer: Telephone, house: House, dock: Dock, board: Board) -> None:
        assert dock.telephone is not None
        self.house = house
        self.dock = dock
        self.board = board
        self.phones = {"customer": customer, "rishi": dock.telephone, "anna": board.telephone}
        self.tune()

    def tune(self) -> None:
        for who, telephone in self.phones.items():
            telephone.audio.tone_hz = TONES[who]

    @property
    def rishi(self) -> AgentId:
        return self.dock.view.me.agent_id

    async def hear(self, **who_hears: str) -> None:
        """Each of them comes to hear these, by their tones, and nobody else."""
        hearing = []
        for who, whom in who_hears.items():
            telephone = self.phones[who]
            telephone.audio.forget()
            hearing.append(telephone.hears(_only(*whom.split()) if whom else silent))
        await asyncio.gather(*hearing)

    async def listens(self, mode: MonitorMode) -> None:
        await self.board.listens(self.rishi, mode)


def _only(*whom: str) -> Any:
    these = {TONES[one] for one in whom}
    others = set(TONES.values()) - these

    def heard(sound: Sound) -> bool:
        return (
            loudness(sound) > 0.003
            and all(share(sound, hz) > 0.15 for hz in these)
            and all(share(sound, hz) < 0.02 for hz in others)
        )

    return heard


def _music(sound: Sound) -> bool:
    return loudness(sound) > 0.01 and all(share(sound, hz) < 0.05 for hz in TONES.values())


@asynccontextmanager
async def call(**house: Any) -> AsyncIterator[Call]:
    async with both_ends(**house) as (customer, opened):
        accounts = opened.node.accounts
        await accounts.create_user(
            LEAP, "anna", "Anna", PASSWORD, Role.SUPERVISOR, ["Support team"]
        )
        dock = await opened.dock()
        board = Board(opened.node.url, "anna@leap", PASSWORD, opened.engine.sip_port())
        await board.open()
        await talking(dock)
        try:
            yield Call(customer, opened, dock, board)
        finally:
            await board.close()


async def test_listening_whispering_and_barging_in() -> None:
    async with call() as at:
        await at.listens(LISTEN)
        await at.hear(anna="customer rishi", rishi="customer", customer="rishi")
        rung = len(at.board.telephone.invites)
        for mode in (WHISPER, BARGE, WHISPER, LISTEN, BARGE, LISTEN):
            await at.listens(mode)
            heard = {
                LISTEN: {"rishi": "customer", "customer": "rishi"},
                WHISPER: {"rishi": "customer anna", "customer": "rishi"},
                BARGE: {"rishi": "customer anna", "customer": "rishi anna"},
            }[mode]
            await at.hear(anna="customer rishi", **heard)
            await at.dock.until(
                lambda mode=mode: (at.dock.call.barged == "Anna") is (mode is BARGE)
            )
        assert len(at.board.telephone.invites) == rung == 1
        await at.board.ask(StopListening())
        await at.board.telephone.is_left()
        await at.hear(rishi="customer", customer="rishi")
        await at.dock.ask(c.HangUpCall(call_id=at.dock.call.call_id))
        await at.house.nothing_left()


async def test_the_agents_page_is_loaded_anew_while_somebody_whispers() -> None:
    async with call() as at:
        await at.listens(WHISPER)
        await at.hear(rishi="customer anna", anna="customer rishi")
        await at.dock.reload()
        await at.dock.until(lambda: at.dock.call.agent_leg is LegState.UP)
        assert at.dock.telephone is not None
        at.phones["rishi"] = at.dock.telephone
        at.tune()
        await at.hear(rishi="customer anna", anna="customer rishi", customer="rishi")
        assert len(at.board.telephone.invites) == 1
        await at.dock.ask(c.HangUpCall(call_id=at.dock.call.call_id))
        await at.board.until(lambda: at.board.why == "call-ended")
        await at.board.telephone.is_left()
        await at.house.nothing_left()


async def test_barged_in_they_stay_with_a_customer_on_hold() -> None:
    async with call() as at:
        call_id = at.dock.call.call_id
        await at.dock.ask(c.Hold(call_id=call_id))
        await at.phones["customer"].hears(_music)
        await at.listens(BARGE)
        await at.hear(customer="anna", anna="customer", rishi="")
        await at.listens(LISTEN)
        await at.phones["customer"].hears(_music)
        await at.hear(anna="rishi")
        await at.dock.ask(c.Resume(call_id=call_id))
        await at.hear(anna="customer rishi", rishi="customer", customer="rishi")
        await at.dock.ask(c.HangUpCall(call_id=call_id))
        await at.house.nothing_left()


async def test_they_follow_the_call_to_another_agent() -> None:
    async with call() as at:
        siddhant = await at.house.dock("siddhant")
        assert siddhant.telephone is not None
        at.phones["another"] = siddhant.telephone
        at.tune()
        await at.listens(LISTEN)
        call_id, target = at.dock.call.call_id, siddhant.view.me.agent_id
        await at.dock.ask(
            c.Transfer(call_id=call_id, blind=False, target_kind="agent", target=target)
        )
        await siddhant.until(lambda: siddhant.view.me.state is AgentState.RINGING)
        await siddhant.ask(c.AnswerOffer(call_id=call_id))
        await at.phones["anna"].hears(_only("rishi", "another"))
        await at.dock.ask(c.HandOver(call_id=call_id))
        await at.phones["anna"].hears(_only("customer", "another"))
        assert at.board.monitor is not None
        assert at.board.monitor.agent_id == target
        await siddhant.ask(c.HangUpCall(call_id=call_id))
        await at.house.nothing_left()


async def test_taking_over() -> None:
    async with call() as at:
        call_id = at.dock.call.call_id
        await at.listens(WHISPER)
        with pytest.raises(AskRefused) as refused:
            await at.board.ask(TakeCallOver(at.rishi))
        assert refused.value.code == "target-unavailable"
        own = await at.house.dock("anna")
        assert own.telephone is not None
        at.phones["another"] = own.telephone
        at.tune()
        await at.board.ask(TakeCallOver(at.rishi))
        await own.until(lambda: own.view.me.state is AgentState.TALKING)
        assert (own.call.call_id, own.call.phase) == (call_id, CallPhase.TALKING)
        await at.board.until(lambda: at.board.why == "taken-over")
        await at.board.telephone.is_left()
        assert at.dock.view.me.state is AgentState.WRAP_UP
        at.phones["customer"].audio.forget()
        await at.phones["customer"].hears(_only("another"))
        await own.telephone.hears(_only("customer"))
        await own.ask(c.HangUpCall(call_id=call_id))
        record = await at.house.record(call_id)
        assert record.agent_login == "anna"
        await at.house.nothing_left()


async def test_a_page_that_is_gone_leaves_nothing_behind() -> None:
    async with call() as at:
        await at.listens(BARGE)
        await at.hear(customer="rishi anna")
        await at.board.close()
        await at.dock.until(lambda: at.dock.call.barged == "")
        await at.hear(customer="rishi", rishi="customer")
        held = await at.house.engine.inventory()
        assert [leg.tags.role for leg in held.legs if leg.tags.role == "monitor"] == []
        await at.dock.ask(c.HangUpCall(call_id=at.dock.call.call_id))
        await at.house.nothing_left()


@pytest.mark.parametrize("mode", [WHISPER, BARGE])
@pytest.mark.parametrize("killed", [False, True])
async def test_after_a_restart_of_the_server_nobody_listens(
    mode: MonitorMode, killed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with call(keep_running=True) as at:
        await at.listens(mode)
        await at.hear(rishi="customer anna", anna="customer rishi")
        if killed:  # then it takes nobody out of the call before it goes

            async def does_nothing(*_: Any) -> None:
                pass

            monkeypatch.setattr(Monitors, "stop", does_nothing)
        await at.house.restart()
        await at.board.telephone.is_left()
        await at.dock.open(leg_up=True)
        await at.hear(rishi="customer", customer="rishi")
        held = await at.house.engine.inventory()
        assert (held.spies, len(held.legs), len(held.rooms)) == ((), 2, 1)
        await at.dock.ask(c.HangUpCall(call_id=at.dock.call.call_id))
        await at.house.nothing_left()


async def test_nobody_listens_to_an_agent_who_is_in_no_call() -> None:
    async with call() as at:
        await at.dock.ask(c.HangUpCall(call_id=at.dock.call.call_id))
        with pytest.raises(AskRefused) as refused:
            await at.board.ask(Listen(at.rishi, LISTEN))
        assert refused.value.code == "no-such-call"
        await at.house.nothing_left()
