"""uvicorn's protocol, with bounds for clients that send a head without end, or none, and with an
ear for those that offer another protocol.

Its parser keeps a head until it is whole, and bounds neither how much that is nor how many fields
there are; nor what comes behind the chunks of a body. And it waits for a request, or for the rest
of one, for ever: a process may have so many connections open, and no more.
"""

import asyncio
import sys
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dockline.api import problems
from dockline.api.replies import Reply, problem_reply
from dockline.api.written import written

MOST_IN_VAIN: Final = 64 * 1024
"""Bytes, of one request, that make up neither a whole head nor some of its body."""

Fields = list[tuple[bytes, bytes]]
_OF_AN_OFFER: Final = (b"upgrade", b"http2-settings")
"""Fields, and what `Connection` names, of a request that offers another protocol."""

PATIENCE: Final = 20.0
"""Seconds for a head to come, and for each piece of a body; at most twice as many pass."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, patience: float = PATIENCE, **more: Any) -> None:
        super().__init__(*args, **more)
        self._patience = patience
        self._in_vain = 0
        """Bytes since the last head, or piece of a body, was whole."""
        self._moved = False
        self._moved_at = self.loop.time()
        """The client has done its part until then."""
        self._watching: asyncio.TimerHandle | None = None
        self._fed = b""
        """What the parser has been given last ..."""
        self._again: bytes | None = None
        """... and what it is to be given next."""
        self._offers = False
        """The head that was read last offers a protocol that is not spoken here."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch(self._patience)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._unwatch()
        super().handle_websocket_upgrade()
        taken_over = self.transport.get_protocol()
        if not getattr(taken_over, "handshake_initiated", True):
            # websockets reads no head beyond bounds of its own, and uvicorn waits for another.
            self.transport.write(written(_too_long_for_socket(), close=True))
            self.transport.close()

    def busy(self) -> bool:
        """Whether the next thing that is to be done is ours."""
        cycle = self.cycle
        answering = cycle is not None and not cycle.response_complete
        wanted = answering and cycle.more_body and not cycle.waiting_for_100_continue
        return self.flow.read_paused or (answering and not wanted)

    def resting(self) -> bool:
        """Whether all was answered, and nothing more has come: uvicorn closes it in its time."""
        return self.timeout_keep_alive_task is not None

    def moved(self) -> None:
        """The client has come one step further."""
        self._moved, self._moved_at = True, self.loop.time()

    def _watch(self, seconds: float) -> None:
        self._watching = self.loop.call_later(seconds, self._look_at_client)

    def _unwatch(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _look_at_client(self) -> None:
        now = self.loop.time()
        if self.busy() or self.resting():
            self._moved_at = now
        if now - self._moved_at >= self._patience:
            self.transport.close()
        else:
            self._watch(self._patience)

    def data_received(self, data: bytes) -> None:
        self._moved = False
        self._feed(data)
        self._in_vain = 0 if self._moved else self._in_vain + len(data)
        if self._in_vain > MOST_IN_VAIN and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(written(_too_long(), close=True))
            self.transport.close()

    def _feed(self, data: bytes) -> None:
        again: bytes | None = data
        while again is not None:
            self._fed, self._again = again, None
            super().data_received(again)
            again = self._again

    def on_headers_complete(self) -> None:
        self.moved()
        self._offers = self.parser.should_upgrade() and not self._should_upgrade()
        if not self._offers:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.moved()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.moved()
        if not self._offers:
            super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """An offer may be ignored (RFC 9110, 7.8), and is a request like any other: Java's own
        client makes one of HTTP/2 with each first request without TLS. The parser takes what comes
        behind the head for the other protocol, so it is told of it once more, without the offer."""
        declined = sys.exc_info()[1]
        assert isinstance(declined, httptools.HttpParserUpgrade)
        rest, parser = self._fed[declined.args[0] :], self.parser
        line = (parser.get_method(), self.url, parser.get_http_version().encode())
        fields = [b"%s: %s" % field for field in _without_offer(self.headers)]
        self._again = b"\r\n".join((b"%s %s HTTP/%s" % line, *fields, b"", rest))
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it


def _without_offer(headers: Fields) -> Fields:
    kept = []
    for name, value in headers:
        if name == b"connection":
            named = [one.strip() for one in value.split(b",")]
            value = b", ".join(one for one in named if one.lower() not in _OF_AN_OFFER)
        if name not in _OF_AN_OFFER:
            kept.append((name, value))
    return kept


def _too_long_for_socket() -> Reply:
    told = "A WebSocket's request may have 128 headers of 8 KiB each; are there too many cookies?"
    return problem_reply(problems.Problem(431, "head-too-long", told))


def _too_long() -> Reply:
    most = f"{MOST_IN_VAIN // 1024} KiB"
    return problem_reply(
        problems.Problem(431, "head-too-long", f"The request's head has more than {most}.")
    )
