"""Bodies of ``/manage/api/engine``."""

from typing import Annotated

from msgspec import Meta, Struct

Number = Annotated[str, Meta(min_length=1, max_length=40)]


class TestCallBody(Struct, frozen=True, forbid_unknown_fields=True):
    """POST /manage/api/engine/test-call"""

    __test__ = False

    number: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=40,
            description="As people write it; the dialling rules and the spend cap stand before it.",
            examples=["+44 20 7946 0101"],
        ),
    ]
    caller_id: Annotated[
        str,
        Meta(
            max_length=40,
            description="One of the space's numbers; empty: its usual one.",
            examples=["442079460018"],
        ),
    ] = ""


class TestCallView(Struct, frozen=True):
    __test__ = False

    call_id: str
    number: str
    """Digits of E.164 without the plus."""
    caller_id: str
    actor: str
    state: str
    """``dialled``, ``ringing``, ``answered`` or ``ended``."""
    dialled_at: str
    """RFC 3339."""
    ring_seconds: float | None
    """From the dial to the first sign of ringing."""
    early_media: bool
    answer_seconds: float | None
    """From the dial to the answer."""
    ended_at: str | None
    sip_status: int | None
    reason: str
    """Of a call that never was."""
    far_end_hung_up: bool
    packets_sent: int | None
    """Packets of sound; null: they were not counted."""
    packets_received: int | None
    good: bool
    """It was answered, and nothing speaks against it."""
    words: str
    """What came of it, or how far it has come."""


class TestCallAnswer(Struct, frozen=True):
    __test__ = False

    success: bool
    test_call: TestCallView | None
    """null: there was none since the server began."""


class LimitsView(Struct, frozen=True):
    calls_in_setup: int
    calls_per_second: float


class TrunkView(Struct, frozen=True):
    """The line to the carrier: as the server's settings have it, and as it is."""

    host: str
    port: int
    username: str
    registers: bool
    caller_id: str
    prefix: str
    limits: LimitsView
    registration: str
    """``none`` (the carrier knows us by our address), ``registered``, ``unregistered``,
    ``rejected`` or ``unknown``."""
    answered_at: str | None
    """When the carrier last confirmed the registration, about."""
    renews_in: float | None
    """Seconds."""
    reachable: bool | None
    """Whether it answers OPTIONS; null: not known."""
    round_trip_ms: float | None


class FailureView(Struct, frozen=True):
    sip_status: int | None
    reason: str
    words: str
    count: int
    last_at: str


class EngineAnswer(Struct, frozen=True):
    success: bool
    name: str
    """``asterisk`` or ``memory``."""
    version: str
    up: bool
    up_since: str | None
    """RFC 3339."""
    detail: str
    """Where it runs, or why it is away."""
    legs: int
    rooms: int
    calls_in_setup: int | None
    restarts: int
    trunk: TrunkView | None
    """null: there is none, or the engine is away."""
    trunk_known: bool
    """Whether the engine could be asked."""
    failures: list[FailureView]
    """Of this space's calls over the trunk in the last 24 hours, since the server began."""
    caller_ids: list[str]
    """That a test call may show, the usual one first."""
    test_call: TestCallView | None
