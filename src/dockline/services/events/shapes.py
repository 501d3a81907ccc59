"""The ``data`` of events. Fields are added to them, and never taken away or given another meaning.

Times are RFC 3339, in UTC. Numbers are the digits of E.164 without the plus.
"""

from typing import Any

from msgspec import Struct


class Person(Struct, frozen=True):
    """An agent."""

    agent_id: str
    login: str
    name: str


class CallLead(Struct, frozen=True):
    """The lead that a call is made for."""

    lead_id: str
    campaign_id: str
    campaign: str
    source: str
    """Its dial list's name."""
    external_id: str
    attempts: int
    """Made before this one."""


class CallQueue(Struct, frozen=True):
    """A call's wait for an agent."""

    team: str
    since: str
    line_name: str
    callback: bool
    """Nobody is on the line: the number is dialled when an agent has taken it."""
    offered_to: Person | None
    missed: int
    """How many agents have let it ring."""


class Call(Struct, frozen=True):
    call_id: str
    kind: str
    """``click_to_call``, ``manual``, ``preview``, ``dialer``, ``inbound``, ``callback``."""
    phase: str
    """``queued``, ``waiting``, ``dialling``, ``ringing``, ``talking``, ``held``, ``ended``."""
    agent: Person | None
    """Whose it is; null while it waits in a queue."""
    team: str
    number: str
    """The customer's; empty where it is withheld."""
    caller_id: str
    """The number of ours that they see, or have called."""
    started_at: str
    ringing_at: str | None
    answered_at: str | None
    ended_at: str | None
    hold_seconds: float
    outcome: str | None
    """``answered``, ``busy``, ``no_answer``, ``rejected``, ``invalid_number``,
    ``carrier_failure``, ``cancelled``, ``abandoned``, ``turned_away``; null while it goes on."""
    ended_by: str
    """``agent``, ``customer``, ``target``, ``system``; empty while it goes on."""
    cause: str
    """Why it ended, in stable kebab-case."""
    sip_status: int | None
    note: str
    disposition: str
    """Its code, of a campaign's lead; else its name. Empty: none was chosen."""
    lead: CallLead | None
    queue: CallQueue | None


class CallData(Struct, frozen=True):
    call: Call


class RecordingData(Struct, frozen=True):
    call: Call
    recording: str
    """``on`` or ``off``."""


class RecordingFile(Struct, frozen=True):
    call_id: str
    file: str
    """Its name; `POST /manage/api/analytics/sessions` gives a link to it."""
    seconds: float
    call: Call | None
    """null where it is not known any more."""


class TransferData(Struct, frozen=True):
    call: Call
    blind: bool
    target_kind: str
    """``agent`` or ``number``; empty where the transfer came to nothing."""
    target: str
    """The agent's id, or the number."""
    target_name: str
    phase: str
    """``asking``, ``ringing``, ``talking``, ``away``, ``joined``; empty: it came to nothing."""
    failed: str
    """Why it came to nothing."""


class BargeData(Struct, frozen=True):
    call: Call
    supervisor: str
    """Empty: they left it."""


class OfferData(Struct, frozen=True):
    call: Call | None
    call_id: str
    agent: Person
    why: str
    """``missed``, ``declined``, ``unreachable``, ``left``, ``hung-up``, ``answered-elsewhere``,
    ``engine-away``."""


class AgentData(Struct, frozen=True):
    agent: Person
    teams: list[str]
    state: str
    """``offline``, ``ready``, ``paused``, ``ringing``, ``dialling``, ``talking``, ``held``,
    ``wrap_up``."""
    since: str
    pause_reason: str
    until: str | None
    """When a wrap-up ends by itself."""
    call_id: str | None


class CardData(Struct, frozen=True):
    agent: Person
    lead_id: str
    campaign_id: str
    campaign: str
    number: str
    why: str
    """Of a card that is gone: ``accepted``, ``skipped``, ``callback``, ``do-not-call``, ``paused``,
    ``call``, ``chat``, ``left``, ``too-long``, ``campaign``, ``moved``; else empty."""


class LineData(Struct, frozen=True):
    """A call of the dialer that no agent is in yet."""

    call_id: str
    lead_id: str
    campaign_id: str
    campaign: str
    team: str
    number: str
    caller_id: str
    started_at: str | None
    agent: Person | None
    """Of one that is connected."""
    outcome: str | None
    """Of one that has ended."""
    cause: str
    sip_status: int | None


class Attempt(Struct, frozen=True):
    attempt_id: str
    call_id: str
    caller_id: str
    round: int
    agent: Person | None
    dialled_at: str
    answered_at: str | None
    ended_at: str | None
    outcome: str | None
    judged: str | None
    """What the agent found it to be instead."""
    disposition: str
    """Its code."""


class LeadData(Struct, frozen=True):
    lead_id: str
    campaign_id: str
    campaign: str
    source: str
    """Its dial list's name."""
    number: str
    state: str
    """``dialling``, ``connected``, ``retry``, ``callback``, ``done``, ``do_not_call``, ``expired``,
    ``exhausted``, ``new``."""
    reason: str
    """Why it is finished, as a sentence."""
    attempts: int
    due_at: str | None
    """Not dialled again before."""
    callback_at: str | None
    callback_note: str
    attempt: Attempt | None
    """The last one."""


class CampaignData(Struct, frozen=True):
    campaign_id: str
    campaign: str
    actor: str
    """Who did it."""
    before: dict[str, Any]
    after: dict[str, Any]
    """What was changed of its settings."""


class DoNotCallData(Struct, frozen=True):
    number: str
    campaign_id: str
    """The one campaign it holds for; empty: the whole space."""
    campaign: str
    reason: str


class Chat(Struct, frozen=True):
    chat_id: str
    channel: str
    """``widget`` or ``api``."""
    state: str
    """``queued``, ``open``, ``ended``."""
    team: str
    visitor: str
    agent: Person | None
    started_at: str
    opened_at: str | None
    ended_at: str | None
    ended_by: str
    """``agent``, ``visitor``, ``system``; empty while it goes on."""
    note: str


class ChatData(Struct, frozen=True):
    chat: Chat


class ChatReturnedData(Struct, frozen=True):
    chat: Chat
    why: str
    """``transferred``, ``unanswered``, ``agent-away``."""


class Line(Struct, frozen=True):
    line_id: str
    number: int
    """Its place in the chat, from 1."""
    author: str
    """``visitor``, ``agent``, ``system``."""
    name: str
    text: str
    attachments: list[str]
    """Names of files."""
    at: str


class ChatSaidData(Struct, frozen=True):
    chat: Chat
    line: Line


class EngineData(Struct, frozen=True):
    engine_up: bool


class PingData(Struct, frozen=True):
    webhook: str
    """Its name."""
    asked_by: str
