"""The HTTP server's protocol, with a short way for the requests that come most.

uvicorn's own protocol makes an ASGI scope, a task and two messages of each request. A request to an
address that can be answered at once, and that is plain (one whole HTTP/1.1 POST with a
Content-Length, nothing pipelined behind it, nothing out of the ordinary in its head), is answered
here without them. Every other request goes to uvicorn's protocol, untouched and from its first
byte; so does one that its address does not want to answer at once, so that no rule is told twice.

Heads are not parsed here but by the parser that uvicorn uses, once: clients send the same head
again and again, and what it was found to say is kept with its bytes.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import httptools
from msgspec import Struct
from starlette.types import Scope

from dockline.api.bounded import BoundedProtocol
from dockline.api.replies import Reply
from dockline.api.written import written

AtOnce = Callable[[Scope, bytes, Callable[[Reply], None]], bool]
"""Given scope and body, it takes the request and answers later, or returns False and has done
nothing."""

_LONGEST_HEAD: Final = 4_096
_LONGEST_BODY: Final = 64 * 1024
_MOST_HEADS: Final = 1_024
_SPARE_SECONDS: Final = 0.01


class HotAddress(Struct, frozen=True):
    path: str
    fits: Callable[[Scope], bool]
    """Whether a request with this head may be answered at once."""
    take: AtOnce


class _Head(Struct, frozen=True):
    """Of plain requests to one address."""

    headers: list[tuple[bytes, bytes]]
    length: int
    """Bytes of the body."""
    address: HotAddress


class Heads:
    """Known by their bytes: the same for all connections."""

    def __init__(self, addresses: Mapping[str, HotAddress]) -> None:
        self._addresses = addresses
        self._known: dict[bytes, _Head | None] = {}
        self.lines = tuple(f"POST {path} HTTP/1.1\r\n".encode() for path in addresses)

    def of(self, head: bytes) -> _Head | None:
        """None: it is not a plain one. ``head``: with the empty line at its end."""
        try:
            return self._known[head]
        except KeyError:
            if len(self._known) >= _MOST_HEADS:
                self._known.clear()
            found = self._known[head] = self._read(head)
            return found

    def _read(self, head: bytes) -> _Head | None:
        read = _Reading()
        parser = httptools.HttpRequestParser(read)
        try:
            parser.feed_data(head)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return None
        told = {name for name, _ in read.headers}
        length = [value for name, value in read.headers if name == b"content-length"]
        if not (
            read.heads == 1
            and not read.ended
            and not read.rest
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and told.isdisjoint((b"transfer-encoding", b"expect", b"upgrade"))
            and len(length) == 1
            and length[0].isdigit()
            and 0 < int(length[0]) <= _LONGEST_BODY
        ):
            return None
        address = self._addresses.get(read.url.decode("latin-1"))
        if address is None or not address.fits({"path": address.path, "headers": read.headers}):
            return None
        return _Head(read.headers, int(length[0]), address)


class _Reading:
    """What the parser finds in a head."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.heads = 0
        self.ended = False
        self.rest = b""

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.heads += 1

    def on_body(self, body: bytes) -> None:
        self.rest += body

    def on_message_complete(self) -> None:
        self.ended = True


class FrontProtocol(BoundedProtocol):
    """One connection."""

    def __init__(self, *args: Any, heads: Heads, **more: Any) -> None:
        super().__init__(*args, **more)
        self._heads = heads
        self._within = False
        """The parser has begun a message and not ended it."""
        self._begun = b""
        """Of a plain request whose body is not all there yet."""
        self._under_way = False
        """A request was taken at once, and is not answered yet."""
        self._later: list[bytes] = []
        """What came behind it."""
        self._leaving = False
        self._scope: Scope | None = None
        self._scope_head: _Head | None = None
        self._answered_at = 0.0

    # --- what comes ---------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self._under_way:
            self._later.append(data)
            self.flow.pause_reading()
            return
        if self._begun:
            data, self._begun = self._begun + data, b""
        elif self._within or not data.startswith(self._heads.lines) or not self._idle():
            super().data_received(data)
            return
        end = data.find(b"\r\n\r\n", 0, _LONGEST_HEAD) + 4
        head = self._heads.of(data[:end]) if end > 3 else None
        # One who does not read its answers is held up by uvicorn.
        if head is None or len(data) > end + head.length or self.flow.write_paused:
            super().data_received(data)
        elif len(data) < end + head.length:
            self._begun = data
            self._unset_keepalive_if_required()
        else:
            self._under_way = True
            if not head.address.take(self._scope_of(head), data[end:], self._answer):
                self._under_way = False
                super().data_received(data)

    def busy(self) -> bool:
        return self._under_way or super().busy()

    def _idle(self) -> bool:
        """Nothing is under way the other way."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _scope_of(self, head: _Head) -> Scope:
        if self._scope is None or self._scope_head is not head:
            path = head.address.path
            self._scope_head = head
            self._scope = {
                "type": "http",
                "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
                "http_version": "1.1",
                "server": self.server,
                "client": self.client,
                "scheme": self.scheme,
                "root_path": self.root_path,
                "headers": head.headers,
                "state": self.app_state.copy(),
                "method": "POST",
                "path": path,
                "raw_path": path.encode(),
                "query_string": b"",
            }
        return self._scope

    def on_message_begin(self) -> None:
        self._within = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._within = False
        super().on_message_complete()

    # --- what goes ----------------------------------------------------------------------------

    def _answer(self, reply: Reply) -> None:
        self._under_way = False
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.transport.write(written(reply, close=self._leaving))
        if self._leaving:
            self.transport.close()
            return
        self.moved()
        self._answered_at = self._moved_at
        if self.timeout_keep_alive_task is None:
            self._look_in(self.timeout_keep_alive)
        if self._later:
            data, self._later = b"".join(self._later), []
            self.flow.resume_reading()
            self.data_received(data)

    def _look_in(self, seconds: float) -> None:
        """One timer for many answers: when it fires, it looks how long ago the last one was."""
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self.timeout_keep_alive_task = None
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if self._under_way:
            self._look_in(self.timeout_keep_alive)
        elif left > _SPARE_SECONDS:
            self._look_in(left)
        else:
            self.timeout_keep_alive_handler()

    def shutdown(self) -> None:
        if self._under_way:
            self._leaving = True
            return
        if self._begun:
            # uvicorn waits for the rest of a request, and answers it.
            data, self._begun = self._begun, b""
            super().data_received(data)
        super().shutdown()
