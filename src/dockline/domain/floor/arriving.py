"""Calls come to a team's queue: somebody called a number of ours, or a team is to call one."""

import copy
from typing import Any

from dockline.domain.call import Call, Leg, Wait
from dockline.domain.commands import CallerArrives, QueueCall
from dockline.domain.errors import QueueFull, VoiceUnavailable
from dockline.domain.facts import (
    CallKind,
    CallPhase,
    CallQueued,
    CallView,
    QueueView,
    RecordingState,
)
from dockline.domain.floor import leaving, waiting
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, TeamId
from dockline.domain.orders import (
    RejectLeg,
    TakeLeg,
)
from dockline.domain.space import Team


def arrive(floor: Floor, what: CallerArrives, now: float) -> None:
    team = floor.teams.get(what.team_id)
    if team is None or not floor.engine_up:
        status = 404 if team is None else 503
        floor.order(RejectLeg(leg_id=what.leg_id, sip_status=status))
        return
    goes_to, refused = _destination(floor, team, now)
    call = _queue(
        floor,
        goes_to,
        QueueView(
            team_id=goes_to.team_id,
            team=goes_to.name,
            since=now,
            line_name=what.line_name,
            priority=what.priority,
            skills=what.skills,
        ),
        Wait(
            joined=now,
            may_call_back=what.may_call_back and not waiting.is_owed_one(floor, what.number),
        ),
        now,
        call_id=what.call_id,
        kind=CallKind.INBOUND,
        number=what.number,
        caller_id=what.dialled,
        caller_name=what.caller_name,
    )
    call.legs[what.leg_id] = Leg(what.leg_id, "customer")
    call.customer_leg, call.made = what.leg_id, 1
    floor.order(TakeLeg(leg_id=what.leg_id, tags=floor.tags(call, "customer", None)))
    if refused:
        leaving.turn_away(floor, call, refused, now)


def queue_call(floor: Floor, what: QueueCall, now: float) -> None:
    """A team is to call a number. Raises VoiceUnavailable, QueueFull."""
    team = floor.teams[what.team_id]
    if not floor.engine_up:
        raise VoiceUnavailable
    if floor.queues.waiting(team.team_id) >= team.settings.queue.most_waiting:
        raise QueueFull
    call = _queue(
        floor,
        team,
        QueueView(
            team_id=team.team_id,
            team=team.name,
            since=now,
            line_name="",
            priority=0,
            skills=(),
            callback=True,
        ),
        Wait(joined=now),
        now,
        call_id=what.call_id,
        kind=CallKind.CALLBACK,
        number=what.number,
        caller_id=what.caller_id,
        custom=what.custom,
    )
    floor.keep(call, attempt=True)  # who asked is told that it is kept


def _queue(floor: Floor, team: Team, queue: QueueView, wait: Wait, now: float, **view: Any) -> Call:
    """``view``: further fields of the CallView."""
    off = floor.settings.recording == "off"
    call = Call(
        view=CallView(
            agent_id=AgentId(""),
            team=team.name,
            phase=CallPhase.QUEUED,
            started_at=now,
            recording=RecordingState.NOT_ALLOWED if off else RecordingState.OFF,
            queue=queue,
            **{"custom": {}, **view},
        ),
        team_id=queue.team_id,
        wait=wait,
    )
    call_id = call.view.call_id
    floor.calls[call_id] = call
    floor.watchers[call_id] = set()
    floor.tell(CallQueued(call=copy.copy(call.view)), now)
    floor.keep(call)
    waiting.look(floor, call_id, now)
    waiting.watch_settings(floor, now)
    return call


def _destination(floor: Floor, team: Team, now: float) -> tuple[Team, str]:
    """Whose queue takes a caller of this team; else the team itself, and why none does."""
    first, why = team, ""
    been: set[TeamId] = set()
    while True:
        refused = waiting.refuses(floor, team, now)
        if not refused:
            return team, ""
        why = why or refused
        been.add(team.team_id)
        settings = team.settings.queue
        onward = settings.closed_team if refused == "closed" else settings.overflow_team
        another = floor.teams.get(onward) if onward is not None else None
        if another is None or another.team_id in been:
            return first, why
        team = another
