"""The face: one ASGI application. Documented addresses are looked up in a table and answered
before any routing; pages and sockets go through Starlette's router."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
from starlette.datastructures import QueryParams
from starlette.routing import Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from dockline.api import problems
from dockline.api.board_socket import BoardSocket
from dockline.api.boards import Boards
from dockline.api.bodies import header
from dockline.api.call_sessions import CallSessions
from dockline.api.callers import Callers
from dockline.api.campaign import ADD, CampaignPush
from dockline.api.campaign_control import CampaignControl
from dockline.api.chat_api import ChatApi
from dockline.api.do_not_call import DoNotCallRoutes
from dockline.api.dock_http import DockRoutes
from dockline.api.dock_script import ScriptRoute
from dockline.api.dock_socket import DockSocket
from dockline.api.docks import Docks
from dockline.api.docs_page import page
from dockline.api.front import HotAddress
from dockline.api.health import Health
from dockline.api.idempotency import Replays
from dockline.api.lead_posts import LeadPosts
from dockline.api.lead_why import Present, Why
from dockline.api.live import LivePoll
from dockline.api.live_boards import Boards as LiveBoards
from dockline.api.manage.admission import Admission
from dockline.api.manage.areas import manage_routes
from dockline.api.metrics import Metrics
from dockline.api.openapi import document
from dockline.api.page_socket import NOT_PERMITTED, NOT_SIGNED_IN, PageSocket
from dockline.api.pages import Pages
from dockline.api.peers import Networks, Origins, Peers
from dockline.api.phones import Phones
from dockline.api.problems import Headers
from dockline.api.recording_files import RecordingFiles
from dockline.api.replies import Endpoint, Handler, Reply, problem_reply, send_reply
from dockline.api.sessions import Sessions
from dockline.api.sign_on import SignOn
from dockline.api.sip_proxy import SipProxy
from dockline.api.stream import Stream
from dockline.api.team_call import TeamCall
from dockline.api.timeline import TimelineRoute
from dockline.api.token_posts import TokenPosts
from dockline.api.tokens import ResetToken
from dockline.api.visitor_files import VisitorFiles
from dockline.api.visitor_socket import VisitorSocket
from dockline.api.visitors import Visitors
from dockline.api.voice import MakeCall
from dockline.api.widget_page import widget_page
from dockline.domain.access import Right, may
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space, User
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.identity import IdentityProviders
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.agent_work import AgentWork
from dockline.services.campaigns import Campaigns
from dockline.services.care.erasing import Erasing
from dockline.services.care.holds import LegalHolds
from dockline.services.care.retention import RetentionKeeper
from dockline.services.chats import Chats
from dockline.services.chats_elsewhere import ChatsElsewhere
from dockline.services.dialer import Dialers
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.engine_room import EngineRoom
from dockline.services.floors import Floors
from dockline.services.intake import Intake
from dockline.services.known import KnownNumbers
from dockline.services.lead_why import LeadWhy
from dockline.services.live import Live
from dockline.services.monitors import Monitors
from dockline.services.recordings import Recordings
from dockline.services.records import Records
from dockline.services.single_sign_on import SingleSignOns
from dockline.services.timeline import StateKeeper, Timeline
from dockline.services.usage import Usage
from dockline.services.webhooks.keeping import WebhookKeeping
from dockline.settings import Settings

_log = structlog.get_logger("dockline.api")
_STATIC: Final = Path(__file__).resolve().parent / "static"
_SAMPLE_CLOUD: Final = "your-cloud"
_SAMPLE_TEAM: Final = "Support team"
_CLOSE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the face is joined from."""

    settings: Settings
    clock: Clock
    store: Store
    engine: Engine
    feed: Feed
    accounts: Accounts
    records: Records
    recordings: Recordings
    floors: Floors
    dialers: Dialers
    intake: Intake
    campaigns: Campaigns
    do_not_call: DoNotCallLists
    lead_why: LeadWhy
    live: Live
    states: StateKeeper
    timeline: Timeline
    webhooks: WebhookKeeping
    chats: Chats
    chats_elsewhere: ChatsElsewhere
    single_sign_ons: SingleSignOns
    providers: IdentityProviders
    metrics: Metrics
    engine_room: EngineRoom
    retention: RetentionKeeper
    holds: LegalHolds
    erasing: Erasing
    usage: Usage


class Face:
    """Needs a running event loop when it is made."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        self._parts = parts
        self._peers = Peers(settings.trusted_proxies)
        self._sessions = Sessions(parts.accounts, self._peers, Origins(settings.allowed_origins))
        self._phones = Phones(parts.engine, parts.clock)
        self._boards = Boards(
            Monitors(parts.floors, parts.accounts, parts.feed, parts.clock),
            parts.campaigns,
            parts.accounts,
            parts.feed,
            parts.clock,
            self._phones,
            parts.metrics,
        )
        self._docks = Docks(
            parts.floors,
            parts.dialers,
            parts.chats,
            parts.accounts,
            parts.feed,
            parts.clock,
            self._phones,
            parts.metrics,
        )
        self._callers = Callers(parts.accounts, self._peers, parts.usage)
        self._live_boards = LiveBoards(parts.live, parts.accounts, parts.clock)
        self._stream = Stream(
            self._live_boards,
            parts.accounts,
            self._callers,
            self._sessions,
            parts.clock,
            parts.metrics,
        )
        self._visitors = Visitors(
            parts.chats, parts.accounts, parts.floors, parts.feed, parts.clock
        )
        self._pages = Pages(settings.frame_ancestors)
        self._sip = SipProxy(parts.engine, self._sessions)
        self._endpoints = {
            path: Endpoint(path, handlers, parts.metrics)
            for path, handlers in self._routes().items()
        }
        self._direct = {path: one for path, one in self._endpoints.items() if "{" not in path}
        self.hot = self._hot()
        """Answered without ASGI where a request is plain (`dockline.api.front`)."""
        self._rest = Router(
            [
                Route("/", self._pages.dock),
                Route("/dock", self._pages.dock),
                Route("/board", self._pages.board),
                Route("/admin", self._pages.admin),
                Route("/admin/{rest:path}", self._pages.admin),
                Route("/assets/{name:path}", self._pages.asset),
                Route("/widget.js", self._pages.widget),
                # An object is taken for an ASGI application, whatever the method.
                *(Route(path, one) for path, one in self._endpoints.items() if "{" in path),
                WebSocketRoute("/dock/socket", self._dock_socket),
                WebSocketRoute("/board/socket", self._board_socket),
                WebSocketRoute("/chat/socket", self._chat_socket),
                # A bound method: Starlette would take the object itself for an ASGI application.
                WebSocketRoute("/sip", self._sip.__call__),
            ],
            redirect_slashes=False,
            default=_nothing_here,
        )
        parts.accounts.sessions.on_ended.append(self._docks.look_at)
        parts.accounts.sessions.on_ended.append(self._boards.look_at)
        for space in parts.accounts.spaces():
            self._docks.watch.space(space.space_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            endpoint = self._direct.get(scope["path"])
            if endpoint is not None:
                await endpoint(scope, receive, send)
                return
            if scope["path"] == "/pulse-api/stream":
                await self._stream(scope, receive, send)
                return
        await self._rest(scope, receive, send)

    async def end_streams(self) -> None:
        """Before the HTTP server stops, which waits for answers that go on."""
        await self._live_boards.stop()

    async def stop(self) -> None:
        """Close docks, boards and visitors, while the floors are still there to be told."""
        await asyncio.gather(
            self._docks.stop(_CLOSE_SECONDS),
            self._boards.stop(_CLOSE_SECONDS),
            self._visitors.stop(_CLOSE_SECONDS),
        )
        await self._phones.stop()

    def _routes(self) -> dict[str, dict[str, Handler]]:
        parts, peers = self._parts, self._peers
        callers = self._callers
        replays = Replays(parts.store, parts.clock)
        make_call = MakeCall(
            parts.accounts,
            parts.floors,
            callers,
            replays,
            parts.clock,
            parts.metrics,
            parts.usage,
        )
        team_call = TeamCall(parts.accounts, parts.floors, callers, replays, parts.clock)
        reset = ResetToken(parts.accounts, callers, replays, parts.clock)
        live = LivePoll(parts.accounts, callers, parts.live, parts.clock)
        timeline = TimelineRoute(parts.timeline, parts.states, parts.accounts, callers, parts.clock)
        leads = LeadPosts(parts.intake, parts.usage, parts.settings.leads_per_body)
        campaigns = self._campaigns = CampaignPush(leads, callers, replays, parts.clock)
        posts = TokenPosts(callers, replays, parts.clock)
        control = CampaignControl(parts.campaigns, posts)
        never = DoNotCallRoutes(parts.do_not_call, posts, parts.settings.leads_per_body)
        present = Present(parts.floors, parts.engine)
        why = Why(parts.lead_why, present, parts.accounts, callers, parts.clock)
        readers = Networks(parts.settings.metrics_networks)
        health = Health(parts.store, parts.engine, parts.metrics, peers, readers)
        chat_api = ChatApi(parts.chats, parts.chats_elsewhere, parts.accounts, callers, parts.clock)
        files = VisitorFiles(parts.chats, parts.accounts, parts.floors, self._sessions)
        known = KnownNumbers(parts.store)
        heard = RecordingFiles(parts.recordings, parts.clock)
        sessions = CallSessions(
            parts.records, parts.recordings, parts.accounts, callers, parts.clock, self._server
        )
        admission = Admission(self._sessions, parts.accounts)
        work = AgentWork(parts.store, parts.clock, parts.dialers, parts.live)
        dock = DockRoutes(self._docks, self._boards, parts.records, known, work, self._sessions)
        return {
            "/apiv1/make_call": {"POST": make_call},
            "/apiv1/team/make_call": {"POST": team_call},
            "/router/api/v2/token/reset": {"POST": reset},
            "/pulse-api/live": {"POST": live},
            "/pulse-api/timeline": {"POST": timeline},
            "/manage/api/analytics/sessions": {"POST": sessions},
            **heard.routes(),
            **manage_routes(parts, admission, replays, self._server),
            **campaigns.routes(),
            **control.routes(),
            **never.routes(),
            "/router/api/v2/lead/{lead_id}/why": {"GET": why},
            **dock.routes(),
            **SignOn(
                parts.single_sign_ons,
                parts.accounts,
                self._sessions,
                peers,
                parts.clock,
                self._server,
                self._page_headers(),
            ).routes(),
            "/dock/script": {"GET": ScriptRoute(parts.campaigns, self._sessions)},
            **files.routes(),
            **chat_api.routes(),
            "/chat/socket": {"GET": _websocket_only},
            "/dock/socket": {"GET": _websocket_only},
            "/board/socket": {"GET": _websocket_only},
            "/sip": {"GET": _websocket_only},
            "/healthz": {"GET": health.healthz},
            "/readyz": {"GET": health.readyz},
            "/metrics": {"GET": health.metrics},
            "/openapi.json": {"GET": self._openapi},
            "/docs": {"GET": self._docs},
            "/docs/tokens.css": {"GET": _stylesheet("tokens.css")},
            "/docs/docs.css": {"GET": _stylesheet("docs.css")},
            "/sign-in.css": {"GET": _stylesheet("sign_in.css")},
            "/widget": {"GET": self._widget},
            "/widget.css": {"GET": _stylesheet("widget.css")},
        }

    def _hot(self) -> dict[str, HotAddress]:
        pushes = self._campaigns
        add = self._endpoints[ADD]
        return {ADD: HotAddress(ADD, pushes.fits, partial(add.at_once, pushes.add_at_once))}

    async def _openapi(self, scope: Scope, receive: Receive) -> Reply:
        return Reply(200, msgspec.json.encode(document(self._server(scope))))

    async def _docs(self, scope: Scope, receive: Receive) -> Reply:
        text = page(self._server(scope), await self._cloud(scope), self._parts.settings.cluster_id)
        return Reply(200, text.encode(), self._page_headers(), text=True)

    async def _widget(self, scope: Scope, receive: Receive) -> Reply:
        """``?cloud=&team=`` choose another team than the first that chats and that has people."""
        query = QueryParams(scope["query_string"])
        known = await self._cloud(scope)
        cloud = query.get("cloud") or known
        # Names of teams are for those whom the samples are for.
        accounts, space_id = self._parts.accounts, SpaceId(cloud)
        teams = accounts.teams(space_id) if cloud == known else []
        chatting = [team for team in teams if team.settings.chat.open]
        peopled = {team_id for user in accounts.users(space_id) for team_id in user.teams}
        chatting.sort(key=lambda team: team.team_id not in peopled)
        team = query.get("team") or (chatting[0].name if chatting else _SAMPLE_TEAM)
        text = widget_page(self._server(scope), cloud, team)
        return Reply(200, text.encode(), self._page_headers(), text=True)

    def _page_headers(self) -> Headers:
        return (
            (b"content-type", b"text/html; charset=utf-8"),
            *((name.encode(), value.encode()) for name, value in self._pages.headers().items()),
        )

    def _server(self, scope: Scope) -> str:
        """This server's address, as the one who asks has it."""
        settings = self._parts.settings
        if settings.cluster_id and settings.domain:
            return f"https://{settings.cluster_id}.{settings.domain}"
        scheme = "https" if self._peers.secure(scope) else "http"
        host = (header(scope, b"host") or b"localhost").decode("latin-1")
        return f"{scheme}://{host}"

    async def _cloud(self, scope: Scope) -> str:
        """The space for the samples: of the one who is signed in, or the only one there is, for
        those whom it would let call."""
        try:
            user = await self._sessions.user(scope)
        except StoreUnavailable:
            user = None
        if user is not None:
            return user.space_id
        spaces = self._parts.accounts.spaces()
        if len(spaces) == 1 and self._near(scope, spaces[0]):
            return spaces[0].space_id
        return _SAMPLE_CLOUD

    def _near(self, scope: Scope, space: Space) -> bool:
        return self._peers.address(scope) in Networks(space.settings.click_to_call.networks)

    async def _chat_socket(self, socket: WebSocket) -> None:
        """For anybody: a chat is known by its secret, and no cookie is looked at."""
        await socket.accept()
        await VisitorSocket(socket, self._visitors, self._peers.address(socket.scope)).run()

    async def _dock_socket(self, socket: WebSocket) -> None:
        await self._page_socket(
            socket,
            Right.USE_DOCK,
            lambda *of: DockSocket(socket, self._docks, *of),
        )

    async def _board_socket(self, socket: WebSocket) -> None:
        await self._page_socket(
            socket,
            Right.WATCH_OWN_TEAMS,
            lambda *of: BoardSocket(socket, self._boards, *of),
        )

    async def _page_socket(
        self,
        socket: WebSocket,
        right: Right,
        made: Callable[[User, Space, Callable[[], Awaitable[bool]]], PageSocket[Any]],
    ) -> None:
        """Let a page in whose session has the right."""
        if not self._sessions.origin_allowed(socket.scope):
            await socket.close(1008)  # before the handshake is answered: a plain 403
            return

        async def signed_in() -> bool:
            try:
                user = await self._sessions.user(socket.scope)
            except StoreUnavailable:
                return True  # nobody is thrown out because the database is away
            return user is not None and may(user, right)

        try:
            user = await self._sessions.user(socket.scope)
        except StoreUnavailable:
            await socket.accept()
            await socket.close(1013)
            return
        await socket.accept()
        space = self._parts.accounts.space(user.space_id) if user is not None else None
        if user is None or space is None:
            await socket.close(NOT_SIGNED_IN, "Sign in first.")
            return
        if not may(user, right):
            await socket.close(NOT_PERMITTED, "Your role does not allow this.")
            return
        with structlog.contextvars.bound_contextvars(agent_id=user.user_id):
            await made(user, space, signed_in).run()


async def _websocket_only(scope: Scope, receive: Receive) -> Reply:
    raise problems.Problem(
        426, "websocket-only", "Ask for a WebSocket here.", ((b"upgrade", b"websocket"),)
    )


def _stylesheet(name: str) -> Handler:
    body = (_STATIC / name).read_bytes()

    async def answer(scope: Scope, receive: Receive) -> Reply:
        return Reply(200, body, ((b"content-type", b"text/css; charset=utf-8"),), text=True)

    return answer


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send_reply(send, problem_reply(problems.not_found()))
