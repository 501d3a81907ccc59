"""Teams, over the admin pages' API."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dockline.domain.campaign import Campaign, CampaignSettings, Mode
from dockline.domain.ids import CampaignId, TeamId
from dockline.ports.lead_store import PutCampaign
from tests.support.face import LEAP, Server, serving
from tests.support.people import Person, signed_in, staffed
from tests.support.until import queued

WEEK = [*[[{"opens": "09:00", "closes": "17:30"}]] * 5, [], []]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        await staffed(running)
        await running.node.accounts.create_team(LEAP, "Sales", "442079460030")
        yield running


@pytest.fixture
async def admin(server: Server) -> Person:
    return await signed_in(server, "admin")


def path_of(server: Server, name: str) -> str:
    team = server.node.accounts.team_by_name(LEAP, name)
    assert team is not None, name
    return f"/teams/{team.team_id}"


async def test_teams_are_listed_with_what_they_have(server: Server, admin: Person) -> None:
    await admin.patch(
        path_of(server, "Support team"),
        {"settings": {"queue": {"numbers": [{"number": "442079460200", "name": "Order line"}]}}},
    )
    async with server.dock("rishi"):
        sales, support = (await admin.get("/teams"))["teams"]
    assert (sales["name"], sales["caller_id"], sales["members"]) == ("Sales", "442079460030", 0)
    assert (support["members"], support["signed_in"]) == (2, 1)
    assert (support["numbers"], support["always_open"]) == (["442079460200"], True)


async def test_a_team_is_made_with_people(server: Server, admin: Person) -> None:
    rishi = server.users["rishi"].user_id
    told = await admin.post(
        "/teams", {"name": " Night ", "caller_id": "+44 20 7946 0031", "members": [rishi]}
    )
    team = told["team"]
    assert (team["name"], team["caller_id"]) == ("Night", "442079460031")
    assert [one["login"] for one in team["members"]] == ["rishi"]
    user = server.node.accounts.user(rishi)
    assert user is not None
    assert user.teams[-1] == team["team_id"]
    for body, said in (
        ({"name": "SALES"}, "team_name: It is taken."),
        ({"name": "Late", "caller_id": "12"}, "caller_id: "),
        ({"name": "Late", "members": ["nobody"]}, "add: There is no user “nobody”."),
        ({"name": ""}, "name: "),
    ):
        status, _, message = await admin.refused("POST", "/teams", body)
        assert status == 400
        assert message.startswith(said), message


async def test_a_team_is_changed_wholly_or_not_at_all(server: Server, admin: Person) -> None:
    path = path_of(server, "Support team")
    before = (await admin.get(path))["team"]
    settings = {
        "queue": {"overflow_team": "Sales", "callback_after": 60.0, "ring_seconds": 15.0},
        "chat": {"canned": [{"name": "hello", "text": "Good day."}]},
        "alerts": {"calls_waiting": None},
    }
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"queue": {"ring_seconds": 1}}, "queue.ring_seconds: "),
        ({"queue": {"overflow_team": "Nowhere"}}, "queue.overflow_team: "),
        ({"queue": {"overflow_team": "Support team"}}, "queue.overflow_team: "),
        ({"chat": {"canned": [{"name": "Bad Name", "text": "x"}]}}, "chat.canned"),
        ({"queue": {"time_zone": "Mars/Base"}}, "queue.time_zone: "),
        ({"queue": {"colour": 1}}, "queue.colour: "),
    ]
    for patch, said in wrong:
        body = {"name": "Helpers", "settings": patch}
        status, _, message = await admin.refused("PATCH", path, body)
        assert status == 400
        assert message.startswith(said), message
    assert (await admin.get(path))["team"] == before
    siddhant = server.users["siddhant"].user_id
    after = (
        await admin.patch(path, {"name": "Helpers", "settings": settings, "remove": [siddhant]})
    )["team"]
    assert after["name"] == "Helpers"
    assert after["settings"]["queue"]["overflow_team"] == path_of(server, "Sales")[7:]
    assert after["settings"]["queue"]["ring_seconds"] == 15.0
    assert after["settings"]["alerts"]["calls_waiting"] is None
    assert after["settings"]["queue"]["say_every"] == 45.0
    assert [one["login"] for one in after["members"]] == ["rishi"]
    (entry,) = await server.store.audit(LEAP, limit=1)
    assert (entry.action, entry.detail) == (
        "team.changed",
        {"name": "Helpers", "removed": ["siddhant"]},
    )
    both = {"add": [siddhant], "remove": [siddhant]}
    assert (await admin.refused("PATCH", path, both))[0] == 400


async def test_a_number_that_leads_elsewhere_is_refused(server: Server, admin: Person) -> None:
    numbers = {"settings": {"queue": {"numbers": [{"number": "442079460200"}]}}}
    await admin.patch(path_of(server, "Sales"), numbers)
    status, _, message = await admin.refused("PATCH", path_of(server, "Support team"), numbers)
    assert (status, message) == (
        400,
        "queue.numbers: 442079460200 leads to the team Sales already.",
    )


async def test_a_team_goes_when_nothing_needs_it_any_more(server: Server, admin: Person) -> None:
    path, team_id = path_of(server, "Support team"), path_of(server, "Support team")[7:]
    await admin.patch(path, {"settings": {"queue": {"numbers": [{"number": "442079460200"}]}}})
    await admin.patch(
        path_of(server, "Sales"), {"settings": {"queue": {"overflow_team": "Support team"}}}
    )
    campaign = Campaign(
        campaign_id=CampaignId("c1"),
        space_id=LEAP,
        team_id=TeamId(team_id),
        name="Spring",
        created_at=1.0,
        settings=CampaignSettings(mode=Mode.PREVIEW),
    )
    await server.store.commit([PutCampaign(campaign)])
    needed = (await admin.get(path))["team"]["needed_for"]
    assert needed == [
        "2 people are in it",
        "1 number leads to it",
        "it has the campaigns Spring",
        "callers of Sales go on to it",
    ]
    status, code, message = await admin.refused("DELETE", path)
    assert (status, code) == (409, "team-in-use")
    assert message == f"Support team is needed still: {'; '.join(needed)}."
    # Sales is another matter.
    assert (await admin.get(path_of(server, "Sales")))["team"]["needed_for"] == []
    gone = path_of(server, "Sales")
    await admin.delete(gone)
    assert (await admin.refused("GET", gone))[:2] == (404, "no-such-team")
    assert [one["name"] for one in (await admin.get("/teams"))["teams"]] == ["Support team"]
    assert await server.store.teams(LEAP) == server.node.accounts.teams(LEAP)
    await admin.post("/teams", {"name": "Sales"})


async def test_a_team_stays_while_somebody_waits_for_it(server: Server, admin: Person) -> None:
    path = path_of(server, "Sales")
    queued = await server.http.post(
        "/apiv1/team/make_call",
        json={"space_id": "leap", "team_name": "Sales", "number": "448442430000"},
        headers={"Authorization": f"Bearer {server.token}"},
    )
    assert queued.json()["success"] is True
    assert await admin.refused("DELETE", path) == (
        409,
        "team-in-use",
        "Sales is needed still: 1 call goes on or waits.",
    )


async def test_teams_of_others_are_none(server: Server, admin: Person) -> None:
    other = server.node.accounts.teams(server.node.accounts.space("rival").space_id)[0]  # type: ignore[union-attr]
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
        refused = await admin.refused(method, f"/teams/{other.team_id}", body)
        assert refused[:2] == (404, "no-such-team")
    mallory = (await (await signed_in(server, "mallory@rival")).get("/users"))["users"][0]
    stolen = {"add": [mallory["user_id"]]}
    assert (await admin.refused("PATCH", path_of(server, "Sales"), stolen))[0] == 400


async def test_opening_hours_come_back_as_they_were_given(server: Server, admin: Person) -> None:
    path = path_of(server, "Sales")
    told = await admin.patch(path, {"settings": {"queue": {"hours": {"days": WEEK}}}})
    assert told["team"]["settings"]["queue"]["hours"] == {"days": WEEK}
    gone = await admin.patch(path, {"settings": {"queue": {"hours": None}}})
    assert gone["team"]["settings"]["queue"]["hours"] is None


async def test_of_two_admins_who_save_at_once_neither_undoes_the_other(
    server: Server, admin: Person
) -> None:
    path, book = path_of(server, "Sales"), server.node.accounts.book
    async with book.writing:
        saving = [
            asyncio.create_task(admin.patch(path, {"settings": {"queue": queue}}))
            for queue in ({"ring_seconds": 33}, {"wrap_up_seconds": 44})
        ]
        await queued(book._writing, 2)
    await asyncio.gather(*saving)
    queue = (await admin.get(path))["team"]["settings"]["queue"]
    assert (queue["ring_seconds"], queue["wrap_up_seconds"]) == (33, 44)
