"""``POST /apiv1/team/make_call``: a team is to call a number."""

from typing import Any

import msgspec
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named, token_of
from dockline.api.idempotency import Replays, Request
from dockline.api.replies import Reply, json_reply, problem_reply
from dockline.api.voice import custom_of, require_number
from dockline.api.voice_wire import TeamCallBody, TeamCallQueued
from dockline.domain.errors import Refusal
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.store import AuditEntry
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.intake import TeamUnknown


class TeamCall:
    def __init__(
        self, accounts: Accounts, floors: Floors, callers: Callers, replays: Replays, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._floors = floors
        self._callers = callers
        self._replays = replays
        self._clock = clock
        self._body = JsonBody(TeamCallBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        raw = await read_body(scope, receive)
        body = self._body.decode(raw)
        attributes = custom_of(body.attributes, len(raw), "attributes")
        space, actor = self._admit(scope, body)
        asked = _Asked(space, actor, self._callers.address(scope), body.team_name, str(body.number))
        try:
            self._callers.count(asked.address, space, self._clock.now())
            require_number(body.number, space)
            caller_id = "" if body.callerId is None else str(body.callerId)

            async def call() -> Reply:
                return await self._call(asked, caller_id, attributes)

            return await self._replays.once(space.space_id, Request(scope, raw), call)
        except problems.Problem as problem:
            self._note(asked, problem.code)
            raise
        except Refusal as refusal:
            self._note(asked, refusal.code)
            raise

    def _admit(self, scope: Scope, body: TeamCallBody) -> tuple[Space, str]:
        """Whose token it is, and who asks, as the audit log names them. Raises Problem (400, 401,
        429), ScopeMissing."""
        space_id = None
        if body.cloud_id is not None or body.space_id is not None:
            space_id = space_named(body.cloud_id, body.space_id)
        given = token_of(scope)
        token = body.auth_token if given is None else given
        now = self._clock.now()
        known = self._callers.holder(scope, token or "", now, space_id)
        space = self._accounts.space(known.space_id)
        if space is None:
            raise self._callers.guessed(scope, None, now)
        return space, f"token:{known.name}"

    async def _call(self, asked: "_Asked", caller_id: str, attributes: dict[str, Any]) -> Reply:
        space_id = asked.space.space_id
        team = self._accounts.team_by_name(space_id, asked.team)
        if team is None:
            raise TeamUnknown
        try:
            call_id = await self._floors.queue_call(
                space_id, team.team_id, asked.number, caller_id, attributes
            )
        except Refusal as refusal:
            problem = problems.from_refusal(refusal)
            if problem.status != 200:
                raise
            self._note(asked, problem.code)
            return problem_reply(problem)
        self._note(asked, "queued", call_id)
        return json_reply(TeamCallQueued(success=True, message="Call queued", callId=call_id))

    def _note(self, asked: "_Asked", result: str, call_id: str = "") -> None:
        detail: dict[str, Any] = {
            "result": result,
            "team": asked.team,
            "number": asked.number,
            "address": asked.address,
        }
        if call_id:
            detail["call_id"] = call_id
        self._floors.note(
            AuditEntry(
                at=self._clock.now(),
                space_id=asked.space.space_id,
                actor=asked.actor,
                action="team_call.requested",
                detail=detail,
            )
        )


class _Asked(msgspec.Struct, frozen=True):
    """What the audit log is told of a request."""

    space: Space
    actor: str
    address: str
    team: str
    number: str
