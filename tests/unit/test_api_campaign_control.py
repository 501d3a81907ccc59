"""POST /router/api/v2/campaign/list, /get, /settings and /control: each answer and each error."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.domain.campaign import Mode, RunState
from dockline.domain.ids import LeadId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import DialPolicy
from tests.support.campaigns import attempted, keep, life_of
from tests.support.face import LEAP, Server, serving

PLACE = "/router/api/v2/campaign"
NUMBERS = ("919654301006", "919812306590", "442079460110")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        for number in NUMBERS:
            await push(running, number)
        yield running


async def push(server: Server, number: str, source: str = "March") -> LeadId:
    answer = await ask(
        server,
        "add",
        campaign="Spring",
        team_name="Support team",
        source=source,
        number=number,
    )
    assert answer.status_code == 200, answer.text
    return LeadId(answer.json()["lead_id"])


async def ask(
    server: Server, what: str, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    told = {"cloud_id": "leap", "auth_token": server.token} | body
    return await server.http.post(f"{PLACE}/{what}", json=told, headers=headers)


async def change(server: Server, **settings: Any) -> httpx.Response:
    return await ask(server, "settings", campaign="spring", settings=settings)


# --- reading ------------------------------------------------------------------------------------


async def test_campaigns_are_listed_with_their_progress(server: Server) -> None:
    lead_id = await push(server, NUMBERS[0], "April")
    life = await life_of(server.store, LEAP, lead_id)
    now = server.node.clock.now()
    for seconds, outcome in enumerate(
        (AttemptOutcome.ANSWERED, AttemptOutcome.ABANDONED, AttemptOutcome.MACHINE)
    ):
        life = attempted(life, now + seconds, outcome)
    await keep(server.store, life)
    answer = await ask(server, "list")
    assert answer.status_code == 200
    told = answer.json()
    assert told["success"] is True
    (spring,) = told["campaigns"]
    assert (spring["campaign"], spring["team_name"]) == ("Spring", "Support team")
    assert (spring["mode"], spring["state"]) == ("preview", "running")
    assert spring["leads"]["new"] == 4
    assert spring["leads"]["done"] == 0
    assert {one["source"]: (one["weight"], one["leads"]["new"]) for one in spring["sources"]} == {
        "March": (1, 3),
        "April": (1, 1),
    }
    window = spring["window"]
    assert (window["attempts"], window["answers"], window["abandons"]) == (3, 2.0, 1.0)
    assert (window["abandoned_share"], window["cap"], window["machines"]) == (0.5, 0.03, 1)
    assert window["starts_at"] == spring["created_at"]
    assert spring["settings"]["dialer"]["ring_seconds"] == 25.0
    got = (await ask(server, "get", campaign=" SPRING ")).json()
    assert {name: got[name] for name in spring} == spring
    assert (got["success"], got["message"]) == (True, "Campaign found")


async def test_a_space_without_campaigns(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        assert (await ask(server, "list")).json() == {"success": True, "campaigns": []}


@pytest.mark.parametrize("what", ["get", "settings", "control"])
async def test_a_campaign_that_is_not_there(server: Server, what: str) -> None:
    answer = await ask(server, what, campaign="Summer", settings={}, action="stop")
    assert answer.status_code == 404
    assert answer.json() == {
        "success": False,
        "code": "campaign-unknown",
        "message": "campaign: there is no “Summer”.",
    }


# --- settings -----------------------------------------------------------------------------------


async def test_settings_are_changed_and_warned_of(server: Server) -> None:
    answer = await change(
        server,
        mode="predictive",
        dialer={"cap": 0.0, "amd": True, "caller_ids": ["+44 20 7946 0018"]},
        leads={"weights": {"march": 5}},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["success"], told["message"]) == (True, "Campaign changed")
    assert told["mode"] == "predictive"
    assert told["settings"]["dialer"]["caller_ids"] == ["442079460018"]
    assert told["settings"]["leads"]["weights"] == {"March": 5}
    assert [one["field"] for one in told["warnings"]] == [
        "dialer.cap",
        "dialer.abandon_message",
        "dialer.amd",
    ]
    assert told["warnings"][2]["message"].endswith("switch it off or widen the window.")
    (campaign,) = await server.store.campaigns(LEAP)
    assert campaign.settings.mode is Mode.PREDICTIVE
    entry = (await server.store.audit(LEAP, limit=1))[0]
    assert (entry.actor, entry.action) == ("token:api", "campaign.changed")
    assert entry.detail["before"]["mode"] == "preview"
    # What was told may be sent again, as it is.
    again = await change(server, **told["settings"])
    assert again.json()["settings"] == told["settings"]


async def test_a_push_heeds_a_change_at_once(server: Server) -> None:
    lead_id = await push(server, NUMBERS[0])
    await server.http.post(
        "/router/api/v2/do_not_call/add",
        json={"cloud_id": "leap", "auth_token": server.token, "numbers": [NUMBERS[0]]},
    )
    await server.http.post(
        "/router/api/v2/do_not_call/remove",
        json={"cloud_id": "leap", "auth_token": server.token, "numbers": [NUMBERS[0]]},
    )
    await push(server, NUMBERS[0])
    assert (await life_of(server.store, LEAP, lead_id)).state == "do_not_call"
    await change(server, requeue_finished=True)
    await push(server, NUMBERS[0])
    assert (await life_of(server.store, LEAP, lead_id)).state == "new"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"dialer": {"ring_seconds": 5}}, "dialer.ring_seconds: from 15 to 120 seconds, not 5."),
        ({"mode": None, "colour": 1}, "colour: there is no such setting, only mode, state, requ"),
        ({"state": "stopped"}, "state: is changed by start, pause, drain and stop."),
        ({"dialer": []}, "dialer: must be an object, not a list."),
    ],
)
async def test_a_wrong_setting_is_named_and_nothing_is_changed(
    server: Server, settings: dict[str, Any], told: str
) -> None:
    before = await server.store.campaigns(LEAP)
    answer = await change(server, **{"mode": "power"} | settings)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid-field"
    assert answer.json()["message"].startswith(told)
    assert await server.store.campaigns(LEAP) == before


# --- start, pause, drain, stop ------------------------------------------------------------------


async def test_a_campaign_is_paused_drained_stopped_and_started(server: Server) -> None:
    for action, state, message in (
        ("pause", RunState.PAUSED, "Campaign paused"),
        ("drain", RunState.DRAINING, "Campaign draining"),
        ("stop", RunState.STOPPED, "Campaign stopped"),
        ("stop", RunState.STOPPED, "Campaign stopped"),
        ("start", RunState.RUNNING, "Campaign started"),
    ):
        answer = await ask(server, "control", campaign="Spring", action=action)
        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["message"]) == (state.value, message)
        (campaign,) = await server.store.campaigns(LEAP)
        assert campaign.settings.state is state


async def test_what_a_stopped_campaign_cannot_do(server: Server) -> None:
    await ask(server, "control", campaign="Spring", action="stop")
    answer = await ask(server, "control", campaign="Spring", action="pause")
    assert answer.status_code == 409
    assert answer.json()["code"] == "not-now"
    answer = await ask(server, "control", campaign="Spring", action="explode")
    assert answer.status_code == 400
    told = "action: must be one of start, pause, drain, stop, archive, restore."
    assert answer.json()["message"] == told


# --- whatever the address -----------------------------------------------------------------------

BODIES: dict[str, dict[str, Any]] = {
    "list": {},
    "get": {"campaign": "Spring"},
    "settings": {"campaign": "Spring", "settings": {"mode": "power"}},
    "control": {"campaign": "Spring", "action": "pause"},
}


@pytest.mark.parametrize("what", BODIES)
async def test_errors_that_all_of_them_have(server: Server, what: str) -> None:
    before = await server.store.campaigns(LEAP)
    url = f"{PLACE}/{what}"
    body = BODIES[what]
    answer = await ask(server, what, auth_token="a guess", **body)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    answer = await ask(server, what, cloud_id="nova", **body)
    assert answer.status_code == 401
    answer = await server.http.post(url, json=body | {"cloud_id": "leap"})
    assert answer.status_code == 400
    assert "auth_token" in answer.json()["message"]
    answer = await server.http.post(url, json=body | {"auth_token": server.token})
    assert answer.json()["message"] == "cloud_id: is required."
    answer = await server.http.post(
        url, content=b"{,}", headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-json")
    assert (await server.http.post(url, content=b"{}")).status_code == 415
    big = b" " * (16 * 2**20 + 1)
    answer = await server.http.post(url, content=big, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert (await server.http.get(url)).status_code == 405
    if body:
        answer = await ask(server, what, **body | {"campaign": ""})
        assert answer.status_code == 400
        assert answer.json()["message"].startswith("campaign: ")
    server.store.away = True
    answer = await ask(server, what, **body)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    server.store.away = False
    assert await server.store.campaigns(LEAP) == before


async def test_guesses_of_one_address_are_limited(server: Server) -> None:
    limit = DialPolicy().address_calls_per_minute
    answers = await asyncio.gather(
        *(ask(server, "list", auth_token="a guess") for _ in range(limit + 1))
    )
    assert sorted({one.status_code for one in answers}) == [401, 429]
    (refused,) = [one for one in answers if one.status_code == 429]
    assert int(refused.headers["retry-after"]) > 0
    assert (await ask(server, "list")).status_code == 200, "the right token is no guess"


async def test_the_same_key_changes_once(server: Server) -> None:
    key = {"Idempotency-Key": "one"}
    body: dict[str, Any] = {"campaign": "Spring", "action": "pause"}
    first = await ask(server, "control", key, **body)
    await ask(server, "control", campaign="Spring", action="start")
    again = await ask(server, "control", key, **body)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    (campaign,) = await server.store.campaigns(LEAP)
    assert campaign.settings.state is RunState.RUNNING
    other = await ask(server, "control", key, **body | {"action": "stop"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")


async def test_space_id_is_another_name(server: Server) -> None:
    answer = await server.http.post(
        f"{PLACE}/list", json={"space_id": "leap", "auth_token": server.token, "more": 1}
    )
    assert answer.status_code == 200
