"""Calls as rows of the admin pages, and of their CSV."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dockline.api.call_rows import name_in
from dockline.api.csv_rows import Cell
from dockline.api.manage.calls_wire import (
    AttemptRow,
    CallFile,
    CallLead,
    CallRow,
    CallStateRow,
    CallWhole,
    RecordingEnd,
)
from dockline.domain.campaign import Campaign
from dockline.domain.ids import AgentId, CampaignId
from dockline.domain.leadlife import Attempt
from dockline.domain.space import User
from dockline.ports.store import CallRecord
from dockline.services.call_search import WholeCall
from dockline.services.recording_keeping import names_of
from dockline.services.records import talk_seconds

HEADINGS: Final = (
    "Started",
    "Answered",
    "Ended",
    "Direction",
    "Kind",
    "Team",
    "Agent",
    "Login",
    "Number",
    "Our number",
    "Outcome",
    "Wait (s)",
    "Talk (s)",
    "Hold (s)",
    "Ended by",
    "Cause",
    "Disposition",
    "Note",
    "Recorded",
    "Call id",
    "Name",
)


def call_row(record: CallRecord, now: float) -> CallRow:
    answered = record.answered_at
    return CallRow(
        call_id=record.call_id,
        kind=record.kind,
        direction=record.direction,
        agent_id=record.agent_id,
        agent_name=record.agent_name,
        agent_login=record.agent_login,
        team=record.team,
        number=record.number,
        name=name_in(record.custom),
        caller_id=record.caller_id,
        started_at=record.started_at,
        answered_at=answered,
        ended_at=record.ended_at,
        wait_seconds=None if answered is None else max(0.0, answered - record.started_at),
        talk_seconds=talk_seconds(record, now),
        hold_seconds=record.hold_seconds,
        outcome=record.outcome,
        ended_by=record.ended_by,
        cause=record.cause,
        disposition=record.disposition,
        note=record.note,
        recorded=bool(record.recording),
    )


def csv_row(record: CallRecord, now: float, zone: ZoneInfo) -> Sequence[Cell]:
    """In the order of HEADINGS."""
    row = call_row(record, now)
    return (
        local(row.started_at, zone),
        local(row.answered_at, zone),
        local(row.ended_at, zone),
        row.direction,
        row.kind,
        row.team,
        row.agent_name,
        row.agent_login,
        row.number,
        row.caller_id,
        row.outcome or "ongoing",
        row.wait_seconds,
        row.talk_seconds,
        row.hold_seconds,
        row.ended_by,
        row.cause,
        row.disposition,
        row.note,
        "yes" if row.recorded else "no",
        row.call_id,
        row.name,
    )


def local(at: float | None, zone: ZoneInfo) -> str:
    """As spreadsheets read it; empty for None."""
    return "" if at is None else f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"


def whole_call(
    whole: WholeCall,
    there: set[str],
    users: Mapping[AgentId, User],
    campaigns: Mapping[CampaignId, Campaign],
    now: float,
) -> CallWhole:
    """``there``: the files that can be heard."""
    record, dropped = whole.record, whole.dropped
    names = names_of(record)
    return CallWhole(
        success=True,
        call=call_row(record, now),
        ringing_at=record.ringing_at,
        sip_status=record.sip_status,
        custom=record.custom,
        states=[
            CallStateRow(
                one.agent_id,
                _name(users, one.agent_id),
                one.state,
                one.begins_at,
                one.ends_at,
            )
            for one in whole.states
        ],
        lead=_lead(whole),
        attempts=[_attempt(one, users, campaigns) for one in whole.attempts],
        recordings=[CallFile(n, name in there) for n, name in enumerate(names)],
        deleted=(
            RecordingEnd(dropped.at, dropped.actor, dropped.recording.count(",") + 1)
            if dropped is not None
            else None
        ),
    )


def _lead(whole: WholeCall) -> CallLead | None:
    lead = whole.lead
    if lead is None:
        return None
    return CallLead(
        lead.lead_id,
        lead.campaign_id,
        whole.campaign,
        lead.external_id,
        lead.state.value,
        lead.data,
    )


def _attempt(
    one: Attempt, users: Mapping[AgentId, User], campaigns: Mapping[CampaignId, Campaign]
) -> AttemptRow:
    campaign = campaigns.get(one.campaign_id)
    given = campaign.settings.leads.dispositions if campaign is not None else ()
    names = {each.code: each.name for each in given}
    return AttemptRow(
        attempt_id=one.attempt_id,
        call_id=one.call_id,
        campaign_id=one.campaign_id,
        campaign=campaign.name if campaign is not None else "",
        agent_name=_name(users, one.agent_id or AgentId("")),
        dialled_at=one.dialled_at,
        outcome=one.outcome.value if one.outcome is not None else "",
        judged=one.judged.value if one.judged is not None else "",
        disposition=names.get(one.disposition, one.disposition),
    )


def _name(users: Mapping[AgentId, User], agent_id: AgentId) -> str:
    user = users.get(agent_id)
    return user.name if user is not None else ""
