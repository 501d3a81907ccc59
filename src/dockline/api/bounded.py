"""uvicorn's protocol, with bounds for clients that send a head without end.

Its parser keeps a head until it is whole, and bounds neither how much that is nor how many fields
there are; nor what comes behind the chunks of a body.
"""

from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dockline.api import problems
from dockline.api.replies import Reply, problem_reply
from dockline.api.written import written

MOST_IN_VAIN: Final = 64 * 1024
"""Bytes, of one request, that make up neither a whole head nor some of its body."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_vain = 0
        """Bytes since the last head, or piece of a body, was whole."""
        self._moved = False

    def data_received(self, data: bytes) -> None:
        self._moved = False
        super().data_received(data)
        self._in_vain = 0 if self._moved else self._in_vain + len(data)
        if self._in_vain > MOST_IN_VAIN and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(written(_too_long(), close=True))
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._moved = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._moved = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._moved = True
        super().on_message_complete()


def _too_long() -> Reply:
    most = f"{MOST_IN_VAIN // 1024} KiB"
    return problem_reply(
        problems.Problem(431, "head-too-long", f"The request's head has more than {most}.")
    )
