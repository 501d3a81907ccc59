"""The voice engine as the services need it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from dockline.domain.ids import LegId, PhoneId
from dockline.domain.orders import Order
from dockline.domain.signals import Inventory, Signal


class EngineUnavailable(Exception):
    """The engine cannot be reached now. Try again later; calls that are up go on."""


class Phone(Struct, frozen=True):
    """Credentials of one dock session's phone; they die with the session."""

    phone_id: PhoneId
    uri: str
    """``sip:<phone_id>@<realm>``."""
    username: str
    password: str


class EngineStatus(Struct, frozen=True):
    """What `dockline engine status`, /readyz and the metrics show. Never a silent fall-back: the
    engine in use is named here."""

    name: str
    """``asterisk`` or ``memory``."""
    version: str
    up: bool
    legs: int
    rooms: int
    restarts: int
    """How often its process was started again since the server began."""
    detail: str
    """Where it runs, or why it is away."""


class TrunkLimits(Struct, frozen=True):
    """What the trunk bears; the engine refuses legs beyond it (``trunk-full``)."""

    calls_in_setup: int
    calls_per_second: float


class Registration(StrEnum):
    """How the trunk stands with the carrier."""

    NONE = "none"
    """It is not registered with: the carrier knows us by our address."""
    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    """Not yet, or not any more: the carrier does not answer."""
    REJECTED = "rejected"
    """The carrier answers, and says no."""
    UNKNOWN = "unknown"


class TrunkState(Struct, frozen=True):
    """The trunk as the settings have it, and as it is now."""

    host: str
    port: int
    username: str
    """Empty: none."""
    registers: bool
    caller_id: str
    prefix: str
    limits: TrunkLimits
    registration: Registration
    answered_at: float | None = None
    """When the carrier last confirmed the registration; None: it has not."""
    renews_in: float | None = None
    """Seconds until it is to be confirmed again."""
    reachable: bool | None = None
    """Whether the carrier answers when it is asked for its OPTIONS; None: it was not asked yet."""
    round_trip: float | None = None
    """Seconds that the last such answer took."""


class LineState(Struct, frozen=True):
    up_since: float | None
    in_setup: int
    """Legs dialled over the trunk that are not answered yet."""
    trunk: TrunkState | None
    """None: there is none."""


class AudioSeen(Struct, frozen=True):
    """Packets of sound on a leg since its answer."""

    sent: int
    received: int


class Engine(Protocol):
    """One voice engine.

    `submit` never blocks and never raises: what becomes of an order comes back as a signal.
    Orders of one call are carried out in the order given; orders of different calls run at the
    same time. Every leg ordered ends with exactly one `LegEnded`. Signals are handed to
    ``listen`` on the event loop, in the order they happened for each call. While the engine is
    away new legs end at once with reason ``engine-away``.
    """

    async def start(self, listen: Callable[[Signal], None]) -> None:
        """Bring it up, or find the one that still runs. Ends with an `EngineBack` signal that
        carries what the engine already holds (nothing, for a fresh one)."""

    async def stop(self) -> None:
        """Let go of it in order: its process, where we own one, is ended and awaited."""

    def submit(self, order: Order) -> None: ...

    async def make_phone(self, phone_id: PhoneId) -> Phone:
        """Make the SIP endpoint of a dock session, with a random password.

        Raises EngineUnavailable."""

    async def drop_phone(self, phone_id: PhoneId) -> None:
        """Take it away again; one that does not exist is fine."""

    async def has_phone(self, phone_id: PhoneId) -> bool:
        """Whether the engine knows this endpoint (it forgets them when its process ends).

        Raises EngineUnavailable."""

    def phone_socket(self) -> str:
        """The engine's own SIP-over-WebSocket address, to which ``/sip`` is proxied."""

    def trunk_limits(self) -> TrunkLimits | None:
        """None: there is no trunk, and nothing can be dialled."""

    async def inventory(self) -> Inventory:
        """What it holds now. Raises EngineUnavailable."""

    async def status(self) -> EngineStatus: ...

    async def line(self) -> LineState:
        """Raises EngineUnavailable."""

    async def audio(self, leg_id: LegId) -> AudioSeen | None:
        """None: the leg is not up, or this engine has no sound. Raises EngineUnavailable."""
