"""Callers and callbacks in a team's queue: they come, wait, move on to another team, leave."""

import copy
from collections.abc import Iterable
from typing import Any

from msgspec import structs

from dockline.domain.call import Call, Leg, LegPhase, Wait
from dockline.domain.callinghours import is_open
from dockline.domain.commands import CallerArrives, QueueCall
from dockline.domain.errors import QueueFull, VoiceUnavailable
from dockline.domain.facts import (
    CallKind,
    CallPhase,
    CallQueued,
    CallView,
    LegState,
    Outcome,
    QueueChanged,
    QueueView,
    RecordingState,
)
from dockline.domain.floor import calling, farewells, offering
from dockline.domain.floor.announcing import expected_wait, place_and_wait
from dockline.domain.floor.offering import queue_of, settings_of, wait_of
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId, TeamId
from dockline.domain.orders import (
    Phrase,
    Play,
    RejectLeg,
    Say,
    StartWaiting,
    TakeLeg,
)
from dockline.domain.signals import LegEnded
from dockline.domain.space import Team

CALLBACK_LASTS = 86_400.0
"""Seconds after which a callback that nobody has taken is given up."""
LOOK_AGAIN = 10.0
"""Seconds until what is due and could not be is tried again."""
SETTINGS_SEEN = 2.0
"""Seconds within which those who wait follow settings that were changed."""
LOST = frozenset({"media-lost", "engine-lost", "engine-away", "engine-refused"})
PRESSED_TO_BE_CALLED = "1"


# --- they come ----------------------------------------------------------------------------------


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
        Wait(joined=now, may_call_back=what.may_call_back),
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
        turn_away(floor, call, refused, now)


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
        wait=wait,
    )
    call_id = call.view.call_id
    floor.calls[call_id] = call
    floor.watchers[call_id] = set()
    floor.tell(CallQueued(call=copy.copy(call.view)), now)
    floor.keep(call)
    look(floor, call_id, now)
    if not floor.queues.watched:
        floor.queues.watched = True
        floor.wake(now + SETTINGS_SEEN, "settings", "")
    return call


def _destination(floor: Floor, team: Team, now: float) -> tuple[Team, str]:
    """Whose queue takes a caller of this team; else the team itself, and why none does."""
    first, why = team, ""
    been: set[TeamId] = set()
    while True:
        refused = _refuses(floor, team, now)
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


def _refuses(floor: Floor, team: Team, now: float) -> str:
    """Why a team takes no caller now; empty: it does."""
    settings = team.settings.queue
    zone = settings.time_zone or floor.settings.time_zone
    if settings.hours is not None and not is_open(settings.hours, (zone,), now):
        return "closed"
    if floor.queues.waiting(team.team_id) >= settings.most_waiting:
        return "queue-full"
    since = floor.queues.since
    begins = since is None or now < since + floor.settings.dock_grace_seconds
    return "" if begins or floor.queues.signed_in(team.team_id) else "nobody-signed-in"


# --- they leave ---------------------------------------------------------------------------------


def turn_away(floor: Floor, call: Call, cause: str, now: float) -> None:
    """Tell a caller that nobody is there; the call is over with it."""
    settings = settings_of(floor, call)
    closed = cause == "closed"
    message = settings.closed_message if closed else settings.full_message
    say = () if message else (Say(Phrase.CLOSED if closed else Phrase.NOBODY_FREE),)
    _say_goodbye(floor, call, message, say, now)
    end(floor, call, now, by="system", cause=cause, outcome=Outcome.TURNED_AWAY)


def _say_goodbye(floor: Floor, call: Call, message: str, say: tuple[Say, ...], now: float) -> None:
    """The caller's leg is the call's no more; it hears this, and is hung up."""
    leg = call.leg(call.customer_leg)
    call.customer_leg = None
    if leg is None:
        return
    call.legs.pop(leg.leg_id, None)
    tags = floor.tags(call, "customer", None)
    play = Play(leg_id=leg.leg_id, tags=tags, message=message, say=say)
    farewells.begin(floor, play, now, up=leg.phase is LegPhase.UP, plays=wait_of(call).plays)


def end(
    floor: Floor,
    call: Call,
    now: float,
    *,
    by: str,
    cause: str,
    outcome: Outcome | None = None,
    why: str = "hung-up",
) -> None:
    """A call that waits ends. ``why`` is told to the agent whose dock rings."""
    offering.withdraw(floor, call, why, now)
    on_the_line = call.view.kind is CallKind.INBOUND and not queue_of(call).callback
    if outcome is None:
        outcome = Outcome.ABANDONED if on_the_line else Outcome.CANCELLED
    calling.end(floor, call, now, by=by, cause=cause, outcome=outcome)


def caller_gone(floor: Floor, call: Call, signal: LegEnded, now: float) -> None:
    call.customer_leg = None
    lost = signal.reason in LOST
    cause = signal.reason if lost else "hung-up-waiting"
    end(floor, call, now, by="system" if lost else "customer", cause=cause)


def engine_died(floor: Floor, call: Call, cause: str, now: float) -> None:
    """The callers are gone with it; those who are to be called back keep their places."""
    if call.customer_leg is None:
        offering.withdraw(floor, call, "engine-away", now)
    else:
        end(floor, call, now, by="system", cause=cause, why="engine-away")


# --- they wait ----------------------------------------------------------------------------------


def caller_up(floor: Floor, call: Call, now: float) -> None:
    """Their leg is answered: the greeting, then music."""
    greeting = settings_of(floor, call).greeting
    if greeting:
        _play(floor, call, greeting, ())
    else:
        _greeted(floor, call, now)


def played(floor: Floor, call: Call, now: float) -> None:
    """Something that was said to them has ended."""
    wait = wait_of(call)
    wait.plays = max(0, wait.plays - 1)
    if not wait.greeted:
        _greeted(floor, call, now)


def _greeted(floor: Floor, call: Call, now: float) -> None:
    wait = wait_of(call)
    wait.greeted, wait.said_at = True, now
    if call.customer_leg is not None:
        floor.order(StartWaiting(leg_id=call.customer_leg))
    floor.queues.follow(call)
    floor.keep(call)
    look(floor, call.view.call_id, now)


def digit(floor: Floor, call: Call, pressed: str, now: float) -> None:
    """1: they hang up, and are called back in their turn."""
    queue, wait = queue_of(call), wait_of(call)
    after = settings_of(floor, call).callback_after
    if pressed != PRESSED_TO_BE_CALLED or after is None or not wait.may_call_back:
        return
    if now < queue.since + after or not call.up(call.customer_leg) or call.agent_leg is not None:
        return  # not offered yet, or an agent is about to have them
    _say_goodbye(floor, call, "", (Say(Phrase.CALLBACK_KEPT),), now)
    queue = structs.replace(queue, callback=True)
    floor.tell(QueueChanged(call_id=call.view.call_id, team=call.view.team, queue=queue), now)
    floor.keep(call)
    look(floor, call.view.call_id, now)


def look(floor: Floor, call_id: CallId, now: float) -> None:
    """The alarm of a call that waits: whatever is due, and when to look again."""
    call = floor.calls.get(call_id)
    if call is None or call.view.phase is not CallPhase.QUEUED:
        return
    wait = wait_of(call)
    if wait.looks_at is not None and wait.looks_at <= now:
        wait.looks_at = None
    if offering.rings(call):
        if call.offer_until is not None and now < call.offer_until:
            return  # the end of the offer wakes it
        offering.over(floor, call, now)
    if now >= _longest(floor, call):
        if queue_of(call).callback:
            end(floor, call, now, by="system", cause="waited-longest")
        else:
            turn_away(floor, call, "waited-longest", now)
        return
    _overflow(floor, call, now)
    offering.look_at_passed(floor, call, now)
    _announce(floor, call, now)
    times = [at for at in _times(floor, call, now) if at is not None and at > now]
    if wait.looks_at is None or min(times) < wait.looks_at:
        wait.looks_at = min(times)
        floor.wake(wait.looks_at, "queue", call_id)


def _longest(floor: Floor, call: Call) -> float:
    queue = queue_of(call)
    longest = settings_of(floor, call).longest_wait
    return queue.since + (CALLBACK_LASTS if queue.callback else longest)


def _times(floor: Floor, call: Call, now: float) -> list[float | None]:
    """When there will be something to do."""
    settings, wait = settings_of(floor, call), wait_of(call)
    overflows = wait.joined + settings.overflow_after if _onward(floor, call) else None
    again = wait.rests_until if wait.passed else None
    times = [overflows, again, *_words_due(floor, call)]
    # What was due and could not be is tried again.
    return [_longest(floor, call), *(now + LOOK_AGAIN if at and at <= now else at for at in times)]


def _onward(floor: Floor, call: Call) -> Team | None:
    """The team it goes to when it has waited for long; None: it stays."""
    onward = settings_of(floor, call).overflow_team
    if onward is None or onward in wait_of(call).been:
        return None
    return floor.teams.get(onward)


def _overflow(floor: Floor, call: Call, now: float) -> None:
    queue, wait = queue_of(call), wait_of(call)
    team = _onward(floor, call)
    if team is None or now < wait.joined + settings_of(floor, call).overflow_after:
        return
    if _refuses(floor, team, now):
        return
    wait.been.append(queue.team_id)
    wait.joined = now
    wait.passed.clear()
    after = structs.replace(queue, team_id=team.team_id, team=team.name)
    floor.tell(QueueChanged(call_id=call.view.call_id, team=team.name, queue=after), now)
    floor.keep(call)


def _words_due(floor: Floor, call: Call) -> tuple[float | None, float | None]:
    """When their place is told next, and when it is told first that they may be called back."""
    settings, wait, queue = settings_of(floor, call), wait_of(call), queue_of(call)
    if queue.callback or not wait.greeted or not call.up(call.customer_leg):
        return None, None
    place = wait.said_at + settings.say_every if settings.say_every > 0 else None
    after = settings.callback_after
    offers = after is not None and wait.may_call_back and not wait.told_callback
    return place, queue.since + (after or 0.0) if offers else None


def _announce(floor: Floor, call: Call, now: float) -> None:
    settings, wait, queue = settings_of(floor, call), wait_of(call), queue_of(call)
    place_at, callback_at = _words_due(floor, call)
    if not any(at is not None and now >= at for at in (place_at, callback_at)):
        return
    if wait.plays:
        return  # the last one is not over yet
    wait.said_at = now
    say: tuple[Say, ...] = ()
    if place_at is not None and now >= place_at:
        team_id, place = queue.team_id, floor.queues.place(call.view.call_id)
        agents = len(floor.queues.working(team_id))
        expected = expected_wait(place, agents, floor.queues.handling(team_id))
        say = place_and_wait(settings, place, expected)
    after = settings.callback_after
    offers = after is not None and wait.may_call_back and now >= queue.since + after
    if offers and not settings.callback_message:
        say = (*say, Say(Phrase.CALLBACK_OFFER))
    if say:
        _play(floor, call, "", say)
    if offers and settings.callback_message:
        _play(floor, call, settings.callback_message, ())
    wait.told_callback = wait.told_callback or offers


def _play(floor: Floor, call: Call, message: str, say: tuple[Say, ...]) -> None:
    leg_id = call.customer_leg
    assert leg_id is not None
    wait_of(call).plays += 1
    tags = floor.tags(call, "customer", None)
    floor.order(Play(leg_id=leg_id, tags=tags, message=message, say=say))


def settle(floor: Floor, stirred: Iterable[AgentId], now: float) -> None:
    """Offer those who wait to those who are free. Settings that were changed hold for all of them
    at once."""
    queues = floor.queues
    if queues.since is None:
        queues.since = now
    if queues.settings is not floor.settings:
        queues.settings, stirred = floor.settings, list(floor.agents)
    offering.seat(floor, stirred)
    if queues.teams is not floor.teams:
        queues.teams = floor.teams
        for call_id in queues.calls():
            look(floor, call_id, now)
    offering.match(floor, now)


def needs_settling(floor: Floor) -> bool:
    queues = floor.queues
    changed = queues.settings is not floor.settings or queues.teams is not floor.teams
    return changed or queues.stirred


def settings_seen(floor: Floor, _whom: str, now: float) -> None:
    """The alarm while anybody waits: any step looks whether settings were changed."""
    floor.queues.watched = bool(floor.queues.calls())
    if floor.queues.watched:
        floor.wake(now + SETTINGS_SEEN, "settings", "")


# --- after a gap --------------------------------------------------------------------------------


def found_up(floor: Floor, call: Call, now: float) -> None:
    """The engine was away and still has them: what was said to them is over, music goes on."""
    wait_of(call).plays = 0
    _greeted(floor, call, now)


def restore_waiting(floor: Floor, call: Call, now: float) -> None:
    """Put a call that waited before a restart back in its place. The dock that rang rings no more;
    who is free is asked again."""
    view, wait = call.view, wait_of(call)
    view.queue = structs.replace(queue_of(call), offered_to=None, offered_at=None)
    view.agent_leg = LegState.NONE
    call.agent_leg, call.offer_until = None, None
    for leg in call.legs.values():
        if leg.leg_id != call.customer_leg:
            leg.phase = LegPhase.GONE  # found up, it is hung up
    wait.plays, wait.looks_at = 0, None
    floor.calls[view.call_id] = call
    floor.watchers.setdefault(view.call_id, set())
    floor.queues.follow(call)
    floor.wake(now, "queue", view.call_id)
    if not floor.queues.watched:
        floor.queues.watched = True
        floor.wake(now + SETTINGS_SEEN, "settings", "")
