"""Leads of campaigns. Times are Unix seconds; numbers are digits of E.164 without the plus."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from dockline.domain.lead import MOST_PRIORITY, LeadState
from dockline.domain.leadstanding import Standing

MOST_A_PAGE: Final = 200


class LeadLine(Struct, frozen=True):
    lead_id: str
    number: str
    external_id: str
    list_id: str
    list_name: str
    username: str
    """The agent it goes to first; empty: anybody of the team."""
    state: LeadState
    standing: Standing
    """How it stands now, by the rules that are asked before a dial."""
    tries: int
    """In this round: attempts for which a telephone rang."""
    most_tries: int
    last_at: float | None
    """When it was dialled last."""
    next_at: float | None
    """When it can be dialled; null: not by time alone, or somebody is at it."""


class LeadLines(Struct, frozen=True):
    success: bool
    leads: list[LeadLine]
    total: int | None
    """On all pages; null where something was looked for."""
    next_after: str | None
    """To ask for the next page with; null: this was the last."""
    narrow: bool
    """More begin with what was looked for than are shown: type more of it."""


class LeadRule(Struct, frozen=True):
    rule: str
    """Its stable name, such as ``calling-hours``."""
    allowed: bool
    sentence: str
    next_at: float | None
    """When it will say yes; null where it does, or where time alone will not do."""


class LeadTry(Struct, frozen=True):
    """One attempt to reach it."""

    attempt_id: str
    call_id: str
    dialled_at: float
    answered_at: float | None
    ended_at: float | None
    outcome: str | None
    """null while it is under way."""
    disposition: str
    """Its name; empty: none was given."""
    username: str
    caller_id: str


class CallbackOwed(Struct, frozen=True):
    at: float
    username: str
    """Who promised; empty: anybody of the team."""
    note: str


class LeadSheet(Struct, frozen=True, kw_only=True):
    """One lead with all that is known of it, and why it is or is not dialled now."""

    success: bool
    lead: LeadLine
    campaign_id: str
    campaign: str
    data: dict[str, Any]
    priority: int
    timezone: str
    """As it was pushed or set; empty: as the number tells."""
    zones: list[str]
    """IANA names: where it may be; empty where nobody can tell."""
    expires_at: float | None
    not_before: float | None
    created_at: float
    updated_at: float
    callback: CallbackOwed | None
    reason: str
    """Why it is finished, as a sentence."""
    allowed: bool
    next_at: float | None
    sentence: str
    """The first rule that says no, or why it is dialled."""
    rules: list[LeadRule]
    """Every rule, in order."""
    attempts: list[LeadTry]
    """Oldest first."""


class ChangeLead(Struct, frozen=True):
    """What is left out, or null, stays."""

    username: Annotated[str, Meta(max_length=320)] | None = None
    """Empty: anybody of the team."""
    timezone: Annotated[str, Meta(max_length=64)] | None = None
    """IANA name; empty: as the number tells."""
    priority: Annotated[int, Meta(ge=-MOST_PRIORITY, le=MOST_PRIORITY)] | None = None
    data: dict[str, Any] | None = None
    """Merged key by key with what is known."""


class NeverCallLead(Struct, frozen=True):
    everywhere: bool = True
    """For the whole space; else for its campaign only."""
    reason: Annotated[str, Meta(max_length=200)] = ""


class PromiseCallback(Struct, frozen=True):
    at: Annotated[float, Meta(ge=0, lt=253_402_300_800)]
    username: Annotated[str, Meta(max_length=320)] = ""
    """Who calls back; empty: anybody of the team."""
    note: Annotated[str, Meta(max_length=500)] = ""


class RowFault(Struct, frozen=True):
    """What is wrong, or odd, with one row of a table."""

    row: int
    """As a spreadsheet counts: the head is 1."""
    number: str
    code: str
    message: str


class ColumnTaken(Struct, frozen=True):
    column: str
    field: str
    """Of a lead, or ``data.`` and a key."""


class LeadsTaken(Struct, frozen=True, kw_only=True):
    """What became of a table of leads, or would."""

    success: bool
    dry_run: bool
    added: int
    updated: int
    failed: int
    warned: int
    columns: list[ColumnTaken]
    head: list[str]
    """The columns that the table has."""
    errors: list[RowFault]
    """The first of them."""
    warnings: list[RowFault]
    """The first of them."""
    rejected: str
    """The rows that failed, as a CSV of their own with the reasons; empty: none did."""
