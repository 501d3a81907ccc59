"""POST /router/api/v2/do_not_call/add, /remove, /check and /list: each answer and each error."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.domain.ids import LeadId, TeamId
from tests.support.campaigns import campaign_of, life_of, push, put_campaign
from tests.support.face import LEAP, Server, serving

PLACE = "/router/api/v2/do_not_call"
ONE, TWO, THREE = "919654301006", "919812306590", "442079460110"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, leads_per_body=600) as running:
        yield running


async def ask(
    server: Server, what: str, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    told = {"cloud_id": "leap", "auth_token": server.token} | body
    return await server.http.post(f"{PLACE}/{what}", json=told, headers=headers)


async def spring(server: Server) -> LeadId:
    """A lead of a campaign."""
    team = server.node.accounts.team_by_name(LEAP, "Support team")
    campaign = campaign_of(LEAP, team.team_id if team else TeamId(""))
    (march,) = await put_campaign(server.store, campaign)
    return await push(server.store, campaign, march, ONE)


async def test_numbers_are_added_and_leads_with_them_never_dialled(server: Server) -> None:
    lead_id = await spring(server)
    answer = await ask(
        server, "add", numbers=["+91 96543-01006", 919812306590, "12", None], reason="Asked"
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["success"], told["added"], told["known"], told["failed"]) == (True, 2, 0, 2)
    assert [(one["index"], one["number"], one["code"]) for one in told["errors"]] == [
        (2, "12", "number-invalid"),
        (3, "", "invalid-field"),
    ]
    assert told["errors"][0]["message"].startswith("number: ")
    assert (await life_of(server.store, LEAP, lead_id)).state == "do_not_call"
    again = (await ask(server, "add", numbers=[ONE, THREE])).json()
    assert (again["added"], again["known"]) == (1, 1)
    entry = (await server.store.audit(LEAP, limit=1))[0]
    assert (entry.actor, entry.action) == ("token:api", "do-not-call.added")
    assert entry.detail["numbers"] == [THREE]


async def test_numbers_are_removed(server: Server) -> None:
    await ask(server, "add", numbers=[ONE, TWO])
    answer = await ask(server, "remove", numbers=[ONE, THREE, "x"])
    assert answer.status_code == 200
    told = answer.json()
    assert (told["removed"], told["unknown"], told["failed"]) == (1, 1, 1)
    assert [one["number"] for one in (await ask(server, "list")).json()["entries"]] == [TWO]


async def test_numbers_are_checked(server: Server) -> None:
    await spring(server)
    await ask(server, "add", numbers=[ONE], campaign="SPRING", reason="Wrong number")
    await ask(server, "add", numbers=[TWO])
    answer = await ask(server, "check", numbers=[ONE, "no", TWO, THREE], campaign="spring")
    assert answer.status_code == 200
    told = answer.json()
    assert [(one["index"], one["number"], one["listed"]) for one in told["results"]] == [
        (0, ONE, True),
        (2, TWO, True),
        (3, THREE, False),
    ]
    (entry,) = told["results"][0]["entries"]
    assert (entry["campaign"], entry["reason"]) == ("Spring", "Wrong number")
    assert entry["since"].endswith("+00:00")
    assert told["results"][1]["entries"][0]["campaign"] is None
    assert [one["index"] for one in told["errors"]] == [1]
    told = (await ask(server, "check", numbers=[ONE, TWO])).json()
    assert [one["listed"] for one in told["results"]] == [False, True]


async def test_a_list_is_read_page_by_page(server: Server) -> None:
    await spring(server)
    numbers = [f"9196543{n:05}" for n in range(5)]
    await ask(server, "add", numbers=numbers)
    await ask(server, "add", numbers=[ONE], campaign="Spring")
    found: list[str] = []
    after = None
    for size in (2, 2, 1):
        page = (await ask(server, "list", limit=2, after=after)).json()
        found += [one["number"] for one in page["entries"]]
        assert len(page["entries"]) == size
        after = page["next_after"]
        assert (after is None) == (size == 1)
    assert found == numbers
    exact = (await ask(server, "list", limit=5)).json()
    assert exact["next_after"] is None, "a full page that is the last one"
    own = (await ask(server, "list", campaign="Spring")).json()["entries"]
    assert [(one["number"], one["campaign"]) for one in own] == [(ONE, "Spring")]


@pytest.mark.parametrize(
    ("what", "body", "told"),
    [
        ("add", {}, "numbers: is required."),
        ("add", {"numbers": "1"}, "numbers: must be a list, not a string."),
        ("add", {"numbers": [], "reason": "x" * 201}, "reason: must be a string of length <= 200"),
        ("add", {"numbers": [], "reason": "a\x00b"}, "reason: It contains characters that cannot"),
        ("add", {"numbers": ["1"] * 601}, "numbers: has 601; 600 at most are taken at a time."),
        ("remove", {"numbers": ["1"] * 601}, "numbers: has 601; 600 at most are taken at a time."),
        ("check", {"numbers": ["1"] * 601}, "numbers: has 601; 600 at most are taken at a time."),
        ("list", {"limit": 0}, "limit: must be a whole number >= 1"),
        ("list", {"limit": 1001}, "limit: must be a whole number <= 1000"),
        ("list", {"after": "x\x00"}, "after: "),
    ],
)
async def test_what_is_wrong_with_a_body_is_named(
    server: Server, what: str, body: dict[str, Any], told: str
) -> None:
    answer = await ask(server, what, **body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(told)


@pytest.mark.parametrize("what", ["add", "remove", "check", "list"])
async def test_errors_that_all_of_them_have(server: Server, what: str) -> None:
    body: dict[str, Any] = {"numbers": [ONE]}
    answer = await ask(server, what, auth_token="a guess", **body)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    answer = await ask(server, what, campaign="Summer", **body)
    assert (answer.status_code, answer.json()["code"]) == (404, "campaign-unknown")
    url = f"{PLACE}/{what}"
    answer = await server.http.post(
        url, content=b"{,}", headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-json")
    assert (await server.http.post(url, content=b"{}")).status_code == 415
    assert (await server.http.get(url)).status_code == 405
    server.store.away = True
    answer = await ask(server, what, **body)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    server.store.away = False
    assert (await ask(server, "list")).json()["entries"] == []


async def test_the_same_key_adds_once(server: Server) -> None:
    key = {"Idempotency-Key": "one"}
    first = await ask(server, "add", key, numbers=[ONE])
    again = await ask(server, "add", key, numbers=[ONE])
    assert again.json() == first.json()
    assert again.json()["added"] == 1
    assert again.headers["idempotent-replayed"] == "true"
    assert (await ask(server, "add", key, numbers=[TWO])).status_code == 409
    assert (await ask(server, "remove", key, numbers=[ONE])).status_code == 409
