"""Bodies of ``POST /manage/api/analytics/sessions``."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from dockline.domain.shown import CallKind, Outcome

VOICE: Final = "voice"
CHAT: Final = "chat"
ONGOING: Final = "ongoing"
TYPES: Final = (VOICE, CHAT, *(kind.value for kind in CallKind))
STATUSES: Final = (ONGOING, *(outcome.value for outcome in Outcome))

Time = Annotated[
    str,
    Meta(
        max_length=40,
        description="RFC 3339, with an offset.",
        examples=["2026-01-15T09:30:00+00:00"],
        extra_json_schema={"format": "date-time"},
    ),
]
Moment = Annotated[str, Meta(description="RFC 3339.", extra_json_schema={"format": "date-time"})]
Seconds = Annotated[int, Meta(ge=0, description="Whole seconds.")]


class SessionFilters(Struct, frozen=True, kw_only=True):
    """Which records."""

    start_time: Annotated[Time, Meta(description="RFC 3339: begun then or later.")]
    end_time: Annotated[Time, Meta(description="RFC 3339: begun before.")]
    type: Annotated[
        Annotated[str, Meta(extra_json_schema={"enum": list(TYPES)})] | None,
        Meta(description="`voice`: every call; `chat`: chats; else calls of one kind."),
    ] = VOICE
    status: Annotated[
        Annotated[str, Meta(extra_json_schema={"enum": list(STATUSES)})] | None,
        Meta(description="Absent: whatever their status."),
    ] = None


class SessionsBody(Struct, frozen=True, kw_only=True):
    """POST /manage/api/analytics/sessions"""

    filters: SessionFilters
    limit: Annotated[int, Meta(ge=1, le=1000, description="Records of one answer at most.")] = 50
    skip: Annotated[
        int, Meta(ge=0, le=1_000_000_000, description="How many of the newest to leave out.")
    ] = 0


class SessionRecording(Struct, frozen=True):
    filename: str
    url: Annotated[
        str | None,
        Meta(description="Signed, good for an hour; null: it goes on, or is not there (any more)."),
    ]


class SessionRecord(Struct, frozen=True, kw_only=True):
    uuid: str
    """The call's or the chat's id."""
    channel: str
    """``voice`` or ``chat``."""
    direction: str
    """``inbound`` or ``outbound``."""
    type: str
    """Of a call its kind; of a chat ``chat``."""
    user_display_name: str
    """The agent who has it or had it last; empty: nobody."""
    user_login_id: str
    caller: str
    """Digits of E.164 without the plus, empty where it was withheld; of a chat the visitor's
    name."""
    callee: str
    """Digits of E.164 without the plus; of a chat empty."""
    team_name: str
    recording_filename: str
    """The first of ``recordings``; empty: it was not recorded."""
    recording_url: str | None
    recordings: list[SessionRecording]
    """The oldest first: there is another one each time that recording was turned on again."""
    start_time: Moment
    answer_time: Moment | None
    end_time: Moment | None
    """Null while it goes on."""
    duration: Seconds
    """From the answer to the end (or now), time on hold included; 0 where nobody answered."""
    hold_duration: Seconds
    status: str
    """``ongoing``, or how it ended."""
    terminated_by: str
    """``agent``, ``customer``, ``target`` (of a transfer) or ``system``; empty: it goes on."""
    termination_cause: str
    disposition: str
    space_id: str
    custom_data: dict[str, Any]
    """What the call was made with; of a chat its attributes."""
    notes: str


class SessionPage(Struct, frozen=True):
    success: bool
    total: Annotated[int, Meta(ge=0, description="All that match, whatever limit and skip say.")]
    data: list[SessionRecord]
    """The newest first."""
