"""Calls and chats as records for other systems."""

from typing import Final

from dockline.api.call_sessions_wire import (
    CHAT,
    ONGOING,
    VOICE,
    SessionRecord,
    SessionRecording,
)
from dockline.api.times import moment
from dockline.domain.shown import Outcome
from dockline.domain.space import User
from dockline.ports.chat_store import ChatFilter, ChatRecord
from dockline.ports.store import CallRecord
from dockline.services.recording_keeping import names_of

CHAT_STATUSES: Final = {
    ONGOING: ChatFilter(ended=False),
    Outcome.ANSWERED.value: ChatFilter(ended=True, opened=True),
    Outcome.ABANDONED.value: ChatFilter(ended=True, opened=False),
}
"""What chats may come to; the other outcomes are calls' alone."""
_VISITOR: Final = "visitor"


def call_session(record: CallRecord, links: dict[str, str], now: float) -> SessionRecord:
    """``links``: addresses of the recordings that can be had, by file name."""
    ours, theirs = record.caller_id, record.number
    outbound = record.direction == "outbound"
    files = [SessionRecording(name, links.get(name)) for name in names_of(record)]
    return SessionRecord(
        uuid=record.call_id,
        channel=VOICE,
        direction=record.direction,
        type=record.kind,
        user_display_name=record.agent_name,
        user_login_id=record.agent_login,
        caller=ours if outbound else theirs,
        callee=theirs if outbound else ours,
        team_name=record.team,
        recording_filename=files[0].filename if files else "",
        recording_url=files[0].url if files else None,
        recordings=files,
        start_time=moment(record.started_at),
        answer_time=moment(record.answered_at),
        end_time=moment(record.ended_at),
        duration=_seconds(record.answered_at, record.ended_at, now),
        hold_duration=int(max(0.0, record.hold_seconds)),
        status=record.outcome or ONGOING,
        terminated_by=record.ended_by,
        termination_cause=record.cause,
        disposition=record.disposition,
        space_id=record.space_id,
        custom_data=record.custom,
        notes=record.note,
    )


def chat_session(record: ChatRecord, agent: User | None, now: float) -> SessionRecord:
    """``agent``: whose it is or was; None: nobody's, or they are gone."""
    return SessionRecord(
        uuid=record.chat_id,
        channel=CHAT,
        direction="inbound",
        type=CHAT,
        user_display_name=record.agent_name,
        user_login_id=agent.login if agent is not None else "",
        caller=record.visitor,
        callee="",
        team_name=record.team,
        recording_filename="",
        recording_url=None,
        recordings=[],
        start_time=moment(record.started_at),
        answer_time=moment(record.opened_at),
        end_time=moment(record.ended_at),
        duration=_seconds(record.opened_at, record.ended_at, now),
        hold_duration=0,
        status=_chat_status(record),
        terminated_by="customer" if record.ended_by == _VISITOR else record.ended_by,
        termination_cause="",
        disposition="",
        space_id=record.space_id,
        custom_data=record.attributes,
        notes=record.note,
    )


def _chat_status(record: ChatRecord) -> str:
    if record.ended_at is None:
        return ONGOING
    answered = record.opened_at is not None
    return (Outcome.ANSWERED if answered else Outcome.ABANDONED).value


def _seconds(answered_at: float | None, ended_at: float | None, now: float) -> int:
    if answered_at is None:
        return 0
    return int(max(0.0, (now if ended_at is None else ended_at) - answered_at))
