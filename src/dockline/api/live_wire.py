"""What ``/pulse-api/live`` answers and ``/pulse-api/stream`` sends: the same objects.

Durations are whole seconds, as of ``as_of``. Beside the fields that `api.md` names there are some
of our own; boards show nothing that is not here.

The stream's events are ``snapshot`` (`Snapshot`), then ``change`` (`Change`), each with an ``id``,
and ``beat`` (`LiveBeat`), without one, every two seconds. Within a second an agent is in at most
four changes.
"""

from msgspec import Struct


class Activity(Struct, frozen=True):
    active: bool
    duration: int
    """Whole seconds."""


class ChatActivity(Struct, frozen=True):
    active: bool
    duration: int
    count: int


class LiveCall(Struct, frozen=True):
    """The call that an agent is in, or is rung for, or wraps up."""

    call_id: str
    kind: str
    direction: str
    """``outbound`` or ``inbound``."""
    number: str
    team_name: str
    campaign: str
    """Empty: of none."""
    duration: int
    """Since it was answered; before that since it began."""
    monitored_by: list[str]
    """Names of supervisors who listen, whisper or have barged in."""


class LiveAgent(Struct, frozen=True):
    agent_id: str
    agent_name: str
    username: str
    teams: list[str]
    status: str
    """``Talking``, ``Chatting`` or ``Online``; the first of them that holds."""
    duration: int
    """Whole seconds of that status."""
    talking: Activity
    chatting: ChatActivity
    online: Activity
    state: str
    """``ready``, ``paused``, ``ringing``, ``dialling``, ``talking``, ``held``, ``wrap_up``."""
    state_duration: int
    pause_reason: str
    call: LiveCall | None
    rejoining: bool
    """Their dock is gone in mid-call, and awaited."""
    alerts: list[str]
    """``wrap-up-long``, ``paused-long``: over the team's limits."""
    limit: float | None
    """How long the state may last before it is, seconds: the narrowest of their teams'."""


class LiveLimits(Struct, frozen=True):
    """From where on a team's figures are over (`AlertSettings`); None: never."""

    calls_waiting: int | None
    call_wait: float | None
    """Seconds."""
    chats_waiting: int | None
    chat_wait: float | None


class LiveTeam(Struct, frozen=True):
    team_id: str
    team_name: str
    call_queue_count: int
    chat_queue_count: int
    longest_call_wait: int
    longest_chat_wait: int
    agents_online: int
    agents_ready: int
    callbacks_waiting: int
    """Of the call queue's: those whose callers are to be called back."""
    calls_offered: int
    """Came into the queue since midnight in the space's time zone, ..."""
    calls_answered: int
    calls_abandoned: int
    service_level: float | None
    """... the share of those that ended their wait that was answered within ``service_seconds``;
    None: none has."""
    service_seconds: float
    service_target: float
    alerts: list[str]
    """``calls-waiting``, ``call-wait``, ``chats-waiting``, ``chat-wait``, ``service-level``: over
    the team's limits."""
    limits: LiveLimits


class LiveCampaign(Struct, frozen=True):
    campaign_id: str
    campaign: str
    team_name: str
    mode: str
    run_state: str
    lines: int
    """Calls of the dialer that ring or wait for an agent."""
    connected: int
    """Its conversations that go on."""
    dials: int
    """In the abandon cap's window, ..."""
    answers: int
    """... of which a person answered so many, ..."""
    abandoned: int
    """... and so many found no agent."""
    dials_per_contact: float | None
    answer_rate: float | None
    abandon_rate: float | None
    """``abandoned`` of ``answers``; None: nobody has answered."""
    abandon_cap: float
    window_days: float
    leads_left: int
    explain: str
    """What the dialer decided last, and why, in a sentence; empty where it decides nothing."""
    alerts: list[str]
    """``cap-near``, ``cap-over``, ``no-leads``."""


class LiveLines(Struct, frozen=True):
    """The trunk, all spaces together."""

    in_use: int
    in_setup: int
    most_in_setup: int | None
    """None: there is no trunk."""


class Trend(Struct, frozen=True):
    """Calls that waited in a team's queue, sampled."""

    team_name: str
    step_seconds: int
    ends_at: str
    """RFC 3339: when the last one was taken."""
    waiting: list[int]
    """Oldest first; the most of each step."""


class LiveAnswer(Struct, frozen=True):
    success: bool
    as_of: str
    """RFC 3339."""
    agents: list[LiveAgent]
    teams: list[LiveTeam]
    unknown_teams: list[str]
    campaigns: list[LiveCampaign]
    lines: LiveLines
    engine_up: bool


class Snapshot(Struct, frozen=True):
    as_of: str
    agents: list[LiveAgent]
    teams: list[LiveTeam]
    campaigns: list[LiveCampaign]
    lines: LiveLines
    engine_up: bool
    trends: list[Trend]
    """The last two hours."""


class Change(Struct, frozen=True):
    """What is new since the event before; what is empty or null is as it was."""

    as_of: str
    agents: list[LiveAgent] = []
    gone: list[str] = []
    """``agent_id`` of those who went offline."""
    teams: list[LiveTeam] = []
    campaigns: list[LiveCampaign] = []
    campaigns_gone: list[str] = []
    lines: LiveLines | None = None
    engine_up: bool | None = None
    trends: list[Trend] = []
    """Once a step, with one sample each: to be appended."""


class LiveBeat(Struct, frozen=True):
    as_of: str
