"""The scripted engine: no audio, no process, the same port.

For tests, simulation and benchmarks. Numbers behave by their last three digits (`script`), agents'
phones answer as soon as they ring, recordings take `playing.seconds`, and a test may make anything
happen: `call_in`, `press`, `hang_up_far_end`, `judge`, `end_play`; or go wrong: `drop`, `kill` and
`come_back`, `fail_next`, `lose_media`. Time is the clock's, so a `MemoryClock` makes every run the
same.
"""

import secrets
from collections.abc import Callable

from dockline.adapters.admission import Admission
from dockline.adapters.memory.agenda import Agenda
from dockline.adapters.memory.arrivals import TAKEN_WITHIN, Arrivals
from dockline.adapters.memory.desk import Desk
from dockline.adapters.memory.farends import FarEnds
from dockline.adapters.memory.outbox import Outbox
from dockline.adapters.memory.playing import Playing
from dockline.adapters.memory.recordings import ScriptedRecordings
from dockline.adapters.memory.script import FarEnd, ScriptedLeg, far_end
from dockline.adapters.memory.spies import Spies
from dockline.domain import orders
from dockline.domain.ids import LegId, PhoneId, RoomId
from dockline.domain.orders import DialNumber, Order, RingAgent
from dockline.domain.signals import (
    CallArrived,
    DigitPressed,
    EngineAway,
    EngineBack,
    Inventory,
    LegEnded,
    LegSeen,
    Signal,
    Verdict,
)
from dockline.ports.clock import Clock
from dockline.ports.engine import (
    AudioSeen,
    EngineStatus,
    EngineUnavailable,
    LineState,
    Phone,
    Registration,
    TrunkLimits,
    TrunkState,
)


class MemoryEngine:
    """See `dockline.ports.engine.Engine`."""

    def __init__(
        self,
        clock: Clock,
        *,
        max_calls_in_setup: int = 100_000,
        calls_per_second: float = 100_000.0,
        phones_answer: bool = True,
        hurry: bool = False,
        taken_within: float = TAKEN_WITHIN,
    ) -> None:
        """``hurry``: far ends ring, answer and are judged at once, whatever their script says.
        ``taken_within``: seconds for which a call that came in rings."""
        self._clock = clock
        self._limits = TrunkLimits(max_calls_in_setup, calls_per_second)
        self._admission = Admission(self._limits)
        self.phones_answer = phones_answer
        """Whether an agent's phone answers by itself; else `answer` does it."""
        self._legs: dict[LegId, ScriptedLeg] = {}
        self._rooms: set[RoomId] = set()
        self.music: set[RoomId] = set()
        """Rooms where music on hold plays."""
        self._phones: dict[PhoneId, bool] = {}
        self._outbox = Outbox()
        self._emit = self._outbox.emit
        self._tell = self._outbox.tell
        self._agenda = Agenda(clock)
        self._far_ends = FarEnds(self._later, self._tell, self._end, hurry=hurry)
        self._recordings = ScriptedRecordings(clock, self._tell)
        self.playing = Playing(self._later, self._tell)
        """What plays, how long it takes (``seconds``), and what there is none of (``missing``)."""
        self._arrivals = Arrivals(self._agenda.after, self._tell, self._add, taken_within)
        self.turned_away = self._arrivals.turned_away
        """SIP status of each call that came in and was not taken."""
        self._spies = Spies()
        self.spies = self._spies.going
        """Who is listened to, by the spy's name."""
        self._desk = Desk(
            self._legs,
            self._rooms,
            self.music,
            self.playing,
            self._recordings,
            self._spies,
            self._arrivals,
            self._tell,
            self._end,
        )
        self.digits_sent = self._desk.digits_sent
        """Every SendDigits carried out, in order."""
        self._up = False
        self._begun_at: float | None = None
        self._away_because = "not started"
        self._waiting: list[Order] = []
        self._restarts = 0
        self._next_failure: str | None = None
        self.played = self.playing.played
        """Every Play begun, in order: the leg, and the recording's name."""
        self.said = self.playing.said
        """Every phrase of a Play begun, in order, and to which leg."""

    # -- the port ----------------------------------------------------------------------------

    async def start(self, listen: Callable[[Signal], None]) -> None:
        self._up = True
        self._begun_at = self._clock.now()
        self._outbox.open(listen)
        self._agenda.begin()
        self._emit(EngineBack(self._holds()))

    async def stop(self) -> None:
        for leg in tuple(self._legs.values()):
            self._end(leg, by_us=True, reason="")
        self._outbox.flush()
        self._up = self._outbox.reachable = False
        self._away_because = "stopped"
        await self._agenda.end()

    def submit(self, order: Order) -> None:
        if isinstance(order, RingAgent | DialNumber):
            self._new_leg(order)
        elif self._outbox.reachable:
            self._desk.carry_out(order)
        elif self._up:
            self._waiting.append(order)
        elif isinstance(order, orders.TakeLeg):
            self._emit(LegEnded(order.leg_id, order.tags, reason="engine-away"))

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

    def trunk_limits(self) -> TrunkLimits:
        return self._limits

    async def inventory(self) -> Inventory:
        self._must_be_reachable()
        return self._holds()

    async def status(self) -> EngineStatus:
        here = "scripted: no call leaves this process"
        return EngineStatus(
            name="memory",
            version="1",
            up=self._outbox.reachable,
            legs=len(self._legs),
            rooms=len(self._rooms),
            restarts=self._restarts,
            detail=here if self._outbox.reachable else self._away_because,
        )

    async def line(self) -> LineState:
        self._must_be_reachable()
        trunk = TrunkState(
            host="memory",
            port=0,
            username="",
            registers=False,
            caller_id="",
            prefix="",
            limits=self._limits,
            registration=Registration.NONE,
        )
        return LineState(self._begun_at, self._far_ends.in_setup, trunk)

    async def audio(self, leg_id: LegId) -> AudioSeen | None:
        self._must_be_reachable()
        return None

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
        self._far_ends.answer(self._legs[leg_id])

    def judge(self, leg_id: LegId, verdict: Verdict, cause: str = "said so") -> None:
        """A leg that is listened to is taken for this, now."""
        self._far_ends.judge(self._legs[leg_id], verdict, cause)

    def end_play(self, leg_id: LegId, *, ok: bool = True) -> None:
        """What plays to the leg ends now."""
        self.playing.end(self._legs[leg_id], ok=ok)

    def press(self, leg_id: LegId, digit: str) -> None:
        """The far end presses a key."""
        leg = self._legs[leg_id]
        self._tell(DigitPressed(leg_id, leg.tags, digit))

    def call_in(self, dialled: str, caller: str = "", caller_name: str = "") -> CallArrived:
        """Somebody calls a number of ours; it rings until it is taken, rejected, or hung up
        (`hang_up_far_end`). While the engine is away it meets 503, and nobody is told."""
        self._must_be_reachable()
        return self._arrivals.came(dialled, caller, caller_name)

    def hang_up_far_end(self, leg_id: LegId, sip_status: int = 200, q850: int = 16) -> None:
        """The far end hangs up, or refuses with a final status."""
        if not self._arrivals.give_up(leg_id):
            self._end(self._legs[leg_id], sip_status=sip_status, q850=q850)

    def lose_media(self, leg_id: LegId) -> None:
        """No audio has come from an agent's phone for too long."""
        self._end(self._legs[leg_id], sip_status=200, q850=44, reason="media-lost")

    def drop(self, reason: str = "connection lost") -> None:
        """The engine cannot be reached; its calls go on, and end, unheard."""
        self._emit(EngineAway(False, reason))
        self._outbox.reachable = False
        self._away_because = reason

    def kill(self, reason: str = "process ended") -> None:
        """The engine's process is gone, its calls and phones with it."""
        self._outbox.reachable = True
        self._emit(EngineAway(True, reason))
        self._outbox.forget()
        for leg in tuple(self._legs.values()):
            self._end(leg, reason="engine-lost")
        self._up = self._outbox.reachable = False
        self._away_because = reason
        self._arrivals.clear()
        for order in self._waiting:
            if isinstance(order, orders.TakeLeg):
                self._emit(LegEnded(order.leg_id, order.tags, reason="engine-lost"))
        self._rooms.clear()
        self.music.clear()
        self._phones.clear()
        self._waiting.clear()
        self._restarts += 1

    def come_back(self) -> None:
        """It can be reached again; what was missed of legs' ends is told first."""
        self._up = True
        self._outbox.catch_up()
        self._emit(EngineBack(self._holds()))
        waiting, self._waiting = self._waiting, []
        for order in waiting:
            self._desk.carry_out(order)

    def room_of(self, leg_id: LegId) -> RoomId | None:
        """Where a leg stands."""
        leg = self._legs.get(leg_id)
        return leg.room_id if leg else None

    def hears_music(self, leg_id: LegId) -> bool:
        """Whether music plays to a leg now, alone or in its room."""
        leg = self._legs[leg_id]
        return (leg.waiting and not leg.plays) or leg.room_id in self.music

    def hears(self, leg_id: LegId) -> set[LegId]:
        """The other legs that a leg hears now."""
        return self._spies.heard_by(self._legs[leg_id], self._legs.values())

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
            leg = ScriptedLeg(
                order.leg_id,
                order.tags,
                far_end(order.number),
                dialled=True,
                listened_to=order.listen,
                for_message=order.for_message,
            )
            if order.room_id in self._rooms:
                leg.room_id = order.room_id
        self._add(leg)
        from_ringing = isinstance(order, DialNumber) and order.from_ringing
        self._far_ends.begin(leg, order.timeout, from_ringing=from_ringing)

    def _add(self, leg: ScriptedLeg) -> None:
        self._legs[leg.leg_id] = leg

    def _refusal(self, order: RingAgent | DialNumber) -> str:
        if not self._outbox.reachable:
            return "engine-away"
        if self._next_failure is not None:
            failure, self._next_failure = self._next_failure, None
            return failure
        if isinstance(order, RingAgent) and not self._phones.get(order.phone_id):
            return "phone-unreachable"
        if isinstance(order, DialNumber):
            if order.listen and order.room_id is not None:
                return "engine-refused"
            if not self._admission.admit(self._far_ends.in_setup, self._clock.now()):
                return "trunk-full"
        return ""

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
        self._far_ends.gone(leg)
        self.playing.break_off(leg)
        self._spies.stop_of(leg.leg_id)
        self._recordings.stop_of(leg.leg_id, ok=reason != "engine-lost")
        self._tell(LegEnded(leg.leg_id, leg.tags, sip_status, q850, timed_out, by_us, reason))

    # -- time and telling ----------------------------------------------------------------------

    def _holds(self) -> Inventory:
        return Inventory(
            tuple(
                LegSeen(leg.leg_id, leg.tags, leg.state, leg.room_id, leg.listened_to, leg.judged)
                for leg in self._legs.values()
            ),
            tuple(sorted(self._rooms)),
            self._recordings.names,
            tuple(self.spies),
        )

    def _must_be_reachable(self) -> None:
        if not self._outbox.reachable:
            raise EngineUnavailable(self._away_because)

    def _later(self, seconds: float, leg: ScriptedLeg, act: Callable[[ScriptedLeg], None]) -> None:
        """Do it to the leg then, if it is still there."""

        def if_there() -> None:
            if self._legs.get(leg.leg_id) is leg:
                act(leg)

        self._agenda.after(seconds, if_there)
