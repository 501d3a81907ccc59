"""Who stands in which room, and where music plays: a function of the call's state.

The floor never says "now take the agent out and start the music". It changes the call's state and
asks for the difference between what stands and what ought to stand, so that hold, reload, transfer
and return need no choreography of their own.
"""

from dockline.domain.call import Call, LegPhase
from dockline.domain.facts import CallPhase, LegState, TransferPhase
from dockline.domain.ids import LegId, RoomId, ask_room, call_room
from dockline.domain.orders import CloseRoom, Join, Leave, OpenRoom, Order, StartMusic, StopMusic
from dockline.domain.transfer import REACHED, WITH_TARGET


def wanted(call: Call) -> tuple[dict[LegId, RoomId], set[RoomId]]:
    """Where each leg ought to stand, and the rooms that ought to have music."""
    view, places, music = call.view, {}, set[RoomId]()
    main, aside = call_room(view.call_id), ask_room(view.call_id)
    transfer = view.transfer
    beside = transfer is not None and not transfer.blind and transfer.phase in WITH_TARGET
    answered = view.phase in (CallPhase.TALKING, CallPhase.HELD)

    if call.leg(call.customer_leg) is not None and call.customer_leg is not None:
        places[call.customer_leg] = main
    agent_here = call.up(call.agent_leg) and view.agent_leg is LegState.UP
    if agent_here and call.agent_leg is not None:
        if beside:
            places[call.agent_leg] = aside
        elif view.phase is not CallPhase.HELD:
            places[call.agent_leg] = main
    if call.target_leg is not None and (target := call.leg(call.target_leg)) is not None:
        # A number's leg stands aside from before it is dialled, for its early media.
        if _with_customer(call):
            if target.phase is LegPhase.UP:
                places[call.target_leg] = main
        elif target.phase is LegPhase.UP or target.agent_id is None:
            places[call.target_leg] = aside

    left = call.rejoining and not agent_here and not _with_customer(call)
    alone = view.phase is CallPhase.HELD or left
    waits = call.released and not _with_customer(call)
    if answered and (alone or waits) and not call.barged:
        music.add(main)
    if call.up(call.target_leg) and not _with_customer(call):
        away = transfer is not None and transfer.phase is TransferPhase.AWAY
        if away or not agent_here:
            music.add(aside)
    return places, music


def _with_customer(call: Call) -> bool:
    """Whether the target stands with the customer."""
    transfer = call.view.transfer
    if transfer is None:
        return False
    if transfer.phase is TransferPhase.JOINED:
        return True
    return call.released and transfer.phase in REACHED


def arrange(call: Call) -> list[Order]:
    """Orders that turn what stands into what ought to stand; notes them in the call as done."""
    if not call.open:
        return []
    places, music = wanted(call)
    orders: list[Order] = []
    needed = set(places.values()) | music
    if call.barged:
        needed.add(call_room(call.view.call_id))
    for room in sorted(needed - set(call.rooms)):
        call.rooms.append(room)
        orders.append(OpenRoom(room_id=room))
    for leg, room in list(call.placed.items()):
        if call.leg(leg) is None:
            del call.placed[leg]
        elif places.get(leg) is None:
            del call.placed[leg]
            orders.append(Leave(room_id=room, leg_id=leg))
    for room in sorted(set(call.music) - music):
        call.music.remove(room)
        orders.append(StopMusic(room_id=room))
    for leg, room in sorted(places.items()):
        if call.placed.get(leg) != room:
            call.placed[leg] = room
            orders.append(Join(room_id=room, leg_id=leg))
    for room in sorted(music - set(call.music)):
        call.music.append(room)
        orders.append(StartMusic(room_id=room))
    for room in sorted(set(call.rooms) - needed - {call_room(call.view.call_id)}):
        call.rooms.remove(room)
        orders.append(CloseRoom(room_id=room))
    return orders
