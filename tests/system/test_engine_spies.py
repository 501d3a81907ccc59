"""Who hears whom while a supervisor listens, whispers, or steps in: proven by tones."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import LegId, PhoneId, leg_id
from tests.support.engines import AsteriskDesk, CallNames, asterisk_desk, open_folder
from tests.support.lines import AGENT_HZ, CALLER_HZ, MONITOR_HZ, is_in, only
from tests.support.sound import silent
from tests.support.ua import Telephone
from tests.system.test_engine_adoption import next_server, settings_for

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    async with asterisk_desk(carrier) as real:
        yield real


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared: AsteriskDesk) -> AsyncIterator[AsteriskDesk]:
    yield shared
    await shared.tidy()


class Floor:
    """A call between a caller and an agent, and a supervisor in a room of their own."""

    call: CallNames
    caller: Telephone
    agent: Telephone
    monitor: Telephone
    monitor_leg: LegId

    def __init__(self, desk: AsteriskDesk) -> None:
        self.desk = desk

    @classmethod
    async def of(cls, desk: AsteriskDesk) -> "Floor":
        self = cls(desk)
        self.agent = (await desk.phone()).telephone
        self.monitor = (await desk.phone("dock-2")).telephone
        self.agent.audio.tone_hz, self.monitor.audio.tone_hz = AGENT_HZ, MONITOR_HZ
        self.call, self.caller = await is_in(desk)
        call, tags = self.call, self.call.tags("monitor")
        self.monitor_leg = leg_id(call.call_id, "monitor", 1)
        desk._ordered.add(self.monitor_leg)
        desk.ring(call)
        desk.submit(
            o.OpenRoom(call.room),
            o.OpenRoom(call.spy_room),
            o.RingAgent(self.monitor_leg, tags, PhoneId("dock-2"), 20, True, "44"),
        )
        for leg in call.agent, self.monitor_leg:
            await desk.until(s.LegAnswered, leg_id=leg)
        desk.submit(
            o.Join(call.room, call.agent),
            o.Join(call.room, call.customer),
            o.Join(call.spy_room, self.monitor_leg),
        )
        await self.hear(caller=(AGENT_HZ,), agent=(CALLER_HZ,))
        return self

    def spy(self, name: str, *, whisper: bool) -> o.StartSpy:
        call = self.call
        return o.StartSpy(name, call.agent, call.spy_room, call.tags("monitor"), whisper)

    async def hear(self, **tones: tuple[float, ...]) -> None:
        """Each of them comes to hear these tones, and no other."""
        for who, wanted in tones.items():
            telephone: Telephone = getattr(self, who)
            telephone.audio.forget()
            await telephone.hears(only(*wanted) if wanted else silent)


async def test_a_supervisor_listens_unheard(desk: AsteriskDesk) -> None:
    floor = await Floor.of(desk)
    desk.submit(floor.spy("listens", whisper=False))
    await floor.hear(monitor=(CALLER_HZ, AGENT_HZ), agent=(CALLER_HZ,), caller=(AGENT_HZ,))
    desk.submit(o.StopSpy("listens"))
    await floor.hear(monitor=(), agent=(CALLER_HZ,), caller=(AGENT_HZ,))
    channels = await desk.asterisk._link.request("GET", "channels")
    assert len(channels) == 3


async def test_a_supervisor_whispers_to_the_agent_alone(desk: AsteriskDesk) -> None:
    floor = await Floor.of(desk)
    desk.submit(floor.spy("whispers", whisper=True))
    await floor.hear(
        agent=(CALLER_HZ, MONITOR_HZ), caller=(AGENT_HZ,), monitor=(CALLER_HZ, AGENT_HZ)
    )
    # From whispering to listening, and back.
    desk.submit(o.StopSpy("whispers"), floor.spy("listens", whisper=False))
    await floor.hear(agent=(CALLER_HZ,), caller=(AGENT_HZ,), monitor=(CALLER_HZ, AGENT_HZ))
    desk.submit(o.StopSpy("listens"), floor.spy("whispers-2", whisper=True))
    await floor.hear(agent=(CALLER_HZ, MONITOR_HZ), caller=(AGENT_HZ,))


async def test_a_supervisor_steps_in_and_out(desk: AsteriskDesk) -> None:
    floor = await Floor.of(desk)
    desk.submit(floor.spy("listens", whisper=False))
    await floor.hear(monitor=(CALLER_HZ, AGENT_HZ))
    desk.submit(o.StopSpy("listens"), o.Join(floor.call.room, floor.monitor_leg))
    await floor.hear(
        agent=(CALLER_HZ, MONITOR_HZ),
        caller=(AGENT_HZ, MONITOR_HZ),
        monitor=(CALLER_HZ, AGENT_HZ),
    )
    desk.submit(o.Join(floor.call.spy_room, floor.monitor_leg), floor.spy("again", whisper=False))
    await floor.hear(agent=(CALLER_HZ,), caller=(AGENT_HZ,), monitor=(CALLER_HZ, AGENT_HZ))


async def test_digits_come_through_while_somebody_listens(desk: AsteriskDesk) -> None:
    floor = await Floor.of(desk)
    desk.submit(floor.spy("listens", whisper=False))
    await floor.hear(monitor=(CALLER_HZ, AGENT_HZ))
    floor.caller.press("7")
    await desk.until(s.DigitPressed, leg_id=floor.call.customer, digit="7")
    floor.agent.press("8")
    await desk.until(s.DigitPressed, leg_id=floor.call.agent, digit="8")
    await floor.caller.collects("8")


async def test_a_spy_ends_with_the_leg_it_listens_to(desk: AsteriskDesk) -> None:
    floor = await Floor.of(desk)
    desk.submit(floor.spy("listens", whisper=True))
    await floor.hear(monitor=(CALLER_HZ, AGENT_HZ))
    desk.submit(o.HangUp(floor.call.agent))
    await desk.until(s.LegEnded, leg_id=floor.call.agent)
    await floor.hear(monitor=())
    channels = await desk.asterisk._link.request("GET", "channels")
    assert len(channels) == 2
    # The room is there still, and so is the supervisor in it.
    held = await desk.engine.inventory()
    assert {leg.leg_id: leg.room_id for leg in held.legs} == {
        floor.call.customer: floor.call.room,
        floor.monitor_leg: floor.call.spy_room,
    }


async def test_listening_outlives_a_server(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        first = AsteriskDesk(settings)
        await first.engine.start(first.listen)
        floor = await Floor.of(first)
        first.submit(floor.spy("whispers", whisper=True))
        await floor.hear(agent=(CALLER_HZ, MONITOR_HZ))
        await first.asterisk.let_go()
        async with next_server(settings) as desk:
            back = await desk.until(s.EngineBack)
            assert {leg.leg_id for leg in back.inventory.legs} == {
                floor.call.agent,
                floor.call.customer,
                floor.monitor_leg,
            }
            await floor.hear(agent=(CALLER_HZ, MONITOR_HZ), monitor=(CALLER_HZ, AGENT_HZ))
            desk.submit(o.StopSpy("whispers"))
            await floor.hear(agent=(CALLER_HZ,), monitor=())
        await first._close_telephones()
