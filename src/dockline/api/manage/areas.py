"""Every area of the admin pages, joined."""

from collections.abc import Callable

from starlette.types import Scope

from dockline.api.idempotency import Replays
from dockline.api.lead_posts import LeadPosts
from dockline.api.lead_why import Present
from dockline.api.manage.account import AccountRoutes
from dockline.api.manage.admission import Admission
from dockline.api.manage.audit import AuditRoutes
from dockline.api.manage.call_recordings import CallRecordingRoutes
from dockline.api.manage.calls import CallsRoutes
from dockline.api.manage.campaigns import CampaignRoutes
from dockline.api.manage.care import CareRoutes
from dockline.api.manage.do_not_call import NeverCallRoutes
from dockline.api.manage.engine import EngineRoutes
from dockline.api.manage.lead_tables import LeadTableRoutes
from dockline.api.manage.leads import LeadRoutes
from dockline.api.manage.me import MeRoutes
from dockline.api.manage.reports import ReportRoutes
from dockline.api.manage.routes import ManageRoute, handlers
from dockline.api.manage.samples import SampleRoutes
from dockline.api.manage.settings import SettingsRoutes
from dockline.api.manage.sign_on import SignOnRoutes
from dockline.api.manage.spaces import SpacesRoutes
from dockline.api.manage.teams import TeamRoutes
from dockline.api.manage.tokens import TokenRoutes
from dockline.api.manage.users import UserRoutes
from dockline.api.manage.webhooks import WebhooksRoutes
from dockline.api.parts import Parts
from dockline.api.replies import Handler
from dockline.services.audit_log import AuditLog
from dockline.services.call_search import CallSearches
from dockline.services.campaign_pace import CampaignPace
from dockline.services.lead_lists import LeadLists
from dockline.services.lead_table import LeadTable
from dockline.services.leads_by_hand import LeadsByHand
from dockline.services.recording_keeping import RecordingKeeping
from dockline.services.sign_on_settings import SignOnSettings


def manage_routes(
    parts: Parts, admission: Admission, replays: Replays, server: Callable[[Scope], str]
) -> dict[str, dict[str, Handler]]:
    """``server``: this server's address, as the one who asks has it."""
    posts = LeadPosts(parts.intake, parts.usage, parts.settings.leads_per_body)
    accounts, searches = parts.accounts, CallSearches(parts.store)
    keeping = RecordingKeeping(accounts.book, parts.recordings, parts.floors)
    every: list[ManageRoute] = [
        *MeRoutes(parts.accounts).routes(),
        *EngineRoutes(parts.engine_room).routes(),
        *CareRoutes(parts.accounts, parts.retention, parts.holds, parts.erasing).routes(),
        *AccountRoutes(parts.accounts).routes(),
        *UserRoutes(parts.accounts, parts.floors).routes(),
        *TeamRoutes(parts.accounts, parts.floors).routes(),
        *TokenRoutes(parts.accounts.tokens, parts.usage).routes(),
        *SampleRoutes(
            parts.accounts, parts.store, posts, parts.clock, parts.settings, server
        ).routes(),
        *AuditRoutes(AuditLog(parts.store), parts.accounts.book).routes(),
        *SignOnRoutes(
            SignOnSettings(parts.accounts.book, parts.providers),
            parts.single_sign_ons,
            parts.accounts,
            server,
        ).routes(),
        *_campaigns(parts),
        *CallsRoutes(searches, parts.store, accounts, parts.recordings).routes(),
        *CallRecordingRoutes(searches, keeping, accounts).routes(),
        *ReportRoutes(parts.store, accounts, parts.timeline, parts.states).routes(),
        *SettingsRoutes(parts.accounts.kept_spaces).routes(),
        *SpacesRoutes(parts.accounts).routes(),
        *WebhooksRoutes(parts.webhooks, parts.clock, parts.settings.events_keep_hours).routes(),
    ]
    return handlers(every, admission, replays)


def _campaigns(parts: Parts) -> list[ManageRoute]:
    campaigns, accounts, why = parts.campaigns, parts.accounts, parts.lead_why
    return [
        *CampaignRoutes(
            campaigns, CampaignPace(parts.store, parts.clock, accounts, parts.live), accounts
        ).routes(),
        *LeadTableRoutes(campaigns, parts.intake, LeadLists(parts.store), accounts).routes(),
        *LeadRoutes(
            campaigns,
            LeadTable(parts.store, accounts, why),
            LeadsByHand(parts.store, accounts, parts.clock, parts.dialers.forget),
            parts.do_not_call,
            why,
            Present(parts.floors, parts.engine),
            accounts,
        ).routes(),
        *NeverCallRoutes(parts.do_not_call, campaigns).routes(),
    ]
