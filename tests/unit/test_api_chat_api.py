"""The chat endpoints for bots, and what their webhook is told."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import chatcommands as cc
from dockline.domain.ids import ChatId
from dockline.domain.space import ChatPolicy
from dockline.domain.teamsettings import ChatQueueSettings, TeamSettings
from dockline.node import Node
from dockline.ports.poster import Posted, PostFailed
from dockline.services.backoff import GIVE_UP
from dockline.settings import EngineSettings, Settings
from tests.support.face import LEAP, Server, serving
from tests.support.receiver import Receiver, receiver
from tests.support.until import until


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        await running.settings(chat=ChatPolicy(webhook_private=True))
        yield running


@pytest.fixture
async def bot() -> AsyncIterator[Receiver]:
    async with receiver() as one:
        yield one


async def initiate(server: Server, **body: Any) -> httpx.Response:
    fields = {
        "id": "visitor-7",
        "space_id": "leap",
        "team_name": "Support team",
        "attributes": {"name": "Alex"},
        "authorization": server.token,
    }
    given = {name: value for name, value in (fields | body).items() if value is not None}
    return await server.http.post("/chat/api/v2/initiate", json=given)


async def send(server: Server, uuid: str, kind: str = "message", /, **body: Any) -> httpx.Response:
    fields = {"uuid": uuid, "type": kind, "authorization": server.token}
    return await server.http.post("/chat/api/v2/message", json=fields | body)


# --- begin and say ------------------------------------------------------------------------------


async def test_a_bot_chats_with_an_agent(server: Server, bot: Receiver) -> None:
    async with server.dock() as dock:
        begun = (await initiate(server, webhook=bot.url)).json()
        uuid, secret = begun["uuid"], begun["webhook_secret"]
        opened = await dock.fact("chat_opened")
        assert (opened.chat.chat_id, opened.chat.visitor) == (uuid, "Alex")
        assert opened.chat.channel == "api"
        joined = await bot.event("join")
        assert (joined["agent"], joined["id"]) == ("Rishi", "visitor-7")
        assert joined["message"]["text"] == "Rishi has joined."
        answer = await send(server, uuid, message={"id": "m-1", "text": "Where is it?"})
        assert answer.json() == {"success": True, "mid": "m-1"}
        assert (await send(server, uuid, "typing")).json() == {"success": True, "mid": ""}
        await dock.fact("chat_typing", visitor_typing=True)
        await send(server, uuid, "typing_end")
        await dock.fact("chat_typing", visitor_typing=False)
        await dock.ask(cc.TypeChat(ChatId(uuid), typing=True))
        assert (await bot.event("typing"))["agent"] == "Rishi"
        await dock.ask(cc.SendChat(ChatId(uuid), "a1", "On <i>its</i> way"))
        said = await until(
            lambda: next((one for one in bot.events if one["sender"] == "agent"), None)
        )
        assert (said["message"]["id"], said["message"]["text"]) == ("a1", "On <i>its</i> way")
        assert (await send(server, uuid, "end")).status_code == 200
        ended = await bot.event("end")
        assert ended["ended_by"] == "visitor"
        assert bot.all_signed(secret)
        texts = [one["message"]["text"] for one in bot.events if one["message"]]
        assert texts == ["Hello. How can we help?", "Rishi has joined.", "On <i>its</i> way"]
        keys = await server.store.chat_keys(ChatId(uuid))
        assert keys is not None
        await until(lambda: server.store._chat_keys[ChatId(uuid)].webhook_done)
        assert (await send(server, uuid, message={"text": "More"})).status_code == 409


async def test_the_same_visitor_has_one_chat_while_it_goes_on(server: Server) -> None:
    answers = await asyncio.gather(*(initiate(server) for _ in range(5)))
    uuids = {answer.json()["uuid"] for answer in answers}
    assert len(uuids) == 1
    assert len(server.node.floors.chats(LEAP)) == 1
    other = (await initiate(server, id="visitor-8")).json()["uuid"]
    assert other not in uuids
    (first,) = uuids
    await send(server, first, "end")
    assert (await initiate(server)).json()["uuid"] not in {first, other}


async def test_a_message_that_comes_twice_is_kept_once(server: Server) -> None:
    uuid = (await initiate(server)).json()["uuid"]
    file = {"name": "a.txt", "content": base64.b64encode(b"hello").decode()}
    for _ in range(2):
        body = {"id": "m-1", "text": "Once", "attachments": [file, "https://x.example/y"]}
        answer = await send(server, uuid, message=body)
        assert answer.json() == {"success": True, "mid": "m-1"}
    await send(server, uuid, "end")
    answer = await send(server, uuid, message={"id": "m-1", "text": "Once"})
    assert answer.json() == {"success": True, "mid": "m-1"}, "its answer may have been lost"
    lines = await server.store.chat_lines(LEAP, ChatId(uuid))
    assert [line.text for line in lines][1:] == ["Once\nhttps://x.example/y"]
    assert [one.name for one in lines[1].attachments] == ["a.txt"]
    assert len(list(server.node.layout.attachments.rglob("*.json"))) == 1


async def test_the_token_may_come_in_a_header(server: Server) -> None:
    for headers in (
        {"Authorization": f"Bearer {server.token}"},
        {"x-api-key": server.token},
    ):
        body = {"id": "visitor-7", "space_id": "leap", "team_name": "support TEAM"}
        answer = await server.http.post("/chat/api/v2/initiate", json=body, headers=headers)
        uuid = answer.json()["uuid"]
        said = {"uuid": uuid, "type": "message", "message": {"text": "Hello"}}
        answer = await server.http.post("/chat/api/v2/message", json=said, headers=headers)
        assert answer.json()["success"]
        assert answer.json()["mid"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"authorization": "wrong"}, 401, "unauthorized"),
        ({"authorization": None}, 401, "unauthorized"),
        ({"space_id": "none"}, 401, "unauthorized"),
        ({"space_id": None}, 400, "invalid-field"),
        ({"team_name": "Nobody"}, 404, "team-unknown"),
        ({"id": ""}, 400, "invalid-field"),
        ({"id": None}, 400, "invalid-field"),
        ({"attributes": {"x": "y" * 20_000}}, 400, "invalid-field"),
        ({"webhook": "ftp://bot.example/"}, 400, "invalid-field"),
        ({"webhook": "http://user@bot.example/"}, 400, "invalid-field"),
    ],
)
async def test_what_is_wrong_with_initiate(
    server: Server, change: dict[str, Any], status: int, code: str
) -> None:
    answer = await initiate(server, **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert server.node.floors.chats(LEAP) == []


async def test_what_is_wrong_with_message(server: Server) -> None:
    uuid = (await initiate(server)).json()["uuid"]
    bad_file = {"name": "a", "content": "not base64"}
    html = {"name": "a.exe", "content": base64.b64encode(b"MZ\x00\x01").decode()}
    for body, status in (
        ({"authorization": "wrong"}, 401),
        ({"authorization": None}, 401),
        ({"uuid": "none"}, 404),
        ({"type": "shout"}, 400),
        ({"message": {"text": "x" * 4001}}, 400),
        ({"message": {"text": "x" * 4000, "attachments": ["https://x.example/"]}}, 400),
        ({"message": {"text": ""}}, 409),
        ({}, 409),
        ({"message": {"text": "x", "attachments": [bad_file]}}, 400),
        ({"message": {"text": "x", "attachments": [html]}}, 415),
    ):
        answer = await send(server, uuid, **body)
        assert answer.status_code == status, (body, answer.text)
    huge = {"uuid": uuid, "type": "message", "message": {"text": "x" * (17 * 2**20)}}
    assert (await server.http.post("/chat/api/v2/message", json=huge)).status_code == 413
    lines = await server.store.chat_lines(LEAP, ChatId(uuid))
    assert [line.text for line in lines] == ["Hello. How can we help?"]


async def test_a_closed_team_is_told_to_the_bot(server: Server) -> None:
    team = server.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    closed = TeamSettings(chat=ChatQueueSettings(open=False, closed_text="Back on Monday."))
    await server.node.accounts.update_team(team.team_id, closed)
    answer = await initiate(server)
    assert (answer.status_code, answer.json()["message"]) == (409, "Back on Monday.")


async def test_what_is_not_kept_is_answered_with_503(server: Server) -> None:
    uuid = (await initiate(server)).json()["uuid"]
    server.store.away = True
    answer = await send(server, uuid, message={"id": "m-1", "text": "Hello"})
    assert answer.status_code == 503
    assert (await initiate(server, id="another")).status_code == 503
    server.store.away = False
    await until(lambda: server.node.floors.storing(LEAP))
    answer = await send(server, uuid, message={"id": "m-1", "text": "Hello"})
    assert answer.json() == {"success": True, "mid": "m-1"}
    lines = await server.store.chat_lines(LEAP, ChatId(uuid))
    assert [line.text for line in lines].count("Hello") == 1


# --- the webhook --------------------------------------------------------------------------------


async def test_a_webhook_that_flaps_gets_all_in_order(server: Server, bot: Receiver) -> None:
    tries: dict[str, int] = {}

    def flapping(event: dict[str, Any]) -> int:
        tries[event["event_id"]] = tries.get(event["event_id"], 0) + 1
        return 200 if tries[event["event_id"]] > 1 or event["seq"] % 2 else 503

    bot.answer = lambda event: flapping(event) if event["seq"] else 200
    async with server.dock() as dock:
        uuid = (await initiate(server, webhook=bot.url)).json()["uuid"]
        await dock.fact("chat_opened")
        for n in range(4):
            await dock.ask(cc.SendChat(ChatId(uuid), f"a{n}", f"Line {n}"))
        await dock.ask(cc.EndChat(ChatId(uuid)))
        await bot.event("end")
    assert bot.refused >= 3
    texts = [one["message"]["text"] for one in bot.events if one["message"]]
    assert texts[2:] == [f"Line {n}" for n in range(4)]
    assert [one["seq"] for one in bot.events if one["seq"]] == [1, 2, 3, 4, 5, 6]


async def test_no_webhook_reaches_a_private_address(server: Server, bot: Receiver) -> None:
    await initiate(server, webhook=bot.url)
    await bot.event("message")
    await server.settings(chat=ChatPolicy())
    async with server.dock() as dock:
        (chat,) = dock.view.chats
        assert chat.agent_id == dock.view.me.agent_id, "so a join is on its way"
        refused = await initiate(server, id="visitor-8", webhook=bot.url)
        assert refused.status_code == 400
        assert refused.json()["message"].startswith("webhook: must be a public address;")
        assert bot.kinds() == ["message"]
        await server.settings(chat=ChatPolicy(webhook_private=True))
        await bot.event("join")


class _Deaf:
    """Nobody ever takes anything."""

    def __init__(self) -> None:
        self.tries = 0

    async def post(self, *args: Any, **more: Any) -> Posted:
        self.tries += 1
        raise PostFailed("deaf")


async def test_a_word_that_nobody_takes_is_given_up_after_a_day(tmp_path: Path) -> None:
    clock, deaf = MemoryClock(), _Deaf()
    async with serving(tmp_path, clock=clock, poster=deaf) as server:
        uuid = ChatId((await initiate(server, webhook="https://bot.example/")).json()["uuid"])
        await send(server, uuid, "end")
        began = clock.now()
        while not server.store._chat_keys[uuid].webhook_done:
            clock.advance(50.0)
            for _ in range(20):
                await asyncio.sleep(0)  # lets whoever was woken run
            assert clock.now() < began + 2 * GIVE_UP + 1000
        assert clock.now() >= began + GIVE_UP - 400
        assert deaf.tries > 200


async def test_a_restart_goes_on_with_what_was_not_told(tmp_path: Path, bot: Receiver) -> None:
    settings = Settings(
        host="127.0.0.1", port=0, data=tmp_path, engine=EngineSettings(kind="memory")
    )
    store = MemoryStore()
    async with serving(tmp_path) as server:
        await server.settings(chat=ChatPolicy(webhook_private=True))
        bot.answer = lambda event: 503
        uuid = ChatId((await initiate(server, webhook=bot.url)).json()["uuid"])
        await send(server, uuid, message={"id": "m-1", "text": "Hello"})
        await until(lambda: bot.refused)
        store = server.store
    bot.answer = lambda event: 200
    node = Node(settings, store=store)
    await node.start()
    try:
        assert (await bot.event("message"))["message"]["text"] == "Hello. How can we help?"
        views = node.floors.chats(LEAP)
        assert [one.chat_id for one in views] == [uuid]
        assert [line.text for line in views[0].lines][-1] == "Hello"
        space = node.accounts.space(LEAP)
        team = node.accounts.team_by_name(LEAP, "Support team")
        assert space is not None
        assert team is not None
        keys = await node.chats_elsewhere.begin(
            space, team, external_id="visitor-7", visitor="", attributes={}, webhook=""
        )
        assert keys.chat_id == uuid
        await until(lambda: store._chat_keys[uuid].webhook_sent == 1)
        assert replace(keys, webhook_sent=0).webhook == bot.url
    finally:
        await node.stop()
