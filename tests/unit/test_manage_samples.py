"""Ready-made samples: each is sent as it stands, to the server that showed it."""

import ast
import asyncio
import contextlib
import io
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.api.sample import TOKEN, Sample, curl
from dockline.api.sample_code import apex, python
from dockline.domain.ids import SpaceId
from dockline.domain.space import ClickToCall, Role
from tests.support.apex import Apex
from tests.support.face import LEAP, PASSWORD, Server, serving

SAMPLES = "/manage/api/samples"
NAMES = ["make_call", "add", "add_multiple", "live", "reset", "sessions"]
AWKWARD = Sample(
    "/router/api/v2/campaign/add",
    {
        "auth_token": TOKEN,
        "team_name": 'Bob\'s "best" \\ caf\u00e9 \U0001f600\n',
        "data": {"none": None, "yes": True, "no": False, "n": -12, "x": 1.5, "e": {}, "l": []},
        "numbers": ["1", ["2"]],
    },
    {},
    "",
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, cluster_id="c1", leads_per_body=500) as running:
        await running.node.accounts.create_user(LEAP, "admin", "Ada", PASSWORD, Role.ADMIN)
        yield running


async def ask(server: Server, method: str, path: str = SAMPLES, body: Any = None) -> Any:
    cookie = {"Cookie": await server.sign_in("admin")}
    answer = await server.http.request(method, path, json=body, headers=cookie)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def by_name(server: Server) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in (await ask(server, "GET"))["samples"]}


async def sent_by_curl(code: str, token: str) -> tuple[str, dict[str, str], Any]:
    """Where a shell would send it, with which headers, and what."""
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        f"curl() {{ printf '%s\\0' \"$@\"; }}\n{code}",
        env={"DOCKLINE_TOKEN": token, "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await shell.communicate()
    url, *options = told.decode().rstrip("\0").split("\0")
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in given if option == "-H")
    [body] = [value for option, value in given if option == "-d"]
    return url, headers, json.loads(body)


async def run_python(code: str, token: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Whoever runs it has `requests`, as this machine does."""
    monkeypatch.setenv("DOCKLINE_TOKEN", token)
    monkeypatch.setenv("NO_PROXY", "*")
    out = io.StringIO()

    def work() -> None:
        with contextlib.redirect_stdout(out):
            exec(compile(code, "sample.py", "exec"), {"__name__": "__main__"})

    await asyncio.to_thread(work)
    return ast.literal_eval(out.getvalue())


async def test_where_to_send(server: Server) -> None:
    told = await ask(server, "GET")
    assert told["address"] == server.node.url
    assert (told["cluster_id"], told["cloud_id"]) == ("c1", "leap")
    assert (told["leads_per_body"], told["body_mib"], told["missing"]) == (500, 16, [])
    assert [one["name"] for one in told["samples"]] == NAMES


@pytest.mark.parametrize("name", NAMES)
async def test_all_three_languages_send_the_same_and_it_is_answered_as_told(
    server: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = (await by_name(server))[name]
    async with server.dock():
        url, headers, body = await sent_by_curl(sample["curl"], server.token)
        in_apex = Apex(sample["apex"], server.token)
        assert (in_apex.url, in_apex.method, in_apex.body) == (url, "POST", body)
        assert in_apex.headers == headers
        assert in_apex.headers["Content-Type"] == "application/json"
        told = json.loads(sample["answer"])
        first = await run_python(sample["python"], server.token, monkeypatch)
        assert set(told) <= set(first)
        assert first["success"] is True
        if name == "reset":
            server.token = first["auth_token"]
            url, headers, body = await sent_by_curl(sample["curl"], server.token)
        if name != "make_call":  # its agent is busy now
            answer = await server.http.post(url, json=body, headers=headers)
            assert answer.status_code == sample["status"]
            assert answer.json()["success"] is True
            assert set(told) <= set(answer.json())


async def test_the_samples_name_what_the_space_has(server: Server) -> None:
    accounts = server.node.accounts
    await accounts.create_team(LEAP, "A team without people")
    samples = await by_name(server)
    _, _, one = await sent_by_curl(samples["add"]["curl"], server.token)
    assert (one["cloud_id"], one["auth_token"], one["team_name"]) == (
        "leap",
        server.token,
        "Support team",
    )
    _, _, many = await sent_by_curl(samples["add_multiple"]["curl"], server.token)
    assert [lead["username"] for lead in many["leads"]] == ["rishi", "siddhant"]
    _, headers, call = await sent_by_curl(samples["make_call"]["curl"], server.token)
    assert call["username"] == "rishi@leap"
    assert "Authorization" not in headers
    assert TOKEN not in samples["make_call"]["curl"]
    await server.settings(click_to_call=ClickToCall(policy="token"))
    _, headers, _ = await sent_by_curl((await by_name(server))["make_call"]["curl"], server.token)
    assert headers["Authorization"] == f"Bearer {server.token}"


async def test_an_empty_space_is_told_what_it_lacks(server: Server) -> None:
    empty = SpaceId("empty")
    await server.node.accounts.create_space(empty, "Empty")
    await server.node.accounts.create_user(empty, "admin", "Ada", PASSWORD, Role.ADMIN)
    form = {"login": "admin@empty", "password": PASSWORD}
    answer = await server.http.post("/dock/sign-in", json=form)
    cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    server.http.cookies.clear()
    told = (await server.http.get(SAMPLES, headers=cookie)).json()
    assert told["missing"] == ["team", "agent"]
    tried = await server.http.post(f"{SAMPLES}/dry_run", json={"sample": "add"}, headers=cookie)
    assert tried.json()["status"] == 404
    assert tried.json()["answer"]["code"] == "team-unknown"


async def test_a_dry_run_answers_as_the_api_would_and_stores_nothing(server: Server) -> None:
    path = f"{SAMPLES}/dry_run"
    one = await ask(server, "POST", path, {"sample": "add"})
    assert one["status"] == 200
    assert (one["answer"]["message"], one["answer"]["dry_run"]) == ("Lead added", True)
    many = await ask(server, "POST", path, {"sample": "add_multiple"})
    assert (many["answer"]["added"], many["answer"]["failed"]) == (2, 0)
    assert many["answer"]["warnings"] == []
    assert await server.store.campaigns(LEAP) == []
    assert server.node.usage.last_hour(LEAP).leads_stored == 0
    cookie = {"Cookie": await server.sign_in("admin")}
    wrong = await server.http.post(path, json={"sample": "reset"}, headers=cookie)
    assert wrong.status_code == 400


async def test_awkward_words_are_the_same_in_every_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = "538d1ae0-3e9f-41ea-9d9c-394a26b437b0"
    wanted = AWKWARD.body | {"auth_token": token}
    where = "https://c1.voice.novanet.example"
    url, _, body = await sent_by_curl(curl(where, AWKWARD), token)
    assert (url, body) == (f"{where}{AWKWARD.path}", wanted)
    in_apex = Apex(apex(where, AWKWARD), token)
    assert (in_apex.url, in_apex.body) == (url, wanted)
    sent: list[Any] = []

    def post(address: str, **told: Any) -> httpx.Response:
        sent.append((address, told["json"], told["timeout"]))
        return httpx.Response(200, json={}, request=httpx.Request("POST", address))

    monkeypatch.setattr("requests.post", post)
    assert await run_python(python(where, AWKWARD), token, monkeypatch) == {}
    assert sent == [(url, wanted, 30)]


async def test_a_lead_goes_to_a_campaign_that_is_there(server: Server) -> None:
    before = json.loads(await body_of(server, "add"))
    await server.node.accounts.create_team(LEAP, "Back office")
    for name, team in (("Winter", "Support team"), ("spring", "Support team")):
        await server.node.campaigns.create(LEAP, name, team, actor="cli")
    after = json.loads(await body_of(server, "add"))
    assert before["campaign"] == "Campaign_name"
    assert (after["campaign"], after["team_name"]) == ("spring", "Support team")


async def body_of(server: Server, name: str) -> str:
    """Of what the sample sends by curl."""
    told = (await by_name(server))[name]["curl"]
    return str(told.partition("-d '")[2].rstrip("'").replace("'\"$DOCKLINE_TOKEN\"'", "token"))
