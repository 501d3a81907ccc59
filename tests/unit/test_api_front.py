"""The short way of a plain request is the long way's equal: the same bytes out, the same leads in,
the same counts, whatever comes and however it is cut into pieces."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from dockline.adapters.memory.clock import MemoryClock
from dockline.api.app import Face
from dockline.api.bounded import PATIENCE
from dockline.api.campaign import ADD
from dockline.api.front import FrontProtocol, Heads, HotAddress
from dockline.api.replies import Reply
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CampaignId
from dockline.ports.lead_store import LeadBatch, Pushed, PutDoNotCall
from dockline.ports.store import StoreUnavailable
from tests.support.face import LEAP, Server, serving

NUMBER = "919654301006"
LISTED = "919654301099"
TOKEN = "TOKEN"
"""Stands for the server's own."""
LAST = b"GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def body(**changes: Any) -> bytes:
    told = {
        "cloud_id": "leap",
        "auth_token": TOKEN,
        "campaign": "Spring",
        "team_name": "Support team",
        "source": "March",
        "number": NUMBER,
    }
    return json.dumps({name: value for name, value in (told | changes).items() if value}).encode()


def request(
    content: bytes,
    *headers: str,
    line: str = f"POST {ADD} HTTP/1.1",
    kind: str = "content-type: application/json",
    size: str = "content-length: {}",
) -> bytes:
    """Written once the token is in it, which has another length than its sign."""
    head = "\r\n".join(one for one in (line, "host: x", kind, *headers, size) if one)
    return head.encode() + b"\r\n\r\n" + content


PLAIN = {
    "plain": request(body()),
    "another": request(body(number="919654301007", data={"name": "Åsa", "of": [1, 2.5, None]})),
    "all fields": request(
        body(
            username="rishi",
            data={"a": {"b": "c"}},
            external_id="crm-1",
            priority=7,
            timezone="Asia/Kolkata",
            expires_at="2031-01-01T00:00:00Z",
        )
    ),
    "a number": request(body(number=919654301008)),
    "written with signs": request(body(number="+91 96543-01006")),
    "never called": request(body(number=LISTED)),
    "nobody's": request(body(username="nobody")),
    "alive": request(body(), "connection: keep-alive", "user-agent: crm/1"),
    "with charset": request(body(), kind="Content-Type: application/json; charset=utf-8"),
    "the other name": request(body(cloud_id=None, space_id="leap")),
}
ODD = {
    "another place": request(body(source="April")),
    "dry": request(body(dry_run=True)),
    "wrong token": request(body(auth_token="11111111-1111-4111-8111-111111111111")),
    "no token": request(body(auth_token=None)),
    "both names": request(body(space_id="other")),
    "no team": request(body(team_name="Nobody")),
    "no number": request(body(number="12")),
    "emergency": request(body(number="112")),
    "wrong field": request(body(priority=1000)),
    "wrong zone": request(body(timezone="Asia/Nowhere")),
    "not JSON": request(b'{"a": \xe2\x80\x9cb\xe2\x80\x9d}'),
    "not UTF-8": request(b'{"number": "\xff"}'),
    "a list": request(b"[]"),
    "empty": request(b""),
    "NUL": request(body(data={"a": "\0"})),
    "deep": request(body(data={"a": json.loads("[" * 70 + "]" * 70)})),
    "too large a lead": request(body(data={"a": "b" * 66_000})),
    "wrong type": request(body(), kind="content-type: text/plain"),
    "no type": request(body(), kind=""),
    "packed": request(gzip.compress(b"{}"), "content-encoding: gzip"),
    "not packed": request(body(), "content-encoding: identity"),
    "key": request(body(), "Idempotency-Key: one"),
    "the key again": request(body(), "idempotency-key: one"),
    "the key of another": request(body(number="919654301009"), "idempotency-key: one"),
    "no key": request(body(), "idempotency-key: "),
    "continue": request(body(), "expect: 100-continue"),
    "offering another": request(
        body(), "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAEAAEAA"
    ),
    "query": request(body(), line=f"POST {ADD}?a=b HTTP/1.1"),
    "slash": request(body(), line=f"POST {ADD}/ HTTP/1.1"),
    "percent": request(body(), line=f"POST {ADD.replace('add', '%61dd')} HTTP/1.1"),
    "GET": request(b"", line=f"GET {ADD} HTTP/1.1", size=""),
    "PUT": request(body(), line=f"PUT {ADD} HTTP/1.1"),
    "chunked": request(b"2\r\n{}\r\n0\r\n\r\n", "transfer-encoding: chunked", size=""),
    "elsewhere": request(b"", line="GET /healthz HTTP/1.1", size=""),
    "empty lines before it": b"\r\n\r\n" + request(body()),
}
LAST_ONES = {
    "the old version": request(body(), line=f"POST {ADD} HTTP/1.0"),
    "closing": request(body(), "connection: close"),
    "two lengths": request(body(), "content-length: 3"),
    "length and chunks": request(body(), "transfer-encoding: chunked"),
    "a signed length": request(body(), size="content-length: +{}"),
    "a space before the colon": request(body(), size="content-length : {}"),
    "folded": request(body(), "x-a: b\r\n c"),
    "bare line feeds": request(body()).replace(b"\r\n", b"\n"),
    "no version": request(body(), line=f"POST {ADD}"),
    "another protocol": request(body(), line=f"POST {ADD} HTTP/3.7"),
}
"""Nothing is answered behind these."""
REQUESTS = PLAIN | ODD | LAST_ONES


def written(server: Server, raw: bytes) -> bytes:
    """With the server's token, and the length that comes of it."""
    head, between, content = raw.replace(TOKEN.encode(), server.token.encode()).partition(
        b"\n\n"
        if b"\r\n\r\n" not in raw
        else b"\r\n\r\n"
        if raw[:2] != b"\r\n"
        else b"\r\n\r\nPOST"
    )
    if not head:  # the empty lines
        head, end, content = (b"POST" + content).partition(b"\r\n\r\n")
        return b"\r\n\r\n" + head.replace(b"{}", b"%d" % len(content)) + end + content
    return head.replace(b"{}", b"%d" % len(content)) + between + content


async def said(server: Server, pieces: list[bytes]) -> bytes:
    """All that comes back, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        async with asyncio.timeout(30):
            return await reader.read()
    except ConnectionResetError:
        return b"reset"
    finally:
        writer.close()


def told(answer: bytes) -> bytes:
    return _ID.sub(b"ID", answer)


async def leads(server: Server) -> list[tuple[Any, ...]]:
    found = []
    for one in await server.store.dial_lists(LEAP):
        for lead in await server.store.leads(LEAP, one.list_id, limit=1000):
            fields = (lead.number, lead.state, lead.data, lead.agent_id is None, lead.external_id)
            found.append((one.name, *fields, lead.priority, lead.time_zone, lead.expires_at))
    return sorted(found, key=lambda one: one[:2])


async def counts(server: Server) -> list[str]:
    text = (await server.http.get("/metrics")).text
    route = f'route="{ADD}"'
    kinds = ("dockline_requests_total{", "dockline_request_seconds_count{")
    return [line for line in text.splitlines() if route in line and line.startswith(kinds)]


async def furnish(server: Server) -> None:
    """The campaign is there, and a number that is never called."""
    entry = DoNotCall(
        space_id=LEAP, number=LISTED, campaign_id=CampaignId(""), at=1.0, reason="asked"
    )
    await server.store.commit([PutDoNotCall(entry)])
    answer = await said(server, [written(server, PLAIN["plain"]), LAST])
    assert b'"success":true' in answer
    # Read again, so that both servers know it.
    answer = await said(server, [written(server, PLAIN["plain"]), LAST])
    assert b'"Lead updated"' in answer


@pytest.fixture
async def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Server]]:
    """The same server twice; the second has no short way."""
    async with serving(tmp_path / "short") as short:
        monkeypatch.setattr(Face, "_hot", lambda face: {})
        async with serving(tmp_path / "long") as long:
            for server in (short, long):
                await furnish(server)
            yield [short, long]


def cut(raw: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({place % len(raw) for place in places} - {0})
    return [raw[a:b] for a, b in zip([0, *marks], [*marks, len(raw)], strict=True)]


async def test_each_request_is_answered_alike(both: list[Server]) -> None:
    for name, raw in REQUESTS.items():
        answers = [await said(one, [written(one, raw), LAST]) for one in both]
        assert told(answers[0]) == told(answers[1]), name
        assert answers[0].startswith(b"HTTP/1.1 "), name
        assert await leads(both[0]) == await leads(both[1]), name
    assert await counts(both[0]) == await counts(both[1])


async def test_who_offers_another_protocol_is_answered_in_this_one(both: list[Server]) -> None:
    """As Java's own client does with its first request, body and all."""
    for server in both:
        raw = written(server, REQUESTS["offering another"])
        many = await said(server, [raw * 50, raw[:20], raw[20:-9], raw[-9:], LAST])
        assert many.count(b"HTTP/1.1 200 OK") == 51
        assert many.count(b'"success":true') == 51


async def test_any_sequence_in_any_pieces_is_answered_alike(both: list[Server]) -> None:
    loop = asyncio.get_running_loop()
    names = st.lists(st.sampled_from([*PLAIN, *ODD]), min_size=1, max_size=5)
    places = st.lists(st.integers(0, 5_000), max_size=6)

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(names, places, st.booleans())
    def compare(chosen: list[str], where: list[int], together: bool) -> None:
        asyncio.run_coroutine_threadsafe(alike(chosen, where, together), loop).result(60)

    async def alike(chosen: list[str], where: list[int], together: bool) -> None:
        answers = []
        for one in both:
            raws = [written(one, REQUESTS[name]) for name in chosen] + [LAST]
            raw = b"".join(raws)
            answers.append(await said(one, cut(raw, where) if together else raws))
        assert told(answers[0]) == told(answers[1])
        assert await leads(both[0]) == await leads(both[1])

    await asyncio.to_thread(compare)
    assert await counts(both[0]) == await counts(both[1])


async def test_while_the_store_is_away_both_say_so(both: list[Server]) -> None:
    answers = []
    for one in both:

        async def away(batch: LeadBatch) -> list[Pushed]:
            raise StoreUnavailable("no disk")

        one.store.push_leads = away  # type: ignore[method-assign]
        answers.append(await said(one, [written(one, PLAIN["plain"]), LAST]))
    assert answers[0].startswith(b"HTTP/1.1 503 ")
    assert answers[0] == answers[1]


async def test_a_mistake_of_ours_is_answered_alike(both: list[Server]) -> None:
    answers = []
    for one in both:

        async def broken(batch: LeadBatch) -> list[Pushed]:
            raise ZeroDivisionError

        one.store.push_leads = broken  # type: ignore[method-assign]
        answers.append(await said(one, [written(one, PLAIN["plain"]), LAST]))
    assert answers[0].startswith(b"HTTP/1.1 500 ")
    assert answers[0] == answers[1]


# --- that it is the short way -------------------------------------------------------------------


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    # Its time stands still: what is known of campaigns need not be read again.
    async with serving(tmp_path, clock=MemoryClock()) as running:
        await furnish(running)
        yield running


async def test_plain_requests_make_no_task_and_no_scope(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def note(face: Face, scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await usual(face, scope, receive, send)

    usual = Face.__call__
    monkeypatch.setattr(Face, "__call__", note)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
    for name, raw in PLAIN.items():
        raw = written(server, raw)
        head = raw.index(b"\r\n\r\n") + 4
        for pieces in ([raw], [raw[:head], raw[head:]], [raw[: head + 9], raw[head + 9 :]]):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            answer = await reader.readuntil(b"]}")
            assert b'"success":true' in answer, name
    assert asked == []
    writer.write(LAST)
    assert b"404 Not Found" in await reader.read()
    assert asked == ["/nothing"]
    writer.close()


async def test_many_at_once_share_a_batch_and_each_has_its_own_answer(server: Server) -> None:
    sizes: list[int] = []
    gate = asyncio.Event()
    usual = server.store.push_leads

    async def gated(batch: LeadBatch) -> list[Pushed]:
        sizes.append(len(batch.pushes))
        await gate.wait()
        return await usual(batch)

    server.store.push_leads = gated  # type: ignore[method-assign]
    made = []
    for n in range(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
        writer.write(written(server, request(body(number=f"9196543011{n:02}"))))
        made.append((reader, writer))
    while len(server.node.intake._gathering._lists) == 0:  # noqa: ASYNC110
        await asyncio.sleep(0)
    gate.set()
    answers = [await reader.readuntil(b"}") for reader, _ in made]
    assert sum(sizes) == 30
    assert len(sizes) < 30
    ids = [_ID.search(answer) for answer in answers]
    assert len({found.group() for found in ids if found}) == 30
    kept = {lead[1] for lead in await leads(server)}
    assert {f"9196543011{n:02}" for n in range(30)} <= kept
    for _, writer in made:
        writer.close()


async def test_one_that_is_under_way_when_the_server_stops_is_answered(server: Server) -> None:
    gate, came = asyncio.Event(), asyncio.Event()
    usual = server.store.push_leads

    async def gated(batch: LeadBatch) -> list[Pushed]:
        came.set()
        await gate.wait()
        return await usual(batch)

    server.store.push_leads = gated  # type: ignore[method-assign]
    reader, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
    writer.write(written(server, PLAIN["another"]))
    await came.wait()
    stopping = asyncio.create_task(server.node.stop())
    while True:
        try:
            _, other = await asyncio.open_connection("127.0.0.1", server.node.port)
            other.close()
        except OSError:
            break
    gate.set()
    async with asyncio.timeout(20):
        answer = await reader.read()
        await stopping
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nconnection: close\r\n" in answer
    assert b'"success":true' in answer
    writer.close()


# --- connections by themselves ------------------------------------------------------------------

HOT = "/hot"


class Taker:
    """An address whose answers are given by hand."""

    state: ServerState

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.send: list[Any] = []
        self.came = asyncio.Event()
        self.gate = asyncio.Event()
        """What is asked at another address is answered when it is set."""

    def take(self, scope: Scope, body: bytes, send: Any) -> bool:
        if body == b"no":
            return False
        self.bodies.append(body)
        self.send.append(send)
        self.came.set()
        return True

    async def long_way(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body", False):
            pass
        if scope["path"] != HOT:
            self.came.set()
            await self.gate.wait()
        await _answer_long(send)


async def _answer_long(send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"content-length", b"4")],
        }
    )
    await send({"type": "http.response.body", "body": b"long"})


@asynccontextmanager
async def taking(patience: float = PATIENCE, idle: int = 1) -> AsyncIterator[tuple[Taker, int]]:
    """A server of that address alone, which closes what is idle for so many seconds."""
    taker = Taker()
    heads = Heads({HOT: HotAddress(HOT, lambda scope: True, taker.take)})
    config = uvicorn.Config(
        taker.long_way, interface="asgi3", timeout_keep_alive=idle, lifespan="off", log_config=None
    )
    taker.state = ServerState()
    protocol = partial(
        FrontProtocol,
        config=config,
        server_state=taker.state,
        app_state={},
        heads=heads,
        patience=patience,
    )
    running = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    async with running:
        yield taker, running.sockets[0].getsockname()[1]


@pytest.fixture
async def taker() -> AsyncIterator[tuple[Taker, int]]:
    async with taking() as made:
        yield made


def post(content: bytes) -> bytes:
    return b"POST /hot HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(content) + content


async def test_what_comes_behind_one_under_way_waits_for_its_answer(
    taker: tuple[Taker, int],
) -> None:
    by_hand, port = taker
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post(b"one"))
    await by_hand.came.wait()
    writer.write(post(b"no") + post(b"two"))
    await writer.drain()
    by_hand.send[0](Reply(200, b"first"))
    async with asyncio.timeout(10):
        first = await reader.readuntil(b"first")
        assert b"200 OK" in first
        assert b"201 Created" in await reader.readuntil(b"long")
        # Behind one that went the long way it goes that way, too: they stood in one piece.
        assert b"201 Created" in await reader.readuntil(b"long")
    assert by_hand.bodies == [b"one"]
    writer.close()


async def test_an_idle_connection_is_closed_but_not_one_that_waits_for_its_answer(
    taker: tuple[Taker, int],
) -> None:
    by_hand, port = taker
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post(b"one"))
    await by_hand.came.wait()
    by_hand.send[0](Reply(200, b"first"))
    await reader.readuntil(b"first")
    by_hand.came.clear()
    writer.write(post(b"two"))
    await by_hand.came.wait()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 2.5)
    by_hand.send[1](Reply(200, b"second"))
    async with asyncio.timeout(10):
        assert (await reader.read()).endswith(b"second")
    writer.close()


async def cut_off(port: int, begin: bytes = b"", again: bytes = b"") -> bytes:
    """What one is told until the connection is closed who begins so, and says no more than
    ``again`` and again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begin)
    told = asyncio.create_task(reader.read())
    async with asyncio.timeout(10):
        while not (await asyncio.wait({told}, timeout=0.02))[0]:
            writer.write(again)
    writer.close()
    try:
        return told.result()
    except ConnectionResetError:
        return b""  # it was closed while more of ``again`` was on its way


@pytest.mark.parametrize(
    "begin",
    [
        b"",
        b"\r\n",
        b"GET /",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\n\r\nno",
        b"PUT /hot HTTP/1.1\r\ncontent-length: 3\r\n\r\nno",
        b"PUT /hot HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n",
    ],
)
async def test_one_who_does_not_go_on_is_cut_off(begin: bytes) -> None:
    async with taking(patience=0.3) as (_, port):
        assert await cut_off(port, begin) == b""


async def test_one_who_makes_a_head_last_is_cut_off() -> None:
    async with taking(patience=0.3) as (_, port):
        assert await cut_off(port, b"GET / HTTP/1.1\r\nx-a: ", b"b") == b""


@pytest.mark.parametrize("asked", [b"POST /hot HTTP/1.1\r\n", b"POST /slow HTTP/1.1\r\n"])
async def test_one_who_waits_for_the_answer_is_not_cut_off(asked: bytes) -> None:
    async with taking(patience=0.3) as (by_hand, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asked + b"content-length: 3\r\n\r\none")
        await by_hand.came.wait()
        for _ in range(3):
            await cut_off(port)
        by_hand.gate.set()
        for send in by_hand.send:
            send(Reply(200, b"long"))
        async with asyncio.timeout(10):
            await reader.readuntil(b"long")
        writer.close()


@pytest.mark.parametrize("asked", [b"POST /hot HTTP/1.1\r\n", b"POST /slow HTTP/1.1\r\n"])
async def test_one_who_has_all_answers_keeps_the_connection_for_the_next_request(
    asked: bytes,
) -> None:
    async with taking(patience=0.1, idle=60) as (by_hand, port):
        by_hand.gate.set()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for answered in range(2):
            writer.write(asked + b"content-length: 3\r\n\r\none")
            if b"hot" in asked:
                await by_hand.came.wait()
                by_hand.came.clear()
                by_hand.send[answered](Reply(200, b"long"))
            async with asyncio.timeout(10):
                await reader.readuntil(b"long")
            for _ in range(3):
                await cut_off(port)
        writer.close()


async def test_an_answer_to_one_who_is_gone_goes_nowhere(taker: tuple[Taker, int]) -> None:
    by_hand, port = taker
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post(b"one"))
    await by_hand.came.wait()
    protocol = by_hand.send[0].__self__
    writer.transport.abort()
    while protocol in protocol.connections:  # noqa: ASYNC110
        await asyncio.sleep(0)
    by_hand.send[0](Reply(200, b"first"))
    assert await reader.read() == b""


async def test_one_that_is_not_whole_yet_when_the_server_stops_is_answered(
    taker: tuple[Taker, int],
) -> None:
    by_hand, port = taker
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw = post(b"one")
    writer.write(raw[:-1])
    # Until its beginning is there.
    while not any(one._begun for one in by_hand.state.connections):  # type: ignore[union-attr]  # noqa: ASYNC110
        await asyncio.sleep(0)
    (connection,) = by_hand.state.connections
    connection.shutdown()
    writer.write(raw[-1:])
    async with asyncio.timeout(10):
        answer = await reader.read()
    assert b"201 Created" in answer
    assert b"connection: close" in answer
    assert answer.endswith(b"long")
    writer.close()


async def test_one_who_does_not_read_is_not_answered_without_end(taker: tuple[Taker, int]) -> None:
    by_hand, port = taker
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post(b"one"))
    await by_hand.came.wait()
    (connection,) = by_hand.state.connections
    assert isinstance(connection, FrontProtocol)
    by_hand.send[0](Reply(200, b"first"))
    connection.pause_writing()
    writer.write(post(b"two"))
    while connection.cycle is None:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert by_hand.bodies == [b"one"]
    connection.resume_writing()
    async with asyncio.timeout(10):
        await reader.readuntil(b"long")
    writer.close()


@pytest.mark.parametrize(
    "head",
    [
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: +3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3, 3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 65537\r\n\r\n",
        b"POST /hot HTTP/1.1\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length : 3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\na: b\r\n content-length: 3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\na: b\ncontent-length: 3\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\nconnection: close\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n",
        b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
        b"POST /hot HTTP/1.0\r\ncontent-length: 3\r\n\r\n",
        b"GET /hot HTTP/1.1\r\ncontent-length: 3\r\n\r\n",
        b"POST /hot?a HTTP/1.1\r\ncontent-length: 3\r\n\r\n",
        b"POST /h%6ft HTTP/1.1\r\ncontent-length: 3\r\n\r\n",
        b"POST http://x/hot HTTP/1.1\r\ncontent-length: 3\r\n\r\n",
        b"POST /other HTTP/1.1\r\ncontent-length: 3\r\n\r\n",
    ],
)
def test_heads_that_are_not_plain(head: bytes) -> None:
    heads = Heads({HOT: HotAddress(HOT, lambda scope: True, lambda *given: True)})
    assert heads.of(head) is None


def test_a_plain_head_and_one_that_the_address_does_not_want() -> None:
    wanted = HotAddress(HOT, lambda scope: b"x-no" not in dict(scope["headers"]), lambda *_: True)
    heads = Heads({HOT: wanted})
    found = heads.of(b"POST /hot HTTP/1.1\r\nContent-Length: 3\r\nX-A: b\r\n\r\n")
    assert found is not None
    assert found.length == 3
    assert found.headers == [(b"content-length", b"3"), (b"x-a", b"b")]
    assert heads.of(b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\nx-no: b\r\n\r\n") is None


def test_heads_are_remembered_and_not_for_ever() -> None:
    looked: list[Any] = []

    def fits(scope: Scope) -> bool:
        looked.append(scope)
        return False

    heads = Heads({HOT: HotAddress(HOT, fits, lambda *_: True)})
    for n in (1, 1, *range(3_000), 1):
        heads.of(b"POST /hot HTTP/1.1\r\ncontent-length: 3\r\nx-n: %d\r\n\r\n" % n)
    assert 3_000 < len(looked) <= 3_002
    assert len(heads._known) <= 1_024
