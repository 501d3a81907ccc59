"""The stylesheets of pages that are written here, and not built with the dock."""

from pathlib import Path
from typing import Final

from starlette.types import Receive, Scope

from dockline.api.replies import Handler, Reply

_STATIC: Final = Path(__file__).resolve().parent / "static"


def stylesheet(name: str) -> Handler:
    """``name``: the file in ``static``, which is read now."""
    body = (_STATIC / name).read_bytes()

    async def answer(scope: Scope, receive: Receive) -> Reply:
        return Reply(200, body, ((b"content-type", b"text/css; charset=utf-8"),), text=True)

    return answer
