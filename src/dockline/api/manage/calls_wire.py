"""Call records, as the admin pages show them."""

from typing import Any

from msgspec import Struct


class CallRow(Struct, frozen=True):
    call_id: str
    kind: str
    direction: str
    agent_id: str
    agent_name: str
    agent_login: str
    team: str
    number: str
    name: str
    """The customer's, from the data of the lead or of the CRM; empty: it has none."""
    caller_id: str
    """The number of ours."""
    started_at: float
    answered_at: float | None
    ended_at: float | None
    wait_seconds: float | None
    """Until the answer; None: there was none."""
    talk_seconds: float
    """Without the time on hold; so far, where it goes on."""
    hold_seconds: float
    outcome: str
    """Empty: it goes on."""
    ended_by: str
    cause: str
    disposition: str
    note: str
    recorded: bool


class CallPage(Struct, frozen=True):
    success: bool
    calls: list[CallRow]
    next: str
    """To be asked for as ``after``; empty: this was the last page."""
    total: int | None
    """How many there are in all; told on the first page."""
    total_more: bool
    """There are more than that."""
    hint: str
    """Why the number that was asked for may find nothing; empty: it was read as a whole one."""


class CallStateRow(Struct, frozen=True):
    """What an agent was in a call."""

    agent_id: str
    agent_name: str
    state: str
    begins_at: float
    ends_at: float | None
    """None: they still are."""


class CallLead(Struct, frozen=True):
    """The lead a call was made for."""

    lead_id: str
    campaign_id: str
    campaign: str
    external_id: str
    state: str
    data: dict[str, Any]


class AttemptRow(Struct, frozen=True):
    attempt_id: str
    call_id: str
    campaign_id: str
    campaign: str
    agent_name: str
    dialled_at: float
    outcome: str
    """Empty: it goes on."""
    judged: str
    """What the agent found it to be instead; empty: the same."""
    disposition: str


class CallFile(Struct, frozen=True):
    """One recording of a call."""

    place: int
    """To be asked for as ``n``."""
    there: bool
    """It can be heard now; no: it goes on, or its file is gone."""


class RecordingEnd(Struct, frozen=True):
    """A recording that was deleted."""

    at: float
    actor: str
    files: int


class CallWhole(Struct, frozen=True):
    """All that is kept of a call."""

    success: bool
    call: CallRow
    ringing_at: float | None
    sip_status: int | None
    custom: dict[str, Any]
    states: list[CallStateRow]
    """Of everybody who was in it, the oldest first."""
    lead: CallLead | None
    attempts: list[AttemptRow]
    """To reach the same number, the last 50 at most, newest first."""
    recordings: list[CallFile]
    deleted: RecordingEnd | None


class CallChoices(Struct, frozen=True):
    """What calls may be searched by."""

    success: bool
    teams: list["CallChoice"]
    agents: list["CallChoice"]
    dispositions: list[str]
    """Names, those of campaigns included."""


class CallChoice(Struct, frozen=True):
    id: str
    name: str


class RecordingGone(Struct, frozen=True):
    success: bool
