"""What the floor tells the dialer: of agents and lines at once, of leads one after the other."""

import asyncio
from typing import Final

import structlog

from dockline.domain.errors import Refusal
from dockline.domain.facts import (
    AgentChatsChanged,
    AgentLinkChanged,
    AgentSignedIn,
    AgentStateChanged,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallHandedOver,
    CardGone,
    CardShown,
    EngineChanged,
    LineAbandoned,
    LineAnswered,
    LineConnected,
    LineDialled,
    LineEnded,
    LineFact,
    LineMachine,
    Stamped,
)
from dockline.domain.ids import AgentId, CallId, CampaignId
from dockline.domain.lead import LeadState
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import attempt_outcome
from dockline.domain.space import Blending
from dockline.services.dialer.crew import doing
from dockline.services.dialer.leads import Played
from dockline.services.dialer.outbound import Outbound

_log = structlog.get_logger("dockline.dialer")
_UNWRITTEN: Final = ("lead-taken", "database-away")
"""Causes of calls and lines that were withdrawn before anybody was dialled."""
_OF_LEADS: Final = (
    CallAnswered,
    CallEnded,
    CallHandedOver,
    CardGone,
    LineAnswered,
    LineConnected,
    LineAbandoned,
    LineMachine,
    LineEnded,
    AgentStateChanged,
)


class News:
    def __init__(self, outbound: Outbound) -> None:
        self._out = outbound
        self._floors = outbound.floors
        self._facts: asyncio.Queue[AnyFact | asyncio.Future[None]] = asyncio.Queue()
        self._came = asyncio.Event()
        self._lines: dict[CallId, CampaignId] = {}
        self._blending = Blending()

    def heard(self, stamped: Stamped) -> bool:
        """Whether a decision is due. Never waits."""
        fact, now = stamped.fact, stamped.at
        if isinstance(fact, _OF_LEADS):
            self._facts.put_nowait(fact)
        match fact:
            case _ if isinstance(fact, LineFact):
                return self._of_line(fact, now)
            case AgentSignedIn():
                return self._look_at(fact.agent.agent_id, now)
            case AgentStateChanged() | AgentLinkChanged() | AgentChatsChanged():
                return self._look_at(fact.agent_id, now)
            case CardShown() | CardGone():
                return self._look_at(fact.agent_id, now)
            case EngineChanged():
                return True
            case _:
                return False

    def look_at_everybody(self) -> None:
        """Those who were here before we listened."""
        self._blending = self._out.space.settings.blending
        for me in self._floors.agents(self._out.space_id):
            self._look_at(me.agent_id, me.since or 0.0)

    def look_at_settings(self) -> None:
        """Whether those who chat are given calls may be another since the last look."""
        if self._out.space.settings.blending != self._blending:
            self.look_at_everybody()

    def _look_at(self, agent_id: AgentId, now: float) -> bool:
        view = self._floors.view(self._out.space_id, agent_id)
        if view is None:
            return False
        # Not by their account: the floor gives them the calls of these.
        teams = self._floors.teams_of(self._out.space_id, agent_id)
        what = doing(view.me, view.call, has_card=view.card is not None, blending=self._blending)
        return self._out.crew.seen(agent_id, teams, what, view.me.call_id, now)

    def _of_line(self, fact: LineFact, now: float) -> bool:
        if isinstance(fact, LineDialled):
            self._lines[fact.line.call_id] = fact.line.campaign_id
            return False
        if isinstance(fact, LineMachine):
            self._doubt(fact.call_id)
        campaign_id = self._lines.get(fact.call_id)
        running = self._out.campaigns.get(campaign_id) if campaign_id is not None else None
        if running is not None and running.pace is not None:
            running.pace.heard(fact, fact.call_id, now)
        elif campaign_id is None and isinstance(fact, LineAbandoned | LineMachine):
            self._of_before(fact, now)
        if isinstance(fact, LineConnected | LineEnded):
            self._lines.pop(fact.call_id, None)
        return isinstance(fact, LineAnswered | LineMachine | LineEnded)

    def _doubt(self, call_id: CallId) -> None:
        """Before the pacing counts this machine: in the store it counts for as much."""
        played = self._out.play.of_call(call_id)
        running = self._out.campaigns.get(played.campaign.campaign_id) if played else None
        if played is not None and running is not None and running.pace is not None:
            played.mistaken = running.pace.mistaken()

    def _of_before(self, fact: LineAbandoned | LineMachine, now: float) -> None:
        """Somebody, or a machine, answered a line that a server dialled which is no more. Where its
        attempt is closed, it was counted."""
        played = self._out.play.of_call(fact.call_id)
        if played is None or played.life.last is None or not played.life.last.open:
            return
        running = self._out.campaigns.get(played.campaign.campaign_id)
        if running is not None and running.pace is not None:
            machine = isinstance(fact, LineMachine)
            running.pace.left_over(played.life.last.dialled_at, now, machine=machine)

    # --- what becomes of leads --------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            fact = await self._facts.get()
            if isinstance(fact, asyncio.Future):
                if not fact.done():
                    fact.set_result(None)
                continue
            try:
                await self._of_lead(fact)
            except Refusal as late:
                # The lead has gone on since; what is true of it stands written.
                _log.info("late news of a lead", fact=type(fact).__name__, why=str(late))
            except Exception:
                _log.exception("news of a lead were lost", fact=type(fact).__name__)
            finally:
                self._came.set()

    async def settled(self) -> None:
        """Return when all that was heard so far has been dealt with."""
        here: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._facts.put_nowait(here)
        await here

    async def another(self) -> None:
        """Return when something more has been heard and dealt with."""
        self._came.clear()
        await self._came.wait()

    async def _of_lead(self, fact: AnyFact) -> None:
        match fact:
            case AgentStateChanged():
                await self._left_wrap_up(fact)
            case CardGone():
                self._card_gone(fact)
            case (
                CallAnswered()
                | CallEnded()
                | CallHandedOver()
                | LineAnswered()
                | LineConnected()
                | LineAbandoned()
                | LineMachine()
                | LineEnded()
            ):
                played = self._out.play.of_call(fact.call_id)
                if played is not None:
                    await self._of_call(played, fact)
            case _:
                pass

    async def _of_call(self, played: Played, fact: AnyFact) -> None:
        play, state = self._out.play, played.life.state
        match fact:
            case LineAnswered():
                played.answered_at = self._out.clock.now()
            case LineConnected() if state is LeadState.DIALLING:
                play.answered(played, fact.agent_id)
            case CallAnswered() if state is LeadState.DIALLING and played.agent_id is not None:
                play.answered(played, played.agent_id)
            case LineAbandoned() if state is LeadState.DIALLING:
                await play.failed(played, AttemptOutcome.ABANDONED)
            case LineMachine() if state is LeadState.DIALLING:
                await play.failed(played, AttemptOutcome.MACHINE, played.mistaken)
            case LineEnded() if fact.cause not in _UNWRITTEN and state is LeadState.DIALLING:
                await play.failed(played, fact.outcome)
            case CallEnded() if fact.cause not in _UNWRITTEN and state is LeadState.DIALLING:
                await play.failed(played, attempt_outcome(fact.outcome, fact.cause))
            case CallHandedOver() if fact.transfer is None:
                played.agent_id = fact.agent_id
            case CallEnded() if state is LeadState.CONNECTED:
                play.hung_up(played, fact.ended_at)
                if not self._out.wraps_up(played.agent_id, played.call_id):
                    await self._out.play.undisposed(played)
            case _:
                pass

    async def _left_wrap_up(self, fact: AgentStateChanged) -> None:
        for played in self._out.play:
            if played.agent_id != fact.agent_id or played.life.state is not LeadState.WRAP_UP:
                continue
            if not self._out.wraps_up(played.agent_id, played.call_id):
                await self._out.play.undisposed(played)

    def _card_gone(self, fact: CardGone) -> None:
        played = self._out.play.get(fact.lead_id)
        if played is not None and played.agent_id == fact.agent_id:
            self._out.play.put_back(played)
