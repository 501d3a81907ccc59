"""Where each order goes: its lane, and the part that carries it out."""

from collections.abc import Awaitable

from dockline.adapters.asterisk.arrivals import Arrivals
from dockline.adapters.asterisk.calls import Calls
from dockline.adapters.asterisk.legs import Legs
from dockline.adapters.asterisk.playing import Playing
from dockline.adapters.asterisk.recordings import Recordings
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.spies import Spies
from dockline.domain import orders
from dockline.domain.ids import call_of_leg, call_of_room
from dockline.domain.orders import Order

_WithTags = (
    orders.RingAgent
    | orders.DialNumber
    | orders.TakeLeg
    | orders.StartSpy
    | orders.StartRecording
    | orders.Play
)
_WithLeg = (
    orders.RejectLeg
    | orders.StartWaiting
    | orders.StopWaiting
    | orders.HangUp
    | orders.SendDigits
    | orders.Mute
)


class Desk:
    """Hands every order to the part that sees to it."""

    def __init__(
        self,
        legs: Legs,
        calls: Calls,
        arrivals: Arrivals,
        rooms: Rooms,
        playing: Playing,
        recordings: Recordings,
        spies: Spies,
    ) -> None:
        self._legs = legs
        self._calls = calls
        self._arrivals = arrivals
        self._rooms = rooms
        self._playing = playing
        self._recordings = recordings
        self._spies = spies

    def lane_of(self, order: Order) -> str:
        """The call it belongs to: orders of one call keep their order."""
        if isinstance(order, orders.StopRecording):
            return self._recordings.lane_of(order.name) or order.name
        if isinstance(order, orders.StopSpy):
            return call_of_room(order.name) or order.name
        if isinstance(order, _WithTags):
            return order.tags.call_id
        if isinstance(order, _WithLeg):
            leg = self._legs.get(order.leg_id)
            return leg.tags.call_id if leg else call_of_leg(order.leg_id) or order.leg_id
        return call_of_room(order.room_id) or order.room_id

    def carry_out(self, order: Order) -> Awaitable[object]:
        """What is awaited raises AriFailure."""
        match order:
            case orders.OpenRoom():
                return self._rooms.open(order.room_id)
            case orders.CloseRoom():
                return self._rooms.close(order.room_id)
            case orders.RingAgent():
                return self._calls.ring(order)
            case orders.DialNumber():
                return self._calls.dial(order)
            case orders.TakeLeg():
                return self._arrivals.take(order)
            case orders.RejectLeg():
                return self._arrivals.reject(order)
            case orders.StartWaiting():
                return self._playing.start_waiting(order.leg_id)
            case orders.StopWaiting():
                return self._playing.quiet(order.leg_id)
            case orders.StartSpy():
                return self._spies.start(order)
            case orders.StopSpy():
                return self._spies.stop(order.name)
            case orders.HangUp():
                return self._calls.hang_up(order.leg_id, if_unanswered=order.if_unanswered)
            case orders.Join():
                return self._rooms.join(order.room_id, order.leg_id)
            case orders.Leave():
                return self._rooms.leave(order.room_id, order.leg_id)
            case orders.StartMusic():
                return self._rooms.start_music(order.room_id)
            case orders.StopMusic():
                return self._rooms.stop_music(order.room_id)
            case orders.SendDigits():
                return self._calls.send_digits(order)
            case orders.Mute():
                return self._calls.mute(order)
            case orders.Play():
                return self._playing.order(order)
            case orders.StartRecording():
                return self._recordings.start(order)
            case orders.StopRecording():
                return self._recordings.stop(order.name)
