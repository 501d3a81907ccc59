"""The figures of reports; docs/operators.md has what each of them counts."""

from collections.abc import Iterable

from msgspec import Struct

from dockline.ports.report_store import AgentFigures, CallFigures, ChatFigures

INBOUND_KIND = "inbound"


class CallCounts(Struct, frozen=True):
    """How many calls there were, and how those fared that came in."""

    calls: int = 0
    inbound: int = 0
    outbound: int = 0
    reached: int = 0
    """Of those that went out: somebody answered."""
    offered: int = 0
    """Came into a team's queue."""
    answered: int = 0
    """Of those offered."""
    abandoned: int = 0
    """Of those offered: hung up before an agent had them."""
    turned_away: int = 0
    """Of those offered: waited, and were told that nobody is there."""
    called_back: int = 0
    """Of those offered: hung up, and were called back in their turn."""
    missed: int = 0
    """Came in and never got into a queue: closed, full, or nobody signed in."""


class Handling(Struct, frozen=True):
    """What was worked on the calls that were answered."""

    answered: int = 0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrap_up_seconds: float = 0.0
    handle_seconds: float | None = None
    """All three together for each call that was answered; None: there was none."""


class ServiceFigures(Struct, frozen=True):
    """How long those who called had to wait."""

    offered: int = 0
    answered: int = 0
    in_time: int = 0
    """Answered within their team's target."""
    lost: int = 0
    """Abandoned, or turned away after a wait."""
    level: float | None = None
    """``in_time`` for each that was answered or lost; None: there was none."""
    answer_seconds: float | None = None
    """The average wait of those that were answered."""
    longest_seconds: float = 0.0
    """The longest wait of those that were answered or lost."""
    abandon_rate: float | None = None
    """``lost`` for each that was answered or lost."""


class ChatCounts(Struct, frozen=True):
    chats: int = 0
    answered: int = 0
    abandoned: int = 0
    """Ended before an agent had them."""
    in_time: int = 0
    """Answered within their team's target."""
    level: float | None = None
    """``in_time`` for each that was answered or abandoned; None: there was none."""
    wait_seconds: float | None = None
    """The average wait of those that were answered."""
    longest_seconds: float = 0.0
    duration_seconds: float | None = None
    """The average of those that are over, from the answer to the end."""


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def counts_of(figures: Iterable[CallFigures]) -> CallCounts:
    every = list(figures)
    came_in = [one for one in every if one.kind == INBOUND_KIND]
    outbound = [one for one in every if one.direction == "outbound"]
    calls = sum(one.calls for one in every)
    out = sum(one.calls for one in outbound)
    missed = sum(one.not_queued for one in came_in)
    return CallCounts(
        calls=calls,
        inbound=calls - out,
        outbound=out,
        reached=sum(one.answered for one in outbound),
        offered=sum(one.calls for one in came_in) - missed,
        answered=sum(one.answered for one in came_in),
        abandoned=sum(one.abandoned for one in came_in),
        turned_away=sum(one.turned_away for one in came_in),
        called_back=sum(one.calls for one in came_in if one.direction == "outbound"),
        missed=missed,
    )


def handling_of(
    figures: Iterable[CallFigures | AgentFigures], wrap_up_seconds: float = 0.0
) -> Handling:
    answered, talk, hold = 0, 0.0, 0.0
    for one in figures:
        answered += one.answered
        talk += one.talk_seconds
        hold += one.hold_seconds
    return Handling(
        answered, talk, hold, wrap_up_seconds, ratio(talk + hold + wrap_up_seconds, answered)
    )


def service_of(figures: Iterable[CallFigures]) -> ServiceFigures:
    came_in = [one for one in figures if one.kind == INBOUND_KIND]
    answered = sum(one.answered for one in came_in)
    in_time = sum(one.in_time for one in came_in)
    lost = sum(one.abandoned + one.turned_away for one in came_in)
    return ServiceFigures(
        offered=sum(one.calls - one.not_queued for one in came_in),
        answered=answered,
        in_time=in_time,
        lost=lost,
        level=ratio(in_time, answered + lost),
        answer_seconds=ratio(sum(one.wait_seconds for one in came_in), answered),
        longest_seconds=max((one.longest_wait for one in came_in), default=0.0),
        abandon_rate=ratio(lost, answered + lost),
    )


def chats_of(figures: Iterable[ChatFigures]) -> ChatCounts:
    every = list(figures)
    answered = sum(one.answered for one in every)
    abandoned = sum(one.abandoned for one in every)
    in_time = sum(one.in_time for one in every)
    return ChatCounts(
        chats=sum(one.chats for one in every),
        answered=answered,
        abandoned=abandoned,
        in_time=in_time,
        level=ratio(in_time, answered + abandoned),
        wait_seconds=ratio(sum(one.wait_seconds for one in every), answered),
        longest_seconds=max((one.longest_wait for one in every), default=0.0),
        duration_seconds=ratio(
            sum(one.duration_seconds for one in every), sum(one.ended for one in every)
        ),
    )
