"""The scripted engine: no audio, no process, the same port.

For tests, simulation and benchmarks. Numbers behave by their last three digits (`script`), agents'
phones answer as soon as they ring, and a test may make anything go wrong: `drop`, `kill` and
`come_back`, `fail_next`, `hang_up_far_end`, `press`, `lose_media`. Time is the clock's, so a
`MemoryClock` makes every run the same.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable

from dockline.adapters.memory.agenda import Agenda
from dockline.adapters.memory.script import FarEnd, ScriptedLeg, far_end
from dockline.domain import orders
from dockline.domain.ids import LegId, PhoneId, RoomId
from dockline.domain.orders import DialNumber, Order, RingAgent, StartRecording, Tags
from dockline.domain.signals import (
    DigitPressed,
    EngineAway,
    EngineBack,
    Inventory,
    LegAnswered,
    LegEnded,
    LegRinging,
    LegSeen,
    RecordingEnded,
    Signal,
)
from dockline.ports.clock import Clock
from dockline.ports.engine import EngineStatus, EngineUnavailable, Phone


class MemoryEngine:
    """See `dockline.ports.engine.Engine`."""

    def __init__(
        self,
        clock: Clock,
        *,
        max_calls_in_setup: int = 100_000,
        phones_answer: bool = True,
        hurry: bool = False,
    ) -> None:
        """``hurry``: far ends ring and answer at once, whatever their script says."""
        self._clock = clock
        self._max_in_setup = max_calls_in_setup
        self._hurry = hurry
        self.phones_answer = phones_answer
        """Whether an agent's phone answers by itself; else `answer` does it."""
        self._legs: dict[LegId, ScriptedLeg] = {}
        self._in_setup = 0
        self._rooms: set[RoomId] = set()
        self.music: set[RoomId] = set()
        """Rooms where music on hold plays."""
        self._recordings: dict[str, tuple[LegId, Tags, float]] = {}
        self._phones: dict[PhoneId, bool] = {}
        self._listen: Callable[[Signal], None] | None = None
        self._outbox: deque[Signal] = deque()
        self._agenda = Agenda(clock)
        self._up = False
        self._reachable = False
        self._away_because = "not started"
        self._unheard: deque[Signal] = deque()
        self._waiting: list[Order] = []
        self._restarts = 0
        self._next_failure: str | None = None
        self.digits_sent: list[tuple[LegId, str]] = []
        """Every SendDigits carried out, in order."""

    # -- the port ----------------------------------------------------------------------------

    async def start(self, listen: Callable[[Signal], None]) -> None:
        self._listen = listen
        self._up = self._reachable = True
        self._agenda.begin()
        self._emit(EngineBack(self._holds()))

    async def stop(self) -> None:
        for leg in tuple(self._legs.values()):
            self._end(leg, by_us=True, reason="")
        self._flush()
        self._up = self._reachable = False
        self._away_because = "stopped"
        await self._agenda.end()

    def submit(self, order: Order) -> None:
        if isinstance(order, RingAgent | DialNumber):
            self._new_leg(order)
        elif self._reachable:
            self._carry_out(order)
        elif self._up:
            self._waiting.append(order)

    async def make_phone(self, phone_id: PhoneId) -> Phone:
        self._must_be_reachable()
        self._phones[phone_id] = True
        return Phone(phone_id, f"sip:{phone_id}@memory", phone_id, secrets.token_urlsafe(24))

    async def drop_phone(self, phone_id: PhoneId) -> None:
        self._phones.pop(phone_id, None)

    async def has_phone(self, phone_id: PhoneId) -> bool:
        self._must_be_reachable()
        return phone_id in self._phones

    def phone_socket(self) -> str:
        """Nobody listens there: the scripted engine has no SIP."""
        return "ws://127.0.0.1:9/ws"

    async def inventory(self) -> Inventory:
        self._must_be_reachable()
        return self._holds()

    async def status(self) -> EngineStatus:
        here = "scripted: no call leaves this process"
        return EngineStatus(
            name="memory",
            version="1",
            up=self._reachable,
            legs=len(self._legs),
            rooms=len(self._rooms),
            restarts=self._restarts,
            detail=here if self._reachable else self._away_because,
        )

    # -- what a test does to it ----------------------------------------------------------------

    def fail_next(self, reason: str = "engine-refused") -> None:
        """The next new leg ends at once with this reason."""
        self._next_failure = reason

    def unregister(self, phone_id: PhoneId) -> None:
        """The phone's socket is gone; the endpoint stays."""
        self._phones[phone_id] = False

    def register(self, phone_id: PhoneId) -> None:
        self._phones[phone_id] = True

    def answer(self, leg_id: LegId) -> None:
        """The far end picks up."""
        self._answer(self._legs[leg_id])

    def press(self, leg_id: LegId, digit: str) -> None:
        """The far end presses a key."""
        leg = self._legs[leg_id]
        self._tell(DigitPressed(leg_id, leg.tags, digit))

    def hang_up_far_end(self, leg_id: LegId, sip_status: int = 200, q850: int = 16) -> None:
        """The far end hangs up, or refuses with a final status."""
        self._end(self._legs[leg_id], sip_status=sip_status, q850=q850)

    def lose_media(self, leg_id: LegId) -> None:
        """No audio has come from an agent's phone for too long."""
        self._end(self._legs[leg_id], sip_status=200, q850=44, reason="media-lost")

    def drop(self, reason: str = "connection lost") -> None:
        """The engine cannot be reached; its calls go on, and end, unheard."""
        self._emit(EngineAway(False, reason))
        self._reachable = False
        self._away_because = reason

    def kill(self, reason: str = "process ended") -> None:
        """The engine's process is gone, its calls and phones with it."""
        self._reachable = True
        self._emit(EngineAway(True, reason))
        self._unheard.clear()
        for leg in tuple(self._legs.values()):
            self._end(leg, reason="engine-lost")
        self._up = self._reachable = False
        self._away_because = reason
        self._rooms.clear()
        self.music.clear()
        self._phones.clear()
        self._waiting.clear()
        self._restarts += 1

    def come_back(self) -> None:
        """It can be reached again; what was missed of legs' ends is told first."""
        self._up = self._reachable = True
        for signal in self._unheard:
            self._emit(signal)
        self._unheard.clear()
        self._emit(EngineBack(self._holds()))
        waiting, self._waiting = self._waiting, []
        for order in waiting:
            self._carry_out(order)

    def room_of(self, leg_id: LegId) -> RoomId | None:
        """Where a leg stands."""
        leg = self._legs.get(leg_id)
        return leg.room_id if leg else None

    def is_muted(self, leg_id: LegId) -> bool:
        return self._legs[leg_id].muted

    # -- legs ----------------------------------------------------------------------------------

    def _new_leg(self, order: RingAgent | DialNumber) -> None:
        if order.leg_id in self._legs:
            return
        refusal = self._refusal(order)
        if refusal:
            self._emit(LegEnded(order.leg_id, order.tags, reason=refusal))
            return
        if isinstance(order, RingAgent):
            pick_up = 0.0 if self.phones_answer else None
            leg = ScriptedLeg(
                order.leg_id, order.tags, FarEnd(answers_after=pick_up), dialled=False
            )
        else:
            leg = ScriptedLeg(order.leg_id, order.tags, far_end(order.number), dialled=True)
            if order.room_id in self._rooms:
                leg.room_id = order.room_id
            self._in_setup += 1
        self._legs[order.leg_id] = leg
        self._play(leg)
        self._later(order.timeout, leg, self._time_out)

    def _refusal(self, order: RingAgent | DialNumber) -> str:
        if not self._reachable:
            return "engine-away"
        if self._next_failure is not None:
            failure, self._next_failure = self._next_failure, None
            return failure
        if isinstance(order, RingAgent) and not self._phones.get(order.phone_id):
            return "phone-unreachable"
        if isinstance(order, DialNumber) and self._in_setup >= self._max_in_setup:
            return "trunk-full"
        return ""

    def _play(self, leg: ScriptedLeg) -> None:
        """Begin the far end's script."""
        far = leg.far
        if far.refuses_with is not None:
            self._later(0.0, leg, self._refuse)
            return
        if far.rings_after is not None:
            self._later(far.rings_after, leg, self._ring)
        if far.answers_after is not None:
            self._later(0.0 if self._hurry else far.answers_after, leg, self._answer)

    def _ring(self, leg: ScriptedLeg) -> None:
        if leg.state == "new":
            leg.state = "ringing"
            self._tell(LegRinging(leg.leg_id, leg.tags, leg.far.early_media))

    def _refuse(self, leg: ScriptedLeg) -> None:
        self._end(leg, sip_status=leg.far.refuses_with, q850=leg.far.q850)

    def _answer(self, leg: ScriptedLeg) -> None:
        if leg.state == "up":
            return
        leg.state = "up"
        self._in_setup -= leg.dialled
        self._tell(LegAnswered(leg.leg_id, leg.tags))
        if leg.far.hangs_up_after is not None:
            self._later(leg.far.hangs_up_after, leg, self._far_end_leaves)
        if leg.far.presses:
            self._later(0.0 if self._hurry else 1.0, leg, self._press_all)

    def _press_all(self, leg: ScriptedLeg) -> None:
        for digit in leg.far.presses:
            self._tell(DigitPressed(leg.leg_id, leg.tags, digit))

    def _far_end_leaves(self, leg: ScriptedLeg) -> None:
        self._end(leg, sip_status=200, q850=16)

    def _time_out(self, leg: ScriptedLeg) -> None:
        if leg.state != "up":
            reason = "never-rang" if leg.state == "new" else ""
            self._end(leg, q850=16, timed_out=True, reason=reason)

    def _end(
        self,
        leg: ScriptedLeg,
        *,
        sip_status: int | None = None,
        q850: int | None = None,
        timed_out: bool = False,
        by_us: bool = False,
        reason: str = "",
    ) -> None:
        if self._legs.pop(leg.leg_id, None) is None:
            return
        if leg.state == "up":
            sip_status = 200
        else:
            self._in_setup -= leg.dialled
        for name, (recorded, _, _) in tuple(self._recordings.items()):
            if recorded == leg.leg_id:
                self._stop_recording(name, ok=reason != "engine-lost")
        self._tell(LegEnded(leg.leg_id, leg.tags, sip_status, q850, timed_out, by_us, reason))

    # -- other orders --------------------------------------------------------------------------

    def _carry_out(self, order: Order) -> None:
        match order:
            case orders.OpenRoom():
                self._rooms.add(order.room_id)
            case orders.CloseRoom():
                self._close(order.room_id)
            case orders.StartMusic() if order.room_id in self._rooms:
                self.music.add(order.room_id)
            case orders.StopMusic():
                self.music.discard(order.room_id)
            case orders.StopRecording() if order.name in self._recordings:
                self._stop_recording(order.name, ok=True)
            case orders.StartRecording():
                self._record(order)
            case orders.HangUp() | orders.Join() | orders.Leave() | orders.SendDigits():
                self._with_leg(order)
            case orders.Mute() if order.leg_id in self._legs:
                self._legs[order.leg_id].muted = order.muted
            case _:
                pass

    def _with_leg(
        self, order: orders.HangUp | orders.Join | orders.Leave | orders.SendDigits
    ) -> None:
        leg = self._legs.get(order.leg_id)
        if leg is None:
            return
        match order:
            case orders.HangUp():
                self._end(leg, q850=16, by_us=True)
            case orders.Join():
                if order.room_id in self._rooms:
                    leg.room_id = order.room_id
            case orders.Leave():
                if leg.room_id == order.room_id:
                    leg.room_id = None
            case orders.SendDigits():
                self.digits_sent.append((order.leg_id, order.digits))
                if leg.far.echoes_digits:
                    for digit in order.digits:
                        self._tell(DigitPressed(leg.leg_id, leg.tags, digit))

    def _close(self, room_id: RoomId) -> None:
        self._rooms.discard(room_id)
        self.music.discard(room_id)
        for leg in self._legs.values():
            if leg.room_id == room_id:
                leg.room_id = None

    def _record(self, order: StartRecording) -> None:
        if order.leg_id in self._legs:
            self._recordings[order.name] = (order.leg_id, order.tags, self._clock.now())
        else:
            self._emit(RecordingEnded(order.name, order.tags, 0.0, False))

    def _stop_recording(self, name: str, *, ok: bool) -> None:
        _, tags, began = self._recordings.pop(name)
        self._tell(RecordingEnded(name, tags, self._clock.now() - began, ok))

    # -- time and telling ----------------------------------------------------------------------

    def _holds(self) -> Inventory:
        return Inventory(
            tuple(
                LegSeen(leg.leg_id, leg.tags, leg.state, leg.room_id) for leg in self._legs.values()
            ),
            tuple(sorted(self._rooms)),
            tuple(self._recordings),
        )

    def _must_be_reachable(self) -> None:
        if not self._reachable:
            raise EngineUnavailable(self._away_because)

    def _tell(self, signal: Signal) -> None:
        """A signal of a leg; what happens while it cannot be reached is told on return.

        Digits of the gap are lost, as they are on the real engine."""
        if self._reachable:
            self._emit(signal)
        elif not isinstance(signal, DigitPressed | LegRinging):
            self._unheard.append(signal)

    def _emit(self, signal: Signal) -> None:
        # Never from within `submit`: whoever orders is not ready to listen just then.
        if not self._outbox:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outbox.append(signal)

    def _flush(self) -> None:
        assert self._listen is not None
        while self._outbox:
            signal = self._outbox.popleft()
            self._listen(signal)

    def _later(self, seconds: float, leg: ScriptedLeg, act: Callable[[ScriptedLeg], None]) -> None:
        """Do it to the leg then, if it is still there."""

        def if_there() -> None:
            if self._legs.get(leg.leg_id) is leg:
                act(leg)

        self._agenda.after(seconds, if_there)
