"""POST /apiv1/make_call: each answer and each error of the contract."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.domain.ids import SpaceId
from dockline.domain.space import ClickToCall, DialPolicy, Role, SpaceSettings
from tests.support.face import LEAP, PASSWORD, Server, serving

NOT_LOGGED_IN = {
    "success": False,
    "code": "not-logged-in",
    "message": "Cant make call! Not logged In",
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def post(server: Server, body: str | bytes, **headers: str) -> httpx.Response:
    return await server.http.post(
        "/apiv1/make_call",
        content=body,
        headers={"content-type": "application/json"} | headers,
    )


# --- calls that are made ------------------------------------------------------------------------


async def test_a_click_becomes_a_call(server: Server) -> None:
    custom = {"name": "Alex", "phone": "+1 646 810 7016", "deep": {"list": [1, None, True]}}
    async with server.dock() as dock:
        answer = await server.make_call(number="448442430000", custom=custom)
        assert answer.status_code == 200
        body = answer.json()
        assert body == {"success": True, "message": "Call initiated", "callId": body["callId"]}
        event = await dock.fact("call_started")
        assert event.call.call_id == body["callId"]
        assert event.call.number == "448442430000"
        assert event.call.custom == custom
        await dock.fact("call_answered", call_id=body["callId"])


@pytest.mark.parametrize(
    "number", ["+44 844 243 0000", "(0044) 844-243.0000", 448442430000, "448442430000"]
)
async def test_numbers_may_be_written_in_many_ways(server: Server, number: str | int) -> None:
    async with server.dock() as dock:
        assert (await server.make_call(number=number)).json()["success"] is True
        assert (await dock.fact("call_started")).call.number == "448442430000"


async def test_national_numbers_where_the_space_has_a_country(server: Server) -> None:
    await server.settings(default_country="GB")
    async with server.dock() as dock:
        assert (await server.make_call(number="020 7946 0110")).json()["success"] is True
        assert (await dock.fact("call_started")).call.number == "442079460110"


@pytest.mark.parametrize(
    "names",
    [
        {"username": "rishi"},
        {"username": "rishi", "cloud_id": "leap"},
        {"username": "rishi", "space_id": "leap"},
        {"username": "RISHI@leap", "cloud_id": "leap", "unheard_of": {"a": 1}},
    ],
)
async def test_ways_to_name_the_agent(server: Server, names: dict[str, Any]) -> None:
    async with server.dock():
        assert (await server.make_call(**names)).json()["success"] is True


async def test_a_login_may_be_an_email_address(server: Server) -> None:
    await server.node.accounts.create_user(
        LEAP, "sumeet@novanet.example", "Sumeet", "a password for tests", "agent"
    )
    async with server.dock("sumeet@novanet.example"):
        answer = await server.make_call(username="sumeet@novanet.example@leap")
        assert answer.json()["success"] is True


async def test_the_caller_id_is_the_one_asked_for_where_the_space_has_it(server: Server) -> None:
    await server.settings(caller_ids=("442079460019",))
    async with server.dock() as dock:
        await server.make_call(callerId="+44 20 7946 0019")
        assert (await dock.fact("call_started")).call.caller_id == "442079460019"


async def test_another_caller_id_falls_back_to_the_spaces(server: Server) -> None:
    async with server.dock() as dock:
        await server.make_call(callerId=442079461234)
        assert (await dock.fact("call_started")).call.caller_id == "442079460018"


# --- calls that are not made: 200, success false ------------------------------------------------


async def test_offline_and_unknown_agents_are_answered_alike(server: Server) -> None:
    bodies = [
        await server.make_call(),
        await server.make_call(username="nobody@leap"),
        await server.make_call(username="nobody@nowhere"),
        await server.make_call(username="nobody"),
        await server.make_call(username="@"),
        await server.make_call(username="rishi@leap", number="+1 900 555 1234"),
        await server.make_call(username="nobody@leap", number="+1 900 555 1234"),
    ]
    assert [answer.json() for answer in bodies] == [NOT_LOGGED_IN] * len(bodies)
    assert {answer.status_code for answer in bodies} == {200}
    assert len({answer.content for answer in bodies}) == 1


async def test_a_busy_agent(server: Server) -> None:
    async with server.dock():
        assert (await server.make_call()).json()["success"] is True
        answer = await server.make_call()
    assert (answer.status_code, answer.json()["code"]) == (200, "agent-busy")
    assert answer.json()["success"] is False


@pytest.mark.parametrize("number", ["999", "112", "911", "+1 900 555 1234"])
async def test_emergency_and_premium_numbers_are_never_dialled(server: Server, number: str) -> None:
    async with server.dock() as dock:
        answer = await server.make_call(number=number)
        assert (answer.status_code, answer.json()["code"]) == (200, "number-not-allowed")
        assert dock.facts[-1].__struct_config__.tag == "agent_link_changed"


async def test_countries_the_space_does_not_call(server: Server) -> None:
    await server.settings(dial_policy=DialPolicy(countries=("44",)))
    async with server.dock():
        refused = await server.make_call(number="919654301006")
        assert refused.json()["code"] == "number-not-allowed"
        assert "+91" in refused.json()["message"]
        assert (await server.make_call(number="448442430000")).json()["success"] is True


async def test_the_engine_is_away(server: Server) -> None:
    async with server.dock() as dock:
        server.engine.drop()
        await dock.fact("engine_changed", engine_up=False)
        answer = await server.make_call()
    assert (answer.status_code, answer.json()["code"]) == (200, "voice-unavailable")


# --- 400 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            '{\n"username": "rishi@leap",\n"custom": {"phone":\u201d+1 646 810 7016\u201d}}',
            "line 3, column 20 (byte 47): a curly quote (\u201d) stands where a straight one",
        ),
        (
            '{"username":"rishi@leap","number":"448442430000",}',
            "column 50 (byte 49): trailing comma",
        ),
        ('{"username":"rishi@leap", ... }', "column 27 (byte 26): three dots"),
        ('{"username":"rishi@leap"', "column 25 (byte 24): it ends too early"),
        ("", "The body is empty"),
        ("   \n", "The body is empty"),
        ('{"username":"a","number":1} {}', "trailing characters"),
        ('\ufeff{"username":"a","number":1}', "byte order mark"),
        ('{"username":"a","number":NaN}', "column 26"),
        ("[1, 2]", "The body: must be an object, not a list."),
        ('"text"', "The body: must be an object, not a string."),
        ("null", "The body: must be an object, not null."),
    ],
)
async def test_malformed_json_is_told_with_its_position(
    server: Server, body: str, told: str
) -> None:
    answer = await post(server, body.encode())
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert told in answer.json()["message"]


async def test_bytes_that_are_not_utf8(server: Server) -> None:
    answer = await post(server, b'{"username":"\xff","number":1}')
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed-json"
    assert "byte 13" in answer.json()["message"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"username": None}, "username: must be a string, not null."),
        ({"username": 7}, "username: must be a string, not a whole number."),
        ({"username": ""}, "username: must be a string of length >= 1."),
        ({"number": None}, "number: must be a whole number or a string, not null."),
        ({"number": True}, "number: must be a whole number or a string, not true or false."),
        ({"number": 4.5}, "number: must be a whole number or a string, not a number."),
        ({"number": -1}, "number: must be a whole number >= 0."),
        ({"number": 10**40}, "number: "),
        ({"number": ""}, "number: must be a string of length >= 1."),
        ({"number": "abc"}, "number: The number contains \u201ca\u201d"),
        ({"number": "12"}, "number: "),
        ({"number": "02079460018"}, "number: 02079460018 begins with 0"),
        ({"number": "4" * 81}, "number: must be a string of length <= 80."),
        ({"custom": []}, "custom: must be an object or null, not a list."),
        ({"custom": "text"}, "custom: must be an object or null, not a string."),
        ({"callerId": {}}, "callerId: must be "),
        ({"cloud_id": 3}, "cloud_id: must be a string or null, not a whole number."),
    ],
)
async def test_a_wrong_field_is_named(server: Server, fields: dict[str, Any], told: str) -> None:
    answer = await server.make_call(**fields)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(told)


async def test_a_missing_field_is_named(server: Server) -> None:
    answer = await post(server, '{"number":"448442430000"}')
    assert answer.status_code == 400
    assert answer.json()["message"] == "username: is required."


async def test_custom_may_have_16_kib(server: Server) -> None:
    async with server.dock() as dock:
        most = {"text": "x" * (16 * 1024 - len('{"text":""}'))}
        assert (await server.make_call(custom=most | {"y": 1})).status_code == 400
        answer = await server.make_call(custom=most)
        assert answer.json()["success"] is True
        assert (await dock.fact("call_started")).call.custom == most


@pytest.mark.parametrize("depth", [65, 3000, 100_000])
async def test_deep_nesting(server: Server, depth: int) -> None:
    custom = '{"a":' * depth + "1" + "}" * depth
    answer = await post(server, f'{{"username":"rishi@leap","number":1,"custom":{custom}}}')
    assert answer.status_code == 400
    assert answer.json()["message"] == (
        "The JSON is nested too deeply; at most 64 levels are taken."
    )


# --- 401, 405, 413, 415, 429, 503 ---------------------------------------------------------------


async def test_the_default_policy_lets_the_loopback_call(server: Server) -> None:
    assert (await server.make_call()).status_code == 200


@pytest.mark.parametrize("policy", [ClickToCall("network", ("10.9.0.0/16",)), ClickToCall("token")])
async def test_policies_that_want_a_token(server: Server, policy: ClickToCall) -> None:
    await server.settings(click_to_call=policy)
    refused = await server.make_call()
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    for headers in ({"authorization": f"Bearer {server.token}"}, {"x-api-key": server.token}):
        assert (await server.make_call(headers)).json() == NOT_LOGGED_IN


async def test_nobody_of_another_space_takes_a_call_by_their_login(server: Server) -> None:
    """Whoever keeps another space may choose any login, such as one of this space's."""
    other, accounts = SpaceId("other"), server.node.accounts
    await accounts.create_space(other, "Other", SpaceSettings(click_to_call=ClickToCall("open")))
    await accounts.create_team(other, "Team")
    await accounts.create_user(other, "gone@leap", "Gone", PASSWORD, Role.AGENT, ["Team"])
    answer = await server.http.post(
        "/dock/sign-in", json={"login": "gone@leap@other", "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"].partition(";")[0]
    server.http.cookies.clear()
    async with server.dock(cookie=cookie):
        told = await server.make_call(username="gone@leap", custom={"name": "Alex"})
        assert told.json() == NOT_LOGGED_IN
        told = await server.make_call(username="gone@leap@other")
        assert told.json()["success"] is True


async def test_an_open_space(server: Server) -> None:
    await server.settings(click_to_call=ClickToCall("open"))
    assert (await server.make_call()).json() == NOT_LOGGED_IN


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer 538d1ae0-3e9f-11ea-9d9c-394a26b437b0"},
        {"authorization": "Bearer"},
        {"authorization": "Basic cmlzaGk6cGFzc3dvcmQ="},
        {"x-api-key": "538d1ae0-3e9f-11ea-9d9c-394a26b437b0"},
        {"x-api-key": ""},
    ],
)
async def test_a_bad_token_is_refused_whatever_the_policy(
    server: Server, headers: dict[str, str]
) -> None:
    await server.settings(click_to_call=ClickToCall("open"))
    bodies = [
        await server.make_call(headers),
        await server.make_call(headers, username="nobody@nowhere"),
    ]
    assert {answer.status_code for answer in bodies} == {401}
    assert len({answer.content for answer in bodies}) == 1


async def test_another_spaces_token_is_refused(server: Server) -> None:
    await server.node.accounts.create_space("novanet", "Novanet")
    token = await server.node.accounts.tokens.replace(SpaceId("novanet"), "api")
    answer = await server.make_call({"x-api-key": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods(server: Server, method: str) -> None:
    answer = await server.http.request(method, "/apiv1/make_call")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]
)
async def test_other_content_types(server: Server, kind: str) -> None:
    answer = await server.http.post(
        "/apiv1/make_call", content=b"{}", headers={"content-type": kind}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert "access-control-allow-origin" not in answer.headers


async def test_json_with_a_charset_is_json(server: Server) -> None:
    body = json.dumps({"username": "rishi@leap", "number": "448442430000"})
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        assert (await post(server, body, **{"content-type": kind})).json() == NOT_LOGGED_IN


async def test_a_body_that_says_it_is_too_large(server: Server) -> None:
    answer = await post(server, b" " * (16 * 2**20 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_body_that_does_not_say_so(server: Server) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 2**20

    answer = await server.http.post(
        "/apiv1/make_call", content=chunks(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_sixteen_mebibytes_are_read(server: Server) -> None:
    body = b'{"username":"rishi@leap","number":"448442430000"}'
    answer = await post(server, body + b" " * (16 * 2**20 - len(body)))
    assert answer.json() == NOT_LOGGED_IN


async def test_the_limit_of_an_address(server: Server) -> None:
    await server.settings(dial_policy=DialPolicy(address_calls_per_minute=3))
    statuses = [(await server.make_call()).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = await server.make_call()
    assert answer.json()["code"] == "rate-limited"
    assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_the_limit_of_an_agent(server: Server) -> None:
    await server.settings(dial_policy=DialPolicy(agent_calls_per_minute=1), wrap_up_seconds=0.0)
    async with server.dock() as dock:
        assert (await server.make_call(number="442079460104")).json()["success"] is True
        await dock.fact("agent_state_changed", state="ready")
        answer = await server.make_call()
    assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
    assert int(answer.headers["retry-after"]) >= 1


async def test_the_store_is_away(server: Server) -> None:
    async with server.dock() as dock:
        server.store.away = True
        answer = await server.make_call()
        assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert server.engine.status is not None
        server.store.away = False
        assert dock.view.call is None


# --- behind a proxy -----------------------------------------------------------------------------


async def test_the_address_behind_a_trusted_proxy(tmp_path: Path) -> None:
    async with serving(tmp_path, trusted_proxies=("127.0.0.1",)) as server:
        outside = await server.make_call({"x-forwarded-for": "10.1.2.3, 203.0.113.9"})
        assert outside.status_code == 401
        inside = await server.make_call({"x-forwarded-for": "203.0.113.9, 10.1.2.3"})
        assert inside.json() == NOT_LOGGED_IN


@pytest.mark.parametrize("address", ["203.0.113.9", "127.0.0.1"])
async def test_nobody_else_is_believed(server: Server, address: str) -> None:
    """A proxy that the settings do not name would make everybody its own neighbour."""
    answer = await server.make_call({"x-forwarded-for": address})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    with_token = {"x-forwarded-for": address, "x-api-key": server.token}
    assert (await server.make_call(with_token)).json() == NOT_LOGGED_IN
    await server.settings(click_to_call=ClickToCall(policy="open"))
    assert (await server.make_call({"x-forwarded-for": address})).json() == NOT_LOGGED_IN


async def test_one_ipv6_network_is_one_address_to_the_limit(tmp_path: Path) -> None:
    async with serving(tmp_path, trusted_proxies=("127.0.0.1",)) as server:
        limit = DialPolicy(address_calls_per_minute=2)
        await server.settings(click_to_call=ClickToCall(policy="open"), dial_policy=limit)
        hosts = [f"2001:db8::{n}" for n in (1, 2, 3)]
        statuses = [
            (await server.make_call({"x-forwarded-for": host})).status_code for host in hosts
        ]
        assert statuses == [200, 200, 429]
        other = await server.make_call({"x-forwarded-for": "2001:db8:0:1::1"})
        assert other.status_code == 200


# --- the audit log ------------------------------------------------------------------------------


async def test_beyond_the_limit_of_an_address_one_a_minute_is_in_the_audit_log(
    server: Server,
) -> None:
    await server.settings(dial_policy=DialPolicy(address_calls_per_minute=1))
    statuses = [(await server.make_call()).status_code for _ in range(5)]
    assert statuses == [200, 429, 429, 429, 429]
    await server.node.floors.stop()
    told = [
        entry.detail["result"]
        for entry in await server.store.audit(LEAP, limit=50)
        if entry.action == "call.requested"
    ]
    assert told == ["rate-limited", "not-logged-in"]


async def test_every_request_is_in_the_audit_log(server: Server) -> None:
    async with server.dock():
        call_id = (await server.make_call()).json()["callId"]
        await server.make_call()
        await server.make_call(username="nobody@leap")
        await server.make_call({"x-api-key": "wrong"})
        await server.make_call(number="999")
        await server.make_call(number="12")
    await server.node.floors.stop()
    entries = [
        entry
        for entry in await server.store.audit(LEAP, limit=50)
        if entry.action == "call.requested"
    ]
    assert [entry.detail["result"] for entry in reversed(entries)] == [
        "made",
        "agent-busy",
        "not-logged-in",
        "unauthorized",
        "number-not-allowed",
        "number-invalid",
    ]
    assert entries[-1].detail["call_id"] == call_id
    assert entries[-1].actor == "address:127.0.0.1"


# --- Idempotency-Key ----------------------------------------------------------------------------


async def test_a_repeated_request_is_answered_again_and_done_once(server: Server) -> None:
    key = {"idempotency-key": "click 7"}
    async with server.dock() as dock:
        first = await server.make_call(key)
        again = await server.make_call(key)
        assert first.json()["success"] is True
        assert again.content == first.content
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
        started = [fact for fact in dock.facts if fact.__struct_config__.tag == "call_started"]
        assert len(started) == 1


async def test_two_at_once_make_one_call(server: Server) -> None:
    key = {"idempotency-key": "click 8"}
    async with server.dock() as dock:
        answers = await asyncio.gather(*(server.make_call(key) for _ in range(5)))
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["success"] is True
        replayed = [a for a in answers if a.headers.get("idempotent-replayed") == "true"]
        assert len(replayed) == 4
        await dock.fact("call_started")


async def test_the_key_with_another_body(server: Server) -> None:
    key = {"idempotency-key": "click 9"}
    async with server.dock():
        await server.make_call(key)
        answer = await server.make_call(key, number="448442430001")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key-reused")


async def test_errors_are_not_kept(server: Server) -> None:
    key = {"idempotency-key": "click 10"}
    async with server.dock():
        server.store.away = True
        assert (await server.make_call(key)).status_code == 503
        server.store.away = False
        answer = await server.make_call(key)
        assert answer.json()["success"] is True
        assert "idempotent-replayed" not in answer.headers


async def test_a_call_that_was_refused_is_made_when_it_is_asked_for_again(server: Server) -> None:
    key = {"idempotency-key": "click 11"}
    assert (await server.make_call(key)).json()["code"] == "not-logged-in"
    async with server.dock() as dock:
        answer = await server.make_call(key)
        assert answer.json()["success"] is True
        assert "idempotent-replayed" not in answer.headers
        await dock.fact("call_started")
        again = await server.make_call(key)
        assert again.content == answer.content


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tbed"])
async def test_a_key_that_is_none(server: Server, key: str) -> None:
    answer = await server.make_call({"idempotency-key": key})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Idempotency-Key: ")
