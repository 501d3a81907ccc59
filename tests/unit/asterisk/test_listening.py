"""Legs that are dialled alone, and listened to, whatever comes in between."""

from typing import Any, cast

import pytest

from dockline.adapters.asterisk.ari import AriGone, AriRefused
from dockline.adapters.asterisk.calls import Calls
from dockline.adapters.asterisk.legs import LegState
from dockline.domain import orders as o, signals as s
from tests.support.ari import Bench, raising, until

RINGING, ANSWERED, JUDGED, ENDED = s.LegRinging, s.LegAnswered, s.LegJudged, s.LegEnded


@pytest.fixture
def bench(tmp_path: Any) -> Bench:
    return Bench(tmp_path)


def path(bench: Bench, what: str) -> str:
    return f"POST channels/{bench.names.customer}/{what}"


async def dialled(bench: Bench, **how: bool) -> None:
    bench.engine.scripts["POST channels/create"] = lambda: bench.event("StasisStart")
    await bench.calls.dial(bench.dial_alone(**how))


async def listened_to(bench: Bench, **how: bool) -> None:
    await dialled(bench, listen=True, **how)
    bench.event("ChannelStateChange", "Up")
    await settled(bench.calls)


async def settled(calls: Calls) -> None:
    await until(lambda: not calls._background)


async def test_a_leg_dialled_alone_is_put_into_no_room(bench: Bench) -> None:
    await dialled(bench)
    assert bench.engine.asked == ["POST channels/create", path(bench, "dial")]
    bench.event("ChannelStateChange", "Up")
    await settled(bench.calls)
    assert bench.leg.steerable
    assert bench.kinds() == [ANSWERED]
    assert path(bench, "continue") not in bench.engine.asked


@pytest.mark.parametrize(("for_message", "extension"), [(False, "s"), (True, "message")])
async def test_on_answer_it_is_sent_to_be_listened_to_once(
    bench: Bench, for_message: bool, extension: str
) -> None:
    await listened_to(bench, for_message=for_message)
    bench.event("Dial", "Up", dialstatus="ANSWER")
    await settled(bench.calls)
    assert bench.engine.asked.count(path(bench, "continue")) == 1
    assert bench.engine.bodies[path(bench, "continue")]["extension"] == extension
    created = bench.engine.bodies["POST channels/create"]
    assert created["variables"]["DOCKLINE_LISTEN"] == extension
    assert bench.leg.listened_to
    assert not bench.leg.steerable
    assert bench.kinds() == [ANSWERED]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("HUMAN", s.Verdict.HUMAN),
        ("MACHINE", s.Verdict.MACHINE),
        ("NOTSURE", s.Verdict.NOTSURE),
        ("", s.Verdict.NOTSURE),
    ],
)
async def test_it_comes_back_judged_once(bench: Bench, status: str, verdict: s.Verdict) -> None:
    await listened_to(bench)
    for _ in range(2):
        bench.event("StasisStart", "Up", args=("amd", status, "WHY-1"))
    judged = cast(s.LegJudged, bench.told[-1])
    assert (judged.verdict, judged.cause) == (verdict, "WHY-1")
    assert bench.kinds() == [ANSWERED, JUDGED]
    assert bench.leg.steerable


async def test_one_that_leaves_first_is_not_judged(bench: Bench) -> None:
    await listened_to(bench)
    bench.event("ChannelDestroyed", "Up", cause=16)
    bench.event("StasisStart", "Up", args=("amd", "HUMAN", "WHY-1"))
    assert bench.kinds() == [ANSWERED, ENDED]


async def test_a_person_is_not_kept_waiting_by_a_refusal(bench: Bench) -> None:
    bench.engine.scripts[path(bench, "continue")] = raising(AriRefused(500, "no", "POST"))
    await listened_to(bench)
    judged = cast(s.LegJudged, bench.told[-1])
    assert judged.verdict is s.Verdict.NOTSURE
    assert "500" in judged.cause


async def test_one_that_is_listened_to_is_joined_with_nobody(bench: Bench) -> None:
    await listened_to(bench)
    assert not await bench.rooms.join(bench.names.room, bench.names.customer)
    assert not any("addChannel" in asked for asked in bench.engine.asked)


async def test_to_listen_in_a_room_is_refused(bench: Bench) -> None:
    names = bench.names
    order = o.DialNumber(
        names.customer, names.tags("customer"), "44", "", names.room, 30, listen=True
    )
    assert bench.calls.expect(order, 0.0) == "engine-refused"
    assert names.customer not in bench.legs


async def test_judged_in_the_gap_it_is_told_by_the_listing(bench: Bench) -> None:
    await listened_to(bench)
    bench.lists(
        context="amd",
        app="Stasis",
        DOCKLINE_LISTEN="s",
        AMDSTATUS="MACHINE",
        AMDCAUSE="LONGGREETING-1500-1500",
    )
    for _ in range(2):
        await bench.stock.take()
    judged = cast(s.LegJudged, bench.told[-1])
    assert (judged.verdict, judged.cause) == (s.Verdict.MACHINE, "LONGGREETING-1500-1500")
    assert bench.kinds() == [ANSWERED, JUDGED]


@pytest.mark.parametrize("app", ["AMD", "Wait", "Set"])
async def test_still_listened_to_it_is_left_alone(bench: Bench, app: str) -> None:
    """Where a machine's silence is waited for, AMDSTATUS says something already."""
    await listened_to(bench)
    bench.engine.asked.clear()
    bench.lists(context="amd", app=app, DOCKLINE_LISTEN="message", AMDSTATUS="MACHINE")
    held = await bench.stock.take()
    await settled(bench.calls)
    assert [leg.state for leg in held.legs] == ["up"]
    assert bench.kinds() == [ANSWERED]
    assert path(bench, "continue") not in bench.engine.asked
    assert not any(asked.startswith("DELETE") for asked in bench.engine.asked)


async def test_answered_just_when_the_socket_went_it_is_listened_to_on_return(
    bench: Bench,
) -> None:
    bench.engine.scripts[path(bench, "continue")] = raising(AriGone("gone"))
    await listened_to(bench)
    del bench.engine.scripts[path(bench, "continue")]
    bench.lists(context="inbound", app="Stasis", DOCKLINE_LISTEN="s")
    await bench.stock.take()
    await settled(bench.calls)
    assert bench.engine.asked.count(path(bench, "continue")) == 2
    assert bench.leg.listened_to
    assert bench.kinds() == [ANSWERED]


async def test_answered_in_the_gap_it_is_listened_to_on_return(bench: Bench) -> None:
    await dialled(bench, listen=True)
    bench.event("Dial", "Ringing", dialstatus="RINGING")
    bench.lists(context="inbound", app="Stasis", DOCKLINE_LISTEN="s")
    await bench.stock.take()
    await settled(bench.calls)
    assert bench.engine.asked.count(path(bench, "continue")) == 1
    assert bench.kinds() == [RINGING, ANSWERED]


@pytest.mark.parametrize(
    ("found", "listened"),
    [
        ({"context": "amd", "app": "AMD"}, True),
        ({"context": "amd", "app": "Stasis", "AMDSTATUS": "HUMAN"}, False),
        ({"context": "inbound", "app": "Stasis"}, True),
    ],
)
async def test_a_leg_of_an_earlier_server_is_taken_over(
    bench: Bench, found: dict[str, str], listened: bool
) -> None:
    bench.lists(DOCKLINE_LISTEN="s", **found)
    held = await bench.stock.take()
    await settled(bench.calls)
    assert [(leg.leg_id, leg.state) for leg in held.legs] == [(bench.names.customer, "up")]
    assert bench.leg.state is LegState.UP
    assert bench.leg.listened_to is listened
    # Its verdict, where there is one, was told to the server that was here before.
    assert bench.told == []
    sent = path(bench, "continue") in bench.engine.asked
    assert sent is (found["context"] == "inbound")
