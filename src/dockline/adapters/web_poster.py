"""Requests to addresses that others have named, so that none of them reaches what is ours alone.

The connection goes to an address that was checked (`checked_addresses`). Redirections are not
followed (HTTP semantics: RFC 9110; messages: RFC 9112).
"""

import asyncio
import re
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from dockline.adapters.checked_addresses import NotReachable, addresses_of
from dockline.domain.webaddress import wrong_address
from dockline.ports.poster import Posted, PostFailed

SECONDS: Final = 10.0
"""For the whole of a request."""
_PORTS: Final = {"http": 80, "https": 443}
_STATUS: Final = re.compile(rb"^HTTP/1\.[01] ([1-5][0-9][0-9])(?: |\r?$)")
_MOST_HEAD: Final = 16 * 1024
_TEXT_SECONDS: Final = 1.0
"""What the answer says is of use, but nobody waits long for it: its status is known."""


class WebPoster:
    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        """``context``: whose certificates are believed."""
        self._context = context or ssl.create_default_context()

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        private: bool,
        most: int = 0,
    ) -> Posted:
        parts = checked(url)
        try:
            async with asyncio.timeout(SECONDS):
                addresses, port = await self._addresses(parts, private)
                return await self._exchange(parts, addresses, port, body, headers, most)
        except TimeoutError:
            raise PostFailed(f"no answer within {SECONDS:g} s") from None
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as why:
            raise PostFailed(f"{type(why).__name__}: {why}") from why
        except ValueError as why:
            # A name that cannot be asked for, or that no certificate can bear.
            raise PostFailed(f"{parts.hostname} is no name: {why}", for_good=True) from why

    async def _addresses(self, parts: SplitResult, private: bool) -> tuple[list[str], int]:
        """In the order to be tried. Raises PostFailed where one of them is not public."""
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        try:
            return await addresses_of(host, port, private=private), port
        except NotReachable as why:
            raise PostFailed(str(why)) from why

    async def _connect(
        self, parts: SplitResult, addresses: list[str], port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The first that takes it. Raises OSError."""
        secure = parts.scheme == "https"
        for address in addresses:
            try:
                return await asyncio.open_connection(
                    address,
                    port,
                    limit=_MOST_HEAD,
                    ssl=self._context if secure else None,
                    server_hostname=parts.hostname if secure else None,
                )
            except OSError:
                if address == addresses[-1]:
                    raise
        raise AssertionError("there is no name without an address")

    async def _exchange(
        self,
        parts: SplitResult,
        addresses: list[str],
        port: int,
        body: bytes,
        headers: Mapping[str, str],
        most: int,
    ) -> Posted:
        reader, writer = await self._connect(parts, addresses, port)
        try:
            writer.write(_head(parts, len(body), headers) + body)
            await writer.drain()
            line = await reader.readuntil(b"\n")
            found = _STATUS.match(line.rstrip(b"\n"))
            if found is None:
                raise PostFailed("the answer is not HTTP")
            return Posted(int(found[1]), await _beginning(reader, most) if most else "")
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()


async def _beginning(reader: asyncio.StreamReader, most: int) -> str:
    """Of the answer's body, as far as it comes; what was not sent in time is left out."""
    found = b""
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(_TEXT_SECONDS):
            length, chunked = most, False
            while (line := (await reader.readuntil(b"\n")).strip()) != b"":
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length" and value.strip().isdigit():
                    length = min(most, int(value))
                chunked = chunked or (
                    name.lower() == b"transfer-encoding" and b"chunked" in value.lower()
                )
            if chunked:
                await reader.readuntil(b"\n")  # the size of the first chunk
            while len(found) < length:
                more = await reader.read(length - len(found))
                if not more:
                    break
                found += more
    return found.decode(errors="replace")


def checked(url: str) -> SplitResult:
    """Raises PostFailed for what is no address of a server."""
    wrong = wrong_address(url)
    if wrong:
        raise PostFailed(f"the address {wrong}", for_good=True)
    return urlsplit(url)


def _head(parts: SplitResult, length: int, headers: Mapping[str, str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {host}",
        f"Content-Length: {length}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
