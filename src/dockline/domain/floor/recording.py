"""Recordings of a call: begun, stopped, broken off. The customer's leg is what is recorded."""

from dockline.domain.call import Call
from dockline.domain.facts import RecordingChanged, RecordingState
from dockline.domain.floor.state import Floor
from dockline.domain.orders import StartRecording, StopRecording
from dockline.domain.signals import RecordingEnded


def start(floor: Floor, call: Call, now: float) -> None:
    if call.view.recording is not RecordingState.OFF or call.customer_leg is None:
        return
    if not floor.engine_up:
        return  # ordered in a gap it would begin beside the one that is begun at the gap's end
    name = f"{call.view.call_id}-{len(call.recordings) + 1}"
    call.recordings.append(name)
    tags = floor.tags(call, "customer", call.view.agent_id)
    floor.order(StartRecording(leg_id=call.customer_leg, tags=tags, name=name))
    floor.tell(RecordingChanged(call_id=call.view.call_id, recording=RecordingState.ON), now)
    floor.keep(call)


def stop(floor: Floor, call: Call, now: float) -> None:
    if call.view.recording is RecordingState.ON:
        floor.order(StopRecording(name=call.recordings[-1]))
        floor.tell(RecordingChanged(call_id=call.view.call_id, recording=RecordingState.OFF), now)
        floor.keep(call)  # else a restart would find it broken off, and begin another one


def ended(floor: Floor, signal: RecordingEnded, now: float) -> None:
    """Where nobody has stopped it, it broke off or could not be begun: nobody is to believe that
    the call is recorded. Another one may be begun."""
    call = floor.calls.get(signal.tags.call_id)
    if call is None or not call.open or call.view.recording is not RecordingState.ON:
        return
    if not floor.engine_up:
        return  # in a gap: what is to be done about it is found out at its end
    if signal.name == call.recordings[-1]:
        off = RecordingChanged(call_id=call.view.call_id, recording=RecordingState.OFF)
        floor.tell(off, now)
        floor.keep(call)
