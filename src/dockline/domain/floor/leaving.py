"""Callers leave the queue: they hang up, are told that nobody is there, or the engine dies."""

from dockline.domain.call import Call, LegPhase
from dockline.domain.facts import (
    CallKind,
    Outcome,
)
from dockline.domain.floor import calling, farewells, offering
from dockline.domain.floor.offering import queue_of, settings_of, wait_of
from dockline.domain.floor.state import Floor
from dockline.domain.orders import (
    Phrase,
    Play,
    Say,
)
from dockline.domain.signals import LegEnded

LOST = frozenset({"media-lost", "engine-lost", "engine-away", "engine-refused"})


def turn_away(floor: Floor, call: Call, cause: str, now: float) -> None:
    """Tell a caller that nobody is there; the call is over with it."""
    settings = settings_of(floor, call)
    closed = cause == "closed"
    message = settings.closed_message if closed else settings.full_message
    words = (Say(Phrase.CLOSED if closed else Phrase.NOBODY_FREE),)
    say_goodbye(floor, call, message, words, now)
    end(floor, call, now, by="system", cause=cause, outcome=Outcome.TURNED_AWAY)


def say_goodbye(floor: Floor, call: Call, message: str, words: tuple[Say, ...], now: float) -> None:
    """The caller's leg is the call's no more; it hears the message, or else these words, and is
    hung up."""
    leg = call.leg(call.customer_leg)
    call.customer_leg = None
    if leg is None:
        return
    call.legs.pop(leg.leg_id, None)
    tags = floor.tags(call, "customer", None)
    play = Play(leg.leg_id, tags, message, say=() if message else words, instead=words)
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
