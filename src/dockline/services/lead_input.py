"""One lead as somebody hands it in, and what it must be like."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from dockline.domain.errors import NumberInvalid, NumberNotAllowed, Refusal
from dockline.domain.ids import AgentId, LeadId
from dockline.domain.lead import MOST_DATA, MOST_PRIORITY, Push
from dockline.domain.phone import digits_of
from dockline.services.time_zones import is_time_zone

LEAD_LIMIT: Final = 64 * 1024
"""Bytes of JSON."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
LATEST: Final = 253_402_300_800.0
"""The end of the year 9999, in Unix seconds."""

NumberText = Annotated[str, Meta(min_length=1, max_length=80)]
WholeNumber = Annotated[int, Meta(ge=0, lt=10**18)]
Moment = Annotated[str, Meta(max_length=40)] | int | float | None
_MOMENT_TOLD: Final = "RFC 3339 with its offset from UTC, or Unix seconds"


class LeadInput(Struct, frozen=True, kw_only=True, gc=False):
    """A lead. What is left out stays as it was, where the lead is known already."""

    number: Annotated[
        NumberText | WholeNumber,
        Meta(
            description="In international form; spaces, dashes, dots, brackets and a leading + "
            "are taken. A JSON number is accepted too.",
            examples=["919654301006"],
        ),
    ]
    username: Annotated[
        Annotated[str, Meta(max_length=320)] | UnsetType | None,
        Meta(
            description="The agent the lead belongs to: a login, with or without @cloud_id. One "
            "that is unknown, or outside the team, leaves the lead to the whole team, with a "
            "warning.",
            examples=["rishi"],
        ),
    ] = UNSET
    data: Annotated[
        dict[str, Any] | UnsetType | None,
        Meta(
            description="Whatever the agent should see; merged key by key with what is known.",
            examples=[{"name": "sumeet", "company": "novanet"}],
        ),
    ] = UNSET
    external_id: Annotated[
        Annotated[str, Meta(max_length=200)] | int | UnsetType | None,
        Meta(description="Your own name for the lead.", examples=["crm-4711"]),
    ] = UNSET
    priority: Annotated[
        Annotated[int, Meta(ge=-MOST_PRIORITY, le=MOST_PRIORITY)] | UnsetType | None,
        Meta(description="-99 to 99; the highest is dialled first."),
    ] = UNSET
    timezone: Annotated[
        Annotated[str, Meta(max_length=64)] | UnsetType | None,
        Meta(
            description="Where the lead is, as an IANA name; else as the number tells.",
            examples=["Asia/Kolkata"],
        ),
    ] = UNSET
    expires_at: Annotated[
        Moment | UnsetType, Meta(description=f"Not dialled from then on. {_MOMENT_TOLD}.")
    ] = UNSET
    not_before: Annotated[
        Moment | UnsetType, Meta(description=f"Not dialled before. {_MOMENT_TOLD}.")
    ] = UNSET


class LeadRefused(Refusal):
    """This lead cannot be taken."""

    def __init__(self, code: str, message: str, number: str = "") -> None:
        """``number``: as it was given, where the rest of the lead could not be read."""
        super().__init__(message)
        self.code = code
        self.number = number


OUTGROWN: Final = LeadRefused(
    "lead-too-large",
    f"data: with what is known of the lead it has more than {MOST_DATA // 1024} KiB; the lead is "
    "left as it was. Send a key that is known with a shorter value, or null, to make room.",
)
"""Each push is small enough, and all of them together are not."""


class Owner(Struct, frozen=True):
    """Whose a lead is, after its ``username``."""

    agent_id: AgentId | None
    warning: tuple[str, str] | None = None
    """Code and message."""


def checked(
    given: LeadInput, lead_id: LeadId, country: str, owner_of: Callable[[str], Owner]
) -> tuple[Push, Owner]:
    """What is to be kept of it. ``country``: of national numbers; empty: there are none.

    Raises LeadRefused, its message beginning with the field's name."""
    number = _number(given.number, country)
    owner = _NOBODY
    said: dict[str, Any] = {}
    if given.data is not UNSET and given.data is not None:
        said["data"] = given.data
    if given.username is not UNSET:
        owner = owner_of(given.username) if given.username else _NOBODY
        said["agent_id"] = owner.agent_id
    if given.external_id is not UNSET:
        said["external_id"] = "" if given.external_id is None else str(given.external_id)
    if given.priority is not UNSET:
        said["priority"] = given.priority or 0
    if given.timezone is not UNSET:
        said["time_zone"] = _zone(given.timezone) if given.timezone else ""
    if given.expires_at is not UNSET:
        said["expires_at"] = _moment("expires_at", given.expires_at)
    if given.not_before is not UNSET:
        said["not_before"] = _moment("not_before", given.not_before)
    return Push(number=number, lead_id=lead_id, **said), owner


def require_storable(raw: bytes) -> None:
    """``raw``: a lead as JSON. Raises LeadRefused."""
    if len(raw) > LEAD_LIMIT:
        raise LeadRefused(
            "lead-too-large", f"data: the lead has more than {LEAD_LIMIT // 1024} KiB."
        )
    # PostgreSQL keeps no NUL in text; better told to the one who sends it than to the operator.
    if b"\\u0000" in raw and _NUL.search(raw):
        told = f"{_field_with_nul(raw)}: contains a NUL character, which is not kept."
        raise LeadRefused("invalid-field", told)


def storable(raw: bytes) -> bool:
    """Whether `require_storable` would let it pass."""
    return len(raw) <= LEAD_LIMIT and not (b"\\u0000" in raw and _NUL.search(raw))


def _field_with_nul(raw: bytes) -> str:
    try:
        fields = msgspec.json.decode(raw, type=dict[str, Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return "data"
    return next((name for name, value in fields.items() if _NUL.search(bytes(value))), "data")


_NOBODY: Final = Owner(None)


def _number(number: str | int, country: str) -> str:
    try:
        return digits_of(number, country)
    except (NumberInvalid, NumberNotAllowed) as refusal:
        raise LeadRefused(refusal.code, f"number: {refusal.message}") from None


def _zone(name: str) -> str:
    if not is_time_zone(name):
        raise LeadRefused(
            "timezone-unknown",
            f"timezone: “{name}” is no time zone; write its IANA name, as in Asia/Kolkata.",
        )
    return name


def _moment(field: str, given: str | int | float | None) -> float | None:
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            moment = datetime.fromisoformat(given)
            if moment.tzinfo is None:
                raise LeadRefused(
                    "time-invalid",
                    f"{field}: “{given}” does not tell its offset from UTC; add Z or +05:30.",
                )
            given = moment.timestamp()
        except (ValueError, OverflowError):
            raise LeadRefused(
                "time-invalid", f"{field}: “{given}” is no time; write {_MOMENT_TOLD}."
            ) from None
    if not 0 <= given < LATEST:
        raise LeadRefused("time-invalid", f"{field}: must lie in the years 1970 to 9999.")
    return float(given)
