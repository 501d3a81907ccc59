"""Server-sent events as a browser reads them (WHATWG HTML, section 9.2.6), and a board that holds
what it was told."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from tests.support.face import Server


class Event(NamedTuple):
    id: str
    kind: str
    data: dict[str, Any]


class Reading:
    """One open stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self, kind: str = "") -> Event:
        """The next event, or the next of that kind."""
        fields: dict[str, str] = {}
        async for line in self._lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
                continue
            if "data" in fields and kind in ("", fields.get("event")):
                return Event(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
            fields = {}
        raise EOFError

    async def ended(self) -> None:
        """Return when the server has ended it."""
        async for _ in self._lines:
            pass


@asynccontextmanager
async def streaming(
    server: Server,
    *,
    headers: dict[str, str] | None = None,
    after: str = "",
    **query: Any,
) -> AsyncIterator[Reading]:
    """With the space's token, where no ``headers`` are given."""
    sent = dict(headers) if headers is not None else {"Authorization": f"Bearer {server.token}"}
    if after:
        sent["Last-Event-ID"] = after
    if headers is None:
        query = {"cloud_id": "leap", **query}
    async with server.http.stream("GET", "/pulse-api/stream", params=query, headers=sent) as answer:
        yield Reading(answer)


_KEYS = {"agents": "agent_id", "teams": "team_id", "campaigns": "campaign_id"}


class Board:
    """What a page holds after a snapshot and the changes that followed it."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.as_of: str = snapshot["as_of"]
        self.agents = {one["agent_id"]: one for one in snapshot["agents"]}
        self.teams = {one["team_id"]: one for one in snapshot["teams"]}
        self.campaigns = {one["campaign_id"]: one for one in snapshot["campaigns"]}
        self.lines = snapshot["lines"]
        self.engine_up = snapshot["engine_up"]
        self.told_at = dict.fromkeys([*self.agents, *self.teams], self.as_of)

    def change(self, change: dict[str, Any]) -> None:
        self.as_of = change["as_of"]
        for name, key in (
            ("agents", "agent_id"),
            ("teams", "team_id"),
            ("campaigns", "campaign_id"),
        ):
            for one in change[name]:
                getattr(self, name)[one[key]] = one
                self.told_at[one[key]] = self.as_of
        for agent_id in change["gone"]:
            self.agents.pop(agent_id, None)
        for campaign_id in change["campaigns_gone"]:
            self.campaigns.pop(campaign_id, None)
        self.lines = change["lines"] or self.lines
        if change["engine_up"] is not None:
            self.engine_up = change["engine_up"]
