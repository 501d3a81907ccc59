"""Every route and every socket, asked by those it is not for, with real names and ids of a space
that is not theirs: nothing of that space is answered, and nothing in it is changed.

The walk goes by the table of operations, so a new route is walked, too: one with a body or with
parameters must first be given what to ask with.
"""

import typing
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from dockline.api import dock_wire as w
from dockline.api.board_wire import BoardOrders, Listen, StopListening
from dockline.api.operation import Operation
from dockline.api.operations import OPERATIONS
from dockline.api.visitor_wire import VisitorBeat, VisitorBye, VisitorSeen, VisitorTyping
from dockline.domain.commands import CallbackWish, DockOrder
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, LeadId, SpaceId
from dockline.domain.monitor import MonitorMode
from dockline.domain.space import ClickToCall, Role, SpaceSettings
from dockline.ports.chat_store import ChatFilter
from dockline.ports.store import CallFilter
from tests.support.face import LEAP, PASSWORD, Dock, Server, serving
from tests.support.until import until
from tests.support.visitor import visitor

RIVAL = SpaceId("rival")
NUMBER, LEAD_NUMBER, TEAM = "442079460100", "919654301006", "Team of the first"
LISTED = "919812306590"
WORKING = [one for one in OPERATIONS if one.tag != "Operation" and one.right is None]
SOCKETS = [
    one.path
    for one in OPERATIONS
    if one.security and any(answer.status == 426 for answer in one.answers)
]


class Two:
    """A server with two spaces; in the first an agent talks, and a lead waits."""

    def __init__(self, server: Server, dock: Dock, call_id: str, lead_id: str) -> None:
        self.server = server
        self.dock = dock
        self.call_id = CallId(call_id)
        self.lead_id = lead_id
        self.rival_token = ""
        self.campaign_id = ""
        self.chat_id = ChatId("")
        self.chat_secret = ""
        self.file_id = ""
        self.file_key = ""
        self.rishi = server.users["rishi"].user_id
        self.siddhant = server.users["siddhant"].user_id

    @property
    def secrets(self) -> list[str]:
        """What no answer may carry."""
        return [
            self.call_id,
            self.lead_id,
            self.chat_id,
            self.chat_secret,
            self.file_id,
            self.file_key,
            self.rishi,
            self.siddhant,
            self.server.token,
            TEAM,
            NUMBER,
            LEAD_NUMBER,
            LISTED,
            "secret of the first",
            "Rishi",
            "Siddhant",
            "Leap",
        ]

    async def first(self) -> bytes:
        """All there is of the first space (its audit log alone may grow)."""
        store, node = self.server.store, self.server.node
        lists = await store.dial_lists(LEAP)
        return msgspec.json.encode(
            [
                node.accounts.space(LEAP),
                await store.teams(LEAP),
                await store.users(LEAP),
                [repr(token) for token in await store.tokens(LEAP)],
                node.accounts.check_token(LEAP, self.server.token),
                await store.calls(LEAP, CallFilter(), limit=100),
                await store.open_calls(LEAP),
                await store.campaigns(LEAP),
                lists,
                [await store.leads(LEAP, one.list_id, limit=100) for one in lists],
                await store.lives(LEAP, [LeadId(self.lead_id)]),
                await store.do_not_call_list(LEAP, CampaignId(""), limit=100),
                await store.do_not_call_entries(LEAP, [LEAD_NUMBER, LISTED]),
                await store.chats(LEAP, ChatFilter(), limit=100),
                await store.chat_lines(LEAP, self.chat_id),
                repr(await store.chat_keys(self.chat_id)),
                node.floors.chats(LEAP),
                sorted(str(one) for one in node.layout.attachments.rglob("*")),
                sorted(str(one) for one in node.layout.recordings.rglob("*")),
                node.floors.agents(LEAP),
                node.floors.call(LEAP, self.call_id),
                node.floors.seq(LEAP),
            ]
        )

    async def chat(self) -> None:
        """A visitor of the first space writes, and sends a file."""
        async with visitor(self.server.address) as page:
            await page.hello(name="Leap's own visitor")
            await page.says("secret of the first")
            self.chat_id, self.chat_secret = ChatId(page.chat_id), page.secret
            sent = await self.server.http.post(
                f"/chat/attachments/{self.chat_id}",
                content=b"secret of the first",
                headers={"X-Chat-Secret": page.secret, "Content-Type": "text/plain"},
            )
            self.file_id = sent.json()["attachment_id"]
            line = await page.says("", attachments=(self.file_id,))
            self.file_key = line.attachments[0].url.partition("key=")[2]
        chats = self.server.node.floors.chats
        await until(lambda: not chats(LEAP)[0].visitor_here)

    async def cookie(self, login: str = "mallory") -> str:
        """Of somebody of the other space, unless ``login`` says more."""
        login = login if "@" in login else f"{login}@rival"
        form = {"login": login, "password": PASSWORD}
        answer = await self.server.http.post("/dock/sign-in", json=form)
        assert answer.status_code == 200, answer.text
        self.server.http.cookies.clear()
        return str(answer.headers["set-cookie"]).partition(";")[0]

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """What is asked with: names of the first space, under either space's name."""
        lead = {"number": LEAD_NUMBER, "username": "rishi", "data": {"changed": True}}
        push = {"campaign": "Spring", "source": "March", "team_name": TEAM}
        bodies: dict[str, dict[str, Any]] = {
            "/apiv1/make_call": {"number": "442079460110", "custom": {"call_id": self.call_id}},
            "/apiv1/team/make_call": {"number": LEAD_NUMBER, "team_name": TEAM},
            "/router/api/v2/campaign/add": push | lead,
            "/router/api/v2/campaign/add_multiple": push | {"leads": [lead]},
            "/router/api/v2/campaign/list": {},
            "/router/api/v2/campaign/get": {"campaign": "Spring"},
            "/router/api/v2/campaign/settings": {
                "campaign": "Spring",
                "settings": {"mode": "predictive"},
            },
            "/router/api/v2/campaign/control": {"campaign": "Spring", "action": "stop"},
            "/router/api/v2/do_not_call/add": {"numbers": [LEAD_NUMBER], "campaign": "Spring"},
            "/router/api/v2/do_not_call/remove": {"numbers": [LISTED]},
            "/router/api/v2/do_not_call/check": {"numbers": [LISTED]},
            "/router/api/v2/do_not_call/list": {},
            "/router/api/v2/token/reset": {},
            "/pulse-api/live": {"team_names": [TEAM]},
            "/pulse-api/timeline": {
                "from": "2020-01-01T00:00:00Z",
                "to": "2020-01-02T00:00:00Z",
                "usernames": ["rishi"],
            },
            "/manage/api/analytics/sessions": {
                "filters": {
                    "start_time": "2020-01-01T00:00:00Z",
                    "end_time": "2120-01-01T00:00:00Z",
                },
            },
            "/dock/sign-in": {"login": "rishi@leap", "password": "a guess"},
            "/chat/api/v2/initiate": {"id": "visitor-7", "team_name": TEAM},
            "/chat/api/v2/message": {
                "uuid": self.chat_id,
                "type": "message",
                "message": {"text": "changed"},
            },
        }
        body = bodies[path]
        if path == "/apiv1/make_call":
            return [body | {"username": name} for name in ("rishi@leap", "siddhant@leap", "rishi")]
        if path == "/apiv1/team/make_call":
            return [body, *(body | {name: LEAP} for name in ("cloud_id", "space_id"))]
        if path == "/manage/api/analytics/sessions":
            filters = body["filters"]
            return [
                {"filters": filters | {"type": kind}, name: LEAP}
                for kind in ("voice", "chat")
                for name in ("cloud_id", "space_id")
            ]
        if path == "/dock/sign-in":
            return [body, body | {"login": "rishi@leap", "password": self.rival_token}]
        if path == "/chat/api/v2/message":
            tokens = (self.rival_token, "a guess", None)
            kinds = ("typing", "message", "end")
            return [body | {"type": kind, "authorization": one} for kind in kinds for one in tokens]
        key = "authorization" if path.startswith("/chat/") else "auth_token"
        return [
            body | {name: space, key: token}
            for name in ("cloud_id", "space_id")
            for space, token in (
                (LEAP, self.rival_token),
                (LEAP, "a guess"),
                (RIVAL, self.server.token),
                (RIVAL, self.rival_token),
            )
            # The rival's own token in its own space is its own to reset.
            if (space, token) != (RIVAL, self.rival_token) or path != "/router/api/v2/token/reset"
        ]

    def queries(self, operation: Operation) -> list[dict[str, str]]:
        known = {"number": NUMBER, "limit": "50", "key": "0" * 64}
        known |= {
            "campaign_id": self.campaign_id,
            "cloud_id": LEAP,
            "space_id": LEAP,
            "team_names": TEAM,
        }
        known |= {"expires": "4102444800", "signature": "0" * 64}
        known |= {"to": "/admin", "code": "a guess", "state": "a guess", "error": "", "iss": ""}
        named = [one.name for one in operation.parameters if one.where == "query"]
        return [{}, {name: known[name] for name in named}] if named else [{}]

    def address(self, operation: Operation) -> str:
        """With ids of the first space in it."""
        return operation.path.format(
            lead_id=self.lead_id,
            chat_id=self.chat_id,
            attachment_id=self.file_id,
            name=f"{self.call_id}-1.wav",
            cloud_id=LEAP,
        )


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    async with serving(tmp_path) as server, server.dock() as dock:
        await server.settings(click_to_call=ClickToCall(policy="token"))
        accounts = server.node.accounts
        await accounts.create_team(LEAP, TEAM)
        bearer = {"Authorization": f"Bearer {server.token}"}
        made = await server.make_call(bearer, number=NUMBER, custom={"note": "secret of the first"})
        call_id = made.json()["callId"]
        await dock.fact("call_answered", call_id=call_id)
        await dock.fact("agent_leg_changed", agent_leg="up")
        lead = await server.http.post(
            "/router/api/v2/campaign/add",
            json={
                "cloud_id": LEAP,
                "auth_token": server.token,
                "campaign": "Spring",
                "source": "March",
                "team_name": TEAM,
                "number": LEAD_NUMBER,
                "data": {"note": "secret of the first"},
            },
        )
        await server.http.post(
            "/router/api/v2/do_not_call/add",
            json={
                "cloud_id": LEAP,
                "auth_token": server.token,
                "numbers": [LISTED],
                "reason": "secret of the first",
            },
        )
        node = server.node
        node.layout.recordings.mkdir()
        (node.layout.recordings / f"{call_id}-1.wav").write_bytes(b"secret of the first")
        world = Two(server, dock, call_id, lead.json()["lead_id"])
        [campaign] = await server.store.campaigns(LEAP)
        world.campaign_id = campaign.campaign_id
        await world.chat()
        rival = SpaceSettings(click_to_call=ClickToCall(policy="token"))
        await accounts.create_space(RIVAL, "The other", rival)
        await accounts.create_team(RIVAL, "Others")
        await accounts.create_user(RIVAL, "mallory", "Mallory", PASSWORD, Role.AGENT, ["Others"])
        world.rival_token = await accounts.tokens.replace(RIVAL, "api")
        yield world


async def headers_of(two: Two, who: str) -> dict[str, str]:
    headers = {}
    if "cookie" in who:
        headers["Cookie"] = await two.cookie()
    if "token" in who:
        headers["Authorization"] = f"Bearer {two.rival_token}"
    return headers


def tells_nothing(two: Two, said: str, answer: httpx.Response) -> None:
    """``said``: what the one who asked has named, and may be told again."""
    told = answer.text + str(answer.headers)
    assert [one for one in two.secrets if one in told and one not in said] == [], told


@pytest.mark.parametrize("who", ["nobody", "cookie", "token", "cookie and token"])
@pytest.mark.parametrize("operation", WORKING, ids=lambda one: f"{one.method} {one.path}")
async def test_no_route_knows_another_space(two: Two, operation: Operation, who: str) -> None:
    before = await two.first()
    for body in two.bodies(operation.path) if operation.body is not None else [None]:
        for query in two.queries(operation):
            address = two.address(operation)
            answer = await two.server.http.request(
                operation.method,
                address,
                json=body,
                params=query,
                headers=await headers_of(two, who),
            )
            two.server.http.cookies.clear()
            assert answer.status_code < 500
            tells_nothing(two, f"{body} {query} {address}", answer)
            token = (body or {}).get("auth_token", (body or {}).get("authorization"))
            # The token may come in a header: then it is the rival's, whose space has no such thing.
            of_chats = token is None and operation.path.startswith("/chat/")
            named = operation.security == ("bearer", "apiKey") and LEAP not in str(body)
            own = "token" in who and (of_chats or named)
            if operation.path == "/manage/api/analytics/sessions" and "token" in who:
                # Theirs is the token's own space, whatever the body names.
                nothing = {"success": True, "total": 0, "data": []}
                assert (answer.status_code, answer.json()) == (200, nothing)
            elif body is not None and own:
                assert answer.status_code == 404, (body, answer.text)
            elif body is not None and (token != two.rival_token or LEAP in str(body)):
                assert answer.status_code == 401, (body, answer.text)
            if operation.security == ("session",) and "cookie" not in who:
                assert answer.status_code in (401, 426)
            if operation.path == "/recordings/{name}":
                assert answer.status_code == 403
            elif operation.path.startswith("/sign-in/oidc/"):
                # It has no provider; nobody is let in, and no cookie is given.
                assert answer.status_code == (404 if operation.path.endswith("}") else 400)
                assert "dockline=" not in answer.headers.get("set-cookie", "")
            elif "chat_id" in operation.path:
                assert answer.status_code in (401, 404)
            elif "{" in operation.path:
                assert answer.status_code == (404 if "token" in who else 401)
    assert await two.first() == before


@pytest.mark.parametrize("who", ["nobody", "cookie"])
async def test_what_everybody_may_read_tells_of_no_space(two: Two, who: str) -> None:
    headers = await headers_of(two, who)
    for operation in OPERATIONS:
        if operation.tag == "Operation":
            answer = await two.server.http.request(
                operation.method, operation.path, headers=headers
            )
            for secret in (two.call_id, two.lead_id, two.rishi, two.server.token, TEAM):
                assert secret not in answer.text


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("who", ["nobody", "token"])
async def test_no_socket_opens_without_a_session(two: Two, path: str, who: str) -> None:
    before = await two.first()
    cookie = {"nobody": "none=none", "token": f"dockline={two.rival_token}"}[who]
    async with two.server.socket(cookie, path, subprotocols=[Subprotocol("sip")]) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401
    assert await two.first() == before


@pytest.mark.parametrize("who", ["nobody", "cookie", "token"])
async def test_the_visitors_socket_knows_no_other_chat(two: Two, who: str) -> None:
    before = await two.first()
    headers = await headers_of(two, who)
    for space, team, secret in (
        ("leap", TEAM, "a guess"),
        ("leap", TEAM, two.file_key),
        ("rival", "Others", two.chat_secret),
    ):
        async with visitor(two.server.address, additional_headers=headers) as page:
            welcome = await page.hello(
                cloud_id=space, team=team, chat_id=two.chat_id, secret=secret
            )
            assert welcome.chat is None
            for message in (VisitorTyping(True), VisitorSeen(1), VisitorBye(), VisitorBeat()):
                await page.tell(message)
            assert "secret of the first" not in repr(page.inbox)
    assert await two.first() == before


def orders(two: Two, call_id: CallId) -> list[Any]:
    """Each order there is, at a call and people of the first space."""
    known = {
        "call_id": call_id,
        "reason": "Lunch",
        "number": "442079460101",
        "muted": True,
        "digits": "1",
        "blind": True,
        "target_kind": "agent",
        "target": AgentId(two.siddhant),
        "on": True,
        "note": "changed",
        "lead_id": two.lead_id,
        "chat_id": two.chat_id,
        "line_id": "line-of-another",
        "text": "changed",
        "typing": True,
        "seq": 1,
        "callback": CallbackWish(at="2030-01-01T10:00"),
    }
    return [
        kind(
            **{
                field.name: known[field.name]
                for field in msgspec.structs.fields(kind)
                if field.required or field.name in known
            }
        )
        for kind in typing.get_args(DockOrder)
    ]


async def test_no_order_reaches_another_space(two: Two) -> None:
    before = await two.first()
    seq = two.server.node.floors.seq(LEAP)
    async with two.server.dock(
        cookie=await two.cookie(),
        epoch=two.server.node.feed.epoch,
        after=seq,
        phone_id=two.dock.phone_id,
        page_id=two.dock.page_id,
    ) as dock:
        assert dock.phone_id != two.dock.phone_id
        refused = {}
        for order in orders(two, two.call_id):
            answer = await dock.ask(order)
            if any(hasattr(order, name) for name in ("call_id", "lead_id", "chat_id")):
                assert isinstance(answer, w.Refused), order
                refused[type(order).__name__] = answer.code
        cards = {kind for kind in refused if kind.endswith("Card") or kind == "NeverCall"}
        assert {refused.pop(kind) for kind in cards} == {"not-now"}, "the card is not theirs"
        chats = {kind for kind in refused if kind.endswith("Chat")}
        assert {refused.pop(kind) for kind in chats} == {"no-such-chat"}
        assert set(refused.values()) == {"no-such-call"}
        # An own call, sent to a person of the first space.
        started = await dock.fact("call_started")
        await dock.fact("call_answered", call_id=started.call.call_id)
        transfer = next(
            one for one in orders(two, started.call.call_id) if type(one).__name__ == "Transfer"
        )
        answer = await dock.ask(transfer)
        assert isinstance(answer, w.Refused)
        assert answer.code == "target-unavailable"
        heard = msgspec.json.encode([dock.welcome, dock.inbox]).decode()
        assert [secret for secret in two.secrets if secret in heard] == []
    assert await two.first() == before


def board_orders(two: Two, campaign_id: str) -> list[Any]:
    """Each that there is, at an agent and a campaign of the first space."""
    known = {
        "agent_id": two.rishi,
        "mode": MonitorMode.BARGE,
        "campaign_id": campaign_id,
        "run": "start",
    }
    return [
        kind(**{field.name: known[field.name] for field in msgspec.structs.fields(kind)})
        for kind in typing.get_args(BoardOrders)
    ]


async def test_no_board_reaches_another_space(two: Two) -> None:
    """Not even that of somebody who may do all in their own."""
    accounts, floors = two.server.node.accounts, two.server.node.floors
    await accounts.create_user(RIVAL, "eve", "Eve", PASSWORD, Role.ADMIN, ["Others"])
    [campaign] = await two.server.store.campaigns(LEAP)
    before = await two.first()
    cookie = await two.cookie("eve")
    async with two.server.board("eve", cookie=cookie, phone_id=two.dock.phone_id) as board:
        assert board.phone_id != two.dock.phone_id
        for order in board_orders(two, campaign.campaign_id):
            answer = await board.order(order)
            if not isinstance(order, StopListening):
                assert isinstance(answer, w.Refused), order
                assert answer.code in ("no-such-call", "campaign-unknown")
        assert await two.first() == before
        # What is heard of the first space's supervisors stays there.
        sup = await accounts.create_user(LEAP, "sup", "Sup", PASSWORD, Role.ADMIN, [])
        own = two.server.board("sup", cookie=await two.cookie("sup@leap"))
        async with own as other:
            await other.order(Listen(two.rishi, MonitorMode.LISTEN))
            await other.up()
            assert floors.monitor(LEAP, sup.user_id) is not None
            assert isinstance(await board.order(StopListening()), w.Done)
            assert floors.monitor(LEAP, sup.user_id) is not None
        heard = msgspec.json.encode([board.greeted, board.inbox]).decode()
        assert [secret for secret in two.secrets if secret in heard] == []


async def test_an_agent_has_no_board(two: Two) -> None:
    cookies = [await two.cookie(), await two.server.sign_in("rishi")]
    for cookie in cookies:
        async with two.server.socket(cookie, "/board/socket") as socket:
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            assert socket.close_code == 4403
