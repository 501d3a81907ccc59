"""A TCP wire that can be cut and mended, to lose a network on purpose."""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class Wire:
    """Carries what comes to its own port on to another one, on a thread of its own."""

    _server: asyncio.Server

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def __enter__(self) -> "Wire":
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        self._server.close()
        self._do(self._carried())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    def cut(self) -> None:
        """Nothing gets through, and what was under way is torn off."""

        async def tear() -> None:
            self._whole = False
            for writer in list(self._writers):
                writer.transport.abort()

        self._do(tear())

    async def _carried(self) -> None:
        """All that was carried has come to its end."""
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*rest, return_exceptions=True)

    def mend(self) -> None:
        self._whole = True

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if not self._whole:
            back.transport.abort()
            return
        try:
            far, onward = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:
            back.transport.abort()
            return
        self._writers |= {back, onward}
        try:
            await asyncio.gather(self._pump(near, onward), self._pump(far, back))
        finally:
            self._writers -= {back, onward}

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except (ConnectionError, OSError):
            pass
        finally:
            sink.close()
