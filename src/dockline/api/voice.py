"""``POST /apiv1/make_call``: a click becomes a call."""

from time import perf_counter
from typing import Any

import msgspec
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers
from dockline.api.idempotency import Replays, Request
from dockline.api.metrics import Metrics
from dockline.api.replies import Reply, json_reply, problem_reply
from dockline.api.voice_wire import CallMade, MakeCallBody
from dockline.domain.errors import NotLoggedIn, Refusal
from dockline.domain.facts import AgentState
from dockline.domain.phone import parse
from dockline.domain.space import Space, User
from dockline.ports.clock import Clock
from dockline.ports.store import AuditEntry
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.usage import Usage

CUSTOM_LIMIT = 16 * 1024
"""Bytes of compact JSON."""


class MakeCall:
    def __init__(
        self,
        accounts: Accounts,
        floors: Floors,
        callers: Callers,
        replays: Replays,
        clock: Clock,
        metrics: Metrics,
        usage: Usage,
    ) -> None:
        self._accounts = accounts
        self._floors = floors
        self._callers = callers
        self._replays = replays
        self._clock = clock
        self._metrics = metrics
        self._usage = usage
        self._body = JsonBody(MakeCallBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        began = perf_counter()
        require_json(scope)
        raw = await read_body(scope, receive)
        body = self._body.decode(raw)
        custom = custom_of(body.custom, len(raw))
        username = _username(body)
        user = self._accounts.find_agent(username)
        space = self._space(username, user)
        asked = _Asked(self._callers.address(scope), user, space, str(body.number))
        self._count(asked)
        try:
            asked.actor = self._callers.admit(scope, asked.address, space)
            request = Request(scope, raw)
            require_number(body.number, space)
            caller_id = "" if body.callerId is None else str(body.callerId)

            async def call() -> Reply:
                return await self._call(asked, caller_id, custom, began)

            if request.key is None or space is None:
                return await call()
            return await self._replays.once(space.space_id, request, call)
        except problems.Problem as problem:
            self._note(asked, problem.code)
            raise
        except Refusal as refusal:
            self._note(asked, refusal.code)
            raise

    def _count(self, asked: "_Asked") -> None:
        """Raises Problem (429)."""
        now = self._clock.now()
        try:
            self._callers.count(asked.address, asked.space, now)
        except problems.Problem as problem:
            if self._callers.first_turned_away(asked.address, now):
                self._note(asked, problem.code)
            raise

    async def _call(
        self, asked: "_Asked", caller_id: str, custom: dict[str, Any], began: float
    ) -> Reply:
        user = asked.user
        try:
            # Before the dialling rules: what they say would tell that there is such an agent.
            if user is None or not self._logged_in(user):
                raise NotLoggedIn
            call_id = await self._floors.start_call(
                user.space_id, user.user_id, asked.number, caller_id, custom
            )
        except Refusal as refusal:
            problem = problems.from_refusal(refusal)
            if problem.status != 200:
                raise
            self._note(asked, problem.code)
            return problem_reply(problem)
        self._metrics.call_event.observe(perf_counter() - began)
        self._note(asked, "made", call_id)
        self._usage.click_to_call(user.space_id)
        return json_reply(CallMade(success=True, message="Call initiated", callId=call_id))

    def _logged_in(self, user: User) -> bool:
        view = self._floors.view(user.space_id, user.user_id)
        return view is not None and view.me.linked and view.me.state is not AgentState.OFFLINE

    def _space(self, username: str, user: User | None) -> Space | None:
        """The space whose policy holds: the agent's, else the one that the username names, else
        the only one there is."""
        if user is not None:
            return self._accounts.space(user.space_id)
        cloud = username.rpartition("@")[2]
        spaces = self._accounts.spaces()
        named = next((space for space in spaces if space.space_id == cloud), None)
        return named or (spaces[0] if len(spaces) == 1 else None)

    def _note(self, asked: "_Asked", result: str, call_id: str = "") -> None:
        """Every request stands in the audit log of its space, but for those beyond the limit of
        their address: of these one a minute. One without a space has none."""
        if asked.space is None:
            return
        detail: dict[str, Any] = {
            "result": result,
            "number": asked.number,
            "address": asked.address,
        }
        if asked.user is not None:
            detail["login"] = asked.user.login
        if call_id:
            detail["call_id"] = call_id
        self._floors.note(
            AuditEntry(
                at=self._clock.now(),
                space_id=asked.space.space_id,
                actor=asked.actor,
                action="call.requested",
                detail=detail,
            )
        )


class _Asked(msgspec.Struct):
    """What the audit log is told of a request."""

    address: str
    user: User | None
    space: Space | None
    number: str
    actor: str = ""

    def __post_init__(self) -> None:
        self.actor = self.actor or f"address:{self.address}"


def _username(body: MakeCallBody) -> str:
    """The login with its cloud, where the body names the cloud beside it."""
    cloud = body.cloud_id or body.space_id
    if cloud and not body.username.endswith(f"@{cloud}"):
        return f"{body.username}@{cloud}"
    return body.username


def custom_of(custom: dict[str, Any] | None, size: int, field: str = "custom") -> dict[str, Any]:
    """``size``: of the whole body. Raises Problem (400)."""
    if custom is None:
        return {}
    if size > CUSTOM_LIMIT and len(msgspec.json.encode(custom)) > CUSTOM_LIMIT:
        raise problems.invalid(
            f"{field}: has more than {CUSTOM_LIMIT // 1024} KiB.", "custom-too-large"
        )
    return custom


def require_number(number: str | int, space: Space | None) -> None:
    """Raises NumberInvalid for what is no telephone number, NumberNotAllowed for emergency
    numbers."""
    parse(number, space.settings.default_country if space is not None else "")
