"""What a body of leads does, whoever has sent it: stored, or looked at as if it were."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, structs

from dockline.api import problems
from dockline.api.bodies import JsonBody
from dockline.api.campaign_wire import (
    AddBody,
    Added,
    AddedMultiple,
    AddMultipleBody,
    LeadError,
    LeadWarning,
)
from dockline.api.replies import Reply, json_reply
from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId
from dockline.services.intake import Destination, Intake
from dockline.services.lead_input import (
    LeadInput,
    LeadRefused,
    NumberText,
    require_storable,
    storable,
)
from dockline.services.push_report import Report
from dockline.services.usage import Usage

T = TypeVar("T")


class LeadPosts:
    def __init__(self, intake: Intake, usage: Usage, most_leads: int) -> None:
        """``most_leads``: of one body."""
        self._intake = intake
        self._usage = usage
        self._most_leads = most_leads
        self.add_body = JsonBody(AddBody)
        self.multiple_body = JsonBody(AddMultipleBody, flat=True)
        self._lead = JsonBody(LeadInput)

    async def add(self, body: AddBody, raw: bytes, to: Destination, actor: str) -> Reply:
        try:
            require_storable(raw)
        except LeadRefused as refused:
            raise problems.invalid(refused.message, refused.code) from None
        report = await self._push(to, [body], _as_it_is, actor, dry_run=body.dry_run)
        if report.errors:
            raise _refused(report)
        return _added(report, dry_run=body.dry_run)

    def add_at_once(
        self,
        body: AddBody,
        raw: bytes,
        to: Destination,
        answer: Callable[[Reply | Exception], None],
    ) -> bool:
        """As `add`, where it comes to a lead that is stored without ado; ``answer`` hears what is
        to be answered. False: nothing was done, and `add` is to be asked."""
        if body.dry_run or not storable(raw):
            return False

        def told(outcome: Report | Exception) -> None:
            if isinstance(outcome, Report) and outcome.errors:
                self._usage.leads(to.space_id, 0, 1)
                answer(_refused(outcome))
            elif isinstance(outcome, Report):
                self._usage.leads(to.space_id, 1, 0)
                answer(_added(outcome, dry_run=False))
            else:
                answer(outcome)

        return self._intake.push_at_once(to, body, told)

    async def add_multiple(
        self, body: AddMultipleBody, raw: bytes, to: Destination, actor: str
    ) -> Reply:
        if len(body.leads) > self._most_leads:
            raise problems.invalid(
                f"leads: has {len(body.leads)}; {self._most_leads} at most are taken at a time.",
                "too-many-leads",
            )
        report = await self._push(to, body.leads, self._read, actor, dry_run=body.dry_run)
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

    async def rehearse(self, raw: bytes, space_id: SpaceId, actor: str, *, many: bool) -> Reply:
        """What a body would be answered with; nothing is written, and no token is looked at.
        Raises as `add` and `add_multiple` do."""
        if many:
            several = structs.replace(self.multiple_body.decode(raw), dry_run=True)
            return await self.add_multiple(several, raw, place_of(several, space_id), actor)
        one = structs.replace(self.add_body.decode(raw), dry_run=True)
        return await self.add(one, raw, place_of(one, space_id), actor)

    async def _push(
        self,
        to: Destination,
        leads: Sequence[T],
        read: Callable[[T], LeadInput],
        actor: str,
        *,
        dry_run: bool,
    ) -> Report:
        try:
            report = await self._intake.push(to, leads, read, actor=actor, dry_run=dry_run)
        except Refusal:
            # None of them was taken.
            if not dry_run:
                self._usage.leads(to.space_id, 0, len(leads))
            raise
        if not dry_run:
            stored = report.added + report.updated
            self._usage.leads(to.space_id, stored, len(report.errors))
        return report

    def _read(self, raw: Raw) -> LeadInput:
        """Raises LeadRefused."""
        given = bytes(raw)
        try:
            require_storable(given)
            return self._lead.decode(given)
        except LeadRefused as refused:
            raise LeadRefused(refused.code, refused.message, _number_in(given)) from None
        except problems.Problem as problem:
            message = _of_a_lead(problem.message)
            raise LeadRefused(problem.code, message, _number_in(given)) from None


def place_of(body: AddBody | AddMultipleBody, space_id: SpaceId) -> Destination:
    return Destination(space_id, body.team_name, body.campaign, body.source)


def _refused(report: Report) -> problems.Problem:
    return problems.invalid(report.errors[0].message, report.errors[0].code)


def _added(report: Report, *, dry_run: bool) -> Reply:
    created = bool(report.added)
    return json_reply(
        Added(
            success=True,
            message="Lead added" if created else "Lead updated",
            lead_id=report.lead_ids[0],
            created=created,
            warnings=_warnings(report),
            dry_run=dry_run or UNSET,
        )
    )


def _as_it_is(body: AddBody) -> LeadInput:
    return body


class _Numbered(Struct):
    number: NumberText | int


def _number_in(lead: bytes) -> str:
    """As it was sent, so that its sender finds the lead again; empty where none can be read."""
    try:
        return str(_numbered.decode(lead).number)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""


_numbered: Final = msgspec.json.Decoder(_Numbered)


def _of_a_lead(message: str) -> str:
    return message.replace("The body:", "The lead:", 1)


def _warnings(report: Report) -> list[LeadWarning]:
    return [LeadWarning(one.index, one.number, one.code, one.message) for one in report.warnings]
