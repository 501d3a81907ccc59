"""Every type of event, as data: what it tells, of what shape, and how surely it comes."""

from typing import Final

from msgspec import Struct

from dockline.services.events import shapes as s

VERSION: Final = 1
"""Of the envelope and of every ``data``; fields may be added within it."""


class EventType(Struct, frozen=True):
    name: str
    about: str
    data: type[Struct]
    durable: bool = False
    """Kept in one commit with the record of what it tells. Else it is written a moment after it
    happened, and a crash in that moment loses it."""

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]


_CALLS: Final = (
    EventType("call.started", "A call was begun: somebody is called.", s.CallData, True),
    EventType("call.dialling", "The agent may not cancel it any more: it is dialled.", s.CallData),
    EventType("call.ringing", "The other side rings.", s.CallData),
    EventType("call.answered", "The other side has answered.", s.CallData, True),
    EventType("call.held", "The agent has put it on hold.", s.CallData),
    EventType("call.resumed", "It is off hold.", s.CallData),
    EventType(
        "call.transferring", "A transfer was begun, has moved on, or failed.", s.TransferData
    ),
    EventType("call.transferred", "It is another agent's now, or a number's.", s.CallData, True),
    EventType("call.barged", "A supervisor came into the call, or left it.", s.BargeData),
    EventType("call.noted", "The agent wrote a note or chose a disposition.", s.CallData, True),
    EventType("call.ended", "It is over; outcome and cause say how.", s.CallData, True),
)
_RECORDINGS: Final = (
    EventType("recording.changed", "A recording began or ended.", s.RecordingData),
    EventType("recording.ready", "The file is whole and can be fetched.", s.RecordingFile),
)
_QUEUES: Final = (
    EventType("queue.joined", "A call waits for an agent.", s.CallData, True),
    EventType(
        "queue.changed",
        "It is offered to an agent, or no more; or it went to another team, or is to be called"
        " back.",
        s.CallData,
    ),
    EventType("queue.offer_ended", "An agent's dock rings no more.", s.OfferData),
    EventType("queue.taken", "An agent has taken it.", s.CallData, True),
)
_AGENTS: Final = (
    EventType("agent.signed_in", "An agent has come onto the floor.", s.AgentData),
    EventType("agent.state_changed", "An agent is in another state, or left.", s.AgentData),
)
_LEADS: Final = (
    EventType("lead.shown", "A lead's card is on an agent's dock.", s.CardData),
    EventType("lead.card_gone", "The card is off the dock; why says how.", s.CardData),
    EventType("lead.dialled", "An attempt begins: the number is dialled.", s.LeadData, True),
    EventType("lead.connected", "The person and an agent talk.", s.LeadData, True),
    EventType(
        "lead.attempted",
        "An attempt is settled: its outcome, its disposition, and what becomes of the lead.",
        s.LeadData,
        True,
    ),
    EventType("lead.callback_promised", "It is to be called back.", s.LeadData, True),
    EventType(
        "lead.finished",
        "It is not dialled any more. (Leads that a do-not-call entry takes out together are told"
        " by that entry alone.)",
        s.LeadData,
        True,
    ),
)
_LINES: Final = (
    EventType("line.ringing", "A call of the dialer rings.", s.LineData),
    EventType("line.answered", "A person answered, and waits for an agent.", s.LineData),
    EventType("line.machine", "A machine answered.", s.LineData),
    EventType("line.connected", "An agent has it; call.started follows.", s.LineData),
    EventType("line.abandoned", "No agent was free in time.", s.LineData),
    EventType("line.ended", "It ended, and no agent was in it.", s.LineData),
)
_CAMPAIGNS: Final = tuple(
    EventType(f"campaign.{done}", about, s.CampaignData, True)
    for done, about in (
        ("created", "A campaign was made. (One that a push of leads makes is not told.)"),
        ("changed", "Its settings were changed."),
        ("started", "It dials."),
        ("paused", "It pauses."),
        ("drained", "It begins no more calls."),
        ("drained_out", "Nothing of it is under way any more: it has stopped."),
        ("stopped", "It was stopped."),
        ("archived", "It was put out of the way."),
        ("restored", "It was taken out of the archive, and is stopped."),
        ("renamed", "It has another name."),
    )
)
_DO_NOT_CALL: Final = (
    EventType("do_not_call.added", "A number is never to be called.", s.DoNotCallData, True),
    EventType("do_not_call.removed", "It may be called again.", s.DoNotCallData, True),
)
_CHATS: Final = (
    EventType("chat.started", "A visitor waits for an agent.", s.ChatData, True),
    EventType("chat.opened", "An agent has it.", s.ChatData, True),
    EventType("chat.returned", "It waits in a queue again.", s.ChatReturnedData, True),
    EventType("chat.said", "Somebody wrote something.", s.ChatSaidData, True),
    EventType("chat.noted", "The agent wrote a note.", s.ChatData, True),
    EventType("chat.ended", "It is over.", s.ChatData, True),
)
_ENGINE: Final = (
    EventType("engine.away", "The voice engine is away: no calls.", s.EngineData),
    EventType("engine.back", "The voice engine is back.", s.EngineData),
)

PING: Final = EventType(
    "test.ping", "You asked for a test. It is not in the log, and has seq 0.", s.PingData
)
"""Sent when somebody tests a subscription, and never else."""

CATALOGUE: Final = (
    *_CALLS,
    *_RECORDINGS,
    *_QUEUES,
    *_AGENTS,
    *_LEADS,
    *_LINES,
    *_CAMPAIGNS,
    *_DO_NOT_CALL,
    *_CHATS,
    *_ENGINE,
)
TYPES: Final = {one.name: one for one in CATALOGUE}

GROUPS: Final = {
    "call": "Calls",
    "recording": "Recordings",
    "queue": "Queues",
    "agent": "Agents",
    "lead": "Leads",
    "line": "The dialer's lines",
    "campaign": "Campaigns",
    "do_not_call": "Do not call",
    "chat": "Chats",
    "engine": "Voice engine",
}

LEFT_OUT: Final = {
    "agent_link_changed": "of the dock's own connections",
    "agent_stood_by": "of the dock's own connections",
    "agent_leg_changed": "of the dock's own connections",
    "agent_chats_changed": "told by chat.opened, chat.returned and chat.ended",
    "call_muted": "passing, and of one dock",
    "digits_sent": "may be a card's or an account's number",
    "digit_received": "may be a card's or an account's number",
    "call_offered": "told by call.transferring",
    "line_dialled": "told by lead.dialled",
    "line_listening": "passing",
    "chat_typing": "passing",
    "chat_read": "passing",
    "chat_visitor_here": "passing",
    "chat_closed": "of one dock; the chat has ended before",
    "monitor_changed": "who listens is for supervisors; call.barged tells what all hear",
    "monitor_ended": "who listens is for supervisors; call.barged tells what all hear",
}
"""Facts (by their tag) that are deliberately not told, and why."""
