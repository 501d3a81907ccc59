"""Answers as bytes of HTTP/1.1, for those that are not uvicorn's to write."""

from functools import cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from dockline.api.replies import Reply, headers_of


def written(reply: Reply, *, close: bool = False) -> bytes:
    """The bytes of an answer, as uvicorn writes them."""
    if not reply.headers and not close:
        start, end = _usual_head(reply.status, reply.text)
        return b"%s%d%s%s" % (start, len(reply.body), end, reply.body)
    return _head(reply, close) + reply.body


@cache
def _usual_head(status: int, text: bool) -> tuple[bytes, bytes]:
    """Without headers of its own: what stands before the body's size, and what behind it."""
    start, _, end = _head(Reply(status, b"", text=text), False).partition(b"content-length: 0")
    return start + b"content-length: ", end


def _head(reply: Reply, close: bool) -> bytes:
    parts = [STATUS_LINE[reply.status]]
    for name, value in headers_of(reply):
        parts += (name, b": ", value, b"\r\n")
    if close:
        parts.append(b"connection: close\r\n")
    parts.append(b"\r\n")
    return b"".join(parts)
