"""Files of chats: who may send and read them, and that nothing in them is ever run."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from dockline.api import dock_wire
from dockline.api.visitor_wire import VisitorRefused
from dockline.domain import chatcommands as cc
from dockline.domain.ids import ChatId, SpaceId, new_id
from dockline.domain.space import ChatPolicy, Role
from dockline.ports.chat_store import ChatKeys
from tests.support.face import PASSWORD, Server, serving
from tests.support.visitor import Visitor, visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def chatting(page: Visitor) -> None:
    await page.hello(name="Alex")
    await page.says("Hello?")


async def upload(
    server: Server, page: Visitor, data: bytes = PNG, name: str = "label.png", **headers: str
) -> httpx.Response:
    sent = {"X-Chat-Secret": page.secret, "X-File-Name": name, "Content-Type": "image/png"}
    return await server.http.post(
        f"/chat/attachments/{page.chat_id}", content=data, headers=sent | headers
    )


async def test_a_picture_goes_from_the_visitor_to_the_agent(server: Server) -> None:
    async with server.dock() as dock, visitor(server.address) as page:
        await chatting(page)
        told = (await upload(server, page, name="mein%20Bild%20%C3%A4.png")).json()
        assert (told["success"], told["name"]) == (True, "mein Bild ä.png")
        assert (told["media_type"], told["size"]) == ("image/png", len(PNG))
        line = await page.says("", attachments=(told["attachment_id"],))
        shown = line.attachments[0]
        answer = await server.http.get(shown.url)
        assert answer.content == PNG
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-disposition"] == (
            "inline; filename*=UTF-8''mein%20Bild%20%C3%A4.png"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        said = await dock.fact("chat_said")
        while not said.line.attachments:
            dock.facts.remove(said)
            said = await dock.fact("chat_said")
        place = f"/chat/attachments/{page.chat_id}/{said.line.attachments[0].attachment_id}"
        cookie = {"Cookie": await server.sign_in()}
        assert (await server.http.get(place, headers=cookie)).content == PNG


async def test_a_file_of_the_agents_is_read_by_its_key_alone(server: Server) -> None:
    async with server.dock() as dock, visitor(server.address) as page:
        await chatting(page)
        chat_id = ChatId(page.chat_id)
        cookie = {"Cookie": await server.sign_in(), "X-File-Name": "note.txt"}
        place = f"/dock/attachments/{chat_id}"
        sent = await server.http.post(
            place, content=HTML, headers=cookie | {"Content-Type": "text/plain"}
        )
        assert sent.status_code == 200, sent.text
        file_id = sent.json()["attachment_id"]
        await dock.ask(cc.SendChat(chat_id, "a1", "See here", (file_id,)))
        shown = (await page.line("See here")).attachments[0]
        answer = await server.http.get(shown.url)
        # Text it was, and text it stays.
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.content == HTML
        bare = shown.url.partition("?")[0]
        for address, status in (
            (bare, 401),
            (bare + "?key=", 404),
            (bare + "?key=" + "0" * 64, 404),
            (shown.url.replace(file_id, new_id()), 404),
            (shown.url.replace(chat_id, new_id()), 404),
        ):
            assert (await server.http.get(address)).status_code == status, address
        unknown = await dock.ask(cc.SendChat(chat_id, "a2", "", (new_id(),)))
        assert isinstance(unknown, dock_wire.Refused)
        assert unknown.code == "no-such-file"


async def test_only_the_agent_who_has_the_chat_sends_files_in_it(server: Server) -> None:
    async with server.dock(), visitor(server.address) as page:
        await chatting(page)
        place = f"/dock/attachments/{page.chat_id}"
        assert (await server.http.post(place, content=PNG)).status_code == 401
        other = {"Cookie": await server.sign_in("siddhant")}
        assert (await server.http.post(place, content=PNG, headers=other)).status_code == 404
        foreign = {"Cookie": await server.sign_in(), "Origin": "https://evil.example"}
        assert (await server.http.post(place, content=PNG, headers=foreign)).status_code == 403


async def test_another_spaces_agent_reads_no_file(server: Server) -> None:
    rival = SpaceId("rival")
    accounts = server.node.accounts
    await accounts.create_space(rival, "Rival")
    await accounts.create_user(rival, "mallory", "Mallory", PASSWORD, Role.ADMIN)
    form = {"login": "mallory@rival", "password": PASSWORD}
    signed_in = await server.http.post("/dock/sign-in", json=form)
    server.http.cookies.clear()
    cookie = {"Cookie": signed_in.headers["set-cookie"].partition(";")[0]}
    async with visitor(server.address) as page:
        await chatting(page)
        file_id = (await upload(server, page)).json()["attachment_id"]
        place = f"/chat/attachments/{page.chat_id}/{file_id}"
        assert (await server.http.get(place, headers=cookie)).status_code == 404
        mine = {"Cookie": await server.sign_in("siddhant")}
        assert (await server.http.get(place, headers=mine)).status_code == 200


@pytest.mark.parametrize(
    ("data", "claimed", "status", "code"),
    [
        (HTML, "text/html", 415, "file-refused"),
        (HTML, "image/png", 415, "file-refused"),
        (PNG, "text/plain", 415, "file-refused"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415, "file-refused"),
        (b"MZ\x90\x00\x03", "application/octet-stream", 415, "file-refused"),
        (b"", "text/plain", 415, "file-refused"),
        (b"PK\x03\x04rest", "application/zip", 415, "file-refused"),
        (PNG + bytes(2000), "image/png", 413, "body-too-large"),
    ],
)
async def test_what_is_not_what_it_should_be_is_refused(
    server: Server, data: bytes, claimed: str, status: int, code: str
) -> None:
    await server.settings(chat=ChatPolicy(attachment_bytes=2000))
    async with visitor(server.address) as page:
        await chatting(page)
        headers = {"Content-Type": claimed}
        answer = await upload(server, page, data, "label.png", **headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not list(server.node.layout.attachments.rglob("*.json"))


async def test_a_file_wants_the_chats_secret_and_a_chat_that_goes_on(server: Server) -> None:
    async with visitor(server.address) as page:
        await chatting(page)
        wrong = await upload(server, page, PNG, "a.png", **{"X-Chat-Secret": "wrong"})
        assert wrong.status_code == 401
        chat_id, page.chat_id = page.chat_id, new_id()
        assert (await upload(server, page)).status_code == 401
        page.chat_id = chat_id
        await server.settings(chat=ChatPolicy(attachments=False))
        assert (await upload(server, page)).json()["code"] == "file-refused"
        await server.settings(chat=ChatPolicy(lines_per_minute=1))
        assert (await upload(server, page)).status_code == 429
        await server.node.chats.end(await keys_of(server, page))
        assert (await upload(server, page)).status_code == 409


async def test_a_file_and_the_message_it_goes_with_are_not_counted_twice(server: Server) -> None:
    await server.settings(chat=ChatPolicy(lines_per_minute=3))
    async with visitor(server.address) as page:
        await chatting(page)  # the first message
        for _ in range(2):
            told = (await upload(server, page)).json()
            await page.says("", attachments=(told["attachment_id"],))
        assert (await upload(server, page)).status_code == 200
        assert (await upload(server, page)).status_code == 429
        refused = await page.tries("One more")
        assert isinstance(refused, VisitorRefused)
        assert refused.code == "rate-limited"


async def keys_of(server: Server, page: Visitor) -> ChatKeys:
    keys = await server.node.chats.keys(ChatId(page.chat_id))
    assert keys is not None
    return keys


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fetc%2Fpasswd",
        "..\\..\\windows\\win.ini",
        "%2e%2e%2f%2e%2e",
        "a%00b.png",
        "x%0d%0aSet-Cookie: a=b.png",
        "%ff%fe.png",
        "%E2%80%AEgnp.exe",
        "x" * 3000,
        "",
        'a";b.png',
    ],
)
async def test_tricks_in_names_stay_names(server: Server, name: str) -> None:
    async with visitor(server.address) as page:
        await chatting(page)
        told = (await upload(server, page, name=name)).json()
        assert told["success"], told
        assert "/" not in told["name"]
        assert "\\" not in told["name"]
        assert told["name"].isprintable()
        assert 0 < len(told["name"]) <= 120
        line = await page.says("", attachments=(told["attachment_id"],))
        answer = await server.http.get(line.attachments[0].url)
        assert answer.content == PNG
        assert "set-cookie" not in answer.headers
        folder = server.node.layout.attachments
        kept = [one.relative_to(folder).parts for one in folder.rglob("*") if one.is_file()]
        assert sorted(kept) == [
            (page.chat_id, told["attachment_id"]),
            (page.chat_id, told["attachment_id"] + ".json"),
        ]


async def test_no_path_leads_out_of_the_folder(server: Server) -> None:
    cookie = {"Cookie": await server.sign_in()}
    async with visitor(server.address) as page:
        await chatting(page)
        for trick in ("..", "%2e%2e", "..%2f..%2fdockline.db", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"):
            for place in (
                f"/chat/attachments/{page.chat_id}/{trick}",
                f"/chat/attachments/{trick}/{new_id()}",
            ):
                answer = await server.http.get(place, headers=cookie)
                assert answer.status_code in (401, 404)


async def test_other_sites_pages_may_ask_where_they_may_show_the_chat(server: Server) -> None:
    shop, evil = "https://shop.example", "https://evil.example"
    async with visitor(server.address) as page:
        await chatting(page)
        place = f"/chat/attachments/{page.chat_id}"
        asked = await server.http.options(place, headers={"Origin": shop})
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == shop
        assert "x-chat-secret" in asked.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in asked.headers
        await server.settings(chat=ChatPolicy(origins=(shop,)))
        sent = await upload(server, page, Origin=shop)
        assert sent.headers["access-control-allow-origin"] == shop
        refused = await upload(server, page, b"", Origin=shop)
        assert refused.headers["access-control-allow-origin"] == shop, "errors can be read"
        for answer in (
            await server.http.options(place, headers={"Origin": evil}),
            await upload(server, page, Origin=evil),
        ):
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers
        unknown = f"/chat/attachments/{new_id()}"
        answer = await server.http.options(unknown, headers={"Origin": evil})
        assert "access-control-allow-origin" not in answer.headers


async def test_the_history_is_the_agents_own(server: Server) -> None:
    async with server.dock() as dock, visitor(server.address) as page:
        await chatting(page)
        chat_id = ChatId(page.chat_id)
        await dock.ask(cc.NoteChat(chat_id, "a note"))
        await dock.ask(cc.EndChat(chat_id))
        mine = {"Cookie": await server.sign_in()}
        told = (await server.http.get("/dock/chat-history", headers=mine)).json()["chats"]
        assert [one["chat_id"] for one in told] == [chat_id]
        assert (told[0]["note"], told[0]["ended_by"]) == ("a note", "agent")
        assert [line["text"] for line in told[0]["lines"]][-1] == "Hello?"
        other = {"Cookie": await server.sign_in("siddhant")}
        told = (await server.http.get("/dock/chat-history", headers=other)).json()
        assert told == {"chats": []}
        bad = await server.http.get("/dock/chat-history?limit=51", headers=mine)
        assert bad.status_code == 400
