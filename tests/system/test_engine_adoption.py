"""A server that was killed: its engine and calls go on, and the next server takes them up."""

import asyncio
import os
import pwd
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dockline.adapters.asterisk.carrier import Carrier
from dockline.adapters.asterisk.settings import AsteriskSettings, Trunk
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import PhoneId
from tests.support.engines import AsteriskDesk, CallNames, open_folder
from tests.support.sound import has_tone, loudness, read_wav
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine


class Driver:
    """A server's driver in another process (`tests.support.driver_process`)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.engine_pid = 0
        self.sip_port = 0

    @classmethod
    async def start(cls, settings: AsteriskSettings) -> "Driver":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.driver_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self = cls(process)
        self.say(settings=settings)
        up = await self.hears("pid")
        self.engine_pid, self.sip_port = up["pid"], up["sip"]
        return self

    def say(self, **line: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(line, enc_hook=str) + b"\n")

    async def hears(self, key: str, **fields: Any) -> dict[str, Any]:
        """The next line of this kind whose inner fields are as given."""
        assert self.process.stdout is not None
        async with asyncio.timeout(15):
            while True:
                raw = await self.process.stdout.readline()
                assert raw, "the driver ended"
                if not raw.startswith(b"{"):
                    continue
                line: dict[str, Any] = msgspec.json.decode(raw)
                if key in line and (
                    not fields or all(line[key].get(k) == v for k, v in fields.items())
                ):
                    return line

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def connect(self, number: str) -> tuple[CallNames, Telephone]:
        """A call up on this driver, with the agent's telephone in this process."""
        self.say(phone="dock-1")
        phone = (await self.hears("phone"))["phone"]
        telephone = await Telephone.open(
            ("127.0.0.1", self.sip_port), phone["username"], phone["password"]
        )
        telephone.audio.tone_hz = 700
        assert await telephone.register() == 200
        call = CallNames()
        for order in (
            o.OpenRoom(call.room),
            o.RingAgent(call.agent, call.tags("agent"), PhoneId("dock-1"), 20, True, "44"),
            o.DialNumber(call.customer, call.tags("customer"), number, "44", call.room, 20),
        ):
            self.say(order=order)
        answered = set[str]()
        while answered != {call.agent, call.customer}:
            answered.add((await self.hears("signal", type="LegAnswered"))["signal"]["leg_id"])
            if call.agent in answered:
                self.say(order=o.Join(call.room, call.agent))
        return call, telephone


@asynccontextmanager
async def next_server(settings: AsteriskSettings) -> AsyncIterator[AsteriskDesk]:
    desk = AsteriskDesk(settings)
    await desk.engine.start(desk.listen)
    try:
        yield desk
    finally:
        await desk.close()


def settings_for(folder: Path, carrier: Carrier, *, keep_running: bool) -> AsteriskSettings:
    return AsteriskSettings(
        folder=folder,
        recordings=folder / "recordings",
        sip_address="127.0.0.1",
        phone_profile="plain",
        trunk=carrier.trunk,
        keep_running=keep_running,
    )


def alive(pid: int) -> bool:
    """Whether this process runs (and is not merely waiting to be reaped)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


async def dies(pid: int, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while alive(pid):
        assert time.monotonic() < end, f"process {pid} is still there"
        await asyncio.sleep(0.02)


async def test_a_killed_server_loses_no_call(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        call, telephone = await driver.connect("442079460100")
        driver.say(order=o.StartRecording(call.customer, call.tags("customer"), "kept"))
        await telephone.hears(has_tone(700, least=0.8))
        await driver.kill()
        telephone.audio.forget()
        await telephone.hears(has_tone(700, least=0.8))
        async with next_server(settings) as desk:
            assert desk.asterisk.pid == driver.engine_pid
            back = await desk.until(s.EngineBack)
            assert {(leg.leg_id, leg.tags, leg.state) for leg in back.inventory.legs} == {
                (call.agent, call.tags("agent"), "up"),
                (call.customer, call.tags("customer"), "up"),
            }
            assert {leg.room_id for leg in back.inventory.legs} == {call.room}
            assert back.inventory.rooms == (call.room,)
            assert back.inventory.recordings == ("kept",)
            assert await desk.engine.has_phone(PhoneId("dock-1"))
            await _steer(desk, call, telephone)
        await dies(driver.engine_pid)
        assert not (folder / "engine.json").exists()
        await telephone.close()


async def _steer(desk: AsteriskDesk, call: CallNames, telephone: Telephone) -> None:
    """The adopted call is held, taken back, its keys are seen, its recording kept, and ended."""
    desk.submit(o.Leave(call.room, call.agent), o.StartMusic(call.room))
    await desk.holds(lambda held: {leg.room_id for leg in held.legs} == {call.room, None})
    desk.submit(o.StopMusic(call.room), o.Join(call.room, call.agent))
    await telephone.hears(has_tone(700, least=0.8))
    telephone.press("6")
    await desk.until(s.DigitPressed, leg_id=call.agent, digit="6")
    desk.submit(o.StopRecording("kept"))
    kept = await desk.until(s.RecordingEnded, name="kept")
    assert kept.ok
    assert kept.tags == call.tags("customer")
    assert kept.seconds > 1
    desk.submit(o.HangUp(call.customer), o.HangUp(call.agent), o.CloseRoom(call.room))
    for leg in call.customer, call.agent:
        assert (await desk.until(s.LegEnded, leg_id=leg)).by_us
    await desk.holds(lambda held: held == s.Inventory())


async def test_a_customer_who_left_in_the_gap_is_not_in_the_inventory(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        call, telephone = await driver.connect("442079460113")
        driver.say(order=o.StartRecording(call.customer, call.tags("customer"), "day/gap"))
        await asyncio.sleep(0.5)  # the length of what is recorded before the server dies
        await driver.kill()
        await asyncio.sleep(3.5)  # the customer leaves 3 s after the answer
        async with next_server(settings) as desk:
            back = await desk.until(s.EngineBack)
            assert [leg.leg_id for leg in back.inventory.legs] == [call.agent]
            assert back.inventory.rooms == (call.room,)
            desk.submit(o.HangUp(call.agent), o.CloseRoom(call.room))
            await desk.until(s.LegEnded, leg_id=call.agent)
            await asyncio.wait_for(telephone.call.ended.wait(), 5)
        # What was recorded until the customer left is in its place.
        kept = await asyncio.to_thread(read_wav, settings.recordings / "day/gap.wav")
        assert len(kept) > 2 * 8000
        await telephone.close()


async def test_a_phone_that_answered_in_the_gap_is_hung_up(carrier: Carrier) -> None:
    """It answered into an application nobody owned: nobody can steer it."""
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        driver.say(phone="dock-1")
        phone = (await driver.hears("phone"))["phone"]
        telephone = await Telephone.open(
            ("127.0.0.1", driver.sip_port), phone["username"], phone["password"]
        )
        telephone.auto_answer = False
        await telephone.register()
        call = CallNames()
        driver.say(
            order=o.RingAgent(call.agent, call.tags("agent"), PhoneId("dock-1"), 30, False, "44")
        )
        await asyncio.wait_for(telephone.rang.wait(), 5)
        await driver.kill()
        telephone.answer()
        await asyncio.wait_for(telephone.call.confirmed.wait(), 5)
        async with next_server(settings) as desk:
            back = await desk.until(s.EngineBack)
            for leg in back.inventory.legs:
                # Where the engine still held it in our hands it is ours to hang up.
                desk.submit(o.HangUp(leg.leg_id))
            await asyncio.wait_for(telephone.call.ended.wait(), 5)
            await desk.holds(lambda held: held == s.Inventory())
        await telephone.close()


async def test_an_engine_that_died_with_its_server_is_begun_anew(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        await driver.kill()
        os.kill(driver.engine_pid, signal.SIGKILL)
        await dies(driver.engine_pid)
        async with next_server(settings) as desk:
            assert desk.asterisk.pid != driver.engine_pid
            await desk.until(s.EngineBack, inventory=s.Inventory())


async def test_an_adopted_engine_that_dies_is_noticed_and_begun_anew(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        call, telephone = await driver.connect("442079460100")
        await driver.kill()
        async with next_server(settings) as desk:
            assert desk.asterisk.pid == driver.engine_pid
            os.kill(driver.engine_pid, signal.SIGKILL)
            await desk.until(s.EngineAway, died=True)
            lost = await desk.until_count(2, s.LegEnded, reason="engine-lost")
            assert {told.leg_id for told in lost} == {call.agent, call.customer}
            await desk.until_count(2, s.EngineBack)
        await telephone.close()


async def test_a_stranger_with_the_recorded_number_is_not_adopted(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        (folder / "engine.json").write_bytes(
            msgspec.json.encode(
                {
                    "pid": os.getpid(),
                    "started": 1,
                    "ports": {"http": 1, "sip": 1},
                    "key": "",
                    "version": "",
                    "main_file": sys.executable,
                }
            )
        )
        async with next_server(settings) as desk:
            assert desk.asterisk.pid != os.getpid()
            await desk.until(s.EngineBack, inventory=s.Inventory())


async def test_let_go_leaves_the_calls_to_the_next(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        first = AsteriskDesk(settings)
        await first.engine.start(first.listen)
        await first.phone()
        call = await first.connect("442079460111")
        await first.asterisk.let_go()
        async with next_server(settings) as desk:
            back = await desk.until(s.EngineBack)
            assert {leg.leg_id for leg in back.inventory.legs} == {call.agent, call.customer}
            await first.telephones[0].hears(lambda sound: loudness(sound) > 0.01)
            await desk.clear_away(call)
        await first.telephones[0].close()


async def test_an_adopted_engine_takes_up_a_new_trunk(carrier: Carrier) -> None:
    """Settings changed while the server was down: its calls stay, new ones go the new way."""
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(
            msgspec.structs.replace(settings, trunk=Trunk(host="192.0.2.9"))
        )
        await driver.kill()
        async with next_server(settings) as desk:
            assert desk.asterisk.pid == driver.engine_pid
            call = CallNames()
            desk.dial(call, "442079460100")
            await desk.until(s.LegAnswered, leg_id=call.customer)


async def test_without_keep_running_it_dies_with_its_server(carrier: Carrier) -> None:
    with open_folder() as folder:
        driver = await Driver.start(settings_for(folder, carrier, keep_running=False))
        assert alive(driver.engine_pid)
        await driver.kill()
        await dies(driver.engine_pid)


async def test_it_never_runs_as_root(desk: AsteriskDesk) -> None:
    status = await asyncio.to_thread(Path(f"/proc/{desk.asterisk.pid}/status").read_text)
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert set(uids) == {str(os.geteuid() or pwd.getpwnam("nobody").pw_uid)}
