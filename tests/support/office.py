"""A CRM that pushes leads and a supervisor who runs their campaign, both by HTTP."""

from typing import Any, Final

import httpx

from dockline.domain.campaign import Mode
from dockline.domain.ids import LeadId

_AT_ANY_HOUR: Final = {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}


class Office:
    """Of one campaign."""

    def __init__(self, url: str, token: str, campaign: str, team: str) -> None:
        self.campaign = campaign
        self.team = team
        self._token = token
        self._http = httpx.AsyncClient(base_url=url, trust_env=False)

    def move(self, url: str) -> None:
        """The server is at another address now."""
        self._http.base_url = httpx.URL(url)

    async def begin(
        self, *numbers: str, mode: Mode, leads: dict[str, Any] | None = None, **dialer: Any
    ) -> list[LeadId]:
        """Push these as leads; the campaign that is made thereby runs as is said here."""
        ids = await self.push(*numbers)
        hours = {"calling_hours": _AT_ANY_HOUR}
        await self.set(mode=mode.value, dialer=dialer, leads=hours | (leads or {}))
        return ids

    async def push(self, *numbers: str, source: str = "March", **lead: Any) -> list[LeadId]:
        """One by ``campaign/add``, several by ``campaign/add_multiple``."""
        where = {"campaign": self.campaign, "team_name": self.team, "source": source}
        if len(numbers) == 1:
            told = await self.post("campaign/add", **where, number=numbers[0], **lead)
            return [told["lead_id"]]
        leads = [{"number": number, **lead} for number in numbers]
        told = await self.post("campaign/add_multiple", **where, leads=leads)
        assert told["failed"] == 0, told
        return list(told["lead_ids"])

    async def set(self, **patch: Any) -> None:
        await self.post("campaign/settings", campaign=self.campaign, settings=patch)

    async def tell(self, action: str) -> None:
        await self.post("campaign/control", campaign=self.campaign, action=action)

    async def never_call(self, *numbers: str) -> None:
        await self.post("do_not_call/add", numbers=list(numbers))

    async def tally(self) -> dict[str, Any]:
        """The window's counts."""
        window = (await self.post("campaign/get", campaign=self.campaign))["window"]
        return {name: window[name] for name in ("attempts", "answers", "abandons", "machines")}

    async def post(self, place: str, **body: Any) -> dict[str, Any]:
        keys = {"cloud_id": "leap", "auth_token": self._token}
        answer = await self._http.post(f"/router/api/v2/{place}", json=keys | body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        assert told["success"] is True, told
        return told

    async def leave(self) -> None:
        await self._http.aclose()
