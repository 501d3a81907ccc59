"""A server with people of each role and a campaign, asked over the admin pages' API."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from dockline.domain.campaign import Campaign
from dockline.domain.space import Role
from tests.support.face import LEAP, PASSWORD, Server, serving

PLACE = "/manage/api"
TEAM, OTHER_TEAM = "Support team", "Sales"
ROLES = ("agent", "supervisor", "manager", "admin")


class Managed:
    """``rita`` is the manager, ``sam`` a supervisor of the team, ``olga`` of another one."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, who: str = "rita", **more: Any) -> httpx.Response:
        if who and who not in self._cookies:
            self._cookies[who] = await self.server.sign_in(who)
        headers = {"Cookie": self._cookies[who]} if who else {}
        return await self.server.http.request(method, f"{PLACE}{path}", headers=headers, **more)

    async def get(self, path: str, who: str = "rita", **query: Any) -> Any:
        return _told(await self.ask("GET", path, who, params=query))

    async def post(self, path: str, body: Any = None, who: str = "rita") -> Any:
        return _told(await self.ask("POST", path, who, json=body if body is not None else {}))

    async def patch(self, path: str, body: Any, who: str = "rita") -> Any:
        return _told(await self.ask("PATCH", path, who, json=body))

    async def upload(self, path: str, file: bytes, who: str = "rita", **query: Any) -> Any:
        return _told(await self.ask("POST", path, who, content=file, params=query))

    async def campaign(self, name: str = "Spring", team: str = TEAM, **more: Any) -> str:
        """Its id."""
        made = await self.post("/campaigns", {"name": name, "team_name": team} | more)
        return str(made["campaign_id"])

    async def kept(self, campaign_id: str) -> Campaign:
        campaigns = await self.server.store.campaigns(LEAP)
        return next(one for one in campaigns if one.campaign_id == campaign_id)

    async def audit(self, action: str) -> list[tuple[str, dict[str, Any]]]:
        """Who, and what of it; the newest first."""
        entries = await self.server.store.audit(LEAP, limit=100)
        return [(one.actor, one.detail) for one in entries if one.action == action]


def _told(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["success"] is True
    return told


@contextlib.asynccontextmanager
async def managed(data: Path) -> AsyncIterator[Managed]:
    async with serving(data) as server:
        accounts = server.node.accounts
        await accounts.create_team(LEAP, OTHER_TEAM)
        for login, role, team in (
            ("rita", Role.MANAGER, TEAM),
            ("sam", Role.SUPERVISOR, TEAM),
            ("olga", Role.SUPERVISOR, OTHER_TEAM),
            ("ada", Role.ADMIN, TEAM),
        ):
            await accounts.create_user(LEAP, login, login.title(), PASSWORD, role, [team])
        yield Managed(server)
