"""uvicorn's protocol for WebSockets, with a bound for clients that ask and do not listen.

It answers a ping at once, whether the client reads its answers or not: one that sends pings as fast
as it can, and reads nothing, would have them all kept here until the keepalive gives it up.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class BoundedSocketProtocol(WebSocketsSansIOProtocol):
    """One socket."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._kept_back = b""
        """The answer to the last ping that came while nothing more could be written."""

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:
            # Of several pings the last one may be answered alone (RFC 6455, section 5.5.3).
            self._kept_back = b"".join(self.conn.data_to_send())

    def resume_writing(self) -> None:
        super().resume_writing()
        kept_back, self._kept_back = self._kept_back, b""
        if kept_back and not self.transport.is_closing():
            self.transport.write(kept_back)
