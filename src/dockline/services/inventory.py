"""What the engine holds when it is found again, shared out among the floors."""

from collections.abc import Mapping

from dockline.domain import orders as o
from dockline.domain.ids import SpaceId, call_of_room
from dockline.domain.signals import EngineBack, Inventory
from dockline.ports.engine import Engine
from dockline.services.mailbox import Mailbox


def share_out(inventory: Inventory, boxes: Mapping[SpaceId, Mailbox], engine: Engine) -> None:
    """Tell each floor what the engine holds of its calls; what is nobody's is taken down."""
    for space_id, box in boxes.items():
        mine = tuple(leg for leg in inventory.legs if leg.tags.space_id == space_id)
        calls = {leg.tags.call_id for leg in mine} | set(box.floor.calls)
        rooms = tuple(room for room in inventory.rooms if call_of_room(room) in calls)
        spies = tuple(spy for spy in inventory.spies if call_of_room(spy) in calls)
        box.post(EngineBack(inventory=Inventory(mine, rooms, inventory.recordings, spies)))
    for leg in inventory.legs:
        if leg.tags.space_id not in boxes:
            engine.submit(o.HangUp(leg_id=leg.leg_id))
    known = {call for box in boxes.values() for call in box.floor.calls}
    known |= {leg.tags.call_id for leg in inventory.legs if leg.tags.space_id in boxes}
    for room in inventory.rooms:
        if call_of_room(room) not in known:
            engine.submit(o.CloseRoom(room_id=room))
    for spy in inventory.spies:
        if call_of_room(spy) not in known:
            engine.submit(o.StopSpy(name=spy))
