"""Reports: what both databases are asked, in the same words."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Final, TypeVar

from dockline.adapters.relational import report_sql as sql
from dockline.adapters.relational.statement import Row
from dockline.domain.campaign import Campaign
from dockline.domain.campaignwindow import window_of
from dockline.domain.ids import AgentId, CampaignId, SpaceId, TeamId
from dockline.domain.lead import LeadState
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

T = TypeVar("T")
_SLICE: Final = 500
"""Rows read in one turn of the event loop."""


class ReportReads(ABC):
    _down: ClassVar[str] = "cast({} as integer)"
    """How the database rounds what is not below 0 down."""

    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    @abstractmethod
    def _set(self, some: Collection[str]) -> object:
        """As the value that stands for ``(?*)``."""

    async def _report_rows(self, query: str, values: Row) -> list[Row]:
        """The same, where a long answer keeps nobody else waiting. Raises StoreUnavailable."""
        return await self._rows(query, values)

    def _place(self, column: str) -> str:
        """The number of a slot; its values are those of `_slot`."""
        return self._down.format(f"({column} - {sql.REAL}) / {sql.REAL}")

    async def call_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
        now: float,
    ) -> list[CallFigures]:
        query = sql.CALL_FIGURES.format(
            slot=self._place("started_at"),
            target=sql.chosen("team_id", len(targets)),
            teams=sql.OF_TEAMS if teams is not None else "",
        )
        values = (
            *_slot(slots),
            *_pairs(targets),
            *(now, now),
            *(space_id, slots.since, slots.until),
            *self._some(teams),
        )
        rows = await self._report_rows(query, values)
        return await _each(rows, lambda row: CallFigures(row[0], TeamId(row[1]), *row[2:]))

    async def agent_figures(
        self, space_id: SpaceId, slots: Slots, *, teams: Collection[TeamId] | None, now: float
    ) -> list[AgentFigures]:
        query = sql.AGENT_FIGURES.format(teams=sql.OF_TEAMS if teams is not None else "")
        values = (now, now, space_id, slots.since, slots.until, *self._some(teams))
        return [
            AgentFigures(AgentId(row[0]), *row[1:])
            for row in await self._report_rows(query, values)
        ]

    async def state_seconds(
        self, space_id: SpaceId, agents: Collection[AgentId], since: float, until: float
    ) -> list[StateSeconds]:
        values = (
            *(space_id, self._set(agents)),
            *(since, since),
            *(since, until),
            *(since, since),
            until,
            space_id,
        )
        rows = await self._report_rows(sql.STATE_SECONDS, values)
        return await _each(rows, lambda row: StateSeconds(AgentId(row[0]), *row[1:]))

    async def attempt_figures(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptFigures]:
        query = sql.ATTEMPT_FIGURES.format(slot=self._place("dialled_at"))
        values = (*_slot(slots), *self._dialled(space_id, campaigns, slots))
        return [AttemptFigures(*row) for row in await self._report_rows(query, values)]

    async def attempt_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptEnds]:
        values = self._dialled(space_id, campaigns, slots)
        return [AttemptEnds(*row) for row in await self._report_rows(sql.ATTEMPT_ENDS, values)]

    async def lead_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[LeadEnds]:
        values = self._dialled(space_id, campaigns, slots)
        rows = await self._report_rows(sql.LEAD_ENDS, values)
        return [LeadEnds(CampaignId(row[0]), LeadState(row[1]), row[2]) for row in rows]

    async def window_figures(self, campaign: Campaign, slots: Slots) -> list[WindowFigures]:
        begins, ends = window_of(campaign, slots.since)
        query = sql.WINDOW_FIGURES.format(
            window=self._place("dialled_at"), slot=self._place("dialled_at")
        )
        values = (
            *(begins, ends - begins),
            *_slot(slots),
            *(campaign.campaign_id, campaign.space_id, slots.since, slots.until),
        )
        return [WindowFigures(*row) for row in await self._report_rows(query, values)]

    async def chat_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
    ) -> list[ChatFigures]:
        query = sql.CHAT_FIGURES.format(
            slot=self._place("started_at"),
            target=sql.chosen("team_id", len(targets)),
            teams=sql.OF_TEAMS if teams is not None else "",
        )
        values = (
            *_slot(slots),
            *_pairs(targets),
            *(space_id, slots.since, slots.until),
            *self._some(teams),
        )
        rows = await self._report_rows(query, values)
        return await _each(rows, lambda row: ChatFigures(row[0], TeamId(row[1]), *row[2:]))

    def _dialled(self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots) -> Row:
        return (self._set(campaigns), space_id, slots.since, slots.until)

    def _some(self, teams: Collection[TeamId] | None) -> Row:
        return () if teams is None else (self._set(teams),)


async def _each(rows: list[Row], made: Callable[[Row], T]) -> list[T]:
    """Of a week by hour and many teams there are tens of thousands."""
    found: list[T] = []
    for begin in range(0, len(rows), _SLICE):
        found += map(made, rows[begin : begin + _SLICE])
        await asyncio.sleep(0)  # let a click-to-call pass
    return found


def _slot(slots: Slots) -> Row:
    return (slots.since, slots.seconds)


def _pairs(targets: Mapping[Any, float]) -> Row:
    """And what those that are not named have: no time at all is in time."""
    return (*(one for pair in targets.items() for one in pair), -1.0)
