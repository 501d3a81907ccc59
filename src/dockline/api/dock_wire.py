"""What goes over the dock's socket (``/dock/socket``), as JSON text frames.

Dock to server: `Hello` first, then `PhoneState`, `Beat` each second, and `Ask`s. Server to dock:
`Welcome` (a snapshot) or `Resumed`, then `FactFrame`s; `Done` or `Refused` for each `Ask`;
`SettingsFrame` when they were changed; `PhoneFrame` when the phone needs new credentials;
`BeatBack`; `Replaced` before the socket is closed because another page took over (close code
4001). Close codes: 4001 replaced, 4401 not signed in, 4400 bad message.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct

from dockline.domain.chatshown import ChatLine
from dockline.domain.commands import DockOrder
from dockline.domain.facts import AnyFact, DockView
from dockline.domain.ids import CallId, PageId, PhoneId
from dockline.domain.teamsettings import CannedReply
from dockline.ports.engine import Phone
from dockline.services.known import KnownLead


class WrapUp(Struct, frozen=True):
    call_id: CallId
    until: float
    """Unix seconds."""


class Hello(Struct, frozen=True, tag_field="type", tag="hello"):
    page_id: Annotated[PageId, Meta(min_length=8, max_length=64)]
    """Random, made once for each loading of the page."""
    epoch: str = ""
    """The server's epoch as told by the last Welcome; empty on a fresh page."""
    after: int = 0
    """The last fact's number the page has applied."""
    phone_id: PhoneId | None = None
    """The endpoint the page's phone already uses, if it has one."""
    leg_up: bool = False
    """The page's phone is in a call still."""
    paused: Annotated[str, Meta(max_length=80)] | None = None
    """Why the agent paused, as the page was told last; None: they did not. A server that was begun
    anew leaves them as they were."""
    wrap_up: WrapUp | None = None
    """What the agent wraps up, in the same way."""


class PhoneState(Struct, frozen=True, tag_field="type", tag="phone_state"):
    """The page's phone registered, or lost its registration."""

    phone_id: PhoneId
    registered: bool


class Beat(Struct, frozen=True, tag_field="type", tag="beat"):
    """Each second. Three seconds without one and the socket counts as lost."""

    sent: float
    """The page's own clock, milliseconds; comes back in `BeatBack` to measure the way."""


class Ask(Struct, frozen=True, tag_field="type", tag="ask"):
    ref: int
    """Chosen by the dock; comes back in the answer."""
    order: DockOrder


FromDockMessage = Hello | PhoneState | Beat | Ask


class ChatTeam(Struct, frozen=True):
    """A team that a chat may be handed to."""

    team_id: str
    name: str


class DockSettings(Struct, frozen=True):
    """What the dock needs to know of its space."""

    cloud_id: str
    space_name: str
    strip_seconds: float
    rejoin_seconds: float
    wrap_up_seconds: float
    pause_reasons: tuple[str, ...]
    dispositions: tuple[str, ...]
    caller_ids: tuple[str, ...]
    """Numbers this agent may show, the default first."""
    recording: str
    """``off``, ``always`` or ``on_demand``."""
    chat_limit: int
    """How many chats this agent may have at once."""
    canned: dict[str, tuple[CannedReply, ...]]
    """Ready replies, by the id of a chat's team."""
    chat_teams: tuple[ChatTeam, ...]
    attachments: bool
    """Whether files may be sent in chats."""
    attachment_bytes: int
    attachment_types: tuple[str, ...]


class Welcome(Struct, frozen=True, tag_field="type", tag="welcome"):
    epoch: str
    seq: int
    now: float
    """The server's clock, seconds since 1970; timers are reckoned against it."""
    view: DockView
    settings: DockSettings
    phone: Phone | None
    """Credentials for the page's phone; None: keep those it has (or the engine is away)."""


class Resumed(Struct, frozen=True, tag_field="type", tag="resumed"):
    """The page's state still holds; the facts it missed follow."""

    seq: int
    now: float
    phone: Phone | None


class SettingsFrame(Struct, frozen=True, tag_field="type", tag="settings"):
    """They were changed, or may have been while the page was away."""

    settings: DockSettings


class FactFrame(Struct, frozen=True, tag_field="type", tag="fact"):
    seq: int
    at: float
    fact: AnyFact


class PhoneFrame(Struct, frozen=True, tag_field="type", tag="phone"):
    """The engine forgot the phone (it was started again): register with these."""

    phone: Phone


class Done(Struct, frozen=True, tag_field="type", tag="done"):
    ref: int


class Refused(Struct, frozen=True, tag_field="type", tag="refused"):
    ref: int
    code: str
    message: str


class BeatBack(Struct, frozen=True, tag_field="type", tag="beat"):
    sent: float
    now: float


class Replaced(Struct, frozen=True, tag_field="type", tag="replaced"):
    """Signed in elsewhere; this dock is closed and must not come back by itself."""


ToDockMessage = (
    Welcome
    | Resumed
    | SettingsFrame
    | FactFrame
    | PhoneFrame
    | Done
    | Refused
    | BeatBack
    | Replaced
)


# --- over HTTP --------------------------------------------------------------------------------


class SignInForm(Struct, frozen=True):
    """POST /dock/sign-in"""

    login: Annotated[str, Meta(min_length=1, max_length=254)]
    """``rishi``, ``rishi@leap``; a login may be an e-mail address."""
    password: Annotated[str, Meta(min_length=1, max_length=1024)]
    code: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    """Of the second factor, where they have one: of the app, or a recovery code. Without it the
    answer is 401 with the code ``second-factor-needed``."""


class SignedIn(Struct, frozen=True):
    """Answer to POST /dock/sign-in and GET /dock/session."""

    success: bool
    cloud_id: str
    space_name: str
    login: str
    name: str
    role: str
    due: str = ""
    """What must be done first, and until it is nothing else works: ``password`` (take another one),
    ``second-factor`` (set one up), by the routes of ``/manage/api/account``; empty: nothing."""


class CallRow(Struct, frozen=True):
    """One of the agent's own past calls, as GET /dock/history lists them, newest first."""

    call_id: str
    kind: str
    number: str
    name: str
    """From the custom payload, where it has one."""
    team: str
    agent_name: str
    started_at: float
    answered_at: float | None
    ended_at: float | None
    talk_seconds: float
    outcome: str
    ended_by: str
    disposition: str
    note: str


class History(Struct, frozen=True):
    """GET /dock/history?number=&limit=: with a number, everybody's calls with it."""

    calls: list[CallRow]


class Known(Struct, frozen=True):
    """GET /dock/known?number=: the leads with a number, and the last calls with it."""

    leads: list[KnownLead]
    calls: list[CallRow]


class Script(Struct, frozen=True):
    """GET /dock/script?campaign_id=: what an agent says to the leads of a campaign."""

    text: str
    """Lines with ``# headings``, ``- lists`` and ``{fields}`` of the lead's data; empty: nothing
    is shown."""


class ChatRow(Struct, frozen=True):
    """One of the agent's own past chats, with all that was said."""

    chat_id: str
    team: str
    channel: str
    visitor: str
    attributes: dict[str, Any]
    started_at: float
    opened_at: float | None
    ended_at: float | None
    ended_by: str
    note: str
    lines: list[ChatLine]


class ChatHistory(Struct, frozen=True):
    """GET /dock/chat-history?limit=: the agent's own chats, newest first. A file of a line is read
    at ``/chat/attachments/<chat_id>/<attachment_id>``."""

    chats: list[ChatRow]


class Today(Struct, frozen=True):
    """GET /dock/today: this agent's own figures since midnight in the space's time zone."""

    calls: int
    answered: int
    talk_seconds: float


class CampaignLeft(Struct, frozen=True):
    """A campaign that runs for this agent, and how many leads of it are left to call."""

    campaign_id: str
    campaign: str
    leads_left: int


class CallbackToday(Struct, frozen=True):
    """A callback that this agent has promised in person."""

    lead_id: str
    number: str
    name: str
    """From the lead's data, where it has one."""
    campaign: str
    at: float


class Work(Struct, frozen=True):
    """GET /dock/work: what waits for this agent. Campaigns by name; callbacks that are due until
    midnight in the space's time zone, the earliest first, 50 at most."""

    campaigns: list[CampaignLeft]
    callbacks: list[CallbackToday]


class Target(Struct, frozen=True):
    agent_id: str
    name: str
    login: str
    teams: tuple[str, ...]
    state: str
    since: float


class Targets(Struct, frozen=True):
    """GET /dock/targets: the other agents of the space who are signed in."""

    agents: list[Target]
