"""The people of a space, over the admin pages' API."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dockline.domain.ids import AgentId
from dockline.domain.space import Role
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.people import (
    ROLES,
    Person,
    signed_in,
    staffed,
    try_sign_in,
    with_second_factor,
)

TABLE = (
    "login,name,role,teams,password,skills\r\n"
    "ana,Ana Ruiz,agent,Support team,,german=7; sales=3\r\n"
    'ben@example.com,"Ben, of York",Supervisor,"Support team;Sales",a long word of ben,\r\n'
    "cleo,,,,,\r\n"
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        await staffed(running)
        await running.node.accounts.create_team(LEAP, "Sales")
        yield running


@pytest.fixture
async def admin(server: Server) -> Person:
    return await signed_in(server, "admin")


def of(server: Server, login: str) -> str:
    user = server.node.accounts.agent_of(LEAP, login)
    assert user is not None, login
    return user.user_id


def names(listed: Any) -> list[str]:
    return [one["login"] for one in listed["users"]]


async def logged(server: Server) -> tuple[str, str, dict[str, Any]]:
    (entry,) = await server.store.audit(LEAP, limit=1)
    return entry.actor, entry.action, entry.detail


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", [*ROLES, "mallory@rival"])
async def test_admins_of_the_space_keep_its_people(server: Server, login: str) -> None:
    person = await signed_in(server, login)
    allowed = login in ("admin", "operator")
    user_id = of(server, "rishi")
    for method, path, body in (
        ("GET", "/users", None),
        ("GET", f"/users/{user_id}", None),
        ("PATCH", f"/users/{user_id}", {"name": "Changed"}),
        ("GET", f"/users/{user_id}/sessions", None),
        ("POST", f"/users/{user_id}/unlock", {}),
        ("GET", "/teams", None),
    ):
        answer = await person.ask(method, path, body, cloud_id="leap")
        assert answer.status_code == (200 if allowed else 403), (path, answer.text)


async def test_an_operator_acts_in_another_space_and_an_admin_does_not(
    server: Server, admin: Person
) -> None:
    operator = await signed_in(server, "operator")
    listed = await operator.get("/users", cloud_id="rival")
    assert names(listed) == ["mallory"]
    assert (await admin.refused("GET", "/users", cloud_id="rival"))[0] == 403
    mallory = listed["users"][0]["user_id"]
    assert (await admin.refused("GET", f"/users/{mallory}"))[:2] == (404, "no-such-user")


# --- the list -----------------------------------------------------------------------------------


async def test_the_list_is_filtered_and_paged(server: Server, admin: Person) -> None:
    every = await admin.get("/users")
    assert names(every) == ["admin", "agent", "manager", "operator", "rishi", "siddhant",
                            "supervisor"]  # fmt: skip
    assert every["total"] == 7
    page = await admin.get("/users", limit=2, skip=4)
    assert (names(page), page["total"]) == (["rishi", "siddhant"], 7)
    team = every["users"][4]["teams"][0]
    assert names(await admin.get("/users", team=team)) == ["rishi", "siddhant"]
    assert names(await admin.get("/users", team="none", role="agent")) == ["agent"]
    assert names(await admin.get("/users", search="SID")) == ["siddhant"]
    await admin.patch(f"/users/{of(server, 'rishi')}", {"active": False})
    assert names(await admin.get("/users", active="0")) == ["rishi"]
    assert (await admin.get("/users", active="1"))["total"] == 6
    for query in ({"role": "king"}, {"active": "yes"}, {"limit": "0"}, {"skip": "-1"}):
        assert (await admin.refused("GET", "/users", **query))[0] == 400


async def test_the_list_says_what_people_are_at_their_docks(server: Server, admin: Person) -> None:
    async with server.dock("rishi"):
        (row,) = (await admin.get("/users", search="rishi"))["users"]
        assert row["state"] == "ready"
        assert row["state_since"] > 0
    (row,) = (await admin.get("/users", search="siddhant"))["users"]
    assert (row["state"], row["state_since"]) == ("offline", None)


# --- adding and changing ------------------------------------------------------------------------


async def test_a_person_is_added_with_a_password_told_once(server: Server, admin: Person) -> None:
    teams = [one["team_id"] for one in (await admin.get("/teams"))["teams"]]
    told = await admin.post(
        "/users", {"login": "mira", "role": "supervisor", "teams": teams, "skills": {"german": 7}}
    )
    user = told["user"]
    assert (user["name"], user["teams"], user["skills"]) == ("mira", teams, {"german": 7})
    assert user["password_due"] is True
    answer = await try_sign_in(server, "mira", told["password"])
    assert answer.json()["due"] == "password"
    assert await logged(server) == ("mira", "sign-in", {"address": "127.0.0.1", "browser": ""})
    given = await admin.post(
        "/users", {"login": "nils", "password": "nils has a word", "password_due": False}
    )
    assert given["password"] == ""
    assert (await try_sign_in(server, "nils", "nils has a word")).json()["due"] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"login": "RISHI"}, "login"),
        ({"login": "two words"}, "login"),
        ({"login": "mira", "role": "king"}, "role"),
        ({"login": "mira", "teams": ["nowhere"]}, "teams"),
        ({"login": "mira", "password": "short"}, "password"),
        ({"login": "mira.long", "password": "Mira.Long"}, "password"),
        ({"login": "mira", "skills": {"german": 11}}, "skills"),
        ({"login": "mira", "chat_limit": 51}, "chat_limit"),
        ({"login": "mira", "colour": "red"}, "The body"),
        ({"name": "Mira"}, "login"),
    ],
)
async def test_what_is_wrong_is_told_by_its_field(
    admin: Person, body: dict[str, Any], field: str
) -> None:
    status, _, message = await admin.refused("POST", "/users", body)
    assert status == 400
    assert message.startswith(field), message
    assert (await admin.get("/users"))["total"] == 7


async def test_changes_keep_what_is_left_out(server: Server, admin: Person) -> None:
    path = f"/users/{of(server, 'rishi')}"
    before = (await admin.get(path))["user"]
    after = (await admin.patch(path, {"name": " Rishi K ", "chat_limit": 2}))["user"]
    assert after == before | {"name": "Rishi K", "chat_limit": 2}
    assert await logged(server) == (
        "admin",
        "user.changed",
        {"login": "rishi", "changed": {"name": ["Rishi", "Rishi K"], "chat_limit": [None, 2]}},
    )
    teams = before["teams"]
    await admin.patch(path, {"teams": []})
    _, _, detail = await logged(server)
    assert detail["changed"] == {"teams": [teams, []]}
    await admin.patch(path, {"teams": teams})
    assert (await admin.patch(path, {"chat_limit": None}))["user"]["chat_limit"] is None
    assert (await admin.patch(path, {}))["user"]["name"] == "Rishi K"
    taken = await admin.refused("PATCH", path, {"login": "siddhant"})
    assert taken == (400, "name-taken", "login: It is taken.")


async def test_a_new_login_signs_in_and_the_old_one_does_not(server: Server, admin: Person) -> None:
    await admin.patch(f"/users/{of(server, 'rishi')}", {"login": "rishi@example.com"})
    await signed_in(server, "rishi@example.com")
    assert (await try_sign_in(server, "rishi")).status_code == 401


async def test_who_is_deactivated_is_out_at_once_and_may_come_back(
    server: Server, admin: Person
) -> None:
    path = f"/users/{of(server, 'rishi')}"
    cookie = await server.sign_in("rishi")
    async with server.dock(cookie=cookie) as dock:
        told = await admin.patch(path, {"active": False})
        assert told["user"]["active"] is False
        assert await dock.closed() == 4401
    assert (await try_sign_in(server, "rishi")).status_code == 401
    assert server.node.accounts.check_token(LEAP, server.token) is not None
    await admin.patch(path, {"active": True})
    await signed_in(server, "rishi")
    session = await server.http.get("/dock/session", headers={"cookie": cookie})
    assert session.status_code == 401


async def test_a_board_is_closed_when_its_right_is_gone(server: Server, admin: Person) -> None:
    async with server.board("supervisor", phone=False) as board:
        await admin.patch(f"/users/{of(server, 'supervisor')}", {"role": "agent"})
        assert await board.closed() == 4401


# --- guards -------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [{"active": False}, {"role": "manager"}])
async def test_nobody_takes_their_own_right_away(
    server: Server, admin: Person, body: dict[str, Any]
) -> None:
    refused = await admin.refused("PATCH", f"/users/{of(server, 'admin')}", body)
    assert refused[:2] == (409, "not-oneself")
    assert (await admin.patch(f"/users/{of(server, 'admin')}", {"name": "Me"}))["success"]


async def test_ones_own_password_and_second_factor_are_not_reset_here(
    server: Server, admin: Person
) -> None:
    path = f"/users/{of(server, 'admin')}"
    assert (await admin.refused("POST", f"{path}/password", {}))[:2] == (409, "not-oneself")
    assert (await admin.refused("DELETE", f"{path}/second-factor"))[:2] == (409, "not-oneself")


async def test_the_last_admin_stays(server: Server) -> None:
    operator = await signed_in(server, "operator")
    query = {"cloud_id": "rival"}
    (row,) = (await operator.get("/users", **query))["users"]
    for body in ({"active": False}, {"role": "agent"}):
        refused = await operator.refused("PATCH", f"/users/{row['user_id']}", body, **query)
        assert refused[:2] == (409, "last-admin")
    await operator.post("/users", {"login": "second", "role": "admin"}, **query)
    await operator.patch(f"/users/{row['user_id']}", {"role": "agent"}, **query)


async def test_an_admin_neither_makes_nor_changes_operators(server: Server, admin: Person) -> None:
    path = f"/users/{of(server, 'operator')}"
    for method, where, body in (
        ("POST", "/users", {"login": "eve", "operator": True}),
        ("PATCH", f"/users/{of(server, 'rishi')}", {"operator": True}),
        ("PATCH", f"/users/{of(server, 'admin')}", {"operator": True}),
        ("PATCH", path, {"name": "Gone"}),
        ("PATCH", path, {"active": False}),
        ("POST", f"{path}/password", {}),
        ("DELETE", f"{path}/second-factor", None),
        ("DELETE", f"{path}/sessions", None),
    ):
        assert (await admin.refused(method, where, body))[:2] == (403, "operators-only")
    operator = await signed_in(server, "operator")
    await operator.patch(f"/users/{of(server, 'admin')}", {"operator": True})
    assert (await operator.refused("PATCH", path, {"operator": False}))[:2] == (409, "not-oneself")


# --- what they sign in with ---------------------------------------------------------------------


async def test_a_reset_ends_sessions_and_unlocks(server: Server, admin: Person) -> None:
    path = f"/users/{of(server, 'rishi')}"
    before = await signed_in(server, "rishi")
    for _ in range(5):
        await try_sign_in(server, "rishi", "wrong")
    row = (await admin.get(path))["user"]
    assert row["locked_until"] > 0
    assert names(await admin.get("/users", locked="1")) == ["rishi"]
    made = (await admin.post(f"{path}/password", {"password_due": False}))["password"]
    assert (await before.ask("GET", "/me")).status_code == 401
    assert (await admin.get(path))["user"]["locked_until"] is None
    assert (await try_sign_in(server, "rishi", made)).json()["due"] == ""
    typed = await admin.post(f"{path}/password", {"password": "a typed password"})
    assert typed["password"] == ""
    weak = await admin.refused("POST", f"{path}/password", {"password": "rishi"})
    assert weak[2].startswith("password: ")
    for entry in await server.store.audit(LEAP, limit=50):
        assert made not in str(entry.detail)


async def test_an_admin_unlocks(server: Server, admin: Person) -> None:
    for _ in range(5):
        await try_sign_in(server, "rishi", "wrong")
    assert (await try_sign_in(server, "rishi")).status_code == 429
    told = await admin.post(f"/users/{of(server, 'rishi')}/unlock")
    assert told["user"]["locked_until"] is None
    assert await logged(server) == ("admin", "user.unlocked", {"login": "rishi"})
    await signed_in(server, "rishi")


async def test_an_admin_lists_and_ends_sessions(server: Server, admin: Person) -> None:
    path = f"/users/{of(server, 'rishi')}/sessions"
    persons = [await signed_in(server, "rishi") for _ in range(3)]
    listed = (await admin.get(path))["sessions"]
    assert len(listed) == 3
    assert not any(one["current"] for one in listed)
    await admin.delete(f"{path}/{listed[0]['session_id']}")
    assert (await admin.delete(path))["ended"] == 2
    assert [(await one.ask("GET", "/me")).status_code for one in persons] == [401] * 3
    # One's own present session goes on.
    assert (await admin.delete(f"/users/{of(server, 'admin')}/sessions"))["ended"] == 0
    await admin.get("/me")


async def test_an_admin_takes_a_lost_second_factor_away(server: Server, admin: Person) -> None:
    person = await signed_in(server, "rishi")
    await with_second_factor(person, server.node.accounts.book.clock.now())
    (row,) = (await admin.get("/users", search="rishi"))["users"]
    assert row["second_factor"] is True
    told = await admin.delete(f"/users/{of(server, 'rishi')}/second-factor")
    assert told["user"]["second_factor"] is False
    assert await logged(server) == ("admin", "second-factor.reset", {"login": "rishi"})
    await signed_in(server, "rishi")
    assert await server.store.second_factor(AgentId(of(server, "rishi"))) is None


# --- the table ----------------------------------------------------------------------------------


async def sent(
    server: Server, person: Person, body: str | bytes, kind: str = "text/csv", **query: str
) -> Any:
    answer = await server.http.post(
        "/manage/api/users/import",
        content=body.encode() if isinstance(body, str) else body,
        params=query,
        headers={"cookie": person.cookie, "content-type": kind},
    )
    return answer.json() | {"status": answer.status_code}


async def test_a_table_is_tried_first_and_then_taken(server: Server, admin: Person) -> None:
    tried = await sent(server, admin, TABLE, dry_run="1")
    assert (tried["dry_run"], tried["lines"], tried["made"], tried["errors"]) == (True, 3, 0, [])
    assert [one["login"] for one in tried["rows"]] == ["ana", "ben@example.com", "cleo"]
    assert tried["rows"][1]["teams"] == ["Support team", "Sales"]
    assert [one["password_made"] for one in tried["rows"]] == [True, False, True]
    assert (await admin.get("/users"))["total"] == 7
    done = await sent(server, admin, "\ufeff" + TABLE)
    assert (done["made"], done["errors"]) == (3, [])
    made = dict(list(csv.reader(io.StringIO(done["passwords"])))[1:])
    assert sorted(made) == ["ana", "cleo"]
    answer = await try_sign_in(server, "ana", made["ana"])
    assert answer.json()["due"] == "password"
    assert (await try_sign_in(server, "ben@example.com", "a long word of ben")).status_code == 200
    ana = server.node.accounts.agent_of(LEAP, "ana")
    assert ana is not None
    assert (ana.name, ana.role, ana.skills) == ("Ana Ruiz", Role.AGENT, {"german": 7, "sales": 3})
    entries = await server.store.audit(LEAP, limit=10)
    assert [one.detail["count"] for one in entries if one.action == "users.imported"] == [3]


async def test_one_wrong_row_and_nobody_is_made_unless_partly(
    server: Server, admin: Person
) -> None:
    table = (
        "login;name;role;teams\n"
        "good;Good One;agent;\n"
        "bad one;;king;Nowhere\n"
        "\n"
        "rishi;;;\n"
        "good;;;\n"
        "x;y;agent;;;\n"
    )
    told = await sent(server, admin, table)
    assert told["made"] == 0
    assert [(one["line"], one["column"]) for one in told["errors"]] == [
        (3, "login"),
        (3, "role"),
        (3, "teams"),
        (5, "login"),
        (6, "login"),
        (7, ""),
    ]
    assert told["errors"][4]["message"] == "Line 2 has it, too."
    assert (told["lines"], told["passwords"]) == (5, "")
    partly = await sent(server, admin, table, partial="1")
    assert partly["made"] == 1
    assert len(partly["passwords"].splitlines()) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Line 1 names the columns, and login"),
        ("login\n", "The file has no rows under its header."),
        ("name,role\na,agent\n", "Line 1 names the columns, and login"),
        ("login,colour\na,red\n", "Line 1: there is no column “colour”"),
        ("login,login\na,b\n", "Line 1: the column login is there twice."),
        (b"login\nb\xe9a\n", "Line 2 is not UTF-8."),
        ('login\n"open\n', "Line 2: "),
        ("login\n" + "".join(f"u{n}\n" for n in range(501)), "The file has more than 500 rows"),
    ],
)
async def test_what_is_no_table(
    server: Server, admin: Person, body: str | bytes, said: str
) -> None:
    told = await sent(server, admin, body)
    assert (told["status"], told["code"]) == (400, "table-refused")
    assert told["message"].startswith(said), told["message"]


async def test_a_table_is_sent_as_csv_by_admins_of_our_own_page(
    server: Server, admin: Person
) -> None:
    assert (await sent(server, admin, TABLE, "application/json"))["status"] == 415
    manager = await signed_in(server, "manager")
    assert (await sent(server, manager, TABLE))["status"] == 403
    answer = await server.http.post(
        "/manage/api/users/import",
        content=TABLE.encode(),
        headers={
            "cookie": admin.cookie,
            "content-type": "text/csv",
            "origin": "https://evil.example",
        },
    )
    assert answer.status_code == 403


async def test_a_password_in_plain_sight_is_nowhere(server: Server, admin: Person) -> None:
    assert PASSWORD not in str(await admin.get("/users"))
    assert "argon2" not in str(await admin.get("/users"))
