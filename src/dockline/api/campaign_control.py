"""``POST /router/api/v2/campaign/list``, ``/get``, ``/settings`` and ``/control``: campaigns as
those see them who run them."""

from typing import Any, Final

from dockline.api.campaign_control_wire import (
    CampaignAnswer,
    CampaignBody,
    CampaignsAnswer,
    CampaignsBody,
    CampaignView,
    CampaignWarning,
    ControlBody,
    DialListView,
    SettingsBody,
    WindowView,
)
from dockline.api.replies import Handler, Reply, json_reply
from dockline.api.times import moment
from dockline.api.token_posts import Asker, TokenPosts
from dockline.domain.campaignrun import RunAction
from dockline.domain.lead import LeadState
from dockline.services.campaign_settings import by_list_name
from dockline.services.campaigns import Campaigns, CampaignStatus

_DONE: Final = {
    RunAction.START: "Campaign started",
    RunAction.PAUSE: "Campaign paused",
    RunAction.DRAIN: "Campaign draining",
    RunAction.STOP: "Campaign stopped",
    RunAction.ARCHIVE: "Campaign archived",
    RunAction.RESTORE: "Campaign restored",
}


class CampaignControl:
    def __init__(self, campaigns: Campaigns, posts: TokenPosts) -> None:
        self._campaigns = campaigns
        self._posts = posts

    def routes(self) -> dict[str, dict[str, Handler]]:
        posts = self._posts
        return {
            "/router/api/v2/campaign/list": {"POST": posts.reads(CampaignsBody, self._list)},
            "/router/api/v2/campaign/get": {"POST": posts.reads(CampaignBody, self._get)},
            "/router/api/v2/campaign/settings": {"POST": posts.writes(SettingsBody, self._set)},
            "/router/api/v2/campaign/control": {"POST": posts.writes(ControlBody, self._tell)},
        }

    async def _list(self, body: CampaignsBody, asker: Asker) -> Reply:
        found = await self._campaigns.every(asker.space_id)
        views = [CampaignView(**_view(status)) for status in found]
        return json_reply(CampaignsAnswer(success=True, campaigns=views))

    async def _get(self, body: CampaignBody, asker: Asker) -> Reply:
        status = await self._campaigns.show(asker.space_id, body.campaign)
        return _answer(status, "Campaign found")

    async def _set(self, body: SettingsBody, asker: Asker) -> Reply:
        status = await self._campaigns.change(
            asker.space_id, body.campaign, body.settings, actor=asker.actor
        )
        return _answer(status, "Campaign changed")

    async def _tell(self, body: ControlBody, asker: Asker) -> Reply:
        status = await self._campaigns.tell(
            asker.space_id, body.campaign, body.action, actor=asker.actor
        )
        return _answer(status, _DONE[body.action])


def _answer(status: CampaignStatus, message: str) -> Reply:
    return json_reply(CampaignAnswer(success=True, message=message, **_view(status)))


def _view(status: CampaignStatus) -> dict[str, Any]:
    """The fields of a CampaignView."""
    campaign, tally = status.campaign, status.tally
    settings = campaign.settings
    lists = [one.dial_list for one in status.lists]
    return {
        "campaign_id": campaign.campaign_id,
        "campaign": campaign.name,
        "team_name": status.team_name,
        "mode": settings.mode,
        "state": settings.state,
        "created_at": moment(campaign.created_at),
        "leads": _counted(status.leads),
        "sources": [
            DialListView(one.dial_list.list_id, one.dial_list.name, one.weight, _counted(one.leads))
            for one in status.lists
        ],
        "window": WindowView(
            starts_at=moment(status.window[0]),
            ends_at=moment(status.window[1]),
            attempts=tally.attempts,
            answers=tally.answers,
            abandons=tally.abandons,
            machines=tally.machines,
            abandoned_share=status.abandoned_share,
            cap=settings.dialer.cap,
        ),
        "warnings": [CampaignWarning(one.field, one.sentence) for one in status.cautions],
        "settings": by_list_name(settings, lists),
    }


def _counted(leads: dict[LeadState, int]) -> dict[str, int]:
    """With every state, so that nobody has to know which are left out."""
    return {state.value: leads.get(state, 0) for state in LeadState}
