"""A sample and a schema of every type of event."""

from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.ports.event_store import Event
from dockline.services.events import shapes as s
from dockline.services.events.catalogue import EventType
from dockline.services.webhooks.envelope import Envelope, envelope

_AT: Final = 1_772_443_800.0
_BEGAN, _RANG, _SPOKE, _NOW = (
    "2026-03-02T09:30:00.000+00:00",
    "2026-03-02T09:30:02.400+00:00",
    "2026-03-02T09:30:07.900+00:00",
    "2026-03-02T09:34:41.250+00:00",
)
_CUSTOM: Final = {"name": "Alex", "order": "48213"}
_CALL_ID: Final = "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11"
_LEAD_ID: Final = "0199a3c4-1f2e-7c7a-8d4e-3b1f6f0a9c21"
_CAMPAIGN_ID: Final = "5e0c1b7a-2f1d-4a9b-9c55-0f6e2f7b7d10"
_RISHI: Final = s.Person("7f3f1c0e-4c55-4f0a-a0f3-2f0c6d6f3f11", "rishi", "Rishi")
_SIDDHANT: Final = s.Person("1c7d2e9a-8b3f-4f61-b7aa-6a1b5c0d9e22", "siddhant", "Siddhant")
_LEAD: Final = s.CallLead(_LEAD_ID, _CAMPAIGN_ID, "Spring", "March", "crm-48213", 1)
_QUEUE: Final = s.CallQueue("Support team", _BEGAN, "Hotline", False, _RISHI, 0)

_TALKING: Final = s.Call(
    call_id=_CALL_ID,
    kind="preview",
    phase="talking",
    agent=_RISHI,
    team="Support team",
    number="919654301006",
    caller_id="442079460018",
    started_at=_BEGAN,
    ringing_at=_RANG,
    answered_at=_SPOKE,
    ended_at=None,
    hold_seconds=0.0,
    outcome=None,
    ended_by="",
    cause="",
    sip_status=None,
    note="",
    disposition="",
    lead=_LEAD,
    queue=None,
)
_BEGUN: Final = replace(_TALKING, phase="dialling", ringing_at=None, answered_at=None)
_ENDED: Final = replace(
    _TALKING,
    phase="ended",
    ended_at=_NOW,
    outcome="answered",
    ended_by="customer",
    cause="normal",
    sip_status=200,
    disposition="sold",
    note="Wants it by Friday.",
)
_IN_QUEUE: Final = replace(
    _BEGUN, kind="inbound", phase="queued", agent=None, number="442079460110", lead=None
)
_CALLS: Final = {
    "call.started": _BEGUN,
    "call.dialling": _BEGUN,
    "call.ringing": replace(_BEGUN, phase="ringing", ringing_at=_RANG),
    "call.held": replace(_TALKING, phase="held"),
    "call.resumed": replace(_TALKING, hold_seconds=31.5),
    "call.transferred": replace(_TALKING, agent=_SIDDHANT),
    "call.noted": _ENDED,
    "call.ended": _ENDED,
    "queue.joined": replace(_IN_QUEUE, queue=replace(_QUEUE, offered_to=None)),
    "queue.changed": replace(_IN_QUEUE, queue=_QUEUE),
    "queue.taken": replace(
        _IN_QUEUE, phase="talking", agent=_RISHI, answered_at=_SPOKE, queue=_QUEUE
    ),
}
_ATTEMPT: Final = s.Attempt(
    attempt_id="0199a3c5-77aa-7b6e-9d02-5e4f1a2b3c4d",
    call_id=_CALL_ID,
    caller_id="442079460018",
    round=1,
    agent=_RISHI,
    dialled_at=_BEGAN,
    answered_at=_SPOKE,
    ended_at=_NOW,
    outcome="answered",
    judged=None,
    disposition="sold",
)
_DONE: Final = s.LeadData(
    lead_id=_LEAD_ID,
    campaign_id=_CAMPAIGN_ID,
    campaign="Spring",
    source="March",
    number="919654301006",
    state="done",
    reason="Sold.",
    attempts=2,
    due_at=None,
    callback_at=None,
    callback_note="",
    attempt=_ATTEMPT,
)
_OPEN: Final = replace(_ATTEMPT, answered_at=None, ended_at=None, outcome=None, disposition="")
_LEADS: Final = {
    "lead.dialled": replace(_DONE, state="dialling", reason="", attempt=_OPEN),
    "lead.connected": replace(
        _DONE, state="connected", reason="", attempt=replace(_OPEN, answered_at=_SPOKE)
    ),
    "lead.attempted": replace(
        _DONE,
        state="retry",
        reason="",
        due_at="2026-03-02T11:30:00.000+00:00",
        attempt=replace(_OPEN, ended_at=_SPOKE, outcome="no_answer"),
    ),
    "lead.callback_promised": replace(
        _DONE,
        state="callback",
        reason="",
        due_at="2026-03-03T14:00:00.000+00:00",
        callback_at="2026-03-03T14:00:00.000+00:00",
        callback_note="After lunch",
    ),
}
_LINE: Final = s.LineData(
    call_id=_CALL_ID,
    lead_id=_LEAD_ID,
    campaign_id=_CAMPAIGN_ID,
    campaign="Spring",
    team="Support team",
    number="919654301006",
    caller_id="442079460018",
    started_at=_BEGAN,
    agent=None,
    outcome=None,
    cause="",
    sip_status=None,
)
_CHAT: Final = s.Chat(
    chat_id="3d1b5f6a-9c2e-4e8f-8a77-1f2e3d4c5b6a",
    channel="widget",
    state="open",
    team="Support team",
    visitor="Alex",
    agent=_RISHI,
    started_at=_BEGAN,
    opened_at=_RANG,
    ended_at=None,
    ended_by="",
    note="",
)
_WAITS: Final = replace(_CHAT, state="queued", agent=None, opened_at=None)
_CHATS: Final = {
    "chat.started": _WAITS,
    "chat.noted": replace(_CHAT, note="Order 48213"),
    "chat.ended": replace(_CHAT, state="ended", ended_at=_NOW, ended_by="visitor"),
}
_AGENT: Final = s.AgentData(_RISHI, ["Support team"], "ready", _BEGAN, "", None, None)
_BY_SHAPE: Final[dict[type[Struct], Struct]] = {
    s.RecordingData: s.RecordingData(_TALKING, "on"),
    s.RecordingFile: s.RecordingFile(_CALL_ID, f"{_CALL_ID}-1.wav", 273.4, _ENDED),
    s.TransferData: s.TransferData(
        _TALKING, False, "agent", _SIDDHANT.agent_id, "Siddhant", "ringing", ""
    ),
    s.BargeData: s.BargeData(_TALKING, "Meera"),
    s.OfferData: s.OfferData(replace(_IN_QUEUE, queue=_QUEUE), _CALL_ID, _RISHI, "missed"),
    s.CampaignData: s.CampaignData(
        _CAMPAIGN_ID, "Spring", "meera", {"dialer.ring_seconds": 25.0}, {"dialer.ring_seconds": 30}
    ),
    s.DoNotCallData: s.DoNotCallData("919654301006", "", "", "Asked not to be called"),
    s.ChatReturnedData: s.ChatReturnedData(_WAITS, "unanswered"),
    s.ChatSaidData: s.ChatSaidData(
        _CHAT, s.Line("m-1", 2, "visitor", "Alex", "Where is my order?", [], _RANG)
    ),
    s.PingData: s.PingData("CRM", "meera"),
}


def _data(kind: EventType) -> Struct:
    name = kind.name
    if kind.data is s.CallData:
        return s.CallData(_CALLS.get(name, _TALKING))
    if kind.data is s.LeadData:
        return _LEADS.get(name, _DONE)
    if kind.data is s.ChatData:
        return s.ChatData(_CHATS.get(name, _CHAT))
    if kind.data is s.EngineData:
        return s.EngineData(name == "engine.back")
    if kind.data is s.CardData:
        why = "accepted" if name == "lead.card_gone" else ""
        return s.CardData(_RISHI, _LEAD_ID, _CAMPAIGN_ID, "Spring", "919654301006", why)
    if kind.data is s.LineData:
        return _line(name)
    if kind.data is s.AgentData:
        paused = replace(_AGENT, state="paused", pause_reason="Lunch", since=_NOW)
        return paused if name == "agent.state_changed" else replace(_AGENT, state="paused")
    return _BY_SHAPE[kind.data]


def _line(name: str) -> s.LineData:
    if name == "line.connected":
        return replace(_LINE, agent=_RISHI)
    if name == "line.ended":
        return replace(_LINE, outcome="no_answer", cause="no-answer", sip_status=480)
    return _LINE


def sample(kind: EventType) -> Envelope:
    """A whole body, as it is sent."""
    of_customer = kind.group in ("call", "recording", "lead", "line")
    event = Event(
        event_id="0199a3c6-0a4b-7d1c-8e2f-6b7a8c9d0e1f",
        space_id=SpaceId("leap"),
        type=kind.name,
        at=_AT,
        subject="",
        body={
            "data": msgspec.to_builtins(_data(kind)),
            "custom": _CUSTOM if of_customer or kind.group in ("queue", "chat") else None,
        },
        external_id="crm-48213" if of_customer else "",
    )
    return envelope(event, 0 if kind.group == "test" else 48213)


def schema(kind: EventType) -> dict[str, Any]:
    """JSON Schema of its ``data``."""
    return msgspec.json.schema(kind.data)
