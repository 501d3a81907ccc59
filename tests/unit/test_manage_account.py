"""One's own account over HTTP: passwords, sessions, the second factor at sign-in."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from dockline.domain.space import SecondFactorFor
from dockline.domain.token import hash_of
from dockline.ports.store import PutUser
from dockline.services.browser_sessions import Wanderer
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.people import (
    Person,
    code_at,
    signed_in,
    staffed,
    try_sign_in,
    with_second_factor,
)

NEW = "a different long word"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
STEP = 30


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        await staffed(running)
        yield running


def now(server: Server) -> float:
    return server.node.accounts.book.clock.now()


async def actions(server: Server, limit: int = 3) -> list[str]:
    return [entry.action for entry in await server.store.audit(LEAP, limit=limit)]


# --- password -----------------------------------------------------------------------------------


async def test_changing_ones_password_ends_the_other_sessions(server: Server) -> None:
    here, there = await signed_in(server, "rishi"), await signed_in(server, "rishi")
    told = await here.post("/account/password", {"current_password": PASSWORD, "password": NEW})
    assert told["due"] == ""
    assert (await here.ask("GET", "/me")).status_code == 200
    assert (await there.ask("GET", "/me")).status_code == 401
    assert (await try_sign_in(server, "rishi")).status_code == 401
    await signed_in(server, "rishi", NEW)
    assert "password.changed" in await actions(server)


@pytest.mark.parametrize(
    ("current", "password", "said"),
    [
        ("wrong", NEW, "current_password: It is not your password."),
        (PASSWORD, "short", "password: Use 8 to 1024 characters."),
        (PASSWORD, "password123", "password: It is one of the first that others would guess."),
        (PASSWORD, PASSWORD, "password: It is the one you have. Take another."),
    ],
)
async def test_a_password_that_is_not_taken(
    server: Server, current: str, password: str, said: str
) -> None:
    person = await signed_in(server, "rishi")
    body = {"current_password": current, "password": password}
    status, _, message = await person.refused("POST", "/account/password", body)
    assert (status, message) == (400, said)
    await signed_in(server, "rishi")


async def test_guessing_ones_password_from_within_is_locked_too(server: Server) -> None:
    person = await signed_in(server, "rishi")
    body = {"current_password": "wrong", "password": NEW}
    for _ in range(5):
        await person.refused("POST", "/account/password", body)
    status, code, _ = await person.refused(
        "POST", "/account/password", body | {"current_password": PASSWORD}
    )
    assert (status, code) == (429, "sign-in-locked")


async def test_a_password_that_is_due_comes_before_anything_else(server: Server) -> None:
    admin = await signed_in(server, "admin")
    user_id = server.users["rishi"].user_id
    made = (await admin.post(f"/users/{user_id}/password"))["password"]
    answer = await try_sign_in(server, "rishi", made)
    assert answer.json()["due"] == "password"
    person = Person(server, answer.headers["set-cookie"].partition(";")[0])
    for path in ("/me", "/account/sessions", "/account/second-factor"):
        assert (await person.refused("GET", path))[:2] == (401, "not-signed-in")
    session = await server.http.get("/dock/session", headers={"cookie": person.cookie})
    assert session.status_code == 401
    async with server.socket(person.cookie) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4401
    told = await person.post("/account/password", {"current_password": made, "password": NEW})
    assert told["due"] == ""
    assert (await person.ask("GET", "/me")).status_code == 200
    again = await try_sign_in(server, "rishi", NEW)
    assert again.json()["due"] == ""


# --- sessions -----------------------------------------------------------------------------------


async def test_sessions_tell_where_they_are_from_and_are_ended(server: Server) -> None:
    first = await signed_in(server, "rishi", agent=FIREFOX)
    second = await signed_in(server, "rishi", agent="curl/8.5")
    listed = (await second.get("/account/sessions"))["sessions"]
    assert [(one["browser"], one["current"]) for one in listed] == [
        ("curl", True),
        ("Firefox on Windows", False),
    ]
    assert {one["address"] for one in listed} == {"127.0.0.1"}
    assert all(one["created_at"] == one["seen_at"] < one["expires_at"] for one in listed)
    await second.delete(f"/account/sessions/{listed[1]['session_id']}")
    assert (await first.ask("GET", "/me")).status_code == 401
    third = await signed_in(server, "rishi")
    assert (await second.delete("/account/sessions"))["ended"] == 1
    assert (await third.ask("GET", "/me")).status_code == 401
    assert len((await second.get("/account/sessions"))["sessions"]) == 1
    gone = await second.refused("DELETE", f"/account/sessions/{listed[1]['session_id']}")
    assert gone[:2] == (404, "no-such-session")


async def test_a_session_of_somebody_else_is_not_ones_own(server: Server) -> None:
    mine, other = await signed_in(server, "rishi"), await signed_in(server, "siddhant")
    (theirs,) = (await other.get("/account/sessions"))["sessions"]
    refused = await mine.refused("DELETE", f"/account/sessions/{theirs['session_id']}")
    assert refused[0] == 404
    assert (await other.ask("GET", "/me")).status_code == 200


async def test_the_dock_of_a_session_that_ended_is_closed_at_once(server: Server) -> None:
    person, other = await signed_in(server, "rishi"), await signed_in(server, "rishi")
    async with server.dock(cookie=person.cookie) as dock:
        assert (await other.delete("/account/sessions"))["ended"] == 1
        assert await dock.closed() == 4401


async def test_the_dock_of_the_session_that_stays_stays(server: Server) -> None:
    person, other = await signed_in(server, "rishi"), await signed_in(server, "rishi")
    async with server.dock(cookie=person.cookie) as dock:
        assert (await person.delete("/account/sessions"))["ended"] == 1
        assert (await other.ask("GET", "/me")).status_code == 401
        assert dock.socket.close_code is None


# --- second factor ------------------------------------------------------------------------------


async def test_a_second_factor_is_set_up_and_asked_for(server: Server) -> None:
    person = await signed_in(server, "rishi")
    state = await person.get("/account/second-factor")
    assert (state["on"], state["required"], state["recovery_codes_left"]) == (False, False, 0)
    begun = await person.post("/account/second-factor/set-up", {"password": PASSWORD})
    assert begun["address"].startswith("otpauth://totp/Dockline:rishi%40leap?secret=")
    kind, _, picture = begun["picture"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b"<svg" in base64.b64decode(picture)
    # Nothing is asked for until a code was given.
    await signed_in(server, "rishi")
    wrong = await person.refused("POST", "/account/second-factor/confirm", {"code": "000000"})
    assert (wrong[0], wrong[2].partition(":")[0]) == (400, "code")
    code = code_at(begun["secret"], now(server))
    told = await person.post("/account/second-factor/confirm", {"code": code})
    assert len(set(told["codes"])) == 10
    assert (await person.get("/account/second-factor"))["recovery_codes_left"] == 10
    # The password alone does not do any more, and the code that confirmed is used up.
    bare = await try_sign_in(server, "rishi")
    assert (bare.status_code, bare.json()["code"]) == (401, "second-factor-needed")
    assert "set-cookie" not in bare.headers
    spent = await try_sign_in(server, "rishi", code=code)
    assert (spent.status_code, spent.json()["code"]) == (401, "second-factor-wrong")
    await signed_in(server, "rishi", code=code_at(begun["secret"], now(server) + STEP))
    assert (await actions(server, 10)).count("second-factor.on") == 1
    secret = begun["secret"]
    for entry in await server.store.audit(server.users["rishi"].space_id, limit=50):
        assert secret not in str(entry.detail)


async def test_a_recovery_code_lets_in_once(server: Server) -> None:
    person = await signed_in(server, "rishi")
    _, codes = await with_second_factor(person, now(server))
    await signed_in(server, "rishi", code=codes[0].upper().replace("-", " "))
    again = await try_sign_in(server, "rishi", code=codes[0])
    assert again.json()["code"] == "second-factor-wrong"
    assert (await person.get("/account/second-factor"))["recovery_codes_left"] == 9
    fresh = (await person.post("/account/second-factor/recovery-codes", {"password": PASSWORD}))[
        "codes"
    ]
    old = await try_sign_in(server, "rishi", code=codes[1])
    assert old.json()["code"] == "second-factor-wrong"
    await signed_in(server, "rishi", code=fresh[0])


async def test_wrong_codes_lock_out_and_a_bare_password_wipes_no_slate(server: Server) -> None:
    person = await signed_in(server, "rishi")
    secret, _ = await with_second_factor(person, now(server))
    for _ in range(5):
        assert (await try_sign_in(server, "rishi", code="000000")).status_code == 401
        await try_sign_in(server, "rishi")
    good = code_at(secret, now(server) + STEP)
    locked = await try_sign_in(server, "rishi", code=good)
    assert (locked.status_code, locked.json()["code"]) == (429, "sign-in-locked")


async def test_a_wrong_password_is_not_told_of_a_second_factor(server: Server) -> None:
    await with_second_factor(await signed_in(server, "rishi"), now(server))
    for form in ({}, {"code": "123456"}):
        answer = await try_sign_in(server, "rishi", "wrong", **form)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-failed")


async def test_switching_it_off_needs_the_password(server: Server) -> None:
    person = await signed_in(server, "rishi")
    await with_second_factor(person, now(server))
    wrong = await person.refused("POST", "/account/second-factor/off", {"password": "wrong"})
    assert wrong[0] == 400
    again = await person.refused("POST", "/account/second-factor/set-up", {"password": PASSWORD})
    assert again[:2] == (409, "second-factor-on")
    await person.post("/account/second-factor/off", {"password": PASSWORD})
    await signed_in(server, "rishi")
    off = await person.refused("POST", "/account/second-factor/off", {"password": PASSWORD})
    assert off[:2] == (409, "second-factor-off")


@pytest.mark.parametrize(
    ("setting", "who", "asked"),
    [
        (SecondFactorFor.OPTIONAL, "admin", False),
        (SecondFactorFor.ADMINS, "manager", False),
        (SecondFactorFor.ADMINS, "admin", True),
        (SecondFactorFor.EVERYONE, "rishi", True),
    ],
)
async def test_whoever_must_have_one_is_led_to_it(
    server: Server, setting: SecondFactorFor, who: str, asked: bool
) -> None:
    before = await signed_in(server, who)
    await server.settings(second_factor=setting)
    answer = await try_sign_in(server, who)
    assert answer.json()["due"] == ("second-factor" if asked else "")
    # Whoever works already is not thrown out of a call.
    assert (await before.ask("GET", "/me")).status_code == 200
    person = Person(server, answer.headers["set-cookie"].partition(";")[0])
    assert (await person.ask("GET", "/me")).status_code == (401 if asked else 200)
    if not asked:
        return
    secret, _ = await with_second_factor(person, now(server))
    assert (await person.get("/account/second-factor"))["required"] is True
    off = await person.refused("POST", "/account/second-factor/off", {"password": PASSWORD})
    assert off[:2] == (409, "second-factor-required")
    await signed_in(server, who, code=code_at(secret, now(server) + STEP))


async def test_a_password_first_and_then_a_second_factor(server: Server) -> None:
    await server.settings(second_factor=SecondFactorFor.EVERYONE)
    admin_id = server.users["rishi"].user_id
    await server.node.accounts.credentials.reset_password(admin_id, PASSWORD, due=True)
    answer = await try_sign_in(server, "rishi")
    assert answer.json()["due"] == "password"
    person = Person(server, answer.headers["set-cookie"].partition(";")[0])
    told = await person.post("/account/password", {"current_password": PASSWORD, "password": NEW})
    assert told["due"] == "second-factor"
    assert (await person.ask("GET", "/me")).status_code == 401
    begun = await person.post("/account/second-factor/set-up", {"password": NEW})
    code = code_at(begun["secret"], now(server))
    told = await person.post("/account/second-factor/confirm", {"code": code})
    assert told["due"] == ""
    assert (await person.ask("GET", "/me")).status_code == 200


async def test_a_code_counts_once_among_many_at_once(server: Server) -> None:

    person = await signed_in(server, "rishi")
    secret, _ = await with_second_factor(person, now(server))
    code = code_at(secret, now(server) + STEP)
    tries = await asyncio.gather(*(try_sign_in(server, "rishi", code=code) for _ in range(4)))
    assert sorted(one.status_code for one in tries) == [200, 401, 401, 401]


async def test_what_was_due_is_done_also_where_sessions_were_forgotten(server: Server) -> None:
    accounts = server.node.accounts
    rishi = server.users["rishi"]
    await server.store.commit([PutUser(replace(rishi, password_due=True))])
    await accounts.load()
    begun = await accounts.sign_in("rishi@leap", PASSWORD, Wanderer("192.0.2.1"))
    await server.store.commit([PutUser(rishi)])
    await accounts.load()
    assert await accounts.session(begun.cookie) is None
    # As another process's writes have it, between the request's beginning and here.
    accounts.sessions.forget_all()
    assert await accounts.sessions.lift(rishi, hash_of(begun.cookie)) is None
    assert await accounts.session(begun.cookie) is not None
