"""The dock's routes over HTTP: signing in and out, history, today's figures, targets."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dockline.api.sessions import cookie_named
from dockline.domain.campaignrun import RunAction
from dockline.domain.commands import FinishWrapUp, HangUpCall, Pause
from dockline.domain.ids import CallId, SpaceId
from tests.support.face import LEAP, PASSWORD, Dock, Server, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def finished_call(server: Server, dock: Dock, number: str = "442079460100") -> str:
    answer = await server.make_call(number=number, custom={"name": "Alex"})
    call_id = CallId(answer.json()["callId"])
    await dock.fact("call_answered", call_id=call_id)
    await dock.ask(HangUpCall(call_id))
    await dock.fact("call_ended", call_id=call_id)
    await dock.ask(FinishWrapUp(call_id, note="Rings back", disposition="Callback"))
    return call_id


# --- signing in and out -------------------------------------------------------------------------


async def test_signing_in_sets_a_strict_cookie(server: Server) -> None:
    answer = await server.http.post(
        "/dock/sign-in", json={"login": "rishi@leap", "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "cloud_id": "leap",
        "space_name": "Leap",
        "login": "rishi",
        "name": "Rishi",
        "role": "agent",
        "due": "",
    }
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("dockline=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    session = await server.http.get("/dock/session")
    assert session.json() == answer.json()


async def test_behind_tls_the_cookie_is_secure(tmp_path: Path) -> None:
    async with serving(tmp_path, trusted_proxies=("127.0.0.1",)) as server:
        over_tls = {"x-forwarded-proto": "https"}
        answer = await server.http.post(
            "/dock/sign-in", json={"login": "rishi", "password": PASSWORD}, headers=over_tls
        )
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-dockline=")
        assert "Secure" in cookie.split("; ")
        value = cookie.partition(";")[0]
        server.http.cookies.clear()
        session = await server.http.get("/dock/session", headers=over_tls | {"cookie": value})
        assert session.status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("rishi@leap", "wrong"), ("nobody@leap", PASSWORD), ("rishi@nowhere", PASSWORD)],
)
async def test_wrong_logins_are_answered_alike(server: Server, login: str, password: str) -> None:
    answer = await server.http.post("/dock/sign-in", json={"login": login, "password": password})
    assert answer.status_code == 401
    assert answer.json() == {
        "success": False,
        "code": "sign-in-failed",
        "message": "Login or password is wrong.",
    }
    assert "set-cookie" not in answer.headers


async def test_too_many_tries(server: Server) -> None:
    for _ in range(5):
        await server.http.post("/dock/sign-in", json={"login": "rishi@leap", "password": "wrong"})
    answer = await server.http.post(
        "/dock/sign-in", json={"login": "rishi@leap", "password": PASSWORD}
    )
    assert (answer.status_code, answer.json()["code"]) == (429, "sign-in-locked")
    assert answer.json()["message"] == "Too many tries. Wait 5 minutes."
    assert 1 <= int(answer.headers["retry-after"]) <= 300


async def test_over_tls_a_page_of_our_host_that_came_without_may_not_sign_in(
    tmp_path: Path,
) -> None:
    """Whoever is on its way may have written it."""
    form = {"login": "rishi@leap", "password": PASSWORD}
    async with serving(tmp_path, trusted_proxies=("127.0.0.1",)) as server:
        for scheme, status in (("http", 403), ("https", 200)):
            answer = await server.http.post(
                "/dock/sign-in",
                json=form,
                headers={
                    "origin": f"{scheme}://{server.http.base_url.netloc.decode()}",
                    "x-forwarded-proto": "https",
                },
            )
            assert answer.status_code == status, answer.text


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
async def test_pages_from_elsewhere_may_not_sign_in(server: Server, origin: str) -> None:
    answer = await server.http.post(
        "/dock/sign-in",
        json={"login": "rishi@leap", "password": PASSWORD},
        headers={"origin": origin},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-origin")


async def test_our_own_page_and_allowed_ones_may(tmp_path: Path) -> None:
    async with serving(tmp_path, allowed_origins=("https://crm.example",)) as server:
        for origin in (server.node.url, "https://crm.example"):
            answer = await server.http.post(
                "/dock/sign-in",
                json={"login": "rishi@leap", "password": PASSWORD},
                headers={"origin": origin},
            )
            assert answer.status_code == 200


async def test_a_form_post_is_not_taken(server: Server) -> None:
    answer = await server.http.post(
        "/dock/sign-in", data={"login": "rishi@leap", "password": PASSWORD}
    )
    assert answer.status_code == 415


async def test_signing_out_ends_the_session_the_dock_and_its_phone(server: Server) -> None:
    async with server.dock() as dock:
        assert dock.phone_id is not None
        request = dock.socket.request
        assert request is not None
        cookie = {"cookie": request.headers["Cookie"]}
        answer = await server.http.post("/dock/sign-out", headers=cookie)
        assert answer.json() == {"success": True}
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert await dock.closed() == 4401
        assert not await server.engine.has_phone(dock.phone_id)
        assert (await server.http.get("/dock/session", headers=cookie)).status_code == 401
        assert (await server.make_call()).json()["code"] == "not-logged-in"


async def test_signing_out_elsewhere_leaves_the_dock_and_its_call(server: Server) -> None:
    """Of a wallboard, say, that they are signed in to as well."""
    elsewhere = {"cookie": await server.sign_in()}
    async with server.dock() as dock:
        assert (await server.make_call()).json()["success"]
        await server.http.post("/dock/sign-out", headers=elsewhere)
        assert (await server.http.get("/dock/session", headers=elsewhere)).status_code == 401
        await dock.ask(Pause(reason="Lunch"))
        view = server.node.floors.view(LEAP, server.users["rishi"].user_id)
        assert view is not None
        assert view.call is not None
        assert view.call.ended_at is None


async def test_signing_out_without_a_session_is_fine(server: Server) -> None:
    assert (await server.http.post("/dock/sign-out")).json() == {"success": True}


@pytest.mark.parametrize(
    "path", ["/dock/session", "/dock/history", "/dock/today", "/dock/work", "/dock/targets"]
)
@pytest.mark.parametrize("cookie", [None, "dockline=made-up", "dockline=", "=;;,", "other=1"])
async def test_without_a_session(server: Server, path: str, cookie: str | None) -> None:
    answer = await server.http.get(path, headers={"cookie": cookie} if cookie else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize(
    "others", ['prefs={"a": [1, 2]}', "name=J\u00f6rg", "a b=c", '"', "flag", "x=\\\\", "=;;,"]
)
async def test_odd_cookies_of_others_on_this_host_sign_nobody_out(
    server: Server, others: str
) -> None:
    cookie = await server.sign_in()
    for both in (f"{others}; {cookie}", f"{cookie};{others}"):
        answer = await server.http.get("/dock/session", headers={b"cookie": both.encode("latin-1")})
        assert answer.status_code == 200, both


@pytest.mark.parametrize("odd", ["\\\\", "\\\\0", '\\\\"'])
def test_a_cookie_in_quotes_is_not_gone_through_for_seconds(odd: str) -> None:
    def read(inside: str, times: int) -> float:
        text = b'a="' + inside.encode() * (60_000 // len(inside)) + b'"; dockline=mine'
        began = time.thread_time()
        for _ in range(times):
            assert cookie_named({"headers": [(b"cookie", text)]}, "dockline") == "mine"
        return time.thread_time() - began

    assert read(odd, 1) < read("ab", 1_000)


# --- past calls ---------------------------------------------------------------------------------


async def test_history_and_todays_figures(server: Server) -> None:
    async with server.dock() as dock:
        first = await finished_call(server, dock)
        second = await finished_call(server, dock, "442079460101")
    cookie = {"cookie": await server.sign_in()}
    calls = (await server.http.get("/dock/history", headers=cookie)).json()["calls"]
    assert [call["call_id"] for call in calls] == [second, first]
    assert calls[1]["name"] == "Alex"
    assert calls[1]["number"] == "442079460100"
    assert calls[1]["outcome"] == "answered"
    assert (calls[1]["disposition"], calls[1]["note"]) == ("Callback", "Rings back")
    assert calls[1]["talk_seconds"] == calls[1]["ended_at"] - calls[1]["answered_at"]
    today = (await server.http.get("/dock/today", headers=cookie)).json()
    assert (today["calls"], today["answered"]) == (2, 2)
    assert today["talk_seconds"] >= 0


async def test_history_with_a_number_is_everybodys(server: Server) -> None:
    async with server.dock() as dock:
        call_id = await finished_call(server, dock)
    cookie = {"cookie": await server.sign_in("siddhant")}
    own = (await server.http.get("/dock/history", headers=cookie)).json()["calls"]
    assert own == []
    for number in ("442079460100", "+44 20 7946 0100"):
        answer = await server.http.get("/dock/history", params={"number": number}, headers=cookie)
        assert [call["call_id"] for call in answer.json()["calls"]] == [call_id]


async def test_history_has_a_limit(server: Server) -> None:
    async with server.dock() as dock:
        await finished_call(server, dock)
        last = await finished_call(server, dock)
    cookie = {"cookie": await server.sign_in()}
    answer = await server.http.get("/dock/history?limit=1", headers=cookie)
    assert [call["call_id"] for call in answer.json()["calls"]] == [last]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=0", "limit: must be a whole number from 1 to 200."),
        ("limit=201", "limit: "),
        ("limit=many", "limit: "),
        ("limit=%D9%A3", "limit: "),
        ("number=abc", "number: The number contains"),
        ("number=999", "number: Number not allowed."),
    ],
)
async def test_wrong_queries(server: Server, query: str, told: str) -> None:
    cookie = {"cookie": await server.sign_in()}
    answer = await server.http.get(f"/dock/history?{query}", headers=cookie)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(told)


async def test_targets_are_the_others_who_are_here(server: Server) -> None:
    async with server.dock() as dock, server.dock("siddhant"):
        request = dock.socket.request
        assert request is not None
        cookie = {"cookie": request.headers["Cookie"]}
        agents = (await server.http.get("/dock/targets", headers=cookie)).json()["agents"]
        assert [agent["login"] for agent in agents] == ["siddhant"]
        assert agents[0]["state"] == "ready"
        assert agents[0]["teams"] == ["Support team"]


async def test_another_spaces_agents_and_calls_are_not_seen(server: Server) -> None:
    accounts = server.node.accounts
    space = await accounts.create_space("novanet", "Novanet")
    await accounts.create_user(space.space_id, "sumeet", "Sumeet", PASSWORD, "agent")
    async with server.dock() as dock:
        await finished_call(server, dock)
        answer = await server.http.post(
            "/dock/sign-in", json={"login": "sumeet@novanet", "password": PASSWORD}
        )
        cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
        targets = await server.http.get("/dock/targets", headers=cookie)
        assert targets.json()["agents"] == []
        calls = await server.http.get("/dock/history?number=442079460100", headers=cookie)
        assert calls.json()["calls"] == []


async def test_the_store_is_away(server: Server) -> None:
    cookie = {"cookie": await server.sign_in()}
    server.store.away = True
    answer = await server.http.get("/dock/history", headers=cookie)
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")


# --- what is known of a number ------------------------------------------------------------------


async def push(server: Server, campaign: str, team: str, **data: str) -> None:
    answer = await server.http.post(
        "/router/api/v2/campaign/add",
        json={
            "cloud_id": "leap",
            "auth_token": server.token,
            "campaign": campaign,
            "source": "list of " + campaign,
            "team_name": team,
            "number": "442079460100",
            "data": data,
        },
    )
    assert answer.status_code == 200, answer.text


async def test_a_number_that_calls_is_known_by_its_leads_and_calls(server: Server) -> None:
    await server.node.accounts.create_team(SpaceId("leap"), "Not theirs")
    await push(server, "Winback", "Support team", name="Alex")
    # Nobody is shown its card, at whatever hour of their day this runs.
    await server.node.campaigns.tell(SpaceId("leap"), "Winback", RunAction.PAUSE, actor="test")
    await push(server, "Secret", "Not theirs", name="Nobody sees")
    async with server.dock() as dock:
        call_ids = [await finished_call(server, dock) for _ in range(6)]
    cookie = {"cookie": await server.sign_in()}
    answer = await server.http.get(
        "/dock/known", params={"number": "+44 20 7946 0100"}, headers=cookie
    )
    known = answer.json()
    (lead,) = known["leads"]
    assert (lead["campaign"], lead["source"]) == ("Winback", "list of Winback")
    assert lead["data"] == {"name": "Alex"}
    assert lead["state"] == "new"
    assert [call["call_id"] for call in known["calls"]] == call_ids[:0:-1]
    other = await server.http.get("/dock/known", params={"number": "442079460199"}, headers=cookie)
    assert other.json() == {"leads": [], "calls": []}


async def test_nothing_is_known_of_what_is_no_number(server: Server) -> None:
    assert (await server.http.get("/dock/known?number=442079460100")).status_code == 401
    cookie = {"cookie": await server.sign_in()}
    for query in ("", "?number=", "?number=hello"):
        answer = await server.http.get(f"/dock/known{query}", headers=cookie)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith("number: ")
