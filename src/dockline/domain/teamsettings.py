"""How a team's queues behave, for calls and for chats, as plain data.

Durations are seconds. Recordings are named as `dockline.domain.messages` has it; where none is
named the engine's own words are used.
"""

from typing import Annotated

from msgspec import Meta, Struct

from dockline.domain.callinghours import CallingHours
from dockline.domain.ids import TeamId

Skill = Annotated[str, Meta(min_length=1, max_length=40)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Share = Annotated[float, Meta(ge=0, le=1)]


class NumberRoute(Struct, frozen=True):
    """A number of ours that leads to a team's queue; it leads to one team on the whole server."""

    number: Annotated[str, Meta(pattern=r"^[0-9]{1,20}$")]
    """As the trunk says it in the request: digits, without the plus."""
    name: Annotated[str, Meta(max_length=80)] = ""
    """What it is called ("Order line"), shown to the agent who is rung."""
    skills: tuple[Skill, ...] = ()
    """Only agents who have all of them are rung."""
    priority: Annotated[int, Meta(ge=-99, le=99)] = 0
    """Callers of a higher one come before all others who wait."""


class QueueSettings(Struct, frozen=True):
    """A team's queue for calls."""

    numbers: tuple[NumberRoute, ...] = ()
    greeting: str = ""
    """Recording played first; empty: none."""
    say_place: bool = True
    """Tell a caller their place in the line ..."""
    say_wait: bool = True
    """... and how long it may take, ..."""
    say_every: Seconds = 45.0
    """... first after this long, and again each time; 0: never."""
    hours: CallingHours | None = None
    """None: always open."""
    time_zone: str = ""
    """Of the hours; empty: the space's."""
    closed_message: str = ""
    closed_team: TeamId | None = None
    """Outside the hours callers go there instead; None: they hear the message, and it ends."""
    overflow_team: TeamId | None = None
    """Also of the callers who have waited ``overflow_after``, and of those who find the queue full
    or nobody signed in."""
    overflow_after: Seconds = 120.0
    most_waiting: Annotated[int, Meta(ge=1, le=10_000)] = 100
    longest_wait: Annotated[float, Meta(ge=10, le=86_400)] = 1800.0
    """Then a caller is told that nobody is free, and the call ends."""
    full_message: str = ""
    """For those who find it full, or have waited longest."""
    callback_after: Seconds | None = None
    """From then on a caller may press 1, hang up, and be called back in their turn; None: never."""
    callback_message: str = ""
    """Says that 1 may be pressed."""
    ring_seconds: Annotated[float, Meta(ge=3, le=120)] = 20.0
    """An agent who has not answered by then is passed over, and paused where ``miss_pauses``."""
    miss_pauses: bool = True
    wrap_up_seconds: Seconds | None = None
    """None: the space's."""
    service_seconds: Seconds = 20.0
    """The service level is the share of callers answered within so long, ..."""
    service_target: Share = 0.8
    """... and ought to be at least this."""


class CannedReply(Struct, frozen=True):
    name: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,30}$")]
    """Typed after a slash."""
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class ChatQueueSettings(Struct, frozen=True):
    """A team's queue for chats."""

    open: bool = True
    """Whether visitors may chat with this team."""
    hours: CallingHours | None = None
    time_zone: str = ""
    welcome: Annotated[str, Meta(max_length=400)] = "Hello. How can we help?"
    closed_text: Annotated[str, Meta(max_length=400)] = "We are closed now. Please come back later."
    most_waiting: Annotated[int, Meta(ge=1, le=10_000)] = 200
    chats_per_agent: Annotated[int, Meta(ge=0, le=50)] = 3
    """Where the agent has no limit of their own."""
    unanswered_seconds: Seconds = 120.0
    """An agent who has neither written nor typed for so long in a chat that is new to them loses
    it to the next; 0: never."""
    idle_seconds: Seconds = 1800.0
    """A chat in which nobody wrote for so long ends by itself; 0: never."""
    canned: tuple[CannedReply, ...] = ()
    service_seconds: Seconds = 60.0
    service_target: Share = 0.8


class AlertSettings(Struct, frozen=True):
    """From when on the board shows a figure as over its limit; None: never."""

    calls_waiting: Annotated[int, Meta(ge=1)] | None = 5
    call_wait: Seconds | None = 60.0
    chats_waiting: Annotated[int, Meta(ge=1)] | None = 5
    chat_wait: Seconds | None = 120.0
    wrap_up: Seconds | None = 180.0
    paused: Seconds | None = 1800.0


class TeamSettings(Struct, frozen=True):
    queue: QueueSettings = QueueSettings()
    chat: ChatQueueSettings = ChatQueueSettings()
    alerts: AlertSettings = AlertSettings()
