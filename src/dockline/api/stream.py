"""``GET /pulse-api/stream``: the figures of `/pulse-api/live`, pushed as server-sent events
(WHATWG HTML, section 9.2)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Final

import structlog
from msgspec import Struct
from starlette.datastructures import QueryParams
from starlette.types import Message, Receive, Scope, Send

from dockline.api import problems
from dockline.api.bodies import header
from dockline.api.callers import Callers, space_named, token_of
from dockline.api.live_boards import Boards
from dockline.api.live_channels import Channel, Watched
from dockline.api.live_objects import named_teams
from dockline.api.metrics import Metrics
from dockline.api.replies import problem_reply, send_reply
from dockline.api.sessions import Sessions
from dockline.domain.access import NotPermitted, Right, may, may_watch_team
from dockline.domain.ids import SpaceId
from dockline.domain.space import Team, User
from dockline.ports.clock import Clock
from dockline.ports.store import StoreUnavailable
from dockline.services.accounts import Accounts

_log = structlog.get_logger("dockline.api.stream")

MOST_READERS: Final = 2000
"""On the whole server ..."""
MOST_OF_A_SPACE: Final = 1_800
"""... of those who show a space's tokens, so that others find room ..."""
MOST_OF_A_PERSON: Final = 100
"""... and of one person's pages."""
SLOW_SECONDS: Final = 10.0
"""A reader who has not taken what was sent by then is cut off."""
LOOK_SECONDS: Final = 30.0
"""How often it is looked at whether token or session still hold; looking keeps a session alive."""
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # Proxies that gather answers would make it late.
    (b"x-accel-buffering", b"no"),
)
_RETRY: Final = b"retry: 1000\n\n"
"""Milliseconds until a browser comes back."""


class _Reader(Struct, frozen=True):
    whose: str
    """The person's, or the space's."""
    most: int
    """So many of these at a time."""
    space_id: SpaceId
    watched: Watched
    holds: Callable[[], Awaitable[bool]]
    """Whether what they were let in for is still true."""


class Stream:
    """One address, answered for as long as its reader stays."""

    def __init__(
        self,
        boards: Boards,
        accounts: Accounts,
        callers: Callers,
        sessions: Sessions,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._boards = boards
        self._accounts = accounts
        self._callers = callers
        self._sessions = sessions
        self._clock = clock
        self._readers = 0
        self._of: Counter[str] = Counter()
        self._changes = 0
        """Of spaces, teams and users."""
        accounts.book.on_change.append(self._changed)
        self._gauge = metrics.streams
        self._count = metrics.requests_of("/pulse-api/stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        try:
            if scope["method"] != "GET":
                raise problems.not_allowed("GET")
            reader = await self._admit(scope)
            if self._boards.closed or self._readers >= MOST_READERS:
                raise problems.away("too-many-streams", "No more streams are opened now.")
            if self._of[reader.whose] >= reader.most:
                told = f"{reader.most:,} streams are open already; close some of them."
                raise problems.too_many(problems.RETRY_SECONDS, told, "too-many-streams")
            board = self._boards.space(reader.space_id)
            await board.ready()
            channel = board.channel(reader.watched)
        except Exception as error:
            problem = problems.from_exception(error)
            if problem is None:
                _log.exception("request failed", route="/pulse-api/stream")
                problem = problems.unexpected()
            await send_reply(send, problem_reply(problem))
            self._count(problem.status, perf_counter() - began)
            return
        self._enter(reader, channel)
        gone = asyncio.create_task(_until_gone(receive))
        try:
            self._count(200, perf_counter() - began)
            await self._serve(scope, send, reader, channel, gone)
        except TimeoutError:
            _log.info("a stream was too slow, and is cut off", space_id=reader.space_id)
        finally:
            gone.cancel()
            self._leave(reader, channel)

    def _changed(self) -> None:
        self._changes += 1

    def _enter(self, reader: _Reader, channel: Channel) -> None:
        self._readers += 1
        self._of[reader.whose] += 1
        channel.readers += 1
        self._gauge.set(self._readers)

    def _leave(self, reader: _Reader, channel: Channel) -> None:
        self._readers -= 1
        self._of[reader.whose] -= 1
        if not self._of[reader.whose]:
            del self._of[reader.whose]
        channel.readers -= 1
        channel.left_at = self._clock.now()
        self._gauge.set(self._readers)

    async def _serve(
        self,
        scope: Scope,
        send: Send,
        reader: _Reader,
        channel: Channel,
        gone: "asyncio.Task[None]",
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        seen = header(scope, b"last-event-id")
        place = channel.place_of(seen.decode("latin-1") if seen is not None else None)
        events = _RETRY
        if place is None:
            place, event = self._boards.space(reader.space_id).snapshot(channel)
            events += event
        beats, look_at = channel.beats, self._clock.now() + LOOK_SECONDS
        known = self._changes
        while not (gone.done() or channel.over or self._boards.closed):
            news = channel.news
            changes = channel.after(place)
            if changes is None:
                _log.info("a stream fell behind, and is cut off", space_id=reader.space_id)
                break
            place, events = channel.number, events + changes
            if beats != channel.beats:
                beats, events = channel.beats, events + channel.beat
                if self._clock.now() >= look_at or known != self._changes:
                    look_at, known = self._clock.now() + LOOK_SECONDS, self._changes
                    if not await reader.holds():
                        break
            if events:
                async with asyncio.timeout(SLOW_SECONDS):
                    await send(_part(events))
                events = b""
            else:
                await news.wait()
        async with asyncio.timeout(SLOW_SECONDS):
            await send(_part(events, more=False))

    # --- who reads ----------------------------------------------------------------------------

    async def _admit(self, scope: Scope) -> _Reader:
        """Raises Problem (400, 401, 404, 429), NotPermitted, StoreUnavailable."""
        query = QueryParams(scope["query_string"])
        cloud_id, space_id = query.get("cloud_id"), query.get("space_id")
        wanted = query.getlist("team_names")
        token = token_of(scope)
        if token is not None:
            return self._with_token(scope, space_named(cloud_id, space_id), token, wanted)
        if not self._sessions.origin_allowed(scope):
            raise problems.Problem(403, "wrong-origin", "This page may not read here.")
        user = await self._sessions.user(scope)
        if user is None:
            raise problems.not_signed_in()
        named = {one for one in (cloud_id, space_id) if one is not None}
        if named - {user.space_id}:
            raise problems.unauthorized()
        return self._with_session(scope, user, wanted)

    def _with_token(
        self, scope: Scope, space_id: SpaceId, token: str, wanted: list[str]
    ) -> _Reader:
        self._callers.of_space(scope, space_id, token, self._clock.now())

        async def holds() -> bool:
            return self._callers.holds(scope, space_id, token)

        teams = self._accounts.teams(space_id)
        return _Reader(space_id, MOST_OF_A_SPACE, space_id, _named(teams, wanted), holds)

    def _with_session(self, scope: Scope, user: User, wanted: list[str]) -> _Reader:
        watched = self._watched(user, wanted)

        async def holds() -> bool:
            try:
                now = await self._sessions.user(scope)
                return now is not None and self._watched(now, wanted) == watched
            except StoreUnavailable:
                return True  # nobody is cut off because the database is away
            except (problems.Problem, NotPermitted):
                return False

        return _Reader(user.user_id, MOST_OF_A_PERSON, user.space_id, watched, holds)

    def _watched(self, user: User, wanted: list[str]) -> Watched:
        """A supervisor sees the teams they are in. Raises NotPermitted, Problem (404)."""
        if not may(user, Right.WATCH_OWN_TEAMS):
            raise NotPermitted
        teams = self._accounts.teams(user.space_id)
        if may(user, Right.WATCH_SPACE):
            return _named(teams, wanted)
        own = [team for team in teams if may_watch_team(user, team.team_id)]
        return _named(own, wanted) if wanted else frozenset(team.team_id for team in own)


def _named(teams: list[Team], wanted: list[str]) -> Watched:
    """None: all of them. Raises Problem (404)."""
    shown, unknown = named_teams(teams, wanted)
    if unknown:
        raise problems.Problem(404, "team-unknown", f"team_names: there is no “{unknown[0]}”.")
    return frozenset(team.team_id for team in shown) if wanted else None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # what it may still send is nothing to us


def _part(events: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": events, "more_body": more}
