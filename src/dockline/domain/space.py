"""A space (tenant), its settings, and the people and teams in it, as plain data."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from dockline.domain.ids import AgentId, ChatId, SpaceId, TeamId
from dockline.domain.teamsettings import TeamSettings

Seconds = Annotated[float, Meta(ge=0)]


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMIN = "admin"


class DialPolicy(Struct, frozen=True):
    """Which numbers a space may dial at all (`dockline.domain.dialrules`): the toll-fraud guard."""

    countries: tuple[str, ...] = ()
    """Allowed country calling codes, without the plus (``44``); empty: every country."""
    blocked_prefixes: tuple[str, ...] = ()
    """Digits of E.164 that a number must not begin with."""
    allow_premium: bool = False
    """Whether premium-rate numbers of the numbering plans may be dialled."""
    calls_per_minute: int = 600
    """Of the whole space."""
    agent_calls_per_minute: int = 30
    address_calls_per_minute: int = 300
    """make_call requests from one network address."""
    spend_cap: float = 0.0
    """Most that calls may cost in a day, in the space's own unit; 0: no cap."""
    minute_rates: dict[str, float] = {}
    """Cost a minute by prefix, longest prefix first; what no prefix names costs nothing."""


class ClickToCall(Struct, frozen=True):
    """Who may use make_call without a token (api.md)."""

    policy: Literal["open", "network", "token"] = "network"
    networks: tuple[str, ...] = (
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    )


class Blending(Struct, frozen=True):
    """What an agent may be given beside what they have."""

    calls_while_chatting: bool = True
    """Whether one who has chats is given calls, those that come in and the dialer's, and cards."""
    chats_while_talking: bool = False
    """Whether one who is in a call, or wraps one up, is given chats."""

    def gives_calls(self, chats: Collection[ChatId]) -> bool:
        """To an agent who has these chats."""
        return self.calls_while_chatting or not chats


class SecondFactorFor(StrEnum):
    """Who must have a second factor beside their password."""

    OPTIONAL = "optional"
    ADMINS = "admins"
    EVERYONE = "everyone"


class ChatPolicy(Struct, frozen=True):
    """What visitors may do."""

    origins: tuple[str, ...] = ()
    """Sites that may embed the widget (``https://shop.example``); empty: any."""
    chats_per_address: Annotated[int, Meta(ge=1, le=10_000)] = 20
    """Begun in an hour from one network address."""
    lines_per_minute: Annotated[int, Meta(ge=1, le=10_000)] = 30
    """Of one visitor; and so many files."""
    attachments: bool = True
    attachment_bytes: Annotated[int, Meta(ge=1, le=50_000_000)] = 5_000_000
    attachment_types: tuple[str, ...] = (
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "text/plain",
    )
    webhook_private: bool = False
    """Whether webhooks may go to addresses that are not public."""


class SingleSignOn(Struct, frozen=True):
    """Signing in with an account of another provider (OpenID Connect)."""

    issuer: str = ""
    """The provider's address, to the letter; empty: there is none."""
    client_id: str = ""
    """What the provider calls us. The secret is kept elsewhere, and never told."""
    label: str = ""
    """Stands on the button, after "Sign in with"."""
    login_claim: str = "email"
    """What of the account is the login here: ``email``, ``preferred_username``, ..."""
    domains: tuple[str, ...] = ()
    """Whose e-mail addresses may sign in (``example.com``); empty: any."""
    unverified_email: bool = False
    """Whether an e-mail address is believed of which the provider does not say that it has
    verified it."""
    newcomers: bool = False
    """Whether somebody who is not known yet becomes a user; otherwise only those that are may."""
    newcomer_role: Role = Role.AGENT
    newcomer_teams: tuple[TeamId, ...] = ()
    passwords: bool = True
    """Whether passwords still work; those of operators always do."""
    private: bool = False
    """Whether the provider may be at an address that is not public."""


Days = Annotated[int, Meta(ge=1, le=36_500)]


class Retention(Struct, frozen=True):
    """After how many days what is kept of people goes, counted from when it began; None: it is
    kept."""

    recordings: Days | None = None
    """Recordings of calls."""
    calls: Annotated[int, Meta(ge=8, le=36_500)] | None = None
    """Numbers, ``custom`` and notes of calls, and the numbers of attempts. Never sooner than the
    seven days over which attempts at one number are limited."""
    chats: Days | None = None
    """What was said in chats, who said it, and their files."""
    leads: Days | None = None
    """Leads, from when they were finished."""
    agent_states: Days | None = None
    """Which state an agent was in, when."""


class SpaceSettings(Struct, frozen=True):
    time_zone: str = "UTC"
    default_country: str = ""
    """ISO 3166 code for national numbers (``GB``); empty: numbers must be international."""
    caller_id: str = ""
    """Shown to those who are called; digits of E.164 without the plus."""
    caller_ids: tuple[str, ...] = ()
    """Further numbers that make_call and agents may show."""
    click_to_call: ClickToCall = ClickToCall()
    dial_policy: DialPolicy = DialPolicy()
    strip_seconds: Annotated[float, Meta(ge=0, le=3)] = 0.0
    ring_seconds: Annotated[float, Meta(ge=5, le=300)] = 60.0
    agent_ring_seconds: Annotated[float, Meta(ge=3, le=120)] = 10.0
    transfer_ring_seconds: Annotated[float, Meta(ge=5, le=120)] = 25.0
    rejoin_seconds: Seconds = 30.0
    dock_grace_seconds: Seconds = 10.0
    wrap_up_seconds: Seconds = 60.0
    recording: Literal["off", "always", "on_demand"] = "off"
    blending: Blending = Blending()
    second_factor: SecondFactorFor = SecondFactorFor.OPTIONAL
    """Who has none and must is led to set it up at their next sign-in."""
    chat: ChatPolicy = ChatPolicy()
    sso: SingleSignOn = SingleSignOn()
    retention: Retention = Retention()
    pause_reasons: tuple[str, ...] = ("Break", "Lunch", "Meeting", "Training")
    dispositions: tuple[str, ...] = (
        "Sold",
        "Callback",
        "Not interested",
        "No answer",
        "Wrong number",
        "Do not call",
    )


class Space(Struct, frozen=True):
    space_id: SpaceId
    """The ``cloud_id``: lower-case letters, digits and dashes."""
    name: str
    settings: SpaceSettings = SpaceSettings()


class Team(Struct, frozen=True):
    team_id: TeamId
    space_id: SpaceId
    name: str
    caller_id: str = ""
    settings: TeamSettings = TeamSettings()


class User(Struct, frozen=True):
    user_id: AgentId
    space_id: SpaceId
    login: str
    """Unique in the space, case-insensitively."""
    name: str
    role: Role
    password_hash: str
    """argon2id, PHC string."""
    teams: tuple[TeamId, ...] = ()
    active: bool = True
    skills: dict[str, int] = {}
    """By name, how good they are at it, 1 to 10."""
    chat_limit: int | None = None
    """How many chats they may have at once; None: what their team says."""
    operator: bool = False
    """Keeps the whole server: in every space they may do what an admin of it may."""
    password_due: bool = False
    """Must take another password at their next sign-in, before anything else."""
    second_factor: bool = False
    """Signs in with a code beside the password."""
