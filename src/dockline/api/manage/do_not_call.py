"""``/manage/api/do-not-call``: the lists of numbers that are never called."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from dockline.api import problems
from dockline.api.manage import do_not_call_operations as of
from dockline.api.manage.do_not_call_wire import (
    MOST_A_PAGE,
    NeverCalled,
    NeverCalledPage,
    NeverCallNumbers,
    NumberChecked,
    NumberDropped,
    NumberFault,
    NumbersImported,
    NumbersTaken,
)
from dockline.api.manage.lead_tables import reply_with, table_of
from dockline.api.manage.leads_wire import RowFault
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CampaignId
from dockline.services.campaigns import Campaigns
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.number_column import number_in, numbers_of
from dockline.services.rejects import Rejects

_BATCH: Final = 2_000
_SHOWN: Final = 50


class NeverCallRoutes:
    def __init__(self, lists: DoNotCallLists, campaigns: Campaigns) -> None:
        self._lists = lists
        self._campaigns = campaigns

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(of.LIST_NEVER_CALLED, self._list),
            ManageRoute(of.NEVER_CALL, self._add),
            ManageRoute(of.IMPORT_NEVER_CALLED, self._import),
            ManageRoute(of.CHECK_NUMBER, self._check),
            ManageRoute(of.DROP_NUMBER, self._drop),
        ]

    async def _list(self, asking: Asking) -> Reply:
        space_id, query = asking.manager.space_id, asking.query
        limit = asking.whole_number("limit", 50, MOST_A_PAGE, least=1)
        campaign = await self._named(asking, query.get("campaign_id", ""))
        # One more than is asked for tells whether there is another page.
        page = await self._lists.page(
            space_id,
            campaign=campaign,
            begins=_digits(query.get("find", "")),
            after=_digits(query.get("after", "")),
            limit=limit + 1,
        )
        shown = page[:limit]
        more = shown[-1].number if len(page) > limit else None
        names = await self._lists.campaign_names(space_id)
        return json_reply(NeverCalledPage(True, _entries(shown, names), more))

    async def _add(self, asking: Asking) -> Reply:
        body: NeverCallNumbers = asking.body
        manager = asking.manager
        told = await self._lists.add(
            manager.space_id,
            body.numbers,
            campaign=await self._named(asking, body.campaign_id),
            reason=body.reason,
            actor=manager.actor,
        )
        errors = [NumberFault(one.index, one.number, one.code, one.message) for one in told.errors]
        return json_reply(NumbersTaken(True, told.changed, told.unchanged, len(errors), errors))

    async def _import(self, asking: Asking) -> Reply:
        manager, query = asking.manager, asking.query
        campaign = await self._named(asking, query.get("campaign_id", ""))
        table = await table_of(asking)
        country = manager.space.settings.default_country
        flag = "column=NAME"
        place, rows = numbers_of(table, country, query.get("column", ""), flag)
        rejects, added, known = Rejects(table.head), 0, 0
        errors: list[RowFault] = []
        while some := list(islice(rows, _BATCH)):
            told = await self._lists.add(
                manager.space_id,
                [number_in(row, place) for row in some],
                campaign=campaign,
                reason=query.get("reason", ""),
                actor=manager.actor,
            )
            added, known = added + told.changed, known + told.unchanged
            for error in told.errors:
                row = some[error.index]
                rejects.add(row, error)
                errors.append(RowFault(row.place, error.number, error.code, error.message))
        imported = NumbersImported(True, added, known, len(rejects), errors[:_SHOWN], "")
        return reply_with(rejects, imported)

    async def _check(self, asking: Asking) -> Reply:
        query, space_id = asking.query, asking.manager.space_id
        campaign = await self._named(asking, query.get("campaign_id", ""))
        found, errors = await self._lists.check(
            space_id, [query.get("number", "")], campaign=campaign
        )
        if errors:
            raise problems.invalid(errors[0].message, errors[0].code)
        names = await self._lists.campaign_names(space_id)
        [one] = found
        return json_reply(NumberChecked(True, one.number, one.listed, _entries(one.entries, names)))

    async def _drop(self, asking: Asking) -> Reply:
        manager = asking.manager
        told = await self._lists.remove(
            manager.space_id,
            [f"+{asking.path('number').lstrip('+')}"],
            campaign=await self._named(asking, asking.query.get("campaign_id", "")),
            actor=manager.actor,
        )
        if told.errors:
            raise problems.invalid(told.errors[0].message, told.errors[0].code)
        return json_reply(NumberDropped(True, told.changed > 0))

    async def _named(self, asking: Asking, campaign_id: str) -> str:
        """The campaign's name; empty: the whole space. Raises NoSuchCampaign."""
        if not campaign_id:
            return ""
        return await self._campaigns.name_of(asking.manager.space_id, CampaignId(campaign_id))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())[:15]


def _entries(entries: Sequence[DoNotCall], names: Mapping[CampaignId, str]) -> list[NeverCalled]:
    return [
        NeverCalled(
            one.number,
            one.campaign_id,
            names.get(one.campaign_id, one.campaign_id) if one.campaign_id else "",
            one.at,
            one.reason,
        )
        for one in entries
    ]
