"""Every area of the admin pages, joined."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.types import Scope

from dockline.api.idempotency import Replays
from dockline.api.lead_posts import LeadPosts
from dockline.api.manage.admission import Admission
from dockline.api.manage.me import MeRoutes
from dockline.api.manage.routes import ManageRoute, handlers
from dockline.api.manage.samples import SampleRoutes
from dockline.api.manage.settings import SettingsRoutes
from dockline.api.manage.spaces import SpacesRoutes
from dockline.api.manage.tokens import TokenRoutes
from dockline.api.manage.webhooks import WebhooksRoutes
from dockline.api.replies import Handler

if TYPE_CHECKING:
    from dockline.api.app import Parts


def manage_routes(
    parts: "Parts", admission: Admission, replays: Replays, server: Callable[[Scope], str]
) -> dict[str, dict[str, Handler]]:
    """``server``: this server's address, as the one who asks has it."""
    posts = LeadPosts(parts.intake, parts.usage, parts.settings.leads_per_body)
    every: list[ManageRoute] = [
        *MeRoutes(parts.accounts).routes(),
        *TokenRoutes(parts.accounts.tokens, parts.usage).routes(),
        *SampleRoutes(parts.accounts, posts, parts.clock, parts.settings, server).routes(),
        *SettingsRoutes(parts.accounts.kept_spaces).routes(),
        *SpacesRoutes(parts.accounts).routes(),
        *WebhooksRoutes(parts.webhooks, parts.clock, parts.settings.events_keep_hours).routes(),
    ]
    return handlers(every, admission, replays)
