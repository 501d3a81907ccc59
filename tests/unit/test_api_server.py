"""The HTTP server itself: binding, TLS, stopping."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import Scope
from structlog.testing import capture_logs
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect

from dockline.api import app, body_room
from dockline.api.body_room import BodyRoom
from dockline.api.bounded import MOST_IN_VAIN, BoundedProtocol
from dockline.api.certificate import Certificate
from dockline.api.server import PortBusy, bind
from dockline.cli.joinery import PortTaken
from dockline.domain.commands import Pause
from dockline.node import Node
from dockline.settings import EngineSettings, Settings, SettingWrong
from tests.support.face import PASSWORD, Server, serving
from tests.support.until import until

SOCKET_HEAD = (
    b"GET /dock/socket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"
    b"connection: upgrade\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def test_localhost_is_bound_on_every_address_with_one_port() -> None:
    bound = bind("localhost", 0)
    try:
        assert len({one.getsockname()[1] for one in bound}) == 1
        assert bound[0].getsockname()[1] > 0
    finally:
        for one in bound:
            one.close()


async def test_no_answer_waits_for_the_other_ends_acknowledgement() -> None:
    """A head and a body that are written one after the other leave at once, on any event loop."""
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    [bound] = bind("127.0.0.1", 0)

    def took(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        one = writer.get_extra_info("socket")
        told.set_result(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(took, sock=bound):
        with socket.create_connection(bound.getsockname()):
            assert await told


def test_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortBusy):
            bind("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_none() -> None:
    # Kept for documentation (RFC 5737): nobody's own.
    with pytest.raises(SettingWrong, match=r"host: 192\.0\.2\.1 is no address of this machine"):
        bind("192.0.2.1", 0)


async def test_a_port_in_use_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(
            port=taken.getsockname()[1],
            data=tmp_path / "data",
            store="memory",
            engine=EngineSettings(kind="memory"),
        )
        with pytest.raises(PortTaken):
            await Node(settings).start()
    assert not (tmp_path / "data").exists()


async def answer_to(server: Server, *pieces: bytes) -> bytes:
    """All of it, until the server closes; nothing where it cuts off."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
    try:
        async with asyncio.timeout(10):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET /healthz HTTP/1.1\r\n", b"x-a: b\r\n"),
        (b"GET /healthz HTTP/1.1\r\nx-a: ", b"b"),
        (b"GET /healthz?", b"a"),
        (b"", b"\r\n"),
    ],
    ids=["fields", "a field", "an address", "line ends"],
)
async def test_a_head_without_end_is_refused(tmp_path: Path, begin: bytes, more: bytes) -> None:
    async with serving(tmp_path) as server:
        raw = begin + more * (MOST_IN_VAIN // len(more))
        answer = await answer_to(server, raw[: MOST_IN_VAIN + 1], *([more] if not begin else []))
        assert answer.startswith(b"HTTP/1.1 431 "), answer
        assert b'"code":"head-too-long"' in answer


@pytest.mark.parametrize("address", ["/chat/socket", "/dock/socket"])
@pytest.mark.parametrize(
    "fields",
    [b"cookie: " + b"a" * 9_000 + b"\r\n", b"x-a: b\r\n" * 200],
    ids=["a long field", "many fields"],
)
async def test_a_sockets_head_that_cannot_be_read_is_refused_and_not_kept(
    tmp_path: Path, address: str, fields: bytes
) -> None:
    head = SOCKET_HEAD.replace(b"/dock/socket", address.encode())
    async with serving(tmp_path) as server:
        answer = await answer_to(server, head + fields + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 431 "), answer
        assert b"too many cookies" in answer


async def test_who_sends_pings_and_reads_no_answer_fills_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[WebSocketsSansIOProtocol] = []
    begin = WebSocketsSansIOProtocol.connection_made

    def connection_made(self: WebSocketsSansIOProtocol, transport: asyncio.Transport) -> None:
        made.append(self)
        begin(self, transport)

    monkeypatch.setattr(WebSocketsSansIOProtocol, "connection_made", connection_made)
    ping = bytes([0x89, 0x80 | 125, 0, 0, 0, 0]) + b"x" * 125
    async with serving(tmp_path) as server:
        reader, writer = await asyncio.open_connection("localhost", server.node.port, limit=1024)
        writer.write(SOCKET_HEAD.replace(b"/dock/socket", b"/chat/socket") + b"\r\n")
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        (socket_of_it,) = made
        most = 0
        for _ in range(160):
            writer.write(ping * 1000)
            await writer.drain()
            most = max(most, socket_of_it.transport.get_write_buffer_size())
        assert most < 2_000_000
        writer.close()


async def test_what_comes_behind_a_body_without_end_is_cut_off(tmp_path: Path) -> None:
    begin = b"POST /apiv1/make_call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    begin += b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    async with serving(tmp_path) as server:
        assert await answer_to(server, begin, *[b"x-a: b\r\n" * 1000] * 100) == b""


async def test_a_long_head_and_a_body_in_many_pieces_are_answered(tmp_path: Path) -> None:
    last = b"connection: close\r\n\r\n"
    async with serving(tmp_path) as server:
        head = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: " + b"b" * 60_000 + b"\r\n" + last
        assert (await answer_to(server, head)).startswith(b"HTTP/1.1 200 ")
        head = b"POST /apiv1/make_call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        pieces = [b"1\r\n \r\n" * 100] * 200
        answer = await answer_to(
            server, head + b"transfer-encoding: chunked\r\n" + last, *pieces, b"0\r\n\r\n"
        )
        assert b"The body is empty" in answer


@pytest.mark.parametrize(
    ("of_one", "of_all", "other", "status"),
    [
        (1_000_000, 9_000_000, "203.0.113.9", 429),
        (1_000_000, 9_000_000, "203.0.113.10", 401),
        (9_000_000, 1_000_000, "203.0.113.10", 429),
    ],
)
async def test_bodies_that_do_not_end_do_not_fill_the_memory(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    of_one: int,
    of_all: int,
    other: str,
    status: int,
) -> None:
    rooms: list[BodyRoom] = []

    def room(address: Callable[[Scope], str]) -> BodyRoom:
        rooms.append(BodyRoom(address))
        return rooms[-1]

    monkeypatch.setattr(app, "BodyRoom", room)
    monkeypatch.setattr(body_room, "MOST_OF_ONE", of_one)
    monkeypatch.setattr(body_room, "MOST_OF_ALL", of_all)

    def request(address: str, said: int, sent: int) -> bytes:
        head = (
            "POST /apiv1/make_call HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
            f"content-type: application/json\r\nx-forwarded-for: {address}\r\n"
            f"content-length: {said}\r\n\r\n"
        )
        return head.encode() + b'{"username":"rishi@leap","number":"442079460110"}'.ljust(sent)

    async with serving(tmp_path, trusted_proxies=("127.0.0.1",)) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.node.port)
        writer.write(request("203.0.113.9", 2_000_000, 900_000))
        await until(lambda: rooms[0].held >= 900_000 - body_room.FREE)
        whole = request(other, 600_000, 600_000)
        answer = await answer_to(server, whole)
        assert answer.startswith(b"HTTP/1.1 %d " % status), answer
        small = await answer_to(server, request("203.0.113.9", 60_000, 60_000))
        assert small.startswith(b"HTTP/1.1 401 ")
        writer.close()
        await until(lambda: rooms[0].held == 0)
        assert (await answer_to(server, whole)).startswith(b"HTTP/1.1 401 ")


async def test_a_silent_connection_is_closed_but_not_a_pages_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = BoundedProtocol.__init__.__kwdefaults__
    assert usual is not None
    monkeypatch.setitem(usual, "patience", 0.3)
    async with serving(tmp_path) as server, server.dock(phone=False) as dock:
        for _ in range(3):
            assert await answer_to(server) == b""
        await dock.ask(Pause(reason="Lunch"))
        assert not dock.socket.close_code


async def test_a_stopping_server_closes_its_docks_and_lets_go_of_the_port(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        port = server.node.port
        cookie = await server.sign_in()
        async with server.socket(cookie) as dock:
            await dock.send('{"type":"hello","page_id":"0123456789"}')
            await dock.recv()
            stopping = asyncio.create_task(server.node.stop())
            async with asyncio.timeout(10):
                await dock.wait_closed()
            assert dock.close_code in (1001, 1012)
            await stopping
    for one in bind("127.0.0.1", port):
        one.close()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return write_certificate(tmp_path)


def write_certificate(folder: Path) -> tuple[Path, Path]:
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


async def test_over_tls(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    trust = ssl.create_default_context(cafile=str(cert))
    async with serving(tmp_path / "data", tls_cert=cert, tls_key=key) as server:
        assert server.node.url.startswith("https://localhost:")
        async with httpx.AsyncClient(
            base_url=server.node.url, verify=trust, trust_env=False
        ) as http:
            answer = await http.post("/dock/sign-in", json={"login": "rishi", "password": PASSWORD})
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-dockline=")
            assert "Secure" in cookie.split("; ")
        async with connect(
            f"wss://{server.address}/dock/socket",
            ssl=trust,
            additional_headers={"Cookie": cookie.partition(";")[0]},
            proxy=None,
        ) as dock:
            await dock.send('{"type":"hello","page_id":"0123456789"}')
            assert '"welcome"' in str(await dock.recv())


async def test_a_renewed_certificate_is_taken_up_without_a_restart(
    tmp_path: Path, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate
    monkeypatch.setattr(Certificate.follow, "__defaults__", (0.05,))

    def shown() -> str:
        return ssl.get_server_certificate(("127.0.0.1", port))

    async with serving(tmp_path / "data", tls_cert=cert, tls_key=key) as server:
        port = server.node.port
        first = await asyncio.to_thread(shown)
        kept = httpx.AsyncClient(base_url=server.node.url, verify=False, trust_env=False)
        assert (await kept.get("/healthz")).status_code == 200
        (tmp_path / "new").mkdir()
        new_cert, new_key = write_certificate(tmp_path / "new")
        with capture_logs() as said:
            new_cert.replace(cert)  # the key is another one's still
            await until(lambda: [one for one in said if "cannot be used" in one["event"]])
            assert await asyncio.to_thread(shown) == first
            new_key.replace(key)
            await until(lambda: [one for one in said if "taken up anew" in one["event"]])
        second = await asyncio.to_thread(shown)
        assert second != first
        assert second.strip() == cert.read_text().strip()
        assert (await kept.get("/healthz")).status_code == 200
        await kept.aclose()


async def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("nothing of the kind")
    settings = Settings(
        port=0,
        data=tmp_path / "data",
        store="memory",
        engine=EngineSettings(kind="memory"),
        tls_cert=tmp_path / "cert.pem",
        tls_key=tmp_path / "key.pem",
    )
    with pytest.raises(SettingWrong, match="tls_cert: cannot be used"):
        await Node(settings).start()
