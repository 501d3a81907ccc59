"""Orders to the scripted engine, carried out at once."""

from collections.abc import Callable

from dockline.adapters.memory.arrivals import Arrivals
from dockline.adapters.memory.playing import Playing
from dockline.adapters.memory.recordings import ScriptedRecordings
from dockline.adapters.memory.script import ScriptedLeg
from dockline.adapters.memory.spies import Spies
from dockline.domain import orders
from dockline.domain.ids import LegId, RoomId
from dockline.domain.orders import DialNumber, Order, RingAgent, StartRecording
from dockline.domain.signals import DigitPressed, RecordingEnded, Signal

_LegOrder = (
    orders.HangUp
    | orders.Join
    | orders.Leave
    | orders.SendDigits
    | orders.Mute
    | orders.Play
    | orders.StartWaiting
    | orders.StopWaiting
    | orders.StartSpy
)


class Desk:
    """Works on the engine's own legs and rooms."""

    def __init__(
        self,
        legs: dict[LegId, ScriptedLeg],
        rooms: set[RoomId],
        music: set[RoomId],
        playing: Playing,
        recordings: ScriptedRecordings,
        spies: Spies,
        arrivals: Arrivals,
        tell: Callable[[Signal], None],
        end: Callable[..., None],
    ) -> None:
        self._legs = legs
        self._rooms = rooms
        self._music = music
        self._playing = playing
        self._recordings = recordings
        self._spies = spies
        self._arrivals = arrivals
        self._tell = tell
        self._end = end
        self.digits_sent: list[tuple[LegId, str]] = []

    def carry_out(self, order: Order) -> None:
        """Any but those that make a leg. What it is about may be gone: it is dropped then."""
        match order:
            case orders.OpenRoom():
                self._rooms.add(order.room_id)
            case orders.CloseRoom():
                self._close(order.room_id)
            case orders.StartMusic() if order.room_id in self._rooms:
                self._music.add(order.room_id)
            case orders.StopMusic():
                self._music.discard(order.room_id)
            case orders.StopRecording():
                self._recordings.stop(order.name)
            case orders.StartRecording():
                self._record(order)
            case orders.TakeLeg():
                self._take(order)
            case orders.RejectLeg():
                self._arrivals.reject(order.leg_id, order.sip_status)
            case orders.StopSpy():
                self._spies.stop(order.name)
            case (
                orders.HangUp()
                | orders.Join()
                | orders.Leave()
                | orders.SendDigits()
                | orders.Mute()
                | orders.Play()
                | orders.StartWaiting()
                | orders.StopWaiting()
                | orders.StartSpy()
            ):
                self._with_leg(order)
            case orders.StartMusic() | RingAgent() | DialNumber():
                pass

    def _with_leg(self, order: _LegOrder) -> None:
        leg = self._legs.get(order.leg_id)
        if leg is None:
            return
        match order:
            case orders.HangUp():
                if not (order.if_unanswered and leg.state == "up"):
                    self._end(leg, q850=16, by_us=True)
            case orders.Join():
                if order.room_id in self._rooms and not leg.listened_to:
                    self._quiet(leg)
                    leg.room_id = order.room_id
            case orders.Leave():
                if leg.room_id == order.room_id:
                    leg.room_id = None
            case orders.Mute():
                leg.muted = order.muted
            case orders.Play():
                self._playing.order(leg, order)
            case orders.StartWaiting():
                leg.waiting = leg.steerable
            case orders.StopWaiting():
                self._quiet(leg)
            case orders.StartSpy():
                if leg.state == "up" and order.room_id in self._rooms:
                    self._spies.start(order)
            case orders.SendDigits():
                self.digits_sent.append((order.leg_id, order.digits))
                if leg.far.echoes_digits:
                    for digit in order.digits:
                        self._tell(DigitPressed(leg.leg_id, leg.tags, digit))

    def _take(self, order: orders.TakeLeg) -> None:
        if order.leg_id not in self._legs:
            self._arrivals.take(order)

    def _quiet(self, leg: ScriptedLeg) -> None:
        leg.waiting = False
        self._playing.break_off(leg)

    def _close(self, room_id: RoomId) -> None:
        self._rooms.discard(room_id)
        self._music.discard(room_id)
        for leg in self._legs.values():
            if leg.room_id == room_id:
                leg.room_id = None

    def _record(self, order: StartRecording) -> None:
        if order.leg_id in self._legs:
            self._recordings.start(order)
        else:
            self._tell(RecordingEnded(order.name, order.tags, 0.0, False))
