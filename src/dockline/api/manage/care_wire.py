"""Bodies of ``/manage/api/retention``, of legal holds and of ``/manage/api/erase``."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

Days = Annotated[int, Meta(ge=1, le=36_500)] | None | UnsetType
CallDays = Annotated[int, Meta(ge=8, le=36_500)] | None | UnsetType


class RetentionBody(Struct, frozen=True, forbid_unknown_fields=True):
    """PATCH /manage/api/retention, and its preview. Days; null: it is kept. What is left out
    stays."""

    recordings: Days = UNSET
    calls: CallDays = UNSET
    """At least 8: attempts at one number are limited over seven days."""
    chats: Days = UNSET
    leads: Days = UNSET
    agent_states: Days = UNSET


class RetentionView(Struct, frozen=True):
    """Days; null: it is kept."""

    recordings: int | None
    calls: int | None
    chats: int | None
    leads: int | None
    agent_states: int | None


class KeptCallView(Struct, frozen=True):
    call_id: str
    kept_at: str
    """RFC 3339."""
    kept_by: str
    reason: str


class RetentionAnswer(Struct, frozen=True):
    success: bool
    retention: RetentionView
    kept_calls: list[KeptCallView]
    """Under a legal hold: neither retention nor erasing touches them. The newest hold first."""


class GoingAnswer(Struct, frozen=True):
    """What would go now."""

    success: bool
    recordings: int
    recording_bytes: int
    calls: int
    attempts: int
    chats: int
    files: int
    leads: int
    agent_states: int
    unsent_files: int
    more: bool
    """There is more than was counted."""


class KeepBody(Struct, frozen=True, forbid_unknown_fields=True):
    """POST /manage/api/calls/{call_id}/keep"""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["Complaint 2024-17"])]


class KeptAnswer(Struct, frozen=True):
    success: bool
    kept: bool


class EraseBody(Struct, frozen=True, forbid_unknown_fields=True):
    """POST /manage/api/erase"""

    number: Annotated[str, Meta(min_length=1, max_length=40, examples=["+44 20 7946 0101"])]
    confirm: Annotated[
        str,
        Meta(
            max_length=40,
            description="The number once more: then it is erased, and cannot be brought back. "
            "Empty: it is only counted where it stands.",
        ),
    ] = ""
    never_call: bool = True
    """Leave the bare do-not-call entry (reason ``erased``), so that it is never dialled again."""


class EraseAnswer(Struct, frozen=True):
    success: bool
    erased: bool
    """false: it was only counted."""
    number: str
    """Digits of E.164 without the plus."""
    fingerprint: str
    """As the audit log names it."""
    leads: int
    attempts: int
    calls: int
    recordings: int
    chats: int
    chat_files: int
    mentions: int
    """Other rows from which the number is taken."""
    answers: int
    do_not_call: int
    held_calls: int
    """Under a legal hold: they stay."""
    never_call: bool
    scrubbed: bool
    """Whether the database has forgotten the bytes as well (docs/operations.md)."""
