"""``POST /router/api/v2/campaign/add`` and ``/add_multiple``: leads in."""

import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from msgspec import UNSET, Raw
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.campaign_wire import (
    AddBody,
    Added,
    AddedMultiple,
    AddMultipleBody,
    LeadError,
    LeadWarning,
)
from dockline.api.idempotency import Replays, Request
from dockline.api.replies import Handler, Reply, json_reply
from dockline.ports.clock import Clock
from dockline.services.intake import Destination, Intake, Report
from dockline.services.lead_input import LeadInput, LeadRefused

LEAD_LIMIT: Final = 64 * 1024
"""Bytes of JSON."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_Body = TypeVar("_Body", AddBody, AddMultipleBody)


class CampaignPush:
    def __init__(
        self,
        intake: Intake,
        callers: Callers,
        replays: Replays,
        clock: Clock,
        most_leads: int,
    ) -> None:
        """``most_leads``: of one body."""
        self._intake = intake
        self._callers = callers
        self._replays = replays
        self._clock = clock
        self._most_leads = most_leads
        self._add_body = JsonBody(AddBody)
        self._multiple_body = JsonBody(AddMultipleBody, flat=True)
        self._lead = JsonBody(LeadInput)

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/router/api/v2/campaign/add": {"POST": self.add},
            "/router/api/v2/campaign/add_multiple": {"POST": self.add_multiple},
        }

    async def add(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(scope, receive, self._add_body, self._add)

    async def add_multiple(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(scope, receive, self._multiple_body, self._add_multiple)

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        kind: JsonBody[_Body],
        do: Callable[[_Body, bytes, Destination, str], Awaitable[Reply]],
    ) -> Reply:
        require_json(scope)
        raw = await read_body(scope, receive)
        body = kind.decode(raw)
        space_id = space_named(body.cloud_id, body.space_id)
        actor = self._callers.of_space(scope, space_id, body.auth_token, self._clock.now())
        to = Destination(space_id, body.team_name, body.campaign, body.source)
        request = Request(scope, raw)
        if request.key is None:
            return await do(body, raw, to, actor)
        return await self._replays.once(space_id, request, lambda: do(body, raw, to, actor))

    async def _add(self, body: AddBody, raw: bytes, to: Destination, actor: str) -> Reply:
        try:
            _require_storable(raw)
        except LeadRefused as refused:
            raise problems.invalid(refused.message, refused.code) from None
        report = await self._intake.push(to, [body], _as_it_is, actor=actor, dry_run=body.dry_run)
        if report.errors:
            raise problems.invalid(report.errors[0].message, report.errors[0].code)
        created = bool(report.added)
        return json_reply(
            Added(
                success=True,
                message="Lead added" if created else "Lead updated",
                lead_id=report.lead_ids[0],
                created=created,
                warnings=_warnings(report),
                dry_run=body.dry_run or UNSET,
            )
        )

    async def _add_multiple(
        self, body: AddMultipleBody, raw: bytes, to: Destination, actor: str
    ) -> Reply:
        if len(body.leads) > self._most_leads:
            raise problems.invalid(
                f"leads: has {len(body.leads)}; {self._most_leads} at most are taken at a time.",
                "too-many-leads",
            )
        report = await self._intake.push(
            to, body.leads, self._read, actor=actor, dry_run=body.dry_run
        )
        return json_reply(
            AddedMultiple(
                success=True,
                added=report.added,
                updated=report.updated,
                failed=len(report.errors),
                lead_ids=list(report.lead_ids),
                errors=[
                    LeadError(one.index, one.number, one.code, one.message) for one in report.errors
                ],
                warnings=_warnings(report),
                dry_run=body.dry_run or UNSET,
            )
        )

    def _read(self, raw: Raw) -> LeadInput:
        """Raises LeadRefused."""
        given = bytes(raw)
        try:
            _require_storable(given)
            return self._lead.decode(given)
        except problems.Problem as problem:
            raise LeadRefused(problem.code, _of_a_lead(problem.message)) from None


def _as_it_is(body: AddBody) -> LeadInput:
    return body


def _require_storable(raw: bytes) -> None:
    """Raises LeadRefused."""
    if len(raw) > LEAD_LIMIT:
        raise LeadRefused(
            "lead-too-large", f"data: the lead has more than {LEAD_LIMIT // 1024} KiB."
        )
    # PostgreSQL keeps no NUL in text; better told to the one who sends it than to the operator.
    if b"\\u0000" in raw and _NUL.search(raw):
        raise LeadRefused("invalid-field", "data: contains a NUL character, which is not kept.")


def _of_a_lead(message: str) -> str:
    return message.replace("The body:", "The lead:", 1)


def _warnings(report: Report) -> list[LeadWarning]:
    return [LeadWarning(one.index, one.number, one.code, one.message) for one in report.warnings]
