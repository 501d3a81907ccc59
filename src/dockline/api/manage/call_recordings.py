"""``/manage/api/calls/{call_id}/recording``: recordings, for those who are signed in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dockline.api.manage.asked import teams_asked
from dockline.api.manage.calls_operations import DELETE_RECORDING, PLAY_RECORDING
from dockline.api.manage.calls_wire import RecordingGone
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.recording_files import recording_reply, shared_headers
from dockline.api.replies import Reply, json_reply
from dockline.domain.access import Right
from dockline.domain.ids import CallId
from dockline.ports.store import CallRecord
from dockline.services.accounts import Accounts
from dockline.services.call_search import CallSearches
from dockline.services.recording_keeping import RecordingKeeping


class CallRecordingRoutes:
    def __init__(
        self, searches: CallSearches, keeping: RecordingKeeping, accounts: Accounts
    ) -> None:
        self._searches = searches
        self._keeping = keeping
        self._accounts = accounts

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(PLAY_RECORDING, self.play),
            ManageRoute(DELETE_RECORDING, self.delete),
        ]

    async def play(self, asking: Asking) -> Reply:
        place = asking.whole_number("n", 0, 999)
        download = asking.query.get("download") == "1"
        record = await self._call(asking)
        manager = asking.manager
        opened = await self._keeping.open(
            record, place, manager.user.user_id, manager.actor, download=download
        )
        name = file_name(record, place, ZoneInfo(manager.space.settings.time_zone))
        how = b"attachment" if download else b"inline"
        headers = (
            *shared_headers(opened),
            (b"content-disposition", b'%s; filename="%s"' % (how, name.encode())),
            (b"cross-origin-resource-policy", b"same-origin"),
        )
        return recording_reply(asking.scope, opened, headers)

    async def delete(self, asking: Asking) -> Reply:
        record = await self._call(asking)
        await self._keeping.delete(record, asking.manager.actor)
        return json_reply(RecordingGone(success=True))

    async def _call(self, asking: Asking) -> CallRecord:
        teams = teams_asked(asking, self._accounts, Right.READ_SPACE_CALLS)
        seen = None if teams is None else tuple(team.team_id for team in teams)
        call_id = CallId(asking.path("call_id"))
        return await self._searches.call(asking.manager.space_id, call_id, seen)


def file_name(record: CallRecord, place: int, zone: ZoneInfo) -> str:
    """When, with whom, and which: ``call-20260131-093005-442079460110-1.wav``."""
    at = f"{datetime.fromtimestamp(record.started_at, zone):%Y%m%d-%H%M%S}"
    digits = "".join(each for each in record.number if each.isascii() and each.isdigit())
    return f"call-{at}-{digits or 'unknown'}-{place + 1}.wav"
