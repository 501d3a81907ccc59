"""Spaces and their settings over the admin pages' routes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, SpaceSettings
from dockline.ports.store import PutUser
from tests.support.face import LEAP, PASSWORD, Server, serving

SETTINGS, SPACES = "/manage/api/settings", "/manage/api/spaces"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        accounts = running.node.accounts
        for role in (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN):
            await accounts.create_user(LEAP, role.value, role.value.title(), PASSWORD, role)
        chief = await accounts.create_user(LEAP, "operator", "Olga", PASSWORD, Role.ADMIN)
        chief = replace(chief, operator=True)
        await accounts.book.commit(LEAP, "test", "user.operator", {}, [PutUser(chief)])
        accounts.book.directory.put_user(chief)
        yield running


async def ask(
    server: Server, who: str, method: str, path: str, body: Any = None, **query: str
) -> httpx.Response:
    headers = {"Cookie": await server.sign_in(who)} if who else {}
    return await server.http.request(method, path, json=body, params=query, headers=headers)


async def said(server: Server, space: str = LEAP) -> list[tuple[str, str, dict[str, Any]]]:
    """The audit log without who signed in, the newest first."""
    entries = await server.store.audit(SpaceId(space), limit=100)
    return [(one.actor, one.action, one.detail) for one in entries if one.action != "sign-in"]


async def test_settings_are_shown_with_what_is_usual(server: Server) -> None:
    told = (await ask(server, "admin", "GET", SETTINGS)).json()
    assert (told["cloud_id"], told["name"]) == (LEAP, "Leap")
    assert told["settings"]["caller_id"] == "442079460018"
    assert msgspec.convert(told["usual"], SpaceSettings) == SpaceSettings()


async def test_a_change_keeps_the_rest_and_tells_what_was(server: Server) -> None:
    patch = {
        "time_zone": "Europe/London",
        "caller_id": "+44 20 7946 0100",
        "dial_policy": {"countries": ["44"], "minute_rates": {"44": 0.02}},
    }
    answer = await ask(server, "admin", "PATCH", SETTINGS, {"name": "LEAP", "settings": patch})
    assert answer.status_code == 200
    told = answer.json()
    assert told["name"] == "LEAP"
    assert told["settings"]["caller_id"] == "442079460100"
    assert told["settings"]["wrap_up_seconds"] == 60
    space = server.node.accounts.space(LEAP)
    assert space is not None
    assert space.settings.dial_policy.minute_rates == {"44": 0.02}
    assert (await said(server))[0] == (
        "admin",
        "settings.changed",
        {
            "changed": {
                "caller_id": ["442079460018", "442079460100"],
                "dial_policy.countries": [[], ["44"]],
                "dial_policy.minute_rates.44": [None, 0.02],
                "name": ["Leap", "LEAP"],
                "time_zone": ["UTC", "Europe/London"],
            }
        },
    )
    # Out of the map again, and the name alone.
    gone = {"dial_policy": {"minute_rates": {"44": None}}}
    await ask(server, "admin", "PATCH", SETTINGS, {"settings": gone})
    assert (await said(server))[0][2] == {"changed": {"dial_policy.minute_rates.44": [0.02, None]}}
    told = (await ask(server, "admin", "PATCH", SETTINGS, {"name": "Leap"})).json()
    assert (told["name"], told["settings"]["time_zone"]) == ("Leap", "Europe/London")


async def test_nothing_changed_is_nothing_written(server: Server) -> None:
    before = await said(server)
    answer = await ask(
        server, "admin", "PATCH", SETTINGS, {"settings": {"recording": "off"}, "name": "Leap"}
    )
    assert answer.status_code == 200
    assert await said(server) == before


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"settings": {"caller_ids": ["442079460018"] * 1_001}}, "caller_ids: There are 1001"),
    ({"settings": {"time_zone": "Mars/Olympus"}}, "time_zone: "),
    ({"settings": {"default_country": "XX"}}, "default_country: "),
    ({"settings": {"caller_ids": ["+44 20 7946 0018", "12"]}}, "caller_ids: "),
    ({"settings": {"ring_seconds": 2}}, "ring_seconds: from 5 to 300 seconds"),
    ({"settings": {"recording": "sometimes"}}, "recording: "),
    ({"settings": {"pause_reasons": ["Lunch", "lunch"]}}, "pause_reasons[1]: "),
    ({"settings": {"dispositions": ["Sold", " "]}}, "dispositions[1]: "),
    ({"settings": {"dial_policy": {"countries": ["999"]}}}, "dial_policy.countries: "),
    ({"settings": {"dial_policy": {"spend_cap": -1}}}, "dial_policy.spend_cap: "),
    ({"settings": {"dial_policy": {"minute_rates": {"44": "much"}}}}, "dial_policy.minute_"),
    ({"settings": {"click_to_call": {"networks": ["here"]}}}, "click_to_call.networks: "),
    ({"settings": {"chat": {"origins": ["shop"]}}}, "chat.origins: "),
    ({"settings": {"colour": "red"}}, "colour: there is no such setting"),
    ({"settings": "all"}, "settings: "),
    ({"name": "  "}, "name: "),
    ({"name": "LEAP", "settings": {"rejoin_seconds": -1}}, "rejoin_seconds: "),
]


async def test_a_wrong_setting_is_named_and_nothing_changes(server: Server) -> None:
    before, entries = server.node.accounts.space(LEAP), await said(server)
    headers = {"Cookie": await server.sign_in("admin")}
    for body, begins in WRONG:
        answer = await server.http.patch(SETTINGS, json=body, headers=headers)
        assert answer.status_code == 400, answer.text
        assert answer.json()["message"].startswith(begins), answer.text
    assert server.node.accounts.space(LEAP) == before
    assert await said(server) == entries


async def test_settings_are_for_admins_and_spaces_for_operators(server: Server) -> None:
    new, name = {"cloud_id": "novanet", "name": "NovaNet"}, {"name": "Mine"}
    of_settings = [("GET", SETTINGS, None), ("PATCH", SETTINGS, name)]
    of_spaces = [("GET", SPACES, None), ("POST", SPACES, new), ("PATCH", f"{SPACES}/leap", name)]
    for who in ("", "rishi", "supervisor", "manager", "admin"):
        status = 403 if who else 401
        for method, path, body in of_spaces if who == "admin" else of_settings + of_spaces:
            answer = await ask(server, who, method, path, body)
            assert answer.status_code == status, (who, method, path)
    assert [space.name for space in server.node.accounts.spaces()] == ["Leap"]


async def test_an_operator_makes_a_space_and_sets_it(server: Server) -> None:
    new = {"cloud_id": "novanet", "name": "NovaNet", "time_zone": "Asia/Kolkata"}
    made = await ask(server, "operator", "POST", SPACES, new)
    assert made.status_code == 201
    row = {"cloud_id": "novanet", "name": "NovaNet", "users": 0, "teams": 0, "calls_today": 0}
    assert made.json()["space"] == row | {"time_zone": "Asia/Kolkata"}
    assert await said(server, "novanet") == [
        ("operator@leap", "space.created", {"name": "NovaNet"})
    ]
    again = await ask(server, "operator", "POST", SPACES, new)
    assert again.status_code == 400
    assert again.json()["message"].startswith("cloud_id: ")

    wish = {"settings": {"pause_reasons": ["Chai"]}}
    changed = await ask(server, "operator", "PATCH", SETTINGS, wish, cloud_id="novanet")
    assert changed.json()["settings"]["pause_reasons"] == ["Chai"]
    assert (await said(server, "novanet"))[0][:2] == ("operator@leap", "settings.changed")
    renamed = await ask(server, "operator", "PATCH", f"{SPACES}/novanet", {"name": "Nova"})
    assert renamed.json()["space"]["name"] == "Nova"
    told = (await ask(server, "operator", "GET", "/manage/api/me", cloud_id="novanet")).json()
    assert (told["space_name"], told["time_zone"]) == ("Nova", "Asia/Kolkata")
    missing = await ask(server, "operator", "PATCH", f"{SPACES}/nowhere", {"name": "Nova"})
    assert missing.status_code == 404

    # It works at once: its people sign in, and dial.
    accounts = server.node.accounts
    await accounts.create_team(SpaceId("novanet"), "Sales")
    await accounts.create_user(SpaceId("novanet"), "asha", "Asha", PASSWORD, "agent", ["Sales"])
    form = {"login": "asha@novanet", "password": PASSWORD}
    signed_in = await server.http.post("/dock/sign-in", json=form)
    cookie = signed_in.headers["set-cookie"].partition(";")[0]
    async with server.dock(cookie=cookie) as dock:
        call = await server.make_call(username="asha@novanet", number="442079460110")
        assert call.json()["success"], call.text
        await dock.fact("call_answered")
    rows = (await ask(server, "operator", "GET", SPACES)).json()["spaces"]
    assert [(one["cloud_id"], one["users"], one["calls_today"]) for one in rows] == [
        ("leap", 6, 0),
        ("novanet", 1, 1),
    ]


NO_SPACE: list[tuple[dict[str, Any], str]] = [
    ({"cloud_id": "Nova Net", "name": "Nova"}, "cloud_id: "),
    ({"cloud_id": "nova", "name": ""}, "name: "),
    ({"cloud_id": "nova", "name": "Nova", "time_zone": "Nowhere"}, "time_zone: "),
    ({"cloud_id": "nova", "name": "Nova", "default_country": "XX"}, "default_country: "),
    ({"cloud_id": "nova"}, "name: "),
]


async def test_a_wrong_space_is_not_made(server: Server) -> None:
    for wish, begins in NO_SPACE:
        answer = await ask(server, "operator", "POST", SPACES, wish)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith(begins), answer.text
    assert len(server.node.accounts.spaces()) == 1


async def test_an_admin_acts_in_no_other_space(server: Server) -> None:
    await server.node.accounts.create_space("novanet", "NovaNet")
    answer = await ask(server, "admin", "PATCH", SETTINGS, {"name": "Mine"}, cloud_id="novanet")
    assert answer.status_code == 403
    space = server.node.accounts.space("novanet")
    assert space is not None
    assert space.name == "NovaNet"


async def test_another_sites_page_changes_nothing(server: Server) -> None:
    headers = {"Cookie": await server.sign_in("admin"), "Origin": "https://elsewhere.example"}
    answer = await server.http.patch(SETTINGS, json={"name": "Theirs"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-origin")


async def test_everybody_names_themselves(server: Server) -> None:
    told = (await ask(server, "rishi", "PATCH", "/manage/api/me", {"name": " Rishi Rao "})).json()
    assert (told["login"], told["name"]) == ("rishi", "Rishi Rao")
    detail = {"login": "rishi", "changed": {"name": ["Rishi", "Rishi Rao"]}}
    assert (await said(server))[0] == ("rishi", "user.changed", detail)
    refused = await ask(server, "rishi", "PATCH", "/manage/api/me", {"name": ""})
    assert (refused.status_code, refused.json()["message"]) == (400, "name: It must not be empty.")
    assert (await ask(server, "rishi", "GET", "/manage/api/me")).json()["name"] == "Rishi Rao"
    # An operator who acts elsewhere names themselves, and nobody there.
    await server.node.accounts.create_space("novanet", "NovaNet")
    olga = {"name": "Olga O."}
    told = (
        await ask(server, "operator", "PATCH", "/manage/api/me", olga, cloud_id="novanet")
    ).json()
    assert (told["name"], told["cloud_id"], told["own_cloud_id"]) == ("Olga O.", "novanet", "leap")
    assert (await said(server))[0][:2] == ("operator", "user.changed")


async def test_an_admin_alone_does_not_open_the_servers_own_network(server: Server) -> None:
    """Whoever may send webhooks there reads what is answered there."""
    patch = {"settings": {"chat": {"webhook_private": True}}}
    refused = await ask(server, "admin", "PATCH", SETTINGS, patch)
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("chat.webhook_private: Only an operator ")
    url = "http://127.0.0.1:1/"
    made = await ask(server, "admin", "POST", "/manage/api/webhooks", {"name": "In", "url": url})
    assert made.status_code == 400
    assert (await ask(server, "operator", "PATCH", SETTINGS, patch)).status_code == 200
    # What stands may stay, and be taken back.
    kept = await ask(server, "admin", "PATCH", SETTINGS, patch | {"name": "Other"})
    assert kept.status_code == 200
    patch = {"settings": {"chat": {"webhook_private": False}}}
    assert (await ask(server, "admin", "PATCH", SETTINGS, patch)).status_code == 200
