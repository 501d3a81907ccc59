"""The visitor's socket: chats from page to dock and back, whose they are, and what is refused."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dockline.api import dock_wire, visitor_wire as w
from dockline.api.visitors import MOST_SOCKETS
from dockline.domain import chatcommands as cc
from dockline.domain.commands import Pause
from dockline.domain.ids import ChatId
from dockline.domain.space import ChatPolicy
from dockline.domain.teamsettings import CannedReply, ChatQueueSettings, TeamSettings
from dockline.domain.views import apply
from dockline.node import Node
from dockline.ports.chat_store import AppendChatLine
from dockline.services.teams import TeamChange
from dockline.settings import EngineSettings, Settings
from tests.support.face import LEAP, Dock, Server, serving
from tests.support.until import until
from tests.support.visitor import Visitor, visitor


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def team_settings(server: Server, **chat: Any) -> None:
    team = server.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    settings = TeamSettings(chat=ChatQueueSettings(**chat))
    await server.node.accounts.update_team(team.team_id, settings)


def seen(dock: Dock) -> Any:
    view = dock.view
    for fact in dock.facts:
        view = apply(view, fact)
    return view


# --- from page to dock and back -----------------------------------------------------------------


async def test_a_chat_from_the_page_to_the_dock_and_back(server: Server) -> None:
    async with server.dock() as dock, visitor(server.address) as page:
        welcome = await page.hello(name="Alex", page="https://shop.example/basket")
        assert (welcome.open, welcome.team, welcome.chat) == (True, "Support team", None)
        assert welcome.text == "Hello. How can we help?"
        assert server.node.floors.chats(LEAP) == [], "nothing is begun before they write"
        line = await page.says("<b>Where</b> is my order?")
        assert (line.author, line.name, line.text) == (
            "visitor",
            "Alex",
            "<b>Where</b> is my order?",
        )
        chat_id = ChatId(page.chat_id)
        opened = await dock.fact("chat_opened", chat_id=chat_id)
        assert opened.chat.attributes == {"page": "https://shop.example/basket"}
        assert (await page.news(state="open")).agent == "Rishi"
        await page.line("Rishi has joined.")
        await dock.ask(cc.TypeChat(chat_id, typing=True))
        await page.news(agent_typing=True)
        done = await dock.ask(cc.SendChat(chat_id, "a1", "Let me look"))
        assert isinstance(done, dock_wire.Done)
        answer = await page.line("Let me look")
        assert (answer.author, answer.name) == ("agent", "Rishi")
        await page.tell(w.VisitorTyping(True))
        await dock.fact("chat_typing", visitor_typing=True)
        await page.tell(w.VisitorSeen(answer.seq))
        await dock.fact("chat_read", visitor_read=answer.seq)
        await dock.ask(cc.ReadChat(chat_id, 3))
        await page.news(agent_read=3)
        await dock.ask(cc.EndChat(chat_id))
        assert (await page.news(state="ended")).ended_by == "agent"
        kept = await server.store.chat_lines(LEAP, chat_id)
        assert [one.text for one in kept] == [
            "Hello. How can we help?",
            "Rishi has joined.",
            "<b>Where</b> is my order?",
            "Let me look",
        ]
        record = await server.store.chat(LEAP, chat_id)
        assert record is not None
        assert (record.ended_by, record.lines, record.open_state) == ("agent", 4, b"")


async def test_half_an_emoji_closes_no_socket(server: Server) -> None:
    """A browser's text may be cut in the middle of one."""
    half = "\\ud83d"
    async with server.dock() as dock, visitor(server.address) as page:
        await page.hello(name="Alex")
        await page.socket.send(f'{{"type": "line", "line_id": "v1", "text": "Hello {half}"}}')
        await page.line("Hello \ufffd")
        (chat,) = server.node.floors.chats(LEAP)
        await dock.fact("chat_opened", chat_id=chat.chat_id)
        order = msgspec.json.encode(
            dock_wire.Ask(901, cc.SendChat(chat.chat_id, "a1", "Good day HALF"))
        )
        await dock.socket.send(order.decode().replace("HALF", half))
        await page.line("Good day \ufffd")


async def test_numbers_that_are_slow_to_read_close_the_socket(server: Server) -> None:
    """A few such messages, from anybody, had nobody else have a turn."""
    numbers = ",".join(["1e300"] * 5_000)
    told = "The body may have at most 1,000 numbers as large or small as 1e300."
    async with visitor(server.address) as page:
        hello = '{"type": "hello", "cloud_id": "leap", "team": "Support team", "attributes": '
        await page.socket.send(f'{hello}{{"a": [{numbers}]}}}}')
        assert await page.closed() == 4400
        assert page.socket.close_reason == told
    async with server.dock() as dock:
        await dock.socket.send(f'{{"type": "beat", "a": [{numbers}]}}')
        assert await dock.closed() == 4400
        assert dock.socket.close_reason == told


async def test_the_place_in_the_line_is_told_as_it_moves(server: Server) -> None:
    async with visitor(server.address) as first, visitor(server.address) as second:
        for page in (first, second):
            await page.hello()
            await page.says("Hello?")
        assert (await first.news(state="queued")).place == 1
        assert (await second.news(state="queued")).place == 2
        await first.tell(w.VisitorBye())
        await first.news(state="ended", ended_by="visitor")
        await second.news(place=1)


async def test_a_page_goes_on_with_its_chat_by_its_secret(server: Server) -> None:
    async with server.dock() as dock:
        async with visitor(server.address) as page:
            await page.hello(name="Alex")
            await page.says("One", "v1")
            chat_id, secret = page.chat_id, page.secret
        await dock.fact("chat_visitor_here", visitor_here=False)
        await dock.ask(cc.SendChat(ChatId(chat_id), "a1", "Still there?"))
        async with visitor(server.address) as page:
            welcome = await page.hello(chat_id=chat_id, secret=secret)
            assert welcome.chat is not None
            assert [one.text for one in welcome.chat.lines][-2:] == ["One", "Still there?"]
            await dock.fact("chat_visitor_here", visitor_here=True)
            again = await page.says("One", "v1")  # sent anew, for its answer was lost
            assert again.seq == 3
            assert (await page.says("Yes")).seq == 5
            async with visitor(server.address) as tab:
                await tab.hello(chat_id=chat_id, secret=secret)
                await page.says("In both")
                await tab.line("In both")
        lines = await server.store.chat_lines(LEAP, ChatId(chat_id))
        assert [one.text for one in lines].count("One") == 1


async def test_a_chat_goes_on_though_its_team_is_called_otherwise_now(server: Server) -> None:
    async with visitor(server.address) as page:
        await page.hello()
        await page.says("One")
        chat_id, secret = page.chat_id, page.secret
    team = server.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    change = TeamChange(name="Care")
    await server.node.accounts.team_keeping.change(team.team_id, change, actor="anita")
    async with visitor(server.address) as page:
        welcome = await page.hello(chat_id=chat_id, secret=secret)
        assert welcome.team == "Care"
        assert welcome.chat is not None
        assert (await page.says("Two")).seq == 3
    for named, guess in (("", ""), (chat_id, "guessed")):
        async with visitor(server.address) as page:
            await page.tell(w.VisitorHello("leap", "Support team", chat_id=named, secret=guess))
            assert await page.closed() == 4404


async def test_after_the_end_the_next_line_begins_another(server: Server) -> None:
    async with visitor(server.address) as page:
        await page.hello()
        await page.says("One")
        first, secret = page.chat_id, page.secret
        await page.tell(w.VisitorBye())
        await page.news(state="ended")
        await page.says("Two")
        assert page.chat_id != first
    async with visitor(server.address) as page:
        welcome = await page.hello(chat_id=first, secret=secret)
        assert welcome.chat is not None
        assert (welcome.chat.state, welcome.chat.ended_by) == ("ended", "visitor")
        assert [one.text for one in welcome.chat.lines][-1] == "One"


async def test_the_dock_is_told_what_chats_need(server: Server) -> None:
    await team_settings(server, canned=(CannedReply("hi", "Hello there"),))
    team = server.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    async with server.dock() as dock:
        assert dock.welcome is not None
        told = dock.welcome.settings
        assert told.canned == {team.team_id: (CannedReply("hi", "Hello there"),)}
        assert [(one.team_id, one.name) for one in told.chat_teams] == [
            (team.team_id, "Support team")
        ]
        assert told.attachments
        async with visitor(server.address) as page:
            await page.hello()
            await page.says("Hello?")
            await until(lambda: len(seen(dock).chats) == 1)
            fresh = server.node.floors.view(LEAP, server.users["rishi"].user_id)
            await until(lambda: msgspec.json.encode(seen(dock)) == msgspec.json.encode(fresh))


# --- what is refused ----------------------------------------------------------------------------


async def test_a_wrong_secret_gets_no_chat(server: Server) -> None:
    async with visitor(server.address) as page:
        await page.hello()
        await page.says("A secret word")
        chat_id = page.chat_id
        for secret in ("wrong", "", page.secret[:-1]):
            async with visitor(server.address) as other:
                welcome = await other.hello(chat_id=chat_id, secret=secret)
                assert welcome.chat is None
                await other.says("Mine")
                assert other.chat_id != chat_id
        lines = await server.store.chat_lines(LEAP, ChatId(chat_id))
        assert [one.text for one in lines if one.author == "visitor"] == ["A secret word"]


async def test_another_space_does_not_know_the_chat(server: Server) -> None:
    await server.node.accounts.create_space("rival", "Rival")
    await server.node.accounts.create_team("rival", "Others")  # type: ignore[arg-type]
    async with visitor(server.address) as page:
        await page.hello()
        await page.says("Hello?")
        async with visitor(server.address) as other:
            welcome = await other.hello(
                cloud_id="rival", team="Others", chat_id=page.chat_id, secret=page.secret
            )
            assert welcome.chat is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", 4400),
        ('{"type": "beat"}', 4400),
        ('{"type": "hello", "cloud_id": "leap"}', 4400),
        ('{"type": "hello", "cloud_id": "leap", "team": "Support team", "more": 1}', 4400),
        ('{"type": "hello", "cloud_id": "leap", "team": "Nobody"}', 4404),
        ('{"type": "hello", "cloud_id": "none", "team": "Support team"}', 4404),
        ("[" * 20_000, 4400),
    ],
)
async def test_what_is_no_hello_closes_the_socket(server: Server, text: str, code: int) -> None:
    async with visitor(server.address) as page:
        await page.socket.send(text)
        assert await page.closed() == code


async def test_attributes_have_a_limit(server: Server) -> None:
    deep: Any = "x"
    for _ in range(20):
        deep = [deep]
    for attributes in ({"x": "y" * 5000}, {"x": deep}):
        async with visitor(server.address) as page:
            hello = w.VisitorHello(cloud_id="leap", team="Support team", attributes=attributes)
            await page.tell(hello)
            assert await page.closed() == 4400


async def test_only_sites_that_are_named_may_show_the_chat(server: Server) -> None:
    await server.settings(chat=ChatPolicy(origins=("https://shop.example",)))
    async with visitor(server.address, origin="https://shop.example") as page:
        assert (await page.hello()).open
    async with visitor(server.address, origin="https://evil.example") as page:
        await page.tell(w.VisitorHello(cloud_id="leap", team="Support team"))
        assert await page.closed() == 4403


async def test_a_closed_team_says_so(server: Server) -> None:
    await team_settings(server, open=False, closed_text="Back on Monday.")
    async with visitor(server.address) as page:
        welcome = await page.hello()
        assert (welcome.open, welcome.text) == (False, "Back on Monday.")
        refused = await page.tries("Hello?")
        assert isinstance(refused, w.VisitorRefused)
        assert (refused.code, refused.message) == ("chat-refused", "Back on Monday.")
    assert server.node.floors.chats(LEAP) == []


async def test_chats_and_lines_are_counted(server: Server) -> None:
    await server.settings(chat=ChatPolicy(chats_per_address=1, lines_per_minute=2))
    async with visitor(server.address) as page:
        await page.hello()
        await page.says("One")
        await page.says("Two")
        refused = await page.tries("Three")
        assert isinstance(refused, w.VisitorRefused)
        assert refused.code == "rate-limited"
        async with visitor(server.address) as other:
            await other.hello()
            refused = await other.tries("One")
            assert isinstance(refused, w.VisitorRefused)
            assert refused.code == "rate-limited"
    assert len(server.node.floors.chats(LEAP)) == 1


async def test_one_address_has_so_many_sockets(server: Server) -> None:
    pages: list[Visitor] = []
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(MOST_SOCKETS):
            pages.append(await stack.enter_async_context(visitor(server.address)))
        await pages[0].hello()
        async with visitor(server.address) as one_more:
            assert await one_more.closed() == 4429
        await pages[1].socket.close()

        async def again() -> bool:
            async with visitor(server.address) as page:
                await page.tell(w.VisitorHello(cloud_id="leap", team="Support team"))
                return bool(await until(lambda: page.inbox or page.socket.close_code)) and bool(
                    page.inbox
                )

        await until(again)


async def test_a_flood_is_cut_off(server: Server) -> None:
    async with visitor(server.address) as page:
        await page.hello()
        for n in range(400):
            await page.socket.send(json.dumps({"type": "typing", "typing": n % 2 == 0}))
        assert await page.closed() == 4429


async def test_a_long_line_and_a_huge_message_are_refused(server: Server) -> None:
    async with visitor(server.address) as page:
        await page.hello()
        await page.socket.send(json.dumps({"type": "line", "line_id": "x", "text": "x" * 4001}))
        assert await page.closed() == 4400
    async with visitor(server.address) as page:
        await page.hello()
        await page.socket.send("x" * 200_000)
        assert await page.closed() == 1009


async def test_a_line_that_is_not_kept_is_refused_and_can_be_sent_again(server: Server) -> None:
    async with server.dock() as dock, visitor(server.address) as page:
        await page.hello()
        await page.says("One")
        server.store.away = True
        refused = await page.tries("Two", "v2")
        assert isinstance(refused, w.VisitorRefused)
        assert refused.code == "store-unavailable"
        answer = await dock.ask(cc.SendChat(ChatId(page.chat_id), "a1", "Three"))
        assert isinstance(answer, dock_wire.Refused)
        assert answer.code == "store-unavailable"
        async with visitor(server.address) as other:
            await other.hello()
            assert isinstance(await other.tries("New"), w.VisitorRefused)
        assert isinstance(await page.tries("Two", "v2"), w.VisitorRefused)
        server.store.away = False
        # Writes are tried again each second; until then they are known to fail.
        await until(lambda: server.node.floors.storing(LEAP))
        await page.says("Two", "v2")
        assert isinstance(
            await dock.ask(cc.SendChat(ChatId(page.chat_id), "a1", "Three")), dock_wire.Done
        )
        lines = await server.store.chat_lines(LEAP, ChatId(page.chat_id))
        assert [one.text for one in lines][-3:] == ["One", "Two", "Three"]


async def test_nobody_is_answered_too_early_and_nothing_else_waits(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, commit = asyncio.Event(), server.store.commit

    async def slow(writes: Any) -> None:
        await gate.wait()
        await commit(writes)

    async with server.dock() as dock, visitor(server.address) as page:
        await page.hello()
        await page.says("One")
        monkeypatch.setattr(server.store, "commit", slow)
        await page.tell(w.VisitorLine("v2", "Two"))
        await until(lambda: [line for chat in seen(dock).chats for line in chat.lines][-1:])
        await until(lambda: seen(dock).chats[0].lines[-1].text == "Two")
        assert isinstance(await dock.ask(Pause("Tea")), dock_wire.Done)
        lines = [one.line.text for one in page.inbox if isinstance(one, w.LineNews)]
        assert "Two" not in lines, "it is on the dock, and not on the disk"
        gate.set()
        await page.line("Two")
        kept = await server.store.chat_lines(LEAP, ChatId(page.chat_id))
        assert kept[-1].text == "Two"


async def test_a_line_that_cannot_be_kept_fails_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = server.store.commit

    async def choosy(writes: Any) -> None:
        if any(isinstance(one, AppendChatLine) and one.line.text == "poison" for one in writes):
            raise ValueError("this cannot be kept")
        await commit(writes)

    async with visitor(server.address) as bad, visitor(server.address) as good:
        for page in (bad, good):
            await page.hello()
            await page.says("One")
        monkeypatch.setattr(server.store, "commit", choosy)
        refused, taken = await asyncio.gather(bad.tries("poison"), good.tries("Two"))
        assert isinstance(refused, w.VisitorRefused)
        assert isinstance(taken, w.LineShown)
        assert isinstance(await bad.tries("Three"), w.LineShown), "and the chat goes on"


async def test_chats_come_back_after_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        async with server.dock() as dock, visitor(server.address) as page:
            await page.hello()
            await page.says("Before", "v1")
            chat_id, secret = ChatId(page.chat_id), page.secret
            await dock.ask(cc.SendChat(chat_id, "a1", "Yes?"))
            cookie = await server.sign_in()
        store = server.store
    settings = Settings(
        host="127.0.0.1", port=0, data=tmp_path, engine=EngineSettings(kind="memory")
    )
    node = Node(settings, store=store)
    await node.start()
    after = Server(node, store, "", server.users)
    try:
        async with after.dock(cookie=cookie) as dock, visitor(after.address) as page:
            assert [one.chat_id for one in dock.view.chats] == [chat_id]
            assert [line.text for line in dock.view.chats[0].lines][-2:] == ["Before", "Yes?"]
            welcome = await page.hello(chat_id=chat_id, secret=secret)
            assert welcome.chat is not None
            assert (welcome.chat.state, welcome.chat.agent) == ("open", "Rishi")
            assert (await page.says("Before", "v1")).seq == 3
            assert (await page.says("After")).seq == 5
            await dock.fact("chat_visitor_here", visitor_here=True)
            async with visitor(after.address) as another:
                await another.hello()
                await another.says("Hello")
                names = {view.visitor for view in node.floors.chats(LEAP)}
                assert names == {"Web visitor 1", "Web visitor 2"}
    finally:
        await after.http.aclose()
        await node.stop()
