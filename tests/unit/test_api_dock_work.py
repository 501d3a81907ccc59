"""GET /dock/work: what waits for one agent."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dockline.domain.campaign import CampaignSettings, RunState
from dockline.domain.ids import AgentId, LeadId, ListId
from dockline.domain.leadlife import Callback
from dockline.domain.leadoutcome import call_back
from dockline.domain.leadsettings import LeadSettings
from dockline.ports.lead_store import PutCampaign, PutLife
from tests.support.campaigns import campaign_of, life_of, push, put_campaign
from tests.support.face import LEAP, Server, serving
from tests.support.until import until

ZONES = ("Asia/Tokyo", "America/New_York")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


class Office:
    """Campaigns of the agents' team, and of another one."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.store = server.store
        self.now = server.node.clock.now()
        (self.team_id,) = server.users["rishi"].teams

    async def campaign(self, name: str, *numbers: str, team: Any = None, **settings: Any) -> None:
        made = campaign_of(LEAP, team or self.team_id, name, CampaignSettings(**settings), self.now)
        (list_id,) = await put_campaign(self.store, made)
        for number in numbers:
            await self.push(name, number)
        self.list_id: ListId = list_id

    async def push(self, campaign: str, number: str, **data: Any) -> LeadId:
        made = campaign_of(LEAP, self.team_id, campaign)
        list_id = ListId(f"{made.campaign_id}-march")
        return await push(self.store, made, list_id, number, self.now, data=data)

    async def promise(self, lead_id: LeadId, at: float, login: str = "rishi") -> None:
        life = await life_of(self.store, LEAP, lead_id)
        agent_id = AgentId(self.server.users[login].user_id)
        callback = Callback(at=at, made_at=self.now, agent_id=agent_id)
        await self.store.commit([PutLife(call_back(life, callback, LeadSettings(), self.now))])

    async def work(self, login: str = "rishi") -> dict[str, Any]:
        cookie = {"cookie": await self.server.sign_in(login)}
        answer = await self.server.http.get("/dock/work", headers=cookie)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def until_known(self, *names: str) -> dict[str, Any]:
        """The dialer takes notice of campaigns within a second."""

        async def look() -> dict[str, Any] | None:
            work = await self.work()
            known = [one["campaign"] for one in work["campaigns"]]
            return work if known == list(names) else None

        found: dict[str, Any] = await until(look, pause=0.05)
        return found


async def test_leads_left_of_the_campaigns_that_run_for_the_agent(server: Server) -> None:
    office = Office(server)
    other = await server.node.accounts.create_team(LEAP, "Another team", "")
    assert await office.work() == {"campaigns": [], "callbacks": []}
    await office.campaign("winter", "442071000100", "442071001100")
    await office.campaign("Spring", "442071002100")
    await office.campaign("Paused", "442071003100", state=RunState.PAUSED)
    await office.campaign("Theirs", team=other.team_id)
    work = await office.until_known("Spring", "winter")
    assert [(one["campaign"], one["leads_left"]) for one in work["campaigns"]] == [
        ("Spring", 1),
        ("winter", 2),
    ]
    await server.store.commit(
        [
            PutCampaign(
                campaign_of(
                    LEAP, office.team_id, "winter", CampaignSettings(state=RunState.STOPPED)
                )
            )
        ]
    )
    await office.until_known("Spring")


async def test_promises_of_campaigns_that_are_over_hide_none_of_those_that_go_on(
    server: Server,
) -> None:
    office = Office(server)
    await office.campaign("Spring")
    await office.campaign("Last year", state=RunState.ARCHIVED)
    await office.campaign("Autumn", state=RunState.STOPPED)
    await office.until_known("Spring")
    office.now -= 60
    for n in range(50):
        name = "Autumn" if n % 2 else "Last year"
        await office.promise(await office.push(name, f"4420710{10000 + n}"), office.now + 1)
    alive = await office.push("Spring", "442071000100")
    await office.promise(alive, office.now + 2)
    assert [one["lead_id"] for one in (await office.work())["callbacks"]] == [alive]


async def test_callbacks_that_the_agent_has_promised_for_today(server: Server) -> None:
    office = Office(server)
    # Where midnight is not about to come while the test runs.
    here = next(
        local
        for local in (datetime.fromtimestamp(office.now, ZoneInfo(zone)) for zone in ZONES)
        if local.hour < 23
    )
    await server.settings(time_zone=str(here.tzinfo))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    last_second = midnight.timestamp() - 1
    await office.campaign("Spring", state=RunState.PAUSED)
    await office.campaign("Open")
    await office.until_known("Open")
    named = await office.push("Spring", "442071000100", name="Alex")
    plain, tomorrow, theirs = [
        await office.push("Spring", f"44207100{n}100") for n in range(1001, 1004)
    ]
    await office.promise(plain, last_second)
    await office.promise(named, office.now + 1)
    await office.promise(tomorrow, last_second + 1)
    await office.promise(theirs, last_second, "siddhant")
    work = await office.work()
    assert [(one["name"], one["number"], one["campaign"]) for one in work["callbacks"]] == [
        ("Alex", "442071000100", "Spring"),
        ("", "442071001001100", "Spring"),
    ]
    assert work["callbacks"][1]["at"] == last_second
    assert work["callbacks"][0]["lead_id"] == named
    (other,) = (await office.work("siddhant"))["callbacks"]
    assert other["lead_id"] == theirs
