"""The engine as operators see it: how the trunk is, what failed of late, and test calls."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog
from msgspec import Struct, structs

from dockline.domain import orders as o, signals as s
from dockline.domain.errors import Refusal, VoiceUnavailable
from dockline.domain.ids import CallId, LegId, SpaceId, leg_id, new_id
from dockline.domain.testcall import (
    RING_SECONDS,
    ROLE,
    TALK_SECONDS,
    TestCall,
    TestState,
    told,
)
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine, EngineStatus, EngineUnavailable, LineState
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors

_log = structlog.get_logger("dockline.engine")
_ASK_SECONDS: Final = 3.0
_FAILURE_SECONDS: Final = 86_400.0
_MOST_FAILURES: Final = 20_000
_LOOK_SECONDS: Final = 0.5
_OVER_TRUNK: Final = ("customer", "target", ROLE)


class TestCallRunning(Refusal):
    """A test call is under way. It ends by itself within 20 seconds."""

    __test__ = False
    code = "test-call-running"


class _Failure(Struct, frozen=True):
    at: float
    space_id: SpaceId
    sip_status: int | None
    reason: str


class FailureCount(Struct, frozen=True):
    sip_status: int | None
    reason: str
    """Where there is no SIP status."""
    count: int
    last_at: float


class EngineView(Struct, frozen=True):
    status: EngineStatus | None
    """None: it does not answer at all."""
    line: LineState | None
    """None: it cannot be asked now."""
    failures: list[FailureCount]
    """Of the space's calls over the trunk in the last 24 hours, the most frequent first."""
    tested: TestCall | None
    """The last test call, or the one under way."""


class EngineRoom:
    def __init__(self, engine: Engine, floors: Floors, accounts: Accounts, clock: Clock) -> None:
        self._engine = engine
        self._floors = floors
        self._accounts = accounts
        self._clock = clock
        self._failures: deque[_Failure] = deque(maxlen=_MOST_FAILURES)
        self._tests: dict[SpaceId, TestCall] = {}
        self._changed: dict[SpaceId, asyncio.Event] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._unhear: Callable[[], None] = floors.overhear(self._hear)

    async def stop(self) -> None:
        self._unhear()
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def look(self, space_id: SpaceId) -> EngineView:
        status, line = await asyncio.gather(self._status(), self._line())
        return EngineView(status, line, self._counted(space_id), self._tests.get(space_id))

    def tested(self, space_id: SpaceId) -> TestCall | None:
        return self._tests.get(space_id)

    async def test(self, space_id: SpaceId, number: str, caller_id: str, *, actor: str) -> TestCall:
        """Dial a number over the trunk; what comes of it is in `tested`. Audited before it is
        dialled.

        Raises TestCallRunning, VoiceUnavailable, StoreUnavailable, and what stands before every
        dial: NumberInvalid, NumberNotAllowed, RateLimited."""
        before = self._tests.get(space_id)
        if before is not None and not before.over:
            raise TestCallRunning
        if not self._floors.engine_up:
            raise VoiceUnavailable
        call_id = CallId(new_id())
        digits, shown = self._floors.admit_test(space_id, call_id, number, caller_id)
        call = TestCall(
            call_id=call_id,
            number=digits,
            caller_id=shown,
            actor=actor,
            state=TestState.DIALLED,
            dialled_at=self._clock.now(),
        )
        self._tests[space_id] = call
        try:
            await self._accounts.book.commit(
                space_id, actor, "engine.test-call", {"number": digits, "caller_id": shown}, []
            )
        except BaseException:
            self._end(space_id, call_id, reason="not-written")
            raise
        self._changed[space_id] = asyncio.Event()
        task = asyncio.create_task(self._carry_out(space_id, call), name="test-call")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return call

    # --- a test call --------------------------------------------------------------------------

    async def _carry_out(self, space_id: SpaceId, call: TestCall) -> None:
        leg = leg_id(call.call_id, "customer", 1)
        tags = o.Tags(space_id, call.call_id, ROLE)
        self._engine.submit(
            o.DialNumber(leg, tags, call.number, call.caller_id, None, RING_SECONDS)
        )
        hang_up_at = call.dialled_at + RING_SECONDS + TALK_SECONDS
        try:
            while not (now := self._tests[space_id]).over:
                if now.answered_at is not None:
                    hang_up_at = min(hang_up_at, now.answered_at + TALK_SECONDS)
                    await self._measure(space_id, leg)
                if self._clock.now() >= hang_up_at:
                    break
                await self._wait(space_id)
        finally:
            if not self._tests[space_id].over:
                self._engine.submit(o.HangUp(leg))

    async def _wait(self, space_id: SpaceId) -> None:
        """Until something happens, or it is time to look again."""
        changed = self._changed[space_id]
        changed.clear()
        waiting = asyncio.ensure_future(changed.wait())
        pause = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + _LOOK_SECONDS))
        try:
            await asyncio.wait({waiting, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            pause.cancel()

    async def _measure(self, space_id: SpaceId, leg: LegId) -> None:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                seen = await self._engine.audio(leg)
        except (EngineUnavailable, TimeoutError):
            return
        if seen is not None:
            self._change(space_id, sent=seen.sent, received=seen.received)

    def _change(self, space_id: SpaceId, **fields: object) -> None:
        self._tests[space_id] = structs.replace(self._tests[space_id], **fields)
        if (changed := self._changed.get(space_id)) is not None:
            changed.set()

    def _end(self, space_id: SpaceId, call_id: CallId, **fields: object) -> None:
        call = self._tests.get(space_id)
        if call is None or call.call_id != call_id or call.over:
            return
        self._change(space_id, state=TestState.ENDED, ended_at=self._clock.now(), **fields)
        _log.info("a test call is over", space_id=space_id, result=told(self._tests[space_id]))

    # --- what the engine tells ----------------------------------------------------------------

    def _hear(self, signal: s.Signal) -> None:
        match signal:
            case s.LegEnded() if signal.tags.role in _OVER_TRUNK:
                self._count(signal)
        tags = getattr(signal, "tags", None)
        if tags is not None and tags.role == ROLE:
            self._of_test(signal, tags)

    def _count(self, ended: s.LegEnded) -> None:
        answered = ended.sip_status == 200
        if answered or ended.by_us or (ended.timed_out and not ended.reason):
            return
        if ended.sip_status is None and not ended.reason:
            return  # who called in, and hung up before it was answered
        failure = _Failure(self._clock.now(), ended.tags.space_id, ended.sip_status, ended.reason)
        self._failures.append(failure)

    def _of_test(self, signal: s.Signal, tags: o.Tags) -> None:
        space_id, call = tags.space_id, self._tests.get(tags.space_id)
        if call is None or call.call_id != tags.call_id or call.over:
            return
        now = self._clock.now()
        match signal:
            case s.LegRinging():
                early = call.early_media or signal.early_media
                at = call.ringing_at or now
                self._change(space_id, state=TestState.RINGING, ringing_at=at, early_media=early)
            case s.LegAnswered():
                self._change(space_id, state=TestState.ANSWERED, answered_at=now)
                self._floors.count_test(space_id, call.call_id, answered=True)
                # Somebody is to hear something, and sound is to go out.
                self._engine.submit(o.StartWaiting(signal.leg_id))
            case s.LegEnded():
                self._floors.count_test(space_id, call.call_id, answered=False)
                self._end(
                    space_id,
                    call.call_id,
                    sip_status=signal.sip_status,
                    timed_out=signal.timed_out,
                    far_end_hung_up=call.answered_at is not None and not signal.by_us,
                    reason=signal.reason,
                )
            case _:
                pass

    # --- asking -------------------------------------------------------------------------------

    def _counted(self, space_id: SpaceId) -> list[FailureCount]:
        since = self._clock.now() - _FAILURE_SECONDS
        counts: dict[tuple[int | None, str], FailureCount] = {}
        for one in self._failures:
            if one.space_id != space_id or one.at < since:
                continue
            key = (one.sip_status, "" if one.sip_status else one.reason)
            before = counts.get(key)
            count = before.count + 1 if before is not None else 1
            counts[key] = FailureCount(*key, count, one.at)
        return sorted(counts.values(), key=lambda one: (-one.count, -one.last_at))

    async def _status(self) -> EngineStatus | None:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                return await self._engine.status()
        except (EngineUnavailable, TimeoutError):
            return None

    async def _line(self) -> LineState | None:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                return await self._engine.line()
        except (EngineUnavailable, TimeoutError):
            return None
