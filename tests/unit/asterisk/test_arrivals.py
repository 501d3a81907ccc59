"""Calls that come in, against an engine that answers in the worst order."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dockline.adapters.asterisk.ari import (
    AriCaller,
    AriChannel,
    AriEvent,
    AriGone,
    AriPlayback,
    AriRefused,
)
from dockline.adapters.asterisk.settings import Trunk
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import CallId, call_of_leg
from tests.support.ari import Bench, raising, until
from tests.support.engines import CallNames

CHANNEL = "1790000000.7"
ARGS = ("inbound", "442079460500", "allowed_not_screened", "<sip:442079460500@here>")
SHOWN = AriCaller("Ann", "+447700900123")
SUBSCRIBE = "POST applications/dockline/subscription"
RING = f"POST channels/{CHANNEL}/ring"
ANSWER = f"POST channels/{CHANNEL}/answer"
DELETE = f"DELETE channels/{CHANNEL}"


class Inbound(Bench):
    """A bench to which calls come in, as the engine's driver hands events on."""

    def comes(self, args: tuple[str, ...] = ARGS, caller: AriCaller = SHOWN) -> s.CallArrived:
        channel = AriChannel(CHANNEL, state="Ring", caller=caller)
        self.arrivals.came(AriEvent("StasisStart", channel=channel, args=args))
        arrived = self.told[-1]
        assert isinstance(arrived, s.CallArrived)
        self.names = CallNames(arrived.call_id)
        return arrived

    def hears(self, kind: str, state: str = "Up", **fields: Any) -> None:
        channel = AriChannel(CHANNEL, state=state)
        event = self.legs.heard(AriEvent(kind, channel=channel, **fields))
        self.arrivals.on_event(event)
        self.calls.on_event(event)

    def takes(self) -> o.TakeLeg:
        order = o.TakeLeg(self.names.customer, self.names.tags("customer"))
        self.arrivals.expect(order)
        return order

    async def is_in(self) -> None:
        self.comes()
        await self.arrivals.take(self.takes())
        self.hears("ChannelStateChange")

    async def settles(self) -> None:
        await until(lambda: not self.arrivals._background)

    @property
    def nothing_is_kept(self) -> bool:
        return not (self.arrivals.names() or self.legs._names or self.legs._channels)


@pytest.fixture
def bench(tmp_path: Path) -> Inbound:
    return Inbound(tmp_path)


async def test_it_rings_and_is_asked_to_tell_its_end(bench: Inbound) -> None:
    arrived = bench.comes()
    assert (arrived.dialled, arrived.caller, arrived.caller_name) == (
        "442079460500",
        "447700900123",
        "Ann",
    )
    assert call_of_leg(arrived.leg_id) == arrived.call_id
    await bench.settles()
    assert bench.engine.asked == [SUBSCRIBE, RING]
    assert bench.engine.bodies[SUBSCRIBE] == {"eventSource": f"channel:{CHANNEL}"}


@pytest.mark.parametrize(
    ("presentation", "caller"),
    [
        ("prohib_not_screened", SHOWN),
        ("unavailable", SHOWN),
        ("allowed", AriCaller("Anonymous", "anonymous")),
        ("allowed", AriCaller()),
    ],
)
async def test_a_number_that_is_not_to_be_shown(
    bench: Inbound, presentation: str, caller: AriCaller
) -> None:
    arrived = bench.comes((*ARGS[:2], presentation, ARGS[3]), caller)
    assert (arrived.caller, arrived.caller_name) == ("", "")


async def test_a_name_that_repeats_the_number_is_none(bench: Inbound) -> None:
    assert bench.comes(caller=AriCaller("447700900123", "447700900123")).caller_name == ""


@pytest.mark.parametrize(
    ("args", "dialled"),
    [
        (("inbound", "+442079460500", "allowed", "<sip:line@us>"), "442079460500"),
        (("inbound", "novanet", "allowed", "<sip:+442079460500@us>"), "442079460500"),
        (("inbound", "novanet", "allowed", '"N', ' Ltd" <sips:442079460500@us>'), "442079460500"),
        (("inbound", "novanet", "allowed", "<sip:novanet@us>"), "novanet"),
    ],
)
async def test_a_carrier_that_calls_the_name_we_registered_says_the_number_in_to(
    tmp_path: Path, args: tuple[str, ...], dialled: str
) -> None:
    trunk = Trunk(host="carrier", username="novanet", password="x", register=True)
    assert Inbound(tmp_path, trunk=trunk).comes(args).dialled == dialled


async def test_one_that_was_gone_before_it_could_ring_is_forgotten(bench: Inbound) -> None:
    bench.engine.scripts[RING] = raising(AriRefused(404, "no channel", RING))
    bench.comes()
    await bench.settles()
    assert bench.nothing_is_kept


@pytest.mark.parametrize(
    ("status", "cause"), [(404, 1), (486, 17), (480, 19), (503, 42), (600, 42)]
)
async def test_a_rejected_one_is_given_the_cause(bench: Inbound, status: int, cause: int) -> None:
    arrived = bench.comes()
    await bench.arrivals.reject(o.RejectLeg(arrived.leg_id, status))
    assert bench.engine.bodies[DELETE] == {"reason_code": cause}
    assert bench.nothing_is_kept
    assert bench.kinds() == [s.CallArrived]


async def test_taken_it_is_marked_before_it_is_answered(bench: Inbound) -> None:
    await bench.is_in()
    asked = [line for line in bench.engine.asked if line not in (SUBSCRIBE, RING)]
    assert asked == [*[f"POST channels/{CHANNEL}/variable"] * 5, ANSWER]
    assert bench.kinds() == [s.CallArrived, s.LegAnswered]
    bench.hears("ChannelDtmfReceived", digit="1")
    bench.hears("StasisEnd")
    bench.hears("ChannelDestroyed", cause=16)
    assert bench.kinds() == [s.CallArrived, s.LegAnswered, s.DigitPressed, s.LegEnded]
    assert bench.nothing_is_kept


async def test_all_that_is_asked_of_it_names_its_channel(bench: Inbound) -> None:
    await bench.is_in()
    leg = bench.names.customer
    bench.engine.asked.clear()
    await bench.calls.send_digits(o.SendDigits(leg, "1"))
    await bench.calls.mute(o.Mute(leg, True))
    await bench.playing.start_waiting(leg)
    await bench.playing.order(bench.play())
    await bench.rooms.join(bench.names.room, leg)
    join = f"POST bridges/{bench.names.room}/addChannel"
    # Who stands in the room already is not shown who comes.
    assert bench.engine.bodies[join] == {"channel": CHANNEL, "inhibitConnectedLineUpdates": "true"}
    await bench.calls.hang_up(leg)
    assert bench.engine.asked == [
        f"POST channels/{CHANNEL}/dtmf",
        f"POST channels/{CHANNEL}/mute",
        f"POST channels/{CHANNEL}/variable",
        f"POST channels/{CHANNEL}/moh",
        f"POST channels/{CHANNEL}/play/play-{leg}",
        f"DELETE playbacks/play-{leg}",
        f"DELETE channels/{CHANNEL}/moh",
        f"POST channels/{CHANNEL}/variable",
        join,
        DELETE,
    ]


async def test_gone_while_it_is_taken_it_has_one_end(bench: Inbound) -> None:
    bench.comes()
    order = bench.takes()
    bench.engine.scripts[ANSWER] = raising(AriRefused(404, "no channel", ANSWER))
    bench.engine.scripts[DELETE] = raising(AriRefused(404, "no channel", DELETE))
    bench.hears("ChannelDestroyed", cause=16)
    await bench.arrivals.take(order)
    assert bench.kinds() == [s.CallArrived, s.LegEnded]
    assert bench.nothing_is_kept


async def test_gone_before_it_is_taken_it_has_one_end(bench: Inbound) -> None:
    bench.comes()
    bench.hears("StasisEnd")
    bench.hears("ChannelDestroyed", cause=16)
    assert bench.nothing_is_kept
    order = bench.takes()
    assert bench.kinds() == [s.CallArrived]  # whoever orders is not ready to listen just then
    await bench.arrivals.take(order)
    await asyncio.sleep(0)
    assert bench.told[1:] == [s.LegEnded(bench.names.customer, bench.names.tags("customer"))]


async def test_one_that_rings_stays_through_a_gap(bench: Inbound) -> None:
    bench.comes()
    bench.engine.scripts["GET bridges"] = list
    bench.engine.scripts["GET channels"] = lambda: [_listed()]
    assert await bench.stock.take() == s.Inventory()
    assert bench.arrivals.holds(bench.names.customer)
    assert DELETE not in bench.engine.asked
    bench.engine.scripts["GET channels"] = list
    await bench.stock.take()
    assert bench.nothing_is_kept


async def test_one_that_an_earlier_server_left_is_turned_away(bench: Inbound) -> None:
    bench.engine.scripts["GET bridges"] = list
    bench.engine.scripts["GET channels"] = lambda: [_listed()]
    await bench.stock.take()
    assert bench.engine.bodies[DELETE] == {"reason_code": 42}
    assert bench.nothing_is_kept


async def test_one_that_comes_while_the_listing_is_made_is_kept(bench: Inbound) -> None:
    def listed() -> list[Any]:
        if not bench.told:
            bench.comes()
        return []

    bench.engine.scripts["GET bridges"] = listed
    bench.engine.scripts["GET channels"] = list
    await bench.stock.take()
    assert bench.arrivals.holds(bench.names.customer)


@pytest.mark.parametrize("marked", [True, False])
async def test_taken_and_cut_off_it_is_answered_on_return(bench: Inbound, marked: bool) -> None:
    bench.comes()
    order = bench.takes()
    bench.engine.scripts[ANSWER] = raising(AriGone("socket closed"))
    with pytest.raises(AriGone):
        await bench.arrivals.take(order)
    del bench.engine.scripts[ANSWER]
    bench.engine.asked.clear()
    bench.engine.scripts["GET bridges"] = list
    marks = {"DOCKLINE_CALL": bench.names.call_id, "DOCKLINE_LEG": bench.names.customer}
    bench.engine.scripts["GET channels"] = lambda: [_listed(**(marks if marked else {}))]
    await bench.stock.take()
    await bench.settles()
    assert ANSWER in bench.engine.asked
    assert DELETE not in bench.engine.asked


async def test_found_again_by_its_name(bench: Inbound) -> None:
    """By a server that was not there when it came."""
    names = CallNames(CallId("3d0c5c79-3a0c-4cc6-b7d5-4f19b54a39f7"))
    marks = {
        "DOCKLINE_SPACE": "leap",
        "DOCKLINE_CALL": names.call_id,
        "DOCKLINE_ROLE": "customer",
        "DOCKLINE_LEAD": "lead 7",
        "DOCKLINE_LEG": names.customer,
        "DOCKLINE_WAITING": "yes",
    }
    room = {"id": names.room, "channels": [CHANNEL]}
    bench.engine.scripts["GET bridges"] = lambda: [room]
    bench.engine.scripts["GET channels"] = lambda: [_listed("Up", **marks)]
    bench.engine.scripts[f"GET playbacks/play-{names.customer}"] = raising(
        AriRefused(404, "no playback", "GET")
    )
    held = await bench.stock.take()
    tags = names.tags("customer")
    assert held.legs == (s.LegSeen(names.customer, tags, "up", names.room),)
    assert bench.engine.bodies[SUBSCRIBE] == {"eventSource": f"bridge:{names.room}"}
    # What an earlier server played to it has ended, so its music goes on.
    await until(lambda: f"POST channels/{CHANNEL}/moh" in bench.engine.asked)
    bench.hears("ChannelDestroyed", cause=16)
    assert bench.told == [s.LegEnded(names.customer, tags, sip_status=200, q850=16)]
    assert bench.nothing_is_kept


async def test_music_does_not_begin_in_the_moment_of_a_join(bench: Inbound) -> None:
    await bench.is_in()
    leg = bench.names.customer
    await bench.playing.start_waiting(leg)
    await bench.playing.order(bench.play())
    bench.engine.asked.clear()
    bench.playing.on_finished(AriPlayback(f"play-{leg}", "done"))
    await bench.rooms.join(bench.names.room, leg)
    await until(lambda: not bench.playing._waiting._background)
    assert f"POST channels/{CHANNEL}/moh" not in bench.engine.asked


def _listed(state: str = "Ring", **variables: str) -> dict[str, Any]:
    return {
        "id": CHANNEL,
        "name": "PJSIP/trunk-00000001",
        "state": state,
        "channelvars": variables,
        "dialplan": {"context": "inbound", "app_name": "Stasis"},
    }
