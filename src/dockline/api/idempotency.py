"""Idempotency-Key: a request that is sent again is answered again, and done once."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

import structlog
from starlette.types import Scope

from dockline.api import problems
from dockline.api.bodies import header
from dockline.api.replies import Reply
from dockline.domain.ids import SpaceId
from dockline.ports.clock import Clock
from dockline.ports.store import PutAnswer, Store, StoreConflict, StoredAnswer, StoreUnavailable

_log = structlog.get_logger("dockline.api.idempotency")
_LONGEST_KEY = 255
_REPLAYED = (b"idempotent-replayed", b"true")


def has_key(scope: Scope) -> bool:
    return header(scope, b"idempotency-key") is not None


class Request:
    """What makes a request the same as another: its key, address and body."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        """Raises Problem (400) for a key that is none."""
        given = header(scope, b"idempotency-key")
        self.key: str | None = None
        if given is not None:
            self.key = given.decode("latin-1").strip()
            if not 1 <= len(self.key) <= _LONGEST_KEY or not self.key.isprintable():
                raise problems.invalid(
                    f"Idempotency-Key: must be 1 to {_LONGEST_KEY} printable characters."
                )
            told = b"\0".join((scope["path"].encode(), self.key.encode(), body))
            self.hash = hashlib.sha256(b"request\0" + told).digest()
            self._told = told

    def seal(self, answer: bytes) -> bytes:
        """Hide an answer, or show it again: an answer may hold a new token, and tokens are not
        kept in the clear. The request, of which only a hash is kept, is the key to it."""
        mask = hashlib.shake_256(b"answer\0" + self._told).digest(len(answer))
        # As two large numbers: an answer with thousands of leads is masked in no time.
        sealed = int.from_bytes(answer) ^ int.from_bytes(mask)
        return sealed.to_bytes(len(answer))


class Replays:
    """Answers given before, kept 24 h by the store, and those on their way."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._under_way: dict[tuple[SpaceId, str], tuple[bytes, asyncio.Future[Reply]]] = {}

    async def known(self, space_id: SpaceId, request: Request) -> Reply | None:
        """The answer this very request was given before, if it was.

        Raises Problem (409) where the key was another request's; StoreUnavailable."""
        if request.key is None:
            return None
        under_way = self._under_way.get((space_id, request.key))
        if under_way is not None:
            if under_way[0] != request.hash:
                raise _reused()
            return _replayed(await asyncio.shield(under_way[1]))
        kept = await self._store.answer(space_id, request.key)
        if kept is None:
            return None
        if kept.request_hash != request.hash:
            raise _reused()
        return _replayed(Reply(kept.status, request.seal(kept.body)))

    async def once(
        self, space_id: SpaceId, request: Request, do: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        """Do it, or give the answer it had. Only answers with 200 are kept, and none that refuses:
        after an error, or while nobody was there, the same request may be tried again."""
        if request.key is None:
            return await do()
        known = await self.known(space_id, request)
        if known is not None:
            return known
        place = (space_id, request.key)
        if place in self._under_way:  # came while the store was asked
            return await self.once(space_id, request, do)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._under_way[place] = (request.hash, answer)
        try:
            reply = await do()
            if reply.status == 200 and not reply.refuses:
                await self._keep(space_id, request.key, request, reply)
        except BaseException as error:
            answer.set_exception(
                error if isinstance(error, Exception) else ConnectionAbortedError()
            )
            answer.exception()  # nobody may be waiting for it
            raise
        else:
            answer.set_result(reply)
            return reply
        finally:
            del self._under_way[place]

    async def _keep(self, space_id: SpaceId, key: str, request: Request, reply: Reply) -> None:
        answer = StoredAnswer(
            space_id=space_id,
            key=key,
            request_hash=request.hash,
            status=reply.status,
            body=request.seal(reply.body),
            at=self._clock.now(),
        )
        try:
            await self._store.commit([PutAnswer(answer)])
        except (StoreUnavailable, StoreConflict) as why:
            # It is done, and said so; only its repetition cannot be recognised.
            _log.warning("answer not kept for repetition", space_id=space_id, why=str(why))


def _replayed(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body, (*reply.headers, _REPLAYED))


def _reused() -> problems.Problem:
    return problems.Problem(
        409,
        "idempotency-key-reused",
        "This Idempotency-Key was used with another request within the last 24 hours.",
    )
