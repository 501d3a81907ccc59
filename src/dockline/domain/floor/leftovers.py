"""Legs that the dialer of before a restart dialled, and whose line nobody knows any more.

One that rings may not be hung up before it has rung its least; who answers it, or has answered it
meanwhile, hears the message of a call for which no agent is free, and is told as abandoned. Where
it is listened to for an answering machine, that is waited for first: a machine is hung up on.
"""

from dockline.domain.facts import LineAbandoned, LineAnswered, LineEnded, LineMachine
from dockline.domain.floor.state import Floor, Leftover
from dockline.domain.ids import LegId
from dockline.domain.orders import HangUp, Play, Tags
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing.answering import LEAST_RING
from dockline.domain.signals import LegEnded, LegJudged, LegSeen, Verdict


def is_one(leg: LegSeen) -> bool:
    """A lead of the dialer that stands in no room; not one that an agent called from a card."""
    tags = leg.tags
    alone = tags.role == "customer" and tags.agent_id is None and leg.room_id is None
    return alone and tags.lead_id is not None


def found(floor: Floor, leg: LegSeen, now: float) -> None:
    leg_id, tags = leg.leg_id, leg.tags
    if leg_id not in floor.apologised:
        floor.leftovers.setdefault(leg_id, Leftover(leg.listens))
    if leg.state == "up" and leg.verdict is not None:
        judged(floor, LegJudged(leg_id, tags, leg.verdict, ""), now)
    elif leg.state == "up":
        answered(floor, leg_id, tags, now)
    elif leg.state == "ringing":
        ringing(floor, leg_id, now)
    # else its ringing is told, or the engine gives it up


def ringing(floor: Floor, leg_id: LegId, now: float) -> None:
    """For how long already nobody knows."""
    left = floor.leftovers[leg_id]
    if not left.rang:
        left.rang = True
        floor.wake(now + LEAST_RING, "leftover", leg_id)


def answered(floor: Floor, leg_id: LegId, tags: Tags, now: float) -> None:
    left = floor.leftovers.get(leg_id)
    if left is None or not left.listens:
        _person(floor, leg_id, tags, now)
    else:
        left.up = True


def judged(floor: Floor, signal: LegJudged, now: float) -> None:
    left = floor.leftovers.get(signal.leg_id)
    if left is None or left.outcome is not None:
        return
    left.listens = False
    if signal.verdict is not Verdict.MACHINE:
        _person(floor, signal.leg_id, signal.tags, now)
        return
    left.outcome = AttemptOutcome.MACHINE
    floor.tell(LineMachine(signal.tags.call_id), now)
    floor.order(HangUp(leg_id=signal.leg_id))


def _person(floor: Floor, leg_id: LegId, tags: Tags, now: float) -> None:
    floor.leftovers.pop(leg_id, None)
    if leg_id not in floor.apologised:
        floor.apologised.add(leg_id)
        floor.tell(LineAnswered(tags.call_id), now)
        floor.tell(LineAbandoned(tags.call_id), now)
        floor.order(Play(leg_id=leg_id, tags=tags, message=""))


def ended(floor: Floor, signal: LegEnded, now: float) -> None:
    """Of those that a person answered all is told."""
    left = floor.leftovers.pop(signal.leg_id, None)
    if left is not None:
        call_id, outcome = signal.tags.call_id, left.outcome or AttemptOutcome.INTERRUPTED
        floor.tell(LineEnded(call_id, outcome, "server-restarted", signal.sip_status), now)


def rung(floor: Floor, leg_id: LegId, _now: float) -> None:
    """The alarm: it has rung its least."""
    left = floor.leftovers.get(leg_id)
    if left is not None and not left.up:
        floor.order(HangUp(leg_id=leg_id, if_unanswered=True))
