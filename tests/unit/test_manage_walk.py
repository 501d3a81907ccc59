"""Every route and every socket of those who sign in, walked as nobody, as each role, as each role
of another space, from another site's page, and with ids of another space's things.

The walk goes by the table of operations, so a new route is walked, too. One with an id in its
address must first be given one of the other space (`IDS`).
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from dockline.api.operation import Operation
from dockline.api.operations import OPERATIONS
from dockline.domain.access import RIGHTS, Right, rights_in
from dockline.domain.ids import CallId, CampaignId, SpaceId, TeamId
from dockline.domain.space import Role, User
from dockline.ports.store import CallFilter, CallRecord, PutCall, PutUser
from tests.support.face import LEAP, PASSWORD, Server, serving

T = TypeVar("T")
NOVA = SpaceId("nova")
MANAGED = [one for one in OPERATIONS if one.right is not None]
WRITES = [one for one in MANAGED if one.method != "get"]
WITH_IDS = [one for one in MANAGED if "{" in one.path]
ROLES = [*Role]
PEOPLE: Final = [(space, role) for space in (LEAP, NOVA) for role in ROLES]
LEAD_NUMBER: Final = "442079460100"
SOMETHING: Final = "none-such"
"""In the place of an id where none will do."""


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


class World:
    """One server for the whole walk, with two spaces, and somebody of each role in both."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self.loop = loop
        self.cookies: dict[tuple[SpaceId, str], str] = {}
        self.users: dict[tuple[SpaceId, str], User] = {}
        self.lead_id = ""
        self.ids: dict[str, str] = {}
        self.http = httpx.Client(base_url=server.node.url, timeout=20.0, trust_env=False)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def ask(
        self,
        operation: Operation,
        who: tuple[SpaceId, str] | None,
        *,
        cloud: SpaceId | None = None,
        ids: dict[str, str] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """With a body that is none, so that whoever is let in changes nothing: 415."""
        names = [part for part in operation.path.split("/") if part.startswith("{")]
        path = operation.path.format(
            **{name[1:-1]: (ids or {}).get(name[1:-1], SOMETHING) for name in names}
        )
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            sent["Cookie"] = self.cookies[who]
        return self.http.request(
            operation.method,
            path,
            params={"cloud_id": cloud} if cloud else {},
            headers=sent,
            content=b"" if operation.body is None else b"<none/>",
        )

    def code(self, answer: httpx.Response) -> str:
        """Of a refusal; empty where it is none of JSON."""
        if answer.headers.get("content-type") != "application/json":
            return ""
        return str(answer.json().get("code", ""))

    def all_of(self, space: SpaceId) -> bytes:
        """What there is of a space."""

        async def read() -> bytes:
            store, accounts = self.server.store, self.server.node.accounts
            lists = await store.dial_lists(space)
            return msgspec.json.encode(
                [
                    accounts.space(space),
                    await store.teams(space),
                    await store.users(space),
                    # When one was last used is written a moment later.
                    [(one.token_hash.hex(), one.name) for one in await store.tokens(space)],
                    await store.calls(space, CallFilter(), limit=100),
                    await store.campaigns(space),
                    lists,
                    [await store.leads(space, one.list_id, limit=100) for one in lists],
                    await store.do_not_call_list(space, CampaignId(""), limit=100),
                    await store.audit(space, limit=1000),
                    await store.provider_secret(space),
                ]
            )

        return self.run(read())

    async def furnish(self) -> None:
        server, accounts = self.server, self.server.node.accounts
        await accounts.create_space(NOVA, "Nova")
        await accounts.create_team(NOVA, "Sales")
        for space, role in PEOPLE:
            team = "Support team" if space == LEAP else "Sales"
            login = f"the-{role}"
            self.users[space, role] = await accounts.create_user(
                space, login, login.title(), PASSWORD, role, [team]
            )
        keeper = await accounts.create_user(NOVA, "keeper", "Keeper", PASSWORD, Role.AGENT)
        await server.store.commit([PutUser(replace(keeper, operator=True))])
        await accounts.load()
        self.users[NOVA, "operator"] = keeper
        for space, role in [*PEOPLE, (NOVA, "operator")]:
            login = "keeper" if role == "operator" else f"the-{role}"
            form = {"login": f"{login}@{space}", "password": PASSWORD}
            answer = await server.http.post("/dock/sign-in", json=form)
            self.cookies[space, role] = answer.headers["set-cookie"].partition(";")[0]
            server.http.cookies.clear()
        lead = {
            "cloud_id": LEAP,
            "auth_token": server.token,
            "campaign": "Spring",
            "source": "March",
            "team_name": "Support team",
            "number": LEAD_NUMBER,
        }
        answer = await server.http.post("/router/api/v2/campaign/add", json=lead)
        self.lead_id = answer.json()["lead_id"]
        call = CallRecord(
            call_id=CallId("call-of-leap"),
            space_id=LEAP,
            kind="manual",
            direction="outbound",
            agent_id=self.users[LEAP, Role.AGENT].user_id,
            agent_login="the-agent",
            agent_name="The-Agent",
            team_id=TeamId("team-a"),
            team="Support team",
            number=LEAD_NUMBER,
            caller_id="",
            custom={},
            started_at=1000.0,
            ended_at=1060.0,
            recording="call-of-leap-1.wav",
        )
        await server.store.commit([PutCall(call)])
        await self._by_its_admin()
        folder = server.node.layout.recordings
        folder.mkdir(exist_ok=True)
        (folder / call.recording).write_bytes(b"RIFF" * 20)

    async def _by_its_admin(self) -> None:
        """What is made over the admin pages' own routes."""
        hook = {"name": "CRM", "url": "https://crm.example/hook"}
        token = {"name": "crm", "scopes": ["voice"]}
        headers = {"Cookie": self.cookies[LEAP, Role.ADMIN]}
        for path, body, part, name in (
            ("/manage/api/webhooks", hook, "webhook", "webhook_id"),
            ("/manage/api/tokens", token, "token", "token_id"),
        ):
            answer = await self.server.http.post(path, json=body, headers=headers)
            assert answer.status_code in (200, 201), answer.text
            self.ids[name] = answer.json()[part][name]
        told = await self.server.http.get("/manage/api/account/sessions", headers=headers)
        self.ids["session_id"] = told.json()["sessions"][0]["session_id"]


async def _campaign_id(world: World) -> str:
    return (await world.server.store.campaigns(LEAP))[0].campaign_id


async def _team_id(world: World) -> str:
    return world.server.node.accounts.teams(LEAP)[0].team_id


async def _list_id(world: World) -> str:
    return (await world.server.store.dial_lists(LEAP))[0].list_id


def _told(value: Callable[[World], str]) -> Callable[[World], Awaitable[str]]:
    async def tell(world: World) -> str:
        return value(world)

    return tell


IDS: Final[dict[str, Callable[[World], Awaitable[str]]]] = {
    "user_id": _told(lambda world: world.users[LEAP, Role.AGENT].user_id),
    "team_id": _team_id,
    "campaign_id": _campaign_id,
    "list_id": _list_id,
    "lead_id": _told(lambda world: world.lead_id),
    "call_id": _told(lambda world: "call-of-leap"),
    "number": _told(lambda world: LEAD_NUMBER),
    "webhook_id": _told(lambda world: world.ids["webhook_id"]),
    "session_id": _told(lambda world: world.ids["session_id"]),
    "token_id": _told(lambda world: world.ids["token_id"]),
    "cloud_id": _told(lambda world: LEAP),
}
"""By the name in the address, something of the space leap."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    loop = asyncio.new_event_loop()
    ready: list[World] = []
    failed: list[BaseException] = []
    told, over = threading.Event(), asyncio.Event()

    async def live(data: Path) -> None:
        async with serving(data) as server:
            world = World(server, loop)
            await world.furnish()
            ready.append(world)
            told.set()
            await over.wait()

    def work() -> None:
        try:
            loop.run_until_complete(live(tmp_path_factory.mktemp("walk")))
        except BaseException as error:
            failed.append(error)
        finally:
            told.set()
            loop.close()

    thread = threading.Thread(target=work, name="walk")
    thread.start()
    told.wait()
    try:
        if failed:
            raise failed[0]
        yield ready[0]
    finally:
        if ready:
            ready[0].http.close()
            loop.call_soon_threadsafe(over.set)
        thread.join(30)


def test_every_route_of_a_session_names_what_it_needs() -> None:
    for operation in OPERATIONS:
        if operation.path.startswith("/manage/api/") and "bearer" not in (operation.security or ()):
            assert operation.right is not None, named(operation)
            assert operation.security == ("session",), named(operation)
            told = {answer.status for answer in operation.answers}
            assert {401, 403} <= told, named(operation)
            # The whole server's, and one's own account, are of no space that could be named.
            if operation.right not in (Right.KEEP_SPACES, Right.USE_DOCK):
                assert "cloud_id" in {one.name for one in operation.parameters}, named(operation)


@pytest.mark.parametrize("operation", MANAGED, ids=named)
def test_nobody_is_let_in(world: World, operation: Operation) -> None:
    for cloud in (None, LEAP):
        answer = world.ask(operation, None, cloud=cloud)
        assert (answer.status_code, world.code(answer)) == (401, "not-signed-in")


@pytest.mark.parametrize("operation", MANAGED, ids=named)
def test_each_role_as_its_rights_say(world: World, operation: Operation) -> None:
    right = operation.right
    assert right is not None
    for role in ROLES:
        answer = world.ask(operation, (LEAP, role))
        told = (answer.status_code, world.code(answer))
        if right in RIGHTS[role]:
            assert answer.status_code < 500, (role, answer.text)
            assert told not in ((401, "not-signed-in"), (403, "not-permitted")), role
        else:
            assert told == (403, "not-permitted"), role


@pytest.mark.parametrize("operation", MANAGED, ids=named)
def test_nobody_of_another_space_is_let_in(world: World, operation: Operation) -> None:
    before = world.all_of(LEAP)
    for role in ROLES:
        answer = world.ask(operation, (NOVA, role), cloud=LEAP)
        assert (answer.status_code, world.code(answer)) == (403, "not-permitted"), role
        nowhere = world.ask(operation, (NOVA, role), cloud=SpaceId("nowhere"))
        assert answer.content == nowhere.content, "whether there is such a space is not told"
    assert world.all_of(LEAP) == before


@pytest.mark.parametrize("operation", MANAGED, ids=named)
def test_operators_are_let_in_everywhere(world: World, operation: Operation) -> None:
    for cloud in (NOVA, LEAP):
        answer = world.ask(operation, (NOVA, "operator"), cloud=cloud)
        assert answer.status_code < 500, answer.text
        told = (answer.status_code, world.code(answer))
        assert told not in ((401, "not-signed-in"), (403, "not-permitted")), cloud


@pytest.mark.parametrize("operation", WRITES, ids=named)
def test_another_sites_page_writes_nothing(world: World, operation: Operation) -> None:
    before = world.all_of(LEAP)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        answer = world.ask(operation, (LEAP, Role.ADMIN), Origin=origin)
        assert (answer.status_code, world.code(answer)) == (403, "wrong-origin")
    assert world.all_of(LEAP) == before


@pytest.mark.parametrize("operation", WITH_IDS, ids=named)
def test_things_of_another_space_are_not_there(world: World, operation: Operation) -> None:
    """Under one's own space, with all the rights there are in it."""
    if operation.right is Right.KEEP_SPACES:
        return  # The whole server's: no space's admin is let in at all.
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    missing = [name for name in names if name not in IDS]
    assert missing == [], f"{named(operation)}: give the walk an id of the other space (IDS)"
    ids = {name: world.run(_awaited(IDS[name](world))) for name in names}
    before = world.all_of(LEAP)
    answer = world.ask(operation, (NOVA, Role.ADMIN), ids=ids)
    if names == ["number"]:
        # A number is nobody's own: each space has a list of its own.
        assert answer.status_code < 500
    elif operation.body is None:
        # People and their sessions are told by the field that names them (400).
        unknown = answer.status_code == 404 or world.code(answer).startswith("no-such-")
        assert unknown, (ids, answer.text)
    else:
        # A body that is none is seen first; one that says nothing comes to the thing itself.
        assert answer.status_code in (404, 415), (ids, answer.text)
        path = operation.path.format(**ids)
        headers = {"Cookie": world.cookies[NOVA, Role.ADMIN]}
        answer = world.http.request(operation.method, path, json={}, headers=headers)
        assert answer.status_code in (400, 404), (ids, answer.text)
    for name, value in ids.items():
        assert name == "number" or value not in answer.text
    assert world.all_of(LEAP) == before


async def _awaited(value: Awaitable[T]) -> T:
    return await value


SOCKETS: Final = {
    "/dock/socket": Right.USE_DOCK,
    "/board/socket": Right.WATCH_OWN_TEAMS,
    "/sip": Right.USE_DOCK,
}


def test_every_socket_is_walked() -> None:
    told = {
        one.path
        for one in OPERATIONS
        if one.security == ("session",) and any(answer.status == 426 for answer in one.answers)
    }
    assert told == set(SOCKETS)


@pytest.mark.parametrize("path", list(SOCKETS))
def test_sockets_open_for_those_they_are_for(world: World, path: str) -> None:
    async def code(cookie: str, **more: Any) -> int | None:
        """What it was closed with at once; None: it stays open."""
        sip = [Subprotocol("sip")]
        async with world.server.socket(cookie, path, subprotocols=sip, **more) as socket:
            try:
                async with asyncio.timeout(0.15):
                    await socket.recv()
            except TimeoutError:
                return None
            except ConnectionClosed:
                return socket.close_code
            return None

    async def walk() -> None:
        assert await code("none=none") == 4401
        for (_, role), cookie in world.cookies.items():
            rights = RIGHTS[role] if role != "operator" else frozenset(Right)  # type: ignore[index]
            told = await code(cookie)
            if SOCKETS[path] in rights:
                # The engine in memory has no phone's socket, so the proxy asks to try later.
                assert told in ((1013,) if path == "/sip" else (None,)), role
            else:
                assert told == 4403, role
        with pytest.raises(InvalidStatus) as refused:
            await code(world.cookies[LEAP, Role.ADMIN], origin="https://evil.example")
        assert refused.value.response.status_code == 403

    world.run(walk())


def test_the_stream_is_for_those_who_watch(world: World) -> None:
    for (space, role), cookie in world.cookies.items():
        rights = rights_in(world.users[space, role], space)
        with world.http.stream("GET", "/pulse-api/stream", headers={"Cookie": cookie}) as answer:
            allowed = role == "operator" or Right.WATCH_OWN_TEAMS in rights
            assert answer.status_code == (200 if allowed else 403), role
    assert world.http.get("/pulse-api/stream").status_code == 401
