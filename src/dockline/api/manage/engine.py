"""``/manage/api/engine``: the voice engine, its trunk, and test calls."""

from dockline.api.manage.engine_operations import SHOW_ENGINE, SHOW_TEST_CALL, TEST_CALL
from dockline.api.manage.engine_wire import (
    EngineAnswer,
    FailureView,
    LimitsView,
    TestCallAnswer,
    TestCallBody,
    TestCallView,
    TrunkView,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.api.times import moment
from dockline.domain.space import Space
from dockline.domain.testcall import SIP_WORDS, TestCall, told
from dockline.ports.engine import TrunkState
from dockline.services.engine_room import EngineRoom, FailureCount

_REASONS = {
    "trunk-full": "the trunk was full",
    "engine-away": "the engine was away",
    "engine-lost": "the engine ended during the call",
    "engine-refused": "the engine did not take the call",
    "never-rang": "the carrier did not answer",
}


class EngineRoutes:
    def __init__(self, room: EngineRoom) -> None:
        self._room = room

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(SHOW_ENGINE, self.show),
            ManageRoute(TEST_CALL, self.test),
            ManageRoute(SHOW_TEST_CALL, self.tested),
        ]

    async def show(self, asking: Asking) -> Reply:
        space = asking.manager.space
        seen = await self._room.look(space.space_id)
        status, line = seen.status, seen.line
        return json_reply(
            EngineAnswer(
                success=True,
                name=status.name if status is not None else "",
                version=status.version if status is not None else "",
                up=status is not None and status.up,
                up_since=moment(line.up_since if line is not None else None),
                detail=status.detail if status is not None else "It does not answer.",
                legs=status.legs if status is not None else 0,
                rooms=status.rooms if status is not None else 0,
                calls_in_setup=line.in_setup if line is not None else None,
                restarts=status.restarts if status is not None else 0,
                trunk=_trunk(line.trunk if line is not None else None),
                trunk_known=line is not None,
                failures=[_failure(one) for one in seen.failures],
                caller_ids=_caller_ids(space),
                test_call=_view(seen.tested),
            )
        )

    async def test(self, asking: Asking) -> Reply:
        body: TestCallBody = asking.body
        manager = asking.manager
        call = await self._room.test(
            manager.space_id, body.number, body.caller_id, actor=manager.actor
        )
        return json_reply(TestCallAnswer(success=True, test_call=_view(call)))

    async def tested(self, asking: Asking) -> Reply:
        call = self._room.tested(asking.manager.space_id)
        return json_reply(TestCallAnswer(success=True, test_call=_view(call)))


def _view(call: TestCall | None) -> TestCallView | None:
    if call is None:
        return None
    return TestCallView(
        call_id=call.call_id,
        number=call.number,
        caller_id=call.caller_id,
        actor=call.actor,
        state=call.state.value,
        dialled_at=moment(call.dialled_at),
        ring_seconds=_since(call.dialled_at, call.ringing_at),
        early_media=call.early_media,
        answer_seconds=_since(call.dialled_at, call.answered_at),
        ended_at=moment(call.ended_at),
        sip_status=call.sip_status,
        reason=call.reason,
        far_end_hung_up=call.far_end_hung_up,
        packets_sent=call.sent,
        packets_received=call.received,
        good=call.good,
        words=told(call),
    )


def _trunk(trunk: TrunkState | None) -> TrunkView | None:
    if trunk is None:
        return None
    took = trunk.round_trip
    return TrunkView(
        host=trunk.host,
        port=trunk.port,
        username=trunk.username,
        registers=trunk.registers,
        caller_id=trunk.caller_id,
        prefix=trunk.prefix,
        limits=LimitsView(trunk.limits.calls_in_setup, trunk.limits.calls_per_second),
        registration=trunk.registration.value,
        answered_at=moment(trunk.answered_at),
        renews_in=trunk.renews_in,
        reachable=trunk.reachable,
        round_trip_ms=round(took * 1000, 2) if took is not None else None,
    )


def _failure(one: FailureCount) -> FailureView:
    if one.sip_status is not None:
        words = SIP_WORDS.get(one.sip_status, "the call was not connected")
    else:
        words = _REASONS.get(one.reason, one.reason)
    return FailureView(one.sip_status, one.reason, words, one.count, moment(one.last_at))


def _caller_ids(space: Space) -> list[str]:
    settings = space.settings
    usual = [settings.caller_id] if settings.caller_id else []
    return [*usual, *(one for one in settings.caller_ids if one not in usual)]


def _since(start: float, then: float | None) -> float | None:
    return round(then - start, 2) if then is not None else None
