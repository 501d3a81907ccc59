"""Requests to addresses that others have named: where they go, and where they do not."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dockline.adapters import web_poster
from dockline.adapters.web_poster import WebPoster
from dockline.domain.webaddress import is_public, says_private, wrong_address
from dockline.ports.poster import Posted, PostFailed
from tests.support.receiver import Receiver, receiver

HERE = "127.0.0.1"


@pytest.fixture
async def bot() -> AsyncIterator[Receiver]:
    async with receiver() as one:
        yield one


async def test_a_post_gets_there_with_its_headers_and_its_body(bot: Receiver) -> None:
    answer = await WebPoster().post(bot.url, b"{}", {"X-One": "two"}, private=True)
    assert answer == Posted(200)
    assert answer.taken
    headers, body = bot.taken[0]
    assert body == b"{}"
    assert headers["host"] == f"127.0.0.1:{bot.port}"
    assert headers["x-one"] == "two"


async def test_what_is_not_public_is_not_asked(bot: Receiver) -> None:
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(PostFailed, match="not public"):
            await WebPoster().post(f"http://{host}:{bot.port}/", b"{}", {}, private=False)
    assert bot.taken == []


async def test_a_name_is_looked_up_once_and_every_address_counts(
    bot: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def looked_up(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        first = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, None, None, None, (one, port)) for one in (first, "10.0.0.7")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    with pytest.raises(PostFailed, match=r"10\.0\.0\.7"):
        await WebPoster().post("http://rebind.example/", b"{}", {}, private=False)
    assert asked == ["rebind.example"]


async def test_of_several_addresses_one_that_takes_it_is_enough(
    bot: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looked_up(host: str, port: int, **more: Any) -> list[Any]:
        return [
            (socket.AF_INET, None, None, None, (one, port)) for one in ("127.0.0.9", "::1", HERE)
        ]

    connect = asyncio.open_connection

    async def connected(host: str, *where: Any, **more: Any) -> Any:
        if host != HERE:
            raise ConnectionRefusedError(host)
        return await connect(host, *where, **more)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    monkeypatch.setattr(asyncio, "open_connection", connected)
    url = f"http://bot.example:{bot.port}/"
    assert (await WebPoster().post(url, b"{}", {}, private=True)).status == 200


@pytest.mark.parametrize("host", ["a" * 64 + ".example", ".example"])
async def test_a_name_that_is_none_is_a_failure_for_good(host: str) -> None:
    with pytest.raises(PostFailed) as failed:
        await WebPoster().post(f"https://{host}/", b"{}", {}, private=True)
    assert failed.value.for_good


async def test_who_stops_it_while_the_other_end_is_slow_to_close_does_stop_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closing = asyncio.Event()

    class Slow:
        def write(self, data: bytes) -> None: ...

        def close(self) -> None: ...

        async def drain(self) -> None: ...

        async def wait_closed(self) -> None:
            closing.set()
            await asyncio.Event().wait()

    async def connected(*where: Any, **more: Any) -> Any:
        reader = asyncio.StreamReader()
        reader.feed_data(b"HTTP/1.1 200 OK\r\n")
        return reader, Slow()

    monkeypatch.setattr(asyncio, "open_connection", connected)
    posting = asyncio.create_task(WebPoster().post(f"http://{HERE}/", b"", {}, private=True))
    await closing.wait()
    posting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await posting


async def test_redirections_are_not_followed(bot: Receiver) -> None:
    async with receiver() as other:
        bot.answer = lambda event: 302
        bot.more = f"Location: {other.url}\r\n"
        assert (await WebPoster().post(bot.url, b"{}", {}, private=True)).status == 302
        assert other.taken == []


@pytest.mark.parametrize("status", [0, 500])
async def test_an_answer_that_is_none_is_a_failure(bot: Receiver, status: int) -> None:
    bot.answer = lambda event: status
    if status:
        assert (await WebPoster().post(bot.url, b"{}", {}, private=True)).status == 500
        return
    with pytest.raises(PostFailed):
        await WebPoster().post(bot.url, b"{}", {}, private=True)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("Content-Length: 11\r\n\r\nWrong order", "Wrong order"),
        ("\r\nWrong order, and much more", "Wrong order, and mu"),
        ("Transfer-Encoding: chunked\r\n\r\nB\r\nWrong order", "Wrong order"),
        ("Content-Length: 0\r\n\r\n", ""),
    ],
)
async def test_the_beginning_of_the_answer_is_told(head: str, told: str) -> None:
    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 422 No\r\n{head}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answers, HERE, 0)
    url = f"http://{HERE}:{server.sockets[0].getsockname()[1]}/"
    answer = await WebPoster().post(url, b"{}", {}, private=True, most=19)
    assert answer == Posted(422, told)
    assert not answer.taken
    server.close()
    await server.wait_closed()


async def test_nobody_there_and_no_end_of_waiting_are_failures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiver() as gone:
        pass
    with pytest.raises(PostFailed):
        await WebPoster().post(gone.url, b"{}", {}, private=True)
    monkeypatch.setattr(web_poster, "SECONDS", 0.05)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(PostFailed, match="no answer"):
        await WebPoster().post(f"http://127.0.0.1:{port}/", b"{}", {}, private=True)
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1",
        "::ffff:0:7f00:1",
        "fec0::1",
        "2002:7f00:1::",
        "2001:0:1:2:3:4:5:6",
        "192.0.2.1",
    ],
)
def test_these_are_somebodys_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"])
def test_these_are_everybodys(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bot.example/",
        "file:///etc/passwd",
        "//bot.example/",
        "http://",
        "http://user:word@bot.example/",
        "http://bot.example:99999/",
        "http://bot.example:0/",
        "http://bot.example/\r\nHost: evil",
        "http://bot.example/ x",
        "http://b\u00f6t.example/",
        "javascript:alert(1)",
        "http://[::1",
    ],
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    assert wrong_address(url)
    with pytest.raises(PostFailed) as failed:
        await WebPoster().post(url, b"{}", {}, private=True)
    assert failed.value.for_good


def test_what_is_an_address_is_taken() -> None:
    for url in ("https://bot.example", "http://bot.example:8080/a?b=c", "https://[2606::1]/"):
        assert not wrong_address(url)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:9000/hook", True),
        ("http://localhost/hook", True),
        ("http://bot.localhost./hook", True),
        ("http://[::1]/hook", True),
        ("http://10.1.2.3/hook", True),
        ("https://bot.example.com/hook", False),
        ("https://8.8.8.8/hook", False),
    ],
)
def test_an_address_that_says_that_it_is_private(url: str, private: bool) -> None:
    assert says_private(url) == private
