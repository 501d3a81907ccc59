"""``/manage/api/campaigns/<id>/leads`` and ``/manage/api/leads``: leads found, shown, changed."""

from collections.abc import Sequence
from typing import Any, Final

from dockline.api import problems
from dockline.api.lead_why import Present, reachable
from dockline.api.manage import leads_operations as of
from dockline.api.manage.campaigns import campaign_seen
from dockline.api.manage.leads_wire import (
    MOST_A_PAGE,
    CallbackOwed,
    ChangeLead,
    LeadLine,
    LeadLines,
    LeadRule,
    LeadSheet,
    LeadTry,
    NeverCallLead,
    PromiseCallback,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.campaign import Campaign
from dockline.domain.ids import AgentId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Attempt, Life
from dockline.domain.leadsettings import LeadSettings
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.lead_table import LeadRow, LeadTable, Wish
from dockline.services.lead_why import LeadWhy, NoSuchLead
from dockline.services.leads_by_hand import LeadsByHand

_FIELDS: Final = ("username", "timezone", "priority", "data")
"""Of a ChangeLead, as a push has them."""


class LeadRoutes:
    def __init__(
        self,
        campaigns: Campaigns,
        table: LeadTable,
        by_hand: LeadsByHand,
        never: DoNotCallLists,
        why: LeadWhy,
        present: Present,
        accounts: Accounts,
    ) -> None:
        self._campaigns = campaigns
        self._table = table
        self._by_hand = by_hand
        self._never = never
        self._why = why
        self._present = present
        self._accounts = accounts

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(of.FIND_LEADS, self._find),
            ManageRoute(of.SHOW_LEAD, self._show),
            ManageRoute(of.CHANGE_LEAD, self._change),
            ManageRoute(of.NEVER_CALL_LEAD, self._never_call),
            ManageRoute(of.QUEUE_LEAD, self._queue),
            ManageRoute(of.SET_CALLBACK, self._call_back),
            ManageRoute(of.CLEAR_CALLBACK, self._clear_callback),
        ]

    async def _find(self, asking: Asking) -> Reply:
        campaign = await campaign_seen(self._campaigns, asking)
        query, space_id = asking.query, asking.manager.space_id
        wish = Wish(
            campaign_id=campaign.campaign_id,
            list_id=ListId(query["list_id"]) if query.get("list_id") else None,
            states=_states(query.get("states", "")),
            text=query.get("find", "")[:200],
            after=query.get("after", ""),
            limit=asking.whole_number("limit", 50, MOST_A_PAGE, least=1),
        )
        page = await self._table.page(space_id, wish, self._present.usage(space_id))
        lines = [self._line(row, campaign) for row in page.rows]
        return json_reply(LeadLines(True, lines, page.total, page.next_after, page.narrow))

    async def _show(self, asking: Asking) -> Reply:
        await self._seen(asking)
        return await self._sheet(asking)

    async def _change(self, asking: Asking) -> Reply:
        body: ChangeLead = asking.body
        lead_id, manager = await self._seen(asking), asking.manager
        said = {name: value for name in _FIELDS if (value := getattr(body, name)) is not None}
        await self._by_hand.change(manager.space_id, lead_id, said, actor=manager.actor)
        return await self._sheet(asking)

    async def _never_call(self, asking: Asking) -> Reply:
        body: NeverCallLead = asking.body
        lead_id, manager = await self._seen(asking), asking.manager
        life, campaign = await self._by_hand.found(manager.space_id, lead_id)
        await self._never.add(
            manager.space_id,
            [f"+{life.lead.number}"],
            campaign="" if body.everywhere else campaign.name,
            reason=body.reason,
            actor=manager.actor,
        )
        return await self._sheet(asking)

    async def _queue(self, asking: Asking) -> Reply:
        lead_id, manager = await self._seen(asking), asking.manager
        await self._by_hand.queue_again(manager.space_id, lead_id, actor=manager.actor)
        return await self._sheet(asking)

    async def _call_back(self, asking: Asking) -> Reply:
        body: PromiseCallback = asking.body
        lead_id, manager = await self._seen(asking), asking.manager
        agent_id = self._agent(asking, body.username) if body.username else None
        await self._by_hand.call_back(
            manager.space_id, lead_id, body.at, agent_id, body.note, actor=manager.actor
        )
        return await self._sheet(asking)

    async def _clear_callback(self, asking: Asking) -> Reply:
        lead_id, manager = await self._seen(asking), asking.manager
        await self._by_hand.take_callback_back(manager.space_id, lead_id, actor=manager.actor)
        return await self._sheet(asking)

    async def _seen(self, asking: Asking) -> LeadId:
        """The lead that the address names, where it is for these eyes. Raises NoSuchLead."""
        lead_id, manager = LeadId(asking.path("lead_id")), asking.manager
        _, campaign = await self._by_hand.found(manager.space_id, lead_id)
        if not manager.sees_team(campaign.team_id):
            raise NoSuchLead
        return lead_id

    def _agent(self, asking: Asking, username: str) -> AgentId:
        user = self._accounts.agent_of(asking.manager.space_id, username)
        if user is None:
            raise problems.invalid(f"username: there is no “{username}”.", "username-unknown")
        return user.user_id

    # --- as it is told --------------------------------------------------------------------------

    async def _sheet(self, asking: Asking) -> Reply:
        space_id, lead_id = asking.manager.space_id, LeadId(asking.path("lead_id"))
        told = await self._present.explain(self._why, space_id, lead_id)
        life, campaign, trace = told.life, told.campaign, told.trace
        usage = self._present.usage(space_id)
        stand = await self._why.stand(space_id, campaign, [life], usage)
        source = told.dial_list.name if told.dial_list is not None else ""
        lead, owed, settings = life.lead, life.callback, campaign.settings.leads
        return json_reply(
            LeadSheet(
                success=True,
                lead=self._line(LeadRow(life, source, stand[lead_id]), campaign),
                campaign_id=campaign.campaign_id,
                campaign=campaign.name,
                data=lead.data,
                priority=lead.priority,
                timezone=lead.time_zone,
                zones=list(lead.zones),
                expires_at=lead.expires_at,
                not_before=lead.not_before,
                created_at=lead.created_at,
                updated_at=lead.updated_at,
                callback=CallbackOwed(owed.at, self._login(owed.agent_id), owed.note)
                if owed is not None
                else None,
                reason=life.reason,
                allowed=trace.allowed,
                next_at=trace.next_at,
                sentence=told.sentence,
                rules=[
                    LeadRule(one.rule, one.allowed, one.sentence, reachable(one.next_at))
                    for one in trace.rulings
                ],
                attempts=self._tries(life.attempts, settings),
            )
        )

    def _line(self, row: LeadRow, campaign: Campaign) -> LeadLine:
        life, lead = row.life, row.life.lead
        return LeadLine(
            lead_id=lead.lead_id,
            number=lead.number,
            external_id=lead.external_id,
            list_id=lead.list_id,
            list_name=row.source,
            username=self._login(life.wanted_by),
            state=life.state,
            standing=row.stood.standing,
            tries=_rung(life),
            most_tries=campaign.settings.leads.limits.most_attempts,
            last_at=life.last.dialled_at if life.last is not None else None,
            next_at=row.stood.next_at,
        )

    def _tries(self, attempts: Sequence[Attempt], settings: LeadSettings) -> list[LeadTry]:
        names = {one.code: one.name for one in settings.dispositions}
        return [
            LeadTry(
                attempt_id=one.attempt_id,
                call_id=one.call_id,
                dialled_at=one.dialled_at,
                answered_at=one.answered_at,
                ended_at=one.ended_at,
                outcome=one.outcome.value if one.outcome is not None else None,
                disposition=names.get(one.disposition, one.disposition),
                username=self._login(one.agent_id),
                caller_id=one.caller_id,
            )
            for one in attempts
        ]

    def _login(self, agent_id: Any) -> str:
        user = self._accounts.user(agent_id) if agent_id is not None else None
        return user.login if user is not None else ""


def _rung(life: Life) -> int:
    """In this round; of a finished lead, in its last."""
    last = life.last
    return sum(one.rang for one in life.attempts if last and one.round == last.round)


def _states(text: str) -> tuple[LeadState, ...]:
    """Raises Problem (400)."""
    try:
        return tuple({LeadState(one): None for one in text.split(",") if one})
    except ValueError:
        known = ", ".join(LeadState)
        raise problems.invalid(f"states: must be some of {known}, with commas between.") from None
