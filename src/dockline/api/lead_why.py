"""``GET /router/api/v2/lead/<id>/why``: why a lead is or is not being dialled now."""

import re
from typing import Final

from starlette.types import Receive, Scope

from dockline.api.callers import Callers
from dockline.api.lead_why_wire import AttemptView, RuleView, WhyAnswer
from dockline.api.replies import Reply, json_reply
from dockline.api.times import moment
from dockline.domain.dialrules import Usage
from dockline.domain.facts import AgentState, AgentView
from dockline.domain.ids import LeadId, SpaceId
from dockline.domain.leadlife import Attempt
from dockline.domain.scope import USES
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.lead_input import LATEST
from dockline.services.lead_why import Explained, LeadWhy, NoSuchLead, Staff

_USE: Final = USES["/router/api/v2/lead/{lead_id}/why"]
_ID: Final = re.compile(r"[0-9a-f-]{36}")


class Why:
    def __init__(
        self,
        why: LeadWhy,
        present: "Present",
        accounts: Accounts,
        callers: Callers,
        clock: Clock,
    ) -> None:
        self._why = why
        self._present = present
        self._accounts = accounts
        self._callers = callers
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        space_id = self._callers.space_of(scope, self._clock.now(), _USE)
        lead_id = str(scope["path_params"]["lead_id"])
        # Another space's lead, one that is not there and what is no id are all answered alike.
        if not _ID.fullmatch(lead_id):
            raise NoSuchLead

        told = await self._present.explain(self._why, space_id, LeadId(lead_id))
        return json_reply(self._answer(space_id, told))

    def _answer(self, space_id: SpaceId, told: Explained) -> WhyAnswer:
        lead, trace = told.life.lead, told.trace
        return WhyAnswer(
            success=True,
            lead_id=lead.lead_id,
            state=lead.state,
            number=lead.number,
            campaign=told.campaign.name,
            source=told.dial_list.name if told.dial_list is not None else "",
            allowed=trace.allowed,
            next_at=moment(trace.next_at),
            sentence=told.sentence,
            rules=[
                RuleView(one.rule, one.allowed, one.sentence, moment(reachable(one.next_at)))
                for one in trace.rulings
            ],
            attempts=[self._attempt(one) for one in told.life.attempts],
        )

    def _attempt(self, one: Attempt) -> AttemptView:
        user = self._accounts.user(one.agent_id) if one.agent_id is not None else None
        return AttemptView(
            attempt_id=one.attempt_id,
            dialled_at=moment(one.dialled_at),
            answered_at=moment(one.answered_at),
            ended_at=moment(one.ended_at),
            outcome=one.outcome.value if one.outcome is not None else None,
            disposition=one.disposition,
            username=user.login if user is not None else None,
            caller_id=one.caller_id,
        )


def reachable(at: float | None) -> float | None:
    """Settings may put a moment off until after the last year that can be written."""
    return at if at is not None and at < LATEST else None


class Present:
    """Who is here now, and whether anything can be dialled: what only a server knows."""

    def __init__(self, floors: Floors, engine: Engine) -> None:
        self._floors = floors
        self._engine = engine

    def usage(self, space_id: SpaceId) -> Usage:
        """What the space has dialled of late. To be read only."""
        return self._floors.usage(space_id)

    async def explain(self, why: LeadWhy, space_id: SpaceId, lead_id: LeadId) -> Explained:
        """Raises NoSuchLead, StoreUnavailable."""

        def state(agent: AgentView) -> AgentState | None:
            ready = agent.state is AgentState.READY
            aside = ready and not self._floors.takes_calls(space_id, agent.agent_id)
            return None if aside else agent.state

        def staff_of(team: str) -> Staff:
            return {
                agent.agent_id: state(agent)
                for agent in self._floors.agents(space_id)
                if team in agent.teams and agent.state is not AgentState.OFFLINE
            }

        usage = self._floors.usage(space_id)
        return await why.explain(space_id, lead_id, usage, staff_of, silent=self._silent())

    def _silent(self) -> str:
        """Why nothing can be dialled now; empty: it can."""
        if not self._floors.engine_up:
            return "The voice engine is away."
        return "" if self._engine.trunk_limits() else "There is no trunk to dial over."
