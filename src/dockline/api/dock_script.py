"""``GET /dock/script``: what an agent says to the leads of a campaign.

It is asked for once a campaign, and not sent with each lead: a script is long, and the same for
all of them."""

from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.dock_wire import Script
from dockline.api.replies import Reply, json_reply
from dockline.api.sessions import Sessions
from dockline.domain.ids import CampaignId
from dockline.services.campaigns import Campaigns
from dockline.services.lead_lists import NoSuchCampaign


class ScriptRoute:
    def __init__(self, campaigns: Campaigns, sessions: Sessions) -> None:
        self._campaigns = campaigns
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._sessions.user(scope)
        if user is None:
            raise problems.not_signed_in()
        campaign_id = CampaignId(QueryParams(scope["query_string"]).get("campaign_id", ""))
        campaign = await self._campaigns.found(user.space_id, campaign_id)
        if campaign.team_id not in user.teams:
            raise NoSuchCampaign
        return json_reply(Script(campaign.settings.script))
