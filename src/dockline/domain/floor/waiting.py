"""Callers and callbacks wait in a team's queue: what they hear, where they go, who is offered
them."""

from collections.abc import Iterable

from msgspec import structs

from dockline.domain.call import Call, LegPhase
from dockline.domain.callinghours import is_open
from dockline.domain.facts import (
    CallPhase,
    LegState,
    QueueChanged,
)
from dockline.domain.floor import leaving, offering
from dockline.domain.floor.announcing import expected_wait, place_and_wait
from dockline.domain.floor.offering import queue_of, settings_of, wait_of
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId
from dockline.domain.orders import (
    Phrase,
    Play,
    Say,
    StartWaiting,
)
from dockline.domain.space import Team

CALLBACK_LASTS = 86_400.0
"""Seconds after which a callback that nobody has taken is given up."""
LOOK_AGAIN = 10.0
"""Seconds until what is due and could not be is tried again."""
SETTINGS_SEEN = 2.0
"""Seconds within which those who wait follow settings that were changed."""
PRESSED_TO_BE_CALLED = "1"


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


def watch_settings(floor: Floor, now: float) -> None:
    """Somebody waits: see to it that settings which are changed are seen."""
    if not floor.queues.watched:
        floor.queues.watched = True
        floor.wake(now + SETTINGS_SEEN, "settings", "")


def settings_seen(floor: Floor, _whom: str, now: float) -> None:
    """The alarm while anybody waits: any step looks whether settings were changed."""
    floor.queues.watched = bool(floor.queues.calls())
    if floor.queues.watched:
        floor.wake(now + SETTINGS_SEEN, "settings", "")


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
    if is_owed_one(floor, call.view.number):
        return
    leaving.say_goodbye(floor, call, "", (Say(Phrase.CALLBACK_KEPT),), now)
    queue = structs.replace(queue, callback=True)
    floor.tell(QueueChanged(call_id=call.view.call_id, team=call.view.team, queue=queue), now)
    floor.keep(call)
    look(floor, call.view.call_id, now)


def is_owed_one(floor: Floor, number: str) -> bool:
    """Whether that number is to be called back already. Anybody can say it is theirs: it is rung
    once for all who do."""
    queued = (floor.calls[call_id].view for call_id in floor.queues.calls())
    return any(one.number == number and one.queue and one.queue.callback for one in queued)


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
            leaving.end(floor, call, now, by="system", cause="waited-longest")
        else:
            leaving.turn_away(floor, call, "waited-longest", now)
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
    if refuses(floor, team, now):
        return
    wait.been.append(queue.team_id)
    wait.joined = now
    wait.passed.clear()
    call.team_id = team.team_id
    after = structs.replace(queue, team_id=team.team_id, team=team.name)
    floor.tell(QueueChanged(call_id=call.view.call_id, team=team.name, queue=after), now)
    floor.keep(call)


def refuses(floor: Floor, team: Team, now: float) -> str:
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
        _play(floor, call, settings.callback_message, (), (Say(Phrase.CALLBACK_OFFER),))
    wait.told_callback = wait.told_callback or offers


def _play(
    floor: Floor, call: Call, message: str, say: tuple[Say, ...], instead: tuple[Say, ...] = ()
) -> None:
    leg_id = call.customer_leg
    assert leg_id is not None
    wait_of(call).plays += 1
    tags = floor.tags(call, "customer", None)
    floor.order(Play(leg_id, tags, message, say, instead))


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
    watch_settings(floor, now)
