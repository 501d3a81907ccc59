"""The toll-fraud guard at work: the rules of a space before every dial, whoever asks."""

from collections.abc import Collection, Iterable

from msgspec import structs

from dockline.domain import commands as c
from dockline.domain.call import Call
from dockline.domain.dialrules import Usage, caller_id_for, check, cost_of
from dockline.domain.errors import RateLimited, Refusal, SpendCapReached
from dockline.domain.facts import (
    Addressed,
    CallAnswered,
    CallEnded,
    CallPhase,
    CallTaken,
    LineAnswered,
    LineConnected,
    LineEnded,
    LineListening,
    TransferChanged,
    TransferPhase,
)
from dockline.domain.ids import AgentId, CallId
from dockline.domain.phone import Number, parse
from dockline.domain.space import Space, Team
from dockline.domain.transfer import REACHED
from dockline.ports.lead_store import Uncalled
from dockline.ports.store import CallRecord

Counted = tuple[CallId, AgentId | None, Number]
"""Whose dial it is, and to where; told to `Guard.count` when it is made."""


def _caller_number(told: str, space: Space) -> Number | None:
    """A caller's number, as the trunk told it: international, or as it is dialled at home."""
    for written, country in ((f"+{told}", ""), (told, space.settings.default_country)):
        try:
            return parse(written, country)
        except Refusal:
            continue
    return None


def _aside(call_id: CallId) -> CallId:
    """The name under which the second number of a transfer is counted."""
    return CallId(f"{call_id}/target")


class Guard:
    """One space's rules and what it has dialled of late.

    `admit` is asked before a step and `watch` told of its facts, so a call that the floor refuses
    is not counted."""

    def __init__(self) -> None:
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        """To be asked; what is dialled is told to `count`."""
        return self._usage

    def admit(
        self, what: c.Command, space: Space, team: Team | None, now: float
    ) -> tuple[c.Command, Counted | None]:
        """The command with its number in E.164 and the caller ID that may be shown, and what is to
        be counted once the call is made. Raises the rule's Refusal."""
        match what:
            case c.StartCall():
                lead = what.lead is not None
                number = self._allowed(what.number, what.agent_id, space, now, leads=lead)
                caller_id = what.caller_id
                if not lead:  # of a lead it is the campaign's
                    caller_id = caller_id_for(what.caller_id, team, space)
                made = structs.replace(what, number=number.digits, caller_id=caller_id)
                return made, (what.call_id, what.agent_id, number)
            case c.StartLine():
                number = self._allowed(what.lead.number, None, space, now, leads=True)
                return what, (what.call_id, None, number)
            case c.FromDock(order=c.Dial() as dial):
                number = self._allowed(dial.number, what.agent_id, space, now)
                caller_id = caller_id_for(dial.caller_id, team, space)
                order = structs.replace(dial, number=number.digits, caller_id=caller_id)
                call_id = what.call_id or CallId("")
                return structs.replace(what, order=order), (call_id, what.agent_id, number)
            case c.QueueCall():
                # Counted when it is dialled (`watch`).
                number = self._allowed(what.number, None, space, now)
                caller_id = caller_id_for(what.caller_id, team, space)
                return structs.replace(what, number=number.digits, caller_id=caller_id), None
            case c.CallerArrives():
                return self._caller(what, space, now), None
            case c.FromDock(order=c.Transfer(target_kind="number") as transfer):
                number = self._allowed(transfer.target, what.agent_id, space, now)
                onward = structs.replace(transfer, target=number.digits)
                counted = (_aside(transfer.call_id), what.agent_id, number)
                return structs.replace(what, order=onward), counted
            case _:
                return what, None

    def admit_test(
        self, call_id: CallId, asked: str, caller_id: str, space: Space, now: float
    ) -> tuple[str, str]:
        """The number and the caller ID of a test call, which is counted. Raises the rule's
        Refusal."""
        number = self._allowed(asked, None, space, now)
        self.count((call_id, None, number), space, now)
        return number.digits, caller_id_for(caller_id, None, space)

    def count_test(self, call_id: CallId, answered: bool, space: Space, now: float) -> None:
        if answered:
            self._usage.answered(call_id, now)
        else:
            self._usage.ended(call_id, now, space.settings.time_zone)

    def check_callback(self, number: str, agent_id: AgentId, space: Space, now: float) -> None:
        """An agent takes a callback. Raises the rule's Refusal."""
        self._allowed(number, agent_id, space, now, leads=True)

    def _caller(self, what: c.CallerArrives, space: Space, now: float) -> c.CallerArrives:
        """With their number in E.164, where it is one, and whether they may be called back."""
        number = _caller_number(what.number, space)
        if number is None:
            return what
        verdict = check(number, space.settings.dial_policy, self._usage, now, space_name=space.name)
        # How much was dialled of late is asked when they are called back.
        may = isinstance(verdict.refusal(), RateLimited | SpendCapReached | None)
        return structs.replace(what, number=number.digits, may_call_back=may)

    def _allowed(
        self,
        asked: str,
        agent_id: AgentId | None,
        space: Space,
        now: float,
        *,
        leads: bool = False,
    ) -> Number:
        number = parse(f"+{asked}") if leads else parse(asked, space.settings.default_country)
        policy = space.settings.dial_policy
        check(number, policy, self._usage, now, agent_id=agent_id, space_name=space.name).require()
        return number

    def count(self, counted: Counted, space: Space, now: float) -> None:
        call_id, agent_id, number = counted
        self._usage.dialled(call_id, agent_id, number, space.settings.dial_policy, now)

    def watch(self, facts: list[Addressed], space: Space) -> None:
        """Calls that are answered cost, and those that end stop costing; callbacks are counted."""
        zone = space.settings.time_zone
        for addressed in facts:
            at, fact = addressed.stamped.at, addressed.stamped.fact
            match fact:
                case CallTaken(phase=CallPhase.DIALLING):
                    number = parse(f"+{fact.call.number}")
                    self.count((fact.call_id, fact.agent_id, number), space, at)
                case CallAnswered() | LineListening() | LineAnswered() | LineConnected():
                    # By a machine, too, and by those for whom nobody is free: the carrier counts.
                    self._usage.answered(fact.call_id, at)
                case TransferChanged(transfer=None):
                    self._usage.ended(_aside(fact.call_id), at, zone)
                case TransferChanged(transfer=view) if view and view.phase is TransferPhase.TALKING:
                    self._usage.answered(_aside(fact.call_id), at)
                case LineEnded():
                    self._usage.ended(fact.call_id, at, zone)
                case CallEnded():
                    self._usage.ended(fact.call_id, at, zone)
                    self._usage.ended(_aside(fact.call_id), at, zone)
                case _:
                    pass

    def go_on(self, calls: Iterable[Call], space: Space) -> None:
        """After a restart: numbers that were asked into calls which are up, or got them, cost on;
        also where the call came in, and costs nothing itself."""
        for call in calls:
            transfer = call.view.transfer
            if transfer is None or transfer.target_kind != "number":
                continue
            try:
                number = parse(f"+{transfer.target}")
            except Refusal:
                continue
            since = transfer.since if transfer.phase in REACHED else None
            policy = space.settings.dial_policy
            self._usage.goes_on(_aside(call.view.call_id), number, policy, since)

    def recall(
        self,
        records: list[CallRecord],
        uncalled: list[Uncalled],
        up: Collection[CallId],
        space: Space,
        now: float,
    ) -> None:
        """After a restart: what today's calls have cost already, with the numbers that they were
        handed on to, those that are ``up`` still, and what the dialer reached without one."""
        policy = space.settings.dial_policy
        for one in uncalled:
            try:
                cost = cost_of(parse(f"+{one.number}"), policy, one.ended_at - one.answered_at)
            except Refusal:
                continue
            self._usage.spend(cost, now, space.settings.time_zone)
        for record in records:
            if record.onward_cost:
                self._usage.spend(record.onward_cost, now, space.settings.time_zone)
            if record.answered_at is None or record.direction == "inbound":
                continue
            if record.ended_at is None and record.call_id not in up:
                continue
            try:
                number = parse(record.number)
            except Refusal:
                continue  # the numbering plan of that day was another
            if record.ended_at is None:
                self._usage.goes_on(record.call_id, number, policy, record.answered_at)
                continue
            cost = cost_of(number, policy, record.ended_at - record.answered_at)
            self._usage.spend(cost, now, space.settings.time_zone)
