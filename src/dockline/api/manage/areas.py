"""Every area of the admin pages, joined."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.types import Scope

from dockline.api.idempotency import Replays
from dockline.api.manage.admission import Admission
from dockline.api.manage.call_recordings import CallRecordingRoutes
from dockline.api.manage.calls import CallsRoutes
from dockline.api.manage.me import MeRoutes
from dockline.api.manage.reports import ReportRoutes
from dockline.api.manage.routes import ManageRoute, handlers
from dockline.api.manage.settings import SettingsRoutes
from dockline.api.manage.spaces import SpacesRoutes
from dockline.api.replies import Handler
from dockline.services.call_search import CallSearches
from dockline.services.recording_keeping import RecordingKeeping

if TYPE_CHECKING:
    from dockline.api.app import Parts


def manage_routes(
    parts: "Parts", admission: Admission, replays: Replays, server: Callable[[Scope], str]
) -> dict[str, dict[str, Handler]]:
    """``server``: this server's address, as the one who asks has it."""
    accounts, searches = parts.accounts, CallSearches(parts.store)
    keeping = RecordingKeeping(accounts.book, parts.recordings, parts.floors)
    every: list[ManageRoute] = [
        *MeRoutes(parts.accounts).routes(),
        *CallsRoutes(searches, parts.store, accounts, parts.recordings).routes(),
        *CallRecordingRoutes(searches, keeping, accounts).routes(),
        *ReportRoutes(parts.store, accounts, parts.timeline, parts.states).routes(),
        *SettingsRoutes(parts.accounts.kept_spaces).routes(),
        *SpacesRoutes(parts.accounts).routes(),
    ]
    return handlers(every, admission, replays)
