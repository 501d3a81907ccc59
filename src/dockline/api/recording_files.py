"""``GET /recordings/<name>?expires=&signature=``: recordings by their links, whole or in parts."""

import asyncio
from email.utils import formatdate
from typing import Final

from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import header
from dockline.api.problems import Headers
from dockline.api.ranges import part_of
from dockline.api.replies import FilePart, Handler, Reply
from dockline.ports.clock import Clock
from dockline.services.recordings import OpenRecording, Recordings

_LONGEST: Final = 100
"""Characters of a link's parts; longer ones are not ours."""


class RecordingFiles:
    def __init__(self, recordings: Recordings, clock: Clock) -> None:
        self._recordings = recordings
        self._clock = clock

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {"/recordings/{name}": {"GET": self.read, "HEAD": self.look}}

    async def read(self, scope: Scope, receive: Receive) -> Reply:
        opened, name = await self._opened(scope)
        return recording_reply(scope, opened, _headers(name, opened))

    async def look(self, scope: Scope, receive: Receive) -> Reply:
        """The headers alone, those of the whole."""
        opened, name = await self._opened(scope)
        await asyncio.to_thread(opened.file.close)
        return Reply(200, b"", _headers(name, opened), text=True, file=FilePart(0, opened.size))

    async def _opened(self, scope: Scope) -> tuple[OpenRecording, str]:
        """Raises LinkWrong, LinkExpired, NoSuchRecording."""
        name = str(scope["path_params"]["name"])
        query = QueryParams(scope["query_string"])
        expires = query.get("expires", "")[:_LONGEST]
        signature = query.get("signature", "")[:_LONGEST]
        self._recordings.require(name, expires, signature, self._clock.now())
        return await self._recordings.open(name), name


def recording_reply(scope: Scope, opened: OpenRecording, headers: Headers) -> Reply:
    """The part of it that is asked for. ``headers``: `shared_headers` and more."""
    try:
        return _reply(scope, opened, headers)
    except BaseException:
        opened.file.close()
        raise


def _reply(scope: Scope, opened: OpenRecording, headers: Headers) -> Reply:
    wanted = header(scope, b"range")
    condition = header(scope, b"if-range")
    if condition is not None and condition not in (_tag(opened), _date(opened)):
        wanted = None
    try:
        part = part_of(wanted, opened.size)
    except ValueError:
        raise problems.Problem(
            416,
            "range-not-satisfiable",
            f"The recording has {opened.size} bytes, and none of those asked for.",
            ((b"content-range", b"bytes */%d" % opened.size),),
        ) from None
    if part is None:
        file = FilePart(0, opened.size, opened.file)
        return Reply(200, b"", headers, text=True, file=file)
    last = part.first + part.size - 1
    place = (b"content-range", b"bytes %d-%d/%d" % (part.first, last, opened.size))
    file = FilePart(part.first, part.size, opened.file)
    return Reply(206, b"", (*headers, place), text=True, file=file)


def shared_headers(opened: OpenRecording) -> Headers:
    """Of every answer with a recording."""
    return (
        (b"content-type", b"audio/wav"),
        (b"accept-ranges", b"bytes"),
        (b"etag", _tag(opened)),
        (b"last-modified", _date(opened)),
    )


def _headers(name: str, opened: OpenRecording) -> Headers:
    return (
        *shared_headers(opened),
        # Letters, digits, dots and dashes alone.
        (b"content-disposition", b'inline; filename="%s"' % name.encode()),
        # A player on another site's page; the link alone lets it in.
        (b"cross-origin-resource-policy", b"cross-origin"),
    )


def _tag(opened: OpenRecording) -> bytes:
    return b'"%x-%x"' % (int(opened.changed_at * 1000), opened.size)


def _date(opened: OpenRecording) -> bytes:
    return formatdate(opened.changed_at, usegmt=True).encode()
