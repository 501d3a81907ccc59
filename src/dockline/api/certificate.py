"""The certificate of TLS, taken up anew whenever its files are others."""

import asyncio
import ssl
from pathlib import Path
from typing import Final

import structlog

_log = structlog.get_logger("dockline.api.certificate")

LOOK_SECONDS: Final = 60.0


class Certificate:
    """``context``: what connections are made with; it has the certificate of these files."""

    def __init__(self, context: ssl.SSLContext, cert: Path, key: Path) -> None:
        self._context = context
        self._files = (cert, key)
        self._taken = self._state()

    async def follow(self, seconds: float = LOOK_SECONDS) -> None:
        """For ever. Connections that are there keep theirs; new ones get the new one."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self._look)

    def _look(self) -> None:
        try:
            state = self._state()
            if state == self._taken:
                return
            # Chain and key may not fit yet, where they are written one after the other: tried
            # first, for a context is left with the half that could be loaded.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*self._files)
            self._context.load_cert_chain(*self._files)
        except OSError as wrong:  # an SSLError is one as well
            _log.warning("the new certificate cannot be used; the old one is", why=str(wrong))
            return
        self._taken = state
        _log.info("the certificate was taken up anew")

    def _state(self) -> list[tuple[int, int, int]]:
        """Raises OSError."""
        told = [file.stat() for file in self._files]
        return [(one.st_mtime_ns, one.st_ino, one.st_size) for one in told]
