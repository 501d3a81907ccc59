"""Whole calls through the real engine: HTTP in, a dock's socket, a telephone at each end.

The agent's telephone plays and hears to the sample; the far end is the test carrier, or a second
telephone that stands in for the carrier where the test must hold both ends.
"""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import commands as c
from dockline.domain.facts import AgentState, CallPhase, LegState, Outcome
from tests.support.house import LEAP, House, both_ends, open_house, talking
from tests.support.sound import has_tone, read_wav, share, silent
from tests.support.until import until

pytestmark = pytest.mark.engine


@pytest.fixture
async def house(carrier: Carrier) -> AsyncIterator[House]:
    async with open_house(carrier.trunk) as made:
        yield made


@pytest.mark.parametrize("manual", [False, True], ids=["make_call", "dial pad"])
async def test_both_hear_each_other(manual: bool) -> None:
    """A tone sent at each end is found at the other."""
    async with both_ends() as (customer, house):
        dock = await house.dock()
        assert dock.telephone is not None
        if manual:
            await dock.ask(c.Dial(number="+44 20 7946 0100"))
        else:
            await dock.make_call("442079460100", name="Alex")
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.TALKING)
        assert dock.call.custom == ({} if manual else {"name": "Alex"})
        await dock.until(lambda: dock.call.agent_leg is LegState.UP)
        invite = customer.invites[0]
        assert "442079460100" in invite.first
        assert "442079460001" in invite.get("From")
        dock.telephone.audio.tone_hz, customer.audio.tone_hz = 600.0, 1100.0
        await dock.telephone.hears(has_tone(1100))
        await customer.hears(has_tone(600))
        await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
        await customer.call.ended.wait()
        record = await house.record(dock.call.call_id)
        assert (record.outcome, record.ended_by, record.sip_status) == ("answered", "agent", None)
        await house.nothing_left()


@pytest.mark.parametrize(
    ("ending", "outcome", "status"),
    [
        ("104", Outcome.BUSY, 486),
        ("105", Outcome.INVALID_NUMBER, 404),
        ("106", Outcome.CARRIER_FAILURE, 503),
        ("107", Outcome.NO_ANSWER, 480),
        ("108", Outcome.REJECTED, 603),
    ],
)
async def test_outcomes_of_the_carrier(
    house: House, ending: str, outcome: Outcome, status: int
) -> None:
    dock = await house.dock()
    told = await dock.make_call(f"442079460{ending}")
    await dock.until(lambda: dock.view.me.state is AgentState.WRAP_UP)
    assert (dock.call.outcome, dock.call.sip_status) == (outcome, status)
    record = await house.record(told["callId"])
    assert (record.outcome, record.sip_status) == (outcome.value, status)
    await house.nothing_left()


async def test_no_answer(carrier: Carrier) -> None:
    async with open_house(carrier.trunk, ring_seconds=5) as house:
        dock = await house.dock()
        told = await dock.make_call("442079460103")
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.RINGING)
        await dock.until(lambda: dock.view.me.state is AgentState.WRAP_UP)
        record = await house.record(told["callId"])
        assert (record.outcome, record.ended_by) == ("no_answer", "system")
        await house.nothing_left()


async def test_cancelled_while_it_rings(house: House) -> None:
    dock = await house.dock()
    told = await dock.make_call("442079460103")
    await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.RINGING)
    await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
    record = await house.record(told["callId"])
    assert (record.outcome, record.ended_by) == ("cancelled", "agent")
    assert dock.view.me.state is AgentState.READY
    await house.nothing_left()


async def test_the_customer_hangs_up(house: House) -> None:
    dock = await house.dock()
    call_id = await talking(dock, "442079460113")
    await dock.until(lambda: dock.view.me.state is AgentState.WRAP_UP)
    record = await house.record(call_id)
    assert (record.outcome, record.ended_by) == ("answered", "customer")
    assert record.answered_at is not None
    await house.nothing_left()


async def test_early_media_is_heard(house: House) -> None:
    dock = await house.dock()
    assert dock.telephone is not None
    await dock.make_call("442079460109")
    await dock.until(lambda: dock.view.call and dock.call.early_media)
    await dock.telephone.hears(lambda sound: share(sound, 425) + share(sound, 440) > 0.3)
    assert dock.call.answered_at is None
    await dock.until(lambda: dock.call.phase is CallPhase.TALKING)


async def test_the_agents_phone_is_dead_and_the_customer_is_let_off(carrier: Carrier) -> None:
    async with open_house(carrier.trunk, agent_ring_seconds=3) as house:
        dock = await house.dock()
        assert dock.telephone is not None
        dock.telephone.silent_to_invites = True
        told = await dock.make_call("442079460103")
        record = await house.record(told["callId"])
        assert record.outcome == "cancelled"
        assert record.ended_by == "system"
        await house.nothing_left()


async def test_hold_mute_digits_and_recording() -> None:
    async with both_ends(recording="always") as (customer, house):
        dock = await house.dock()
        assert dock.telephone is not None
        call_id = await talking(dock)
        dock.telephone.audio.tone_hz, customer.audio.tone_hz = 600.0, 1100.0
        await customer.hears(has_tone(600))
        await dock.telephone.hears(has_tone(1100))

        await dock.ask(c.MuteCall(call_id=dock.call.call_id, muted=True))
        await customer.hears(silent)
        await dock.ask(c.MuteCall(call_id=dock.call.call_id, muted=False))
        await customer.hears(has_tone(600))

        await dock.ask(c.Hold(call_id=dock.call.call_id))
        assert dock.view.me.state is AgentState.HELD
        await customer.hears(lambda sound: not silent(sound) and share(sound, 600) < 0.05)
        await dock.telephone.hears(silent)
        await dock.ask(c.Resume(call_id=dock.call.call_id))
        await customer.hears(has_tone(600))

        customer.audio.tone_hz = dock.telephone.audio.tone_hz = 0.0
        await dock.ask(c.PressDigits(call_id=dock.call.call_id, digits="15#"))
        await customer.collects("15#")
        customer.press("42")
        await dock.until(lambda: dock.call.digits_received == "42")

        await customer.hang_up()
        record = await house.record(call_id)
        assert record.hold_seconds > 0
        recording = house.folder / "recordings" / record.recording
        await until(recording.exists, pause=0.05)
        sound = read_wav(recording)
        assert share(sound, 600) > 0.02
        assert share(sound, 1100) > 0.02
        await house.nothing_left()


async def test_a_recording_is_had_by_its_link_once_it_is_whole() -> None:
    whenever = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2120-01-01T00:00:00Z"}
    async with both_ends(recording="always") as (customer, house):
        token = await house.node.accounts.tokens.replace(LEAP, "api")
        async with httpx.AsyncClient(base_url=house.node.url, trust_env=False) as http:

            async def told() -> dict[str, Any]:
                answer = await http.post(
                    "/manage/api/analytics/sessions",
                    json={"filters": whenever},
                    headers={"x-api-key": token},
                )
                [one] = answer.json()["data"]
                return dict(one)

            dock = await house.dock()
            call_id = await talking(dock)
            customer.audio.tone_hz = 1100.0
            assert dock.telephone is not None
            await dock.telephone.hears(has_tone(1100))

            async def recorded() -> str:
                return str((await told())["recording_filename"])

            assert await until(recorded, pause=0.05) == f"{call_id}-1.wav"
            going = await told()
            assert (going["status"], going["recording_url"]) == ("ongoing", None)
            await customer.hang_up()
            await house.record(call_id)

            async def whole() -> str | None:
                url: str | None = (await told())["recording_url"]
                return url

            answer = await http.get(await until(whole, pause=0.05))
            assert answer.status_code == 200
            kept = house.folder / "recordings" / f"{call_id}-1.wav"
            assert answer.content == kept.read_bytes()
            assert share(read_wav(kept), 1100) > 0.02
            length = await http.get(str(answer.url), headers={"Range": "bytes=0-3"})
            assert (length.status_code, length.content) == (206, b"RIFF")


async def test_a_reload_in_mid_call() -> None:
    async with both_ends() as (customer, house):
        dock = await house.dock()
        await talking(dock)
        customer.audio.tone_hz = 1100.0
        await dock.lose()
        await customer.hears(lambda sound: not silent(sound))  # music
        await dock.reload()
        await dock.until(lambda: dock.call.agent_leg is LegState.UP)
        assert dock.telephone is not None
        dock.telephone.audio.tone_hz = 600.0
        await customer.hears(has_tone(600))
        await dock.telephone.hears(has_tone(1100))
        await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
        await house.nothing_left()


async def test_a_socket_that_blinks_keeps_the_leg() -> None:
    async with both_ends() as (customer, house):
        dock = await house.dock()
        await talking(dock)
        assert dock.telephone is not None
        dock.telephone.audio.tone_hz = 600.0
        await dock.lose()
        await customer.hears(lambda sound: share(sound, 600) < 0.05 and not silent(sound))
        await dock.open(leg_up=True)
        assert dock.resumed
        await customer.hears(has_tone(600))
        assert len(dock.telephone.calls) == 1


async def test_nobody_comes_back(carrier: Carrier) -> None:
    async with open_house(carrier.trunk, rejoin_seconds=3, dock_grace_seconds=1) as house:
        dock = await house.dock()
        call_id = await talking(dock)
        await dock.lose()
        record = await house.record(call_id)
        assert (record.cause, record.ended_by) == ("rejoin-expired", "system")
        await house.nothing_left()


async def test_the_engine_is_killed_in_mid_call(house: House) -> None:
    dock = await house.dock()
    call_id = await talking(dock)
    assert house.engine.pid is not None
    os.kill(house.engine.pid, signal.SIGKILL)
    record = await house.record(call_id)
    assert (record.outcome, record.cause, record.ended_by) == ("answered", "engine-lost", "system")
    await dock.until(lambda: not dock.view.engine_up)
    await dock.until(lambda: dock.view.engine_up and dock.view.me.phone, within=30)
    await dock.ask(c.GoReady())
    await talking(dock)
    await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
    await house.nothing_left()


async def test_live_says_what_the_floor_knows(house: House) -> None:
    dock = await house.dock()
    token = await house.node.accounts.tokens.replace(LEAP, "test")
    body = {"cloud_id": "leap", "auth_token": token, "team_names": ["Support team", "Nobody"]}

    async def live() -> dict[str, Any]:
        answer = await dock.http.post("/pulse-api/live", json=body)
        told: dict[str, Any] = answer.json()
        return told

    seen = await live()
    assert seen["unknown_teams"] == ["Nobody"]
    assert [(one["username"], one["status"]) for one in seen["agents"]] == [("rishi", "Online")]
    await talking(dock)
    agent = (await live())["agents"][0]
    assert (agent["status"], agent["state"], agent["talking"]["active"]) == (
        "Talking",
        "talking",
        True,
    )


async def test_twenty_calls_in_a_row_leave_nothing_behind(house: House) -> None:
    """Each begins as soon as the one before is wrapped up."""
    dock = await house.dock()
    for _ in range(20):
        await dock.make_call("442079460100")
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.TALKING)
        await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
        await dock.until(lambda: dock.view.me.state is AgentState.WRAP_UP)
        await dock.ask(c.FinishWrapUp(call_id=dock.call.call_id))
        await dock.until(lambda: dock.view.call is None)
    await house.nothing_left()
