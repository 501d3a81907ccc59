"""``POST /router/api/v2/do_not_call/add``, ``/remove``, ``/check`` and ``/list``."""

from collections.abc import Mapping, Sequence

from dockline.api import problems
from dockline.api.campaign_wire import LeadError
from dockline.api.do_not_call_wire import (
    CheckedNumber,
    CheckNumbersBody,
    ListedBody,
    ListedNumber,
    ListedPage,
    ListNumbersBody,
    NumbersChecked,
    NumbersListed,
    NumbersUnlisted,
    UnlistNumbersBody,
)
from dockline.api.replies import Handler, Reply, json_reply
from dockline.api.times import moment
from dockline.api.token_posts import Asker, TokenPosts
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CampaignId
from dockline.services.do_not_call import DoNotCallLists, NumberProblem


class DoNotCallRoutes:
    def __init__(self, lists: DoNotCallLists, posts: TokenPosts, most_numbers: int) -> None:
        """``most_numbers``: of one body."""
        self._lists = lists
        self._posts = posts
        self._most_numbers = most_numbers

    def routes(self) -> dict[str, dict[str, Handler]]:
        posts, place = self._posts, "/router/api/v2/do_not_call"
        return {
            f"{place}/add": {"POST": posts.writes(ListNumbersBody, self._add)},
            f"{place}/remove": {"POST": posts.writes(UnlistNumbersBody, self._remove)},
            f"{place}/check": {"POST": posts.reads(CheckNumbersBody, self._check)},
            f"{place}/list": {"POST": posts.reads(ListedBody, self._list)},
        }

    async def _add(self, body: ListNumbersBody, asker: Asker) -> Reply:
        told = await self._lists.add(
            asker.space_id,
            self._taken(body.numbers),
            campaign=body.campaign or "",
            reason=body.reason or "",
            actor=asker.actor,
        )
        errors = _errors(told.errors)
        return json_reply(NumbersListed(True, told.changed, told.unchanged, len(errors), errors))

    async def _remove(self, body: UnlistNumbersBody, asker: Asker) -> Reply:
        told = await self._lists.remove(
            asker.space_id,
            self._taken(body.numbers),
            campaign=body.campaign or "",
            actor=asker.actor,
        )
        errors = _errors(told.errors)
        return json_reply(NumbersUnlisted(True, told.changed, told.unchanged, len(errors), errors))

    async def _check(self, body: CheckNumbersBody, asker: Asker) -> Reply:
        checked, errors = await self._lists.check(
            asker.space_id, self._taken(body.numbers), campaign=body.campaign or ""
        )
        names = await self._lists.campaign_names(asker.space_id)
        results = [
            CheckedNumber(one.index, one.number, one.listed, _entries(one.entries, names))
            for one in checked
        ]
        return json_reply(NumbersChecked(True, results, _errors(errors)))

    async def _list(self, body: ListedBody, asker: Asker) -> Reply:
        page = await self._lists.page(
            asker.space_id,
            campaign=body.campaign or "",
            after=body.after or "",
            # One more than is asked for tells whether there is another page.
            limit=body.limit + 1,
        )
        names = await self._lists.campaign_names(asker.space_id)
        shown = page[: body.limit]
        more = shown[-1].number if len(page) > body.limit else None
        return json_reply(ListedPage(True, _entries(shown, names), more))

    def _taken(self, numbers: list[object]) -> list[object]:
        if len(numbers) > self._most_numbers:
            raise problems.invalid(
                f"numbers: has {len(numbers)}; {self._most_numbers} at most are taken at a time.",
                "too-many-numbers",
            )
        return numbers


def _entries(entries: Sequence[DoNotCall], names: Mapping[CampaignId, str]) -> list[ListedNumber]:
    return [
        ListedNumber(
            one.number,
            names.get(one.campaign_id, one.campaign_id) if one.campaign_id else None,
            moment(one.at),
            one.reason,
        )
        for one in entries
    ]


def _errors(errors: Sequence[NumberProblem]) -> list[LeadError]:
    return [LeadError(one.index, one.number, one.code, one.message) for one in errors]
