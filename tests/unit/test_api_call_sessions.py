"""POST /manage/api/analytics/sessions, and the recordings it links to."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.api.replies import FilePart, Reply, send_reply
from dockline.domain.dialrules import RATE_SECONDS
from dockline.domain.facts import CallKind, Outcome
from dockline.domain.ids import AgentId, CallId, ChatId, SpaceId, TeamId
from dockline.domain.space import DialPolicy
from dockline.ports.chat_store import ChatRecord, PutChat
from dockline.ports.store import CallRecord, PutCall
from dockline.services.recordings import LINK_SECONDS
from tests.support.face import LEAP, Server, serving

AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC).timestamp()
DAY = {"start_time": "2026-01-15T00:00:00Z", "end_time": "2026-01-16T00:00:00+00:00"}
SOUND = bytes(range(256)) * 2000
"""More than is read at a time."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


def record(n: int, **changes: Any) -> CallRecord:
    made = CallRecord(
        call_id=CallId(f"call-{n}"),
        space_id=LEAP,
        kind="click_to_call",
        direction="outbound",
        agent_id=AgentId("rishi-id"),
        agent_login="rishi",
        agent_name="Rishi",
        team_id=TeamId("team-a"),
        team="Support team",
        number="448442430000",
        caller_id="442079460018",
        custom={"name": "Alex", "deep": {"list": [1, 2.5, None]}},
        started_at=AT + n,
    )
    return replace(made, **changes)


def ended(n: int, **changes: Any) -> CallRecord:
    whole: dict[str, Any] = {
        "ringing_at": AT + n + 1,
        "answered_at": AT + n + 2.25,
        "ended_at": AT + n + 62.75,
        "hold_seconds": 12.9,
        "outcome": "answered",
        "ended_by": "customer",
        "cause": "normal",
        "disposition": "Sold",
        "note": "Calls back on Friday",
    }
    return record(n, **(whole | changes))


def chat(n: int, agent_id: str, **changes: Any) -> ChatRecord:
    made = ChatRecord(
        chat_id=ChatId(f"chat-{n}"),
        space_id=LEAP,
        team_id=TeamId("team-a"),
        team="Support team",
        channel="widget",
        visitor="Maja",
        attributes={"page": "/prices"},
        agent_id=AgentId(agent_id),
        agent_name="Rishi" if agent_id else "",
        started_at=AT + n,
    )
    return replace(made, **changes)


async def keep(server: Server, *records: CallRecord | ChatRecord) -> None:
    await server.store.commit(
        [PutCall(one) if isinstance(one, CallRecord) else PutChat(one) for one in records]
    )


def put(server: Server, name: str, data: bytes = SOUND) -> Path:
    folder = server.node.layout.recordings
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


async def post(server: Server, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    key = {"x-api-key": server.token} if headers is None else headers
    return await server.http.post("/manage/api/analytics/sessions", json=body, headers=key)


async def sessions(
    server: Server, page: dict[str, int] | None = None, **filters: Any
) -> tuple[int, list[dict[str, Any]]]:
    answer = await post(server, {"filters": DAY | filters} | (page or {}))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told.keys() == {"success", "total", "data"}
    assert told["success"] is True
    return told["total"], told["data"]


async def ids(server: Server, **filters: Any) -> list[str]:
    total, data = await sessions(server, **filters)
    assert total == len(data)
    return [one["uuid"] for one in data]


# --- fields -------------------------------------------------------------------------------------


async def test_every_field_of_a_call(server: Server) -> None:
    await keep(server, ended(1))
    _, [told] = await sessions(server)
    assert told == {
        "uuid": "call-1",
        "channel": "voice",
        "direction": "outbound",
        "type": "click_to_call",
        "user_display_name": "Rishi",
        "user_login_id": "rishi",
        "caller": "442079460018",
        "callee": "448442430000",
        "team_name": "Support team",
        "recording_filename": "",
        "recording_url": None,
        "recordings": [],
        "start_time": "2026-01-15T09:00:01.000+00:00",
        "answer_time": "2026-01-15T09:00:03.250+00:00",
        "end_time": "2026-01-15T09:01:03.750+00:00",
        "duration": 60,
        "hold_duration": 12,
        "status": "answered",
        "terminated_by": "customer",
        "termination_cause": "normal",
        "disposition": "Sold",
        "space_id": "leap",
        "custom_data": {"name": "Alex", "deep": {"list": [1, 2.5, None]}},
        "notes": "Calls back on Friday",
    }


async def test_a_call_that_was_not_answered(server: Server) -> None:
    busy = {"answered_at": None, "hold_seconds": 0.0, "outcome": "busy", "cause": "user-busy"}
    await keep(server, ended(1, custom={}, **busy))
    _, [told] = await sessions(server)
    assert (told["answer_time"], told["duration"], told["status"]) == (None, 0, "busy")
    assert (told["termination_cause"], told["custom_data"]) == ("user-busy", {})


async def test_a_call_that_goes_on(server: Server) -> None:
    async with server.dock() as dock:
        answer = await server.make_call(number="442079460100", custom={"order": 48213})
        call_id = answer.json()["callId"]
        await dock.fact("call_answered", call_id=call_id)
        _, [told] = await sessions(server, end_time="2120-01-01T00:00:00Z", status="ongoing")
    assert (told["uuid"], told["status"], told["end_time"]) == (call_id, "ongoing", None)
    assert (told["terminated_by"], told["user_login_id"]) == ("", "rishi")
    assert told["custom_data"] == {"order": 48213}
    assert told["start_time"] <= told["answer_time"]
    assert told["duration"] >= 0


@pytest.mark.parametrize(
    ("kind", "direction", "caller", "callee"),
    [
        ("inbound", "inbound", "448442430000", "442079460018"),
        # Called us, waited, and was called back.
        ("inbound", "outbound", "442079460018", "448442430000"),
        ("callback", "outbound", "442079460018", "448442430000"),
        ("dialer", "outbound", "442079460018", "448442430000"),
        ("preview", "outbound", "442079460018", "448442430000"),
        ("manual", "outbound", "442079460018", "448442430000"),
    ],
)
async def test_who_called_whom(
    server: Server, kind: str, direction: str, caller: str, callee: str
) -> None:
    await keep(server, ended(1, kind=kind, direction=direction))
    _, [told] = await sessions(server, type=kind)
    assert (told["type"], told["direction"]) == (kind, direction)
    assert (told["caller"], told["callee"]) == (caller, callee)


async def test_every_field_of_a_chat(server: Server) -> None:
    rishi = server.users["rishi"].user_id
    times = {"opened_at": AT + 10, "ended_at": AT + 70.5, "ended_by": "visitor", "note": "Kind"}
    await keep(server, chat(1, rishi, **times), ended(1))
    _, [told] = await sessions(server, type="chat")
    assert told == {
        "uuid": "chat-1",
        "channel": "chat",
        "direction": "inbound",
        "type": "chat",
        "user_display_name": "Rishi",
        "user_login_id": "rishi",
        "caller": "Maja",
        "callee": "",
        "team_name": "Support team",
        "recording_filename": "",
        "recording_url": None,
        "recordings": [],
        "start_time": "2026-01-15T09:00:01.000+00:00",
        "answer_time": "2026-01-15T09:00:10.000+00:00",
        "end_time": "2026-01-15T09:01:10.500+00:00",
        "duration": 60,
        "hold_duration": 0,
        "status": "answered",
        "terminated_by": "customer",
        "termination_cause": "",
        "disposition": "",
        "space_id": "leap",
        "custom_data": {"page": "/prices"},
        "notes": "Kind",
    }


# --- what is asked for --------------------------------------------------------------------------


async def test_by_time_the_newest_first(server: Server) -> None:
    await keep(server, *(ended(n) for n in (2, 1, 3)), ended(90_000), ended(-90_000))
    assert await ids(server) == ["call-3", "call-2", "call-1"]
    second = {"start_time": "2026-01-15T09:00:02Z", "end_time": "2026-01-15T09:00:03Z"}
    assert await ids(server, **second) == ["call-2"], "from the first moment, up to the last"
    elsewhere = {"start_time": "2026-01-15T14:30:02+05:30", "end_time": "2026-01-15T14:30:03+05:30"}
    assert await ids(server, **elsewhere) == ["call-2"]


async def test_by_type_and_status(server: Server) -> None:
    for n, kind in enumerate(CallKind):
        await keep(server, ended(n, kind=kind.value))
    kinds = list(CallKind)
    for n, kind in enumerate(kinds):
        assert await ids(server, type=kind.value) == [f"call-{n}"]
    assert len(await ids(server, type="voice")) == len(await ids(server, type=None)) == len(kinds)
    for n, outcome in enumerate(Outcome):
        await keep(server, ended(n, outcome=outcome.value))
    await keep(server, record(50), ended(60, kind="manual", outcome="turned_away"))
    for n, outcome in enumerate(Outcome):
        found = [f"call-{n}"] if outcome != "turned_away" else ["call-60", f"call-{n}"]
        assert await ids(server, status=outcome.value) == found
    assert await ids(server, status="ongoing") == ["call-50"]
    assert await ids(server, type="manual", status="turned_away") == ["call-60"]
    assert await ids(server, type="manual", status="busy") == []


async def test_chats_by_status(server: Server) -> None:
    await keep(
        server,
        chat(1, "", ended_at=AT + 9),
        chat(2, "gone", opened_at=AT + 3, ended_at=AT + 9),
        chat(3, "", ended_at=None),
    )
    assert await ids(server, type="chat") == ["chat-3", "chat-2", "chat-1"]
    assert await ids(server, type="chat", status="ongoing") == ["chat-3"]
    assert await ids(server, type="chat", status="answered") == ["chat-2"]
    assert await ids(server, type="chat", status="abandoned") == ["chat-1"]
    assert await ids(server, type="chat", status="busy") == [], "which chats never are"


@pytest.mark.parametrize("kind", ["voice", "chat"])
async def test_page_by_page(server: Server, kind: str) -> None:
    await keep(server, *(ended(n) for n in range(60)), *(chat(n, "") for n in range(60)))
    total, first = await sessions(server, type=kind)
    assert (total, len(first)) == (60, 50)
    seen = [one["uuid"] for one in first]
    total, rest = await sessions(server, {"skip": 50, "limit": 7}, type=kind)
    assert (total, len(rest)) == (60, 7)
    seen += [one["uuid"] for one in rest]
    assert [int(one.partition("-")[2]) for one in seen] == list(range(59, 2, -1))
    assert await sessions(server, {"skip": 60}, type=kind) == (60, [])
    assert await sessions(server, {"skip": 10**9, "limit": 1000}, type=kind) == (60, [])


# --- whose they are -----------------------------------------------------------------------------


async def test_a_token_shows_its_own_space_alone(server: Server) -> None:
    await server.node.accounts.create_space("rival", "The other")
    rival = await server.node.accounts.tokens.replace(SpaceId("rival"), "api")
    await keep(server, ended(1), chat(1, ""))
    body: dict[str, Any] = {"filters": DAY}
    for name, value in (("x-api-key", "{}"), ("Authorization", "Bearer {}")):
        answer = await post(server, body, {name: value.format(rival)})
        assert (answer.status_code, answer.json()["total"]) == (200, 0)
        chats = {"filters": DAY | {"type": "chat"}}
        answer = await post(server, chats, {name: value.format(rival)})
        assert (answer.status_code, answer.json()["total"]) == (200, 0)
        answer = await post(server, body, {name: value.format(server.token)})
        assert (answer.status_code, answer.json()["total"]) == (200, 1)


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-api-key": "a guess"}, {"Authorization": "Bearer a guess"}, {"Authorization": "Basic"}],
)
async def test_without_the_right_token(server: Server, headers: dict[str, str]) -> None:
    answer = await post(server, {"filters": DAY}, headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_guesses_are_counted(tmp_path: Path) -> None:
    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        limit = DialPolicy().address_calls_per_minute
        for _ in range(limit):
            assert (await post(server, {}, {"x-api-key": "a guess"})).status_code == 401
        answer = await post(server, {}, {"x-api-key": "a guess"})
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= RATE_SECONDS
        assert (await post(server, {"filters": DAY})).status_code == 200


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "filters: is required."),
        ({"filters": None}, "filters: must be an object, not null."),
        ({"filters": {}}, "filters.start_time: is required."),
        ({"filters": {"start_time": DAY["start_time"]}}, "filters.end_time: is required."),
        ({"filters": DAY | {"start_time": "yesterday"}}, "filters.start_time: must be a time"),
        ({"filters": DAY | {"start_time": 17}}, "filters.start_time: must be a string, not"),
        ({"filters": DAY | {"end_time": "2026-01-16T00:00:00"}}, "filters.end_time: must be a"),
        ({"filters": DAY | {"end_time": DAY["start_time"]}}, "filters.end_time: must be later"),
        ({"filters": DAY | {"type": "fax"}}, "filters.type: must be one of voice, chat, click"),
        ({"filters": DAY | {"type": ["voice"]}}, "filters.type: must be a string or null, not"),
        ({"filters": DAY | {"status": ""}}, "filters.status: must be one of ongoing, answered"),
        ({"filters": DAY | {"type": "chat", "status": "x"}}, "filters.status: must be one of"),
        ({"filters": DAY, "limit": 0}, "limit: must be a whole number >= 1"),
        ({"filters": DAY, "limit": 1001}, "limit: must be a whole number <= 1000"),
        ({"filters": DAY, "limit": "50"}, "limit: must be a whole number, not a string"),
        ({"filters": DAY, "skip": -1}, "skip: must be a whole number >= 0"),
        ({"filters": DAY, "skip": 10**20}, "skip: must be a whole number"),
    ],
)
async def test_what_is_wrong_is_named(server: Server, body: dict[str, Any], told: str) -> None:
    answer = await post(server, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-field")
    assert answer.json()["message"].startswith(told)


async def test_with_the_store_away(server: Server) -> None:
    server.store.away = True
    answer = await post(server, {"filters": DAY})
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")


# --- recordings ---------------------------------------------------------------------------------


async def test_links_to_recordings(server: Server) -> None:
    await keep(
        server,
        ended(1, recording="call-1-1.wav,call-1-2.wav,call-1-3.wav"),
        ended(2, recording="call-2-1.wav"),
        ended(3, recording="../link.key"),
    )
    put(server, "call-1-1.wav", b"first")
    put(server, "call-1-3.wav", b"third")
    _, [odd, gone, told] = await sessions(server)
    assert [one["filename"] for one in told["recordings"]] == [
        "call-1-1.wav",
        "call-1-2.wav",
        "call-1-3.wav",
    ]
    assert told["recording_filename"] == "call-1-1.wav"
    assert told["recording_url"] == told["recordings"][0]["url"]
    assert told["recording_url"].startswith(f"{server.node.url}/recordings/call-1-1.wav?expires=")
    assert told["recordings"][1]["url"] is None, "it goes on"
    for place, sound in ((0, b"first"), (2, b"third")):
        answer = await server.http.get(told["recordings"][place]["url"])
        assert (answer.status_code, answer.content) == (200, sound)
    assert (gone["recording_filename"], gone["recording_url"]) == ("call-2-1.wav", None)
    assert (odd["recording_filename"], odd["recording_url"]) == ("../link.key", None)


async def link(server: Server) -> str:
    put(server, "call-1-1.wav")
    await keep(server, ended(1, recording="call-1-1.wav"))
    _, [told] = await sessions(server)
    return str(told["recording_url"])


async def test_a_recording_is_sent_as_sound_and_kept_by_nobody_between(server: Server) -> None:
    url = await link(server)
    answer = await server.http.get(url)
    assert (answer.status_code, answer.content) == (200, SOUND)
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-length"] == str(len(SOUND))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'inline; filename="call-1-1.wav"'
    head = await server.http.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(SOUND))
    again = await server.http.get(url)
    assert again.content == SOUND, "the connection goes on as it should"


@pytest.mark.parametrize(
    ("asked", "part", "place"),
    [
        ("bytes=0-0", SOUND[:1], "bytes 0-0/512000"),
        ("bytes=256-", SOUND[256:], "bytes 256-511999/512000"),
        ("bytes=1000-400000", SOUND[1000:400_001], "bytes 1000-400000/512000"),
        ("bytes=-44", SOUND[-44:], "bytes 511956-511999/512000"),
        ("bytes=511999-999999", SOUND[-1:], "bytes 511999-511999/512000"),
    ],
)
async def test_players_seek(server: Server, asked: str, part: bytes, place: str) -> None:
    url = await link(server)
    answer = await server.http.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (206, place)
    assert answer.content == part
    tags = {name: answer.headers[name] for name in ("etag", "last-modified")}
    for tag in tags.values():
        same = await server.http.get(url, headers={"Range": asked, "If-Range": tag})
        assert (same.status_code, same.content) == (206, part)
    for tag in ('"another"', f"W/{tags['etag']}", "Thu, 15 Jan 2026 09:00:00 GMT"):
        whole = await server.http.get(url, headers={"Range": asked, "If-Range": tag})
        assert (whole.status_code, whole.content) == (200, SOUND)


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=5-1", "bytes=-", "?"])
async def test_ranges_that_are_not_heeded(server: Server, asked: str) -> None:
    answer = await server.http.get(await link(server), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, SOUND)


async def test_a_part_that_is_not_there(server: Server) -> None:
    answer = await server.http.get(await link(server), headers={"Range": "bytes=512000-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range-not-satisfiable")
    assert answer.headers["content-range"] == "bytes */512000"


async def test_links_end(tmp_path: Path) -> None:
    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        url = await link(server)
        clock.advance(LINK_SECONDS - 2)
        assert (await server.http.get(url)).status_code == 200
        clock.advance(2)
        answer = await server.http.get(url)
        assert (answer.status_code, answer.json()["code"]) == (410, "link-expired")
        assert "has expired" in answer.json()["message"]
        _, [told] = await sessions(server)
        assert (await server.http.get(told["recording_url"])).status_code == 200


async def test_a_recording_that_was_removed(server: Server) -> None:
    url = await link(server)
    put(server, "call-1-1.wav").unlink()
    answer = await server.http.get(url)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-recording")
    _, [told] = await sessions(server)
    assert (told["recording_filename"], told["recording_url"]) == ("call-1-1.wav", None)


async def test_a_link_opens_its_own_recording_alone(server: Server) -> None:
    url = await link(server)
    put(server, "call-2-1.wav", b"of another space")
    path, _, query = url.partition("?")
    changed = [
        path,
        f"{path}?",
        f"{path}?{query.partition('&')[0]}",
        f"{path}?{query.partition('&')[2]}",
        f"{path}?{query.replace('expires=', 'expires=1')}",
        f"{path}?{query[:-1]}",
        f"{path.replace('call-1', 'call-2')}?{query}",
        f"{path.replace('call-1', '%63all-2')}?{query}",
        f"{path.replace('call-1-1.wav', '..%2flink.key')}?{query}",
        f"{path.replace('call-1-1.wav', 'none.wav')}?{query}",
    ]
    for one in changed:
        answer = await server.http.get(one)
        assert answer.status_code in (403, 404), one
        assert answer.json()["code"] in ("link-wrong", "not-found"), one
    for method in ("POST", "PUT", "DELETE"):
        answer = await server.http.request(method, url)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_links_outlive_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        path = httpx.URL(await link(server)).raw_path.decode()
    async with serving(tmp_path) as server:
        assert (await server.http.get(path)).content == SOUND
        assert server.node.layout.link_key.stat().st_mode & 0o777 == 0o600


async def test_a_file_that_is_cut_short_is_not_passed_off_as_whole() -> None:
    file, sent = io.BytesIO(b"RIFF"), []

    async def send(message: Any) -> None:
        sent.append(message)

    await send_reply(send, Reply(200, b"", text=True, file=FilePart(1, 10, file)))
    assert [one.get("body") for one in sent] == [None, b"IFF"]
    assert sent[-1]["more_body"] is True, "the server sees that there should be more"
    assert file.closed
