"""``/manage/api/calls``: call records, searched, shown and exported."""

import math
from collections.abc import AsyncIterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from dockline.api import problems
from dockline.api.csv_rows import Cell, csv_reply
from dockline.api.manage.asked import period_asked, teams_asked, text_asked
from dockline.api.manage.call_rows import HEADINGS, call_row, csv_row, whole_call
from dockline.api.manage.calls_operations import (
    CHOICES,
    DIRECTIONS,
    EXPORT_CALLS,
    KINDS,
    LIST_CALLS,
    ONGOING,
    OUTCOMES,
    SHOW_CALL,
)
from dockline.api.manage.calls_wire import CallChoice, CallChoices, CallPage
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.access import Right
from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId, CallId
from dockline.domain.phone import parse
from dockline.ports.record_store import CallPlace, CallSearch
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.call_search import MOST_COUNTED, CallSearches
from dockline.services.recording_keeping import names_of
from dockline.services.recordings import Recordings

_USUAL: Final = 50
_MOST: Final = 500


class CallsRoutes:
    def __init__(
        self,
        searches: CallSearches,
        store: Store,
        accounts: Accounts,
        recordings: Recordings,
    ) -> None:
        self._searches = searches
        self._store = store
        self._accounts = accounts
        self._recordings = recordings
        self._clock = accounts.book.clock

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(LIST_CALLS, self.find),
            ManageRoute(EXPORT_CALLS, self.export),
            ManageRoute(CHOICES, self.choices),
            ManageRoute(SHOW_CALL, self.show),
        ]

    async def find(self, asking: Asking) -> Reply:
        which = self.search(asking)
        after = _place(asking.query.get("after", ""))
        limit = asking.whole_number("limit", _USUAL, _MOST, 1)
        found = await self._searches.page(
            asking.manager.space_id, which, after=after, limit=limit, counted=after is None
        )
        now, total = self._clock.now(), found.total
        more = total is not None and total > MOST_COUNTED
        return json_reply(
            CallPage(
                success=True,
                calls=[call_row(one, now) for one in found.calls],
                next=_told(found.after),
                total=MOST_COUNTED if more else total,
                total_more=more,
                hint=_hint(asking, which.number),
            )
        )

    async def export(self, asking: Asking) -> Reply:
        which = self.search(asking)
        manager = asking.manager
        # By what was looked for: whom, and what they said, is not the audit log's to keep.
        asked = {
            name: "given" if name in ("number", "text") else value
            for name, value in asking.query.items()
            if value
        }
        await self._accounts.book.commit(
            manager.space_id, manager.actor, "calls.exported", {"filters": asked}, []
        )
        return csv_reply("calls.csv", self._rows(asking, which), asking.receive)

    async def _rows(self, asking: Asking, which: CallSearch) -> AsyncIterator[list[Sequence[Cell]]]:
        zone = ZoneInfo(asking.manager.space.settings.time_zone)
        now = self._clock.now()
        yield [HEADINGS]
        async for calls in self._searches.every(asking.manager.space_id, which):
            yield [csv_row(one, now, zone) for one in calls]

    async def show(self, asking: Asking) -> Reply:
        space_id = asking.manager.space_id
        teams = teams_asked(asking, self._accounts, Right.READ_SPACE_CALLS)
        whole = await self._searches.whole(
            space_id,
            CallId(asking.path("call_id")),
            None if teams is None else tuple(team.team_id for team in teams),
        )
        there = await self._recordings.there(names_of(whole.record))
        users = {user.user_id: user for user in self._accounts.users(space_id)}
        campaigns = {one.campaign_id: one for one in await self._store.campaigns(space_id)}
        return json_reply(whole_call(whole, there, users, campaigns, self._clock.now()))

    async def choices(self, asking: Asking) -> Reply:
        manager = asking.manager
        teams = manager.teams_seen(self._accounts.teams(manager.space_id))
        ids = {team.team_id for team in teams}
        whole = manager.may(Right.READ_SPACE_CALLS)
        users = [
            user
            for user in self._accounts.users(manager.space_id)
            if whole or not ids.isdisjoint(user.teams)
        ]
        names = dict.fromkeys(manager.space.settings.dispositions)
        for campaign in await self._store.campaigns(manager.space_id):
            if whole or campaign.team_id in ids:
                names |= dict.fromkeys(one.name for one in campaign.settings.leads.dispositions)
        return json_reply(
            CallChoices(
                success=True,
                teams=[CallChoice(team.team_id, team.name) for team in teams],
                agents=[CallChoice(user.user_id, user.name) for user in users],
                dispositions=list(names),
            )
        )

    def search(self, asking: Asking) -> CallSearch:
        """Raises ScopeWrong, PeriodWrong, Problem (400)."""
        query = asking.query
        teams = teams_asked(asking, self._accounts, Right.READ_SPACE_CALLS)
        timed = query.get("period") or query.get("from") or query.get("to")
        period = period_asked(asking, self._clock.now(), "custom") if timed else None
        outcome = _one_of("outcome", query.get("outcome", ""), OUTCOMES)
        return CallSearch(
            teams=None if teams is None else tuple(team.team_id for team in teams),
            since=None if period is None else period.since,
            until=None if period is None else period.until,
            agent_id=AgentId(query["agent"]) if query.get("agent") else None,
            direction=_one_of("direction", query.get("direction", ""), DIRECTIONS),
            kind=_one_of("kind", query.get("kind", ""), KINDS),
            outcome="" if outcome == ONGOING else outcome,
            number=_number(asking),
            disposition=text_asked(asking, "disposition") or None,
            recorded=_one_of("recorded", query.get("recorded", ""), ("true", "false")) == "true",
            text=text_asked(asking, "text"),
        )


def _one_of(field: str, value: str, known: tuple[str, ...]) -> str | None:
    """None where it is empty. Raises Problem (400)."""
    if value and value not in known:
        raise problems.invalid(f"{field}: must be one of {', '.join(known)}.")
    return value or None


def _number(asking: Asking) -> str | None:
    """As calls have it: a number that can be dialled in full, any other one by its digits."""
    text = text_asked(asking, "number", 40)
    if not text:
        return None
    try:
        return parse(text, asking.manager.space.settings.default_country).digits
    except Refusal:
        digits = "".join(each for each in text if each.isascii() and each.isdigit())
    if not digits:
        raise problems.invalid("number: must have digits.")
    return digits


def _hint(asking: Asking, looked_for: str | None) -> str:
    """A number that is no whole one of a country that is known is looked for by its digits, and
    calls have them all with their country's."""
    text, country = text_asked(asking, "number", 40), asking.manager.space.settings.default_country
    if looked_for is None:
        return ""
    try:
        parse(text, country)
    except Refusal:
        why = (
            f"is no whole number of {country}, the space's country"
            if country
            else "does not say its country, and the space has none set"
        )
        return (
            f"“{text}” {why}: the digits {looked_for} were looked for. "
            "Write it with its country, such as +44 20 7946 0101."
        )
    return ""


def _told(place: CallPlace | None) -> str:
    return "" if place is None else f"{place.started_at!r}/{place.call_id}"


def _place(text: str) -> CallPlace | None:
    """None where it is empty. Raises Problem (400)."""
    if not text:
        return None
    at, slash, call_id = text.partition("/")
    try:
        if slash and call_id and math.isfinite(started_at := float(at)):
            return CallPlace(started_at, CallId(call_id))
    except ValueError:
        pass
    raise problems.invalid("after: must be the next of an answer.")
