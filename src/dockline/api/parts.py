"""What the face is joined from."""

from dataclasses import dataclass

from dockline.api.metrics import Metrics
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.identity import IdentityProviders
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.care.erasing import Erasing
from dockline.services.care.holds import LegalHolds
from dockline.services.care.retention import RetentionKeeper
from dockline.services.chats import Chats
from dockline.services.chats_elsewhere import ChatsElsewhere
from dockline.services.dialer import Dialers
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.engine_room import EngineRoom
from dockline.services.floors import Floors
from dockline.services.intake import Intake
from dockline.services.lead_why import LeadWhy
from dockline.services.live import Live
from dockline.services.recordings import Recordings
from dockline.services.records import Records
from dockline.services.single_sign_on import SingleSignOns
from dockline.services.timeline import StateKeeper, Timeline
from dockline.services.usage import Usage
from dockline.services.webhooks.keeping import WebhookKeeping
from dockline.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """Those of one server."""

    settings: Settings
    clock: Clock
    store: Store
    engine: Engine
    feed: Feed
    accounts: Accounts
    records: Records
    recordings: Recordings
    floors: Floors
    dialers: Dialers
    intake: Intake
    campaigns: Campaigns
    do_not_call: DoNotCallLists
    lead_why: LeadWhy
    live: Live
    states: StateKeeper
    timeline: Timeline
    webhooks: WebhookKeeping
    chats: Chats
    chats_elsewhere: ChatsElsewhere
    single_sign_ons: SingleSignOns
    providers: IdentityProviders
    metrics: Metrics
    engine_room: EngineRoom
    retention: RetentionKeeper
    holds: LegalHolds
    erasing: Erasing
    usage: Usage
