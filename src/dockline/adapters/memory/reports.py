"""Reports in memory: row by row, as their definitions say it."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from dockline.adapters.memory.tables import Tables
from dockline.domain.campaign import Campaign
from dockline.domain.campaignwindow import window_of
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, LeadId, SpaceId, TeamId
from dockline.domain.lead import FINISHED
from dockline.domain.leadlife import AttemptId, Life
from dockline.domain.live.counts import NEVER_QUEUED
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.shown import AgentState, Outcome
from dockline.ports.chat_store import ChatRecord
from dockline.ports.lead_store import PutAttempt
from dockline.ports.report_store import (
    AgentFigures,
    AttemptEnds,
    AttemptFigures,
    CallFigures,
    ChatFigures,
    LeadEnds,
    Slots,
    StateSeconds,
    WindowFigures,
)
from dockline.ports.store import AgentStateRow, CallRecord

_T = TypeVar("_T")
_PEOPLE = (AttemptOutcome.ANSWERED, AttemptOutcome.CUT_OFF, AttemptOutcome.ABANDONED)


class MemoryReports(Tables):
    _calls: dict[CallId, CallRecord]
    _chats: dict[ChatId, ChatRecord]
    _states: dict[tuple[SpaceId, AgentId, float, int], AgentStateRow]
    _attempts: dict[AttemptId, PutAttempt]
    _lives: dict[LeadId, Life]

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    async def call_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
        now: float,
    ) -> list[CallFigures]:
        alike = _grouped(
            self._calls_in(space_id, slots, teams),
            lambda one: (
                _slot(slots, one.started_at),
                one.team_id,
                one.team,
                one.kind,
                one.direction,
            ),
        )
        return [_figures(key, calls, targets.get(key[1], -1.0), now) for key, calls in alike]

    async def agent_figures(
        self, space_id: SpaceId, slots: Slots, *, teams: Collection[TeamId] | None, now: float
    ) -> list[AgentFigures]:
        calls = (one for one in self._calls_in(space_id, slots, teams) if one.agent_id)
        found = []
        for agent_id, some in _grouped(calls, lambda one: one.agent_id):
            answered = [one for one in some if one.answered_at is not None]
            found.append(
                AgentFigures(
                    agent_id,
                    calls=len(some),
                    answered=len(answered),
                    inbound=sum(one.direction == "inbound" for one in answered),
                    talk_seconds=sum(_talked(one, now) for one in answered),
                    hold_seconds=sum(one.hold_seconds for one in answered),
                )
            )
        return found

    async def state_seconds(
        self, space_id: SpaceId, agents: Collection[AgentId], since: float, until: float
    ) -> list[StateSeconds]:
        self._check()
        found: dict[tuple[AgentId, str, str, TeamId, str], float] = defaultdict(float)
        for agent_id in agents:
            rows = [
                row
                for key, row in sorted(self._states.items())
                if key[:2] == (space_id, agent_id) and row.at < until
            ]
            for n, row in enumerate(rows):
                begins = max(row.at, since)
                ends = rows[n + 1].at if n + 1 < len(rows) else until
                if row.state != AgentState.OFFLINE.value and ends > begins:
                    team = self._wrapped(row)
                    found[agent_id, _told(row), row.pause_reason, *team] += ends - begins
        return [StateSeconds(*key, seconds) for key, seconds in sorted(found.items())]

    def _wrapped(self, row: AgentStateRow) -> tuple[TeamId, str]:
        """The team of the call that is wrapped up."""
        call = self._calls.get(CallId(row.call_id))
        ours = call is not None and call.space_id == row.space_id
        if call is None or not ours or row.state != AgentState.WRAP_UP.value:
            return TeamId(""), ""
        return call.team_id, call.team

    async def attempt_figures(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptFigures]:
        alike = _grouped(
            self._dialled(space_id, campaigns, slots),
            lambda one: (
                _slot(slots, one.attempt.dialled_at),
                one.attempt.campaign_id,
                one.attempt.counts_as or "",
            ),
        )
        return [
            AttemptFigures(place, campaign_id, outcome, len(some))
            for (place, campaign_id, outcome), some in alike
        ]

    async def attempt_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptEnds]:
        alike = _grouped(
            self._dialled(space_id, campaigns, slots),
            lambda one: (
                one.attempt.campaign_id,
                one.attempt.counts_as or "",
                one.attempt.disposition,
            ),
        )
        return [
            AttemptEnds(campaign_id, outcome, disposition, len(some))
            for (campaign_id, outcome, disposition), some in alike
        ]

    async def lead_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[LeadEnds]:
        dialled = {one.attempt.lead_id for one in self._dialled(space_id, campaigns, slots)}
        leads = [self._lives[lead_id].lead for lead_id in dialled if lead_id in self._lives]
        ended = (lead for lead in leads if lead.state in FINISHED)
        alike = _grouped(ended, lambda lead: (lead.campaign_id, lead.state))
        return [LeadEnds(campaign_id, state, len(some)) for (campaign_id, state), some in alike]

    async def window_figures(self, campaign: Campaign, slots: Slots) -> list[WindowFigures]:
        begins, ends = window_of(campaign, slots.since)
        windows = Slots(begins, slots.until, ends - begins)
        alike = _grouped(
            self._dialled(campaign.space_id, (campaign.campaign_id,), slots),
            lambda one: (
                _slot(windows, one.attempt.dialled_at),
                _slot(slots, one.attempt.dialled_at),
            ),
        )
        return [_window(key, some) for key, some in alike]

    async def chat_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
    ) -> list[ChatFigures]:
        self._check()
        chats = (
            one
            for one in self._chats.values()
            if one.space_id == space_id
            and slots.since <= one.started_at < slots.until
            and (teams is None or one.team_id in teams)
        )
        alike = _grouped(chats, lambda one: (_slot(slots, one.started_at), one.team_id, one.team))
        return [_chat_figures(key, some, targets.get(key[1], -1.0)) for key, some in alike]

    def _calls_in(
        self, space_id: SpaceId, slots: Slots, teams: Collection[TeamId] | None
    ) -> Iterator[CallRecord]:
        self._check()
        for one in self._calls.values():
            of_team = teams is None or one.team_id in teams
            if one.space_id == space_id and of_team and slots.since <= one.started_at < slots.until:
                yield one

    def _dialled(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> Iterator[PutAttempt]:
        self._check()
        for kept in self._attempts.values():
            one = kept.attempt
            ours = one.space_id == space_id and one.campaign_id in campaigns
            if ours and slots.since <= one.dialled_at < slots.until:
                yield kept


def _grouped(some: Iterable[_T], key: Callable[[_T], Any]) -> list[tuple[Any, list[_T]]]:
    """By key, in its order."""
    found: dict[Any, list[_T]] = defaultdict(list)
    for one in some:
        found[key(one)].append(one)
    return sorted(found.items(), key=lambda pair: pair[0])


def _slot(slots: Slots, at: float) -> int:
    return int((at - slots.since) / slots.seconds)


def _talked(call: CallRecord, now: float) -> float:
    if call.answered_at is None:
        return 0.0
    ended_at = now if call.ended_at is None else call.ended_at
    return max(0.0, ended_at - call.answered_at - call.hold_seconds)


def _figures(
    key: tuple[int, TeamId, str, str, str], calls: list[CallRecord], target: float, now: float
) -> CallFigures:
    waits = [
        max(0.0, one.answered_at - one.started_at) for one in calls if one.answered_at is not None
    ]
    lost = [one for one in calls if one.answered_at is None and one.ended_at is not None]
    abandoned = [one for one in lost if one.outcome == Outcome.ABANDONED]
    turned = [one for one in lost if one.outcome == Outcome.TURNED_AWAY]
    queued = [one for one in turned if one.cause not in NEVER_QUEUED]
    in_vain = [max(0.0, (one.ended_at or 0.0) - one.started_at) for one in (*abandoned, *queued)]
    answered = [one for one in calls if one.answered_at is not None]
    return CallFigures(
        *key,
        calls=len(calls),
        answered=len(answered),
        abandoned=len(abandoned),
        turned_away=len(queued),
        not_queued=len(turned) - len(queued),
        in_time=sum(wait <= target for wait in waits),
        wait_seconds=sum(waits),
        longest_wait=max([*waits, *in_vain], default=0.0),
        talk_seconds=sum(_talked(one, now) for one in calls),
        hold_seconds=sum(one.hold_seconds for one in answered),
    )


def _told(row: AgentStateRow) -> str:
    return "chatting" if row.state == AgentState.READY.value and row.chats else row.state


def _window(key: tuple[int, int], some: list[PutAttempt]) -> WindowFigures:
    answers = abandons = 0.0
    for kept in some:
        one = kept.attempt
        talking = one.open and one.answered_at is not None
        answers += one.outcome in _PEOPLE or talking
        abandons += one.outcome is AttemptOutcome.ABANDONED
        if one.outcome is AttemptOutcome.MACHINE:
            answers += kept.mistaken
            abandons += kept.mistaken
    return WindowFigures(*key, len(some), answers, abandons)


def _chat_figures(
    key: tuple[int, TeamId, str], chats: list[ChatRecord], target: float
) -> ChatFigures:
    waits = [max(0.0, one.opened_at - one.started_at) for one in chats if one.opened_at is not None]
    durations = [
        max(0.0, one.ended_at - one.opened_at)
        for one in chats
        if one.ended_at is not None and one.opened_at is not None
    ]
    return ChatFigures(
        *key,
        chats=len(chats),
        answered=len(waits),
        abandoned=sum(one.opened_at is None and one.ended_at is not None for one in chats),
        in_time=sum(wait <= target for wait in waits),
        wait_seconds=sum(waits),
        longest_wait=max(waits, default=0.0),
        ended=len(durations),
        duration_seconds=sum(durations),
    )
