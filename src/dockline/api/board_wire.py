"""The board's own socket, ``/board/socket``: a supervisor's phone, and whom they listen to.

The figures come by ``/pulse-api/stream``. The page says Hello, gets a Welcome, says when its phone
is registered, beats each second as docks do, and asks. Of two boards of one person the newer is
kept. Close codes: those of docks, and 4403: an agent has no board.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dockline.api.dock_wire import Beat, BeatBack, Done, PhoneFrame, PhoneState, Refused, Replaced
from dockline.domain.ids import AgentId, PageId, PhoneId
from dockline.domain.monitor import MonitorMode, MonitorView
from dockline.ports.engine import Phone


class BoardHello(Struct, frozen=True, tag_field="type", tag="hello"):
    page_id: Annotated[PageId, Meta(min_length=8, max_length=64)]
    """Random, made once for each loading of the page."""
    phone_id: PhoneId | None = None
    """The endpoint the page's phone already uses, if it has one."""


class BoardOrder(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What a board asks for."""


class Listen(BoardOrder, frozen=True, tag="listen"):
    """Come into the call that an agent is in; the page's phone is rung. In it already, only the
    mode changes."""

    agent_id: Annotated[AgentId, Meta(max_length=80)]
    mode: MonitorMode


class StopListening(BoardOrder, frozen=True, tag="stop_listening"):
    pass


class TakeCallOver(BoardOrder, frozen=True, tag="take_over"):
    """The call goes to the supervisor's own dock."""

    agent_id: Annotated[AgentId, Meta(max_length=80)]


class RunCampaign(BoardOrder, frozen=True, tag="run_campaign"):
    """For those who may run the operation."""

    campaign_id: Annotated[str, Meta(max_length=80)]
    run: Literal["start", "pause"]


BoardOrders = Listen | StopListening | TakeCallOver | RunCampaign


class BoardAsk(Struct, frozen=True, tag_field="type", tag="ask"):
    ref: int
    order: BoardOrders


FromBoardMessage = BoardHello | PhoneState | Beat | BoardAsk


class BoardWelcome(Struct, frozen=True, tag_field="type", tag="welcome"):
    now: float
    """The server's clock, seconds since 1970."""
    cloud_id: str
    space_name: str
    user_id: AgentId
    name: str
    role: str
    teams: tuple[str, ...]
    """Names of those they may watch."""
    runs_campaigns: bool
    monitor: MonitorView | None
    phone: Phone | None
    """None: keep the one the page has, or the engine is away."""


class MonitorFrame(Struct, frozen=True, tag_field="type", tag="monitor"):
    """Whom they listen to now; None: nobody, and why."""

    monitor: MonitorView | None
    why: str


ToBoardMessage = BoardWelcome | MonitorFrame | PhoneFrame | Done | Refused | BeatBack | Replaced
