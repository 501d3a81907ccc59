"""The face: one ASGI application. Documented addresses are looked up in a table and answered
before any routing; pages and sockets go through Starlette's router."""

import asyncio
from functools import partial
from typing import Final

from starlette.routing import Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send

from dockline.api import problems
from dockline.api.boards import Boards
from dockline.api.bodies import header
from dockline.api.body_room import ROOM, BodyRoom
from dockline.api.call_sessions import CallSessions
from dockline.api.callers import Callers
from dockline.api.campaign import ADD, CampaignPush
from dockline.api.campaign_control import CampaignControl
from dockline.api.chat_api import ChatApi
from dockline.api.developer_pages import DeveloperPages
from dockline.api.do_not_call import DoNotCallRoutes
from dockline.api.dock_http import DockRoutes
from dockline.api.dock_script import ScriptRoute
from dockline.api.docks import Docks
from dockline.api.front import HotAddress
from dockline.api.health import Health
from dockline.api.idempotency import Replays
from dockline.api.lead_posts import LeadPosts
from dockline.api.lead_why import Present, Why
from dockline.api.live import LivePoll
from dockline.api.live_boards import Boards as LiveBoards
from dockline.api.manage.admission import Admission
from dockline.api.manage.areas import manage_routes
from dockline.api.pages import Pages
from dockline.api.parts import Parts
from dockline.api.peers import Networks, Origins, Peers
from dockline.api.phones import Phones
from dockline.api.problems import Headers
from dockline.api.recording_files import RecordingFiles
from dockline.api.replies import Endpoint, Handler, Reply, problem_reply, send_reply
from dockline.api.sessions import Sessions
from dockline.api.sign_on import SignOn
from dockline.api.sip_proxy import SipProxy
from dockline.api.socket_doors import SocketDoors
from dockline.api.stream import Stream
from dockline.api.stylesheets import stylesheet
from dockline.api.team_call import TeamCall
from dockline.api.timeline import TimelineRoute
from dockline.api.token_posts import TokenPosts
from dockline.api.tokens import ResetToken
from dockline.api.visitor_files import VisitorFiles
from dockline.api.visitors import Visitors
from dockline.api.voice import MakeCall
from dockline.services.agent_work import AgentWork
from dockline.services.known import KnownNumbers
from dockline.services.monitors import Monitors

_CLOSE_SECONDS: Final = 2.0


class Face:
    """Needs a running event loop when it is made."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        self._parts = parts
        self._peers = Peers(settings.trusted_proxies)
        self._body_room = BodyRoom(self._peers.address)
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
        doors = SocketDoors(
            self._docks, self._boards, self._visitors, self._sessions, parts.accounts, self._peers
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
                *doors.routes(),
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
            scope.setdefault("state", {})[ROOM] = self._body_room
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
        page_headers = self._page_headers()
        developers = DeveloperPages(
            parts.settings, parts.accounts, self._sessions, peers, self._server, page_headers
        )
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
                page_headers,
            ).routes(),
            "/dock/script": {"GET": ScriptRoute(parts.campaigns, self._sessions)},
            **files.routes(),
            **chat_api.routes(),
            "/chat/socket": {"GET": _websocket_only},
            "/dock/socket": {"GET": _websocket_only},
            "/board/socket": {"GET": _websocket_only},
            "/sip": {"GET": _websocket_only},
            "/healthz": {"GET": health.healthz, "HEAD": health.healthz},
            "/readyz": {"GET": health.readyz, "HEAD": health.readyz},
            "/metrics": {"GET": health.metrics},
            "/sign-in.css": {"GET": stylesheet("sign_in.css")},
            **developers.routes(),
        }

    def _hot(self) -> dict[str, HotAddress]:
        pushes = self._campaigns
        add = self._endpoints[ADD]
        return {ADD: HotAddress(ADD, pushes.fits, partial(add.at_once, pushes.add_at_once))}

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


async def _websocket_only(scope: Scope, receive: Receive) -> Reply:
    raise problems.Problem(
        426, "websocket-only", "Ask for a WebSocket here.", ((b"upgrade", b"websocket"),)
    )


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send_reply(send, problem_reply(problems.not_found()))
