"""What the phones and the carrier see on the wire, and what they may not do."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dockline.adapters.asterisk.settings import Trunk
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import PhoneId
from tests.support.engines import AsteriskDesk, CallNames, asterisk_desk
from tests.support.sip import Message
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine


@pytest.fixture
async def far_end() -> AsyncIterator[Telephone]:
    """A carrier of one telephone, to read what the trunk is sent."""
    telephone = await Telephone.open(("127.0.0.1", 9), "carrier")
    yield telephone
    await telephone.close()


@pytest.fixture
async def wire(far_end: Telephone) -> AsyncIterator[AsteriskDesk]:
    trunk = Trunk(host="127.0.0.1", port=far_end.port, prefix="+", caller_id="442079460009")
    async with asterisk_desk(None, trunk=trunk) as desk:
        far_end._server = ("127.0.0.1", desk.asterisk.sip_port())
        yield desk


async def test_the_caller_id_and_the_prefix_are_on_the_invite(
    wire: AsteriskDesk, far_end: Telephone
) -> None:
    call = CallNames()
    wire.dial(call, "448442430000")
    await wire.until(s.LegAnswered, leg_id=call.customer)
    invite = far_end.invites[0]
    assert invite.first.startswith("INVITE sip:+448442430000@127.0.0.1")
    assert "<sip:442079460000@" in invite.get("From")
    assert "sip:442079460000@" in invite.get("P-Asserted-Identity")
    await wire.clear_away(call)


async def test_the_trunks_own_caller_id_stands_in(wire: AsteriskDesk, far_end: Telephone) -> None:
    call = CallNames()
    wire.submit(
        o.OpenRoom(call.room),
        o.DialNumber(call.customer, call.tags("customer"), "448442430000", "", call.room, 10),
    )
    await wire.until(s.LegAnswered, leg_id=call.customer)
    assert "<sip:442079460009@" in far_end.invites[0].get("From")


@pytest.mark.parametrize("auto", [True, False])
async def test_auto_answer_is_asked_for_by_header(wire: AsteriskDesk, auto: bool) -> None:
    phone = await wire.phone()
    call = CallNames()
    wire.ring(call, auto=auto)
    await wire.until(s.LegAnswered, leg_id=call.agent)
    invite = phone.telephone.invites[0]
    assert invite.get("Alert-Info") == (";info=alert-autoanswer" if auto else "")
    assert invite.get("X-Dockline-Answer") == ("auto" if auto else "")
    assert "442079460001" in invite.get("From")


async def test_a_far_end_that_hangs_up_is_told_from_us(
    wire: AsteriskDesk, far_end: Telephone
) -> None:
    call = CallNames()
    wire.dial(call, "448442430000")
    await wire.until(s.LegAnswered, leg_id=call.customer)
    await asyncio.wait_for(far_end.call.confirmed.wait(), 5)
    await far_end.hang_up()
    ended = await wire.until(s.LegEnded, leg_id=call.customer)
    assert (ended.by_us, ended.sip_status, ended.q850) == (False, 200, 16)


async def test_a_cancelled_leg_is_cancelled_on_the_wire(
    wire: AsteriskDesk, far_end: Telephone
) -> None:
    far_end.auto_answer = False
    call = CallNames()
    wire.dial(call, "448442430000")
    await wire.until(s.LegRinging, leg_id=call.customer)
    wire.submit(o.HangUp(call.customer))
    await asyncio.wait_for(far_end.call_came.wait(), 5)
    assert far_end.call.cancelled


async def test_a_phone_may_not_transfer_by_itself(wire: AsteriskDesk) -> None:
    phone = await wire.phone()
    call = await wire.connect("448442430000")
    status = await phone.telephone.refer("sip:00900123@127.0.0.1")
    assert status in (403, 603)
    held = await wire.engine.inventory()
    assert {leg.leg_id for leg in held.legs} == {call.agent, call.customer}
    await wire.clear_away(call)


async def test_a_phone_may_not_dial(wire: AsteriskDesk) -> None:
    phone = await wire.phone()
    answer = await phone.telephone.dial("00900123", user="dock-1")
    assert answer.status in (403, 603)
    assert (await wire.engine.inventory()) == s.Inventory()


async def test_a_wrong_password_does_not_register(wire: AsteriskDesk) -> None:
    await wire.engine.make_phone(PhoneId("dock-5"))
    thief = await Telephone.open(("127.0.0.1", wire.asterisk.sip_port()), "dock-5", "guess")
    assert await thief.register() in (401, 403)
    await thief.close()


async def test_a_dropped_phones_password_is_worth_nothing(wire: AsteriskDesk) -> None:
    phone = await wire.phone("dock-6")
    await wire.engine.drop_phone(PhoneId("dock-6"))
    assert await phone.telephone.register() in (401, 403, 404)


@pytest.fixture
async def invited(wire: AsteriskDesk, far_end: Telephone) -> AsyncIterator["asyncio.Task[Message]"]:
    """A call on the line, told and not answered; the task has its final answer."""
    dialling = asyncio.create_task(far_end.dial("442079460500", user="447700900123"))
    await wire.until(s.CallArrived)
    yield dialling
    await dialling


async def test_a_call_that_is_turned_away_leaves_nothing(
    wire: AsteriskDesk, invited: "asyncio.Task[Message]"
) -> None:
    wire.submit(o.RejectLeg(wire.all(s.CallArrived)[0].leg_id, 404))
    assert (await invited).status == 404
    await wire.holds(lambda held: held == s.Inventory())
    channels = await wire.asterisk._link.request("GET", "channels")
    assert channels == []


async def test_a_call_that_comes_in_rings_at_once(
    wire: AsteriskDesk, far_end: Telephone, invited: "asyncio.Task[Message]"
) -> None:
    await asyncio.wait_for(far_end.hears_ringing.wait(), 5)
    assert not invited.done()
    wire.submit(o.RejectLeg(wire.all(s.CallArrived)[0].leg_id, 480))


async def test_an_inbound_call_meets_503_while_the_server_is_away(
    wire: AsteriskDesk, far_end: Telephone
) -> None:
    wire.cut()
    await wire.until(s.EngineAway)
    answer = await far_end.dial("442079460500")
    assert answer.status == 503
