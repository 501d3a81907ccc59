"""/manage/api/campaigns: who may ask, what is shown, changed and refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dockline.domain.outcomes import AttemptOutcome
from tests.support.campaigns import attempted, keep, life_of, push
from tests.support.face import LEAP
from tests.support.managed import OTHER_TEAM, TEAM, Managed, managed

NUMBERS = ("919654301006", "919812306590", "442079460110")


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Managed]:
    async with managed(tmp_path) as running:
        yield running


async def filled(at: Managed) -> tuple[str, str]:
    """A campaign with three leads: its id, and its list's."""
    campaign_id = await at.campaign()
    table = "number\n" + "\n".join(f"+{number}" for number in NUMBERS)
    await at.upload(f"/campaigns/{campaign_id}/leads/import", table.encode(), source="March")
    shown = await at.get(f"/campaigns/{campaign_id}")
    return campaign_id, shown["lists"][0]["list_id"]


async def test_a_campaign_is_made_stopped_and_its_making_is_told(at: Managed) -> None:
    made = await at.post(
        "/campaigns", {"name": " Fibre  winback ", "team_name": "support TEAM", "mode": "power"}
    )
    assert (made["team_name"], made["mode"], made["state"]) == (TEAM, "power", "stopped")
    assert made["leads"] == dict.fromkeys(
        ("total", "done", "fresh", "again", "callbacks", "never"), 0
    )
    [(actor, detail)] = await at.audit("campaign.created")
    assert (actor, detail["mode"]) == ("rita", "power")
    again = await at.ask(
        "POST", "/campaigns", json={"name": made["name"].upper(), "team_name": TEAM}
    )
    assert (again.status_code, again.json()["code"]) == (400, "name-taken")
    nobody = await at.ask("POST", "/campaigns", json={"name": "Other", "team_name": "None"})
    assert nobody.status_code == 404
    assert nobody.json()["message"].startswith("team_name: ")


async def test_progress_cautions_and_the_window_are_shown(at: Managed) -> None:
    campaign_id, list_id = await filled(at)
    store, campaign = at.server.store, await at.kept(campaign_id)
    leads = await store.leads(LEAP, campaign and list_id, limit=10)  # type: ignore[arg-type]
    life = await life_of(store, LEAP, leads[0].lead_id)
    now = at.server.node.clock.now()
    for seconds, outcome in enumerate((AttemptOutcome.ANSWERED, AttemptOutcome.ABANDONED)):
        life = attempted(life, now + seconds, outcome)
    await keep(store, life)
    await at.post("/do-not-call", {"numbers": [f"+{NUMBERS[1]}"]})
    [line] = (await at.get("/campaigns"))["campaigns"]
    assert line["leads"]["total"] == 3
    assert line["leads"]["never"] == 1
    assert sum(line["leads"].values()) == 2 * line["leads"]["total"], "each is counted once"
    assert line["lists"][0]["name"] == "March"
    window = line["window"]
    assert (window["answers"], window["abandons"], window["abandoned_share"]) == (2.0, 1.0, 0.5)
    shown = await at.get(f"/campaigns/{campaign_id}")
    assert shown["retry_rules"]["busy"]["delays"] == [300.0, 900.0, 3600.0]
    assert "answered" not in shown["retry_rules"]
    assert shown["time_zone"] == "UTC"


async def test_settings_are_patched_and_what_is_wrong_is_named(at: Managed) -> None:
    campaign_id, list_id = await filled(at)
    place = f"/campaigns/{campaign_id}"
    changed = await at.patch(
        place,
        {
            "settings": {
                "mode": "predictive",
                "dialer": {"cap": 0.02, "caller_ids": ["+44 20 7946 0018"]},
                "leads": {"weights": {list_id: 3}, "limits": {"most_attempts": 6}},
                "script": "# Hello {name}\n- Offer",
                "skip_reasons": ["Later"],
            }
        },
    )
    settings = changed["settings"]
    assert settings["dialer"]["caller_ids"] == ["442079460018"]
    assert settings["leads"]["weights"] == {list_id: 3}
    assert settings["script"] == "# Hello {name}\n- Offer"
    assert {one["field"] for one in changed["cautions"]} >= {"dialer.abandon_message"}
    [(actor, detail)] = await at.audit("campaign.changed")
    assert actor == "rita"
    assert detail["after"]["dialer.cap"] == 0.02
    before = await at.kept(campaign_id)
    for patch, field in (
        ({"dialer": {"cap": 2}}, "dialer.cap: "),
        ({"leads": {"dispositions": [{"code": "a b", "name": "x", "next_step": "done"}]}}, "leads"),
        ({"state": "running"}, "state: "),
        ({"colour": 1}, "colour: "),
        ({"script": "x" * 20_001}, "script: "),
        ({"leads": {"paused": ["nothing"]}}, "leads.paused[0]: "),
        ({"dialer": {"caller_ids": ["442079460018"] * 1_001}}, "dialer.caller_ids: there are 1001"),
    ):
        refused = await at.ask("PATCH", place, json={"settings": patch})
        assert refused.status_code == 400, patch
        assert refused.json()["message"].startswith(field), refused.text
    assert await at.kept(campaign_id) == before


async def test_a_campaign_is_started_paused_drained_and_stopped(at: Managed) -> None:
    campaign_id = await at.campaign()
    place = f"/campaigns/{campaign_id}/run"
    for action, state in (("start", "running"), ("pause", "paused"), ("stop", "stopped")):
        assert (await at.post(place, {"action": action}))["state"] == state
    refused = await at.ask("POST", place, json={"action": "drain"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")
    wrong = await at.ask("POST", place, json={"action": "dance"})
    assert wrong.status_code == 400
    assert [who for who, _ in await at.audit("campaign.started")] == ["rita"]


async def test_a_campaign_is_renamed(at: Managed) -> None:
    campaign_id, _ = await filled(at)
    place = f"/campaigns/{campaign_id}"
    told = await at.patch(place, {"name": "Summer"})
    assert (told["name"], told["campaign_id"]) == ("Summer", campaign_id)
    assert (await at.get(f"{place}/leads"))["leads"], "its leads stay with it"
    told = await at.patch(place, {"name": "Summer", "settings": {"mode": "power"}})
    assert (told["name"], told["mode"]) == ("Summer", "power")
    [(actor, detail)] = await at.audit("campaign.renamed")
    assert (actor, detail["before"], detail["after"]) == (
        "rita",
        {"name": "Spring"},
        {"name": "Summer"},
    )
    await at.campaign("Winter")
    before = await at.kept(campaign_id)
    for body in (
        {"name": "winter", "settings": {"mode": "preview"}},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "Autumn", "settings": {"colour": 1}},
    ):
        assert (await at.ask("PATCH", place, json=body)).status_code == 400
    assert await at.kept(campaign_id) == before


async def test_a_campaign_is_archived_with_all_that_is_kept_of_it(at: Managed) -> None:
    campaign_id, _ = await filled(at)
    place = f"/campaigns/{campaign_id}"
    refused = await at.ask("POST", f"{place}/run", json={"action": "start"})
    assert refused.status_code == 200
    refused = await at.ask("POST", f"{place}/run", json={"action": "archive"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")
    await at.post(f"{place}/run", {"action": "stop"})
    assert (await at.post(f"{place}/run", {"action": "archive"}))["state"] == "archived"
    [line] = (await at.get("/campaigns"))["campaigns"]
    assert (line["state"], line["leads"]["total"]) == ("archived", 3)
    assert (await at.get(f"{place}/pacing"))["state"] == "archived"
    refused = await at.ask("POST", f"{place}/run", json={"action": "start"})
    assert (refused.status_code, refused.json()["message"]) == (
        409,
        "action: A campaign that is archived cannot be started.",
    )
    assert (await at.post(f"{place}/run", {"action": "restore"}))["state"] == "stopped"
    assert [who for who, _ in await at.audit("campaign.archived")] == ["rita"]


async def test_a_dial_list_is_paused_weighed_and_renamed(at: Managed) -> None:
    campaign_id, list_id = await filled(at)
    place = f"/campaigns/{campaign_id}/lists/{list_id}"
    told = await at.patch(place, {"paused": True})
    assert told["lists"][0]["paused"] is True
    assert told["lists"][0]["weight"] == 1, "a pause is no weight"
    assert {one["field"] for one in told["cautions"]} >= {"leads.paused"}
    lead = (await at.get(f"/campaigns/{campaign_id}/leads"))["leads"][0]
    why = await at.get(f"/leads/{lead['lead_id']}")
    rules = {one["rule"]: one for one in why["rules"]}
    assert rules["dial-list"]["sentence"] == "The lead's dial list is paused."
    told = await at.patch(place, {"paused": False, "weight": 5, "name": "Spring list"})
    assert (told["lists"][0]["name"], told["lists"][0]["weight"]) == ("Spring list", 5)
    assert told["lists"][0]["paused"] is False
    details = [detail for _, detail in await at.audit("dial-list.changed")]
    assert details[0]["after"]["name"] == "Spring list"
    await at.upload(f"/campaigns/{campaign_id}/leads/import", b"number\n+3212345678", source="May")
    for body, status in (({"name": "may"}, 400), ({"weight": 5000}, 400)):
        assert (await at.ask("PATCH", place, json=body)).status_code == status
    nowhere = await at.ask("PATCH", f"/campaigns/{campaign_id}/lists/none", json={"paused": True})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "source-unknown")


async def test_pacing_tells_lines_agents_and_what_is_left(at: Managed) -> None:
    campaign_id, _ = await filled(at)
    async with at.server.dock():
        told = await at.get(f"/campaigns/{campaign_id}/pacing")
    assert (told["ringing"], told["talking"], told["leads_left"]) == (0, 0, 3)
    assert told["agents_here"] == 1
    assert told["days_left"] is None, "nothing happened today that tells of it"
    assert told["most_lines"] is not None
    await at.patch(f"/campaigns/{campaign_id}", {"settings": {"dialer": {"most_lines": 2}}})

    async def limited() -> Any:
        return (await at.get(f"/campaigns/{campaign_id}/pacing"))["most_lines"]

    assert await limited() == 2


# --- who may ----------------------------------------------------------------------------------


async def test_a_supervisor_reads_those_of_their_teams_and_changes_none(at: Managed) -> None:
    campaign_id, list_id = await filled(at)
    await at.campaign("Sales", OTHER_TEAM)
    mine = (await at.get("/campaigns", "sam"))["campaigns"]
    assert [one["name"] for one in mine] == ["Spring"]
    theirs = (await at.get("/campaigns", "olga"))["campaigns"]
    assert [one["name"] for one in theirs] == ["Sales"]
    for path in ("", "/pacing", "/leads"):
        place = f"/campaigns/{campaign_id}{path}"
        assert (await at.ask("GET", place, "sam")).status_code == 200
        hidden = await at.ask("GET", place, "olga")
        nothing = await at.ask("GET", place.replace(campaign_id, "none"), "olga")
        assert (hidden.status_code, hidden.json()) == (404, nothing.json())
    for method, path, body in (
        ("POST", "/campaigns", {"name": "Mine", "team_name": TEAM}),
        ("PATCH", f"/campaigns/{campaign_id}", {"settings": {}}),
        ("POST", f"/campaigns/{campaign_id}/run", {"action": "start"}),
        ("PATCH", f"/campaigns/{campaign_id}/lists/{list_id}", {"paused": True}),
    ):
        answer = await at.ask(method, path, "sam", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted"), path
    assert (await at.ask("GET", "/campaigns", "rishi")).status_code == 403
    assert (await at.ask("GET", "/campaigns", "")).status_code == 401


async def test_another_spaces_campaign_is_none(at: Managed) -> None:
    campaign_id, _ = await filled(at)
    refused = await at.ask("GET", f"/campaigns/{campaign_id}", params={"cloud_id": "other"})
    assert refused.status_code == 403


async def test_the_script_is_for_agents_of_the_team(at: Managed) -> None:
    campaign_id = await at.campaign("Sales", OTHER_TEAM)
    own = await at.campaign()
    for one in (campaign_id, own):
        await at.patch(f"/campaigns/{one}", {"settings": {"script": "Hello {name}"}})
    cookie = {"Cookie": await at.server.sign_in()}
    http = at.server.http
    told = await http.get("/dock/script", params={"campaign_id": own}, headers=cookie)
    assert (told.status_code, told.json()) == (200, {"text": "Hello {name}"})
    for query, headers, status in (
        ({"campaign_id": campaign_id}, cookie, 404),
        ({}, cookie, 404),
        ({"campaign_id": own}, {}, 401),
    ):
        answer = await http.get("/dock/script", params=query, headers=headers)
        assert answer.status_code == status


async def test_a_paused_list_is_not_dialled_and_its_callbacks_are_not(at: Managed) -> None:
    campaign_id, list_id = await filled(at)
    await at.patch(f"/campaigns/{campaign_id}/lists/{list_id}", {"paused": True})
    campaign = await at.kept(campaign_id)
    lead_id = await push(at.server.store, campaign, campaign.settings.leads.paused[0], "3212345678")
    await at.post(f"/campaigns/{campaign_id}/run", {"action": "start"})
    at_once = at.server.node.clock.now() + 3600
    await at.post(f"/leads/{lead_id}/callback", {"at": at_once})
    shown = await at.get(f"/leads/{lead_id}")
    assert {one["rule"] for one in shown["rules"] if not one["allowed"]} >= {"dial-list"}
    assert shown["next_at"] is None, "no time alone starts a list"
