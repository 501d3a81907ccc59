"""``/manage/api/campaigns``: campaigns and their dial lists."""

from typing import Any

from dockline.api.manage import campaigns_operations as of
from dockline.api.manage.admission import Manager
from dockline.api.manage.campaigns_wire import (
    CampaignAgent,
    CampaignCaution,
    CampaignLine,
    CampaignLines,
    CampaignSheet,
    CampaignTeam,
    CampaignWindow,
    ChangeCampaign,
    ChangeDialList,
    DialListShown,
    LeadProgress,
    NewCampaign,
    PacingShown,
    RunCampaignBody,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.campaign import Campaign, RunState
from dockline.domain.ids import CampaignId, ListId
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.outcomes import AttemptOutcome
from dockline.services.accounts import Accounts
from dockline.services.campaign_pace import CampaignPace
from dockline.services.campaigns import Campaigns, CampaignStatus, ListChange
from dockline.services.lead_lists import NoSuchCampaign


async def campaign_seen(campaigns: Campaigns, asking: Asking) -> Campaign:
    """The one that the address names, where it is for these eyes. Raises NoSuchCampaign."""
    manager = asking.manager
    found = await campaigns.found(manager.space_id, CampaignId(asking.path("campaign_id")))
    if not manager.sees_team(found.team_id):
        raise NoSuchCampaign
    return found


class CampaignRoutes:
    def __init__(self, campaigns: Campaigns, pace: CampaignPace, accounts: Accounts) -> None:
        self._accounts = accounts
        self._campaigns = campaigns
        self._pace = pace

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(of.LIST_CAMPAIGNS, self._list),
            ManageRoute(of.MAKE_CAMPAIGN, self._make),
            ManageRoute(of.SHOW_CAMPAIGN, self._show),
            ManageRoute(of.CHANGE_CAMPAIGN, self._change),
            ManageRoute(of.RUN_CAMPAIGN, self._run),
            ManageRoute(of.SHOW_PACING, self._pacing),
            ManageRoute(of.CHANGE_LIST, self._change_list),
        ]

    async def _list(self, asking: Asking) -> Reply:
        manager = asking.manager
        found = await self._campaigns.every(manager.space_id, manager.sees_team)
        teams = manager.teams_seen(self._accounts.teams(manager.space_id))
        return json_reply(
            CampaignLines(
                True,
                [CampaignLine(**_line(one)) for one in found],
                [CampaignTeam(one.team_id, one.name) for one in teams],
            )
        )

    async def _make(self, asking: Asking) -> Reply:
        body: NewCampaign = asking.body
        manager = asking.manager
        status = await self._campaigns.create(
            manager.space_id,
            body.name,
            body.team_name,
            mode=body.mode,
            state=RunState.STOPPED,
            actor=manager.actor,
        )
        return self._sheet(manager, status)

    async def _show(self, asking: Asking) -> Reply:
        campaign = await campaign_seen(self._campaigns, asking)
        status = await self._campaigns.status(campaign.space_id, campaign.campaign_id)
        return self._sheet(asking.manager, status)

    async def _change(self, asking: Asking) -> Reply:
        body: ChangeCampaign = asking.body
        campaign = await campaign_seen(self._campaigns, asking)
        manager = asking.manager
        status = await self._campaigns.change(
            manager.space_id,
            campaign.name,
            body.settings,
            rename=body.name,
            actor=manager.actor,
        )
        return self._sheet(manager, status)

    async def _run(self, asking: Asking) -> Reply:
        body: RunCampaignBody = asking.body
        campaign = await campaign_seen(self._campaigns, asking)
        manager = asking.manager
        status = await self._campaigns.tell(
            manager.space_id, campaign.name, body.action, actor=manager.actor
        )
        return self._sheet(manager, status)

    async def _change_list(self, asking: Asking) -> Reply:
        body: ChangeDialList = asking.body
        campaign = await campaign_seen(self._campaigns, asking)
        manager = asking.manager
        status = await self._campaigns.change_list(
            manager.space_id,
            campaign.campaign_id,
            ListId(asking.path("list_id")),
            ListChange(body.name, body.paused, body.weight),
            actor=manager.actor,
        )
        return self._sheet(manager, status)

    async def _pacing(self, asking: Asking) -> Reply:
        campaign = await campaign_seen(self._campaigns, asking)
        now = await self._pace.now(campaign)
        return json_reply(
            PacingShown(
                success=True,
                state=campaign.settings.state,
                mode=campaign.settings.mode,
                ringing=now.ringing,
                waiting=now.waiting,
                talking=now.talking,
                most_lines=now.most_lines,
                agents_here=now.agents_here,
                agents_ready=now.agents_ready,
                explain=now.explain,
                answers=now.tally.answers,
                abandoned_share=now.abandoned_share,
                cap=campaign.settings.dialer.cap,
                leads_left=now.leads_left,
                finished_today=now.finished_today,
                days_left=now.days_left,
            )
        )

    def _sheet(self, manager: Manager, status: CampaignStatus) -> Reply:
        settings = status.campaign.settings
        plan = settings.leads.retry_plan
        outcomes = [one for one in AttemptOutcome if one is not AttemptOutcome.ANSWERED]
        return json_reply(
            CampaignSheet(
                success=True,
                settings=settings,
                retry_rules={one: plan.rule(one) for one in outcomes},
                messages=self._campaigns.messages(),
                time_zone=manager.space.settings.time_zone,
                agents=[
                    CampaignAgent(one.login, one.name)
                    for one in self._accounts.users(manager.space_id)
                    if one.active and status.campaign.team_id in one.teams
                ],
                **_line(status),
            )
        )


def _line(status: CampaignStatus) -> dict[str, Any]:
    """The fields of a CampaignLine."""
    campaign, tally = status.campaign, status.tally
    settings = campaign.settings
    return {
        "campaign_id": campaign.campaign_id,
        "name": campaign.name,
        "team_id": campaign.team_id,
        "team_name": status.team_name,
        "mode": settings.mode,
        "state": settings.state,
        "created_at": campaign.created_at,
        "leads": progress(status.leads),
        "lists": [
            DialListShown(
                one.dial_list.list_id,
                one.dial_list.name,
                one.weight,
                one.paused,
                progress(one.leads),
            )
            for one in status.lists
        ],
        "window": CampaignWindow(
            starts_at=status.window[0],
            ends_at=status.window[1],
            attempts=tally.attempts,
            answers=tally.answers,
            abandons=tally.abandons,
            machines=tally.machines,
            abandoned_share=status.abandoned_share,
            cap=settings.dialer.cap,
        ),
        "cautions": [CampaignCaution(one.field, one.sentence) for one in status.cautions],
    }


def progress(leads: dict[LeadState, int]) -> LeadProgress:
    def count(*states: LeadState) -> int:
        return sum(leads.get(state, 0) for state in states)

    return LeadProgress(
        total=sum(leads.values()),
        done=count(LeadState.DONE),
        fresh=count(LeadState.NEW),
        again=count(LeadState.RETRY, LeadState.SCHEDULED, *LIVE),
        callbacks=count(LeadState.CALLBACK),
        never=count(LeadState.DO_NOT_CALL, LeadState.EXPIRED, LeadState.EXHAUSTED),
    )
