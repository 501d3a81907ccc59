"""``POST /manage/api/analytics/sessions``: call records, and those of chats."""

from collections.abc import Callable

from msgspec import structs
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.call_session_rows import (
    CHAT_STATUSES,
    call_session,
    chat_session,
)
from dockline.api.call_sessions_wire import (
    CHAT,
    ONGOING,
    STATUSES,
    TYPES,
    VOICE,
    SessionFilters,
    SessionPage,
    SessionRecord,
    SessionsBody,
)
from dockline.api.callers import Callers
from dockline.api.replies import Reply, json_reply
from dockline.api.times import time_told
from dockline.domain.ids import SpaceId
from dockline.ports.chat_store import ChatFilter
from dockline.ports.clock import Clock
from dockline.ports.store import CallFilter, CallRecord
from dockline.services.accounts import Accounts
from dockline.services.recording_keeping import names_of
from dockline.services.recordings import Recordings
from dockline.services.records import Records


class CallSessions:
    def __init__(
        self,
        records: Records,
        recordings: Recordings,
        accounts: Accounts,
        callers: Callers,
        clock: Clock,
        server: Callable[[Scope], str],
    ) -> None:
        """``server``: this server's address, as the one who asks has it."""
        self._records = records
        self._recordings = recordings
        self._accounts = accounts
        self._callers = callers
        self._clock = clock
        self._server = server
        self._body = JsonBody(SessionsBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        raw = await read_body(scope, receive)
        now = self._clock.now()
        # Who asks first: what a body should be like is no secret, and what it names is.
        space_id = self._callers.space_of(scope, now)
        body = self._body.decode(raw)
        asked = body.filters
        since = time_told("filters.start_time", asked.start_time)
        until = time_told("filters.end_time", asked.end_time)
        if not since < until:
            raise problems.invalid("filters.end_time: must be later than start_time.")
        kind = _one_of("filters.type", asked.type or VOICE, TYPES)
        if asked.status is not None:
            _one_of("filters.status", asked.status, STATUSES)
        if kind == CHAT:
            which = _chats_wanted(asked, since, until)
            total, data = await self._chats(space_id, which, body, now)
        else:
            calls = CallFilter(
                since=since,
                until=until,
                kind=None if kind == VOICE else kind,
                outcome="" if asked.status == ONGOING else asked.status,
            )
            total, found = await self._records.page(
                space_id, calls, limit=body.limit, skip=body.skip
            )
            links = await self._links(scope, found, now)
            data = [call_session(record, links, now) for record in found]
        return json_reply(SessionPage(success=True, total=total, data=data))

    async def _chats(
        self, space_id: SpaceId, which: ChatFilter | None, body: SessionsBody, now: float
    ) -> tuple[int, list[SessionRecord]]:
        if which is None:
            return 0, []
        total, found = await self._records.chats_page(
            space_id, which, limit=body.limit, skip=body.skip
        )
        users = {user.user_id: user for user in self._accounts.users(space_id)}
        return total, [chat_session(one, users.get(one.agent_id), now) for one in found]

    async def _links(self, scope: Scope, found: list[CallRecord], now: float) -> dict[str, str]:
        """Addresses of the recordings that can be had, by file name."""
        names = [name for record in found for name in names_of(record)]
        if not names:
            return {}
        server = self._server(scope)
        there = await self._recordings.there(names)
        return {name: f"{server}{self._recordings.address(name, now)}" for name in there}


def _chats_wanted(asked: SessionFilters, since: float, until: float) -> ChatFilter | None:
    """None: chats never have such a status."""
    which = ChatFilter() if asked.status is None else CHAT_STATUSES.get(asked.status)
    return None if which is None else structs.replace(which, since=since, until=until)


def _one_of(field: str, value: str, known: tuple[str, ...]) -> str:
    """Raises Problem (400)."""
    if value not in known:
        raise problems.invalid(f"{field}: must be one of {', '.join(known)}.")
    return value
