"""A campaign's leads as a table that can be imported again."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final

from dockline.domain.campaign import DialList
from dockline.domain.lead import Lead
from dockline.domain.leadlife import Attempt
from dockline.services.accounts import Accounts
from dockline.services.lead_columns import FIELDS
from dockline.services.lead_lists import LeadLists

_HEAD: Final = (
    *("lead_id", "source", "state", "attempts"),
    *("last_attempt_at", "last_outcome", "last_disposition"),
    *FIELDS,
    *("created_at", "updated_at"),
)


class LeadExport:
    """Raises StoreUnavailable."""

    def __init__(self, lists: LeadLists, accounts: Accounts) -> None:
        self._lists = lists
        self._accounts = accounts

    async def rows(
        self, lists: Sequence[DialList]
    ) -> AsyncIterator[list[Sequence[str | int | float | None]]]:
        """The head, then page by page. All leads are walked over twice, for only the last of them
        tells the last key of the data."""
        keys: dict[str, None] = {}
        for one in lists:
            async for page in self._lists.pages(one):
                for lead in page:
                    keys |= dict.fromkeys(lead.data)
        yield [[*_HEAD, *(f"data.{key}" for key in keys)]]
        for one in lists:
            async for page in self._lists.pages(one):
                last = await self._lists.last_attempts(page)
                yield [self._cells(one, lead, last.get(lead.lead_id), list(keys)) for lead in page]

    def _cells(
        self, dial_list: DialList, lead: Lead, last: Attempt | None, keys: list[str]
    ) -> Sequence[str | int | float | None]:
        user = self._accounts.user(lead.agent_id) if lead.agent_id is not None else None
        return [
            lead.lead_id,
            dial_list.name,
            lead.state.value,
            lead.attempts,
            *_result(last),
            lead.number,
            user.login if user is not None else "",
            lead.external_id,
            lead.priority or "",
            lead.time_zone,
            _moment(lead.expires_at),
            _moment(lead.not_before),
            _moment(lead.created_at),
            _moment(lead.updated_at),
            *(_plain(lead.data[key]) if key in lead.data else "" for key in keys),
        ]


def _result(last: Attempt | None) -> tuple[str, str, str]:
    """When it was tried last, and what came of it: its outcome, as the agent found it where they
    said so, and the code of its disposition."""
    if last is None:
        return "", "", ""
    outcome = last.counts_as
    return (
        _moment(last.dialled_at),
        outcome.value if outcome is not None else "",
        last.disposition,
    )


def _moment(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""


def _plain(value: object) -> str:
    if value is None:
        return ""  # which says nothing when it is imported again
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
